/* L’effet d’une définition : combien de situations elle reconnaît, qui définit comme elle, et chaque situation relue. */
import { el, texte } from "../../commun/elements.js";
import { montrer, remplacer, replacer, viser } from "../../commun/focus.js";
import { enLettres, ponctuer } from "../../commun/phrases.js";
import { pivotsDits, pivotsEnBref, referenceDite } from "../../commun/raisons.js";
import { carre } from "../../commun/signes.js";

const VERDICTS = [
	["reconnue", "O", "reconnues"],
	["incertaine", "Q", "incertaines"],
	["non reconnue", "N", "non reconnues"],
];
const MESURE = [
	[
		"Nous comparons vos lectures des situations à celles que donnent les critères de l’auteur, là où les deux décident",
		"(dix situations au moins)\u00a0: ignorer ensemble n’est pas s’accorder. L’accord est corrigé du hasard",
		"(kappa de Cohen)\u00a0: 1, toutes les lectures sont les mêmes\u00a0; 0, pas plus que n’en donne le hasard\u00a0; moins, l’inverse.",
	],
	[
		"Sans cette correction, une définition qui refuse presque tout ressemblerait à toutes celles qui refusent presque tout.",
		"C’est pourquoi nous disons aussi combien de situations vous reconnaissez en commun, et combien de critères vous décidez de même.",
	],
	["Être proche d’un auteur n’est ni un point gagné ni un point perdu.", "Un critère absent d’un extrait n’est pas refusé par l’auteur."],
];
const RIEN_NE_SEPARE = "Rien ne vous sépare\u00a0: mêmes critères exigés, mêmes critères écartés.";

export const paragraphes = (liste) => (liste ?? []).map((p) => el("p", { class: "recit" }, p));

/** À côté des critères : l’essentiel, tout de suite. */
function essentiel(n, situations, repli) {
	const seront = `les ${enLettres(n)} situations seront relues aussitôt, et les définitions les plus proches de la vôtre apparaîtront.`;
	const vide = el("p", {}, `Exigez deux critères\u00a0: ${seront}`);
	const bilan = el("p", {}, el("strong", {}));
	const aide = el("p", {}, "Exigez au moins deux critères.");
	const nombre = el("b");
	const sur = el("span");
	const grille = el(
		"div",
		{ class: "verdicts", "aria-hidden": "true" },
		situations.map(() => el("i")),
	);
	const decompte = VERDICTS.map(([verdict, lettre, plusieurs]) => ({ verdict, lettre, plusieurs, nombre: el("b"), mot: el("span") }));
	const cle = decompte.map((x) => el("li", {}, carre(x.lettre), x.nombre, x.mot));
	const seuls = el("p");
	const proches = el("p", { class: "proches-dit" });
	const commandes = el("ol", { class: "commandes", role: "list", hidden: true });
	const grand = el("p", { class: "grand chiffre" }, nombre, sur);
	const comptes = el("div", { class: "comptes" }, grand, grille, el("ul", { class: "cle chiffre", role: "list" }, cle), seuls);
	const element = el("aside", { class: "effet", "aria-label": "Effet de ma définition" }, commandes, vide, bilan, aide, comptes, proches);
	function peindreCommandes(dites) {
		commandes.hidden = !dites.length;
		vide.hidden ||= dites.length > 0; // les commandes disent déjà quoi faire
		commandes.replaceChildren(
			...dites.map((c) => {
				const etat = c.tenue ? [el("strong", {}, "Tenue.")] : [c.dit && el("span", { class: "discret" }, c.dit)];
				return el("li", { class: c.tenue ? "tenue" : "" }, el("p", {}, c.texte), el("p", {}, etat));
			}),
		);
	}
	function peindre(e) {
		vide.hidden = !e.vide;
		peindreCommandes(e.commandes ?? []);
		bilan.hidden = aide.hidden = e.vide || e.tranche;
		texte(bilan.firstChild, e.bilan);
		montrer(comptes, e.tranche, repli);
		texte(nombre, String(e.comptes.reconnue));
		texte(sur, ` ${e.comptes.reconnue > 1 ? "situations reconnues" : "situation reconnue"} sur ${n}`);
		for (const x of decompte) {
			texte(x.nombre, String(e.comptes[x.verdict]));
			texte(x.mot, e.comptes[x.verdict] > 1 ? x.plusieurs : x.verdict);
		}
		const lettres = decompte.flatMap((x) => Array(e.comptes[x.verdict]).fill(x.lettre));
		[...grille.children].forEach((i, k) => {
			if (i.className !== (lettres[k] ?? "")) i.className = lettres[k] ?? "";
		});
		texte(seuls, e.seuls);
		seuls.hidden = !e.seuls;
		texte(proches, e.proches);
		proches.hidden = !e.proches;
	}
	return { element, peindre };
}

/** Les définitions des auteurs, de la plus proche à la plus éloignée. */
function voisinsDe(enonces, id, repli) {
	const proches = el("ul", { class: "voisins", role: "list" });
	const loin = el("ul", { class: "voisins", role: "list" });
	const resume = el("summary");
	const autres = el("details", {}, resume, loin);
	const dit = el("p");
	const titre = el("h3", { class: "t2", id: id("voisins") }, "Qui définit comme vous\u00a0?");
	const mesure = MESURE.map((p) => el("p", {}, p.join(" ")));
	const comment = el("details", {}, el("summary", {}, "Comment l’accord est-il mesuré\u00a0?"), mesure);
	const element = el("section", { "aria-labelledby": titre.id }, titre, dit, proches, autres, comment);
	const cartes = new Map(); // énoncé → sa carte, gardée d’un changement à l’autre

	function creer(nom) {
		const e = enonces.get(nom) ?? { nom, statut: "", reference: [] };
		const accord = el("span", { class: "chiffre" });
		const jauge = el("i");
		const detail = el("p", { class: "discret chiffre" });
		const separent = el("div", { class: "separent" });
		const reference = el("p", { class: "discret" }, referenceDite(e.reference));
		const source = el("details", { class: "reference" }, el("summary", {}, "Référence"), reference);
		const li = el(
			"li",
			{},
			el("p", { class: "voisin-tete" }, el("strong", {}, e.nom), accord),
			el("span", { class: "jauge", "aria-hidden": "true" }, jauge),
			detail,
			separent,
			el("div", { class: "pied-source" }, e.statut && el("span", { class: "etiquette" }, e.statut), source),
		);
		cartes.set(nom, { li, accord, jauge, detail, separent, dite: "" });
		return cartes.get(nom);
	}
	function carteDe(v) {
		const c = cartes.get(v.enonce) ?? creer(v.enonce);
		const cle = JSON.stringify(v);
		if (c.dite === cle) return c.li;
		c.dite = cle;
		texte(c.accord, v.accord ? `accord de ${v.accord}` : "accord non défini");
		c.jauge.style.inlineSize = `${100 * v.part}%`;
		texte(c.detail, ponctuer(v.dit));
		const separe = v.separent.map((x) => el("p", {}, el("strong", {}, `${x.mot}\u00a0:`), ` ${x.dit}.`));
		c.separent.replaceChildren(...(separe.length ? separe : [el("p", {}, RIEN_NE_SEPARE)]));
		return c.li;
	}
	function ranger(liste, voisins) {
		const tenu = remplacer(liste, voisins.map(carteDe));
		if (tenu?.isConnected) tenu.focus({ preventScroll: true });
		else if (tenu) viser(repli);
	}
	let voisins = [];
	function peindreListes() {
		const eloignes = voisins.filter((v) => !v.proche);
		const n = eloignes.length;
		ranger(
			proches,
			voisins.filter((v) => v.proche),
		);
		const suite = ", de la plus proche à la plus éloignée";
		const toutes = `Les ${enLettres(n)} définitions des auteurs${suite}`;
		texte(resume, voisins.length === n ? toutes : n === 1 ? "Une autre définition" : `Les ${enLettres(n)} autres définitions${suite}`);
		autres.hidden = !n;
		if (autres.open) ranger(loin, eloignes);
	}
	autres.addEventListener("toggle", peindreListes);
	function peindre(e) {
		voisins = e.voisins ?? [];
		texte(dit, e.proches);
		montrer(element, e.tranche, repli);
		peindreListes();
	}
	return { element, peindre };
}

/** Chaque situation relue : créée à l’ouverture, puis déplacée d’un verdict à l’autre ; repli et focus restent. */
function situationsDe(situations, repli) {
	const recits = new Map(situations.map((s) => [s.id, s]));
	const groupes = VERDICTS.map(([verdict, lettre, plusieurs]) => {
		const titre = el("h4");
		const liste = el("ul", { class: "lues", role: "list" });
		const tete = el("p", { class: "lues-tete" }, carre(lettre), titre);
		return { verdict, plusieurs, titre, liste, bloc: el("div", { class: "lues-bloc" }, tete, liste) };
	});
	const resume = el("summary", {}, `Les ${enLettres(situations.length)} situations, une à une`);
	const blocs = groupes.map((g) => g.bloc);
	const element = el("details", { class: "situations" }, resume, blocs);
	const fiches = new Map();
	let lectures = [];

	function creer(nom) {
		const pourquoi = el("span", { class: "discret" });
		const raisons = el("div", { class: "raisons" });
		const r = recits.get(nom);
		const titre = el("summary", {}, el("span", {}, r?.titre ?? nom), pourquoi);
		const recit = el("div", { class: "recits" }, paragraphes(r?.paragraphes));
		const li = el("li", {}, el("details", {}, titre, raisons, el("p", { class: "discret" }, r?.surtitre), recit));
		fiches.set(nom, { li, pourquoi, raisons, dite: "" });
		return fiches.get(nom);
	}
	function ligneDe({ situation, pivots }) {
		const f = fiches.get(situation) ?? creer(situation);
		const cle = JSON.stringify(pivots);
		if (f.dite !== cle) {
			f.dite = cle;
			texte(f.pourquoi, pivotsEnBref(pivots));
			f.raisons.replaceChildren(...pivotsDits(pivots));
		}
		return f.li;
	}
	function peindreListes() {
		if (!element.open) return;
		for (const g of groupes) {
			const ici = lectures.filter((x) => x.verdict === g.verdict);
			texte(g.titre, `${ici.length}\u00a0${ici.length > 1 ? g.plusieurs : g.verdict}`);
			g.bloc.hidden = !ici.length;
			replacer(g.liste, ici.map(ligneDe));
		}
	}
	element.addEventListener("toggle", peindreListes);
	function peindre(e) {
		lectures = e.lectures;
		montrer(element, e.tranche, repli);
		peindreListes();
	}
	return { element, peindre };
}

/** L’effet entier : `cote`, à côté des critères ; `suite`, dessous ; `court`, la ligne des écrans étroits. */
export function effetDe(d, id, repli) {
	const n = d.situations.length;
	const cote = essentiel(n, d.situations, repli);
	const voisins = voisinsDe(new Map(d.enonces.map((e) => [e.id, e])), id, repli);
	const situations = situationsDe(d.situations, repli);
	const phrase = el("p", { class: "phrase" });
	const titre = el("h3", { class: "t2", id: id("phrase") }, "Votre définition, en une phrase");
	const dite = el("section", { "aria-labelledby": titre.id }, titre, phrase);
	const suite = el("div", { class: "resultats" }, dite, voisins.element, situations.element);
	const court = el("p", { class: "court chiffre", "aria-hidden": "true", hidden: true });
	let dernier = null;
	function peindre(e) {
		if (!e || e === dernier) return;
		dernier = e;
		cote.peindre(e);
		montrer(suite, !e.vide, repli);
		texte(phrase, e.phrase);
		voisins.peindre(e);
		situations.peindre(e);
		court.hidden = e.vide;
		const reconnues = ` ${e.comptes.reconnue > 1 ? "reconnues" : "reconnue"} sur ${n}. ${e.proches}`;
		court.replaceChildren(...(e.tranche ? [el("strong", {}, String(e.comptes.reconnue)), reconnues] : [e.bilan]));
	}
	return { cote: cote.element, suite, court, peindre };
}
