/* Composer un tri : cocher des récits, les ordonner, choisir les cases, voir la carte, et s’en servir. */
import { bouton, el, garnir, surLeSite, texte } from "../../commun/elements.js";
import { pluriel } from "../../commun/phrases.js";
import { apercuDe } from "./apercu.js";
import { champ, compterMots, enListe, paragraphesDe, plat } from "./champs.js";
import { SANS_TITRE } from "./ecrire.js";
import { ordreDe } from "./ordre.js";

const VIDE = { id: "", titre: "", minutes: "", manque: "", auteurs: "", appel: "", question: "", cases: [], pret: false };
const SANS_TRI = "Choisissez des récits, les vôtres ou ceux de la collection\u00a0: la classe les rangera, et les auteurs répondront.";

/** Les récits à cocher. */
function choixDe({ d, cocher }) {
	const chercher = el("input", {
		type: "search",
		class: "champ",
		"aria-label": "Chercher dans la collection",
		placeholder: "Un mot, un terrain",
	});
	const combien = el("p", { class: "discret chiffre" });
	const [miens, siens] = [el("div"), el("div", { class: "collection" })];
	const boites = new Map();
	const index = new Map(d.collection.map((x) => [x.id, plat(`${x.titre} ${x.terrain} ${x.paragraphes.join(" ")}`)]));
	function boiteDe(id) {
		const [b, nom, mots] = [el("input", { type: "checkbox" }), el("span"), el("span", { class: "discret chiffre" })];
		b.addEventListener("change", () => cocher(id, b.checked));
		const element = el("label", { class: "coche" }, b, nom, mots);
		boites.set(id, { b, nom, mots, element });
		return element;
	}
	siens.append(...d.collection.map((x) => boiteDe(x.id)));
	chercher.addEventListener("input", () => {
		const mots = plat(chercher.value).split(/\s+/);
		for (const [id, s] of index) boites.get(id).element.hidden = !mots.every((m) => s.includes(m));
	});
	const groupe = (titre, ...contenu) => el("fieldset", {}, el("legend", {}, titre), contenu);
	const mien = groupe("Mes situations", miens);
	const element = el(
		"section",
		{ class: "choisir" },
		el("div", { class: "tetiere" }, el("h3", {}, "Choisir"), combien),
		mien,
		groupe(`La collection, ${d.collection.length} récits`, chercher, siens),
	);
	/** `recits` : identifiant → `{ titre, mots, mien }` ; `cartes` : celles du tri. */
	function peindre(recits, cartes) {
		const ids = [...recits].filter(([, r]) => r.mien).map(([id]) => id);
		garnir(miens, ids.join(" "), () => ids.map((id) => boites.get(id)?.element ?? boiteDe(id)));
		mien.hidden = !ids.length;
		for (const [id, x] of boites) {
			const r = recits.get(id);
			if (!r) continue;
			texte(x.nom, r.titre);
			texte(x.mots, `${r.mots} mots`);
			x.b.checked = cartes.includes(id);
		}
		texte(combien, cartes.length ? `${cartes.length} cochés` : "");
	}
	return { element, peindre };
}

/** Dans quelles cases la classe rangera. `choisir(sorte)`. */
function casesDe({ id, d, choisir, textes }) {
	const radios = d.sortes.map((s) => {
		const r = el("input", { type: "radio", name: id("sorte"), value: s.id });
		r.addEventListener("change", () => choisir(s.id));
		return { r, s, element: el("label", { class: "choix" }, r, el("span", {}, s.nom)) };
	});
	const dit = el("p", { class: "discret" });
	const place = el("div");
	const element = el(
		"fieldset",
		{ class: "sortes" },
		el("legend", {}, "Dans quelles cases\u00a0?"),
		el(
			"div",
			{ class: "deux" },
			radios.map((x) => x.element),
		),
		dit,
		place,
	);
	const propres = new Map();
	function propresDe(tid) {
		const zone = el("textarea", { class: "champ", rows: "4", id: id(`cases-${tid}`) });
		textes.suivre(champ(tid, "cases"), zone);
		const question = el("input", { class: "champ", type: "text", id: id(`question-${tid}`) });
		textes.suivre(champ(tid, "question"), question);
		return el(
			"div",
			{ class: "propres" },
			el("label", { for: question.id }, "La question"),
			question,
			el("label", { for: zone.id }, "Vos cases, une par ligne"),
			zone,
		);
	}
	function peindre(tid, sorte, auteurs) {
		for (const { r } of radios) r.checked = r.value === sorte;
		texte(dit, auteurs);
		if (sorte === "propres" && !propres.has(tid)) propres.set(tid, propresDe(tid));
		garnir(place, sorte === "propres" ? tid : "", () => (sorte === "propres" ? [propres.get(tid)] : []));
	}
	return { element, peindre };
}

/** `agir` : nouveau(), ouvrir(id), supprimer(), papier(), lancer() ; `dire(phrase)` l’annonce. */
export function composerDe({ d, suivi, textes, agir, dire }) {
	const { id } = suivi;
	let tri = VIDE,
		montree = "";
	const r = (quoi) => suivi.reponses().get(champ(tri.id, quoi)) ?? "";
	const cartes = () => enListe(r("cartes")).filter((c) => recits.has(c));
	let recits = new Map();
	const poser = (liste) => {
		suivi.repondre(champ(tri.id, "cartes"), liste.join(" "));
		suivi.peindre();
	};
	const cocher = (carte, oui) => {
		if (oui) montree = carte;
		poser(oui ? [...cartes(), carte] : cartes().filter((c) => c !== carte));
	};
	const ordre = ordreDe({
		poser,
		montrer: (c) => {
			montree = c;
			suivi.peindre();
		},
		dire,
	});
	const choix = choixDe({ d, cocher });
	const cases = casesDe({
		id,
		d,
		textes,
		choisir: (s) => {
			suivi.repondre(champ(tri.id, "sorte"), s);
			suivi.peindre();
		},
	});
	const apercu = apercuDe();
	const tris = el("select", { class: "champ", id: id("tri-ouvert") });
	tris.addEventListener("change", () => agir.ouvrir(tris.value));
	const nouveau = bouton("Nouveau tri");
	nouveau.addEventListener("click", agir.nouveau);
	const supprimer = bouton("Supprimer", "nu");
	supprimer.addEventListener("click", agir.supprimer);
	const titres = new Map();
	const place = el("div");
	const vide = el("p", { class: "discret" }, "Cochez des récits\u00a0: ils viendront ici.");
	const rien = el("p", { class: "rien" }, SANS_TRI);
	const milieu = el(
		"section",
		{ class: "milieu" },
		place,
		cases.element,
		el("div", { class: "tetiere" }, el("h3", {}, "Dans cet ordre"), el("p", { class: "discret" }, "glissez, ou prenez les flèches")),
		vide,
		ordre.liste,
	);
	const corps = el("div", { class: "composer" }, choix.element, milieu, el("section", { class: "apercu" }, apercu.element));
	const tete = el(
		"div",
		{ class: "tete-tri" },
		el("label", { for: tris.id, class: "visuel-cache" }, "Tri ouvert"),
		tris,
		nouveau,
		supprimer,
	);
	const minutes = el("b");
	const detail = el("span", { class: "discret" });
	const carnet = bouton("Dans un carnet");
	const papier = bouton("Sur papier");
	papier.addEventListener("click", agir.papier);
	const seance = el("a", { class: "bouton principal", href: "90-preparer-une-seance.ipynb" }, "En séance");
	const ligne = el("code");
	const appel = el("p", { class: "appel", hidden: true }, "Dans une cellule de carnet\u00a0: ", ligne);
	carnet.addEventListener("click", () => {
		appel.hidden = !appel.hidden;
		carnet.setAttribute("aria-expanded", String(!appel.hidden));
	});
	const bas = el(
		"div",
		{ class: "barre-bas" },
		el("p", { class: "chiffre" }, minutes, detail),
		appel,
		el("div", { class: "pousse" }, papier, carnet, seance),
	);
	const element = el("div", {}, tete, rien, corps, bas);

	function titreDe(tid) {
		const e = el("input", { type: "text", class: "champ titre", id: id(`titre-${tid}`), maxlength: "120", autocomplete: "off" });
		textes.suivre(champ(tid, "titre"), e);
		return el("div", {}, el("label", { for: e.id }, "Titre du tri"), e);
	}
	function peindre(situations, lesTris, t) {
		const toutes = suivi.reponses();
		tri = t ?? VIDE;
		recits = new Map([
			...situations.map((s) => {
				const recit = toutes.get(champ(s.id, "recit")) ?? "";
				return [s.id, { titre: s.titre || SANS_TITRE, mots: compterMots(recit), mien: true, paragraphes: paragraphesDe(recit) }];
			}),
			...d.collection.map((x) => [x.id, x]),
		]);
		rien.hidden = !!t;
		for (const e of [corps, bas, tris, supprimer]) e.hidden = !t;
		if (!t) return;
		const noms = lesTris.map((x) => [x.id, x.titre || "Tri sans titre"]);
		garnir(tris, JSON.stringify(noms), () => noms.map(([value, n]) => el("option", { value }, n)));
		tris.value = t.id;
		if (!titres.has(t.id)) titres.set(t.id, titreDe(t.id));
		garnir(place, t.id, () => [titres.get(t.id)]);
		const c = cartes();
		choix.peindre(recits, c);
		ordre.peindre(c, recits);
		vide.hidden = c.length > 0;
		cases.peindre(t.id, r("sorte"), t.auteurs);
		const carte = c.includes(montree) ? montree : c[0];
		apercu.peindre(recits.get(carte), c.indexOf(carte) + 1, c.length, t.question, t.cases);
		texte(minutes, t.pret ? t.minutes : "");
		const aLire = c.reduce((n, x) => n + recits.get(x).mots, 0);
		texte(detail, t.pret ? ` pour deux votes\u00a0: ${pluriel(aLire, "mot")} à lire` : t.manque);
		texte(ligne, t.appel);
		for (const e of [papier, carnet, seance]) e.hidden = !t.pret;
		seance.hidden ||= surLeSite(); // il n’en mène pas
		if (!t.pret) appel.hidden = true;
	}
	return { element, peindre, brancher: ordre.brancher };
}
