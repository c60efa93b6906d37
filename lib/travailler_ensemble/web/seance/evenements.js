/* Ce qui arrive d’un flux d’événements (« text/event-stream »), morceau par morceau. */

/**
 * Les événements entiers de `texte`, et le début de celui qui n’est pas fini.
 * @param {string} texte
 */
export function decouper(texte) {
	const blocs = texte.split(/\r?\n\r?\n/);
	const reste = blocs.pop() ?? "";
	return { evenements: blocs.map(lire), reste };
}

/** @param {string} bloc */
function lire(bloc) {
	const lignes = bloc.split(/\r?\n/);
	/** @param {string} champ */
	const de = (champ) => lignes.filter((l) => l.startsWith(`${champ}:`)).map((l) => l.slice(champ.length + 1).replace(/^ /, ""));
	return { nom: de("event")[0] ?? "", donnees: de("data").join("\n") };
}
