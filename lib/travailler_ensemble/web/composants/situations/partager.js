/* Partager : un fichier dehors, un dépôt dedans, des modèles de tableur, et de quoi proposer un récit à la collection. */
import { bouton, el, garnir, texte } from "../../commun/elements.js";
import { enLettres } from "../../commun/fichiers.js";
import { SANS_TITRE } from "./ecrire.js";

const QUE_FAIRE = { "garder les deux": "garder les deux", remplacer: "prendre le nouveau", laisser: "garder le mien" };

/** Un endroit où déposer un fichier. `deposer(nom, contenu)` ; ce qui est trop gros se dit. */
export function depotDe(titre, aide, { formes, octets }, deposer) {
	const dit = el("p", { class: "discret", role: "status" });
	const entree = el("input", { type: "file", accept: formes });
	const element = el("label", { class: "depot" }, el("b", {}, titre), el("span", { class: "discret" }, aide), entree);
	async function prendre(fichier) {
		if (!fichier) return;
		if (fichier.size > octets) return texte(dit, `«\u00a0${fichier.name}\u00a0» est trop gros pour être lu ici.`);
		texte(dit, "Lecture…");
		deposer(fichier.name, await enLettres(fichier));
	}
	entree.addEventListener("change", () => {
		prendre(entree.files?.[0]);
		entree.value = "";
	});
	element.addEventListener("dragover", (ev) => ev.preventDefault());
	element.addEventListener("drop", (ev) => {
		ev.preventDefault();
		prendre(ev.dataTransfer?.files[0]);
	});
	return { element: el("div", {}, element, dit), dire: (s) => texte(dit, s) };
}

/** `demander(geste)` fait venir un fichier ; `envoyer(geste)`, un dépôt. */
export function partagerDe({ id, d, demander, envoyer }) {
	const quoi = el("select", { class: "champ", id: id("emporter") });
	const prenom = el("input", { type: "text", class: "champ", id: id("prenom"), maxlength: "40", autocomplete: "off" });
	const licence = el(
		"select",
		{ class: "champ", id: id("licence") },
		d.licences.map((l) => el("option", { value: l }, l)),
	);
	const emporter = bouton("Télécharger", "principal");
	emporter.addEventListener("click", () =>
		demander({ geste: "emporter", champ: quoi.value, prenom: prenom.value, licence: licence.value }),
	);
	const nomme = (e, mot) => el("div", {}, el("label", { for: e.id }, mot), e);
	const dehors = el(
		"section",
		{},
		el("h3", {}, "Donner"),
		el("div", { class: "deux" }, nomme(quoi, "Quoi"), nomme(prenom, "Votre prénom, si vous voulez"), nomme(licence, "Licence")),
		emporter,
	);
	const depot = depotDe(
		"Déposez un fichier reçu, ou un tableur",
		"Le fichier d’un collègue, ou vos récits en ODS, XLSX ou CSV.",
		d.fichiers,
		(nom, contenu) => envoyer({ geste: "deposer", nom, contenu }),
	);
	const phrases = el("ul", { class: "phrases", role: "list" });
	const collisions = el("div", { class: "collisions" });
	const modeles = d.modeles.map((m) => {
		const b = bouton(m.nom, "nu");
		b.addEventListener("click", () => demander({ geste: "modele", forme: m.id }));
		return b;
	});
	const dedans = el(
		"section",
		{},
		el("h3", {}, "Recevoir"),
		depot.element,
		phrases,
		collisions,
		el("p", { class: "modeles" }, "Un modèle à remplir\u00a0:", modeles),
	);
	const propose = el("select", { class: "champ", id: id("proposer") });
	const proposer = bouton("Télécharger les lignes");
	proposer.addEventListener("click", () => demander({ geste: "proposer", champ: propose.value }));
	const manques = el("ul", { class: "phrases", role: "list" });
	const vers = el(
		"section",
		{},
		el("h3", {}, "Proposer à la collection"),
		el("div", { class: "rangee" }, nomme(propose, "Récit à proposer"), proposer),
		manques,
	);
	const element = el(
		"details",
		{ class: "bas-de-page" },
		el("summary", {}, "Partager"),
		el("div", { class: "trois" }, dehors, dedans, vers),
	);
	propose.addEventListener("change", () => peindreManques());
	let miennes = [];
	const peindreManques = () => {
		const s = miennes.find((x) => x.id === propose.value);
		garnir(manques, JSON.stringify(s?.manques ?? []), () => (s?.manques ?? []).map((m) => el("li", {}, m)));
	};
	function choisirDe(c) {
		const e = el(
			"select",
			{ class: "champ", id: id(`collision-${c.id}`), "data-id": c.id },
			Object.entries(QUE_FAIRE).map(([value, mot]) => el("option", { value }, mot)),
		);
		return el("div", {}, el("label", { for: e.id }, `«\u00a0${c.la}\u00a0» est déjà ici, autrement`), e);
	}
	function prendreLes() {
		const b = bouton("Prendre");
		b.addEventListener("click", () => {
			const choix = [...collisions.querySelectorAll("select")].map((e) => `${e.dataset.id}=${e.value}`).join("\n");
			envoyer({ geste: "accueillir", choix });
		});
		return b;
	}
	function peindre(situations, tris, recu) {
		miennes = situations;
		const options = [
			["", "Tout"],
			...tris.map((t) => [t.id, `Le tri «\u00a0${t.titre || SANS_TITRE}\u00a0» et ses récits`]),
			...situations.map((s) => [s.id, s.titre || SANS_TITRE]),
		];
		const peupler = (e, liste) => garnir(e, JSON.stringify(liste), () => liste.map(([value, mot]) => el("option", { value }, mot)));
		peupler(quoi, options);
		peupler(propose, options.slice(1 + tris.length));
		for (const x of [dehors, vers]) x.hidden = !situations.length;
		depot.dire(recu?.dit ?? "");
		garnir(phrases, JSON.stringify(recu?.phrases ?? []), () => (recu?.phrases ?? []).map((p) => el("li", {}, p)));
		garnir(collisions, JSON.stringify(recu?.collisions ?? []), () =>
			recu?.collisions?.length ? [...recu.collisions.map(choisirDe), prendreLes()] : [],
		);
		peindreManques();
	}
	return { element, peindre };
}
