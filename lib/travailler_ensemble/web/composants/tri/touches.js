/* Les touches d’un tri, depuis le titre de sa carte. */

/** Du titre d’une carte, les flèches entrent dans les cases, un chiffre en choisit une, Entrée passe à la suite. */
export function brancherTouches(t) {
	const { deroule } = t;
	const { radios, groupe, titreCarte } = t.page;
	titreCarte.addEventListener("keydown", (ev) => {
		if (ev.ctrlKey || ev.metaKey || ev.altKey || ev.shiftKey || ev.repeat || !deroule.ouverte()) return;
		const cochee = radios.findIndex((x) => x.checked);
		const fleche = { ArrowDown: Math.max(0, cochee), ArrowUp: cochee < 0 ? radios.length - 1 : cochee }[ev.key];
		const radio = groupe.hidden ? undefined : radios[fleche ?? (/^[1-9]$/.test(ev.key) ? Number(ev.key) - 1 : -1)];
		if (ev.key !== "Enter" && !radio) return;
		ev.preventDefault();
		if (!radio) return deroule.suivante();
		radio.focus();
		/* Une flèche parcourt : la réponse ne part qu’après un repos, comme dans le groupe. */
		if (fleche !== undefined) groupe.dispatchEvent(new KeyboardEvent("keydown", { key: ev.key }));
		if (!radio.checked) radio.click();
	});
}
