"""`docs/monde-reel.md` et `SECURITY.md` : chaque essai nommé existe ; chaque point est tenu par un essai, ou dit pourquoi il ne l’est pas."""

import re

import pytest

from outils import RACINE

TABLE = RACINE / "docs" / "monde-reel.md"
ESSAIS = {
    n for f in (RACINE / "tests").rglob("test_*.py") for n in re.findall(r"^def (test_\w+)", f.read_text(encoding="utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize("nom", ["docs/monde-reel.md", "SECURITY.md"])
def test_chaque_essai_nomme_existe(nom):
    nommes = {*re.findall(r"`(test_\w+)`", (RACINE / nom).read_text(encoding="utf-8"))}
    assert nommes and nommes - ESSAIS == set()


def test_chaque_point_a_son_essai_ou_sa_raison():
    lignes = [
        [x.strip() for x in ligne.strip("|").split("|")]
        for ligne in TABLE.read_text(encoding="utf-8").splitlines()
        if ligne.startswith("| ")
    ]
    points = [x for x in lignes if x[0] != "Point"]
    assert points and [x[0] for x in points if not re.search(r"`test_\w+`", x[1]) and not (x[1] == "—" and len(x[2]) > 20)] == []


def test_tout_csv_qui_sort_passe_par_le_tableur():
    """Un seul endroit écrit des CSV à ouvrir dans un tableur, et il y neutralise les formules. L’autre écrit des lignes pour `data/`."""
    ecrivent = {
        f.relative_to(RACINE / "lib" / "travailler_ensemble").as_posix()
        for f in (RACINE / "lib").rglob("*.py")
        if re.search(r"csv\.writer|DictWriter|to_csv", f.read_text(encoding="utf-8"))
    }
    assert ecrivent == {"corpus/tableur.py", "contenus/collection.py"}
