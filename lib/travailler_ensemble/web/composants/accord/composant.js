/* L’accord vivant : des phrases, ce que chacune établit, et à côté les lectures qui se refont. */
import { bandeDe } from "../../commun/bande.js";
import { encadrer, retenirEntree } from "../../commun/cadre.js";
import { bouton, el, garnir, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { enCarnet } from "../../commun/modele.js";
import { pluriel, ponctuer } from "../../commun/phrases.js";
import { suivre } from "../../commun/suivi.js";
import { textesDe } from "../../commun/textes.js";

const SANS_CODAGE = "Codez d’abord votre situation\u00a0: ce que vos phrases changent se lira ici.";
const VIDE = {
	champs: { phrase: "phrase-", critere: "critere-" },
	valeurs: [],
	phrases: 6,
	longueur: 400,
	points: [],
	titre: "",
	consigne: "",
};
const SANS_EFFET = { code: false, avant: null, apres: null, changent: [], seules: {} };

/** Une phrase : son texte, ce qu’elle établit, ce qu’elle change à elle seule. */
function phraseDe(n, { d, suivi, textes }) {
	const id = suivi.id(`phrase-${n}`);
	const attributs = { id, class: "champ", rows: "2", maxlength: String(d.longueur), spellcheck: "true" };
	const zone = textes.suivre(d.champs.phrase + n, el("textarea", attributs));
	const vide = el("option", { value: "" }, "Rien encore");
	const options = d.valeurs.map((v) => el("option", { value: v.id }, v.nom));
	const choix = el("select", { class: "champ", id: `${id}-lien` }, vide, options);
	const seule = el("p", { class: "discret", id: `${id}-seule`, hidden: true });
	choix.setAttribute("aria-describedby", seule.id);
	choix.addEventListener("change", () => {
		const { value } = choix; // le texte qui part repeint la liste
		textes.vider();
		suivi.repondre(d.champs.critere + n, value);
		suivi.peindre();
	});
	const etablit = el("span", { class: "visuel-cache" }, ` (phrase ${n})`);
	const element = el(
		"li",
		{ class: "article" },
		el("label", { for: id }, `Phrase ${n}`),
		zone,
		el("div", { class: "lien" }, el("label", { for: choix.id }, "Elle établit", etablit), choix),
		seule,
	);
	function peindre(r, dite) {
		const lien = r.get(d.champs.critere + n) ?? "";
		if (choix.value !== lien) choix.value = lien;
		texte(seule, dite ?? "");
		seule.hidden = !dite;
	}
	return { element, zone, peindre };
}

/** Les lectures, sans et avec l’accord. */
function lecturesDe(id) {
	const attente = el("p", {}, SANS_CODAGE);
	const [avant, apres] = [bandeDe(), bandeDe()];
	const changent = el("div");
	const nul = el("p", { class: "discret" }, "Aucune lecture ne change encore.");
	const titre = el("h3", { class: "t2", id: id("lectures") }, "Ce que lisent les auteurs");
	const sans = el("div", {}, el("p", {}, el("strong", {}, "Sans l’accord")), avant.element);
	const avec = el("div", {}, el("p", {}, el("strong", {}, "Avec l’accord")), apres.element);
	const bandes = el("div", { class: "deux-bandes" }, sans, avec, changent, nul);
	const element = el("aside", { class: "effet", "aria-labelledby": titre.id }, titre, attente, bandes);
	const changement = (x) => el("details", {}, el("summary", {}, x.dit), el("p", { class: "discret" }, ponctuer(x.noms)));
	function peindre(e) {
		attente.hidden = e.code;
		bandes.hidden = !e.code;
		avant.peindre(e.avant);
		apres.peindre(e.apres, e.avant);
		garnir(changent, JSON.stringify(e.changent), () => e.changent.map(changement));
		nul.hidden = e.changent.length > 0;
	}
	return { element, peindre };
}

export function monter(racine, modele) {
	const d = { ...VIDE, ...modele.donnees };
	const effet = () => ({ ...SANS_EFFET, ...suivi.etat().effet });
	const changees = () =>
		effet()
			.changent.map((x) => ponctuer(x.dit))
			.join(" ") || "Aucune lecture ne change.";
	const suivi = suivre(modele, {
		nommer: (champ, valeur) => (champ.startsWith(d.champs.phrase) ? `la phrase ${champ.slice(d.champs.phrase.length)}` : valeur),
		compte: () => (effet().code ? changees() : ""),
		repli: () => titre,
		vider: () => textes.vider(),
		peindre,
		recommence: () => viser(titre),
		phrases: {
			question: "Recommencer cet accord\u00a0?",
			detail: "Les phrases s’effacent de l’écran. Les premières restent dans votre compte rendu.",
			recommence: "L’accord est à écrire.",
			change: "l’accord a changé depuis",
		},
	});
	const { id } = suivi;
	const textes = textesDe(suivi);
	const titre = el("h2", { class: "t1", id: id("titre"), tabindex: "-1" }, d.titre);
	const phrases = Array.from({ length: d.phrases }, (_, i) => phraseDe(i + 1, { d, suivi, textes }));
	const liste = el(
		"ol",
		{ class: "phrases", role: "list" },
		phrases.map((p) => p.element),
	);
	const ajouter = bouton("Ajouter une phrase");
	const ancien = el("div");
	const ancienPli = el("details", {}, el("summary", {}, "Votre texte d’avant"), ancien);
	const points = d.points.map((p, i) => ({ champ: `relecture-${i + 1}`, boite: el("input", { type: "checkbox" }), p }));
	const relecture = el(
		"fieldset",
		{ class: "relecture" },
		el("legend", {}, "Je relis mon accord"),
		points.map((x) => el("label", { class: "choix" }, x.boite, el("span", {}, x.p))),
	);
	const lectures = lecturesDe(id);
	const form = el(
		"form",
		{ class: "feuille" },
		liste,
		ajouter,
		ancienPli,
		relecture,
		el("div", { class: "gestes" }, suivi.mot, suivi.ligne),
	);
	const section = encadrer(
		{ "aria-labelledby": titre.id },
		el(
			"div",
			{ class: "activite question accord" },
			suivi.voix.element,
			el("header", { class: "tete" }, titre, el("p", { class: "discret" }, d.consigne), suivi.avance),
			suivi.avis,
			el("div", { class: "corps" }, form, lectures.element),
			suivi.pied,
			suivi.confirmer,
		),
	);
	let ouvertes = 1; // les phrases montrées

	function peindre(r) {
		textes.peindre(r);
		const e = effet();
		const derniere = Math.max(0, ...phrases.map((_, i) => (r.has(`${d.champs.phrase}${i + 1}`) ? i + 1 : 0)));
		ouvertes = Math.max(ouvertes, derniere);
		phrases.forEach((p, i) => {
			p.element.hidden = i >= ouvertes;
			p.peindre(r, e.seules[i + 1]);
		});
		montrer(ajouter, ouvertes < phrases.length, phrases[ouvertes - 1].zone);
		const avant = (r.get("texte") ?? "").split("\n").filter((s) => s.trim());
		ancienPli.hidden = !avant.length;
		garnir(ancien, avant.join("\n"), () => avant.map((s) => el("p", {}, s)));
		for (const x of points) x.boite.checked = r.has(x.champ);
		lectures.peindre(e);
	}

	ajouter.addEventListener("click", () => {
		textes.vider();
		ouvertes += 1;
		suivi.peindre();
		phrases[ouvertes - 1].zone.focus();
		suivi.voix.dire(`${pluriel(ouvertes, "phrase")}.`);
	});
	for (const x of points)
		x.boite.addEventListener("change", () => {
			suivi.repondre(x.champ, x.boite.checked ? "oui" : "");
			suivi.peindre();
		});
	retenirEntree(form);
	form.addEventListener("submit", (ev) => ev.preventDefault());
	racine.append(section);
	suivi.ouvrir();
	return () => {
		suivi.arreter();
		section.remove();
	};
}

export default enCarnet(monter);
