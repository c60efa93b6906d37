"""Dire pourquoi, en séance : sur le téléphone, chez l’enseignant, au mur."""

import pytest
from composants import deborde, photo
from patience import attendre
from playwright.sync_api import expect
from serveur import Classe

pytestmark = pytest.mark.navigateur


def test_les_raisons_du_telephone_au_mur(serveur, fenetre):
    """Toucher des mots et écrire au vote 1 ; l’enseignant laisse passer et met au mur ; lire et marquer au vote 2."""
    classe = Classe(serveur, "jumeaux").faire("ouvrir")
    classe.entrer(6)
    carte = classe.cartes[0]
    for i, lui in enumerate(classe.gens):
        dite = "La décision se prend à trois, et chacun y tient." if i == 1 else ""
        lui.demander("PUT", f"/api/reponses/1/{carte}", {"case": classe.cases[i % 2], "n": 1, "raison": dite})
    telephone = fenetre(360, 740, has_touch=True)
    page = telephone.new_page()
    page.goto(f"{serveur.url}/r/{classe.cles['code'].replace(' ', '-')}")
    page.get_by_role("button", name="Entrer").click()
    champ = page.get_by_label("Pourquoi")
    page.locator(".tri .choix").first.wait_for()
    expect(champ).to_be_hidden()
    page.locator(".tri .choix").first.click()
    expect(champ).to_be_visible()
    page.locator(".tri .m").nth(2).click()
    page.locator(".tri .m").nth(4).click()
    touches = " ".join(page.locator(".tri .m").all_inner_texts()[2:5]).strip(".,;: ")
    expect(champ).to_have_value(touches)
    mienne = lambda: [x[8] for x in classe.mener.reponses()["lignes"] if x[8]]  # noqa: E731
    attendre(lambda: sorted(mienne()) == sorted([touches, "La décision se prend à trois, et chacun y tient."]))
    deborde(page)
    photo(page, "raisons-telephone-vote1")

    classe.faire("clore")
    regie = fenetre(1366, 900).new_page()
    regie.goto(classe.page_enseignant())
    attend = regie.get_by_text("1 raison attend d’être lue.")
    attend.wait_for()
    regie.get_by_role("heading", name="Pourquoi").scroll_into_view_if_needed()
    photo(regie, "raisons-regie")
    regie.get_by_role("button", name="Au mur : La décision").click()
    attend.wait_for(state="hidden")
    mur = fenetre(1920, 1080).new_page()
    mur.goto(classe.page_du_mur())
    classe.faire("montrer", "discuter")
    expect(mur.locator(".pourquoi li")).to_contain_text("La décision se prend à trois")
    deborde(mur)
    photo(mur, "raisons-mur")

    classe.faire("revoter")
    expect(mur.locator(".pourquoi")).to_have_count(0)
    raison = page.locator(".raisons li", has_text="La décision se prend à trois")
    raison.wait_for()
    expect(page.locator(".raisons li")).to_have_count(1)
    hesiter = raison.get_by_role("button", name="M’a fait hésiter")
    hesiter.click()
    expect(hesiter).to_have_attribute("aria-pressed", "true")
    page.locator(".choix:visible").nth(1).click()
    attendre(lambda: [x[9] for x in classe.mener.reponses()["lignes"] if x[8].startswith("La décision")] == [1])
    deborde(page)
    photo(page, "raisons-telephone-vote2")
    page.emulate_media(color_scheme="dark")
    photo(page, "raisons-telephone-vote2-sombre")


def test_rejouer_puis_mener_du_mur_et_du_telephone(serveur, fenetre):
    """Un autre groupe en trois gestes ; le QR de l’enseignant ; les flèches du mur mènent sa page."""
    classe = Classe(serveur, "jumeaux", titre="Lundi, groupe A")
    regie = fenetre(1366, 900).new_page()
    regie.goto(f"{serveur.url}/maison#{serveur.maison.billet()}")
    ancienne = regie.locator(".seances > li", has_text="Lundi, groupe A").first
    ancienne.get_by_text("Rejouer avec un autre groupe").click()
    ancienne.get_by_label("Titre de cette séance-là").fill("Jeudi, groupe B")
    deborde(regie)
    photo(regie, "rejouer")
    ancienne.get_by_role("button", name="Préparer").click()
    expect(regie.get_by_role("heading", name="Jeudi, groupe B")).to_be_visible()
    expect(regie.get_by_text("Écran de l’enseignant, ne pas projeter")).to_be_visible()
    regie.get_by_role("button", name="Ouvrir à la classe").click()
    regie.get_by_role("button", name="Mener depuis mon téléphone").click()
    expect(regie.get_by_role("img", name="Code QR pour mener depuis votre téléphone")).to_be_visible()
    photo(regie, "mener-du-telephone")
    with regie.expect_popup() as ouverte:
        regie.get_by_role("button", name="Ouvrir la projection").click()
    mur = ouverte.value
    mur.get_by_role("heading", name="Rejoindre la séance").wait_for()
    carte = regie.get_by_role("region", name="La carte au mur").get_by_label("Carte", exact=True)
    mur.keyboard.press(" ")
    expect(regie.get_by_role("heading", name="Vote 1 en cours")).to_be_visible()
    mur.keyboard.press("ArrowRight")
    expect(carte).to_have_value(classe.cartes[1])
    mur.keyboard.press("PageUp")
    expect(carte).to_have_value(classe.cartes[0])
