/* Le mur : ce que toute la classe voit. Rien ne s’y commande : l’enseignant mène, le mur suit.

   Plein : la classe ; anneau : un auteur ; hachures : le premier vote. Pendant un vote, des comptes seuls, jamais de contenu. */
import { annonceur } from "../commun/annonces.js";
import { bouton, el, texte } from "../commun/elements.js";
import { enLettres, majuscule, pluriel, ponctuer } from "../commun/phrases.js";
import { pivotsDits } from "../commun/raisons.js";
import { secrets, theme } from "./acces.js";
import { lier } from "./lien.js";

const SANS_AVIS = "je-ne-sais-pas";
/* Ce qui ne tient pas au mur est sur les téléphones : lettres de raisons, puis nombre de lectures, jusqu’à ce que rien ne dépasse. */
const PLACES = [
	[330, 9],
	[190, 9],
	[120, 3],
	[60, 2],
	[0, 2],
	[0, 1],
];
const LETTRES_NOMS = 24; // dans une ligne, avant « et n autres »
const POINTS = 40; // au-delà, une barre remplace les points

const nb = (s) => s.replaceAll(" ", "\u00a0");

/** « Philippe Brachet » → « Brachet » ; « Maxime Calvet et Jean-Jacques Valentin » → « Calvet et Valentin ». Une institution garde son nom. */
function court(nom) {
	const un = (s) => s.replace(/\s*\(.*\)$/, "").replace(/^\S+\s+(?=\p{Lu})/u, "");
	const parts = nom.split(/\s+et\s+(?=des?\s)/)[0].split(/\s+et\s+/);
	return parts.map(un).join(" et ");
}

/** Le haut d’une répartition : les cases les plus choisies, leur nombre, le total. */
function tete(repartition) {
	const dites = Object.entries(repartition ?? {}).filter(([, n]) => n > 0),
		total = dites.reduce((s, [, n]) => s + n, 0),
		plus = Math.max(0, ...dites.map(([, n]) => n));
	return { cases: dites.filter(([, n]) => n === plus).map(([c]) => c), plus, total };
}

/** Ce qu’un auteur dit d’une carte, case par case : sa place s’il en a une, sinon ce dont il doute et ce qu’il refuse. */
function dits(lu) {
	if (!lu) return [];
	if (lu.place.length) return lu.place.map((c) => [c, "oui"]);
	return Object.entries(lu.retours)
		.filter(([c, r]) => c !== SANS_AVIS && (r === "nuance" || r === "desaccord"))
		.map(([c, r]) => [c, r === "nuance" ? "doute" : "non"]);
}

export function monter(racine, lien) {
	const auteurs = new Map(); // rang → ce qu’il répond
	let qr = "",
		bilan = null,
		bilanDe = "",
		horloge = 0,
		peint = "",
		place = PLACES[0],
		attente = 0;

	const titre = el("h1"),
		ou = el("p"),
		scene = el("main", { class: "scene" });
	const rejoindre = el("p", { class: "rejoindre" }),
		note = el("p", { class: "note" }),
		voix = annonceur();
	const plein = bouton("Plein écran", "nu"),
		teinte = bouton("Clair, sombre", "nu");
	const outils = el("div", { class: "outils" }, teinte, plein);
	const mur = el(
		"div",
		{ class: "mur" },
		el("header", { class: "haut" }, titre, ou),
		scene,
		el("footer", { class: "pied" }, rejoindre, note, outils),
	);
	const section = el("div", { class: "te projection", lang: "fr" }, voix.element, mur);
	const minuterie = el("span", { class: "minuterie chiffre", role: "timer" });

	/* ---------- ce qu’il faut aller chercher ---------- */

	async function chercherQr() {
		if (qr) return;
		const r = await lien.appeler("GET", "/api/qr.svg");
		if (r.code === 200 && typeof r.corps === "string" && r.corps) {
			qr = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(r.corps)}`;
			peindre();
		}
	}

	async function chercherAuteur(rang) {
		if (auteurs.has(rang)) return;
		auteurs.set(rang, null);
		const r = await lien.appeler("GET", `/api/auteurs/${rang}`);
		if (r.code === 200) {
			auteurs.set(rang, r.corps);
			peindre(true);
		} else auteurs.delete(rang);
	}

	async function chercherBilan(cle) {
		if (bilanDe === cle) return;
		bilanDe = cle;
		const r = await lien.appeler("GET", "/api/bilan");
		if (r.code === 200) {
			bilan = r.corps;
			peindre(true);
		} else if (bilanDe === cle) bilanDe = "";
	}

	/* ---------- pièces ---------- */

	const nommer = (e, c) => (c === SANS_AVIS ? "Je ne sais pas" : (e.tri.cases.find((x) => x.id === c)?.nom ?? c));
	const carteDe = (e) => e.tri.cartes.find((c) => c.id === e.etat.carte);
	const rangDe = (e) => e.tri.cartes.findIndex((c) => c.id === e.etat.carte) + 1;
	const carteSur = (e) => (carteDe(e) ? `carte ${rangDe(e)} sur ${e.tri.cartes.length}` : "");
	const joindre = (...mots) => mots.filter(Boolean).join(" · ");
	const url = (e) => e.ouverture?.url ?? "";

	function recit(e, ...suite) {
		const c = carteDe(e),
			lettres = c ? c.paragraphes.join("").length + c.titre.length : 0;
		const taille = lettres < 240 ? "grand" : lettres < 520 ? "moyen" : "";
		return el(
			"article",
			{ class: `recit ${taille}` },
			c ? c.paragraphes.map((p) => el("p", {}, p)) : el("p", {}, e.tri.consigne),
			el("p", { class: "question" }, e.tri.question),
			suite,
		);
	}

	/** La répartition, en vraie table : un nombre et une barre par case ; deux votes si `avant` est donné ; les auteurs si `gens` l’est. */
	function barres(e, repartition, { avant = null, gens = null, legende = "" } = {}) {
		const cases = [...e.tri.cases, { id: SANS_AVIS, nom: "Je ne sais pas" }];
		const max = Math.max(1, ...cases.flatMap((c) => [repartition[c.id] ?? 0, avant?.[c.id] ?? 0]));
		const large = (n) => `width: ${(100 * n) / max}%`;
		const nombre = (n) => (n ? String(n) : el("span", { class: "zero" }, "0"));
		const lignes = cases.map((c) => {
			const n = repartition[c.id] ?? 0,
				m = avant?.[c.id] ?? 0;
			return el(
				"tr",
				{ role: "row", class: c.id === SANS_AVIS && "sans" },
				el("th", { role: "rowheader", scope: "row" }, c.nom),
				el(
					"td",
					{ role: "cell", class: "n" },
					avant && [
						el("small", {}, String(m), el("span", { "aria-hidden": "true" }, " → "), el("span", { class: "visuel-cache" }, " puis ")),
					],
					nombre(n),
				),
				el(
					"td",
					{ "aria-hidden": "true" },
					el("div", { class: "piste" }, avant && el("i", { class: m ? "v1" : "v1 rien", style: large(m) }), el("i", { style: large(n) })),
				),
				gens && el("td", { role: "cell", class: "gens" }, gens.get(c.id)),
			);
		});
		const tetes = ["Case", avant ? "Vote 1 puis vote 2" : "Réponses"].map((t) => el("th", { role: "columnheader", scope: "col" }, t));
		const nom = Math.min(14, Math.max(6, 0.62 * Math.max(...cases.map((c) => c.nom.length)) + 0.25));
		return el(
			"table",
			{
				class: ["barres", avant && "double", gens && "avec", cases.length > 9 && "dense"].filter(Boolean).join(" "),
				role: "table",
				style: `--nom: ${nom.toFixed(2)}rem`,
			},
			el("caption", { class: "visuel-cache" }, legende),
			el(
				"thead",
				{ class: "visuel-cache", role: "rowgroup" },
				el("tr", { role: "row" }, tetes, gens && el("th", { role: "columnheader", scope: "col" }, "Auteurs")),
			),
			el("tbody", { role: "rowgroup" }, lignes),
		);
	}

	/** Case → ce qu’en disent les auteurs dévoilés ; le dernier se détache. */
	function anneaux(e) {
		const dernier = e.etat.devoiles,
			cases = new Map();
		for (let rang = 1; rang <= dernier; rang += 1) {
			const a = auteurs.get(rang);
			for (const [c, sort] of dits(a?.cartes[e.etat.carte])) {
				if (!cases.has(c)) cases.set(c, { oui: [], doute: [], non: [] });
				cases.get(c)[sort].unshift({ nom: court(a.nom), neuf: rang === dernier });
			}
		}
		/* Le dernier dévoilé est en tête : il est toujours nommé. */
		const suite = (liste) => {
			let lettres = 0;
			const vus = liste.filter((x, i) => (lettres += x.nom.length) <= LETTRES_NOMS || !i),
				reste = liste.length - vus.length;
			const noms = vus.map((x) => (x.neuf ? el("b", { class: "neuf" }, x.nom) : x.nom));
			return noms
				.flatMap((x, i) => [i ? (i === noms.length - 1 && !reste ? " et " : ", ") : "", x])
				.concat(reste ? ` et ${reste}\u00a0autre${reste > 1 ? "s" : ""}` : "");
		};
		return new Map(
			[...cases].map(([c, d]) => [
				c,
				[
					d.oui.slice(0, 4).map((x) => el("span", { class: `anneau ${x.neuf ? "neuf" : ""}` }, x.nom)),
					d.oui.length > 4 && el("span", {}, `et ${d.oui.length - 4} autres`),
					d.doute.length > 0 && el("span", { class: "hors" }, nb("incertain : "), suite(d.doute)),
					d.non.length > 0 && el("span", { class: "hors" }, nb("non : "), suite(d.non)),
				].flat(),
			]),
		);
	}

	function classeDit(e, repartition) {
		if (!repartition) return null;
		const t = tete(repartition);
		if (!t.total) return null;
		const noms = t.cases.map((c) => `«\u00a0${nommer(e, c)}\u00a0»`);
		return el(
			"p",
			{ class: "classe" },
			noms.length === 1 ? "La classe répond surtout " : "La classe se partage entre ",
			el("strong", {}, noms.slice(0, 3).join(" et ")),
			noms.length === 1 ? ` (${t.plus} sur ${t.total}).` : ` (${t.plus} réponses chacune).`,
		);
	}

	/** Ce que dit le dernier auteur dévoilé de la carte montrée ; le mur coupe, les téléphones donnent tout. */
	function panneauAuteur(e, repartition) {
		const rang = e.etat.devoiles,
			a = auteurs.get(rang);
		if (!rang) {
			const n = e.auteurs.total;
			return el(
				"section",
				{ class: "auteur" },
				el("h2", {}, n > 1 ? `${majuscule(enLettres(n))} auteurs` : "Un auteur"),
				el("p", {}, n > 1 ? "ont répondu à ces cartes. Les voici, un à la fois." : "a répondu à ces cartes. Le voici."),
				el("p", { class: "discret" }, "On ne vote plus."),
				classeDit(e, repartition),
			);
		}
		if (!a) return el("section", { class: "auteur" }, el("h2", {}, e.auteurs.noms?.[rang - 1] ?? ""));
		const lu = a.cartes[e.etat.carte],
			lectures = lu?.lectures ?? [];
		const [lettres, groupesMax] = place;
		let reste = lettres,
			coupe = false;
		const prendre = (s) => {
			if (!s) return false;
			if (s.length > reste) {
				coupe = true;
				return false;
			}
			reste -= s.length;
			return true;
		};
		const groupes = new Map();
		for (const l of lectures) groupes.set(l.phrase, [...(groupes.get(l.phrase) ?? []), l]);
		if (groupes.size > groupesMax) coupe = true;
		const dites = [...groupes].slice(0, groupesMax).map(([phrase, liste]) => {
			const ans = [...new Set(liste.map((l) => l.annee).filter(Boolean))];
			const raisons = [...new Map(liste.map((l) => [l.raison, l])).values()].flatMap((l) => {
				const pivots = (l.pivots ?? []).filter((p) => p.termes?.length && prendre(p.termes.map((t) => t.critere + t.indice).join("")));
				return [prendre(l.raison) && el("p", {}, ponctuer(l.raison)), ...pivotsDits(pivots)];
			});
			return el(
				"div",
				{ class: "lecture" },
				ans.length > 0 &&
					el("p", { class: "discret" }, ans.length > 2 ? majuscule(`${enLettres(ans.length)} textes`) : ans.join("\u00a0; ")),
				el("p", { class: "lit" }, ponctuer(majuscule(phrase || "se prononce autrement"))),
				raisons,
			);
		});
		return el(
			"section",
			{ class: "auteur" },
			el("h2", {}, a.nom),
			lectures.length ? dites : el("p", { class: "lit" }, "Ne dit rien de cette carte."),
			coupe && el("p", { class: "discret" }, "La suite est sur les téléphones."),
			classeDit(e, repartition),
		);
	}

	/* ---------- scènes : [titre, où l’on en est, note, contenu] ---------- */

	function sceneEntree(e) {
		const n = e.presents ?? 0,
			la = n ? pluriel(n, "personne est là", "personnes sont là") : "";
		if (!url(e))
			return [
				e.seance.titre || e.tri.titre,
				"",
				"",
				el(
					"div",
					{ class: "attente" },
					el("p", { class: "fort" }, "La séance va s’ouvrir."),
					el("p", {}, "L’adresse et le code paraîtront ici."),
				),
			];
		chercherQr();
		return [
			"Rejoindre la séance",
			"sans compte, sans nom",
			la,
			el(
				"div",
				{ class: "entree" },
				qr ? el("img", { class: "qr", src: qr, alt: `Code QR qui ouvre ${url(e)}` }) : el("div", { class: "qr" }),
				el(
					"dl",
					{},
					el("div", {}, el("dt", {}, "Visez avec l’appareil photo, ou tapez"), el("dd", { class: "adresse" }, url(e))),
					el("div", {}, el("dt", {}, "puis le code"), el("dd", { class: "code" }, nb(e.seance.code))),
					el("div", {}, el("dt", {}, "La page ne s’ouvre pas\u00a0? Levez la main.")),
				),
			),
		];
	}

	const combien = el("b"),
		surCombien = el("span"),
		points = el("div", { class: "presents", "aria-hidden": "true" }),
		cumul = el("p", { class: "discret" });
	const compteur = el("div", { class: "compteur" }, minuterie, combien, surCombien, points, cumul);
	function sceneVote(e) {
		compteur.prepend(minuterie); // une discussion a pu l’emprunter
		return [
			carteDe(e)?.titre ?? e.tri.titre,
			joindre(`vote ${e.etat.tour}`, carteSur(e)),
			e.etat.tour === 2 ? "le premier vote est gardé" : "des comptes seuls pendant le vote",
			el("div", { class: "vote" }, recit(e), compteur),
		];
	}

	function compter(e) {
		const { reponses = 0, attendues = 0, complets = 0 } = e.comptes ?? {},
			n = Math.max(e.presents ?? 0, complets);
		texte(combien, String(complets));
		texte(surCombien, n ? `sur ${n} ${complets > 1 ? "ont" : "a"} tout répondu` : "réponse pour l’instant");
		texte(cumul, attendues ? `${pluriel(reponses, "réponse enregistrée", "réponses enregistrées")} sur ${attendues}` : "");
		const voulu = `${n} ${complets} ${n > POINTS ? reponses : ""}`;
		if (points.dataset.n === voulu) return;
		points.dataset.n = voulu;
		points.className = n > POINTS ? "presents barre" : "presents";
		points.replaceChildren(
			...(n > POINTS
				? [el("i", { class: "r", style: `width: ${(100 * complets) / n}%` })]
				: Array.from({ length: n }, (_, i) => el("i", { class: i < complets && "r" }))),
		);
	}

	const PEU = "Moins de cinq réponses à cette carte\u00a0: la répartition ne se montre pas.";
	function repartitions(e) {
		const d = e.distribution ?? {},
			carte = e.etat.carte,
			tours = Object.keys(d).sort();
		const dernier = tours.at(-1);
		return { tour: dernier, derniere: d[dernier]?.[carte] ?? null, premiere: dernier === "2" ? (d["1"]?.[carte] ?? null) : null };
	}
	const total = (r) => tete(r).total;

	function sceneClos(e) {
		const c = carteDe(e),
			{ tour, derniere, premiere } = repartitions(e),
			discute = e.etat.phase === "discussion";
		const consigne = discute ? "À deux, puis tous ensemble\u00a0: qu’est-ce qui vous fait pencher\u00a0?" : "";
		if (!e.etat.montree) {
			if (discute)
				return [
					c?.titre ?? e.tri.titre,
					joindre("discussion", carteSur(e)),
					"",
					el(
						"div",
						{ class: "vote" },
						recit(e),
						el("div", { class: "compteur" }, minuterie, el("p", { class: "fort" }, "Discutez."), el("p", {}, consigne)),
					),
				];
			return [
				`Vote ${e.etat.tour} clos`,
				"",
				"",
				el(
					"div",
					{ class: "attente" },
					el("p", { class: "fort" }, "Posez les téléphones, regardez ici."),
					el("p", {}, `${majuscule(pluriel(e.comptes?.reponses ?? 0, "réponse est comptée", "réponses sont comptées"))}.`),
				),
			];
		}
		const ouEnEst = joindre(discute ? "discussion" : `vote ${tour} clos`, carteSur(e));
		if (!derniere) return [c?.titre ?? e.tri.titre, ouEnEst, "", el("div", { class: "attente" }, el("p", { class: "fort" }, PEU))];
		const legende = premiere ? "Réponses au premier puis au second vote." : `Répartition des ${total(derniere)} réponses au vote ${tour}.`;
		return [
			c?.titre ?? e.tri.titre,
			ouEnEst,
			premiere ? "hachures\u00a0: vote 1 · plein\u00a0: vote 2" : pluriel(total(derniere), "réponse"),
			el(
				"div",
				{ class: discute ? "avec-consigne" : "large" },
				discute && el("p", { class: "consigne" }, consigne, minuterie),
				barres(e, derniere, { avant: premiere, legende }),
			),
		];
	}

	function sceneAuteurs(e) {
		for (let rang = 1; rang <= e.etat.devoiles; rang += 1) chercherAuteur(rang);
		const { tour, derniere } = repartitions(e),
			n = e.etat.devoiles;
		return [
			carteDe(e)?.titre ?? e.tri.titre,
			joindre(n ? `auteur ${n} sur ${e.auteurs.total}` : "les auteurs", carteSur(e)),
			"barre\u00a0: la classe · anneau\u00a0: un auteur",
			el(
				"div",
				{ class: "deux" },
				derniere
					? barres(e, derniere, {
							gens: n ? anneaux(e) : null,
							legende: `Répartition des ${total(derniere)} réponses au vote ${tour}, et auteurs dévoilés.`,
						})
					: el("p", { class: "attente" }, PEU),
				panneauAuteur(e, derniere),
			),
		];
	}

	function sceneBilan(e) {
		chercherBilan(String(e.version));
		const { tour, derniere, premiere } = repartitions(e);
		const corps = derniere
			? barres(e, derniere, {
					avant: premiere,
					legende: premiere ? "Réponses au premier puis au second vote." : `Répartition des ${total(derniere)} réponses au vote ${tour}.`,
				})
			: el("p", { class: "attente" }, PEU);
		return [
			carteDe(e)?.titre ?? e.tri.titre,
			joindre(premiere ? "du vote 1 au vote 2" : "bilan", carteSur(e)),
			premiere ? "hachures\u00a0: vote 1 · plein\u00a0: vote 2" : "",
			el("div", { class: "deux" }, corps, el("section", { class: "auteur serre" }, panneauBilan(e))),
		];
	}

	const premierePhrase = (s) => (s ?? "").replace(/([.!?]) .*$/s, "$1");
	/** Toutes cartes ensemble : qui a bougé, si la classe s’accorde, de qui elle est proche. Ce qui compte moins de cinq personnes vient groupé. */
	function panneauBilan(e) {
		const tours = Object.keys(bilan?.accord ?? {}).sort();
		if (!bilan || !tours.length)
			return [el("h2", {}, "Toutes les cartes"), el("p", {}, bilan ? (bilan.dit?.[0] ?? "") : "Le bilan se calcule…")];
		const d = bilan.deplacements ?? { sur: 0, vers: [] },
			deux = tours.length > 1,
			nom = (c) => `«\u00a0${nommer(e, c)}\u00a0»`,
			vote = (t) => (t === "1" ? "premier vote" : "second vote");
		const proches = tours.map((t) => [t, bilan.proches?.[t] ?? []]).filter(([, noms]) => noms.length),
			accord = bilan.accord[tours.at(-1)]?.nominal;
		const liste = (noms) => noms.slice(0, 3).map(court).join(", ") + (noms.length > 3 ? ` et ${noms.length - 3} autres` : "");
		return [
			el("h2", {}, "Toutes les cartes"),
			deux &&
				d.sur >= 5 && [
					el("p", { class: "gros" }, nb(`${d.ont_change} sur ${d.sur}`)),
					el(
						"p",
						{},
						d.ont_change > 1
							? "ont changé au moins une réponse."
							: d.ont_change
								? "a changé au moins une réponse."
								: "personne n’a changé de réponse.",
					),
				],
			deux && d.sur < 5 && el("p", {}, "Moins de cinq personnes ont voté deux fois\u00a0: leurs déplacements ne se montrent pas."),
			d.vers.slice(0, 1).map((m) => el("p", {}, el("strong", {}, pluriel(m.nombre, "réponse")), ` de ${nom(m.de)} à ${nom(m.a)}.`)),
			deux &&
				d.autres > 0 &&
				el(
					"p",
					{ class: "discret" },
					`${pluriel(d.autres, "autre changement", "autres changements")}, par moins de cinq personnes à la fois.`,
				),
			accord &&
				el(
					"p",
					{ class: "classe" },
					deux ? "Au second vote\u00a0: " : "",
					(deux ? (s) => s.charAt(0).toLowerCase() + s.slice(1) : (s) => s)(premierePhrase(accord.dit)),
				),
			proches.length > 0 &&
				el(
					"p",
					{ class: "classe" },
					"Au plus près de la classe\u00a0: ",
					proches.flatMap(([t, noms], i) => [i ? "\u00a0; " : "", el("strong", {}, liste(noms)), deux ? ` au ${vote(t)}` : ""]),
					".",
				),
		].flat(2);
	}

	function sceneFin(e) {
		const jour = e.seance.effacer_le
			? new Date(`${e.seance.effacer_le}T12:00:00`).toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" })
			: "";
		return [
			e.seance.titre || e.tri.titre,
			"",
			"",
			el(
				"div",
				{ class: "attente" },
				el("p", { class: "fort" }, "La séance est terminée. Merci."),
				jour && el("p", {}, `Les réponses, sans nom, seront effacées le ${jour} au plus tard.`),
			),
		];
	}

	const SCENES = {
		preparation: sceneEntree,
		vote: sceneVote,
		clos: sceneClos,
		discussion: sceneClos,
		auteurs: sceneAuteurs,
		bilan: sceneBilan,
		terminee: sceneFin,
	};

	/* ---------- peinture ---------- */

	function sansEtat(sort) {
		const mots = {
			refuse: ["Cette adresse ne vaut plus.", "Rouvrez la projection depuis la page de l’enseignant."],
			effacee: ["Cette séance a été effacée.", ""],
		}[sort] ?? ["La page cherche la séance…", ""];
		return [
			"Travailler ensemble",
			"",
			"",
			el("div", { class: "attente" }, el("p", { class: "fort" }, mots[0]), mots[1] && el("p", {}, mots[1])),
		];
	}

	/** Une scène ne se refait que si ce qu’elle montre a changé ; les comptes et la minuterie s’y mettent à jour sur place. */
	function peindre(force = false) {
		const e = lien.etat(),
			sort = lien.sort(),
			perdu = !e || sort === "refuse" || sort === "effacee";
		const cle = perdu ? sort : JSON.stringify([e.etat, e.seance, url(e), e.distribution, e.etat.phase === "vote" || e.presents, qr.length]);
		if (force || cle !== peint) {
			const avant = peint;
			peint = cle;
			place = PLACES[0];
			mur.classList.remove("serree");
			const composer = () => (perdu ? sansEtat(sort) : SCENES[e.etat.phase](e)),
				[t, o, n, corps] = composer();
			document.title = `${t} · Travailler ensemble`;
			texte(titre, t);
			texte(ou, o);
			note.dataset.note = n;
			texte(note, n);
			if (!(e?.etat.phase === "vote" && scene.contains(compteur) && avant && scene.dataset.cle === `${e.etat.carte} ${e.etat.tour}`))
				scene.replaceChildren(corps);
			ajuster(composer, e?.etat.phase === "auteurs");
			scene.dataset.cle = perdu ? "" : `${e.etat.carte} ${e.etat.tour}`;
			mur.dataset.phase = perdu ? "" : e.etat.phase;
			voix.dire([t, o].filter(Boolean).join(". "));
		}
		const entree = !perdu && url(e) && !["preparation", "terminee"].includes(e.etat.phase);
		if (entree && rejoindre.dataset.de !== url(e)) {
			rejoindre.dataset.de = url(e);
			rejoindre.replaceChildren(
				"Rejoindre\u00a0: ",
				el("b", {}, url(e).replace(/^https?:\/\//, "")),
				" · code ",
				el("b", {}, nb(e.seance.code)),
			);
		}
		rejoindre.hidden = !entree;
		const coupe = sort === "perdu";
		texte(note, coupe ? "La page retrouve la séance…" : (note.dataset.note ?? ""));
		note.classList.toggle("grave", coupe);
		if (!perdu && e.etat.phase === "vote") compter(e);
		minuter();
	}

	/** Au mur, personne ne fait défiler : on resserre, puis on abrège ce que dit l’auteur. Une page étroite ou agrandie, elle, défile. */
	function ajuster(composer, abreger) {
		const trop = () => document.documentElement.scrollHeight > innerHeight + 1;
		if (!matchMedia("(min-width: 60rem) and (min-aspect-ratio: 1/1)").matches) return;
		if (trop()) mur.classList.add("serree");
		for (const p of abreger ? PLACES.slice(1) : []) {
			if (!trop()) return;
			place = p;
			scene.replaceChildren(composer()[3]);
		}
	}

	function minuter() {
		const fin = lien.etat()?.etat.fin;
		minuterie.hidden = !fin;
		clearTimeout(horloge);
		if (!fin) return;
		const s = Math.max(0, Math.ceil(fin - lien.maintenant()));
		texte(minuterie, s ? `${Math.floor(s / 60)}\u00a0min\u00a0${String(s % 60).padStart(2, "0")}` : "C’est l’heure.");
		if (s) horloge = setTimeout(minuter, 250);
	}

	plein.addEventListener("click", () => {
		if (document.fullscreenElement) document.exitFullscreen();
		else document.documentElement.requestFullscreen?.().catch(() => {});
	});
	const recadrer = () => {
		clearTimeout(attente);
		attente = setTimeout(() => peindre(true), 150);
	};
	window.addEventListener("resize", recadrer);
	racine.append(section);
	const arreter = lien.sur(() => peindre());
	peindre();
	return {
		teinte,
		arreter: () => {
			arreter();
			window.removeEventListener("resize", recadrer);
			clearTimeout(attente);
			clearTimeout(horloge);
			section.remove();
		},
	};
}

if (location.pathname === "/projection") {
	const basculer = theme();
	monter(document.getElementById("hote"), lier({ secret: secrets("te:projection")[0] })).teinte.addEventListener("click", basculer);
}
