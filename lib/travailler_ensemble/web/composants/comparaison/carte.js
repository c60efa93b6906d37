/* Une carte comparée : ma réponse, les décomptes, les avis par famille, et le sens des mots. */
import { activer, el, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { enLettres, majuscule } from "../../commun/phrases.js";
import { signe } from "../../commun/signes.js";
import { famillesDAvis } from "./avis.js";

function legendeDe(d) {
	const qui = el("p", {}, `Le disque plein, c’est vous\u00a0; l’anneau, c’est ${d.repondant || "un auteur"}.`);
	const dits = d.legende.flatMap(([mot, sens]) => [el("dt", {}, mot), el("dd", {}, sens)]);
	return el("details", { class: "legende" }, el("summary", {}, "Comment lire ces mots\u00a0?"), qui, el("dl", {}, dits));
}

function sePrononcent(n) {
	if (n < 2) return n ? "Un auteur se prononce." : "Aucun auteur ne se prononce.";
	return `${majuscule(enLettres(n))} auteurs se prononcent.`;
}

/** La phrase qui suit ma réponse. */
function suiteDite({ sait, avis = [] }, repondant, muets) {
	if (!sait && repondant) return `Voici ce que répond ${repondant}.`;
	if (!sait) return "Ni accord ni désaccord\u00a0: voici ce que d’autres y lisent.";
	if (avis.some((a) => a.retour === "lu")) return "Aucun extrait ne juge de cette réponse. Voici ce qu’ils disent du partenariat.";
	return avis.length > 1 ? sePrononcent(avis.filter((a) => !muets.includes(a.retour)).length) : "";
}

/** La vue d’une carte ; `nav` : où aller ensuite. */
export function vueDUneCarte(id, d, nav) {
	const noms = Object.fromEntries(d.retours.map((r) => [r.id, r.titre]));
	const muets = d.retours.filter((r) => r.muet).map((r) => r.id);
	const parlants = d.retours.filter((r) => !r.muet).map((r) => r.id);
	const surtitre = el("p", { class: "discret" });
	const titre = el("h2", { class: "t1", id: id("carte"), tabindex: "-1" });
	const reponse = el("strong");
	const suite = el("span");
	/* Chaque décompte mène à sa famille : la page est longue. */
	const comptes = d.retours.filter((r) => r.se_compte || r.muet);
	const decomptes = comptes.map(({ id: retour, singulier, pluriel }) => {
		const nombre = el("b");
		const mots = el("span");
		const bouton = el("button", { type: "button" }, el("span", { class: "rapport" }, signe(retour), nombre), " ", mots);
		bouton.addEventListener("click", () => sauter(retour));
		function peindre(n) {
			texte(nombre, String(n));
			texte(mots, n >= 2 ? pluriel : singulier);
			activer(bouton, n > 0);
		}
		return { retour, bouton, peindre };
	});
	const bandeau = el(
		"ul",
		{ class: "bandeau", role: "list" },
		decomptes.map((x) => el("li", {}, x.bouton)),
	);
	const familles = el("div", { class: "familles" });
	const resume = el("summary");
	const muettes = el("div", { class: "familles" });
	const autres = el("details", { class: "autres" }, resume, muettes);
	const mienne = el("p", {}, el("span", { class: "rond", "aria-hidden": "true" }), " Votre réponse\u00a0: ", reponse, ". ", suite);
	const chapeau = el("header", { class: "chapeau" }, surtitre, titre, mienne, nav);
	const element = el("div", { class: "vue" }, chapeau, bandeau, familles, autres, legendeDe(d));
	let avis = [];

	/** Plus de la moitié des auteurs, repliés : construits seulement quand on les ouvre. */
	function remplirAutres() {
		if (autres.open && !muettes.firstChild) muettes.replaceChildren(...famillesDAvis(avis, muets, noms, id));
	}
	function sauter(retour) {
		if (muets.includes(retour)) autres.open = true;
		remplirAutres();
		const la = element.querySelector(`h3[data-retour="${retour}"]`);
		if (la) viser(la, la.parentNode, true);
	}
	autres.addEventListener("toggle", remplirAutres);

	function peindre(c) {
		avis = c.avis ?? [];
		texte(surtitre, [`Carte ${c.numero} sur ${c.total}`, c.surtitre].filter(Boolean).join(" · "));
		texte(titre, c.titre);
		texte(reponse, c.reponse);
		texte(suite, suiteDite(c, d.repondant, muets));
		bandeau.hidden = !c.sait || avis.length < 2 || avis.some((a) => a.retour === "lu");
		for (const x of decomptes) x.peindre(c.comptes?.[x.retour] ?? 0);
		if ([familles, muettes].some((e) => e.contains(document.activeElement))) viser(titre);
		familles.replaceChildren(...famillesDAvis(avis, parlants, noms, id));
		const taisent = avis.filter((a) => muets.includes(a.retour)).length;
		texte(resume, taisent === 1 ? "Un auteur ne se prononce pas" : `${majuscule(enLettres(taisent))} auteurs ne se prononcent pas`);
		montrer(autres, taisent > 0, titre);
		muettes.replaceChildren();
		remplirAutres();
	}
	return { element, titre, peindre };
}
