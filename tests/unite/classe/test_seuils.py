"""Les seuils d’une classe : les mêmes en Python, dans l’état servi aux pages, et dans les phrases."""

import re
from pathlib import Path

import pytest

from travailler_ensemble.classe import seuils
from travailler_ensemble.classe.seuils import PARTAGE, SEUIL, SEUIL_DIT, UNANIME, dire_dispersion, dispersion_montrable, partage

LIB = Path(seuils.__file__).parents[1]


def test_sous_le_seuil_rien_ne_se_mesure():
    assert dispersion_montrable({"a": SEUIL - 1}, "ab") is None
    assert dispersion_montrable({"a": SEUIL}, "ab") == 0 and dispersion_montrable({"a": SEUIL, "b": SEUIL}, "ab") == 1


@pytest.mark.parametrize(
    ("dispersion", "dit"),
    [
        (None, "moins de cinq réponses"),
        (0, "presque d’une voix"),
        (UNANIME - 0.001, "presque d’une voix"),
        (UNANIME, "plusieurs avis"),
        (PARTAGE - 0.001, "plusieurs avis"),
        (PARTAGE, "partage la classe"),
        (1, "partage la classe"),
    ],
)
def test_la_dispersion_se_dit_en_trois_mots(dispersion, dit):
    assert dire_dispersion(dispersion) == dit and partage(dispersion) == (dit == "partage la classe")


def test_les_deux_bornes_sont_a_peu_pres_ce_qu_elles_disent():
    """Trois cases : 90 % d’une seule réponse, puis 60 %, le reste partagé entre les deux autres."""
    assert dispersion_montrable({"a": 90, "b": 5, "c": 5}, "abc") == pytest.approx(UNANIME, abs=0.05)
    assert dispersion_montrable({"a": 60, "b": 20, "c": 20}, "abc") == pytest.approx(PARTAGE, abs=0.2)


def test_le_seuil_n_est_ecrit_qu_une_fois():
    """Ni en chiffre, ni en lettres, dans ce que lit une personne."""
    ailleurs = re.compile(rf'"[^"]*\b{SEUIL_DIT} (réponses|personnes)|[<>]=? {SEUIL}\b', re.IGNORECASE)
    fichiers = [f for piece in ("classe", "seance", "affichage/figures") for f in (LIB / piece).glob("*.py") if f.name != "seuils.py"]
    codes = {f.name: re.sub(r'""".*?"""|#.*', "", f.read_text(encoding="utf-8"), flags=re.DOTALL) for f in fichiers}
    assert len(codes) > 30 and [nom for nom, code in codes.items() if ailleurs.search(code)] == []
