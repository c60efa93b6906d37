"""Écrit dans a-distribuer/kits/ de quoi tenir cinquante minutes par labo : « python3 labo.py kit ». Voir `affichage.pages.kit`."""

import argparse
import sys

from outils import RACINE
from travailler_ensemble import corpus
from travailler_ensemble.affichage.pages import kit
from travailler_ensemble.panel.avis import Panel


def mener(_: argparse.Namespace) -> int:
    """Écrit les fichiers et dit où ; sort avec une phrase s’ils ne peuvent pas s’écrire."""
    try:
        ecrits = kit.ecrire(RACINE / kit.DOSSIER, Panel(corpus.lire()))
    except corpus.TableFautive as panne:
        sys.exit(str(panne))
    except OSError as panne:
        sys.exit(f"Les fichiers n’ont pas pu être écrits ({panne.strerror} : « {panne.filename} »).")
    print(f"{len(ecrits)} fichiers dans {kit.DOSSIER.as_posix()}/. {kit.CONSIGNE}")
    return 0
