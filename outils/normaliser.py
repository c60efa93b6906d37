"""La forme normale des carnets : « python3 labo.py normaliser [--verifier] notebooks/02-formes.ipynb … ».

Comme nbstripout, moins les sorties, que nbval compare : les métadonnées d’exécution, l’état des composants, la version de Python
et la vue d’un noyau vivant s’en vont ; les cellules exécutées sont numérotées de 1 en 1. Un carnet d’exercice n’a ni sortie ni
numéro. Sans noms, tous les carnets. Rend 1 si un carnet n’est pas (ou n’était pas) sous cette forme.
"""

from __future__ import annotations

import argparse
import copy

import nbformat

from outils import RACINE
from outils.executer import stabiliser
from outils.exercices import ecrire


def normaliser(carnet: nbformat.NotebookNode, nom: str) -> nbformat.NotebookNode:
    """Le même carnet, sans rien qui dépende de la machine ni du moment."""
    net = copy.deepcopy(carnet)
    derive = net.metadata.get("derive")
    stabiliser(net, nom)
    if derive:
        net.metadata["derive"] = derive
    rang = 0
    for cellule in net.cells:
        if cellule.cell_type != "code":
            continue
        executee = bool(cellule.source.strip()) and (cellule.execution_count is not None or bool(cellule.outputs)) and not derive
        rang += executee
        cellule.execution_count = rang if executee else None
        if derive:
            cellule.outputs = []
        for sortie in cellule.outputs:
            if sortie.output_type == "execute_result":
                sortie.execution_count = cellule.execution_count
    return net


def mener(choix: argparse.Namespace) -> int:
    """Remet les carnets d’aplomb, ou dit seulement lesquels sont à remettre ; 1 s’il y en avait."""
    chemins = [chemin.resolve() for chemin in choix.carnets]
    chemins = chemins or sorted(c for d in ("notebooks", "solutions", "exercises") for c in (RACINE / d).glob("*.ipynb"))
    a_refaire = 0
    for chemin in chemins:
        nom = chemin.relative_to(RACINE).as_posix() if chemin.is_relative_to(RACINE) else chemin.name
        net = normaliser(nbformat.read(chemin, 4), nom)
        if (nbformat.writes(net) + "\n").encode() == chemin.read_bytes():
            continue
        a_refaire = 1
        if not choix.verifier:
            ecrire(chemin, net)
        print(f"{nom} : {'à remettre' if choix.verifier else 'remis'} sous sa forme normale")
    return a_refaire
