"""Le modèle de menace de la séance : chaque phrase de `SECURITY.md` nomme un essai qui existe."""

import re
from pathlib import Path

RACINE = Path(__file__).resolve().parents[3]


def test_chaque_phrase_du_modele_de_menace_a_son_essai():
    section = (RACINE / "SECURITY.md").read_text(encoding="utf-8").partition("## La séance en direct")[2].partition("\n## ")[0]
    lignes = re.findall(r"^\| ([A-ZÀÉ].+?) \| (.+) \|$", section, re.MULTILINE)[1:]
    essais = {
        n
        for f in (RACINE / "tests").rglob("test_*.py")
        for n in re.findall(r"^def (test_\w+)", f.read_text(encoding="utf-8"), re.MULTILINE)
    }
    nommes = {phrase: re.findall(r"`(test_\w+)`", dits) for phrase, dits in lignes}
    assert len(nommes) >= 9 and all(nommes.values())
    assert {n for dits in nommes.values() for n in dits} <= essais
