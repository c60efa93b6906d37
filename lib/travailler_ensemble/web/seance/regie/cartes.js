/* La régie : la carte montrée au mur, ce que dira le prochain auteur, et ce qui partage la classe. */
import { activer, bouton, el, garnir } from "../../commun/elements.js";
import { montrer } from "../../commun/focus.js";
import { citer, ponctuer } from "../../commun/phrases.js";
import { raisonsDites } from "../../commun/raisons.js";
import { nommerCase, toutesLesCases } from "../../commun/reponses.js";
import { pistes, plusGrand } from "../barres.js";

/** Remplit une liste déroulante des cartes du tri, une fois. */
export function listerCartes(liste, cartes) {
	if (liste.options.length === cartes.length) return;
	liste.replaceChildren(...cartes.map((c, i) => el("option", { value: c.id }, `${i + 1}. ${c.titre}`)));
}

/** La répartition d’une carte, une colonne par vote clos. */
function repartition(x, tours, carte) {
	const votes = tours.map((t) => x.distribution[t][carte.id]);
	if (!votes.length) return [];
	if (votes.every((d) => d === null)) {
		return [
			el(
				"p",
				{ class: "discret" },
				`Moins de ${x.seuil.dit} réponses à cette carte, ou de changements depuis l’autre vote\u00a0: la répartition ne se montre pas.`,
			),
		];
	}
	const max = plusGrand(votes);
	const tetes = tours.map((t) => el("th", { scope: "col", class: "n" }, `Vote ${t}`));
	const ligne = (c) => {
		const nombres = votes.map((d) => el("td", { class: "n chiffre" }, d ? String(d[c.id] ?? 0) : "…"));
		return el(
			"tr",
			{},
			el("th", { scope: "row" }, c.nom),
			nombres,
			el("td", { "aria-hidden": "true", class: "piste" }, pistes(votes, c.id, max)),
		);
	};
	return [
		el(
			"table",
			{ class: "barres" },
			el("caption", { class: "visuel-cache" }, `Réponses à ${citer(carte.titre)}`),
			el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Case"), tetes, el("td", { "aria-hidden": "true" }))),
			el("tbody", {}, toutesLesCases(x.tri).map(ligne)),
		),
	];
}

/** Pour l’enseignant seul : ce que dira le prochain auteur de la carte montrée. */
function auteurSuivant(r, repli) {
	const element = el("div", { class: "suivant" });
	const auteurs = new Map();
	const lecture = (l) => {
		const annee = l.annee && el("span", { class: "discret" }, `${l.annee}\u00a0: `);
		const phrase = el("strong", {}, ponctuer(l.phrase || "se prononce autrement"));
		return el("div", { class: "lecture" }, el("p", {}, annee, phrase), raisonsDites(l));
	};
	async function peindre(x) {
		const rang = x.etat.devoiles + 1;
		const la = ["clos", "discussion", "auteurs"].includes(x.etat.phase) && rang <= x.auteurs.total;
		montrer(element, la, repli);
		if (!la) return;
		if (!auteurs.has(rang)) {
			auteurs.set(rang, null);
			const recu = await r.appeler("GET", `/api/auteurs/${rang}`);
			if (recu.code === 200) auteurs.set(rang, recu.corps);
			else auteurs.delete(rang);
			if (r.etat()) peindre(r.etat());
			return;
		}
		const a = auteurs.get(rang);
		if (!a) return;
		garnir(element, `${rang} ${x.etat.carte}`, () => {
			const lu = a.cartes[x.etat.carte];
			const titre = el("h4", {}, `À suivre, pour vous seul\u00a0: ${a.nom} (${rang} sur ${x.auteurs.total})`);
			return [titre, ...(lu ? lu.lectures.map(lecture) : [el("p", {}, "Ne dit rien de cette carte.")])];
		});
	}
	return { element, peindre };
}

/** La carte dont on parle. */
export function carteAuMur(r, repli) {
	const choisir = el("select", { id: r.id("carte") });
	const avant = bouton("Précédente");
	const apres = bouton("Suivante");
	avant.dataset.touche = "avant";
	apres.dataset.touche = "apres";
	const recit = el("div");
	const barres = el("div", { class: "defile", tabindex: "0", role: "region", "aria-label": "Répartition de la carte" });
	const suivant = auteurSuivant(r, repli);
	const titre = el("h3", { class: "t2", id: r.id("parler") }, "La carte au mur");
	const element = el(
		"section",
		{ class: "bloc", "aria-labelledby": titre.id },
		titre,
		el("div", { class: "choisir" }, el("label", { for: choisir.id }, "Carte"), choisir, avant, apres),
		el("details", { class: "recit" }, el("summary", {}, "Relire la carte"), recit),
		barres,
		suivant.element,
	);
	const montrerCarte = (carte) => r.faire("carte", { carte });
	function decaler(pas) {
		const { tri, etat } = r.etat();
		const cible = tri.cartes[tri.cartes.findIndex((c) => c.id === etat.carte) + pas];
		if (cible) montrerCarte(cible.id);
	}
	choisir.addEventListener("change", () => montrerCarte(choisir.value));
	avant.addEventListener("click", () => decaler(-1));
	apres.addEventListener("click", () => decaler(1));

	function peindre(x) {
		const { cartes } = x.tri;
		const rang = cartes.findIndex((c) => c.id === x.etat.carte);
		const carte = cartes[rang];
		listerCartes(choisir, cartes);
		if (choisir.value !== x.etat.carte) choisir.value = x.etat.carte;
		activer(avant, rang > 0);
		activer(apres, rang < cartes.length - 1);
		garnir(recit, x.etat.carte, () => (carte?.paragraphes ?? []).map((p) => el("p", {}, p)));
		const tours = r.tours();
		const cle = JSON.stringify([x.etat.carte, tours.map((t) => x.distribution[t][x.etat.carte]), x.mains]);
		garnir(barres, cle, () => (carte ? repartition(x, tours, carte) : []));
		barres.hidden = !barres.firstChild;
		suivant.peindre(x);
	}
	return { element, peindre };
}

/** Chaque carte, et comment la classe s’y répartit ; la plus partagée d’abord. */
export function cartesPartagees(r, repli) {
	const lignes = el("tbody");
	const tete = el("tr");
	const titre = el("h3", { class: "t2", id: r.id("partage") }, "Ce qui partage la classe");
	const legende = el("caption", { class: "visuel-cache" }, "Chaque carte, et comment la classe s’y répartit");
	const table = el("table", { class: "cartes" }, legende, el("thead", {}, tete), lignes);
	const defile = el("div", { class: "defile", tabindex: "0", role: "region", "aria-labelledby": titre.id }, table);
	const element = el("section", { class: "bloc", "aria-labelledby": titre.id }, titre, defile);
	let peint = "";

	/** « Partenariat (12) » ; « aucune ne domine » au-delà de deux à égalité. */
	function plusDonnee(x, comptes) {
		if (!comptes) return "";
		const n = Math.max(0, ...Object.values(comptes));
		const plus = Object.keys(comptes).filter((k) => comptes[k] === n);
		return plus.length > 2 ? "aucune ne domine" : `${plus.map((c) => nommerCase(x.tri, c)).join(" et ")} (${n})`;
	}
	function ligne(x, tours, c) {
		const b = el("button", { type: "button", class: "jeton", "data-carte": c.id, "aria-pressed": String(c.id === x.etat.carte) }, c.titre);
		b.addEventListener("click", () => {
			if (c.id !== r.etat().etat.carte) r.faire("carte", { carte: c.id });
		});
		const dits = tours.map((t) => {
			const partage = (x.partagees?.[t] ?? []).includes(c.id);
			return el("td", { class: partage && "fort" }, x.dispersion_dite?.[t]?.[c.id] ?? "");
		});
		return el("tr", {}, el("th", { scope: "row" }, b), dits, el("td", {}, plusDonnee(x, x.distribution[tours[tours.length - 1]][c.id])));
	}
	function peindre(x) {
		const tours = r.tours();
		const t = tours[tours.length - 1];
		montrer(element, !!t, repli);
		const cle = JSON.stringify([x.dispersion, x.etat.carte, x.distribution]);
		if (!t || peint === cle) return;
		peint = cle;
		const titres = ["Carte", ...tours.map((n) => `Vote ${n}`), "Réponse la plus donnée"];
		tete.replaceChildren(...titres.map((s) => el("th", { scope: "col" }, s)));
		const d = x.dispersion?.[t] ?? {};
		const ordre = [...x.tri.cartes].sort((a, b) => (d[b.id] ?? -1) - (d[a.id] ?? -1));
		/** @type {any} */
		const actif = document.activeElement;
		const tenue = lignes.contains(actif) ? actif.dataset.carte : "";
		lignes.replaceChildren(...ordre.map((c) => ligne(x, tours, c)));
		if (tenue) lignes.querySelector(`[data-carte="${CSS.escape(tenue)}"]`)?.focus({ preventScroll: true });
	}
	return { element, peindre };
}
