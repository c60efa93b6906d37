/* Le dépôt : un bouton, et une phrase qui dit où sont les fichiers. */
import { encadrer } from "../../commun/cadre.js";
import { bouton, el, identifiant, texte } from "../../commun/elements.js";
import { demanderAuModele, enCarnet } from "../../commun/modele.js";

const EN_COURS = "Les fichiers s’écrivent…";

export function monter(racine, modele) {
	const d = { titre: "", consigne: "", ...modele.donnees };
	const id = identifiant();
	let demandes = 0;

	const ecrire = bouton("Écrire les fichiers", "principal"),
		dit = el("p", { role: "status" });
	const titre = el("h2", { class: "t1", id, tabindex: "-1" }, d.titre);
	const section = encadrer(
		{ "aria-labelledby": id },
		el("div", { class: "activite" }, titre, el("p", {}, d.consigne), el("div", {}, ecrire), dit),
	);
	racine.append(section);

	ecrire.addEventListener("click", () => {
		texte(dit, EN_COURS);
		demanderAuModele(modele, { geste: "ecrire", demande: ++demandes });
	});

	const peindre = () => texte(dit, modele.etat().dit);
	const quitter = modele.sur(peindre);
	peindre();

	return () => {
		quitter();
		section.remove();
	};
}

export default enCarnet(monter);
