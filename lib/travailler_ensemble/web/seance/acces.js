/* Ce qu’une page de séance tient de son adresse et du système : ses secrets, son thème. */

/** Le secret donné par l’adresse (`#secret`), gardé par l’onglet ; l’adresse est nettoyée. Deux secrets se séparent par un point. */
export function secrets(nom) {
	let trouve = location.hash.slice(1);
	if (trouve) history.replaceState(null, "", location.pathname + location.search);
	try {
		if (trouve) sessionStorage.setItem(nom, trouve);
		else trouve = sessionStorage.getItem(nom) ?? "";
	} catch {
		/* navigation privée : le secret ne survivra pas à un rechargement */
	}
	return trouve.split(".");
}

/** Le clair et le sombre du système, ou ce que la page a choisi ; rend de quoi en changer. */
export function theme() {
	const systeme = matchMedia("(prefers-color-scheme: dark)");
	let choix = null;
	try {
		choix = localStorage.getItem("te:sombre");
	} catch {
		/* sans mémoire, le système décide */
	}
	const peindre = () => document.body.classList.toggle("sombre", choix === null ? systeme.matches : choix === "oui");
	systeme.addEventListener("change", peindre);
	peindre();
	return () => {
		choix = document.body.classList.contains("sombre") ? "non" : "oui";
		try {
			localStorage.setItem("te:sombre", choix);
		} catch {
			/* voir plus haut */
		}
		peindre();
	};
}
