"""Un labo sur papier : une page qui se suffit, et les réponses au dos."""

import re

import nbformat
import pytest
from lxml import html
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from outils.imprimer import en_pdf, page
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.affichage.composants.comparaison import Comparer
from travailler_ensemble.affichage.composants.tri import Tri
from travailler_ensemble.affichage.figures.exigences import exigences
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.corpus import lire
from travailler_ensemble.panel.avis import Panel

CORPUS = lire()
PANEL = Panel(CORPUS)


@pytest.fixture
def carnet(tmp_path) -> nbformat.NotebookNode:
    """Un labo exécuté : un tri, sa comparaison, une figure et sa table, ce qui n’a de sens qu’à l’écran."""
    sujet = classement(CORPUS, "formes")
    activite = Tri(sujet, Carnet(tmp_path).feuillet("formes"), graine=7, heure=heure_dite)
    figure = exigences(PANEL)

    def cellule(source, *montres):
        donnees = [{c: v for c, v in (m[0] if isinstance(m, tuple) else m).items() if "widget" not in c} for m in montres]
        return new_code_cell(source, outputs=[new_output("display_data", data=d) for d in donnees])

    return new_notebook(
        cells=[
            new_markdown_cell("# 02 · Formes\n\nUn [lien](03-types.ipynb), un [autre](https://exemple.fr)."),
            new_markdown_cell("## Pour commencer\n\nMenu Exécution."),
            cellule("labo.verifier()", {"text/html": "Tout est prêt."}),
            cellule('labo.tri("formes")', activite._repr_mimebundle_()),
            cellule('labo.comparer("formes")', Comparer(activite, PANEL)._repr_mimebundle_()),
            cellule('labo.figure("exigences")', figure.dessin._repr_mimebundle_(), {"text/html": figure.nombres._repr_html_()}),
            new_markdown_cell("## Pour aller plus loin\n\nUn débat de plus."),
            cellule('labo.references("src-x")', {"text/html": "Une référence."}),
        ]
    )


def test_la_page_imprimee_se_suffit_et_met_les_reponses_au_dos(carnet):
    ecrite = page(carnet)
    lue = html.fromstring(ecrite)
    devant, dos = lue.xpath("//main")[0].text_content(), lue.xpath("//aside")[0].text_content()
    assert "Les jeudis de la halte" in devant and "Fabrice Dhume (" in dos and "Fabrice Dhume (" not in devant
    assert len(lue.xpath("//svg[@aria-label]")) == 1 and "Écarte" not in devant, "la figure, sans répéter ses nombres"
    assert not re.search(r"Tout est prêt|Menu Exécution|débat de plus|\.ipynb", devant) and "Une référence." in devant
    assert not re.search(r"<script|<link[^>]*stylesheet|(?:src|url\()=?[\"']?https?:|@import", ecrite)
    assert not lue.xpath("//details[not(@open)]"), "rien de replié sur du papier"
    assert "Fabrice Dhume (" not in page(carnet, reponses=False)


def test_nbconvert_montre_recits_cases_et_figures_sans_noyau(carnet):
    sortie, _ = HTMLExporter(template_name="basic").from_notebook_node(carnet)
    lue = html.fromstring(sortie)
    dit = lue.text_content()
    assert "Les jeudis de la halte" in dit and dit.count("☐") == 12 * 11
    assert lue.xpath("//img[starts-with(@src, 'data:image/svg+xml')]") and "VegaLite" not in dit and "attend d" not in dit


def test_le_pdf_a_des_pages_et_du_texte(carnet, tmp_path):
    ecrite = tmp_path / "02.html"
    ecrite.write_text(page(carnet), encoding="utf-8")
    pdf = en_pdf(ecrite)
    if pdf is None:
        pytest.skip("Chromium est introuvable.")
    octets = pdf.read_bytes()
    assert octets.startswith(b"%PDF") and 3 <= len(re.findall(rb"/Type\s*/Page\b", octets)) <= 6


def test_un_labo_qui_n_existe_pas_se_dit():
    from outils.__main__ import main

    with pytest.raises(SystemExit, match="Il n’y a pas de labo"):
        main(["imprimer", "77"])
