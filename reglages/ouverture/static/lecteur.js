/* Le lecteur : une étape à la fois, une barre, « Suivant ». Il ne fait que cacher et montrer les cellules d’un carnet de la
   collection ; « Voir le code » rend le carnet tel qu’il est. S’il échoue, le carnet reste entier. */

const RANGE = "travailler-ensemble:lecteur:";
const TITRE = /^# (?:(?<quoi>Exercice )?(?<numero>\d\d) · )?(?<titre>.+)$/m;
const ETAPE = /^## (?:Étape (?<numero>\d+)\. )?(?<titre>.+?)(?: \((?<minutes>\d+).min\))?$/m;
/** Une cellule d’accueil qui ne dit que comment lancer le carnet : le lecteur le lance lui-même. */
const LANCEMENT = "## Pour commencer";
/** Ce qui dit où en est l’apprenant se refait chaque fois qu’on le montre. */
const SE_REFONT = /^labo\.(?:compte_rendu|accueil|reviser)\(/;

/** Ce qu’un lecteur d’écran dit d’une cellule. */
const NOMS = { markdown: "Consigne", code: "Activité" };

/** @typedef {{type: string, source: string}} Cellule */
/** @typedef {{titre: string, numero: string, minutes: string, cellules: number[]}} Ecran */

const SANS_COLLECTION =
	"**Ce Python n’a pas la collection.** Vos réponses sont gardées. « Voir le code », en bas ; puis, en haut, menu **Noyau**, " +
	"**Changer de noyau…** : choisissez **Python 3 (ipykernel)**.";

/** Un autre noyau que celui de la collection ne peut rien dire en français : la page parle à sa place. @param {any} cellule */
export function direSansCollection(cellule) {
	const sorties = cellule.outputArea?.model;
	const lues = Array.from({ length: sorties?.length ?? 0 }, (_, i) => sorties.get(i).toJSON());
	if (!lues.some((s) => /^(No module named|import of) '?travailler_ensemble|^name 'labo'/.test(s.evalue ?? ""))) return;
	sorties.clear();
	sorties.add({ output_type: "display_data", data: { "text/markdown": SANS_COLLECTION }, metadata: {} });
}

/**
 * Les écrans d’un carnet : un par titre « ## », le premier va jusqu’à la première étape ; un seul si le carnet n’a pas d’étapes.
 * @param {Cellule[]} cellules
 * @returns {{labo: string, titre: string, ecrans: Ecran[]}}
 */
export function decouper(cellules) {
	const tete = TITRE.exec(cellules.find((c) => c.type === "markdown")?.source ?? "")?.groups;
	const titre = tete?.titre ?? "";
	/** @type {Ecran[]} */
	const ecrans = [{ titre, numero: "", minutes: "", cellules: [] }];
	cellules.forEach(({ type, source }, rang) => {
		const groupes = type === "markdown" && !source.startsWith(LANCEMENT) ? ETAPE.exec(source)?.groups : undefined;
		if (groupes) ecrans.push({ titre: groupes.titre, numero: groupes.numero ?? "", minutes: groupes.minutes ?? "", cellules: [] });
		if (!source.startsWith(LANCEMENT)) ecrans[ecrans.length - 1].cellules.push(rang);
	});
	const etapes = ecrans.some((e) => e.numero);
	if (!etapes) ecrans.splice(0, Infinity, { ...ecrans[0], cellules: ecrans.flatMap((e) => e.cellules) });
	const labo = [tete?.quoi?.trim(), tete?.numero].filter(Boolean).join(" ");
	return { labo, titre, ecrans };
}

/** Où l’on est, en mots. @param {Ecran} ecran @param {Ecran[]} ecrans */
export function ou(ecran, ecrans) {
	const total = ecrans.filter((e) => e.numero).length;
	if (ecran.numero) return `Étape ${ecran.numero} sur ${total}`;
	return ecran !== ecrans[0] ? ecran.titre : total ? `${total} étapes` : "";
}

/** Vrai si le carnet se lit sans rien écrire : toutes ses cellules de code sont l’import ou une activité. @param {string[][]} etiquettes */
export const seLit = (etiquettes) => etiquettes.length > 0 && etiquettes.every((e) => e.includes("depart") || e.includes("activite"));

/** @param {string} cle */
const lire = (cle) => {
	try {
		return localStorage.getItem(RANGE + cle) ?? "";
	} catch {
		return ""; // un navigateur qui refuse de garder : on repart du début
	}
};
/** @param {string} cle @param {string} valeur */
const garder = (cle, valeur) => {
	try {
		localStorage.setItem(RANGE + cle, valeur);
	} catch {
		// rien à dire : seule la place dans le labo se perd
	}
};

/** Un élément. @param {string} balise @param {Record<string, string>} attributs @param {(Node | string)[]} enfants */
function el(balise, attributs, ...enfants) {
	const e = document.createElement(balise);
	for (const [nom, valeur] of Object.entries(attributs)) e.setAttribute(nom, valeur);
	e.append(...enfants);
	return e;
}

const TRACES = { gauche: "m12.5 4-6 6 6 6", droite: "m7.5 4 6 6-6 6", page: "M4 2.5h8l4 4v11H4zM7 10h6M7 13.5h6" };
/** @param {keyof typeof TRACES} nom */
function signe(nom) {
	const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
	svg.setAttribute("viewBox", "0 0 20 20");
	svg.setAttribute("aria-hidden", "true");
	svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
	/** @type {Element} */ (svg.firstChild).setAttribute("d", TRACES[nom]);
	return svg;
}

/** Un bouton. @param {string} classe @param {(Node | string)[]} contenu @param {() => void} geste @param {string} [nom] */
function bouton(classe, contenu, geste, nom) {
	const b = el("button", { type: "button", class: classe, ...(nom ? { "aria-label": nom, title: nom } : {}) }, ...contenu);
	b.addEventListener("click", geste);
	return b;
}

/** Ce que JupyterLab montre autour d’un carnet : caché tant qu’un carnet se lit, rendu ensuite. */
export class Cadre {
	#bureau;
	#avant = "";
	#cotes = /** @type {("left" | "right")[]} */ ([]);

	/** @param {any} bureau */
	constructor(bureau) {
		this.#bureau = bureau;
	}

	/** @param {boolean} seul */
	faire(seul) {
		if (seul === document.body.classList.contains("te-lecture")) return;
		document.body.classList.toggle("te-lecture", seul);
		const b = this.#bureau;
		for (const zone of ["menu", "top", "bottom"]) {
			for (const { parent } of b.widgets?.(zone) ?? []) {
				const enveloppe = parent?.parent?.id.endsWith("-wrapper") ? parent.parent : parent; // Notebook 7 en met une
				enveloppe?.[seul ? "hide" : "show"]();
			}
		}
		if (seul) {
			this.#avant = b.mode;
			this.#cotes = /** @type {("left" | "right")[]} */ (["left", "right"]).filter((c) => b.isSideTabBarVisible?.(c));
			b.collapseLeft?.();
			b.collapseRight?.();
		}
		for (const cote of this.#cotes) if (b.isSideTabBarVisible(cote) === seul) b.toggleSideTabBarVisibility(cote);
		if (this.#avant) b.mode = seul ? "single-document" : this.#avant;
	}
}

/** Le lecteur d’un carnet ouvert. */
export class Lecteur {
	#panneau;
	#gestes;
	#plan;
	#rang = 0;
	#barre;
	#pied = el("nav", { class: "te te-pied", "aria-label": "Étape précédente, étape suivante" });
	#enregistrer;
	/** Vrai quand le carnet se lit pas à pas ; faux, quand on en voit le code. */
	lit = false;

	/**
	 * @param {any} panneau le carnet, prêt
	 * @param {{Widget: any, estAccueil: boolean, accueil: () => void, change: () => void, relancer: (cellules: any[]) => void}} gestes
	 */
	constructor(panneau, gestes) {
		this.#panneau = panneau;
		this.#gestes = gestes;
		this.#plan = decouper(this.cellules.map((c) => ({ type: c.model.type, source: c.model.sharedModel.getSource() })));
		this.#enregistrer = panneau.context.save;
		this.#rang = Math.min(Number(lire(`etape:${panneau.context.path}`)) || 0, this.#plan.ecrans.length - 1);
		this.#barre = el("header", { class: "te te-barre" });
		const support = new gestes.Widget({ node: this.#barre });
		panneau.contentHeader.addWidget(support);
		const taire = () => {
			if (this.lit) panneau.context.model.dirty = false; // ouvrir n’est pas modifier
		};
		panneau.context.model.stateChanged.connect(taire);
		panneau.content.model.cells.changed.connect(() => this.lit && this.#montrer());
		new MutationObserver(() => this.#nommer()).observe(panneau.content.node, { subtree: true, attributeFilter: ["aria-label"] });
		// Une activité en appelle une autre, d’une étape cachée : on y va.
		panneau.node.addEventListener("te-montrer", (/** @type {Event} */ e) => {
			const n = this.cellules.findIndex((c) => c.node.contains(e.target));
			const rang = this.#plan.ecrans.findIndex((ecran) => ecran.cellules.includes(n));
			if (this.lit && rang >= 0 && rang !== this.#rang) this.#placer(rang);
		});
		// Le lecteur retient l’enregistrement : une activité le demande quand la personne l’a voulu.
		panneau.node.addEventListener("te-enregistrer", (/** @type {Event} */ e) => {
			const nom = panneau.context.path.split("/").pop();
			/** @type {CustomEvent} */ (e).detail.fait = Promise.resolve(this.#enregistrer.call(panneau.context)).then(() => nom);
		});
		this.lire(!lire("code"));
	}

	get cellules() {
		return /** @type {any[]} */ ([...this.#panneau.content.widgets]);
	}

	/** JupyterLab nomme ses cellules en anglais, et recommence quand elles changent. */
	#nommer() {
		for (const { node, model } of this.cellules) {
			const [dit, voulu] = [node.getAttribute("aria-label"), NOMS[model.type]];
			if (dit !== voulu) node.dataset.nom = dit ?? "";
			if (this.lit && voulu && dit !== voulu) node.setAttribute("aria-label", voulu);
			else if (!this.lit && dit === voulu) node.setAttribute("aria-label", node.dataset.nom ?? "");
		}
	}

	/** Passe de la lecture au carnet, ou l’inverse ; le choix est gardé, pour tous les carnets. @param {boolean} lit */
	lire(lit) {
		const { node, content, context, toolbar } = this.#panneau;
		this.lit = lit;
		garder("code", lit ? "" : "oui");
		node.classList.toggle("te-lu", lit);
		// Les touches du carnet (a, b, x…) ne doivent rien défaire : Lumino teste la cible d’abord, d’où chaque cellule.
		this.#nommer();
		for (const n of [node, content.node, ...this.cellules.map((c) => c.node)])
			lit ? n.setAttribute("data-lm-suppress-shortcuts", "true") : n.removeAttribute("data-lm-suppress-shortcuts");
		context.save = lit ? async () => {} : this.#enregistrer;
		if (lit) context.model.dirty = false;
		toolbar[lit ? "hide" : "show"]();
		this.#pied.remove();
		this.#montrer();
		if (!lit) content.activeCellIndex = this.#plan.ecrans[this.#rang].cellules[0];
		this.#gestes.change();
	}

	/** Montre un écran, et y met le foyer. @param {number} rang */
	aller(rang) {
		this.#placer(rang);
		const refaire = this.#visibles().filter((c) => SE_REFONT.test(c.model.sharedModel.getSource()));
		if (refaire.length) this.#gestes.relancer(refaire);
		this.#panneau.content.node.querySelector(".jp-WindowedPanel-outer")?.scrollTo(0, 0);
		this.viser();
	}

	/** Met le foyer au titre de l’écran. */
	viser() {
		if (!this.lit) return;
		const titre = this.#visibles()[0]?.node.querySelector("h1, h2") ?? this.#barre.querySelector(".labo");
		titre.setAttribute("tabindex", "-1");
		titre.focus({ preventScroll: true });
	}

	/** @param {number} rang */
	#placer(rang) {
		this.#rang = Math.max(0, Math.min(rang, this.#plan.ecrans.length - 1));
		garder(`etape:${this.#panneau.context.path}`, String(this.#rang));
		this.#montrer();
	}

	#visibles() {
		return this.#plan.ecrans[this.#rang].cellules.map((n) => this.cellules[n]).filter(Boolean);
	}

	#montrer() {
		const visibles = new Set(this.#visibles());
		for (const c of this.cellules) c.node.classList.toggle("te-hors-etape", this.lit && !visibles.has(c));
		this.#barre.replaceChildren(...(this.lit ? this.#laBarre() : this.#leRetour()));
		if (!this.lit) return;
		this.#pied.replaceChildren(...this.#lePied());
		this.#visibles().at(-1)?.node.append(this.#pied);
	}

	#leRetour() {
		return [bouton("te-lien", ["Revenir au labo, pas à pas"], () => this.lire(true))];
	}

	#laBarre() {
		const { labo, titre, ecrans } = this.#plan;
		const rendre = ecrans.findIndex((e) =>
			e.cellules.some((n) => /^labo\.compte_rendu\(/.test(this.cellules[n].model.sharedModel.getSource())),
		);
		const courant = ecrans[this.#rang];
		const faites = ecrans.slice(0, this.#rang).filter((e) => e.numero).length;
		const numerotes = ecrans.filter((e) => e.numero);
		const segments = numerotes.map((e) => {
			const rang = ecrans.indexOf(e);
			const etat = e === courant ? "en cours" : rang < this.#rang ? "passée" : "à venir";
			const b = bouton(
				rang < this.#rang ? "passee" : "",
				[el("i", { "aria-hidden": "true" })],
				() => this.aller(rang),
				`Étape ${e.numero}, ${e.titre} : ${etat}`,
			);
			if (e === courant) b.setAttribute("aria-current", "step");
			return el("li", {}, b);
		});
		this.#barre.style.setProperty("--te-part", String(numerotes.length ? (faites + (courant.numero ? 0.5 : 0)) / numerotes.length : 0));
		const pas = (
			/** @type {number} */ d,
			/** @type {string} */ classe,
			/** @type {(Node | string)[]} */ contenu,
			/** @type {string} */ nom,
		) => {
			const b = bouton(`pas ${classe}`, contenu, () => this.aller(this.#rang + d), nom);
			if (!ecrans[this.#rang + d]) b.setAttribute("disabled", "");
			return b;
		};
		return [
			...(this.#gestes.estAccueil ? [] : [bouton("retour", [signe("gauche"), el("span", {}, "Accueil")], this.#gestes.accueil)]),
			el("p", { class: "labo" }, ...(labo ? [el("b", {}, labo), " "] : []), el("span", {}, titre)),
			el(
				"nav",
				{ class: "fil", "aria-label": "Étapes" },
				pas(-1, "", [signe("gauche")], "Étape précédente"),
				...(segments.length ? [el("ol", { class: "segments", role: "list" }, ...segments)] : []),
				el(
					"p",
					{ class: "ou" },
					ou(courant, ecrans),
					...(courant.minutes ? [el("span", { class: "minutes" }, ` · ${courant.minutes} min`)] : []),
				),
				pas(1, "suivant", [el("span", {}, "Suivant"), signe("droite")], "Suivant"),
			),
			...(rendre > 0 ? [bouton("rendre", [signe("page"), el("span", {}, "Mon compte rendu")], () => this.aller(rendre))] : []),
			...(numerotes.length ? [el("i", { class: "trait", "aria-hidden": "true" })] : []),
		];
	}

	#lePied() {
		const { ecrans } = this.#plan;
		const nom = (/** @type {Ecran} */ e) => (e.numero ? [`Étape ${e.numero}`, el("span", { class: "nom" }, `. ${e.titre}`)] : [e.titre]);
		const [avant, apres] = [ecrans[this.#rang - 1], ecrans[this.#rang + 1]];
		return [
			avant ? bouton("te-lien pas", [signe("gauche"), el("span", {}, ...nom(avant))], () => this.aller(this.#rang - 1)) : el("span", {}),
			bouton("te-lien code", ["Voir le code"], () => this.lire(false)),
			apres ? bouton("te-bouton pas", [el("span", {}, ...nom(apres)), signe("droite")], () => this.aller(this.#rang + 1)) : el("span", {}),
		];
	}
}

const ACCUEIL = "00-accueil.ipynb";

/**
 * Rend de quoi ouvrir un carnet au lecteur, dans ce JupyterLab.
 * @param {any} application
 * @param {{Widget: any, NotebookActions: any, menus?: any}} fourni
 */
export function preparer(application, { Widget, NotebookActions, menus }) {
	/** @type {Map<any, Lecteur>} */
	const ouverts = new Map();
	const cadre = new Cadre(application.shell);
	const courant = () => ouverts.get(application.shell.currentWidget);
	/** Quitter un labo libère son noyau, une fois qu’il a reçu ce qui partait vers lui. @param {any} panneau */
	async function fermer(panneau) {
		await panneau.sessionContext.session?.kernel?.requestKernelInfo().catch(() => {});
		if (panneau.isDisposed) return;
		panneau.sessionContext.kernelPreference = { ...panneau.sessionContext.kernelPreference, shutdownOnDispose: true };
		panneau.close();
	}
	/** @type {ReturnType<typeof setTimeout>} */
	let prevu;
	/** Une fois le document courant changé pour de bon : le cadre s’accorde à lui, et le labo quitté se ferme. */
	const accorder = () => {
		clearTimeout(prevu);
		prevu = setTimeout(() => {
			if (!application.shell.currentWidget) return;
			const ici = courant();
			cadre.faire(Boolean(ici?.lit));
			if (ici?.lit) for (const [panneau, lecteur] of ouverts) if (lecteur !== ici && lecteur.lit) fermer(panneau);
		});
	};
	application.shell.currentChanged?.connect(accorder);
	application.commands.addCommand("travailler-ensemble:code", {
		label: () => (courant()?.lit ? "Voir le code du carnet" : "Lire pas à pas"),
		isEnabled: () => Boolean(courant()),
		execute: () => courant()?.lire(!courant()?.lit),
	});
	menus?.viewMenu.addGroup([{ command: "travailler-ensemble:code" }], 0);

	/** @param {any} panneau @param {any[]} cellules ses cellules de code */
	function ouvrir(panneau, cellules) {
		if (!seLit(cellules.map((c) => c.model.getMetadata("tags") ?? []))) return;
		const chemin = panneau.context.path;
		const accueil = chemin.replace(/(?:[^/]+\/)?[^/]+$/, `notebooks/${ACCUEIL}`);
		const lecteur = new Lecteur(panneau, {
			Widget,
			estAccueil: chemin.endsWith(ACCUEIL),
			accueil: () => application.commands.execute("docmanager:open", { path: accueil }),
			change: accorder,
			relancer: (choix) => NotebookActions.runCells(panneau.content, choix, panneau.sessionContext),
		});
		ouverts.set(panneau, lecteur);
		panneau.disposed.connect(() => ouverts.delete(panneau));
		accorder();
		return lecteur;
	}

	return {
		/** @param {any} panneau @param {any[]} cellules */
		ouvrir(panneau, cellules) {
			try {
				return ouvrir(panneau, cellules);
			} catch (e) {
				panneau.node.classList.remove("te-lu");
				console.warn("Lecteur :", e);
			}
		},
	};
}
