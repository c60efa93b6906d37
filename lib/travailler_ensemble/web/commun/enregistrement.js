/* La ligne d’état d’une activité : enregistrée, pas encore, pas du tout ; et « Annuler ». */
import { bouton, el, texte } from "./elements.js";
import { montrer } from "./focus.js";
import { ponctuer } from "./phrases.js";
import { icone } from "./signes.js";

const ESSAI = 10; // s entre deux essais d’écriture
export const REDEMARRER = "menu «\u00a0Noyau\u00a0», puis «\u00a0Redémarrer le noyau et exécuter toutes les cellules\u00a0».";

/** La cause dite par le carnet, sans son décompte : le nôtre avance. @param {string} message */
export function causeDite(message) {
	const dite = message
		.replace(/^\s*non enregistrée?\s*[.:]\s*/i, "")
		.replace(/[\s;,]*nouvel essai dans \d+\s*s(econdes)?\s*\.?\s*$/i, "")
		.trim();
	return ponctuer(dite || "Vos réponses sont gardées ici.");
}

/** Ce que l’on dit quand le noyau se tait ; `garde` : les brouillons. */
export function silenceDit(garde) {
	const lieu = garde.durable() ? "ici" : "ici tant que cette page reste ouverte";
	const gardee = garde.lire().size ? ` Votre réponse est gardée ${lieu}.` : "";
	return `Le noyau ne répond pas.${gardee} Si cela dure\u00a0: ${REDEMARRER}`;
}

/** `reessayer()` : demande un nouvel essai d’écriture ; appelé toutes les dix secondes tant que le disque refuse. */
export function ligneDEnregistrement(reessayer) {
	const dit = el("span");
	const essaiDans = el("span", { class: "chiffre" });
	const annuler = bouton("Annuler", "nu");
	const ligne = el("p", { class: "etat" }, icone("garde"), icone("attention"), dit, annuler);
	let decompte = 0;
	let horloge = 0;
	let peint = "";

	const direDecompte = () => texte(essaiDans, decompte > 0 ? `Nouvel essai dans ${decompte}\u00a0s.` : "Nouvel essai.");
	function battre() {
		decompte -= 1;
		if (decompte < 0) decompte = ESSAI;
		if (decompte === 0) reessayer();
		direDecompte();
	}
	function arreter() {
		clearInterval(horloge);
		horloge = 0;
	}
	/** `genre` : « garde », « essai » (le disque refuse, on réessaie) ou « grave » (le noyau se tait). */
	function peindre(genre, message, annulable, repli) {
		if (peint !== `${genre} ${message}`) {
			peint = `${genre} ${message}`;
			ligne.classList.toggle("grave", genre !== "garde");
			ligne.classList.toggle("muet", !message);
			const suite = genre === "essai" ? [" ", essaiDans] : [];
			dit.replaceChildren(...(genre === "garde" ? [message] : [el("strong", {}, "Non enregistré."), ` ${message}`, ...suite]));
		}
		montrer(annuler, annulable && genre === "garde", repli);
	}
	/** Compte jusqu’au prochain essai tant que le disque refuse. */
	function compter(refuse) {
		if (!refuse) return arreter();
		if (!horloge) {
			decompte = ESSAI;
			horloge = setInterval(battre, 1000);
		}
		direDecompte();
	}
	function recompter() {
		decompte = ESSAI;
	}
	return { ligne, annuler, peindre, compter, recompter, arreter };
}
