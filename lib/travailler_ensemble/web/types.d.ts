/* Les formes que plusieurs modules se passent. Rien n’en est livré au navigateur. */

declare namespace Telephone {
	/** Une réponse donnée sur ce téléphone ; `n` compte les gestes. */
	interface Reponse {
		tour: number;
		carte: string;
		case: string;
		n: number;
		/** Pourquoi, au premier vote. */
		raison?: string;
		/** La raison lue qui a fait hésiter, au second. */
		hesite?: string;
	}
	/** Ce qu’il faut savoir pour dire où en sont les réponses. */
	interface Situation {
		joint: boolean;
		/** Ce qui ramène ici d’une autre adresse ; rien avant le premier état. */
		moi?: { numero: number; mot: string };
		attendent: number;
		durable: boolean;
		repondu: boolean;
		tarde: boolean;
		refusees: string[];
		ailleurs: boolean;
		accuse: string;
	}
}

declare namespace Lien {
	/** Ce que rend une demande ; `code` 0 : le serveur n’a pas répondu. */
	interface Reponse {
		code: number;
		corps: any;
		etiquette: string;
	}
	interface Options {
		secret?: string;
		fluxPermis?: () => boolean;
		surReponse?: (r: Reponse) => void;
		surOctets?: () => void;
		surComplet?: (etat: any) => void;
	}
	interface Lien {
		etat(): any;
		sort(): string;
		maintenant(): number;
		appeler(
			methode: string,
			chemin: string,
			corps?: unknown,
			plus?: { entetes?: Record<string, string>; tient?: boolean },
		): Promise<Reponse>;
		relire(): Promise<boolean>;
		reprendre(): Promise<void>;
		recevoir(etat: any): void;
		sur(fn: () => void): () => void;
		arreter(): void;
	}
}
