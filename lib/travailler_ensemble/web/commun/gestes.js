/* Les gestes envoyés au modèle et pas encore acquittés : ils se lisent par-dessus l’état reçu. */
import { ESQUISSE } from "./brouillons.js";
import { demanderAuModele } from "./modele.js";

/** `mots` : le geste de réponse et ses deux champs ; `garde` : les brouillons ; `lireEtat()` : le dernier état reçu ; `surEnvoi()`. */
export function gestesDe(modele, { mots, garde, vue, lireEtat, surEnvoi }) {
	const { geste: REPONSE, champ: CHAMP, valeur: VALEUR } = mots;
	let attente = [];
	let n = 0;
	const brouillon = (valeur, numero) => ({ valeur, tour: lireEtat().tour, vue, n: numero });
	const ecrite = (champ) => lireEtat().reponses[champ] ?? "";

	function envoyer(geste) {
		n += 1;
		const g = { ...geste, vue, n };
		if (g.geste === REPONSE) garde.garder(g[CHAMP], ecrite(g[CHAMP]), brouillon(g[VALEUR], n));
		attente.push({ ...g, depuis: Date.now() });
		demanderAuModele(modele, g);
		surEnvoi();
	}

	/** Les réponses, gestes en attente compris. */
	function reponses(permis) {
		const r = new Map(Object.entries(lireEtat().reponses));
		for (const g of attente) {
			if (g.geste !== REPONSE) continue;
			if (g[VALEUR]) r.set(g[CHAMP], g[VALEUR]);
			else r.delete(g[CHAMP]);
		}
		for (const [champ, valeur] of r) if (!permis(champ, valeur)) r.delete(champ);
		return r;
	}

	return {
		envoyer,
		reponses,
		repondre: (champ, valeur) => envoyer({ geste: REPONSE, [CHAMP]: champ, [VALEUR]: valeur }),
		/** Garde sans l’envoyer ce qui est en train de s’écrire. */
		esquisser: (champ, valeur) => garde.garder(champ, ecrite(champ), brouillon(valeur, ESQUISSE)),
		enAttente: (geste) => attente.some((g) => g.geste === geste),
		/** Le moment du plus ancien geste sans réponse ; 0 s’il n’y en a pas. */
		depuis: () => attente[0]?.depuis ?? 0,
		/** Annuler ne doit pas renvoyer au prochain montage ce qui n’est pas encore acquitté. */
		oublierLaDerniere() {
			const champs = attente.filter((g) => g.geste === REPONSE).map((g) => g[CHAMP]);
			if (champs.length) garde.retirer(champs[champs.length - 1]);
		},
		/** Oublie les gestes jusqu’au numéro `accuse` ; rend leurs noms. */
		acquitter(accuse) {
			const faits = attente.filter((g) => g.n <= accuse).map((g) => g.geste);
			attente = attente.filter((g) => g.n > accuse);
			return faits.map((g) => (g === REPONSE ? "reponse" : g));
		},
	};
}
