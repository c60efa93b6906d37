/* La question courte se vérifie autant qu’on veut. */
import { retenirEntree } from "../../commun/cadre.js";
import { bouton, direOuTaire, el, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { conclusion, dire, direVerdict, lancer, poser, suivreQuestion } from "./socle.js";

export function courte(racine, modele, d) {
	let avant = 0,
		enCours = false; // essais déjà vus ; un essai est parti
	const suivi = suivreQuestion(modele, "Vos essais s’effacent de l’écran. Le premier reste dans votre compte rendu.", {
		permis: () => true,
		nommer: (_, valeur) => `«\u00a0${valeur}\u00a0»`,
		repli: () => page.titre,
		peindre,
		recu() {
			const e = suivi.etat(),
				essais = e.essais?.length ?? 0;
			if (!enCours) {
				avant = essais;
				return;
			}
			enCours = false;
			suivi.peindre();
			if (e.fin) viser(fin.titre, fin.element);
			else if (essais !== avant || e.niveau) champ.select();
			suivi.voix.dire(
				[
					essais !== avant && e.verdict && dire(e.verdict),
					!e.fin && e.relances?.length && `Piste\u00a0: ${e.relances.slice(-1)}`,
					e.fin && !e.trouvee && e.fin.reponse,
				]
					.filter(Boolean)
					.join(" "),
			);
			avant = essais;
		},
		recommence() {
			champ.value = "";
			viser(champ);
		},
	});
	const { id } = suivi;
	avant = suivi.etat().essais?.length ?? 0;

	const champ = el("input", { type: "text", id: id("champ"), class: "champ", maxlength: "500", autocomplete: "off", spellcheck: "true" });
	const verifier = bouton("Vérifier", "principal", "submit");
	const saisie = el(
		"div",
		{ class: "saisie" },
		el("label", { for: id("champ") }, "Votre réponse"),
		el("div", { class: "cote-a-cote" }, champ, verifier),
	);
	const verdict = el("p", { class: "verdict", hidden: true }),
		essais = el("p", { class: "discret", hidden: true });
	const pistes = el("ol", { class: "pistes", role: "list" }),
		fin = conclusion(suivi, d);
	const piste = bouton("Demander une piste");
	const form = el(
		"form",
		{ class: "feuille" },
		saisie,
		essais,
		verdict,
		pistes,
		fin.element,
		el("div", { class: "gestes" }, suivi.mot, suivi.ligne, piste),
	);

	function peindre() {
		const e = suivi.etat(),
			faits = e.essais ?? [];
		montrer(saisie, !e.fin, e.fin ? fin.titre : page.titre);
		montrer(piste, !e.fin, e.fin ? fin.titre : page.titre);
		texte(piste, (e.niveau ?? 0) < (d.relances ?? 0) ? "Demander une piste" : "Lire la réponse");
		direOuTaire(
			essais,
			faits.length ? `${faits.length > 1 ? "Vos essais" : "Votre essai"}\u00a0: ${faits.map((s) => `«\u00a0${s}\u00a0»`).join(", ")}.` : "",
		);
		verdict.hidden = !e.verdict;
		if (e.verdict) direVerdict(verdict, e.verdict);
		const relances = e.relances ?? [];
		if (pistes.children.length !== relances.length)
			pistes.replaceChildren(
				...relances.map((r, i) => el("li", {}, el("strong", {}, relances.length > 1 ? `Piste ${i + 1}.` : "Piste."), ` ${r}`)),
			);
		pistes.hidden = !relances.length;
		fin.peindre(e.fin, page.titre);
	}

	retenirEntree(form);
	form.addEventListener("submit", (ev) => {
		ev.preventDefault();
		const valeur = champ.value.trim();
		if (!/[\p{L}\p{N}]/u.test(valeur)) {
			suivi.dire("Écrivez d’abord une réponse, ou demandez une piste.", true);
			return champ.focus();
		}
		if (enCours && suivi.enAttente("repondre")) return;
		suivi.dire("");
		if (suivi.reponses().get("reponse") === valeur) return suivi.dire("C’est la même réponse que la précédente.", true);
		enCours = true;
		suivi.repondre("reponse", valeur);
		suivi.peindre();
	});
	piste.addEventListener("click", () => {
		if (enCours && suivi.enAttente("repondre")) return;
		suivi.dire("");
		enCours = true;
		suivi.repondre("aide", String((suivi.etat().niveau ?? 0) + 1));
		suivi.peindre();
	});

	const page = poser(racine, suivi, d, form);
	return lancer(suivi, page);
}
