/* Le focus et ce qui défile. */

/** Montre ou cache ; si l’élément caché tenait le focus, `repli` le reçoit. */
export function montrer(e, oui, repli) {
	if (e.hidden === !oui) return;
	const perdu = !oui && e.contains(document.activeElement);
	e.hidden = !oui;
	if (perdu && repli) viser(repli);
}

/** Place le focus et, seulement s’il le faut, fait venir `cadre` dans la fenêtre. */
export function viser(e, cadre = e, doux = false) {
	e.focus({ preventScroll: true });
	const { top, bottom } = e.getBoundingClientRect(),
		fenetre = defileur(e),
		r = fenetre === document.scrollingElement ? { top: 0, bottom: innerHeight } : fenetre.getBoundingClientRect();
	const { scrollPaddingTop: haut, scrollPaddingBottom: bas } = getComputedStyle(fenetre); // ce que couvrent un en-tête et un pied fixes
	if (top < r.top + (parseFloat(haut) || 0) || bottom > r.bottom - (parseFloat(bas) || 0))
		cadre.scrollIntoView({ block: "start", behavior: doux && !matchMedia("(prefers-reduced-motion: reduce)").matches ? "smooth" : "auto" });
}

/** L’ancêtre qui défile (dans JupyterLab, ce n’est pas la page). */
export function defileur(e) {
	for (let a = e.parentElement; a; a = a.parentElement)
		if (a.scrollHeight > a.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(a).overflowY)) return a;
	return document.scrollingElement;
}

/** Ce qui a le focus dans `e`. @param {Element} e @returns {any} */
const tenuDans = (e) => (e.contains(document.activeElement) ? document.activeElement : null);

/** Met `enfants` dans cet ordre dans `liste`, en ne déplaçant que ceux qui ne sont pas à leur place ; celui qui tenait le focus le
    garde. */
export function replacer(liste, enfants) {
	let suivant = liste.firstChild;
	for (const e of enfants) {
		if (e === suivant) suivant = suivant.nextSibling;
		else {
			const tenu = tenuDans(e);
			liste.insertBefore(e, suivant);
			tenu?.focus({ preventScroll: true });
		}
	}
}

/** Met ces enfants dans `liste`, si ce ne sont pas déjà les siens ; rend l’élément qui y tenait le focus, s’il a pu le perdre. */
export function remplacer(liste, enfants) {
	if (enfants.length === liste.children.length && enfants.every((e, i) => e === liste.children[i])) return null;
	const tenu = tenuDans(liste);
	liste.replaceChildren(...enfants);
	return tenu;
}
