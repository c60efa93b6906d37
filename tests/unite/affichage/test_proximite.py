"""De qui l’on est proche, tous labos réunis : au compte rendu, à l’accueil, au labo 09."""

import re
from datetime import datetime
from random import Random

import pytest

from outils.mesures import justesse
from travailler_ensemble import corpus
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.affichage.pages.accueil import accueil
from travailler_ensemble.affichage.pages.compte_rendu import en_html, labos
from travailler_ensemble.affichage.pages.proximite import AVANT_TOUT, ensemble, proximite
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.panel.avis import Panel

C = corpus.lire()
PANEL = Panel(C)
TRIS = justesse.tris(PANEL)
MAINTENANT = datetime(2026, 11, 21, 9).astimezone()


@pytest.fixture
def carnet(tmp_path):
    return Carnet(tmp_path / "mes-reponses")


def repondre(carnet, c, reponses):
    for carte, case in reponses.items():
        carnet.feuillet(c.cle).ajouter({"geste": c.mots.geste, c.mots.champ: carte, c.mots.valeur: case})


def suivre(carnet, auteur, tris=TRIS):
    for c in tris:
        repondre(carnet, c, {carte: k for carte, x in justesse.fidele(PANEL, c, auteur, Random(1)).reponses.items() for k in x})


def lire(carnet):
    return ensemble(C, carnet, lambda: PANEL)


def test_qui_suit_un_auteur_partout_le_lit_aux_trois_endroits(carnet):
    suivre(carnet, "aut-dhume")
    lue = lire(carnet)
    assert "Fabrice Dhume" in lue.phrase and "plus que par hasard" in lue.phrase
    assert {nom: dit for nom, *_, dit in lue.lignes}["Fabrice Dhume"] == "oui"
    assert all(comparables >= 20 for _, comparables, *_ in lue.lignes)
    assert all(int(n) < 20 for n in re.findall(r"\((\d+)\)", lue.peu)) and lue.peu
    pages = (accueil(C, carnet, MAINTENANT, lambda: PANEL).corps, proximite(C, carnet, lambda: PANEL).corps)
    for page in pages:
        assert lue.phrase in page.replace("\u00a0", " ") and "Réponses comparables" in page
    assert lue.phrase in en_html(labos(C, carnet, PANEL), MAINTENANT, lue).replace("\u00a0", " ")


def test_un_seul_labo_ne_suffit_pas_et_cela_se_dit(carnet):
    suivre(carnet, "aut-dhume", [c for c in TRIS if c.cle == "debat-limites"])
    lue = lire(carnet)
    assert lue.lignes == [] and lue.peu == "" and "il en faut 20" in lue.phrase
    assert "<table" not in proximite(C, carnet, lambda: PANEL).corps


def test_la_meme_case_partout_n_approche_de_personne(carnet):
    for c in TRIS:
        repondre(carnet, c, dict.fromkeys(c.champs(), c.cases[-1].id))
    lue = lire(carnet)
    assert "Aucun auteur ne se distingue" in lue.phrase and {dit for *_, dit in lue.lignes} == {"non"}


def test_sans_reponse_rien_ne_se_calcule(carnet):
    """Ni « je ne sais pas », qui n’est une réponse à personne, ni l’accueil tout neuf ne demandent le panel."""
    repondre(carnet, TRIS[0], dict.fromkeys(TRIS[0].champs(), JE_NE_SAIS_PAS))
    page = proximite(C, carnet, lambda: pytest.fail("le panel n’a rien à juger"))
    assert AVANT_TOUT in page.corps.replace("\u00a0", " ")
