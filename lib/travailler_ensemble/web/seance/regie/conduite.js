/* La régie, au centre : où en est la séance, les gestes possibles, la minuterie, le conseil. */
import { bouton, el, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { enLettres, jourDit, majuscule } from "../../commun/phrases.js";
import { avanceeDe } from "../avancee.js";
import { dureeDite, rebours } from "../rebours.js";
import { conseiller } from "./conseil.js";

const REPOS = 700; // ms : un double clic ne fait qu’un pas
const ETAPES = ["Préparation", "Vote 1", "Discussion", "Vote 2", "Auteurs", "Bilan"];
const MINUTES = [1, 2, 3, 5, 10];
const A_CONFIRMER = {
	terminer: [
		"Terminer la séance\u00a0?",
		"Les téléphones disent au revoir. Les réponses restent ici, et vous pourrez reprendre.",
		"Continuer la séance",
	],
	devoiler: ["Dévoiler le premier auteur\u00a0?", "Ensuite, plus personne ne vote\u00a0: on connaîtrait des réponses.", "Attendre encore"],
};

const SEULS = [
	"Ouvert sans meneur\u00a0: donnez l’adresse et le code. Vous pouvez quitter cette page, non éteindre cet ordinateur.",
	"En classe, les présents s’ajoutent\u00a0; fermez alors ce vote.",
].join(" ");

/** Le rang de l’étape en cours. */
export function etapeDe({ phase, tour }) {
	if (phase === "vote" || phase === "clos") return tour === 2 ? 3 : 1;
	return { preparation: 0, discussion: 2, auteurs: 4 }[phase] ?? 5;
}

/** [où en est la séance, ce que cela veut dire] */
export function phraseDe(x) {
	const { phase, tour, devoiles, montree } = x.etat;
	const n = x.auteurs.total;
	const devoile = devoiles === 1 ? "Un auteur dévoilé" : `${majuscule(enLettres(devoiles))} auteurs dévoilés`;
	const entrees = x.presents
		? "Ouvrez le vote quand tout le monde est là\u00a0; les retardataires pourront entrer."
		: "L’adresse et le code sont au mur. Attendez les premières entrées.";
	const preparation = x.ouverture?.ouverte
		? ["La séance est ouverte à la classe", entrees]
		: ["La séance est prête", "Ouvrez-la d’abord à la classe\u00a0: l’adresse et le code paraîtront au mur."];
	const chacun =
		tour === 2
			? "Chacun répond de nouveau. Le premier vote est gardé."
			: "Chacun répond à son rythme. Personne ne voit ce que la classe répond.";
	return {
		preparation,
		vote: [`Vote ${tour} en cours`, x.etat.sans_meneur ? SEULS : chacun],
		clos: [`Vote ${tour} clos`, montree ? "La répartition est au mur." : "Plus rien n’est compté. La répartition n’est visible que d’ici."],
		discussion: ["Discussion", montree ? "La répartition est au mur." : "La répartition n’est visible que d’ici."],
		auteurs: [
			devoiles ? `${devoile} sur ${enLettres(n)}` : "Les auteurs",
			devoiles === n ? "Tous ont parlé." : "Le mur et les téléphones suivent.",
		],
		bilan: ["Bilan", "Le mur montre ce qui a bougé. Le détail se relit dans le carnet 92."],
		terminee: ["Séance terminée", `Les réponses restent ici jusqu’au ${jourDit(x.seance.effacer_le)}.`],
	}[phase];
}

/** La suite des étapes, en tête de page. */
export function suiteDesEtapes() {
	const element = el(
		"ol",
		{ class: "etapes", role: "list", "aria-label": "Où en est la séance" },
		ETAPES.map((nom) => el("li", {}, nom)),
	);
	function peindre({ etat }) {
		const ici = etapeDe(etat);
		const fini = etat.phase === "terminee";
		[...element.children].forEach((li, i) => {
			li.classList.toggle("faite", fini || i < ici);
			if (!fini && i === ici) li.setAttribute("aria-current", "step");
			else li.removeAttribute("aria-current");
		});
	}
	return { element, peindre };
}

/** Demande avant de faire ; le bouton principal est celui qui ne fait rien. */
export function confirmation(r, repli) {
	const question = el("p", { id: r.id("question") });
	const non = bouton("", "principal");
	const oui = bouton("");
	const attributs = { class: "confirmer", role: "group", "aria-labelledby": question.id, hidden: true };
	const element = el("div", attributs, question, el("div", {}, non, oui));
	let faire = null;
	let retour = null;
	function demander([q, detail, refus], libelle, fn, depuis) {
		question.replaceChildren(el("strong", {}, q), ` ${detail}`);
		texte(non, refus);
		texte(oui, libelle);
		faire = fn;
		retour = depuis;
		(depuis.closest("[data-confirme]") ?? repli.parentNode).append(element);
		montrer(element, true);
		viser(non, element);
	}
	function fermer(focus = true) {
		const vers = retour;
		montrer(element, false, vers?.isConnected ? vers : repli);
		if (focus && vers?.isConnected) viser(vers);
		faire = retour = null;
	}
	non.addEventListener("click", () => fermer());
	oui.addEventListener("click", async () => {
		const fn = faire;
		fermer();
		await r.libre(); // ce qui est confirmé n’est pas oublié parce qu’une autre demande était en route
		fn?.();
	});
	element.addEventListener("keydown", (ev) => {
		if (ev.key === "Escape") fermer();
	});
	/** Ferme, sans reprendre le focus, une question posée depuis l’un de ces éléments. */
	const oublier = (...depuis) => !element.hidden && retour && depuis.some((e) => e.contains(retour)) && fermer(false);
	return { demander, oublier };
}

/** Les gestes que la séance permet, le premier en grand. */
function gestes(r, ou) {
	const principal = bouton("", "principal");
	const detail = el("p", { class: "discret", id: r.id("detail") });
	principal.setAttribute("aria-describedby", detail.id);
	principal.dataset.touche = "geste";
	const premier = el("div", { class: "geste" }, principal, detail);
	const autres = el("ul", { class: "autres", role: "list" });
	let premierGeste = null;

	function presser(g, b, ev) {
		/* Le second clic viserait un bouton qui vient de changer. */
		if (ev.detail > 1 || Date.now() - r.dernierPas() < REPOS || r.occupe()) return;
		const aDire = g.geste === "devoiler" && r.etat().etat.devoiles ? null : A_CONFIRMER[g.geste];
		if (aDire) r.confirmer(aDire, g.nom, () => r.faire(g.geste), b);
		else r.faire(g.geste);
	}
	principal.addEventListener("click", (ev) => {
		if (premierGeste) presser(premierGeste, principal, ev);
	});
	function ligne(g) {
		const b = bouton(g.nom);
		const dit = el("span", { class: "discret", id: r.id(`d-${g.geste}`) }, g.detail);
		b.setAttribute("aria-describedby", dit.id);
		b.addEventListener("click", (ev) => presser(g, b, ev));
		return el("li", {}, b, dit);
	}
	let peints = "";
	function peindre(x) {
		if (JSON.stringify(x.gestes) === peints) return;
		peints = JSON.stringify(x.gestes);
		r.oublierConfirmation(principal, autres);
		const avaitFocus = autres.contains(document.activeElement);
		premierGeste = x.gestes[0] ?? null;
		texte(principal, premierGeste?.nom ?? "");
		texte(detail, premierGeste?.detail ?? "");
		montrer(premier, !!premierGeste, ou);
		autres.replaceChildren(...x.gestes.slice(1).map(ligne));
		autres.hidden = x.gestes.length < 2;
		if (avaitFocus) viser(premierGeste ? principal : ou);
	}
	return { premier, autres, peindre };
}

function minuterieDe(r) {
	const reste = el("strong", { class: "chiffre", role: "timer" });
	const arreter = bouton("Arrêter", "nu");
	const durees = MINUTES.map((m) => {
		const b = bouton(`${m}\u00a0min`, "court");
		b.addEventListener("click", () => r.faire("minuterie", { secondes: m * 60 }));
		return b;
	});
	arreter.addEventListener("click", () => r.faire("minuterie", { secondes: 0 }));
	const titre = el("span", { id: r.id("minuterie") }, "Minuterie");
	const element = el("div", { class: "minuterie", role: "group", "aria-labelledby": titre.id }, titre, durees, reste, arreter);
	const compte = rebours(
		() => r.etat()?.etat.fin,
		r.maintenant,
		(s) => {
			texte(reste, s === null ? "" : s ? dureeDite(s) : "C’est l’heure. Rien ne se ferme tout seul.");
			for (const b of durees) montrer(b, s === null, arreter);
			montrer(arreter, s !== null, durees[0]);
		},
	);
	return { element, ...compte };
}

/** Combien ont répondu. */
function avancee() {
	const combien = el("p", { class: "combien" }, el("strong", { class: "chiffre" }), el("span"));
	const jauge = el("div", { class: "jauge", "aria-hidden": "true" }, el("i"));
	const cumul = el("p", { class: "discret chiffre" });
	const element = el("div", { class: "compte" }, combien, jauge, cumul);
	function peindre(x, ou) {
		const { complets, n, part, cumul: dit } = avanceeDe(x);
		montrer(element, ["vote", "clos"].includes(x.etat.phase) && n > 0, ou);
		texte(combien.firstChild, String(complets));
		texte(combien.lastChild, ` sur ${n} ${complets > 1 ? "ont" : "a"} tout répondu`);
		jauge.firstChild.style.inlineSize = `${part}%`;
		texte(cumul, dit);
	}
	return { element, peindre };
}

/** La feuille centrale ; `r` : la régie (voir regie.js) ; `mot` : où elle parle. */
export function conduiteDe(r, mot) {
	const ou = el("h3", { class: "t2", id: r.id("ou"), tabindex: "-1" });
	const detail = el("p");
	const conseil = el("p", { class: "conseil mot", hidden: true });
	const compte = avancee();
	const faire = gestes(r, ou);
	const minuterie = minuterieDe(r);
	const element = el(
		"section",
		{ class: "feuille conduite", "aria-labelledby": ou.id },
		[el("div", { class: "ou" }, ou, detail), compte.element, conseil],
		[faire.premier, faire.autres, mot, minuterie.element],
	);
	let dite = "";
	function peindre(x) {
		const [p, d] = phraseDe(x);
		texte(ou, p);
		texte(detail, d);
		if (dite && dite !== p) r.voix.dire(p);
		dite = p;
		compte.peindre(x, ou);
		faire.peindre(x);
		montrer(minuterie.element, ["vote", "discussion"].includes(x.etat.phase), ou);
		minuterie.battre();
		const tour = r.tours().pop();
		conseil.hidden = !tour || !["clos", "discussion"].includes(x.etat.phase);
		if (tour) texte(conseil, conseiller(x, tour));
	}
	return { element, ou, conseil, peindre, arreter: minuterie.arreter };
}
