/* Comparer, carte par carte : valider un avis, en demander la réponse, la relire ; du tri au bilan. */
import { texte } from "../../commun/elements.js";
import { REDEMARRER } from "../../commun/enregistrement.js";
import { montrer, viser } from "../../commun/focus.js";
import { demanderAuModele } from "../../commun/modele.js";
import { appelerVoisin } from "../../commun/voisins.js";
import { resumeDe } from "./reponse.js";

const ABSENTE = "Le bilan est plus bas\u00a0: exécutez la cellule suivante.";
const SILENCE = 4000; // ms sans nouvelle de la réponse demandée avant de le dire
const CHARGE = "Chargement…";
const MUET = `Le noyau ne répond pas\u00a0: cette réponse n’a pas pu être affichée. Si cela dure\u00a0: ${REDEMARRER}`;

/** Les réponses aux cartes validées : l’état reçu n’en porte qu’une, celle que la page montre. */
export function brancherReponses(t, d, modele) {
	let demandee = "";
	let minuterie = 0;
	const { reponse } = t.page;
	t.revue = ""; // la carte validée que l’on relit
	t.attendue = ""; // la carte dont on vient de demander la réponse
	t.validee = (carte) => !!d.compare && (t.suivi.etat().valides ?? []).includes(carte) && t.suivi.reponses().has(carte);
	t.aComparer = () => !!d.compare && [...t.rangees(t.suivi.reponses()).keys()].some((carte) => !t.validee(carte));
	t.peindreReponse = (carte) => {
		const { comparee } = t.suivi.etat();
		if (comparee?.carte === carte) {
			demandee = "";
			clearTimeout(minuterie);
			reponse.peindre(comparee);
			return;
		}
		if (demandee === carte) return;
		demandee = carte;
		reponse.attendre(CHARGE);
		clearTimeout(minuterie);
		minuterie = setTimeout(() => reponse.attendre(MUET), SILENCE);
		demanderAuModele(modele, { geste: "montrer", carte });
	};
	t.peindreComparaison = (c, r, compare) => {
		const p = t.page;
		montrer(reponse.element, compare, p.titreCarte);
		if (compare) t.peindreReponse(c.id);
		const aVoir = !!c && !!d.compare && !!d.voir && r.has(c.id) && !t.validee(c.id);
		montrer(p.voir, aVoir, p.titreCarte);
		p.suivante.classList.toggle("principal", !aVoir);
		montrer(p.revoir, !!c && t.validee(c.id), p.titreCarte);
		texte(p.revoir, compare ? (d.replie ? "Relire, changer d’avis" : "Changer d’avis") : "Revenir à la réponse");
		montrer(p.comparer, !c && !!d.compare, p.titreCarte);
		texte(p.comparer, t.aComparer() ? "Comparer" : "Voir le bilan");
	};
	t.annoncerReponse = () => {
		const { comparee } = t.suivi.etat();
		if (!comparee || comparee.carte !== t.attendue) return;
		t.attendue = "";
		t.suivi.voix.dire(resumeDe(comparee));
	};
	t.arreterReponses = () => clearTimeout(minuterie);
	t.comparer = () => {
		t.suspens.vider();
		t.mots?.vider();
		if (!t.aComparer()) {
			if (!appelerVoisin("te-lire", d.cle, null)) t.suivi.dire(ABSENTE, true);
			return;
		}
		t.suivi.envoyer({ geste: "valider" });
		const r = t.suivi.reponses();
		t.deroule.aller(
			t.cartes.findIndex((c) => r.has(c.id)),
			true,
		);
	};
	const ouverte = () => t.cartes[t.deroule.courante()].id;
	t.page.voir.addEventListener("click", () => {
		t.suspens.vider();
		t.suivi.envoyer({ geste: "valider", carte: ouverte() });
		t.attendue = ouverte();
	});
	t.page.revoir.addEventListener("click", () => {
		t.suspens.vider();
		t.revue = t.revue === ouverte() ? "" : ouverte();
		t.suivi.peindre();
		viser(t.page.titreCarte, t.page.form);
	});
}
