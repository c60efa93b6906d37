/* Les critères d’une grille, par familles que l’on replie, et les textes qui les accompagnent. */
import { differer } from "../../commun/choix.js";
import { el, texte } from "../../commun/elements.js";
import { montrer } from "../../commun/focus.js";
import { majuscule, pluriel, ponctuer } from "../../commun/phrases.js";
import { paragraphes } from "./effet.js";

/* Ce que dessine un bouton radio : plein, barré ou neutre. */
const SORTES = { exigé: "plein", oui: "plein", écarté: "barre", non: "barre", "sans effet": "neutre", inconnu: "neutre" };
const PRUDENCE = [
	"Ne nommez personne\u00a0; changez ce qui ferait reconnaître les gens ou les lieux.",
	"Écrivez ce que chacun fait, décide, apporte.",
].join(" ");

/** Le récit à coder, ou la place d’écrire le sien. */
export function histoireDe(d, id, textes) {
	if (d.recit) {
		const titre = el("h3", { class: "t2", id: id("recit") }, d.recit.titre);
		const surtitre = el("p", { class: "surtitre discret" }, d.recit.surtitre);
		const recit = el("div", { class: "recits" }, paragraphes(d.recit.paragraphes));
		return el("article", { class: "histoire", "aria-labelledby": titre.id }, surtitre, titre, recit);
	}
	if (!d.libre) return null;
	const prudence = el("p", { class: "discret", id: id("prudence") }, PRUDENCE);
	const attributs = { class: "saisie", id: id("libre"), rows: "12", maxlength: String(d.longueurs.recit) };
	const zone = textes.suivre(d.champs.recit, el("textarea", { ...attributs, "aria-describedby": prudence.id }));
	return el("div", { class: "histoire" }, el("label", { class: "t2", for: zone.id }, "Votre récit"), prudence, zone);
}

/** Un critère : ses trois valeurs et, pour un codage, les mots qui le montrent. */
function critereDe(c, { d, suivi, textes, definit, defaut }) {
	const nom = suivi.id(c.id);
	const radios = d.valeurs.map((v) => el("input", { type: "radio", name: nom, value: v.id, "data-sorte": SORTES[v.id] }));
	const intitule = definit
		? [el("strong", {}, majuscule(c.court)), `\u00a0: ${c.phrase}.`]
		: [el("strong", {}, `${majuscule(c.court)}.`), ` ${c.question}`];
	const aides = definit ? [] : [c.remarque, ...c.exemples].filter(Boolean).map((x) => el("p", {}, ponctuer(x)));
	const note = aides.length ? el("div", { class: "note discret", id: `${nom}-note` }, aides) : null;
	const choix = d.valeurs.map((v, i) => el("label", { class: "choix" }, radios[i], el("span", {}, v.nom)));
	function motsDe() {
		const attributs = { type: "text", class: "saisie", id: `${nom}-mots`, maxlength: String(d.longueurs.mots), autocomplete: "off" };
		const zone = textes.suivre(d.champs.mots + c.id, el("input", attributs));
		const lequel = el("span", { class: "visuel-cache" }, ` (${c.court})`);
		const label = el("label", { for: zone.id }, "Les mots qui le montrent", lequel, el("span", { class: "discret" }, " (facultatif)"));
		return el("p", { class: "mots", hidden: true }, label, zone);
	}
	const mots = definit ? null : motsDe();
	const element = el(
		"fieldset",
		{ class: "critere", "aria-describedby": note?.id },
		el("legend", {}, intitule),
		note,
		el("div", { class: "trois-choix" }, choix),
		mots,
	);
	const suspens = differer(
		element,
		(radio) => (radio.type === "radio" ? [c.id, radio.value] : null),
		(champ, valeur) => {
			suivi.repondre(champ, valeur);
			suivi.dire("");
			suivi.peindre();
		},
	);
	function peindre(r, repli) {
		const valeur = suspens.enSuspens(c.id) ?? r.get(c.id) ?? defaut;
		for (const x of radios) if (x.checked !== (x.value === valeur)) x.checked = x.value === valeur;
		element.classList.toggle("regle", r.has(c.id) && r.get(c.id) !== defaut);
		if (mots) montrer(mots, ["oui", "non"].includes(valeur), repli);
	}
	return { element, suspens, peindre };
}

/** Une famille de critères, repliable. `g` : la grille (voir grille.js). */
export function familleDe(f, g) {
	const { d, definit } = g;
	const combien = el("span", { class: "discret chiffre" });
	const lignes = f.criteres.map((c) => critereDe(c, g));
	const tetes =
		definit &&
		el(
			"p",
			{ class: "tetes", "aria-hidden": "true" },
			el("span"),
			d.valeurs.map((v) => el("span", {}, v.nom)),
		);
	/* À l’étroit, le récit est loin au-dessus : chaque famille le redonne, replié. */
	const recit = d.recit && el("div", { class: "recits" }, paragraphes(d.recit.paragraphes));
	const relire = recit && el("details", { class: "relire" }, el("summary", {}, "Relire le récit"), recit);
	const titre = el("summary", {}, el("h3", { class: "famille-nom" }, f.titre), " ", combien);
	const elements = lignes.map((l) => l.element);
	const pli = el("details", { class: "famille" }, titre, tetes, relire, elements);
	/** `faits` : les critères auxquels on a répondu. */
	function peindre(r, faits, repli) {
		for (const l of lignes) l.peindre(r, repli);
		const ici = faits.filter((c) => f.criteres.includes(c));
		const exiges = ici.filter((c) => r.get(c.id) === "exigé").length;
		const ecartes = ici.length - exiges;
		const regles = [exiges && pluriel(exiges, "exigé"), ecartes && pluriel(ecartes, "écarté")].filter(Boolean).join(", ");
		texte(combien, definit ? regles || pluriel(f.criteres.length, "critère") : `${ici.length} sur ${f.criteres.length}`);
	}
	function vider() {
		for (const l of lignes) l.suspens.vider();
	}
	return { pli, peindre, vider };
}
