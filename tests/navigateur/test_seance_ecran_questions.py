"""Poser sa question à la classe, avant le cours : la page de l’enseignant, le téléphone, le mur."""

import re

import pytest
from composants import axe_grave, deborde, photo
from patience import attendre, devient
from playwright.sync_api import expect
from serveur import TRI, Classe

pytestmark = pytest.mark.navigateur
QUESTION = "En un mot, qu’est-ce qu’un partenaire ?"


def sans_mots_de_tri(telephone):
    """Une question ne se classe pas : rien de ce qui se voit ne parle de cartes."""
    expect(telephone.locator("main")).not_to_contain_text(re.compile("carte|classée|rangée|à classer", re.I), use_inner_text=True)


def test_une_question_a_soi_ouverte_sans_meneur(serveur, fenetre):
    page = fenetre(1366, 650).new_page()
    page.goto(f"{serveur.url}/maison#{serveur.maison.billet()}")
    page.get_by_label("Ce que la classe va ranger").select_option("question-ouverte")
    expect(page.get_by_text("Choisir les cartes et les auteurs")).to_be_hidden()
    page.get_by_label("Vos questions, une par ligne").fill(f"{QUESTION}\n\nEt un réseau ?")
    page.get_by_label("Ouvrir le premier vote dès maintenant").check()
    assert axe_grave(page)[0] == []
    for largeur, hauteur in ((1366, 650), (360, 740), (342, 192)):
        page.set_viewport_size({"width": largeur, "height": hauteur})
        deborde(page)
        photo(page, f"questions-preparer-{largeur}")
    page.set_viewport_size({"width": 1366, "height": 650})
    page.get_by_role("button", name="Préparer la séance").click()
    expect(page.get_by_text("Ouvert sans meneur")).to_be_visible()
    photo(page, "questions-regie")
    menee = next(s for s in serveur.maison.seances() if s["titre"].startswith("En un mot"))
    mener = serveur.maison.seance(serveur.maison.reprendre(menee["id"])["enseignant"])
    telephone = fenetre(360, 740, has_touch=True).new_page()
    telephone.goto(f"{serveur.url}/r/{menee['code'].replace(' ', '-')}")
    telephone.get_by_role("button", name="Entrer").click()
    telephone.locator(".choix:visible", has_text="Je réponds").first.click()
    champ = telephone.get_by_label("Votre réponse")
    champ.fill("celui qui vient quand on l’appelle")
    champ.press("Enter")
    attendre(lambda: [x[8] for x in mener.reponses()["lignes"] if x[8]] == ["celui qui vient quand on l’appelle"])
    deborde(telephone)
    sans_mots_de_tri(telephone)
    expect(telephone.get_by_text("Question 1 sur 2")).to_be_visible()
    photo(telephone, "questions-telephone")
    telephone.get_by_role("button", name=re.compile("^Question suivante")).click()
    telephone.get_by_text("Je ne sais pas").click()
    telephone.get_by_role("button", name=re.compile("^Question suivante")).click()
    expect(telephone.get_by_text("notez votre numéro et votre mot")).to_be_visible()
    sans_mots_de_tri(telephone)


@pytest.mark.parametrize(
    ("sorte", "textes"),
    [
        ("question-echelle", ["Le partenariat se décrète.", "Le réseau tient aux personnes."]),
        ("question-partagee", ["Il faut une réunion.", "Éducatrice : elle a vu la mère lundi", "Infirmier : le traitement a changé"]),
    ],
)
def test_une_affirmation_a_ses_mots_au_telephone_et_au_mur(serveur, fenetre, sorte, textes):
    c = Classe(serveur, sorte, questions=textes)
    telephone = fenetre(360, 740, has_touch=True).new_page()
    telephone.goto(f"{serveur.url}/r/{c.cles['code'].replace(' ', '-')}")
    telephone.get_by_role("button", name="Entrer").click()
    expect(telephone.get_by_text(f"{len(c.cartes)} affirmation", exact=False)).to_be_visible()
    sans_mots_de_tri(telephone)
    c.faire("ouvrir")
    seule = len(c.cartes) == 1
    expect(telephone.get_by_text("Affirmation 1 sur")).to_have_count(0 if seule else 1)
    mur = fenetre(1366, 768).new_page()
    mur.goto(c.page_du_mur())
    expect(mur.get_by_text("vote 1" if seule else "vote 1 · affirmation 1 sur 2", exact=True)).to_be_visible()
    photo(telephone, f"{sorte}-telephone")
    for _ in c.cartes:
        telephone.locator(".choix:visible").first.click()
        telephone.get_by_role("button", name="Affirmation suivante").click()
    expect(telephone.get_by_role("heading", name="Vous avez répondu à tout")).to_be_visible()
    sans_mots_de_tri(telephone)
    photo(telephone, f"{sorte}-telephone-fini")


def test_de_la_preparation_au_vote_ouvert_en_six_gestes(serveur, fenetre):
    Classe(serveur)  # referme le serveur, qu’un essai d’avant a pu ouvrir
    contexte = fenetre(1366, 650)
    contexte.add_init_script(
        "addEventListener('click', e => { if (e.isTrusted) sessionStorage.clics = Number(sessionStorage.clics || 0) + 1 }, true)"
    )
    page = contexte.new_page()
    page.goto(f"{serveur.url}/maison#{serveur.maison.billet()}")
    page.get_by_label("Ce que la classe va ranger").select_option(TRI)  # deux gestes : l’ouvrir, choisir
    for nom in ("Préparer la séance", "Ouvrir la projection", "Ouvrir à la classe", "Ouvrir le vote"):
        page.get_by_role("button", name=nom, exact=True).click()
    expect(page.get_by_role("heading", name="Vote 1 en cours")).to_be_visible()
    devient(lambda: 2 + page.evaluate("Number(sessionStorage.clics)"), 6)
