"""Chaque contrôle d’accessibilité accepte nos écrans, et refuse une copie abîmée exprès : sans cela, il ne prouverait rien."""

import re
from collections.abc import Callable

import accessibilite as a
import pytest
from composants import aller

pytestmark = pytest.mark.navigateur

# L’écran sain : un tri rangé en partie, son bilan.
SAIN = """() => { essai.tri({ reponses: { 'sit-0': 'forme-1', 'sit-1': 'je-ne-sais-pas' } }); essai.comparaison();
  document.querySelectorAll('.te details').forEach(e => { e.open = true; });
  document.querySelectorAll('.te .tri form input')[2].click(); }"""
CONTROLES: dict[str, Callable] = {
    "axe": a.axe,
    "débordements": a.debordements,
    "rognures": a.rognures,
    "corps": a.corps,
    "cibles": a.cibles,
    "rangs": a.rangs,
    "liens": a.liens,
    "espaces": a.espaces,
    "agrandi": a.agrandi,
    "focus": a.parcours_du_focus,
    "couleurs forcées": a.couleurs_forcees,
}


def style(regles: str) -> str:
    return f"() => document.head.append(Object.assign(document.createElement('style'), {{ textContent: `{regles}` }}))"


# (contrôle, ce qu’on abîme, ce que le contrôle doit en dire)
DEGATS = {
    "une cible de 20 px": (
        "cibles",
        style(".te .bouton { min-height: 0 !important; height: 20px !important; padding-block: 0 !important; }"),
        r"× 20",
    ),
    "une ligne de choix étroite": ("cibles", style(".te .choix { min-height: 0 !important; height: 30px; }"), r"choix.* × 30"),
    "un bloc trop large": ("débordements", style(".te .feuille { width: 1400px; }"), r"feuille"),
    "un texte rogné": ("rognures", style(".te .recit { height: 20px; overflow: hidden; }"), r"recit"),
    "un titre sur une ligne": ("rognures", style(".te h3 { white-space: nowrap; overflow: hidden; width: 40px; }"), r"h3"),
    "une hauteur fixe": (
        "agrandi",
        style(".te .recit { height: 4.5rem; line-height: 1.2; overflow: hidden; letter-spacing: 0; } html { font-size: 100%; }"),
        r"recit",
    ),
    "un corps de 12 px": ("corps", style(".te .discret { font-size: 12px !important; }"), r"12px"),
    "un gris trop clair": ("axe", style(".te .recit { color: #b8b8b8 !important; }"), r"color-contrast"),
    "un bouton sans nom": (
        "axe",
        "() => [...document.querySelectorAll('.te .bouton')].find(e => e.checkVisibility()).replaceChildren()",
        r"button-name",
    ),
    "une image sans texte": (
        "axe",
        "() => document.querySelector('.te .tri').append(Object.assign(new Image(), { src: 'data:,' }))",
        r"image-alt",
    ),
    "un rôle faux": ("axe", "() => document.querySelector('.te fieldset').setAttribute('role', 'listbox')", r"aria-"),
    "un lien sans trait": (
        "liens",
        "() => document.querySelector('.te .recit').append(Object.assign(document.createElement('a'), { href: '#', textContent: 'la suite', style: 'text-decoration: none' }))",
        r"la suite",
    ),
    "un rang imposé": (
        "rangs",
        "() => { [...document.querySelectorAll('.te .bouton')].find(e => e.checkVisibility()).tabIndex = 3; }",
        r"button",
    ),
    "un focus piégé": (
        "focus",
        "() => [...document.querySelectorAll('.te .bouton')].find(e => e.checkVisibility()).addEventListener('keydown', e => { if (e.key === 'Tab') e.preventDefault(); })",
        r"on n’en sort pas",
    ),
    "un focus invisible": ("focus", style(".te *, .te *:focus-visible { outline: none !important; }"), r"ne se voit pas"),
    "un focus recouvert": (
        "focus",
        "() => document.body.append(Object.assign(document.createElement('div'), { style: 'position:fixed;inset:0;z-index:9' }))",
        r"recouvert",
    ),
    "un ordre renversé": ("focus", style(".te .tri { display: flex !important; flex-direction: column-reverse; }"), r"qui est plus bas"),
    "un bouton hors d’atteinte": (
        "focus",
        "() => [...document.querySelectorAll('.te .bouton')].find(e => e.checkVisibility()).addEventListener('focus', e => e.target.blur())",
        r"atteints sur|on n’en sort pas",
    ),
    "une espace ordinaire": (
        "espaces",
        "() => { [...document.querySelectorAll('.te h3')].find(e => e.checkVisibility()).textContent = 'Que dire ?'; }",
        r"dire \?",
    ),
    "un bouton sans bord": (
        "couleurs forcées",
        style(".te .bouton { border: 0 !important; forced-color-adjust: none; background: Canvas !important; }"),
        r"bouton sans contour",
    ),
    "un texte qui se fond": ("couleurs forcées", style(".te .recit { forced-color-adjust: none; color: Canvas; }"), r"couleur du fond"),
    "un choix qui ne se voit pas": (
        "couleurs forcées",
        style(
            ".te .choix input { appearance: none !important; box-shadow: none !important; background: Canvas !important; border-color: CanvasText !important; forced-color-adjust: none; } .te .choix { outline: none !important; }"
        ),
        r"cela ne se voit pas",
    ),
}


def poser(page):
    aller(page)
    page.evaluate("localStorage.clear()")
    page.evaluate(SAIN)
    page.locator(".te .bilan h2").first.wait_for()


@pytest.mark.nuit  # un contrôle qui ne refuserait plus rien ne le devient pas d’un jour à l’autre
def test_chaque_controle_accepte_l_ecran_sain_et_refuse_sa_copie_abimee(ouvrir):
    page = ouvrir(hauteur=900)
    poser(page)
    assert {nom: controle(page) for nom, controle in CONTROLES.items()} == dict.fromkeys(CONTROLES, [])
    for degat, (nom, geste, dit) in DEGATS.items():
        poser(page)
        page.evaluate(geste)
        trouve = CONTROLES[nom](page)
        assert any(re.search(dit, x) for x in trouve), (degat, trouve)
    assert {nom for nom, _, _ in DEGATS.values()} == set(CONTROLES), "un contrôle sans copie abîmée ne prouve rien"
