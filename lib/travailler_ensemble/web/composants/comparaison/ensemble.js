/* De qui est-on proche ? Toutes les cartes ensemble, un auteur par ligne. */
import { el, texte } from "../../commun/elements.js";
import { pluriel } from "../../commun/phrases.js";

const CASES = 16; // au-delà, la répartition est une barre continue
const SENS = {
	crans: "Écart\u00a0: nombre moyen de crans entre votre case et celle de l’auteur.",
};
const COLONNES = { crans: "Écart, en crans" };
/** @type {[string, string][]} */
const CLE = [
	["a", "accord"],
	["n", "nuance"],
	["", "désaccord"],
];
const LEGENDE = "Avec chaque auteur\u00a0: nombre d’accords, de nuances et de désaccords sur les cartes comparables.";
const PEU = "Trop peu de cartes comparables pour conclure (moins de quatre)";
const TETES = ["Auteur", "Répartition", "Accords, nuances, désaccords", "Comparables"];

/** « 2 accords, 1 nuance » : les retours qui se comptent, chacun avec ses mots. */
export const comptesDits = (retours, n) =>
	retours
		.filter((r) => r.se_compte && n[r.id])
		.map((r) => pluriel(n[r.id], r.singulier, r.pluriel))
		.join(", ");

function repartition({ accords, nuances, desaccords }) {
	const sortes = [
		["a", accords],
		["n", nuances],
		["", desaccords],
	];
	if (accords + nuances + desaccords <= CASES) {
		const cases = sortes.flatMap(([c, n]) => Array.from({ length: n }, () => el("i", { class: c })));
		return el("span", { class: "cases" }, cases);
	}
	const barres = sortes.filter(([, n]) => n).map(([c, n]) => el("i", { class: c, style: `flex-grow: ${n}` }));
	return el("span", { class: "cases barre" }, barres);
}

function ligne(l, plus, retours) {
	const comptes = comptesDits(retours, { accord: l.accords, nuance: l.nuances, desaccord: l.desaccords });
	const annee = l.annee && [" ", el("span", { class: "chiffre" }, String(l.annee))];
	const mesure = (nom) => el("td", { role: "cell", class: "chiffre", "data-nom": `${COLONNES[nom]}\u00a0: ` }, l[nom]);
	return el(
		"tr",
		{ role: "row" },
		el("th", { scope: "row", role: "rowheader" }, l.auteur, annee),
		el("td", { "aria-hidden": "true" }, repartition(l)),
		el("td", { role: "cell" }, comptes),
		el("td", { role: "cell", class: "chiffre sur" }, `sur ${pluriel(l.comparables, "carte")}`),
		plus.map(mesure),
	);
}

function tableau(lignes, peu, plus, retours) {
	const colonne = (nom) => el("th", nom === "Répartition" ? { "aria-hidden": "true" } : { scope: "col", role: "columnheader" }, nom);
	const tetes = [...TETES, ...plus.map((nom) => COLONNES[nom])].map(colonne);
	const large = { scope: "rowgroup", role: "rowheader", colspan: String(4 + plus.length) };
	const intertitre = lignes.length > 0 && el("tr", { class: "intertitre", role: "row" }, el("th", large, PEU));
	const dire = (l) => ligne(l, plus, retours);
	return el(
		"table",
		{ class: "tableau", role: "table" },
		el("caption", { class: "visuel-cache" }, LEGENDE),
		el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, tetes)),
		lignes.length > 0 && el("tbody", { role: "rowgroup" }, lignes.map(dire)),
		peu.length > 0 && el("tbody", { class: "peu", role: "rowgroup" }, intertitre, peu.map(dire)),
	);
}

/** La vue d’ensemble ; `d.ordonne` : les cases ont un ordre, donc des écarts ; `nav` : où aller ensuite. */
export function vueDEnsemble(id, { ordonne, retours }, nav) {
	const titre = el("h2", { class: "t1", id: id("ensemble"), tabindex: "-1" }, "De qui êtes-vous proche\u00a0?");
	const note = el("p", { class: "discret" });
	const proche = el("div", { class: "proche" });
	const table = el("div", { class: "table" });
	const un = ([c, nom]) => el("li", {}, el("span", { class: "cases", "aria-hidden": "true" }, el("i", { class: c })), nom);
	const cle = el("ul", { class: "cle", role: "list", "aria-label": "Légende des cases" }, CLE.map(un));
	const sens = el("p", { class: "discret" });
	const fin = el("p", { class: "discret" }, "Être proche d’un auteur n’est ni un point gagné ni un point perdu. Il n’y a pas de note.");
	const chapeau = el("header", { class: "chapeau" }, titre, note);
	const element = el("div", { class: "vue" }, chapeau, proche, table, cle, sens, nav, fin);

	function peindre({ note: n, phrase, detail, lignes = [], peu = [] }) {
		texte(note, n ?? "");
		note.hidden = !n;
		proche.hidden = !phrase && !detail;
		proche.replaceChildren();
		if (phrase) proche.append(el("p", { class: "t2" }, el("strong", {}, phrase)));
		if (detail) proche.append(el("p", {}, detail));
		const plus = ordonne ? Object.keys(COLONNES).filter((nom) => [...lignes, ...peu].some((l) => l[nom])) : [];
		table.hidden = cle.hidden = !lignes.length && !peu.length;
		texte(sens, plus.map((nom) => SENS[nom]).join(" "));
		sens.hidden = !plus.length;
		const plusieurs = lignes.length && lignes.length + peu.length > 1;
		texte(titre, plusieurs ? "De qui êtes-vous proche\u00a0?" : "Vos réponses, dans l’ensemble");
		table.replaceChildren(tableau(lignes, peu, plus, retours));
	}
	return { element, titre, peindre };
}
