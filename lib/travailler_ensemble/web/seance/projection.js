/* Le mur : ce que toute la classe voit. Rien ne s’y commande : l’enseignant mène, le mur suit, et lui transmet ses touches.

   Plein : la classe ; anneau : un auteur ; hachures : le premier vote. Pendant un vote, des comptes seuls, jamais de contenu. */
import { annonceur } from "../commun/annonces.js";
import { bouton, el, texte } from "../commun/elements.js";
import { insecable } from "../commun/phrases.js";
import { secretDe, TOUCHES, theme } from "./acces.js";
import { barreDuMur } from "./ecran_unique.js";
import { estFini, lier } from "./lien.js";
import { adresseDe, compteurDe, PERDUE, sansEtat, scene } from "./mur/scenes.js";
import { dureeDite, rebours } from "./rebours.js";

/* Ce qui ne tient pas au mur est sur les téléphones : lettres de raisons, puis nombre de lectures, jusqu’à ce que rien ne dépasse. */
const PLACES = [
	[330, 9],
	[190, 9],
	[120, 3],
	[60, 2],
	[0, 2],
	[0, 1],
];

const MENENT = { ArrowRight: "apres", PageDown: "apres", ArrowLeft: "avant", PageUp: "avant", " ": "geste" };

/** Ce qu’il faut aller chercher : le QR, les auteurs dévoilés, le bilan ; `peindre` quand c’est là. */
function recherches(lien, peindre) {
	const auteurs = new Map(); // rang → ce qu’il répond
	let qr = "";
	let qrDe = "";
	let bilan = null;
	let bilanDe = "";
	return {
		auteurs,
		qr: () => qr,
		bilan: () => bilan,
		/** Le QR de cette adresse et de ce code. @param {string} cle */
		async chercherQr(cle) {
			if (qrDe === cle) return;
			qrDe = cle;
			const r = await lien.appeler("GET", "/api/qr.svg");
			if (qrDe !== cle) return;
			if (r.code !== 200 || typeof r.corps !== "string" || !r.corps) {
				qrDe = "";
				return;
			}
			qr = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(r.corps)}`;
			peindre();
		},
		async chercherAuteur(rang) {
			if (auteurs.has(rang)) return;
			auteurs.set(rang, null);
			const r = await lien.appeler("GET", `/api/auteurs/${rang}`);
			if (r.code !== 200) return auteurs.delete(rang);
			auteurs.set(rang, r.corps);
			peindre(true);
		},
		async chercherBilan(cle) {
			if (bilanDe === cle) return;
			bilanDe = cle;
			const r = await lien.appeler("GET", "/api/bilan");
			if (r.code === 200) {
				bilan = r.corps;
				peindre(true);
			} else if (bilanDe === cle) bilanDe = "";
		},
	};
}

function monter(racine, lien, basculer) {
	const titre = el("h1");
	const ou = el("p");
	const place = el("main", { class: "scene" });
	const groupe = el("p", { class: "groupe" });
	const rejoindre = el("p", { class: "rejoindre" });
	const note = el("p", { class: "note" });
	const voix = annonceur();
	const plein = bouton("Plein écran", "nu");
	const teinte = bouton("Clair, sombre", "nu");
	const minuterie = el("span", { class: "minuterie chiffre", role: "timer" });
	const compteur = compteurDe(minuterie);
	const mene = barreDuMur(() => lien.etat()?.seance.id);
	const pied = el("footer", { class: "pied" }, groupe, rejoindre, note, el("div", { class: "outils" }, teinte, plein));
	const mur = el("div", { class: "mur" }, el("header", { class: "haut" }, titre, ou), place, pied, mene?.element);
	const section = el("div", { class: "te projection", lang: "fr" }, voix.element, mur);
	const ailleurs = recherches(lien, peindre);
	let permis = PLACES[0];
	let peint = "";
	let salue = false; // la page de l’enseignant sait que ce mur attend ses gestes
	let attente = 0;
	const m = { ...ailleurs, compteur, minuterie, place: () => permis };

	const compte = rebours(
		() => lien.etat()?.etat.fin,
		lien.maintenant,
		(s) => {
			minuterie.hidden = s === null;
			if (s !== null) texte(minuterie, s ? dureeDite(s) : "C’est l’heure.");
		},
	);

	/** Au mur, personne ne fait défiler : on resserre, puis on abrège ce que dit l’auteur. Une page étroite ou agrandie, elle, défile. */
	function ajuster(composer, abreger) {
		const trop = () => document.documentElement.scrollHeight > innerHeight + 1;
		if (!matchMedia("(min-width: 60rem) and (min-aspect-ratio: 1/1)").matches) return;
		if (trop()) mur.classList.add("serree");
		for (const p of abreger ? PLACES.slice(1) : []) {
			if (!trop()) return;
			permis = p;
			place.replaceChildren(composer()[3]);
		}
	}

	/** Refait la scène. Le compteur d’un vote qui dure reste en place : une annonce ne se répète pas. */
	function poser(x, sort, reste) {
		permis = PLACES[0];
		mur.classList.remove("serree");
		const composer = () => (x ? scene(x, m) : sansEtat(sort));
		const [t, o, n, corps] = composer();
		const cle = x ? `${x.etat.carte} ${x.etat.tour}` : "";
		document.title = `${t} · Travailler ensemble`;
		texte(titre, t);
		texte(ou, o);
		const nom = x?.seance.titre ?? "";
		texte(groupe, nom === t ? "" : nom);
		note.dataset.note = n;
		const dure = reste && x?.etat.phase === "vote" && place.contains(compteur.element) && place.dataset.cle === cle;
		if (!dure) place.replaceChildren(corps);
		ajuster(composer, x?.etat.phase === "auteurs");
		place.dataset.cle = cle;
		mur.dataset.phase = x?.etat.phase ?? "";
		voix.dire([t, o].filter(Boolean).join(". "));
	}

	function peindreRejoindre(x) {
		const montre = x && !["preparation", "terminee"].includes(x.etat.phase);
		const adresse = montre ? adresseDe(x) : "";
		const perdue = montre && !adresse && x.ouverture?.perdue;
		rejoindre.hidden = !adresse && !perdue;
		const cle = perdue ? PERDUE : `${adresse} ${x?.seance.code}`;
		if (rejoindre.hidden || rejoindre.dataset.de === cle) return;
		rejoindre.dataset.de = cle;
		if (perdue) return rejoindre.replaceChildren(PERDUE);
		const code = el("b", {}, insecable(x.seance.code));
		rejoindre.replaceChildren("Rejoindre\u00a0: ", el("b", {}, adresse.replace(/^https?:\/\//, "")), " · code ", code);
	}

	/** Une scène ne se refait que si ce qu’elle montre a changé ; les comptes et la minuterie s’y mettent à jour sur place. */
	function peindre(force = false) {
		const sort = lien.sort();
		const x = estFini(sort) ? null : lien.etat();
		if (x && adresseDe(x)) ailleurs.chercherQr(`${adresseDe(x)} ${x.seance.code}`);
		const montre = x && [
			x.etat,
			x.seance,
			x.ouverture,
			x.distribution,
			x.raisons,
			x.faits,
			x.etat.phase === "vote" || x.presents,
			ailleurs.qr(),
		];
		const cle = x ? JSON.stringify(montre) : sort;
		if (force || cle !== peint) {
			const avant = peint;
			peint = cle;
			poser(x, sort, !!avant);
		}
		peindreRejoindre(x);
		const coupe = sort === "perdu";
		texte(note, coupe ? "La page retrouve la séance…" : (note.dataset.note ?? ""));
		note.classList.toggle("grave", coupe);
		if (x?.etat.phase === "vote") compteur.peindre(x);
		if (x && mene && !salue) {
			salue = true;
			mene.saluer();
		}
		compte.battre();
	}

	plein.addEventListener("click", () => {
		if (document.fullscreenElement) document.exitFullscreen();
		else document.documentElement.requestFullscreen?.().catch(() => {});
	});
	teinte.addEventListener("click", basculer);
	/* Le clavier ou une télécommande, devant le mur : la page de l’enseignant, ouverte dans ce navigateur, fera le geste. */
	document.addEventListener("keydown", (ev) => {
		const cible = /** @type {HTMLElement} */ (ev.target);
		const touche = MENENT[ev.key];
		if (!touche || ev.repeat || ev.ctrlKey || ev.altKey || ev.metaKey || cible.closest("button") || !lien.etat()) return;
		ev.preventDefault();
		try {
			localStorage.setItem(TOUCHES, `${lien.etat().seance.id} ${touche} ${Date.now()}`);
		} catch {
			/* sans mémoire partagée, le mur ne fait que montrer */
		}
	});
	window.addEventListener("resize", () => {
		clearTimeout(attente);
		attente = setTimeout(() => peindre(true), 150);
	});
	racine.append(section);
	lien.sur(() => peindre());
	peindre();
}

const basculer = theme();
secretDe("te:projection").then((secret) => monter(document.getElementById("hote"), lier({ secret }), basculer));
