/* Au mur : une scène par phase, [titre, où l’on en est, note, contenu]. Pendant un vote, des comptes seuls, jamais de contenu. */
import { el, texte } from "../../commun/elements.js";
import { citer, insecable, jourDit, majuscule, pluriel } from "../../commun/phrases.js";
import { ditsDe, nommerCase } from "../../commun/reponses.js";
import { avanceeDe } from "../avancee.js";
import { panneauAuteur } from "./auteur.js";
import { anneaux, tableDeBarres } from "./barres.js";
import { panneauBilan } from "./bilan.js";
import { tete } from "./noms.js";

const POINTS = 40; // au-delà, une barre remplace les points
const DEUX_VOTES = "hachures\u00a0: vote 1 · plein\u00a0: vote 2";
const CONSIGNE = "À deux, puis tous ensemble\u00a0: qu’est-ce qui vous fait pencher\u00a0?";

export const PERDUE = "L’adresse de cet ordinateur a changé\u00a0: la nouvelle va paraître.";
export const adresseDe = (x) => x.ouverture?.url ?? "";
const joindre = (...mots) => mots.filter(Boolean).join(" · ");
const carteDe = ({ tri, etat }) => tri.cartes.find((c) => c.id === etat.carte);
/** La ligne d’un débat se lit avec sa question, et ses barres avec ce que disent A et B. */
const ligneDe = (x) => (carteDe(x)?.surtitre === x.tri.titre ? carteDe(x) : null);
const titreDe = (x) => joindre(ligneDe(x) && x.tri.titre, carteDe(x)?.titre ?? x.tri.titre);
const avecBouts = (x, note) => joindre(...(ligneDe(x)?.paragraphes ?? []), note);
const attente = (fort, ...suite) => el("div", { class: "attente" }, el("p", { class: "fort" }, fort), ...suite);

/** « carte 2 sur 5 » ; rien pour une question seule. */
function carteSur({ tri, etat }) {
	const rang = tri.cartes.findIndex((c) => c.id === etat.carte) + 1;
	return rang && (!tri.dits || tri.cartes.length > 1) ? `${ditsDe(tri).une} ${rang} sur ${tri.cartes.length}` : "";
}

function recit(x) {
	const c = carteDe(x);
	const lettres = c ? [...c.paragraphes, ...(x.faits ?? [])].join("").length + c.titre.length : 0;
	const taille = lettres < 240 ? "grand" : lettres < 520 ? "moyen" : "";
	const paragraphes = [...(c ? c.paragraphes : [x.tri.consigne]), ...(x.faits ?? [])].map((p) => el("p", {}, p));
	return el("article", { class: `recit ${taille}` }, paragraphes, el("p", { class: "question" }, x.tri.question));
}

/** Ce que l’on peut répondre : qui lève la main, ou lit sans téléphone, vote aussi. */
function reponsesPossibles({ tri }) {
	const cases = [...tri.cases, tri.sans_avis].map((c) => el("li", {}, c.nom));
	return el("ul", { class: "cases", role: "list", "aria-label": "Réponses possibles" }, cases);
}

/** Ce que l’enseignant a choisi de montrer des raisons, sans signature ; rien s’il n’a rien choisi. */
function pourquoi({ tri, raisons = [] }) {
	const ligne = (r) => el("li", {}, citer(r.texte), " ", el("span", { class: "discret" }, nommerCase(tri, r.case)));
	return raisons.length > 0 && el("ul", { class: "pourquoi", role: "list", "aria-label": "Pourquoi" }, raisons.map(ligne));
}

/** La répartition de la carte montrée au dernier vote clos, et au premier s’il y en a deux. */
function repartitions({ distribution = {}, etat }) {
	const tours = Object.keys(distribution).sort();
	const tour = tours[tours.length - 1];
	const premiere = tour === "2" ? (distribution["1"]?.[etat.carte] ?? null) : null;
	return { tour, derniere: distribution[tour]?.[etat.carte] ?? null, premiere };
}
const peu = ({ seuil }) =>
	`Moins de ${seuil.dit} réponses à cette carte, ou de changements depuis l’autre vote\u00a0: la répartition ne se montre pas.`;
function legendeDe({ tour, derniere, premiere = null }) {
	return premiere ? "Réponses au premier puis au second vote." : `Répartition des ${tete(derniere).total} réponses au vote ${tour}.`;
}

/** Combien ont tout répondu : un nombre, des points ou une barre. */
export function compteurDe(minuterie) {
	const combien = el("b");
	const sur = el("span");
	const points = el("div", { class: "presents", "aria-hidden": "true" });
	const cumul = el("p", { class: "discret" });
	const element = el("div", { class: "compteur" }, minuterie, combien, sur, points, cumul);
	function peindre(x) {
		const { complets, n, cumul: dit } = avanceeDe(x);
		texte(combien, String(complets));
		texte(sur, n ? `sur ${n} ${complets > 1 ? "ont" : "a"} tout répondu` : "réponse pour l’instant");
		texte(cumul, dit);
		const voulu = `${n} ${complets}`;
		if (points.dataset.n === voulu) return;
		points.dataset.n = voulu;
		points.className = n > POINTS ? "presents barre" : "presents";
		const barre = () => [el("i", { class: "r", style: `width: ${(100 * complets) / n}%` })];
		const un = (_, i) => el("i", { class: i < complets && "r" });
		points.replaceChildren(...(n > POINTS ? barre() : Array.from({ length: n }, un)));
	}
	return { element, peindre };
}

function entree(x, m) {
	const adresse = adresseDe(x);
	if (!adresse) {
		const la = el("p", {}, "L’adresse et le code paraîtront ici.");
		return [x.seance.titre || x.tri.titre, "", "", attente(x.ouverture?.perdue ? PERDUE : "La séance va s’ouvrir.", la)];
	}
	const image = m.qr() ? el("img", { class: "qr", src: m.qr(), alt: `Code QR qui ouvre ${adresse}` }) : el("div", { class: "qr" });
	const suite = el(
		"dl",
		{},
		el("div", {}, el("dt", {}, "Visez avec l’appareil photo, ou tapez"), el("dd", { class: "adresse" }, adresse)),
		el("div", {}, el("dt", {}, "puis le code"), el("dd", { class: "code" }, insecable(x.seance.code))),
		el("div", {}, el("dt", {}, "La page ne s’ouvre pas\u00a0? Levez la main.")),
		x.seuil.annonce && el("div", {}, el("dt", { class: "annonce" }, x.seuil.annonce)),
	);
	const la = x.presents ? pluriel(x.presents, "personne est là", "personnes sont là") : "";
	return ["Rejoindre la séance", "sans compte, sans nom", la, el("div", { class: "entree" }, image, suite)];
}

function vote(x, m) {
	m.compteur.element.prepend(m.minuterie); // une discussion a pu l’emprunter
	const note = x.seuil.annonce || (x.etat.tour === 2 ? "le premier vote est gardé" : "des comptes seuls pendant le vote");
	const corps = el("div", { class: "vote" }, recit(x), m.compteur.element, reponsesPossibles(x));
	return [titreDe(x), joindre(`vote ${x.etat.tour}`, carteSur(x)), note, corps];
}

function clos(x, m) {
	const discute = x.etat.phase === "discussion";
	const r = repartitions(x);
	if (!x.etat.montree && discute) {
		const dits = pourquoi(x);
		const cote = el("div", { class: "compteur" }, m.minuterie, dits || el("p", { class: "fort" }, "Discutez."), el("p", {}, CONSIGNE));
		return [titreDe(x), joindre("discussion", carteSur(x)), "", el("div", { class: "vote" }, recit(x), cote, reponsesPossibles(x))];
	}
	if (!x.etat.montree) {
		const comptees = `${majuscule(pluriel(x.comptes?.reponses ?? 0, "réponse est comptée", "réponses sont comptées"))}.`;
		return [`Vote ${x.etat.tour} clos`, "", "", attente("Posez les téléphones, regardez ici.", el("p", {}, comptees), pourquoi(x))];
	}
	const ou = joindre(discute ? "discussion" : `vote ${r.tour} clos`, carteSur(x));
	if (!r.derniere) return [titreDe(x), ou, "", attente(peu(x))];
	const note = r.premiere ? DEUX_VOTES : pluriel(tete(r.derniere).total, "réponse");
	const consigne = discute && el("p", { class: "consigne" }, CONSIGNE, m.minuterie);
	const table = tableDeBarres(x.tri, r.derniere, { avant: r.premiere, legende: legendeDe(r) });
	return [titreDe(x), ou, avecBouts(x, note), el("div", { class: discute ? "avec-consigne" : "large" }, consigne, table, pourquoi(x))];
}

function auteurs(x, m) {
	const n = x.etat.devoiles;
	for (let rang = 1; rang <= n; rang += 1) m.chercherAuteur(rang);
	const { tour, derniere } = repartitions(x);
	const legende = `${legendeDe({ tour, derniere }).slice(0, -1)}, et auteurs dévoilés.`;
	const barres = derniere ? tableDeBarres(x.tri, derniere, { gens: n ? anneaux(x, m.auteurs) : null, legende }) : null;
	const cote = panneauAuteur(x, m.auteurs, derniere, m.place());
	const ou = joindre(n ? `auteur ${n} sur ${x.auteurs.total}` : "les auteurs", carteSur(x));
	const corps = el("div", { class: "deux" }, barres ?? el("p", { class: "attente" }, peu(x)), cote);
	return [titreDe(x), ou, avecBouts(x, "barre\u00a0: la classe · anneau\u00a0: un auteur"), corps];
}

function bilan(x, m) {
	m.chercherBilan(String(x.version));
	const r = repartitions(x);
	const table = r.derniere && tableDeBarres(x.tri, r.derniere, { avant: r.premiere, legende: legendeDe(r) });
	const cote = el("section", { class: "auteur serre" }, panneauBilan(x, m.bilan()));
	const ou = joindre(r.premiere ? "du vote 1 au vote 2" : "bilan", carteSur(x));
	const corps = el("div", { class: "deux" }, table ?? el("p", { class: "attente" }, peu(x)), cote);
	return [titreDe(x), ou, avecBouts(x, r.premiere ? DEUX_VOTES : ""), corps];
}

function fin({ seance, tri }) {
	const jour = jourDit(seance.effacer_le);
	const dit = jour && el("p", {}, `Les réponses, sans nom, seront effacées le ${jour} au plus tard.`);
	return [seance.titre || tri.titre, "", "", attente("La séance est terminée. Merci.", dit)];
}

const SCENES = { preparation: entree, vote, clos, discussion: clos, auteurs, bilan, terminee: fin };

/** La scène de cet état ; `m` : ce que le mur sait de plus (voir projection.js). */
export const scene = (x, m) => SCENES[x.etat.phase](x, m);

/** Le mur, quand il n’y a pas d’état à montrer. */
export function sansEtat(sort) {
	const rouvrir = el("p", {}, "Rouvrez la projection depuis la page de l’enseignant.");
	const perimee = ["Cette adresse ne vaut plus.", rouvrir];
	const dit = { refuse: perimee, renouvele: perimee, effacee: ["Cette séance a été effacée."] };
	return ["Travailler ensemble", "", "", attente(...(dit[sort] ?? ["La page cherche la séance…"]))];
}
