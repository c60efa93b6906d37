/* Le panneau des lectures : ce que chaque auteur lit dans la situation codée plus haut, en direct.
   Une lecture garde sa place à l’écran, son repli et le focus tant que son verdict ne change pas. */
import { annonceur } from "../commun/annonces.js";
import { encadrer } from "../commun/cadre.js";
import { bouton, el, identifiant, texte } from "../commun/elements.js";
import { montrer, viser } from "../commun/focus.js";
import { enCarnet } from "../commun/modele.js";
import { enLettres, majuscule, pluriel, ponctuer } from "../commun/phrases.js";
import { raisonsDites } from "../commun/raisons.js";
import { signe } from "../commun/signes.js";
import { appelerVoisin, repondreAuVoisin } from "../commun/voisins.js";

const VERDICTS = [
	["reconnue", "O", (un) => [`y voit ${un}`, `y voient ${un}`]],
	["incertaine", "Q", () => ["hésite", "hésitent"]],
	["non reconnue", "N", (un) => [`n’y voit pas ${un}`, `n’y voient pas ${un}`]],
];
const REUSSITES = [
	["réunies", "O", () => ["dit réunies ses conditions de réussite", "disent réunies leurs conditions de réussite"]],
	["inconnues", "Q", () => ["ne peut pas le dire", "ne peuvent pas le dire"]],
	["manquantes", "N", () => ["dit qu’une condition de réussite manque", "disent qu’une condition de réussite manque"]],
];
const BASCULES = 5; // les suivantes sont repliées

export function monter(racine, modele) {
	const d = { cle: "", titre: "", collection: false, enonces: {}, muets: [], retours: [], ...modele.donnees };
	const rapports = d.retours.filter((r) => r.se_compte); // du plus proche au plus lointain
	const vue = identifiant(),
		id = (s) => `${vue}-${s}`;
	const voix = annonceur();
	const normaliser = (e) => ({ repondus: 0, total: 0, formes: [], reussites: [], bascules: [], collection: null, annonce: "", ...e });
	let etat = normaliser(modele.etat());

	/* ---------- page ---------- */

	const mot = el("p", { class: "mot", hidden: true });
	const titreAttente = el("h2", { class: "t2", id: id("attente"), tabindex: "-1" }, "Les lectures attendent votre codage");
	const allerGrille = bouton("Aller à la grille");
	const vueAttente = el(
		"div",
		{ class: "avant" },
		titreAttente,
		el(
			"p",
			{},
			"Répondez à un premier critère. Ce que les auteurs lisent dans cette situation apparaîtra ici, et changera avec vos réponses.",
		),
		allerGrille,
	);

	const titre = el("h2", { class: "t1", id: id("titre"), tabindex: "-1" }, "Ce que les auteurs y lisent");
	const combien = el("p", { class: "discret chiffre" });
	const versGrille = bouton("Revenir à la grille", "nu");
	const note = el(
		"p",
		{},
		"Aucun auteur n’a lu cette situation\u00a0: nous appliquons les critères qu’il pose dans l’extrait cité. Un critère sans réponse compte comme inconnu, et l’inconnu ne décide jamais.",
	);
	const blocs = el("div", { class: "familles" });
	const listeMuets = el("ul", { class: "avis", role: "list" });
	const muets = el(
		"details",
		{ class: "autres" },
		el("summary", {}, `${majuscule(enLettres(d.muets.length))} textes ne jugent pas`),
		el(
			"p",
			{ class: "discret" },
			"Ils constatent, ou leur extrait pose trop peu de critères. Absent de l’extrait ne veut pas dire refusé.",
		),
		listeMuets,
	);

	const premieres = el("ul", { class: "bascules", role: "list" }),
		suivantes = el("ul", { class: "bascules", role: "list" });
	const resumeSuivantes = el("summary"),
		plus = el("details", {}, resumeSuivantes, suivantes);
	const changer = el(
		"section",
		{ class: "bloc", "aria-labelledby": id("changer") },
		el("h3", { id: id("changer") }, "Si une seule réponse changeait"),
		el("p", { class: "discret" }, "Le critère qui déplace le plus de lectures vient d’abord."),
		premieres,
		plus,
	);

	const comptes = el("p", { class: "chiffre" }),
		lignesCollection = el("ul", { class: "codages", role: "list" });
	const collection = el(
		"section",
		{ class: "bloc", "aria-labelledby": id("collection") },
		el("h3", { id: id("collection") }, "Votre codage et celui de la collection"),
		comptes,
		el(
			"p",
			{ class: "discret" },
			"Le nôtre est une lecture du récit, pas un corrigé\u00a0: comparez les mots sur lesquels chacun s’appuie.",
		),
		lignesCollection,
	);

	const vueLectures = el(
		"div",
		{ class: "vue" },
		el("header", { class: "chapeau" }, titre, combien, note, el("nav", { class: "passer", "aria-label": "Autres vues" }, versGrille)),
		blocs,
		muets,
		changer,
		d.collection && collection,
	);
	const section = encadrer({}, el("div", { class: "comp lectures" }, voix.element, mot, vueAttente, vueLectures));

	/* ---------- les lectures, par forme puis par verdict ---------- */

	const carre = (c) => el("span", { class: "verdicts", "aria-hidden": "true" }, el("i", { class: c }));
	const fiches = new Map(); // énoncé → son élément
	function fiche(x) {
		if (!fiches.has(x.enonce)) {
			const e = d.enonces[x.enonce] ?? { nom: x.enonce, reference: [], secteur: "" };
			const court = el("span", { class: "discret" }),
				corps = el("div", { class: "corps-lecture" });
			const pli = el("details", {}, el("summary", {}, el("span", {}, e.nom), court), corps);
			const f = { li: el("li", {}, pli), court, corps, e, x: null, dite: "", pli };
			pli.addEventListener("toggle", () => remplir(f));
			fiches.set(x.enonce, f);
		}
		const f = fiches.get(x.enonce);
		if (JSON.stringify(f.x) !== JSON.stringify(x)) {
			f.x = x;
			texte(f.court, x.pivots.map((p) => `${p.mot}\u00a0: ${p.termes.map((t) => t.critere).join(", ")}`).join(". "));
			remplir(f);
		}
		return f.li;
	}
	/** Le détail n’est construit qu’ouvert. */
	function remplir(f) {
		if (!f.pli.open || f.dite === f.x) return;
		f.dite = f.x;
		const tenu = f.corps.contains(document.activeElement);
		f.corps.replaceChildren(
			...[el("p", {}, ponctuer(majuscule(f.x.phrase))), ...raisonsDites({ ...f.x, reference: f.e.reference, secteur: f.e.secteur })].filter(
				Boolean,
			),
		);
		if (tenu) viser(f.pli.firstChild);
	}

	function ranger(liste, enfants) {
		if (enfants.length === liste.children.length && enfants.every((e, i) => e === liste.children[i])) return;
		const tenu = liste.contains(document.activeElement) && document.activeElement;
		liste.replaceChildren(...enfants);
		return tenu;
	}

	const formes = new Map(); // forme (ou « réussite ») → son bloc
	function bloc(cle, intitule, verdicts, un) {
		if (!formes.has(cle)) {
			const barre = el("div", { class: "verdicts", "aria-hidden": "true" });
			const groupes = verdicts.map(([verdict, lettre, dire]) => {
				const t = el("h4"),
					liste = el("ul", { class: "lues", role: "list" });
				return {
					verdict,
					lettre,
					dits: dire(un),
					titre: t,
					liste,
					element: el("div", { class: "lues-bloc" }, el("p", { class: "lues-tete" }, carre(lettre), t), liste),
				};
			});
			const h = el("h3", { id: id(`forme-${formes.size}`) }, intitule);
			formes.set(cle, {
				element: el(
					"section",
					{ class: "bloc", "aria-labelledby": h.id },
					h,
					barre,
					groupes.map((g) => g.element),
				),
				barre,
				groupes,
			});
		}
		return formes.get(cle);
	}
	function peindreBloc(b, lectures) {
		const lettres = b.groupes.flatMap((g) => lectures.filter((x) => x.verdict === g.verdict).map(() => g.lettre));
		if (b.barre.dataset.lettres !== lettres.join("")) {
			b.barre.dataset.lettres = lettres.join("");
			b.barre.replaceChildren(...lettres.map((c) => el("i", { class: c })));
		}
		b.barre.hidden = lettres.length < 2;
		let tenu = null;
		for (const g of b.groupes) {
			const ici = lectures.filter((x) => x.verdict === g.verdict);
			texte(g.titre, `${pluriel(ici.length, "texte")} ${g.dits[Number(ici.length > 1)]}`);
			g.element.hidden = !ici.length;
			tenu = ranger(g.liste, ici.map(fiche)) || tenu;
		}
		if (tenu?.isConnected) tenu.focus({ preventScroll: true });
	}

	/* ---------- peinture ---------- */

	const peint = {};
	function change(nom, valeur) {
		const s = JSON.stringify(valeur);
		if (peint[nom] === s) return false;
		peint[nom] = s;
		return true;
	}

	function basculeDe(b) {
		return el(
			"li",
			{},
			el("p", {}, el("strong", {}, majuscule(b.critere)), b.moi ? ` (votre réponse\u00a0: ${b.moi})` : " (sans réponse)"),
			b.suites.map((s) =>
				el(
					"div",
					{ class: "suite" },
					el("p", {}, el("strong", {}, `${s.si}\u00a0:`)),
					el(
						"ul",
						{},
						s.dit.map((x) => el("li", {}, `${x.dit}\u00a0: `, el("span", { class: "discret" }, ponctuer(x.noms)))),
					),
				),
			),
		);
	}
	function codageDe(l) {
		const cote = (qui, quoi, mots) => el("p", {}, `${qui}\u00a0: `, el("strong", {}, quoi), mots && ` («\u00a0${mots}\u00a0»)`);
		return el(
			"li",
			{},
			el(
				"p",
				{ class: "rapport" },
				signe(l.rapport),
				el("span", {}, `${majuscule(l.critere)}\u00a0: ${rapports.find((r) => r.id === l.rapport).singulier}`),
			),
			cote("Vous", l.moi, l.mots),
			cote("La collection", l.collection, l.indice),
		);
	}

	function peindre() {
		const lu = etat.repondus > 0;
		section.setAttribute("aria-labelledby", lu ? titre.id : titreAttente.id);
		const [ici, ailleurs] = lu ? [vueLectures, vueAttente] : [vueAttente, vueLectures];
		ici.hidden = false;
		montrer(ailleurs, false, lu ? titre : titreAttente);
		if (!lu) return;
		texte(combien, `«\u00a0${d.titre}\u00a0» · ${pluriel(etat.repondus, "critère répondu", "critères répondus")} sur ${etat.total}`);
		for (const f of etat.formes) peindreBloc(bloc(f.forme, `Est-ce ${f.un}\u00a0?`, VERDICTS, f.un), f.lectures);
		if (etat.reussites?.length)
			peindreBloc(bloc("reussite", "Ce qu’il faut pour que cela marche est-il réuni\u00a0?", REUSSITES, ""), etat.reussites);
		ranger(
			blocs,
			[...formes.values()].map((b) => b.element),
		);
		if (change("bascules", etat.bascules)) {
			premieres.replaceChildren(...etat.bascules.slice(0, BASCULES).map(basculeDe));
			const reste = etat.bascules.slice(BASCULES);
			plus.hidden = !reste.length;
			texte(resumeSuivantes, reste.length === 1 ? "Un autre critère" : `${majuscule(enLettres(reste.length))} autres critères`);
			suivantes.replaceChildren(...(plus.open ? reste.map(basculeDe) : []));
		}
		montrer(changer, etat.bascules.length > 0, titre);
		if (d.collection && etat.collection && change("collection", etat.collection)) {
			texte(
				comptes,
				`${rapports
					.filter((r) => etat.collection.comptes[r.id])
					.map((r) => pluriel(etat.collection.comptes[r.id], r.singulier, r.pluriel))
					.join(", ")}, sur ${pluriel(etat.collection.lignes.length, "critère répondu", "critères répondus")}.`,
			);
			lignesCollection.replaceChildren(
				...[...rapports]
					.reverse()
					.flatMap((r) => etat.collection.lignes.filter((l) => l.rapport === r.id))
					.map(codageDe),
			);
		}
	}
	plus.addEventListener("toggle", () => {
		if (plus.open && !suivantes.firstChild) suivantes.replaceChildren(...etat.bascules.slice(BASCULES).map(basculeDe));
	});
	muets.addEventListener("toggle", () => {
		if (!muets.open || listeMuets.firstChild) return;
		listeMuets.replaceChildren(
			...d.muets.map((x) => {
				const e = d.enonces[x.enonce];
				return el(
					"li",
					{},
					el("div", { class: "qui" }, el("h4", {}, e.nom), el("span", {}, x.phrase)),
					raisonsDites({ ...x, reference: e.reference, secteur: e.secteur }),
				);
			}),
		);
	});

	/* ---------- gestes ---------- */

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
	const arreterAppels = repondreAuVoisin("te-lire", d.cle, section, () => viser(etat.repondus ? titre : titreAttente, section, true));
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
