/* Les lectures d’une situation, par forme puis par verdict. Une lecture garde sa place, son repli et le focus tant que son verdict
   ne change pas. */
import { el, texte } from "../../commun/elements.js";
import { remplacer, viser } from "../../commun/focus.js";
import { majuscule, pluriel, ponctuer } from "../../commun/phrases.js";
import { pivotsEnBref, raisonsDites } from "../../commun/raisons.js";
import { carre } from "../../commun/signes.js";

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
const REUSSITE = "Ce qu’il faut pour que cela marche est-il réuni\u00a0?";

/** Les fiches des énoncés, créées au premier besoin. */
function fichesDe(enonces) {
	const fiches = new Map(); // énoncé → sa fiche
	/** Le détail n’est construit qu’ouvert. */
	function remplir(f) {
		if (!f.pli.open || f.dite === f.x) return;
		f.dite = f.x;
		const tenu = f.corps.contains(document.activeElement);
		const { reference, secteur } = f.e;
		const dits = [el("p", {}, ponctuer(majuscule(f.x.phrase))), ...raisonsDites({ ...f.x, reference, secteur })];
		f.corps.replaceChildren(...dits.filter(Boolean));
		if (tenu) viser(f.pli.firstChild);
	}
	function creer(nom) {
		const e = enonces[nom] ?? { nom, reference: [], secteur: "" };
		const court = el("span", { class: "discret" });
		const corps = el("div", { class: "corps-lecture" });
		const pli = el("details", {}, el("summary", {}, el("span", {}, e.nom), court), corps);
		const f = { li: el("li", {}, pli), court, corps, e, x: null, dite: null, pli };
		pli.addEventListener("toggle", () => remplir(f));
		fiches.set(nom, f);
		return f;
	}
	return (x) => {
		const f = fiches.get(x.enonce) ?? creer(x.enonce);
		if (JSON.stringify(f.x) !== JSON.stringify(x)) {
			f.x = x;
			texte(f.court, pivotsEnBref(x.pivots));
			remplir(f);
		}
		return f.li;
	};
}

/** Une forme, ou les conditions de réussite : une barre de verdicts, et un groupe par verdict. */
function blocDe(id, intitule, verdicts, un, fiche) {
	const barre = el("div", { class: "verdicts", "aria-hidden": "true" });
	const groupes = verdicts.map(([verdict, lettre, dire]) => {
		const titre = el("h4");
		const liste = el("ul", { class: "lues", role: "list" });
		const tete = el("p", { class: "lues-tete" }, carre(lettre), titre);
		return { verdict, lettre, dits: dire(un), titre, liste, element: el("div", { class: "lues-bloc" }, tete, liste) };
	});
	const h3 = el("h3", { id }, intitule);
	const liste = groupes.map((g) => g.element);
	const element = el("section", { class: "bloc", "aria-labelledby": id }, h3, barre, liste);
	function peindre(lectures) {
		const lettres = groupes.flatMap((g) => lectures.filter((x) => x.verdict === g.verdict).map(() => g.lettre));
		if (barre.dataset.lettres !== lettres.join("")) {
			barre.dataset.lettres = lettres.join("");
			barre.replaceChildren(...lettres.map((c) => el("i", { class: c })));
		}
		barre.hidden = lettres.length < 2;
		let tenu = null;
		for (const g of groupes) {
			const ici = lectures.filter((x) => x.verdict === g.verdict);
			texte(g.titre, `${pluriel(ici.length, "texte")} ${g.dits[Number(ici.length > 1)]}`);
			g.element.hidden = !ici.length;
			tenu = remplacer(g.liste, ici.map(fiche)) || tenu;
		}
		if (tenu?.isConnected) tenu.focus({ preventScroll: true });
	}
	return { element, peindre };
}

/** Tous les blocs, dans l’ordre où les formes arrivent. */
export function blocsDeLectures(enonces, id) {
	const element = el("div", { class: "familles" });
	const fiche = fichesDe(enonces);
	const blocs = new Map(); // forme (ou « réussite ») → son bloc
	function bloc(cle, intitule, verdicts, un) {
		if (!blocs.has(cle)) blocs.set(cle, blocDe(id(`forme-${blocs.size}`), intitule, verdicts, un, fiche));
		return blocs.get(cle);
	}
	function peindre({ formes, reussites }) {
		for (const f of formes) bloc(f.forme, `Est-ce ${f.un}\u00a0?`, VERDICTS, f.un).peindre(f.lectures);
		if (reussites?.length) bloc("reussite", REUSSITE, REUSSITES, "").peindre(reussites);
		remplacer(
			element,
			[...blocs.values()].map((b) => b.element),
		);
	}
	return { element, peindre };
}
