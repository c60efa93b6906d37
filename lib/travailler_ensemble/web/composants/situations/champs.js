/* « Mes situations » : le nom des champs qui s’enregistrent, et ce qui se lit d’un texte sans page. */

/** « sit:texte » : un champ dit de quoi il parle, puis quoi. */
export const champ = (id, quoi) => `${id}:${quoi}`;
/** L’inverse de `champ`. */
export const deChamp = (c) => {
	const i = c.indexOf(":");
	return { id: c.slice(0, i), quoi: c.slice(i + 1) };
};

/** Une réponse et ses mots tiennent en une valeur, écrite d’un seul geste : « oui Aucun ne commande ». */
export const repondu = (valeur, indice = "") => (valeur ? `${valeur} ${indice}`.trim() : "");
/** L’inverse de `repondu` : `{ valeur, indice }` ; vides sans réponse. */
export function lireReponse(s = "") {
	const [, valeur = "", indice = ""] = /^(oui|non)(?: (.*))?$/s.exec(s) ?? [];
	return { valeur, indice };
}

export const paragraphesDe = (s = "") =>
	s
		.split(/\n+/)
		.map((x) => x.trim())
		.filter(Boolean);

/** Même compte que Python (`ecriture.phrases.mots_de`) : « aujourd’hui » en est un. */
export const compterMots = (s = "") => s.match(/[\p{L}\p{N}_]+(?:[’'-][\p{L}\p{N}_]+)*/gu)?.length ?? 0;

/** Ce qui est coché, dans l’ordre : des identifiants séparés d’une espace. */
export const enListe = (s = "") => s.split(" ").filter(Boolean);
/** L’élément `de` mis à la place `vers`. */
export function deplacer(liste, de, vers) {
	const l = [...liste];
	l.splice(vers, 0, ...l.splice(de, 1));
	return l;
}

/** Un texte sans accent ni casse, pour chercher. */
export const plat = (s) =>
	s
		.normalize("NFD")
		.replace(/\p{M}|[’']/gu, "")
		.toLowerCase();
