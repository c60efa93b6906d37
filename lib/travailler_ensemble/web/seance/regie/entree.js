/* La régie : qui entre. Fermer l’entrée, changer le code, retirer les derniers entrés ; et l’avertissement quand quelqu’un en abuse. */
import { activer, bouton, el, garnir, texte } from "../../commun/elements.js";
import { montrer } from "../../commun/focus.js";
import { insecable, pluriel } from "../../commun/phrases.js";

const CHANGER = [
	"Changer le code\u00a0?",
	"L’ancien ne vaut plus. Le mur montre le nouveau\u00a0; ceux qui sont entrés restent.",
	"Garder ce code",
];
const ESSAIS = "Les nouvelles entrées attendent leur tour\u00a0; les votes, non. Changez le code.";
const PRESSE = "Si elles dépassent la salle, fermez l’entrée, puis retirez ceux entrés depuis peu.";

/** `avertissement` se range en tête, `element` à côté, replié. */
export function entreeDe(r) {
	const porte = bouton("Fermer l’entrée");
	const code = bouton("Changer le code");
	const depuis = el("select", { id: r.id("depuis") });
	const retirer = bouton("Les retirer");
	const etat = el("p");
	const dit = el("p", { role: "status" });
	const choix = el("div", { class: "champ" }, el("label", { for: depuis.id }, "Retirer ceux entrés depuis"), depuis);
	const corps = [etat, el("div", { class: "rangee" }, porte, code), el("div", { class: "rangee" }, choix, retirer), dit];
	const element = el(
		"details",
		{ class: "bloc" },
		el("summary", {}, "Qui entre"),
		el("div", { class: "pile", "data-confirme": "" }, corps),
	);
	const raison = el("strong");
	const suite = el("span");
	const geste = bouton("Voir qui entre");
	const avertissement = el(
		"div",
		{ class: "avertissement pile", role: "alert", hidden: true },
		el("p", {}, raison, " ", suite),
		el("div", { class: "rangee" }, geste),
	);

	geste.addEventListener("click", () => {
		element.open = true;
		element.querySelector("summary").focus();
	});
	porte.addEventListener("click", () => r.faire("entree", { ouverte: !r.etat().etat.entree }));
	code.addEventListener("click", () => {
		async function changer() {
			const recu = await r.demander("POST", "/api/code", { code: r.etat().seance.code });
			if (recu?.code === 200) r.recevoir(recu.corps);
			else if (recu) r.dire(r.raison(recu));
		}
		r.confirmer(CHANGER, "Changer le code", changer, code);
	});
	retirer.addEventListener("click", () => {
		const minutes = Number(depuis.value);
		const combien = r.etat().entrees?.depuis?.[minutes] ?? 0;
		if (!combien) return texte(dit, "Personne n’est entré depuis.");
		const titre = `Retirer ${pluriel(combien, "personne")}\u00a0?`;
		const question = [titre, "Leurs réponses disparaissent, sans retour possible.", "Les garder"];
		async function faire() {
			const recu = await r.demander("POST", "/api/retraits", { minutes });
			if (!recu) return;
			const faites = pluriel(recu.corps?.retires ?? 0, "personne retirée", "personnes retirées");
			texte(dit, recu.code === 200 ? `${faites}, avec leurs réponses.` : r.raison(recu));
		}
		r.confirmer(question, "Retirer pour de bon", faire, retirer);
	});

	function peindre(x) {
		const { essais = false, presse = false, depuis: comptes = {} } = x.entrees ?? {};
		const ouverte = x.etat.entree;
		texte(porte, ouverte ? "Fermer l’entrée" : "Rouvrir l’entrée");
		texte(etat, `L’entrée est ${ouverte ? "ouverte" : "fermée aux nouveaux téléphones"}. Code\u00a0: ${insecable(x.seance.code)}.`);
		garnir(depuis, JSON.stringify(comptes), () => {
			const choisi = depuis.value;
			return Object.entries(comptes).map(([m, n]) => {
				const dits = `${pluriel(Number(m), "minute")} (${pluriel(n, "personne")})`;
				return el("option", { value: m, selected: m === choisi }, dits);
			});
		});
		activer(
			retirer,
			Object.values(comptes).some((n) => n > 0),
		);
		texte(raison, essais ? "Quelqu’un essaie des codes." : `Beaucoup d’arrivées d’un coup\u00a0: ${pluriel(x.presents, "personne")}.`);
		texte(suite, essais ? ESSAIS : PRESSE);
		montrer(avertissement, essais || (presse && ouverte));
	}
	return { element, avertissement, peindre };
}
