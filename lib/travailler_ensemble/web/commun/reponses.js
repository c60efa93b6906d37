/* Les réponses d’un tri : leurs noms, et celle qui n’en choisit aucune. */

export const SANS_AVIS = "je-ne-sais-pas";
const AUTRE = { id: SANS_AVIS, nom: "Je ne sais pas" };

/** Les cases d’un tri, « je ne sais pas » comprise. */
export const toutesLesCases = (tri) => [...(tri.cases ?? []), AUTRE];

/** Le nom d’une case ; son identifiant si elle n’existe plus. */
export const nommerCase = (tri, id) => toutesLesCases(tri).find((c) => c.id === id)?.nom ?? id ?? "";
