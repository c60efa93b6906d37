/* Avant la régie : préparer une séance nouvelle, ou en reprendre une. */
import { annonceur } from "../../commun/annonces.js";
import { encadrer, retenirEntree } from "../../commun/cadre.js";
import { activer, bouton, direOuTaire, el, garnir, identifiant, texte } from "../../commun/elements.js";
import { montrer } from "../../commun/focus.js";
import { jourDit, pluriel } from "../../commun/phrases.js";
import { comparaison } from "./comparer.js";
import { choisir } from "./programme.js";

/* Sans carte ni auteur : des questions à soi. */
const QUESTIONS = {
	"question-ouverte": "Mes questions\u00a0: une phrase libre",
	"question-echelle": "Mes questions\u00a0: d’accord ou pas",
	"question-partagee": "Mon cas\u00a0: à chaque métier ses informations",
};
const DUREES = { 7: "une semaine", 30: "un mois", 120: "quatre mois", 365: "un an" };

const LIBRES = ["Vos questions, une par ligne", "Huit au plus. Ce que la classe écrit ne va au mur que si vous l’y mettez."];
const PARTAGE = [
	"L’affirmation, puis une ligne par métier",
	"Par exemple «\u00a0Éducatrice\u00a0: elle sait que…\u00a0». Deux à six. Un métier par téléphone\u00a0; tous au mur après le vote.",
];
const RESTREINT = "huit à douze personnes. Une répartition se montre dès trois réponses, au lieu de cinq\u00a0; on le dit à tous d’abord.";
const SEULS = "la classe répond avant le cours, ou chez elle si ce serveur s’y joint\u00a0; vous menez la suite ensemble.";

/** `etat()`, `sur(fn)` : où l’on en est ; `geste(g)` : « preparer », « reprendre », « rejouer », « comparer », « fermer ». */
export function accueil(racine, { donnees: d, etat, sur, tris: plus = () => [] }, geste) {
	const id = identifiant();
	const voix = annonceur();
	const champ = (nom, e, aide) =>
		el("div", { class: "champ" }, el("label", { for: e.id }, nom), e, aide && el("p", { class: "discret" }, aide));
	const tris = d.tris.map((t) => el("option", { value: t.cle }));
	const miennes = Object.entries(QUESTIONS).map(([cle, nom]) => el("option", { value: cle }, nom));
	const tri = el("select", { id: `${id}-tri` }, tris, miennes);
	const questions = el("textarea", { id: `${id}-questions`, rows: "6", maxlength: "1700" });
	const mesQuestions = champ("Vos questions, une par ligne", questions, " ");
	/** Une case à cocher, son nom et ce qu’elle fait. */
	function cocher(nom, dit, suffixe, checked = false) {
		const coche = el("input", { type: "checkbox", id: `${id}-${suffixe}`, checked });
		const etiquette = el("label", { for: coche.id }, `${nom}\u00a0: `, el("span", { class: "discret" }, dit));
		return { coche, element: el("p", { class: "rangee cocher" }, coche, etiquette) };
	}
	const seuls = cocher("Ouvrir le premier vote dès maintenant, sans meneur", SEULS, "seuls");
	const restreint = cocher("Groupe restreint", RESTREINT, "restreint");
	const programme = choisir();
	const titre = el("input", { type: "text", id: `${id}-nom`, maxlength: "80", autocomplete: "off" });
	const durees = Object.entries(DUREES).map(([n, dit]) => el("option", { value: n, selected: n === "30" }, dit));
	const jours = el("select", { id: `${id}-jours` }, durees);
	const preparer = bouton("Préparer la séance", "principal", "submit");
	const dit = el("p", { class: "mot", hidden: true });
	const form = el(
		"form",
		{ class: "feuille" },
		champ("Ce que la classe va ranger", tri),
		programme.element,
		mesQuestions,
		champ("Un titre, pour vous et pour la classe", titre, "Facultatif. Il paraît au mur\u00a0: pas de nom de personne."),
		champ("Garder les réponses", jours),
		restreint.element,
		seuls.element,
		el("div", { class: "rangee" }, preparer),
		dit,
	);
	const liste = el("ul", { class: "seances", role: "list" });
	const groupes = comparaison(id, () => etat().seances ?? [], geste);
	const titreAnciennes = el("h3", { class: "t2" }, "Reprendre, rejouer, comparer");
	const anciennes = el("section", { class: "bloc" }, titreAnciennes, liste, groupes.element);
	const ou = el("span");
	const fermer = bouton("Fermer les séances");
	const tourne = el("p", { class: "rangee", hidden: true }, ou, fermer);
	fermer.addEventListener("click", () => geste({ geste: "fermer" }));
	const h2 = el("h2", { class: "t1", id: `${id}-titre`, tabindex: "-1" }, d.titre);
	const tete = el("header", { class: "tete" }, h2, el("p", { class: "discret" }, d.consigne));
	const section = encadrer(
		{ "aria-labelledby": h2.id },
		el("div", { class: "regie activite" }, voix.element, tete, anciennes, tourne, form),
	);
	retenirEntree(form);
	form.addEventListener("submit", (ev) => {
		ev.preventDefault();
		if (preparer.getAttribute("aria-disabled") === "true") return;
		const choisi = tri.value in QUESTIONS ? { questions: questions.value.split("\n") } : programme.choisi(); // ce qui manque est dit
		const reglages = {
			titre: titre.value.trim(),
			jours: Number(jours.value),
			sans_meneur: seuls.coche.checked,
			restreint: restreint.coche.checked,
		};
		if (choisi) geste({ geste: "preparer", tri: tri.value, ...reglages, ...choisi });
	});
	/** Les choix d’un tri viennent après lui : lire tous les auteurs prend un moment. */
	function peindreLesTris() {
		const connus = plus().length ? plus() : d.tris;
		connus.forEach((t, rang) => {
			const auteurs = t.choix ? `, ${pluriel(t.auteurs, "auteur")}` : "";
			texte(tris[rang], `${t.titre} (${pluriel(t.cartes, "carte")}${auteurs})`);
		});
		montrer(mesQuestions, tri.value in QUESTIONS);
		const [nom, aide] = tri.value === "question-partagee" ? PARTAGE : LIBRES;
		texte(mesQuestions.firstChild, nom);
		texte(mesQuestions.lastChild, aide);
		programme.montrer(connus.find((t) => t.cle === tri.value)?.choix, tri.value);
	}
	tri.addEventListener("change", peindreLesTris);
	function ancienne(s) {
		const b = bouton("Reprendre");
		b.setAttribute("aria-label", `Reprendre ${s.titre || s.tri}, code ${s.code}`);
		b.addEventListener("click", () => geste({ geste: "reprendre", seance: s.id }));
		const quand = s.creee_le ? `${jourDit(s.creee_le)}, ` : "";
		const trie = QUESTIONS[s.tri] ?? d.tris.find((t) => t.cle === s.tri)?.titre;
		const quoi = trie && trie !== s.titre ? `${trie}, ` : "";
		const detail = ` ${quand}${quoi}code ${s.code}, ${pluriel(s.participants ?? 0, "personne")}, ${s.dit ?? ""}`;
		const dits = [el("strong", {}, s.titre || s.tri), el("span", { class: "discret" }, detail)];
		return el("li", {}, groupes.cocher(s, dits), b, rejouer(s));
	}
	/** Les mêmes cartes et les mêmes auteurs, pour un autre groupe. */
	function rejouer(s) {
		const nom = el("input", { type: "text", id: `${id}-${s.id}`, maxlength: "80", autocomplete: "off", value: s.titre ?? "" });
		const b = bouton("Préparer", "", "submit");
		const petit = cocher("Groupe restreint", RESTREINT, `${s.id}-restreint`, !!s.restreint);
		const rangee = el("div", { class: "rangee" }, champ("Titre de cette séance-là", nom), b);
		const f = el("form", { class: "pile" }, rangee, petit.element);
		f.addEventListener("submit", (ev) => {
			ev.preventDefault();
			if (etat().sort !== "lancement") geste({ geste: "rejouer", seance: s.id, titre: nom.value.trim(), restreint: petit.coche.checked });
		});
		return el("details", {}, el("summary", {}, "Rejouer avec un autre groupe"), f);
	}
	function peindre() {
		const { sort, message = "", seances = [], serveur = {}, comparaison: comparee = "" } = etat();
		const attend = sort === "lancement";
		activer(preparer, !attend);
		peindreLesTris();
		texte(preparer, attend ? "La séance se prépare…" : "Préparer la séance");
		if (message && dit.textContent !== message) voix.dire(message);
		direOuTaire(dit, message);
		anciennes.hidden = !seances.length;
		const joint = serveur.url ? `, et les téléphones le joignent à ${serveur.url}` : "";
		texte(ou, `Le serveur des séances tourne sur cet ordinateur${joint}.`);
		montrer(tourne, !!serveur.tourne, h2);
		garnir(liste, JSON.stringify(seances), () => seances.map(ancienne));
		groupes.peindre(comparee);
	}
	racine.append(section);
	const arreter = sur(peindre);
	peindre();
	return () => {
		arreter();
		section.remove();
	};
}
