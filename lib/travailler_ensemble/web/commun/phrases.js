/* Comment une phrase s’écrit : nombres, pluriels, majuscules, point final. */

const LETTRES =
	"aucun un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt".split(
		" ",
	);
export const enLettres = (n) => LETTRES[n] ?? String(n);
export const majuscule = (s) => s.charAt(0).toLocaleUpperCase("fr") + s.slice(1);
/** « 2 nuances » ; en français le pluriel commence à deux. */
export const pluriel = (n, un, plusieurs = `${un}s`) => `${n}\u00a0${n >= 2 ? plusieurs : un}`;
/** Ajoute le point final qui manque. */
export const ponctuer = (s) => (!s || /[.!?…]$/.test(s.trimEnd()) ? s : `${s}.`);
export const minuscule = (s) => s.charAt(0).toLocaleLowerCase("fr") + s.slice(1);
export const citer = (s) => `«\u00a0${s}\u00a0»`;
/** Un texte qui ne se coupe pas. */
export const insecable = (s) => s.split(" ").join("\u00a0");
/** « 3 décembre 2026 », d’une date « 2026-12-03 » ; vide sans date. */
export const jourDit = (iso) =>
	iso ? new Date(`${iso}T12:00:00`).toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" }) : "";
