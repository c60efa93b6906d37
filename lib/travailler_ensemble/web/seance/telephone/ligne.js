/* La ligne d’état du téléphone : ce qui est enregistré, ce qui attend, ce qui n’a pas compté. */
import { enLettres } from "../../commun/phrases.js";

/** @param {number} n @param {string} une @param {string} plusieurs */
const combien = (n, une, plusieurs) => (n === 1 ? une : plusieurs.replace("#", enLettres(n)));

/**
 * [icône, mot fort, message] ; trois chaînes vides quand il n’y a rien à dire.
 * @param {Telephone.Situation} s
 */
export function ligneDite({ joint, moi, attendent, durable, repondu, tarde, refusees, ailleurs, accuse }) {
	const retour = moi ? ` Nouvelle adresse\u00a0? Entrez-y avec ${moi.numero} et «\u00a0${moi.mot}\u00a0».` : "";
	const lieu = durable ? "sur ce téléphone" : "dans cette page\u00a0: ne la fermez pas";
	if (!joint && attendent) {
		const une = `Votre réponse est gardée ${lieu}. Elle partira au retour du réseau.`;
		return ["coupe", "Hors ligne.", combien(attendent, une, `Vos # réponses sont gardées ${lieu}. Elles partiront au retour du réseau.`)];
	}
	if (!joint) {
		return ["coupe", "Hors ligne.", `${repondu ? "Vos réponses sont enregistrées. " : ""}La page reprendra au retour du réseau.${retour}`];
	}
	if (attendent) return tarde ? ["sablier", "", "En attente d’envoi. Gardez la page ouverte."] : ["", "", ""];
	if (refusees.length) {
		const n = refusees.length;
		const clos = combien(
			n,
			"Le vote était déjà clos quand cette réponse est arrivée.",
			"Le vote était déjà clos quand elles sont arrivées.",
		);
		return ["clos", combien(n, "Non comptée.", "Non comptées\u00a0: # réponses."), refusees.find(Boolean) || clos];
	}
	if (ailleurs) return ["garde", "", "Une réponse plus récente, donnée dans une autre page, est gardée."];
	return accuse ? ["garde", "", `Enregistré à ${accuse}`] : ["", "", ""];
}
