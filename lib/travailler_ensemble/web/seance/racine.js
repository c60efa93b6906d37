/** Le chemin sous lequel une école publie ses séances (« /seance ») ; vide d’ordinaire. */
export const RACINE = document.documentElement.dataset.racine ?? "";
