/* Coder : le récit à côté des critères ; des mots choisis, oui ou non : c’est l’indice. Les lectures se refont aussitôt. */
import { el, garnir } from "../../commun/elements.js";
import { champ, lireReponse, repondu } from "./champs.js";
import { basculeDe, criteresDe } from "./criteres.js";
import { SANS_TITRE } from "./ecrire.js";
import { lecturesDe } from "./lectures.js";
import { recitDe } from "./recit.js";

/** Ce qu’un oui ou un non pressé fait d’une réponse : avec des mots choisis, ils deviennent l’indice ; sans, il la retire ou la change. */
export function apres({ valeur, indice }, presse, choisis) {
	if (choisis) return repondu(presse, choisis);
	return valeur === presse ? "" : repondu(presse, valeur ? "" : indice);
}

/** `ouvrir(id)` change de récit. */
export function coderDe({ d, suivi, ouvrir, dire }) {
	const { id } = suivi;
	const recit = recitDe({ id, dire });
	const lectures = lecturesDe();
	let ouverte = null,
		vise = "";
	const codes = () => {
		const r = suivi.reponses();
		return new Map(d.familles.flatMap((f) => f.criteres).map((c) => [c.id, lireReponse(r.get(champ(ouverte.id, c.id)))]));
	};
	function poser(critere, valeur, choisis) {
		suivi.repondre(champ(ouverte.id, critere), apres(codes().get(critere), valeur, choisis));
		recit.vider();
		suivi.peindre();
	}
	const regarder = (critere) => {
		if (vise === critere || !ouverte) return;
		vise = critere;
		recit.peindre(texteDe(), codes(), vise);
	};
	const texteDe = () => suivi.reponses().get(champ(ouverte.id, "recit")) ?? "";
	const criteres = criteresDe(d.familles, { id, repondre: (c, v) => poser(c, v, recit.choisis()), regarder });
	const bascule = basculeDe(d.familles, (c, v) => poser(c, v, ""));
	const choix = el("select", { id: id("recit-code"), class: "champ" });
	choix.addEventListener("change", () => ouvrir(choix.value));
	const combien = el("p", { class: "chiffre" });
	const vide = el("p", { class: "rien" }, "Écrivez d’abord un récit\u00a0: il se codera ici.");
	const gauche = el(
		"div",
		{ class: "histoire" },
		el("label", { for: choix.id, class: "visuel-cache" }, "Récit ouvert"),
		choix,
		recit.histoire,
	);
	const droite = el("div", { class: "a-coder" }, recit.bande, combien, criteres.element);
	const corps = el("div", { class: "coder" }, gauche, droite);
	const bas = el("div", { class: "barre-bas" }, lectures.liste, lectures.pli, bascule.element);
	const element = el("div", {}, vide, corps, bas);

	function peindre(situations, s) {
		ouverte = s;
		vide.hidden = !!s;
		corps.hidden = bas.hidden = !s;
		if (!s) return;
		const titres = situations.map((x) => [x.id, x.titre || SANS_TITRE]);
		garnir(choix, JSON.stringify(titres), () => titres.map(([value, t]) => el("option", { value }, t)));
		choix.value = s.id;
		const c = codes();
		const n = [...c.values()].filter((x) => x.valeur).length;
		garnir(combien, `${n}`, () => [
			el("b", {}, `${n} ${n > 1 ? "critères" : "critère"} sur ${c.size}`),
			el("span", { class: "discret" }, " Sans réponse\u00a0: on ne sait pas."),
		]);
		recit.peindre(texteDe(), c, vise);
		criteres.peindre(c, s.lues.effets, s.lues.fort, recit.present);
		lectures.peindre(s.lues);
		bascule.peindre(s.lues.fort, s.lues.bascule);
	}
	return { element, peindre, arreter: recit.arreter };
}
