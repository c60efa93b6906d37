import assert from "node:assert/strict";
import { test } from "node:test";
import { avanceeDe } from "../../../lib/travailler_ensemble/web/seance/avancee.js";
import { decouper } from "../../../lib/travailler_ensemble/web/seance/evenements.js";
import { court, dits, tete } from "../../../lib/travailler_ensemble/web/seance/mur/noms.js";
import { dureeDite, rebours, restant } from "../../../lib/travailler_ensemble/web/seance/rebours.js";
import { conseiller } from "../../../lib/travailler_ensemble/web/seance/regie/conseil.js";
import { ligneDite } from "../../../lib/travailler_ensemble/web/seance/telephone/ligne.js";
import { coffreDe, expediteur, fileDe } from "../../../lib/travailler_ensemble/web/seance/telephone/memoire.js";

test("un flux se découpe où qu’il soit coupé", () => {
	const flux = 'event: etat\r\ndata: {"a":\r\ndata: 1}\r\n\r\n: silence\n\nevent: fin\n\n';
	for (let i = 0; i <= flux.length; i += 1) {
		const un = decouper(flux.slice(0, i));
		const deux = decouper(un.reste + flux.slice(i));
		const recus = [...un.evenements, ...deux.evenements].filter((e) => e.nom);
		assert.deepEqual(
			recus,
			[
				{ nom: "etat", donnees: '{"a":\n1}' },
				{ nom: "fin", donnees: "" },
			],
			`coupé à ${i}`,
		);
		assert.equal(deux.reste, "");
	}
});

test("le compte à rebours suit l’heure du serveur, et s’arrête", ({ mock }) => {
	assert.equal(restant(null, 5), null);
	assert.deepEqual([restant(10, 5), restant(10, 5.2), restant(10, 99)], [5, 5, 0]);
	assert.equal(dureeDite(125), "2\u00a0min\u00a005");
	mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
	const vus = [];
	let fin = 2;
	const compte = rebours(
		() => fin,
		() => Date.now() / 1000,
		(s) => vus.push(s),
	);
	compte.battre();
	for (let i = 0; i < 40; i += 1) mock.timers.tick(250);
	assert.deepEqual([...new Set(vus)], [2, 1, 0]);
	const combien = vus.length;
	for (let i = 0; i < 40; i += 1) mock.timers.tick(250);
	assert.equal(vus.length, combien, "à zéro, plus rien ne bat");
	fin = null;
	compte.battre();
	assert.equal(vus[vus.length - 1], null);
});

/** Une mémoire de navigateur, faite d’un objet simple. */
function memoire() {
	const m = Object.create({
		getItem(c) {
			return this[c] ?? null;
		},
		setItem(c, v) {
			this[c] = v;
		},
		removeItem(c) {
			delete this[c];
		},
	});
	return m;
}
const reponse = (n, carte = "c", boite = "x") => ({ tour: 1, carte, case: boite, n });

test("la file ne garde que la dernière réponse de chaque carte", () => {
	const m = memoire();
	const file = fileDe(coffreDe(() => m));
	file.ouvrir("s", 7, 40);
	assert.deepEqual([file.numeroSuivant(), file.numeroSuivant()], [41, 42], "il repart de ce que le serveur a gardé");
	file.garder(reponse(1));
	file.garder(reponse(2, "c", "y"));
	file.garder(reponse(3, "d"));
	assert.deepEqual(
		file.lire().map((b) => b.n),
		[2, 3],
	);
	file.retirer(reponse(1));
	assert.equal(file.lire().length, 2, "un accusé ancien ne retire pas une réponse plus récente");
	file.retirer(reponse(2));
	assert.deepEqual(
		file.lire().map((b) => b.carte),
		["d"],
	);
	file.depasser(5000);
	assert.equal(file.numeroSuivant(), 5001);
});

test("le compteur est celui du participant, d’un onglet et d’un rechargement à l’autre", () => {
	const m = memoire();
	const onglet = (numero, n) => {
		const f = fileDe(coffreDe(() => m));
		f.ouvrir("s", numero, n);
		return f;
	};
	const un = onglet(7, 0);
	const deux = onglet(7, 0);
	assert.deepEqual([un.numeroSuivant(), deux.numeroSuivant(), un.numeroSuivant()], [1, 2, 3]);
	assert.equal(onglet(7, 1).numeroSuivant(), 4, "rechargé, avec des réponses que le serveur n’a pas encore");
	assert.equal(onglet(8, 0).numeroSuivant(), 1, "un autre participant repart de zéro");
});

test("une réponse gardée par une page d’avant perd son heure, et garde son rang", () => {
	const m = memoire();
	const heure = 1_796_004_846_116;
	m["te:seance:n"] = String(heure + 9);
	m["te:seance:s:7"] = JSON.stringify({ "1/c": reponse(heure + 5, "c"), "1/d": reponse(heure, "d"), "1/e": reponse(3, "e") });
	const file = fileDe(coffreDe(() => m));
	file.ouvrir("s", 7, 2);
	assert.deepEqual(Object.fromEntries(file.lire().map((b) => [b.carte, b.n])), { c: 5, d: 4, e: 3 });
	assert.doesNotMatch(JSON.stringify(Object.entries(m)), /17960048/);
});

test("ce qu’une autre séance a laissé s’oublie ; une mémoire refusée passe par la page", () => {
	const m = memoire();
	m["te:seance:autre:1"] = JSON.stringify({ "1/c": reponse(1) });
	m["te:seance:autre:1:n"] = "4";
	m["te:seance:s:7"] = JSON.stringify({ "1/c": reponse(2) });
	fileDe(coffreDe(() => m)).ouvrir("s", 7, 0);
	assert.deepEqual(Object.keys(m).sort(), ["te:seance:s:7", "te:seance:s:7:n"]);
	const coffre = coffreDe(() => {
		throw new Error("refusé");
	});
	const file = fileDe(coffre);
	file.ouvrir("s", 7, 0);
	file.garder(reponse(1));
	assert.equal(coffre.durable(), false);
	assert.equal(file.lire().length, 1);
});

test("l’expéditeur envoie dans l’ordre, et recule quand rien ne passe", async ({ mock }) => {
	mock.timers.enable({ apis: ["setTimeout"] });
	let file = [reponse(1, "a"), reponse(2, "b")];
	let passe = false;
	const partis = [];
	const poster = async (b) => {
		partis.push(b.carte);
		if (passe) file = file.filter((x) => x !== b);
		return passe;
	};
	const e = expediteur(
		{ lire: () => file },
		poster,
		() => true,
		(ms) => ms,
	);
	await e.envoyer();
	mock.timers.tick(999);
	assert.deepEqual(partis, ["a"]);
	mock.timers.tick(1);
	await Promise.resolve();
	assert.deepEqual(partis, ["a", "a"], "une seconde plus tard");
	await new Promise((r) => setImmediate(r));
	mock.timers.tick(1999);
	assert.equal(partis.length, 2);
	passe = true;
	mock.timers.tick(1);
	await new Promise((r) => setImmediate(r));
	assert.deepEqual(partis, ["a", "a", "a", "b"]);
	assert.equal(file.length, 0);
});

const situation = { joint: true, attendent: 0, durable: true, repondu: false, tarde: false, refusees: [], ailleurs: false, accuse: "" };

test("la ligne d’état dit ce qui compte le plus", () => {
	const dire = (plus) => ligneDite({ ...situation, ...plus });
	assert.deepEqual(dire({}), ["", "", ""]);
	assert.deepEqual(dire({ accuse: "14\u00a0h\u00a005" }), ["garde", "", "Enregistré à 14\u00a0h\u00a005"]);
	assert.match(dire({ joint: false, attendent: 2 })[2], /^Vos deux réponses sont gardées sur ce téléphone/);
	assert.match(dire({ joint: false, attendent: 1, durable: false })[2], /ne la fermez pas/);
	assert.equal(dire({ attendent: 1 })[2], "", "une attente brève ne se dit pas");
	assert.equal(dire({ attendent: 1, tarde: true })[0], "sablier");
	assert.equal(dire({ refusees: ["", ""] })[1], "Non comptées\u00a0: deux réponses.");
	assert.equal(dire({ refusees: ["Carte inconnue."] })[2], "Carte inconnue.");
	assert.match(dire({ ailleurs: true, accuse: "x" })[2], /plus récente/);
});

const cartes = ["a", "b", "c", "d"].map((id) => ({ id, titre: id.toUpperCase() }));
const vote = (partagees, dispersion = { a: 0.9, b: 0.8, c: 0.7, d: 0.1 }) => ({
	tri: { cartes },
	seuil: { nombre: 5, dit: "cinq" },
	dispersion: { 1: dispersion, 2: dispersion },
	partagees,
});

test("le conseil nomme les cartes qui partagent la classe", () => {
	assert.match(conseiller(vote({ 1: [] }), "1"), /^Aucune carte ne partage vraiment/);
	assert.match(conseiller(vote({ 1: ["a"] }), "1"), /^Une carte sur quatre partage la classe\u00a0: «\u00a0A\u00a0»\. Une discussion/);
	assert.match(
		conseiller(vote({ 1: ["a", "b", "c"] }), "1"),
		/^Trois cartes sur quatre partagent la classe, d’abord «\u00a0A\u00a0» et «\u00a0B\u00a0»/,
	);
	assert.match(conseiller(vote({ 1: ["a", "b", "c", "d"] }), "1"), /^Toutes les cartes partagent la classe/);
	assert.match(conseiller(vote({ 1: ["a"], 2: ["b"] }), "2"), /partage encore la classe.* Au premier vote\u00a0: une\.$/);
	assert.match(conseiller(vote({ 1: ["a"], 2: [] }), "2"), /plus aucune carte/);
	assert.equal(conseiller(vote({}, { a: null }), "1"), "Moins de cinq réponses par carte\u00a0: ni répartition ni conseil.");
});

test("au mur, des noms courts et le haut d’une répartition", () => {
	assert.equal(court("Philippe Brachet"), "Brachet");
	assert.equal(court("Maxime Calvet et Jean-Jacques Valentin"), "Calvet et Valentin");
	assert.equal(court("Commission de terminologie"), "Commission de terminologie");
	assert.deepEqual(tete({ x: 3, y: 3, z: 0 }), { cases: ["x", "y"], plus: 3, total: 6 });
	assert.deepEqual(tete(null), { cases: [], plus: 0, total: 0 });
	const retours = { x: "nuance", y: "desaccord", z: "accord", rien: "desaccord" };
	assert.deepEqual(dits({ place: [], retours }, "rien"), [
		["x", "doute"],
		["y", "non"],
	]);
	assert.deepEqual(dits({ place: ["z"], retours }, "rien"), [["z", "oui"]]);
});

test("un vote avance avec les téléphones et les feuilles, les mains se disent à côté", () => {
	const x = { presents: 3, comptes: { reponses: 10, attendues: 20, complets: 2, feuilles: 2, mains: 7 } };
	assert.deepEqual(avanceeDe(x), {
		complets: 2,
		n: 5,
		part: 50,
		cumul: "10 réponses enregistrées sur 20, et 7 mains levées",
	});
	assert.deepEqual(avanceeDe({}), { complets: 0, n: 0, part: 0, cumul: "" });
	assert.equal(avanceeDe({ presents: 0, comptes: { mains: 1 } }).cumul, "1 main levée");
});
