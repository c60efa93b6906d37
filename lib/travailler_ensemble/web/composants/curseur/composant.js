/* Le curseur : se placer entre A et B, lire les deux camps, se replacer, voir les auteurs.
   Sept crans en mots, en boutons radio : un curseur natif est muet sur ses crans. Le premier vote se fige à la lecture, le second quand
   les auteurs paraissent ; ni les camps ni les auteurs ne sont dans la page avant. */
import { encadrer, retenirEntree } from "../../commun/cadre.js";
import { differer } from "../../commun/choix.js";
import { bouton, el, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { enCarnet } from "../../commun/modele.js";
import { citer, minuscule } from "../../commun/phrases.js";
import { morceaux } from "../../commun/raisons.js";
import { suivre } from "../../commun/suivi.js";

const ETAPES = ["Se placer", "Lire, puis se replacer", "Comparer"];
/** @type {[string, string][]} */
const CLE = [
	["anneau", "une position"],
	["disque un", "votre premier vote"],
	["disque", "votre second vote"],
];
const PHRASES = {
	question: "Recommencer ce débat\u00a0?",
	detail: "Les deux votes sont à refaire. Vos premiers votes restent dans votre compte rendu.",
	recommence: "Les deux votes sont à refaire.",
	change: "vos votes ont changé depuis",
};
const enregistreA = { avant: "Premier vote enregistré", apres: "Second vote enregistré" };

const raison = (p) => {
	const etiquettes = p.etiquettes.flatMap((s) => [el("span", { class: "etiquette" }, s), " "]);
	const secteur = p.secteur && el("span", { class: "discret" }, p.secteur);
	const reference = el("p", { class: "discret" }, morceaux(p.reference), " ", p.repere);
	return el(
		"li",
		{},
		el("strong", {}, p.auteur),
		el("span", {}, p.teneur),
		el("span", {}, etiquettes, secteur),
		el("details", {}, el("summary", {}, "Référence"), reference),
	);
};

/** Les deux camps, face à face ; ce qui n’est ni l’un ni l’autre, dessous. */
function campsDe(d, id) {
	const titre = el("h3", { class: "t2", id: id("lecture"), tabindex: "-1" }, "Ce que disent les deux camps");
	const nature = el("p", { class: "nature" });
	const juste = el("p", { class: "juste" });
	const listes = new Map();
	const listeDe = (lettre) => {
		listes.set(lettre, el("ul", { class: "raisons", role: "list" }));
		return listes.get(lettre);
	};
	const poles = d.poles.map((p) => {
		const position = el("span", { class: "visuel-cache" }, `Position ${p.lettre}\u00a0: `);
		const h3 = el("h3", { id: id(`pole-${p.lettre}`) }, position, p.titre);
		return el("section", { class: "pole", "aria-labelledby": h3.id }, el("b", { "aria-hidden": "true" }, p.lettre), h3, listeDe(p.lettre));
	});
	const ni = el("h3", { id: id("milieu") }, "Ni l’un ni l’autre");
	const milieu = el("section", { class: "pole milieu", "aria-labelledby": ni.id, hidden: true }, ni, listeDe("milieu"));
	const elements = [titre, nature, el("div", { class: "poles" }, poles, milieu), juste];
	let lu = "";
	function remplir(l) {
		if (JSON.stringify(l) === lu) return;
		lu = JSON.stringify(l);
		nature.replaceChildren(el("span", { class: "etiquette" }, l.nature), ` ${l.sens_nature}`);
		juste.replaceChildren(el("strong", {}, "Pour être juste."), ` ${l.juste}`);
		for (const [lettre, liste] of listes) {
			liste.replaceChildren(...(l.camps.find((c) => c.lettre === lettre)?.positions ?? []).map(raison));
		}
	}
	/** `lecture` : ce que disent les camps, ou rien tant qu’ils ne se lisent pas. */
	function peindre(lecture, repli) {
		if (lecture) remplir(lecture);
		for (const e of [titre, nature, juste, ...poles.map((p) => p.lastChild)]) montrer(e, !!lecture, repli);
		montrer(milieu, !!lecture && listes.get("milieu").children.length > 0, repli);
	}
	return { elements, titre, peindre };
}

/** Les votes et les auteurs, sur l’axe. */
function bilanDe(d, id, noms) {
	const titre = el("h3", { class: "t2", id: id("bilan"), tabindex: "-1" });
	const voisins = el("p");
	const bilan = el("div", { class: "bilan", hidden: true }, titre, voisins);
	const titreAxe = el("h3", { id: id("axe") });
	const axe = el("ol", { class: "axe", role: "list", "aria-labelledby": titreAxe.id });
	const horsAxe = el("p", { class: "discret" });
	const signe = ([classe, nom]) => el("span", { class: "signe" }, el("span", { class: classe, "aria-hidden": "true" }), nom);
	const cle = el("p", { class: "cle discret" }, CLE.map(signe));
	const note = "Places proposées par la collection, d’après l’extrait de chacun\u00a0: elles se discutent.";
	const attributs = { class: "feuille", "aria-labelledby": titreAxe.id, hidden: true };
	const feuille = el("section", attributs, titreAxe, axe, cle, horsAxe, el("p", { class: "discret" }, note));

	/** Mes votes sur un cran : un, deux, ou les deux. */
	function voteIci(i, un, deux) {
		if (i !== un && i !== deux) return null;
		const sens = i === un && deux >= 0 && deux !== un && (deux > un ? "vers-b" : "vers-a");
		const classe = ["vote", i !== deux && "un", sens].filter(Boolean).join(" ");
		const dit = un === deux ? "vos deux votes" : i === un ? "votre vote 1" : "votre vote 2";
		return el("span", { class: classe, style: `--pas: ${Math.abs(deux - un)}` }, dit);
	}
	let vu = "";
	function remplir(b, avant, apres) {
		const cle = JSON.stringify([b, avant, apres]);
		if (cle === vu) return;
		vu = cle;
		texte(titre, b.phrase);
		texte(voisins, b.voisins);
		voisins.hidden = !b.voisins;
		texte(titreAxe, b.presents);
		const rang = (vote) => b.axe.findIndex((c) => c.cran === vote);
		const cran = (c, i) => {
			const gens =
				c.auteurs.length > 0 &&
				el(
					"ul",
					{ class: "gens", role: "list" },
					c.auteurs.map((a) => el("li", {}, a)),
				);
			const arret = el("span", { class: "arret", "aria-hidden": "true" }, el("i"));
			return el("li", {}, arret, el("span", { class: "cran" }, noms.get(c.cran)), gens, voteIci(i, rang(avant), rang(apres)));
		};
		axe.replaceChildren(...b.axe.map(cran));
		const votes = { "Votre premier vote": avant, "Votre second vote": apres };
		const dehors = Object.keys(votes).filter((nom) => votes[nom] === d.sans_avis.id);
		const dits = dehors.map((nom) => `${nom}, ${citer(minuscule(d.sans_avis.nom))}, n’est pas sur l’axe.`);
		if (b.sans_place.length) dits.push(`Sans place sur l’axe\u00a0: ${b.sans_place.join(", ")}.`);
		texte(horsAxe, dits.join(" "));
		horsAxe.hidden = !horsAxe.textContent;
	}
	/** `b` : le bilan, ou rien tant que les auteurs ne sont pas là. */
	function peindre(b, r, repli) {
		if (b) remplir(b, r.get("avant"), r.get("apres"));
		montrer(bilan, !!b, repli);
		montrer(feuille, !!b, repli);
	}
	return { elements: [bilan, feuille], titre, feuille, peindre };
}

/** Les crans, et de quoi passer à l’étape suivante. */
function voteDe(d, suivi) {
	const { id } = suivi;
	const radioDe = (valeur) => el("input", { type: "radio", name: id("cran"), value: valeur });
	const radios = [...d.crans.map((c) => radioDe(c.cran)), radioDe(d.sans_avis.id)];
	const choix = (nom, radio) => el("label", { class: "choix" }, radio, el("span", {}, nom));
	const question = el("legend", {});
	const sept = d.crans.map((c, i) => choix(c.nom, radios[i]));
	const sans = el("div", { class: "ligne sans" }, choix(d.sans_avis.nom, radios[radios.length - 1]));
	const groupe = el("fieldset", {}, question, el("div", { class: "ligne ordonnee sept" }, sept), sans);
	const suite = bouton("", "principal", "submit");
	const premier = el("p", { class: "discret", hidden: true });
	const form = el("form", { class: "feuille" }, groupe, premier, el("div", { class: "gestes" }, suivi.mot, suivi.ligne, suite));
	return { form, groupe, radios, question, suite, premier };
}

export function monter(racine, modele) {
	const d = { titre: "", consigne: "", poles: [], crans: [], ...modele.donnees };
	const noms = new Map([...d.crans.map((c) => [c.cran, c.nom]), [d.sans_avis.id, d.sans_avis.nom]]);
	const dit = (vote) => citer(minuscule(noms.get(vote)));
	let attendue = ""; // « lecture » ou « bilan » demandé, pas encore reçu

	const suivi = suivre(modele, {
		annuler: () => false,
		permis: (champ, valeur) => (champ === "avant" || champ === "apres" ? noms.has(valeur) : valeur === "oui"),
		nommer: (champ, valeur) => `votre ${champ === "apres" ? "second" : "premier"} vote${noms.has(valeur) ? ` (${dit(valeur)})` : ""}`,
		enregistre: (champ, quand) => `${enregistreA[champ] ?? "Enregistré"} à ${quand}`,
		repli: () => titre,
		vider: () => suspens.vider(),
		peindre,
		recu() {
			const e = suivi.etat();
			if (!attendue || !e[attendue]) return;
			const vers = attendue === "lecture" ? camps.titre : bilan.titre;
			suivi.peindre();
			viser(vers, section, true);
			if (attendue === "bilan") suivi.voix.dire([e.bilan.phrase, e.bilan.voisins].filter(Boolean).join(" "));
			attendue = "";
		},
		recommence: () => viser(titre),
		phrases: PHRASES,
	});
	const { id } = suivi;

	/** 1 : se placer ; 2 : lire, se replacer ; 3 : comparer. Une étape n’est atteinte que lorsque la page en a le contenu. */
	const etape = (r) => (r.has("auteurs") && suivi.etat().bilan ? 3 : r.has("lecture") && suivi.etat().lecture ? 2 : 1);
	const champ = (r) => (etape(r) === 1 ? "avant" : "apres");

	const titre = el("h2", { class: "t1", id: id("titre"), tabindex: "-1" }, d.titre);
	const etapes = ETAPES.map((nom, i) => el("li", {}, `${i + 1}. ${nom}`));
	const camps = campsDe(d, id);
	const bilan = bilanDe(d, id, noms);
	const { form, groupe, radios, question, suite, premier } = voteDe(d, suivi);
	const annonce = el("p", { class: "discret" }, "Les places des auteurs apparaissent après votre second vote.");
	const fil = el("ol", { class: "etapes", role: "list", "aria-label": "Étapes" }, etapes);
	const tete = el("header", { class: "tete" }, titre, d.consigne && el("p", { class: "discret" }, d.consigne), fil);
	const pieces = [tete, suivi.avis, bilan.elements, camps.elements, form, annonce, suivi.pied, suivi.confirmer].flat();
	const section = encadrer({ "aria-labelledby": titre.id }, el("div", { class: "activite curseur" }, suivi.voix.element, pieces));
	const suspens = differer(
		groupe,
		(radio) => [champ(suivi.reponses()), radio.value],
		(quoi, vote) => {
			suivi.dire("");
			suivi.repondre(quoi, vote);
			suivi.peindre();
		},
	);

	function peindre(r) {
		const ou = etape(r);
		const { lecture, bilan: fin } = suivi.etat();
		etapes.forEach((li, i) => {
			if (i + 1 === ou) li.setAttribute("aria-current", "step");
			else li.removeAttribute("aria-current");
		});
		const repli = [titre, camps.titre, bilan.titre][ou - 1];
		bilan.peindre(ou === 3 ? fin : null, r, repli);
		camps.peindre(ou >= 2 ? lecture : null, titre);
		const vote = ou < 3 ? (suspens.enSuspens(champ(r)) ?? r.get(champ(r))) : undefined;
		for (const x of radios) if (x.checked !== (x.value === vote)) x.checked = x.value === vote;
		texte(question, ou === 1 ? "Où vous placez-vous\u00a0?" : "Et maintenant, où vous placez-vous\u00a0?");
		texte(suite, ou === 1 ? "Lire les deux camps" : "Voir les auteurs");
		texte(premier, r.has("avant") ? `Votre premier vote\u00a0: ${dit(r.get("avant"))}.` : "");
		premier.hidden = ou !== 2;
		montrer(form, ou < 3, repli);
		montrer(annonce, ou < 3, repli);
		/* La ligne d’état suit l’étape : sous le vote, puis sous l’axe. */
		const lieu = ou === 3 ? bilan.feuille : form.lastChild;
		if (suivi.ligne.parentNode !== lieu) lieu.insertBefore(suivi.ligne, ou === 3 ? null : suite);
	}

	retenirEntree(form);
	form.addEventListener("submit", (ev) => {
		ev.preventDefault();
		suspens.vider();
		const r = suivi.reponses();
		const ici = champ(r);
		if (!r.has(ici)) return suivi.dire("Placez-vous d’abord. «\u00a0Je ne sais pas\u00a0» est une réponse.", true);
		suivi.dire("");
		attendue = ici === "avant" ? "lecture" : "bilan";
		suivi.repondre(ici === "avant" ? "lecture" : "auteurs", "oui");
		suivi.peindre();
	});

	racine.append(section);
	suivi.ouvrir();
	return () => {
		suivi.arreter();
		section.remove();
	};
}

export default enCarnet(monter);
