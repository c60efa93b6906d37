/* Un faux modèle : ce que Python ferait, en plus docile. `muet` : le noyau se tait ; `panne` : le disque refuse ;
   `persistant` : le faux carnet survit à un rechargement de la page. */

const NOMS = [
	"Information",
	"Consultation",
	"Concertation",
	"Collaboration",
	"Coopération",
	"Coordination",
	"Réseau",
	"Partenariat",
	"Articulation",
	"Fusion",
	"Délégation",
	"Mécénat",
];
const TITRES = [
	"Douze chaises pour un quartier",
	"La cantine et le carnet de santé",
	"Le courriel du lundi",
	"Un dossier, deux bureaux",
	"La boîte à idées",
	"Le planning du mercredi",
	"La réunion qui a tout changé",
	"Les jeudis de la halte",
	"La convention du troisième étage",
	"Trois logos sur une affiche",
	"Le service confié",
	"Une table, deux budgets",
];
const RECIT = [
	"Depuis trois ans, une assistante sociale de secteur, un infirmier d’équipe mobile et la salariée d’une association d’hébergement tiennent ensemble la permanence du jeudi, à la halte de jour. Chacun vient parce qu’il l’a voulu, avec son métier et ses limites, et connaît celui des autres. Ils préparent la matinée à trois\u00a0; ils se disputent parfois sur la manière d’accueillir, puis se mettent d’accord.",
	"Rien n’est signé. Leurs directions laissent faire et n’ont désigné aucun responsable. Quand la salariée s’est absentée deux mois, personne ne l’a remplacée.",
];

export function donneesTri({ cartes = 12, cases = 8, ...plus } = {}) {
	return {
		cle: "formes",
		titre: "Douze situations, huit formes",
		consigne: "Choisissez la forme qui convient le mieux. «\u00a0Je ne sais pas\u00a0» est une réponse.",
		question: "De quelle forme s’agit-il\u00a0?",
		ordonne: false,
		note_ordre: "Cet ordre est celui de la collection\u00a0: aucun auteur du corpus n’ordonne ces mots.",
		borne_debut: "",
		borne_fin: "",
		doute:
			"Gardez le sens que vous lui donnez aujourd’hui. Les auteurs n’en donnent pas tous le même\u00a0: c’est ce que ce labo fait voir.",
		cases: Array.from({ length: cases }, (_, i) => ({ id: `forme-${i}`, nom: NOMS[i] ?? `Forme ${i}` })),
		sans_avis: { id: "je-ne-sais-pas", nom: "Je ne sais pas" },
		cartes: Array.from({ length: cartes }, (_, i) => ({
			id: `sit-${i}`,
			titre: TITRES[i] ?? `Situation ${i + 1}`,
			surtitre: "insertion · fiction",
			paragraphes: i === 0 ? ["Un premier récit, court.", RECIT[1]] : RECIT,
		})),
		jeton: "essai",
		compare: true,
		...plus,
	};
}

export function fauxTri(options = {}) {
	const donnees = donneesTri(options.donnees),
		ecoutes = new Set();
	const garde = options.persistant && sessionStorage.getItem("carnet");
	let etat = {
		reponses: options.reponses ?? {},
		accuses: {},
		enregistrement: { etat: "vide", quand: "", carte: "", message: "" },
		annulable: false,
		avertissement: options.avertissement ?? "",
		tour: 1,
		...(garde ? JSON.parse(garde) : {}),
	};
	const pile = [];
	const m = {
		muet: false,
		panne: "",
		latence: 10,
		...options,
		donnees,
		journal: [],
		retenus: [],
		etat: () => etat,
		sur(fn) {
			ecoutes.add(fn);
			return () => ecoutes.delete(fn);
		},
		pousser(plus) {
			etat = { ...etat, ...plus };
			for (const fn of [...ecoutes]) fn();
		},
		demander(g) {
			m.journal.push(g);
			if (m.muet) m.retenus.push(g);
			else setTimeout(() => m.traiter(g), m.latence);
		},
		parler() {
			m.muet = false;
			for (const g of m.retenus.splice(0)) m.traiter(g);
		},
		traiter(g) {
			let { reponses, tour } = etat,
				carte = etat.enregistrement.carte;
			if (g.geste === "ranger") {
				pile.push(reponses);
				reponses = { ...reponses, [g.carte]: g.case };
				carte = g.carte;
			}
			if (g.geste === "annuler" && pile.length) reponses = pile.pop();
			if (g.geste === "recommencer") {
				pile.push(reponses);
				reponses = {};
				tour += 1;
			}
			const enregistrement = m.panne
				? { etat: "non-enregistre", quand: "", carte: "", message: m.panne }
				: { etat: "enregistre", quand: "14\u00a0h\u00a005", carte, message: "" };
			if (m.persistant && !m.panne) sessionStorage.setItem("carnet", JSON.stringify({ reponses, tour, annulable: true }));
			m.pousser({
				reponses,
				tour,
				enregistrement,
				annulable: pile.length > 0,
				accuses: { ...etat.accuses, [g.vue]: Math.max(g.n, etat.accuses[g.vue] ?? 0) },
			});
		},
	};
	return m;
}

/* ---------- comparaison ---------- */

const lecture = (phrase, raison, plus = {}) => ({
	phrase,
	annee: "2005",
	raison,
	pivots: [],
	etiquettes: ["norme", "déduit de ses critères"],
	reference: [["Journées ADBDP 2005, en ligne 2007", false]],
	secteur: "bibliothèques",
	...plus,
});
const manque = (...termes) => [{ mot: "Manque", termes: termes.map(([critere, indice]) => ({ critere, indice })) }];

const retours = await (await fetch("retours.json")).json(); // les vrais : voir composants.py
const legende = retours.filter((r) => r.sens).map((r) => [r.singulier, r.sens]);
export const donneesComparaison = (plus = {}) => ({ cle: "formes", titre: "Comparer", ordonne: false, retours, legende, ...plus });

const AVIS = [
	{
		auteur: "Dominique Lahary",
		retour: "accord",
		divergence: "",
		lectures: [
			lecture(
				"y voit un partenariat",
				"Une opération menée ensemble suffit, si chacun reconnaît l’autre comme différent de lui. L’écrit n’est pas une condition.",
			),
		],
	},
	{
		auteur: "Élisabeth Vidalenc",
		retour: "accord",
		divergence: "",
		lectures: [lecture("y voit un partenariat", "La démarche est voulue et la confiance est là.")],
		autres: [
			lecture("constate, sans juger", "Elle observe des réseaux qui durent sans convention.", {
				annee: "1998",
				etiquettes: ["constat"],
				secteur: "Terrain ou public\u00a0: écoles.",
			}),
		],
	},
	{
		auteur: "Corinne Merini",
		retour: "accord",
		divergence: "",
		lectures: [
			lecture("y voit un partenariat", "Une action commune, négociée, entre des organisations que rien n’obligeait à se rejoindre.", {
				secteur: "école",
			}),
		],
	},
	{
		auteur: "Philippe Lyet",
		retour: "nuance",
		divergence: "Ses deux textes ne disent pas la même chose de cette carte.",
		lectures: [
			lecture("lecture incertaine", "Il s’accommode de l’absence de convention, mais veut des projets construits ensemble.", {
				annee: "2008",
				pivots: [
					{
						mot: "On ne sait pas",
						termes: [
							{ critere: "projet et objectif communs", indice: "" },
							{ critere: "valeurs", indice: "" },
						],
					},
				],
				etiquettes: ["constat", "déduit de ses critères"],
				secteur: "insertion",
			}),
			lecture("n’y voit pas un partenariat, plutôt une coopération", "Il demande des règles posées d’avance.", {
				annee: "2009",
				pivots: manque(["cadre", "rien n’est signé"]),
				reference: [
					["Communication", true],
					[", Nice, 2009", false],
				],
				secteur: "",
			}),
		],
	},
	{
		auteur: "Commission de terminologie",
		retour: "nuance",
		divergence: "",
		lectures: [
			lecture("lecture incertaine", "Des apports différents, oui\u00a0; un projet à réaliser, la carte n’en dit rien.", {
				pivots: [{ mot: "On ne sait pas", termes: [{ critere: "projet commun", indice: "" }] }],
			}),
		],
	},
	{
		auteur: "Roland Fonteneau",
		retour: "desaccord",
		divergence: "",
		lectures: [
			lecture(
				"n’y voit pas un partenariat, plutôt un réseau",
				"Pour lui, il faut une convention précise et un lien avec les organisations.",
				{
					pivots: manque(["contrat", "rien n’est signé"], ["institution", "personne ne l’a remplacée"]),
					reference: [
						["Doc’Animation en gérontologie", true],
						[" n°\u00a014, 2007, p.\u00a0111.", false],
					],
					secteur: "gérontologie",
				},
			),
		],
	},
	{
		auteur: "Fabrice Dhume",
		retour: "desaccord",
		divergence: "",
		lectures: [
			lecture("n’y voit pas un partenariat", "L’entente est libre, mais rien n’engage par contrat.", {
				pivots: manque(["contrat", "rien n’est signé"]),
			}),
		],
	},
	{
		auteur: "Philippe Brachet",
		retour: "desaccord",
		divergence: "",
		lectures: [lecture("n’y voit pas un partenariat", "", { pivots: manque(["institution", "leurs directions laissent faire"]) })],
	},
	{
		auteur: "Evelyne Simondi",
		retour: "ne_tranche_pas",
		divergence: "",
		lectures: [
			lecture("", "L’extrait n’exige rien du partenariat.", {
				etiquettes: ["constat"],
				reference: [["RéseauÉval, sans date.", false]],
				secteur: "",
			}),
		],
	},
	{
		auteur: "Daniel Béhar",
		retour: "hors_champ",
		divergence: "",
		lectures: [lecture("", "L’extrait parle de territoires, pas de formes de travail.", { etiquettes: [], secteur: "" })],
	},
];

const ENSEMBLE = {
	phrase: "Au plus près\u00a0: Lahary et Vidalenc.",
	detail: "Avec l’un comme avec l’autre, sept accords sur neuf cartes comparables.",
	note: "Onze de vos douze réponses sont comparées\u00a0; «\u00a0je ne sais pas\u00a0» ne compte ni pour ni contre.",
	lignes: [
		["Lahary", "2007", 7, 1, 1],
		["Vidalenc", "2005", 7, 0, 2],
		["Merini", "2001", 5, 2, 1],
		["Lyet", "2009", 5, 4, 2],
		["Commission", "2002", 4, 3, 2],
		["Dhume", "2001", 4, 3, 4],
		["Brachet", "2006", 3, 2, 5],
		["Fonteneau", "2007", 2, 2, 6],
	].map(([auteur, annee, accords, nuances, desaccords]) => ({
		auteur,
		annee,
		accords,
		nuances,
		desaccords,
		comparables: accords + nuances + desaccords,
		crans: "",
	})),
	peu: [{ auteur: "Simondi", annee: "s.\u00a0d.", accords: 1, nuances: 0, desaccords: 1, comparables: 2, crans: "" }],
};

/** L’état de la comparaison quand les cartes de rang `repondues` le sont et que `i` est montrée. */
export function etatComparaison({ repondues = [0, 2, 7], i = repondues.at(-1), sait = true, ensemble = true, avis = AVIS, ...plus } = {}) {
	const cartes = donneesTri().cartes.map((c, k) => ({ id: c.id, numero: k + 1, titre: c.titre, repondue: repondues.includes(k) }));
	const lus = sait ? avis : avis.map((a) => (["ne_tranche_pas", "hors_champ"].includes(a.retour) ? a : { ...a, retour: "lu" }));
	const comptes = Object.fromEntries(
		["accord", "nuance", "desaccord", "ne_tranche_pas", "hors_champ"].map((r) => [r, lus.filter((a) => a.retour === r).length]),
	);
	return {
		classees: repondues.length,
		total: cartes.length,
		cartes,
		courante:
			i === undefined
				? null
				: {
						carte: cartes[i].id,
						numero: i + 1,
						total: cartes.length,
						titre: cartes[i].titre,
						surtitre: "insertion · fiction",
						reponse: sait ? "Partenariat" : "Je ne sais pas",
						sait,
						comptes,
						avis: lus,
					},
		ensemble: ensemble && i !== undefined ? ENSEMBLE : null,
		...plus,
	};
}

export function fauxComparaison(options = {}) {
	const ecoutes = new Set();
	let etat = options.etat ?? etatComparaison(options);
	const m = {
		muet: false,
		latence: 10,
		...options,
		donnees: donneesComparaison(options.donnees),
		journal: [],
		etat: () => etat,
		sur(fn) {
			ecoutes.add(fn);
			return () => ecoutes.delete(fn);
		},
		pousser(plus) {
			etat = { ...etat, ...plus };
			for (const fn of [...ecoutes]) fn();
		},
		demander(g) {
			m.journal.push(g);
			if (!m.muet)
				setTimeout(
					() => m.pousser({ courante: etatComparaison({ ...options, i: etat.cartes.findIndex((c) => c.id === g.carte) }).courante }),
					m.latence,
				);
		},
	};
	return m;
}
