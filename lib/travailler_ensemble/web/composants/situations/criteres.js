/* Les critères, en quatre familles : oui, non, ou rien ; sous chacun, son indice, ou ce que changerait une réponse. */
import { bouton, el, garnir, texte } from "../../commun/elements.js";
import { citer, majuscule, pluriel } from "../../commun/phrases.js";

/** « Oui changerait 1 texte, non 3. » ; vide si rien ne changerait. */
export function effetsDits(manque) {
	const [premier, second] = ["oui", "non"].filter((v) => manque?.[v]);
	if (!premier) return "";
	const suite = second ? `, ${second} ${manque[second]}` : "";
	return `${majuscule(premier)} changerait ${pluriel(manque[premier], "texte")}${suite}.`;
}

/** Un critère. `repondre(critere, valeur)` : oui ou non pressé. */
function critereDe(c, { id, repondre, regarder }) {
	const nom = el("summary", { id: id(c.id) }, majuscule(c.court));
	const exemples = [c.oui && `Oui\u00a0: ${c.oui}`, c.non && `Non\u00a0: ${c.non}`].filter(Boolean);
	const aide = el(
		"details",
		{},
		nom,
		el("p", {}, c.question),
		exemples.map((s) => el("p", { class: "discret" }, s)),
	);
	const boutons = ["oui", "non"].map((valeur) => {
		const b = el("button", { type: "button", class: valeur, "aria-pressed": "false" }, valeur);
		b.addEventListener("click", () => repondre(c.id, valeur));
		return b;
	});
	const dessous = el("p", { class: "dessous discret" });
	const paire = el("div", { class: "paire" }, boutons);
	const element = el("div", { class: "critere", role: "group", "aria-labelledby": nom.id }, aide, paire, dessous);
	element.addEventListener("focusin", () => regarder(c.id));
	element.addEventListener("pointerenter", () => regarder(c.id));

	function dire({ valeur, indice }, present, manque, fort) {
		if (valeur && !indice) return ["sans indice"];
		if (valeur) return present ? [citer(indice)] : [el("s", {}, citer(indice)), " n’est plus dans le récit"];
		return [fort && el("b", {}, "Pèse le plus. "), effetsDits(manque)];
	}
	function peindre(code, present, manque, fort) {
		element.classList.toggle("repondu", !!code.valeur);
		for (const b of boutons) b.setAttribute("aria-pressed", String(b.textContent === code.valeur));
		garnir(dessous, JSON.stringify([code, present, manque, fort]), () => dire(code, present, manque, fort).filter(Boolean));
		dessous.hidden = !dessous.textContent;
	}
	return { element, peindre, boutons };
}

/** Toutes les familles. `present(indice)` : ces mots sont-ils encore dans le récit ? */
export function criteresDe(familles, options) {
	const rangs = new Map();
	const sections = familles.map((f, i) => {
		const combien = el("p", { class: "discret chiffre" });
		const titre = el("h3", { id: options.id(`famille-${i}`) }, f.titre);
		const lignes = f.criteres.map((c) => {
			const l = critereDe(c, options);
			rangs.set(c.id, l);
			return l.element;
		});
		const element = el("section", { "aria-labelledby": titre.id }, el("div", { class: "tetiere" }, titre, combien), lignes);
		return { element, combien, ids: f.criteres.map((c) => c.id) };
	});
	const element = el(
		"div",
		{ class: "familles" },
		sections.map((s) => s.element),
	);
	/** `codes` : critère → `{ valeur, indice }` ; `effets` : critère sans réponse → combien de textes changeraient ;
	 * `fort` : celui qui pèse le plus. */
	function peindre(codes, effets, fort, present) {
		for (const [c, l] of rangs) {
			const code = codes.get(c) ?? { valeur: "", indice: "" };
			l.peindre(code, !code.indice || present(code.indice), effets[c], c === fort);
		}
		for (const s of sections) texte(s.combien, `${s.ids.filter((c) => codes.get(c)?.valeur).length} sur ${s.ids.length}`);
	}
	return { element, peindre };
}

/** La réponse qui ferait changer le plus de textes, offerte en deux boutons. */
export function basculeDe(familles, repondre) {
	const courts = new Map(familles.flatMap((f) => f.criteres.map((c) => [c.id, c.court])));
	const element = el("div", { class: "bascule" });
	const choix = (critere, valeur, effet) => {
		const b = bouton("");
		b.append(el("b", {}, valeur), ` ${effet}`);
		b.addEventListener("click", () => repondre(critere, valeur));
		return b;
	};
	/** `effets` : « oui », « non » → ce qui changerait, en mots. */
	function peindre(critere, effets) {
		element.hidden = !critere;
		garnir(element, JSON.stringify([critere, effets]), () => [
			el("p", {}, "Pèse le plus\u00a0: ", el("b", {}, courts.get(critere) ?? "")),
			...["oui", "non"].filter((v) => effets?.[v]).map((v) => choix(critere, v, effets[v])),
		]);
	}
	return { element, peindre };
}
