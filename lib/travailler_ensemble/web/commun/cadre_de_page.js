/* Une page entière montrée dans une activité, à sa hauteur : la copie d’un élève, celles d’une classe. */
import { el } from "./elements.js";

/** `vue` est l’élément ; `montrer(page)` n’y change que ce qui change ; `arreter()` cesse de la mesurer. */
export function pageMontree(titre, permis) {
	const vue = el("iframe", { title: titre, sandbox: permis });
	const tailler = () => {
		const corps = vue.contentDocument?.body;
		if (corps) vue.style.height = `${corps.scrollHeight + 2}px`;
	};
	vue.addEventListener("load", tailler);
	const largeur = new ResizeObserver(tailler);
	largeur.observe(vue);
	function montrer(page = "") {
		if (vue.srcdoc !== page) vue.srcdoc = page;
	}
	return { vue, montrer, arreter: () => largeur.disconnect() };
}
