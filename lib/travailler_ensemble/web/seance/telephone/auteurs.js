/* Sur le téléphone : ce que les auteurs dévoilés disent de chaque carte, à côté de mes réponses. */
import { direOuTaire, el, garnir, texte } from "../../commun/elements.js";
import { viser } from "../../commun/focus.js";
import { citer, enLettres, majuscule, pluriel, ponctuer } from "../../commun/phrases.js";
import { raisonsDites } from "../../commun/raisons.js";
import { RETOURS, signe } from "../../commun/signes.js";
import { MOTS, reponseDite, suiteDite, voteDit } from "./attente.js";

const SENS = [
	["Accord", "Il reconnaît dans cette carte la réponse que vous avez choisie."],
	["Nuance", "Il hésite, ou y reconnaît une réponse voisine."],
	["Désaccord", "Il ne la reconnaît pas. Ce n’est pas une faute\u00a0: les auteurs se contredisent entre eux."],
	["Ne tranche pas", "Son extrait en dit trop peu. Absent de l’extrait ne veut pas dire refusé."],
	["Hors champ", "Son extrait ne parle pas de la réponse que vous avez choisie."],
];

const direRetour = (r, nom) => (RETOURS[r] ? `${RETOURS[r]}\u00a0: ${nom}` : nom);

/** Ce que j’ai changé d’un vote à l’autre. */
export function changements(moi, cartes) {
	const votes = cartes.map((c) => moi.votes(c.id)).filter(([un, deux]) => un && deux);
	if (!votes.length) return "";
	const n = votes.filter(([un, deux]) => un !== deux).length;
	const dit = n ? `vous avez changé ${pluriel(n, "réponse")} sur ${votes.length}` : "vous n’avez changé aucune réponse";
	return `Entre les deux votes, ${dit}.`;
}

/** L’écran des auteurs ; `lire()` : l’état reçu ; `connus` : rang → ce que dit cet auteur. */
export function ecranAuteurs(moi, lire, connus, voix) {
	const titre = el("h1", { class: "t1", tabindex: "-1" });
	const mot = el("p");
	const titreMontree = el("h2", { class: "t2", tabindex: "-1" });
	const surtitre = el("p", { class: "discret" }, "À l’écran de la salle");
	const montree = el("section", { class: "vue" });
	const autres = el("div", { class: "autres" });
	const sens = SENS.map(([m, s]) => el("div", {}, el("dt", {}, m), el("dd", {}, s)));
	const legende = el(
		"details",
		{},
		el("summary", {}, "Comment lire ces mots\u00a0?"),
		el("p", {}, "Le disque plein, c’est vous\u00a0; l’anneau, c’est un auteur."),
		el("dl", { class: "reponses" }, sens),
	);
	const toutes = el("h2", { class: "t3" }, "Toutes les cartes");
	const ecran = el("div", { class: "fond", hidden: true }, titre, mot, montree, toutes, autres, legende);
	let devoile = -1; // le dernier auteur annoncé ; -1 : la page vient de s’ouvrir

	const retourDe = (avis, carte) => {
		const r = avis.retours[moi.derniere(carte)];
		return r in RETOURS ? r : "lu";
	};
	const volet = (carte) => [
		el("div", { class: "votes", "data-votes": carte }),
		el("ul", { class: "avis", role: "list", "data-avis": carte }),
		el("p", { class: "discret" }),
	];

	function repliee(c) {
		const details = el("details", {}, el("summary", {}, c.titre));
		details.addEventListener("toggle", () => {
			if (!details.open || details.children.length > 1) return;
			details.append(el("div", { class: "vue" }, volet(c.id)));
			peindre(lire());
		});
		return details;
	}

	function avisDe(a, carte) {
		const avis = a.cartes[carte];
		if (!avis) return el("li", { class: "discret" }, `${a.nom}\u00a0: son extrait ne dit rien de cette carte.`);
		const r = retourDe(avis, carte);
		const lectures = avis.lectures.flatMap((l) => [l.phrase && el("p", {}, ponctuer(majuscule(l.phrase))), ...raisonsDites(l)]);
		return el("li", {}, el("p", { class: "rapport" }, signe(r), el("span", {}, direRetour(r, a.nom))), lectures);
	}

	/** Ajoute les auteurs nouveaux sans refaire les autres : ni lecture interrompue, ni repli refermé. */
	function suivreListe(liste, etat, total) {
		const carte = liste.dataset.avis;
		const cle = (a) => `${a.auteur} ${moi.derniere(carte) ?? ""}`;
		const dits = Array.from({ length: etat.devoiles }, (_, i) => connus.get(i + 1)).filter(Boolean);
		dits.forEach((a, i) => {
			const e = liste.children[i];
			if (e?.dataset.cle === cle(a)) return;
			const neuf = avisDe(a, carte);
			neuf.dataset.cle = cle(a);
			if (e) e.replaceWith(neuf);
			else liste.append(neuf);
		});
		while (liste.children.length > dits.length) liste.lastChild.remove();
		const reste = total - dits.length;
		const encore = `Encore ${reste === 1 ? "un auteur" : `${enLettres(reste)} auteurs`}, à l’écran de la salle.`;
		direOuTaire(liste.nextSibling, reste > 0 && etat.phase === "auteurs" ? encore : "");
	}

	function peindreMontree(carte) {
		if (montree.dataset.carte === carte.id) return;
		if (montree.contains(document.activeElement)) viser(titre);
		montree.dataset.carte = carte.id;
		texte(titreMontree, carte.titre);
		montree.replaceChildren(el("div", {}, surtitre, titreMontree), ...volet(carte.id));
	}

	function peindre({ etat, tri, auteurs }) {
		const { phase, devoiles } = etat;
		const { cartes } = tri;
		texte(titre, MOTS[phase][0]);
		const combien = phase === "auteurs" && devoiles ? `${devoiles} sur ${pluriel(auteurs.total, "dévoilé")}.` : suiteDite(etat);
		texte(mot, [combien, phase === "auteurs" ? "" : changements(moi, cartes)].filter(Boolean).join(" "));
		const ici = cartes.find((c) => c.id === etat.carte) ?? cartes[0];
		peindreMontree(ici);
		if (!autres.firstChild) autres.append(...cartes.map(repliee));
		for (const liste of ecran.querySelectorAll("[data-avis]")) suivreListe(liste, etat, auteurs.total);
		for (const v of ecran.querySelectorAll("[data-votes]")) {
			garnir(v, voteDit(moi, v.dataset.votes), () => reponseDite(moi, v.dataset.votes));
		}
		const neuf = connus.get(devoiles);
		if (phase !== "auteurs" || !neuf || devoile === devoiles) return;
		const avis = neuf.cartes[ici.id];
		const rapport = avis ? direRetour(retourDe(avis, ici.id), neuf.nom) : `${neuf.nom}\u00a0: rien sur cette carte`;
		if (devoile >= 0) voix.dire(`${rapport}. ${citer(ici.titre)}.`);
		devoile = devoiles;
	}
	return { ecran, titre, peindre };
}
