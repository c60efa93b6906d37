/* Ce qui se lance à l’ouverture d’un carnet : les lignes de la collection, et aucune autre. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

globalThis.window ??= globalThis;
await import("../../../reglages/ouverture/static/ouverture.js");
const { sure } = window._JUPYTERLAB["travailler-ensemble"];

const racine = new URL("../../../", import.meta.url);
const lire = (chemin) => readFileSync(new URL(chemin, racine), "utf8");
const proposes = [...lire("lib/travailler_ensemble/__init__.py").matchAll(/^ {4}"([a-z_]+)",$/gm)].map((m) => m[1]);

test("tout ce que la collection propose se lance, sauf ce qui prend un fichier", () => {
	assert.ok(proposes.includes("tri") && proposes.includes("relire_seance"), "la liste __all__ a été lue");
	const retenus = proposes.filter((nom) => !sure(`labo.${nom}("x")`));
	assert.deepEqual(retenus, ["comparer_seances", "figure", "relire_seance"]);
});

test("rien d’autre ne se lance", () => {
	const pieges = [
		...["import_module", "atelier", "corpus", "carnet", "antigravity", "__getattr__", "__import__", "_tri", "Tri"].map(
			(n) => `labo.${n}("x")`,
		),
		...["/dev/zero", "//hote/partage/x", "\\\\\\\\hote\\\\x", "/etc/passwd", "x", "seances-fictives/../x.csv"].flatMap((f) => [
			`labo.relire_seance("${f}")`,
			`labo.comparer_seances("seances-fictives/mardi-2026.csv", "${f}")`,
			`labo.figure("distribution", "${f}")`,
			`labo.figure("seances", "${f}")`,
		]),
		'labo.relire_seance(seance="seances-fictives/mardi-2026.csv")',
		"labo.mener_seance().reponses()",
		'labo.tri("x"); open("y", "w")',
		'labo.tri("x")\nopen("y", "w")',
		'labo.tri(f"{1}")',
		"labo.tri(open)",
		'import travailler_ensemble as labo\nimport os; labo.tri("x")',
		"import travailler_ensemble as labo, os",
		"!ls",
		"%run x",
	];
	assert.deepEqual(pieges.filter(sure), []);
});

test("chaque appel des carnets livrés se lance", () => {
	const appels = [];
	for (const dossier of ["notebooks", "exercises", "solutions"])
		for (const nom of readdirSync(new URL(`${dossier}/`, racine)).filter((n) => n.endsWith(".ipynb")))
			for (const cellule of JSON.parse(lire(`${dossier}/${nom}`)).cells.filter((c) => c.cell_type === "code"))
				appels.push(cellule.source.join(""));
	const seuls = appels.filter((source) => /^labo\.[a-z_]+\([^()]*\)$/.test(source));
	assert.ok(seuls.length > 200);
	assert.deepEqual(
		seuls.filter((source) => !sure(source)),
		[],
	);
});
