/* Au mur : toutes les cartes ensemble. Qui a bougé, si la classe s’accorde, de qui elle est proche. */
import { el } from "../../commun/elements.js";
import { citer, insecable, minuscule, pluriel } from "../../commun/phrases.js";
import { nommerCase } from "../../commun/reponses.js";
import { court } from "./noms.js";

const premierePhrase = (s) => (s ?? "").replace(/([.!?]) .*$/s, "$1");
const nomDuVote = (t) => (t === "1" ? "premier vote" : "second vote");
const courts = (noms) => noms.slice(0, 3).map(court).join(", ") + (noms.length > 3 ? ` et ${noms.length - 3} autres` : "");

/** Qui a changé de réponse ; un groupe sous le seuil ne se montre pas à part. */
function deplacements({ tri, seuil }, d) {
	const peu = `moins de ${seuil.dit} personnes`;
	if (d.sur < seuil.nombre) return [el("p", {}, `M${peu.slice(1)} ont voté deux fois\u00a0: leurs déplacements ne se montrent pas.`)];
	const n = d.ont_change;
	if (n && n < seuil.nombre) return [el("p", {}, `M${peu.slice(1)} sur ${d.sur} ont changé une réponse.`)];
	const dit = n ? "ont changé au moins une réponse." : "personne n’a changé de réponse.";
	const vers = d.vers.slice(0, 1).map((m) => {
		const nom = (c) => citer(nommerCase(tri, c));
		return el("p", {}, el("strong", {}, pluriel(m.nombre, "réponse")), ` de ${nom(m.de)} à ${nom(m.a)}.`);
	});
	return [el("p", { class: "gros" }, insecable(`${n} sur ${d.sur}`)), el("p", {}, dit), ...vers];
}

/** Ce que dit `bilan` (celui de `GET /api/bilan`, ou null s’il n’est pas encore là). */
export function panneauBilan(x, bilan) {
	const titre = el("h2", {}, "Toutes les cartes");
	const tours = Object.keys(bilan?.accord ?? {}).sort();
	if (!bilan || !tours.length) return [titre, el("p", {}, bilan ? (bilan.dit?.[0] ?? "") : "Le bilan se calcule…")];
	const deux = tours.length > 1;
	const d = bilan.deplacements ?? { sur: 0, ont_change: 0, vers: [] };
	const peu = d.ont_change < x.seuil.nombre; // en dire le nombre serait dire qui
	const autres = `${pluriel(d.autres, "autre changement", "autres changements")}, par moins de ${x.seuil.dit} personnes à la fois.`;
	const accord = premierePhrase(bilan.accord[tours[tours.length - 1]]?.nominal?.dit);
	const proches = tours.filter((t) => bilan.proches?.[t]?.length);
	const quand = (t, i) => [i ? "\u00a0; " : "", el("strong", {}, courts(bilan.proches[t])), deux ? ` au ${nomDuVote(t)}` : ""];
	return [
		titre,
		...(deux ? deplacements(x, d) : []),
		deux && !peu && d.autres > 0 && el("p", { class: "discret" }, autres),
		accord && el("p", { class: "classe" }, deux ? `Au second vote\u00a0: ${minuscule(accord)}` : accord),
		proches.length > 0 && el("p", { class: "classe" }, "Au plus près de la classe\u00a0: ", proches.flatMap(quand), "."),
	];
}
