/* Du modèle d’anywidget à celui des composants. */

/** Du modèle d’anywidget au petit modèle des composants. */
const adapter = (model) => ({
	donnees: model.get("donnees"),
	etat: () => model.get("etat"),
	sur: (fn) => {
		const f = () => fn();
		model.on("change:etat", f);
		return () => model.off("change:etat", f);
	},
	demander: (geste) => model.send(geste),
});

/** Envoie un geste sans jamais interrompre la page : un noyau mort se dit par son silence. */
export function demanderAuModele(modele, geste) {
	try {
		Promise.resolve(modele.demander(geste)).catch(() => {});
	} catch {
		/* voir plus haut */
	}
}

/** Ce qu’anywidget attend d’un composant. */
export const enCarnet = (monter) => ({ render: ({ model, el }) => monter(el, adapter(model)) });
