"""Notebook 7, que choisit qui ne veut pas de JupyterLab : hors du verrou, donc à part (voir la marque « notebook »)."""

import re

import pytest
from atelier import Atelier
from patience import attendre
from playwright.sync_api import expect

pytestmark = [pytest.mark.navigateur, pytest.mark.notebook]
LABO = "02-formes.ipynb"
BRUITS = ("reading 'schema'",)  # une faute de Notebook 7.6, que l’on voit aussi sans rien de nous


@pytest.fixture
def notebook7(tmp_path):
    pytest.importorskip("notebook", minversion="7", reason="Notebook 7 n’est pas installé : « .venv/bin/pip install notebook ».")
    ouvert = Atelier(tmp_path, "notebook")
    yield ouvert
    ouvert.fermer()


def test_un_labo_s_ouvre_au_lecteur_dans_notebook_7_et_une_activite_repond(notebook7, fenetre):
    notebook7.alleger(LABO)
    avant = notebook7.cellules(LABO)
    page = fenetre(1366, 650).new_page()
    page.goto(f"http://127.0.0.1:{notebook7.port}/notebooks/notebooks/{LABO}?token=essai")
    barre = page.locator(".te-barre")
    expect(barre.locator(".ou")).to_have_text(re.compile("étape"))
    notebook7.executer(page)
    tri = page.locator(".te .tri", has=page.get_by_role("heading", name="Douze situations, dix formes"))
    while not tri.is_visible():
        ou = barre.locator(".ou").inner_text()
        barre.locator(".suivant").click()
        expect(barre.locator(".ou")).not_to_have_text(ou)
    tri.locator(".choix:visible").first.click()
    attendre(lambda: any(f.read_text(encoding="utf-8").count("sit-") for f in notebook7.reponses.glob("*.jsonl")))
    assert notebook7.cellules(LABO) == avant
