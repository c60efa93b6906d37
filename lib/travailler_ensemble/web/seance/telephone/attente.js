/* Sur le téléphone, quand il n’y a rien à voter : où en est la séance, et ce que j’ai répondu. */
import { dessin, direOuTaire, el, garnir, texte } from "../../commun/elements.js";
import { montrer } from "../../commun/focus.js";
import { citer, enLettres, majuscule, pluriel } from "../../commun/phrases.js";
import { ditsDe } from "../../commun/reponses.js";

export const MOTS = {
	preparation: ["La séance va commencer", "Regardez l’écran de la salle\u00a0: le vote va s’ouvrir."],
	clos: ["Le vote est clos", "Regardez l’écran de la salle."],
	discussion: ["La discussion", "Parlez-en avec vos voisins, puis regardez l’écran de la salle."],
	auteurs: ["Les auteurs", "Ils sont dévoilés un à un, ici et à l’écran de la salle."],
	bilan: ["Le bilan", "Regardez l’écran de la salle\u00a0: ce qui a bougé, et vers qui."],
	terminee: ["La séance est terminée", "Merci. Vous pouvez fermer cette page, ou effacer vos réponses ci-dessous."],
};

/** Ce qui suit le titre d’une phase. */
export function suiteDite({ phase, tour }) {
	if (phase === "clos" && tour === 2) return "Regardez l’écran de la salle\u00a0: les auteurs vont répondre.";
	return MOTS[phase][1];
}

/** Ce que j’ai répondu à une carte, en une ou deux lignes. */
export function reponseDite(moi, carte) {
	const [un, deux] = moi.votes(carte);
	if (!un && !deux) return [el("span", {}, "Vous n’y avez pas répondu.")];
	const avant = un === deux ? "La même aux deux votes" : `Au premier vote\u00a0: ${moi.nommer(un)}`;
	return [
		el("span", {}, el("span", { class: "rond", "aria-hidden": "true" }), " Votre réponse\u00a0: ", el("b", {}, moi.nommer(deux ?? un))),
		...(un && deux ? [el("span", { class: "discret" }, avant)] : []),
	];
}

/** Mes deux votes sur une carte, en une ligne. */
export function voteDit(moi, carte) {
	const dits = moi.votes(carte).map((c, i) => c && (moi.aVote(2) ? `vote ${i + 1}\u00a0: ${moi.nommer(c)}` : moi.nommer(c)));
	return dits.filter(Boolean).join("\u00a0; ") || "pas de réponse";
}

function comptees(n, total, { une }) {
	if (n === 0) return "Vous n’avez pas répondu à ce vote. Vous pouvez suivre la suite.";
	if (n === total) return `Vos ${enLettres(total)} réponses sont enregistrées.`;
	const combien = majuscule(n === 1 ? "une" : enLettres(n));
	return `${combien} ${n > 1 ? "réponses enregistrées" : "réponse enregistrée"} sur ${enLettres(total)} ${une}s.`;
}

/** L’écran d’attente ; `moi` : mes réponses (voir participant.js). */
export function ecranAttente(moi) {
	const titre = el("h1", { class: "t1", tabindex: "-1" });
	const suite = el("p");
	const faites = el("p");
	const carteMontree = el("div", { class: "votes" });
	const mesReponses = el("dl", { class: "reponses" });
	const relues = el("details", {}, el("summary", {}, "Relire mes réponses"), mesReponses);
	const resteOuverte = el("p", { class: "discret" }, "Gardez cette page ouverte\u00a0: elle suit la séance toute seule.");
	const veille = dessin("0 0 72 32", "veille", ["circle", { cx: 16, cy: 16, r: 13 }], ["circle", { class: "plein", cx: 46, cy: 16, r: 7 }]);
	const ecran = el("div", { class: "fond centre", hidden: true }, veille, titre, suite, carteMontree, faites, relues, resteOuverte);
	texte(titre, "Connexion à la séance");
	for (const e of [suite, faites, carteMontree, relues]) e.hidden = true;

	function peindre({ seance, etat, tri, seuil }) {
		const { phase, tour, carte } = etat;
		const total = tri.cartes.length;
		const dits = ditsDe(tri);
		texte(titre, MOTS[phase][0]);
		texte(suite, suiteDite(etat));
		suite.hidden = false;
		const combien = `${majuscule(pluriel(total, dits.une))}${tri.dits ? "" : " à classer"}.`;
		const annonce = [seance.titre && `${citer(seance.titre)}.`, combien, tri.consigne, seuil.annonce].filter(Boolean).join(" ");
		const mienne = moi.attendent() ? "" : comptees(moi.combien(tour), total, dits);
		direOuTaire(faites, tour && phase !== "preparation" ? mienne : annonce);
		const montre = (phase === "discussion" || etat.montree) && phase !== "terminee" && tri.cartes.find((c) => c.id === carte);
		carteMontree.hidden = !montre;
		if (montre) {
			const dite = () => [el("span", {}, `À l’écran\u00a0: ${citer(montre.titre)}`), ...reponseDite(moi, montre.id)];
			garnir(carteMontree, `${montre.id} ${moi.derniere(montre.id)}`, dite);
		}
		montrer(relues, (moi.aVote(1) || moi.aVote(2)) && phase !== "preparation", titre);
		const liste = () => tri.cartes.map((c) => el("div", {}, el("dt", {}, c.titre), el("dd", {}, voteDit(moi, c.id))));
		garnir(mesReponses, moi.empreinte(), liste);
		resteOuverte.hidden = phase === "terminee";
	}
	return { ecran, titre, peindre };
}
