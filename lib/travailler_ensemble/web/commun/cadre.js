/* Le cadre d’une activité : les touches y restent. */

import { el } from "./elements.js";

/** La page de carnet n’entend aucune touche : `a`, `x`, `d d` y ajoutent ou coupent des cellules. Le navigateur garde les siennes
    (copier, chercher, agrandir). Seule exception : Ctrl+S, que JupyterLab ne reçoit plus et qui ouvrirait « Enregistrer la page ». */
function retenirTouches(section) {
	for (const type of ["keydown", "keypress", "keyup"]) section.addEventListener(type, (ev) => ev.stopPropagation());
	section.addEventListener("keydown", (ev) => {
		if ((ev.ctrlKey || ev.metaKey) && !ev.altKey && !ev.shiftKey && ev.key.toLowerCase() === "s") ev.preventDefault();
	});
}

/** Le cadre d’une activité : langue dite, touches retenues. `tabindex` fait qu’un clic dans le texte garde le focus ici, loin des
    raccourcis du carnet. */
export function encadrer(attributs, ...enfants) {
	const section = el("section", { class: "te", lang: "fr", tabindex: "-1", ...attributs }, ...enfants);
	retenirTouches(section);
	return section;
}

/** Un formulaire ne s’envoie que par une touche Entrée nue et non maintenue. */
export function retenirEntree(form) {
	form.addEventListener("keydown", (ev) => {
		if (ev.key === "Enter" && ev.target.tagName !== "TEXTAREA" && (ev.repeat || ev.ctrlKey || ev.metaKey || ev.altKey || ev.shiftKey))
			ev.preventDefault();
	});
}
