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
		valides: options.valides ?? [],
		comparee: null,
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
			if (g.geste === "montrer") return m.pousser({ comparee: reponse(g.carte, options.comparee) });
			if (g.geste === "valider") m.pousser({ valides: g.carte ? [...etat.valides, g.carte] : Object.keys(reponses) });
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

/* ---------- réponses et bilan ---------- */

const voix = (nom, retour, phrase) => ({
	auteur: nom,
	nom: `${nom}, 2005`,
	court: nom,
	annee: "2005",
	retour,
	position: "hésite",
	statut: "norme",
	phrase,
	reference: [["Journées ADBDP 2005, en ligne 2007", false]],
});
const lecture = {
	phrase: "n’y voit pas un partenariat",
	annee: "2008",
	raison: "L’écrit fait le partenariat.",
	pivots: [{ mot: "Manque", termes: [{ critere: "contrat", indice: "rien n’est signé" }] }],
	etiquettes: ["norme", "déduit de ses critères"],
	reference: [["Titre, 2008", true]],
	secteur: "bibliothèques",
};
/** La réponse du panel à une carte, telle que Python l’envoie. */
export const reponse = (carte, plus = {}) => ({
	carte,
	vous: "Partenariat",
	retour: "",
	dit: "",
	marque: "",
	comptes: [
		["accord", "quatre comme vous"],
		["nuance", "un hésite"],
		["desaccord", "deux n’en voient pas"],
	],
	critere: "action commune",
	role: "Ce qui sépare\u00a0:",
	mots: ["«\u00a0on reçoit à deux\u00a0»"],
	note: "",
	camps: [
		{
			titre: "Deux l’exigent",
			ouverte: 0,
			voix: [voix("Lahary", "accord", "Une opération menée ensemble suffit."), voix("Dhume", "accord", "On agit ensemble.")],
		},
		{ titre: "Sans effet\u00a0: un", ouverte: 0, voix: [voix("Fonteneau", "desaccord", "Il manque l’accord écrit.")] },
	],
	formes: [],
	raison: "Lecture de la collection\u00a0: coordination.",
	reference: [],
	titre_reste: "Tous les auteurs",
	reste: [
		{ auteur: "Dominique Lahary", retour: "accord", divergence: "", lectures: [lecture], autres: [lecture] },
		{ auteur: "Julien Damon", retour: "ne_tranche_pas", divergence: "Ses textes diffèrent.", lectures: [lecture, lecture], autres: [] },
	],
	...plus,
});

/** Le bilan d’un tri, en deux piles. */
export const etatBilan = (plus = {}) => ({
	rangees: 2,
	titre: "Une comme vous · une autrement",
	proche: "",
	piles: ["Une autrement", "Une comme vous"].map((nom, i) => ({
		nom,
		cartes: [
			{
				id: `sit-${i}`,
				titre: TITRES[i],
				vous: "Partenariat",
				nombres: [i, 2, 3 - i],
				autre: "",
				critere: "action commune",
				mots: "«\u00a0on reçoit à deux\u00a0»",
			},
		],
	})),
	...plus,
});

export function fauxBilan(options = {}) {
	return {
		donnees: { cle: "formes", titre: "Bilan", legende: "Une case, un auteur.", ...options.donnees },
		etat: () => options.etat ?? etatBilan(),
		sur: () => () => {},
		demander: () => {},
	};
}
