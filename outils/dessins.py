"""Range les dessins qu’Altair compose pour les carnets : « python3 labo.py dessins ».

Altair est long à charger : sans ce fichier, chaque noyau referait des dessins qui ne changent qu’avec les données. Ils sont
rangés sous l’empreinte de ce qui a été demandé : si une table change, la demande change, et c’est Altair qui répond.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from travailler_ensemble import atelier
from travailler_ensemble.affichage.figures.dessin import DERIVES
from travailler_ensemble.corpus import trame

DERIVE = {
    "de": "les tables de data/ et les figures de lib/travailler_ensemble/affichage/figures/, telles que les carnets les demandent",
    "par": "python3 labo.py dessins",
    "note": "Ne se corrige pas ici : changez une table ou une figure, puis dérivez de nouveau.",
}


def demandees() -> list[tuple[str, ...]]:
    """Les figures des carnets, chacune une fois : son nom, puis ce qu’elle montre."""
    dossiers = (trame.LABOS, trame.CORRIGES)
    lues = [
        (trame.RACINE / dossier, trame.lire(dossier, c.name))
        for dossier in dossiers
        for c in sorted((trame.RACINE / dossier).glob("*.ipynb"))
    ]
    return sorted({demande for dossier, t in lues if t for demande in _d_un_carnet(dossier, t.appels)})


def _d_un_carnet(dossier: Path, appels: Iterable[trame.Appel]) -> Iterator[tuple[str, ...]]:
    """Les figures d’un carnet. Celles d’une séance disent son fichier : celui que la dernière cellule a relu."""
    relue: tuple[str, ...] = ()
    for appel in appels:
        fichiers = tuple(str(dossier / nom) for nom in appel.arguments)
        if appel.fonction == "relire_seance":
            relue = fichiers
        elif appel.fonction == "comparer_seances":
            yield "seances", *fichiers
        elif appel.fonction == "figure":
            nom, *reste = appel.arguments
            yield nom, *(fichiers[1:] or relue if nom in atelier.DE_SEANCE else reste)


def deriver() -> str:
    """Le texte du fichier : un dessin par ligne."""
    dessins = [atelier._figure(*demande).dessin for demande in demandees()]
    lignes = [f'    "{d.empreinte}": {json.dumps(d.representations(), ensure_ascii=False, separators=(",", ":"))}' for d in dessins]
    return f'{{\n  "derive": {json.dumps(DERIVE, ensure_ascii=False)},\n  "dessins": {{\n' + ",\n".join(lignes) + "\n  }\n}\n"


def mener(choix: argparse.Namespace) -> int:
    """Écrit les dessins, ou dit seulement s’ils sont à refaire."""
    texte = deriver()
    if not choix.verifier:
        DERIVES.write_text(texte, encoding="utf-8", newline="")
    elif not DERIVES.exists() or DERIVES.read_text(encoding="utf-8") != texte:
        print("dessins.json n’est plus celui que donnerait Altair : lancez « python3 labo.py dessins ».")
        return 1
    return 0
