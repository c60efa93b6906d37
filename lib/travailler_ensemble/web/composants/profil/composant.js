/* Les profils : une fiche par récit, une ligne par opposition, remplies par les tris du carnet.
   Rien ne s’y manipule et rien ne s’y annonce : les tris disent déjà ce qui s’enregistre. */
import { encadrer } from "../../commun/cadre.js";
import { el, identifiant, texte } from "../../commun/elements.js";
import { enCarnet } from "../../commun/modele.js";

export function monter(racine, modele) {
	const d = { titre: "", recits: [], oppositions: [], ...modele.donnees };
	const id = identifiant();
	const bilan = el("p", { class: "bilan" });

	const fiches = d.recits.map((recit) => {
		const reponses = d.oppositions.map(() => el("dd"));
		const lignes = d.oppositions.map((o, i) =>
			el("div", { class: "opposition" }, el("dt", {}, o.titre, el("span", { class: "discret" }, o.poles)), reponses[i]),
		);
		return { reponses, element: el("li", {}, el("h3", {}, recit.titre), el("dl", {}, lignes)) };
	});
	const section = encadrer(
		{ "aria-labelledby": id },
		el(
			"div",
			{ class: "activite profils" },
			el("h2", { class: "t1", id, tabindex: "-1" }, d.titre),
			bilan,
			el(
				"ul",
				{ class: "fiches", role: "list" },
				fiches.map((f) => f.element),
			),
		),
	);

	function peindre() {
		const { lignes = {}, bilan: phrase = "" } = modele.etat() ?? {};
		texte(bilan, phrase);
		d.recits.forEach((recit, k) => {
			fiches[k].reponses.forEach((dd, i) => {
				const r = lignes[recit.id]?.[i] ?? { mot: "", pole: false, texte: "" };
				dd.replaceChildren(r.mot || "à ranger", ...(r.texte ? [el("span", { class: "discret" }, ` (${r.texte})`)] : []));
				dd.className = !r.mot ? "vide" : r.pole ? "pole" : "silence";
			});
		});
	}

	const arreter = modele.sur(peindre);
	racine.append(section);
	peindre();
	return () => {
		arreter();
		section.remove();
	};
}

export default enCarnet(monter);
