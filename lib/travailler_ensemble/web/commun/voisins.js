/* Deux composants d’un même carnet qui se parlent. */

/** Appelle le composant voisin de même clé ; vrai s’il a répondu. */
export function appelerVoisin(nom, cle, carte) {
	const ev = new CustomEvent(nom, { detail: { cle, carte, prise: false } });
	document.dispatchEvent(ev);
	return ev.detail.prise;
}

/** Répond aux appels du voisin de même clé, si personne ne l’a fait ; rend une fonction d’arrêt. */
export function repondreAuVoisin(nom, cle, section, fn) {
	const entendre = (ev) => {
		if (!ev.detail || ev.detail.cle !== cle || ev.detail.prise || !section.isConnected) return;
		ev.detail.prise = true;
		section.dispatchEvent(new CustomEvent("te-montrer", { bubbles: true })); // lu pas à pas, il peut être dans une étape cachée
		fn(ev.detail.carte);
	};
	document.addEventListener(nom, entendre);
	return () => document.removeEventListener(nom, entendre);
}
