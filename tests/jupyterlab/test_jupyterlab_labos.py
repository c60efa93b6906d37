"""Chaque labo dans un vrai JupyterLab : on y fait chaque activité, on se compare, on rouvre, et tout est là.

Avant et après les réponses, en clair et en sombre, à 360 px et à 400 % : rien d’inaccessible (`accessibilite.py`). Les touches
tapées sur n’importe quel élément d’une activité ne changent pas le carnet.
"""

import functools
import re

import nbformat
import pytest
from accessibilite import carnet_a_l_ecran, couleurs_forcees
from atelier import RACINE
from patience import devient
from playwright.sync_api import expect

from travailler_ensemble import corpus
from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.affichage.composants import composant_de

pytestmark = pytest.mark.navigateur
CARNETS = [labo["carnet"] for labo in corpus.lire().lignes("labos")]
ACTIVITES = ".te .activite:is(.tri, .ordonner, .question, .debat, .grille)"
# Ce qu’une personne revoit de ses réponses. Un tri rouvert montre la carte suivante : son décompte fait foi.
REPONSES = """a => ({
  compte: a.matches('.tri') ? a.querySelector('.chiffre')?.textContent : '',
  coches: a.matches('.tri') ? [] : [...a.querySelectorAll('input:checked')].map(x => x.value),
  textes: [...a.querySelectorAll('textarea')].map(x => x.value),
  essai: a.textContent.includes('Ma réponse d’essai'),
  verdict: a.matches('.de-pari, .de-jumeaux') ? a.querySelector('.verdict')?.textContent : '',
  ordre: a.matches('.ordonner') ? [...a.querySelectorAll('ol li')].map(x => x.textContent) : [],
})"""


CHAQUE_FORME = "chaque-forme.ipynb"
"""Une activité de chaque forme : le passage ordinaire ; les labos entiers, la nuit."""
FORMES = {s.cle: (composant_de(s), type(s)) for s in sujets(corpus.lire())}


@functools.cache
def activites_du_carnet(nom) -> tuple[tuple[str, str], ...]:
    """(fonction, clé) de chaque activité, dans l’ordre."""
    if nom == CHAQUE_FORME:
        vues: dict[tuple[type, type], tuple[str, str]] = {}
        for carnet in sorted(CARNETS, key=lambda c: not c.startswith("07")):  # le labo 07 d’abord : sa grille a des lectures
            for fonction, cle in activites_du_carnet(carnet):
                vues.setdefault(FORMES[cle], (fonction, cle))
        return tuple(vues.values())
    code = "\n".join(c.source for c in nbformat.read(RACINE / "notebooks" / nom, 4).cells if c.cell_type == "code")
    return tuple(re.findall(r'labo\.(tri|question|curseur|grille)\("([^"]+)"\)', code))


def ecrire_chaque_forme(atelier):
    faites = activites_du_carnet(CHAQUE_FORME)
    tri = next(cle for fonction, cle in faites if fonction == "tri")
    suites = (f'labo.comparer("{tri}")', 'labo.lectures("evaluer-page-trois")', 'labo.figure("carte")')
    atelier.ecrire(CHAQUE_FORME, *(f'labo.{fonction}("{cle}")' for fonction, cle in faites), *suites)


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
    elif (a_toucher := a.locator(".paris button, .phrase[role=button]")).count():
        a_toucher.first.click()
    else:
        a.locator("label:has(input:visible)").first.click()
    a.locator(".etat", has_text=re.compile("enregistré à", re.IGNORECASE)).first.wait_for(timeout=20_000)


CELLULES = "() => jupyterapp.shell.currentWidget.content.widgets.map(c => [c.model.id, c.model.type, c.model.sharedModel.getSource()])"
# Une frappe comme la reçoit JupyterLab : il lit `keyCode`, sur tout le document, avant le composant.
FRAPPER = """choix => { let vus = 0;
  for (const e of document.querySelectorAll(choix)) { e.focus(); if (document.activeElement !== e) continue; vus += 1;
    for (const [key, keyCode] of [['a', 65], ['b', 66], ['x', 88], ['d', 68], ['d', 68], ['y', 89], ['m', 77], ['z', 90], ['j', 74], ['ArrowDown', 40], ['ArrowUp', 38], ['Escape', 27]])
      for (const type of ['keydown', 'keyup']) e.dispatchEvent(new KeyboardEvent(type, { key, keyCode, which: keyCode, bubbles: true, cancelable: true, composed: true })); }
  if (!vus) throw new Error('rien n’a pris le focus'); }"""


def taper_partout(page):
    """Lettres et flèches sur chaque élément focalisable de chaque activité ; les mêmes, sur une cellule, en effaceraient une."""
    avant = page.evaluate(CELLULES)
    page.evaluate(FRAPPER, ".te :is(a[href], button, input, select, textarea, summary, [tabindex])")
    devient(lambda: page.evaluate(CELLULES), avant)


# (thème sombre, largeur, options) : un coin de la matrice. À 320 px, c’est aussi un écran agrandi à 400 %.
# Les contrastes, et les autres coins : la nuit ; à chaque passage, composant par composant.
UN_COIN = {"avant": [], "apres": [(True, 320, {"agrandir": True, "contrastes": False})]}
DEUX_COINS = {"avant": [(False, 320, {})], "apres": [(True, 360, {"agrandir": True, "contrastes": False})]}
AUTRES_COINS = {"avant": [(False, 360, {}), (True, 320, {})], "apres": [(False, 320, {}), (True, 1366, {"agrandir": True})]}


def test_le_passage_ordinaire_a_chaque_forme_d_activite():
    assert {FORMES[cle] for _, cle in activites_du_carnet(CHAQUE_FORME)} == set(FORMES.values())


@pytest.mark.parametrize(
    ("carnet", "coins"),
    [pytest.param(CHAQUE_FORME, UN_COIN, id="chaque forme")]
    + [pytest.param(c, DEUX_COINS, id=f"{c}-deux", marks=pytest.mark.nuit) for c in CARNETS]
    + [pytest.param(c, AUTRES_COINS, id=f"{c}-autres", marks=pytest.mark.nuit) for c in CARNETS],
)
def test_on_fait_chaque_activite_et_l_on_retrouve_ses_reponses(atelier, page, carnet, coins):
    if carnet == CHAQUE_FORME:
        ecrire_chaque_forme(atelier)
    atelier.ouvrir(page, carnet)
    atelier.executer(page)
    cles = [cle for _, cle in activites_du_carnet(carnet)]
    activites = page.locator(ACTIVITES)
    expect(activites).to_have_count(len(cles), timeout=20_000)
    for sombre, largeur, options in coins["avant"]:
        assert carnet_a_l_ecran(page, sombre, largeur, **options) == []
    for i in range(len(cles)):
        faire(activites.nth(i))
    for cle in cles:
        assert list(atelier.reponses.rglob(f"*{cle}*")), f"{cle} : rien n’est écrit"
    avant = [activites.nth(i).evaluate(REPONSES) for i in range(len(cles))]
    for sombre, largeur, options in coins["apres"]:
        assert carnet_a_l_ecran(page, sombre, largeur, **options) == []
    assert couleurs_forcees(page) == []
    atelier.arreter_les_noyaux()
    atelier.ouvrir(page, carnet)
    atelier.executer(page)
    expect(activites).to_have_count(len(cles), timeout=20_000)
    expect(page.locator(".jp-OutputArea-output", has_text=re.compile("Error|Loading"))).to_have_count(0)  # « Error displaying widget »
    devient(lambda: [activites.nth(i).evaluate(REPONSES) for i in range(len(cles))], avant, page=page)
    taper_partout(page)
