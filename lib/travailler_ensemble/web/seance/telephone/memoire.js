/* Ce qui est gardé sur ce téléphone : les réponses dont le serveur n’a pas encore accusé l’écriture. */

const PREFIXE = "te:seance:";
const NUMERO = `${PREFIXE}n`;
export const MENEUR = `${PREFIXE}flux`;
const OUBLI = 30 * 24 * 3600 * 1000; // ms : au-delà, ce qu’une autre séance a laissé ici s’efface
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
 * @param {() => number} maintenant
 */
export function fileDe(coffre, maintenant = Date.now) {
	let cle = "";
	/** @returns {Record<string, Telephone.Reponse>} */
	const tout = () => ({ ...coffre.lire(cle) });
	/** @param {Record<string, Telephone.Reponse>} f */
	const poser = (f) => coffre.ecrire(cle, Object.keys(f).length ? f : undefined);
	/** @param {Telephone.Reponse} b */
	const place = (b) => `${b.tour}/${b.carte}`;
	return {
		cle: () => cle,
		/** Choisit la file de cette séance, et oublie celles des séances d’il y a longtemps. @param {string} seance @param {number} numero */
		ouvrir(seance, numero) {
			cle = `${PREFIXE}${seance}:${numero}`;
			for (const c of coffre.cles()) {
				if ([cle, NUMERO, MENEUR].includes(c)) continue;
				const dates = Object.values(coffre.lire(c) ?? {}).map((b) => entier(b?.n));
				if (Math.max(0, ...dates) < maintenant() - OUBLI) coffre.ecrire(c, undefined);
			}
		},
		/** Croît à chaque geste, d’un onglet à l’autre et même si l’horloge recule. */
		numeroSuivant() {
			const n = Math.max(maintenant(), entier(coffre.lire(NUMERO)) + 1);
			coffre.ecrire(NUMERO, n);
			return n;
		},
		/** @param {number} n */
		depasser(n) {
			if (entier(n) > entier(coffre.lire(NUMERO))) coffre.ecrire(NUMERO, n);
		},
		lire: () => Object.values(tout()).filter((b) => b?.carte && b.case && entier(b.n)),
		/** @param {Telephone.Reponse} b */
		garder: (b) => poser({ ...tout(), [place(b)]: b }),
		/** Retire `b`, sauf si une réponse plus récente a pris sa place. @param {Telephone.Reponse} b */
		retirer(b) {
			const f = tout();
			if (f[place(b)]?.n <= b.n) delete f[place(b)];
			poser(f);
		},
		vider() {
			if (cle) coffre.ecrire(cle, undefined);
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
