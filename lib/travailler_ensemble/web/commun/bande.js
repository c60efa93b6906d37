/* La bande : un carré par texte, toujours à la même place ; plein, demi, vide = il reconnaît, hésite, ne reconnaît pas. */
import { el, texte } from "./elements.js";

/** Une bande et sa phrase. `peindre(bande, avant)` marque les carrés qui ne sont plus ceux d’`avant`. */
export function bandeDe() {
	const carres = el("div", { class: "verdicts", "aria-hidden": "true" });
	const dit = el("p", { class: "chiffre" });
	function peindre(bande, avant = bande) {
		const lettres = [...(bande?.lettres ?? "")];
		carres.replaceChildren(...lettres.map((lettre, i) => el("i", { class: lettre === avant.lettres[i] ? lettre : `${lettre} change` })));
		texte(dit, bande?.dit ? `${bande.dit}.` : "");
	}
	return { element: el("div", { class: "bande" }, carres, dit), peindre };
}
