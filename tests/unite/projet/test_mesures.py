"""Les mesures : chaque carnet a la sienne, sous un nom stable, et un carnet lent se voit."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

RACINE = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(RACINE / "outils"))  # des programmes, pas un paquet
from mesures import carnets, medianes, publication  # noqa: E402
from mesures.corpus import multiplier_le_corpus  # noqa: E402

from travailler_ensemble import corpus  # noqa: E402


def mesurer(*arguments):
    return subprocess.run([sys.executable, RACINE / "outils" / "mesures", *arguments], capture_output=True, encoding="utf-8", cwd=RACINE)


def test_un_rapport_est_pris_paire_par_paire():
    """La machine ralentit dix fois pendant la dernière paire : le rapport n’en sait rien."""
    assert medianes([(3.0, 2.0), (3.0, 2.0), (30.0, 20.0)]) == (3.0, 2.0, 1.5)


def test_chaque_carnet_de_la_collection_est_mesure():
    assert [c.name for c in carnets.LABOS] == sorted(c.name for c in (RACINE / "notebooks").glob("*.ipynb"))


def test_un_carnet_lent_se_voit_et_garde_son_nom(tmp_path):
    lent, bref = tmp_path / "01-lent.ipynb", tmp_path / "02-bref.ipynb"
    endormi = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import time; time.sleep(3)")])
    nbformat.write(endormi, lent)
    nbformat.write(carnets.vide(), bref)
    m = carnets.mesurer_carnets([lent, bref], fois=1)
    assert set(m) == {"carnet.01-lent", "carnet.02-bref", "carnet.mediane"}
    assert m["carnet.01-lent"]["secondes"] >= 3 and m["carnet.01-lent"]["valeur"] > m["carnet.02-bref"]["valeur"]
    assert m["carnet.mediane"]["valeur"] == (m["carnet.01-lent"]["valeur"] + m["carnet.02-bref"]["valeur"]) / 2
    assert m["carnet.01-lent"]["valeur"] == m["carnet.01-lent"]["secondes"] / m["carnet.01-lent"]["plancher"]


def test_une_mesure_se_dit_en_table_ou_pour_une_machine(tmp_path):
    fichier = tmp_path / "m.json"
    fini = mesurer("--seulement", "import", "--json", fichier)
    lu = json.loads(fichier.read_text(encoding="utf-8"))
    assert set(lu) == {"import"} and set(lu["import"]) >= {"quoi", "valeur", "unite", "cible", "tenue", "date"}
    assert lu["import"]["valeur"] == pytest.approx(lu["import"]["secondes"] / lu["import"]["plancher"], rel=0.5)
    assert lu["import"]["charges"] == [], "ni pandas, ni altair, ni starlette"
    assert fini.stdout.startswith("import ") and "mesures" in fini.stderr, "la table, et où l’on en est"


def test_une_mesure_inconnue_est_refusee():
    fini = mesurer("--seulement", "carnet.99-absent")
    assert fini.returncode == 2 and "carnet.02-formes" in fini.stderr


@pytest.mark.parametrize(("valeur", "sens", "dit"), [(1.0, "≤", True), (2.0, "≤", False), (2.0, "≥", True), (1.0, "≥", False)])
def test_une_cible_est_tenue_ou_ne_l_est_pas(valeur, sens, dit):
    assert publication.tenue({"valeur": valeur, "cible": 1.5, "sens": sens}) is dit
    assert publication.tenue({"valeur": valeur, "cible": None}) is None


def test_publier_ne_remplace_que_ce_qui_est_mesure(tmp_path, monkeypatch):
    monkeypatch.setattr(publication, "FICHIER", tmp_path / "mesures.json")
    monkeypatch.setattr(publication, "LISEZMOI", tmp_path / "README.md")
    (tmp_path / "README.md").write_text(f"avant\n{publication.DEBUT}\n{publication.FIN}\naprès\n", encoding="utf-8")
    une = {"quoi": "une chose", "valeur": 2.5, "cible": 1.5, "unite": "×", "tenue": False, "date": "2026-01-02"}
    publication.publier({"une": une, "autre": une})
    publication.publier({"autre": une | {"valeur": 1.0, "tenue": True, "date": "2026-03-04"}})
    texte = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert texte.startswith("avant\n") and texte.endswith("\naprès\n") and "Mesuré du 2 janvier 2026 au 4 mars 2026" in texte
    assert "| `une` | une chose | 2,5 × | ≤ 1,5 × | **non** |" in texte and "| `autre` | une chose | 1 × | ≤ 1,5 × | oui |" in texte


def test_la_table_du_lisezmoi_est_celle_du_fichier():
    publiees = json.loads(publication.FICHIER.read_text(encoding="utf-8"))
    texte = publication.LISEZMOI.read_text(encoding="utf-8")
    assert publication.avec_la_table(texte, publiees) == texte
    familles = {nom.partition(".")[0] for nom in publiees["mesures"]}
    assert familles >= {"import", "carnet", "validation", "retour", "ouverture", "corpus", "classe", "seance", "poids"}
    assert all(m["tenue"] == publication.tenue(m) for m in publiees["mesures"].values())


def test_le_corpus_multiplie_reste_juste(tmp_path):
    multiplier_le_corpus(corpus.DOSSIER, tmp_path, 3)
    grand, petit = corpus.lire(tmp_path), corpus.lire()
    assert all(len(grand.lignes(nom)) == 3 * len(petit.lignes(nom)) for nom in petit.noms)


def test_une_mesure_qui_echoue_ne_fait_pas_perdre_celles_d_avant(monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])  # ce programme place outils/ en tête
    programme = importlib.import_module("mesures.__main__")

    def panne():
        raise ZeroDivisionError

    prise = {"quoi": "rien", "valeur": 1.0, "cible": 2.0, "unite": "×"}
    monkeypatch.setattr(programme, "MESURES", {"juste": lambda: dict(prise), "fausse": panne})
    publiees = {}
    with pytest.raises(ZeroDivisionError):
        programme.mesurer(["juste", "fausse"], publiees.update)
    assert publiees["juste"]["tenue"] is True and publiees["juste"]["valeur"] == 1.0
