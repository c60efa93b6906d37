/* Une lecture d’auteur. */

import { el } from "./elements.js";
import { ponctuer } from "./phrases.js";

export const terrainDit = (s) => (!s || s.includes(":") ? s : `Secteur\u00a0: ${s}`);

/** « Manque : égalité (« les mots du récit ») ; accord écrit. » : ce qui fait pencher une lecture. */
export const pivotsDits = (liste) =>
	(liste ?? [])
		.filter((p) => p.termes?.length)
		.map((p) =>
			el(
				"p",
				{ class: "pivot" },
				el("strong", {}, `${p.mot}\u00a0:`),
				` ${ponctuer(p.termes.map((t) => (t.indice ? `${t.critere} («\u00a0${t.indice}\u00a0»)` : t.critere)).join("\u00a0; "))}`,
			),
		);

/** Des morceaux de référence, italique comprise. */
export const morceaux = (liste) => (liste ?? []).filter(([s]) => s).map(([s, italique]) => (italique ? el("i", {}, s) : s));

/** Une référence rédigée, avec le point final qui lui manque. */
export const referenceDite = (liste) => {
	const dits = (liste ?? []).map(([s]) => s).join("");
	return [...morceaux(liste), dits && !/[.!?…]\s*$/.test(dits) ? "." : ""];
};

/** Ce qui justifie une lecture : la raison, ce qui fait pencher, les étiquettes, la référence repliée. */
export function raisonsDites(l) {
	const secteur = terrainDit(l.secteur),
		ref = (l.reference ?? []).some(([s]) => s),
		etiquettes = (l.etiquettes ?? []).filter(Boolean);
	return [
		l.raison && el("p", {}, ponctuer(l.raison)),
		...pivotsDits(l.pivots),
		(etiquettes.length > 0 || ref || secteur) &&
			el(
				"div",
				{ class: "pied" },
				etiquettes.map((s) => el("span", { class: "etiquette" }, s)),
				/* La référence complète est à un geste : déployée partout, elle doublerait la longueur de la page. */
				(ref || secteur) &&
					el(
						"details",
						{ class: "reference" },
						el("summary", {}, "Référence"),
						el("p", { class: "source" }, referenceDite(l.reference), ref && secteur ? " " : "", ponctuer(secteur)),
					),
			),
	];
}

/** « Manque : égalité, accord écrit » : ce qui fait pencher, en une ligne. */
export const pivotsEnBref = (liste) => liste.map((p) => `${p.mot}\u00a0: ${p.termes.map((t) => t.critere).join(", ")}`).join(". ");
