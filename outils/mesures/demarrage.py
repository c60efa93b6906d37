"""Ce que l’on attend avant le premier labo : installer, démarrer, importer."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mesures import RACINE, Mesure, duree, rapport


def mesurer_import() -> Mesure:
    """`import travailler_ensemble` comparé à `python -c pass`."""
    a, b, r = rapport(
        lambda: duree(sys.executable, "-c", "import travailler_ensemble"), lambda: duree(sys.executable, "-c", "pass"), 20
    )
    charges = subprocess.run(
        [sys.executable, "-c", "import sys, travailler_ensemble; print(*[m for m in ('pandas', 'altair', 'anywidget', 'starlette') if m in sys.modules])"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    return {"quoi": "import travailler_ensemble / python -c pass", "valeur": r, "cible": 3.0, "unite": "×", "secondes": a, "plancher": b, "charges": charges}


def mesurer_demarrage() -> Mesure:
    """Second démarrage de labo.py, jusqu’à ce qu’il lance Jupyter : un processus entier."""
    code = "import labo; labo.preparer(labo.VERROU)"
    durees = [duree(sys.executable, "-c", code) for _ in range(6)][1:]
    return {"quoi": "second démarrage de labo.py, avant Jupyter", "valeur": statistics.median(durees), "cible": 3.0, "unite": "s"}


def mesurer_installation() -> Mesure:
    """Une copie neuve des fichiers suivis par git, installée par `labo.py`, sans cache de pip : durée et place prise."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as dossier:
        copie = Path(dossier) / "copie"
        subprocess.run(["git", "clone", "--quiet", str(RACINE), str(copie)], check=True)
        debut = time.perf_counter()
        subprocess.run(
            [sys._base_executable, "-c", "import labo; labo.preparer(labo.VERROU)"],
            cwd=copie, check=True, env={**os.environ, "PIP_NO_CACHE_DIR": "1"},
        )  # fmt: skip
        duree = time.perf_counter() - debut
        place = sum(f.stat().st_size for f in (copie / ".venv").rglob("*") if f.is_file() and not f.is_symlink()) / 1e6
    return {"quoi": "installation à neuf, sans cache", "valeur": duree, "cible": None, "unite": "s", "megaoctets": place}
