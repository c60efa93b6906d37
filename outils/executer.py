"""Ré-exécute les carnets et range leurs sorties : « python3 labo.py executer [notebooks/02-formes.ipynb …] ».

Sans nom, tous ceux de notebooks/ et de solutions/. Chaque carnet part d’un dossier de réponses vide. Ce qui est rangé
est ce que nbval compare : rien n’y dépend de la machine ni du jour, et un carnet qui n’a pas changé n’est pas réécrit.
"""

import argparse
import hashlib
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from outils import RACINE
from outils.exercices import ecrire
from outils.fuites import RESERVEES, etiquettes

# Ne vaut que pour un noyau vivant : sans lui, JupyterLab afficherait une erreur à la place du texte de secours.
VUE_VIVANTE = "application/vnd.jupyter.widget-view+json"
METADONNEES = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},  # sans numéro de version, qui changerait d’une machine à l’autre
}
DE_CELLULE = ("deletable", "editable", "jupyter", "tags")
POUR_NBGRADER = {"schema_version": 3, "grade": True, "solution": True, "locked": False, "task": False, "points": 0}
"""Ce qui dit à nbgrader de vider une cellule réservée : sa recette, suivie sur `solutions/`, donnerait sinon les corrigés."""
DELAI = 120  # secondes par cellule


def client(carnet: nbformat.NotebookNode, dossier: Path) -> NotebookClient:
    """De quoi exécuter un carnet depuis `dossier`, sans rien ranger qui dépende du moment."""
    return NotebookClient(
        carnet,
        kernel_name="python3",
        timeout=DELAI,
        store_widget_state=False,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(dossier)}},
    )


def executer(carnet: nbformat.NotebookNode, dossier: Path) -> None:
    """Exécute un carnet sur place, depuis `dossier` ; lève une exception de nbclient à la première erreur."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as neuf:
        environnement = os.environ | {
            "TRAVAILLER_ENSEMBLE_REPONSES": f"{neuf}/reponses",
            "TRAVAILLER_ENSEMBLE_SEANCES": f"{neuf}/seances",
            "TRAVAILLER_ENSEMBLE_CONTENUS": f"{neuf}/contenus",
            "IPYTHONDIR": f"{neuf}/ipython",
        }
        client(carnet, dossier).execute(env=environnement)


def stabiliser(carnet: nbformat.NotebookNode, nom: str) -> None:
    """Ne garde que ce qui ne dépend ni de la machine ni du moment."""
    gardees = {cle: valeur for cle, valeur in carnet.metadata.items() if cle in ("title", "travailler_ensemble")}
    carnet.metadata = nbformat.from_dict(gardees | METADONNEES)
    vus: set[str] = set()
    for rang, cellule in enumerate(carnet.cells):
        if cellule.get("id") in vus or not cellule.get("id"):
            cellule["id"] = hashlib.sha256(f"{nom} {rang} {cellule.source}".encode()).hexdigest()[:8]
        vus.add(cellule["id"])
        cellule.metadata = nbformat.from_dict({cle: cellule.metadata[cle] for cle in DE_CELLULE if cle in cellule.metadata})
        if RESERVEES & etiquettes(cellule):
            cellule.metadata["nbgrader"] = nbformat.from_dict(POUR_NBGRADER | {"grade_id": cellule["id"]})
        for sortie in cellule.get("outputs", []):
            sortie.get("data", {}).pop(VUE_VIVANTE, None)


def panne(nom: str, erreur: CellExecutionError | CellTimeoutError | DeadKernelError) -> str:
    if isinstance(erreur, CellTimeoutError):
        return f"{nom} : une cellule dure plus de {DELAI} secondes ; le carnet n’est pas changé."
    if isinstance(erreur, DeadKernelError):
        return f"{nom} : le noyau s’est arrêté ; le carnet n’est pas changé."
    return f"{nom} : une cellule s’arrête ({erreur.ename} : {erreur.evalue}) ; le carnet n’est pas changé."


def traiter(chemin: Path) -> bool:
    """Exécute et range un carnet ; dit ce qui a été fait ; faux quand une cellule échoue."""
    nom = chemin.relative_to(RACINE).as_posix()
    carnet = nbformat.read(chemin, 4)
    stabiliser(carnet, nom)
    try:
        executer(carnet, chemin.parent)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as erreur:
        print(panne(nom, erreur), file=sys.stderr)
        return False
    stabiliser(carnet, nom)
    print(f"{nom} : {'rangé' if ecrire(chemin, carnet) else 'inchangé'}", flush=True)
    return True


def mener(choix: argparse.Namespace) -> int:
    """Exécute et range les carnets nommés, ou tous ; 1 si l’un d’eux s’arrête."""
    chemins = [chemin.resolve() for chemin in choix.carnets]
    chemins = chemins or [c for d in ("notebooks", "solutions") for c in sorted((RACINE / d).glob("*.ipynb"))]
    for chemin in chemins:
        if not (chemin.is_file() and chemin.is_relative_to(RACINE) and chemin.suffix == ".ipynb"):
            sys.exit(f"« {chemin.name} » n’est pas un carnet de la collection : donnez par exemple notebooks/02-formes.ipynb.")
    return int(False in [traiter(chemin) for chemin in chemins])
