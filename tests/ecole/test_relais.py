"""Les séances d’une école, derrière nginx, en HTTPS et sous un chemin : la recette de docs/ecole, jouée telle quelle."""

import re

import pytest
from composants import axe_grave, deborde
from patience import attendre
from playwright.sync_api import expect
from serveur import Serveur

from travailler_ensemble.seance.client import SeanceDistante

pytestmark = [pytest.mark.ecole]


def test_un_telephone_un_mur_et_une_enseignante_derriere_le_relais(relais, port, tmp_path, fenetre):
    racine = f"https://localhost:{port}/seance"
    with Serveur(tmp_path / "s", publique=racine) as serveur, relais(port, "localhost", [serveur.port]):
        cles = serveur.maison.creer("debat-formes", "Promotion 1")
        contexte = fenetre(360, 740, ignore_https_errors=True)
        demandees: list[str] = []
        contexte.on("request", lambda r: demandees.append(r.url))
        telephone = contexte.new_page()
        telephone.goto(f"{racine}/r/{cles['code'].replace(' ', '-')}")
        telephone.get_by_role("button", name="Entrer").click()
        expect(telephone.locator("html[data-pret=oui]")).to_be_attached()
        temoin = next(c for c in contexte.cookies() if c["name"] == "te_participant")
        assert temoin["secure"] and temoin["path"] == "/seance/"

        grand = fenetre(1366, 768, ignore_https_errors=True)
        grand.on("request", lambda r: demandees.append(r.url))
        mur, regie = grand.new_page(), grand.new_page()
        mur.goto(f"{racine}/projection#{cles['projection']}")
        regie.goto(f"{racine}/enseignant#{cles['enseignant']}")
        expect(mur.locator("body")).to_contain_text("localhost")  # l’adresse que la classe recopie est celle de l’école
        regie.get_by_role("button", name=re.compile("Ouvrir le (premier )?vote|Ouvrir le vote")).first.click()
        choix = telephone.locator(".choix:visible").first
        expect(choix).to_be_visible()
        choix.click()
        tenue = SeanceDistante(serveur.url, cles["enseignant"])
        attendre(lambda: tenue.etat()["comptes"]["reponses"] == 1)
        assert axe_grave(telephone)[0] == [] and not deborde(telephone)
        assert all(u.startswith((f"{racine}/", "data:")) for u in demandees), [u for u in demandees if not u.startswith(racine)]
