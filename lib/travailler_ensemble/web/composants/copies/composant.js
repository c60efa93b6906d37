/* « Lire les copies » : déposer des fichiers, ou le zip d’un devoir ; lire la classe ; emporter un tableau à noter. */
import { encadrer } from "../../commun/cadre.js";
import { pageMontree } from "../../commun/cadre_de_page.js";
import { bouton, el, garnir, surLeSite, texte } from "../../commun/elements.js";
import { enLettres, telecharger } from "../../commun/fichiers.js";
import { demanderAuModele, enCarnet } from "../../commun/modele.js";

const OU = "«\u00a0Voter sans téléphone\u00a0», «\u00a0Feuilles recopiées\u00a0», pour le vote 1";

export function monter(racine, modele) {
	const d = { formes: "", octets_max: 7e6, ...modele.donnees };
	const dit = el("p", { class: "discret", role: "status" });
	const entree = el("input", { type: "file", multiple: true, accept: d.formes });
	const depot = el(
		"label",
		{ class: "depot" },
		el("b", {}, "Déposez ici les copies, ou le zip du devoir"),
		el("span", { class: "discret" }, "Pages, tables ou carnets ; d’autres s’ajoutent aux premières."),
		entree,
	);
	const abimees = el("ul", { class: "abimees", role: "list" });
	const table = bouton("Tableau à noter", "principal"),
		vider = bouton("Retirer ces copies");
	const reprises = el("div", { class: "outils" });
	const outils = el("div", { class: "outils" }, table, vider);
	const { vue, montrer, arreter } = pageMontree("Ce que la classe a rendu", "allow-same-origin");
	const section = encadrer({ "aria-label": "Lire les copies" }, el("div", { class: "copie" }, depot, dit, abimees, outils, reprises, vue));
	racine.append(section);

	async function deposer(fichiers) {
		const lisibles = fichiers.filter((f) => f.size <= d.octets_max);
		const gros = fichiers.filter((f) => f.size > d.octets_max).map((f) => f.name);
		texte(dit, "Lecture…");
		for (const [n, f] of lisibles.entries())
			demanderAuModele(modele, { geste: "deposer", nom: f.name, contenu: await enLettres(f), reste: lisibles.length - 1 - n });
		if (gros.length) texte(dit, `Trop gros pour être lu ici\u00a0: ${gros.join(", ")}. Déposez les copies une à une.`);
	}

	entree.addEventListener("change", () => {
		deposer([...entree.files]);
		entree.value = "";
	});
	depot.addEventListener("dragover", (ev) => ev.preventDefault());
	depot.addEventListener("drop", (ev) => {
		ev.preventDefault();
		deposer([...ev.dataTransfer.files]);
	});
	vider.addEventListener("click", () => demanderAuModele(modele, { geste: "vider" }));
	table.addEventListener("click", () => telecharger("copies-a-noter.csv", modele.etat().table, "text/csv"));

	/** Un tri des copies, en fichier : la séance le reprend comme premier vote (« Voter sans téléphone », « Sur papier »). */
	function reprendre([cle, [titre, feuilles]]) {
		const b = bouton(`Reprendre en séance\u00a0: ${titre}`);
		b.addEventListener("click", () => {
			telecharger(`vote-1-${cle}.csv`, feuilles, "text/csv");
			texte(dit, `Préparez une séance avec ce tri, puis donnez-lui ce fichier\u00a0: ${OU}.`);
		});
		return b;
	}

	function peindre() {
		const e = modele.etat();
		texte(dit, e.dit ?? "");
		garnir(reprises, JSON.stringify(e.votes ?? {}), () => Object.entries(e.votes ?? {}).map(reprendre));
		for (const x of [outils, reprises, vue]) x.hidden = !!e.vide;
		reprises.hidden ||= surLeSite(); // il n’y mène pas de séance
		garnir(abimees, JSON.stringify(e.abimees), () =>
			(e.abimees ?? []).map(([nom, raison]) => el("li", {}, el("b", {}, nom), ` ${raison}`)),
		);
		abimees.hidden = !e.abimees?.length;
		montrer(e.page);
	}
	const quitter = modele.sur(peindre);
	peindre();
	return () => {
		quitter();
		arreter();
		section.remove();
	};
}

export default enCarnet(monter);
