"""La maison a un sens : aucun module n’en importe un qui est placé après lui, et l’import du paquet ne charge rien de lourd."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PAQUET = "travailler_ensemble"
DOSSIER = Path(__file__).resolve().parents[1] / "lib" / PAQUET
ORDRE = [
    "phrases", "page", "description", "tableur", "recherche", "corpus", "trame", "parcours", "camps",
    "activites", "activites.suite", "activites.sujet", "activites.rangement", "activites.tolerance", "activites.verite",
    "activites.classement", "activites.serie", "activites.enonce", "activites.placement", "activites.criteres",
    "activites.catalogue",
    "activites.base", "activites.tri", "activites.ordonner", "activites.question", "activites.curseur", "activites.grille",
    "carnet", "lecture", "depouillement", "concordance", "definition", "codage", "retour", "formulation", "avis", "effet",
    "seance", "seance.export", "seance.bilan", "seance.papier", "seance.relecture",
    "comparaison", "panneau", "profil",
    "figures", "figures.dessin", "figures.exigences", "figures.partage", "figures.carte", "figures.accords", "figures.frise",
    "figures.distribution", "figures.dispersion", "figures.entente", "figures.proximite", "figures.deplacements", "figures.seances",
    "debat", "vocabulaire", "relecture", "trouvailles", "releve", "preparation", "avancement", "rendu",
    "seance.codes", "seance.etats", "seance.programme", "seance.tables", "seance.migrations", "seance.migrations.env",
    "seance.migrations.versions", "seance.migrations.versions.v0001_premiere", "seance.base", "seance.journal", "seance.greffier",
    "seance.diffusion", "seance.vues", "seance.salle", "seance.pages", "seance.essais_de_code", "seance.portes", "seance.ecoute",
    "seance.serveur", "seance.nouvelles", "seance.maison", "seance.__main__", "seance.client", "seance.panneau",
    "atelier",
]  # fmt: skip
LOURDS = {"pandas", "numpy", "altair", "anywidget", "ipywidgets"}


def nom(fichier: Path) -> str:
    """« activites.tri » pour activites/tri.py, « activites » pour activites/__init__.py, « » pour le paquet lui-même."""
    parties = fichier.relative_to(DOSSIER).with_suffix("").parts
    return ".".join(parties[:-1] if parties[-1] == "__init__" else parties)


MODULES = {nom(fichier): fichier.read_text(encoding="utf-8") for fichier in sorted(DOSSIER.rglob("*.py"))}


def importes(source: str, module: str, connus: set[str]) -> set[str]:
    """Les modules du paquet que ce module importe, où que ce soit dans son texte, même dans une fonction ou par leur nom."""
    ici = [PAQUET, *filter(None, module.split("."))]
    candidats: set[str] = set()
    for noeud in ast.walk(ast.parse(source)):
        if isinstance(noeud, ast.Import):
            candidats |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom):
            base = ".".join([*ici[: len(ici) - noeud.level], noeud.module or ""]).rstrip(".") if noeud.level else noeud.module
            candidats |= {base} | {f"{base}.{alias.name}" for alias in noeud.names}
        elif isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
            candidats.add(noeud.value)  # import_module("travailler_ensemble.atelier")
    return {c.removeprefix(f"{PAQUET}.") for c in candidats if c.startswith(f"{PAQUET}.")} & connus


def test_chaque_module_a_sa_place():
    assert set(MODULES) - {""} == set(ORDRE), "ajoutez à ORDRE le module nouveau, retirez celui qui n’est plus"


@pytest.mark.parametrize("module", [m for m in MODULES if m])
def test_aucun_module_n_importe_un_module_place_apres_lui(module):
    fautes = {m for m in importes(MODULES[module], module, set(ORDRE)) if ORDRE.index(m) > ORDRE.index(module)}
    assert not fautes, f"{module} importe {sorted(fautes)}, qui viennent après"


@pytest.mark.parametrize(
    "source",
    [
        "import travailler_ensemble.atelier",
        "from travailler_ensemble import atelier",
        "from travailler_ensemble.atelier import tri",
        "from . import atelier",
        "from .atelier import tri",
        "def f():\n    from travailler_ensemble.atelier import tri",
        "from importlib import import_module\nimport_module('travailler_ensemble.atelier')",
    ],
)
def test_toute_forme_d_import_est_vue(source):
    assert "atelier" in importes(source, "corpus", set(ORDRE))


def executer(code: str) -> str:
    fini = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert fini.returncode == 0, fini.stderr
    return fini.stdout


def test_l_import_ne_charge_rien_de_lourd():
    charges = executer(f"import sys, {PAQUET}; print(*sys.modules)").split()
    assert PAQUET in charges
    assert not LOURDS & set(charges)


def test_les_fonctions_des_carnets_le_restent_quand_tous_les_modules_sont_charges():
    """Un module chargé devient un attribut du paquet : il cacherait la fonction de même nom."""
    tous = "; ".join(f"import {PAQUET}.{module}" for module in ORDRE if not module.endswith("migrations.env"))  # à Alembic seul
    assert executer(f"{tous}; import {PAQUET} as p; print(*[n for n in p.__all__ if not callable(getattr(p, n))])").split() == []
