/* Un texte libre s’enregistre seul, et chaque touche en laisse un brouillon dans le navigateur. */
import { retenirEntree } from "../../commun/cadre.js";
import { direOuTaire, el, texte } from "../../commun/elements.js";
import { viser } from "../../commun/focus.js";
import { pluriel } from "../../commun/phrases.js";
import { lancer, poser, suivreQuestion } from "./socle.js";

const PAUSE = 800; // ms sans touche avant qu’un texte parte
const compterMots = (s) => (s.match(/[\p{L}\p{N}_]+(?:[’'-][\p{L}\p{N}_]+)*/gu) ?? []).length;

/** « , pour 80 à 120 environ ». */
function repereDe({ mots_min, mots_max }) {
	if (mots_min && mots_max) return `, pour ${mots_min} à ${mots_max} environ`;
	return mots_max ? `, pour ${mots_max} environ` : mots_min ? `, pour ${mots_min} au moins, environ` : "";
}

/** Une zone aussi haute que son texte, même quand sa largeur change. */
function fairePousser(zone) {
	function grandir() {
		if (!zone.clientWidth) return; // pas encore dans la page : l’observateur rappellera
		zone.style.height = "auto";
		zone.style.height = `${zone.scrollHeight + 4}px`;
	}
	let largeur = 0;
	const observateur = new ResizeObserver(() => {
		if (zone.clientWidth === largeur) return;
		largeur = zone.clientWidth;
		grandir();
	});
	observateur.observe(zone);
	return { grandir, arreter: () => observateur.disconnect() };
}

export function libre(racine, modele, d) {
	let minuterie = 0,
		sale = false; // du texte n’est pas encore parti
	const suivi = suivreQuestion(modele, "La page se vide. Vos versions précédentes restent gardées.", {
		permis: () => true,
		nommer: (champ, valeur) =>
			champ === "texte" ? `votre texte («\u00a0${valeur.slice(0, 60)}${valeur.length > 60 ? "…" : ""}\u00a0»)` : "un point de relecture",
		repli: () => page.titre,
		vider,
		peindre,
		compte: (r) => `${pluriel(compterMots(r.get("texte") ?? ""), "mot")}.`,
		recommence() {
			viser(zone);
		},
		phrases: {
			question: "Recommencer ce texte\u00a0?",
			recommence: "La page est vide.",
			change: "le texte a changé depuis",
		},
	});
	const { id } = suivi;

	const zone = el("textarea", {
		id: id("texte"),
		class: "champ",
		rows: "8",
		maxlength: String(d.signes_max ?? 20000),
		"aria-describedby": id("longueur"),
		spellcheck: "true",
	});
	const { grandir, arreter } = fairePousser(zone);
	const longueur = el("p", { class: "discret chiffre", id: id("longueur") });
	const points = (d.points ?? []).map((p, i) => ({ champ: `relecture-${i + 1}`, boite: el("input", { type: "checkbox" }), p }));
	const relecture = el(
		"fieldset",
		{ class: "relecture", hidden: !points.length },
		el("legend", {}, "Je relis mon texte"),
		el("p", { class: "discret" }, "Cochez ce que vous avez vérifié. La machine ne note pas ce texte."),
		points.map((x) => el("label", { class: "choix" }, x.boite, el("span", {}, x.p))),
	);
	const ecartes = el("p", { class: "ecartes", hidden: true }),
		aRelire = el("p", { class: "discret", hidden: true });
	relecture.querySelector("p").after(aRelire);
	const form = el(
		"form",
		{ class: "feuille" },
		el("div", { class: "saisie" }, el("label", { for: id("texte") }, "Votre texte"), zone, longueur, ecartes),
		relecture,
		d.explication && el("p", { class: "discret" }, d.explication),
		el("div", { class: "gestes" }, suivi.mot, suivi.ligne),
	);

	function direLongueur() {
		const n = compterMots(zone.value);
		texte(longueur, `${pluriel(n, "mot")}${repereDe(d)}`);
		/* Les points donneraient la réponse avant qu’elle soit écrite. */
		relecture.hidden = !points.length || (n < (d.seuil ?? 1) && !points.some((x) => x.boite.checked));
	}

	/** Fait partir le texte en suspens. */
	function vider() {
		clearTimeout(minuterie);
		if (!sale) return;
		sale = false;
		suivi.repondre("texte", zone.value.trim() ? zone.value : "");
		suivi.peindre();
	}

	function peindre(r) {
		const recu = r.get("texte") ?? "";
		/* Jamais sous les doigts : ce qui s’écrit l’emporte jusqu’à son départ. */
		if (!sale && zone.value !== recu && !(recu === "" && !zone.value.trim())) {
			zone.value = recu;
			grandir();
		}
		for (const x of points) {
			const oui = r.has(x.champ);
			if (x.boite.checked !== oui) x.boite.checked = oui;
		}
		direOuTaire(ecartes, suivi.etat().ecartes ?? "");
		direOuTaire(aRelire, suivi.etat().a_relire ?? "");
		direLongueur();
	}

	zone.addEventListener("input", () => {
		sale = true;
		suivi.dire("");
		suivi.esquisser("texte", zone.value.trim() ? zone.value : "");
		direLongueur();
		grandir();
		clearTimeout(minuterie);
		minuterie = setTimeout(vider, PAUSE);
	});
	zone.addEventListener("blur", vider);
	for (const x of points)
		x.boite.addEventListener("change", () => {
			vider();
			suivi.repondre(x.champ, x.boite.checked ? "oui" : "");
			suivi.peindre();
		});
	retenirEntree(form);
	form.addEventListener("submit", (ev) => ev.preventDefault());

	const page = poser(racine, suivi, d, form);
	return lancer(suivi, page, arreter);
}
