"""Les essais par mutation : « python3 labo.py mutation » abîme le code exprès, un endroit à la fois, et compte les essais qui le voient.

Y passe ce qui décide dans panel/, et l’automate de la séance ; seuls jouent leurs essais unitaires. mutmut fait le travail, dans
une copie. Il ne touche qu’au corps des fonctions : une fonction écrite dans une table y est d’abord dépliée (voir `deplier`) ; le
reste des tables n’est pas compté. Il lui faut « fork » : ni Windows ni le navigateur.
"""

from __future__ import annotations

import argparse
import ast
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
    **{f"panel/{nom}.py": [f"tests/unite/panel/test_{nom}.py"] for nom in ("lecture", "retour", "codage", "definition", "concordance")},
    "seance/etats.py": ["tests/unite/seance/test_seance_etats.py"],
}
"""Module de lib/ → les essais qui doivent voir qu’il est abîmé."""
SAUF = ["--deselect", "tests/unite/panel/test_concordance.py::test_bibliotheque_standard_seule"]
"""mutmut ajoute ses propres imports à ce qu’il abîme."""
CIBLE = 90
VUS = ("killed", "segfault", "caught by type check")
"""Un délai dépassé n’en est pas : sur une machine chargée, il ne prouve rien. Ils sont comptés à part."""


class _Deplie(ast.NodeTransformer):
    """Nomme les « lambda » d’une instruction, et les appels aux fonctions qui fabriquent une fonction."""

    def __init__(self, fabriques: set[str]) -> None:
        self.fabriques, self.nommees = fabriques, list[ast.stmt]()

    def _nommer(self, arguments: str, corps: ast.expr) -> ast.expr:
        nom = f"_deplie_{corps.lineno}_{corps.col_offset}"
        self.nommees += ast.parse(f"def {nom}({arguments}):\n    return {ast.unparse(corps)}").body
        return ast.Name(nom, ast.Load())

    def visit_Lambda(self, noeud: ast.Lambda) -> ast.expr:
        return self._nommer(ast.unparse(noeud.args), noeud.body)

    def visit_Call(self, noeud: ast.Call) -> ast.AST:
        if isinstance(noeud.func, ast.Name) and noeud.func.id in self.fabriques:
            return self._nommer("*a", ast.copy_location(ast.Call(noeud, [ast.Starred(ast.Name("a"))], []), noeud))
        return self.generic_visit(noeud)


def deplier(source: str) -> str:
    """Le même module, où chaque fonction écrite dans une table de la racine a un nom : mutmut ne voit que celles-là."""
    arbre = ast.parse(source)
    fabriques = {f.name for f in arbre.body if isinstance(f, ast.FunctionDef) and f.returns and "Callable" in ast.unparse(f.returns)}
    corps: list[ast.stmt] = []
    for instruction in arbre.body:
        if isinstance(instruction, ast.Assign | ast.AnnAssign):
            plieur = _Deplie(fabriques)
            instruction = plieur.visit(instruction)
            corps += plieur.nommees
        corps.append(instruction)
    return ast.unparse(ast.fix_missing_locations(ast.Module(corps, [])))


def preparer(dossier: Path, module: str, essais: list[str]) -> None:
    """Une copie de la collection, rangée comme mutmut l’attend, et son réglage."""
    ignorer = shutil.ignore_patterns("__pycache__", "*.pyc")
    for source, cible in ((f"lib/{PAQUET}", f"src/{PAQUET}"), ("data", "data"), ("tests", "tests")):
        shutil.copytree(RACINE / source, dossier / cible, ignore=ignorer)
    abime = dossier / "src" / PAQUET / module
    abime.write_text(deplier(abime.read_text(encoding="utf-8")), encoding="utf-8")
    for nom in ("conftest.py", *(p.relative_to(RACINE).as_posix() for p in (RACINE / "outils").rglob("*.py"))):
        (dossier / nom).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(RACINE / nom, dossier / nom)
    (dossier / "pyproject.toml").write_text(
        "\n".join(
            [
                "[tool.pytest.ini_options]",
                'pythonpath = [".", "tests/aides"]',
                'addopts = "-p no:cacheprovider -p no:randomly"',
                'markers = ["navigateur", "charge", "mesure"]',
                "[tool.mutmut]",
                'source_paths = ["src"]',
                f"only_mutate = {json.dumps([f'src/{PAQUET}/{module}'])}",
                'also_copy = ["data", "outils", "conftest.py"]',
                f"pytest_add_cli_args_test_selection = {json.dumps(essais)}",
                f"pytest_add_cli_args = {json.dumps(SAUF)}",
                "use_git_change_detection = false",
                "track_dependencies = false",
                "timeout_multiplier = 60.0",
            ]
        ),
        encoding="utf-8",
    )


def muter(module: str, essais: list[str]) -> dict[str, str]:
    """Chaque mutant du module → son sort (« killed », « survived »…). Lève `RuntimeError` si mutmut s’arrête avant la fin."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as lieu:
        dossier = Path(lieu)
        preparer(dossier, module, essais)
        environnement = {cle: v for cle, v in os.environ.items() if cle != "PYTHONPATH"} | {"NO_COLOR": "1"}
        mutmut = [sys.executable, "-m", "mutmut"]
        fini = subprocess.run(
            [*mutmut, "run", "--max-children", "2"],
            cwd=dossier,
            env=environnement,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        lus = subprocess.run([*mutmut, "results", "--all", "true"], cwd=dossier, env=environnement, capture_output=True, encoding="utf-8")
        sorts = dict(re.findall(r"^\s*(\S+__mutmut_\d+): (.+)$", lus.stdout, re.MULTILINE))
        if not sorts or "not checked" in sorts.values():
            raise RuntimeError(
                f"Les mutations se sont arrêtées avant la fin (code {fini.returncode}) :\n{fini.stdout[-3000:]}\n{lus.stderr[-1000:]}"
            )
        survivants = [nom for nom, sort in sorts.items() if sort not in VUS]
        for nom in survivants:
            montre = subprocess.run([*mutmut, "show", nom], cwd=dossier, env=environnement, capture_output=True, encoding="utf-8")
            print(f"{nom} ({sorts[nom]})\n{montre.stdout}", file=sys.stderr)
    return sorts


def mesurer() -> dict[str, Any]:
    """La part des mutants que les essais voient, en %, au plus faible des modules ; et chacun d’eux."""
    sorts: list[str] = []
    parts: dict[str, float] = {}
    for module, essais in ESSAIS.items():
        ici = list(muter(module, essais).values())
        parts[module] = round(100 * sum(sort in VUS for sort in ici) / len(ici), 1)
        sorts += ici
    return {
        "quoi": "mutants vus par les essais, au plus faible des modules (au moins 90)",
        "valeur": min(parts.values()),
        "cible": CIBLE,
        "sens": "≥",
        "unite": "%",
        **parts,
        "mutants": len(sorts),
        "vus": sum(sort in VUS for sort in sorts),
        "delais": sorts.count("timeout"),
    }


def mener(_: argparse.Namespace) -> int:
    """Dit la part des mutants vus ; 1 si la cible n’est pas tenue."""
    resultat = mesurer()
    print(json.dumps(resultat, ensure_ascii=False, indent=2))
    return int(resultat["valeur"] < CIBLE)
