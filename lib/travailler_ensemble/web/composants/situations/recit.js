/* Le récit à coder, mot à mot : on y choisit des mots, à la souris, au doigt, au clavier, ou en les recopiant ; ils seront l’indice. */
import { bouton, el, texte } from "../../commun/elements.js";
import { citer } from "../../commun/phrases.js";
import { toucher, trouver } from "../tri/mots.js";
import { paragraphesDe } from "./champs.js";

const BORDS = /^[\s«»"“”(]+|[\s«»"“”.,;:!?…)]+$/g;
const ABSENTS = "Ces mots ne sont pas dans le récit\u00a0: touchez-les, ou recopiez-les tels quels.";
const AIDE = "Flèches pour aller de mot en mot, Espace pour choisir, Échap pour effacer.";

/** Ce que sont ces signes pour le lecteur : choisis, indice d’un oui, indice d’un non. `poses` : `{ p, d, f, valeur, vise }`. */
export function classes(poses, choix, mot) {
	const touche = (x) => x && x.p === mot.p && mot.f > x.d && mot.d < x.f;
	if (touche(choix)) return ["choisi"];
	const ici = poses.filter(touche);
	const c = ici.length ? [ici.some((x) => x.valeur === "oui") ? "oui" : "non"] : [];
	return ici.some((x) => x.vise) ? [...c, "vise"] : c;
}

/** `dire(phrase)` l’annonce. Le choix se lit par `choisis()`, se vide par `vider()`. */
export function recitDe({ id, dire }) {
	const aide = el("p", { class: "aide discret", id: id("aide-recit") }, AIDE);
	const histoire = el("div", { class: "recit", tabindex: "0", role: "group", "aria-label": "Le récit", "aria-describedby": aide.id });
	const entree = el("input", { type: "text", id: id("mots"), class: "champ", autocomplete: "off", spellcheck: "false" });
	entree.placeholder = "touchez-les dans le récit, ou recopiez-les";
	const effacer = bouton("Effacer", "nu");
	const suite = el("p", { class: "suite" });
	const mots = el("div", { class: "ligne-champ" }, entree, effacer);
	const bande = el("div", { class: "bande-mots" }, el("label", { for: entree.id }, "Mots choisis"), mots, suite);
	let paragraphes = [],
		/** @type {HTMLElement[]} */
		spans = [],
		poses = [],
		choix = null,
		curseur = -1,
		batie = null;

	const place = (s) => ({ p: Number(s.dataset.p), d: Number(s.dataset.d), f: Number(s.dataset.f) });
	const mot = (s) => s.classList.contains("m");
	const choisis = () => (choix ? paragraphes[choix.p].slice(choix.d, choix.f).replace(BORDS, "") : "");

	function batir(s) {
		batie = s;
		paragraphes = paragraphesDe(s);
		spans = [];
		choix = null;
		curseur = -1;
		histoire.replaceChildren(
			...paragraphes.map((ligne, p) => {
				const morceaux = [...ligne.matchAll(/(\s+)|(\S+)/g)].map((m) => {
					const e = el("span", { class: m[2] && "m" }, m[0]);
					Object.assign(e.dataset, { p, d: m.index, f: m.index + m[0].length });
					return e;
				});
				spans.push(...morceaux);
				return el("p", {}, morceaux);
			}),
		);
	}
	function colorer() {
		for (const [i, s] of spans.entries()) {
			const c = classes(poses, choix, place(s));
			s.className = [mot(s) && "m", ...c, i === curseur && "curseur"].filter(Boolean).join(" ");
		}
		const dits = choisis();
		bande.classList.toggle("pleine", !!dits);
		if (document.activeElement !== entree && entree.value !== dits) entree.value = dits;
		effacer.hidden = !dits;
		texte(suite, dits ? "Indice de quel critère\u00a0? Appuyez sur oui ou sur non." : "Puis oui ou non\u00a0: ils deviennent l’indice.");
	}
	function choisir(c) {
		choix = c;
		if (document.activeElement === entree) entree.value = choisis();
		colorer();
		dire(choix ? `${citer(choisis())}, choisi.` : "Plus aucun mot choisi.");
	}

	histoire.addEventListener("click", (ev) => {
		const s = ev.target.closest(".m");
		if (s && !String(getSelection())) choisir(toucher(choix, place(s)));
	});
	/** Des mots sélectionnés à la souris, entiers. */
	function surSelection() {
		const s = getSelection();
		if (!s?.rangeCount || s.isCollapsed || !histoire.contains(s.anchorNode)) return;
		const pris = spans.filter((x) => mot(x) && s.containsNode(x, true));
		const premier = pris[0] && place(pris[0]);
		const derniers = pris.filter((x) => Number(x.dataset.p) === premier?.p);
		if (!premier) return;
		choix = { ...premier, f: place(derniers[derniers.length - 1]).f };
		colorer();
	}
	document.addEventListener("selectionchange", surSelection);
	histoire.addEventListener("pointerup", () => {
		if (String(getSelection()) && choix) {
			getSelection()?.removeAllRanges();
			dire(`${citer(choisis())}, choisi.`);
		}
	});
	histoire.addEventListener("keydown", (ev) => {
		if (ev.ctrlKey || ev.metaKey || ev.altKey) return;
		const pas = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[ev.key];
		if (pas) {
			let i = curseur + (curseur < 0 && pas < 0 ? 0 : pas);
			while (spans[i] && !mot(spans[i])) i += pas;
			if (!spans[i]) return;
			ev.preventDefault();
			curseur = i;
			colorer();
			spans[i].scrollIntoView({ block: "nearest" });
			dire(spans[i].textContent ?? "");
		} else if (ev.key === " " && spans[curseur]) {
			ev.preventDefault();
			choisir(toucher(choix, place(spans[curseur])));
		} else if (ev.key === "Escape") choisir(null);
	});
	histoire.addEventListener("blur", () => {
		curseur = -1;
		colorer();
	});
	function recopier() {
		if (entree.value.trim() === choisis()) return;
		const trouve = entree.value.trim() ? trouver(paragraphes, entree.value) : null;
		if (entree.value.trim() && !trouve) {
			texte(suite, ABSENTS);
			dire(ABSENTS);
		} else choisir(trouve);
	}
	entree.addEventListener("change", recopier);
	entree.addEventListener("keydown", (ev) => {
		if (ev.key === "Enter") recopier();
	});
	effacer.addEventListener("click", () => {
		choisir(null);
		histoire.focus({ preventScroll: true });
	});

	/** `codes` : critère → `{ valeur, indice }` ; `vise` : le critère regardé. */
	function peindre(s, codes, vise) {
		if (s !== batie) batir(s);
		poses = [...codes].flatMap(([critere, c]) => {
			const ou = c.indice && trouver(paragraphes, c.indice);
			return ou ? [{ ...ou, valeur: c.valeur, vise: critere === vise }] : [];
		});
		colorer();
	}
	return {
		histoire: el("div", {}, histoire, aide),
		bande,
		peindre,
		choisis,
		present: (indice) => !!trouver(paragraphes, indice),
		vider() {
			choix = null;
			entree.value = "";
			colorer();
		},
		arreter: () => document.removeEventListener("selectionchange", surSelection),
	};
}
