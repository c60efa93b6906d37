/* La régie : des feuilles de papier, recopiées d’un clic par croix, sur la grille même que l’on a imprimée. */
import { retenirEntree } from "../../commun/cadre.js";
import { bouton, el, garnir, identifiant, texte } from "../../commun/elements.js";
import { pluriel } from "../../commun/phrases.js";

const MODE = "Le numéro de la feuille, puis un clic par croix. Une feuille déjà saisie revient telle quelle, et se corrige.";

/** `tour()` : le vote que l’on recopie. */
export function saisieDesFeuilles(r, tour) {
	const numero = el("input", { type: "number", id: r.id("feuille"), min: "1", max: "999", value: "1", inputmode: "numeric" });
	const legende = el("p", { class: "discret" });
	const corps = el("tbody");
	const tete = el("tr");
	const table = el("table", { class: "saisie" }, el("thead", {}, tete), corps);
	const defile = el("div", { class: "defile", tabindex: "0", role: "region", "aria-label": "La feuille" }, table);
	const dit = el("p", { role: "status" });
	const faites = el("p", { class: "discret" });
	const enregistrer = bouton("Enregistrer, feuille suivante", "", "submit");
	const quelle = el("div", { class: "champ" }, el("label", { for: numero.id }, "Feuille n°"), numero);
	const form = el("form", { class: "pile" }, el("div", { class: "rangee" }, quelle), legende, defile, enregistrer);
	const element = el(
		"details",
		{ class: "bloc" },
		el("summary", {}, "Saisir les feuilles ici"),
		el("p", { class: "discret" }, MODE),
		form,
		dit,
		faites,
	);
	const nom = identifiant();
	let touchee = false; // des croix cliquées, pas encore enregistrées
	let saisies = new Map(); // feuille → carte → case, à ce vote

	const numeros = (x) => [...x.tri.cases.map((c, i) => [String(i + 1), c]), ["0", x.tri.sans_avis]];
	function ligne(x, carte, i) {
		const cellule = ([, c]) => {
			const attributs = { type: "radio", name: `${nom}-${i}`, value: c.id, "aria-label": `${c.nom}\u00a0: ${carte.titre}` };
			return el("td", {}, el("label", {}, el("input", attributs)));
		};
		return el("tr", { "data-carte": carte.id }, el("th", { scope: "row" }, `${i + 1}. ${carte.titre}`), numeros(x).map(cellule));
	}
	/** La feuille de ce numéro, vide ou telle qu’on l’a déjà saisie. */
	function montrerFeuille() {
		touchee = false;
		const deja = saisies.get(numero.value) ?? new Map();
		for (const tr of corps.children) for (const c of tr.querySelectorAll("input")) c.checked = deja.get(tr.dataset.carte) === c.value;
		const ns = [...saisies.keys()].sort((a, b) => Number(a) - Number(b));
		texte(faites, ns.length ? `Saisies au vote ${tour()}\u00a0: ${ns.join(", ")}.` : "");
	}
	async function relire() {
		const recu = await r.appeler("GET", "/api/reponses");
		if (recu.code !== 200) return;
		const { colonnes, lignes } = recu.corps;
		const [t, carte, boite, qui, source] = ["tour", "carte", "case", "participant", "source"].map((c) => colonnes.indexOf(c));
		saisies = new Map();
		for (const x of lignes) {
			if (x[source] !== "papier" || String(x[t]) !== tour()) continue;
			const f = String(x[qui]).slice(1);
			saisies.set(f, (saisies.get(f) ?? new Map()).set(x[carte], x[boite]));
		}
		if (!touchee) montrerFeuille(); // ce qui est lu tard n’efface pas ce que l’on vient de cliquer
	}
	numero.addEventListener("change", montrerFeuille);
	corps.addEventListener("change", () => {
		touchee = true;
	});
	element.addEventListener("toggle", () => element.open && relire());
	retenirEntree(form);
	form.addEventListener("submit", async (ev) => {
		ev.preventDefault();
		const f = numero.value;
		/** @type {any} */
		const croix = [...corps.children].flatMap((tr) => [...tr.querySelectorAll("input:checked")].map((c) => [tr.dataset.carte, c.value]));
		if (!numero.checkValidity() || !f) return texte(dit, "Le numéro de la feuille est en haut de la feuille\u00a0: de 1 à 999.");
		if (!croix.length) return texte(dit, "Cliquez d’abord les croix de cette feuille.");
		const csv = ["feuille,carte,case", ...croix.map((x) => [f, ...x].join(","))].join("\n");
		const recu = await r.demander("POST", `/api/papier/${tour()}`, csv);
		if (!recu) return;
		if (recu.code !== 200) return texte(dit, `Rien n’est enregistré. ${r.raison(recu)}`);
		saisies.set(f, new Map(croix));
		numero.value = String(Number(f) + 1);
		montrerFeuille();
		texte(dit, `Feuille ${f} enregistrée\u00a0: ${pluriel(recu.corps.reponses, "réponse")}.`);
		corps.querySelector("input")?.focus();
	});
	function peindre(x) {
		garnir(corps, x.tri.cle, () => {
			tete.replaceChildren(el("th", { scope: "col" }, "Carte"), ...numeros(x).map(([n, c]) => el("th", { scope: "col", title: c.nom }, n)));
			texte(
				legende,
				numeros(x)
					.map(([n, c]) => `${n}\u00a0${c.nom}`)
					.join(" · "),
			);
			return x.tri.cartes.map((c, i) => ligne(x, c, i));
		});
	}
	return { element, peindre, relire: () => element.open && relire() };
}
