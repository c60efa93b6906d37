/* Monte les vrais composants sur un faux modèle ; tout est offert aux essais sous `window.essai`. */

import { branche } from "./branche.js";
import { monter as monterComparaison } from "./comparaison.mjs";
import { monter as monterCopie } from "./copie.mjs";
import { monter as monterCopies } from "./copies.mjs";
import { monter as monterDebat } from "./debat.mjs";
import { monter as monterDepot } from "./depot.mjs";
import { donneesTri, etatBilan, fauxBilan, fauxTri, reponse } from "./faux_modele.js";
import { monter as monterOrdonner } from "./ordonner.mjs";
import { monter as monterProfil } from "./profil.mjs";
import { monter as monterQuestion } from "./question.mjs";
import { monter as monterRecherche } from "./recherche.mjs";
import { monter as monterSituations } from "./situations.mjs";
import { monter as monterTri } from "./tri.mjs";

const place = () => document.querySelector("main").appendChild(document.createElement("div"));
const MONTEURS = {
	tri: monterTri,
	comparaison: monterComparaison,
	ordonner: monterOrdonner,
	question: monterQuestion,
	copie: monterCopie,
	copies: monterCopies,
	debat: monterDebat,
	depot: monterDepot,
	profil: monterProfil,
	recherche: monterRecherche,
	situations: monterSituations,
};
const fuites = [];
for (const type of ["keydown", "keypress", "keyup"]) document.addEventListener(type, (ev) => fuites.push(`${type} ${ev.key}`));

window.essai = {
	fuites,
	modeles: [],
	demonter: [],
	donneesTri,
	etatBilan,
	reponse,
	tri(options = {}) {
		const modele = fauxTri(options);
		this.modeles.push(modele);
		for (let i = 0; i < (options.vues ?? 1); i += 1) this.demonter.push(monterTri(place(), modele));
		return this.modeles.length - 1;
	},
	comparaison(options = {}) {
		const modele = fauxBilan(options);
		this.modeles.push(modele);
		this.demonter.push(monterComparaison(place(), modele));
		return this.modeles.length - 1;
	},
	/** Un composant branché sur le vrai code Python (voir branche.js). */
	brancher(composant, nom, donnees, etat, options) {
		const modele = branche(nom, donnees, etat, options);
		this.modeles.push(modele);
		this.demonter.push(MONTEURS[composant](place(), modele));
		return this.modeles.length - 1;
	},
};
document.documentElement.dataset.pret = "oui";
