/* « Si une seule réponse changeait » : un bouton par réponse possible ; la bande se relit aussitôt, rien ne s’enregistre. */
import { bandeDe } from "../../commun/bande.js";
import { el, garnir, texte } from "../../commun/elements.js";
import { enLettres, majuscule, pluriel, ponctuer } from "../../commun/phrases.js";

const PREMIERS = 5; // les critères suivants sont repliés
const INVITE = "Touchez une réponse\u00a0: la bande se relit. Votre codage ne change pas.";

export function basculesDe(id, un, voix) {
	const premieres = el("ul", { class: "bascules", role: "list" });
	const suivantes = el("ul", { class: "bascules", role: "list" });
	const resume = el("summary");
	const plus = el("details", {}, resume, suivantes);
	const titre = el("h3", { id: id("changer") }, "Si une seule réponse changeait");
	const bande = bandeDe();
	const si = el("p");
	const noms = el("div");
	const effet = el("div", { class: "effet" }, el("p", {}, el("strong", {}, `Est-ce ${un}\u00a0?`)), bande.element, si, noms);
	const liste = el("div", {}, premieres, plus);
	const element = el("section", { class: "bloc et-si", "aria-labelledby": titre.id }, titre, el("div", { class: "corps" }, liste, effet));
	let etat = { bascules: /** @type {any[]} */ ([]), bande: null };
	let choisi = ""; // « critère valeur »
	const cleDe = (b, e) => `${b.critere} ${e.valeur}`;

	const changement = (x) => el("details", {}, el("summary", {}, x.dit), el("p", { class: "discret" }, ponctuer(x.noms)));

	function montrerEffet() {
		const essai = etat.bascules.flatMap((b) => b.essais.map((e) => ({ b, e }))).find(({ b, e }) => cleDe(b, e) === choisi);
		if (!essai) choisi = "";
		for (const x of liste.querySelectorAll("button")) x.setAttribute("aria-pressed", String(x.dataset.cle === choisi));
		bande.peindre(essai?.e.bande ?? etat.bande, etat.bande);
		texte(si, essai ? `Si «\u00a0${essai.b.critere}\u00a0» était «\u00a0${essai.e.valeur}\u00a0»\u00a0:` : INVITE);
		garnir(noms, JSON.stringify([choisi, essai?.e.dit]), () => (essai?.e.dit ?? []).map(changement));
		return essai;
	}
	function bouton(b, e) {
		const cle = cleDe(b, e);
		const critere = el("span", { class: "visuel-cache" }, `${b.critere}, `);
		const x = el("button", { type: "button", class: "bouton", "data-cle": cle, "aria-pressed": "false" });
		x.append(critere, el("strong", {}, e.valeur), el("span", { class: "discret" }, pluriel(e.nombre, "texte")));
		x.addEventListener("click", () => {
			choisi = choisi === cle ? "" : cle;
			const essai = montrerEffet();
			voix.dire(essai ? essai.e.dit.map((d) => ponctuer(d.dit)).join(" ") : "Retour à votre codage.");
		});
		return x;
	}
	const bascule = (b) =>
		el(
			"li",
			{},
			el("p", {}, el("strong", {}, majuscule(b.critere)), el("span", { class: "discret" }, b.moi ? ` · ${b.moi}` : " · sans réponse")),
			el(
				"div",
				{ class: "essais" },
				b.essais.map((e) => bouton(b, e)),
			),
		);
	function peindre(recu) {
		etat = recu;
		const reste = etat.bascules.slice(PREMIERS);
		garnir(premieres, JSON.stringify(etat.bascules), () => {
			suivantes.replaceChildren(...reste.map(bascule));
			return etat.bascules.slice(0, PREMIERS).map(bascule);
		});
		plus.hidden = !reste.length;
		texte(resume, reste.length === 1 ? "Un autre critère" : `${majuscule(enLettres(reste.length))} autres critères`);
		titre.textContent = etat.bascules.length ? "Si une seule réponse changeait" : "Plus aucune réponse, seule, n’y changerait rien";
		montrerEffet();
	}
	return { element, peindre };
}
