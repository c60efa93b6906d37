/* Ce que des auteurs lisent d’une carte, par famille de retours ; derrière un repli. */
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
		el("div", { class: "qui" }, el("h5", {}, a.auteur), une && lectures[0].phrase && el("span", {}, lectures[0].phrase)),
		a.divergence && el("p", { class: "divergence" }, a.divergence),
		une ? raisonsDites(lectures[0]) : lectures.map(lectureDatee),
		commun && el("p", { class: "source" }, ponctuer(terrainDit(commun))),
		autresTextes(a.autres ?? []),
	);
}

/** Le titre d’une famille d’avis, dans l’ordre où elles se lisent. */
const FAMILLES = {
	accord: "Comme vous",
	nuance: "Hésitent",
	desaccord: "N’en voient pas",
	lu: "Leurs lectures",
	ne_tranche_pas: "En disent trop peu",
	hors_champ: "N’en parlent pas",
};

/** Les avis, famille par famille. */
export function famillesDAvis(avis, id) {
	const groupes = Object.keys(FAMILLES).map((r) => [r, avis.filter((a) => a.retour === r)]);
	return groupes
		.filter(([, liste]) => liste.length)
		.map(([retour, liste]) => {
			const titre = el("h4", { class: "rapport", id: id(`famille-${retour}`) }, signe(retour), FAMILLES[retour]);
			const dits = el("ul", { class: "avis", role: "list" }, liste.map(avisDe));
			return el("section", { class: "famille", "aria-labelledby": titre.id }, titre, dits);
		});
}
