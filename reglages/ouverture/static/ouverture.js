/* Extension de JupyterLab : à l’ouverture d’un carnet de la collection, exécute ses cellules et le donne à lire étape par étape
   (`lecteur.js`) ; dans une fenêtre étroite, lui laisse la place.

   Sans elle, un carnet rouvert le lendemain montre, à la place de chaque activité, un message d’erreur en anglais : la page
   ne garde pas les activités, il faut relancer les cellules. Ne sont exécutés que l’import de la collection
   et les appels `labo.nom("texte", …)` des listes ci-dessous ; toute autre cellule attend qu’on la lance, et les scripts
   qu’un carnet venu d’ailleurs garde avec ses activités ne se chargent pas.

   Écrite directement dans la forme qu’attend JupyterLab (un conteneur de modules), sans empaqueteur. */

window._JUPYTERLAB ??= {};
window._JUPYTERLAB["travailler-ensemble"] = (() => {
	const DEPART = "import travailler_ensemble as labo";
	const ARGUMENT = String.raw`(?:[a-z_]+\s*=\s*)?"[^"\\\n]*"`;
	const APPEL = new RegExp(String.raw`^labo\.([a-z_]+)\(\s*(?:${ARGUMENT}(?:\s*,\s*${ARGUMENT})*\s*,?)?\s*\)$`);
	/** Ce qui se lance à l’ouverture : rien qui prenne un nom de fichier ou démarre un serveur. */
	const SE_LANCENT = new Set([
		..."accueil chercher comparer compte_rendu curseur desaccord fiches glossaire grille kit lectures lire_copies mener_seance mes_situations moodle".split(
			" ",
		),
		..."preparer profils proximite question rappel references relire reviser situation table tableau tri verifier".split(" "),
	]);
	/** Ce qui peut prendre un nom de fichier ne se lance qu’en ces lignes exactes : ses fichiers sont ceux de la collection. */
	const LIGNES = new Set([
		..."accords carte deplacements dispersion distribution entente exigences frise proximite"
			.split(" ")
			.map((nom) => `labo.figure("${nom}")`),
		'labo.figure("partage", "formes")',
		'labo.relire_seance("seances-fictives/mardi-2026.csv")',
		'labo.comparer_seances("seances-fictives/mardi-2026.csv", "seances-fictives/jeudi-2026.csv", "seances-fictives/petit-groupe-2026.csv")',
	]);
	const ici = globalThis.document?.currentScript?.src; // les autres fichiers de l’extension sont à côté
	let partage;

	/** Une cellule dont chaque instruction est de la collection. */
	function sure(source) {
		const nue = source.trim();
		const suite = (nue.startsWith(DEPART) ? nue.slice(DEPART.length) : nue).trim();
		return suite === "" || LIGNES.has(suite) || SE_LANCENT.has(APPEL.exec(suite)?.[1]);
	}

	const ETROIT = "(max-width: 44rem)"; // téléphone, ou zoom de 400 %
	// JupyterLab ôte le trait sous les liens d’un texte : il ne resterait que la couleur pour les voir.
	const STYLE = `[data-travailler-ensemble] .jp-OutputArea-promptOverlay { display: none; }
  [data-travailler-ensemble] .jp-RenderedMarkdown { overflow-wrap: anywhere; }
  [data-travailler-ensemble] .jp-RenderedMarkdown a[href] { text-decoration: underline; text-underline-offset: .2em; }
  @media ${ETROIT} {
    [data-travailler-ensemble] :is(.jp-InputPrompt, .jp-OutputPrompt) { display: none; }
    [data-travailler-ensemble] .jp-Notebook .jp-Cell { padding: 4px 0; }
    [data-travailler-ensemble] .jp-Collapser { flex-basis: 4px; min-width: 4px; padding: 0; }
    [data-travailler-ensemble] .jp-WindowedPanel-outer { padding-inline: 4px; }
  }`;

	/** Dans une fenêtre étroite, les volets de JupyterLab couvrent le carnet : on les replie (le menu « Affichage » les rouvre). */
	function faireDeLaPlace(bureau) {
		if (!matchMedia(ETROIT).matches) return;
		bureau.collapseLeft?.();
		bureau.collapseRight?.();
		for (const cote of ["left", "right"]) if (bureau.isSideTabBarVisible?.(cote)) bureau.toggleSideTabBarVisibility(cote);
	}

	const source = (cellule) => cellule.model.sharedModel.getSource();

	/** Attend que le noyau réponde : tant qu’il n’est pas relié, JupyterLab n’exécute rien et ne le dit pas. */
	async function noyauPret(session) {
		await session.ready;
		const essais = document.documentElement.dataset.teSite ? 15_000 : 1500; // sur le site, Python se télécharge
		for (let essai = 0; essai < essais; essai++) {
			const noyau = session.session?.kernel;
			if (noyau?.connectionStatus === "connected" && noyau.status !== "unknown") return true;
			await new Promise((suite) => setTimeout(suite, 20));
		}
		return false;
	}

	/** L’état d’activités gardé dans un carnet porte leurs scripts, que la page lancerait dès que le noyau répond : pas ceux d’un autre. */
	function ecarterLesScripts(panneau, cellules) {
		if (!cellules.length || cellules.some((c) => !c.model.trusted)) panneau.content.model.deleteMetadata("widgets");
	}

	async function lancer(panneau, NotebookActions, bureau, lecture) {
		await panneau.context.ready;
		const cellules = () => panneau.content.widgets.filter((c) => c.model.type === "code");
		ecarterLesScripts(panneau, cellules());
		if (!cellules().length || !source(cellules()[0]).startsWith(DEPART)) return;
		panneau.node.dataset.travaillerEnsemble = "en cours";
		faireDeLaPlace(bureau);
		const lecteur = lecture?.ouvrir(panneau, cellules());
		if (!(await noyauPret(panneau.sessionContext)) || panneau.isDisposed) {
			if (!panneau.isDisposed) panneau.node.dataset.travaillerEnsemble = "muet";
			return;
		}
		await NotebookActions.runCells(
			panneau.content,
			cellules().filter((c) => sure(source(c))),
			panneau.sessionContext,
		);
		if (panneau.isDisposed) return;
		panneau.content.activeCellIndex = 0;
		// JupyterLab met le foyer sur une cellule ; sauf si l’on répond déjà, il va au titre.
		if (!document.activeElement?.closest(".te")) lecteur?.viser();
		panneau.node.dataset.travaillerEnsemble = "lance";
	}

	/** Le lecteur ; s’il manque, le carnet reste ce qu’il est. */
	async function preparerLaLecture(application, NotebookActions, menus) {
		const { Widget } = (await Object.values(partage["@lumino/widgets"])[0].get())();
		const { preparer, direSansCollection } = await import(new URL("lecteur.js", ici).href);
		for (const feuille of ["jetons.css", "lecteur.css"])
			document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(feuille, ici).href }));
		NotebookActions.executed.connect((_, { cell, success }) => success || direSansCollection(cell));
		await application.restored;
		return preparer(application, { Widget, NotebookActions, menus });
	}

	return {
		sure, // pour les essais
		init(commun) {
			partage = commun;
		},
		async get() {
			const fabrique = await Object.values(partage["@jupyterlab/notebook"])[0].get();
			const { INotebookTracker, NotebookActions } = fabrique();
			const { IMainMenu } = (await Object.values(partage["@jupyterlab/mainmenu"] ?? {})[0]?.get())?.() ?? {};
			const extension = {
				id: "travailler-ensemble:ouverture",
				description: "Lance à l’ouverture les activités de la collection, et les donne à lire étape par étape.",
				autoStart: true,
				requires: [INotebookTracker],
				optional: IMainMenu ? [IMainMenu] : [],
				activate(application, carnets, menus) {
					document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
					const bureau = application.shell;
					const lecture = preparerLaLecture(application, NotebookActions, menus).catch((e) => console.warn("Lecteur :", e));
					const ouvrir = async (panneau) =>
						lancer(panneau, NotebookActions, bureau, await lecture).catch((e) => console.warn("Ouverture :", e));
					application.restored.then(() => {
						const place = () => carnets.currentWidget?.node.dataset.travaillerEnsemble && faireDeLaPlace(bureau);
						matchMedia(ETROIT).addEventListener("change", place);
						place();
					});
					carnets.forEach(ouvrir);
					carnets.widgetAdded.connect((_, panneau) => ouvrir(panneau));
				},
			};
			return () => ({ __esModule: true, default: extension });
		},
	};
})();
