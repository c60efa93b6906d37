/* Où en est un vote, pour le mur et pour la régie : téléphones, feuilles de papier et mains levées. */
import { pluriel } from "../commun/phrases.js";

/**
 * `n` personnes, dont `complets` ont tout répondu ; `part`, en pour cent ; `cumul`, une phrase, vide si personne n’est attendu.
 * Les mains se comptent carte par carte : elles se disent à côté, sans personne à qui les attribuer.
 * @param {any} x l’état reçu du serveur
 */
export function avanceeDe(x) {
	const { reponses = 0, attendues = 0, complets = 0, feuilles = 0, mains = 0 } = x.comptes ?? {};
	const dits = [
		attendues && `${pluriel(reponses, "réponse enregistrée", "réponses enregistrées")} sur ${attendues}`,
		mains && pluriel(mains, "main levée", "mains levées"),
	];
	return {
		complets,
		n: Math.max((x.presents ?? 0) + feuilles, complets),
		part: attendues ? Math.min(100, (100 * reponses) / attendues) : 0,
		cumul: dits.filter(Boolean).join(", et "),
	};
}
