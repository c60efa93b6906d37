/* Avant une séance : quelles cartes, quels auteurs, dans quel ordre, et combien de minutes cela prend. */
import { bouton, el, garnir, identifiant, texte } from "../../commun/elements.js";
import { enLettres, majuscule, pluriel } from "../../commun/phrases.js";

/** Une liste à cocher et à ordonner ; `change()` est appelé à chaque geste. */
function liste(titre, lignes, change) {
	let ordre = lignes;
	const ou = el("ol", { class: "pile", role: "list" });
	function monter(x, sens) {
		const rang = ordre.indexOf(x);
		const vers = rang + sens;
		if (vers < 0 || vers >= ordre.length) return;
		ordre = Object.assign([...ordre], { [rang]: ordre[vers], [vers]: x });
		ou.insertBefore(ou.children[rang], sens < 0 ? ou.children[vers] : ou.children[vers].nextSibling);
		ou.children[vers].querySelector(sens < 0 ? ".haut" : ".bas").focus();
		change();
	}
	function ligne(x) {
		const id = identifiant();
		const coche = el("input", { type: "checkbox", id, checked: x.choisi });
		const dit = el("span", { class: "discret" });
		const fleche = (classe, signe, mot, sens) => {
			const b = bouton(signe, `court ${classe}`);
			b.setAttribute("aria-label", `${mot}\u00a0: ${x.nom}`);
			b.addEventListener("click", () => monter(x, sens));
			return b;
		};
		coche.addEventListener("change", () => {
			x.choisi = coche.checked;
			change();
		});
		x.dire = (s) => texte(dit, s);
		return el(
			"li",
			{ class: "a-cocher" },
			coche,
			el("label", { for: id }, x.nom, " ", dit),
			fleche("haut", "↑", "Monter", -1),
			fleche("bas", "↓", "Descendre", 1),
		);
	}
	ou.append(...lignes.map(ligne));
	return {
		element: el("fieldset", {}, el("legend", {}, titre), ou),
		choisies: () => ordre.filter((x) => x.choisi),
		toutes: () => ordre,
	};
}

/** `choix` est celui de `programme.choix` (README de la séance) ; rend un élément et ce que l’on a choisi. */
export function choisir() {
	const ou = el("div", { class: "deux" });
	const dit = el("p", { class: "discret", role: "status" });
	const replie = el("details", { class: "bloc", hidden: true }, el("summary", {}, "Choisir les cartes et les auteurs, et leur ordre"), ou);
	let listes = null;
	let autour = 0;
	function peindre() {
		const [cartes, auteurs] = listes.map((l) => l.choisies());
		const ids = new Set(cartes.map((c) => c.id));
		for (const a of listes[1].toutes()) {
			const n = a.cartes.filter((c) => ids.has(c)).length;
			a.muet = !n;
			a.dire(n ? `parle de ${pluriel(n, "carte")}` : "ne dit rien de ces cartes");
		}
		const parlent = auteurs.filter((a) => !a.muet);
		const minutes = Math.round((autour + [...cartes, ...parlent].reduce((s, x) => s + x.secondes, 0)) / 300) * 5;
		const enTout = `${majuscule(enLettres(cartes.length))} ${cartes.length > 1 ? "cartes" : "carte"}`;
		const combien = `${enTout}, ${enLettres(parlent.length)}\u00a0${parlent.length > 1 ? "auteurs" : "auteur"} à dévoiler`;
		const manque = !cartes.length ? "Choisissez une carte au moins." : !parlent.length ? "Choisissez un auteur au moins." : "";
		texte(dit, manque || `${combien}\u00a0: environ ${minutes}\u00a0min.`);
		replie.classList.toggle("manque", !!manque);
	}
	return {
		element: el("div", { class: "pile" }, dit, replie),
		/** @param {any} choix */
		montrer(choix, cle) {
			replie.hidden = !choix;
			dit.hidden = !choix;
			if (!choix) return;
			autour = choix.autour;
			garnir(ou, cle, () => {
				const [cartes, auteurs] = [choix.cartes, choix.auteurs].map((l) => l.map((x) => ({ ...x, choisi: x.propose })));
				listes = [liste("Les cartes", cartes, peindre), liste("Les auteurs à dévoiler", auteurs, peindre)];
				return listes.map((l) => l.element);
			});
			peindre();
		},
		/** Ce que la demande emporte ; rien de plus si l’on n’a pas pu choisir, null s’il manque une carte ou un auteur. */
		choisi() {
			if (!listes) return {};
			if (replie.classList.contains("manque")) return null;
			const [cartes, auteurs] = listes.map((l) => l.choisies().filter((x) => !x.muet));
			return { cartes: cartes.map((x) => x.id), auteurs: auteurs.map((x) => x.id) };
		},
	};
}
