/* Un pari s’engage d’un geste, et la cellule qui suit ne paraît qu’ensuite (voir question.css). */
import { bouton, direOuTaire, el } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { dire, direVerdict, lancer, poser, suivreQuestion } from "./socle.js";

export function pari(racine, modele, d) {
	const noms = new Map([...d.choix.map((c) => [c.cle, c.nom]), [d.sans, "sans pari"]]);
	let attendu = false; // le pari est parti, la page pas encore ouverte
	const suivi = suivreQuestion(modele, "Le premier pari reste dans votre compte rendu.", {
		permis: (_, valeur) => noms.has(valeur),
		nommer: (_, valeur) => noms.get(valeur) ?? valeur,
		repli: () => page.titre,
		peindre,
		recu() {
			const e = suivi.etat();
			if (!attendu || !e.fin) return;
			attendu = false;
			suivi.peindre();
			viser(page.titre);
			suivi.voix.dire(dire({ mot: e.verdict?.mot, retour: e.fin.explication }));
		},
		recommence: () => viser(page.titre),
	});
	function parier(cle) {
		if (attendu || suivi.reponses().has("choix")) return;
		attendu = true;
		suivi.repondre("choix", cle);
		suivi.peindre();
	}
	const cases = d.choix.map((c) => bouton(c.nom));
	const sans = bouton("Ouvrir sans parier", "nu");
	const offre = el("div", { class: "paris", role: "group", "aria-labelledby": suivi.id("titre") }, cases, sans);
	const verdict = el("p", { class: "verdict", hidden: true });
	const rappel = el("p", { class: "discret", hidden: true });
	[...cases, sans].forEach((b, i) => {
		b.addEventListener("click", () => parier(d.choix[i]?.cle ?? d.sans));
	});

	function peindre(r) {
		const pris = r.get("choix"),
			{ fin, verdict: v } = suivi.etat();
		section().toggleAttribute("data-attend", !fin);
		montrer(offre, pris === undefined, page.titre);
		direOuTaire(rappel, pris && pris !== d.sans ? `Votre pari\u00a0: ${noms.get(pris)}.` : "");
		verdict.hidden = !fin;
		if (fin) direVerdict(verdict, { juste: v?.juste ?? "", mot: v?.mot ?? "", retour: fin.explication });
	}
	const page = poser(
		racine,
		suivi,
		d,
		el("div", { class: "feuille" }, offre, rappel, verdict, el("div", { class: "gestes" }, suivi.mot, suivi.ligne)),
	);
	const section = () => page.section.querySelector(".question");
	return lancer(suivi, page);
}
