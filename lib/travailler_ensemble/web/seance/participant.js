/* La page du participant. Le serveur dit où en est la séance ; la page garde chaque réponse jusqu’à l’accusé de son écriture.
   `http://192.168…` n’est pas un contexte sûr : ni service worker, ni verrous du navigateur, ni crypto.randomUUID. */
import { annonceur } from "../commun/annonces.js";
import { dessin, el, identifiant, texte } from "../commun/elements.js";
import { montrer, viser } from "../commun/focus.js";
import { ponctuer } from "../commun/phrases.js";
import { ditsDe, nommerCase } from "../commun/reponses.js";
import { estFini, gigue, lier } from "./lien.js";
import { RACINE } from "./racine.js";
import { dureeDite, rebours } from "./rebours.js";
import { ecranAttente, MOTS, suiteDite } from "./telephone/attente.js";
import { ecranAuteurs } from "./telephone/auteurs.js";
import { brancherEffacer } from "./telephone/effacer.js";
import { ligneDite } from "./telephone/ligne.js";
import { coffreDe, entier, expediteur, fileDe, MENEUR } from "./telephone/memoire.js";
import { ecranVote } from "./telephone/vote.js";

const ICI = /** @type {HTMLElement} */ (document.getElementById("hote"));
const TARDE = 700; // ms avant de dire qu’une réponse attend
const REFUS = [404, 409, 413, 422]; // une réponse que la séance ne prendra pas ; tout autre silence est passager
const TRACES = {
	garde: "M3 3h11l3 3v11H3zM7 3v4h6V3M6 17v-6h8v6",
	sablier: "M5 2.5h10M5 17.5h10M6 2.5v3l4 4.5 4-4.5v-3M6 17.5v-3l4-4.5 4 4.5v3",
	coupe: "M2 7.5c5-4.5 11-4.5 16 0M5 11c3-2.7 7-2.7 10 0M8 14.2c1.3-1 2.7-1 4 0M3 18 17 2",
	clos: "M4 9h12v8.5H4zM6.5 9V6a3.5 3.5 0 0 1 7 0v3",
};
const ALERTES = { 60: "Il reste une minute.", 10: "Il reste dix secondes.", 0: "Le temps est écoulé." };

const coffre = coffreDe(() => localStorage);
const file = fileDe(coffre);
const onglet = identifiant();
const auteurs = new Map(); // rang → ce que dit cet auteur
const ecrans = new Map(); // tour → l’écran de son vote
let joint = navigator.onLine !== false; // le dernier échange a-t-il abouti ?
let fini = false;
let partante = false; // la page se ferme
let depuis = 0; // quand la plus récente réponse a été donnée
let tardif = 0;
let recherche = false; // des auteurs sont demandés
let vue = ""; // la phase à l’écran
let annoncee = ""; // la phase et le tour annoncés
let alertee = ""; // la dernière alerte de la minuterie
let dite = ""; // la ligne d’état à l’écran
let raisons = {}; // carte → les raisons des autres
let raisonsDe = -1; // ce que l’enseignant en laissait passer
/** @type {{ refusees: string[], ailleurs: boolean, accuse: string }} */
const suites = { refusees: [], ailleurs: false, accuse: "" }; // ce que sont devenues les dernières réponses

/* ---------- mes réponses ---------- */

const ecrites = { 1: new Map(), 2: new Map() }; // par tour : carte → { case, n, raison, hesite }, ce que le serveur dit avoir écrit
const moi = {
	votes: (carte) => [1, 2].map((t) => ecrites[t].get(carte)?.case),
	derniere: (carte) => (ecrites[2].get(carte) ?? ecrites[1].get(carte))?.case,
	combien: (tour) => ecrites[tour]?.size ?? 0,
	aVote: (tour) => ecrites[tour].size > 0,
	attendent: () => file.lire().length,
	empreinte: () => JSON.stringify([[...ecrites[1]], [...ecrites[2]]]),
	nommer: (c) => nommerCase(lien.etat().tri, c),
	/** Ma réponse, écrite ou en route. */
	reponse: (tour, carte) => file.lire().find((b) => b.tour === tour && b.carte === carte) ?? ecrites[tour]?.get(carte),
	reponses(tour) {
		const r = new Map([...(ecrites[tour] ?? [])].map(([carte, x]) => [carte, x.case]));
		for (const b of file.lire()) if (b.tour === tour) r.set(b.carte, b.case);
		return r;
	},
};

function noter(tour, carte, r) {
	file.depasser(r.n);
	const { case: boite, n, raison = "", hesite = "" } = r;
	if (ecrites[tour] && !(ecrites[tour].get(carte)?.n > n)) ecrites[tour].set(carte, { case: boite, n, raison, hesite });
}

/** Un état entier redit mes réponses écrites. */
function surComplet(recu) {
	const premier = !file.cle();
	if (premier) file.ouvrir(recu.seance.id, recu.moi.numero, recu.moi.n);
	for (const [tour, cartes] of Object.entries(recu.moi.reponses)) {
		for (const [carte, r] of Object.entries(cartes)) noter(tour, carte, r);
	}
	if (!premier) return;
	setTimeout(expedition.envoyer);
}

/* ---------- envoyer ---------- */

function deposer(tour, carte, boite, plus) {
	if (fini) return;
	const b = { tour, carte, case: boite, n: file.numeroSuivant(), ...plus };
	file.garder(b);
	Object.assign(suites, { refusees: [], ailleurs: false, accuse: "" });
	depuis = Date.now();
	clearTimeout(tardif);
	tardif = setTimeout(peindreLigne, TARDE);
	peindreLigne();
	if (partante || document.visibilityState === "hidden")
		poster(b); // la boucle n’aurait peut-être pas le temps
	else expedition.envoyer();
}

/** Envoie une réponse ; faux s’il faudra recommencer. Rien n’est dit enregistré avant que le serveur n’ait rendu ce qu’il a écrit. */
async function poster(b) {
	const chemin = `/api/reponses/${b.tour}/${encodeURIComponent(b.carte)}`;
	const { case: boite, n, raison, hesite } = b;
	const r = await lien.appeler("PUT", chemin, { case: boite, n, raison, hesite }, { tient: true });
	if (fini) return true;
	const accuse = r.code === 200 && r.corps?.carte === b.carte && entier(r.corps.n) >= b.n;
	if (!accuse && !REFUS.includes(r.code)) {
		peindreLigne();
		return false;
	}
	file.retirer(b);
	if (accuse) {
		noter(b.tour, b.carte, r.corps);
		const autre = r.corps.case !== b.case && !file.lire().some((x) => x.tour === b.tour && x.carte === b.carte);
		Object.assign(suites, { accuse: r.corps.quand, ailleurs: suites.ailleurs || autre });
	} else {
		suites.refusees.push(r.code === 409 ? "" : (r.corps?.message ?? ""));
		lien.relire();
	}
	peindreLigne();
	ecrans.get(b.tour)?.peindre();
	if (vue !== "vote") peindre();
	return true;
}

const expedition = expediteur(file, poster, () => !fini && !!lien.etat(), gigue);

/* ---------- suivre la séance ---------- */

function signaler(oui) {
	if (joint === oui || fini) return;
	joint = oui;
	peindreLigne();
	if (!oui) return;
	expedition.oublierLesEchecs();
	setTimeout(expedition.envoyer, gigue(300));
}

/** Chaque échange dit si le réseau passe, et parfois que la page n’a plus lieu d’être. */
function surReponse(r) {
	signaler(r.code !== 0);
	const cause = r.corps?.cause;
	if (!estFini(cause)) return;
	const entrer = "Si elle continue, vous pouvez y entrer de nouveau avec le code affiché au tableau.";
	const reste = "Rien n’en est gardé sur ce téléphone.";
	if (cause === "effacee") finir("C’est effacé", [r.corps.message, reste]);
	else if (cause === "renouvele") finir(r.corps.message, ["Vos réponses vous y ont suivi."]);
	else if (cause === "parti") finir("Vous n’êtes plus dans la séance", [`Vos réponses ont été effacées. ${reste}`, entrer]);
	else finir("Vous n’êtes plus dans la séance", ["La séance ne reconnaît plus ce téléphone.", entrer]);
}

/* Un seul onglet par navigateur tient un flux (au-delà de six connexions, le navigateur bloque tout) : le dernier regardé. */
const visible = () => document.visibilityState !== "hidden";
const meneur = () => (coffre.lire(MENEUR) ?? onglet) === onglet;
const mener = () => coffre.ecrire(MENEUR, onglet);
function ceder() {
	if (meneur()) coffre.ecrire(MENEUR, undefined);
}
function surMemoire(ev) {
	if (fini) return;
	if (ev.key === file.cle()) {
		for (const t of ecrans.values()) t.peindre();
		peindreLigne();
		lien.relire();
	}
	if (ev.key !== MENEUR) return;
	if (!meneur()) lien.reprendre();
	else if (visible()) {
		setTimeout(() => {
			if (!meneur() || !visible()) return;
			mener();
			lien.reprendre();
		}, gigue(200));
	}
}

async function chercherAuteurs(etat) {
	const manquent = Array.from({ length: etat.devoiles }, (_, i) => i + 1).filter((rang) => !auteurs.has(rang));
	if (!manquent.length || recherche) return;
	recherche = true;
	for (const rang of manquent) {
		const r = await lien.appeler("GET", `/api/auteurs/${rang}`);
		if (r.code !== 200 || !r.corps?.cartes) break;
		auteurs.set(rang, r.corps);
	}
	recherche = false;
	if (auteurs.has(manquent[0])) peindre();
	else setTimeout(() => chercherAuteurs(lien.etat().etat), gigue(1000));
}

/** Les raisons des autres, au second vote ; relues quand l’enseignant change ce qui en passe. */
async function chercherRaisons({ raisons: version }) {
	if (version === raisonsDe) return;
	raisonsDe = version;
	const r = await lien.appeler("GET", "/api/raisons");
	if (r.code === 200) raisons = r.corps.raisons;
	else {
		setTimeout(() => {
			raisonsDe = -1;
			peindre();
		}, gigue(4000));
	}
	ecrans.get(2)?.peindre();
}

/* ---------- la page ---------- */

const voix = annonceur();
const gauche = el("b");
const droite = el("span");
const ligne = el("p", { class: "etat" });
const barre = el("header", { class: "barre" }, el("p", {}, gauche), el("p", { class: "chiffre" }, droite));
const tete = el("div", { class: "tete" }, barre, el("div", { class: "annonces" }, ligne));
const main = el("main");
const pied = ICI.querySelector(".pied-de-page");
const attente = ecranAttente(moi);
const lecture = ecranAuteurs(moi, () => lien.etat(), auteurs, voix);

/** L’écran du tour, monté à son premier vote. */
function ecranDe(tour) {
	if (!ecrans.has(tour)) {
		const aLire = (carte) => raisons[carte] ?? [];
		const { tri, etat, seuil } = lien.etat();
		ecrans.set(tour, ecranVote(tour, tri, moi, deposer, aLire, { sansMeneur: etat.sans_meneur, annonce: seuil.annonce }));
		main.append(ecrans.get(tour).ecran);
	}
	return ecrans.get(tour);
}

function peindre() {
	const x = lien.etat();
	if (!x || fini) return;
	const { phase, tour, devoiles } = x.etat;
	const vote = phase === "vote";
	const lit = ["auteurs", "bilan"].includes(phase) || (phase === "terminee" && devoiles > 0);
	chercherAuteurs(x.etat);
	if (vote && tour === 2) chercherRaisons(x.etat);
	const ici = vote ? ecranDe(tour) : lit ? lecture : attente;
	ici.peindre(x);
	const nom = vote ? `Vote ${tour}` : MOTS[phase][0];
	const nouvelle = annoncee !== `${phase} ${tour}`;
	if (nouvelle) suites.accuse = "";
	if (nouvelle && !["clos", "discussion"].includes(phase)) suites.refusees = []; // dit tant que l’on en est à ce vote
	vue = phase;
	main.dataset.vue = phase;
	if (vote) document.documentElement.dataset.vote = "oui"; // ce navigateur sait : voir amorce.js
	montrer(ici.ecran, true);
	for (const e of main.children) if (e !== ici.ecran) montrer(e, false, ici.titre);
	texte(gauche, vote ? nom : "Travailler ensemble");
	document.title = `${nom} · Travailler ensemble`;
	if (nouvelle && annoncee) {
		if (!ici.ecran.contains(document.activeElement) || document.activeElement === ici.titre) scrollTo(0, 0);
		voix.dire(vote ? `${nom} ouvert. ${x.tri.question}` : `${nom}. ${suiteDite(x.etat)}`);
	}
	annoncee = `${phase} ${tour}`;
	minuterie.battre();
	peindreLigne();
}

function peindreLigne() {
	if (fini) return;
	const x = lien.etat();
	const [icone, fort, message] = ligneDite({
		...suites,
		joint,
		attendent: moi.attendent(),
		durable: coffre.durable(),
		moi: x?.moi,
		repondu: moi.aVote(1) || moi.aVote(2),
		tarde: Date.now() - depuis >= TARDE,
	});
	if (dite === fort + message) return;
	dite = fort + message;
	ligne.classList.toggle("grave", !!fort);
	ligne.replaceChildren();
	if (!message) return;
	ligne.append(
		dessin("0 0 20 20", "icone", ["path", { d: TRACES[icone] }]),
		el("span", {}, fort && el("strong", {}, fort), fort && " ", message),
	);
	const ou =
		icone === "garde" && vue === "vote" && x
			? ` ${moi.reponses(x.etat.tour).size} sur ${x.tri.cartes.length} ${ditsDe(x.tri).une}s ${ditsDe(x.tri).faite}s.`
			: "";
	voix.dire(`${fort ? `${fort} ` : ""}${ponctuer(message)}${ou}`);
}

/** La fin que l’enseignant a donnée au vote ou à la discussion. */
function finDe() {
	const x = lien.etat()?.etat;
	return x && !fini && ["vote", "discussion"].includes(x.phase) ? x.fin : null;
}
const minuterie = rebours(
	finDe,
	() => lien.maintenant(),
	(s) => {
		if (s === null) {
			alertee = "";
			texte(droite, "");
			return;
		}
		texte(droite, s ? `Reste ${s < 60 ? `${s}\u00a0s` : dureeDite(s)}` : "Le temps est écoulé");
		const alerte = ALERTES[s] ? `${finDe()} ${s}` : alertee;
		if (alerte !== alertee) voix.dire(ALERTES[s]);
		alertee = alerte;
	},
);

/* ---------- partir ---------- */

function finir(titre, phrases) {
	if (fini) return;
	fini = true;
	main.dataset.vue = "fin";
	const code = lien.etat()?.seance.code;
	lien.arreter();
	minuterie.arreter();
	file.vider();
	const h1 = el("h1", { class: "t1", tabindex: "-1" }, titre);
	const entrer = el(
		"a",
		{ class: "bouton principal", href: code ? `${RACINE}/r/${encodeURIComponent(code)}` : `${RACINE}/` },
		"Entrer de nouveau",
	);
	const dits = phrases.filter(Boolean).map((p) => el("p", {}, p));
	main.replaceChildren(el("div", { class: "fond centre" }, h1, dits, el("p", {}, entrer)));
	pied?.remove();
	ligne.replaceChildren();
	ligne.classList.remove("grave");
	texte(gauche, "Travailler ensemble");
	texte(droite, "");
	document.title = `${titre} · Travailler ensemble`;
	scrollTo(0, 0);
	viser(h1);
}

async function effacer(souci) {
	const r = await lien.appeler("DELETE", "/api/moi");
	if (r.code < 200 || r.code >= 300) return fini ? "" : (r.code && r.corps?.message) || souci;
	finir("Vos réponses sont effacées", ["Il n’en reste rien, ni sur l’ordinateur de l’enseignant, ni sur ce téléphone."]);
	return "";
}

/* ---------- ouverture ---------- */

const message = ICI.querySelector(".annonces .etat")?.textContent ?? "";
texte(gauche, "Travailler ensemble");
main.append(attente.ecran, lecture.ecran);
setTimeout(() => {
	if (!vue && !fini) attente.ecran.hidden = false; // d’ordinaire, l’état est là avant
}, TARDE);
ICI.replaceChildren(voix.element, tete, main, ...(pied ? [pied] : []));
document.documentElement.dataset.pret = "oui";
if (message) voix.dire(message);
const formulaire = pied?.querySelector(".effacer");
if (formulaire) brancherEffacer(formulaire, effacer);

/* Avant le lien, qui regarde aussi ces événements : il doit savoir qui mène. */
document.addEventListener("visibilitychange", () => {
	if (fini) return;
	if (!visible()) return ceder();
	mener();
	expedition.envoyer();
});
window.addEventListener("pageshow", () => {
	partante = false;
});
window.addEventListener(
	"pagehide",
	() => {
		partante = true;
		ceder();
	},
	{ capture: true },
);
window.addEventListener("online", () => {
	expedition.oublierLesEchecs();
	expedition.envoyer();
});
window.addEventListener("offline", () => signaler(false));
window.addEventListener("storage", surMemoire);
if (visible()) mener();
const lien = lier({ fluxPermis: meneur, surReponse, surOctets: () => signaler(true), surComplet });
lien.sur(peindre);
