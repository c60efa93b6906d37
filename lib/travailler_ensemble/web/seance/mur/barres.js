/* Au mur : la répartition, en vraie table ; un nombre et une barre par case ; deux votes si le premier est donné ; les auteurs. */
import { el } from "../../commun/elements.js";
import { insecable } from "../../commun/phrases.js";
import { toutesLesCases } from "../../commun/reponses.js";
import { pistes, plusGrand } from "../barres.js";
import { court, dits } from "./noms.js";

const LETTRES_NOMS = 24; // dans une ligne, avant « et n autres »
const ANNEAUX = 4;

/** « 3 → 12 », dit « 3 puis 12 » ; un seul nombre sans premier vote. */
function nombres(n, avant) {
	const nombre = n ? String(n) : el("span", { class: "zero" }, "0");
	if (avant === null) return [nombre];
	const fleche = el("span", { "aria-hidden": "true" }, " → ");
	return [el("small", {}, String(avant), fleche, el("span", { class: "visuel-cache" }, " puis ")), nombre];
}

/**
 * `gens` : case → ce qu’en disent les auteurs (voir `anneaux`).
 * @param {any} tri
 * @param {any} repartition
 * @param {{ avant?: any, gens?: any, legende?: string }} options
 */
export function tableDeBarres(tri, repartition, { avant = null, gens = null, legende = "" } = {}) {
	const cases = toutesLesCases(tri);
	const votes = avant ? [avant, repartition] : [repartition];
	const max = plusGrand(votes);
	const ligne = (c) => {
		const dit = nombres(repartition[c.id] ?? 0, avant && (avant[c.id] ?? 0));
		return el(
			"tr",
			{ role: "row", class: c.id === tri.sans_avis.id && "sans" },
			el("th", { role: "rowheader", scope: "row" }, c.nom),
			el("td", { role: "cell", class: "n" }, dit),
			el("td", { "aria-hidden": "true" }, el("div", { class: "piste" }, pistes(votes, c.id, max))),
			gens && el("td", { role: "cell", class: "gens" }, gens.get(c.id)),
		);
	};
	const titres = ["Case", avant ? "Vote 1 puis vote 2" : "Réponses", ...(gens ? ["Auteurs"] : [])];
	const tetes = titres.map((t) => el("th", { role: "columnheader", scope: "col" }, t));
	const nom = Math.min(14, Math.max(6, 0.62 * Math.max(...cases.map((c) => c.nom.length)) + 0.25));
	const classe = ["barres", avant && "double", gens && "avec", cases.length > 9 && "dense"].filter(Boolean).join(" ");
	return el(
		"table",
		{ class: classe, role: "table", style: `--nom: ${nom.toFixed(2)}rem` },
		el("caption", { class: "visuel-cache" }, legende),
		el("thead", { class: "visuel-cache", role: "rowgroup" }, el("tr", { role: "row" }, tetes)),
		el("tbody", { role: "rowgroup" }, cases.map(ligne)),
	);
}

/** Des noms à la suite ; le premier, dernier dévoilé, est toujours nommé. */
function suite(liste) {
	let lettres = 0;
	const vus = liste.filter((x, i) => {
		lettres += x.nom.length;
		return lettres <= LETTRES_NOMS || !i;
	});
	const reste = liste.length - vus.length;
	const noms = vus.map((x) => (x.neuf ? el("b", { class: "neuf" }, x.nom) : x.nom));
	const lies = noms.flatMap((x, i) => [i ? (i === noms.length - 1 && !reste ? " et " : ", ") : "", x]);
	return [...lies, reste ? ` et ${reste}\u00a0autre${reste > 1 ? "s" : ""}` : ""];
}

/** Case → ce qu’en disent les auteurs dévoilés ; le dernier se détache. */
export function anneaux({ etat, tri }, auteurs) {
	const cases = new Map();
	for (let rang = 1; rang <= etat.devoiles; rang += 1) {
		const a = auteurs.get(rang);
		for (const [c, sort] of dits(a?.cartes[etat.carte], tri.sans_avis.id)) {
			if (!cases.has(c)) cases.set(c, { oui: [], doute: [], non: [] });
			cases.get(c)[sort].unshift({ nom: court(a.nom), neuf: rang === etat.devoiles });
		}
	}
	const hors = (mot, liste) => (liste.length ? [el("span", { class: "hors" }, insecable(mot), suite(liste))] : []);
	const dire = (d) => [
		...d.oui.slice(0, ANNEAUX).map((x) => el("span", { class: `anneau ${x.neuf ? "neuf" : ""}` }, x.nom)),
		d.oui.length > ANNEAUX && el("span", {}, `et ${d.oui.length - ANNEAUX} autres`),
		...hors("incertain : ", d.doute),
		...hors("non : ", d.non),
	];
	return new Map([...cases].map(([c, d]) => [c, dire(d)]));
}
