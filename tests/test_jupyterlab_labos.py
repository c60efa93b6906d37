"""Chaque labo dans un vrai JupyterLab : on y fait chaque activité, on se compare, on rouvre, et tout est là."""

import re

import nbformat
import pytest
from atelier import RACINE
from playwright.sync_api import expect

from travailler_ensemble import corpus

pytestmark = pytest.mark.navigateur
CARNETS = [labo["carnet"] for labo in corpus.lire().lignes("labos")]
ACTIVITES = ".te .activite:is(.tri, .ordonner, .question, .curseur, .grille)"
# Ce qu’une personne revoit de ses réponses. Un tri rouvert montre la carte suivante : son décompte fait foi.
REPONSES = """a => ({
  compte: a.matches('.tri') ? a.querySelector('.chiffre')?.textContent : '',
  coches: a.matches('.tri') ? [] : [...a.querySelectorAll('input:checked')].map(x => x.value),
  textes: [...a.querySelectorAll('textarea')].map(x => x.value),
  essai: a.textContent.includes('Ma réponse d’essai'),
  ordre: a.matches('.ordonner') ? [...a.querySelectorAll('ol li')].map(x => x.textContent) : [],
})"""


def activites_du_carnet(nom):
    code = "\n".join(c.source for c in nbformat.read(RACINE / "notebooks" / nom, 4).cells if c.cell_type == "code")
    return re.findall(r'labo\.(?:tri|question|curseur|grille)\("([^"]+)"\)', code)


def faire(a):
    """Le premier geste que l’activité propose : écrire, déplacer, ou choisir."""
    a.scroll_into_view_if_needed()
    champ = a.locator("textarea:visible, input[type=text]:visible").first
    descendre = a.get_by_role("button", name=re.compile("^Descendre")).first
    if champ.count():
        champ.fill("Ma réponse d’essai.")
        champ.press("Tab")
        valider = a.get_by_role("button", name=re.compile("^(Répondre|Vérifier)")).first
        if valider.count():
            valider.click()
    elif descendre.count():
        descendre.click()
    else:
        a.locator("label:has(input:visible)").first.click()
    a.locator(".etat", has_text=re.compile("enregistré à", re.IGNORECASE)).first.wait_for(timeout=20_000)


@pytest.mark.parametrize("carnet", CARNETS)
def test_on_fait_chaque_activite_et_l_on_retrouve_ses_reponses(atelier, page, axe, carnet):
    atelier.ouvrir(page, carnet)
    atelier.executer(page)
    cles = activites_du_carnet(carnet)
    activites = page.locator(ACTIVITES)
    expect(activites).to_have_count(len(cles), timeout=20_000)
    for i in range(len(cles)):
        faire(activites.nth(i))
    for cle in cles:
        assert list(atelier.reponses.rglob(f"*{cle}*")), f"{cle} : rien n’est écrit"
    page.wait_for_timeout(800)
    avant = [activites.nth(i).evaluate(REPONSES) for i in range(len(cles))]
    assert axe(page, [".te"], [".te-page"]) == []
    atelier.arreter_les_noyaux(page)
    atelier.ouvrir(page, carnet)
    atelier.executer(page)
    expect(activites).to_have_count(len(cles), timeout=20_000)
    assert [activites.nth(i).evaluate(REPONSES) for i in range(len(cles))] == avant
