import assert from "node:assert/strict";
import { test } from "node:test";

const ICI = "../../../lib/travailler_ensemble/web/composants/situations";
const { champ, compterMots, deChamp, deplacer, lireReponse, paragraphesDe, plat, repondu } = await import(`${ICI}/champs.js`);
const { apres } = await import(`${ICI}/coder.js`);
const { effetsDits } = await import(`${ICI}/criteres.js`);
const { pese } = await import(`${ICI}/ensemble.js`);
const { classes } = await import(`${ICI}/recit.js`);

test("un champ dit de quoi il parle, et se relit", () => {
	assert.deepEqual(deChamp(champ("mes-quai-9-a1b2c3", "crit-egalite")), { id: "mes-quai-9-a1b2c3", quoi: "crit-egalite" });
});

test("une réponse et ses mots font l’aller et le retour ; le reste n’est pas une réponse", () => {
	assert.deepEqual(lireReponse(repondu("oui", "Aucun ne commande")), { valeur: "oui", indice: "Aucun ne commande" });
	assert.deepEqual(lireReponse(repondu("non")), { valeur: "non", indice: "" });
	for (const rien of [repondu("", "des mots"), undefined, "nonchalant"]) assert.deepEqual(lireReponse(rien), { valeur: "", indice: "" });
});

test("des mots choisis deviennent l’indice ; sans eux, represser retire, l’autre bouton change et oublie l’indice", () => {
	const oui = { valeur: "oui", indice: "Aucun ne commande" };
	const rien = { valeur: "", indice: "" };
	assert.equal(apres(rien, "oui", "deux oui sur trois"), "oui deux oui sur trois");
	assert.equal(apres(oui, "oui", "deux oui sur trois"), "oui deux oui sur trois");
	assert.equal(apres(oui, "oui", ""), "");
	assert.equal(apres(oui, "non", ""), "non");
	assert.equal(apres(rien, "non", ""), "non");
});

test("les mots se comptent comme en Python, et les paragraphes vides n’en sont pas", () => {
	assert.equal(compterMots("Aujourd’hui, peut-être : 2 \u00a0éducateurs."), 4);
	assert.equal(compterMots(""), 0);
	assert.deepEqual(paragraphesDe("Un.\n\n  Deux. \n"), ["Un.", "Deux."]);
});

test("ce qui se déplace ne perd personne ; on cherche sans accent ni casse", () => {
	assert.deepEqual(deplacer(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
	assert.deepEqual(deplacer(["a", "b", "c"], 0, 1), ["b", "a", "c"]);
	assert.equal(plat("L’Été À"), "lete a");
});

test("ce que changerait une réponse se dit en une phrase, et rien quand rien ne changerait", () => {
	assert.equal(effetsDits({ oui: 1, non: 3 }), "Oui changerait 1\u00a0texte, non 3.");
	assert.equal(effetsDits({ oui: 0, non: 2 }), "Non changerait 2\u00a0textes.");
	assert.equal(effetsDits({ oui: 0, non: 0 }), "");
	assert.equal(effetsDits(undefined), "");
});

test("un mot du récit se marque : choisi d’abord, sinon oui avant non, et regardé en plus", () => {
	const oui = { p: 0, d: 0, f: 10, valeur: "oui", vise: false };
	const non = { p: 0, d: 5, f: 20, valeur: "non", vise: true };
	const mot = (d, f, p = 0) => ({ p, d, f });
	assert.deepEqual(classes([oui, non], null, mot(0, 4)), ["oui"]);
	assert.deepEqual(classes([oui, non], null, mot(6, 9)), ["oui", "vise"]);
	assert.deepEqual(classes([oui, non], null, mot(12, 15)), ["non", "vise"]);
	assert.deepEqual(classes([oui, non], { p: 0, d: 0, f: 30 }, mot(12, 15)), ["choisi"]);
	assert.deepEqual(classes([oui, non], null, mot(0, 4, 1)), []);
});

test("une réponse à retenir dit combien de textes elle fait basculer, et lesquels ; celle que l’on a déjà ne se dit pas", () => {
	const effets = { oui: [], non: ["Lahary, 2005", "Dhume, 2001"], "": ["Merini, 2001"] };
	assert.deepEqual(pese(effets, "oui"), [["non\u00a0: 2\u00a0textes basculent", "Lahary, 2005\u00a0; Dhume, 2001"]]);
	assert.deepEqual(pese(effets, "non"), []);
});
