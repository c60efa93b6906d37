/* Le panneau des lectures : ce que chaque auteur lit dans la situation codée plus haut, en direct. */
import { annonceur } from "../../commun/annonces.js";
import { encadrer } from "../../commun/cadre.js";
import { bouton, el, garnir, identifiant, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { enCarnet } from "../../commun/modele.js";
import { enLettres, majuscule, pluriel } from "../../commun/phrases.js";
import { raisonsDites } from "../../commun/raisons.js";
import { signe } from "../../commun/signes.js";
import { appelerVoisin, repondreAuVoisin } from "../../commun/voisins.js";
import { basculesDe } from "./bascules.js";
import { blocsDeLectures } from "./blocs.js";

const ATTENTE =
	"Répondez à un premier critère. Ce que les auteurs lisent dans cette situation apparaîtra ici, et changera avec vos réponses.";
const NOTE = [
	"Aucun auteur n’a lu cette situation\u00a0: nous appliquons les critères qu’il pose dans l’extrait cité.",
	"Sans réponse, un critère ne décide de rien.",
].join(" ");
const MUETS = "Ils constatent, ou leur extrait pose trop peu de critères. Absent de l’extrait ne veut pas dire refusé.";

const normaliser = (e) => ({
	repondus: 0,
	total: 0,
	bande: null,
	formes: [],
	reussites: [],
	bascules: [],
	collection: null,
	annonce: "",
	...e,
});

/** Mon codage à côté de celui de la collection ; `rapports`, du plus proche au plus lointain. */
function collectionDe(id, rapports) {
	const comptes = el("p", { class: "chiffre" });
	const lignes = el("ul", { class: "codages", role: "list" });
	const donnes = el("ul", { class: "donnes" });
	const combien = el("summary");
	const pli = el("details", {}, combien, donnes);
	const titre = el("h3", { id: id("collection") }, "Votre codage et celui de la collection");
	const note = "Le nôtre est une lecture du récit, pas un corrigé\u00a0: comparez les mots sur lesquels chacun s’appuie.";
	const element = el(
		"section",
		{ class: "bloc", "aria-labelledby": titre.id },
		titre,
		comptes,
		el("p", { class: "discret" }, note),
		el("details", {}, el("summary", {}, "Critère par critère"), lignes),
		pli,
	);
	const cote = (qui, quoi, mots) => el("p", {}, `${qui}\u00a0: `, el("strong", {}, quoi), mots && ` («\u00a0${mots}\u00a0»)`);
	const codage = (l) => {
		const rapport = rapports.find((r) => r.id === l.rapport).singulier;
		const dit = el("span", {}, `${majuscule(l.critere)}\u00a0: ${rapport}`);
		const tete = el("p", { class: "rapport" }, signe(l.rapport), dit);
		return el("li", {}, tete, cote("Vous", l.moi, l.mots), cote("La collection", l.collection, l.indice));
	};
	const donne = (d) => el("li", {}, el("strong", {}, `${majuscule(d.critere)}\u00a0: ${d.valeur}`), ` («\u00a0${d.indice}\u00a0»)`);
	function peindre(c) {
		pli.hidden = !c.donnes.length;
		garnir(donnes, JSON.stringify(c.donnes), () => c.donnes.map(donne));
		texte(combien, `Ce que la collection a codé pour vous (${c.donnes.length})`);
		garnir(lignes, JSON.stringify(c), () => {
			const dits = rapports.filter((r) => c.comptes[r.id]).map((r) => pluriel(c.comptes[r.id], r.singulier, r.pluriel));
			texte(comptes, `${dits.join(", ")}, sur ${pluriel(c.lignes.length, "critère répondu", "critères répondus")}.`);
			const parRapport = (r) => c.lignes.filter((l) => l.rapport === r.id);
			return [...rapports].reverse().flatMap(parRapport).map(codage);
		});
	}
	return { element, peindre };
}

/** Les textes qui ne jugent pas, repliés ; construits à l’ouverture. */
function muetsDe(muets, enonces) {
	const liste = el("ul", { class: "avis", role: "list" });
	const resume = el("summary", {}, `${majuscule(enLettres(muets.length))} textes ne jugent pas`);
	const element = el("details", { class: "autres" }, resume, el("p", { class: "discret" }, MUETS), liste);
	const dire = (x) => {
		const { nom, reference, secteur } = enonces[x.enonce];
		const qui = el("div", { class: "qui" }, el("h4", {}, nom), el("span", {}, x.phrase));
		return el("li", {}, qui, raisonsDites({ ...x, reference, secteur }));
	};
	element.addEventListener("toggle", () => {
		if (element.open && !liste.firstChild) liste.replaceChildren(...muets.map(dire));
	});
	return element;
}

export function monter(racine, modele) {
	const d = { cle: "", titre: "", un: "", collection: false, enonces: {}, muets: [], retours: [], ...modele.donnees };
	const vue = identifiant();
	const id = (s) => `${vue}-${s}`;
	const voix = annonceur();
	let etat = normaliser(modele.etat());

	const mot = el("p", { class: "mot", hidden: true });
	const titreAttente = el("h2", { class: "t2", id: id("attente"), tabindex: "-1" }, "Les lectures attendent votre codage");
	const allerGrille = bouton("Aller à la grille");
	const vueAttente = el("div", { class: "avant" }, titreAttente, el("p", {}, ATTENTE), allerGrille);
	const titre = el("h2", { class: "t1", id: id("titre"), tabindex: "-1" }, "Ce que les auteurs y lisent");
	const combien = el("p", { class: "discret chiffre" });
	const versGrille = bouton("Revenir à la grille", "nu");
	const nav = el("nav", { class: "passer", "aria-label": "Autres vues" }, versGrille);
	const chapeau = el("header", { class: "chapeau" }, titre, combien, el("p", {}, NOTE), nav);
	const blocs = blocsDeLectures(d.enonces, id);
	const bascules = basculesDe(id, d.un, voix);
	const textes = el("details", {}, el("summary", {}, "Texte par texte, avec leurs raisons"), blocs.element, muetsDe(d.muets, d.enonces));
	const collection = d.collection && collectionDe(id, d.retours);
	const pieces = [chapeau, bascules.element, textes, collection?.element];
	const vueLectures = el("div", { class: "vue" }, pieces);
	const section = encadrer({}, el("div", { class: "lectures" }, voix.element, mot, vueAttente, vueLectures));

	function peindre() {
		const lu = etat.repondus > 0;
		section.setAttribute("aria-labelledby", lu ? titre.id : titreAttente.id);
		const [ici, ailleurs] = lu ? [vueLectures, vueAttente] : [vueAttente, vueLectures];
		ici.hidden = false;
		montrer(ailleurs, false, lu ? titre : titreAttente);
		if (!lu) return;
		const repondus = pluriel(etat.repondus, "critère répondu", "critères répondus");
		texte(combien, `«\u00a0${d.titre}\u00a0» · ${repondus} sur ${etat.total}`);
		blocs.peindre(etat);
		bascules.peindre(etat);
		if (collection && etat.collection) collection.peindre(etat.collection);
	}
	function recevoir() {
		etat = normaliser(modele.etat());
		peindre();
		if (etat.annonce) voix.dire(etat.annonce);
	}
	function revenir() {
		const s = appelerVoisin("te-revenir", d.cle, null) ? "" : "La grille est plus haut\u00a0: exécutez sa cellule.";
		texte(mot, s);
		mot.hidden = !s;
		if (s) voix.dire(s);
	}
	for (const b of [allerGrille, versGrille]) b.addEventListener("click", revenir);
	const viserTitre = () => viser(etat.repondus ? titre : titreAttente, section, true);
	const arreterAppels = repondreAuVoisin("te-lire", d.cle, section, viserTitre);
	const arreterModele = modele.sur(recevoir);
	racine.append(section);
	peindre();
	return () => {
		arreterAppels();
		arreterModele();
		section.remove();
	};
}

export default enCarnet(monter);
