/* La carte, telle que la verra un participant sur son téléphone. */
import { el, garnir, texte } from "../../commun/elements.js";

export function apercuDe() {
	const [ou, titre, question] = [el("span"), el("p", { class: "titre" }), el("p", { class: "titre" })];
	const recit = el("div", { class: "recit" });
	const cases = el("div", { class: "cases" });
	const ecran = el(
		"div",
		{ class: "ecran", tabindex: "0", role: "group", "aria-label": "La carte, sur un téléphone" },
		titre,
		recit,
		question,
		cases,
	);
	const element = el("div", { class: "telephone" }, el("div", { class: "haut" }, ou), ecran);
	/** `carte` : `{ titre, paragraphes }`, de rang `rang` sur `total`. */
	function peindre(carte, rang, total, demande, noms) {
		element.hidden = !carte;
		if (!carte) return;
		texte(ou, `carte ${rang} sur ${total}`);
		texte(titre, carte.titre);
		if (garnir(recit, JSON.stringify(carte.paragraphes), () => carte.paragraphes.map((p) => el("p", {}, p)))) ecran.scrollTop = 0;
		texte(question, demande);
		garnir(cases, noms.join("|"), () => noms.map((n) => el("span", {}, n)));
	}
	return { element, peindre };
}
