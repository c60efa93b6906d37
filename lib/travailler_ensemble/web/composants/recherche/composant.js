/* Chercher : un champ, des groupes, et chaque passage se copie avec sa référence. */
import { annonceur } from "../../commun/annonces.js";
import { encadrer, retenirEntree } from "../../commun/cadre.js";
import { bouton, el, garnir, identifiant, texte } from "../../commun/elements.js";
import { demanderAuModele, enCarnet } from "../../commun/modele.js";
import { pluriel } from "../../commun/phrases.js";
import { morceaux } from "../../commun/raisons.js";

const PREMIERS = 3; // par groupe ; les suivants sont repliés
const REPOS = 400; // ms sans frappe avant de chercher
const RETOUR = 2500; // ms où le bouton dit « Copié »

/** Copie un texte, même là où le navigateur refuse le presse-papiers. */
async function copier(s) {
	try {
		await navigator.clipboard.writeText(s);
		return true;
	} catch {
		const zone = el("textarea", { readonly: true, class: "visuel-cache" });
		zone.value = s;
		document.body.append(zone);
		zone.select();
		const fait = document.execCommand("copy");
		zone.remove();
		return fait;
	}
}

function boutonCopier(e, voix) {
	const qui = el("span", { class: "visuel-cache" }, ` (${e.nom})`);
	const mot = el("span", {}, "Copier avec la référence");
	const b = bouton("", "nu");
	b.append(mot, qui);
	b.addEventListener("click", async () => {
		const foyer = document.activeElement;
		const fait = await copier(e.copie);
		if (foyer instanceof HTMLElement) foyer.focus({ preventScroll: true });
		texte(mot, fait ? "Copié" : "Copie refusée");
		voix.dire(fait ? "Copié, avec sa référence." : "Le navigateur refuse de copier.");
		setTimeout(() => texte(mot, "Copier avec la référence"), RETOUR);
	});
	return b;
}

const pli = (p) =>
	el(
		"details",
		{},
		el("summary", {}, p.titre),
		p.lignes.map((ligne) => el("p", { class: "discret" }, morceaux(ligne))),
	);

const entree = (e, voix) =>
	el(
		"li",
		{},
		el("h4", {}, e.nom),
		e.morceaux.length > 0 && el("p", {}, e.morceaux.map(([s, marque]) => (marque ? el("mark", {}, s) : s)).filter(Boolean)),
		e.lignes.map((s) => el("p", { class: "discret" }, s)),
		el(
			"div",
			{ class: "suite" },
			e.etiquettes.map((s) => el("span", { class: "etiquette" }, s)),
			e.plis.map(pli),
			e.copie && boutonCopier(e, voix),
		),
	);

/** Un repli dont la liste n’est faite qu’ouverte. */
function repli(titre, entrees, voix) {
	const liste = el("ul", { role: "list" });
	const d = el("details", {}, el("summary", {}, titre), liste);
	d.addEventListener("toggle", () => {
		if (d.open && !liste.firstChild) liste.replaceChildren(...entrees.map((e) => entree(e, voix)));
	});
	return d;
}

function groupe(g, replies, voix) {
	const combien = `${g.titre} (${g.entrees.length})`;
	if (replies) return repli(combien, g.entrees, voix);
	const reste = g.entrees.slice(PREMIERS);
	const premieres = g.entrees.slice(0, PREMIERS).map((e) => entree(e, voix));
	const autres = reste.length > 0 && repli(`Voir ${pluriel(reste.length, "autre")}`, reste, voix);
	return el("section", {}, el("h3", {}, combien), el("ul", { role: "list" }, premieres), autres);
}

export function monter(racine, modele) {
	const d = { titre: "", etiquette: "", exemples: [], longueur: 120, ...modele.donnees };
	const vue = identifiant();
	const voix = annonceur();
	let minuterie = 0;
	let demandes = modele.etat().mots ?? "";
	const champ = el("input", { type: "search", id: `${vue}-champ`, maxlength: String(d.longueur), autocomplete: "off", spellcheck: "true" });
	champ.value = demandes;
	const etiquette = el("label", { for: champ.id }, d.etiquette);
	const essais = d.exemples.map((mots) => {
		const b = bouton(mots, "nu");
		b.addEventListener("click", () => {
			champ.value = mots;
			partir();
		});
		return b;
	});
	const exemples = el("p", { class: "exemples" }, "Par exemple\u00a0:", essais);
	const form = el(
		"form",
		{ role: "search" },
		etiquette,
		el("div", { class: "ligne-champ" }, champ, bouton("Chercher", "principal", "submit")),
	);
	const bilan = el("p", { class: "bilan" });
	const groupes = el("div", { class: "groupes" });
	const titre = el("h2", { class: "t1", id: `${vue}-titre` }, d.titre);
	const section = encadrer(
		{ "aria-labelledby": titre.id },
		el("div", { class: "recherche" }, titre, voix.element, form, exemples, bilan, groupes),
	);

	function peindre() {
		const { mots, bilan: dit, groupes: recus, replies } = modele.etat();
		texte(bilan, dit);
		bilan.hidden = !dit;
		exemples.hidden = !!mots || !d.exemples.length;
		garnir(groupes, JSON.stringify([mots, recus.length, dit]), () => recus.map((g) => groupe(g, replies, voix)));
	}
	function partir() {
		clearTimeout(minuterie);
		if (champ.value.trim() === demandes) return;
		demandes = champ.value.trim();
		demanderAuModele(modele, { mots: demandes });
	}
	champ.addEventListener("input", () => {
		clearTimeout(minuterie);
		minuterie = setTimeout(partir, REPOS);
	});
	retenirEntree(form);
	form.addEventListener("submit", (ev) => {
		ev.preventDefault();
		partir();
	});
	const arreter = modele.sur(() => {
		peindre();
		voix.dire(modele.etat().bilan);
	});
	racine.append(section);
	peindre();
	return () => {
		clearTimeout(minuterie);
		arreter();
		section.remove();
	};
}

export default enCarnet(monter);
