/* « Le mot qui me décide » : les mots du récit qui ont compté, touchés ou recopiés. Facultatif, jamais bloquant. */
import { el } from "../../commun/elements.js";

const CHAMP = "mots:";
const ABSENTS = "Ces mots ne sont pas dans le récit\u00a0: touchez-les, ou recopiez-les tels quels.";
const BORDS = /^[\s«»"“”(]+|[\s«»"“”.,;:!?…)]+$/g;

/** Le nom du champ où se gardent les mots d’une carte ; la carte d’un tel champ, ou rien. */
export const champDesMots = (carte) => CHAMP + carte;
export const carteDesMots = (champ) => (champ.startsWith(CHAMP) ? champ.slice(CHAMP.length) : undefined);

/** Un texte ramené à ce qui se compare, signe pour signe : ni casse, ni accent, ni sorte d’espace ou d’apostrophe. */
const plier = (s) =>
	[...s]
		.map((c) => (/\s/.test(c) ? " " : c === "'" ? "’" : c.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().slice(0, c.length)))
		.join("");

/** Où ces mots sont dans les paragraphes : `{ p, d, f }`, ou rien. */
export function trouver(paragraphes, mots) {
	const cherche = plier(mots.replace(BORDS, ""));
	if (!cherche) return null;
	for (const [p, s] of paragraphes.entries()) {
		const d = plier(s).indexOf(cherche);
		if (d >= 0) return { p, d, f: d + cherche.length };
	}
	return null;
}

/** Un mot touché : il commence un choix, l’étend s’il est hors de lui, l’efface s’il est dedans. */
export function toucher(choix, mot) {
	if (choix?.p !== mot.p) return mot;
	if (mot.d >= choix.d && mot.f <= choix.f) return null;
	return { p: mot.p, d: Math.min(choix.d, mot.d), f: Math.max(choix.f, mot.f) };
}

/** `lire(carte)` : les mots gardés ; `garder(carte, mots)` ; `dire(phrase)` dit ce qui empêche. */
export function motsDuRecit({ id, lire, garder, dire }) {
	const champ = el("input", {
		type: "text",
		id: id("mots"),
		class: "champ",
		autocomplete: "off",
		placeholder: "facultatif\u00a0: touchez-le, ou recopiez-le",
	});
	const element = el("div", { class: "mot-decide" }, el("label", { for: id("mots") }, "Le mot qui me décide"), champ);
	let carte;
	/** @type {HTMLElement[]} */
	let spans = [];

	const paragraphes = () => carte?.paragraphes ?? [];
	const extrait = (c) => (c ? paragraphes()[c.p].slice(c.d, c.f).replace(BORDS, "") : "");
	function remettre(choix) {
		dire("");
		garder(carte.id, extrait(choix));
	}
	/** Les paragraphes de la carte, mot à mot. */
	function batir(c) {
		carte = c;
		spans = [];
		return paragraphes().map((s, p) => {
			const ligne = el("p", { class: "recit" });
			for (const m of s.matchAll(/(\s+)|(\S+)/g)) {
				const mot = el("span", { class: m[2] && "m" }, m[0]);
				Object.assign(mot.dataset, { p, d: m.index, f: m.index + m[0].length });
				spans.push(mot);
				ligne.append(mot);
			}
			return ligne;
		});
	}
	function peindre() {
		if (!carte) return;
		const gardes = lire(carte.id);
		const choix = trouver(paragraphes(), gardes);
		for (const s of spans) {
			const { p, d, f } = s.dataset;
			s.classList.toggle("moi", !!choix && Number(p) === choix.p && Number(f) > choix.d && Number(d) < choix.f);
		}
		if (document.activeElement !== champ && champ.value !== gardes) champ.value = gardes;
	}
	/** Garde ce qui est recopié, s’il est dans le récit. */
	function valider() {
		if (!carte || champ.value.trim() === lire(carte.id)) return;
		const choix = trouver(paragraphes(), champ.value);
		if (champ.value.trim() && !choix) dire(ABSENTS);
		else remettre(choix);
	}
	champ.addEventListener("change", valider);
	champ.addEventListener("keydown", (ev) => {
		if (ev.key !== "Enter") return;
		ev.preventDefault();
		valider();
	});
	function surClic(ev) {
		const m = ev.target.closest(".m");
		if (!m || !carte || String(getSelection())) return;
		const { p, d, f } = m.dataset;
		const choix = toucher(trouver(paragraphes(), lire(carte.id)), { p: Number(p), d: Number(d), f: Number(f) });
		champ.value = extrait(choix);
		remettre(choix);
	}
	return { element, batir, peindre, surClic, vider: valider };
}

/** Le récit d’un tri y gagne des mots à toucher, et leur champ. */
export function brancherMots(t) {
	const { suivi, page } = t;
	t.mots = motsDuRecit({
		id: suivi.id,
		lire: (carte) => suivi.reponses().get(champDesMots(carte)) ?? "",
		garder(carte, mots) {
			suivi.repondre(champDesMots(carte), mots);
			suivi.peindre();
		},
		dire: (phrase) => suivi.dire(phrase, true),
	});
	page.recit.addEventListener("click", t.mots.surClic);
	page.recit.after(t.mots.element);
}
