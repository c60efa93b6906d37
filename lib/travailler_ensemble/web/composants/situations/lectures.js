/* Ce que les textes lisent du récit ouvert : trois nombres, et lesquels. */
import { el, garnir, texte } from "../../commun/elements.js";
import { carre } from "../../commun/signes.js";

const SORTES = [
	["O", "y voit", "y voient", " un partenariat"],
	["N", "non", "non", ""],
	["Q", "hésite", "hésitent", ""],
];

export function lecturesDe() {
	const nombres = SORTES.map(([lettre]) => {
		const [n, mot] = [el("b"), el("span")];
		return { n, mot, element: el("li", {}, carre(lettre), n, mot) };
	});
	const liste = el(
		"ul",
		{ class: "lectures chiffre", role: "list" },
		nombres.map((x) => x.element),
	);
	const qui = el("div", { class: "qui" });
	const pli = el("details", {}, el("summary", {}, "Lesquels\u00a0?"), qui);
	const groupe = (x) =>
		el(
			"div",
			{},
			el("p", {}, carre(x.lettre), " ", el("b", {}, x.titre)),
			el(
				"ul",
				{},
				x.noms.map((nom) => el("li", {}, nom)),
			),
		);
	/** `lues` : `{ comptes, qui, muets }`, tels que Python les donne. */
	function peindre(lues) {
		for (const [i, [lettre, un, plusieurs, quoi]] of SORTES.entries()) {
			const n = lues.comptes[lettre] ?? 0;
			texte(nombres[i].n, String(n));
			garnir(nombres[i].mot, String(n > 1), () => [n > 1 ? plusieurs : un, el("span", { class: "long" }, quoi)]);
		}
		garnir(qui, JSON.stringify(lues.qui), () =>
			[...lues.qui.filter((x) => x.noms.length).map(groupe), lues.muets && el("p", { class: "discret" }, lues.muets)].filter(Boolean),
		);
	}
	return { liste, pli, peindre };
}
