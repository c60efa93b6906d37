/* Ce qui se voit d’un débat : les deux lignes, les auteurs à leur place, ce que dit celui que l’on choisit, les deux camps. */
import { dessin, el, garnir, texte } from "../../commun/elements.js";
import { citer, minuscule } from "../../commun/phrases.js";
import { morceaux } from "../../commun/raisons.js";

const NOTE = "Les places des auteurs sont proposées par la collection, d’après l’extrait de chacun\u00a0: elles se discutent.";
const VIDE = "aucun texte d’ici";

const TRACES = {
	carre: ["rect", { x: 2, y: 2, width: 12, height: 12, rx: 1 }],
	rond: ["circle", { cx: 8, cy: 8, r: 6.4 }],
	triangle: ["path", { d: "M8 1.8 14.8 14H1.2z" }],
};
/** Le signe d’un statut : carré, une norme ; rond, un constat ; triangle, une hypothèse ; pointillé, un propos rapporté. */
const signe = (trace, rapporte) => dessin("0 0 16 16", rapporte ? "forme rapporte" : "forme", TRACES[trace]);
const signeDe = (a) => signe(a.statut === "hypothèse" ? "triangle" : a.plan === "devrait" ? "carre" : "rond", a.rapporte);
/** « norme rapportée » : un statut, et si un tiers tient la plume. */
const statutDit = (a) =>
	!a.rapporte || a.statut === "rapporté" ? a.statut : `${a.statut} ${a.statut === "constat" ? "rapporté" : "rapportée"}`;

export function legende() {
	const lignes = [
		[signe("carre"), "norme"],
		[signe("rond"), "constat"],
		[signe("triangle"), "hypothèse"],
		[signe("carre", true), "rapporté"],
		[el("i", { class: "moi", "aria-hidden": "true" }), "vous"],
		[el("i", { class: "moi un", "aria-hidden": "true" }), "vous, avant"],
	];
	const dites = lignes.map(([dessinee, nom]) => el("span", {}, dessinee, nom));
	return el("p", { class: "legende discret", hidden: true }, dites);
}

/** Une ligne : sept crans et « je ne sais pas » ; les auteurs viennent s’y tenir. */
export function ligneDe(plan, d, id) {
	const nom = id(plan.cle);
	const radio = (valeur) => el("input", { type: "radio", name: nom, value: valeur });
	const crans = d.crans.map((c) => {
		const place = radio(c.cran);
		const ici = el("span", { class: "visuel-cache" });
		const gens = el("div", { class: "gens" });
		return {
			...c,
			radio: place,
			ici,
			gens,
			li: el("li", {}, el("label", { class: "choix" }, place, el("span", { class: "cran" }, c.nom), ici), gens),
		};
	});
	const sans = radio(d.sans_avis.id);
	const axe = el(
		"ol",
		{ class: "axe", role: "list" },
		crans.map((c) => c.li),
	);
	const cote = el(
		"div",
		{ class: "cote" },
		el("p", { "aria-hidden": "true" }, el("strong", {}, plan.nom)),
		el("p", { class: "discret" }, plan.sens),
	);
	const nsp = el("label", { class: "choix nsp" }, sans, el("span", {}, d.sans_avis.nom));
	const groupe = el("fieldset", { class: `plan ${plan.cle}` }, el("legend", { class: "visuel-cache" }, plan.nom), cote, axe, nsp);
	const radios = [...crans.map((c) => c.radio), sans];
	return { plan, crans, radios, groupe };
}

/** Ce que dit l’auteur choisi ; sur un écran étroit, sa phrase vient aussi sous son nom. */
export function voixDe(id) {
	const titre = el("h3", { tabindex: "-1", id: id("voix") });
	const phrase = el("p", { class: "phrase" });
	const source = el("p", { class: "discret" });
	const element = el(
		"section",
		{ class: "feuille voix", "aria-labelledby": titre.id },
		titre,
		phrase,
		el("details", {}, el("summary", {}, "Référence"), source),
	);
	function peindre(a) {
		garnir(titre, a.date + a.statut, () => [signeDe(a), a.date, " ", el("span", { class: "statut" }, `${statutDit(a)}, ${a.mode}`)]);
		texte(phrase, a.teneur);
		garnir(source, a.repere + a.date, () => [`${a.nom}. `, ...morceaux(a.reference), " ", a.repere]);
	}
	return { element, titre, peindre };
}

/** Un camp : ce qu’on lui objecte, un récit de son côté. Un camp que personne ne tient le dit. */
export function campDe({ lettre, titre, plaidoyer: x }) {
	const h3 = el("h3", {}, el("b", {}, lettre), ` ${titre}`);
	const dits = x
		? [
				el("p", {}, el("strong", {}, "On lui objecte\u00a0: "), x.objection, " ", el("span", { class: "discret" }, `(${x.objecte})`)),
				el("p", {}, el("strong", {}, "Un cas pour\u00a0: "), el("i", {}, x.recit), `. ${x.cas} ${citer(x.mots)}`),
			]
		: [el("p", {}, "Aucun texte d’ici ne tient ce camp\u00a0: il n’est pas à plaider.")];
	return el("section", { class: "feuille camp" }, h3, dits);
}

/** Ce qu’il faut dire pour être juste : la nature du désaccord, qui n’y prend pas place, d’où viennent places et objections. */
export function justeDit(lecture) {
	const dehors = lecture.sans_place.join("\u00a0; ");
	const reperes = lecture.camps.filter((c) => c.plaidoyer).map((c) => `${c.lettre}. ${c.plaidoyer.repere}`);
	return [
		el("p", {}, `${lecture.nature} ${lecture.juste}`),
		dehors && el("p", {}, `Ne prennent pas place\u00a0: ${dehors}.`),
		...[NOTE, ...reperes].map((s) => el("p", { class: "discret" }, s)),
	].filter(Boolean);
}

/** Les auteurs, et celui que l’on lit : sa phrase est dans son cadre et, sur un écran étroit, sous son nom. */
export function auteursDe(lignes, voix, noms, id, annoncer) {
	let auteurs = [];
	function choisir(a) {
		voix.peindre(a.dit);
		for (const x of auteurs) x.ici.hidden = x !== a;
		a.radio.checked = true;
	}
	function auteur(dit, i) {
		const radio = el("input", { type: "radio", name: id("auteur"), value: String(i) });
		const cache = el("span", { class: "visuel-cache" }, ` (${statutDit(dit)}, ${minuscule(noms.get(dit.cran))})`);
		const nom = el("label", { class: "auteur" }, radio, signeDe(dit), el("span", {}, dit.date, cache));
		const a = { dit, radio, nom, ici: el("p", { class: "ici", hidden: true }, dit.teneur) };
		radio.addEventListener("change", () => {
			choisir(a);
			annoncer(`${dit.date}, ${statutDit(dit)}. ${dit.teneur}`);
		});
		return a;
	}
	/** Le camp d’un cran sans personne sur cette ligne le dit, une fois. */
	function garnirLigne({ plan, crans }) {
		const siens = auteurs.filter((a) => a.dit.plan === plan.cle);
		for (const { cran, gens } of crans) {
			const vide = Math.abs(cran) === 2 && !siens.some((a) => Math.sign(a.dit.cran) === Math.sign(cran));
			const ici = siens.filter((a) => a.dit.cran === cran).flatMap((a) => [a.nom, a.ici]);
			gens.replaceChildren(...ici, ...(vide ? [el("p", { class: "personne" }, VIDE)] : []));
		}
	}
	/** `dits` : qui prend place, ou rien tant que l’on n’a pas répondu. */
	function peindre(dits) {
		if (!!dits === auteurs.length > 0) return;
		auteurs = (dits ?? []).map(auteur);
		if (auteurs.length) {
			for (const l of lignes) garnirLigne(l);
			choisir(auteurs[0]);
		} else for (const { gens } of lignes.flatMap((l) => l.crans)) gens.replaceChildren();
	}
	return { peindre };
}
