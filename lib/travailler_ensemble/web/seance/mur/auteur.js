/* Au mur : ce que dit le dernier auteur dévoilé de la carte montrée. Le mur coupe, les téléphones donnent tout. */
import { el } from "../../commun/elements.js";
import { enLettres, majuscule, ponctuer } from "../../commun/phrases.js";
import { pivotsDits } from "../../commun/raisons.js";
import { classeDite } from "./noms.js";

/**
 * Les lectures groupées par phrase, dans la place laissée ([lettres de raisons, groupes]) ; la seconde valeur dit qu’il a fallu couper.
 * @returns {[HTMLElement[], boolean]}
 */
function lecturesDites(lectures, [lettres, groupesMax]) {
	let reste = lettres;
	let coupe = false;
	function prendre(s) {
		if (!s) return false;
		if (s.length > reste) {
			coupe = true;
			return false;
		}
		reste -= s.length;
		return true;
	}
	const pleins = (p) => p.termes?.length && prendre(p.termes.map((t) => t.critere + t.indice).join(""));
	const raisons = (l) => {
		const pivots = (l.pivots ?? []).filter(pleins);
		return [prendre(l.raison) && el("p", {}, ponctuer(l.raison)), ...pivotsDits(pivots)];
	};
	const groupes = new Map();
	for (const l of lectures) groupes.set(l.phrase, [...(groupes.get(l.phrase) ?? []), l]);
	const dites = [...groupes].slice(0, groupesMax).map(([phrase, liste]) => {
		const ans = [...new Set(liste.map((l) => l.annee).filter(Boolean))];
		const quand = ans.length > 2 ? majuscule(`${enLettres(ans.length)} textes`) : ans.join("\u00a0; ");
		const lit = el("p", { class: "lit" }, ponctuer(majuscule(phrase || "se prononce autrement")));
		const distinctes = [...new Map(liste.map((l) => [l.raison, l])).values()];
		return el("div", { class: "lecture" }, quand && el("p", { class: "discret" }, quand), lit, distinctes.flatMap(raisons));
	});
	return [dites, coupe || groupes.size > groupesMax];
}

/** `place` : ce qui tient au mur (voir projection.js). */
export function panneauAuteur({ etat, tri, auteurs: prevus }, auteurs, repartition, place) {
	const dite = classeDite(tri, repartition);
	const classe = dite && el("p", { class: "classe" }, dite[0], el("strong", {}, dite[1]), dite[2]);
	const rang = etat.devoiles;
	if (!rang) {
		const n = prevus.total;
		const titre = n > 1 ? `${majuscule(enLettres(n))} voix` : "Une voix";
		const ont = n > 1 ? "Aucune n’a lu ces cartes. Leurs textes y répondent, un à un." : "Elle n’a pas lu ces cartes. Son texte y répond.";
		const fini = el("p", { class: "discret" }, "On ne vote plus.");
		return el("section", { class: "auteur" }, el("h2", {}, titre), el("p", {}, ont), fini, classe);
	}
	const a = auteurs.get(rang);
	if (!a) return el("section", { class: "auteur" }, el("h2", {}, prevus.noms?.[rang - 1] ?? ""));
	const [dites, coupe] = lecturesDites(a.cartes[etat.carte]?.lectures ?? [], place);
	const rien = el("p", { class: "lit" }, "Ne dit rien de cette carte.");
	const suite = coupe && el("p", { class: "discret" }, "La suite est sur les téléphones.");
	return el("section", { class: "auteur" }, el("h2", {}, a.nom), dites.length ? dites : rien, suite, classe);
}
