/* La page de la maison : préparer une séance ou en reprendre une sans carnet, puis la mener.
   La clé de la maison reste dans cet onglet. */
import { secretDe, theme } from "./acces.js";
import { RACINE } from "./racine.js";
import { accueil } from "./regie/accueil.js";

const MUET = "Le serveur des séances ne répond pas\u00a0: relancez «\u00a0python3 labo.py seance\u00a0».";
/* Une école dont les personnes qui enseignent ont un compte : sans clé, on passe par lui. */
const COMPTES = document.documentElement.dataset.comptes === "oui";
const SANS_CLE = "Cette page a perdu sa clé\u00a0: relancez «\u00a0python3 labo.py seance\u00a0», qui en ouvre une autre.";
const SANS_COMPTE = "Cette page a perdu sa clé\u00a0: rouvrez-la par votre compte, depuis la page d’entrée.";
let cle = "";
const ecoutes = new Set();
let etat = { sort: "aucune", message: "", seances: [] };

function passer(plus) {
	etat = { ...etat, ...plus };
	for (const fn of [...ecoutes]) fn();
}

async function appeler(methode, chemin, corps, secret = cle) {
	try {
		const headers = { Authorization: `Bearer ${secret}` };
		const body = corps && JSON.stringify(corps);
		const r = await fetch(RACINE + chemin, { method: methode, cache: "no-store", credentials: "omit", headers, body });
		return { code: r.status, corps: await r.json() };
	} catch {
		return { code: 0, corps: { message: MUET } };
	}
}

async function aller(chemin, corps) {
	passer({ sort: "lancement", message: "" });
	let r = await appeler("POST", chemin, corps);
	if (r.corps.enseignant) r = await appeler("POST", "/api/billets", { pour: "enseignant" }, r.corps.enseignant);
	if (r.corps.billet) location.assign(`${RACINE}/enseignant#${r.corps.billet}`);
	else passer({ sort: "aucune", message: r.corps.message });
}

async function ouvrir() {
	theme();
	const nue = !location.hash;
	cle = await secretDe("te:maison");
	if (COMPTES && nue && !cle) return location.replace(`${RACINE}/comptes`);
	const tris = await appeler("GET", "/api/tris");
	const la = tris.code === 200;
	const seances = la ? await appeler("GET", "/api/seances") : null;
	if (!la) etat.message = tris.code === 401 || tris.code === 403 ? (COMPTES ? SANS_COMPTE : SANS_CLE) : tris.corps.message;
	else etat.seances = seances?.corps;
	const serveur = la ? await appeler("GET", "/api/serveur") : null;
	const ecole = serveur?.corps.ecole;
	if (serveur?.code === 200 && !ecole) etat.serveur = { tourne: true, url: serveur.corps.ouverture.url };
	const ou = ecole ? "le serveur de l’école" : "cet ordinateur";
	const donnees = {
		titre: "La séance en direct",
		consigne: `La classe répond sur ses téléphones, sans compte et sans nom. Tout reste sur ${ou}.`,
		tris: la ? tris.corps : [],
	};
	const sur = (fn) => {
		ecoutes.add(fn);
		return () => ecoutes.delete(fn);
	};
	async function fermer() {
		const { code, corps } = await appeler("POST", "/api/fin", {});
		passer(code === 200 ? { message: corps.message, seances: [], serveur: {} } : { message: corps.message });
	}
	async function comparer(seances) {
		const { code, corps } = await appeler("POST", "/api/comparaison", { seances });
		passer(code === 200 ? { comparaison: corps.page, message: "" } : { message: corps.message });
	}
	const chemins = {
		preparer: () => "/api/seances",
		reprendre: (s) => `/api/seances/${s}/acces`,
		rejouer: (s) => `/api/seances/${s}/rejouer`,
	};
	const seuls = { fermer, comparer: ({ seances }) => comparer(seances) };
	const geste = ({ geste, seance, ...corps }) => (seuls[geste] ? seuls[geste](corps) : aller(chemins[geste](seance), corps));
	accueil(document.getElementById("hote"), { donnees, etat: () => etat, sur }, geste);
}

ouvrir();
