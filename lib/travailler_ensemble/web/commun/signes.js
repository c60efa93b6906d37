/* Ce qui se dessine : icônes, poignée, signes des rapports à un auteur. */

import { dessin, el } from "./elements.js";

const TRACES = { garde: "M3 3h11l3 3v11H3zM7 3v4h6V3M6 17v-6h8v6", attention: "M10 2.5 18.5 17h-17zM10 8v4.5M10 14.2v1" };
export const icone = (nom) => dessin("0 0 20 20", `icone ${nom}`, ["path", { d: TRACES[nom] }]);
export const poignee = () =>
	dessin("0 0 12 18", "grain", ...[3, 9, 15].flatMap((cy) => [3, 9].map((cx) => ["circle", { cx, cy, r: 1.6 }])));

/* Disque plein : moi. Anneau : un auteur. */
const anneau = (cx, plus = {}) => ["circle", { cx, cy: 10, r: 8.5, ...plus }];
const disque = (cx) => ["circle", { class: "moi", cx, cy: 10, r: 4.5 }];
const SIGNES = {
	accord: () => [anneau(17), disque(17)],
	nuance: () => [anneau(13), disque(22)],
	desaccord: () => [anneau(10), disque(28)],
	ne_tranche_pas: () => [anneau(10, { "stroke-dasharray": "3.2 3.4" }), disque(28)],
	hors_champ: () => [["path", { d: "M3 10h14" }], disque(28)],
	lu: () => [anneau(17)],
};
export const signe = (retour) => dessin("0 0 34 20", "", ...SIGNES[retour]());

/** Ce que dit chaque signe. */
export const RETOURS = {
	accord: "Accord",
	nuance: "Nuance",
	desaccord: "Désaccord",
	lu: "",
	ne_tranche_pas: "Ne tranche pas",
	hors_champ: "Hors champ",
};

/** Le carré d’un verdict : O reconnue, Q incertaine, N non reconnue. */
export const carre = (lettre) => el("span", { class: "verdicts", "aria-hidden": "true" }, el("i", { class: lettre }));
