/* Ordonner : une liste de cartes à mettre dans l’ordre. Chaque carte monte ou descend par un bouton, et garde le focus ; la poignée s’y ajoute.
   L’ordre donné est un seul champ : les identifiants des cartes, séparés par une espace. */
import { encadrer } from "../commun/cadre.js";
import { activer, bouton, el, texte } from "../commun/elements.js";
import { montrer, viser } from "../commun/focus.js";
import { glisser } from "../commun/glisser.js";
import { enCarnet } from "../commun/modele.js";
import { poignee } from "../commun/signes.js";
import { suivre } from "../commun/suivi.js";

const ORDRE = "ordre",
	FRISE = "frise";

export function monter(racine, modele) {
	const d = { titre: "", consigne: "", question: "", borne_debut: "", borne_fin: "", cartes: [], ...modele.donnees };
	const cartes = new Map(d.cartes.map((c) => [c.id, c]));
	const depart = d.cartes.map((c) => c.id);

	const suivi = suivre(modele, {
		permis: (champ, valeur) =>
			champ === ORDRE ? valeur.split(" ").length === depart.length && valeur.split(" ").every((c) => cartes.has(c)) : champ === FRISE,
		nommer: (champ) => (champ === ORDRE ? "l’ordre des cartes" : "la frise"),
		compte: () => "",
		repli: () => titre,
		peindre,
		recommence: () => viser(titre),
		annuler: () => !suivi.reponses().has(FRISE),
		annule: () => "Le dernier déplacement est annulé.",
		recu: () => {
			if (attendue && suivi.etat().frise) {
				attendue = false;
				suivi.peindre();
				viser(titreFrise, resultat, true);
			}
		},
		phrases: {
			question: "Recommencer cette frise\u00a0?",
			detail: "Les cartes reviennent en désordre. Votre premier ordre reste dans votre compte rendu.",
			recommence: "Les cartes sont de nouveau à ordonner.",
			change: "l’ordre a changé depuis",
		},
	});
	const { id } = suivi;
	let attendue = false; // la frise est demandée, pas encore reçue

	const ordre = (r = suivi.reponses()) => (r.get(ORDRE) ?? depart.join(" ")).split(" ");

	/* ---------- gestes ---------- */

	/** Met la carte à la place `vers`, le dit, et garde le focus sur elle. */
	function deplacer(carte, vers, boutonTenu) {
		const avant = ordre(),
			de = avant.indexOf(carte);
		if (suivi.reponses().has(FRISE) || vers < 0 || vers >= avant.length || vers === de) return;
		avant.splice(de, 1);
		avant.splice(vers, 0, carte);
		suivi.repondre(ORDRE, avant.join(" "));
		suivi.dire("");
		suivi.peindre();
		boutonTenu?.focus({ preventScroll: true });
		if (boutonTenu) lignes.get(carte).scrollIntoView({ block: "nearest" });
		suivi.voix.dire(`«\u00a0${cartes.get(carte).titre}\u00a0»\u00a0: place ${vers + 1} sur ${avant.length}.`);
	}

	function demanderFrise() {
		if (!suivi.reponses().has(ORDRE)) suivi.repondre(ORDRE, depart.join(" "));
		attendue = true;
		suivi.repondre(FRISE, "oui");
		suivi.peindre();
	}

	/* ---------- page ---------- */

	const titre = el("h2", { class: "t1", id: id("titre"), tabindex: "-1" }, d.titre);
	const lignes = new Map(),
		rangs = new Map(),
		monters = new Map(),
		descendres = new Map();
	for (const c of d.cartes) {
		const rang = el("span", { class: "rang chiffre", "aria-hidden": "true" }),
			place = el("span", { class: "visuel-cache" });
		const haut = bouton("Monter"),
			bas = bouton("Descendre");
		for (const [b, nom] of [
			[haut, "Monter"],
			[bas, "Descendre"],
		])
			b.setAttribute("aria-label", `${nom} «\u00a0${c.titre}\u00a0»`);
		haut.addEventListener("click", () => deplacer(c.id, ordre().indexOf(c.id) - 1, haut));
		bas.addEventListener("click", () => deplacer(c.id, ordre().indexOf(c.id) + 1, bas));
		rangs.set(c.id, [rang, place]);
		monters.set(c.id, haut);
		descendres.set(c.id, bas);
		lignes.set(
			c.id,
			el(
				"li",
				{ class: "carte", "data-glisse": c.id },
				rang,
				el(
					"div",
					{ class: "dit" },
					el("p", { class: "nom" }, place, el("b", {}, c.titre)),
					(c.paragraphes ?? []).map((p) => el("p", { class: "discret" }, p)),
				),
				el("div", { class: "pas" }, haut, bas),
				el("span", { class: "poignee", title: "Glisser la carte", "aria-hidden": "true" }, poignee()),
			),
		);
	}
	const liste = el("ol", { class: "cartes", role: "list", "aria-labelledby": id("question") }, [...lignes.values()]);
	const voirFrise = bouton("Voir la frise", "principal");
	const question = el("h3", { class: "t2", id: id("question") }, d.question);
	const atelier = el(
		"div",
		{ class: "atelier" },
		question,
		d.borne_debut && el("p", { class: "borne" }, `En haut\u00a0: ${d.borne_debut}`),
		liste,
		d.borne_fin && el("p", { class: "borne" }, `En bas\u00a0: ${d.borne_fin}`),
	);

	const titreFrise = el("h3", { class: "t2", id: id("frise"), tabindex: "-1" });
	const detail = el("p", { class: "discret" }),
		precision = el("p", { class: "discret" }),
		mien = el("ol", { class: "mien", role: "list" }),
		vraie = el("ol", { class: "vraie", role: "list" });
	const resultat = el(
		"div",
		{ class: "resultat", hidden: true },
		titreFrise,
		detail,
		el("details", {}, el("summary", {}, "Le même résultat en un nombre"), precision),
		el(
			"div",
			{ class: "cote-a-cote" },
			el("section", { "aria-labelledby": id("mien") }, el("h4", { id: id("mien") }, "Votre ordre"), mien),
			el("section", { "aria-labelledby": id("vraie") }, el("h4", { id: id("vraie") }, "La frise"), vraie),
		),
	);

	const form = el("div", { class: "feuille" }, atelier, resultat, el("div", { class: "gestes" }, suivi.mot, suivi.ligne, voirFrise));
	const section = encadrer(
		{ "aria-labelledby": id("titre") },
		el(
			"div",
			{ class: "activite ordonner" },
			suivi.voix.element,
			el("header", { class: "tete" }, titre, d.consigne && el("p", { class: "discret" }, d.consigne), suivi.avance),
			suivi.avis,
			form,
			suivi.pied,
			suivi.confirmer,
		),
	);

	/* ---------- peinture ---------- */

	function peindre(r) {
		const o = ordre(r),
			vue = r.has(FRISE) && !!suivi.etat().frise;
		let suivant = liste.firstChild;
		for (const c of o) {
			const li = lignes.get(c);
			if (li === suivant) suivant = suivant.nextSibling;
			else {
				const tenu = li.contains(document.activeElement) ? document.activeElement : null;
				liste.insertBefore(li, suivant);
				tenu?.focus({ preventScroll: true });
			}
		}
		o.forEach((c, i) => {
			const [rang, place] = rangs.get(c);
			texte(rang, String(i + 1));
			texte(place, `Place ${i + 1}. `);
			activer(monters.get(c), i > 0);
			activer(descendres.get(c), i < o.length - 1);
		});
		if (vue) peindreFrise(o, suivi.etat().frise);
		montrer(resultat, vue, titre);
		montrer(atelier, !vue, vue ? titreFrise : titre);
		montrer(voirFrise, !vue, vue ? titreFrise : titre);
	}

	let peinte = "";
	function peindreFrise(o, frise) {
		const cle = JSON.stringify([o, frise]);
		if (cle === peinte) return;
		peinte = cle;
		const rang = new Map(frise.cartes.map((v) => [v.id, v.rang]));
		const ordonnee = frise.cartes.map((v) => v.id);
		texte(titreFrise, frise.phrase);
		texte(detail, frise.detail);
		texte(precision, frise.precision);
		mien.replaceChildren(
			...o.map((c, i) => {
				const juste = rang.get(c) === rang.get(ordonnee[i]);
				return el(
					"li",
					{},
					el("span", { class: "rang chiffre", "aria-hidden": "true" }, String(i + 1)),
					el(
						"div",
						{},
						el("p", { class: "nom" }, el("b", {}, cartes.get(c).titre)),
						el("p", { class: "discret" }, juste ? "à la même place dans la frise" : `place ${ordonnee.indexOf(c) + 1} dans la frise`),
					),
				);
			}),
		);
		vraie.replaceChildren(
			...frise.cartes.map((v) =>
				el(
					"li",
					{},
					el("span", { class: "noeud", "aria-hidden": "true" }),
					el(
						"div",
						{},
						v.date && el("p", { class: "date chiffre" }, v.date),
						el("p", { class: "nom" }, el("b", {}, cartes.get(v.id)?.titre ?? "")),
						el("p", {}, v.explication),
						el("p", { class: "discret" }, v.repere),
					),
				),
			),
		);
	}

	voirFrise.addEventListener("click", () => {
		if (!suivi.enAttente("repondre") || !attendue) demanderFrise();
	});
	const arreterGlisser = glisser(section, {
		saisir: (cible, souris) => {
			const source = cible.closest("[data-glisse]");
			if (!source || cible.closest("button") || (!souris && !cible.closest(".poignee"))) return null;
			return { source, carte: source.dataset.glisse, titre: cartes.get(source.dataset.glisse).titre };
		},
		accueille: () => true,
		commencer: () =>
			[...liste.children].forEach((li, i) => {
				li.dataset.case = String(i);
			}),
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
