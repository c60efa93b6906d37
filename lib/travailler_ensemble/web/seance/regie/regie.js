/* La régie : ce que l’enseignant voit et fait. Un composant, deux hôtes : la page /enseignant, qui parle au serveur elle-même, et le
   carnet, où Python parle pour elle.

   Le modèle : `etat()` (celui de l’enseignant, ou null), `lien()` ({ sort, message }), `sur(fn)`, `maintenant()` (heure du serveur),
   `appeler(methode, chemin, corps)` → { code, corps } (0 : le serveur n’a pas répondu), `recevoir(etat)`,
   `liens()` ({ projection, enseignant }), et, s’il y a où revenir, `quitter()` ; `page(html)` ouvre une page quand l’hôte s’en charge. */
import { annonceur } from "../../commun/annonces.js";
import { encadrer } from "../../commun/cadre.js";
import { bouton, direOuTaire, el, identifiant, texte } from "../../commun/elements.js";
import { montrer, viser } from "../../commun/focus.js";
import { insecable, pluriel } from "../../commun/phrases.js";
import { ditsDe } from "../../commun/reponses.js";
import { icone } from "../../commun/signes.js";
import { gardeDe } from "../acces.js";
import { carteAuMur, cartesPartagees } from "./cartes.js";
import { conduiteDe, confirmation, suiteDesEtapes } from "./conduite.js";
import { entreeDe } from "./entree.js";
import { garderDe } from "./garder.js";
import { raisonsDe } from "./raisons.js";
import { projeterDe, reseauDe } from "./reseau.js";
import { sansTelephone } from "./sans_telephone.js";

const REPRENDRE = "Reprenez la séance depuis le carnet 90 ou la commande «\u00a0labo.py seance\u00a0».";
const MORTES = {
	refuse: `Cette adresse ne vaut plus. ${REPRENDRE}`,
	renouvele: `Cette séance a été reprise dans une autre page\u00a0: menez-la là-bas. Sinon, r${REPRENDRE.slice(1)}`,
	effacee: "Cette séance est effacée. Il n’en reste rien.",
};
const DEJA = "La séance avait déjà avancé\u00a0: voici où elle en est. Votre geste n’a pas été fait une seconde fois.";

const RECOPIE = "te:recopie";
/** Un rechargement, écran recopié, ne montre rien de plus. */
function memoriser(oui) {
	try {
		sessionStorage.setItem(RECOPIE, oui ? "oui" : "");
	} catch {
		/* sans mémoire, il faudra le redire */
	}
}
const memoire = () => gardeDe(RECOPIE) === "oui";

/** Ce que les pièces de la régie se partagent : le modèle, de quoi dire, demander, faire. */
function outillage(modele, mot, section) {
	const racine = identifiant();
	const voix = annonceur();
	let occupe = false;
	let enRoute = Promise.resolve();
	let dernierPas = 0;
	const id = (s) => `${racine}-${s}`;
	const raison = (r) => r.corps?.message || "La séance ne répond pas. Rien n’a changé\u00a0; réessayez.";
	function dire(s) {
		direOuTaire(mot, s);
		if (s) voix.dire(s);
	}
	/** Plus aucune demande n’est en route. */
	async function libre() {
		while (occupe) await enRoute;
	}
	/** Une demande à la fois ; rend la réponse, ou null si une autre est en cours. */
	async function demander(methode, chemin, corps) {
		if (occupe) return null;
		occupe = true;
		section().setAttribute("aria-busy", "true");
		const reponse = modele.appeler(methode, chemin, corps);
		enRoute = reponse.then(() => undefined);
		const r = await reponse;
		occupe = false;
		section().removeAttribute("aria-busy");
		return r;
	}
	/** Un geste attend son tour, puis part avec la version affichée : si la séance a avancé, rien ne change et on le montre. */
	async function faire(geste, plus = {}) {
		await libre();
		const { version } = modele.etat();
		const r = await demander("POST", "/api/gestes", { geste, version, ...plus });
		if (!r) return;
		if (r.code === 200) {
			dernierPas = Date.now();
			dire("");
			return modele.recevoir(r.corps);
		}
		const nouvel = r.corps?.etat?.etat ? r.corps.etat : null;
		if (nouvel) modele.recevoir(nouvel);
		dire(r.code === 409 && nouvel && nouvel.version !== version ? DEJA : raison(r));
	}
	async function copier(s, b) {
		let fait = true;
		try {
			await navigator.clipboard.writeText(s);
		} catch {
			/* hors contexte sûr : l’ancienne façon */
			const champ = el("textarea", { class: "visuel-cache", readonly: true, "aria-hidden": "true" }, s);
			section().append(champ);
			champ.select();
			fait = document.execCommand("copy");
			champ.remove();
			b.focus();
		}
		voix.dire(fait ? "Adresse copiée." : `Copie impossible. L’adresse est\u00a0: ${s}`);
		if (!fait) return;
		const nom = b.textContent;
		texte(b, "Adresse copiée");
		setTimeout(() => texte(b, nom), 2000);
	}
	/** Une page à imprimer, telle que la rend le serveur. */
	async function ouvrir(chemin) {
		const fenetre = modele.page ? null : window.open("", "_blank");
		const recu = await modele.appeler("GET", chemin);
		if (recu.code !== 200) {
			fenetre?.close();
			return dire(raison(recu));
		}
		if (modele.page) return modele.page(recu.corps);
		if (!fenetre) return dire("Le navigateur a bloqué la nouvelle page\u00a0: autorisez-la, puis réessayez.");
		fenetre.document.write(recu.corps);
		fenetre.document.close();
	}
	const tours = () => Object.keys(modele.etat()?.distribution ?? {}).sort();
	return {
		...modele,
		id,
		voix,
		dire,
		raison,
		demander,
		faire,
		copier,
		ouvrir,
		tours,
		occupe: () => occupe,
		libre,
		dernierPas: () => dernierPas,
	};
}

export function monter(racine, modele) {
	const mot = el("p", { class: "mot", hidden: true });
	const r = outillage(modele, mot, () => section);
	const titre = el("h2", { class: "t1", id: r.id("titre"), tabindex: "-1" });
	const sous = el("p", { class: "discret" });
	const etapes = suiteDesEtapes();
	const lien = el("p", { class: "etat grave", hidden: true }, icone("attention"), el("span"));
	const rien = el("p", { class: "t2", tabindex: "-1" });
	const revenir = el("div", { class: "rangee", hidden: true }, bouton("Revenir aux séances"));
	let effacee = false;

	const conduite = conduiteDe(r, mot);
	const aConfirmer = confirmation(r, conduite.ou);
	r.confirmer = aConfirmer.demander;
	r.oublierConfirmation = aConfirmer.oublier;
	const carte = carteAuMur(r, conduite.ou);
	/* Écran recopié : ce qui n’est que pour elle se cache, jusqu’à ce qu’elle le redemande. */
	const cache = el(
		"div",
		{ class: "avertissement pile", hidden: true },
		el("p", {}, el("strong", {}, "Écran recopié."), " Les répartitions, les raisons et l’auteur suivant sont cachés ici."),
		el("div", { class: "rangee" }, bouton("Tout montrer")),
	);
	r.cacher = (oui) => {
		tout.classList.toggle("recopie", oui);
		montrer(cache, oui, titre);
		memoriser(oui);
	};
	cache.querySelector("button").addEventListener("click", () => r.cacher(false));
	const raisons = raisonsDe(r, conduite.ou);
	const partage = cartesPartagees(r, conduite.ou);
	const projeter = projeterDe(r, conduite.ou);
	const sans = sansTelephone(r);
	const entree = entreeDe(r);
	const garder = garderDe(r, () => {
		effacee = true;
		peindre();
		viser(rien, section);
	});
	const mener = el("div", { class: "mener" }, conduite.element, cache, raisons.element, carte.element, partage.element);
	const cote = el("div", { class: "cote" }, projeter.element, entree.element, sans.element, garder.element);
	const corps = el("div", { class: "corps" }, mener, cote);
	const ici = el("p", { class: "bandeau" }, "Écran de l’enseignant, ne pas projeter");
	const tete = el("header", { class: "tete" }, ici, titre, sous, etapes.element);
	const reseau = reseauDe(r, mener, cote);
	const tout = el(
		"div",
		{ class: "regie activite" },
		r.voix.element,
		tete,
		lien,
		reseau.coupure,
		entree.avertissement,
		rien,
		revenir,
		corps,
	);
	const section = encadrer({ "aria-labelledby": titre.id }, tout);

	revenir.firstChild.addEventListener("click", () => modele.quitter?.());
	/* Une touche Entrée maintenue ne mène pas la séance à sa fin. */
	const retenir = (ev) => {
		if (ev.repeat && (ev.key === "Enter" || ev.key === " ") && ev.target.tagName === "BUTTON") ev.preventDefault();
	};
	section.addEventListener("keydown", retenir, true);

	/** Sans séance à mener : pourquoi. */
	function peindreSort(x, sort) {
		const mort = effacee ? MORTES.effacee : (MORTES[sort] ?? (x ? "" : "La page cherche la séance…"));
		texte(rien, mort);
		montrer(rien, !!mort);
		revenir.hidden = !modele.quitter || !(effacee || MORTES[sort]);
		montrer(corps, !mort, rien);
		montrer(etapes.element, !mort, rien);
		sous.hidden = !!mort;
		if (mort) {
			texte(titre, x?.seance.titre || "Mener la séance");
			for (const a of [reseau.coupure, entree.avertissement]) montrer(a, false);
		}
		return !mort;
	}

	function peindre() {
		const x = modele.etat();
		const { sort, message } = modele.lien();
		const perdu = sort === "perdu";
		montrer(lien, perdu, titre);
		texte(lien.lastChild, message || "La page retrouve la séance… Ce qui est enregistré l’est toujours.");
		if (perdu) reseau.rouvrir(x, true);
		if (!peindreSort(x, sort)) return;
		texte(titre, x.seance.titre || x.tri.titre);
		const la = [
			x.seance.titre && x.seance.titre !== x.tri.titre && x.tri.titre,
			pluriel(x.tri.cartes.length, ditsDe(x.tri).une),
			`code ${insecable(x.seance.code)}`,
			pluriel(x.presents ?? 0, "personne présente", "personnes présentes"),
			x.seuil.annonce && `groupe restreint\u00a0: dès ${x.seuil.dit} réponses`,
		];
		texte(sous, la.filter(Boolean).join(" · "));
		if (!perdu) reseau.rouvrir(x, false);
		for (const piece of [etapes, conduite, reseau, partage, carte, raisons, entree, sans, garder, projeter]) piece.peindre(x);
	}

	for (const e of [raisons.element, carte.element, partage.element, conduite.conseil]) e.classList.add("pour-elle");
	racine.append(section);
	if (memoire()) r.cacher(true);
	const arreter = modele.sur(peindre);
	peindre();
	return () => {
		arreter();
		conduite.arreter();
		section.remove();
	};
}
