"""La maison a un sens : aucun module n’en importe un qui est placé après lui, et l’import du paquet ne charge rien de lourd."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "outils"))  # des programmes, pas un paquet
import maison
from imports import MODULES, PAQUET, importes

ORDRE = [
    "phrases",
    "page",
    "description",
    "tableur",
    "recherche",
    "corpus",
    "trame",
    "parcours",
    "camps",
    "activites",
    "activites.suite",
    "activites.sujet",
    "activites.rangement",
    "activites.tolerance",
    "activites.verite",
    "activites.classement",
    "activites.serie",
    "activites.enonce",
    "activites.placement",
    "activites.criteres",
    "activites.catalogue",
    "activites.base",
    "activites.tri",
    "activites.ordonner",
    "activites.question",
    "activites.curseur",
    "activites.grille",
    "carnet",
    "lecture",
    "concordance",
    "definition",
    "codage",
    "retour",
    "formulation",
    "avis",
    "effet",
    "seance",
    "seance.export",
    "seance.bilan",
    "seance.papier",
    "seance.relecture",
    "comparaison",
    "panneau",
    "profil",
    "figures",
    "figures.dessin",
    "figures.exigences",
    "figures.partage",
    "figures.carte",
    "figures.accords",
    "figures.frise",
    "figures.distribution",
    "figures.dispersion",
    "figures.entente",
    "figures.proximite",
    "figures.deplacements",
    "figures.seances",
    "debat",
    "vocabulaire",
    "relecture",
    "trouvailles",
    "releve",
    "preparation",
    "avancement",
    "rendu",
    "seance.codes",
    "seance.etats",
    "seance.programme",
    "seance.tables",
    "seance.migrations",
    "seance.migrations.env",
    "seance.migrations.versions",
    "seance.migrations.versions.v0001_premiere",
    "seance.base",
    "seance.journal",
    "seance.greffier",
    "seance.diffusion",
    "seance.vues",
    "seance.salle",
    "seance.ecrans",
    "seance.essais_de_code",
    "seance.portes",
    "seance.ecoute",
    "seance.serveur",
    "seance.nouvelles",
    "seance.maison",
    "seance.__main__",
    "seance.client",
    "seance.panneau",
    "atelier",
]
LOURDS = {"pandas", "numpy", "altair", "anywidget", "ipywidgets", "jinja2"}


def test_chaque_module_a_sa_place():
    assert set(MODULES) - {""} == set(ORDRE), "ajoutez à ORDRE le module nouveau, retirez celui qui n’est plus"


@pytest.mark.parametrize("module", [m for m in MODULES if m])
def test_aucun_module_n_importe_un_module_place_apres_lui(module):
    fautes = {m for m in importes(MODULES[module], module, ORDRE) if ORDRE.index(m) > ORDRE.index(module)}
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


def test_le_dessin_de_la_maison_est_celui_des_imports():
    assert maison.DESSIN.read_text(encoding="utf-8") == maison.dessiner(), "relancez « python outils/maison.py »"


def test_un_dessin_perime_et_un_import_qui_remonte_se_voient(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(maison, "DESSIN", tmp_path / "maison.svg")
    assert maison.main(["--verifier"]) == 1
    assert maison.main([]) == 0 and maison.main(["--verifier"]) == 0
    monkeypatch.setitem(maison.MODULES, "profil", "from travailler_ensemble import comparaison, carnet")
    assert maison.main(["--verifier"]) == 1
    monkeypatch.setitem(maison.MODULES, "corpus", "from travailler_ensemble import atelier")
    with pytest.raises(ValueError, match="corpus se sert de atelier"):
        maison.dessiner()
    monkeypatch.setitem(maison.MODULES, "sans_piece", "from travailler_ensemble import corpus")
    with pytest.raises(KeyError, match="n’a pas de pièce"):
        maison.dessiner()


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
