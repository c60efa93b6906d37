/* La vue d’ensemble d’un tri : une boîte par case, un bouton par carte. */
import { el, texte } from "../../commun/elements.js";
import { replacer } from "../../commun/focus.js";
import { poignee } from "../../commun/signes.js";

const AIDE = "Chaque bouton rouvre une carte. À la souris ou au doigt, sa poignée la fait glisser d’une boîte à l’autre.";

/** `lire()` : les réponses ; `courante()` : le rang de la carte ouverte, −1 s’il n’y en a pas ; `ouvrir(i)` ouvre une carte. */
export function vueDEnsemble({ cartes, cases, rangCase, id, lire, courante, ouvrir }) {
	const boites = el("div", { class: "boites" });
	const titre = el("summary", {}, "Vue d’ensemble du tri");
	const element = el("details", { class: "ensemble" }, titre, el("p", { class: "discret" }, AIDE), boites);
	/* Les boutons de cartes sont créés une fois, puis déplacés d’une boîte à l’autre. */
	const jetons = [];
	const listes = [];
	const tetes = [];

	function batir() {
		[...cases.map((c) => c.nom), ""].forEach((nom, i) => {
			const tete = el("p", { class: "boite-nom", id: id(`boite-${i}`) }, nom);
			const liste = el("ul", { class: "jetons", role: "list" });
			const attributs = { class: "boite", role: "group", "aria-labelledby": tete.id, "data-case": i < cases.length && String(i) };
			tetes.push(tete);
			listes.push(liste);
			boites.append(el("div", attributs, tete, liste, el("p", { class: "vide" }, "vide")));
		});
		cartes.forEach((c, i) => {
			const prise = el("span", { class: "poignee" }, poignee());
			const bouton = el(
				"button",
				{ type: "button", class: "jeton", "data-glisse": String(i) },
				prise,
				el("span", {}, `${i + 1}. ${c.titre}`),
			);
			jetons.push(el("li", {}, bouton));
		});
	}

	function peindre(r = lire()) {
		if (!listes.length) return;
		/** @type {HTMLElement[][]} */
		const places = listes.map(() => []);
		cartes.forEach((c, i) => {
			places[r.has(c.id) ? rangCase.get(r.get(c.id)) : cases.length].push(jetons[i]);
		});
		places.forEach((ici, k) => {
			replacer(listes[k], ici);
		});
		places.forEach((ici, k) => {
			listes[k].hidden = !ici.length;
			listes[k].nextSibling.hidden = ici.length > 0;
		});
		const libres = places[cases.length].length;
		texte(tetes[cases.length], `À classer (${libres})`);
		tetes[cases.length].parentNode.hidden = !libres;
		cartes.forEach((c, i) => {
			const b = jetons[i].firstChild;
			b.classList.toggle("libre", !r.has(c.id));
			if (i === courante()) b.setAttribute("aria-current", "true");
			else b.removeAttribute("aria-current");
		});
	}

	element.addEventListener("toggle", () => {
		if (!element.open || listes.length) return;
		batir();
		peindre();
	});
	boites.addEventListener("click", (ev) => {
		const b = ev.target.closest(".jeton");
		if (b) ouvrir(Number(b.dataset.glisse));
	});
	return { element, peindre };
}
