/* La question à choix garde chaque choix et ne montre ses retours que demandés. */
import { retenirEntree } from "../../commun/cadre.js";
import { differer } from "../../commun/choix.js";
import { bouton, el, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { enLettres, majuscule } from "../../commun/phrases.js";
import { conclusion, dire, direVerdict, lancer, poser, suivreQuestion } from "./socle.js";

const OUBLIEE = "Le texte le dit aussi.";

export function choix(racine, modele, d) {
	const connues = d.choix.map((c) => c.cle),
		noms = new Map(d.choix.map((c) => [c.cle, c.nom]));
	let attendus = false; // les retours sont demandés, pas encore reçus
	const suivi = suivreQuestion(modele, "Vos choix s’effacent de l’écran. Les premiers restent dans votre compte rendu.", {
		permis: (champ, valeur) => champ !== "choix" || valeur.split(" ").every((c) => noms.has(c)),
		nommer: (_, valeur) =>
			valeur
				.split(" ")
				.map((c) => `«\u00a0${noms.get(c) ?? c}\u00a0»`)
				.join(", "),
		repli: () => page.titre,
		vider: () => suspens.vider(),
		peindre,
		recu() {
			if (attendus && suivi.etat().retours) {
				attendus = false;
				suivi.peindre();
				viser(fin.titre, fin.element);
				const e = suivi.etat();
				suivi.voix.dire([...[...prises()].map((c) => `${noms.get(c)}\u00a0: ${dire(e.retours[c])}`), e.bilan].join(" "));
			}
		},
		recommence: () => viser(page.titre),
	});
	const { id } = suivi;
	const prises = (r = suivi.reponses()) => new Set((r.get("choix") ?? "").split(" ").filter(Boolean));

	const genre = d.plusieurs ? "checkbox" : "radio",
		nom = id("choix");
	const boites = d.choix.map((c) => el("input", { type: genre, name: nom, value: c.cle }));
	const retours = d.choix.map((_, i) => el("p", { class: "retour", id: id(`retour-${i}`), hidden: true }));
	const groupe = el(
		"fieldset",
		{},
		el("legend", {}, d.plusieurs ? "Vos réponses" : "Votre réponse"),
		d.choix.map((c, i) => el("div", { class: "ligne" }, el("label", { class: "choix" }, boites[i], el("span", {}, c.nom)), retours[i])),
	);
	const fin = conclusion(suivi, d);
	const bilan = el("p", { hidden: true }, el("strong"));
	const autresListe = el("ul", { role: "list", class: "pistes" }),
		autres = el("details", { hidden: true }, el("summary", {}, "Lire aussi les autres réponses"), autresListe);
	const voir = bouton("Lire les retours", "principal");
	const form = el(
		"form",
		{ class: "feuille" },
		groupe,
		bilan,
		autres,
		fin.element,
		el("div", { class: "gestes" }, suivi.mot, suivi.ligne, voir),
	);

	function choisir(valeur) {
		suivi.dire("");
		if (d.au_plus && valeur.split(" ").length > d.au_plus && valeur.length > (suivi.reponses().get("choix") ?? "").length) {
			suivi.dire(`${majuscule(enLettres(d.au_plus))} au plus\u00a0: décochez-en une d’abord.`, true);
			return suivi.peindre();
		}
		suivi.repondre("choix", valeur);
		suivi.peindre();
	}
	const suspens = differer(
		groupe,
		(boite) => ["choix", d.plusieurs ? connues.filter((_, i) => boites[i].checked).join(" ") : boite.value],
		(_, valeur) => choisir(valeur),
	);

	function peindre(r) {
		const prisesIci = prises(r),
			enSuspens = d.plusieurs ? undefined : suspens.enSuspens("choix"),
			{ retours: lus, bilan: dit = "", manquent = [] } = suivi.etat();
		boites.forEach((b, i) => {
			const oui = enSuspens === undefined ? prisesIci.has(connues[i]) : enSuspens === connues[i];
			if (b.checked !== oui) b.checked = oui;
			const v = lus?.[connues[i]],
				oubliee = d.plusieurs && !oui && manquent.includes(connues[i]),
				dit = !!v && (oui || oubliee);
			if (dit) {
				direVerdict(retours[i], oubliee ? { ...v, juste: "oubliee", mot: OUBLIEE } : v);
				b.setAttribute("aria-describedby", retours[i].id);
			} else b.removeAttribute("aria-describedby");
			retours[i].hidden = !dit;
		});
		bilan.hidden = !dit;
		texte(bilan.firstChild, dit);
		const reste = lus ? connues.filter((c) => !prisesIci.has(c) && !(d.plusieurs && manquent.includes(c))) : [];
		montrer(autres, reste.length > 0, page.titre);
		if (reste.length) autresListe.replaceChildren(...reste.map((c) => el("li", {}, el("b", {}, noms.get(c)), el("br"), dire(lus[c]))));
		montrer(voir, !lus, lus ? fin.titre : page.titre);
		fin.peindre(suivi.etat().fin, page.titre);
	}

	retenirEntree(form);
	form.addEventListener("submit", (ev) => ev.preventDefault());
	voir.addEventListener("click", () => {
		suspens.vider();
		if (!prises().size) return suivi.dire("Choisissez d’abord une réponse.", true);
		suivi.dire("");
		attendus = true;
		suivi.repondre("vu", "oui");
		suivi.peindre();
	});

	const page = poser(racine, suivi, d, form);
	return lancer(suivi, page);
}
