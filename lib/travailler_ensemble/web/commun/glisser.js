/* Le glisser, par-dessus les boutons. */

import { el } from "./elements.js";
import { defileur } from "./focus.js";
import { poignee } from "./signes.js";

/** Le glisser, à la souris, au doigt ou au stylet (événements de pointeur). Il s’ajoute aux boutons, il ne les remplace pas.
    La souris prend n’importe où sur l’objet ; le doigt, par la poignée seule, pour que la page défile. */
export function glisser(section, { saisir, accueille, commencer, deposer }) {
	const SEUIL = 6,
		BORD = 56;
	let g = null;

	function zoneSous() {
		const zone = document.elementFromPoint(g.x, g.y)?.closest("[data-case]");
		return zone && section.contains(zone) && accueille(zone, g.carte) ? zone : null;
	}
	function survoler() {
		const zone = zoneSous();
		if (zone === g.zone) return;
		g.zone?.classList.remove("survol");
		zone?.classList.add("survol");
		g.zone = zone;
	}
	function partir() {
		g.parti = true;
		commencer(g.carte);
		section.classList.add("glisse");
		g.source.classList.add("parti");
		g.fantome = el(
			"div",
			{ class: "te te-flottant", "aria-hidden": "true" },
			el("div", { class: "activite" }, el("div", { class: "fantome" }, poignee(), el("span", {}, g.titre))),
		);
		document.body.append(g.fantome);
		g.defileur = defileur(section);
		try {
			g.source.setPointerCapture(g.pointeur);
		} catch {
			/* pointeur déjà levé */
		}
		g.image = requestAnimationFrame(defiler);
	}
	function defiler() {
		const page = g.defileur === document.scrollingElement,
			r = page ? { top: 0, bottom: innerHeight } : g.defileur.getBoundingClientRect();
		const pas = g.y < r.top + BORD ? g.y - r.top - BORD : g.y > r.bottom - BORD ? g.y - r.bottom + BORD : 0;
		if (pas) {
			g.defileur.scrollTop += pas / 4;
			survoler();
		}
		g.image = requestAnimationFrame(defiler);
	}
	function bouger(ev) {
		if (ev.pointerId !== g.pointeur) return;
		if (ev.pointerType === "mouse" && !ev.buttons) return finir();
		[g.x, g.y] = [ev.clientX, ev.clientY];
		if (!g.parti && Math.hypot(g.x - g.x0, g.y - g.y0) < SEUIL) return;
		if (!g.parti) partir();
		g.fantome.style.transform = `translate(${g.x + 12}px, ${g.y + 8}px)`;
		survoler();
	}
	function lever(ev) {
		if (ev.pointerId !== g.pointeur) return;
		const { parti, zone, carte } = g;
		finir();
		if (!parti) return;
		avalerClic();
		if (zone) deposer(carte, Number(zone.dataset.case));
	}
	/** Le clic qui suit un glisser, même abandonné, ne rouvre pas la carte. */
	function avalerClic() {
		const avaler = (ev) => {
			ev.stopPropagation();
			ev.preventDefault();
		};
		window.addEventListener("click", avaler, { capture: true, once: true });
		setTimeout(() => window.removeEventListener("click", avaler, { capture: true }), 0);
	}
	const abandonner = (ev) => {
		if (ev.pointerId === g?.pointeur) finir();
	};
	function echapper(ev) {
		if (ev.key !== "Escape" || !g.parti) return;
		ev.stopPropagation();
		ev.preventDefault();
		finir();
		window.addEventListener("pointerup", avalerClic, { once: true });
	}
	/** @type {[string, (ev: any) => void][]} */
	const ECOUTES = [
		["pointermove", bouger],
		["pointerup", lever],
		["pointercancel", abandonner],
	];
	function finir() {
		if (!g) return;
		for (const [type, fn] of ECOUTES) window.removeEventListener(type, fn);
		window.removeEventListener("keydown", echapper, true);
		cancelAnimationFrame(g.image);
		g.zone?.classList.remove("survol");
		g.source.classList.remove("parti");
		g.fantome?.remove();
		section.classList.remove("glisse", "glisse-carte");
		g = null;
	}
	section.addEventListener("pointerdown", (ev) => {
		if (g || ev.button !== 0 || !ev.isPrimary) return;
		const pris = saisir(ev.target, ev.pointerType === "mouse");
		if (!pris) return;
		g = { ...pris, pointeur: ev.pointerId, x0: ev.clientX, y0: ev.clientY, x: ev.clientX, y: ev.clientY, parti: false, zone: null };
		for (const [type, fn] of ECOUTES) window.addEventListener(type, fn);
		window.addEventListener("keydown", echapper, true);
	});
	section.addEventListener("dragstart", (ev) => ev.preventDefault());
	return finir;
}
