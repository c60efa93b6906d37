"""La recette de JupyterHub, jouée telle quelle : trois étudiants, une enseignante, trente téléphones sans compte, un Hub qui redémarre."""

import contextlib
import re

import httpx
import pytest
from ecole import RELAIS, Hub, verifier, voter_pendant
from patience import attendre
from playwright.sync_api import expect

from travailler_ensemble.seance.client import SeanceDistante

pytestmark = [pytest.mark.ecole]
FICHIER = "api/contents/ma-reponse.txt"


@pytest.fixture
def hub(tmp_path, postgres):
    """`hub(inactif)` : un JupyterHub neuf, ses comptes et ses séances dans deux bases PostgreSQL."""
    if not RELAIS.exists():
        pytest.fail("Le relais de JupyterHub manque : « npm ci --prefix docs/ecole ».")
    with contextlib.ExitStack() as a_fermer:

        def ouvrir(inactif: int = 3600) -> Hub:
            le_hub = Hub(tmp_path, postgres.base_neuve().replace("postgresql:", "postgresql+psycopg:"), postgres.base_neuve(), inactif)
            a_fermer.callback(le_hub.arreter)
            return le_hub

        yield ouvrir


def se_connecter(page, nom: str) -> None:
    page.get_by_label("Username").fill(nom)
    page.get_by_label("Password").fill("essai")
    page.get_by_role("button", name="Sign in").click()


def test_une_enseignante_par_son_compte_trente_telephones_sans_compte_et_le_hub_redemarre_en_plein_vote(hub, fenetre):
    le_hub = hub()
    contexte = fenetre()
    page = contexte.new_page()
    page.goto(f"{le_hub.seance}/")
    page.get_by_role("link", name="Entrez par votre compte").click()
    se_connecter(page, "prof")
    page.get_by_role("button", name="Préparer la séance").click()
    expect(page).to_have_url(f"{le_hub.seance}/enseignant")
    secret = attendre(lambda: page.evaluate("sessionStorage.getItem('te:enseignant')"))
    seance = SeanceDistante(le_hub.seance, secret)
    etat = seance.etat()
    page.get_by_role("button", name=re.compile("Ouvrir le (premier )?vote")).first.click()
    attendre(lambda: seance.etat()["etat"]["phase"] == "vote")
    cartes, cases = ([x["id"] for x in etat["tri"][quoi]] for quoi in ("cartes", "cases"))

    def redemarrer():
        le_hub.arreter()
        le_hub.demarrer()

    accusees = voter_pendant(le_hub.seance, etat["seance"]["code"], cartes, cases, redemarrer)
    expect(page.locator("body")).to_contain_text(f"{len(accusees)}")  # sa page a suivi, sans rien faire
    verifier(seance, accusees)
    autre = contexte.new_page()
    autre.goto(f"{le_hub.seance}/maison")  # sans clé, la page passe d’elle-même par le compte
    expect(autre.get_by_role("button", name="Préparer la séance")).to_be_visible()
    expect(autre.get_by_role("button", name="Fermer les séances")).to_be_hidden()


def test_un_compte_qui_n_enseigne_pas_ne_prepare_rien(hub, fenetre):
    le_hub = hub()
    page = fenetre().new_page()
    page.goto(f"{le_hub.seance}/comptes")
    se_connecter(page, "lea")
    expect(page.locator("body")).to_contain_text("403")
    with httpx.Client() as http:
        assert http.get(f"{le_hub.seance}/oauth_callback?code=vole&state=vole").status_code == 403
        parti = http.get(f"{le_hub.seance}/comptes")
        assert parti.status_code == 303 and "/hub/api/oauth2/authorize" in parti.headers["location"]
        etat = re.search(r"state=([\w-]+)", parti.headers["location"])[1]
        retour = http.get(f"{le_hub.seance}/oauth_callback?code=vole&state={etat}")
        assert retour.status_code == 403 and "message" in retour.json()


def test_trois_etudiants_une_coupe_des_inactifs_et_chacun_retrouve_ses_fichiers(hub):
    le_hub = hub(inactif=15)
    for nom in ("ali", "bea", "chloe"):
        jeton = le_hub.ouvrir_chez(nom)
        ecrit = {"type": "file", "format": "text", "content": nom}
        assert le_hub.demander("PUT", f"/user/{nom}/{FICHIER}", jeton, json=ecrit).status_code == 201
    attendre(lambda: not any(map(le_hub.tourne, ("ali", "bea", "chloe"))), 120)
    for nom in ("ali", "bea", "chloe"):
        jeton = le_hub.ouvrir_chez(nom)
        assert le_hub.demander("GET", f"/user/{nom}/{FICHIER}", jeton).json()["content"] == nom
