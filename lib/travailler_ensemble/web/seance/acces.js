/* Ce qu’une page de séance tient de son adresse et du système : ses secrets, son thème. */

import { RACINE } from "./racine.js";

const BILLET = "billet-";
/** Où le mur écrit la touche pressée, pour la page de l’enseignant. */
export const TOUCHES = "te:touche";

/** Le secret contre lequel s’échange un billet, qui ne sert qu’une fois ; vide s’il ne vaut plus. */
async function echanger(billet) {
	try {
		const headers = { "Content-Type": "application/json" };
		const r = await fetch(`${RACINE}/api/billets/echange`, {
			method: "POST",
			cache: "no-store",
			headers,
			body: JSON.stringify({ billet }),
		});
		return r.ok ? (await r.json()).secret : "";
	} catch {
		return "";
	}
}

/**
 * Le secret de cette page, gardé par l’onglet. L’adresse n’apporte qu’un billet : le navigateur garde les adresses dans son historique,
 * même nettoyées. Un secret donné par une adresse d’avant est encore lu.
 * @param {string} nom
 */
export async function secretDe(nom) {
	const donne = location.hash.slice(1);
	if (donne) history.replaceState(null, "", location.pathname + location.search);
	const recu = donne.startsWith(BILLET) ? await echanger(donne) : donne.split(".")[0];
	try {
		if (recu) sessionStorage.setItem(nom, recu);
	} catch {
		/* navigation privée : le secret ne survivra pas à un rechargement */
	}
	return recu || gardeDe(nom);
}

/** Ce que cet onglet garde sous ce nom ; vide s’il ne garde rien. @param {string} nom */
export function gardeDe(nom) {
	try {
		return sessionStorage.getItem(nom) ?? "";
	} catch {
		return "";
	}
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
