/* Le compte à rebours de l’enseignant, à l’heure du serveur : téléphone, mur et régie. */

/**
 * Les secondes qui restent avant `fin` (heure du serveur, en secondes) ; null s’il n’y a pas de minuterie.
 * @param {number | null | undefined} fin
 * @param {number} maintenant
 */
export const restant = (fin, maintenant) => (fin ? Math.max(0, Math.ceil(fin - maintenant)) : null);

/**
 * « 2 min 05 »
 * @param {number} s
 */
export const dureeDite = (s) => `${Math.floor(s / 60)}\u00a0min\u00a0${String(s % 60).padStart(2, "0")}`;

/**
 * Appelle `dire` avec ce qui reste, quatre fois par seconde tant qu’il reste quelque chose. `battre` relit la minuterie aussitôt.
 * @param {() => number | null | undefined} fin
 * @param {() => number} maintenant
 * @param {(s: number | null) => void} dire
 */
export function rebours(fin, maintenant, dire) {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let horloge;
	function battre() {
		clearTimeout(horloge);
		const s = restant(fin(), maintenant());
		dire(s);
		if (s) horloge = setTimeout(battre, 250);
	}
	return { battre, arreter: () => clearTimeout(horloge) };
}
