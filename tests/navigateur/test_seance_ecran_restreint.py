"""Un groupe de huit à douze : le seuil choisi à l’ouverture, lu au mur et sur chaque téléphone avant la première réponse."""

import re

import pytest
from composants import axe_grave, deborde, photo
from playwright.sync_api import expect
from serveur import TRI, Classe

pytestmark = pytest.mark.navigateur
ANNONCE = re.compile("dès trois réponses")


def test_un_groupe_restreint_se_choisit_s_annonce_et_se_montre(serveur, fenetre):
    Classe(serveur)  # referme le serveur, qu’un essai d’avant a pu ouvrir
    page = fenetre(1366, 900).new_page()
    page.goto(f"{serveur.url}/maison#{serveur.maison.billet()}")
    page.get_by_label("Ce que la classe va ranger").select_option(TRI)
    page.get_by_label("Un titre").fill("TD du jeudi, restreint")
    page.locator("form.feuille").get_by_label("Groupe restreint").check()
    assert axe_grave(page)[0] == []
    for largeur, hauteur in ((1366, 900), (360, 740)):
        page.set_viewport_size({"width": largeur, "height": hauteur})
        deborde(page)
        photo(page, f"restreint-preparer-{largeur}")
    page.set_viewport_size({"width": 1366, "height": 900})
    page.get_by_role("button", name="Préparer la séance").click()
    page.get_by_role("button", name="Ouvrir à la classe").click()
    expect(page.get_by_text("groupe restreint : dès trois réponses")).to_be_visible()
    menee = next(s for s in serveur.maison.seances() if s["titre"] == "TD du jeudi, restreint")
    cles = serveur.maison.reprendre(menee["id"])
    mener = serveur.maison.seance(cles["enseignant"])
    mur = fenetre(1920, 1080).new_page()
    mur.goto(f"{serveur.url}/projection#{cles['projection']}")
    expect(mur.get_by_text(ANNONCE)).to_be_visible()
    photo(mur, "restreint-mur")
    telephone = fenetre(360, 740, has_touch=True, color_scheme="dark").new_page()
    telephone.goto(f"{serveur.url}/r/{menee['code'].replace(' ', '-')}")
    telephone.get_by_role("button", name="Entrer").click()
    expect(telephone.get_by_text(ANNONCE).locator("visible=true")).to_have_count(1)
    photo(telephone, "restreint-telephone-attente")
    mener.faire("ouvrir")
    expect(telephone.locator(".choix:visible").first).to_be_visible()
    expect(telephone.get_by_text(ANNONCE).locator("visible=true"), "qui entre en plein vote le lit aussi").to_have_count(1)
    expect(mur.get_by_text(ANNONCE)).to_be_visible()
    deborde(telephone)
    photo(telephone, "restreint-telephone-vote")
    photo(mur, "restreint-mur-vote")
