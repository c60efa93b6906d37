/* La page du participant. Le serveur dit où en est la séance ; la page garde chaque réponse jusqu’à l’accusé de son écriture.
   `http://192.168…` n’est pas un contexte sûr : ni service worker, ni verrous du navigateur, ni crypto.randomUUID. */
import { te } from "./socle.js";
import { monter } from "./tri.js";

const { el, texte, bouton, montrer, pluriel, enLettres, majuscule, phrase } = te;
const ICI = document.getElementById("hote");
const SANS_AVIS = "je-ne-sais-pas";
const TARDE = 700; // ms avant de dire qu’une réponse attend
const PATIENCE = 10_000; // ms laissées à une requête
const MUET = 20_000, SONDER = 4_000; // ms sans rien du flux avant d’interroger ; puis d’une question à l’autre
const RETENTER = 60_000; // ms avant de rouvrir un flux qui ne passe pas
const RECULS = [1, 2, 4, 8, 15]; // s entre deux essais
const OUBLI = 30 * 24 * 3600 * 1000; // ms : au-delà, ce qu’une autre séance a laissé ici s’efface
const INSECABLE = "\u00a0";
const gigue = (ms) => ms * (0.7 + 0.6 * Math.random()); // cinq cents téléphones ne reviennent pas à la même seconde
const recul = (essais) => gigue(1000 * RECULS[Math.min(essais, RECULS.length - 1)]);

/* ---------- ce qui est gardé sur ce téléphone ---------- */

/** localStorage, ou la mémoire de la page si le navigateur le refuse. Ce qui s’y lit peut avoir été écrit par un autre onglet. */
const coffre = (() => {
  const secours = new Map();
  let durable = true;
  try { localStorage.setItem("te:seance:essai", "1"); localStorage.removeItem("te:seance:essai"); } catch { durable = false; }
  const lire = (cle) => {
    try { const s = durable ? localStorage.getItem(cle) : null; return s === null ? secours.get(cle) : JSON.parse(s); } catch { return secours.get(cle); }
  };
  const ecrire = (cle, valeur) => {
    secours.delete(cle);
    try {
      if (!durable) throw new Error();
      if (valeur === undefined) localStorage.removeItem(cle); else localStorage.setItem(cle, JSON.stringify(valeur));
    } catch { durable = false; if (valeur !== undefined) secours.set(cle, valeur); }
  };
  const cles = () => { try { return Object.keys(localStorage).filter((c) => c.startsWith("te:seance:")); } catch { return []; } };
  return { lire, ecrire, cles, durable: () => durable };
})();

const NUMERO = "te:seance:n", MENEUR = "te:seance:flux";
const entier = (x) => (Number.isSafeInteger(x) ? x : 0);
/** Croît à chaque geste, d’un onglet à l’autre et même si l’horloge recule. */
function numeroSuivant() {
  const n = Math.max(Date.now(), entier(coffre.lire(NUMERO)) + 1);
  coffre.ecrire(NUMERO, n);
  return n;
}
const depasser = (n) => { if (entier(n) > entier(coffre.lire(NUMERO))) coffre.ecrire(NUMERO, n); };

/** Les réponses pas encore accusées : la dernière de chaque carte et de chaque tour. */
let cleFile = "";
const file = {
  lire: () => Object.values(coffre.lire(cleFile) ?? {}).filter((b) => b && b.carte && b.case && entier(b.n)),
  changer(fn) { const f = { ...coffre.lire(cleFile) }; fn(f); coffre.ecrire(cleFile, Object.keys(f).length ? f : undefined); },
  garder: (b) => file.changer((f) => { f[`${b.tour}/${b.carte}`] = b; }),
  retirer: (b) => file.changer((f) => { const cle = `${b.tour}/${b.carte}`; if (f[cle]?.n <= b.n) delete f[cle]; }),
  vider: () => { if (cleFile) coffre.ecrire(cleFile, undefined); },
};

/* ---------- où en est-on ---------- */

let etat = null; // le dernier état reçu
let decalage = 0; // ms entre l’horloge du serveur et la nôtre
const ecrites = { 1: new Map(), 2: new Map() }; // par tour : carte → { case, n }, ce que le serveur dit avoir écrit
const auteurs = new Map(); // rang → ce que dit cet auteur
let joint = navigator.onLine !== false; // le dernier échange a-t-il abouti ?
let dernierAccuse = "", refusees = [], ailleurs = false, fini = false;

const noter = (tour, carte, r) => { if (ecrites[tour] && !(ecrites[tour].get(carte)?.n > r.n)) ecrites[tour].set(carte, { case: r.case, n: r.n }); };

function reponses(tour) {
  const r = new Map([...(ecrites[tour] ?? [])].map(([carte, x]) => [carte, x.case]));
  for (const b of file.lire()) if (b.tour === tour) r.set(b.carte, b.case);
  return r;
}

/** Le flux ne redit ni le tri ni mes réponses. Un état plus ancien que le nôtre, venu en retard, n’est pas suivi. */
function adopter(recu, { complet, depasse = false }) {
  if (fini || !recu?.etat || (complet ? !recu.moi || !recu.tri : !etat || recu.version < etat.version)) return;
  if (complet) {
    for (const [tour, cartes] of Object.entries(recu.moi.reponses)) for (const [carte, r] of Object.entries(cartes)) { noter(tour, carte, r); depasser(r.n); }
    if (!cleFile) ouvrirFile(recu);
    if (etat && depasse && recu.version < etat.version) return peindre();
  }
  etat = complet ? recu : { ...recu, tri: etat.tri, moi: etat.moi };
  decalage = recu.maintenant * 1000 - Date.now();
  peindre();
}

function ouvrirFile(recu) {
  cleFile = `te:seance:${recu.seance.id}:${recu.moi.numero}`;
  for (const cle of coffre.cles()) {
    if ([cleFile, NUMERO, MENEUR].includes(cle)) continue;
    const notes = Object.values(coffre.lire(cle) ?? {}).map((b) => entier(b?.n));
    if (Math.max(0, ...notes) < Date.now() - OUBLI) coffre.ecrire(cle, undefined);
  }
  setTimeout(envoyer);
}

/* ---------- parler au serveur ---------- */

function signaler(oui) {
  if (joint === oui) return;
  joint = oui;
  peindreLigne();
  if (oui) { essais = 0; setTimeout(envoyer, gigue(300)); }
}

async function appeler(chemin, options = {}) {
  const arret = new AbortController(), minuterie = setTimeout(() => arret.abort(), PATIENCE);
  try {
    const r = await fetch(chemin, { cache: "no-store", credentials: "same-origin", signal: arret.signal, ...options });
    const corps = r.status === 304 || r.status === 204 ? null : await r.json().catch(() => null);
    signaler(true);
    return { statut: r.status, corps, etag: r.headers.get("ETag") };
  } catch {
    signaler(false);
    return { statut: 0, corps: null, etag: null };
  } finally {
    clearTimeout(minuterie);
  }
}

/** Vrai si la réponse met fin à la page : plus de séance, ou plus de place dans la séance. */
function terminal({ statut, corps }) {
  if (statut === 410) finir("C’est effacé", [corps?.message, "Rien n’en est gardé sur ce téléphone."], true);
  else if (statut === 401) finir("Vous n’êtes plus dans la séance", ["Elle a été effacée, ou vos réponses l’ont été. Rien n’en est gardé sur ce téléphone.", "Si elle continue, vous pouvez y entrer de nouveau avec le code affiché au tableau."], true);
  return fini;
}

let etag = null, relecture = null, dusAuFlux = 0;
function relire() {
  relecture ??= (async () => {
    const avant = dusAuFlux, r = await appeler("/api/etat", etag ? { headers: { "If-None-Match": etag } } : {});
    if (terminal(r) || r.statut !== 200 || !r.corps) return;
    etag = r.etag;
    adopter(r.corps, { complet: true, depasse: dusAuFlux !== avant });
  })().finally(() => { relecture = null; });
  return relecture;
}

/* ---------- envoyer ---------- */

let enCours = false, essais = 0, reveil = 0, tardif = 0, partante = false, depuis = 0;

function deposer(tour, carte, boite) {
  if (fini) return;
  const b = { tour, carte, case: boite, n: numeroSuivant() };
  file.garder(b);
  refusees = [];
  ailleurs = false;
  dernierAccuse = "";
  depuis = Date.now();
  clearTimeout(tardif);
  tardif = setTimeout(peindreLigne, TARDE);
  peindreLigne();
  if (partante || document.visibilityState === "hidden") poster(b); // la boucle n’aurait peut-être pas le temps
  else envoyer();
}

async function envoyer() {
  if (enCours || fini || !etat) return;
  enCours = true;
  clearTimeout(reveil);
  for (let b; !fini && (b = file.lire()[0]); essais = 0) {
    if (await poster(b)) continue;
    reveil = setTimeout(envoyer, recul(essais));
    essais += 1;
    break;
  }
  enCours = false;
}

const REFUS = [404, 409, 413, 422]; // tout autre silence est passager : on réessaiera
/** Envoie une réponse ; faux s’il faudra recommencer. Rien n’est dit enregistré avant que le serveur n’ait rendu ce qu’il a écrit. */
async function poster(b) {
  const r = await appeler(`/api/reponses/${b.tour}/${encodeURIComponent(b.carte)}`, {
    method: "PUT", keepalive: true, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ case: b.case, n: b.n }),
  });
  if (terminal(r)) return true;
  const accuse = r.statut === 200 && r.corps?.carte === b.carte && entier(r.corps.n) >= b.n;
  if (!accuse && !REFUS.includes(r.statut)) { peindreLigne(); return false; }
  file.retirer(b);
  if (accuse) {
    noter(b.tour, b.carte, r.corps);
    depasser(r.corps.n);
    if (r.corps.case !== b.case && !file.lire().some((x) => x.tour === b.tour && x.carte === b.carte)) ailleurs = true;
    dernierAccuse = r.corps.quand;
  } else {
    refusees.push(r.statut === 409 ? "" : r.corps?.message ?? "");
    relire();
  }
  peindreLigne();
  tris.get(b.tour)?.prevenir();
  if (vue !== "vote") peindre();
  return true;
}

/* ---------- suivre la séance ---------- */

const moi = te.identifiant();
let flux = null, sourd = false, entendu = 0, sonde = 0, chutes = 0, reouverture = 0;
const visible = () => document.visibilityState !== "hidden";

/** Un seul onglet par navigateur tient un flux (au-delà de six connexions, le navigateur bloque tout) : le dernier regardé. */
function mener() {
  coffre.ecrire(MENEUR, moi);
  ecouter();
}
const meneur = () => (coffre.lire(MENEUR) ?? moi) === moi;

async function ecouter() {
  clearTimeout(reouverture);
  if (flux || fini || !visible() || !meneur() || !etat) return;
  const arret = flux = new AbortController();
  if (!sourd) entendu = Date.now();
  try {
    const r = await fetch("/api/flux", { headers: { Accept: "text/event-stream" }, cache: "no-store", signal: arret.signal });
    if (!r.ok || !r.body) throw new Error();
    const lecteur = r.body.getReader(), decodeur = new TextDecoder();
    for (let reste = ""; ;) {
      const { value, done } = await lecteur.read();
      if (done) break;
      entendu = Date.now();
      sourd = false;
      chutes = 0;
      signaler(true);
      const blocs = (reste + decodeur.decode(value, { stream: true })).split(/\r?\n\r?\n/);
      reste = blocs.pop();
      blocs.forEach(lireBloc);
    }
  } catch { /* le flux s’est rompu : la suite en décide */ }
  if (flux === arret) flux = null;
  if (fini || !visible() || !meneur()) return;
  if (!sourd) relire();
  reouverture = setTimeout(ecouter, sourd ? RETENTER : recul(chutes));
  chutes += 1;
}

function lireBloc(bloc) {
  const lignes = bloc.split(/\r?\n/), de = (nom) => lignes.filter((l) => l.startsWith(`${nom}:`)).map((l) => l.slice(nom.length + 1).replace(/^ /, ""));
  if (de("event")[0] === "fin") relire(); // la séance, ou ma place, n’est plus : la réponse le dira
  if (de("event")[0] !== "etat") return;
  try {
    const recu = JSON.parse(de("data").join("\n"));
    dusAuFlux += 1;
    adopter(recu, { complet: false });
  } catch { /* un bloc illisible : l’état suivant le remplacera */ }
}

function rompre() {
  flux?.abort();
  flux = null;
}

/** Chaque seconde : la minuterie, et, si le flux se tait depuis trop longtemps, une question au serveur. */
function battre() {
  peindreMinuterie();
  if (fini || !visible()) return;
  const silence = Date.now() - entendu;
  if (silence > MUET && flux) { sourd = true; rompre(); }
  if ((silence > MUET || !etat) && Date.now() > sonde) {
    sonde = Date.now() + gigue(SONDER);
    relire().then(() => { if (etat && !flux && !sourd && meneur()) ecouter(); });
  }
  if (etat && joint && auteursManquants().length) chercherAuteurs();
}

function revenir() {
  if (fini) return;
  if (visible()) {
    sonde = Date.now() + gigue(SONDER);
    sourd = false;
    relire().then(mener);
    envoyer();
  } else {
    rompre();
    if (meneur()) coffre.ecrire(MENEUR, undefined);
  }
}

const auteursManquants = () => {
  const { devoiles } = etat.etat;
  return Array.from({ length: devoiles }, (_, i) => i + 1).filter((rang) => !auteurs.has(rang));
};
let recherche = false;
async function chercherAuteurs() {
  if (recherche) return;
  recherche = true;
  for (const rang of auteursManquants()) {
    const r = await appeler(`/api/auteurs/${rang}`);
    if (r.statut !== 200 || !r.corps?.cartes) break;
    auteurs.set(rang, r.corps);
  }
  recherche = false;
  if (!fini) peindre();
}

/* ---------- la page ---------- */

const TRACES = {
  garde: "M3 3h11l3 3v11H3zM7 3v4h6V3M6 17v-6h8v6",
  sablier: "M5 2.5h10M5 17.5h10M6 2.5v3l4 4.5 4-4.5v-3M6 17.5v-3l4-4.5 4 4.5v3",
  coupe: "M2 7.5c5-4.5 11-4.5 16 0M5 11c3-2.7 7-2.7 10 0M8 14.2c1.3-1 2.7-1 4 0M3 18 17 2",
  clos: "M4 9h12v8.5H4zM6.5 9V6a3.5 3.5 0 0 1 7 0v3",
};
const voix = te.annonceur();
const gauche = el("b"), droite = el("span"), ligne = el("p", { class: "etat" });
const tete = el("div", { class: "tete" }, el("header", { class: "barre" }, el("p", {}, gauche), el("p", { class: "chiffre" }, droite)), el("div", { class: "annonces" }, ligne));
const main = el("main");
const pied = ICI.querySelector(".pied-de-page");

const titreAttente = el("h1", { class: "t1", tabindex: "-1" }), suiteAttente = el("p"), faites = el("p"), carteMontree = el("div", { class: "votes" });
const mesReponses = el("dl", { class: "reponses" }), relues = el("details", {}, el("summary", {}, "Relire mes réponses"), mesReponses);
const resteOuverte = el("p", { class: "discret" }, "Gardez cette page ouverte\u00a0: elle suit la séance toute seule.");
const ecranAttente = el("div", { class: "fond centre" },
  te.dessin("0 0 72 32", "veille", ["circle", { cx: 16, cy: 16, r: 13 }], ["circle", { class: "plein", cx: 46, cy: 16, r: 7 }]),
  titreAttente, suiteAttente, carteMontree, faites, relues, resteOuverte);

const titreAuteurs = el("h1", { class: "t1", tabindex: "-1" }), motAuteurs = el("p");
const titreMontree = el("h2", { class: "t2", tabindex: "-1" }), surtitreMontree = el("p", { class: "discret" }, "À l’écran de la salle"), montree = el("section", { class: "vue" });
const autres = el("div", { class: "autres" });
const ecranAuteurs = el("div", { class: "fond" }, titreAuteurs, motAuteurs, montree, el("h2", { class: "t3" }, "Toutes les cartes"), autres,
  el("details", {}, el("summary", {}, "Comment lire ces mots\u00a0?"), el("p", {}, "Le disque plein, c’est vous\u00a0; l’anneau, c’est un auteur."),
    el("dl", { class: "reponses" }, [
      ["Accord", "Il reconnaît dans cette carte la réponse que vous avez choisie."],
      ["Nuance", "Il hésite, ou y reconnaît une réponse voisine."],
      ["Désaccord", "Il ne la reconnaît pas. Ce n’est pas une faute\u00a0: les auteurs se contredisent entre eux."],
      ["Ne tranche pas", "Son extrait en dit trop peu. Absent de l’extrait ne veut pas dire refusé."],
      ["Hors champ", "Son extrait ne parle pas de la réponse que vous avez choisie."],
    ].map(([mot, sens]) => el("div", {}, el("dt", {}, mot), el("dd", {}, sens))))));

/** Le vote d’un tour : monté une fois, caché puis remontré si le vote se rouvre ; la carte en cours y reste. */
const tris = new Map();
function triDe(tour) {
  if (tris.has(tour)) return tris.get(tour);
  const t = etat.tri, ecoutes = new Set(), premier = ecrites[1];
  let accuses = {};
  const surtitre = (c) => [c.surtitre, tour === 2 && premier.has(c.id) && `au premier vote\u00a0: ${nomDeCase(premier.get(c.id).case)}`].filter(Boolean).join(" · ");
  const modele = {
    hote: true,
    donnees: {
      ...t, cle: `seance-${tour}`, compare: false, cartes: t.cartes.map((c) => ({ ...c, surtitre: surtitre(c) })),
      suite_finie: "Vous pouvez changer jusqu’à la clôture du vote.",
    },
    etat: () => ({ reponses: Object.fromEntries(reponses(tour)), accuses }),
    sur: (fn) => { ecoutes.add(fn); return () => ecoutes.delete(fn); },
    demander(g) {
      accuses = { ...accuses, [g.vue]: g.n };
      if (g.geste === "ranger") deposer(tour, g.carte, g.case);
      prevenir();
    },
  };
  const prevenir = () => { for (const fn of ecoutes) fn(); };
  const titre = el("h1", { class: "visuel-cache", tabindex: "-1" }, `Vote ${tour}`);
  const ecran = el("div", { hidden: true }, titre);
  monter(ecran, modele);
  main.append(ecran);
  tris.set(tour, { ecran, titre, prevenir });
  return tris.get(tour);
}

const nomDeCase = (id) => (id === SANS_AVIS ? "Je ne sais pas" : etat.tri.cases.find((c) => c.id === id)?.nom ?? "");
const cite = (s) => `«\u00a0${s}\u00a0»`;

const MOTS = {
  preparation: ["La séance va commencer", "Regardez l’écran de la salle\u00a0: le vote va s’ouvrir."],
  clos: ["Le vote est clos", "Regardez l’écran de la salle."],
  discussion: ["La discussion", "Parlez-en avec vos voisins, puis regardez l’écran de la salle."],
  auteurs: ["Les auteurs", "Ils sont dévoilés un à un, ici et à l’écran de la salle."],
  bilan: ["Le bilan", "Regardez l’écran de la salle\u00a0: ce qui a bougé, et vers qui."],
  terminee: ["La séance est terminée", "Merci. Vous pouvez fermer cette page, ou effacer vos réponses ci-dessous."],
};

let vue = "", dite = "";
function peindre() {
  if (!etat || fini) return;
  const { phase, tour, devoiles } = etat.etat;
  const votes = phase === "vote", lire = ["auteurs", "bilan"].includes(phase) || (phase === "terminee" && devoiles > 0);
  if (etat.etat.devoiles && auteursManquants().length) chercherAuteurs();
  const tri = votes ? triDe(tour) : null;
  if (votes) tri.prevenir(); else if (lire) peindreAuteurs(phase); else peindreAttente(phase, tour);
  const ici = tri?.ecran ?? (lire ? ecranAuteurs : ecranAttente), titre = tri?.titre ?? (lire ? titreAuteurs : titreAttente);
  const nom = votes ? `Vote ${tour}` : MOTS[phase][0];
  const nouvelle = dite !== `${phase} ${tour}`;
  if (nouvelle) dernierAccuse = "";
  if (nouvelle && !["clos", "discussion"].includes(phase)) refusees = []; // dit tant que l’on en est à ce vote
  main.dataset.vue = vue = phase;
  montrer(ici, true);
  for (const e of main.children) if (e !== ici) montrer(e, false, titre);
  texte(gauche, votes ? nom : "Travailler ensemble");
  document.title = `${nom} · Travailler ensemble`;
  if (nouvelle) {
    if (dite) {
      if (!ici.contains(document.activeElement) || document.activeElement === titre) scrollTo(0, 0);
      voix.dire(votes ? `${nom} ouvert. ${etat.tri.question}` : [nom, suiteDite(phase)].join(". "));
    }
    dite = `${phase} ${tour}`;
  }
  peindreMinuterie();
  peindreLigne();
}

const suiteDite = (phase) => (phase === "clos" && etat.etat.tour === 2 ? "Regardez l’écran de la salle\u00a0: les auteurs vont répondre." : MOTS[phase][1]);

function peindreAttente(phase, tour) {
  texte(titreAttente, MOTS[phase][0]);
  texte(suiteAttente, suiteDite(phase));
  suiteAttente.hidden = false;
  const total = etat.tri.cartes.length, r = ecrites[tour] ?? new Map(), attendent = file.lire().length;
  texte(faites, tour && phase !== "preparation"
    ? attendent ? "" : r.size === 0 ? "Vous n’avez pas répondu à ce vote. Vous pouvez suivre la suite." : r.size === total ? `Vos ${enLettres(total)} réponses sont enregistrées.` : `${majuscule(r.size === 1 ? "une" : enLettres(r.size))} ${r.size > 1 ? "réponses enregistrées" : "réponse enregistrée"} sur ${enLettres(total)} cartes.`
    : `${etat.seance.titre ? `${cite(etat.seance.titre)}. ` : ""}${majuscule(pluriel(total, "carte"))} à classer. ${etat.tri.consigne}`);
  faites.hidden = !faites.textContent;
  const montre = (phase === "discussion" || etat.etat.montree) && phase !== "terminee" && etat.tri.cartes.find((c) => c.id === etat.etat.carte);
  carteMontree.hidden = !montre;
  if (montre) garnir(carteMontree, `${montre.id} ${dernier(montre.id)}`, () => [el("span", {}, `À l’écran\u00a0: ${cite(montre.titre)}`), ...reponseDite(montre.id)]);
  montrer(relues, ecrites[1].size + ecrites[2].size > 0 && phase !== "preparation", titreAttente);
  garnir(mesReponses, JSON.stringify([[...ecrites[1]], [...ecrites[2]]]), () => etat.tri.cartes.map((c) => el("div", {}, el("dt", {}, c.titre), el("dd", {}, voteDit(c.id)))));
  resteOuverte.hidden = phase === "terminee";
}

/** Refait le contenu d’un élément seulement si `cle` a changé. */
function garnir(e, cle, fn) {
  if (e.dataset.cle === cle) return;
  e.dataset.cle = cle;
  e.replaceChildren(...fn());
}

const dernier = (carte) => (ecrites[2].get(carte) ?? ecrites[1].get(carte))?.case;
function voteDit(carte) {
  const dits = [1, 2].filter((t) => ecrites[t].has(carte)).map((t) => [t, nomDeCase(ecrites[t].get(carte).case)]);
  return dits.length ? dits.map(([t, nom]) => (ecrites[2].size ? `vote ${t}\u00a0: ${nom}` : nom)).join("\u00a0; ") : "pas de réponse";
}
function reponseDite(carte) {
  const [un, deux] = [ecrites[1].get(carte), ecrites[2].get(carte)];
  if (!un && !deux) return [el("span", {}, "Vous n’avez pas répondu à cette carte.")];
  return [
    el("span", {}, el("span", { class: "rond", "aria-hidden": "true" }), " Votre réponse\u00a0: ", el("b", {}, nomDeCase((deux ?? un).case))),
    un && deux && el("span", { class: "discret" }, un.case === deux.case ? "La même aux deux votes" : `Au premier vote\u00a0: ${nomDeCase(un.case)}`),
  ].filter(Boolean);
}

/* ---------- les auteurs, à côté de mes réponses ---------- */

const RAPPORTS = { accord: "Accord", nuance: "Nuance", desaccord: "Désaccord", lu: "", ne_tranche_pas: "Ne tranche pas", hors_champ: "Hors champ" };
const direRetour = (r, nom) => (RAPPORTS[r] ? `${RAPPORTS[r]}\u00a0: ${nom}` : nom);
const retourDe = (avis, carte) => { const r = avis.retours[dernier(carte)]; return r in RAPPORTS ? r : "lu"; };

function peindreAuteurs(phase) {
  const { carte, devoiles } = etat.etat, { cartes } = etat.tri;
  texte(titreAuteurs, MOTS[phase][0]);
  const comparables = cartes.filter((c) => ecrites[1].has(c.id) && ecrites[2].has(c.id));
  const changees = comparables.filter((c) => ecrites[1].get(c.id).case !== ecrites[2].get(c.id).case).length;
  texte(motAuteurs, [
    phase === "auteurs" ? (devoiles ? `${devoiles} sur ${pluriel(etat.auteurs.total, "dévoilé")}.` : suiteDite(phase)) : suiteDite(phase),
    phase !== "auteurs" && comparables.length ? `Entre les deux votes, ${changees ? `vous avez changé ${pluriel(changees, "réponse")} sur ${comparables.length}` : "vous n’avez changé aucune réponse"}.` : "",
  ].filter(Boolean).join(" "));
  const ici = cartes.find((c) => c.id === carte) ?? cartes[0];
  if (montree.dataset.carte !== ici.id) {
    if (montree.contains(document.activeElement)) te.viser(titreAuteurs);
    montree.dataset.carte = ici.id;
    texte(titreMontree, ici.titre);
    montree.replaceChildren(el("div", {}, surtitreMontree, titreMontree), ...volet(ici.id));
  }
  if (!autres.firstChild) autres.append(...cartes.map(repliee));
  for (const liste of ecranAuteurs.querySelectorAll("[data-avis]")) suivreListe(liste);
  for (const votes of ecranAuteurs.querySelectorAll("[data-votes]")) garnir(votes, voteDit(votes.dataset.votes), () => reponseDite(votes.dataset.votes));
  const neuf = auteurs.get(devoiles);
  if (phase === "auteurs" && neuf && devoile !== devoiles) {
    if (devoile >= 0) voix.dire(`${direRapport(neuf, ici.id)}. ${cite(ici.titre)}.`);
    devoile = devoiles;
  }
}
let devoile = -1; // le dernier auteur annoncé ; -1 : la page vient de s’ouvrir

const direRapport = (a, carte) => (a.cartes[carte] ? direRetour(retourDe(a.cartes[carte], carte), a.nom) : `${a.nom}\u00a0: rien sur cette carte`);

const volet = (carte) => [el("div", { class: "votes", "data-votes": carte }), el("ul", { class: "avis", role: "list", "data-avis": carte }), el("p", { class: "discret" })];

function repliee(c) {
  const details = el("details", {}, el("summary", {}, c.titre));
  details.addEventListener("toggle", () => {
    if (!details.open || details.children.length > 1) return;
    details.append(el("div", { class: "vue" }, volet(c.id)));
    peindreAuteurs(etat.etat.phase);
  });
  return details;
}

/** Ajoute les auteurs nouveaux sans refaire les autres : ni lecture interrompue, ni repli refermé. */
function suivreListe(liste) {
  const carte = liste.dataset.avis, { devoiles } = etat.etat, cle = (a) => `${a.auteur} ${dernier(carte) ?? ""}`;
  const connus = Array.from({ length: devoiles }, (_, i) => auteurs.get(i + 1)).filter(Boolean);
  connus.forEach((a, i) => {
    const e = liste.children[i];
    if (e?.dataset.cle === cle(a)) return;
    const neuf = avisDe(a, carte);
    neuf.dataset.cle = cle(a);
    if (e) e.replaceWith(neuf); else liste.append(neuf);
  });
  while (liste.children.length > connus.length) liste.lastChild.remove();
  const reste = etat.auteurs.total - connus.length;
  texte(liste.nextSibling, reste > 0 && etat.etat.phase === "auteurs" ? `Encore ${reste === 1 ? "un auteur" : `${enLettres(reste)} auteurs`}, à l’écran de la salle.` : "");
  liste.nextSibling.hidden = !liste.nextSibling.textContent;
}

function avisDe(a, carte) {
  const avis = a.cartes[carte];
  if (!avis) return el("li", { class: "discret" }, `${a.nom}\u00a0: son extrait ne dit rien de cette carte.`);
  const r = retourDe(avis, carte);
  return el("li", {}, el("p", { class: "rapport" }, te.signe(r), el("span", {}, direRetour(r, a.nom))),
    avis.lectures.flatMap((l) => [l.phrase && el("p", {}, phrase(majuscule(l.phrase))), ...te.raisons(l)]));
}

/* ---------- la ligne d’état ---------- */

const combien = (n, une, plusieurs) => (n === 1 ? une : plusieurs.replace("#", enLettres(n)));

function ou() {
  const attendent = file.lire().length, lieu = coffre.durable() ? "sur ce téléphone" : "dans cette page\u00a0: ne la fermez pas";
  if (!joint && attendent) return ["coupe", "Hors ligne.", combien(attendent, `Votre réponse est gardée ${lieu}. Elle partira au retour du réseau.`, `Vos # réponses sont gardées ${lieu}. Elles partiront au retour du réseau.`)];
  if (!joint) return ["coupe", "Hors ligne.", ecrites[1].size + ecrites[2].size ? "Vos réponses sont enregistrées. La page reprendra au retour du réseau." : "La page reprendra au retour du réseau."];
  if (attendent) return Date.now() - depuis >= TARDE ? ["sablier", "", "En attente d’envoi. Gardez la page ouverte."] : ["", "", ""];
  if (refusees.length) {
    const autre = refusees.find(Boolean);
    return ["clos", combien(refusees.length, "Non comptée.", "Non comptées\u00a0: # réponses."), autre || combien(refusees.length, "Le vote était déjà clos quand cette réponse est arrivée.", "Le vote était déjà clos quand elles sont arrivées.")];
  }
  if (ailleurs) return ["garde", "", "Une réponse plus récente, donnée dans une autre page, est gardée."];
  if (dernierAccuse) return ["garde", "", `Enregistré à ${dernierAccuse}`];
  return ["", "", ""];
}

let ligneDite = "";
function peindreLigne() {
  if (fini) return;
  const [icone, fort, message] = ou();
  if (ligneDite === fort + message) return;
  ligneDite = fort + message;
  ligne.classList.toggle("grave", !!fort);
  ligne.replaceChildren(...(message ? [te.dessin("0 0 20 20", "icone", ["path", { d: TRACES[icone] }]), el("span", {}, fort && el("strong", {}, fort), fort ? ` ${message}` : message)] : []));
  if (message) voix.dire(`${fort ? `${fort} ` : ""}${phrase(message)}${icone === "garde" && vue === "vote" && etat ? ` ${reponses(etat.etat.tour).size} sur ${etat.tri.cartes.length} cartes classées.` : ""}`);
}

let alertee = null;
function peindreMinuterie() {
  if (!etat || fini) return;
  const { phase, fin } = etat.etat;
  if (!["vote", "discussion"].includes(phase) || !fin) { alertee = null; return texte(droite, `participant ${etat.moi.numero}`); }
  const s = Math.max(0, Math.round((fin * 1000 - decalage - Date.now()) / 1000)), m = Math.floor(s / 60);
  texte(droite, s ? `Reste ${m ? `${m}${INSECABLE}min${INSECABLE}${String(s % 60).padStart(2, "0")}` : `${s}${INSECABLE}s`}` : "Le temps est écoulé");
  const seuil = [60, 10, 0].find((x) => s === x);
  if (seuil !== undefined && alertee !== `${fin} ${seuil}`) {
    alertee = `${fin} ${seuil}`;
    voix.dire(seuil === 60 ? "Il reste une minute." : seuil ? "Il reste dix secondes." : "Le temps est écoulé.");
  }
}

/* ---------- partir ---------- */

function finir(titre, phrases, entrer = false) {
  if (fini) return;
  fini = true;
  main.dataset.vue = "fin";
  const code = etat?.seance.code;
  rompre();
  file.vider();
  clearInterval(battement);
  const h1 = el("h1", { class: "t1", tabindex: "-1" }, titre);
  const fond = el("div", { class: "fond centre" }, h1, phrases.filter(Boolean).map((p) => el("p", {}, p)),
    entrer && el("p", {}, el("a", { class: "bouton principal", href: code ? `/r/${encodeURIComponent(code)}` : "/" }, "Entrer de nouveau")));
  main.replaceChildren(fond);
  pied?.remove();
  ligne.replaceChildren();
  ligne.classList.remove("grave");
  texte(gauche, "Travailler ensemble");
  texte(droite, "");
  document.title = `${titre} · Travailler ensemble`;
  scrollTo(0, 0);
  te.viser(h1);
}

function brancherEffacer() {
  const form = pied?.querySelector(".effacer");
  if (!form) return;
  const garder = bouton("Garder mes réponses", "principal"), oui = bouton("Effacer mes réponses"), demande = form.querySelector("button"), suite = form.querySelector("p");
  const souci = el("p", { class: "avertissement", role: "alert", hidden: true });
  const question = el("p", { id: "effacer-question", tabindex: "-1" }, el("strong", {}, "Effacer toutes vos réponses\u00a0?"), " Elles ne compteront plus et ne pourront pas revenir.");
  const confirmer = el("div", { role: "group", "aria-labelledby": "effacer-question", hidden: true }, question, garder, oui, souci);
  form.append(confirmer);
  const poser = (ouvert) => {
    montrer(confirmer, ouvert, demande);
    for (const e of [demande, suite]) e.hidden = ouvert;
    souci.hidden = true;
    te.viser(ouvert ? garder : demande, form);
  };
  form.addEventListener("submit", (ev) => { ev.preventDefault(); if (confirmer.hidden) poser(true); });
  garder.addEventListener("click", () => poser(false));
  form.addEventListener("keydown", (ev) => { if (ev.key === "Escape" && !confirmer.hidden) poser(false); });
  let parti = false;
  oui.addEventListener("click", async () => {
    if (parti) return;
    parti = true;
    const r = await appeler("/api/moi", { method: "DELETE" });
    parti = false;
    if ((r.statut >= 200 && r.statut < 300) || r.statut === 401) return finir("Vos réponses sont effacées", ["Il n’en reste rien, ni sur l’ordinateur de l’enseignant, ni sur ce téléphone."], true);
    if (terminal(r)) return;
    texte(souci, r.corps?.message ?? "Rien n’a été effacé\u00a0: le serveur ne répond pas. Essayez de nouveau au retour du réseau.");
    souci.hidden = false;
  });
}

/* ---------- ouverture ---------- */

function ouvrir() {
  const message = ICI.querySelector(".annonces .etat")?.textContent ?? "";
  texte(gauche, "Travailler ensemble");
  texte(droite, ICI.querySelector(".barre p + p")?.textContent ?? "");
  main.append(ecranAttente, ecranAuteurs);
  texte(titreAttente, "Connexion à la séance");
  for (const e of [suiteAttente, faites, carteMontree, relues, ecranAttente, ecranAuteurs]) e.hidden = true;
  setTimeout(() => { if (!vue && !fini) ecranAttente.hidden = false; }, TARDE); // d’ordinaire, l’état est là avant
  ICI.replaceChildren(voix.element, tete, main, ...(pied ? [pied] : []));
  document.documentElement.dataset.pret = "oui";
  if (message) voix.dire(message);
  brancherEffacer();
  document.addEventListener("visibilitychange", revenir);
  window.addEventListener("pageshow", (ev) => { partante = false; if (ev.persisted) revenir(); });
  window.addEventListener("pagehide", () => { partante = true; rompre(); if (meneur()) coffre.ecrire(MENEUR, undefined); }, { capture: true });
  window.addEventListener("online", () => { essais = chutes = 0; revenir(); });
  window.addEventListener("offline", () => signaler(false));
  window.addEventListener("storage", (ev) => {
    if (fini) return;
    if (ev.key === cleFile) { for (const t of tris.values()) t.prevenir(); peindreLigne(); relire(); }
    if (ev.key !== MENEUR) return;
    if (!meneur()) { rompre(); entendu = 0; } else if (visible()) setTimeout(() => { if (meneur() && visible()) mener(); }, gigue(200));
  });
  relire().then(() => { if (visible()) mener(); });
}

const battement = setInterval(battre, 1000);
ouvrir();
