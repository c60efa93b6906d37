"""Comparer deux groupes, depuis la liste des séances ; le titre de l’une au mur, et sa copie à imprimer."""

import pytest
from composants import axe_grave, deborde, photo
from playwright.sync_api import expect
from serveur import Classe

pytestmark = pytest.mark.navigateur


def test_deux_groupes_cote_a_cote(serveur, fenetre):
    menes = []
    for titre, combien, revote in (("Groupe du mardi, ESF 2", 10, lambda i, k: 0), ("Jeudi, groupe B", 6, lambda i, k: i % 2)):
        menes.append(classe := Classe(serveur, titre=titre))
        classe.entrer(combien)
        classe.faire("ouvrir")
        classe.voter(1, lambda i, k: i % 2)
        classe.faire("clore", "revoter")
        classe.voter(2, revote)
        classe.faire("clore")
    page = fenetre(1366, 650).new_page()
    page.goto(f"{serveur.url}/maison#{serveur.maison.billet()}")
    comparer = page.get_by_role("button", name="Comparer les groupes cochés")
    page.get_by_role("checkbox", name="Groupe du mardi").first.check()
    expect(comparer).to_have_attribute("aria-disabled", "true")
    page.get_by_role("checkbox", name="Jeudi, groupe B").first.check()
    comparer.press("Enter")
    groupes = page.get_by_label("Groupes comparés")
    expect(groupes).to_be_focused()
    expect(groupes.get_by_role("table").first.get_by_role("row", name="D’accord", exact=False).first).to_contain_text("5 puis 10")
    assert axe_grave(page)[0] == []
    for largeur, hauteur in ((1366, 650), (360, 740), (342, 192)):
        page.set_viewport_size({"width": largeur, "height": hauteur})
        deborde(page)
        photo(page, f"comparer-{largeur}")
    mur = fenetre(1366, 650).new_page()
    mur.goto(menes[0].page_du_mur())
    expect(mur.locator(".pied .groupe")).to_have_text("Groupe du mardi, ESF 2")
    photo(mur, "mur-titre")
    regie = fenetre(1366, 900).new_page()
    regie.goto(menes[0].page_enseignant())
    regie.get_by_text("Garder, relire, effacer").click()
    with regie.expect_popup() as copie:
        regie.get_by_role("button", name="Imprimer ou garder en PDF").click()
    expect(copie.value.get_by_role("heading", level=1)).to_contain_text("Groupe du mardi, ESF 2")
    photo(copie.value, "copie")
