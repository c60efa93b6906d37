"""Ce que l’on attend avant le premier labo : démarrer, importer."""

from __future__ import annotations

import statistics
import subprocess
import sys

from mesures import Mesure, duree, rapport


def mesurer_import() -> Mesure:
    """`import travailler_ensemble` comparé à `python -c pass`."""
    a, b, r = rapport(lambda: duree(sys.executable, "-c", "import travailler_ensemble"), lambda: duree(sys.executable, "-c", "pass"), 20)
    charges = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, travailler_ensemble; print(*[m for m in ('pandas', 'altair', 'anywidget', 'starlette') if m in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return {
        "quoi": "`import travailler_ensemble` / `python -c pass`",
        "valeur": r,
        "cible": 3.0,
        "unite": "×",
        "secondes": a,
        "plancher": b,
        "charges": charges,
    }


def mesurer_demarrage() -> Mesure:
    """Second démarrage de labo.py, jusqu’à ce qu’il lance Jupyter : un processus entier."""
    code = "import labo; labo.preparer(labo.VERROU)"
    durees = [duree(sys.executable, "-c", code) for _ in range(6)][1:]
    return {"quoi": "second démarrage de labo.py, avant Jupyter", "valeur": statistics.median(durees), "cible": 3.0, "unite": "s"}
