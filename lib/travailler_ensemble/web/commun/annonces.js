/* Ce qui se dit à qui n’y voit pas. */

import { el } from "./elements.js";

/** Une région polie et brève ; une phrase répétée à l’identique est redite. */
export function annonceur() {
	const element = el("p", { class: "visuel-cache", role: "status" });
	return {
		element,
		dire: (s) => {
			element.textContent = element.textContent === s ? `${s}\u00a0` : s;
		},
	};
}
