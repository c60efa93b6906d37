/* Le tri : une carte à la fois, un groupe de boutons radio, une vue d’ensemble.

   Par-dessus ce que tient le suivi (voir `suivre`), une vérité de plus : le choix au clavier qui n’est pas encore parti, car parcourir
   n’est pas répondre. */
import { encadrer, retenirEntree } from "../commun/cadre.js";
import { differer } from "../commun/choix.js";
import { activer, bouton, el, texte } from "../commun/elements.js";
import { montrer, viser } from "../commun/focus.js";
import { glisser } from "../commun/glisser.js";
import { enCarnet } from "../commun/modele.js";
import { enLettres } from "../commun/phrases.js";
import { poignee } from "../commun/signes.js";
import { suivre } from "../commun/suivi.js";
import { appelerVoisin, repondreAuVoisin } from "../commun/voisins.js";

const SANS_AVIS = "je-ne-sais-pas";
const REBOND = 350; // ms : un double clic n’avance que d’une carte
const CRANS = 24; // au-delà, la jauge est continue

export function monter(racine, modele) {
	const d = {
		cle: "",
		titre: "",
		consigne: "",
		question: "",
		note_ordre: "",
		borne_debut: "",
		borne_fin: "",
		doute: "",
		...modele.donnees,
	};
	const cartes = d.cartes ?? [];
	const cases = [...(d.cases ?? []), { id: SANS_AVIS, nom: "Je ne sais pas" }];
	const rangCarte = new Map(cartes.map((c, i) => [c.id, i])),
		rangCase = new Map(cases.map((c, i) => [c.id, i]));
	const nommer = (carte) => `«\u00a0${cartes[rangCarte.get(carte)]?.titre ?? carte}\u00a0»`;

	const suivi = suivre(modele, {
		mots: { geste: "ranger", champ: "carte", valeur: "case" },
		permis: (carte, boite) => rangCarte.has(carte) && rangCase.has(boite),
		nommer: (carte, boite) =>
			rangCarte.has(carte) && rangCase.has(boite) ? `${nommer(carte)} (${cases[rangCase.get(boite)].nom})` : nommer(carte),
		compte: (r) => `${compte(r)}.`,
		enregistre(carte, quand) {
			const i = rangCarte.get(carte);
			return i === undefined || finie || i === courante ? `Enregistré à ${quand}` : `Carte ${i + 1} enregistrée à ${quand}`;
		},
		repli: () => titreCarte,
		vider: () => suspens.vider(),
		peindre,
		recu(r) {
			if (finie && r.size < cartes.length) aller(Math.max(0, premiereLibre(r)), form.contains(document.activeElement));
		},
		recommence: () => aller(0, true),
		annule(avant, r) {
			const i = cartes.findIndex((c) => avant.get(c.id) !== r.get(c.id));
			if (i < 0) return "";
			if (i !== courante || finie) aller(i, true);
			const boite = cases[rangCase.get(r.get(cartes[i].id))];
			return `Réponse annulée\u00a0: «\u00a0${cartes[i].titre}\u00a0» ${boite ? `revient dans «\u00a0${boite.nom}\u00a0»` : "est à classer"}.`;
		},
		phrases: {
			question: "Recommencer ce tri\u00a0?",
			detail: "Les cartes reviennent toutes à classer. Vos premières réponses restent dans votre compte rendu.",
			recommence: "Toutes les cartes sont à classer.",
			change: "le tri a changé depuis",
		},
	});
	const { id, reponses, dire } = suivi;

	let courante = 0,
		finie = false,
		vierge = true,
		dernierPas = 0;
	let ensembleBati = false;

	const premiereLibre = (r = reponses()) => cartes.findIndex((c) => !r.has(c.id));
	const compte = (r) => `${r.size} sur ${cartes.length} ${r.size > 1 ? "classées" : "classée"}`;

	/* ---------- gestes ---------- */

	function ranger(i, boite) {
		if (suspens.enSuspens(cartes[i].id) !== undefined) suspens.oublier();
		suivi.repondre(cartes[i].id, boite);
		dire("");
		suivi.peindre();
	}

	function aller(i, focus) {
		suspens.vider();
		if (!cartes.length) return;
		courante = i;
		finie = false;
		vierge = !reponses().has(cartes[i].id);
		montrerPage(focus);
	}

	function finir(focus) {
		suspens.vider();
		finie = true;
		ensemble.open = true;
		montrerPage(focus);
	}

	function montrerPage(focus) {
		dernierPas = Date.now();
		dire("");
		peindreCarte();
		suivi.peindre();
		if (focus) viser(titreCarte, form);
	}

	function suivante() {
		suspens.vider();
		const r = reponses(),
			toutes = r.size === cartes.length,
			libre = premiereLibre(r);
		if (toutes && (vierge || courante === cartes.length - 1)) finir(true);
		else if (courante < cartes.length - 1) aller(courante + 1, true);
		else if (libre === courante)
			dire("C’est la dernière carte, et elle reste à classer. «\u00a0Je ne sais pas\u00a0» est une réponse.", true);
		else {
			aller(libre, true);
			dire("Retour à la première carte à classer.", true);
		}
	}

	function lire(carte) {
		suspens.vider();
		const prise = appelerVoisin("te-lire", d.cle, carte);
		const absente = "La comparaison s’ouvre plus bas\u00a0: exécutez la cellule suivante.";
		dire(prise ? "" : absente, true);
	}

	/* ---------- page ---------- */

	const titre = el("h2", { class: "t1", id: id("titre") }, d.titre);
	const combien = el("strong"),
		reste = document.createTextNode("");
	const crans =
		cartes.length <= CRANS
			? el(
					"div",
					{ class: "crans", "aria-hidden": "true", style: `grid-template-columns: repeat(${Math.max(1, cartes.length)}, 1fr)` },
					cartes.map(() => el("i")),
				)
			: el("div", { class: "jauge", "aria-hidden": "true" }, el("i"));

	const prise = el(
		"span",
		{ class: "poignee", "data-glisse": "carte", title: "Glisser la carte vers une case", "aria-hidden": "true" },
		poignee(),
	);
	const surtitre = el("span");
	const titreCarte = el("h3", { class: "t2", id: id("carte"), tabindex: "-1" });
	const recit = el("div", { class: "recits" });
	const article = el("article", {}, el("p", { class: "surtitre discret" }, surtitre, prise), titreCarte, recit);

	const nomRadio = id("case");
	const radios = cases.map((c, i) => el("input", { type: "radio", name: nomRadio, value: String(i) }));
	const choix = cases.map((c, i) => el("label", { class: "choix", "data-case": String(i) }, radios[i], el("span", {}, c.nom)));
	const borne = (s, nom, radio) => {
		if (!s) return "";
		radio?.setAttribute("aria-describedby", id(nom));
		return el("p", { class: "borne", id: id(nom) }, s);
	};
	const bornes = [borne(d.borne_debut, "debut", radios[0]), borne(d.borne_fin, "fin", radios[cases.length - 2])];
	const groupe = el(
		"fieldset",
		{ "aria-describedby": id("carte") },
		el("legend", {}, d.question),
		bornes[0],
		el(
			"div",
			{ class: `ligne ${d.ordonne ? "ordonnee" : "simple"}`, style: `--moitie: ${Math.ceil((cases.length - 1) / 2)}` },
			choix.slice(0, -1),
		),
		bornes[1],
		el("div", { class: "ligne sans" }, choix.at(-1)),
		d.note_ordre && el("p", { class: "note discret" }, d.note_ordre),
	);

	const suite = {
		titre: "Cette carte a d’autres lectures.",
		phrase: "Après les avoir lues, vous pourrez changer d’avis\u00a0: vos deux réponses seront gardées.",
		bouton: "Lire leurs raisons",
		...d.suite,
	};
	const boutonLire = bouton(suite.bouton);
	const echo = el("div", { class: "echo", hidden: true }, el("p", {}, el("strong", {}, suite.titre), ` ${suite.phrase}`), boutonLire);
	const doute = el(
		"details",
		{ class: "mots", hidden: !d.doute },
		el("summary", {}, "Un doute sur un mot\u00a0?"),
		d.doute
			.split("\n")
			.filter(Boolean)
			.map((p) => el("p", {}, p)),
	);
	const cote = el("div", { class: "cote" }, doute, echo);

	const boutonFinir = bouton("Terminer", "nu");
	const boutonPrecedente = bouton("Carte précédente"),
		boutonSuivante = bouton("Carte suivante", "principal", "submit");
	const boutonRelire = bouton("Relire les cartes"),
		boutonComparer = bouton("Comparer", "principal");
	const form = el(
		"form",
		{ class: "feuille" },
		article,
		groupe,
		cote,
		el("div", { class: "gestes" }, suivi.mot, suivi.ligne, boutonFinir, boutonPrecedente, boutonSuivante, boutonRelire, boutonComparer),
	);

	const boites = el("div", { class: "boites" });
	const ensemble = el(
		"details",
		{ class: "ensemble" },
		el("summary", {}, "Vue d’ensemble du tri"),
		el(
			"p",
			{ class: "discret" },
			"Chaque bouton rouvre une carte. À la souris ou au doigt, sa poignée la fait glisser d’une boîte à l’autre.",
		),
		boites,
	);

	const section = encadrer(
		{ "aria-labelledby": id("titre") },
		el(
			"div",
			{ class: "activite tri" },
			suivi.voix.element,
			el(
				"header",
				{ class: "tri-tete" },
				el("div", {}, titre, d.consigne && el("p", { class: "discret" }, d.consigne)),
				el("div", { class: "tri-avance" }, el("p", { class: "chiffre" }, combien, reste), crans),
			),
			suivi.avis,
			form,
			ensemble,
			suivi.pied,
			suivi.confirmer,
		),
	);

	const suspens = differer(
		groupe,
		(radio) => (cartes[courante] ? [cartes[courante].id, cases[Number(radio.value)].id] : null),
		(carte, boite) => ranger(rangCarte.get(carte), boite),
	);

	/* ---------- peinture : seul ce qui change est touché ---------- */

	function peindreCarte() {
		if (finie) {
			texte(titreCarte, cartes.length === 1 ? "La carte est rangée" : `Les ${enLettres(cartes.length)} cartes sont rangées`);
			recit.replaceChildren(
				el(
					"p",
					{ class: "recit" },
					`Relisez l’ensemble si vous le souhaitez\u00a0: une carte se déplace en la rouvrant ou en la glissant.${d.suite_finie ? ` ${d.suite_finie}` : d.compare ? " Puis passez à la comparaison, à l’étape suivante." : ""}`,
				),
			);
			return;
		}
		const c = cartes[courante];
		texte(surtitre, [`Carte ${courante + 1} sur ${cartes.length}`, c?.surtitre].filter(Boolean).join(" · "));
		texte(titreCarte, c?.titre ?? "Aucune carte à classer");
		recit.replaceChildren(...(c?.paragraphes ?? []).map((p) => el("p", { class: "recit" }, p)));
	}

	function peindre(r) {
		const toutes = cartes.length > 0 && r.size === cartes.length,
			c = cartes[courante];
		texte(combien, String(r.size));
		const suite = ` sur ${cartes.length} ${r.size > 1 ? "classées" : "classée"}`;
		if (reste.data !== suite) reste.data = suite;
		if (crans.className === "jauge") crans.firstChild.style.inlineSize = `${(100 * r.size) / cartes.length}%`;
		else
			cartes.forEach((x, i) => {
				crans.children[i].classList.toggle("f", r.has(x.id));
				crans.children[i].classList.toggle("ici", !finie && i === courante);
			});

		const choisie = finie || !c ? -1 : (rangCase.get(suspens.enSuspens(c.id) ?? r.get(c.id)) ?? -1);
		radios.forEach((x, i) => {
			if (x.checked !== (i === choisie)) x.checked = i === choisie;
		});
		form.classList.toggle("finie", finie);
		montrer(article.firstChild, !finie && !!c);
		montrer(groupe, !finie && !!c, titreCarte);
		montrer(cote, !finie && !!c, titreCarte);
		montrer(echo, !!d.compare && !!c && r.has(c.id), titreCarte);
		for (const b of [boutonPrecedente, boutonSuivante]) montrer(b, !finie && !!c, titreCarte);
		activer(boutonPrecedente, courante > 0);
		montrer(boutonFinir, !finie && toutes && !vierge, titreCarte);
		montrer(boutonRelire, finie, titreCarte);
		montrer(boutonComparer, finie && !!d.compare, titreCarte);
		if (ensembleBati) peindreEnsemble(r);
	}

	/* Les boutons de cartes sont créés une fois, puis déplacés d’une boîte à l’autre. */
	const jetons = [],
		listes = [],
		tetes = [];
	function batirEnsemble() {
		ensembleBati = true;
		[...cases.map((c) => c.nom), ""].forEach((nom, i) => {
			const tete = el("p", { class: "boite-nom", id: id(`boite-${i}`) }, nom),
				liste = el("ul", { class: "jetons", role: "list" });
			tetes.push(tete);
			listes.push(liste);
			boites.append(
				el(
					"div",
					{ class: "boite", role: "group", "aria-labelledby": id(`boite-${i}`), "data-case": i < cases.length && String(i) },
					tete,
					liste,
					el("p", { class: "vide" }, "vide"),
				),
			);
		});
		cartes.forEach((c, i) =>
			jetons.push(
				el(
					"li",
					{},
					el(
						"button",
						{ type: "button", class: "jeton", "data-glisse": String(i) },
						el("span", { class: "poignee" }, poignee()),
						el("span", {}, `${i + 1}. ${c.titre}`),
					),
				),
			),
		);
	}

	function peindreEnsemble(r = reponses()) {
		const places = listes.map(() => []);
		cartes.forEach((c, i) => places[r.has(c.id) ? rangCase.get(r.get(c.id)) : cases.length].push(i));
		places.forEach((ici, k) => {
			let suivant = listes[k].firstChild;
			for (const i of ici) {
				if (jetons[i] === suivant) suivant = suivant.nextSibling;
				else {
					const tenu = jetons[i].contains(document.activeElement);
					listes[k].insertBefore(jetons[i], suivant);
					if (tenu) jetons[i].firstChild.focus({ preventScroll: true });
				}
			}
		});
		places.forEach((ici, k) => {
			listes[k].hidden = !ici.length;
			listes[k].nextSibling.hidden = ici.length > 0;
		});
		const libres = places.at(-1);
		texte(tetes.at(-1), `À classer (${libres.length})`);
		tetes.at(-1).parentNode.hidden = !libres.length;
		cartes.forEach((c, i) => {
			const b = jetons[i].firstChild;
			b.classList.toggle("libre", !r.has(c.id));
			if (!finie && i === courante) b.setAttribute("aria-current", "true");
			else b.removeAttribute("aria-current");
		});
	}

	/* ---------- écoute ---------- */

	retenirEntree(form);
	form.addEventListener("submit", (ev) => {
		ev.preventDefault();
		if (!finie) suivante();
	});
	const rebond = (ev) => ev.detail > 1 && Date.now() - dernierPas < REBOND;
	boutonSuivante.addEventListener("click", (ev) => {
		if (rebond(ev)) ev.preventDefault();
	});
	boutonPrecedente.addEventListener("click", (ev) => {
		if (!rebond(ev) && courante > 0) aller(courante - 1, true);
	});
	boutonFinir.addEventListener("click", () => finir(true));
	boutonRelire.addEventListener("click", () => aller(0, true));
	boutonLire.addEventListener("click", () => lire(cartes[courante].id));
	boutonComparer.addEventListener("click", () => lire(null));

	ensemble.addEventListener("toggle", () => {
		if (ensemble.open && !ensembleBati) {
			batirEnsemble();
			peindreEnsemble();
		}
	});
	boites.addEventListener("click", (ev) => {
		const b = ev.target.closest(".jeton");
		if (b) aller(Number(b.dataset.glisse), true);
	});

	const arreterGlisser = glisser(section, {
		saisir: (cible, souris) => {
			const source = cible.closest("[data-glisse]");
			if (!source || (!souris && !cible.closest(".poignee"))) return null;
			const i = source.dataset.glisse === "carte" ? courante : Number(source.dataset.glisse);
			return { source, carte: i, titre: cartes[i].titre };
		},
		/* Une case du groupe ne reçoit que la carte en cours ; une boîte les reçoit toutes. */
		accueille: (zone, i) => zone.classList.contains("boite") || i === courante,
		commencer: (i) => {
			suspens.vider();
			section.classList.toggle("glisse-carte", i === courante && !finie);
		},
		deposer: (i, k) => {
			ranger(i, cases[k].id);
			suivi.voix.dire(`«\u00a0${cartes[i].titre}\u00a0»\u00a0: ${cases[k].nom}.`);
		},
	});

	const arreterAppels = repondreAuVoisin("te-revenir", d.cle, section, (carte) => {
		const i = rangCarte.get(carte);
		if (i !== undefined) aller(i, false);
		viser(titreCarte, form, true);
	});

	/* ---------- ouverture ---------- */

	racine.append(section);
	const repris = suivi.reprendre(),
		libre = premiereLibre();
	if (cartes.length && libre < 0) finir(false);
	else if (cartes.length) aller(libre, false);
	else {
		peindreCarte();
		suivi.peindre();
	}
	dire(repris, true);

	return () => {
		suivi.arreter();
		arreterAppels();
		arreterGlisser();
		section.remove();
	};
}

export default enCarnet(monter);
