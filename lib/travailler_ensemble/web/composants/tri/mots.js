/* « Le mot qui me décide » : les mots du récit qui ont compté, touchés ou recopiés. Facultatif, jamais bloquant.
   En séance, on peut aussi dire pourquoi avec ses mots à soi. */
import { el } from "../../commun/elements.js";

const CHAMP = "mots:";
const ABSENTS = "Ces mots ne sont pas dans le récit\u00a0: touchez-les, ou recopiez-les tels quels.";
const LONGUE = 140; // signes d’une raison
const LETTRE = /[\p{L}\p{N}]/u;
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

/** `lire(carte)` : les mots gardés ; `garder(carte, mots)` ; `dire(phrase)` dit ce qui empêche ;
 * `libre` : ses mots à soi se gardent aussi ; c’est le nom du champ. */
export function motsDuRecit({ id, lire, garder, dire, libre = "" }) {
	const champ = el("input", {
		type: "text",
		id: id("mots"),
		class: "champ",
		autocomplete: "off",
		maxlength: !!libre && LONGUE,
		placeholder: libre ? "facultatif, sans nom" : "facultatif\u00a0: touchez-le, ou recopiez-le",
	});
	const nom = libre || "Le mot qui me décide";
	const element = el("div", { class: "mot-decide" }, el("label", { for: id("mots") }, nom), champ);
	let carte;
	/** @type {HTMLElement[]} */
	let spans = [];

	/** Ce qui se touche : le récit, sans les cas voisins qui le suivent. */
	const paragraphes = () => (carte?.paragraphes ?? []).slice(0, -(carte?.exemples ?? 0) || undefined);
	const extrait = (c) => (c ? paragraphes()[c.p].slice(c.d, c.f).replace(BORDS, "") : "");
	function remettre(mots) {
		dire("");
		garder(carte.id, mots);
	}
	/** Le passage que ces mots recopient ; en séance, un bout de mot n’en est pas un. */
	function passage(mots) {
		const t = trouver(paragraphes(), mots);
		const s = t && paragraphes()[t.p];
		return s && libre && (LETTRE.test(s.charAt(t.d - 1)) || LETTRE.test(s.charAt(t.f))) ? null : t;
	}
	/** Les paragraphes de la carte, mot à mot. */
	function batir(c) {
		carte = c;
		spans = [];
		const exemples = (c?.paragraphes ?? []).slice(paragraphes().length).map((s) => el("p", { class: "recit" }, s));
		const recit = paragraphes().map((s, p) => {
			const ligne = el("p", { class: "recit" });
			let d = 0;
			for (const m of s.split(/(\s+)/)) {
				const mot = el("span", { class: /\S/.test(m) && "m" }, m);
				Object.assign(mot.dataset, { p, d, f: d + m.length });
				d += m.length;
				spans.push(mot);
				ligne.append(mot);
			}
			return ligne;
		});
		return [...recit, ...exemples];
	}
	function peindre() {
		if (!carte) return;
		const gardes = lire(carte.id);
		const choix = passage(gardes);
		for (const s of spans) {
			const { p, d, f } = s.dataset;
			s.classList.toggle("moi", !!choix && Number(p) === choix.p && Number(f) > choix.d && Number(d) < choix.f);
		}
		if (document.activeElement !== champ && champ.value !== gardes) champ.value = gardes;
	}
	/** Garde ce qui est recopié, s’il est dans le récit ; en séance, tout ce qui est écrit. */
	function valider() {
		const mots = champ.value.trim();
		if (!carte || mots === lire(carte.id)) return;
		const choix = passage(mots);
		if (mots && !choix && !libre) dire(ABSENTS);
		else remettre(libre ? mots : extrait(choix));
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
		const dits = libre ? champ.value.trim() : lire(carte.id);
		const deja = passage(dits);
		const touche = { p: Number(p), d: Number(d), f: Number(f) };
		/* Une phrase écrite garde sa place : le mot touché s’y cite. */
		const cite = `${dits} «\u00a0${extrait(touche)}\u00a0»`.slice(0, LONGUE);
		champ.value = libre && dits && !deja ? cite : extrait(toucher(deja, touche)).slice(0, libre ? LONGUE : undefined);
		remettre(champ.value.trim());
	}
	return { element, batir, peindre, surClic, vider: valider, apres: !!libre };
}

/** Le récit d’un tri y gagne des mots à toucher, et leur champ. */
export function brancherMots(t, libre = "") {
	const { suivi, page } = t;
	t.mots = motsDuRecit({
		id: suivi.id,
		libre,
		lire: (carte) => suivi.reponses().get(champDesMots(carte)) ?? "",
		garder(carte, mots) {
			suivi.repondre(champDesMots(carte), mots);
			suivi.peindre();
		},
		dire: (phrase) => suivi.dire(phrase, true),
	});
	page.recit.addEventListener("click", t.mots.surClic);
	(libre ? page.groupe : page.recit).after(t.mots.element);
}
