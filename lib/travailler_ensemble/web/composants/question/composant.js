/* La question : courte, à choix, un pari, des récits jumeaux, ou libre.
   Une question courte se vérifie autant qu’on veut ; une question à choix garde chaque choix et ne montre ses retours que demandés ;
   un pari s’engage d’un geste, et la cellule qui suit ne paraît qu’ensuite (voir question.css) ;
   un texte libre s’enregistre seul, et chaque touche en laisse un brouillon dans le navigateur. */
import { encadrer, retenirEntree } from "../../commun/cadre.js";
import { differer } from "../../commun/choix.js";
import { activer, bouton, el, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { enCarnet } from "../../commun/modele.js";
import { enLettres, majuscule, pluriel } from "../../commun/phrases.js";
import { suivre } from "../../commun/suivi.js";

const OUBLIEE = "Le texte le dit aussi.";
const PAUSE = 800; // ms sans touche avant qu’un texte parte
const REFAIRE = {
	question: "Recommencer cette question\u00a0?",
	recommence: "La question est de nouveau à faire.",
	change: "la question a changé depuis",
};

export function monter(racine, modele) {
	const d = { genre: "courte", titre: "", consigne: "", ...modele.donnees };
	return { courte, choix, pari, jumeaux, libre }[d.genre](racine, modele, d);
}

/** Le cadre commun : titre, consigne, avancement, feuille, pied. */
function poser(racine, suivi, d, ...feuille) {
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
function lancer(suivi, page, arreter = () => {}) {
	suivi.ouvrir();
	return () => {
		suivi.arreter();
		arreter();
		page.section.remove();
	};
}

/** Écrit ce que l’on répond à une réponse. */
function direVerdict(element, v) {
	element.dataset.juste = v.juste;
	element.replaceChildren(el("strong", {}, v.mot), v.retour ? ` ${v.retour}` : "");
}

/** Ce que dit le texte, une fois la question résolue. */
function conclusion(suivi, d) {
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
		for (const [e, s] of [
			[reponse, fin.reponse],
			[explication, fin.explication],
			[repere, fin.repere],
		]) {
			texte(e, s);
			e.hidden = !s;
		}
	}
	return { element, titre, peindre };
}

const dire = (v) => [v.mot, v.retour].filter(Boolean).join(" ");

/* ---------- réponse courte ---------- */

function courte(racine, modele, d) {
	let avant = 0,
		enCours = false; // essais déjà vus ; un essai est parti
	const suivi = suivre(modele, {
		permis: () => true,
		annuler: () => false,
		nommer: (_, valeur) => `«\u00a0${valeur}\u00a0»`,
		repli: () => page.titre,
		peindre,
		recu() {
			const e = suivi.etat(),
				essais = e.essais?.length ?? 0;
			if (!enCours) {
				avant = essais;
				return;
			}
			enCours = false;
			suivi.peindre();
			if (e.fin) viser(fin.titre, fin.element);
			else if (essais !== avant || e.niveau) champ.select();
			suivi.voix.dire(
				[
					essais !== avant && e.verdict && dire(e.verdict),
					!e.fin && e.relances?.length && `Piste\u00a0: ${e.relances.slice(-1)}`,
					e.fin && !e.trouvee && e.fin.reponse,
				]
					.filter(Boolean)
					.join(" "),
			);
			avant = essais;
		},
		recommence() {
			champ.value = "";
			viser(champ);
		},
		phrases: { ...REFAIRE, detail: "Vos essais s’effacent de l’écran. Le premier reste dans votre compte rendu." },
	});
	const { id } = suivi;
	avant = suivi.etat().essais?.length ?? 0;

	const champ = el("input", { type: "text", id: id("champ"), class: "champ", maxlength: "500", autocomplete: "off", spellcheck: "true" });
	const verifier = bouton("Vérifier", "principal", "submit");
	const saisie = el(
		"div",
		{ class: "saisie" },
		el("label", { for: id("champ") }, "Votre réponse"),
		el("div", { class: "cote-a-cote" }, champ, verifier),
	);
	const verdict = el("p", { class: "verdict", hidden: true }),
		essais = el("p", { class: "discret", hidden: true });
	const pistes = el("ol", { class: "pistes", role: "list" }),
		fin = conclusion(suivi, d);
	const piste = bouton("Demander une piste");
	const form = el(
		"form",
		{ class: "feuille" },
		saisie,
		essais,
		verdict,
		pistes,
		fin.element,
		el("div", { class: "gestes" }, suivi.mot, suivi.ligne, piste),
	);

	function peindre() {
		const e = suivi.etat(),
			faits = e.essais ?? [];
		montrer(saisie, !e.fin, e.fin ? fin.titre : page.titre);
		montrer(piste, !e.fin, e.fin ? fin.titre : page.titre);
		texte(piste, (e.niveau ?? 0) < (d.relances ?? 0) ? "Demander une piste" : "Lire la réponse");
		texte(
			essais,
			faits.length ? `${faits.length > 1 ? "Vos essais" : "Votre essai"}\u00a0: ${faits.map((s) => `«\u00a0${s}\u00a0»`).join(", ")}.` : "",
		);
		essais.hidden = !faits.length;
		verdict.hidden = !e.verdict;
		if (e.verdict) direVerdict(verdict, e.verdict);
		const relances = e.relances ?? [];
		if (pistes.children.length !== relances.length)
			pistes.replaceChildren(
				...relances.map((r, i) => el("li", {}, el("strong", {}, relances.length > 1 ? `Piste ${i + 1}.` : "Piste."), ` ${r}`)),
			);
		pistes.hidden = !relances.length;
		fin.peindre(e.fin, page.titre);
	}

	retenirEntree(form);
	form.addEventListener("submit", (ev) => {
		ev.preventDefault();
		const valeur = champ.value.trim();
		if (!/[\p{L}\p{N}]/u.test(valeur)) {
			suivi.dire("Écrivez d’abord une réponse, ou demandez une piste.", true);
			return champ.focus();
		}
		if (enCours && suivi.enAttente("repondre")) return;
		suivi.dire("");
		if (suivi.reponses().get("reponse") === valeur) return suivi.dire("C’est la même réponse que la précédente.", true);
		enCours = true;
		suivi.repondre("reponse", valeur);
		suivi.peindre();
	});
	piste.addEventListener("click", () => {
		if (enCours && suivi.enAttente("repondre")) return;
		suivi.dire("");
		enCours = true;
		suivi.repondre("aide", String((suivi.etat().niveau ?? 0) + 1));
		suivi.peindre();
	});

	const page = poser(racine, suivi, d, form);
	return lancer(suivi, page);
}

/* ---------- choix ---------- */

function choix(racine, modele, d) {
	const connues = d.choix.map((c) => c.cle),
		noms = new Map(d.choix.map((c) => [c.cle, c.nom]));
	let attendus = false; // les retours sont demandés, pas encore reçus
	const suivi = suivre(modele, {
		permis: (champ, valeur) => champ !== "choix" || valeur.split(" ").every((c) => noms.has(c)),
		nommer: (_, valeur) =>
			valeur
				.split(" ")
				.map((c) => `«\u00a0${noms.get(c) ?? c}\u00a0»`)
				.join(", "),
		annuler: () => false,
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
		phrases: { ...REFAIRE, detail: "Vos choix s’effacent de l’écran. Les premiers restent dans votre compte rendu." },
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

/* ---------- pari ---------- */

function pari(racine, modele, d) {
	const noms = new Map([...d.choix.map((c) => [c.cle, c.nom]), [d.sans, "sans pari"]]);
	let attendu = false; // le pari est parti, la page pas encore ouverte
	const suivi = suivre(modele, {
		permis: (_, valeur) => noms.has(valeur),
		nommer: (_, valeur) => noms.get(valeur) ?? valeur,
		annuler: () => false,
		repli: () => page.titre,
		peindre,
		recu() {
			const e = suivi.etat();
			if (!attendu || !e.fin) return;
			attendu = false;
			suivi.peindre();
			viser(page.titre);
			suivi.voix.dire([e.verdict?.mot, e.fin.explication].filter(Boolean).join(" "));
		},
		recommence: () => viser(page.titre),
		phrases: { ...REFAIRE, detail: "Le premier pari reste dans votre compte rendu." },
	});
	function parier(cle) {
		if (attendu || suivi.reponses().has("choix")) return;
		attendu = true;
		suivi.repondre("choix", cle);
		suivi.peindre();
	}
	const cases = d.choix.map((c) => bouton(c.nom));
	const sans = bouton("Ouvrir sans parier", "nu");
	const offre = el("div", { class: "paris", role: "group", "aria-labelledby": suivi.id("titre") }, cases, sans);
	const verdict = el("p", { class: "verdict", hidden: true });
	const rappel = el("p", { class: "discret", hidden: true });
	[...cases, sans].forEach((b, i) => {
		b.addEventListener("click", () => parier(d.choix[i]?.cle ?? d.sans));
	});

	function peindre(r) {
		const pris = r.get("choix"),
			{ fin, verdict: v } = suivi.etat();
		section().toggleAttribute("data-attend", !fin);
		montrer(offre, pris === undefined, page.titre);
		texte(rappel, pris && pris !== d.sans ? `Votre pari\u00a0: ${noms.get(pris)}.` : "");
		rappel.hidden = !rappel.textContent;
		verdict.hidden = !fin;
		if (fin) direVerdict(verdict, { juste: v?.juste ?? "", mot: v?.mot ?? "", retour: fin.explication });
	}
	const page = poser(
		racine,
		suivi,
		d,
		el("div", { class: "feuille" }, offre, rappel, verdict, el("div", { class: "gestes" }, suivi.mot, suivi.ligne)),
	);
	const section = () => page.section.querySelector(".question");
	return lancer(suivi, page);
}

/* ---------- récits jumeaux ---------- */

function jumeaux(racine, modele, d) {
	let courante = 0;
	const rangs = new Map(d.paires.map((p, i) => [p.cle, i]));
	const suivi = suivre(modele, {
		permis: (champ) => rangs.has(champ),
		nommer: (champ) => d.paires[rangs.get(champ)]?.titres.join("\u00a0; ") ?? champ,
		annuler: () => false,
		repli: () => page.titre,
		peindre,
		recu() {
			const { mot, retour } = situation();
			if (mot && attendu) suivi.voix.dire([mot, retour].filter(Boolean).join(" "));
			attendu = false;
		},
		recommence: () => ouvrir(0),
		phrases: { ...REFAIRE, detail: "Vos essais s’effacent de l’écran. Les premiers restent dans votre compte rendu." },
	});
	let attendu = false; // une phrase vient d’être touchée
	const situation = () => suivi.etat().paires?.[d.paires[courante].cle] ?? { essais: [], change: null };
	/** Les deux récits d’une paire ; chaque phrase est un bouton à gauche, se touche aussi à droite. */
	let phrases = [];
	const cotes = el("div", { class: "cotes" });
	const combien = el("p", { class: "discret", tabindex: "-1" });
	const verdict = el("p", { class: "verdict", hidden: true });
	const [precedente, suivante] = [bouton("Paire précédente"), bouton("Paire suivante", "principal")];
	const feuille = el(
		"div",
		{ class: "feuille" },
		combien,
		cotes,
		verdict,
		el("div", { class: "gestes" }, suivi.mot, suivi.ligne, precedente, suivante),
	);

	function recit(cote) {
		let rang = 0;
		return d.paires[courante].phrases[cote].map((paragraphe) =>
			el(
				"p",
				{ class: "recit" },
				paragraphe.flatMap((s) => {
					/* Un vrai bouton ne se coupe pas d’une ligne à l’autre. Au clavier, un côté suffit. */
					const e = el("span", { class: "phrase", ...(cote ? {} : { role: "button", tabindex: "0" }) }, s);
					e.dataset.rang = String(rang++);
					phrases.push(e);
					return [e, " "];
				}),
			),
		);
	}
	function ouvrir(i, focus = true) {
		courante = i;
		phrases = [];
		const { titres } = d.paires[i];
		cotes.replaceChildren(...titres.map((t, cote) => el("article", {}, el("h3", { class: "t2" }, t), recit(cote))));
		texte(combien, `Paire ${i + 1} sur ${d.paires.length}`);
		suivi.peindre();
		if (focus) viser(combien, feuille);
	}
	const toucher = (ev) => {
		const e = ev.target.closest(".phrase");
		if (!e || situation().change !== null || situation().essais.includes(Number(e.dataset.rang)) || String(getSelection())) return;
		attendu = true;
		suivi.repondre(d.paires[courante].cle, e.dataset.rang);
		suivi.peindre();
	};
	cotes.addEventListener("click", toucher);
	cotes.addEventListener("keydown", (ev) => {
		if (ev.key !== "Enter" && ev.key !== " ") return;
		ev.preventDefault();
		toucher(ev);
	});
	precedente.addEventListener("click", () => courante > 0 && ouvrir(courante - 1));
	suivante.addEventListener("click", () => courante < d.paires.length - 1 && ouvrir(courante + 1));

	function peindre() {
		const { essais, change, mot = "", retour = "" } = situation();
		for (const e of phrases) {
			const rang = Number(e.dataset.rang);
			e.classList.toggle("change", rang === change);
			e.classList.toggle("pareille", essais.includes(rang) && rang !== change);
		}
		verdict.hidden = !mot;
		if (mot) direVerdict(verdict, { juste: essais.includes(change) ? "oui" : "non", mot, retour });
		activer(precedente, courante > 0);
		montrer(suivante, courante < d.paires.length - 1, combien);
	}

	const page = poser(racine, suivi, d, feuille);
	ouvrir(0, false);
	return lancer(suivi, page);
}

/* ---------- texte libre ---------- */

const compterMots = (s) => (s.match(/[\p{L}\p{N}_]+(?:[’'-][\p{L}\p{N}_]+)*/gu) ?? []).length;

function libre(racine, modele, d) {
	let minuterie = 0,
		sale = false; // du texte n’est pas encore parti
	const suivi = suivre(modele, {
		permis: () => true,
		annuler: () => false,
		nommer: (champ, valeur) =>
			champ === "texte" ? `votre texte («\u00a0${valeur.slice(0, 60)}${valeur.length > 60 ? "…" : ""}\u00a0»)` : "un point de relecture",
		repli: () => page.titre,
		vider,
		peindre,
		compte: (r) => `${pluriel(compterMots(r.get("texte") ?? ""), "mot")}.`,
		recommence() {
			viser(zone);
		},
		phrases: {
			...REFAIRE,
			question: "Recommencer ce texte\u00a0?",
			detail: "La page se vide. Vos versions précédentes restent dans votre dossier de réponses.",
			recommence: "La page est vide.",
			change: "le texte a changé depuis",
		},
	});
	const { id } = suivi;

	const zone = el("textarea", {
		id: id("texte"),
		class: "champ",
		rows: "8",
		maxlength: String(d.signes_max ?? 20000),
		"aria-describedby": id("longueur"),
		spellcheck: "true",
	});
	const longueur = el("p", { class: "discret chiffre", id: id("longueur") });
	const points = (d.points ?? []).map((p, i) => ({ champ: `relecture-${i + 1}`, boite: el("input", { type: "checkbox" }), p }));
	const relecture = el(
		"fieldset",
		{ class: "relecture", hidden: !points.length },
		el("legend", {}, "Je relis mon texte"),
		el("p", { class: "discret" }, "Cochez ce que vous avez vérifié. La machine ne note pas ce texte."),
		points.map((x) => el("label", { class: "choix" }, x.boite, el("span", {}, x.p))),
	);
	const ecartes = el("p", { class: "ecartes", hidden: true }),
		aRelire = el("p", { class: "discret", hidden: true });
	relecture.querySelector("p").after(aRelire);
	const form = el(
		"form",
		{ class: "feuille" },
		el("div", { class: "saisie" }, el("label", { for: id("texte") }, "Votre texte"), zone, longueur, ecartes),
		relecture,
		d.explication && el("p", { class: "discret" }, d.explication),
		el("div", { class: "gestes" }, suivi.mot, suivi.ligne),
	);

	const repere =
		d.mots_min && d.mots_max
			? `, pour ${d.mots_min} à ${d.mots_max} environ`
			: d.mots_max
				? `, pour ${d.mots_max} environ`
				: d.mots_min
					? `, pour ${d.mots_min} au moins, environ`
					: "";
	function direLongueur() {
		const n = compterMots(zone.value);
		texte(longueur, `${pluriel(n, "mot")}${repere}`);
		/* Les points donneraient la réponse avant qu’elle soit écrite. */
		relecture.hidden = !points.length || (n < (d.seuil ?? 1) && !points.some((x) => x.boite.checked));
	}
	function grandir() {
		if (!zone.clientWidth) return; // pas encore dans la page : l’observateur rappellera
		zone.style.height = "auto";
		zone.style.height = `${zone.scrollHeight + 4}px`;
	}
	let largeur = 0;
	const observateur = new ResizeObserver(() => {
		if (zone.clientWidth !== largeur) {
			largeur = zone.clientWidth;
			grandir();
		}
	});

	/** Fait partir le texte en suspens. */
	function vider() {
		clearTimeout(minuterie);
		if (!sale) return;
		sale = false;
		suivi.repondre("texte", zone.value.trim() ? zone.value : "");
		suivi.peindre();
	}

	function peindre(r) {
		const recu = r.get("texte") ?? "";
		/* Jamais sous les doigts : ce qui s’écrit l’emporte jusqu’à son départ. */
		if (!sale && zone.value !== recu && !(recu === "" && !zone.value.trim())) {
			zone.value = recu;
			grandir();
		}
		for (const x of points) {
			const oui = r.has(x.champ);
			if (x.boite.checked !== oui) x.boite.checked = oui;
		}
		for (const [e, s] of [
			[ecartes, suivi.etat().ecartes ?? ""],
			[aRelire, suivi.etat().a_relire ?? ""],
		]) {
			texte(e, s);
			e.hidden = !s;
		}
		direLongueur();
	}

	zone.addEventListener("input", () => {
		sale = true;
		suivi.dire("");
		suivi.esquisser("texte", zone.value.trim() ? zone.value : "");
		direLongueur();
		grandir();
		clearTimeout(minuterie);
		minuterie = setTimeout(vider, PAUSE);
	});
	zone.addEventListener("blur", vider);
	for (const x of points)
		x.boite.addEventListener("change", () => {
			vider();
			suivi.repondre(x.champ, x.boite.checked ? "oui" : "");
			suivi.peindre();
		});
	retenirEntree(form);
	form.addEventListener("submit", (ev) => ev.preventDefault());

	const page = poser(racine, suivi, d, form);
	observateur.observe(zone);
	return lancer(suivi, page, () => observateur.disconnect());
}

export default enCarnet(monter);
