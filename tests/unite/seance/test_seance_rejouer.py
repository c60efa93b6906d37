"""Rejouer une séance avec un autre groupe, la mener depuis un téléphone."""

import pytest
from test_seance_serveur import CLE, ouvrir


@pytest.fixture
def classe(tmp_path, panel):
    with ouvrir(f"sqlite:///{tmp_path / 's.sqlite'}", panel) as c:
        yield c.preparer("jumeaux", titre="Lundi")


def test_rejouer_garde_cartes_et_auteurs_dans_leur_ordre_sans_rien_reprendre_des_reponses(classe):
    t = next(x for x in classe.demander("GET", "/api/tris", CLE).json() if x["cle"] == "jumeaux")["choix"]
    cartes, auteurs = [x["id"] for x in t["cartes"]][3:0:-1], [x["id"] for x in t["auteurs"]][2:0:-1]
    classe.preparer("jumeaux", titre="Lundi", cartes=cartes, auteurs=auteurs)
    premiere = classe.cles["id"]
    classe.entrer()
    r = classe.demander("POST", f"/api/seances/{premiere}/rejouer", CLE, json={"titre": "Jeudi\x00, groupe B"})
    assert r.status_code == 201
    cles = r.json()
    etats = [classe.etat(x["enseignant"]) for x in (classe.cles, cles)]
    assert etats[0]["tri"] == etats[1]["tri"] and [c["id"] for c in etats[1]["tri"]["cartes"]] == cartes
    noms = [[classe.demander("GET", f"/api/auteurs/{n}", x["enseignant"]).json()["auteur"] for n in (1, 2)] for x in (classe.cles, cles)]
    assert noms == [auteurs, auteurs]
    assert (etats[1]["seance"]["titre"], etats[1]["presents"], etats[1]["etat"]["phase"]) == ("Jeudi , groupe B", 0, "preparation")
    liste = classe.demander("GET", "/api/seances", CLE).json()
    assert {(x["titre"], x["tri"], x["participants"]) for x in liste} >= {("Lundi", "jumeaux", 1), ("Jeudi , groupe B", "jumeaux", 0)}
    for faux in ("inconnue0000", "../../x", "x" * 40):
        assert classe.demander("POST", f"/api/seances/{faux.replace('/', '%2F')}/rejouer", CLE, json={}).status_code in (404, 410)


def test_le_qr_de_l_enseignant_ne_se_donne_qu_ouvert_a_la_classe(classe):
    assert classe.demander("POST", "/api/qr-enseignant.svg", classe.cles["enseignant"], json={}).status_code == 409
    assert classe.demander("POST", "/api/qr-enseignant.svg", classe.cles["projection"], json={}).status_code == 403
