/* Coder ensemble : un fichier pour un collègue, ce qu’il rend, et ce qui nous sépare ; retenir, ou laisser ouvert. */
import { bouton, el, garnir, texte } from "../../commun/elements.js";
import { citer, majuscule, pluriel } from "../../commun/phrases.js";
import { champ, repondu } from "./champs.js";
import { depotDe } from "./partager.js";

const RETENIR = [
	["oui", "oui"],
	["non", "non"],
	["", "laisser ouvert"],
];

/** Ce que ferait basculer le choix d’une réponse : « non : 6 textes basculent », et lesquels. */
export const pese = (effets, actuelle) =>
	["oui", "non"]
		.filter((v) => v !== actuelle && effets[v].length)
		.map((v) => [`${v}\u00a0: ${pluriel(effets[v].length, "texte bascule", "textes basculent")}`, effets[v].join("\u00a0; ")]);

function celluleDe([valeur, indice], nom) {
	const mot = valeur
		? el("b", { class: `dit ${valeur}` }, valeur)
		: el("span", { class: "dit" }, "?", el("span", { class: "visuel-cache" }, " on ne sait pas"));
	return el("td", { role: "cell", "data-qui": nom }, mot, indice && el("span", { class: "discret" }, ` ${citer(indice)}`));
}

/** `demander`, `envoyer` : voir `partager.js` ; `retirer(id, nom)` le fait confirmer. */
export function ensembleDe({ id, d, suivi, demander, envoyer, retirer }) {
	const courts = new Map(d.familles.flatMap((f) => f.criteres.map((c) => [c.id, majuscule(c.court)])));
	const inviter = bouton("Fichier pour un collègue");
	const prenom = el("input", { type: "text", class: "champ", id: id("qui-code"), maxlength: "40", autocomplete: "off" });
	const depot = depotDe(
		"Déposez ce qu’il vous rend",
		"Le tableur rempli, ou le fichier tiré de sa collection.",
		d.fichiers,
		(nom, contenu) => {
			envoyer({ geste: "retour", nom, contenu, prenom: prenom.value });
			prenom.value = "";
		},
	);
	const qui = el("div", {}, el("label", { for: prenom.id }, "Son prénom, si le fichier ne le dit pas"), prenom);
	const phrases = el("ul", { class: "phrases", role: "list" });
	const dit = el("p", { class: "separent" });
	const accord = el("p", { class: "discret" });
	const codeurs = el("p", { class: "modeles" });
	const tableau = el("div", { class: "croise" });
	const aide = el("p", {}, "Chacun code les mêmes récits sans voir les réponses des autres. Les désaccords viennent ici.");
	const element = el(
		"details",
		{ class: "bas-de-page" },
		el("summary", {}, "Coder ensemble"),
		el("div", { class: "deux" }, el("div", {}, aide, inviter), el("div", {}, qui, depot.element, phrases)),
		codeurs,
		dit,
		accord,
		tableau,
	);
	let ouverte = null;
	inviter.addEventListener("click", () => demander({ geste: "inviter" }));

	function retenirDe(l) {
		const mienne = l.reponses[0][0];
		const nom = id(`retenir-${l.critere}`);
		const radios = RETENIR.map(([valeur, mot]) => {
			const r = el("input", { type: "radio", name: nom, value: valeur, checked: valeur === mienne });
			r.addEventListener("change", () => {
				const indice = l.reponses.find(([v, i]) => v === valeur && i)?.[1];
				suivi.repondre(champ(ouverte.id, l.critere), repondu(valeur, indice));
				suivi.peindre();
			});
			return el("label", { class: "choix" }, r, el("span", {}, mot));
		});
		return el(
			"td",
			{ role: "cell", "data-qui": "Retenir" },
			el("fieldset", {}, el("legend", { class: "visuel-cache" }, `${courts.get(l.critere)}\u00a0: que retenir\u00a0?`), radios),
			pese(l.effets, mienne).map(([combien, lesquels]) =>
				el("details", { class: "basculent" }, el("summary", {}, combien), el("p", { class: "discret" }, lesquels)),
			),
		);
	}
	const ligneDe = (l, noms, mesure) =>
		el(
			"tr",
			{ role: "row", class: l.desaccord ? "separe" : undefined },
			el("th", { role: "rowheader", scope: "row" }, courts.get(l.critere)),
			l.reponses.map((r, i) => celluleDe(r, noms[i])),
			mesure &&
				el("td", { role: "cell", "data-qui": "Alpha", class: "chiffre" }, l.alpha, l.alpha_de && ` [${l.alpha_de}\u00a0; ${l.alpha_a}]`),
			l.desaccord ? retenirDe(l) : el("td", { role: "cell" }),
		);
	function tableDe(c, lignes) {
		const mesure = c.lignes.some((l) => l.alpha);
		const tetes = ["Critère", ...c.noms, ...(mesure ? ["Alpha"] : []), "Retenir"].map((t) =>
			el("th", { role: "columnheader", scope: "col" }, t),
		);
		return el(
			"table",
			{ role: "table" },
			el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, tetes)),
			el(
				"tbody",
				{ role: "rowgroup" },
				lignes.map((l) => ligneDe(l, c.noms, mesure)),
			),
		);
	}
	/** Les désaccords ; les accords, repliés. */
	function tablesDe(c) {
		const accords = c.lignes.filter((l) => !l.desaccord);
		const separent = c.lignes.filter((l) => l.desaccord);
		const pli = el("details", {}, el("summary", {}, `D’accord\u00a0: ${pluriel(accords.length, "critère")}`), tableDe(c, accords));
		return [separent.length > 0 && tableDe(c, separent), accords.length > 0 && pli].filter(Boolean);
	}
	function peindre(s, etat) {
		ouverte = s;
		element.hidden = !s;
		if (!s) return;
		const { retour = {}, codeurs: gens = [] } = etat;
		depot.dire(retour.dit ?? "");
		garnir(phrases, JSON.stringify(retour.phrases ?? []), () => (retour.phrases ?? []).map((p) => el("li", {}, p)));
		garnir(codeurs, JSON.stringify(gens), () =>
			gens.map((c) => {
				const b = bouton(`Retirer le codage de ${c.nom}`, "nu");
				b.addEventListener("click", () => retirer(c.id, `le codage de ${c.nom}`));
				return b;
			}),
		);
		texte(dit, s.croise ? `${citer(s.titre)}. ${s.croise.dit}` : "");
		texte(accord, s.croise?.accord ?? "");
		const tenu = tableau.contains(document.activeElement) ? document.activeElement?.getAttribute("name") : "";
		const refait = garnir(tableau, JSON.stringify([s.id, s.croise]), () => (s.croise ? tablesDe(s.croise) : []));
		if (refait && tenu) tableau.querySelector(`[name="${tenu}"]:checked`)?.focus();
	}
	return { element, peindre };
}
