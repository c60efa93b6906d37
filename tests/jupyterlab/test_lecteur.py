"""Le labo tel qu’un étudiant l’ouvre : une étape à la fois, dans un vrai JupyterLab."""

import json
import re

import pytest
from accessibilite import axe, choisir_theme, deroule
from patience import attendre, devient
from playwright.sync_api import expect

from travailler_ensemble.classe import copie

pytestmark = pytest.mark.navigateur
LABO = "02-formes.ipynb"
CELLULES = "() => jupyterapp.shell.currentWidget.content.widgets.map(c => [c.model.id, c.model.sharedModel.getSource()])"


@pytest.fixture
def labo(atelier, page):
    """Le labo 02, pas à pas, sur l’écran d’un portable d’école.

    La comparaison y a son étape, comme au labo 09 : une activité en montre une d’une autre étape.
    """
    carnet = atelier.racine / "notebooks" / LABO
    atelier.alleger(LABO)
    suite = carnet.read_text(encoding="utf-8").replace("## Étape 4.", "## Étape 5.")
    carnet.write_text(suite.replace("### Ce que disent les auteurs", "## Étape 4. Comparer (1 min)"), encoding="utf-8")
    page.set_viewport_size({"width": 1366, "height": 650})
    atelier.ouvrir(page, LABO, pas_a_pas=True)
    atelier.executer(page)
    return page


def etape(page, numero: int) -> None:
    while not page.locator(".te-barre .ou", has_text=f"Étape {numero} sur").count():
        avant = page.locator(".te-barre .ou").inner_text()
        page.locator(".te-barre .suivant").click()
        expect(page.locator(".te-barre .ou")).not_to_have_text(avant)


def test_un_ecran_une_etape_et_rien_du_carnet(atelier, labo):
    """À la suite, sur un seul labo ouvert : l’écran, un coin de l’accessibilité, « Voir le code », les cartes, les petites fenêtres."""
    expect(labo.locator("h1:visible")).to_have_text(re.compile("Formes de travail ensemble"))
    for cache in (
        ".jp-InputArea-prompt",
        ".jp-cell-toolbar",
        ".jp-CodeCell .cm-editor",
        "#jp-MainMenu",
        "#jp-main-statusbar",
        ".jp-SideBar",
    ):
        expect(labo.locator(f"{cache} >> visible=true"), cache).to_have_count(0)
    labo.wait_for_function("document.activeElement.tagName === 'H1'")  # le foyer est au titre, pas sur une cellule
    noms = "e => [...new Set(e.map(c => c.getAttribute('aria-label')))].sort()"
    devient(lambda: labo.locator(".jp-Cell").evaluate_all(noms), ["Activité", "Consigne"])
    attendre(lambda: (aire := labo.locator(".jp-WindowedPanel-outer").bounding_box())["width"] >= 1280 and aire["height"] >= 590)
    etape(labo, 1)
    rien_de_grave(labo, 360, 740, True)
    labo.set_viewport_size({"width": 1366, "height": 650})
    # Une étape à la fois, et l’on y revient ; « Voir le code » rend le carnet, et se retient, même la page rechargée.
    etape(labo, 3)
    expect(labo.locator("h2:visible", has_text="Étape")).to_have_count(1)
    labo.wait_for_function("document.activeElement.innerText.startsWith('Étape 3')")
    labo.locator(".te-pied .code").click()
    for montre in (".jp-CodeCell .cm-editor", "#jp-MainMenu", ".jp-Toolbar"):
        expect(labo.locator(f"{montre} >> visible=true").first).to_be_visible()
    labo.reload()
    atelier.executer(labo)
    expect(labo.locator(".jp-Cell.te-hors-etape")).to_have_count(0)
    labo.get_by_role("menuitem", name="Affichage", exact=True).click()
    labo.locator('.lm-Menu [data-command="travailler-ensemble:code"]').click()
    expect(labo.locator("#jp-MainMenu >> visible=true")).to_have_count(0)
    expect(labo.locator(".te-barre .ou")).to_contain_text("Étape 3 sur 5")
    chaque_carte_tient(labo)
    # Au zoom de 400 %, les deux tiers de la hauteur sont au contenu ; au téléphone, 60 px au plus pour la barre.
    labo.set_viewport_size({"width": 342, "height": 192})
    attendre(lambda: labo.locator(".jp-WindowedPanel-outer").bounding_box()["height"] >= 128, page=labo)
    labo.set_viewport_size({"width": 360, "height": 740})
    attendre(lambda: labo.locator(".te-barre").bounding_box()["height"] <= 60, page=labo)
    attendre(lambda: labo.evaluate("document.documentElement.scrollWidth") <= 360)
    attendre(lambda: labo.locator(".jp-WindowedPanel-outer").evaluate("e => e.scrollWidth <= e.clientWidth"))


def chaque_carte_tient(labo):
    """Chaque carte tient avec ses cases et ses boutons."""
    feuille = labo.locator(".tri .feuille >> visible=true")
    for rang in range(12):
        labo.locator(".tri >> visible=true").get_by_text(f"Carte {rang + 1} sur 12").wait_for()
        place = "e => { e.scrollIntoView(); return [e.getBoundingClientRect().top >= 51, e.querySelector('.gestes').getBoundingClientRect().bottom <= 650]; }"
        devient(lambda: feuille.evaluate(place), [True, True], f"carte {rang + 1}")  # noqa: B023
        feuille.locator(".choix input").nth(rang % 5).check()
        feuille.get_by_role("button", name="Carte suivante").click()


@pytest.mark.nuit
def test_une_etape_claire_sur_un_grand_ecran_n_a_rien_de_grave(labo):
    etape(labo, 1)
    rien_de_grave(labo, 1366, 650, False)


def test_rien_ne_s_abime_au_clavier_puis_l_on_repond_l_on_rend_et_l_on_quitte(atelier, labo):
    """Quitter libère le noyau ; une activité en montre une autre."""
    fichier = atelier.racine / "notebooks" / LABO
    avant = fichier.read_bytes()
    cellules = labo.evaluate(CELLULES)
    etape(labo, 1)
    labo.locator(".jp-MarkdownOutput p >> visible=true").first.click()
    for touche in ("a", "b", "x", "v", "z", "d", "d", "m", "y", "j", "k", "ArrowDown", "Shift+Enter", "Enter", "Control+s"):
        labo.keyboard.press(touche)
    devient(lambda: labo.evaluate(CELLULES), cellules)
    devient(lambda: labo.evaluate("jupyterapp.shell.currentWidget.context.model.dirty"), False)
    expect(labo.locator(".te-barre .ou")).to_contain_text("Étape 1 sur 5")
    labo.evaluate("jupyterapp.commands.execute('docmanager:save')")
    assert fichier.read_bytes() == avant
    etape(labo, 4)
    labo.get_by_role("button", name="Aller au tri").click()
    expect(labo.locator(".te-barre .ou")).to_contain_text("Étape 3 sur 5")
    labo.locator(".tri .choix input >> visible=true").first.check()
    labo.get_by_role("button", name="Carte suivante").click()
    ecrire_dans_le_carnet(atelier, labo)
    atelier.alleger("01-definitions.ipynb")
    # Un noyau redémarré au milieu : la collection y est déjà.
    labo.evaluate("jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    labo.locator(".te-barre .rendre").click()
    expect(labo.locator(".copie [role=status]")).to_contain_text("À jour à")
    expect(labo.locator(".jp-Notebook")).not_to_contain_text("NameError")
    # Le code montré, les raccourcis du carnet sont de retour.
    labo.locator(".te-pied .code").click()
    expect(labo.locator(".jp-Cell.te-hors-etape")).to_have_count(0)
    cellules = labo.evaluate(CELLULES)
    labo.evaluate("jupyterapp.shell.currentWidget.content.node.focus()")
    labo.locator(".jp-MarkdownOutput p >> visible=true").first.click()
    labo.keyboard.press("b")
    attendre(lambda: len(labo.evaluate(CELLULES)) == len(cellules) + 1, page=labo)
    labo.keyboard.press("z")
    attendre(lambda: labo.evaluate(CELLULES) == cellules, page=labo)
    labo.evaluate("jupyterapp.shell.currentWidget.context.save()")
    attendre(lambda: labo.evaluate("jupyterapp.shell.currentWidget.context.model.dirty") is False, page=labo)
    labo.evaluate("jupyterapp.commands.execute('travailler-ensemble:code')")
    labo.locator(".te-barre .retour").click()
    labo.locator(".te-page .labos >> visible=true").wait_for(timeout=60_000)
    attendre(lambda: [s["path"] for s in atelier._api("GET", "sessions")] == ["notebooks/00-accueil.ipynb"], 60, page=labo)
    assert (atelier.reponses / "formes.jsonl").read_text(encoding="utf-8").count("\n") == 1
    labo.locator(".te-page a", has_text="le labo 01").first.click()
    expect(labo.locator(".te-barre .labo >> visible=true")).to_contain_text("Définitions", timeout=60_000)
    attendre(lambda: [s["path"] for s in atelier._api("GET", "sessions")] == ["notebooks/01-definitions.ipynb"], 60, page=labo)


def ecrire_dans_le_carnet(atelier, labo):
    """La copie est à jour dès qu’on l’ouvre ; dans le carnet, elle n’est écrite que si on le demande, et il s’enregistre alors."""
    fichier = atelier.racine / "notebooks" / LABO
    avant = fichier.read_bytes()
    labo.locator(".te-barre .rendre").click()
    expect(labo.locator(".copie [role=status]")).to_contain_text("À jour à")
    expect(labo.frame_locator(".copie iframe").locator("tbody th")).to_have_count(1)
    assert fichier.read_bytes() == avant
    labo.get_by_role("button", name="Écrire mes réponses dans le carnet").click()
    expect(labo.locator(".copie [role=status]")).to_contain_text(LABO)
    ecrites = [s for c in json.loads(fichier.read_text(encoding="utf-8"))["cells"] for s in c.get("outputs", ()) if "te-ecrite" in str(s)]
    (relue,) = copie.lire("".join(ecrites[0]["data"]["text/html"]))
    assert len(ecrites) == 1 and len(relue.activites["formes"]) == 1


def rien_de_grave(labo, largeur, hauteur, sombre):
    labo.set_viewport_size({"width": largeur, "height": hauteur})
    choisir_theme(labo, sombre)
    with deroule(labo, ".te-barre"):
        assert axe(labo, (".te-barre",)) == []
    with deroule(labo):
        assert axe(labo, (".jp-Cell:not(.te-hors-etape)",)) == []
