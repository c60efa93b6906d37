"""Dérive exercises/ de solutions/ : « python3 labo.py exercices ».

Un exercice est son corrigé, moins les cellules étiquetées « solution » ou « animateur », et moins les sorties.
Avec « --verifier », rien n’est écrit : le programme dit seulement si un exercice n’est plus celui de son corrigé.
"""

import argparse
import copy
import os
from pathlib import Path

import nbformat

from outils import RACINE
from outils.fuites import RESERVEES, etiquettes


def deriver(corrige: nbformat.NotebookNode, nom: str) -> nbformat.NotebookNode:
    """L’exercice d’un corrigé ; ses métadonnées disent de quoi il est dérivé et comment."""
    exercice = copy.deepcopy(corrige)
    exercice.cells = [cellule for cellule in exercice.cells if not RESERVEES & etiquettes(cellule)]
    for cellule in exercice.cells:
        if cellule.cell_type == "code":
            cellule.outputs, cellule.execution_count = [], None
    exercice.metadata["derive"] = {
        "de": f"solutions/{nom}",
        "par": "python3 labo.py exercices",
        "note": "Ne se corrige pas ici : changez le corrigé, puis dérivez de nouveau.",
    }
    return exercice


def ecrire(chemin: Path, carnet: nbformat.NotebookNode) -> bool:
    """Range un carnet d’un seul geste, toujours sous la même forme ; faux quand il n’a pas changé."""
    nbformat.validate(carnet)
    texte = nbformat.writes(carnet) + "\n"
    if chemin.exists() and chemin.read_bytes() == texte.encode("utf-8"):
        return False
    chemin.parent.mkdir(exist_ok=True)
    provisoire = chemin.with_suffix(".tmp")
    provisoire.write_bytes(texte.encode("utf-8"))
    os.replace(provisoire, chemin)
    return True


def ecarts(racine: Path) -> list[str]:
    """Une phrase par exercice qui n’est pas exactement ce que donne son corrigé."""
    attendus = {c.name: deriver(nbformat.read(c, 4), c.name) for c in sorted((racine / "solutions").glob("*.ipynb"))}
    presents = {c.name: c.read_bytes() for c in sorted((racine / "exercises").glob("*.ipynb"))}
    manque = [f"exercises/{nom} manque : lancez « python3 labo.py exercices »." for nom in attendus if nom not in presents]
    orphelins = [f"exercises/{nom} n’a pas de corrigé dans solutions/ : retirez-le." for nom in presents if nom not in attendus]
    derives = [
        f"exercises/{nom} n’est plus celui de son corrigé : lancez « python3 labo.py exercices »."
        for nom, attendu in attendus.items()
        if nom in presents and presents[nom] != (nbformat.writes(attendu) + "\n").encode("utf-8")
    ]
    return manque + orphelins + derives


def mener(choix: argparse.Namespace) -> int:
    """Écrit les exercices, ou dit seulement lesquels sont à refaire."""
    if not choix.verifier:
        for corrige in sorted((RACINE / "solutions").glob("*.ipynb")):
            nouveau = ecrire(RACINE / "exercises" / corrige.name, deriver(nbformat.read(corrige, 4), corrige.name))
            print(f"exercises/{corrige.name} : {'écrit' if nouveau else 'inchangé'}")
    fautes = ecarts(RACINE)
    print("\n".join(fautes) or "Chaque exercice est celui de son corrigé.")
    return int(bool(fautes))
