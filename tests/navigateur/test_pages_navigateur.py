"""Les pages à lire, à 360 px : rien à faire glisser de côté, et la réponse d’un pari attend qu’on la demande."""

import pytest
from patience import attendre, devient
from playwright.sync_api import expect

import travailler_ensemble as labo
from travailler_ensemble import corpus
from travailler_ensemble.affichage.figures.carte import carte
from travailler_ensemble.panel.avis import Panel

pytestmark = pytest.mark.navigateur
PAGES = {
    "relire": lambda: labo.relire("sit-le-banc", formalisation="oui"),
    "tableau": lambda: labo.tableau("theses_lyet", "attribution", "teneur", "repere"),
    "carte": lambda: carte(Panel(corpus.lire())).nombres,
    "fiches": lambda: labo.fiches("textes", "droit-exclusions-1998"),
}


@pytest.fixture
def lire(ouvrir):
    def fait(nom, largeur=360):
        page = ouvrir(largeur=largeur)
        page.set_content(f'<meta charset="utf-8"><body data-jp-theme-light="true">{PAGES[nom]()._repr_html_()}</body>')
        return page

    return fait


@pytest.mark.parametrize("nom", PAGES)
def test_a_360_px_tout_se_lit_sans_glisser_de_cote(lire, nom):
    page = lire(nom)
    page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    attendre(lambda: page.locator(".te-page p:visible, .te-page td:visible").count() > 2)
    devient(
        lambda: page.evaluate(
            "[...document.querySelectorAll('.defile, .te-page')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)"
        ),
        [],
    )
    attendre(lambda: page.evaluate("document.documentElement.scrollWidth") <= 360)


def test_etroite_une_table_dit_le_nom_de_chaque_colonne(lire):
    page = lire("relire")
    page.locator("summary").click()
    apres = page.locator("td:visible").nth(1)
    expect(apres).to_have_attribute("data-nom", "Après")
    attendre(lambda: apres.evaluate("e => getComputedStyle(e, '::before').content").startswith('"Après'), page=page)
    page.set_viewport_size({"width": 1000, "height": 700})
    attendre(lambda: page.locator("thead th").nth(2).bounding_box()["width"] > 10)
    devient(lambda: page.locator("td:visible").nth(1).evaluate("e => getComputedStyle(e, '::before').content"), "none")


def test_la_reponse_d_un_pari_attend_qu_on_la_demande(lire):
    page = lire("relire")
    expect(page.locator("h3")).to_be_visible()
    expect(page.locator("td:visible")).to_have_count(0)
    page.locator("summary", has_text="Voir ce qui change").click()
    attendre(lambda: page.locator("td:visible").count() > 2)
