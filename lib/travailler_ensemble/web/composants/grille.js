/* La grille : des critères à trois valeurs, par familles que l’on replie. Deux usages : composer sa définition (l’effet est à côté) ou
   coder un récit. */
import { encadrer, retenirEntree } from "../commun/cadre.js";
import { differer } from "../commun/choix.js";
import { activer, bouton, el, texte } from "../commun/elements.js";
import { montrer, viser } from "../commun/focus.js";
import { enCarnet } from "../commun/modele.js";
import { enLettres, majuscule, pluriel, ponctuer } from "../commun/phrases.js";
import { pivotsDits, referenceDite } from "../commun/raisons.js";
import { suivre } from "../commun/suivi.js";
import { appelerVoisin, repondreAuVoisin } from "../commun/voisins.js";

const REPOS_TEXTE = 3000; // ms sans frappe avant qu’un texte parte ; d’ici là, le navigateur en garde l’esquisse
const LARGE = 736; // px : au-delà, toutes les familles tiennent à l’écran et s’ouvrent d’emblée
const VERDICTS = [
	["reconnue", "O", "reconnue", "reconnues"],
	["incertaine", "Q", "incertaine", "incertaines"],
	["non reconnue", "N", "non reconnue", "non reconnues"],
];
/* Ce que dessine un bouton radio : plein, barré ou neutre. */
const SORTES = { exigé: "plein", oui: "plein", écarté: "barre", non: "barre", "sans effet": "neutre", inconnu: "neutre" };

export function monter(racine, modele) {
	const d = {
		cle: "",
		titre: "",
		consigne: "",
		genre: "codage",
		forme: "",
		valeurs: [],
		familles: [],
		champs: { recit: "recit", mots: "mots:" },
		longueurs: { recit: 6000, mots: 240 },
		libre: false,
		recit: null,
		situations: [],
		enonces: [],
		...modele.donnees,
	};
	const definit = d.genre === "definition";
	const criteres = d.familles.flatMap((f) => f.criteres);
	const parId = new Map(criteres.map((c) => [c.id, c])),
		valeurs = new Map(d.valeurs.map((v) => [v.id, v]));
	const DEFAUT = definit ? "sans effet" : undefined;
	const estTexte = (champ) => champ === d.champs.recit || champ.startsWith(d.champs.mots);
	const nomDe = (champ) =>
		champ === d.champs.recit ? "votre récit" : `«\u00a0${parId.get(champ.replace(d.champs.mots, ""))?.nom ?? champ}\u00a0»`;

	const suivi = suivre(modele, {
		permis: (champ, valeur) =>
			estTexte(champ)
				? champ === d.champs.recit
					? d.libre
					: parId.has(champ.slice(d.champs.mots.length))
				: parId.has(champ) && valeurs.has(valeur),
		nommer: (champ, valeur) => (estTexte(champ) ? nomDe(champ) : `${nomDe(champ)} (${valeurs.get(valeur)?.nom ?? valeur})`),
		compte: (r) => (definit ? (suivi.etat().effet?.annonce ?? "") : `${dits(r)}.`),
		repli: () => titre,
		vider,
		peindre,
		annule(avant, r) {
			const champ = [...new Set([...avant.keys(), ...r.keys()])].find((x) => avant.get(x) !== r.get(x));
			if (!champ) return "";
			const retour = estTexte(champ) ? "" : `\u00a0: ${valeurs.get(r.get(champ) ?? DEFAUT)?.nom ?? "à répondre"}`;
			return `Annulé. ${majuscule(nomDe(champ))}${retour}.`;
		},
		recommence: () => viser(titre, section),
		phrases: definit
			? {
					question: "Recommencer votre définition\u00a0?",
					detail: "Tous les critères redeviennent sans effet. Vos premières réponses restent dans votre compte rendu.",
					recommence: "Tous les critères sont sans effet.",
					change: "la grille a changé depuis",
				}
			: {
					question: "Recommencer ce codage\u00a0?",
					detail: `Tous les critères sont à répondre${d.libre ? ", et le récit s’efface" : ""}. Vos premières réponses restent dans votre compte rendu.`,
					recommence: "Tous les critères sont à répondre.",
					change: "la grille a changé depuis",
				},
	});
	const { id } = suivi;

	const repondus = (r) => criteres.filter((c) => r.has(c.id) && r.get(c.id) !== DEFAUT);
	const dits = (r) => {
		const n = repondus(r).length;
		return `${pluriel(n, "critère répondu", "critères répondus")} sur ${criteres.length}`;
	};

	/* ---------- textes : le récit, les mots qui montrent une réponse ---------- */

	const textes = new Map(); // champ → { zone, minuterie }
	function suivreTexte(champ, zone) {
		const t = { zone, minuterie: 0 };
		textes.set(champ, t);
		const partir = () => {
			clearTimeout(t.minuterie);
			t.minuterie = 0;
			suivi.repondre(champ, zone.value.trim());
			suivi.peindre();
		};
		zone.addEventListener("input", () => {
			clearTimeout(t.minuterie);
			suivi.esquisser(champ, zone.value.trim());
			t.minuterie = setTimeout(partir, REPOS_TEXTE);
		});
		zone.addEventListener("change", partir);
		t.partir = partir;
		return zone;
	}

	function vider() {
		for (const c of lignes) c.suspens.vider();
		for (const t of textes.values()) if (t.minuterie) t.partir();
	}

	/** Un texte venu d’ailleurs ne remplace jamais ce qui s’écrit ici. */
	function peindreTextes(r) {
		for (const [champ, { zone, minuterie }] of textes) {
			const connu = r.get(champ) ?? "";
			if (!minuterie && zone !== document.activeElement && zone.value.trim() !== connu) zone.value = connu;
		}
	}

	const paragraphes = (liste) => liste.map((p) => el("p", { class: "recit" }, p));

	/* ---------- critères ---------- */

	const lignes = []; // une par critère : { critere, radios, suspens, mots }
	function ligneDe(c) {
		const nom = id(c.id);
		const radios = d.valeurs.map((v) => el("input", { type: "radio", name: nom, value: v.id, "data-sorte": SORTES[v.id] }));
		const legende = definit
			? [el("strong", {}, majuscule(c.court)), `\u00a0: ${c.phrase}.`]
			: [el("strong", {}, `${majuscule(c.court)}.`), ` ${c.question}`];
		const zone = definit
			? null
			: suivreTexte(
					d.champs.mots + c.id,
					el("input", { type: "text", class: "saisie", id: `${nom}-mots`, maxlength: String(d.longueurs.mots), autocomplete: "off" }),
				);
		const mots =
			zone &&
			el(
				"p",
				{ class: "mots", hidden: true },
				el(
					"label",
					{ for: zone.id },
					"Les mots qui le montrent",
					el("span", { class: "visuel-cache" }, ` (${c.court})`),
					el("span", { class: "discret" }, " (facultatif)"),
				),
				zone,
			);
		const fieldset = el(
			"fieldset",
			{ class: "critere", "aria-describedby": c.remarque && !definit && `${nom}-note` },
			el("legend", {}, legende),
			!definit && c.remarque && el("p", { class: "note discret", id: `${nom}-note` }, ponctuer(c.remarque)),
			el(
				"div",
				{ class: "trois-choix" },
				d.valeurs.map((v, i) => el("label", { class: "choix" }, radios[i], el("span", {}, v.nom))),
			),
			mots,
		);
		const suspens = differer(
			fieldset,
			(radio) => (radio.type === "radio" ? [c.id, radio.value] : null),
			(champ, valeur) => {
				suivi.repondre(champ, valeur);
				suivi.dire("");
				suivi.peindre();
			},
		);
		lignes.push({ critere: c, radios, suspens, mots, fieldset });
		return fieldset;
	}

	const familles = d.familles.map((f) => {
		const combien = el("span", { class: "discret chiffre" });
		const pli = el(
			"details",
			{ class: "famille" },
			el("summary", {}, el("h3", { class: "famille-nom" }, f.titre), " ", combien),
			definit &&
				el(
					"p",
					{ class: "tetes", "aria-hidden": "true" },
					el("span"),
					d.valeurs.map((v) => el("span", {}, v.nom)),
				),
			/* À l’étroit, le récit est loin au-dessus : chaque famille le redonne, replié. */
			d.recit &&
				el(
					"details",
					{ class: "relire" },
					el("summary", {}, "Relire le récit"),
					el("div", { class: "recits" }, paragraphes(d.recit.paragraphes)),
				),
			f.criteres.map(ligneDe),
		);
		return { pli, combien, criteres: f.criteres };
	});

	/* ---------- page ---------- */

	const titre = el("h2", { class: "t1", id: id("titre"), tabindex: "-1" }, d.titre);
	const combien = el("strong"),
		suite = el("span");
	const sens = el(
		"dl",
		{ class: "sens" },
		d.valeurs.map((v) => el("div", {}, el("dt", {}, v.nom), el("dd", {}, v.sens))),
	);
	const court = el("p", { class: "court chiffre", "aria-hidden": "true", hidden: true });

	function recit() {
		if (d.recit)
			return el(
				"article",
				{ class: "histoire", "aria-labelledby": id("recit") },
				el("p", { class: "surtitre discret" }, d.recit.surtitre),
				el("h3", { class: "t2", id: id("recit") }, d.recit.titre),
				el("div", { class: "recits" }, paragraphes(d.recit.paragraphes)),
			);
		if (!d.libre) return null;
		const zone = suivreTexte(
			d.champs.recit,
			el("textarea", {
				class: "saisie",
				id: id("libre"),
				rows: "12",
				maxlength: String(d.longueurs.recit),
				"aria-describedby": id("prudence"),
			}),
		);
		return el(
			"div",
			{ class: "histoire" },
			el("label", { class: "t2", for: zone.id }, "Votre récit"),
			el(
				"p",
				{ class: "discret", id: id("prudence") },
				"Ne nommez personne\u00a0; changez ce qui ferait reconnaître les gens ou les lieux. Écrivez ce que chacun fait, décide, apporte.",
			),
			zone,
		);
	}
	const histoire = recit();
	const tour = el(
		"form",
		{ class: "criteres", "aria-label": definit ? "Les critères de ma définition" : "Les critères à coder" },
		familles.map((f) => f.pli),
	);
	const effet = definit ? batirEffet() : null;
	const versLectures = definit ? null : bouton("Lire les auteurs", "principal");
	const gestes = el("div", { class: "gestes" }, suivi.mot, suivi.ligne, versLectures);

	const section = encadrer(
		{ "aria-labelledby": id("titre") },
		el(
			"div",
			{ class: `activite grille ${definit ? "definition" : "codage"}` },
			suivi.voix.element,
			el(
				"header",
				{ class: "tete" },
				titre,
				d.consigne && el("p", { class: "discret" }, d.consigne),
				el("div", { class: "ou" }, suivi.avance, el("p", { class: "chiffre" }, combien, suite)),
			),
			suivi.avis,
			sens,
			court,
			el("div", { class: "corps" }, histoire, tour, effet?.cote),
			el("p", { class: "discret" }, "Le rangement des critères en quatre familles est le nôtre."),
			gestes,
			effet?.suite,
			suivi.pied,
			suivi.confirmer,
		),
	);

	/* ---------- peinture : seul ce qui change est touché ---------- */

	function peindre(r) {
		for (const l of lignes) {
			const valeur = l.suspens.enSuspens(l.critere.id) ?? r.get(l.critere.id) ?? DEFAUT;
			for (const x of l.radios) if (x.checked !== (x.value === valeur)) x.checked = x.value === valeur;
			l.fieldset.classList.toggle("regle", r.has(l.critere.id) && r.get(l.critere.id) !== DEFAUT);
			if (l.mots) montrer(l.mots, ["oui", "non"].includes(valeur), titre);
		}
		peindreTextes(r);
		const faits = repondus(r);
		for (const f of familles) {
			const ici = faits.filter((c) => f.criteres.includes(c));
			const exiges = ici.filter((c) => r.get(c.id) === "exigé").length,
				ecartes = ici.length - exiges;
			texte(
				f.combien,
				definit
					? [exiges && pluriel(exiges, "exigé"), ecartes && pluriel(ecartes, "écarté")].filter(Boolean).join(", ") ||
							pluriel(f.criteres.length, "critère")
					: `${ici.length} sur ${f.criteres.length}`,
			);
		}
		const exiges = faits.filter((c) => r.get(c.id) === "exigé").length;
		texte(combien, String(definit ? exiges : faits.length));
		texte(
			suite,
			definit
				? ` ${exiges > 1 ? "critères exigés" : "critère exigé"} sur ${criteres.length}`
				: ` sur ${criteres.length} ${faits.length > 1 ? "répondus" : "répondu"}`,
		);
		if (versLectures) activer(versLectures, faits.length > 0);
		effet?.peindre(suivi.etat().effet);
	}

	/* ---------- l’effet d’une définition ---------- */

	function batirEffet() {
		const n = d.situations.length,
			recits = new Map(d.situations.map((s) => [s.id, s])),
			enonces = new Map(d.enonces.map((e) => [e.id, e]));
		const carre = (c) => el("span", { class: "verdicts", "aria-hidden": "true" }, el("i", { class: c }));

		/* à côté des critères : l’essentiel, tout de suite */
		const vide = el(
			"p",
			{},
			`Exigez deux critères\u00a0: les ${enLettres(n)} situations seront relues aussitôt, et les définitions les plus proches de la vôtre apparaîtront.`,
		);
		const bilan = el("p", {}, el("strong", {})),
			bilanAide = el("p", {}, "Exigez au moins deux critères.");
		const nombre = el("b"),
			surN = el("span");
		const grille = el(
			"div",
			{ class: "verdicts", "aria-hidden": "true" },
			d.situations.map(() => el("i")),
		);
		const decompte = VERDICTS.map(([verdict, lettre, un, plusieurs]) => ({
			verdict,
			un,
			plusieurs,
			nombre: el("b"),
			mot: el("span"),
			lettre,
		}));
		const seuls = el("p"),
			proches = el("p", { class: "proches-dit" });
		const comptes = el(
			"div",
			{ class: "comptes" },
			el("p", { class: "grand chiffre" }, nombre, surN),
			grille,
			el(
				"ul",
				{ class: "cle chiffre", role: "list" },
				decompte.map((x) => el("li", {}, carre(x.lettre), x.nombre, x.mot)),
			),
			seuls,
		);
		const cote = el("aside", { class: "effet", "aria-label": "Effet de ma définition" }, vide, bilan, bilanAide, comptes, proches);

		/* dessous : la phrase, les voisins, les situations */
		const phrase = el("p", { class: "phrase" });
		const listeProches = el("ul", { class: "voisins", role: "list" }),
			listeAutres = el("ul", { class: "voisins", role: "list" });
		const resumeAutres = el("summary"),
			autres = el("details", {}, resumeAutres, listeAutres);
		const dit = el("p");
		const sectionVoisins = el(
			"section",
			{ "aria-labelledby": id("voisins") },
			el("h3", { class: "t2", id: id("voisins") }, "Qui définit comme vous\u00a0?"),
			dit,
			listeProches,
			autres,
			el(
				"details",
				{},
				el("summary", {}, "Comment l’accord est-il mesuré\u00a0?"),
				el(
					"p",
					{},
					"Nous comparons vos lectures des situations à celles que donnent les critères de l’auteur. L’accord est corrigé du hasard (kappa de Cohen)\u00a0: 1, toutes les lectures sont les mêmes\u00a0; 0, pas plus que n’en donne le hasard\u00a0; moins, l’inverse.",
				),
				el(
					"p",
					{},
					"Sans cette correction, une définition qui refuse presque tout ressemblerait à toutes celles qui refusent presque tout. C’est pourquoi nous disons aussi combien de situations vous reconnaissez en commun.",
				),
				el(
					"p",
					{},
					"Être proche d’un auteur n’est ni un point gagné ni un point perdu. Un critère absent d’un extrait n’est pas refusé par l’auteur.",
				),
			),
		);
		const groupes = VERDICTS.map(([verdict, lettre, , plusieurs]) => {
			const t = el("h4"),
				liste = el("ul", { class: "lues", role: "list" });
			return {
				verdict,
				lettre,
				plusieurs,
				titre: t,
				liste,
				bloc: el("div", { class: "lues-bloc" }, el("p", { class: "lues-tete" }, carre(lettre), t), liste),
			};
		});
		const situations = el(
			"details",
			{ class: "situations" },
			el("summary", {}, `Les ${enLettres(n)} situations, une à une`),
			groupes.map((g) => g.bloc),
		);
		const suite = el(
			"div",
			{ class: "resultats" },
			el(
				"section",
				{ "aria-labelledby": id("phrase") },
				el("h3", { class: "t2", id: id("phrase") }, "Votre définition, en une phrase"),
				phrase,
			),
			sectionVoisins,
			situations,
		);

		/* Les situations sont créées à l’ouverture, puis déplacées d’un verdict à l’autre : repli et focus restent. */
		const fiches = new Map();
		function fiche(s) {
			const pourquoi = el("span", { class: "discret" }),
				raisons = el("div", { class: "raisons" }),
				r = recits.get(s.situation);
			const pli = el(
				"details",
				{},
				el("summary", {}, el("span", {}, r?.titre ?? s.situation), pourquoi),
				raisons,
				el("p", { class: "discret" }, r?.surtitre),
				el("div", { class: "recits" }, paragraphes(r?.paragraphes ?? [])),
			);
			return { li: el("li", {}, pli), pourquoi, raisons, dite: "" };
		}
		function peindreSituations(lectures) {
			if (!situations.open) return;
			for (const g of groupes) {
				const ici = lectures.filter((x) => x.verdict === g.verdict);
				texte(g.titre, `${ici.length}\u00a0${ici.length > 1 ? g.plusieurs : g.verdict}`);
				g.bloc.hidden = !ici.length;
				let suivante = g.liste.firstChild;
				for (const x of ici) {
					if (!fiches.has(x.situation)) fiches.set(x.situation, fiche(x));
					const f = fiches.get(x.situation),
						cle = JSON.stringify(x.pivots);
					if (f.dite !== cle) {
						f.dite = cle;
						texte(f.pourquoi, x.pivots.map((p) => `${p.mot}\u00a0: ${p.termes.map((t) => t.critere).join(", ")}`).join(". "));
						f.raisons.replaceChildren(...pivotsDits(x.pivots));
					}
					if (f.li === suivante) suivante = suivante.nextSibling;
					else {
						const tenu = f.li.contains(document.activeElement) && document.activeElement;
						g.liste.insertBefore(f.li, suivante);
						if (tenu) tenu.focus({ preventScroll: true });
					}
				}
			}
		}

		const cartes = new Map(); // énoncé → sa carte, gardée d’un changement à l’autre
		function carteDe(v) {
			if (!cartes.has(v.enonce)) {
				const e = enonces.get(v.enonce) ?? { nom: v.enonce, statut: "", reference: [] };
				const accord = el("span", { class: "chiffre" }),
					jauge = el("i"),
					detail = el("p", { class: "discret chiffre" }),
					separent = el("div", { class: "separent" });
				const li = el(
					"li",
					{},
					el("p", { class: "voisin-tete" }, el("strong", {}, e.nom), accord),
					el("span", { class: "jauge", "aria-hidden": "true" }, jauge),
					detail,
					separent,
					el(
						"div",
						{ class: "pied-source" },
						e.statut && el("span", { class: "etiquette" }, e.statut),
						el(
							"details",
							{ class: "reference" },
							el("summary", {}, "Référence"),
							el("p", { class: "discret" }, referenceDite(e.reference)),
						),
					),
				);
				cartes.set(v.enonce, { li, accord, jauge, detail, separent, dite: "" });
			}
			const c = cartes.get(v.enonce),
				cle = JSON.stringify(v);
			if (c.dite !== cle) {
				c.dite = cle;
				texte(c.accord, v.accord ? `accord de ${v.accord}` : "accord non défini");
				c.jauge.style.inlineSize = `${100 * v.part}%`;
				texte(c.detail, ponctuer(v.dit));
				c.separent.replaceChildren(
					...(v.separent.length
						? v.separent.map((x) => el("p", {}, el("strong", {}, `${x.mot}\u00a0:`), ` ${x.dit}.`))
						: [el("p", {}, "Rien ne vous sépare\u00a0: mêmes critères exigés, mêmes critères écartés.")]),
				);
			}
			return c.li;
		}
		function ranger(liste, enfants) {
			if (enfants.length === liste.children.length && enfants.every((e, i) => e === liste.children[i])) return;
			const tenu = liste.contains(document.activeElement) && document.activeElement;
			liste.replaceChildren(...enfants);
			if (tenu) {
				if (tenu.isConnected) tenu.focus({ preventScroll: true });
				else viser(titre);
			}
		}

		let dernier = null;
		function peindreVoisins() {
			const voisins = dernier?.voisins ?? [],
				loin = voisins.filter((v) => !v.proche);
			ranger(listeProches, voisins.filter((v) => v.proche).map(carteDe));
			texte(
				resumeAutres,
				voisins.length === loin.length
					? `Les ${enLettres(loin.length)} définitions des auteurs, de la plus proche à la plus éloignée`
					: loin.length === 1
						? "Une autre définition"
						: `Les ${enLettres(loin.length)} autres définitions, de la plus proche à la plus éloignée`,
			);
			autres.hidden = !loin.length;
			if (autres.open) ranger(listeAutres, loin.map(carteDe));
		}
		autres.addEventListener("toggle", peindreVoisins);
		situations.addEventListener("toggle", () => {
			if (dernier) peindreSituations(dernier.lectures);
		});

		function peindreEffet(e) {
			if (!e || e === dernier) return;
			dernier = e;
			vide.hidden = !e.vide;
			bilan.hidden = bilanAide.hidden = e.vide || e.tranche;
			texte(bilan.firstChild, e.bilan);
			montrer(comptes, e.tranche, titre);
			texte(nombre, String(e.comptes.reconnue));
			texte(surN, ` ${e.comptes.reconnue > 1 ? "situations reconnues" : "situation reconnue"} sur ${n}`);
			for (const x of decompte) {
				texte(x.nombre, String(e.comptes[x.verdict]));
				texte(x.mot, e.comptes[x.verdict] > 1 ? x.plusieurs : x.un);
			}
			const lettres = decompte.flatMap((x) => Array(e.comptes[x.verdict]).fill(x.lettre));
			[...grille.children].forEach((i, k) => {
				if (i.className !== (lettres[k] ?? "")) i.className = lettres[k] ?? "";
			});
			texte(seuls, e.seuls);
			seuls.hidden = !e.seuls;
			texte(proches, e.proches);
			proches.hidden = !e.proches;
			texte(dit, e.proches);
			montrer(suite, !e.vide, titre);
			texte(phrase, e.phrase);
			montrer(sectionVoisins, e.tranche, titre);
			montrer(situations, e.tranche, titre);
			peindreVoisins();
			peindreSituations(e.lectures);
			court.hidden = e.vide;
			court.replaceChildren(
				...(e.tranche
					? [el("strong", {}, String(e.comptes.reconnue)), ` ${e.comptes.reconnue > 1 ? "reconnues" : "reconnue"} sur ${n}. ${e.proches}`]
					: [e.bilan]),
			);
		}
		return { cote, suite, peindre: peindreEffet };
	}

	/* ---------- écoute ---------- */

	tour.addEventListener("submit", (ev) => ev.preventDefault());
	retenirEntree(tour);
	versLectures?.addEventListener("click", () => {
		vider();
		if (versLectures.getAttribute("aria-disabled") === "true") return suivi.dire("Répondez d’abord à un critère.", true);
		suivi.dire(appelerVoisin("te-lire", d.cle, null) ? "" : "Les lectures s’ouvrent plus bas\u00a0: exécutez la cellule suivante.", true);
	});
	const arreterAppels = repondreAuVoisin("te-revenir", d.cle, section, () => viser(titre, section, true));

	/* ---------- ouverture ---------- */

	racine.append(section);
	const large = (section.clientWidth || LARGE) >= LARGE;
	familles.forEach((f, i) => {
		f.pli.open = i === 0 || (definit && large);
	});
	suivi.ouvrir();

	return () => {
		suivi.arreter();
		arreterAppels();
		section.remove();
	};
}

export default enCarnet(monter);
