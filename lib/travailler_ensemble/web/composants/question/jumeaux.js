/* Deux récits que sépare une phrase : la toucher. */
import { activer, bouton, el, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { dire, direVerdict, lancer, poser, suivreQuestion } from "./socle.js";

export function jumeaux(racine, modele, d) {
	let courante = 0;
	const rangs = new Map(d.paires.map((p, i) => [p.cle, i]));
	const suivi = suivreQuestion(modele, "Vos essais s’effacent de l’écran. Les premiers restent dans votre compte rendu.", {
		permis: (champ) => rangs.has(champ),
		nommer: (champ) => d.paires[rangs.get(champ)]?.titres.join("\u00a0; ") ?? champ,
		repli: () => page.titre,
		peindre,
		recu() {
			if (situation().mot && attendu) suivi.voix.dire(dire(situation()));
			attendu = false;
		},
		recommence: () => ouvrir(0),
	});
	let attendu = false; // une phrase vient d’être touchée
	const situation = () => suivi.etat().paires?.[d.paires[courante].cle] ?? { essais: [], change: null };
	/** Les deux récits d’une paire ; chaque phrase est un bouton à gauche, se touche aussi à droite. */
	let phrases = [];
	const cotes = el("div", { class: "cotes" });
	const combien = el("p", { class: "discret", tabindex: "-1" });
	const verdict = el("p", { class: "verdict", hidden: true });
	const [precedente, suivante] = [bouton("Paire précédente"), bouton("Paire suivante", "principal")];
	const feuille = el(
		"div",
		{ class: "feuille" },
		combien,
		cotes,
		verdict,
		el("div", { class: "gestes" }, suivi.mot, suivi.ligne, precedente, suivante),
	);

	function recit(cote) {
		let rang = 0;
		return d.paires[courante].phrases[cote].map((paragraphe) =>
			el(
				"p",
				{ class: "recit" },
				paragraphe.flatMap((s) => {
					/* Un vrai bouton ne se coupe pas d’une ligne à l’autre. Au clavier, un côté suffit. */
					const e = el("span", { class: "phrase", ...(cote ? {} : { role: "button", tabindex: "0" }) }, s);
					e.dataset.rang = String(rang++);
					phrases.push(e);
					return [e, " "];
				}),
			),
		);
	}
	function ouvrir(i, focus = true) {
		courante = i;
		phrases = [];
		const { titres } = d.paires[i];
		cotes.replaceChildren(...titres.map((t, cote) => el("article", {}, el("h3", { class: "t2" }, t), recit(cote))));
		texte(combien, `Paire ${i + 1} sur ${d.paires.length}`);
		suivi.peindre();
		if (focus) viser(combien, feuille);
	}
	const toucher = (ev) => {
		const e = ev.target.closest(".phrase");
		if (!e || situation().change !== null || situation().essais.includes(Number(e.dataset.rang)) || String(getSelection())) return;
		attendu = true;
		suivi.repondre(d.paires[courante].cle, e.dataset.rang);
		suivi.peindre();
	};
	cotes.addEventListener("click", toucher);
	cotes.addEventListener("keydown", (ev) => {
		if (ev.key !== "Enter" && ev.key !== " ") return;
		ev.preventDefault();
		toucher(ev);
	});
	precedente.addEventListener("click", () => courante > 0 && ouvrir(courante - 1));
	suivante.addEventListener("click", () => courante < d.paires.length - 1 && ouvrir(courante + 1));

	function peindre() {
		const { essais, change, mot = "", retour = "" } = situation();
		for (const e of phrases) {
			const rang = Number(e.dataset.rang);
			e.classList.toggle("change", rang === change);
			e.classList.toggle("pareille", essais.includes(rang) && rang !== change);
		}
		verdict.hidden = !mot;
		if (mot) direVerdict(verdict, { juste: essais.includes(change) ? "oui" : "non", mot, retour });
		activer(precedente, courante > 0);
		montrer(suivante, courante < d.paires.length - 1, combien);
	}

	const page = poser(racine, suivi, d, feuille);
	ouvrir(0, false);
	return lancer(suivi, page);
}
