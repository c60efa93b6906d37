/* La régie : exporter les réponses, en effacer, effacer la séance. */
import { bouton, el, texte } from "../../commun/elements.js";
import { jourDit, pluriel } from "../../commun/phrases.js";

const EFFACER = [
	"Effacer la séance\u00a0?",
	"Toutes les réponses disparaissent, ici et dans le fichier, sans retour possible. Exportez-les d’abord si vous voulez les relire.",
	"Garder la séance",
];

/** `surEffacee` : ce qui suit l’effacement. */
export function garderDe(r, surEffacee) {
	const csv = bouton("Exporter les réponses (CSV)");
	const copie = bouton("Imprimer ou garder en PDF");
	const effacer = bouton("Effacer la séance");
	const quitter = r.quitter && bouton("Revenir aux séances", "nu");
	const echeance = el("p");
	const numero = el("input", { type: "text", inputmode: "numeric", id: r.id("numero"), autocomplete: "off", maxlength: "6" });
	const dit = el("p", { role: "status" });
	const demande = el("label", { for: numero.id }, "Quelqu’un demande l’effacement\u00a0: son numéro");
	const retirer = el(
		"form",
		{ class: "pile" },
		el("div", { class: "rangee" }, el("div", { class: "champ" }, demande, numero), bouton("Effacer ses réponses", "", "submit")),
		dit,
	);
	const rangee = el("div", { class: "rangee" }, csv, copie, effacer, quitter);
	const element = el(
		"details",
		{ class: "bloc" },
		el("summary", {}, "Garder, relire, effacer"),
		el("div", { class: "pile", "data-confirme": "" }, echeance, rangee),
		retirer,
	);
	csv.addEventListener("click", async () => {
		const recu = await r.appeler("GET", "/api/reponses.csv");
		if (recu.code !== 200) return r.dire(r.raison(recu));
		const marque = recu.corps.startsWith("\ufeff") ? "" : "\ufeff";
		const url = URL.createObjectURL(new Blob([marque, recu.corps], { type: "text/csv;charset=utf-8" }));
		const nom = `seance-${r.etat().seance.code.toLowerCase().split(" ").join("-")}.csv`;
		const lien = el("a", { href: url, download: nom, hidden: true });
		element.append(lien);
		lien.click();
		lien.remove();
		setTimeout(() => URL.revokeObjectURL(url), 10_000);
		r.voix.dire("Les réponses sont dans un fichier CSV.");
		const { abimees = [] } = (await r.appeler("GET", "/api/reponses")).corps ?? {};
		if (!abimees.length) return;
		const dites = pluriel(abimees.length, "réponse abîmée n’est pas", "réponses abîmées ne sont pas");
		r.dire(`${dites} dans ce fichier\u00a0: ${abimees.slice(0, 3).join("\u00a0; ")}.`);
	});
	copie.addEventListener("click", () => r.ouvrir("/copie"));
	async function toutEffacer() {
		const recu = await r.demander("DELETE", "/api/seance");
		if (!recu) return;
		if (recu.code !== 200) return r.dire(r.raison(recu));
		surEffacee();
	}
	effacer.addEventListener("click", () => r.confirmer(EFFACER, "Effacer pour de bon", toutEffacer, effacer));
	retirer.addEventListener("submit", async (ev) => {
		ev.preventDefault();
		const n = numero.value.trim();
		if (!/^\d{1,6}$/.test(n)) return texte(dit, "Ce numéro se lit sur la page de la personne\u00a0: quatre chiffres.");
		const recu = await r.demander("DELETE", `/api/participants/${n}`);
		if (!recu) return;
		texte(dit, recu.code === 200 ? `Les réponses du numéro ${n} sont effacées.` : r.raison(recu));
		if (recu.code === 200) numero.value = "";
	});
	quitter?.addEventListener("click", () => r.quitter());
	function peindre(x) {
		const jusqua = `Les réponses seront effacées d’elles-mêmes le ${jourDit(x.seance.effacer_le)}.`;
		texte(echeance, `${jusqua} Pour les relire ensuite, exportez-les\u00a0: le carnet 92 ouvre ce fichier.`);
	}
	return { element, peindre };
}
