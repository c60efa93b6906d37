/* Demande avant de retirer ; « Annuler » rend ce qui l’a été. */
import { bouton, el, texte } from "../../commun/elements.js";
import { viser } from "../../commun/focus.js";
import { citer } from "../../commun/phrases.js";

/** `retirer(id)` : c’est oui. */
export function confirmationDe(id, retirer) {
	const question = el("p", { id: id("retirer") });
	const [garder, oui] = [bouton("Garder", "principal"), bouton("Supprimer")];
	const attributs = { class: "confirmer", role: "group", "aria-labelledby": question.id, hidden: true };
	const element = el("div", attributs, question, el("div", {}, garder, oui));
	let quoi = "",
		retour = null;
	function fermer() {
		element.hidden = true;
		if (retour) viser(retour);
	}
	garder.addEventListener("click", fermer);
	element.addEventListener("keydown", (ev) => {
		if (ev.key === "Escape") fermer();
	});
	oui.addEventListener("click", () => {
		element.hidden = true;
		retirer(quoi);
	});
	function demander(lequel, nom) {
		quoi = lequel;
		retour = document.activeElement;
		texte(question, `Supprimer ${citer(nom)}\u00a0? «\u00a0Annuler\u00a0» le rend, tant que ce carnet reste ouvert.`);
		element.hidden = false;
		viser(garder, element);
	}
	return { element, demander };
}
