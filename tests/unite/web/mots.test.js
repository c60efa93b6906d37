import assert from "node:assert/strict";
import { test } from "node:test";
import { carteDesMots, toucher, trouver } from "../../../lib/travailler_ensemble/web/composants/tri/mots.js";

const RECIT = ["L’idée est d’eux\u00a0; rien n’est signé.", "Aucun ne commande."];

test("les mots recopiés se retrouvent, sans souci d’accent, de casse, d’apostrophe ni d’espace", () => {
	assert.deepEqual(trouver(RECIT, "«\u00a0l'idee est d'eux ;\u00a0»"), { p: 0, d: 0, f: 16 });
	assert.equal(RECIT[0].slice(0, 16), "L’idée est d’eux");
});

test("ce qui n’est pas dans le récit ne se trouve pas", () => {
	assert.equal(trouver(RECIT, "Tous commandent"), null);
	assert.equal(trouver(RECIT, " «\u00a0» "), null);
});

test("un mot touché commence, étend, efface ; un autre paragraphe recommence", () => {
	const a = { p: 0, d: 0, f: 6 };
	const b = { p: 0, d: 11, f: 17 };
	assert.deepEqual(toucher(null, a), a);
	assert.deepEqual(toucher(a, b), { p: 0, d: 0, f: 17 });
	assert.equal(toucher({ p: 0, d: 0, f: 17 }, b), null);
	assert.deepEqual(toucher(a, { p: 1, d: 0, f: 5 }), { p: 1, d: 0, f: 5 });
});

test("le champ des mots dit sa carte ; une carte n’est pas un champ de mots", () => {
	assert.equal(carteDesMots("mots:sit-le-banc"), "sit-le-banc");
	assert.equal(carteDesMots("sit-le-banc"), undefined);
});
