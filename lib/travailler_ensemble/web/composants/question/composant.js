/* La question : courte, à choix, un pari, des récits jumeaux, ou libre ; une sorte par fichier. */
import { enCarnet } from "../../commun/modele.js";
import { choix } from "./choix.js";
import { courte } from "./courte.js";
import { jumeaux } from "./jumeaux.js";
import { libre } from "./libre.js";
import { pari } from "./pari.js";

const SORTES = { courte, choix, pari, jumeaux, libre };

export function monter(racine, modele) {
	const d = { genre: "courte", titre: "", consigne: "", ...modele.donnees };
	return SORTES[d.genre](racine, modele, d);
}

export default enCarnet(monter);
