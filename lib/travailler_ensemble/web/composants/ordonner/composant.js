/* Ordonner : une liste de cartes à mettre dans l’ordre. Chaque carte monte ou descend par un bouton ou une flèche, va droit à une
   place par son chiffre, et garde le focus ; la poignée s’y ajoute.
   L’ordre donné est un seul champ : les identifiants des cartes, séparés par une espace. */
import { encadrer } from "../../commun/cadre.js";
import { activer, bouton, el, texte } from "../../commun/elements.js";
import { montrer, replacer, viser } from "../../commun/focus.js";
import { glisser } from "../../commun/glisser.js";
import { enCarnet } from "../../commun/modele.js";
import { citer } from "../../commun/phrases.js";
import { poignee } from "../../commun/signes.js";
import { suivre } from "../../commun/suivi.js";

const ORDRE = "ordre";
const FRISE = "frise";
const CLAVIER = "Au clavier, sur une carte\u00a0: ↑ et ↓ la déplacent, 1 à 9 la mettent à cette place.";
const VIDE = { titre: "", consigne: "", question: "", borne_debut: "", borne_fin: "", cartes: [] };
const PHRASES = {
	question: "Recommencer cette frise\u00a0?",
	detail: "Les cartes reviennent en désordre. Votre premier ordre reste dans votre compte rendu.",
	recommence: "Les cartes sont de nouveau à ordonner.",
	change: "l’ordre a changé depuis",
};

/** Une carte de la liste, et ses deux boutons ; `deplacer(carte, pas, bouton)`. */
function ligneDe(c, deplacer) {
	const rang = el("span", { class: "rang chiffre", "aria-hidden": "true" });
	const place = el("span", { class: "visuel-cache" });
	const pas = { Monter: -1, Descendre: 1 };
	const [haut, bas] = Object.entries(pas).map(([nom, sens]) => {
		const b = bouton(sens < 0 ? "↑" : "↓");
		b.setAttribute("aria-label", `${nom} ${citer(c.titre)}`);
		b.addEventListener("click", () => deplacer(c.id, sens, b));
		return b;
	});
	const recit = (c.paragraphes ?? []).map((p) => el("p", { class: "discret" }, p));
	const element = el(
		"li",
		{ class: "carte", "data-glisse": c.id },
		rang,
		el("div", { class: "dit" }, el("p", { class: "nom" }, place, el("b", {}, c.titre)), recit),
		el("div", { class: "pas" }, haut, bas),
		el("span", { class: "poignee", title: "Glisser la carte", "aria-hidden": "true" }, poignee()),
	);
	function peindre(i, total) {
		texte(rang, String(i + 1));
		texte(place, `Place ${i + 1}. `);
		activer(haut, i > 0);
		activer(bas, i < total - 1);
	}
	return { element, peindre };
}

/** Mon ordre à côté de la frise. */
function resultatDe(cartes, id) {
	const titre = el("h3", { class: "t2", id: id("frise"), tabindex: "-1" });
	const detail = el("p", { class: "discret" });
	const colonne = (nom, intitule, classe) => {
		const h4 = el("h4", { id: id(nom) }, intitule);
		const liste = el("ol", { class: classe, role: "list" });
		return { liste, section: el("section", { "aria-labelledby": h4.id }, h4, liste) };
	};
	const mien = colonne("mien", "Votre ordre", "mien");
	const vraie = colonne("vraie", "La frise", "vraie");
	const deux = el("div", { class: "cote-a-cote" }, mien.section, vraie.section);
	const element = el("div", { class: "resultat", hidden: true }, titre, detail, deux);
	const nomDe = (c) => el("p", { class: "nom" }, el("b", {}, cartes.get(c)?.titre ?? ""));

	let peinte = "";
	function peindre(frise, ordre) {
		const cle = JSON.stringify([ordre, frise]);
		if (cle === peinte) return;
		peinte = cle;
		const ordonnee = frise.cartes.map((v) => v.id);
		const rang = new Map(frise.cartes.map((v) => [v.id, v.rang]));
		texte(titre, frise.phrase);
		texte(detail, frise.detail);
		const mienne = (c, i) => {
			const juste = rang.get(c) === rang.get(ordonnee[i]);
			const ou = juste ? "à la même place dans la frise" : `place ${ordonnee.indexOf(c) + 1} dans la frise`;
			const numero = el("span", { class: "rang chiffre", "aria-hidden": "true" }, String(i + 1));
			return el("li", {}, numero, el("div", {}, nomDe(c), el("p", { class: "discret" }, ou)));
		};
		const sienne = (v) => {
			const date = v.date && el("p", { class: "date chiffre" }, v.date);
			const dits = [date, nomDe(v.id), el("p", {}, v.explication), el("p", { class: "discret" }, v.repere)];
			return el("li", {}, el("span", { class: "noeud", "aria-hidden": "true" }), el("div", {}, dits));
		};
		mien.liste.replaceChildren(...ordre.map(mienne));
		vraie.liste.replaceChildren(...frise.cartes.map(sienne));
	}
	return { element, titre, peindre };
}

export function monter(racine, modele) {
	const d = { ...VIDE, ...modele.donnees };
	const cartes = new Map(d.cartes.map((c) => [c.id, c]));
	const depart = d.cartes.map((c) => c.id);
	const complet = (valeur) => valeur.split(" ").length === depart.length && valeur.split(" ").every((c) => cartes.has(c));
	let attendue = false; // la frise est demandée, pas encore reçue

	const suivi = suivre(modele, {
		permis: (champ, valeur) => (champ === ORDRE ? complet(valeur) : champ === FRISE),
		nommer: (champ) => (champ === ORDRE ? "l’ordre des cartes" : "la frise"),
		repli: () => titre,
		peindre,
		recommence: () => viser(titre),
		annuler: () => !suivi.reponses().has(FRISE),
		annule: () => "Le dernier déplacement est annulé.",
		recu() {
			if (!attendue || !suivi.etat().frise) return;
			attendue = false;
			suivi.peindre();
			viser(resultat.titre, resultat.element, true);
		},
		phrases: PHRASES,
	});
	const { id } = suivi;
	const ordre = (r = suivi.reponses()) => (r.get(ORDRE) ?? depart.join(" ")).split(" ");

	/** Met la carte à la place `vers`, le dit, et garde le focus sur elle. */
	function deplacer(carte, vers, boutonTenu) {
		const avant = ordre();
		const de = avant.indexOf(carte);
		if (suivi.reponses().has(FRISE) || vers < 0 || vers >= avant.length || vers === de) return;
		avant.splice(de, 1);
		avant.splice(vers, 0, carte);
		suivi.repondre(ORDRE, avant.join(" "));
		suivi.dire("");
		suivi.peindre();
		boutonTenu?.focus({ preventScroll: true });
		if (boutonTenu) lignes.get(carte).element.scrollIntoView({ block: "nearest" });
		suivi.voix.dire(`${citer(cartes.get(carte).titre)}\u00a0: place ${vers + 1} sur ${avant.length}.`);
	}

	const titre = el("h2", { class: "t1", id: id("titre"), tabindex: "-1" }, d.titre);
	const decaler = (carte, sens, b) => deplacer(carte, ordre().indexOf(carte) + sens, b);
	const lignes = new Map(d.cartes.map((c) => [c.id, ligneDe(c, decaler)]));
	const question = el("h3", { class: "visuel-cache", id: id("question") }, d.question);
	const debut = d.borne_debut && el("p", { class: "borne" }, `En haut\u00a0: ${d.borne_debut}`);
	const fin = d.borne_fin && el("p", { class: "borne" }, `En bas\u00a0: ${d.borne_fin}`);
	const toutes = [...lignes.values()].map((l) => l.element);
	const liste = el("ol", { class: "cartes", role: "list", "aria-labelledby": question.id }, toutes);
	const touches = el("p", { class: "discret touches" }, CLAVIER);
	const atelier = el("div", { class: "atelier" }, question, debut, liste, fin, touches);
	const resultat = resultatDe(cartes, id);
	const voirFrise = bouton("Voir la frise", "principal");
	const gestes = el("div", { class: "gestes" }, suivi.mot, suivi.ligne, voirFrise);
	const form = el("div", { class: "feuille" }, atelier, resultat.element, gestes);
	const tete = el("header", { class: "tete" }, titre, d.consigne && el("p", { class: "discret" }, d.consigne), suivi.avance);
	const pieces = [suivi.voix.element, tete, suivi.avis, form, suivi.pied, suivi.confirmer];
	const section = encadrer({ "aria-labelledby": titre.id }, el("div", { class: "activite ordonner" }, pieces));

	function peindre(r) {
		const o = ordre(r);
		const vue = r.has(FRISE) && !!suivi.etat().frise;
		replacer(
			liste,
			o.map((c) => lignes.get(c).element),
		);
		o.forEach((c, i) => {
			lignes.get(c).peindre(i, o.length);
		});
		if (vue) resultat.peindre(suivi.etat().frise, o);
		montrer(resultat.element, vue, titre);
		montrer(atelier, !vue, vue ? resultat.titre : titre);
		montrer(voirFrise, !vue, vue ? resultat.titre : titre);
	}

	liste.addEventListener("keydown", (ev) => {
		const b = ev.target.closest("button");
		const carte = b?.closest("[data-glisse]")?.dataset.glisse;
		const pas = { ArrowUp: -1, ArrowDown: 1 }[ev.key];
		if (!carte || ev.ctrlKey || ev.metaKey || ev.altKey || (!pas && !/^[1-9]$/.test(ev.key))) return;
		ev.preventDefault();
		deplacer(carte, pas ? ordre().indexOf(carte) + pas : Number(ev.key) - 1, b);
	});
	voirFrise.addEventListener("click", () => {
		if (suivi.enAttente("repondre") && attendue) return;
		if (!suivi.reponses().has(ORDRE)) suivi.repondre(ORDRE, depart.join(" "));
		attendue = true;
		suivi.repondre(FRISE, "oui");
		suivi.peindre();
	});
	const arreterGlisser = glisser(section, {
		saisir(cible, souris) {
			const source = cible.closest("[data-glisse]");
			if (!source || cible.closest("button") || (!souris && !cible.closest(".poignee"))) return null;
			return { source, carte: source.dataset.glisse, titre: cartes.get(source.dataset.glisse).titre };
		},
		accueille: () => true,
		commencer() {
			[...liste.children].forEach((li, i) => {
				li.dataset.case = String(i);
			});
		},
		deposer: (carte, vers) => deplacer(carte, vers, null),
	});

	racine.append(section);
	suivi.ouvrir();
	return () => {
		suivi.arreter();
		arreterGlisser();
		section.remove();
	};
}

export default enCarnet(monter);
