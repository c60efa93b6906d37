"""Les mêmes pages dans Firefox : le téléphone, le mur et la régie d’une séance entière, un tri au clavier ; la nuit, dans JupyterLab.

Ce qui ne dépend pas du moteur (mises en page, pannes de réseau) est éprouvé dans Chromium seul.
"""

import re

import pytest
from conduire import appuyer, bouton, presser, titre
from patience import attendre, devient
from serveur import Classe
from test_composants import test_clavier_seul_du_debut_a_la_fin as ranger_au_clavier
from test_composants import test_les_touches_ne_sortent_pas as frapper_des_lettres

pytestmark = pytest.mark.navigateur


@pytest.fixture(scope="session")
def navigateur(firefox):
    """Toute fenêtre de ce fichier est de Firefox."""
    return firefox


def test_une_seance_entiere_telephone_mur_et_regie(serveur, fenetre):
    classe = Classe(serveur)
    regie, mur, telephone = fenetre().new_page(), fenetre(1920, 1080).new_page(), fenetre(360, 740).new_page()
    attendre(lambda: "Firefox/" in telephone.evaluate("navigator.userAgent"))
    regie.goto(classe.page_enseignant())
    mur.goto(classe.page_du_mur())
    assert regie.url.endswith("/enseignant") and mur.url.endswith("/projection"), "le secret ne reste pas dans l’adresse"
    titre(regie, "La séance est prête")
    bouton(regie, "Ouvrir à la classe").click()
    titre(regie, "La classe peut entrer")
    mur.get_by_text(classe.cles["code"].replace(" ", "\u00a0")).wait_for()
    regie.get_by_text("Un téléphone n’y arrive pas").click()
    for cause in ("même Wi-Fi", "HTTPS uniquement", "empêchent les appareils de se voir"):
        regie.locator(".aide li", has_text=cause).wait_for()
    telephone.goto(f"{serveur.url}/r/{classe.cles['code'].replace(' ', '-')}")
    telephone.get_by_role("button", name="Entrer").click()
    telephone.get_by_role("heading", name="La séance va commencer").wait_for()
    presser(regie, "Ouvrir le vote", "Vote 1 en cours")
    mur.get_by_role("list", name="Réponses possibles").wait_for()
    for n in range(1, 5):
        telephone.locator(".choix:visible", has_text=re.compile("^D’accord$")).click()
        classe.attendre_reponses(n)
        telephone.get_by_role("button", name="Carte suivante").click()
    telephone.get_by_role("heading", name="cartes sont rangées").wait_for()
    mur.get_by_text("4 réponses enregistrées sur 4").wait_for()
    regie.get_by_text("1 sur 1 a tout répondu").wait_for()
    presser(regie, "Clore le vote", "Vote 1 clos")
    telephone.get_by_text("Vos quatre réponses sont enregistrées.").wait_for()
    classe.faire("auteurs", "devoiler")
    nom = classe.mener.auteur(1)["nom"]
    telephone.locator(".avis").get_by_text(nom).first.wait_for()
    mur.get_by_role("heading", name=nom).wait_for()
    classe.faire("bilan")
    titre(regie, "Bilan")
    appuyer(regie, "Terminer la séance")
    regie.locator(".confirmer").get_by_role("button", name="Terminer la séance").click()
    mur.get_by_text("La séance est terminée. Merci.").wait_for()
    telephone.get_by_role("heading", name="La séance est terminée").wait_for()
    assert len(classe.reponses()) == 4


def test_un_tri_se_fait_au_clavier_et_aucune_lettre_n_en_sort(ouvrir, fenetre):
    attendre(lambda: "Firefox/" in fenetre().new_page().evaluate("navigator.userAgent"))
    ranger_au_clavier(ouvrir)
    frapper_des_lettres(ouvrir)


@pytest.mark.nuit
def test_un_labo_se_fait_au_clavier_et_s_enregistre(atelier, page):
    """Rouvert, il retrouve ses réponses : `test_jupyterlab_labos.py`, dans Chromium ; rien n’y dépend du moteur."""
    carnet = "tri.ipynb"
    atelier.ecrire(carnet, 'labo.tri("formes")')
    avant = atelier.cellules(carnet)
    atelier.ouvrir(page, carnet)
    attendre(lambda: "Firefox/" in page.evaluate("navigator.userAgent"))
    atelier.executer(page)
    tri = page.locator(".te .tri", has=page.get_by_role("heading", name="Douze situations, dix formes"))
    tri.scroll_into_view_if_needed()
    tri.locator("input[type=radio]").first.focus()
    for touche in ("Space", "ArrowDown", "ArrowDown", "x", "d", "d", "a", "y", "m", "Enter"):
        page.keyboard.press(touche)
    tri.get_by_text(re.compile("1.sur 12 classée")).first.wait_for()
    attendre(lambda: (f := atelier.reponses / "formes.jsonl").exists() and len(f.read_text(encoding="utf-8").splitlines()) >= 1)
    cellules = "jupyterapp.shell.currentWidget.content.widgets.map(c => [c.model.id, c.model.sharedModel.getSource()])"
    devient(lambda: [tuple(c) for c in page.evaluate(cellules)], avant, "les lettres tapées n’ont touché à aucune cellule")
