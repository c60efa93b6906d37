import assert from "node:assert/strict";
import { test } from "node:test";
import { causeDite } from "../../../lib/travailler_ensemble/web/commun/enregistrement.js";
import { gestesDe } from "../../../lib/travailler_ensemble/web/commun/gestes.js";

test("la cause se dit sans le décompte du carnet", () => {
	assert.equal(causeDite("Non enregistrée : disque plein ; nouvel essai dans 10 s."), "disque plein.");
	assert.equal(causeDite("Le dossier est protégé."), "Le dossier est protégé.");
	assert.equal(causeDite(""), "Vos réponses sont gardées ici.");
});

test("les gestes en attente se lisent par-dessus l’état, puis s’acquittent", () => {
	const partis = [];
	const etat = { reponses: { a: "un" }, tour: 0 };
	const garde = { garder: () => {}, retirer: () => {} };
	const mots = { geste: "ranger", champ: "carte", valeur: "case" };
	const gestes = gestesDe({ demander: (g) => partis.push(g) }, { mots, garde, vue: "v", lireEtat: () => etat, surEnvoi: () => {} });
	gestes.repondre("b", "deux");
	gestes.repondre("a", "");
	gestes.envoyer({ geste: "reessayer" });
	assert.deepEqual([...gestes.reponses(() => true)], [["b", "deux"]]);
	assert.deepEqual(
		partis.map((g) => [g.geste, g.n]),
		[
			["ranger", 1],
			["ranger", 2],
			["reessayer", 3],
		],
	);
	assert.ok(gestes.enAttente("reessayer") && gestes.depuis() > 0);
	assert.deepEqual(gestes.acquitter(1), ["reponse"]);
	assert.deepEqual([...gestes.reponses(() => true)], [], "« a » reste effacée tant que l’état ne l’a pas redite");
	gestes.acquitter(3);
	assert.equal(gestes.depuis(), 0);
	assert.deepEqual([...gestes.reponses((champ) => champ === "a")], [["a", "un"]]);
});
