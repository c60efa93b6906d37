"""Écrit dans a-distribuer/moodle/ ce que Moodle importe : « python3 labo.py moodle ». Voir `travailler_ensemble.classe.moodle`."""

import argparse
import sys

from outils import RACINE
from travailler_ensemble import corpus
from travailler_ensemble.classe import moodle
from travailler_ensemble.panel.avis import Panel


def mener(_: argparse.Namespace) -> int:
    """Écrit les fichiers et dit ce qu’ils contiennent ; sort avec une phrase s’ils ne peuvent pas s’écrire."""
    try:
        tables = corpus.lire()
        ecrits = moodle.ecrire(RACINE / moodle.DOSSIER, tables, Panel(tables))
    except corpus.TableFautive as panne:
        sys.exit(str(panne))
    except OSError as panne:
        sys.exit(f"Les fichiers n’ont pas pu être écrits ({panne.strerror} : « {panne.filename} »).")
    print(ecrits[0].read_text(encoding="utf-8"))
    print(f"{len(ecrits)} fichiers dans {moodle.DOSSIER}/.")
    return 0
