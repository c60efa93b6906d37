/* Sur le téléphone : le vote d’un tour, dans le composant de tri des carnets. */
import { el } from "../../commun/elements.js";
import { monter } from "../../composants/tri/tri.js";

/** L’écran d’un tour, monté une fois, caché puis remontré si le vote se rouvre : la carte en cours y reste. `deposer` reçoit
    chaque choix. */
export function ecranVote(tour, tri, moi, deposer) {
	const ecoutes = new Set();
	let accuses = {};
	const prevenir = () => {
		for (const fn of ecoutes) fn();
	};
	const surtitre = (c) => {
		const premier = tour === 2 && moi.votes(c.id)[0];
		return [c.surtitre, premier && `au premier vote\u00a0: ${moi.nommer(premier)}`].filter(Boolean).join(" · ");
	};
	const titre = el("h1", { class: "visuel-cache", tabindex: "-1" }, `Vote ${tour}`);
	const ecran = el("div", { hidden: true }, titre);
	monter(ecran, {
		hote: true,
		donnees: {
			...tri,
			cle: `seance-${tour}`,
			compare: false,
			cartes: tri.cartes.map((c) => ({ ...c, surtitre: surtitre(c) })),
			suite_finie: "Vous pouvez changer jusqu’à la clôture du vote.",
		},
		etat: () => ({ reponses: Object.fromEntries(moi.reponses(tour)), accuses }),
		sur(fn) {
			ecoutes.add(fn);
			return () => ecoutes.delete(fn);
		},
		demander(g) {
			accuses = { ...accuses, [g.vue]: g.n };
			if (g.geste === "ranger") deposer(tour, g.carte, g.case);
			prevenir();
		},
	});
	return { ecran, titre, peindre: prevenir };
}
