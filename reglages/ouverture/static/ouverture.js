/* Extension de JupyterLab : à l’ouverture d’un carnet de la collection, exécute ses cellules.

   Sans elle, un carnet rouvert le lendemain montre, à la place de chaque activité, un message d’erreur en anglais : la page
   ne garde pas les activités, il faut relancer les cellules. Ne sont exécutées que les lignes de la collection
   (« import travailler_ensemble as labo », « labo.nom("texte", …) ») ; toute autre cellule attend qu’on la lance.

   Écrite directement dans la forme qu’attend JupyterLab (un conteneur de modules), sans empaqueteur. */

(window._JUPYTERLAB ??= {})["travailler-ensemble"] = (() => {
  const DEPART = "import travailler_ensemble as labo";
  const ARGUMENT = String.raw`(?:[a-z_]+\s*=\s*)?"[^"\\\n]*"`;
  const APPEL = new RegExp(String.raw`^labo\.[a-z_]+\(\s*(?:${ARGUMENT}(?:\s*,\s*${ARGUMENT})*\s*,?)?\s*\)$`);
  let partage;

  /** Une cellule dont chaque instruction est de la collection. */
  function sure(source) {
    const suite = source.trim().startsWith(DEPART) ? source.trim().slice(DEPART.length) : source;
    return suite.trim() === "" || APPEL.test(suite.trim());
  }

  const source = (cellule) => cellule.model.sharedModel.getSource();

  /** Attend que le noyau réponde : tant qu’il n’est pas relié, JupyterLab n’exécute rien et ne le dit pas. */
  async function noyauPret(session) {
    await session.ready;
    for (let essai = 0; essai < 300; essai++) {
      const noyau = session.session?.kernel;
      if (noyau?.connectionStatus === "connected" && noyau.status !== "unknown") return true;
      await new Promise((suite) => setTimeout(suite, 100));
    }
    return false;
  }

  async function lancer(panneau, NotebookActions) {
    await panneau.context.ready;
    const cellules = () => panneau.content.widgets.filter((c) => c.model.type === "code");
    if (!cellules().length || !source(cellules()[0]).startsWith(DEPART)) return;
    panneau.node.dataset.travaillerEnsemble = "en cours";
    if (!(await noyauPret(panneau.sessionContext)) || panneau.isDisposed) return;
    await NotebookActions.runCells(panneau.content, cellules().filter((c) => sure(source(c))), panneau.sessionContext);
    if (panneau.isDisposed) return;
    panneau.content.activeCellIndex = 0;
    panneau.node.dataset.travaillerEnsemble = "lance";
  }

  return {
    init(commun) {
      partage = commun;
    },
    async get() {
      const fabrique = await Object.values(partage["@jupyterlab/notebook"])[0].get();
      const { INotebookTracker, NotebookActions } = fabrique();
      const extension = {
        id: "travailler-ensemble:ouverture",
        description: "Lance à l’ouverture les activités de la collection.",
        autoStart: true,
        requires: [INotebookTracker],
        activate(_, carnets) {
          const ouvrir = (panneau) => lancer(panneau, NotebookActions).catch((e) => console.warn("Ouverture :", e));
          carnets.forEach(ouvrir);
          carnets.widgetAdded.connect((_, panneau) => ouvrir(panneau));
        },
      };
      return () => ({ __esModule: true, default: extension });
    },
  };
})();
