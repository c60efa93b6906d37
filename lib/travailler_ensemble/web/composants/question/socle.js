/* Ce que toutes les questions ont en commun : le cadre, la conclusion, ce que l’on répond. */
import { encadrer } from "../../commun/cadre.js";
import { direOuTaire, el } from "../../commun/elements.js";
import { montrer } from "../../commun/focus.js";
import { suivre } from "../../commun/suivi.js";

const REFAIRE = {
	question: "Recommencer cette question\u00a0?",
	recommence: "La question est de nouveau à faire.",
	change: "la question a changé depuis",
};

/** Le suivi d’une question : rien ne s’y annule, et `detail` dit ce que « Recommencer » efface. */
export const suivreQuestion = (modele, detail, options) =>
	suivre(modele, { annuler: () => false, ...options, phrases: { ...REFAIRE, detail, ...options.phrases } });

/** Le cadre commun : titre, consigne, avancement, feuille, pied. */
export function poser(racine, suivi, d, ...feuille) {
	const titre = el("h2", { class: d.sobre ? "t2" : "t1", id: suivi.id("titre"), tabindex: "-1" }, d.titre);
	const section = encadrer(
		{ "aria-labelledby": suivi.id("titre") },
		el(
			"div",
			{ class: `activite question de-${d.genre}` },
			suivi.voix.element,
			el("header", { class: "tete" }, titre, d.consigne && el("p", { class: "discret" }, d.consigne), suivi.avance),
			suivi.avis,
			...feuille,
			suivi.pied,
			suivi.confirmer,
		),
	);
	racine.append(section);
	return { section, titre };
}

/** Met la question en route : reprend ce qui restait, peint, et rend de quoi la démonter. */
export function lancer(suivi, page, arreter = () => {}) {
	suivi.ouvrir();
	return () => {
		suivi.arreter();
		arreter();
		page.section.remove();
	};
}

/** Écrit ce que l’on répond à une réponse. */
export function direVerdict(element, v) {
	element.dataset.juste = v.juste;
	element.replaceChildren(el("strong", {}, v.mot), v.retour ? ` ${v.retour}` : "");
}

/** Ce que dit le texte, une fois la question résolue. */
export function conclusion(suivi, d) {
	const titre = el("h3", { tabindex: "-1", id: suivi.id("fin") }, d.titre_fin || "Ce que dit le texte");
	const reponse = el("p", { class: "reponse" }),
		explication = el("p"),
		repere = el("p", { class: "discret" });
	const element = el(
		"div",
		{ class: "fin", role: "group", "aria-labelledby": suivi.id("fin"), hidden: true },
		titre,
		reponse,
		explication,
		repere,
	);
	function peindre(fin, repli) {
		montrer(element, !!fin, repli);
		if (!fin) return;
		direOuTaire(reponse, fin.reponse);
		direOuTaire(explication, fin.explication);
		direOuTaire(repere, fin.repere);
	}
	return { element, titre, peindre };
}

export const dire = (v) => [v.mot, v.retour].filter(Boolean).join(" ");
