/* La page de l’enseignant : la régie, qui parle au serveur elle-même. */
import { gardeDe, secretDe, TOUCHES, theme } from "./acces.js";
import { repondreAuMur } from "./ecran_unique.js";
import { lier } from "./lien.js";
import { RACINE } from "./racine.js";
import { monter } from "./regie/regie.js";

theme();
secretDe("te:enseignant").then((secret) => {
	const lien = lier({ secret });
	const parLaMaison = gardeDe("te:maison"); // venue de « Préparer une séance », dans ce même onglet
	monter(document.getElementById("hote"), {
		...lien,
		lien: () => ({ sort: lien.sort(), message: "" }),
		...(parLaMaison ? { quitter: () => location.assign(`${RACINE}/maison`) } : {}),
		liens: () => ({ projection: `${location.origin}${RACINE}/projection`, enseignant: "" }),
	});
	repondreAuMur(() => lien.etat()?.seance.id, lien.sur);
	/* Une touche pressée au mur, dans le même navigateur : le mur ne commande rien, il le dit à cette page. */
	window.addEventListener("storage", (ev) => {
		const [seance, touche] = ev.key === TOUCHES ? (ev.newValue ?? "").split(" ") : [];
		if (!touche || seance !== lien.etat()?.seance.id) return;
		const b = /** @type {HTMLElement | null} */ (document.querySelector(`[data-touche="${CSS.escape(touche)}"]`));
		b?.click();
	});
});
