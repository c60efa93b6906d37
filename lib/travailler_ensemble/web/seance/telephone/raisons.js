/* Sur le téléphone, au second vote : trois raisons d’autres choix que le sien, dans la carte. On peut marquer celle qui a fait hésiter. */
import { el, garnir } from "../../commun/elements.js";
import { montrer } from "../../commun/focus.js";
import { citer } from "../../commun/phrases.js";

/** `aLire(carte)` : ses raisons ; `dit(carte)` : celle qui est marquée ; `dire(carte, cle)` la marque ; `nommer(case)`. */
export function brancherRaisons(t, { aLire, dit, dire, nommer }) {
	const liste = el("ul", { role: "list" });
	const titre = el("h4", {}, "Pourquoi d’autres ont répondu autrement");
	const element = el("section", { class: "raisons", hidden: true }, titre, liste);
	function ligne(carte, r) {
		const b = el("button", { type: "button", class: "bouton nu", "data-cle": r.cle }, "M’a fait hésiter");
		b.addEventListener("click", () => {
			dire(carte, dit(carte) === r.cle ? "" : r.cle);
			marquer(carte);
		});
		const raison = [el("b", {}, nommer(r.case)), `\u00a0: ${citer(r.texte)} `];
		return el("li", {}, el("p", {}, raison), b);
	}
	function marquer(carte) {
		for (const b of liste.querySelectorAll("button")) b.setAttribute("aria-pressed", String(b.dataset.cle === dit(carte)));
	}
	function peindre(c) {
		const raisons = c ? aLire(c.id) : [];
		montrer(element, raisons.length > 0, t.page.titreCarte);
		garnir(liste, JSON.stringify([c?.id, raisons]), () => raisons.map((r) => ligne(c.id, r)));
		if (c) marquer(c.id);
	}
	t.page.recit.after(element);
	t.raisons = { peindre };
}
