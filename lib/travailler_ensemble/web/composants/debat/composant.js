/* Le débat : deux lignes de A à B, « ce qui devrait être » et « ce qui est », un jeton sur chacune ; puis les auteurs à leur place, et
   deux jetons à reposer. Sept crans en mots, en boutons radio. Ni auteur ni objection n’est dans la page avant que l’on ait répondu. */
import { encadrer, retenirEntree } from "../../commun/cadre.js";
import { differer } from "../../commun/choix.js";
import { bouton, el, garnir, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { enCarnet } from "../../commun/modele.js";
import { citer, minuscule } from "../../commun/phrases.js";
import { suivre } from "../../commun/suivi.js";
import { auteursDe, campDe, justeDit, legende, ligneDe, voixDe } from "./scene.js";

const PAUSE = 800; // ms sans touche avant qu’une ligne parte
const CONSIGNE = "Choisissez un nom pour lire sa phrase, puis reposez vos deux jetons.";
const AVERTIR = "Dire ce qui devrait être n’est pas dire ce qui est\u00a0: vos deux jetons peuvent différer.";
const MANQUE = "Posez d’abord un jeton sur chaque ligne. «\u00a0Je ne sais pas\u00a0» est une réponse.";
const PHRASES = {
	question: "Recommencer ce débat\u00a0?",
	detail: "Vos jetons sont à reposer. Vos premières places restent dans votre compte rendu.",
	recommence: "Les deux jetons sont à poser.",
	change: "vos jetons ont changé depuis",
};

/** La page, sans ses auteurs. */
function pageDe(d, suivi) {
	const { id } = suivi;
	const titre = el("h2", { class: "t1", id: id("titre"), tabindex: "-1" }, d.titre);
	const consigne = el("p");
	const cle = legende();
	const tete = el("header", { class: "tete" }, el("div", {}, titre, consigne), cle);
	const ancienne = el("p", { class: "ancienne", hidden: true });
	const poles = d.poles.map((p) => el("span", {}, el("b", {}, p.lettre), p.titre));
	const lignes = d.plans.map((p) => ligneDe(p, d, id));
	const groupes = lignes.map((l) => l.groupe);
	const planche = el("div", { class: "feuille planche" }, el("div", { class: "poles" }, poles), groupes);
	const avant = el("div", { class: "avant" }, el("p", {}, AVERTIR), bouton("Lire les auteurs", "principal", "submit"));
	const voix = voixDe(id);
	const camps = el("div", { class: "camps" });
	const bilan = el("section", { class: "bilan", "aria-label": "Vos deux jetons" });
	const reglages = { class: "champ", id: id("observation"), maxlength: String(d.signes_max), autocomplete: "off", spellcheck: "true" };
	const champ = el("input", { type: "text", ...reglages });
	const observer = el("section", { class: "feuille" }, el("h3", {}, el("label", { for: champ.id }, d.question)), champ);
	const bas = el("div", { class: "bas", hidden: true }, voix.element, camps, bilan, observer);
	const revoir = el("details", {}, el("summary", {}, "Revoir les deux camps"));
	const juste = el("div");
	const plus = el("div", { class: "plus", hidden: true }, revoir, el("details", {}, el("summary", {}, "Pour être juste"), juste));
	const form = el("form", {}, planche, suivi.mot, avant, bas);
	const fin = el("div", { class: "fin" }, suivi.ligne, plus, suivi.pied);
	const pieces = [suivi.voix.element, tete, suivi.avis, ancienne, form, fin, suivi.confirmer];
	const section = encadrer({ "aria-labelledby": titre.id }, el("div", { class: "activite debat" }, pieces));
	return { titre, consigne, cle, ancienne, lignes, avant, voix, camps, bilan, champ, observer, bas, revoir, juste, plus, form, section };
}

export function monter(racine, modele) {
	const d = { titre: "", consigne: "", poles: [], plans: [], crans: [], ...modele.donnees };
	const noms = new Map([...d.crans.map((c) => [c.cran, c.nom]), [d.sans_avis.id, d.sans_avis.nom]]);
	let attendue = false, // les auteurs sont demandés, pas encore reçus
		minuterie = 0,
		sale = false, // la ligne écrite n’est pas encore partie
		ouvert = false;

	const suivi = suivre(modele, {
		annuler: () => false,
		permis: (champ, valeur) => champ === "lus" || champ === "observation" || noms.has(valeur),
		nommer: (_, valeur) => citer(noms.has(valeur) ? minuscule(noms.get(valeur)) : valeur),
		repli: () => page.titre,
		vider,
		peindre,
		recu() {
			if (!attendue || !suivi.etat().lecture) return;
			attendue = false;
			suivi.peindre();
			viser(page.voix.titre, page.section, true);
		},
		recommence: () => viser(page.titre),
		phrases: PHRASES,
	});
	const page = pageDe(d, suivi);
	const { lignes, champ } = page;
	const auteurs = auteursDe(lignes, page.voix, noms, suivi.id, suivi.voix.dire);
	const remis = (r) => r.has("lus") && !!suivi.etat().lecture;
	const champDe = (ligne, r) => `${remis(r) ? "apres" : "avant"}-${ligne.plan.cle}`;
	const suspens = lignes.map((l) =>
		differer(
			l.groupe,
			(radio) => l.radios.includes(radio) && [champDe(l, suivi.reponses()), radio.value],
			(quoi, vote) => {
				suivi.dire("");
				suivi.repondre(quoi, vote);
				suivi.peindre();
			},
		),
	);

	/** Fait partir ce qui est en suspens : un choix aux flèches, une ligne écrite. */
	function vider() {
		for (const s of suspens) s.vider();
		clearTimeout(minuterie);
		if (!sale) return;
		sale = false;
		suivi.repondre("observation", champ.value.trim());
		suivi.peindre();
	}

	function peindreLigne(l, i, r, lus) {
		const ici = champDe(l, r);
		const vote = suspens[i].enSuspens(ici) ?? r.get(ici);
		const premier = lus ? r.get(`avant-${l.plan.cle}`) : undefined;
		for (const x of l.radios) {
			if (x.checked !== (x.value === vote)) x.checked = x.value === vote;
			x.classList.toggle("un", x.value === premier);
		}
		for (const c of l.crans) texte(c.ici, c.cran === premier ? " (votre première place)" : "");
	}

	function peindre(r) {
		const { lecture, bilan, ancienne } = suivi.etat();
		const lus = remis(r),
			finis = lus && !!bilan,
			{ titre } = page;
		auteurs.peindre(lus ? lecture.auteurs : null);
		texte(page.consigne, lus ? CONSIGNE : d.consigne);
		texte(page.ancienne, ancienne ?? "");
		page.ancienne.hidden = !ancienne;
		page.cle.hidden = !lus;
		for (const [i, l] of lignes.entries()) peindreLigne(l, i, r, lus);
		for (const e of [page.bas, page.plus]) montrer(e, lus, titre);
		montrer(page.avant, !lus, titre);
		for (const e of [page.bilan, page.observer]) montrer(e, finis, page.voix.titre);
		page.revoir.hidden = !finis;
		if (finis && page.camps.parentNode !== page.revoir) page.revoir.append(page.camps);
		if (!finis && page.camps.parentNode !== page.bas) page.bas.insertBefore(page.camps, page.bilan);
		if (lus) garnir(page.camps, "lus", () => lecture.camps.map(campDe)) && page.juste.replaceChildren(...justeDit(lecture));
		const dits = (bilan ?? []).map((x) => el("p", {}, el("strong", {}, `${x.nom}\u00a0: `), x.phrase));
		if (finis && garnir(page.bilan, JSON.stringify(bilan), () => dits) && ouvert) suivi.voix.dire(page.bilan.textContent);
		const ecrit = r.get("observation") ?? "";
		if (!sale && champ.value.trim() !== ecrit) champ.value = ecrit; // jamais sous les doigts
	}

	retenirEntree(page.form);
	page.form.addEventListener("submit", (ev) => {
		ev.preventDefault();
		vider();
		const r = suivi.reponses();
		if (remis(r)) return;
		const places = d.plans.map((p) => r.get(`avant-${p.cle}`));
		if (places.includes(undefined)) return suivi.dire(MANQUE, true);
		suivi.dire("");
		attendue = true;
		suivi.repondre("lus", places.join(" "));
		suivi.peindre();
	});
	champ.addEventListener("input", () => {
		sale = true;
		suivi.esquisser("observation", champ.value.trim());
		clearTimeout(minuterie);
		minuterie = setTimeout(vider, PAUSE);
	});
	champ.addEventListener("blur", vider);

	racine.append(page.section);
	suivi.ouvrir();
	ouvert = true;
	return () => {
		suivi.arreter();
		page.section.remove();
	};
}

export default enCarnet(monter);
