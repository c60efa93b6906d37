"""Une école dont les personnes qui enseignent ont un compte : elles entrent par lui, un participant n’en a pas besoin."""

import pytest
from attaques import controlee
from test_seance_serveur import CLE

from travailler_ensemble.seance.hub import PortierAbsent, adresse_publique

CODES = {"bon": True, "autre": False}


class Faux:
    """Un Hub qui connaît `CODES`, et se tait sur le reste."""

    def depart(self):
        return "/hub/api/oauth2/authorize?state=etat", "etat"

    async def enseigne(self, code):
        if code not in CODES:
            raise PortierAbsent
        return CODES[code]


@pytest.fixture
def classe(tmp_path, panel):
    with controlee(f"sqlite:///{tmp_path / 'seances.sqlite'}", panel) as c:
        yield c


@pytest.fixture
def ecole(classe):
    classe.http.app._app.state.portier, classe.http.app._comptes = Faux(), True
    return classe


def revenir(classe, code="bon", etat="etat", temoin="te_retour=etat"):
    return classe.demander("GET", f"/oauth_callback?code={code}&state={etat}", headers={"Cookie": temoin} if temoin else {})


def test_qui_enseigne_passe_par_son_compte_et_prepare_une_seance(ecole):
    parti = ecole.demander("GET", "/comptes")
    assert (parti.status_code, parti.headers["location"]) == (303, "/hub/api/oauth2/authorize?state=etat")
    temoin = parti.headers["set-cookie"]
    assert temoin.startswith("te_retour=etat") and "HttpOnly" in temoin and "Path=/oauth_callback" in temoin
    rendu = revenir(ecole)
    page, _, billet = rendu.headers["location"].partition("#")
    assert (rendu.status_code, page) == (303, "/maison") and 'te_retour=""' in rendu.headers["set-cookie"]
    cle = ecole.demander("POST", "/api/billets/echange", json={"billet": billet}).json()["secret"]
    assert ecole.demander("GET", "/api/tris", cle).status_code == 200


def test_un_retour_vole_un_autre_compte_et_un_hub_muet_n_ouvrent_rien(ecole):
    assert revenir(ecole, temoin="").status_code == revenir(ecole, etat="vole").status_code == 403
    assert revenir(ecole, code="autre").status_code == 403
    assert revenir(ecole, code="muet").status_code == 403
    assert ecole.demander("GET", "/oauth_callback?state=etat", headers={"Cookie": "te_retour=etat"}).status_code == 403


def test_la_page_d_entree_ne_montre_cette_porte_que_s_il_y_a_des_comptes(classe):
    assert "/comptes" not in classe.demander("GET", "/").text and "data-comptes" not in classe.demander("GET", "/maison").text
    assert classe.demander("GET", "/comptes").status_code == revenir(classe).status_code == 404
    classe.http.app._comptes = True
    assert 'href="/comptes"' in classe.demander("GET", "/").text and 'data-comptes="oui"' in classe.demander("GET", "/maison").text


def test_par_l_adresse_de_l_ecole_le_serveur_ne_se_ferme_pas(classe):
    ecoute = classe.http.app._app.state.ecoute
    ecoute.est_l_ecole = lambda hote: hote == "ecole.example"
    classe.http.app._hotes = lambda: {"ecole.example", "127.0.0.1"}
    for hote, code in (("ecole.example", 403), ("127.0.0.1", 200)):
        dit = classe.demander("POST", "/api/fin", CLE, headers={"Host": hote})
        assert (dit.status_code, ecoute._finit) == (code, code == 200)


def test_seul_un_service_du_hub_prend_l_adresse_que_le_hub_donne(monkeypatch):
    for nom in ("SEANCE_URL", "JUPYTERHUB_SERVICE_NAME", "JUPYTERHUB_API_TOKEN"):
        monkeypatch.delenv(nom, raising=False)
    monkeypatch.setenv("JUPYTERHUB_PUBLIC_URL", "https://ecole.example/user/lea/")
    assert adresse_publique() == "", "chez une étudiante, ce serait l’adresse de son atelier"
    monkeypatch.setenv("JUPYTERHUB_SERVICE_NAME", "seance")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "jeton")
    assert adresse_publique() == "https://ecole.example/user/lea/"
    monkeypatch.setenv("SEANCE_URL", "https://seances.example")
    assert adresse_publique() == "https://seances.example"
