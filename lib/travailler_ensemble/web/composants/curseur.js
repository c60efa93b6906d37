/* Le curseur : se placer entre A et B, lire les deux camps, se replacer, voir les auteurs.
   Sept crans en mots, en boutons radio : un curseur natif est muet sur ses crans. Le premier vote se fige à la lecture, le second quand
   les auteurs paraissent ; ni les camps ni les auteurs ne sont dans la page avant. */
import { encadrer, retenirEntree } from "../commun/cadre.js";
import { differer } from "../commun/choix.js";
import { bouton, el, texte } from "../commun/elements.js";
import { montrer, viser } from "../commun/focus.js";
import { enCarnet } from "../commun/modele.js";
import { signe } from "../commun/signes.js";
import { suivre } from "../commun/suivi.js";

const SANS_PLACE = "je-ne-sais-pas";

export function monter(racine, modele) {
	const d = { titre: "", consigne: "", poles: [], crans: [], ...modele.donnees };
	const noms = new Map([...d.crans.map((c) => [c.cran, c.nom]), [SANS_PLACE, "Je ne sais pas"]]);
	const citer = (vote) => `«\u00a0${noms.get(vote).charAt(0).toLocaleLowerCase("fr")}${noms.get(vote).slice(1)}\u00a0»`;
	let attendue = ""; // « lecture » ou « bilan » demandé, pas encore reçu

	const suivi = suivre(modele, {
		annuler: () => false,
		permis: (champ, valeur) => (champ === "avant" || champ === "apres" ? noms.has(valeur) : valeur === "oui"),
		nommer: (champ, valeur) =>
			`${champ === "apres" ? "votre second vote" : "votre premier vote"}${noms.has(valeur) ? ` (${citer(valeur)})` : ""}`,
		enregistre: (champ, quand) =>
			champ === "avant"
				? `Premier vote enregistré à ${quand}`
				: champ === "apres"
					? `Second vote enregistré à ${quand}`
					: `Enregistré à ${quand}`,
		repli: () => titre,
		vider: () => suspens.vider(),
		peindre,
		recu() {
			if (!attendue || !suivi.etat()[attendue]) return;
			const quoi = attendue;
			attendue = "";
			suivi.peindre();
			viser(quoi === "lecture" ? titreLecture : titreBilan, section, true);
			if (quoi === "bilan") suivi.voix.dire([suivi.etat().bilan.phrase, suivi.etat().bilan.voisins].filter(Boolean).join(" "));
		},
		recommence: () => viser(titre),
		phrases: {
			question: "Recommencer ce débat\u00a0?",
			detail: "Les deux votes sont à refaire. Vos premiers votes restent dans votre compte rendu.",
			recommence: "Les deux votes sont à refaire.",
			change: "vos votes ont changé depuis",
		},
	});
	const { id } = suivi;

	/** 1 : se placer ; 2 : lire, se replacer ; 3 : comparer. Une étape n’est atteinte que lorsque la page en a le contenu. */
	const etape = (r) => (r.has("auteurs") && suivi.etat().bilan ? 3 : r.has("lecture") && suivi.etat().lecture ? 2 : 1);
	const champ = (r) => (etape(r) === 1 ? "avant" : "apres");

	/* ---------- page ---------- */

	const titre = el("h2", { class: "t1", id: id("titre"), tabindex: "-1" }, d.titre);
	const etapes = ["Se placer", "Lire, puis se replacer", "Comparer"].map((nom, i) => el("li", {}, `${i + 1}. ${nom}`));
	const titreLecture = el("h3", { class: "t2", id: id("lecture"), tabindex: "-1" }, "Ce que disent les deux camps");
	const nature = el("p", { class: "nature" }),
		juste = el("p", { class: "juste" });
	const listes = new Map(),
		poles = d.poles.map((p) => {
			const liste = el("ul", { class: "raisons", role: "list" });
			listes.set(p.lettre, liste);
			return el(
				"section",
				{ class: "pole", "aria-labelledby": id(`pole-${p.lettre}`) },
				el("b", { "aria-hidden": "true" }, p.lettre),
				el("h3", { id: id(`pole-${p.lettre}`) }, el("span", { class: "visuel-cache" }, `Position ${p.lettre}\u00a0: `), p.titre),
				liste,
			);
		});
	const listeMilieu = el("ul", { class: "raisons", role: "list" });
	listes.set("milieu", listeMilieu);
	const milieu = el(
		"section",
		{ class: "pole milieu", "aria-labelledby": id("milieu"), hidden: true },
		el("h3", { id: id("milieu") }, "Ni l’un ni l’autre"),
		listeMilieu,
	);

	const nomRadio = id("cran");
	const radios = d.crans.map((c) => el("input", { type: "radio", name: nomRadio, value: c.cran })),
		sans = el("input", { type: "radio", name: nomRadio, value: SANS_PLACE });
	const question = el("legend", {});
	const groupe = el(
		"fieldset",
		{},
		question,
		el(
			"div",
			{ class: "ligne ordonnee sept" },
			d.crans.map((c, i) => el("label", { class: "choix" }, radios[i], el("span", {}, c.nom))),
		),
		el("div", { class: "ligne sans" }, el("label", { class: "choix" }, sans, el("span", {}, "Je ne sais pas"))),
	);
	const suite = bouton("", "principal", "submit");
	const premier = el("p", { class: "discret", hidden: true });
	const form = el("form", { class: "feuille" }, groupe, premier, el("div", { class: "gestes" }, suivi.mot, suivi.ligne, suite));
	const annonce = el("p", { class: "discret" }, "Les places des auteurs apparaissent après votre second vote.");

	const titreBilan = el("h3", { class: "t2", id: id("bilan"), tabindex: "-1" }),
		voisins = el("p");
	const bilan = el("div", { class: "bilan", hidden: true }, titreBilan, voisins);
	const titreAxe = el("h3", { id: id("axe") }),
		axe = el("ol", { class: "axe", role: "list", "aria-labelledby": id("axe") });
	const horsAxe = el("p", { class: "discret" });
	const cle = el(
		"p",
		{ class: "cle discret" },
		[
			["anneau", "une position"],
			["disque un", "votre premier vote"],
			["disque", "votre second vote"],
		].map(([signe, nom]) => el("span", { class: "signe" }, el("span", { class: signe, "aria-hidden": "true" }), nom)),
	);
	const feuilleAxe = el(
		"section",
		{ class: "feuille", "aria-labelledby": id("axe"), hidden: true },
		titreAxe,
		axe,
		cle,
		horsAxe,
		el("p", { class: "discret" }, "Places proposées par la collection, d’après l’extrait de chacun\u00a0: elles se discutent."),
	);

	const section = encadrer(
		{ "aria-labelledby": id("titre") },
		el(
			"div",
			{ class: "activite curseur" },
			suivi.voix.element,
			el(
				"header",
				{ class: "tete" },
				titre,
				d.consigne && el("p", { class: "discret" }, d.consigne),
				el("ol", { class: "etapes", role: "list", "aria-label": "Étapes" }, etapes),
			),
			suivi.avis,
			bilan,
			feuilleAxe,
			titreLecture,
			nature,
			el("div", { class: "poles" }, poles, milieu),
			juste,
			form,
			annonce,
			suivi.pied,
			suivi.confirmer,
		),
	);

	const suspens = differer(
		groupe,
		(radio) => [champ(suivi.reponses()), radio.value],
		(quoi, vote) => {
			suivi.dire("");
			suivi.repondre(quoi, vote);
			suivi.peindre();
		},
	);

	/* ---------- peinture ---------- */

	function peindre(r) {
		const ou = etape(r),
			{ lecture, bilan: fin } = suivi.etat();
		etapes.forEach((li, i) => {
			if (i + 1 === ou) li.setAttribute("aria-current", "step");
			else li.removeAttribute("aria-current");
		});
		const repli = ou === 3 ? titreBilan : ou === 2 ? titreLecture : titre;
		if (ou >= 2) peindreLecture(lecture);
		if (ou === 3) peindreBilan(fin, r);
		montrer(bilan, ou === 3, repli);
		montrer(feuilleAxe, ou === 3, repli);
		montrer(titreLecture, ou >= 2, titre);
		for (const e of [nature, juste, ...poles.map((p) => p.lastChild)]) montrer(e, ou >= 2, titre);
		montrer(milieu, ou >= 2 && listeMilieu.children.length > 0, titre);
		const vote = suspens.enSuspens(champ(r)) ?? r.get(champ(r));
		for (const x of [...radios, sans]) {
			const oui = ou < 3 && x.value === vote;
			if (x.checked !== oui) x.checked = oui;
		}
		texte(question, ou === 1 ? "Où vous placez-vous\u00a0?" : "Et maintenant, où vous placez-vous\u00a0?");
		texte(suite, ou === 1 ? "Lire les deux camps" : "Voir les auteurs");
		texte(premier, r.has("avant") ? `Votre premier vote\u00a0: ${citer(r.get("avant"))}.` : "");
		premier.hidden = ou !== 2;
		montrer(form, ou < 3, repli);
		montrer(annonce, ou < 3, repli);
		/* La ligne d’état suit l’étape : sous le vote, puis sous l’axe. */
		const lieu = ou === 3 ? feuilleAxe : form.lastChild;
		if (suivi.ligne.parentNode !== lieu) {
			if (ou === 3) lieu.append(suivi.ligne);
			else lieu.insertBefore(suivi.ligne, suite);
		}
	}

	let lu = "",
		vu = "";
	function peindreLecture(l) {
		if (JSON.stringify(l) === lu) return;
		lu = JSON.stringify(l);
		nature.replaceChildren(el("span", { class: "etiquette" }, l.nature), ` ${l.sens_nature}`);
		juste.replaceChildren(el("strong", {}, "Pour être juste."), ` ${l.juste}`);
		for (const [lettre, liste] of listes) liste.replaceChildren(...(l.camps.find((c) => c.lettre === lettre)?.positions ?? []).map(raison));
	}

	const raison = (p) =>
		el(
			"li",
			{},
			el("strong", {}, p.auteur),
			el("span", {}, p.teneur),
			el(
				"span",
				{},
				p.etiquettes.flatMap((s) => [el("span", { class: "etiquette" }, s), " "]),
				p.secteur && el("span", { class: "discret" }, p.secteur),
			),
			el(
				"details",
				{},
				el("summary", {}, "Référence"),
				el(
					"p",
					{ class: "discret" },
					(p.reference ?? []).map(([s, italique]) => (italique ? el("i", {}, s) : s)),
					" ",
					p.repere,
				),
			),
		);

	function peindreBilan(b, r) {
		const etatVu = JSON.stringify([b, r.get("avant"), r.get("apres")]);
		if (etatVu === vu) return;
		vu = etatVu;
		texte(titreBilan, b.phrase);
		texte(voisins, b.voisins);
		voisins.hidden = !b.voisins;
		texte(titreAxe, b.presents);
		const un = b.axe.findIndex((c) => c.cran === r.get("avant")),
			deux = b.axe.findIndex((c) => c.cran === r.get("apres"));
		axe.replaceChildren(
			...b.axe.map((c, i) =>
				el(
					"li",
					{},
					el("span", { class: "arret", "aria-hidden": "true" }, el("i")),
					el("span", { class: "cran" }, noms.get(c.cran)),
					c.auteurs.length > 0 &&
						el(
							"ul",
							{ class: "gens", role: "list" },
							c.auteurs.map((a) => el("li", {}, a)),
						),
					(i === un || i === deux) &&
						el(
							"span",
							{
								class: ["vote", i !== deux && "un", i === un && deux > un && "vers-b", i === un && deux >= 0 && deux < un && "vers-a"]
									.filter(Boolean)
									.join(" "),
								style: `--pas: ${Math.abs(deux - un)}`,
							},
							i === un && i === deux ? "vos deux votes" : i === un ? "votre vote 1" : "votre vote 2",
						),
				),
			),
		);
		const dehors = [
			["avant", "Votre premier vote"],
			["apres", "Votre second vote"],
		]
			.filter(([q]) => r.get(q) === SANS_PLACE)
			.map(([, nom]) => `${nom}, «\u00a0je ne sais pas\u00a0», n’est pas sur l’axe.`);
		const sansPlace = b.sans_place.length ? [`Sans place sur l’axe\u00a0: ${b.sans_place.join(", ")}.`] : [];
		texte(horsAxe, [...dehors, ...sansPlace].join(" "));
		horsAxe.hidden = !horsAxe.textContent;
	}

	/* ---------- gestes ---------- */

	retenirEntree(form);
	form.addEventListener("submit", (ev) => {
		ev.preventDefault();
		suspens.vider();
		const r = suivi.reponses(),
			ici = champ(r),
			quoi = ici === "avant" ? "lecture" : "auteurs";
		if (!r.has(ici)) return suivi.dire("Placez-vous d’abord. «\u00a0Je ne sais pas\u00a0» est une réponse.", true);
		suivi.dire("");
		attendue = quoi === "lecture" ? "lecture" : "bilan";
		suivi.repondre(quoi, "oui");
		suivi.peindre();
	});

	racine.append(section);
	suivi.ouvrir();
	return () => {
		suivi.arreter();
		section.remove();
	};
}

export default enCarnet(monter);
