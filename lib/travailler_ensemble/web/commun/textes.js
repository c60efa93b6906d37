/* Des zones de texte qui s’enregistrent seules. */

const REPOS_TEXTE = 3000; // ms sans frappe avant qu’un texte parte ; d’ici là, le navigateur en garde l’esquisse

/** Les zones de texte d’une activité : chacune part après un repos, ou quand on la quitte. */
export function textesDe(suivi) {
	const textes = new Map(); // champ → { zone, minuterie, partir }
	function suivre(champ, zone) {
		const t = { zone, minuterie: 0 };
		t.partir = () => {
			clearTimeout(t.minuterie);
			t.minuterie = 0;
			suivi.repondre(champ, zone.value.trim());
			suivi.peindre();
		};
		textes.set(champ, t);
		zone.addEventListener("input", () => {
			clearTimeout(t.minuterie);
			suivi.esquisser(champ, zone.value.trim());
			t.minuterie = setTimeout(t.partir, REPOS_TEXTE);
		});
		zone.addEventListener("change", t.partir);
		return zone;
	}
	function vider() {
		for (const t of textes.values()) if (t.minuterie) t.partir();
	}
	/** Un texte venu d’ailleurs ne remplace jamais ce qui s’écrit ici. */
	function peindre(r) {
		for (const [champ, { zone, minuterie }] of textes) {
			const connu = r.get(champ) ?? "";
			if (!minuterie && zone !== document.activeElement && zone.value.trim() !== connu) zone.value = connu;
		}
	}
	return { suivre, vider, peindre };
}
