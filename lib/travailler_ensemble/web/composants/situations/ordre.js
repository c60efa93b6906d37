/* Les cartes d’un tri, dans l’ordre : on les glisse, ou on les monte et les descend. */
import { dessin, el, texte } from "../../commun/elements.js";
import { replacer } from "../../commun/focus.js";
import { glisser } from "../../commun/glisser.js";
import { citer } from "../../commun/phrases.js";
import { poignee } from "../../commun/signes.js";
import { deplacer } from "./champs.js";

const TRACES = { monter: "m4 12.5 6-6 6 6", descendre: "m4 7.5 6 6 6-6" };

/** `poser(cartes)` enregistre l’ordre ; `montrer(id)` montre la carte dans l’aperçu. */
export function ordreDe({ poser, montrer, dire }) {
	const liste = el("ol", { class: "ordre", role: "list" });
	const lignes = new Map();
	let cartes = [];

	function placer(id, vers, b) {
		const de = cartes.indexOf(id);
		if (de < 0 || vers < 0 || vers >= cartes.length || vers === de) return;
		poser(deplacer(cartes, de, vers));
		b?.focus({ preventScroll: true });
		dire(`${citer(lignes.get(id).titre)}\u00a0: place ${vers + 1} sur ${cartes.length}.`);
	}
	function ligneDe(id) {
		const rang = el("span", { class: "rang chiffre", "aria-hidden": "true" });
		const [nom, detail] = [el("button", { type: "button", class: "nom" }), el("span", { class: "discret chiffre" })];
		nom.addEventListener("click", () => montrer(id));
		const fleches = Object.entries(TRACES).map(([quoi, d], i) => {
			const b = el("button", { type: "button", class: "fleche" }, dessin("0 0 20 20", "icone", ["path", { d }]));
			b.addEventListener("click", () => placer(id, cartes.indexOf(id) + (i ? 1 : -1), b));
			return { b, quoi };
		});
		const prise = el("span", { class: "poignee" }, poignee());
		const element = el(
			"li",
			{ "data-glisse": id },
			prise,
			rang,
			el("span", { class: "quoi" }, nom, detail),
			fleches.map((f) => f.b),
		);
		return { element, rang, nom, detail, fleches, titre: "" };
	}
	/** `recits` : identifiant → `{ titre, mots, mien }`. */
	function peindre(voulues, recits) {
		cartes = voulues;
		replacer(
			liste,
			cartes.map((id) => {
				if (!lignes.has(id)) lignes.set(id, ligneDe(id));
				return lignes.get(id).element;
			}),
		);
		while (liste.children.length > cartes.length) liste.lastElementChild?.remove();
		cartes.forEach((id, i) => {
			const l = lignes.get(id);
			const r = recits.get(id);
			l.titre = r.titre;
			texte(l.nom, r.titre);
			texte(l.detail, `${r.mots} mots${r.mien ? "" : ", collection"}`);
			texte(l.rang, String(i + 1));
			l.element.dataset.case = String(i);
			for (const [k, { b, quoi }] of l.fleches.entries()) {
				b.setAttribute("aria-label", `${quoi === "monter" ? "Monter" : "Descendre"} ${citer(r.titre)}`);
				b.setAttribute("aria-disabled", String(i === (k ? cartes.length - 1 : 0)));
			}
		});
	}
	/** À brancher une fois le composant en place : le cadre est ce qui retient le geste. */
	const brancher = (section) =>
		glisser(section, {
			saisir(cible, souris) {
				const source = cible.closest("[data-glisse]");
				if (!source || cible.closest(".fleche") || (!souris && !cible.closest(".poignee"))) return null;
				return { source, carte: source.dataset.glisse, titre: lignes.get(source.dataset.glisse).titre };
			},
			accueille: () => true,
			commencer: () => {},
			deposer: (id, vers) => placer(id, vers, null),
		});
	return { liste, peindre, brancher };
}
