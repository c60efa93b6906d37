/* La comparaison avec le panel d’auteurs : en attente, carte par carte, ensemble.
   La charpente (titres, boutons, replis) est construite une fois ; seules les listes sont refaites, et seulement si leur contenu change. */
import { annonceur } from "../commun/annonces.js";
import { encadrer } from "../commun/cadre.js";
import { activer, bouton, el, identifiant, texte } from "../commun/elements.js";
import { montrer, viser } from "../commun/focus.js";
import { demanderAuModele, enCarnet } from "../commun/modele.js";
import { enLettres, majuscule, pluriel, ponctuer } from "../commun/phrases.js";
import { raisonsDites, terrainDit } from "../commun/raisons.js";
import { signe } from "../commun/signes.js";
import { appelerVoisin, repondreAuVoisin } from "../commun/voisins.js";

const SILENCE = 4000; // ms sans nouvelle de la carte demandée avant de le dire
const CASES = 16; // au-delà, la répartition est une barre continue
const SENS = {
	crans: "Écart\u00a0: nombre moyen de crans entre votre case et celle de l’auteur.",
	kappa: "Kappa\u00a0: accord corrigé du hasard\u00a0; 1 quand tout concorde, 0 si le hasard suffit à l’expliquer.",
};
export function monter(racine, modele) {
	const d = { cle: "", titre: "", ordonne: false, repondant: "", retours: [], legende: [], ...modele.donnees };
	const titres = Object.fromEntries(d.retours.map((r) => [r.id, r.titre]));
	const muetsPossibles = d.retours.filter((r) => r.muet).map((r) => r.id);
	const parlants = d.retours.filter((r) => !r.muet).map((r) => r.id);
	const direComptes = (n) =>
		d.retours
			.filter((r) => r.se_compte && n[r.id])
			.map((r) => pluriel(n[r.id], r.singulier, r.pluriel))
			.join(", ");
	const vue = identifiant(),
		id = (s) => `${vue}-${s}`;
	const voix = annonceur();
	let etat = normaliser(modele.etat());
	let ensemble = false; // la vue choisie ; sans effet tant qu’il n’y a rien à comparer
	let voulue = null,
		minuterie = 0; // carte demandée, pas encore reçue

	function normaliser(e) {
		return { classees: 0, total: 0, ...e, cartes: e?.cartes ?? [], courante: e?.courante ?? null, ensemble: e?.ensemble ?? null };
	}

	/* ---------- page ---------- */

	const mot = el("p", { class: "mot", hidden: true });
	const titreAttente = el("h2", { class: "t2", id: id("attente"), tabindex: "-1" }, "Les lectures attendent votre réponse");
	const combien = el("p", { class: "discret chiffre" });
	const allerTri = bouton("Aller au tri");
	const vueAttente = el(
		"div",
		{ class: "avant" },
		titreAttente,
		el("p", {}, "Rangez au moins une carte. Ce que d’autres y lisent apparaîtra ici, carte par carte, au fur et à mesure."),
		combien,
		allerTri,
	);

	const surtitre = el("p", { class: "discret" });
	const titreCarte = el("h2", { class: "t1", id: id("carte"), tabindex: "-1" });
	const reponse = el("strong"),
		suite = el("span");
	const precedente = bouton("Carte précédente"),
		suivante = bouton("Carte suivante"),
		versEnsemble = bouton("Vue d’ensemble", "nu"),
		versTri = bouton("Revenir au tri", "nu");
	/* Chaque décompte mène à sa famille : la page est longue. */
	const decomptes = d.retours
		.filter((r) => r.se_compte || r.muet)
		.map((r) => ({
			retour: r.id,
			un: r.singulier,
			plusieurs: r.pluriel,
			nombre: el("b"),
			mots: el("span"),
			bouton: el("button", { type: "button" }),
		}));
	for (const x of decomptes) x.bouton.append(el("span", { class: "rapport" }, signe(x.retour), x.nombre), " ", x.mots);
	const bandeau = el(
		"ul",
		{ class: "bandeau", role: "list" },
		decomptes.map((x) => el("li", {}, x.bouton)),
	);
	const familles = el("div", { class: "familles" });
	const resumeAutres = el("summary"),
		listeAutres = el("div", { class: "familles" }),
		autres = el("details", { class: "autres" }, resumeAutres, listeAutres);
	const legende = el(
		"details",
		{ class: "legende" },
		el("summary", {}, "Comment lire ces mots\u00a0?"),
		el("p", {}, `Le disque plein, c’est vous\u00a0; l’anneau, c’est ${d.repondant || "un auteur"}.`),
		el(
			"dl",
			{},
			d.legende.flatMap(([mot, sens]) => [el("dt", {}, mot), el("dd", {}, sens)]),
		),
	);
	const vueCarte = el(
		"div",
		{ class: "vue" },
		el(
			"header",
			{ class: "chapeau" },
			surtitre,
			titreCarte,
			el("p", {}, el("span", { class: "rond", "aria-hidden": "true" }), " Votre réponse\u00a0: ", reponse, ". ", suite),
			el("nav", { class: "passer", "aria-label": "Cartes comparées" }, precedente, suivante, versEnsemble, versTri),
		),
		bandeau,
		familles,
		autres,
		legende,
	);

	const titreEnsemble = el("h2", { class: "t1", id: id("ensemble"), tabindex: "-1" }, "De qui êtes-vous proche\u00a0?");
	const note = el("p", { class: "discret" });
	const proche = el("div", { class: "proche" }),
		tableau = el("div", { class: "table" });
	const cle = el(
		"ul",
		{ class: "cle", role: "list", "aria-label": "Légende des cases" },
		[
			["a", "accord"],
			["n", "nuance"],
			["", "désaccord"],
		].map(([c, nom]) => el("li", {}, el("span", { class: "cases", "aria-hidden": "true" }, el("i", { class: c })), nom)),
	);
	const sensPlus = el("p", { class: "discret" });
	const versCartes = bouton("Revoir carte par carte"),
		versTri2 = bouton("Revenir au tri", "nu");
	const vueEnsemble = el(
		"div",
		{ class: "vue" },
		el("header", { class: "chapeau" }, titreEnsemble, note),
		proche,
		tableau,
		cle,
		sensPlus,
		el("nav", { class: "passer", "aria-label": "Autres vues" }, versCartes, versTri2),
		el("p", { class: "discret" }, "Être proche d’un auteur n’est ni un point gagné ni un point perdu. Il n’y a pas de note."),
	);

	const section = encadrer({}, el("div", { class: "comp" }, voix.element, mot, vueAttente, vueCarte, vueEnsemble));

	/* ---------- peinture ---------- */

	const visible = () => (etat.ensemble && (ensemble || !etat.courante) ? "ensemble" : etat.courante ? "carte" : "attente");
	const titreVisible = () => ({ ensemble: titreEnsemble, carte: titreCarte, attente: titreAttente })[visible()];

	const peint = {}; // ce qui est déjà à l’écran, par vue
	function change(nom, valeur) {
		const s = JSON.stringify(valeur);
		if (peint[nom] === s) return false;
		peint[nom] = s;
		return true;
	}

	function peindre() {
		const laquelle = visible(),
			titre = titreVisible();
		section.setAttribute("aria-labelledby", titre.id);
		/* On montre avant de cacher : le titre doit pouvoir recevoir le focus. */
		const vues = { attente: vueAttente, carte: vueCarte, ensemble: vueEnsemble };
		vues[laquelle].hidden = false;
		for (const [nom, v] of Object.entries(vues)) if (nom !== laquelle) montrer(v, false, titre);
		texte(combien, `${pluriel(etat.classees, "carte rangée", "cartes rangées")} sur ${etat.total}`);
		if (laquelle === "carte") peindreCarte(etat.courante);
		if (laquelle === "ensemble") peindreEnsemble(etat.ensemble);
	}

	function peindreCarte(c) {
		const repondues = etat.cartes.filter((x) => x.repondue),
			place = repondues.findIndex((x) => x.id === (voulue ?? c.carte));
		activer(precedente, place > 0);
		activer(suivante, place >= 0 && place < repondues.length - 1);
		montrer(versEnsemble, !!etat.ensemble, titreCarte);
		if (!change("carte", c)) return;
		texte(surtitre, [`Carte ${c.numero} sur ${c.total}`, c.surtitre].filter(Boolean).join(" · "));
		texte(titreCarte, c.titre);
		texte(reponse, c.reponse);
		const avis = c.avis ?? [],
			muets = avis.filter((a) => muetsPossibles.includes(a.retour)).length,
			disent = avis.length - muets;
		texte(
			suite,
			!c.sait
				? d.repondant
					? `Voici ce que répond ${d.repondant}.`
					: "Ni accord ni désaccord\u00a0: voici ce que d’autres y lisent."
				: avis.some((a) => a.retour === "lu")
					? "Aucun extrait ne juge de cette réponse. Voici ce qu’ils disent du partenariat."
					: avis.length > 1
						? sePrononcent(disent)
						: "",
		);
		bandeau.hidden = !c.sait || avis.length < 2 || avis.some((a) => a.retour === "lu");
		for (const x of decomptes) {
			const n = c.comptes?.[x.retour] ?? 0;
			texte(x.nombre, String(n));
			texte(x.mots, n >= 2 ? x.plusieurs : x.un);
			activer(x.bouton, n > 0);
		}
		if ([familles, listeAutres].some((e) => e.contains(document.activeElement))) viser(titreCarte);
		familles.replaceChildren(...parFamille(parlants));
		texte(resumeAutres, muets === 1 ? "Un auteur ne se prononce pas" : `${majuscule(enLettres(muets))} auteurs ne se prononcent pas`);
		montrer(autres, muets > 0, titreCarte);
		listeAutres.replaceChildren();
		remplirAutres();
	}

	const parFamille = (noms) =>
		noms
			.map((r) => [r, (etat.courante?.avis ?? []).filter((a) => a.retour === r)])
			.filter(([, l]) => l.length)
			.map(([r, l]) => famille(r, l));

	/** Plus de la moitié des auteurs, repliés : construits seulement quand on les ouvre. */
	function remplirAutres() {
		if (autres.open && !listeAutres.firstChild) listeAutres.replaceChildren(...parFamille(muetsPossibles));
	}

	const sePrononcent = (n) =>
		n === 0 ? "Aucun auteur ne se prononce." : n === 1 ? "Un auteur se prononce." : `${majuscule(enLettres(n))} auteurs se prononcent.`;

	let numero = 0;
	function famille(retour, liste) {
		const titre = el(
			"h3",
			{ class: "rapport", id: id(`famille-${(numero += 1)}`), tabindex: "-1", "data-retour": retour },
			signe(retour),
			titres[retour],
		);
		return el(
			"section",
			{ class: "famille", "aria-labelledby": titre.id },
			titre,
			el("ul", { class: "avis", role: "list" }, liste.map(avisDe)),
		);
	}

	function avisDe(a) {
		const toutes = a.lectures ?? [],
			une = toutes.length === 1;
		/* Le terrain d’un auteur ne se répète pas sous chacun de ses textes. */
		const commun = !une && toutes.every((l) => l.secteur === toutes[0].secteur) ? toutes[0]?.secteur : "";
		const lectures = commun ? toutes.map((l) => ({ ...l, secteur: "" })) : toutes;
		return el(
			"li",
			{},
			el("div", { class: "qui" }, el("h4", {}, a.auteur), une && lectures[0].phrase && el("span", {}, lectures[0].phrase)),
			a.divergence && el("p", { class: "divergence" }, a.divergence),
			une ? raisonsDites(lectures[0]) : lectures.map(lectureDatee),
			commun && el("p", { class: "source" }, ponctuer(terrainDit(commun))),
			autresTextes(a.autres ?? []),
		);
	}

	const lectureDatee = (l) =>
		el(
			"div",
			{ class: "lecture" },
			el(
				"p",
				{ class: "quand" },
				l.annee && el("strong", { class: "chiffre" }, String(l.annee)),
				l.annee && l.phrase && "\u00a0: ",
				l.phrase,
			),
			raisonsDites(l),
		);

	/** Les textes du même auteur qui ne décident pas du retour : à part, repliés. */
	function autresTextes(textes) {
		if (!textes.length) return null;
		const nom =
			textes.length === 1
				? "Un autre texte, qui ne décide pas ici"
				: `${majuscule(enLettres(textes.length))} autres textes, qui ne décident pas ici`;
		return el("details", { class: "plus" }, el("summary", {}, nom), textes.map(lectureDatee));
	}

	function peindreEnsemble(e) {
		if (!change("ensemble", e)) return;
		texte(note, e.note ?? "");
		note.hidden = !e.note;
		proche.hidden = !e.phrase && !e.detail;
		proche.replaceChildren(
			...[e.phrase && el("p", { class: "t2" }, el("strong", {}, e.phrase)), e.detail && el("p", {}, e.detail)].filter(Boolean),
		);
		const lignes = e.lignes ?? [],
			peu = e.peu ?? [];
		const plus = d.ordonne
			? [
					["crans", "Écart, en crans"],
					["kappa", "Kappa"],
				].filter(([nom]) => [...lignes, ...peu].some((l) => l[nom]))
			: [];
		const colonne = (nom, attributs = {}) => el("th", { scope: "col", role: "columnheader", ...attributs }, nom);
		const ligne = (l) =>
			el(
				"tr",
				{ role: "row" },
				el(
					"th",
					{ scope: "row", role: "rowheader" },
					l.auteur,
					l.annee && " ",
					l.annee && el("span", { class: "chiffre" }, String(l.annee)),
				),
				el("td", { "aria-hidden": "true" }, repartition(l)),
				el("td", { role: "cell" }, direComptes({ accord: l.accords, nuance: l.nuances, desaccord: l.desaccords })),
				el("td", { role: "cell", class: "chiffre sur" }, `sur ${pluriel(l.comparables, "carte")}`),
				plus.map(([nom, titre]) => el("td", { role: "cell", class: "chiffre", "data-nom": `${titre}\u00a0: ` }, l[nom])),
			);
		tableau.hidden = !lignes.length && !peu.length;
		cle.hidden = tableau.hidden;
		texte(sensPlus, plus.map(([nom]) => SENS[nom]).join(" "));
		sensPlus.hidden = !plus.length;
		texte(
			titreEnsemble,
			lignes.length && lignes.length + peu.length > 1 ? "De qui êtes-vous proche\u00a0?" : "Vos réponses, dans l’ensemble",
		);
		tableau.replaceChildren(
			el(
				"table",
				{ class: "tableau", role: "table" },
				el(
					"caption",
					{ class: "visuel-cache" },
					"Proximité avec chaque auteur\u00a0: nombre d’accords, de nuances et de désaccords sur les cartes comparables.",
				),
				el(
					"thead",
					{ role: "rowgroup" },
					el(
						"tr",
						{ role: "row" },
						colonne("Auteur"),
						el("th", { "aria-hidden": "true" }, "Répartition"),
						colonne("Accords, nuances, désaccords"),
						colonne("Comparables"),
						plus.map(([, titre]) => colonne(titre)),
					),
				),
				lignes.length > 0 && el("tbody", { role: "rowgroup" }, lignes.map(ligne)),
				peu.length > 0 &&
					el(
						"tbody",
						{ class: "peu", role: "rowgroup" },
						lignes.length > 0 &&
							el(
								"tr",
								{ class: "intertitre", role: "row" },
								el(
									"th",
									{ scope: "rowgroup", role: "rowheader", colspan: String(4 + plus.length) },
									"Trop peu de cartes comparables pour conclure (moins de quatre)",
								),
							),
						peu.map(ligne),
					),
			),
		);
	}

	function repartition(l) {
		const sortes = [
			["a", l.accords],
			["n", l.nuances],
			["", l.desaccords],
		];
		if (l.accords + l.nuances + l.desaccords > CASES)
			return el(
				"span",
				{ class: "cases barre" },
				sortes.filter(([, n]) => n).map(([c, n]) => el("i", { class: c, style: `flex-grow: ${n}` })),
			);
		return el(
			"span",
			{ class: "cases" },
			sortes.flatMap(([c, n]) => Array.from({ length: n }, () => el("i", { class: c }))),
		);
	}

	/* ---------- gestes ---------- */

	function dire(s) {
		texte(mot, s);
		mot.hidden = !s;
		if (s) voix.dire(s);
	}

	function resume(c) {
		if (d.repondant && c.avis?.length === 1) return titres[c.avis[0].retour];
		if (!c.sait) return `Lectures de ${pluriel((c.avis ?? []).filter((a) => a.retour === "lu").length, "auteur")}`;
		return direComptes(c.comptes ?? {}) || "Aucun auteur ne se prononce";
	}

	function recevoir() {
		const avant = etat,
			vueAvant = visible();
		etat = normaliser(modele.etat());
		const attendue = voulue !== null && etat.courante?.carte === voulue;
		if (attendue) {
			voulue = null;
			clearTimeout(minuterie);
			dire("");
		}
		peindre();
		if (attendue) {
			if (visible() === "carte") viser(titreCarte, section, true);
			return;
		}
		const laquelle = visible(),
			meme = laquelle === vueAvant;
		if (laquelle === "carte" && !(meme && JSON.stringify(avant.courante) === JSON.stringify(etat.courante)))
			voix.dire(resume(etat.courante));
		if (laquelle === "ensemble" && etat.ensemble.phrase && !(meme && avant.ensemble?.phrase === etat.ensemble.phrase))
			voix.dire(etat.ensemble.phrase);
	}

	/** Demande une carte au modèle ; le titre prend le focus quand elle arrive. */
	function demanderCarte(carte) {
		ensemble = false;
		if (voulue === null && etat.courante?.carte === carte) {
			peindre();
			demanderAuModele(modele, { geste: "montrer", carte });
			return viser(titreCarte, section, true);
		}
		voulue = carte;
		clearTimeout(minuterie);
		minuterie = setTimeout(() => {
			voulue = null;
			peindre();
			dire(
				"Le noyau ne répond pas\u00a0: cette carte n’a pas pu être affichée. Si cela dure\u00a0: menu «\u00a0Noyau\u00a0», puis «\u00a0Redémarrer le noyau et exécuter toutes les cellules\u00a0».",
			);
		}, SILENCE);
		demanderAuModele(modele, { geste: "montrer", carte });
		if (voulue !== null) peindre();
	}

	function pas(sens) {
		const repondues = etat.cartes.filter((x) => x.repondue),
			place = repondues.findIndex((x) => x.id === (voulue ?? etat.courante?.carte));
		const cible = repondues[place + sens];
		if (place >= 0 && cible) demanderCarte(cible.id);
	}

	function basculer(vers) {
		ensemble = vers;
		dire("");
		peindre();
		viser(titreVisible(), section);
	}

	function revenir() {
		dire(
			appelerVoisin("te-revenir", d.cle, visible() === "carte" ? etat.courante.carte : null)
				? ""
				: "Le tri est plus haut\u00a0: exécutez sa cellule.",
		);
	}

	function sauter(retour) {
		autres.open ||= muetsPossibles.includes(retour);
		remplirAutres();
		const titre = vueCarte.querySelector(`h3[data-retour="${retour}"]`);
		if (titre) viser(titre, titre.parentNode, true);
	}

	for (const x of decomptes) x.bouton.addEventListener("click", () => sauter(x.retour));
	autres.addEventListener("toggle", remplirAutres);
	precedente.addEventListener("click", () => pas(-1));
	suivante.addEventListener("click", () => pas(1));
	versEnsemble.addEventListener("click", () => basculer(true));
	versCartes.addEventListener("click", () => basculer(false));
	for (const b of [versTri, versTri2, allerTri]) b.addEventListener("click", revenir);
	const arreterAppels = repondreAuVoisin("te-lire", d.cle, section, (carte) => {
		if (carte !== null) return demanderCarte(carte);
		basculer(true);
	});
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
