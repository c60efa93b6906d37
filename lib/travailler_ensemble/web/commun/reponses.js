/* Les réponses d’un tri et leurs noms ; Python donne celle qui n’en choisit aucune (`sans_avis`). */

/** Les cases d’un tri, « je ne sais pas » comprise. */
export const toutesLesCases = (tri) => [...(tri.cases ?? []), tri.sans_avis];

/** Le nom d’une case ; son identifiant si elle n’existe plus. */
export const nommerCase = (tri, id) => toutesLesCases(tri).find((c) => c.id === id)?.nom ?? id ?? "";

/** Comment se nomme ce à quoi l’on répond : une carte se classe ; une question posée en séance a ses mots (`questions.DITS`). */
export const ditsDe = ({ dits }) => ({ une: "carte", faite: "classée", reste: "à classer", ...dits });
