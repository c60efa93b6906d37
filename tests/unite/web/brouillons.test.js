import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { brouillons, ESQUISSE, trierBrouillons } from "../../../lib/travailler_ensemble/web/commun/brouillons.js";

/** Une mémoire de navigateur ; `refus` : elle n’accepte plus rien. */
function memoire() {
	const tout = new Map();
	return {
		refus: false,
		tout,
		getItem: (c) => tout.get(c) ?? null,
		setItem(c, v) {
			if (this.refus) throw new Error("plein");
			tout.set(c, v);
		},
		removeItem: (c) => tout.delete(c),
	};
}
beforeEach(() => {
	globalThis.localStorage = memoire();
});

test("un brouillon se garde, s’acquitte et s’efface", () => {
	const b = brouillons("te:essai");
	b.garder("a", "", { valeur: "un", tour: 0, vue: "v", n: 1 });
	b.garder("b", "", { valeur: "deux", tour: 0, vue: "v", n: 2 });
	assert.deepEqual([...b.lire().keys()], ["a", "b"]);
	b.acquitter("autre", 9);
	assert.equal(b.lire().size, 2, "une autre vue n’acquitte pas celle-ci");
	b.acquitter("v", 1);
	assert.deepEqual([...b.lire().keys()], ["b"]);
	b.retirer("b");
	assert.equal(localStorage.tout.size, 0, "rien ne reste dans le navigateur");
});

test("les valeurs connues d’avant se gardent, la première toujours", () => {
	const b = brouillons("te:essai");
	for (let n = 1; n <= 30; n += 1) b.garder("a", n === 1 ? "départ" : "?", { valeur: `v${n}`, tour: 0, vue: "v", n });
	const { avant } = b.lire().get("a");
	assert.equal(avant[0], "départ");
	assert.ok(avant.length <= 14 && avant.includes("v29") && !avant.includes("v2"));
	b.garder("a", "?", { valeur: "en cours", tour: 0, vue: "v", n: ESQUISSE });
	b.garder("a", "?", { valeur: "fini", tour: 0, vue: "v", n: 31 });
	assert.ok(!b.lire().get("a").avant.includes("en cours"), "une esquisse n’a jamais été envoyée");
});

test("un navigateur qui refuse garde dans la page ; un contenu abîmé ne casse rien", () => {
	localStorage.setItem("te:essai", "{abîmé");
	const b = brouillons("te:essai");
	assert.equal(b.lire().size, 0);
	localStorage.refus = true;
	b.garder("a", "", { valeur: "un", tour: 0, vue: "v", n: 1 });
	assert.equal(b.durable(), false);
	assert.equal(b.lire().get("a").valeur, "un");
});

const etat = (reponses, plus = {}) => ({ reponses, tour: 1, enregistrement: { etat: "enregistre" }, ...plus });
const lus = (valeur, avant, tour = 1) => new Map([["a", { valeur, avant, tour }]]);
const tout = () => true;

test("à l’ouverture : renvoyer, écarter ou oublier", () => {
	assert.deepEqual(trierBrouillons(lus("x", [""]), etat({}), tout).renvoyer, [["a", "x"]]);
	assert.deepEqual(trierBrouillons(lus("x", ["w"]), etat({ a: "w" }), tout).renvoyer, [["a", "x"]], "le carnet porte une valeur connue");
	assert.deepEqual(trierBrouillons(lus("x", [""]), etat({ a: "z" }), tout), { renvoyer: [], ecarter: [["a", "x"]], oublier: ["a"] });
	assert.deepEqual(trierBrouillons(lus("x", [""], 0), etat({}), tout).ecarter, [["a", "x"]], "l’activité a été recommencée");
	assert.deepEqual(trierBrouillons(lus("x", [""]), etat({ a: "x" }), tout), { renvoyer: [], ecarter: [], oublier: ["a"] });
	assert.deepEqual(
		trierBrouillons(lus("x", [""]), etat({}), () => false),
		{ renvoyer: [], ecarter: [], oublier: ["a"] },
	);
	const panne = etat({ a: "x" }, { enregistrement: { etat: "non-enregistre" } });
	assert.deepEqual(trierBrouillons(lus("x", [""]), panne, tout).oublier, [], "tant que le disque refuse, le brouillon reste");
});
