/* La régie : ce que l’enseignant voit et fait. Un composant, deux hôtes : la page /enseignant, qui
   parle au serveur elle-même, et le carnet, où Python parle pour elle.

   Le modèle : `etat()` (celui de l’enseignant, ou null), `lien()` ({ sort, message }), `sur(fn)`, `maintenant()` (heure du serveur),
   `appeler(methode, chemin, corps)` → { code, corps } (0 : le serveur n’a pas répondu), `recevoir(etat)`, `liens()` ({ projection, enseignant }),
   et, s’il y a où revenir, `quitter()`. */
import { annonceur } from "../commun/annonces.js";
import { encadrer, retenirEntree } from "../commun/cadre.js";
import { activer, bouton, el, identifiant, texte } from "../commun/elements.js";
import { montrer, viser } from "../commun/focus.js";
import { demanderAuModele } from "../commun/modele.js";
import { enLettres, majuscule, pluriel, ponctuer } from "../commun/phrases.js";
import { raisonsDites } from "../commun/raisons.js";
import { icone } from "../commun/signes.js";
import { suivre } from "../commun/suivi.js";
import { secrets, theme } from "./acces.js";
import { lier } from "./lien.js";

const SANS_AVIS = "je-ne-sais-pas";
/* Dispersion (0 : une seule réponse ; 1 : toutes les cases à égalité). Au-dessus de PARTAGE, la première réponse réunit à peu près moins de
   60 % des voix ; au-dessous d’UNANIME, à peu près plus de 90 %. */
const PARTAGE = 0.65,
	UNANIME = 0.25;
const REPOS = 700; // ms : un double clic ne fait qu’un pas
const ETAPES = [
	["preparation", "Préparation"],
	["vote1", "Vote 1"],
	["discussion", "Discussion"],
	["vote2", "Vote 2"],
	["auteurs", "Auteurs"],
	["bilan", "Bilan"],
];
const A_CONFIRMER = {
	terminer: [
		"Terminer la séance\u00a0?",
		"Les téléphones disent au revoir. Les réponses restent ici, et vous pourrez reprendre.",
		"Continuer la séance",
	],
	devoiler: ["Dévoiler le premier auteur\u00a0?", "Ensuite, plus personne ne vote\u00a0: on connaîtrait des réponses.", "Attendre encore"],
};

/** « presque d’une voix », « plusieurs avis », « partage la classe ». */
const mots = (d) =>
	d === null || d === undefined
		? "moins de cinq réponses"
		: d < UNANIME
			? "presque d’une voix"
			: d < PARTAGE
				? "plusieurs avis"
				: "partage la classe";

export function monter(racine, modele) {
	const idr = identifiant(),
		id = (s) => `${idr}-${s}`;
	const voix = annonceur();
	const auteurs = new Map();
	let occupe = false,
		dernierPas = 0,
		gestesDe = "",
		geste = null,
		phaseDite = "",
		horloge = 0,
		adresses = null,
		tourVu = null,
		effacee = false;

	const e = () => modele.etat();
	const nommer = (c) => (c === SANS_AVIS ? "Je ne sais pas" : (e().tri.cases.find((x) => x.id === c)?.nom ?? c));
	const toutesCases = () => [...e().tri.cases, { id: SANS_AVIS, nom: "Je ne sais pas" }];
	const carteDe = (c = e().etat.carte) => e().tri.cartes.find((x) => x.id === c);
	const tours = () => Object.keys(e().distribution ?? {}).sort();
	const dernierTour = () => tours().at(-1);
	const jour = (iso) =>
		iso ? new Date(`${iso}T12:00:00`).toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" }) : "";

	/* ---------- dire ---------- */

	const mot = el("p", { class: "mot", hidden: true }),
		lien = el("p", { class: "etat grave", hidden: true }, icone("attention"), el("span"));
	function dire(s) {
		texte(mot, s);
		mot.hidden = !s;
		if (s) voix.dire(s);
	}
	const raison = (r, defaut) => r.corps?.message || defaut || "La séance ne répond pas. Rien n’a changé\u00a0; réessayez.";

	/** Une demande à la fois ; rend la réponse, ou null si une autre est en cours. */
	async function demander(methode, chemin, corps) {
		if (occupe) return null;
		occupe = true;
		section.setAttribute("aria-busy", "true");
		try {
			return await modele.appeler(methode, chemin, corps);
		} finally {
			occupe = false;
			section.removeAttribute("aria-busy");
		}
	}

	/** Un geste part avec la version que l’on avait sous les yeux : si la séance a avancé, rien ne change et l’on montre où elle en est. */
	async function faire(nom, plus = {}) {
		const avant = e(),
			r = await demander("POST", "/api/gestes", { geste: nom, version: avant.version, ...plus });
		if (!r) return;
		if (r.code === 200) {
			dernierPas = Date.now();
			dire("");
			modele.recevoir(r.corps);
			return;
		}
		const nouvel = r.corps?.etat?.etat ? r.corps.etat : null;
		if (nouvel) modele.recevoir(nouvel);
		dire(
			r.code === 409 && nouvel && nouvel.version !== avant.version
				? "La séance avait déjà avancé\u00a0: voici où elle en est. Votre geste n’a pas été fait une seconde fois."
				: raison(r),
		);
	}

	/* ---------- où l’on en est ---------- */

	const titre = el("h2", { class: "t1", id: id("titre"), tabindex: "-1" }),
		sous = el("p", { class: "discret" });
	const etapes = el(
		"ol",
		{ class: "etapes", role: "list", "aria-label": "Où en est la séance" },
		ETAPES.map(([, nom]) => el("li", {}, nom)),
	);
	const ou = el("h3", { class: "t2", id: id("ou"), tabindex: "-1" }),
		ouDetail = el("p");
	const combien = el("p", { class: "combien" }, el("strong", { class: "chiffre" }), el("span")),
		jauge = el("div", { class: "jauge", "aria-hidden": "true" }, el("i")),
		cumul = el("p", { class: "discret chiffre" });
	const compte = el("div", { class: "compte" }, combien, jauge, cumul);

	function etapeDe(x) {
		const { phase, tour } = x.etat;
		return phase === "preparation"
			? 0
			: phase === "vote" || phase === "clos"
				? tour === 2
					? 3
					: 1
				: phase === "discussion"
					? 2
					: phase === "auteurs"
						? 4
						: 5;
	}

	function phraseDe(x) {
		const { phase, tour, devoiles } = x.etat,
			n = x.auteurs.total;
		return {
			preparation: x.ouverture?.ouverte
				? [
						"La séance est ouverte à la classe",
						x.presents
							? "Ouvrez le vote quand tout le monde est là\u00a0; les retardataires pourront entrer."
							: "L’adresse et le code sont au mur. Attendez les premières entrées.",
					]
				: ["La séance est prête", "Ouvrez-la d’abord à la classe\u00a0: l’adresse et le code paraîtront au mur."],
			vote: [
				`Vote ${tour} en cours`,
				tour === 2
					? "Chacun répond de nouveau. Le premier vote est gardé."
					: "Chacun répond à son rythme. Personne ne voit ce que la classe répond.",
			],
			clos: [
				`Vote ${tour} clos`,
				x.etat.montree ? "La répartition est au mur." : "Plus rien n’est compté. La répartition n’est visible que d’ici.",
			],
			discussion: ["Discussion", x.etat.montree ? "La répartition est au mur." : "La répartition n’est visible que d’ici."],
			auteurs: [
				devoiles
					? `${devoiles === 1 ? "Un auteur dévoilé" : `${majuscule(enLettres(devoiles))} auteurs dévoilés`} sur ${enLettres(n)}`
					: "Les auteurs",
				devoiles === n ? "Tous ont parlé." : "Le mur et les téléphones suivent.",
			],
			bilan: ["Bilan", "Le mur montre ce qui a bougé. Le détail se relit dans le carnet 92."],
			terminee: ["Séance terminée", `Les réponses restent ici jusqu’au ${jour(x.seance.effacer_le)}.`],
		}[phase];
	}

	/* ---------- gestes ---------- */

	const principal = bouton("", "principal"),
		principalDetail = el("p", { class: "discret", id: id("detail") });
	principal.setAttribute("aria-describedby", id("detail"));
	const autres = el("ul", { class: "autres", role: "list" });
	const question = el("p", { id: id("question") }),
		boutonNon = bouton("", "principal"),
		boutonOui = bouton("");
	const confirmer = el(
		"div",
		{ class: "confirmer", role: "group", "aria-labelledby": id("question"), hidden: true },
		question,
		el("div", {}, boutonNon, boutonOui),
	);
	let oui = null,
		retour = null;

	/** Demande avant de faire ; le bouton principal est celui qui ne fait rien. */
	function confirmation([q, detail, non], libelle, fn, depuis) {
		question.replaceChildren(el("strong", {}, q), ` ${detail}`);
		texte(boutonNon, non);
		texte(boutonOui, libelle);
		oui = fn;
		retour = depuis;
		(depuis.closest("[data-confirme]") ?? conduite).append(confirmer);
		montrer(confirmer, true);
		viser(boutonNon, confirmer);
	}
	function fermerConfirmation(focus = true) {
		const vers = retour;
		montrer(confirmer, false, vers?.isConnected ? vers : ou);
		if (focus && vers?.isConnected) viser(vers);
		oui = retour = null;
	}
	boutonNon.addEventListener("click", () => fermerConfirmation());
	boutonOui.addEventListener("click", () => {
		const fn = oui;
		fermerConfirmation();
		fn?.();
	});
	confirmer.addEventListener("keydown", (ev) => {
		if (ev.key === "Escape") fermerConfirmation();
	});

	function presser(g, b, ev) {
		if (ev.detail > 1 || Date.now() - dernierPas < REPOS || occupe) return; // le second clic viserait un bouton qui vient de changer
		const x = e(),
			aDire = A_CONFIRMER[g.geste];
		if (aDire && !(g.geste === "devoiler" && x.etat.devoiles)) return confirmation(aDire, g.nom, () => faire(g.geste), b);
		faire(g.geste);
	}
	principal.addEventListener("click", (ev) => {
		if (geste) presser(geste, principal, ev);
	});

	function peindreGestes(x) {
		const cle = JSON.stringify(x.gestes);
		if (cle === gestesDe) return;
		gestesDe = cle;
		if (!confirmer.hidden && retour && (retour === principal || autres.contains(retour))) fermerConfirmation(false);
		const avaitFocus = autres.contains(document.activeElement);
		geste = x.gestes[0] ?? null;
		texte(principal, geste?.nom ?? "");
		texte(principalDetail, geste?.detail ?? "");
		montrer(principal.parentNode, !!geste, ou);
		autres.replaceChildren(
			...x.gestes.slice(1).map((g) => {
				const b = bouton(g.nom),
					d = el("span", { class: "discret", id: id(`d-${g.geste}`) }, g.detail);
				b.setAttribute("aria-describedby", d.id);
				b.addEventListener("click", (ev) => presser(g, b, ev));
				return el("li", {}, b, d);
			}),
		);
		autres.hidden = x.gestes.length < 2;
		if (avaitFocus) viser(geste ? principal : ou);
	}

	/* ---------- minuterie ---------- */

	const reste = el("strong", { class: "chiffre", role: "timer" }),
		boutonArreter = bouton("Arrêter", "nu");
	const durees = [1, 2, 3, 5, 10].map((m) => {
		const b = bouton(`${m}\u00a0min`, "court");
		b.addEventListener("click", () => faire("minuterie", { secondes: m * 60 }));
		return b;
	});
	boutonArreter.addEventListener("click", () => faire("minuterie", { secondes: 0 }));
	const minuterie = el(
		"div",
		{ class: "minuterie", role: "group", "aria-labelledby": id("minuterie") },
		el("span", { id: id("minuterie") }, "Minuterie"),
		durees,
		reste,
		boutonArreter,
	);
	function minuter() {
		clearTimeout(horloge);
		const fin = e()?.etat.fin,
			s = fin ? Math.max(0, Math.ceil(fin - modele.maintenant())) : 0;
		texte(
			reste,
			!fin
				? ""
				: s
					? `${Math.floor(s / 60)}\u00a0min\u00a0${String(s % 60).padStart(2, "0")}`
					: "C’est l’heure. Rien ne se ferme tout seul.",
		);
		for (const b of durees) montrer(b, !fin, boutonArreter);
		montrer(boutonArreter, !!fin, durees[0]);
		if (s) horloge = setTimeout(minuter, 250);
	}

	const conseil = el("p", { class: "conseil mot", hidden: true });
	const conduite = el(
		"section",
		{ class: "feuille conduite", "aria-labelledby": id("ou") },
		el("div", { class: "ou" }, ou, ouDetail),
		compte,
		conseil,
		el("div", { class: "geste" }, principal, principalDetail),
		autres,
		mot,
		minuterie,
	);

	/* ---------- la carte dont on parle ---------- */

	const choisir = el("select", { id: id("carte") }),
		avantCarte = bouton("Précédente"),
		apresCarte = bouton("Suivante");
	choisir.addEventListener("change", () => faire("carte", { carte: choisir.value }));
	const decaler = (pas) => {
		const liste = e().tri.cartes,
			cible = liste[liste.findIndex((c) => c.id === e().etat.carte) + pas];
		if (cible) faire("carte", { carte: cible.id });
	};
	avantCarte.addEventListener("click", () => decaler(-1));
	apresCarte.addEventListener("click", () => decaler(1));
	const recit = el("details", { class: "recit" }, el("summary", {}, "Relire la carte"), el("div")),
		repartition = el("div", { class: "defile", tabindex: "0", role: "region", "aria-label": "Répartition de la carte" }),
		suivant = el("div", { class: "suivant" });
	const parler = el(
		"section",
		{ class: "bloc", "aria-labelledby": id("parler") },
		el("h3", { class: "t2", id: id("parler") }, "La carte au mur"),
		el("div", { class: "choisir" }, el("label", { for: id("carte") }, "Carte"), choisir, avantCarte, apresCarte),
		recit,
		repartition,
		suivant,
	);

	function peindreCarte(x) {
		const cartes = x.tri.cartes,
			carte = x.etat.carte,
			rang = cartes.findIndex((c) => c.id === carte);
		if (choisir.options.length !== cartes.length)
			choisir.replaceChildren(...cartes.map((c, i) => el("option", { value: c.id }, `${i + 1}. ${c.titre}`)));
		if (choisir.value !== carte) choisir.value = carte;
		activer(avantCarte, rang > 0);
		activer(apresCarte, rang < cartes.length - 1);
		if (recit.dataset.carte !== carte) {
			recit.dataset.carte = carte;
			recit.lastChild.replaceChildren(...(carteDe()?.paragraphes ?? []).map((p) => el("p", {}, p)));
		}
		const cle = JSON.stringify([carte, tours().map((t) => x.distribution[t][carte]), x.mains]);
		if (repartition.dataset.cle !== cle) {
			repartition.dataset.cle = cle;
			repartition.replaceChildren(...[tableDe(x, carte)].filter(Boolean));
			repartition.hidden = !repartition.firstChild;
		}
		peindreSuivant(x);
	}

	function tableDe(x, carte) {
		const ts = tours();
		if (!ts.length) return null;
		const par = ts.map((t) => x.distribution[t][carte]);
		if (par.every((d) => d === null))
			return el("p", { class: "discret" }, "Moins de cinq réponses à cette carte\u00a0: la répartition ne se montre pas.");
		const max = Math.max(1, ...par.flatMap((d) => Object.values(d ?? {})));
		return el(
			"table",
			{ class: "barres" },
			el("caption", { class: "visuel-cache" }, `Réponses à «\u00a0${carteDe(carte).titre}\u00a0»`),
			el(
				"thead",
				{},
				el(
					"tr",
					{},
					el("th", { scope: "col" }, "Case"),
					ts.map((t) => el("th", { scope: "col", class: "n" }, `Vote ${t}`)),
					el("td", { "aria-hidden": "true" }),
				),
			),
			el(
				"tbody",
				{},
				toutesCases().map((c) =>
					el(
						"tr",
						{},
						el("th", { scope: "row" }, c.nom),
						par.map((d) => el("td", { class: "n chiffre" }, d ? String(d[c.id] ?? 0) : "…")),
						el(
							"td",
							{ "aria-hidden": "true", class: "piste" },
							par.map((d, i) => el("i", { class: i < par.length - 1 && "v1", style: `width: ${(100 * (d?.[c.id] ?? 0)) / max}%` })),
						),
					),
				),
			),
		);
	}

	/** Pour l’enseignant seul : ce que dira le prochain auteur de la carte montrée. */
	async function peindreSuivant(x) {
		const rang = x.etat.devoiles + 1,
			la = ["clos", "discussion", "auteurs"].includes(x.etat.phase) && rang <= x.auteurs.total;
		montrer(suivant, la, ou);
		if (!la) return;
		if (!auteurs.has(rang)) {
			auteurs.set(rang, null);
			const r = await modele.appeler("GET", `/api/auteurs/${rang}`);
			if (r.code === 200) auteurs.set(rang, r.corps);
			else auteurs.delete(rang);
			if (e()) peindreSuivant(e());
			return;
		}
		const a = auteurs.get(rang),
			cle = `${rang} ${x.etat.carte} ${!!a}`;
		if (!a || suivant.dataset.cle === cle) return;
		suivant.dataset.cle = cle;
		const lu = a.cartes[x.etat.carte];
		suivant.replaceChildren(
			el("h4", {}, `À suivre, pour vous seul\u00a0: ${a.nom} (${rang} sur ${x.auteurs.total})`),
			...(lu
				? lu.lectures.map((l) =>
						el(
							"div",
							{ class: "lecture" },
							el(
								"p",
								{},
								l.annee && el("span", { class: "discret" }, `${l.annee}\u00a0: `),
								el("strong", {}, ponctuer(l.phrase || "se prononce autrement")),
							),
							raisonsDites(l),
						),
					)
				: [el("p", {}, "Ne dit rien de cette carte.")]),
		);
	}

	/* ---------- ce qui partage la classe ---------- */

	const cartes = el("tbody"),
		teteTours = el("tr");
	const partage = el(
		"section",
		{ class: "bloc", "aria-labelledby": id("partage") },
		el("h3", { class: "t2", id: id("partage") }, "Ce qui partage la classe"),
		el(
			"div",
			{ class: "defile", tabindex: "0", role: "region", "aria-labelledby": id("partage") },
			el(
				"table",
				{ class: "cartes" },
				el("caption", { class: "visuel-cache" }, "Chaque carte, et comment la classe s’y répartit"),
				el("thead", {}, teteTours),
				cartes,
			),
		),
	);

	function peindrePartage(x) {
		const ts = tours(),
			t = ts.at(-1);
		montrer(partage, !!t, ou);
		conseil.hidden = !t || !["clos", "discussion"].includes(x.etat.phase);
		const cle = JSON.stringify([x.dispersion, x.etat.carte, x.distribution]);
		if (!t || partage.dataset.cle === cle) return;
		partage.dataset.cle = cle;
		const d = x.dispersion?.[t] ?? {},
			dites = x.tri.cartes.filter((c) => typeof d[c.id] === "number"),
			vives = dites.filter((c) => d[c.id] >= PARTAGE);
		texte(conseil, conseiller(x, t, dites, vives));
		teteTours.replaceChildren(
			el("th", { scope: "col" }, "Carte"),
			...ts.map((n) => el("th", { scope: "col" }, `Vote ${n}`)),
			el("th", { scope: "col" }, "Réponse la plus donnée"),
		);
		const ordre = [...x.tri.cartes].sort((a, b) => (d[b.id] ?? -1) - (d[a.id] ?? -1)),
			tenue = cartes.contains(document.activeElement) ? document.activeElement.dataset.carte : "";
		cartes.replaceChildren(
			...ordre.map((c) => {
				const b = el(
					"button",
					{ type: "button", class: "jeton", "data-carte": c.id, "aria-pressed": String(c.id === x.etat.carte) },
					c.titre,
				);
				b.addEventListener("click", () => {
					if (c.id !== e().etat.carte) faire("carte", { carte: c.id });
				});
				const r = x.distribution[t][c.id],
					n = Math.max(0, ...Object.values(r ?? {})),
					plus = Object.keys(r ?? {}).filter((k) => r[k] === n);
				return el(
					"tr",
					{},
					el("th", { scope: "row" }, b),
					ts.map((n) => {
						const v = x.dispersion?.[n]?.[c.id];
						return el("td", { class: typeof v === "number" && v >= PARTAGE && "fort" }, mots(v));
					}),
					el("td", {}, r ? (plus.length > 2 ? "aucune ne domine" : `${plus.map(nommer).join(" et ")} (${n})`) : ""),
				);
			}),
		);
		if (tenue) cartes.querySelector(`[data-carte="${CSS.escape(tenue)}"]`)?.focus({ preventScroll: true });
	}

	function conseiller(x, t, dites, vives) {
		if (!dites.length) return "Moins de cinq réponses par carte\u00a0: ni répartition ni conseil.";
		const noms = [...vives]
			.sort((a, b) => x.dispersion[t][b.id] - x.dispersion[t][a.id])
			.slice(0, 2)
			.map((c) => `«\u00a0${c.titre}\u00a0»`)
			.join(" et ");
		const liste = vives.length > 2 ? `, d’abord ${noms}` : `\u00a0: ${noms}`,
			nombre = majuscule(enLettres(vives.length).replace(/^un$/, "une"));
		const plusieurs = vives.length > 1,
			sur =
				vives.length === dites.length && plusieurs
					? "Toutes les cartes"
					: `${nombre} carte${plusieurs ? "s" : ""} sur ${enLettres(dites.length)}`;
		if (t === "2") {
			const avant = Object.values(x.dispersion["1"] ?? {}).filter((v) => v >= PARTAGE).length;
			return vives.length
				? `${sur} partage${plusieurs ? "nt" : ""} encore la classe${liste}. Au premier vote\u00a0: ${enLettres(avant).replace(/^(un|aucun)$/, "$1e")}.`
				: "Après le second vote, plus aucune carte ne partage vraiment la classe.";
		}
		if (!vives.length)
			return "Aucune carte ne partage vraiment la classe\u00a0: un second vote apprendrait peu. Vous pouvez passer aux auteurs.";
		return `${sur} partage${plusieurs ? "nt" : ""} la classe${liste}. Une discussion, puis un second vote, ont du sens.`;
	}

	/* ---------- ouvrir à la classe ---------- */

	const choixAdresses = el("fieldset", { class: "adresses" }),
		boutonOuvrir = bouton("Ouvrir à la classe", "principal"),
		boutonRelire = bouton("Chercher de nouveau", "nu"),
		boutonRefermer = bouton("Refermer", "nu"),
		boutonChanger = bouton("Changer d’adresse", "nu");
	const adresse = el("p", { class: "adresse" }),
		code = el("p", { class: "code" }),
		visites = el("p"),
		boutonCopier = bouton("Copier l’adresse");
	const fermee = el(
		"div",
		{ class: "pile" },
		el(
			"p",
			{},
			"Pour l’instant, cette séance ne répond qu’à cet ordinateur. Choisissez l’adresse que les téléphones verront\u00a0; la première est sans doute la bonne.",
		),
		choixAdresses,
		el("div", { class: "rangee" }, boutonOuvrir, boutonRelire),
	);
	const ouverte = el(
		"div",
		{ class: "pile" },
		el("p", {}, "Sur un téléphone, le QR du mur, ou cette adresse puis le code\u00a0:"),
		adresse,
		code,
		visites,
		el("div", { class: "rangee" }, boutonCopier, boutonChanger, boutonRefermer),
	);
	const aide = el(
		"details",
		{},
		el("summary", {}, "Un téléphone n’y arrive pas\u00a0?"),
		el(
			"ol",
			{ class: "aide" },
			el("li", {}, "Le téléphone doit être sur le même Wi-Fi que cet ordinateur\u00a0; coupez ses données mobiles."),
			el("li", {}, "L’ordinateur a plusieurs cartes réseau\u00a0? Changez d’adresse, puis réessayez."),
			el(
				"li",
				{},
				"Un pare-feu demande une autorisation\u00a0? Acceptez Python pour les réseaux privés. Sinon, dans ses réglages, autorisez Python à recevoir des connexions.",
			),
			el(
				"li",
				{},
				"Beaucoup de Wi-Fi d’établissement empêchent les appareils de se voir. Alors\u00a0: sur un téléphone, activez le partage de connexion, reliez-y cet ordinateur, cherchez de nouveau les adresses, et faites entrer la classe par ce Wi-Fi-là. Il accepte souvent dix appareils\u00a0: un par table.",
			),
			el("li", {}, "Rien n’y fait\u00a0? Votez à main levée ou sur papier, plus bas\u00a0: le bilan est le même."),
		),
	);
	const reseau = el(
		"section",
		{ class: "bloc reseau", "aria-labelledby": id("reseau") },
		el("h3", { class: "t2", id: id("reseau"), tabindex: "-1" }, "Ouvrir à la classe"),
		fermee,
		ouverte,
		aide,
	);

	async function chercherAdresses() {
		const r = await modele.appeler("GET", "/api/adresses");
		adresses = r.code === 200 ? r.corps : [];
		const coche = choixAdresses.querySelector("input:checked")?.value ?? adresses[0]?.adresse;
		choixAdresses.replaceChildren(
			el("legend", {}, adresses.length > 1 ? "Adresses de cet ordinateur" : "Adresse de cet ordinateur"),
			...(adresses.length
				? adresses.map((a) => {
						const radio = el("input", { type: "radio", name: id("adresse"), value: a.adresse });
						radio.checked = a.adresse === coche;
						return el(
							"label",
							{ class: "choix" },
							radio,
							el("span", {}, el("strong", { class: "chiffre" }, a.adresse), ` (${a.nom}) `, el("span", { class: "discret" }, a.conseil)),
						);
					})
				: [
						el(
							"p",
							{},
							r.code === 200
								? "Cet ordinateur n’est relié à aucun réseau. Reliez-le au Wi-Fi de la salle, ou au partage de connexion d’un téléphone."
								: raison(r),
						),
					]),
		);
		activer(boutonOuvrir, adresses.length > 0);
	}
	boutonRelire.addEventListener("click", chercherAdresses);
	boutonOuvrir.addEventListener("click", async () => {
		const voulue = choixAdresses.querySelector("input:checked")?.value;
		if (!voulue) return voix.dire("Choisissez d’abord une adresse.");
		const r = await demander("POST", "/api/ouverture", { adresse: voulue });
		if (!r) return;
		if (r.code === 200) {
			changer = false;
			modele.recevoir({ ...e(), ouverture: r.corps });
			viser(reseau.firstChild, reseau);
			voix.dire("La séance est ouverte à la classe.");
		} else dire(raison(r));
	});
	let changer = false,
		adresseVue = "",
		chute = false;
	/** Un serveur relancé ne répond plus qu’à cet ordinateur : on le rouvre à l’adresse que les téléphones connaissent. */
	async function rouvrir(x) {
		if (x.ouverture?.ouverte) {
			adresseVue = x.ouverture.adresse;
			chute = false;
			return;
		}
		if (!chute || !adresseVue || occupe) return;
		chute = false;
		const r = await demander("POST", "/api/ouverture", { adresse: adresseVue });
		if (r?.code === 200) modele.recevoir({ ...e(), ouverture: r.corps });
	}
	boutonChanger.addEventListener("click", () => {
		changer = true;
		chercherAdresses();
		peindre();
		viser(reseau.firstChild, reseau);
	});
	boutonRefermer.addEventListener("click", async () => {
		const r = await demander("DELETE", "/api/ouverture");
		if (r?.code === 200) {
			adresseVue = "";
			modele.recevoir({ ...e(), ouverture: r.corps });
			viser(reseau.firstChild, reseau);
		} else if (r) dire(raison(r));
	});
	boutonCopier.addEventListener("click", () => copier(e().ouverture.url, boutonCopier));

	async function copier(s, b) {
		let fait = false;
		try {
			await navigator.clipboard.writeText(s);
			fait = true;
		} catch {
			/* hors contexte sûr : l’ancienne façon */
			const champ = el("textarea", { class: "visuel-cache", readonly: true, "aria-hidden": "true" }, s);
			section.append(champ);
			champ.select();
			fait = document.execCommand("copy");
			champ.remove();
			b.focus();
		}
		voix.dire(fait ? "Adresse copiée." : `Copie impossible. L’adresse est\u00a0: ${s}`);
		const nom = b.textContent;
		if (fait) {
			b.textContent = "Adresse copiée";
			setTimeout(() => {
				b.textContent = nom;
			}, 2000);
		}
	}

	function peindreReseau(x) {
		const o = x.ouverture ?? {},
			ici = o.ouverte && !changer;
		montrer(fermee, !ici, reseau.firstChild);
		montrer(ouverte, ici, reseau.firstChild);
		texte(reseau.firstChild, o.ouverte ? "La classe peut entrer" : "Ouvrir à la classe");
		texte(adresse, o.url ?? "");
		texte(code, (x.seance.code ?? "").replaceAll(" ", "\u00a0"));
		const n = o.visites ?? 0;
		visites.replaceChildren(
			...(n
				? [el("strong", {}, "Un autre appareil a joint cet ordinateur"), `\u00a0: ${pluriel(n, "visite")}. Le réseau laisse passer.`]
				: [
						el("strong", {}, "Test de connexion."),
						" Personne n’est encore entré. Essayez avec votre téléphone\u00a0: cette phrase changera.",
					]),
		);
		if (!o.ouverte && adresses === null) {
			adresses = [];
			chercherAdresses();
		}
		/* Avant d’ouvrir, c’est la première chose à faire ; ensuite, cela se range à côté. */
		const dabord = !o.ouverte && x.etat.phase === "preparation",
			place = dabord ? mener : cote;
		section.classList.toggle("a-ouvrir", dabord);
		if (reseau.parentNode !== place) place.prepend(reseau);
		const coupee = !o.ouverte && !["preparation", "terminee"].includes(x.etat.phase) && x.presents > 0;
		montrer(coupure, coupee);
	}
	const coupure = el(
		"p",
		{ class: "avertissement", hidden: true },
		el("strong", {}, "Les téléphones ne joignent plus cet ordinateur. "),
		"Ouvrez de nouveau la séance à la classe, à la même adresse\u00a0: ils reviendront seuls, avec leurs réponses.",
	);

	/* ---------- projeter ---------- */

	const lienMur = el("a", { class: "bouton", target: "_blank", rel: "noopener" }, "Ouvrir la projection"),
		lienPage = el("a", { class: "bouton nu", target: "_blank", rel: "noopener" }, "Mener depuis une page à part"),
		copierMur = bouton("Copier son adresse", "nu");
	copierMur.addEventListener("click", () => copier(modele.liens().projection, copierMur));
	const projeter = el(
		"section",
		{ class: "bloc", "aria-labelledby": id("projeter") },
		el("h3", { class: "t2", id: id("projeter") }, "Projeter"),
		el("p", {}, "Ouvrez la page du mur, glissez sa fenêtre sur le vidéoprojecteur, passez en plein écran. Elle suit toute seule."),
		el("div", { class: "rangee" }, lienMur, copierMur, lienPage),
	);

	/* ---------- sans téléphone ---------- */

	const tourMains = choixTour("mains"),
		carteMains = el("select", { id: id("carte-mains") }),
		nombres = el("div", { class: "nombres" }),
		boutonMains = bouton("Enregistrer ces mains", "", "submit"),
		ditMains = el("p", { role: "status" });
	const mains = el(
		"form",
		{ class: "pile" },
		el("h4", {}, "À main levée"),
		el("p", { class: "discret" }, "Lisez la carte, comptez les mains case par case. Ces nombres s’ajoutent aux téléphones."),
		el(
			"div",
			{ class: "rangee" },
			tourMains.champ,
			el("div", { class: "champ" }, el("label", { for: id("carte-mains") }, "Carte"), carteMains),
		),
		nombres,
		el("div", { class: "rangee" }, boutonMains),
		ditMains,
	);

	function choixTour(nom) {
		const s = el("select", { id: id(`tour-${nom}`) }, el("option", { value: "1" }, "Vote 1"), el("option", { value: "2" }, "Vote 2"));
		return { s, champ: el("div", { class: "champ" }, el("label", { for: id(`tour-${nom}`) }, "Pour le"), s) };
	}
	function peindreMains(x, force = false) {
		const liste = x.tri.cartes;
		if (carteMains.options.length !== liste.length)
			carteMains.replaceChildren(...liste.map((c, i) => el("option", { value: c.id }, `${i + 1}. ${c.titre}`)));
		if (tourVu !== x.etat.tour) {
			tourVu = x.etat.tour;
			for (const t of [tourMains, tourPapier]) t.s.value = String(Math.max(1, x.etat.tour));
		}
		const cle = `${tourMains.s.value} ${carteMains.value}`;
		if (nombres.dataset.cle === cle && !force) return;
		nombres.dataset.cle = cle;
		const deja = x.mains?.[tourMains.s.value]?.[carteMains.value] ?? {};
		nombres.replaceChildren(
			...toutesCases().map((c, i) =>
				el(
					"div",
					{ class: "champ" },
					el("label", { for: id(`m-${i}`) }, c.nom),
					el("input", {
						id: id(`m-${i}`),
						type: "number",
						min: "0",
						max: "2000",
						step: "1",
						inputmode: "numeric",
						"data-case-id": c.id,
						value: String(deja[c.id] ?? 0),
					}),
				),
			),
		);
	}
	for (const s of [tourMains.s, carteMains])
		s.addEventListener("change", () => {
			texte(ditMains, "");
			peindreMains(e(), true);
		});
	retenirEntree(mains);
	mains.addEventListener("submit", async (ev) => {
		ev.preventDefault();
		const comptes = {};
		for (const champ of nombres.querySelectorAll("input"))
			if (Number(champ.value) > 0) comptes[champ.dataset.caseId] = Math.round(Number(champ.value));
		const total = Object.values(comptes).reduce((s, n) => s + n, 0);
		const r = await demander("PUT", `/api/mains/${tourMains.s.value}/${encodeURIComponent(carteMains.value)}`, { comptes });
		if (!r) return;
		if (r.code === 200 && r.corps?.version) modele.recevoir(r.corps);
		texte(
			ditMains,
			r.code === 200
				? `Enregistré\u00a0: ${pluriel(total, "main")} pour «\u00a0${carteDe(carteMains.value).titre}\u00a0».`
				: `Non enregistré. ${raison(r)}`,
		);
	});

	const tourPapier = choixTour("papier"),
		fichier = el("input", { type: "file", id: id("fichier"), accept: ".csv,text/csv" }),
		ditPapier = el("div", { role: "status" }),
		boutonGrille = bouton("Ouvrir la grille à imprimer");
	const papier = el(
		"div",
		{ class: "pile" },
		el("h4", {}, "Sur papier"),
		el(
			"p",
			{ class: "discret" },
			"Une feuille par personne, numérotée, sans nom. Recopiez-les dans un tableur comme le montre la grille, enregistrez en CSV, puis donnez le fichier ici.",
		),
		el("div", { class: "rangee" }, boutonGrille),
		el(
			"div",
			{ class: "rangee" },
			tourPapier.champ,
			el("div", { class: "champ" }, el("label", { for: id("fichier") }, "Feuilles recopiées (CSV)"), fichier),
		),
		ditPapier,
	);
	boutonGrille.addEventListener("click", async () => {
		const fenetre = modele.page ? null : window.open("", "_blank");
		const r = await modele.appeler("GET", "/papier");
		if (r.code !== 200) {
			fenetre?.close();
			return dire(raison(r));
		}
		if (modele.page) return modele.page("grille", r.corps);
		if (!fenetre) return dire("Le navigateur a bloqué la nouvelle page\u00a0: autorisez-la, puis réessayez.");
		fenetre.document.write(r.corps); // la page même que rend le serveur
		fenetre.document.close();
	});
	fichier.addEventListener("change", async () => {
		const f = fichier.files[0];
		if (!f) return;
		const r = await demander("POST", `/api/papier/${tourPapier.s.value}`, await lireFichier(f));
		fichier.value = "";
		if (!r) return;
		if (r.code !== 200) return ditPapier.replaceChildren(el("p", {}, `Rien n’est enregistré. ${raison(r)}`));
		const { feuilles, reponses, refus } = r.corps;
		ditPapier.replaceChildren(
			el(
				"p",
				{},
				`${pluriel(feuilles, "feuille")}, ${pluriel(reponses, "réponse enregistrée", "réponses enregistrées")} pour le vote ${tourPapier.s.value}.`,
			),
			...(refus.length
				? [
						el(
							"p",
							{},
							el("strong", {}, `${pluriel(refus.length, "ligne n’a pas été prise", "lignes n’ont pas été prises")}.`),
							" Corrigez-les, puis redonnez le fichier entier\u00a0: rien ne comptera deux fois.",
						),
						el(
							"ul",
							{},
							refus.map((s) => el("li", {}, s)),
						),
					]
				: []),
		);
	});
	/** Un tableur français écrit parfois en Windows-1252. */
	async function lireFichier(f) {
		const octets = await f.arrayBuffer();
		try {
			return new TextDecoder("utf-8", { fatal: true }).decode(octets);
		} catch {
			return new TextDecoder("windows-1252").decode(octets);
		}
	}
	const sans = el("details", { class: "bloc" }, el("summary", {}, "Voter sans téléphone"), mains, papier);

	/* ---------- garder, effacer ---------- */

	const boutonCsv = bouton("Exporter les réponses (CSV)"),
		boutonEffacer = bouton("Effacer la séance"),
		echeance = el("p");
	const numero = el("input", { type: "text", inputmode: "numeric", id: id("numero"), autocomplete: "off", maxlength: "6" }),
		boutonRetirer = bouton("Effacer ses réponses", "", "submit"),
		ditRetirer = el("p", { role: "status" });
	const retirer = el(
		"form",
		{ class: "pile" },
		el(
			"div",
			{ class: "rangee" },
			el("div", { class: "champ" }, el("label", { for: id("numero") }, "Quelqu’un demande l’effacement\u00a0: son numéro"), numero),
			boutonRetirer,
		),
		ditRetirer,
	);
	boutonCsv.addEventListener("click", async () => {
		const r = await modele.appeler("GET", "/api/reponses.csv");
		if (r.code !== 200) return dire(raison(r));
		const url = URL.createObjectURL(
			new Blob([r.corps.startsWith("\ufeff") ? r.corps : `\ufeff${r.corps}`], { type: "text/csv;charset=utf-8" }),
		);
		const a = el("a", { href: url, download: `seance-${e().seance.code.toLowerCase().replaceAll(" ", "-")}.csv`, hidden: true });
		section.append(a);
		a.click();
		a.remove();
		setTimeout(() => URL.revokeObjectURL(url), 10_000);
		voix.dire("Les réponses sont dans un fichier CSV.");
	});
	boutonEffacer.addEventListener("click", () =>
		confirmation(
			[
				"Effacer la séance\u00a0?",
				"Toutes les réponses disparaissent, ici et dans le fichier, sans retour possible. Exportez-les d’abord si vous voulez les relire.",
				"Garder la séance",
			],
			"Effacer pour de bon",
			async () => {
				const r = await demander("DELETE", "/api/seance");
				if (!r) return;
				if (r.code !== 200) return dire(raison(r));
				effacee = true;
				peindre();
				viser(rien, section);
			},
			boutonEffacer,
		),
	);
	retirer.addEventListener("submit", async (ev) => {
		ev.preventDefault();
		const n = numero.value.trim();
		if (!/^\d{1,6}$/.test(n)) return texte(ditRetirer, "Ce numéro se lit sur la page de la personne\u00a0: quatre chiffres.");
		const r = await demander("DELETE", `/api/participants/${n}`);
		if (r) {
			texte(ditRetirer, r.code === 200 ? `Les réponses du numéro ${n} sont effacées.` : raison(r));
			if (r.code === 200) numero.value = "";
		}
	});
	const boutonQuitter = bouton("Revenir aux séances", "nu");
	boutonQuitter.addEventListener("click", () => modele.quitter?.());
	const garder = el(
		"details",
		{ class: "bloc" },
		el("summary", {}, "Garder, relire, effacer"),
		el(
			"div",
			{ class: "pile", "data-confirme": "" },
			echeance,
			el("div", { class: "rangee" }, boutonCsv, boutonEffacer, modele.quitter && boutonQuitter),
		),
		retirer,
	);

	/* ---------- l’ensemble ---------- */

	const rien = el("p", { class: "t2", tabindex: "-1" });
	const mener = el("div", { class: "mener" }, conduite, parler, partage),
		cote = el("div", { class: "cote" }, projeter, sans, garder);
	const corps = el("div", { class: "corps" }, mener, cote),
		revenir = el("div", { class: "rangee", hidden: true }, bouton("Revenir aux séances"));
	revenir.firstChild.addEventListener("click", () => modele.quitter?.());
	const tete = el("header", { class: "tete" }, titre, sous, etapes);
	const section = encadrer(
		{ "aria-labelledby": id("titre") },
		el("div", { class: "regie activite" }, voix.element, tete, lien, coupure, rien, revenir, corps),
	);

	/* Une touche Entrée maintenue ne mène pas la séance à sa fin. */
	section.addEventListener(
		"keydown",
		(ev) => {
			if (ev.repeat && (ev.key === "Enter" || ev.key === " ") && ev.target.tagName === "BUTTON") ev.preventDefault();
		},
		true,
	);

	function peindre() {
		const x = e(),
			{ sort, message } = modele.lien();
		const perdu = sort === "perdu";
		if (perdu) chute = true;
		montrer(lien, perdu, titre);
		texte(lien.lastChild, message || "La page retrouve la séance… Ce qui est enregistré l’est toujours.");
		const mortes = {
			refuse:
				"Cette adresse ne vaut plus\u00a0: une autre a été donnée depuis. Reprenez la séance depuis le carnet 90 ou la commande «\u00a0labo.py seance\u00a0».",
			effacee: "Cette séance est effacée. Il n’en reste rien.",
		};
		const mort = effacee ? mortes.effacee : (mortes[sort] ?? (x ? "" : "La page cherche la séance…"));
		texte(rien, mort);
		montrer(rien, !!mort);
		revenir.hidden = !modele.quitter || !(effacee || mortes[sort]);
		montrer(corps, !mort, rien);
		montrer(etapes, !mort, rien);
		if (mort) {
			texte(titre, x?.seance.titre || "Mener la séance");
			sous.hidden = true;
			montrer(coupure, false);
			return;
		}
		sous.hidden = false;
		texte(titre, x.seance.titre || x.tri.titre);
		texte(
			sous,
			[
				x.seance.titre && x.seance.titre !== x.tri.titre && x.tri.titre,
				pluriel(x.tri.cartes.length, "carte"),
				`code ${x.seance.code.replaceAll(" ", "\u00a0")}`,
				pluriel(x.presents ?? 0, "personne présente", "personnes présentes"),
			]
				.filter(Boolean)
				.join(" · "),
		);
		const ici = etapeDe(x),
			fini = x.etat.phase === "terminee";
		[...etapes.children].forEach((li, i) => {
			li.classList.toggle("faite", fini || i < ici);
			if (!fini && i === ici) li.setAttribute("aria-current", "step");
			else li.removeAttribute("aria-current");
		});
		const [p, d] = phraseDe(x);
		texte(ou, p);
		texte(ouDetail, d);
		if (phaseDite && phaseDite !== p) voix.dire(p);
		phaseDite = p;
		const { reponses = 0, attendues = 0, complets = 0 } = x.comptes ?? {},
			n = Math.max(x.presents ?? 0, complets);
		montrer(compte, ["vote", "clos"].includes(x.etat.phase) && n > 0, ou);
		texte(combien.firstChild, String(complets));
		texte(combien.lastChild, ` sur ${n} ${complets > 1 ? "ont" : "a"} tout répondu`);
		jauge.firstChild.style.inlineSize = attendues ? `${Math.min(100, (100 * reponses) / attendues)}%` : "0";
		texte(cumul, `${pluriel(reponses, "réponse enregistrée", "réponses enregistrées")} sur ${attendues}`);
		peindreGestes(x);
		montrer(minuterie, ["vote", "discussion"].includes(x.etat.phase), ou);
		minuter();
		if (!perdu) rouvrir(x);
		peindreReseau(x);
		peindrePartage(x);
		peindreCarte(x);
		peindreMains(x);
		texte(
			echeance,
			`Les réponses seront effacées d’elles-mêmes le ${jour(x.seance.effacer_le)}. Pour les relire ensuite, exportez-les\u00a0: le carnet 92 ouvre ce fichier.`,
		);
		const { projection, enseignant } = modele.liens();
		montrer(projeter, !!projection, ou);
		if (projection) lienMur.href = projection;
		lienPage.hidden = !enseignant;
		if (enseignant) lienPage.href = enseignant;
	}

	racine.append(section);
	const arreter = modele.sur(peindre);
	peindre();
	return () => {
		arreter();
		clearTimeout(horloge);
		section.remove();
	};
}

/* ---------- hôte 1 : la page ---------- */

function page(hote) {
	const [secret, mur] = secrets("te:enseignant"),
		lien = lier({ secret });
	theme();
	monter(hote, {
		etat: lien.etat,
		sur: lien.sur,
		maintenant: lien.maintenant,
		appeler: lien.appeler,
		recevoir: lien.recevoir,
		lien: () => ({ sort: lien.sort(), message: "" }),
		liens: () => ({ projection: mur ? `/projection#${mur}` : "", enseignant: "" }),
	});
}

/* ---------- hôte 2 : le carnet ---------- */

/** Le formulaire d’une séance nouvelle, et celles que l’on peut reprendre. */
function accueil(racine, model, geste) {
	const id = identifiant();
	const d = model.get("donnees"),
		voix = annonceur();
	const tri = el(
		"select",
		{ id: `${id}-tri` },
		d.tris.map((t) => el("option", { value: t.cle }, `${t.titre} (${t.cartes} cartes)`)),
	);
	const titre = el("input", { type: "text", id: `${id}-nom`, maxlength: "80", autocomplete: "off", placeholder: "" });
	const jours = el(
		"select",
		{ id: `${id}-jours` },
		[
			[7, "une semaine"],
			[30, "un mois"],
			[120, "quatre mois"],
			[365, "un an"],
		].map(([n, dit]) => el("option", { value: String(n), selected: n === 30 }, dit)),
	);
	const preparer = bouton("Préparer la séance", "principal", "submit"),
		dit = el("p", { class: "mot", hidden: true });
	const champ = (nom, e, aide) =>
		el("div", { class: "champ" }, el("label", { for: e.id }, nom), e, aide && el("p", { class: "discret" }, aide));
	const form = el(
		"form",
		{ class: "feuille" },
		champ("Ce que la classe va ranger", tri),
		champ("Un titre, pour vous et pour la classe", titre, "Facultatif. Il paraît au mur\u00a0: pas de nom de personne."),
		champ("Garder les réponses", jours),
		el("div", { class: "rangee" }, preparer),
		dit,
	);
	const liste = el("ul", { class: "seances", role: "list" }),
		anciennes = el("section", { class: "bloc" }, el("h3", { class: "t2" }, "Reprendre une séance"), liste);
	const section = encadrer(
		{ "aria-labelledby": `${id}-titre` },
		el(
			"div",
			{ class: "regie activite" },
			voix.element,
			el(
				"header",
				{ class: "tete" },
				el("h2", { class: "t1", id: `${id}-titre`, tabindex: "-1" }, d.titre),
				el("p", { class: "discret" }, d.consigne),
			),
			anciennes,
			form,
		),
	);
	retenirEntree(form);
	form.addEventListener("submit", (ev) => {
		ev.preventDefault();
		if (preparer.getAttribute("aria-disabled") !== "true")
			geste({ geste: "preparer", tri: tri.value, titre: titre.value.trim(), jours: Number(jours.value) });
	});
	function peindre() {
		const e = model.get("etat"),
			attend = e.sort === "lancement";
		activer(preparer, !attend);
		texte(preparer, attend ? "La séance se prépare…" : "Préparer la séance");
		if (dit.textContent !== (e.message ?? "")) {
			texte(dit, e.message ?? "");
			if (e.message) voix.dire(e.message);
		}
		dit.hidden = !e.message;
		const cle = JSON.stringify(e.seances ?? []);
		anciennes.hidden = !(e.seances ?? []).length;
		if (liste.dataset.cle === cle) return;
		liste.dataset.cle = cle;
		liste.replaceChildren(
			...(e.seances ?? []).map((s) => {
				const b = bouton("Reprendre");
				b.setAttribute("aria-label", `Reprendre ${s.titre || s.tri}, code ${s.code}`);
				b.addEventListener("click", () => geste({ geste: "reprendre", seance: s.id }));
				return el(
					"li",
					{},
					el(
						"span",
						{},
						el("strong", {}, s.titre || s.tri),
						el("span", { class: "discret" }, ` code ${s.code}, ${pluriel(s.participants ?? 0, "personne")}, ${s.dit ?? ""}`),
					),
					b,
				);
			}),
		);
	}
	racine.append(section);
	model.on("change:etat", peindre);
	peindre();
	return () => {
		model.off("change:etat", peindre);
		section.remove();
	};
}

/** Python tient le secret et parle au serveur ; la page du carnet ne fait que demander. */
function carnet(model, racine) {
	const SILENCE = 20_000,
		NOYAU = "Le noyau ne répond pas. La séance, elle, continue\u00a0: menez-la depuis la page à part, ou redémarrez le noyau.";
	const vue = identifiant(),
		attentes = new Map(),
		ecoutes = new Set();
	let n = 0,
		demonter = null,
		montee = "",
		plusRecent = null,
		decalage = 0; // secondes dont le serveur avance sur ce navigateur
	const geste = (g) => demanderAuModele({ demander: (x) => model.send(x) }, { ...g, vue });

	function surMessage(m) {
		if (m?.vue !== vue) return;
		if (m.heure) {
			decalage = m.heure - Date.now() / 1000;
			return dire();
		}
		if (!attentes.has(m.n)) return;
		const { fini, minuterie } = attentes.get(m.n);
		attentes.delete(m.n);
		clearTimeout(minuterie);
		fini({ code: m.code, corps: m.corps });
	}
	const lu = () => {
		const x = model.get("seance");
		if (!x?.etat) return null;
		const recent = plusRecent && plusRecent.seance.id === x.seance.id && plusRecent.version > x.version ? plusRecent : x;
		return { ...recent, tri: model.get("tri") };
	};
	const dire = () => {
		for (const fn of [...ecoutes]) fn();
	};
	const modele = {
		etat: lu,
		lien: () => {
			const e = model.get("etat");
			return { sort: e.sort, message: e.message };
		},
		liens: () => model.get("etat").liens ?? {},
		maintenant: () => Date.now() / 1000 + decalage,
		recevoir: (e) => {
			plusRecent = e;
			dire();
		},
		sur(fn) {
			ecoutes.add(fn);
			return () => ecoutes.delete(fn);
		},
		appeler: (methode, chemin, corps) =>
			new Promise((fini) => {
				n += 1;
				const moi = n,
					minuterie = setTimeout(() => {
						attentes.delete(moi);
						fini({ code: 0, corps: { message: NOYAU } });
					}, SILENCE);
				attentes.set(moi, { fini, minuterie });
				geste({
					geste: "appeler",
					n: moi,
					methode,
					chemin,
					corps: corps === undefined ? "" : typeof corps === "string" ? corps : JSON.stringify(corps),
					sorte: typeof corps === "string" ? "texte" : "json",
				});
			}),
		quitter: () => geste({ geste: "quitter" }),
		page(nom, html) {
			const url = URL.createObjectURL(new Blob([html], { type: "text/html;charset=utf-8" }));
			window.open(url, "_blank");
			setTimeout(() => URL.revokeObjectURL(url), 60_000);
		},
	};
	function choisir() {
		const e = model.get("etat"),
			voulu = ["aucune", "lancement"].includes(e.sort) ? "accueil" : "regie";
		if (voulu !== montee) {
			demonter?.();
			montee = voulu;
			plusRecent = null;
			demonter = voulu === "accueil" ? accueil(racine, model, geste) : monter(racine, modele);
		} else if (voulu === "regie") dire();
	}
	const noms = ["change:etat", "change:seance", "change:tri"];
	model.on("msg:custom", surMessage);
	for (const nom of noms) model.on(nom, choisir);
	choisir();
	geste({ geste: "montee" });
	return () => {
		demonter?.();
		model.off("msg:custom", surMessage);
		for (const nom of noms) model.off(nom, choisir);
		for (const { minuterie } of attentes.values()) clearTimeout(minuterie);
	};
}

/* ---------- hôte 3 : la page de la maison, sans carnet ---------- */

/** Préparer une séance ou en reprendre une, puis la mener. La clé de la maison reste dans cet onglet. */
async function maison(hote) {
	const [cle] = secrets("te:maison"),
		ecoutes = new Set();
	theme();
	let etat = { sort: "aucune", message: "", seances: [] };
	const passer = (plus) => {
		etat = { ...etat, ...plus };
		for (const fn of [...ecoutes]) fn();
	};
	async function appeler(methode, chemin, corps) {
		try {
			const r = await fetch(chemin, {
				method: methode,
				cache: "no-store",
				credentials: "omit",
				headers: { Authorization: `Bearer ${cle}` },
				body: corps && JSON.stringify(corps),
			});
			return { code: r.status, corps: await r.json() };
		} catch {
			return { code: 0, corps: { message: "Le serveur des séances ne répond pas\u00a0: relancez «\u00a0python3 labo.py seance\u00a0»." } };
		}
	}
	async function aller(chemin, corps) {
		passer({ sort: "lancement", message: "" });
		const r = await appeler("POST", chemin, corps);
		if (r.code === 200 || r.code === 201) location.assign(`/enseignant#${r.corps.enseignant}.${r.corps.projection}`);
		else passer({ sort: "aucune", message: r.corps.message });
	}
	const tris = await appeler("GET", "/api/tris"),
		seances = tris.code === 200 ? await appeler("GET", "/api/seances") : tris;
	if (tris.code !== 200)
		etat.message =
			tris.code === 401 || tris.code === 403
				? "Cette page a perdu sa clé\u00a0: rouvrez l’adresse donnée par «\u00a0python3 labo.py seance\u00a0»."
				: tris.corps.message;
	else etat.seances = seances.corps;
	const donnees = {
		titre: "La séance en direct",
		consigne: "La classe répond sur ses téléphones, sans compte et sans nom. Tout reste sur cet ordinateur.",
		tris: tris.code === 200 ? tris.corps : [],
	};
	const model = { get: (nom) => (nom === "donnees" ? donnees : etat), on: (_, fn) => ecoutes.add(fn), off: (_, fn) => ecoutes.delete(fn) };
	accueil(hote, model, (g) =>
		g.geste === "preparer"
			? aller("/api/seances", { tri: g.tri, titre: g.titre, jours: g.jours })
			: aller(`/api/seances/${g.seance}/acces`),
	);
}

if (location.pathname === "/enseignant") page(document.getElementById("hote"));
if (location.pathname === "/maison") maison(document.getElementById("hote"));

export default {
	render({ model, el }) {
		return carnet(model, el);
	},
};
