"""Le modèle de menace de la séance : chaque phrase de `SECURITY.md` nomme un essai qui existe."""

import re
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[3]


def lignes(titre: str) -> dict[str, list[str]]:
    """Les phrases de ce tableau de `SECURITY.md`, et les essais que chacune nomme."""
    section = (RACINE / "SECURITY.md").read_text(encoding="utf-8").partition(f"## {titre}")[2].partition("\n## ")[0]
    trouvees = re.findall(r"^\| ([A-ZÀÉ].+?) \| (.+) \|$", section, re.MULTILINE)[1:]
    hors = [ligne for ligne in section.splitlines() if ligne.startswith(("- ", "* "))]
    assert hors == [], "une phrase tenue est dans le tableau, avec son essai"
    return {phrase: re.findall(r"`(test_\w+)`", dits) for phrase, dits in trouvees}


@pytest.mark.parametrize(("titre", "combien"), [("Ce qui est tenu", 12), ("La séance en direct : qui peut quoi", 9)])
def test_chaque_phrase_du_modele_de_menace_a_son_essai(titre, combien):
    essais = {
        n
        for f in (RACINE / "tests").rglob("test_*.py")
        for n in re.findall(r"^def (test_\w+)", f.read_text(encoding="utf-8"), re.MULTILINE)
    }
    nommes = lignes(titre)
    assert len(nommes) >= combien and all(nommes.values())
    assert {n for dits in nommes.values() for n in dits} <= essais
