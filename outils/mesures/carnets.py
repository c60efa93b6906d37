"""L’exécution des carnets, comparée à celle d’un carnet d’une cellule vide.

Une exécution va du démarrage du processus du noyau à son arrêt. Charger nbclient n’y est pas compté : ce temps, le même pour
tous, rapprocherait chaque rapport de 1.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from tqdm import tqdm

from outils import RACINE
from outils.executer import METADONNEES, client
from outils.mesures import Mesure, medianes, mesure

LABOS = sorted((RACINE / "notebooks").glob("*.ipynb"))
CIBLE = 1.6
FOIS = 7


@contextmanager
def _executant() -> Iterator[Callable[[nbformat.NotebookNode], float]]:
    """Une fonction qui exécute des cellules, d’un dossier de réponses vide, et en donne la durée en secondes."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as dossier:
        environnement = os.environ | {"IPYTHONDIR": f"{dossier}/ipython"}

        def executer(carnet: nbformat.NotebookNode) -> float:
            noyau = client(carnet, RACINE / "notebooks")
            reponses = tempfile.mkdtemp(dir=dossier)
            debut = time.perf_counter()
            noyau.execute(env=environnement | {"TRAVAILLER_ENSEMBLE_REPONSES": reponses})
            return time.perf_counter() - debut

        executer(vide())  # le premier noyau fait ce que les suivants trouvent fait
        yield executer


def vide() -> nbformat.NotebookNode:
    """Un carnet d’une cellule qui ne fait rien."""
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("pass")], metadata=METADONNEES)


def mesurer_carnets(chemins: list[Path] = LABOS, fois: int = FOIS) -> dict[str, Mesure]:
    """Une mesure par carnet, « carnet.02-formes » ; s’il y en a plusieurs, leur médiane, « carnet.mediane ».

    Chaque exécution d’un carnet est suivie de celle du carnet vide ; les carnets se suivent, puis l’on recommence.
    """
    paires: dict[str, list[tuple[float, float]]] = {chemin.stem: [] for chemin in chemins}
    with _executant() as executer:
        for _ in tqdm(range(fois), "carnets", leave=False, disable=None):
            for chemin in chemins:
                paires[chemin.stem].append((executer(nbformat.read(chemin, 4)), executer(vide())))
    mesures: dict[str, Mesure] = {}
    for nom, releves in paires.items():
        a, b, r = medianes(releves)
        mesures[f"carnet.{nom}"] = mesure(f"carnet {nom} / carnet vide", r, "×", CIBLE, secondes=a, plancher=b)
    mediane = statistics.median(m["valeur"] for m in mesures.values())
    resume = mesure("médiane des carnets", mediane, "×", 1.3, carnets=len(chemins))
    return mesures | ({"carnet.mediane": resume} if len(chemins) > 1 else {})
