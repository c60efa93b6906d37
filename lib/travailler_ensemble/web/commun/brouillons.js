/* Ce que le navigateur garde tant que le carnet n’a pas répondu. */

/** Les réponses envoyées et pas encore acquittées, par champ : { valeur, avant: [valeurs connues ou envoyées avant], tour, vue, n }.
    Gardées par le navigateur quand il le permet, sinon par la page. Une esquisse (n = ESQUISSE) n’est pas encore partie. */
export const ESQUISSE = Number.MAX_SAFE_INTEGER;
const AVANT = 12; // au plus, les envois d’avant que l’on garde
export function brouillons(cle) {
	let secours = {},
		durable = true;
	const valable = (b) => b && typeof b.valeur === "string" && Array.isArray(b.avant);
	const lire = () => {
		if (durable)
			try {
				secours = JSON.parse(localStorage.getItem(cle) ?? "{}");
			} catch (e) {
				if (!(e instanceof SyntaxError)) durable = false;
				else secours = {};
			}
		return new Map(Object.entries(secours ?? {}).filter(([, b]) => valable(b)));
	};
	const ecrire = (m) => {
		secours = Object.fromEntries(m);
		if (durable)
			try {
				if (m.size) localStorage.setItem(cle, JSON.stringify(secours));
				else localStorage.removeItem(cle);
			} catch {
				durable = false;
			}
	};
	const modifier = (fn) => {
		const m = lire(),
			taille = m.size;
		if (fn(m) || m.size !== taille) ecrire(m);
	};
	/* La première valeur connue sert à reconnaître un carnet inchangé : un long texte ne garde, avec elle, que ses derniers envois. */
	const passe = (a, connue) =>
		!a ? [connue] : a.n === ESQUISSE ? a.avant : [...new Set([a.avant[0], ...a.avant.slice(1).slice(-AVANT), a.valeur])];
	return {
		lire,
		durable: () => durable,
		garder: (champ, connue, b) => modifier((m) => m.set(champ, { ...b, avant: passe(m.get(champ), connue) })),
		retirer: (champ) =>
			modifier((m) => {
				m.delete(champ);
			}),
		acquitter: (vue, n) =>
			modifier((m) => {
				for (const [champ, b] of m) if (b.vue === vue && b.n <= n) m.delete(champ);
			}),
	};
}

/** Un hôte qui garde lui-même les réponses pas encore parties n’en laisse pas garder deux fois. */
export const SANS_GARDE = { lire: () => new Map(), durable: () => false, garder() {}, retirer() {}, acquitter() {} };

/**
 * Ce que deviennent les brouillons à l’ouverture. À renvoyer : le carnet en est resté au même tour et, pour ce champ, il est vide ou porte
 * une valeur connue de cette page. À écarter : une autre réponse est venue depuis. À oublier : les écartés, et ceux déjà écrits.
 */
export function trierBrouillons(lus, { reponses, tour, enregistrement }, permis) {
	const renvoyer = [];
	const ecarter = [];
	const oublier = [];
	for (const [champ, b] of lus) {
		const connue = b.valeur === "" || permis(champ, b.valeur);
		const ecrite = reponses[champ];
		const meme = (ecrite ?? "") === b.valeur;
		if (connue && meme && enregistrement.etat === "non-enregistre") continue;
		if (connue && !meme && b.tour === tour && (ecrite === undefined || b.avant.includes(ecrite))) {
			renvoyer.push([champ, b.valeur]);
			continue;
		}
		if (connue && !meme) ecarter.push([champ, b.valeur]);
		oublier.push(champ);
	}
	return { renvoyer, ecarter, oublier };
}
