/* Écrire : ses récits à gauche, celui qui est ouvert à côté ; combien de mots, et ce qui mérite un second regard. */
import { bouton, el, garnir, texte } from "../../commun/elements.js";
import { pluriel } from "../../commun/phrases.js";
import { champ, compterMots } from "./champs.js";

export const SANS_TITRE = "Sans titre";

/** Les récits, un bouton chacun. */
function listeDe(surOuvrir) {
	const liste = el("ul", { role: "list" });
	const lignes = new Map();
	function ligneDe(id) {
		const rond = el("i", { class: "rond-etat", "aria-hidden": "true" });
		const [nom, detail] = [el("b"), el("span", { class: "discret chiffre" })];
		const b = el("button", { type: "button", class: "ligne-recit" }, rond, nom, detail);
		b.addEventListener("click", () => surOuvrir(id));
		return { element: el("li", {}, b), b, rond, nom, detail };
	}
	function peindre(situations, ouverte) {
		const voulues = situations.map((s) => {
			if (!lignes.has(s.id)) lignes.set(s.id, ligneDe(s.id));
			const l = lignes.get(s.id);
			texte(l.nom, s.titre || SANS_TITRE);
			texte(l.detail, `${pluriel(s.mots, "mot")}, ${pluriel(s.codes, "critère")}${s.prete ? "\u00a0; prêt" : ""}`);
			l.rond.className = `rond-etat ${s.prete ? "plein" : s.mots ? "demi" : ""}`;
			if (s.id === ouverte) l.b.setAttribute("aria-current", "true");
			else l.b.removeAttribute("aria-current");
			return l.element;
		});
		garnir(liste, situations.map((s) => s.id).join(" "), () => voulues);
	}
	return { liste, peindre };
}

/** Ce qui s’écrit d’un récit : titre, terrain, récit. */
function feuilleDe(sid, { id, d, textes }) {
	const saisir = (quoi, e) => {
		e.id = id(`${quoi}-${sid}`);
		return textes.suivre(champ(sid, quoi), e);
	};
	const titre = saisir("titre", el("input", { type: "text", class: "champ titre", maxlength: "120", autocomplete: "off" }));
	const terrain = saisir(
		"terrain",
		el("input", { type: "text", class: "champ", maxlength: "80", list: id("terrains"), autocomplete: "off" }),
	);
	const recit = saisir("recit", el("textarea", { class: "champ recit", rows: "9", maxlength: String(d.longueur), spellcheck: "true" }));
	const dit = (pour, mot) => el("label", { for: pour.id }, mot);
	const element = el(
		"div",
		{ class: "feuille-recit" },
		el("div", { class: "titres" }, el("div", {}, dit(titre, "Titre"), titre), el("div", {}, dit(terrain, "Terrain"), terrain)),
		el("div", {}, dit(recit, "Récit"), recit),
	);
	return { element, titre, recit };
}

/** `agir` : nouvelle(), copier(), supprimer(), coder(), ouvrir(id). */
export function ecrireDe({ id, d, textes, agir }) {
	const feuilles = new Map();
	const liste = listeDe(agir.ouvrir);
	const place = el("div");
	const remarques = el("ul", { class: "remarques", role: "list" });
	const [mots, visee] = [el("b", { class: "chiffre" }), el("span", { class: "long" })];
	const compte = el("p", { class: "discret" }, mots, visee);
	const actions = [
		["Copier", agir.copier],
		["Supprimer", agir.supprimer],
	].map(([nom, fn]) => {
		const b = bouton(nom, "nu");
		b.addEventListener("click", fn);
		return b;
	});
	const nouvelle = bouton("Nouvelle situation");
	nouvelle.addEventListener("click", agir.nouvelle);
	const coder = bouton("Coder ce récit", "principal");
	coder.addEventListener("click", agir.coder);
	const terrains = el(
		"datalist",
		{ id: id("terrains") },
		d.terrains.map((t) => el("option", { value: t })),
	);
	const vide = el(
		"p",
		{ class: "rien" },
		"Racontez une situation de votre terrain, réelle ou inventée, en une centaine de mots. Les auteurs la liront aussitôt codée.",
	);
	const droite = el("div", { class: "redaction" }, vide, place, remarques);
	const sous = el("div", { class: "barre-bas" }, compte, el("div", { class: "pousse" }, actions, coder));
	const corps = el("div", { class: "ecrire" }, el("div", { class: "mes-recits" }, liste.liste, nouvelle), droite, terrains);
	const element = el("div", {}, corps, sous);
	let feuille = null;

	function compter() {
		const n = compterMots(feuille?.recit.value ?? "");
		texte(mots, pluriel(n, "mot"));
		texte(visee, n ? `. ${d.visee}` : "");
	}
	place.addEventListener("input", compter);

	function peindre(situations, ouverte) {
		liste.peindre(situations, ouverte?.id);
		if (ouverte && !feuilles.has(ouverte.id)) feuilles.set(ouverte.id, feuilleDe(ouverte.id, { id, d, textes }));
		feuille = ouverte ? feuilles.get(ouverte.id) : null;
		vide.hidden = !!feuille;
		for (const x of [remarques, sous]) x.hidden = !feuille;
		garnir(place, ouverte?.id ?? "", () => (feuille ? [feuille.element] : []));
		garnir(remarques, JSON.stringify(ouverte?.remarques ?? []), () =>
			(ouverte?.remarques ?? []).map((r) => el("li", {}, el("i", { class: "rond-etat demi", "aria-hidden": "true" }), el("span", {}, r))),
		);
	}
	/** Le titre à remplir d’un récit neuf. */
	const viserTitre = () => feuille?.titre.focus();
	return { element, peindre, compter, viserTitre };
}
