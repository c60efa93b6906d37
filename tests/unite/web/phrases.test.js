import assert from "node:assert/strict";
import { test } from "node:test";
import {
	citer,
	enLettres,
	insecable,
	jourDit,
	majuscule,
	minuscule,
	pluriel,
	ponctuer,
} from "../../../lib/travailler_ensemble/web/commun/phrases.js";

test("le pluriel commence à deux", () => {
	assert.equal(pluriel(0, "carte"), "0\u00a0carte");
	assert.equal(pluriel(1, "carte"), "1\u00a0carte");
	assert.equal(pluriel(2, "carte"), "2\u00a0cartes");
	assert.equal(pluriel(3, "personne est là", "personnes sont là"), "3\u00a0personnes sont là");
});

test("les nombres s’écrivent en lettres jusqu’à vingt", () => {
	assert.deepEqual([0, 1, 16, 17, 20, 21].map(enLettres), ["aucun", "un", "seize", "dix-sept", "vingt", "21"]);
});

test("une phrase n’a qu’un point final", () => {
	assert.deepEqual(["Oui", "Oui.", "Oui\u00a0?", "Oui…", "Oui. ", ""].map(ponctuer), ["Oui.", "Oui.", "Oui\u00a0?", "Oui…", "Oui. ", ""]);
});

test("majuscules, guillemets, espaces et jours", () => {
	assert.equal(majuscule("écart"), "Écart");
	assert.equal(minuscule("Écart"), "écart");
	assert.equal(citer("Réseau"), "«\u00a0Réseau\u00a0»");
	assert.equal(insecable("TILLEUL 42"), "TILLEUL\u00a042");
	assert.equal(jourDit("2026-12-03"), "3 décembre 2026");
	assert.equal(jourDit(""), "");
});
