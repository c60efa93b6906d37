/* Les pièces d’un tri : la carte, le groupe de cases, ce qui est à côté, les gestes. */
import { bouton, el } from "../../commun/elements.js";
import { majuscule } from "../../commun/phrases.js";
import { ditsDe } from "../../commun/reponses.js";
import { poignee } from "../../commun/signes.js";

const CRANS = 24; // au-delà, la jauge est continue

/** Où en est le tri : un nombre, et des crans ou une jauge. */
export function avancee(cartes, { faite }) {
	const combien = el("strong");
	const reste = document.createTextNode("");
	const style = `grid-template-columns: repeat(${Math.max(1, cartes.length)}, 1fr)`;
	const enCrans = cartes.length <= CRANS;
	const crans = enCrans
		? el(
				"div",
				{ class: "crans", "aria-hidden": "true", style },
				cartes.map(() => el("i")),
			)
		: el("div", { class: "jauge", "aria-hidden": "true" }, el("i"));
	function peindre(r, ici) {
		if (combien.textContent !== String(r.size)) combien.textContent = String(r.size);
		const suite = ` sur ${cartes.length} ${faite}${r.size > 1 ? "s" : ""}`;
		if (reste.data !== suite) reste.data = suite;
		if (!enCrans) crans.firstChild.style.inlineSize = `${(100 * r.size) / cartes.length}%`;
		else {
			cartes.forEach((c, i) => {
				crans.children[i].classList.toggle("f", r.has(c.id));
				crans.children[i].classList.toggle("ici", i === ici);
			});
		}
	}
	return { element: el("div", { class: "tri-avance" }, el("p", { class: "chiffre" }, combien, reste), crans), peindre };
}

/** Le groupe de boutons radio : une case chacun, « je ne sais pas » à part. */
export function groupeDeCases(d, cases, id) {
	const radios = cases.map((_, i) => el("input", { type: "radio", name: id("case"), value: String(i) }));
	const choix = cases.map((c, i) => el("label", { class: "choix", "data-case": String(i) }, radios[i], el("span", {}, c.nom)));
	function borne(s, nom, radio) {
		if (!s) return "";
		radio?.setAttribute("aria-describedby", id(nom));
		return el("p", { class: "borne", id: id(nom) }, s);
	}
	const style = `--moitie: ${Math.ceil((cases.length - 1) / 2)}`;
	const element = el(
		"fieldset",
		{ "aria-describedby": id("carte") },
		el("legend", {}, d.question),
		borne(d.borne_debut, "debut", radios[0]),
		el("div", { class: `ligne ${d.ordonne ? "ordonnee" : "simple"}`, style }, choix.slice(0, -1)),
		borne(d.borne_fin, "fin", radios[cases.length - 2]),
		el("div", { class: "ligne sans" }, choix[choix.length - 1]),
		d.note_ordre && el("p", { class: "note discret" }, d.note_ordre),
	);
	return { element, radios };
}

/** Tout ce que la page montre, sauf l’avancée et la vue d’ensemble. */
export function batirPage(d, cases, suivi, reponse) {
	const { id } = suivi;
	const { une } = ditsDe(d);
	const attributs = {
		class: "poignee",
		"data-glisse": "carte",
		title: "Glisser la carte vers une case",
		"aria-hidden": "true",
		hidden: !!d.dits,
	};
	const surtitre = el("span");
	const titreCarte = el("h3", { class: "t2", id: id("carte"), tabindex: "-1" });
	const recit = el("div", { class: "recits" });
	const tete = el("p", { class: "surtitre discret" }, surtitre, el("span", attributs, poignee()));
	const groupe = groupeDeCases(d, cases, id);
	const mots = d.doute.split("\n").filter(Boolean);
	const doute = el(
		"details",
		{ class: "mots", hidden: !mots.length },
		el("summary", {}, d.doute_dit),
		mots.map((p) => el("p", {}, p)),
	);
	const cote = el("div", { class: "cote" }, doute);
	const boutons = {
		finir: bouton("Terminer", "nu"),
		revoir: bouton("", "nu"),
		precedente: bouton(`${majuscule(une)} précédente`),
		suivante: bouton(`${majuscule(une)} suivante`, "principal", "submit"),
		voir: bouton(d.voir || "Voir", "principal"),
		relire: bouton(`Relire les ${une}s`),
		comparer: bouton("Comparer", "principal"),
	};
	for (const b of [boutons.revoir, boutons.voir, boutons.comparer]) b.hidden = true; // pour qui compare dans la carte
	const gestes = el("div", { class: "gestes" }, suivi.mot, suivi.ligne, Object.values(boutons));
	const article = el("article", {}, tete, titreCarte, recit);
	const form = el("form", { class: "feuille" }, article, groupe.element, reponse?.element, cote, gestes);
	return { form, tete, surtitre, titreCarte, recit, groupe: groupe.element, radios: groupe.radios, cote, reponse, ...boutons };
}
