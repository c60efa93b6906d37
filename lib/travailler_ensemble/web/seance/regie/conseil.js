/* Ce que la régie conseille après un vote. Ce qui partage la classe, et les mots pour le dire, viennent de Python. */
import { citer, enLettres, majuscule } from "../../commun/phrases.js";

const auFeminin = (n) => enLettres(n).replace(/^(un|aucun)$/, "$1e");

/** Le conseil pour le tour clos `tour` ; `x` : l’état de l’enseignant. */
export function conseiller(x, tour) {
	if (x.tri.cle === "question-ouverte")
		return "Choisissez plus bas ce qui va au mur\u00a0: sans vous, rien de ce qui est écrit n’y paraît.";
	const dites = x.tri.cartes.filter((c) => typeof x.dispersion?.[tour]?.[c.id] === "number");
	if (!dites.length) return `Moins de ${x.seuil.dit} réponses par carte\u00a0: ni répartition ni conseil.`;
	const vives = x.partagees?.[tour] ?? [];
	const n = vives.length;
	if (!n && tour === "2") return "Après le second vote, plus aucune carte ne partage vraiment la classe.";
	const suite = x.auteurs?.total === 0 ? "" : " Vous pouvez passer aux auteurs.";
	if (!n) return `Aucune carte ne partage vraiment la classe\u00a0: un second vote apprendrait peu.${suite}`;
	const titre = (id) => citer(x.tri.cartes.find((c) => c.id === id).titre);
	const noms = vives.slice(0, 2).map(titre).join(" et ");
	const liste = n > 2 ? `, d’abord ${noms}` : `\u00a0: ${noms}`;
	const s = n > 1 ? "s" : "";
	const toutes = n > 1 && n === dites.length;
	const sur = toutes ? "Toutes les cartes" : `${majuscule(auFeminin(n))} carte${s} sur ${enLettres(dites.length)}`;
	const partage = `${sur} partage${n > 1 ? "nt" : ""}`;
	if (tour !== "2") return `${partage} la classe${liste}. Une discussion, puis un second vote, ont du sens.`;
	return `${partage} encore la classe${liste}. Au premier vote\u00a0: ${auFeminin(x.partagees["1"]?.length ?? 0)}.`;
}
