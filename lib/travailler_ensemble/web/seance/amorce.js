/* Avant le premier affichage : si ce navigateur saura exécuter le script, la page sans script ne paraît pas. S’il ne vient pas, elle
   revient ; s’il vient et ne sait pas monter le vote, la page se recharge sans lui, pour de bon. Écrit pour un navigateur de 2016. */
(() => {
	var racine = document.documentElement;
	var adresse = /** @type {HTMLElement} */ (document.currentScript).getAttribute("data-script") || "";
	var SANS = "travailler-ensemble-sans-script";
	var RELIRE = 20000;

	/* Un formulaire par carte ; là où l’on attend, la page se relit seule. */
	function sansScript() {
		racine.className = "";
		setTimeout(() => {
			if (!racine.hasAttribute("data-pret") && !document.querySelector(".sans-script form")) location.reload();
		}, RELIRE);
	}
	function renoncer(e) {
		if (racine.hasAttribute("data-vote") || (e.filename && e.filename.indexOf(adresse) < 0)) return;
		try {
			sessionStorage.setItem(SANS, "oui");
		} catch (_) {
			return sansScript(); // sans mémoire, recharger tournerait en rond
		}
		location.reload();
	}
	function renonce() {
		try {
			return sessionStorage.getItem(SANS) === "oui";
		} catch (_) {
			return false;
		}
	}

	if (!("noModule" in HTMLScriptElement.prototype) || renonce()) return sansScript();
	racine.className = "avec-script";
	window.addEventListener("error", renoncer);
	window.addEventListener("unhandledrejection", renoncer);
	setTimeout(() => {
		if (!racine.hasAttribute("data-pret")) sansScript();
	}, 5000);
	var script = document.createElement("script");
	script.type = "module";
	script.src = adresse;
	script.onerror = sansScript;
	document.head.appendChild(script);
})();
