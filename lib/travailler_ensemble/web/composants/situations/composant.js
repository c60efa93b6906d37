/* « Mes situations » : trois volets, et au bas de la page ce qui se partage et se code à plusieurs. */
import { encadrer } from "../../commun/cadre.js";
import { el } from "../../commun/elements.js";
import { defileur, montrer, viser } from "../../commun/focus.js";
import { enCarnet } from "../../commun/modele.js";
import { citer } from "../../commun/phrases.js";
import { suivre } from "../../commun/suivi.js";
import { textesDe } from "../../commun/textes.js";
import { attentesDe } from "./attentes.js";
import { champ, deChamp } from "./champs.js";
import { coderDe } from "./coder.js";
import { composerDe } from "./composer.js";
import { confirmationDe } from "./confirmer.js";
import { ecrireDe, SANS_TITRE } from "./ecrire.js";
import { ensembleDe } from "./ensemble.js";
import { partagerDe } from "./partager.js";

const VOLETS = { ecrire: "Écrire", coder: "Coder", composer: "Composer un tri" };
const VIDE = {
	cle: "",
	titre: "",
	visee: "",
	longueur: 6000,
	terrains: [],
	familles: [],
	collection: [],
	sortes: [],
	licences: [],
	modeles: [],
	fichiers: {},
};
const NOMS = { titre: "le titre", terrain: "le terrain", recit: "le récit", cartes: "les cartes", sorte: "les cases", cases: "les cases" };
const PHRASES = { annule: "C’est annulé.", change: "il a changé depuis" };

/** Les onglets ; `ouvrir(volet)`. */
function ongletsDe(titre, ouvrir) {
	const boutons = Object.entries(VOLETS).map(([volet, nom]) => {
		const b = el("button", { type: "button", "data-volet": volet }, nom);
		b.addEventListener("click", () => ouvrir(volet));
		return b;
	});
	function peindre(ouvert) {
		for (const b of boutons)
			if (b.dataset.volet === ouvert) b.setAttribute("aria-current", "page");
			else b.removeAttribute("aria-current");
	}
	return {
		element: el("nav", { class: "onglets", "aria-label": titre }, boutons),
		peindre,
		de: (v) => boutons[Object.keys(VOLETS).indexOf(v)],
	};
}

/** Un volet s’ouvre par le haut, si l’on avait défilé. */
function remonter(section) {
	const fenetre = defileur(section);
	const haut = fenetre === document.scrollingElement ? 0 : fenetre.getBoundingClientRect().top;
	if (section.getBoundingClientRect().top < haut) section.scrollIntoView({ block: "start" });
}

export function monter(racine, modele) {
	const d = { ...VIDE, ...modele.donnees };
	const ouvert = { volet: "ecrire", situation: "", tri: "" };
	const suivi = suivre(modele, {
		nommer: (c) => `${NOMS[deChamp(c).quoi] ?? "un critère"} de ${citer(nomDe(deChamp(c).id))}`,
		repli: () => onglets.de(ouvert.volet),
		vider: () => textes.vider(),
		compte: () => suivi.etat().annonce ?? "",
		recu: () => attentes.recevoir(),
		peindre,
		phrases: PHRASES,
	});
	const { id } = suivi;
	const textes = textesDe(suivi);
	const envoyer = (geste) => {
		textes.vider();
		suivi.envoyer(geste);
	};
	const attentes = attentesDe(suivi.etat, envoyer);
	const titree = (x) => ({ ...x, titre: suivi.reponses().get(champ(x.id, "titre")) ?? "" });
	const nomDe = (x) => suivi.reponses().get(champ(x, "titre")) || SANS_TITRE;
	/** Ouvre autre chose : `{ volet }`, `{ situation }` ou `{ tri }`. */
	function ouvrir(quoi) {
		textes.vider();
		Object.assign(ouvert, quoi);
		suivi.peindre();
		if (quoi.volet) remonter(section);
	}
	const ouvrirSituation = (situation) => ouvrir({ situation });
	function naitre(situation) {
		ouvert.situation = situation;
		queueMicrotask(ecrire.viserTitre);
	}
	const confirmation = confirmationDe(id, (x) => {
		suivi.envoyer({ geste: "supprimer", champ: x });
		viser(onglets.de(ouvert.volet), section);
	});
	const ecrire = ecrireDe({
		id,
		d,
		textes,
		agir: {
			ouvrir: ouvrirSituation,
			nouvelle: () => attentes.creer({ geste: "nouvelle" }, naitre),
			copier: () => attentes.creer({ geste: "copier", champ: ouvert.situation }, naitre),
			supprimer: () => confirmation.demander(ouvert.situation, nomDe(ouvert.situation)),
			coder() {
				ouvrir({ volet: "coder" });
				viser(onglets.de("coder"), section);
			},
		},
	});
	const coder = coderDe({ d, suivi, ouvrir: ouvrirSituation, dire: suivi.voix.dire });
	const composer = composerDe({
		d,
		suivi,
		textes,
		dire: suivi.voix.dire,
		agir: {
			nouveau: () =>
				attentes.creer({ geste: "nouveau_tri" }, (tri) => {
					ouvert.tri = tri;
				}),
			ouvrir: (tri) => ouvrir({ tri }),
			supprimer: () => confirmation.demander(ouvert.tri, nomDe(ouvert.tri)),
			papier: () => attentes.demander({ geste: "papier", champ: ouvert.tri }),
		},
	});
	const partager = partagerDe({ id, d, demander: attentes.demander, envoyer });
	const ensemble = ensembleDe({ id, d, suivi, demander: attentes.demander, envoyer, retirer: confirmation.demander });
	const volets = { ecrire: ecrire.element, coder: coder.element, composer: composer.element };
	const onglets = ongletsDe(d.titre, (volet) => ouvrir({ volet }));
	const haut = el("div", { class: "barre-haut" }, onglets.element, suivi.ligne);
	const pieces = [
		suivi.voix.element,
		haut,
		suivi.avis,
		suivi.mot,
		confirmation.element,
		Object.values(volets),
		partager.element,
		ensemble.element,
	].flat();
	const section = encadrer({ "aria-label": d.titre }, el("div", { class: "activite situations" }, pieces));

	function peindre(r) {
		const { situations = [], tris = [] } = suivi.etat();
		const [miennes, miens] = [situations.map(titree), tris.map(titree)];
		const s = miennes.find((x) => x.id === ouvert.situation) ?? miennes[0];
		const t = miens.find((x) => x.id === ouvert.tri) ?? miens[0];
		ouvert.situation = s?.id ?? "";
		ouvert.tri = t?.id ?? "";
		onglets.peindre(ouvert.volet);
		for (const [volet, e] of Object.entries(volets)) montrer(e, volet === ouvert.volet, onglets.de(ouvert.volet));
		ecrire.peindre(miennes, s);
		if (ouvert.volet === "coder") coder.peindre(miennes, s);
		if (ouvert.volet === "composer") composer.peindre(miennes, miens, t);
		partager.peindre(miennes, miens, suivi.etat().recu);
		ensemble.peindre(s, suivi.etat());
		textes.peindre(r);
		ecrire.compter();
	}
	racine.append(section);
	const arreterGlisser = composer.brancher(section);
	suivi.ouvrir();
	return () => {
		suivi.arreter();
		coder.arreter();
		arreterGlisser();
		section.remove();
	};
}

export default enCarnet(monter);
