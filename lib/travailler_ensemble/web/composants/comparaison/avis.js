/* Ce que des auteurs lisent d’une carte, par famille de retours. */
import { el } from "../../commun/elements.js";
import { enLettres, majuscule, ponctuer } from "../../commun/phrases.js";
import { raisonsDites, terrainDit } from "../../commun/raisons.js";
import { signe } from "../../commun/signes.js";

function lectureDatee(l) {
	const annee = l.annee && el("strong", { class: "chiffre" }, String(l.annee));
	const quand = el("p", { class: "quand" }, annee, l.annee && l.phrase && "\u00a0: ", l.phrase);
	return el("div", { class: "lecture" }, quand, raisonsDites(l));
}

/** Les textes du même auteur qui ne décident pas du retour : à part, repliés. */
function autresTextes(textes) {
	if (!textes.length) return null;
	const combien = textes.length === 1 ? "Un autre texte, qui ne décide pas ici" : "";
	const plusieurs = `${majuscule(enLettres(textes.length))} autres textes, qui ne décident pas ici`;
	return el("details", { class: "plus" }, el("summary", {}, combien || plusieurs), textes.map(lectureDatee));
}

function avisDe(a) {
	const toutes = a.lectures ?? [];
	const une = toutes.length === 1;
	/* Le terrain d’un auteur ne se répète pas sous chacun de ses textes. */
	const commun = !une && toutes.every((l) => l.secteur === toutes[0].secteur) ? toutes[0]?.secteur : "";
	const lectures = commun ? toutes.map((l) => ({ ...l, secteur: "" })) : toutes;
	return el(
		"li",
		{},
		el("div", { class: "qui" }, el("h4", {}, a.auteur), une && lectures[0].phrase && el("span", {}, lectures[0].phrase)),
		a.divergence && el("p", { class: "divergence" }, a.divergence),
		une ? raisonsDites(lectures[0]) : lectures.map(lectureDatee),
		commun && el("p", { class: "source" }, ponctuer(terrainDit(commun))),
		autresTextes(a.autres ?? []),
	);
}

/** Les familles `retours` qui ont des avis ; `noms` : le nom de chacune. */
export function famillesDAvis(avis, retours, noms, id) {
	const groupes = retours.map((r) => [r, avis.filter((a) => a.retour === r)]).filter(([, liste]) => liste.length);
	return groupes.map(([retour, liste]) => {
		const attributs = { class: "rapport", id: id(`famille-${retour}`), tabindex: "-1", "data-retour": retour };
		const titre = el("h3", attributs, signe(retour), noms[retour]);
		const dits = el("ul", { class: "avis", role: "list" }, liste.map(avisDe));
		return el("section", { class: "famille", "aria-labelledby": titre.id }, titre, dits);
	});
}
