/* Ce qui est gardé sur ce téléphone : les réponses dont le serveur n’a pas encore accusé l’écriture. */

const PREFIXE = "te:seance:";
export const MENEUR = `${PREFIXE}flux`;
const N_MAX = 1e6; // au-delà, `n` n’est pas un compteur : une page d’avant y mettait l’heure
const RECULS = [1, 2, 4, 8, 15]; // s entre deux essais d’envoi

/** @param {unknown} x */
export const entier = (x) => (typeof x === "number" && Number.isSafeInteger(x) ? x : 0);

/**
 * La mémoire du navigateur, ou celle de la page s’il la refuse. Ce qui s’y lit peut avoir été écrit par un autre onglet.
 * @param {() => Storage} ouvrir
 */
export function coffreDe(ouvrir) {
	const secours = new Map();
	let durable = true;
	try {
		ouvrir().setItem(`${PREFIXE}essai`, "1");
		ouvrir().removeItem(`${PREFIXE}essai`);
	} catch {
		durable = false;
	}
	/** @param {string} cle */
	function lire(cle) {
		try {
			const s = durable ? ouvrir().getItem(cle) : null;
			return s === null ? secours.get(cle) : JSON.parse(s);
		} catch {
			return secours.get(cle);
		}
	}
	/** @param {string} cle @param {unknown} valeur */
	function ecrire(cle, valeur) {
		secours.delete(cle);
		try {
			if (!durable) throw new Error();
			if (valeur === undefined) ouvrir().removeItem(cle);
			else ouvrir().setItem(cle, JSON.stringify(valeur));
		} catch {
			durable = false;
			if (valeur !== undefined) secours.set(cle, valeur);
		}
	}
	function cles() {
		try {
			return Object.keys(ouvrir()).filter((c) => c.startsWith(PREFIXE));
		} catch {
			return [];
		}
	}
	return { lire, ecrire, cles, durable: () => durable };
}

/**
 * La file des réponses pas encore accusées : la dernière de chaque carte et de chaque tour.
 * @param {ReturnType<typeof coffreDe>} coffre
 */
export function fileDe(coffre) {
	let cle = "";
	const compteur = () => `${cle}:n`;
	/** @returns {Record<string, Telephone.Reponse>} */
	const tout = () => ({ ...coffre.lire(cle) });
	/** @param {Record<string, Telephone.Reponse>} f */
	const poser = (f) => coffre.ecrire(cle, Object.keys(f).length ? f : undefined);
	/** @param {Telephone.Reponse} b */
	const place = (b) => `${b.tour}/${b.carte}`;
	/** @param {Telephone.Reponse} b */
	const garder = (b) => poser({ ...tout(), [place(b)]: b });
	/** Compte les gestes de ce participant, d’un onglet à l’autre ; aucune heure n’y entre. */
	function numeroSuivant() {
		const n = entier(coffre.lire(compteur())) + 1;
		coffre.ecrire(compteur(), n);
		return n;
	}
	/** @param {number} n */
	function depasser(n) {
		if (entier(n) > entier(coffre.lire(compteur()))) coffre.ecrire(compteur(), n);
	}
	const gardees = () => Object.values(tout()).filter((b) => b?.carte && b.case && entier(b.n));
	return {
		cle: () => cle,
		/**
		 * Choisit la file de ce participant, et oublie celles des autres : son témoin a remplacé le leur, elles ne partiraient plus.
		 * @param {string} seance @param {number} numero @param {number} n le dernier geste que le serveur a gardé
		 */
		ouvrir(seance, numero, n) {
			cle = `${PREFIXE}${seance}:${numero}`;
			for (const c of coffre.cles()) if (![cle, compteur(), MENEUR].includes(c)) coffre.ecrire(c, undefined);
			const dites = gardees().sort((a, b) => a.n - b.n);
			for (const m of [n, ...dites.map((b) => b.n)]) if (m < N_MAX) depasser(m);
			for (const b of dites) if (b.n >= N_MAX) garder({ ...b, n: numeroSuivant() });
		},
		numeroSuivant,
		depasser,
		lire: gardees,
		garder,
		/** Retire `b`, sauf si une réponse plus récente a pris sa place. @param {Telephone.Reponse} b */
		retirer(b) {
			const f = tout();
			if (f[place(b)]?.n <= b.n) delete f[place(b)];
			poser(f);
		},
		vider() {
			if (!cle) return;
			coffre.ecrire(cle, undefined);
			coffre.ecrire(compteur(), undefined);
		},
	};
}

/**
 * Envoie la file, une réponse après l’autre ; une réponse qui n’est pas passée retarde les suivantes, de plus en plus.
 * `poster(b)` rend faux s’il faudra recommencer ; `pret()` est faux tant que rien ne doit partir.
 * @param {{ lire: () => Telephone.Reponse[] }} file
 * @param {(b: Telephone.Reponse) => Promise<boolean>} poster
 * @param {() => boolean} pret
 * @param {(ms: number) => number} gigue
 */
export function expediteur(file, poster, pret, gigue) {
	let enCours = false;
	let essais = 0;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let reveil;
	async function envoyer() {
		if (enCours || !pret()) return;
		enCours = true;
		clearTimeout(reveil);
		for (let b = file.lire()[0]; b && pret(); b = file.lire()[0]) {
			if (await poster(b)) {
				essais = 0;
				continue;
			}
			reveil = setTimeout(envoyer, gigue(1000 * RECULS[Math.min(essais, RECULS.length - 1)]));
			essais += 1;
			break;
		}
		enCours = false;
	}
	return {
		envoyer,
		/** Le réseau est revenu : le prochain essai n’attend plus. */
		oublierLesEchecs() {
			essais = 0;
		},
	};
}
