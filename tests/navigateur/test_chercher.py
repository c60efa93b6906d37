"""Le champ de recherche : il répond à la page, se lit sans noyau, et tient dans un vrai navigateur."""

import pytest
from composants import axe_grave, brancher, deborde
from playwright.sync_api import expect

import travailler_ensemble as labo
from travailler_ensemble import corpus
from travailler_ensemble.affichage.composants.recherche import LONGUEUR, du_corpus, du_glossaire

C = corpus.lire()


def test_la_page_cherche_sans_rien_taper_comme_code():
    r = labo.chercher()
    assert r.etat["groupes"] == [] and not r.etat["bilan"]
    r.traiter({"mots": "  conventions "})
    assert r.etat["mots"] == "conventions" and r.etat["bilan"].endswith("passages.")
    assert r.etat == labo.chercher("conventions").etat
    r.traiter({"mots": "x" * 1000})
    assert len(r.etat["mots"]) == LONGUEUR


@pytest.mark.parametrize(
    ("mots", "dit"),
    [("conventoin", "nous avons cherché"), ("le", "partout"), ("zzzxzzz", "Aucun passage"), ("<script>", "Aucun passage"), ("(?:.*", "")],
)
def test_le_bilan_dit_ce_qui_s_est_passe(mots, dit):
    assert dit in du_corpus(C, mots).etat["bilan"]


def test_sans_noyau_les_resultats_se_lisent():
    html = str(du_corpus(C, "convention").statique())
    assert "Ils l’exigent" in html and "Fonteneau, 2007" in html


def test_le_glossaire_donne_tout_par_familles_puis_ce_que_l_on_cherche():
    g = du_glossaire(C)
    assert g.etat["replies"] and [x["titre"] for x in g.etat["groupes"]][-1] == "Sigles"
    assert sum(len(x["entrees"]) for x in g.etat["groupes"]) == len(C.lignes("glossaire")) + len(C.lignes("sigles"))
    for mots, nom in (("reseaux", "réseau"), ("fsl", "FSL"), ("coopérasion", "coopération"), ("conv", "convention")):
        g.traiter({"mots": mots})
        assert [e["nom"] for e in g.etat["groupes"][0]["entrees"]][0] == nom
    g.traiter({"mots": "zzzxzzz"})
    assert g.etat["groupes"] == [] and "n’est pas au glossaire" in g.etat["bilan"]


@pytest.mark.navigateur
def test_au_clavier_on_cherche_on_ouvre_on_copie(ouvrir):
    p = ouvrir(largeur=360, hauteur=740)
    r = du_corpus(C)
    r.rafraichir = lambda: None
    p.evaluate("navigator.clipboard.writeText = async (s) => { window.copie = s; }")
    brancher(p, "recherche", r)
    p.keyboard.press("Tab")
    p.keyboard.type("conventions")
    p.keyboard.press("Enter")
    expect(p.locator(".recherche h3").first).to_contain_text("Ils l’exigent (3)", use_inner_text=True)
    expect(p.locator("[role=status]").first).to_have_text(r.etat["bilan"], use_inner_text=True)
    p.locator("button", has_text="Copier avec la référence").first.focus()
    p.keyboard.press("Enter")
    p.wait_for_function(f"window.copie?.startsWith({r.etat['groupes'][0]['entrees'][0]['copie'][:30]!r})")
    p.locator("summary", has_text="Voir").first.click()
    deborde(p)
    assert axe_grave(p)[0] == []
