/* Le lien d’une page avec la séance : le téléphone, le mur et la régie. L’état entier à l’ouverture, puis poussé par le serveur ; s’il se
   tait, la page l’interroge. `http://192.168…` n’est pas un contexte sûr et EventSource ne sait pas donner de secret : tout passe
   par fetch. */
import { ecouter } from "../commun/elements.js";
import { decouper } from "./evenements.js";
import { RACINE } from "./racine.js";

const SILENCE = 20_000; // ms sans un octet : le flux est perdu, ou un pare-feu le retient
const INTERROGER = 4_000; // ms entre deux questions quand le flux ne passe pas
const REESSAYER = 60_000; // ms avant de retenter le flux
const DELAI = 10_000; // ms accordées à une demande
const RECULS = [0.5, 1, 2, 4]; // s entre deux reprises
const SANS_REPONSE = { code: 0, corps: { message: "La séance ne répond pas." }, etiquette: "" };
/* Ce qui met fin au lien : un mot de la séance. Un filtre d’établissement, un programme qui a pris son port répondent aussi 401 ou 404. */
const FINS = ["refuse", "renouvele", "parti", "effacee"];

/** La page n’a plus lieu d’être, d’après ce sort. @param {string} sort */
export const estFini = (sort) => FINS.includes(sort);

/** Cinq cents téléphones ne reviennent pas à la même seconde. @param {number} ms */
export const gigue = (ms) => ms * (0.7 + 0.6 * Math.random());

/** @param {Response} r */
async function lireCorps(r) {
	const lu = await r.text();
	if (!/json/.test(r.headers.get("Content-Type") ?? "")) return lu;
	try {
		return JSON.parse(lu);
	} catch {
		return null;
	}
}

/** De quoi parler au serveur, au nom de `secret` ou de la page. `appeler` ne lève jamais ; `surReponse` voit passer chaque réponse. */
function demandesDe(secret, surReponse) {
	/** @type {Record<string, string>} */
	const acces = secret ? { Authorization: `Bearer ${secret}` } : {};
	/** @type {RequestInit} */
	const commun = { cache: "no-store", credentials: secret ? "omit" : "same-origin" };
	async function appeler(methode, chemin, corps, { entetes = {}, tient = false } = {}) {
		const arret = new AbortController();
		const delai = setTimeout(() => arret.abort(), DELAI);
		const brut = typeof corps === "string";
		/** @type {Record<string, string>} */
		const genre = corps === undefined ? {} : { "Content-Type": brut ? "text/csv" : "application/json" };
		let rendu = SANS_REPONSE;
		try {
			const body = corps === undefined || brut ? corps : JSON.stringify(corps);
			const headers = { ...acces, ...genre, ...entetes };
			const r = await fetch(RACINE + chemin, { ...commun, method: methode, signal: arret.signal, keepalive: tient, headers, body });
			rendu = { code: r.status, corps: await lireCorps(r), etiquette: r.headers.get("ETag") ?? "" };
		} catch {
			/* coupure, délai dépassé : le serveur n’a pas répondu */
		}
		clearTimeout(delai);
		surReponse(rendu);
		return rendu;
	}
	return { commun, acces, appeler };
}

/** Lit un flux jusqu’à sa fin : `surOctets` à chaque arrivée, `surEvenement` pour chaque événement entier. */
async function lireFlux(reponse, surOctets, surEvenement) {
	if (!reponse.ok || !reponse.body) throw new Error(String(reponse.status));
	const lecteur = reponse.body.getReader();
	const decodeur = new TextDecoder();
	let reste = "";
	for (let lu = await lecteur.read(); !lu.done; lu = await lecteur.read()) {
		surOctets();
		const coupe = decouper(reste + decodeur.decode(lu.value, { stream: true }));
		reste = coupe.reste;
		coupe.evenements.forEach(surEvenement);
	}
}

/** Ceux qui veulent savoir que l’état a changé. */
function abonnes() {
	const ecoutes = new Set();
	function dire() {
		for (const fn of [...ecoutes]) {
			try {
				fn();
			} catch (e) {
				setTimeout(() => {
					throw e; // un écran en faute ne coupe pas le lien, et sa faute se voit : voir amorce.js
				});
			}
		}
	}
	function sur(fn) {
		ecoutes.add(fn);
		return () => ecoutes.delete(fn);
	}
	return { dire, sur };
}

/** Coupe quand la page se cache, reprend quand elle revient ou que le réseau revient ; rend de quoi ne plus l’écouter. */
function suivreLaPage(couper, reprendre) {
	const surVue = () => (document.visibilityState === "hidden" ? couper() : reprendre());
	const surRetour = (ev) => (ev.type === "online" || ev.persisted) && reprendre();
	return ecouter(
		[document, "visibilitychange", surVue],
		[window, "online", surRetour],
		[window, "pageshow", surRetour],
		[window, "pagehide", couper],
	);
}

/**
 * Ouvre le lien. Avec un `secret`, la page parle en son nom ; sans, son témoin de connexion suffit. Rend, entre autres : `etat()`, le
 * dernier connu, ou null ; `sort()`, « ouverture », « direct », « perdu », ou l’une des `FINS` ; `maintenant()`, l’heure du serveur en
 * secondes ; `appeler`, qui ne lève jamais : { code: 0 } dit que le serveur n’a pas répondu.
 * @param {Lien.Options} options
 * @returns {Lien.Lien}
 */
export function lier({ secret = "", fluxPermis = () => true, surReponse = () => {}, surOctets = () => {}, surComplet = () => {} } = {}) {
	const { commun, acces, appeler } = demandesDe(secret, surReponse);
	const { dire, sur } = abonnes();
	let etat = null;
	let etiquette = "";
	let sort = "ouverture";
	let decalage = 0; // s entre l’horloge du serveur et la nôtre
	let lecture = null;
	let pousses = 0; // états reçus du flux
	let coupure = null;
	let reveil = 0;
	let chutes = 0;
	let sansFluxAvant = 0;
	let reprise = 0;
	let arrete = false;

	function passer(a) {
		if (sort === a) return;
		sort = a;
		dire();
	}
	const inutile = () => arrete || estFini(sort) || document.visibilityState === "hidden";

	/** Le flux ne redit ni le tri ni mes réponses. Un état plus ancien que le nôtre, venu en retard, n’est pas suivi. */
	function recevoir(nouveau, depasse = false) {
		const complet = !!nouveau.tri;
		if (complet) surComplet(nouveau);
		if (!complet && (!etat || nouveau.version < etat.version)) return;
		if (complet && depasse && etat && nouveau.version < etat.version) return dire();
		if (nouveau.maintenant !== etat?.maintenant) decalage = nouveau.maintenant - Date.now() / 1000;
		etat = complet ? nouveau : { ...nouveau, tri: etat.tri, moi: etat.moi };
		sort = "direct";
		dire();
	}

	async function interroger() {
		const avant = pousses;
		const entetes = etiquette && etat ? { "If-None-Match": etiquette } : {};
		const r = await appeler("GET", "/api/etat", undefined, { entetes });
		if (arrete) return false;
		if (r.code === 200 && r.corps?.etat) {
			etiquette = r.etiquette;
			recevoir(r.corps, pousses !== avant);
		} else if (r.code === 304) passer("direct");
		else {
			passer(estFini(r.corps?.cause) ? r.corps.cause : etat ? "perdu" : "ouverture");
			return false;
		}
		return true;
	}

	/** Demande l’état entier ; deux demandes à la fois n’en font qu’une. Vrai s’il est connu. */
	function relire() {
		lecture ??= interroger().finally(() => {
			lecture = null;
		});
		return lecture;
	}

	async function reprendre() {
		if (inutile()) return;
		couper();
		reprise += 1;
		const moi = reprise;
		const la = await relire();
		if (moi !== reprise || inutile()) return;
		if (!la) {
			reveil = setTimeout(reprendre, gigue(1000 * RECULS[Math.min(chutes, RECULS.length - 1)]));
			chutes += 1;
			return;
		}
		chutes = 0;
		if (!fluxPermis() || Date.now() < sansFluxAvant) reveil = setTimeout(reprendre, gigue(INTERROGER));
		else suivreFlux();
	}

	/** Lit le flux tant qu’il coule ; sa fin, ou son silence, ramène à l’interrogation. */
	async function suivreFlux() {
		const ici = new AbortController();
		coupure = ici;
		let entendu = false;
		let garde = 0;
		const veiller = () => {
			clearTimeout(garde);
			garde = setTimeout(() => {
				if (!entendu) sansFluxAvant = Date.now() + REESSAYER;
				ici.abort();
			}, SILENCE);
		};
		veiller();
		try {
			const r = await fetch(`${RACINE}/api/flux`, { ...commun, headers: { ...acces, Accept: "text/event-stream" }, signal: ici.signal });
			const entendre = () => {
				entendu = true;
				veiller();
				surOctets();
			};
			await lireFlux(r, entendre, suivreEvenement);
		} catch {
			/* fin, coupure, refus : la suite est la même */
		}
		clearTimeout(garde);
		if (coupure !== ici) return; // une autre reprise est déjà partie
		coupure = null;
		if (!entendu) sansFluxAvant = Math.max(sansFluxAvant, Date.now() + INTERROGER);
		if (!inutile()) reveil = setTimeout(reprendre, gigue(1000 * RECULS[0]));
	}

	function suivreEvenement({ nom, donnees }) {
		if (nom === "fin") relire(); // la séance, ou cette adresse, n’est plus : la réponse le dira
		if (nom !== "etat") return;
		pousses += 1;
		try {
			recevoir(JSON.parse(donnees));
		} catch {
			/* un événement abîmé : le suivant, ou l’interrogation, le remplacera */
		}
	}

	function couper() {
		clearTimeout(reveil);
		const c = coupure;
		coupure = null;
		c?.abort();
	}

	const detacher = suivreLaPage(couper, reprendre);
	reprendre();

	return {
		etat: () => etat,
		sort: () => sort,
		maintenant: () => Date.now() / 1000 + decalage,
		appeler,
		relire,
		reprendre,
		recevoir: (e) => recevoir(e),
		sur,
		arreter() {
			arrete = true;
			couper();
			detacher();
		},
	};
}
