/* Toute activité qui s’enregistre. */

import { annonceur } from "./annonces.js";
import { brouillons, ESQUISSE, SANS_GARDE } from "./brouillons.js";
import { bouton, el, identifiant, texte } from "./elements.js";
import { montrer, viser } from "./focus.js";
import { demanderAuModele } from "./modele.js";
import { enLettres, majuscule, ponctuer } from "./phrases.js";
import { icone } from "./signes.js";

const SILENCE = 4000; // ms sans acquittement avant de dire que le noyau se tait
const ESSAI = 10; // s entre deux essais d’écriture
const REDEMARRER = "menu «\u00a0Noyau\u00a0», puis «\u00a0Redémarrer le noyau et exécuter toutes les cellules\u00a0».";

/** Ce qui est dit d’une activité ; chacune remplace ce qui ne lui va pas. */
const PHRASES = {
	question: "Recommencer cette activité\u00a0?",
	detail: "Vos réponses s’effacent de l’écran. Les premières restent dans votre compte rendu.",
	recommence: "Tout est à faire.",
	annule: "Réponse annulée.",
	change: "l’activité a changé depuis",
};

/** Le suivi d’une activité : ce qui est répondu, ce qui est enregistré, et comment on le dit.

    Deux vérités, dans l’ordre : l’état reçu du modèle ; par-dessus, les gestes envoyés et pas encore acquittés.
    Brouillons : une réponse gardée par le navigateur est renvoyée au montage suivant si le carnet en est resté au même tour et si, pour
    ce champ, il est vide ou porte une valeur que cette page connaissait ou avait envoyée avant. Sinon une autre réponse est venue
    depuis (autre onglet, autre poste), ou l’activité a été recommencée : le carnet l’emporte, et l’activité le dit.

    Options : `mots` (le geste et ses deux noms) ; `permis(champ, valeur)` ; `peindre(r)` ; `repli()`, l’élément qui reçoit le focus d’un
    bouton disparu ; `compte(r)`, dit après l’heure ; `enregistre(champ, quand)`, la ligne d’état ; `nommer(champ, valeur)`, pour un brouillon
    écarté ; `recu(r)`, avant de peindre ; `recommence()`, `annule(avant, r)`, après ces gestes ; `vider()`, fait partir ce qui est en suspens ;
    `annuler()` : faux là où défaire le dernier geste n’a pas de sens ; `phrases`, qui remplacent celles de PHRASES.

    `modele.hote` (la séance sur un téléphone) : l’hôte prend chaque geste en charge aussitôt, garde les réponses jusqu’à leur accusé et dit
    lui-même où elles en sont. Ni ligne d’état, ni « Annuler », ni « Recommencer », ni mot du noyau ou du carnet. */
export function suivre(modele, options) {
	const donnees = { cle: "", jeton: "", ...modele.donnees };
	const o = {
		permis: () => true,
		repli: () => null,
		compte: () => "",
		nommer: (champ, valeur) => valeur,
		recu: () => {},
		vider: () => {},
		annuler: () => true,
		enregistre: (champ, quand) => `Enregistré à ${quand}`,
		recommence: () => {},
		annule: () => "",
		...options,
		mots: { geste: "repondre", champ: "champ", valeur: "valeur", ...options.mots },
		phrases: { ...PHRASES, ...options.phrases },
	};
	const { geste: REPONSE, champ: CHAMP, valeur: VALEUR } = o.mots;
	const vue = identifiant();
	const garde = modele.hote ? SANS_GARDE : brouillons(`te:${donnees.jeton}:${donnees.cle}`);
	const voix = annonceur();
	let etat = normaliser(modele.etat());
	let attente = []; // gestes envoyés, pas encore acquittés
	let n = 0,
		muet = false,
		minuterie = 0,
		decompte = 0,
		horloge = 0;

	/* ----- état ----- */

	function normaliser(e) {
		return {
			annulable: false,
			avertissement: "",
			tour: 0,
			...e,
			reponses: e?.reponses ?? {},
			accuses: e?.accuses ?? {},
			enregistrement: { etat: "vide", quand: "", message: "", ...e?.enregistrement },
		};
	}

	/** Un état arrivé en retard recule le compte d’une vue : on l’ignore. */
	const perime = (e) => Object.entries(etat.accuses).some(([v, k]) => e.accuses[v] < k);

	function reponses() {
		const r = new Map(Object.entries(etat.reponses));
		for (const g of attente)
			if (g.geste === REPONSE) {
				if (g[VALEUR]) r.set(g[CHAMP], g[VALEUR]);
				else r.delete(g[CHAMP]);
			}
		for (const [champ, valeur] of r) if (!o.permis(champ, valeur)) r.delete(champ);
		return r;
	}

	const enAttente = (geste) => attente.some((g) => g.geste === geste);

	function envoyer(geste) {
		const g = { ...geste, vue, n: ++n };
		if (g.geste === REPONSE) garde.garder(g[CHAMP], etat.reponses[g[CHAMP]] ?? "", { valeur: g[VALEUR], tour: etat.tour, vue, n });
		attente.push({ ...g, depuis: Date.now() });
		demanderAuModele(modele, g);
		surveiller();
	}

	/** Répond, si cela change quelque chose. Ne peint pas. */
	function repondre(champ, valeur) {
		if ((reponses().get(champ) ?? "") !== valeur) envoyer({ geste: REPONSE, [CHAMP]: champ, [VALEUR]: valeur });
		else if (garde.lire().get(champ)?.n === ESQUISSE) garde.retirer(champ);
	}

	/** Garde sans l’envoyer ce qui est en train de s’écrire. */
	const esquisser = (champ, valeur) => garde.garder(champ, etat.reponses[champ] ?? "", { valeur, tour: etat.tour, vue, n: ESQUISSE });

	function surveiller() {
		clearTimeout(minuterie);
		if (!attente.length) {
			muet = false;
			return;
		}
		if (!muet)
			minuterie = setTimeout(
				() => {
					muet = true;
					peindreEtat();
					voix.dire(`Non enregistré. ${silence()}`);
				},
				Math.max(0, attente[0].depuis + SILENCE - Date.now()),
			);
	}

	function silence() {
		const lieu = garde.durable() ? "ici" : "ici tant que cette page reste ouverte";
		const gardee = garde.lire().size ? ` Votre réponse est gardée ${lieu}.` : "";
		return `Le noyau ne répond pas.${gardee} Si cela dure\u00a0: ${REDEMARRER}`;
	}

	function recevoir() {
		const recu = normaliser(modele.etat());
		if (perime(recu)) return;
		const avant = reponses(),
			panneAvant = etat.enregistrement;
		etat = recu;
		const accuse = etat.accuses[vue] ?? 0,
			acquittes = attente.filter((g) => g.n <= accuse);
		attente = attente.filter((g) => g.n > accuse);
		surveiller();
		const { etat: sort, quand, message } = etat.enregistrement;
		if (sort !== "non-enregistre") garde.acquitter(vue, accuse);
		const r = reponses(),
			fait = (nom) => acquittes.some((g) => g.geste === nom);
		const dit = sort === "enregistre" && quand ? `Enregistré à ${quand}.` : "";
		if (sort === "non-enregistre" && (panneAvant.etat !== sort || panneAvant.message !== message)) {
			voix.dire(`Non enregistré. ${cause()} Nouvel essai toutes les dix secondes.`);
			decompte = ESSAI;
		}
		if (fait("recommencer")) {
			montrer(confirmer, false);
			o.recommence();
			voix.dire(o.phrases.recommence);
		} else if (fait("annuler")) voix.dire(o.annule(avant, r) || o.phrases.annule);
		else if (dit && (fait(REPONSE) || panneAvant.etat === "non-enregistre")) voix.dire([dit, o.compte(r)].filter(Boolean).join(" "));
		if (etat.avertissement && etat.avertissement !== avis.textContent) voix.dire(etat.avertissement);
		o.recu(r);
		peindre();
	}

	/* ----- pièces ----- */

	const avis = el("p", { class: "avertissement", hidden: true });
	const etatTexte = el("span"),
		essaiDans = el("span", { class: "chiffre" }),
		boutonAnnuler = bouton("Annuler", "nu");
	const ligne = el("p", { class: "etat" }, icone("garde"), icone("attention"), etatTexte, boutonAnnuler);
	const mot = el("p", { class: "mot", hidden: true });
	const avance = el("p", { class: "avance discret" });
	const boutonRecommencer = bouton("Recommencer"),
		boutonGarder = bouton("Garder mes réponses", "principal"),
		boutonOui = bouton("Recommencer");
	const pied = el(
		"div",
		{ class: "pied" },
		el("p", { class: "discret" }, "Vos réponses restent dans votre dossier de travail."),
		boutonRecommencer,
	);
	const confirmer = el(
		"div",
		{ class: "confirmer", role: "group", "aria-labelledby": `${vue}-confirmer`, hidden: true },
		el("p", { id: `${vue}-confirmer` }, el("strong", {}, o.phrases.question), ` ${o.phrases.detail}`),
		el("div", {}, boutonGarder, boutonOui),
	);
	if (modele.hote) ligne.hidden = pied.hidden = true;

	/** Une phrase sous la question ; `haut` : elle est aussi annoncée. */
	function dire(s, haut = false) {
		texte(mot, s);
		mot.hidden = !s;
		if (s && haut) voix.dire(s);
	}

	/* ----- peinture ----- */

	function peindre() {
		const r = reponses();
		o.peindre(r);
		montrer(boutonRecommencer, confirmer.hidden && r.size > 0, o.repli());
		texte(avis, etat.avertissement ?? "");
		avis.hidden = !etat.avertissement;
		const ou = etat.avancement?.mot ?? "à faire";
		texte(avance, majuscule(ou));
		avance.dataset.mot = ou;
		peindreEtat();
	}

	/** La cause dite par le carnet, sans son décompte : le nôtre avance. */
	function cause() {
		const dite = etat.enregistrement.message
			.replace(/^\s*non enregistrée?\s*[.:]\s*/i, "")
			.replace(/[\s;,]*nouvel essai dans \d+\s*s(econdes)?\s*\.?\s*$/i, "")
			.trim();
		return ponctuer(dite || "Vos réponses sont gardées ici.");
	}

	let etatDit = "";
	function peindreEtat() {
		const e = etat.enregistrement,
			refuse = e.etat === "non-enregistre";
		let genre = "garde",
			message = "";
		if (muet) [genre, message] = ["grave", silence()];
		else if (refuse) [genre, message] = ["essai", cause()];
		else if (e.etat === "enregistre" && e.quand && !attente.length) message = o.enregistre(e[CHAMP], e.quand);
		if (etatDit !== `${genre} ${message}`) {
			etatDit = `${genre} ${message}`;
			ligne.classList.toggle("grave", genre !== "garde");
			ligne.classList.toggle("muet", !message);
			etatTexte.replaceChildren(
				...(genre === "garde"
					? [message]
					: [el("strong", {}, "Non enregistré."), ` ${message}`, ...(genre === "essai" ? [" ", essaiDans] : [])]),
			);
		}
		montrer(boutonAnnuler, o.annuler() && !!etat.annulable && genre === "garde", o.repli());
		if (refuse && !horloge) {
			decompte = ESSAI;
			horloge = setInterval(battre, 1000);
		}
		if (!refuse) {
			clearInterval(horloge);
			horloge = 0;
		}
		if (refuse) direDecompte();
	}

	function direDecompte() {
		texte(essaiDans, decompte > 0 ? `Nouvel essai dans ${decompte}\u00a0s.` : "Nouvel essai.");
	}

	function battre() {
		decompte -= 1;
		if (decompte < 0) decompte = ESSAI;
		if (decompte === 0 && !enAttente("reessayer")) envoyer({ geste: "reessayer" });
		direDecompte();
	}

	/* ----- gestes communs ----- */

	boutonAnnuler.addEventListener("click", () => {
		o.vider();
		if (enAttente("annuler")) return;
		const derniere = attente.findLast((g) => g.geste === REPONSE);
		if (derniere) garde.retirer(derniere[CHAMP]);
		envoyer({ geste: "annuler" });
		peindre();
	});

	function demanderConfirmation(oui) {
		montrer(confirmer, oui);
		peindre();
		if (oui) viser(boutonGarder, confirmer);
		else if (!boutonRecommencer.hidden) viser(boutonRecommencer);
	}
	boutonRecommencer.addEventListener("click", () => {
		o.vider();
		demanderConfirmation(true);
	});
	boutonGarder.addEventListener("click", () => demanderConfirmation(false));
	confirmer.addEventListener("keydown", (ev) => {
		if (ev.key === "Escape") demanderConfirmation(false);
	});
	boutonOui.addEventListener("click", () => {
		if (!enAttente("recommencer")) {
			envoyer({ geste: "recommencer" });
			peindre();
		}
	});

	const partir = () => o.vider();
	const surDepart = () => {
		if (document.visibilityState === "hidden") o.vider();
	};
	window.addEventListener("pagehide", partir);
	document.addEventListener("visibilitychange", surDepart);
	const arreterModele = modele.sur(recevoir);

	/** À l’ouverture, une fois la page en place : renvoie ou écarte les brouillons ; rend la phrase à dire. */
	function reprendre() {
		const renvoyees = [],
			ecartees = [];
		for (const [champ, b] of garde.lire()) {
			const connue = b.valeur === "" || o.permis(champ, b.valeur),
				ecrite = etat.reponses[champ];
			if (connue && (ecrite ?? "") === b.valeur && etat.enregistrement.etat === "non-enregistre") continue;
			if (connue && (ecrite ?? "") !== b.valeur) {
				if (b.tour === etat.tour && (ecrite === undefined || b.avant.includes(ecrite))) {
					renvoyees.push([champ, b.valeur]);
					continue;
				}
				ecartees.push(o.nommer(champ, b.valeur));
			}
			garde.retirer(champ);
		}
		for (const [champ, valeur] of renvoyees) envoyer({ geste: REPONSE, [CHAMP]: champ, [VALEUR]: valeur });
		return [
			renvoyees.length &&
				`${majuscule(enLettres(renvoyees.length).replace(/^un$/, "une"))} ${renvoyees.length > 1 ? "réponses gardées par ce navigateur ont été renvoyées" : "réponse gardée par ce navigateur a été renvoyée"}.`,
			ecartees.length &&
				`Ce navigateur gardait une autre réponse pour ${ecartees.join(", ")}. Elle n’a pas été reprise\u00a0: ${o.phrases.change}, et c’est votre carnet qui compte.`,
		]
			.filter(Boolean)
			.join(" ");
	}

	function arreter() {
		o.vider();
		arreterModele();
		clearTimeout(minuterie);
		clearInterval(horloge);
		window.removeEventListener("pagehide", partir);
		document.removeEventListener("visibilitychange", surDepart);
	}

	return {
		donnees,
		vue,
		id: (s) => `${vue}-${s}`,
		voix,
		mot,
		ligne,
		avis,
		avance,
		pied,
		confirmer,
		etat: () => etat,
		reponses,
		repondre,
		esquisser,
		enAttente,
		peindre,
		dire,
		reprendre,
		arreter,
	};
}
