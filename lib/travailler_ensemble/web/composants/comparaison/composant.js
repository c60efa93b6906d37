/* La comparaison avec le panel d’auteurs : en attente, carte par carte, ensemble.
   La charpente (titres, boutons, replis) est construite une fois ; seules les listes sont refaites, et seulement si leur contenu change. */
import { annonceur } from "../../commun/annonces.js";
import { encadrer } from "../../commun/cadre.js";
import { activer, bouton, el, identifiant, texte } from "../../commun/elements.js";
import { REDEMARRER } from "../../commun/enregistrement.js";
import { montrer, viser } from "../../commun/focus.js";
import { demanderAuModele, enCarnet } from "../../commun/modele.js";
import { pluriel } from "../../commun/phrases.js";
import { appelerVoisin, repondreAuVoisin } from "../../commun/voisins.js";
import { vueDUneCarte } from "./carte.js";
import { comptesDits, vueDEnsemble } from "./ensemble.js";

const SILENCE = 4000; // ms sans nouvelle de la carte demandée avant de le dire
const MUET = `Le noyau ne répond pas\u00a0: cette carte n’a pas pu être affichée. Si cela dure\u00a0: ${REDEMARRER}`;
const ATTENTE = "Rangez au moins une carte. Ce que d’autres y lisent apparaîtra ici, carte par carte, au fur et à mesure.";

const normaliser = (e) => ({
	classees: 0,
	total: 0,
	...e,
	cartes: e?.cartes ?? [],
	courante: e?.courante ?? null,
	ensemble: e?.ensemble ?? null,
});
const pareils = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Ce que l’on annonce d’une carte comparée. */
function resumeDe(c, d) {
	const avis = c.avis ?? [];
	if (d.repondant && avis.length === 1) return d.retours.find((r) => r.id === avis[0].retour)?.titre ?? "";
	if (!c.sait) return `Lectures de ${pluriel(avis.filter((a) => a.retour === "lu").length, "auteur")}`;
	return comptesDits(d.retours, c.comptes ?? {}) || "Aucun auteur ne se prononce";
}

function attenteDe(id, aller) {
	const titre = el("h2", { class: "t2", id: id("attente"), tabindex: "-1" }, "Les lectures attendent votre réponse");
	const combien = el("p", { class: "discret chiffre" });
	const element = el("div", { class: "avant" }, titre, el("p", {}, ATTENTE), combien, aller);
	const peindre = ({ classees, total }) => texte(combien, `${pluriel(classees, "carte rangée", "cartes rangées")} sur ${total}`);
	return { element, titre, peindre };
}

export function monter(racine, modele) {
	const d = { cle: "", titre: "", ordonne: false, repondant: "", retours: [], legende: [], ...modele.donnees };
	const vue = identifiant();
	const id = (s) => `${vue}-${s}`;
	const voix = annonceur();
	let etat = normaliser(modele.etat());
	let ensemble = false; // la vue choisie ; sans effet tant qu’il n’y a rien à comparer
	let voulue = null; // carte demandée, pas encore reçue
	let minuterie = 0;

	const precedente = bouton("Carte précédente");
	const suivante = bouton("Carte suivante");
	const versEnsemble = bouton("Vue d’ensemble", "nu");
	const versCartes = bouton("Revoir carte par carte");
	const versTri = [bouton("Aller au tri"), bouton("Revenir au tri", "nu"), bouton("Revenir au tri", "nu")];
	const nav = (nom, ...boutons) => el("nav", { class: "passer", "aria-label": nom }, boutons);
	const mot = el("p", { class: "mot", hidden: true });
	const vues = {
		attente: attenteDe(id, versTri[0]),
		carte: vueDUneCarte(id, d, nav("Cartes comparées", precedente, suivante, versEnsemble, versTri[1])),
		ensemble: vueDEnsemble(id, d, nav("Autres vues", versCartes, versTri[2])),
	};
	const section = encadrer(
		{},
		el(
			"div",
			{ class: "comp" },
			voix.element,
			mot,
			Object.values(vues).map((v) => v.element),
		),
	);

	const visible = () => (etat.ensemble && (ensemble || !etat.courante) ? "ensemble" : etat.courante ? "carte" : "attente");
	const rangDe = (carte, repondues) => repondues.findIndex((x) => x.id === (voulue ?? carte));
	const peints = {}; // ce qui est déjà à l’écran, par vue
	function peindreVue(nom, contenu) {
		if (pareils(peints[nom], contenu)) return;
		peints[nom] = contenu;
		vues[nom].peindre(contenu);
	}
	function peindre() {
		const ici = visible();
		const { titre } = vues[ici];
		section.setAttribute("aria-labelledby", titre.id);
		/* On montre avant de cacher : le titre doit pouvoir recevoir le focus. */
		vues[ici].element.hidden = false;
		for (const [nom, v] of Object.entries(vues)) if (nom !== ici) montrer(v.element, false, titre);
		vues.attente.peindre(etat);
		if (ici === "ensemble") peindreVue("ensemble", etat.ensemble);
		if (ici !== "carte") return;
		const repondues = etat.cartes.filter((x) => x.repondue);
		const place = rangDe(etat.courante.carte, repondues);
		activer(precedente, place > 0);
		activer(suivante, place >= 0 && place < repondues.length - 1);
		montrer(versEnsemble, !!etat.ensemble, titre);
		peindreVue("carte", etat.courante);
	}

	function dire(s) {
		texte(mot, s);
		mot.hidden = !s;
		if (s) voix.dire(s);
	}

	function recevoir() {
		const avant = etat;
		const vueAvant = visible();
		etat = normaliser(modele.etat());
		const attendue = voulue !== null && etat.courante?.carte === voulue;
		if (attendue) {
			voulue = null;
			clearTimeout(minuterie);
			dire("");
		}
		peindre();
		const ici = visible();
		if (attendue) {
			if (ici === "carte") viser(vues.carte.titre, section, true);
			return;
		}
		const meme = ici === vueAvant;
		if (ici === "carte" && !(meme && pareils(avant.courante, etat.courante))) voix.dire(resumeDe(etat.courante, d));
		const phrase = ici === "ensemble" && etat.ensemble.phrase;
		if (phrase && !(meme && avant.ensemble?.phrase === phrase)) voix.dire(phrase);
	}

	/** Demande une carte au modèle ; le titre prend le focus quand elle arrive. */
	function demanderCarte(carte) {
		ensemble = false;
		if (voulue === null && etat.courante?.carte === carte) {
			peindre();
			demanderAuModele(modele, { geste: "montrer", carte });
			return viser(vues.carte.titre, section, true);
		}
		voulue = carte;
		clearTimeout(minuterie);
		minuterie = setTimeout(() => {
			voulue = null;
			peindre();
			dire(MUET);
		}, SILENCE);
		demanderAuModele(modele, { geste: "montrer", carte });
		if (voulue !== null) peindre();
	}
	function pas(sens) {
		const repondues = etat.cartes.filter((x) => x.repondue);
		const place = rangDe(etat.courante?.carte, repondues);
		const cible = repondues[place + sens];
		if (place >= 0 && cible) demanderCarte(cible.id);
	}
	function basculer(vers) {
		ensemble = vers;
		dire("");
		peindre();
		viser(vues[visible()].titre, section);
	}
	function revenir() {
		const carte = visible() === "carte" ? etat.courante.carte : null;
		dire(appelerVoisin("te-revenir", d.cle, carte) ? "" : "Le tri est plus haut\u00a0: exécutez sa cellule.");
	}

	precedente.addEventListener("click", () => pas(-1));
	suivante.addEventListener("click", () => pas(1));
	versEnsemble.addEventListener("click", () => basculer(true));
	versCartes.addEventListener("click", () => basculer(false));
	for (const b of versTri) b.addEventListener("click", revenir);
	const arreterAppels = repondreAuVoisin("te-lire", d.cle, section, (c) => (c === null ? basculer(true) : demanderCarte(c)));
	const arreterModele = modele.sur(recevoir);
	racine.append(section);
	peindre();
	return () => {
		arreterModele();
		arreterAppels();
		clearTimeout(minuterie);
		section.remove();
	};
}

export default enCarnet(monter);
