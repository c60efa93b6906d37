/* Avant le premier affichage : si ce navigateur saura exécuter participant.js, la page sans script ne paraît pas.
   S’il n’a pas démarré cinq secondes plus tard, elle revient. Écrit pour tout navigateur, ancien compris. */
(() => {
	var racine = document.documentElement;
	if (!("noModule" in HTMLScriptElement.prototype)) return;
	racine.className = "avec-script";
	setTimeout(() => {
		if (!racine.hasAttribute("data-pret")) racine.className = "";
	}, 5000);
})();
