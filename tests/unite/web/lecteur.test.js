/* Le lecteur : où un carnet se coupe, où l’on est, lesquels se lisent. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { decouper, ou, seLit } from "../../../reglages/ouverture/static/lecteur.js";

const carnet = (chemin) => JSON.parse(readFileSync(new URL(`../../../${chemin}`, import.meta.url), "utf8")).cells;
const cellules = (chemin) => carnet(chemin).map((c) => ({ type: c.cell_type, source: c.source.join("") }));
const carnets = ["notebooks", "exercises", "solutions"].flatMap((d) =>
	readdirSync(new URL(`../../../${d}`, import.meta.url))
		.filter((f) => f.endsWith(".ipynb"))
		.map((f) => `${d}/${f}`),
);

test("un écran par étape, puis De mémoire, À retenir, Rendre, Pour aller plus loin", () => {
	const { labo, titre, ecrans } = decouper(cellules("notebooks/02-formes.ipynb"));
	assert.equal(labo, "02");
	assert.equal(titre, "Formes de travail ensemble");
	assert.deepEqual(
		ecrans.map((e) => e.numero),
		["", "1", "2", "3", "4", "", "", "", ""],
	);
	assert.match(ecrans[3].minutes, /^\d+$/);
	assert.equal(ou(ecrans[3], ecrans), "Étape 3 sur 4");
	assert.equal(ou(ecrans[0], ecrans), "4 étapes");
	assert.equal(ou(ecrans[5], ecrans), "De mémoire");
	assert.equal(ou(ecrans[7], ecrans), "Rendre votre travail");
});

test("un exercice se nomme autrement que son labo", () => {
	assert.equal(decouper(cellules("exercises/02-formes.ipynb")).labo, "Exercice 02");
});

test("chaque cellule est dans un écran et un seul, sauf celle qui dit comment lancer", () => {
	assert.ok(carnets.length > 30);
	for (const chemin of carnets) {
		const tout = cellules(chemin);
		const montrees = decouper(tout).ecrans.flatMap((e) => e.cellules);
		const cachees = tout.map((c, n) => [c, n]).filter(([c, n]) => !montrees.includes(n) && c);
		assert.deepEqual(
			montrees,
			[...new Set(montrees)].sort((a, b) => a - b),
			chemin,
		);
		assert.ok(
			cachees.every(([c]) => c.source.startsWith("## Pour commencer")),
			chemin,
		);
	}
});

test("sans étapes, une seule page", () => {
	assert.equal(decouper(cellules("notebooks/00-accueil.ipynb")).ecrans.length, 1);
	assert.equal(decouper([{ type: "code", source: "1" }]).ecrans.length, 1);
});

test("un carnet où l’on écrit du code reste un carnet ; les labos se lisent", () => {
	const etiquettes = (chemin) => carnet(chemin).flatMap((c) => (c.cell_type === "code" ? [c.metadata.tags ?? []] : []));
	const lus = carnets.filter((c) => seLit(etiquettes(c)));
	const labos = carnets.filter((c) => /^(?:notebooks|exercises)\/(?:0\d|10)-/.test(c));
	assert.ok(labos.length > 20 && labos.every((c) => lus.includes(c)), "tous les labos et tous les exercices se lisent");
	assert.ok(!lus.includes("notebooks/91-explorer-le-corpus.ipynb"));
	assert.ok(!seLit([]));
});
