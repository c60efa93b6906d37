"""La couverture de lib/ : « python3 labo.py couverture [arguments de pytest] » dit la part des branches, et des lignes, que les essais parcourent.

Les noyaux, les serveurs et JupyterLab, qui sont d’autres processus, comptent aussi. Par défaut, tous les essais de tests/ sauf ce
qui se mesure et la classe nombreuse ; compter vingt-cinq minutes à deux cœurs. Les carnets, eux, ne sont pas joués.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from outils import RACINE
from outils.essais import A_PART, A_QUATRE

ESSAIS = ["-q", "-p", "no:cacheprovider", *A_QUATRE, "-m", A_PART, "tests"]
CIBLE = 95


def mesurer(arguments: list[str] | None = None) -> dict[str, Any]:
    """La couverture des lignes et des branches, en %, et le module le moins couvert. Lève `RuntimeError` si un essai échoue."""
    with tempfile.TemporaryDirectory(prefix="couverture-") as dossier:
        environnement = os.environ | {"COVERAGE_FILE": str(Path(dossier, "couverture"))}
        coverage = [sys.executable, "-m", "coverage"]
        essais = subprocess.run(
            [*coverage, "run", "-m", "pytest", *(arguments or ESSAIS)], cwd=RACINE, env=environnement, stdout=sys.stderr
        )
        if essais.returncode:
            raise RuntimeError("Un essai échoue : la couverture n’est pas mesurée.")
        subprocess.run([*coverage, "combine", "--quiet"], cwd=RACINE, env=environnement, check=True)
        subprocess.run([*coverage, "report"], cwd=RACINE, env=environnement, check=True, stdout=sys.stderr)
        lu = Path(dossier, "couverture.json")
        subprocess.run([*coverage, "json", "--quiet", "-o", lu], cwd=RACINE, env=environnement, check=True)
        rapport = json.loads(lu.read_text(encoding="utf-8"))
    total = rapport["totals"]
    moindre = min(rapport["files"].items(), key=lambda f: f[1]["summary"]["percent_covered"])
    return {
        "quoi": "branches de `lib/` parcourues par les essais",
        "valeur": round(100 * total["covered_branches"] / total["num_branches"], 1),
        "cible": CIBLE,
        "sens": "≥",
        "unite": "%",
        "lignes": round(100 * total["covered_lines"] / total["num_statements"], 1),
        "moindre": f"{Path(moindre[0]).name} {moindre[1]['summary']['percent_covered']:.0f}",
    }


def mener(choix: argparse.Namespace) -> int:
    """Dit la couverture ; 1 si un essai échoue ou si la cible n’est pas tenue."""
    try:
        resultat = mesurer(choix.suite)
    except RuntimeError as panne:
        sys.exit(str(panne))
    print(json.dumps(resultat, ensure_ascii=False, indent=2))
    return int(resultat["valeur"] < CIBLE)
