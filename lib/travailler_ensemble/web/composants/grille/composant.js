/* La grille : des critères à trois valeurs, par familles que l’on replie. Deux usages : composer sa définition (l’effet est à côté) ou
   coder un récit. */
import { encadrer, retenirEntree } from "../../commun/cadre.js";
import { activer, bouton, el, texte } from "../../commun/elements.js";
import { viser } from "../../commun/focus.js";
import { enCarnet } from "../../commun/modele.js";
import { citer, majuscule, pluriel } from "../../commun/phrases.js";
import { suivre } from "../../commun/suivi.js";
import { textesDe } from "../../commun/textes.js";
import { appelerVoisin, repondreAuVoisin } from "../../commun/voisins.js";
import { familleDe, histoireDe } from "./criteres.js";
import { effetDe } from "./effet.js";

const VIDE = {
	cle: "",
	titre: "",
	consigne: "",
	genre: "codage",
	forme: "",
	valeurs: [],
	familles: [],
	champs: { recit: "recit", mots: "mots:" },
	longueurs: { recit: 6000, mots: 240 },
	libre: false,
	recit: null,
	situations: [],
	enonces: [],
	donnes: "",
};
const GARDE = "Vos premières réponses restent dans votre compte rendu.";
const change = "la grille a changé depuis";

/** Ce qui se dit de « recommencer ». */
function phrasesDe(definit, libre) {
	if (definit) {
		const detail = `Tous les critères redeviennent sans effet. ${GARDE}`;
		return { question: "Recommencer votre définition\u00a0?", detail, recommence: "Tous les critères sont sans effet.", change };
	}
	const detail = `Tous les critères sont à répondre${libre ? ", et le récit s’efface" : ""}. ${GARDE}`;
	return { question: "Recommencer ce codage\u00a0?", detail, recommence: "Tous les critères sont à répondre.", change };
}

/** Les champs de la grille : un par critère, un par « mots qui le montrent », un pour le récit. */
function champsDe(d) {
	const parId = new Map(d.familles.flatMap((f) => f.criteres).map((c) => [c.id, c]));
	const valeurs = new Map(d.valeurs.map((v) => [v.id, v.nom]));
	const { recit, mots } = d.champs;
	const estTexte = (champ) => champ === recit || champ.startsWith(mots);
	const nommer = (champ) => (champ === recit ? "votre récit" : citer(parId.get(champ.replace(mots, ""))?.nom ?? champ));
	function permis(champ, valeur) {
		if (champ === recit) return d.libre;
		return estTexte(champ) ? parId.has(champ.slice(mots.length)) : parId.has(champ) && valeurs.has(valeur);
	}
	const nommerReponse = (champ, valeur) => (estTexte(champ) ? nommer(champ) : `${nommer(champ)} (${valeurs.get(valeur) ?? valeur})`);
	return { criteres: [...parId.values()], valeurs, estTexte, nommer, nommerReponse, permis };
}

export function monter(racine, modele) {
	const d = { ...VIDE, ...modele.donnees };
	const definit = d.genre === "definition";
	const defaut = definit ? "sans effet" : undefined;
	const champs = champsDe(d);
	const total = champs.criteres.length;
	const repondus = (r) => champs.criteres.filter((c) => r.has(c.id) && r.get(c.id) !== defaut);
	const dits = (r) => `${pluriel(repondus(r).length, "critère répondu", "critères répondus")} sur ${total}`;

	const suivi = suivre(modele, {
		permis: champs.permis,
		nommer: champs.nommerReponse,
		compte: (r) => (definit ? (suivi.etat().effet?.annonce ?? "") : `${dits(r)}. ${suivi.etat().effet?.arret ?? ""}`),
		repli: () => titre,
		vider,
		peindre,
		annule(avant, r) {
			const champ = [...new Set([...avant.keys(), ...r.keys()])].find((x) => avant.get(x) !== r.get(x));
			if (!champ) return "";
			const retour = champs.estTexte(champ) ? "" : `\u00a0: ${champs.valeurs.get(r.get(champ) ?? defaut) ?? "à répondre"}`;
			return `Annulé. ${majuscule(champs.nommer(champ))}${retour}.`;
		},
		recommence: () => viser(titre, section),
		phrases: phrasesDe(definit, d.libre),
	});
	const { id } = suivi;
	const textes = textesDe(suivi);
	const familles = d.familles.map((f) => familleDe(f, { d, suivi, textes, definit, defaut }));
	function vider() {
		for (const f of familles) f.vider();
		textes.vider();
	}

	const titre = el("h2", { class: "t1", id: id("titre"), tabindex: "-1" }, d.titre);
	const combien = el("strong");
	const suite = el("span");
	const sens = d.valeurs.map((v) => el("div", {}, el("dt", {}, v.nom), el("dd", {}, v.sens)));
	const plis = familles.map((f) => f.pli);
	const intitule = definit ? "Les critères de ma définition" : "Les critères à coder";
	const arret = definit ? null : el("p", { class: "arret", hidden: true });
	const tour = el("form", { class: "criteres", "aria-label": intitule }, plis[0], arret, plis.slice(1));
	const effet = definit ? effetDe(d, id, titre) : null;
	const versLectures = definit ? null : bouton("Lire les auteurs", "principal");
	const ou = el("div", { class: "ou" }, suivi.avance, el("p", { class: "chiffre" }, combien, suite));
	const tete = el("header", { class: "tete" }, titre, d.consigne && el("p", { class: "discret" }, d.consigne), ou);
	const section = encadrer(
		{ "aria-labelledby": titre.id },
		el(
			"div",
			{ class: `activite grille ${definit ? "definition" : "codage"}` },
			[suivi.voix.element, tete, suivi.avis, el("dl", { class: "sens" }, sens), effet?.court],
			el("div", { class: "corps" }, histoireDe(d, id, textes), tour, effet?.cote),
			el("p", { class: "discret" }, definit ? "Le rangement des critères en quatre familles est le nôtre." : d.donnes),
			el("div", { class: "gestes" }, suivi.mot, suivi.ligne, versLectures),
			[effet?.suite, suivi.pied, suivi.confirmer],
		),
	);

	function peindre(r) {
		textes.peindre(r);
		const faits = repondus(r);
		for (const f of familles) f.peindre(r, faits, titre);
		const exiges = faits.filter((c) => r.get(c.id) === "exigé").length;
		texte(combien, String(definit ? exiges : faits.length));
		const mot = definit ? ` ${exiges > 1 ? "critères exigés" : "critère exigé"} sur ${total}` : "";
		texte(suite, mot || ` sur ${total} ${faits.length > 1 ? "répondus" : "répondu"}`);
		if (versLectures) activer(versLectures, faits.length > 0);
		const recu = suivi.etat().effet;
		effet?.peindre(recu);
		if (arret) {
			texte(arret, recu?.arret ?? "");
			arret.hidden = !recu?.arret;
		}
	}

	tour.addEventListener("submit", (ev) => ev.preventDefault());
	retenirEntree(tour);
	versLectures?.addEventListener("click", () => {
		vider();
		if (versLectures.getAttribute("aria-disabled") === "true") return suivi.dire("Répondez d’abord à un critère.", true);
		const absentes = "Les lectures s’ouvrent plus bas\u00a0: exécutez la cellule suivante.";
		suivi.dire(appelerVoisin("te-lire", d.cle, null) ? "" : absentes, true);
	});
	const arreterAppels = repondreAuVoisin("te-revenir", d.cle, section, () => viser(titre, section, true));

	racine.append(section);
	plis[0].open = true;
	suivi.ouvrir();
	return () => {
		suivi.arreter();
		arreterAppels();
		section.remove();
	};
}

export default enCarnet(monter);
