/* Au pied de la page du téléphone : effacer ses réponses, après confirmation. */
import { bouton, direOuTaire, el } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";

const SOUCI = "Rien n’a été effacé\u00a0: le serveur ne répond pas. Essayez de nouveau au retour du réseau.";

/** `effacer()` rend un message s’il n’a pas pu, une chaîne vide si c’est fait, ou s’il n’y a plus rien à dire. */
export function brancherEffacer(form, effacer) {
	const garder = bouton("Garder mes réponses", "principal");
	const oui = bouton("Effacer mes réponses");
	const demande = form.querySelector("button");
	const suite = form.querySelector("p");
	const souci = el("p", { class: "avertissement", role: "alert", hidden: true });
	const question = el(
		"p",
		{ id: "effacer-question", tabindex: "-1" },
		el("strong", {}, "Effacer toutes vos réponses\u00a0?"),
		" Elles ne compteront plus et ne pourront pas revenir.",
	);
	const confirmer = el("div", { role: "group", "aria-labelledby": question.id, hidden: true }, question, garder, oui, souci);
	form.append(confirmer);
	function poser(ouvert) {
		montrer(confirmer, ouvert, demande);
		for (const e of [demande, suite]) e.hidden = ouvert;
		souci.hidden = true;
		viser(ouvert ? garder : demande, form);
	}
	form.addEventListener("submit", (ev) => {
		ev.preventDefault();
		if (confirmer.hidden) poser(true);
	});
	garder.addEventListener("click", () => poser(false));
	form.addEventListener("keydown", (ev) => {
		if (ev.key === "Escape" && !confirmer.hidden) poser(false);
	});
	let parti = false;
	oui.addEventListener("click", async () => {
		if (parti) return;
		parti = true;
		const dit = await effacer(SOUCI);
		parti = false;
		direOuTaire(souci, dit);
	});
}
