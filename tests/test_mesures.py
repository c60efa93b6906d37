"""Les mesures : chaque carnet a la sienne, sous un nom stable, et un carnet lent se voit."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

RACINE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(RACINE / "outils"))  # des programmes, pas un paquet
from mesures import carnets, medianes  # noqa: E402


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


def test_une_mesure_se_dit_en_table_ou_pour_une_machine():
    lu = json.loads(mesurer("--seulement", "import", "--json").stdout)
    assert set(lu) == {"import"} and lu["import"]["valeur"] == pytest.approx(lu["import"]["secondes"] / lu["import"]["plancher"], rel=0.5)
    assert mesurer("--seulement", "import").stdout.startswith("import ")


def test_une_mesure_inconnue_est_refusee():
    fini = mesurer("--seulement", "carnet.99-absent")
    assert fini.returncode == 2 and "carnet.02-formes" in fini.stderr
