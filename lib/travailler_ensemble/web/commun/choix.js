/* Des boutons radio au clavier. */

const REPOS = 600; // ms sans flèche avant qu’un choix au clavier parte

/** Des boutons radio où parcourir n’est pas répondre : un choix aux flèches ne part qu’après un repos, ou en quittant le groupe.
    `lire(radio)` rend [champ, valeur] ; `repondre(champ, valeur)` envoie et peint. */
export function differer(groupe, lire, repondre) {
	let essai = null,
		minuterie = 0,
		parFleche = false;
	function oublier() {
		clearTimeout(minuterie);
		essai = null;
	}
	function vider() {
		if (!essai) return;
		const [champ, valeur] = essai;
		oublier();
		repondre(champ, valeur);
	}
	groupe.addEventListener("pointerdown", () => {
		parFleche = false;
	});
	groupe.addEventListener("keydown", (ev) => {
		parFleche = ev.key.startsWith("Arrow");
	});
	groupe.addEventListener("change", (ev) => {
		const choix = lire(ev.target);
		if (!choix) return;
		if (!parFleche) {
			oublier();
			return repondre(...choix);
		}
		clearTimeout(minuterie);
		essai = choix;
		minuterie = setTimeout(vider, REPOS);
	});
	groupe.addEventListener("focusout", (ev) => {
		if (!groupe.contains(ev.relatedTarget)) vider();
	});
	/** Le choix en suspens pour ce champ, s’il y en a un. */
	const enSuspens = (champ) => (essai?.[0] === champ ? essai[1] : undefined);
	return { enSuspens, vider, oublier };
}
