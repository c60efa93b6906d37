"""Les couches : déclarées une fois dans pyproject.toml, import-linter les tient ; ce qu’il ne voit pas est ici."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from outils import RACINE

PAQUET = "travailler_ensemble"
LIB = RACINE / "lib" / PAQUET
LOURDS = {"pandas", "numpy", "altair", "anywidget", "ipywidgets", "jinja2"}
PAR_LEUR_NOM = {"__init__.py", "affichage/composants/__init__.py", "affichage/figures/__init__.py"}
"""Les seuls qui chargent un module d’après son nom, ce qu’import-linter ne voit pas : tous sont en haut."""


def lint(racine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"],
        cwd=racine,
        env=os.environ | {"PYTHONPATH": str(racine / "lib")},
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("fichier", "ligne", "contrat"),
    [
        ("corpus/trame.py", "from travailler_ensemble.panel import lecture", "Aucune flèche ne remonte"),
        ("panel/lecture.py", "def f():\n    from travailler_ensemble import seance", "Aucune flèche ne remonte"),
        ("neuve.py", "", "Aucune flèche ne remonte"),
        ("seance/etats.py", "import anywidget", "La logique ne connaît pas"),
        ("ecriture/phrases.py", "from travailler_ensemble.ecriture import gabarits", "Aucun cercle"),
        ("corpus/trame.py", "from travailler_ensemble import tri", "Personne ne passe par la porte"),
    ],
)
def test_une_fleche_qui_remonte_se_voit(tmp_path, fichier, ligne, contrat):
    shutil.copytree(LIB, tmp_path / "lib" / PAQUET, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(RACINE / "pyproject.toml", tmp_path)
    vise = tmp_path / "lib" / PAQUET / fichier
    vise.write_text(f"{vise.read_text(encoding='utf-8') if vise.exists() else ''}\n{ligne}\n", encoding="utf-8")
    fini = lint(tmp_path)
    assert fini.returncode == 1 and [x for x in fini.stdout.splitlines() if x.startswith(contrat) and x.endswith("BROKEN")], fini.stdout


def test_les_couches_tiennent():
    fini = lint(RACINE)
    assert fini.returncode == 0, fini.stdout


def test_un_module_ne_se_charge_par_son_nom_que_d_en_haut():
    par_nom = {
        fichier.relative_to(LIB).as_posix()
        for fichier in LIB.rglob("*.py")
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8")))
        if isinstance(noeud, ast.Call) and ast.unparse(noeud.func).rpartition(".")[2] in ("import_module", "__import__")
    }
    assert par_nom == PAR_LEUR_NOM


def test_un_nom_de_classe_n_a_qu_un_sens():
    vues: dict[str, list[str]] = {}
    for fichier in LIB.rglob("*.py"):
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            if isinstance(noeud, ast.ClassDef):
                vues.setdefault(noeud.name, []).append(fichier.relative_to(LIB).as_posix())
    assert "Panel" in vues
    assert {nom: ou for nom, ou in vues.items() if len(ou) > 1} == {}


def executer(code: str) -> str:
    fini = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert fini.returncode == 0, fini.stderr
    return fini.stdout


def test_l_import_ne_charge_rien_de_lourd():
    charges = executer(f"import sys, {PAQUET}; print(*sys.modules)").split()
    assert PAQUET in charges
    assert not LOURDS & set(charges)


def test_les_fonctions_des_carnets_le_restent_quand_tous_les_modules_sont_charges():
    """Un module chargé devient un attribut du paquet : il cacherait la fonction de même nom."""
    fichiers = [f.relative_to(LIB.parent).with_suffix("") for f in LIB.rglob("*.py") if f.name not in ("__main__.py", "env.py")]
    tous = "; ".join(f"import {'.'.join(f.parts).removesuffix('.__init__')}" for f in sorted(fichiers))  # env.py est à Alembic seul
    assert "corpus.tables" in tous
    assert executer(f"{tous}; import {PAQUET} as p; print(*[n for n in p.__all__ if not callable(getattr(p, n))])").split() == []


def test_la_porte_ne_laisse_atteindre_que_sa_liste():
    """`labo.import_module("…")` chargerait n’importe quoi depuis un carnet."""
    code = f"import {PAQUET} as labo; print(*(n for n, x in vars(labo).items() if callable(x) and not n.startswith('_')))"
    assert executer(code).split() == []
