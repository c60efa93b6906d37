/* Le tri : une carte à la fois, un groupe de boutons radio, une vue d’ensemble.

   Par-dessus ce que tient le suivi (voir `suivre`), une vérité de plus : le choix au clavier qui n’est pas encore parti, car parcourir
   n’est pas répondre. */
import { encadrer, retenirEntree } from "../../commun/cadre.js";
import { differer } from "../../commun/choix.js";
import { activer, el, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { glisser } from "../../commun/glisser.js";
import { citer, enLettres, majuscule } from "../../commun/phrases.js";
import { ditsDe, toutesLesCases } from "../../commun/reponses.js";
import { suivre } from "../../commun/suivi.js";
import { repondreAuVoisin } from "../../commun/voisins.js";
import { vueDEnsemble } from "./ensemble.js";
import { avancee, batirPage } from "./page.js";

const REBOND = 350; // ms : un double clic n’avance que d’une carte
const VIDE = {
	voir: "",
	replie: false,
	suffisent: 0,
	cle: "",
	titre: "",
	consigne: "",
	question: "",
	note_ordre: "",
	borne_debut: "",
	borne_fin: "",
	doute: "",
	doute_dit: "Un doute sur un mot\u00a0?",
};
const PHRASES = {
	question: "Recommencer ce tri\u00a0?",
	detail: "Les cartes reviennent toutes à classer. Vos premières réponses restent dans votre compte rendu.",
	recommence: "Toutes les cartes sont à classer.",
	change: "le tri a changé depuis",
};
/** Les cartes et les cases du tri, par rang et par nom. */
function lireTri(donnees, { carteDesMots = (_) => "" }) {
	const cartes = donnees.cartes ?? [];
	const cases = toutesLesCases(donnees);
	const rangCarte = new Map(cartes.map((c, i) => [c.id, i]));
	const rangCase = new Map(cases.map((c, i) => [c.id, i]));
	const connue = (carte, boite) => rangCarte.has(carte) && rangCase.has(boite);
	/** Les cartes rangées, sans les mots qui ont décidé. */
	const rangees = (r) => new Map([...r].filter(([champ]) => rangCarte.has(champ)));
	const permis = (champ, valeur) => connue(champ, valeur) || (!!donnees.mots && rangCarte.has(carteDesMots(champ)));
	const nommer = (carte) => citer(cartes[rangCarte.get(carte)]?.titre ?? carte);
	const nommerReponse = (carte, boite) =>
		connue(carte, boite) ? `${nommer(carte)} (${cases[rangCase.get(boite) ?? 0].nom})` : nommer(carteDesMots(carte) ?? carte);
	return { cartes, cases, rangCarte, rangCase, permis, rangees, nommerReponse };
}

/** Le déroulé : la carte ouverte, et comment on passe à une autre. */
function derouleDe(t, d) {
	const { cartes } = t;
	const dits = ditsDe(d);
	let courante = 0;
	let finie = false;
	let vierge = true; // la carte ouverte n’avait pas de réponse
	let dernierPas = 0;

	const assez = (r) => r.size >= (d.suffisent || cartes.length);
	const premiereLibre = (r = t.suivi.reponses()) => cartes.findIndex((c) => !r.has(c.id));
	function montrerPage(focus) {
		dernierPas = Date.now();
		t.suivi.dire("");
		peindreCarte();
		t.suivi.peindre();
		if (focus) viser(t.page.titreCarte, t.page.form);
	}
	function aller(i, focus) {
		t.suspens.vider();
		t.mots?.vider();
		if (!cartes.length) return;
		courante = i;
		finie = false;
		t.revue = "";
		vierge = !t.suivi.reponses().has(cartes[i].id);
		montrerPage(focus);
	}
	function finir(focus) {
		t.suspens.vider();
		t.mots?.vider();
		finie = true;
		t.ensemble.element.open = !d.compare || t.aComparer();
		montrerPage(focus);
	}
	function suivante() {
		t.suspens.vider();
		const r = t.rangees(t.suivi.reponses());
		const libre = premiereLibre(r);
		if (r.size === cartes.length && (vierge || courante === cartes.length - 1)) finir(true);
		else if (courante < cartes.length - 1) aller(courante + 1, true);
		else if (libre === courante)
			t.suivi.dire(`C’est la dernière ${dits.une}, et elle reste ${dits.reste}. «\u00a0Je ne sais pas\u00a0» est une réponse.`, true);
		else {
			aller(libre, true);
			t.suivi.dire(`Retour à la première ${dits.une} ${dits.reste}.`, true);
		}
	}
	function peindreCarte() {
		const { surtitre, titreCarte, recit } = t.page;
		if (finie) {
			const n = t.rangees(t.suivi.reponses()).size;
			const combien =
				cartes.length === 1
					? `La ${dits.une} est`
					: `${majuscule(n === cartes.length ? `les ${enLettres(n)}` : enLettres(n))} ${dits.une}s sont`;
			const quoi = d.compare && n && !t.aComparer() ? "comparée" : "rangée";
			texte(titreCarte, d.dits ? "Vous avez répondu à tout" : `${combien} ${quoi}${cartes.length === 1 ? "" : "s"}`);
			const suite = d.suite_finie || (d.compare && t.aComparer() ? "Comparez\u00a0: votre premier avis est gardé." : "");
			recit.replaceChildren(el("p", { class: "recit" }, suite));
			return;
		}
		const c = cartes[courante];
		texte(
			surtitre,
			[(!d.dits || cartes.length > 1) && `${majuscule(dits.une)} ${courante + 1} sur ${cartes.length}`, c?.surtitre]
				.filter(Boolean)
				.join(" · "),
		);
		texte(titreCarte, c?.titre ?? "Aucune carte à classer");
		recit.replaceChildren(...(t.mots ? t.mots.batir(c) : (c?.paragraphes ?? []).map((p) => el("p", { class: "recit" }, p))));
	}
	return {
		aller,
		finir,
		suivante,
		premiereLibre,
		peindreCarte,
		ouverte: () => (finie ? undefined : cartes[courante]),
		rang: () => (finie ? -1 : courante),
		courante: () => courante,
		finie: () => finie,
		vierge: () => vierge,
		assez,
		rebond: (ev) => ev.detail > 1 && Date.now() - dernierPas < REBOND,
	};
}

/** Peint ce qui dépend des réponses : seul ce qui change est touché. */
function peindreTri(t, d, toutes) {
	const { page: p, deroule } = t;
	const r = t.rangees(toutes);
	const c = deroule.ouverte();
	const finie = deroule.finie();
	t.avancee.peindre(r, deroule.rang());
	const choisie = c ? (t.rangCase.get(t.suspens.enSuspens(c.id) ?? r.get(c.id)) ?? -1) : -1;
	p.radios.forEach((x, i) => {
		if (x.checked !== (i === choisie)) x.checked = i === choisie;
	});
	p.form.classList.toggle("finie", finie);
	montrer(p.tete, !!c);
	const compare = !!c && t.validee(c.id) && t.revue !== c.id;
	p.form.classList.toggle("comparee", compare);
	montrer(p.recit, !compare || !d.replie);
	if (t.mots) {
		montrer(t.mots.element, !!c && !compare && (!t.mots.apres || choisie >= 0), p.titreCarte); // d’abord le choix, puis pourquoi
		t.mots.peindre();
	}
	for (const e of [p.precedente, p.suivante]) montrer(e, !!c, p.titreCarte);
	for (const e of [p.groupe, p.cote]) montrer(e, !!c && !compare, p.titreCarte);
	t.peindreComparaison(c, r, compare);
	t.raisons?.peindre(c);
	activer(p.precedente, deroule.courante() > 0);
	montrer(p.finir, !finie && t.cartes.length > 0 && deroule.assez(r) && !compare && !deroule.vierge(), p.titreCarte);
	montrer(p.relire, finie, p.titreCarte);
	t.ensemble.peindre(r);
}

/** Les options du suivi propres au tri. */
function optionsDuSuivi(t, d) {
	return {
		mots: { geste: "ranger", champ: "carte", valeur: "case" },
		permis: t.permis,
		nommer: t.nommerReponse,
		compte(toutes) {
			const { size } = t.rangees(toutes);
			const { faite } = ditsDe(d);
			return `${size} sur ${t.cartes.length} ${faite}${size > 1 ? "s" : ""}.`;
		},
		enregistre(carte, quand) {
			const i = t.rangCarte.get(carte);
			return i === undefined || t.deroule.finie() || i === t.deroule.courante()
				? `Enregistré à ${quand}`
				: `${majuscule(ditsDe(d).une)} ${i + 1} enregistrée à ${quand}`;
		},
		repli: () => t.page.titreCarte,
		vider: () => t.suspens.vider(),
		peindre: (r) => peindreTri(t, d, r),
		recu(r) {
			t.annoncerReponse();
			if (!t.deroule.finie() || t.deroule.assez(t.rangees(r))) return;
			t.deroule.aller(Math.max(0, t.deroule.premiereLibre(r)), t.page.form.contains(document.activeElement));
		},
		recommence: () => t.deroule.aller(0, true),
		annule(avant, r) {
			const i = t.cartes.findIndex((c) => avant.get(c.id) !== r.get(c.id));
			if (i < 0) return "";
			if (i !== t.deroule.courante() || t.deroule.finie()) t.deroule.aller(i, true);
			const boite = t.cases[t.rangCase.get(r.get(t.cartes[i].id))];
			return `Réponse annulée\u00a0: ${citer(t.cartes[i].titre)} ${boite ? `revient dans ${citer(boite.nom)}` : "est à classer"}.`;
		},
		phrases: PHRASES,
	};
}

/** Le glisser d’une carte vers une case ou une boîte ; rend de quoi l’arrêter. */
function brancherGlisser(section, t, ranger) {
	return glisser(section, {
		saisir(cible, souris) {
			const source = cible.closest("[data-glisse]");
			if (!source || (!souris && !cible.closest(".poignee"))) return null;
			const i = source.dataset.glisse === "carte" ? t.deroule.courante() : Number(source.dataset.glisse);
			return { source, carte: i, titre: t.cartes[i].titre };
		},
		/* Une case du groupe ne reçoit que la carte en cours ; une boîte les reçoit toutes. */
		accueille: (zone, i) => zone.classList.contains("boite") || i === t.deroule.courante(),
		commencer(i) {
			t.suspens.vider();
			section.classList.toggle("glisse-carte", i === t.deroule.rang());
		},
		deposer(i, k) {
			ranger(i, t.cases[k].id);
			t.suivi.voix.dire(`${citer(t.cartes[i].titre)}\u00a0: ${t.cases[k].nom}.`);
		},
	});
}

/** Là où l’on ne fait que répondre, sur un téléphone, rien ne se compare dans la carte. */
function sansReponses(t) {
	t.validee = t.aComparer = () => false;
	t.arreterReponses = t.annoncerReponse = t.peindreComparaison = () => {};
}

/** `plus` : ce que le carnet seul sait faire (`composant.js`) ; un téléphone n’a pas à le recevoir. */
export function monter(racine, modele, plus = {}) {
	const d = { ...VIDE, ...modele.donnees };
	/** @type {any} */
	const t = { ...lireTri(d, plus), plus };
	t.deroule = derouleDe(t, d);
	t.suivi = suivre(modele, optionsDuSuivi(t, d));
	const { cartes, cases, suivi, deroule } = t;
	const { id } = suivi;
	t.page = batirPage(d, cases, suivi, plus.vueDeReponse?.(id));
	t.avancee = avancee(cartes, ditsDe(d));
	if (d.mots) plus.brancherMots?.(t);
	plus.brancherRaisons?.(t);
	const ouvrir = (i) => deroule.aller(i, true);
	t.ensemble = vueDEnsemble({ ...t, id, lire: suivi.reponses, courante: deroule.rang, ouvrir });
	t.ensemble.element.hidden = !!d.dits; // des questions ne se rangent pas
	const { page } = t;

	function ranger(i, boite) {
		if (t.suspens.enSuspens(cartes[i].id) !== undefined) t.suspens.oublier();
		suivi.repondre(cartes[i].id, boite);
		suivi.dire("");
		suivi.peindre();
	}
	const choisi = (radio) => (cartes[deroule.courante()] ? [cartes[deroule.courante()].id, cases[Number(radio.value)].id] : null);
	t.suspens = differer(page.groupe, choisi, (carte, boite) => ranger(t.rangCarte.get(carte), boite));
	(plus.brancherReponses ?? sansReponses)(t, d, modele);
	const titre = el("h2", { class: "t1", id: id("titre") }, d.titre);
	const tete = el(
		"header",
		{ class: "tri-tete" },
		el("div", {}, titre, d.consigne && el("p", { class: "discret" }, d.consigne)),
		t.avancee.element,
	);
	const pieces = [suivi.voix.element, tete, suivi.avis, page.form, t.ensemble.element, suivi.pied, suivi.confirmer];
	const section = encadrer({ "aria-labelledby": titre.id }, el("div", { class: "activite tri" }, pieces));

	retenirEntree(page.form);
	page.form.addEventListener("submit", (ev) => {
		ev.preventDefault();
		if (!deroule.finie()) deroule.suivante();
	});
	page.suivante.addEventListener("click", (ev) => {
		if (deroule.rebond(ev)) ev.preventDefault();
	});
	page.precedente.addEventListener("click", (ev) => {
		if (!deroule.rebond(ev) && deroule.courante() > 0) ouvrir(deroule.courante() - 1);
	});
	page.finir.addEventListener("click", () => deroule.finir(true));
	page.relire.addEventListener("click", () => ouvrir(0));
	page.comparer.addEventListener("click", () => t.comparer());
	plus.brancherTouches?.(t);
	const arreterGlisser = brancherGlisser(section, t, ranger);
	const arreterAppels = repondreAuVoisin("te-revenir", d.cle, section, (carte) => {
		const i = t.rangCarte.get(carte);
		if (i !== undefined) deroule.aller(i, false);
		else if (t.aComparer()) t.comparer();
		viser(page.titreCarte, page.form, true);
	});

	racine.append(section);
	suivi.ouvrir(() => {
		const libre = deroule.premiereLibre();
		if (cartes.length && libre < 0) deroule.finir(false);
		else if (cartes.length) deroule.aller(libre, false);
		else {
			deroule.peindreCarte();
			suivi.peindre();
		}
	});
	return () => {
		suivi.arreter();
		arreterAppels();
		arreterGlisser();
		t.arreterReponses();
		section.remove();
	};
}
