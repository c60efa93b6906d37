/* Au mur : des noms courts, et ce qui se dit d’une répartition. */
import { citer } from "../../commun/phrases.js";
import { nommerCase } from "../../commun/reponses.js";

/** « Philippe Brachet » → « Brachet » ; « Maxime Calvet et Jean-Jacques Valentin » → « Calvet et Valentin ». Une institution garde
    son nom. */
export function court(nom) {
	const un = (s) => s.replace(/\s*\(.*\)$/, "").replace(/^\S+\s+(?=\p{Lu})/u, "");
	const parts = nom.split(/\s+et\s+(?=des?\s)/)[0].split(/\s+et\s+/);
	return parts.map(un).join(" et ");
}

/** Le haut d’une répartition : les cases les plus choisies, leur nombre, le total. */
export function tete(repartition) {
	const dites = Object.entries(repartition ?? {}).filter(([, n]) => n > 0);
	const total = dites.reduce((s, [, n]) => s + n, 0);
	const plus = Math.max(0, ...dites.map(([, n]) => n));
	return { cases: dites.filter(([, n]) => n === plus).map(([c]) => c), plus, total };
}

/** [début, cases, fin] : ce que répond surtout la classe ; null si elle n’a rien répondu. */
export function classeDite(tri, repartition) {
	const { cases, plus, total } = tete(repartition);
	if (!total) return null;
	const noms = cases.map((c) => citer(nommerCase(tri, c)));
	const dits = noms.slice(0, 3).join(" et ");
	if (noms.length === 1) return ["La classe répond surtout ", dits, ` (${plus} sur ${total}).`];
	return ["À égalité\u00a0: ", dits, ` (${plus} réponses chacune).`];
}

/** Ce qu’un auteur dit d’une carte, case par case : sa place s’il en a une, sinon ce dont il doute et ce qu’il refuse. */
export function dits(lu, sansAvis) {
	if (!lu) return [];
	if (lu.place.length) return lu.place.map((c) => [c, "oui"]);
	const sens = { nuance: "doute", desaccord: "non" };
	return Object.entries(lu.retours).flatMap(([c, r]) => (c !== sansAvis && sens[r] ? [[c, sens[r]]] : []));
}
