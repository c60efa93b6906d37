/* Dans la liste des séances : cocher des groupes qui ont fait le même tri, et les lire côte à côte. La page vient du serveur. */
import { activer, bouton, el, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";

/** `seances()` : la liste ; `geste(g)` demande la comparaison, que `peindre(page)` reçoit. */
export function comparaison(id, seances, geste) {
	const cochees = new Set();
	const demander = bouton("Comparer les groupes cochés");
	const aide = el("p", { class: "discret" });
	const outil = el("div", { class: "rangee" }, demander, aide);
	const vue = el("section", { class: "bloc", hidden: true, tabindex: "-1", "aria-label": "Groupes comparés" });
	const element = el("div", { class: "pile" }, outil, vue);
	let attendue = false; // elle est demandée : on y mènera
	const siennes = () => seances().filter((s) => cochees.has(s.id));

	function permettre() {
		const tris = new Set(siennes().map((s) => s.tri)).size;
		const bon = siennes().length > 1 && tris === 1;
		activer(demander, bon);
		texte(aide, bon ? "" : tris > 1 ? "Ces groupes n’ont pas fait le même tri." : "Cochez deux groupes qui ont fait le même tri.");
	}
	/** Une séance de la liste, et sa case. */
	function cocher(s, dits) {
		const coche = el("input", { type: "checkbox", id: `${id}-c-${s.id}`, checked: cochees.has(s.id) });
		coche.addEventListener("change", () => {
			cochees[coche.checked ? "add" : "delete"](s.id);
			permettre();
		});
		return [coche, el("label", { for: coche.id }, dits)];
	}
	demander.addEventListener("click", () => {
		if (demander.getAttribute("aria-disabled") === "true") return;
		attendue = true;
		const ids = siennes().map((s) => s.id);
		geste({ geste: "comparer", seances: ids.reverse() }); // la plus ancienne d’abord
	});
	function peindre(page) {
		outil.hidden = seances().length < 2;
		permettre();
		if (page && vue.dataset.page !== page) {
			vue.dataset.page = page;
			vue.replaceChildren(...new DOMParser().parseFromString(page, "text/html").body.childNodes);
		}
		montrer(vue, !!page);
		if (page && attendue) viser(vue);
		if (page) attendue = false;
	}
	return { element, cocher, peindre };
}
