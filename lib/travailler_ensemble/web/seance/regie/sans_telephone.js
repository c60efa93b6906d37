/* La régie : voter sans téléphone, à main levée ou sur papier. */
import { retenirEntree } from "../../commun/cadre.js";
import { bouton, el, garnir, texte } from "../../commun/elements.js";
import { citer, pluriel } from "../../commun/phrases.js";
import { toutesLesCases } from "../../commun/reponses.js";
import { listerCartes } from "./cartes.js";
import { saisieDesFeuilles } from "./feuilles.js";

const champ = (nom, e) => el("div", { class: "champ" }, el("label", { for: e.id }, nom), e);
const choixDuTour = (id) => el("select", { id }, el("option", { value: "1" }, "Vote 1"), el("option", { value: "2" }, "Vote 2"));

function mainsLevees(r) {
	const tour = choixDuTour(r.id("tour-mains"));
	const carte = el("select", { id: r.id("carte-mains") });
	const nombres = el("div", { class: "nombres" });
	const dit = el("p", { role: "status" });
	const element = el(
		"form",
		{ class: "pile" },
		el("h4", {}, "À main levée"),
		el("p", { class: "discret" }, "Lisez la carte, comptez les mains case par case. Ces nombres s’ajoutent aux téléphones."),
		el("div", { class: "rangee" }, champ("Pour le", tour), champ("Carte", carte)),
		nombres,
		el("div", { class: "rangee" }, bouton("Enregistrer ces mains", "", "submit")),
		dit,
	);
	function nombre(c, i, deja) {
		const bornes = { type: "number", min: "0", max: "2000", step: "1", inputmode: "numeric" };
		return champ(c.nom, el("input", { id: r.id(`m-${i}`), ...bornes, "data-case-id": c.id, value: String(deja[c.id] ?? 0) }));
	}
	function peindre(x) {
		listerCartes(carte, x.tri.cartes);
		const deja = x.mains?.[tour.value]?.[carte.value] ?? {};
		garnir(nombres, `${tour.value} ${carte.value}`, () => toutesLesCases(x.tri).map((c, i) => nombre(c, i, deja)));
	}
	for (const s of [tour, carte]) {
		s.addEventListener("change", () => {
			texte(dit, "");
			peindre(r.etat());
		});
	}
	retenirEntree(element);
	element.addEventListener("submit", async (ev) => {
		ev.preventDefault();
		const comptes = {};
		for (const c of nombres.querySelectorAll("input")) if (Number(c.value) > 0) comptes[c.dataset.caseId] = Math.round(Number(c.value));
		const total = Object.values(comptes).reduce((s, n) => s + n, 0);
		const recu = await r.demander("PUT", `/api/mains/${tour.value}/${encodeURIComponent(carte.value)}`, { comptes });
		if (!recu) return;
		if (recu.code === 200 && recu.corps?.version) r.recevoir(recu.corps);
		const titre = r.etat().tri.cartes.find((c) => c.id === carte.value).titre;
		texte(
			dit,
			recu.code === 200 ? `Enregistré\u00a0: ${pluriel(total, "main")} pour ${citer(titre)}.` : `Non enregistré. ${r.raison(recu)}`,
		);
	});
	return { element, tour, peindre };
}

/** Un tableur français écrit parfois en Windows-1252. */
async function lireFichier(f) {
	const octets = await f.arrayBuffer();
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(octets);
	} catch {
		return new TextDecoder("windows-1252").decode(octets);
	}
}

function surPapier(r) {
	const tour = choixDuTour(r.id("tour-papier"));
	const fichier = el("input", { type: "file", id: r.id("fichier"), accept: ".csv,text/csv" });
	const dit = el("div", { role: "status" });
	const bornes = { type: "number", min: "1", max: "60", value: "12", inputmode: "numeric" };
	const combien = el("input", { id: r.id("combien"), ...bornes });
	const grille = bouton("Ouvrir les feuilles à imprimer");
	const saisie = saisieDesFeuilles(r, () => tour.value);
	const mode = "Une feuille par personne, numérotée, sans nom. Recopiez-les d’un clic par croix, ou d’un tableur (CSV).";
	const element = el(
		"div",
		{ class: "pile" },
		el("h4", {}, "Sur papier"),
		el("p", { class: "discret" }, mode),
		el("div", { class: "rangee" }, champ("Combien de feuilles", combien), grille),
		el("div", { class: "rangee" }, champ("Pour le", tour), champ("Feuilles recopiées (CSV)", fichier)),
		dit,
		saisie.element,
	);
	grille.addEventListener("click", () => r.ouvrir(`/papier?feuilles=${Number(combien.value) || 1}`));
	tour.addEventListener("change", saisie.relire);
	fichier.addEventListener("change", async () => {
		const f = fichier.files[0];
		if (!f) return;
		const recu = await r.demander("POST", `/api/papier/${tour.value}`, await lireFichier(f));
		fichier.value = "";
		if (!recu) return;
		if (recu.code !== 200) return dit.replaceChildren(el("p", {}, `Rien n’est enregistré. ${r.raison(recu)}`));
		saisie.relire();
		const { feuilles, reponses, refus } = recu.corps;
		const dites = pluriel(reponses, "réponse enregistrée", "réponses enregistrées");
		const prises = `${pluriel(feuilles, "feuille")}, ${dites} pour le vote ${tour.value}.`;
		dit.replaceChildren(el("p", {}, prises));
		if (!refus.length) return;
		const combien = el("strong", {}, `${pluriel(refus.length, "ligne n’a pas été prise", "lignes n’ont pas été prises")}.`);
		dit.append(
			el("p", {}, combien, " Corrigez-les, puis redonnez le fichier entier\u00a0: rien ne comptera deux fois."),
			el(
				"ul",
				{},
				refus.map((s) => el("li", {}, s)),
			),
		);
	});
	return { element, tour, peindre: saisie.peindre };
}

export function sansTelephone(r) {
	const mains = mainsLevees(r);
	const papier = surPapier(r);
	const element = el("details", { class: "bloc" }, el("summary", {}, "Voter sans téléphone"), mains.element, papier.element);
	let tour = null;
	function peindre(x) {
		if (tour !== x.etat.tour) for (const t of [mains.tour, papier.tour]) t.value = String(Math.max(1, x.etat.tour));
		tour = x.etat.tour;
		mains.peindre(x);
		papier.peindre(x);
	}
	return { element, peindre };
}
