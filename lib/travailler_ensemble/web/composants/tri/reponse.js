/* La réponse à une carte, dans la carte : trois comptes, ce qui sépare, deux voix ; le reste est derrière un repli. */
import { el, texte } from "../../commun/elements.js";
import { ponctuer } from "../../commun/phrases.js";
import { referenceDite } from "../../commun/raisons.js";
import { signe } from "../../commun/signes.js";
import { famillesDAvis } from "./avis.js";

const rond = () => el("span", { class: "rond", "aria-hidden": "true" });
const encadre = (mots) => el("mark", {}, mots);

function reference(morceaux) {
	const dite = referenceDite(morceaux).filter(Boolean);
	return dite.length > 0 && el("details", { class: "ref" }, el("summary", {}, "Référence"), el("p", {}, dite));
}

/** Une voix ; son nom n’y est que si la liste ne le porte pas déjà. */
function voixDite(v, nommee) {
	const quoi = [!nommee && v.annee, v.statut, v.position].filter(Boolean).join(" · ");
	return [
		el("p", { class: "qui" }, nommee && el("strong", {}, v.nom), quoi && el("span", { class: "discret" }, quoi)),
		v.phrase && el("p", {}, ponctuer(v.phrase)),
		reference(v.reference),
	];
}

/** Un camp : ses noms, dont chacun remplace la voix ouverte. Un seul nom ouvert se passe de liste. */
function campDit(camp, nom) {
	const voix = el("div", { class: "voix", "aria-live": "polite", hidden: camp.ouverte === null });
	const ouvrir = (i) => {
		voix.hidden = false;
		voix.replaceChildren(...voixDite(camp.voix[i], seul).filter(Boolean));
	};
	const seul = camp.voix.length === 1 && camp.ouverte !== null;
	if (camp.ouverte !== null) ouvrir(camp.ouverte);
	const noms = camp.voix.map((v, i) => {
		const radio = el("input", { type: "radio", name: nom, value: String(i), checked: i === camp.ouverte });
		radio.addEventListener("change", () => ouvrir(i));
		return el("label", { class: "nom" }, radio, el("span", {}, v.court));
	});
	return el("fieldset", { class: "camp" }, el("legend", {}, camp.titre), !seul && el("div", { class: "noms" }, noms), voix);
}

function formeDite(f) {
	const indices = f.indices.map((i) => el("li", {}, encadre(i.mots), ` ${ponctuer(i.montre)}`));
	const titre = f.nom && el("h4", {}, f.nom, f.de && el("span", { class: "discret" }, `, ${f.de}`));
	return el("section", { class: "camp" }, titre, el("p", {}, f.definition), el("ul", { role: "list", class: "indices" }, indices));
}

function critereDit(c) {
	if (!c.critere && !c.note && (c.formes.length || !c.mots.length)) return null;
	const mots = c.formes.length ? [] : c.mots.map(encadre);
	return el("p", { class: "critere" }, c.critere && `${c.role} `, c.critere && el("strong", {}, c.critere), mots, c.note && ` ${c.note}`);
}

function resteDit(c, id) {
	if (!c.reste.length) return null;
	const corps = el("div", { class: "familles" });
	const repli = el("details", { class: "reste" }, el("summary", {}, c.titre_reste), corps);
	/* Trente auteurs : construits seulement quand on les ouvre. */
	repli.addEventListener("toggle", () => {
		if (repli.open && !corps.firstChild) corps.append(...famillesDAvis(c.reste, id));
	});
	return repli;
}

/** Ce que l’on annonce d’une réponse : sa phrase, ou ses comptes. */
export const resumeDe = (c) => c.dit || c.comptes.map(([, dit]) => dit).join(", ");

/** La réponse à la carte montrée ; `id` fait des identifiants. */
export function vueDeReponse(id) {
	const element = el("div", { class: "comp", "data-comparaison": "" });
	let peinte = "";

	function peindre(c) {
		const cle = JSON.stringify(c);
		if (cle === peinte) return;
		peinte = cle;
		const vous = el(
			"span",
			{ class: "vous" },
			rond(),
			"Vous\u00a0: ",
			el("strong", {}, c.vous),
			c.decide && el("span", { class: "moi" }, c.decide),
		);
		const dit = c.dit && el("span", { class: "reponse" }, c.retour && signe(c.retour), el("strong", {}, c.dit));
		const compte = ([retour, mots]) => {
			const [n, ...suite] = mots.split(" ");
			return el("li", {}, signe(retour), el("span", {}, el("strong", {}, n), ` ${suite.join(" ")}`));
		};
		const comptes = c.comptes.length > 0 && el("ul", { class: "comptes", role: "list" }, c.comptes.map(compte));
		const tete = el("div", { class: "dit" }, dit, c.marque && el("span", { class: "etiquette" }, c.marque), comptes, vous);
		const camps = c.camps.length ? c.camps.map((x, i) => campDit(x, id(`camp-${i}`))) : c.formes.map(formeDite);
		const raison = c.raison && el("p", { class: "raison" }, ponctuer(c.raison));
		const cotes = camps.length > 0 && el("div", { class: "camps" }, camps);
		const pieces = [tete, critereDit(c), cotes, raison, reference(c.reference), resteDit(c, id)];
		element.replaceChildren(...pieces.filter(Boolean));
	}
	/** En attendant la réponse demandée. */
	function attendre(mot) {
		peinte = "";
		const p = el("p", { class: "discret" });
		texte(p, mot);
		element.replaceChildren(p);
	}
	return { element, peindre, attendre };
}
