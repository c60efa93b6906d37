/* « Mon compte rendu » : la copie telle qu’elle sera remise, refaite à chaque fois qu’on la regarde ou qu’on la demande. */
import { encadrer } from "../../commun/cadre.js";
import { pageMontree } from "../../commun/cadre_de_page.js";
import { bouton, el, texte } from "../../commun/elements.js";
import { telecharger } from "../../commun/fichiers.js";
import { demanderAuModele, enCarnet } from "../../commun/modele.js";

const ATTENTE = 8000; // ms : au-delà, le noyau ne répond pas
const MUET = "Le labo ne répond pas : rien n’a été refait. Rechargez la page, puis recommencez.";

const EFFACABLE = "Ce navigateur peut effacer vos réponses (fenêtre privée, poste nettoyé) : emportez-les avant de fermer.";

export function monter(racine, modele) {
	const d = { groupe_max: 20, navigateur: false, ...modele.donnees };
	let demandes = 0,
		minuterie = 0,
		/** Ce qu’il faut faire de la copie quand elle arrive ; vide si on ne l’attend pas. */
		suite = null;

	const dit = el("p", { class: "discret", role: "status" });
	const page = bouton("Télécharger la page", "principal"),
		table = bouton("Tableau"),
		imprimer = bouton("Imprimer"),
		ecrire = bouton("Écrire mes réponses dans le carnet");
	const groupe = el("input", { type: "text", class: "champ", maxlength: String(d.groupe_max), autocomplete: "off", spellcheck: "false" });
	const saisie = el("label", { class: "groupe" }, el("span", {}, "Code de groupe, si on vous en a donné un (pas votre nom)"), groupe);
	const { vue, montrer, arreter } = pageMontree("Ma copie", "allow-same-origin allow-modals");
	const outils = el("div", { class: "outils" }, page, table, imprimer, ecrire);
	const emporter = bouton("Emporter mes réponses"),
		reprendre = bouton("Reprendre…"),
		choisi = el("input", { type: "file", accept: ".json,application/json", hidden: "" }),
		garde = el("p", { class: "discret" }, "Un seul fichier, à reprendre sur un autre appareil."),
		bagage = el("div", { class: "outils" }, emporter, reprendre, choisi, garde);
	const section = encadrer({ "aria-label": "Mon compte rendu" }, el("div", { class: "copie" }, outils, saisie, dit, vue, bagage));
	racine.append(section);
	// Une page du site ne s’enregistre pas : elle cacherait la suivante.
	if (d.navigateur) {
		ecrire.hidden = true;
		navigator.storage?.persisted?.().then((sur) => {
			if (!sur) texte(garde, EFFACABLE);
		});
	}

	/** Demande une copie refaite, et ce qu’on en fera ; le noyau répond, ou son silence se dit. */
	function demander(geste, faire = () => {}, plus = {}) {
		suite = faire;
		clearTimeout(minuterie);
		minuterie = setTimeout(() => texte(dit, MUET), ATTENTE);
		demanderAuModele(modele, { geste, demande: ++demandes, ...plus });
	}

	const donner = (contenu, type, suffixe) => telecharger(`${modele.etat().nom}.${suffixe}`, contenu, type);

	/** Le lecteur enregistre le carnet ; sans lui, on dit comment le faire. */
	async function enregistrer() {
		const detail = {};
		section.dispatchEvent(new CustomEvent("te-enregistrer", { bubbles: true, detail }));
		try {
			if (!detail.fait) throw new Error("personne n’enregistre ici");
			texte(dit, `Vos réponses sont écrites dans «\u00a0${await detail.fait}\u00a0».`);
		} catch {
			texte(dit, "Vos réponses sont dans le carnet. Enregistrez-le\u00a0: menu «\u00a0Fichier\u00a0».");
		}
	}

	function peindre() {
		const e = modele.etat();
		for (const x of [outils, saisie, vue]) x.hidden = e.vide;
		texte(dit, e.dit ?? "");
		if (document.activeElement !== groupe) groupe.value = e.groupe ?? "";
		montrer(e.page);
	}

	page.addEventListener("click", () => demander("ranger", (e) => donner(e.page, "text/html", "html")));
	table.addEventListener("click", () => demander("ranger", (e) => donner(e.table, "text/csv", "csv")));
	imprimer.addEventListener("click", () =>
		demander("preparer", () => {
			if (vue.contentDocument?.readyState === "complete") vue.contentWindow?.print();
			else vue.addEventListener("load", () => vue.contentWindow?.print(), { once: true });
		}),
	);
	ecrire.addEventListener("click", () => demander("ecrire", enregistrer));
	emporter.addEventListener("click", () =>
		demander("emporter", (e) => telecharger(`mes-reponses-${e.jour}.json`, e.emporte, "application/json")),
	);
	reprendre.addEventListener("click", () => choisi.click());
	choisi.addEventListener("change", async () => {
		const [fichier] = choisi.files;
		if (fichier) demander("reprendre", () => {}, { texte: await fichier.text() });
		choisi.value = "";
	});
	groupe.addEventListener("change", () => demander("groupe", () => {}, { valeur: groupe.value }));

	const quitter = modele.sur(() => {
		peindre();
		const e = modele.etat();
		if (e.demande !== demandes) return;
		clearTimeout(minuterie);
		const faire = suite;
		suite = null;
		if (!e.vide || e.emporte) faire?.(e);
	});
	// Revenue sous les yeux, elle se refait : rien d’ancien ne se lit.
	const regard = new IntersectionObserver((vus) => !suite && vus.some((v) => v.isIntersecting) && demander("preparer"));
	regard.observe(section);
	peindre();

	return () => {
		clearTimeout(minuterie);
		quitter();
		regard.disconnect();
		arreter();
		section.remove();
	};
}

export default enCarnet(monter);
