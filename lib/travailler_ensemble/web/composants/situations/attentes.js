/* Ce que cette page attend du noyau : un objet neuf à ouvrir, un fichier à télécharger. */
import { identifiant } from "../../commun/elements.js";
import { enOctets, telecharger } from "../../commun/fichiers.js";

/** `lire()` : l’état ; `envoyer(geste)`. `recevoir()` s’appelle à chaque état reçu. */
export function attentesDe(lire, envoyer) {
	let attendu = "",
		ouvrir = null,
		pour = "",
		prise = 0;

	/** Crée ; ce qui naît s’ouvre dès que le noyau l’a dit. */
	function creer(geste, surNaissance) {
		attendu = identifiant();
		ouvrir = surNaissance;
		envoyer({ ...geste, pour: attendu });
	}
	/** Demande un fichier, qui se télécharge en arrivant. */
	function demander(geste) {
		pour = identifiant();
		envoyer({ ...geste, pour });
	}
	function recevoir() {
		const { neuve, fichier } = lire();
		if (attendu && neuve?.pour === attendu) {
			attendu = "";
			ouvrir(neuve.id);
		}
		if (pour && fichier?.pour === pour && fichier.demande !== prise) {
			prise = fichier.demande;
			telecharger(fichier.nom, enOctets(fichier.contenu));
		}
	}
	return { creer, demander, recevoir };
}
