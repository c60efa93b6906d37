/* Les éléments d’une page : les créer, n’y changer que ce qui change. */

const SVG = "http://www.w3.org/2000/svg";
const FOCALISABLES = /^(button|input|summary|a|select|textarea)$/;

/** Un élément. Les chaînes deviennent du texte : aucune donnée n’est lue comme du HTML.
    Ce qui prend le focus porte la marque qui suspend les raccourcis de JupyterLab. */
export function el(nom, attributs = {}, ...enfants) {
	const e = document.createElement(nom);
	if (FOCALISABLES.test(nom) || "tabindex" in attributs) e.setAttribute("data-lm-suppress-shortcuts", "true");
	for (const [cle, valeur] of Object.entries(attributs)) {
		if (valeur === undefined || valeur === false) continue;
		if (cle === "style")
			e.style.cssText = valeur; // permis par une politique de sécurité qui refuse l’attribut
		else e.setAttribute(cle, valeur === true ? "" : valeur);
	}
	e.append(...enfants.flat().filter((x) => x !== undefined && x !== null && x !== "" && x !== false));
	return e;
}

export function dessin(boite, classe, ...formes) {
	const svg = document.createElementNS(SVG, "svg");
	svg.setAttribute("viewBox", boite);
	svg.setAttribute("aria-hidden", "true");
	if (classe) svg.setAttribute("class", classe);
	for (const [nom, attributs] of formes) {
		const forme = document.createElementNS(SVG, nom);
		for (const [cle, valeur] of Object.entries(attributs)) forme.setAttribute(cle, valeur);
		svg.append(forme);
	}
	return svg;
}

/** N’écrit que ce qui change : ni sélection perdue, ni annonce répétée. */
export const texte = (e, s) => {
	if (e.textContent !== s) e.textContent = s;
};

/** Un texte vide ne prend pas de place. */
export const direOuTaire = (e, s) => {
	texte(e, s);
	e.hidden = !s;
};

/** Écoute ces événements, `[cible, nom, fonction]` ; rend de quoi ne plus les écouter. */
export function ecouter(...liste) {
	for (const [ou, nom, fn] of liste) ou.addEventListener(nom, fn);
	return () => {
		for (const [ou, nom, fn] of liste) ou.removeEventListener(nom, fn);
	};
}

/** Un bouton sans effet garde le focus : `disabled` le perdrait, et les touches iraient au carnet. */
export const activer = (b, oui) => b.setAttribute("aria-disabled", String(!oui));
export const bouton = (libelle, classe = "", type = "button") => el("button", { type, class: `bouton ${classe}`.trim() }, libelle);
/** Le site sans installation : ni séance en direct, ni dossier. */
export const surLeSite = () => Boolean(document.documentElement.dataset.teSite);
export const identifiant = () => `v${Array.from(crypto.getRandomValues(new Uint32Array(2)), (x) => x.toString(36)).join("")}`;

/** Refait le contenu d’un élément seulement si `cle` a changé ; vrai s’il l’a été. */
export function garnir(e, cle, fn) {
	if (e.dataset.cle === cle) return false;
	e.dataset.cle = cle;
	e.replaceChildren(...fn());
	return true;
}
