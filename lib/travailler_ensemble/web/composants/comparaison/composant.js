/* Le bilan d’un tri : ses cartes en piles, les différences d’abord. Chaque titre ramène à sa carte, où est la réponse. */
import { encadrer } from "../../commun/cadre.js";
import { bouton, el, identifiant, texte } from "../../commun/elements.js";
import { viser } from "../../commun/focus.js";
import { enCarnet } from "../../commun/modele.js";
import { appelerVoisin, repondreAuVoisin } from "../../commun/voisins.js";

const ATTENTE = ["Le bilan attend vos cartes", "Rangez-les, puis comparez\u00a0: il se remplira ici."];
const PRETE = ["Vos cartes sont rangées", "Comparez-les\u00a0: votre premier avis est gardé."];
const ABSENT = "Le tri est plus haut\u00a0: exécutez sa cellule.";
const MOTS = ["comme vous", "hésitent", "n’en voient pas"];

/** Une case par auteur : pleine, demie, vide. */
function cases(nombres) {
	if (!nombres.some(Boolean)) return null;
	const [a, n, d] = nombres;
	const dessinees = [..."a".repeat(a), ..."n".repeat(n), ..."v".repeat(d)].map((sorte) => el("i", { class: sorte }));
	return el("span", { class: "cases", role: "img", "aria-label": nombres.map((x, i) => `${x} ${MOTS[i]}`).join(", ") }, dessinees);
}

function carteDite(c, ouvrir) {
	const titre = el("button", { type: "button", class: "titre" }, c.titre);
	titre.addEventListener("click", () => ouvrir(c.id));
	const vous = c.vous && el("span", { class: "vous" }, el("span", { class: "rond", "aria-hidden": "true" }), c.vous);
	const suite = [cases(c.nombres), c.autre && el("span", {}, c.autre), c.critere && el("strong", {}, c.critere)];
	return el("li", {}, titre, vous, suite, c.mots && el("span", { class: "discret" }, c.mots));
}

export function monter(racine, modele) {
	const d = { cle: "", titre: "", legende: "", ...modele.donnees };
	const vue = identifiant();
	const titre = el("h2", { class: "t2", id: `${vue}-titre`, tabindex: "-1" });
	const phrase = el("p", { class: "discret" });
	const aller = bouton("Aller au tri");
	const souvent = el("p", { hidden: true });
	const mot = el("p", { class: "mot", hidden: true });
	const piles = el("div", { class: "piles" });
	const legende = el("p", { class: "discret" }, d.legende);
	const element = el("div", { class: "comp bilan", "data-bilan": "" }, titre, phrase, aller, mot, souvent, piles, legende);
	const section = encadrer({ "aria-labelledby": titre.id }, element);

	function ouvrir(carte) {
		const prise = appelerVoisin("te-revenir", d.cle, carte);
		texte(mot, prise ? "" : ABSENT);
		mot.hidden = prise;
	}
	function peindre() {
		const e = { rangees: 0, titre: "", piles: [], proche: "", souvent: "", ...modele.etat() };
		const pret = e.piles.length > 0;
		const [quoi, quand] = e.rangees ? PRETE : ATTENTE;
		texte(titre, pret ? e.titre : quoi);
		texte(phrase, pret ? e.proche : quand);
		phrase.hidden = !phrase.textContent;
		texte(aller, e.rangees ? "Comparer, carte par carte" : "Aller au tri");
		aller.hidden = pret;
		texte(souvent, e.souvent);
		souvent.hidden = !e.souvent;
		legende.hidden = !pret || !d.legende;
		const cle = JSON.stringify(e.piles);
		if (piles.dataset.cle === cle) return;
		piles.dataset.cle = cle;
		const pile = (p) =>
			el(
				"section",
				{ class: "feuille pile" },
				el("h3", {}, p.nom),
				el(
					"ul",
					{ role: "list" },
					p.cartes.map((c) => carteDite(c, ouvrir)),
				),
			);
		piles.replaceChildren(...e.piles.map(pile));
	}

	aller.addEventListener("click", () => ouvrir(null));
	const arreterAppels = repondreAuVoisin("te-lire", d.cle, section, () => viser(titre, section, true));
	const arreterModele = modele.sur(peindre);
	racine.append(section);
	peindre();
	return () => {
		arreterModele();
		arreterAppels();
		section.remove();
	};
}

export default enCarnet(monter);
