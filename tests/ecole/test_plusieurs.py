"""Plusieurs serveurs de séance sur une base PostgreSQL, derrière le relais : ce qui tombe ne perd rien, et l’on ne sait pas à qui l’on parle."""

import contextlib

import pytest
from ecole import CLE, ouvrir_le_vote, verifier, voter_pendant
from serveur import Serveur

from travailler_ensemble.seance.client import SeanceDistante, ServeurDistant

pytestmark = [pytest.mark.ecole]


@pytest.fixture
def derriere(relais, port, tmp_path):
    """`derriere(combien, base)` : autant de serveurs derrière le relais ; eux, et l’adresse de l’école."""
    with contextlib.ExitStack() as ouverts:

        def ouvrir(combien: int, base: str) -> tuple[list[Serveur], str]:
            racine = f"https://localhost:{port}/seance"
            serveurs = [ouverts.enter_context(Serveur(tmp_path / str(i), base, publique=racine, cle=CLE)) for i in range(combien)]
            ouverts.enter_context(relais(port, "localhost", [s.port for s in serveurs]))
            return serveurs, racine

        yield ouvrir


@pytest.mark.parametrize("chaque_base", ["postgresql"], indirect=True)
def test_un_billet_donne_par_un_serveur_s_echange_chez_un_autre_une_seule_fois(chaque_base, tmp_path):
    with Serveur(tmp_path / "a", chaque_base, cle=CLE) as a, Serveur(tmp_path / "b", chaque_base, cle=CLE) as b:
        chez_a, chez_b = ServeurDistant(a.url, CLE), ServeurDistant(b.url, CLE)
        cles = chez_a.creer("debat-formes", "Promotion 1")

        def echanger(ou: Serveur, billet: str) -> str:
            return ServeurDistant(ou.url, "").demander("POST", "/api/billets/echange", {"billet": billet})["secret"]

        page = echanger(b, chez_a.billet())
        assert (
            [s["id"] for s in ServeurDistant(a.url, page).seances()]
            == [s["id"] for s in ServeurDistant(b.url, page).seances()]
            == [cles["id"]]
        )
        billet = SeanceDistante(a.url, cles["enseignant"]).demander("POST", "/api/billets", {"pour": "enseignant"})["billet"]
        regie = echanger(b, billet)
        assert SeanceDistante(a.url, regie).etat()["role"] == SeanceDistante(b.url, regie).etat()["role"] == "enseignant"
        with pytest.raises(Exception, match="a déjà servi"):
            echanger(a, billet)
        b.tuer()
        b.demarrer()
        assert chez_b.seances() and ServeurDistant(b.url, page).seances(), "la page de la maison garde sa clé"


@pytest.mark.parametrize("combien", [2, 3])
@pytest.mark.parametrize("chaque_base", ["postgresql"], indirect=True)
def test_l_un_des_serveurs_est_tue_en_plein_vote(derriere, chaque_base, combien):
    serveurs, racine = derriere(combien, chaque_base)
    tenue, cles, cartes, cases = ouvrir_le_vote(serveurs[0].url, serveurs[-1].url)
    verifier(tenue, voter_pendant(racine, cles["code"], cartes, cases, serveurs[0].tuer))


@pytest.mark.parametrize("combien", [1, 2, 3])
def test_postgresql_redemarre_en_plein_vote(derriere, postgres, combien):
    serveurs, racine = derriere(combien, postgres.base_neuve())
    tenue, cles, cartes, cases = ouvrir_le_vote(serveurs[0].url, serveurs[-1].url)

    def redemarrer():
        postgres.couper()
        postgres.demarrer()

    verifier(tenue, voter_pendant(racine, cles["code"], cartes, cases, redemarrer))
    etats = [SeanceDistante(s.url, tenue._secret).etat() for s in serveurs]
    assert len({str(e["etat"]) + str(e["distribution"]) for e in etats}) == 1, "tous disent la même chose"


def test_la_mesure_d_une_region_marche_en_petit(postgres):
    from outils.mesures import ecole

    faites = ecole.mesurer(3, 4, (1, 2))
    assert set(faites) == {"ecole.debit.1", "ecole.debit.2", "ecole.perdues"} and faites["ecole.perdues"]["valeur"] == 0
    assert faites["ecole.debit.1"]["facteur"] == 1 and all(m["valeur"] > 0 for nom, m in faites.items() if "debit" in nom)
