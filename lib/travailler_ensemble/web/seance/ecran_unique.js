/* Un seul écran, recopié par le vidéoprojecteur : le mur devant, la page de l’enseignant derrière, dans le même navigateur.
   Le mur porte une barre ; elle ne commande rien elle-même, elle demande à cette page, qui seule en a le droit. */
import { bouton, el, texte } from "../commun/elements.js";

/** L’adresse d’un mur qui porte la barre. */
export const UN_ECRAN = "?un-ecran";
const MUR = "te:un-ecran:mur";
const ENSEIGNANT = "te:un-ecran:enseignant";
const MUETTE = 1500; // ms sans nouvelle de la page de l’enseignant
const FERMEE = "Votre page s’est fermée\u00a0: menez depuis votre téléphone, ou rouvrez-la.";

/** De quoi parler à l’autre page de ce navigateur : `ici` reçoit, `la` est l’autre. Rien n’y reste. */
function canalDe(ici, la) {
	return {
		dire(x) {
			try {
				localStorage.setItem(la, JSON.stringify({ ...x, quand: Date.now() }));
				localStorage.removeItem(la);
			} catch {
				/* sans mémoire partagée, le mur ne fait que montrer */
			}
		},
		recevoir: (fn) => window.addEventListener("storage", (ev) => ev.key === ici && ev.newValue && fn(JSON.parse(ev.newValue))),
	};
}
const visible = (s) => [...document.querySelectorAll(s)].find((e) => !e.closest("[hidden]"));

/** Du côté de l’enseignant : fait ce que demande le mur, lui redit le geste suivant ou la question posée. `seance()` : laquelle. */
export function repondreAuMur(seance, sur) {
	const canal = canalDe(ENSEIGNANT, MUR);
	function dire() {
		const confirmer = visible(".confirmer");
		const [non, oui] = confirmer ? confirmer.querySelectorAll("button") : [];
		const question = confirmer && { dite: confirmer.querySelector("p").textContent, non: non.textContent, oui: oui.textContent };
		const suivant = visible("[data-touche=geste]")?.textContent ?? "";
		canal.dire({ seance: seance(), suivant, question, mot: visible(".conduite .mot[role=alert]")?.textContent ?? "" });
	}
	canal.recevoir((data) => {
		if (!data.touche || data.seance !== seance()) return;
		const confirmer = visible(".confirmer");
		if (confirmer) confirmer.querySelectorAll("button")[data.touche === "oui" ? 1 : 0].click();
		else visible(`[data-touche="${CSS.escape(data.touche)}"]`)?.click();
		dire();
	});
	sur(dire);
}

/** La barre du mur : le geste suivant, la carte d’avant, celle d’après. */
export function barreDuMur(seance) {
	if (location.search !== UN_ECRAN) return null;
	const canal = canalDe(MUR, ENSEIGNANT);
	const dit = el("p", { role: "status" });
	const non = bouton("");
	const oui = bouton("");
	const avant = bouton("‹");
	const apres = bouton("›");
	const geste = bouton("…", "principal");
	avant.setAttribute("aria-label", "Carte précédente");
	apres.setAttribute("aria-label", "Carte suivante");
	const element = el("div", { class: "mener", role: "group", "aria-label": "Mener" }, dit, non, oui, avant, apres, geste);
	let attente = 0;
	function envoyer(touche) {
		canal.dire({ seance: seance(), touche });
		clearTimeout(attente);
		attente = setTimeout(() => peindre({ mot: FERMEE }), MUETTE);
	}
	/** @param {any} x */
	function peindre({ suivant = "", question = null, mot = "" }) {
		texte(dit, question?.dite ?? mot);
		texte(non, question?.non ?? "");
		texte(oui, question?.oui ?? "");
		texte(geste, suivant);
		for (const b of [non, oui]) b.hidden = !question;
		for (const b of [avant, apres, geste]) b.hidden = !!question || !suivant;
	}
	for (const [b, touche] of [
		[avant, "avant"],
		[apres, "apres"],
		[geste, "geste"],
		[non, "non"],
		[oui, "oui"],
	])
		b.addEventListener("click", () => envoyer(touche));
	canal.recevoir((data) => {
		if (data.seance !== seance()) return;
		clearTimeout(attente);
		peindre(data);
	});
	peindre({});
	return { element, saluer: () => envoyer("rien") };
}
