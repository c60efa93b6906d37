"""Une école publie les séances sous un chemin de son adresse (« https://ecole.example/te ») : tout en part, rien n’en sort."""

import re

import pytest
from attaques import controlee

from travailler_ensemble.seance import ecrans
from travailler_ensemble.seance.ecoute import Ecoute, prise_locale

PUBLIQUE = "https://ecole.example/te"
ADRESSE = re.compile(r"(?:href|src|action|data-script)=\"?(/[^\s\">]*)")


@pytest.fixture
def publiee(tmp_path, panel):
    with controlee(f"sqlite:///{tmp_path / 'seances.sqlite'}", panel, "/te") as classe:
        filtre = classe.http.app
        with prise_locale() as s:
            ecoute = Ecoute(s, PUBLIQUE)
            filtre._app.state.ecoute, filtre._hotes, filtre._prefixe = ecoute, ecoute.hotes, ecoute.prefixe
            yield classe


def demander(classe, methode, chemin, **plus):
    entetes = {"Host": "ecole.example", "Accept": "text/html", "Origin": "https://ecole.example", **plus.pop("headers", {})}
    return classe.demander(methode, chemin, headers=entetes, **plus)


def test_on_entre_on_repond_et_chaque_adresse_des_pages_part_du_chemin(publiee):
    pages = [
        demander(publiee, "GET", f"/te{page}") for page in ("", "/", "/r/loutre-27", "/projection", "/enseignant", "/maison", "/perdue")
    ]
    entree = demander(publiee, "POST", "/te/entrer", data={"code": publiee.cles["code"]})
    assert (entree.status_code, entree.headers["location"]) == (303, "/te/seance")
    temoin = entree.headers["set-cookie"]
    assert "Path=/te/;" in temoin and "Secure" in temoin, "le témoin ne va pas aux autres services de l’école"
    moi = {"Cookie": temoin.partition(";")[0]}
    pages.append(demander(publiee, "GET", "/te/seance", headers=moi))
    assert [p.status_code for p in pages] == [200] * 6 + [404, 200]
    for page in pages:
        adresses = ADRESSE.findall(page.text)
        assert adresses and all(a.startswith("/te/") for a in adresses), page.url
        assert page.text.count('data-racine="/te"') == 1
        assert all(demander(publiee, "GET", a).status_code == 200 for a in set(adresses) if "/statique/" in a)
    publiee.faire("ouvrir")
    tri = publiee.etat(publiee.cles["enseignant"])["tri"]
    carte, case = tri["cartes"][0]["id"], tri["cases"][0]["id"]
    faite = demander(publiee, "POST", "/te/seance/reponse", headers=moi, data={"tour": "1", "carte": carte, "case": case})
    assert (faite.status_code, faite.headers["location"]) == (303, "/te/seance")
    assert demander(publiee, "GET", "/te/api/etat", headers=moi).json()["moi"]["reponses"]["1"][carte]["case"] == case
    for imprimee in ("/te/papier", "/te/copie"):
        page = demander(publiee, "GET", imprimee, headers={"Authorization": f"Bearer {publiee.cles['enseignant']}"})
        assert page.status_code == 200 and ADRESSE.findall(page.text) == ["/te/statique/papier.css"]
    partie = demander(publiee, "POST", "/te/seance/effacer", headers=moi)
    assert "Path=/te/" in partie.headers["set-cookie"], "le témoin part comme il est venu"


def test_hors_du_chemin_l_adresse_de_l_ecole_ne_repond_pas_et_la_machine_repond_sans_lui(publiee):
    for chemin in ("/", "/seance", "/tente/seance", "/api/sante"):
        assert demander(publiee, "GET", chemin).status_code == 404
    ici = publiee.demander("GET", "/", headers={"Host": "127.0.0.1"})
    assert ici.status_code == 200 and "data-racine" not in ici.text
    assert ecrans.RACINE.get() == ""


def test_ce_qu_un_relais_ajoute_n_est_jamais_cru(publiee):
    """Ni l’adresse de l’appareil ni le chemin ne viennent d’un en-tête : rien n’est à déclarer, rien ne se contrefait."""
    faux = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "127.0.0.1", "X-Forwarded-Prefix": "/autre", "Forwarded": "for=127.0.0.1"}
    page = demander(publiee, "GET", "/te/", headers=faux)
    assert 'data-racine="/te"' in page.text and "/autre" not in page.text
    sante = demander(publiee, "GET", "/te/api/sante", headers=faux, params={"defi": "abc"})
    assert "preuve" not in sante.json()
