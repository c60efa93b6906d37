/* Sur le téléphone : le vote d’un tour, dans le composant de tri des carnets. */
import { el } from "../../commun/elements.js";
import { brancherMots, carteDesMots, champDesMots } from "../../composants/tri/mots.js";
import { monter } from "../../composants/tri/tri.js";
import { brancherRaisons } from "./raisons.js";

const POURQUOI = "Pourquoi\u00a0? Touchez les mots du récit, ou écrivez";
const ENSUITE = "Vous pouvez changer jusqu’à la clôture du vote.";
const REVENIR =
	"La suite se fait en classe\u00a0: notez votre numéro et votre mot («\u00a0Vos données\u00a0»), ils y ramènent ces réponses.";

/** L’écran d’un tour, monté une fois, caché puis remontré si le vote se rouvre : la carte en cours y reste. `deposer` reçoit chaque
    choix, avec pourquoi (au premier vote) ou la raison qui a fait hésiter (au second) ; `aLire(carte)` : les raisons des autres. */
export function ecranVote(tour, tri, moi, deposer, aLire, { sansMeneur = false, annonce = "" } = {}) {
	const ecoutes = new Set();
	const plus = tour === 1 ? "raison" : "hesite";
	const dits = new Map(); // carte → ce qui accompagne son choix, même pas encore fait
	let accuses = {};
	const prevenir = () => {
		for (const fn of ecoutes) fn();
	};
	const surtitre = (c) => {
		const premier = tour === 2 && moi.votes(c.id)[0];
		return [c.surtitre !== tri.titre && c.surtitre, premier && `au premier vote\u00a0: ${moi.nommer(premier)}`].filter(Boolean).join(" · ");
	};
	const dit = (carte) => dits.get(carte) ?? moi.reponse(tour, carte)?.[plus] ?? "";
	function dire(carte, s) {
		dits.set(carte, s);
		const donnee = moi.reponse(tour, carte);
		if (donnee) deposer(tour, carte, donnee.case, { [plus]: s });
	}
	function reponses() {
		const r = moi.reponses(tour);
		const mots = tour === 1 ? tri.cartes.map((c) => [champDesMots(c.id), dit(c.id)]).filter(([, s]) => s) : [];
		return Object.fromEntries([...r, ...mots]);
	}
	const titre = el("h1", { class: "visuel-cache", tabindex: "-1" }, `Vote ${tour}`);
	const ecran = el("div", { hidden: true }, titre);
	const modele = {
		hote: true,
		donnees: {
			...tri,
			consigne: [tri.consigne, annonce].filter(Boolean).join(" "),
			cle: `seance-${tour}`,
			compare: false,
			mots: tour === 1,
			cartes: tri.cartes.map((c) => ({ ...c, surtitre: surtitre(c) })),
			suite_finie: sansMeneur ? `${REVENIR} ${ENSUITE}` : ENSUITE,
		},
		etat: () => ({ reponses: reponses(), accuses }),
		sur(fn) {
			ecoutes.add(fn);
			return () => ecoutes.delete(fn);
		},
		demander(g) {
			accuses = { ...accuses, [g.vue]: g.n };
			const carte = g.geste === "ranger" && carteDesMots(g.carte);
			if (carte) dire(carte, g.case);
			else if (g.geste === "ranger") deposer(tour, g.carte, g.case, { [plus]: dit(g.carte) });
			prevenir();
		},
	};
	const lire = { aLire, dit, dire, nommer: moi.nommer };
	monter(ecran, modele, {
		carteDesMots,
		brancherMots: (t) => brancherMots(t, tri.pourquoi || POURQUOI),
		brancherRaisons: (t) => tour === 2 && brancherRaisons(t, lire),
	});
	return { ecran, titre, peindre: prevenir };
}
