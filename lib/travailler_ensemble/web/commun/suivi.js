/* Toute activité qui s’enregistre. */

import { annonceur } from "./annonces.js";
import { brouillons, ESQUISSE, SANS_GARDE, trierBrouillons } from "./brouillons.js";
import { bouton, direOuTaire, ecouter, el, identifiant, texte } from "./elements.js";
import { causeDite, ligneDEnregistrement, silenceDit } from "./enregistrement.js";
import { montrer, viser } from "./focus.js";
import { gestesDe } from "./gestes.js";
import { enLettres, majuscule } from "./phrases.js";

const SILENCE = 4000; // ms sans acquittement avant de dire que le noyau se tait

/** Ce qui est dit d’une activité ; chacune remplace ce qui ne lui va pas. */
const PHRASES = {
	question: "Recommencer cette activité\u00a0?",
	detail: "Vos réponses s’effacent de l’écran. Les premières restent dans votre compte rendu.",
	recommence: "Tout est à faire.",
	annule: "Réponse annulée.",
	change: "l’activité a changé depuis",
};

const OPTIONS = {
	permis: () => true,
	repli: () => null,
	compte: () => "",
	nommer: (_champ, valeur) => valeur,
	recu: () => {},
	vider: () => {},
	annuler: () => true,
	enregistre: (_champ, quand) => `Enregistré à ${quand}`,
	recommence: () => {},
	annule: () => "",
};

/** Un état reçu, complété. */
const normaliser = (e) => ({
	annulable: false,
	avertissement: "",
	tour: 0,
	...e,
	reponses: e?.reponses ?? {},
	accuses: e?.accuses ?? {},
	enregistrement: { etat: "vide", quand: "", message: "", ...e?.enregistrement },
});

/** « Recommencer », et la question qu’il pose. `montre(oui)` : elle vient de paraître ou de disparaître ; `oui()` : il faut recommencer. */
function recommencerDe(id, phrases, montre, oui) {
	const recommencer = bouton("Recommencer");
	const garder = bouton("Garder mes réponses", "principal");
	const accepter = bouton("Recommencer");
	const pied = el("div", { class: "pied" }, recommencer);
	const question = el("p", { id }, el("strong", {}, phrases.question), ` ${phrases.detail}`);
	const dit = { class: "confirmer", role: "group", "aria-labelledby": id, hidden: true };
	const confirmer = el("div", dit, question, el("div", {}, garder, accepter));
	function demander(ouvert) {
		montrer(confirmer, ouvert);
		montre(ouvert);
		if (ouvert) viser(garder, confirmer);
		else if (!recommencer.hidden) viser(recommencer);
	}
	recommencer.addEventListener("click", () => demander(true));
	garder.addEventListener("click", () => demander(false));
	confirmer.addEventListener("keydown", (ev) => {
		if (ev.key === "Escape") demander(false);
	});
	accepter.addEventListener("click", oui);
	return { recommencer, pied, confirmer };
}

/** Ce que l’on dit des brouillons repris ou écartés à l’ouverture. */
function repriseDite(faites, ecartees, change) {
	const n = faites.length;
	const nombre = majuscule(enLettres(n).replace(/^un$/, "une"));
	const [s, est] = n > 1 ? ["s", "ont été renvoyées"] : ["", "a été renvoyée"];
	const autre = `Ce navigateur gardait une autre réponse pour ${ecartees.join(", ")}.`;
	const reprise = `Elle n’a pas été reprise\u00a0: ${change}, et c’est votre carnet qui compte.`;
	return [n && `${nombre} réponse${s} gardée${s} par ce navigateur ${est}.`, ecartees.length && `${autre} ${reprise}`]
		.filter(Boolean)
		.join(" ");
}

/** Appelle `taire` quand un geste reste trop longtemps sans réponse. */
function veilleDe(taire) {
	let muet = false;
	let minuterie = 0;
	/** `depuis` : le moment du plus ancien geste sans réponse, ou 0. */
	function suivre(depuis) {
		clearTimeout(minuterie);
		if (!depuis) muet = false;
		if (!depuis || muet) return;
		const dire = () => {
			muet = true;
			taire();
		};
		minuterie = setTimeout(dire, Math.max(0, depuis + SILENCE - Date.now()));
	}
	return { suivre, muet: () => muet, arreter: () => clearTimeout(minuterie) };
}

/** Dit un refus d’écriture nouveau ; vrai s’il l’est. */
function annoncerPanne(voix, avant, { etat, message }) {
	if (etat !== "non-enregistre" || (avant.etat === etat && avant.message === message)) return false;
	voix.dire(`Non enregistré. ${causeDite(message)} Nouvel essai toutes les dix secondes.`);
	return true;
}

/** Dit ce qui vient d’être écrit, et combien il y en a. */
function annoncerEcrit(voix, { etat, quand }, compte) {
	if (etat === "enregistre" && quand) voix.dire([`Enregistré à ${quand}.`, compte].filter(Boolean).join(" "));
}

/** Une phrase sous la question ; `haut` : elle est aussi annoncée. */
function phraseDe(voix) {
	const mot = el("p", { class: "mot", hidden: true });
	function dire(s, haut = false) {
		direOuTaire(mot, s);
		if (s && haut) voix.dire(s);
	}
	return { mot, dire };
}

/** Ce que dit la ligne d’état, et sur quel ton. */
function ligneDe(e, muet, garde, fait) {
	if (muet) return ["grave", silenceDit(garde)];
	return e.etat === "non-enregistre" ? ["essai", causeDite(e.message)] : ["garde", fait()];
}

/** Le suivi d’une activité : ce qui est répondu, ce qui est enregistré, et comment on le dit.

    Deux vérités, dans l’ordre : l’état reçu du modèle ; par-dessus, les gestes envoyés et pas encore acquittés.
    Brouillons : une réponse gardée par le navigateur est renvoyée au montage suivant si le carnet en est resté au même tour et si, pour
    ce champ, il est vide ou porte une valeur que cette page connaissait ou avait envoyée avant. Sinon une autre réponse est venue
    depuis (autre onglet, autre poste), ou l’activité a été recommencée : le carnet l’emporte, et l’activité le dit.

    Options : `mots` (le geste et ses deux noms) ; `permis(champ, valeur)` ; `peindre(r)` ; `repli()`, l’élément qui reçoit le focus d’un
    bouton disparu ; `compte(r)`, dit après l’heure ; `enregistre(champ, quand)`, la ligne d’état ; `nommer(champ, valeur)`, pour
   un brouillon
    écarté ; `recu(r)`, avant de peindre ; `recommence()`, `annule(avant, r)`, après ces gestes ; `vider()`, fait partir ce qui est
   en suspens ;
    `annuler()` : faux là où défaire le dernier geste n’a pas de sens ; `phrases`, qui remplacent celles de PHRASES.

    `modele.hote` (la séance sur un téléphone) : l’hôte prend chaque geste en charge aussitôt, garde les réponses jusqu’à leur accusé et dit
    lui-même où elles en sont. Ni ligne d’état, ni « Annuler », ni « Recommencer », ni mot du noyau ou du carnet. */
export function suivre(modele, options) {
	const donnees = { cle: "", jeton: "", ...modele.donnees };
	const mots = { geste: "repondre", champ: "champ", valeur: "valeur", ...options.mots };
	const o = { ...OPTIONS, ...options, mots, phrases: { ...PHRASES, ...options.phrases } };
	const vue = identifiant();
	const garde = modele.hote ? SANS_GARDE : brouillons(`te:${donnees.jeton}:${donnees.cle}`);
	const voix = annonceur();
	let etat = normaliser(modele.etat());

	const gestes = gestesDe(modele, { mots, garde, vue, lireEtat: () => etat, surEnvoi: () => veiller() });
	const reponses = () => gestes.reponses(o.permis);
	const registre = ligneDEnregistrement(() => {
		if (!gestes.enAttente("reessayer")) gestes.envoyer({ geste: "reessayer" });
	});
	const surQuestion = (ouvert) => {
		if (ouvert) o.vider();
		peindre();
	};
	const { recommencer, pied, confirmer } = recommencerDe(`${vue}-confirmer`, o.phrases, surQuestion, () => {
		if (gestes.enAttente("recommencer")) return;
		gestes.envoyer({ geste: "recommencer" });
		peindre();
	});
	const avis = el("p", { class: "avertissement", hidden: true });
	const { mot, dire } = phraseDe(voix);
	const avance = el("p", { class: "avance discret" });
	const { ligne } = registre;
	if (modele.hote) ligne.hidden = pied.hidden = true;

	/** Répond, si cela change quelque chose. Ne peint pas. */
	function repondre(champ, valeur) {
		if ((reponses().get(champ) ?? "") !== valeur) gestes.repondre(champ, valeur);
		else if (garde.lire().get(champ)?.n === ESQUISSE) garde.retirer(champ);
	}

	const veille = veilleDe(() => {
		peindreEtat();
		voix.dire(`Non enregistré. ${silenceDit(garde)}`);
	});
	const veiller = () => veille.suivre(gestes.depuis());

	/** Un état arrivé en retard recule le compte d’une vue : on l’ignore. */
	const perime = (recu) => Object.entries(etat.accuses).some(([v, k]) => recu.accuses[v] < k);

	function recevoir() {
		const recu = normaliser(modele.etat());
		if (perime(recu)) return;
		const avant = reponses();
		const panne = etat.enregistrement;
		etat = recu;
		const accuse = etat.accuses[vue] ?? 0;
		const faits = gestes.acquitter(accuse);
		veiller();
		if (etat.enregistrement.etat !== "non-enregistre") garde.acquitter(vue, accuse);
		const r = reponses();
		if (annoncerPanne(voix, panne, etat.enregistrement)) registre.recompter();
		if (faits.includes("recommencer")) {
			montrer(confirmer, false);
			o.recommence();
			voix.dire(o.phrases.recommence);
		} else if (faits.includes("annuler")) voix.dire(o.annule(avant, r) || o.phrases.annule);
		else if (faits.includes("reponse") || panne.etat === "non-enregistre") annoncerEcrit(voix, etat.enregistrement, o.compte(r));
		if (etat.avertissement && etat.avertissement !== avis.textContent) voix.dire(etat.avertissement);
		o.recu(r);
		peindre();
	}

	function peindre() {
		const r = reponses();
		o.peindre(r);
		montrer(recommencer, confirmer.hidden && r.size > 0, o.repli());
		direOuTaire(avis, etat.avertissement ?? "");
		avance.dataset.mot = etat.avancement?.mot ?? "à faire";
		texte(avance, majuscule(avance.dataset.mot));
		peindreEtat();
	}

	function peindreEtat() {
		const e = etat.enregistrement;
		const fait = () => (e.etat === "enregistre" && e.quand && !gestes.depuis() ? o.enregistre(e[mots.champ], e.quand) : "");
		const [genre, message] = ligneDe(e, veille.muet(), garde, fait);
		registre.peindre(genre, message, o.annuler() && !!etat.annulable, o.repli());
		registre.compter(e.etat === "non-enregistre");
	}

	registre.annuler.addEventListener("click", () => {
		o.vider();
		if (gestes.enAttente("annuler")) return;
		gestes.oublierLaDerniere();
		gestes.envoyer({ geste: "annuler" });
		peindre();
	});
	const partir = (ev) => (ev.type === "pagehide" || document.visibilityState === "hidden") && o.vider();
	const seTaire = ecouter([window, "pagehide", partir], [document, "visibilitychange", partir]);
	const arreterModele = modele.sur(recevoir);

	/** À l’ouverture, une fois la page en place : renvoie ou écarte les brouillons ; peint, et dit ce qu’il en est. */
	function ouvrir(premier = peindre) {
		const { renvoyer, ecarter, oublier } = trierBrouillons(garde.lire(), etat, o.permis);
		for (const champ of oublier) garde.retirer(champ);
		for (const [champ, valeur] of renvoyer) gestes.repondre(champ, valeur);
		const ecartees = ecarter.map(([champ, valeur]) => o.nommer(champ, valeur));
		premier();
		dire(repriseDite(renvoyer, ecartees, o.phrases.change), true);
	}

	function arreter() {
		o.vider();
		arreterModele();
		veille.arreter();
		registre.arreter();
		seTaire();
	}

	const { enAttente, esquisser, envoyer } = gestes;
	const id = (s) => `${vue}-${s}`;
	const pieces = { voix, mot, ligne, avis, avance, pied, confirmer };
	return { ...pieces, donnees, id, etat: () => etat, reponses, repondre, envoyer, esquisser, enAttente, peindre, dire, ouvrir, arreter };
}
