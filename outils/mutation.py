"""Les essais par mutation : « python3 labo.py mutation » abîme le code exprès, un endroit à la fois, et compte les essais qui le voient.

Trois modules y passent : la lecture, la concordance, l’automate de la séance ; seuls jouent leurs essais unitaires. mutmut fait
le travail, dans une copie. Il ne touche qu’au corps des fonctions : les tables et les « lambda » placées à la racine d’un module
ne sont pas comptées. Il lui faut « fork » : ni Windows ni le navigateur.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from outils import RACINE

PAQUET = "travailler_ensemble"
ESSAIS = {
    "panel/lecture.py": ["tests/unite/panel/test_lecture.py"],
    "panel/concordance.py": ["tests/unite/panel/test_concordance.py"],
    "seance/etats.py": ["tests/unite/seance/test_seance_etats.py"],
}
"""Module de lib/ → les essais qui doivent voir qu’il est abîmé."""
SAUF = ["--deselect", "tests/unite/panel/test_concordance.py::test_bibliotheque_standard_seule"]
"""mutmut ajoute ses propres imports à ce qu’il abîme."""
CIBLE = 90
VUS = ("killed", "timeout", "segfault", "suspicious", "caught by type check")


def preparer(dossier: Path, modules: dict[str, list[str]] = ESSAIS) -> None:
    """Une copie de la collection, rangée comme mutmut l’attend, et son réglage."""
    ignorer = shutil.ignore_patterns("__pycache__", "*.pyc")
    for source, cible in ((f"lib/{PAQUET}", f"src/{PAQUET}"), ("data", "data"), ("tests", "tests")):
        shutil.copytree(RACINE / source, dossier / cible, ignore=ignorer)
    for nom in ("conftest.py", *(p.relative_to(RACINE).as_posix() for p in (RACINE / "outils").rglob("*.py"))):
        (dossier / nom).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(RACINE / nom, dossier / nom)
    essais = sorted({nom for noms in modules.values() for nom in noms})
    (dossier / "pyproject.toml").write_text(
        "\n".join(
            [
                "[tool.pytest.ini_options]",
                'pythonpath = [".", "tests/aides"]',
                'addopts = "-p no:cacheprovider -p no:randomly"',
                'markers = ["navigateur", "charge", "mesure"]',
                "[tool.mutmut]",
                'source_paths = ["src"]',
                f"only_mutate = {json.dumps([f'src/{PAQUET}/{nom}' for nom in modules])}",
                'also_copy = ["data", "outils", "conftest.py"]',
                f"pytest_add_cli_args_test_selection = {json.dumps(essais)}",
                f"pytest_add_cli_args = {json.dumps(SAUF)}",
                "use_git_change_detection = false",
                "track_dependencies = false",
            ]
        ),
        encoding="utf-8",
    )


def muter(modules: dict[str, list[str]] = ESSAIS) -> dict[str, str]:
    """Chaque mutant → son sort (« killed », « survived »…). Lève `RuntimeError` si mutmut s’arrête avant la fin."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as lieu:
        dossier = Path(lieu)
        preparer(dossier, modules)
        environnement = {cle: v for cle, v in os.environ.items() if cle != "PYTHONPATH"} | {"NO_COLOR": "1"}
        mutmut = [sys.executable, "-m", "mutmut"]
        fini = subprocess.run(
            [*mutmut, "run"], cwd=dossier, env=environnement, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        )
        lus = subprocess.run([*mutmut, "results", "--all", "true"], cwd=dossier, env=environnement, capture_output=True, encoding="utf-8")
        sorts = dict(re.findall(r"^\s*(\S+__mutmut_\d+): (.+)$", lus.stdout, re.MULTILINE))
        if not sorts or "not checked" in sorts.values():
            raise RuntimeError(f"Les mutations se sont arrêtées avant la fin :\n{fini.stdout[-3000:]}\n{lus.stderr[-1000:]}")
        survivants = [nom for nom, sort in sorts.items() if sort not in VUS]
        for nom in survivants:
            montre = subprocess.run([*mutmut, "show", nom], cwd=dossier, env=environnement, capture_output=True, encoding="utf-8")
            print(f"{nom} ({sorts[nom]})\n{montre.stdout}", file=sys.stderr)
    return sorts


def mesurer() -> dict[str, Any]:
    """La part des mutants que les essais voient, en %, au plus faible des trois modules ; et chacun des trois."""
    sorts = muter()
    parts: dict[str, float] = {}
    for module in ESSAIS:
        cle = f"{PAQUET}.{module.removesuffix('.py').replace('/', '.')}."
        ici = [sort for nom, sort in sorts.items() if nom.startswith(cle)]
        if not ici:
            raise RuntimeError(f"Aucun mutant dans {module} : il n’a pas été lu.")
        parts[module] = round(100 * sum(sort in VUS for sort in ici) / len(ici), 1)
    vus = sum(sort in VUS for sort in sorts.values())
    return {
        "quoi": "mutants vus par les essais, au plus faible des modules (au moins 90)",
        "valeur": min(parts.values()),
        "cible": CIBLE,
        "sens": "≥",
        "unite": "%",
        **parts,
        "mutants": len(sorts),
        "vus": vus,
    }


def mener(_: argparse.Namespace) -> int:
    """Dit la part des mutants vus ; 1 si la cible n’est pas tenue."""
    resultat = mesurer()
    print(json.dumps(resultat, ensure_ascii=False, indent=2))
    return int(resultat["valeur"] < CIBLE)
