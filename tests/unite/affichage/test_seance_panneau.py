"""Le panneau du carnet, sans navigateur : rien ne part tout seul, et chaque panne devient une phrase."""

import json
import os
import threading
import time

import pytest
from atelier import port_libre
from patience import attendre
from serveur import TRI

from travailler_ensemble import corpus
from travailler_ensemble.affichage.composants import regie as module
from travailler_ensemble.seance import client, maison
from travailler_ensemble.seance.programme import tris

pytestmark = pytest.mark.lent


@pytest.fixture(scope="module")
def choix():
    return tris(corpus.lire())


def fermer(dossier):
    if chez := client.joindre(dossier):
        chez.fermer()
        attendre(lambda: client.joindre(dossier) is None)


@pytest.fixture
def dossier(tmp_path):
    """Un dossier à soi, pour l’essai qui tue le serveur, le ferme ou compte ses séances."""
    yield tmp_path / "seances"
    fermer(tmp_path / "seances")


@pytest.fixture(scope="module")
def _commun(tmp_path_factory):
    """Un serveur pour tous les autres : le premier le lance."""
    la = tmp_path_factory.mktemp("panneau") / "seances"
    yield la
    fermer(la)


@pytest.fixture
def commun(_commun):
    """Le dossier commun, sans séance en main."""
    (_commun / "panneau.json").unlink(missing_ok=True)
    return _commun


@pytest.fixture
def son_port(dossier):
    """Le serveur de cet essai prendra un port à lui : le premier libre, un autre ouvrier le prendrait sitôt ce serveur tombé."""
    maison.ecrire(maison.ouvrir(dossier)._replace(url=f"http://127.0.0.1:{port_libre()}"))


class Panneau(module.Panneau):
    """Un panneau dont on lit ce qu’il répond à la page."""

    def __init__(self, *arguments) -> None:
        self.dits = []
        super().__init__(*arguments)

    def send(self, contenu, buffers=None) -> None:
        self.dits.append(contenu)

    def appeler(self, methode, chemin, corps=None):
        self.traiter(
            {
                "geste": "appeler",
                "vue": "v",
                "n": len(self.dits) + 1,
                "methode": methode,
                "chemin": chemin,
                "corps": json.dumps(corps) if corps else "",
            }
        )
        return self.dits[-1]

    def preparer(self, **plus):
        self.traiter({"geste": "preparer", "tri": TRI, "titre": "L2", "jours": 30, **plus})
        attendre(lambda: self.etat["sort"] not in ("aucune", "lancement") or self.etat["message"], 40)
        return self


@pytest.fixture
def panneau(choix, dossier):
    p = Panneau(choix, dossier)
    yield p
    p.close()


@pytest.fixture
def voisin(choix, commun):
    """Un panneau sur le serveur commun."""
    p = Panneau(choix, commun)
    yield p
    p.close()


def tuer(dossier):
    import psutil

    la = next(p for p in psutil.process_iter(["cmdline"]) if str(dossier) in (p.info["cmdline"] or []))
    la.kill()
    la.wait(10)


def test_executer_la_cellule_ne_lance_rien(panneau, dossier):
    assert repr(panneau) == "Panneau de la séance"
    avant = threading.active_count()
    panneau.traiter({"geste": "montee"})
    time.sleep(0.3)
    assert panneau.reponses().empty and list(panneau.reponses().columns) == list(module.COLONNES)
    assert not dossier.exists() and panneau.etat["sort"] == "aucune" and threading.active_count() <= avant


def test_sans_seance_une_demande_de_la_page_recoit_une_phrase(voisin):
    assert voisin.appeler("GET", "/api/etat") == {"vue": "v", "n": 1, "code": 0, "corps": {"message": client.FERMEE}}


def test_preparer_mener_et_lire_les_reponses(voisin, commun):
    voisin.preparer()
    assert voisin.etat["sort"] == "direct" and voisin.seance["etat"]["phase"] == "preparation" and voisin.tri["cle"] == TRI
    cles = json.loads((commun / "panneau.json").read_text())
    assert os.name == "nt" or (commun / "panneau.json").stat().st_mode & 0o077 == 0, "les clés ne se lisent que de leur propriétaire"
    assert voisin.etat["liens"]["projection"].endswith("/projection")
    dit = json.dumps([voisin.etat, voisin.seance, voisin.tri, voisin.donnees])
    assert not [s for s in (cles["enseignant"], cles["projection"]) if s in dit], "aucun secret n’arrive à la page du carnet"
    assert voisin.appeler("POST", "/api/billets", {"pour": "projection"})["corps"]["billet"].startswith("billet-")
    rendu = voisin.appeler("POST", "/api/gestes", {"geste": "ouvrir", "version": voisin.seance["version"]})
    assert rendu["code"] == 200 and rendu["corps"]["etat"]["phase"] == "vote"
    attendre(lambda: voisin.seance["etat"]["phase"] == "vote")  # le fil a suivi
    rejoue = voisin.appeler("POST", "/api/gestes", {"geste": "clore", "version": 0})
    assert rejoue["code"] == 409 and rejoue["corps"]["etat"]["etat"]["phase"] == "vote"
    carte, case = voisin.tri["cartes"][0]["id"], voisin.tri["cases"][0]["id"]
    lui = client.SeanceDistante(voisin._mien.url, voisin._mien.demander("POST", "/api/participants", {"code": cles["code"]})["jeton"])
    lui.demander("PUT", f"/api/reponses/1/{carte}", {"case": case, "n": 1})
    table = voisin.reponses()
    assert len(table) == 1 and dict(table.loc[0, ["tour", "carte", "case", "nombre"]]) == {
        "tour": 1,
        "carte": carte,
        "case": case,
        "nombre": 1,
    }


def test_chaque_page_recoit_l_heure_du_serveur(voisin, choix):
    for vue in ("v1", "v2"):
        voisin.traiter({"geste": "montee", "vue": vue})
        assert voisin.dits[-1]["vue"] == vue and abs(voisin.dits[-1]["heure"] - time.time()) < 60


def test_la_page_ne_fait_passer_que_des_demandes_de_la_seance(voisin):
    voisin.preparer()
    for methode, chemin in (("GET", "/enseignant"), ("GET", "http://ailleurs.example/api/"), ("TRACE", "/api/etat"), ("POST", "/entrer")):
        assert voisin.appeler(methode, chemin)["code"] == 0
    assert voisin.appeler("GET", "/api/seances")["code"] == 403, "le panneau parle avec la clé de sa séance, pas celle de la maison"
    voisin.traiter({"geste": "appeler"})  # un message abîmé ne lève rien
    voisin.traiter({"geste": ["x"]})
    voisin.traiter({})


def test_ce_qui_s_imprime_se_lit_sans_le_serveur(voisin):
    voisin.preparer()
    for chemin in ("/papier", "/copie"):
        page = voisin.appeler("GET", chemin)["corps"]
        assert "<style>" in page and "/statique/" not in page


def test_un_noyau_redemarre_retrouve_la_seance_sans_couper_le_mur(voisin, choix, commun):
    voisin.preparer()
    liens = voisin.etat["liens"]
    voisin.close()
    second = Panneau(choix, commun)
    second.traiter({"geste": "montee"})
    attendre(lambda: second.etat["sort"] == "direct")
    assert second.etat["liens"] == liens
    second.close()


def test_serveur_tue_le_panneau_le_dit_puis_le_relance_sur_les_memes_reponses(son_port, panneau, dossier):
    panneau.preparer()
    panneau.appeler("POST", "/api/gestes", {"geste": "ouvrir", "version": panneau.seance["version"]})
    vus = []
    panneau.observe(lambda c: vus.append(c["new"]), names="etat")  # relancé aussitôt, il ne se dit perdu qu’un instant
    tuer(dossier)
    attendre(lambda: any(e["sort"] == "perdu" for e in vus))
    assert not any("Traceback" in e["message"] for e in vus)
    attendre(lambda: panneau.etat["sort"] == "direct", 40)
    assert panneau.seance["etat"]["phase"] == "vote" and panneau.seance["seance"]["titre"] == "L2"


def test_une_seance_terminee_ne_fait_pas_renaitre_son_serveur(son_port, panneau, dossier):
    panneau.preparer()
    panneau.appeler("POST", "/api/gestes", {"geste": "terminer", "version": panneau.seance["version"]})
    attendre(lambda: panneau.seance["etat"]["phase"] == "terminee")
    client.joindre(dossier).fermer()
    attendre(lambda: panneau.etat["sort"] == "perdu")
    attendre(lambda: panneau._manquees > module.RELANCE + 1)
    assert client.joindre(dossier) is None
    with pytest.raises(ValueError, match="ne répond pas"):
        panneau.reponses()


def test_fermees_les_seances_se_ferment_se_retrouvent_toutes_et_rien_ne_les_relance(son_port, panneau, choix, dossier):
    """Le lendemain : la liste vient de la base, entière, sans rien lancer ; une page qui menait ne fait pas renaître le serveur."""
    panneau.preparer()
    chez = client.joindre(dossier)
    autre = chez.creer(TRI, "Groupe du jeudi")
    for _ in range(3):
        chez.demander("POST", "/api/participants", {"code": autre["code"]})
    second = Panneau(choix, dossier)
    (dossier / "panneau.json").unlink()
    second.traiter({"geste": "montee"})
    attendre(lambda: len(second.etat["seances"]) == 2)
    assert second.etat["serveur"] == {"tourne": True, "url": ""}
    second.traiter({"geste": "fermer"})
    attendre(lambda: second.etat["message"])
    assert second.etat["message"] == module.FERMEES and second.etat["serveur"] == {} and client.joindre(dossier) is None
    attendre(lambda: panneau.etat["sort"] == "perdu" and module.FERMEES in panneau.etat["message"])
    assert client.joindre(dossier) is None, "le panneau qui menait ne l’a pas relancé"
    troisieme = Panneau(choix, dossier)
    troisieme.traiter({"geste": "montee"})
    attendre(lambda: troisieme.etat["seances"])
    lues = {s["titre"]: (s["participants"], s["dit"], s["code"]) for s in troisieme.etat["seances"]}
    assert lues["Groupe du jeudi"] == (3, "pas encore commencée", autre["code"]) and lues["L2"][0] == 0
    assert all(s["creee_le"] for s in troisieme.etat["seances"])
    troisieme.traiter({"geste": "comparer", "seances": [s["id"] for s in troisieme.etat["seances"]]})
    attendre(lambda: "moins de cinq personnes" in troisieme.etat["message"], 40)  # comparer relance le serveur arrêté
    assert len(troisieme.etat["seances"]) == 2
    for p in (second, troisieme):
        p.close()


def test_disque_plein_la_preparation_dit_pourquoi(panneau, monkeypatch):
    def plein(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(client, "lancer", plein)
    panneau.preparer()
    assert panneau.etat["sort"] == "aucune" and "libérez de la place" in panneau.etat["message"]


def test_dossier_impossible_la_preparation_dit_pourquoi(choix, tmp_path):
    (tmp_path / "fichier").write_text("")
    p = Panneau(choix, tmp_path / "fichier" / "seances")
    p.preparer()
    assert p.etat["sort"] == "aucune" and "ne se laisse pas écrire" in p.etat["message"]
    p.close()


def test_effacer_oublie_les_cles_et_revenir_rend_la_liste(voisin, commun):
    voisin.preparer()
    la = voisin.seance["seance"]["id"]
    voisin.traiter({"geste": "quitter"})
    attendre(lambda: la in {s["id"] for s in voisin.etat["seances"]})
    assert next(s for s in voisin.etat["seances"] if s["id"] == la)["dit"] == "pas encore commencée" and voisin.seance == {}
    voisin.traiter({"geste": "reprendre", "seance": la})
    attendre(lambda: voisin.etat["sort"] == "direct")
    assert voisin.appeler("DELETE", "/api/seance")["code"] == 200
    assert not (commun / "panneau.json").exists()


def test_le_fil_s_arrete_avec_le_composant(choix, commun):
    p = Panneau(choix, commun).preparer()
    assert [t for t in threading.enumerate() if t.name == module.FIL]
    p.close()
    attendre(lambda: not [t for t in threading.enumerate() if t.name == module.FIL])
