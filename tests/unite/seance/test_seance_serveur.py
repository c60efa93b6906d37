"""L’interface HTTP de la séance, de la création à l’effacement, par la porte de chacun."""

import asyncio
import os
import shutil
import socket
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, time
from typing import NamedTuple

import pytest
from patience import attendre
from postgres import une_base
from sqlalchemy import delete
from sqlalchemy.exc import DatabaseError, OperationalError
from starlette.testclient import TestClient
from telephones import courir

from travailler_ensemble.activites.rangement import SANS_AVIS
from travailler_ensemble.classe import export
from travailler_ensemble.classe.seuils import ORDINAIRE, dire_dispersion, partage
from travailler_ensemble.seance import journal, stockage
from travailler_ensemble.seance.codes import MOTS
from travailler_ensemble.seance.ecoute import Ecoute
from travailler_ensemble.seance.greffier import Greffier
from travailler_ensemble.seance.programme import PERDU, contrastes, garder, programme, relire, tris
from travailler_ensemble.seance.salle import RETOURS_MAX, Refus, Salle
from travailler_ensemble.seance.schema import contenus
from travailler_ensemble.seance.serveur import application

CLE = "cle-de-la-maison-pour-essayer"
TRI = "debat-formes"


class Horloge:
    """Une heure que l’essai avance."""

    def __init__(self) -> None:
        self.secondes = 1_795_255_200.0  # le 21 novembre 2026

    def __call__(self) -> float:
        return self.secondes


class Classe:
    """Un serveur, et de quoi s’y présenter."""

    def __init__(self, http: TestClient, horloge: Horloge, salle: Salle) -> None:
        self.http, self.horloge, self.salle = http, horloge, salle

    def demander(self, methode: str, chemin: str, cle: str = "", **options):
        entetes = {**({"Authorization": f"Bearer {cle}"} if cle else {}), **options.pop("headers", {})}
        self.http.cookies.clear()
        return self.http.request(methode, chemin, headers=entetes, follow_redirects=False, **options)

    def preparer(self, tri: str = TRI, **reglages):
        self.cles = self.demander("POST", "/api/seances", CLE, json={"tri": tri, **reglages}).json()
        return self

    def faire(self, *gestes: str):
        for geste in gestes:
            etat = self.etat(self.cles["enseignant"])
            r = self.demander("POST", "/api/gestes", self.cles["enseignant"], json={"geste": geste, "version": etat["version"]})
            assert r.status_code == 200, r.text
        return self

    def entrer(self) -> str:
        return self.demander("POST", "/api/participants", json={"code": self.cles["code"]}).json()["jeton"]

    def etat(self, cle: str):
        return self.demander("GET", "/api/etat", cle).json()

    def repondre(self, jeton: str, carte: str, case: str, n: int, tour: int = 1):
        return self.demander("PUT", f"/api/reponses/{tour}/{carte}", jeton, json={"case": case, "n": n})


@contextmanager
def ouvrir(adresse, panel, horloge=None):
    """Un serveur sur cette base, sans réseau."""
    horloge = horloge or Horloge()
    greffier = Greffier(stockage.ouvrir(adresse))
    prise = socket.socket()
    prise.bind(("127.0.0.1", 0))
    ecoute = Ecoute(prise)
    salle = Salle(greffier, panel, CLE, ecoute.dire, horloge)
    try:
        with TestClient(application(salle, ecoute, pause=0.01), base_url=ecoute.locale) as http:
            yield Classe(http, horloge, salle)
    finally:
        greffier.fermer()
        prise.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.nuit)])
def chaque_base(request, tmp_path):
    """PostgreSQL la nuit : le jour, il a le journal, les corps hostiles, les chutes et deux serveurs à la fois."""
    return une_base(request, tmp_path)


@pytest.fixture
def classe(chaque_base, panel):
    with ouvrir(chaque_base, panel) as c:
        yield c.preparer()


def cartes_et_cases(classe) -> tuple[list[str], list[str]]:
    tri = classe.etat(classe.cles["enseignant"])["tri"]
    return [c["id"] for c in tri["cartes"]], [c["id"] for c in tri["cases"]]


# Le programme


def test_chaque_tri_d_une_seance_a_des_auteurs_qui_repondent(panel):
    proposes = tris(panel.corpus)
    assert len(proposes) >= 15
    for t in proposes:
        p = programme(panel, t["cle"])
        assert p.auteurs and len(p.cartes) == t["cartes"] > 0, t["cle"]


def test_un_programme_garde_se_relit_tel_quel(panel):
    for t in tris(panel.corpus):
        p = programme(panel, t["cle"])
        relu = relire(garder(p)).classement
        assert relu == p.classement and hash(relu) == hash(p.classement), "le bilan le met en cache"


def test_la_liste_des_tris_dit_combien_d_auteurs_y_repondent(classe, panel):
    dits = classe.demander("GET", "/api/tris", CLE).json()
    assert [{nom: v for nom, v in t.items() if nom not in ("auteurs", "choix")} for t in dits] == tris(panel.corpus)
    total = classe.etat(classe.cles["enseignant"])["auteurs"]["total"]
    assert total > 0 and {t["cle"]: t["auteurs"] for t in dits}[TRI] == total


def test_les_auteurs_proposes_se_contredisent():
    oui, non = frozenset({"oui"}), frozenset({"non"})
    places = {"a": {"1": oui, "2": oui}, "b": {"1": oui, "2": oui}, "c": {"1": non, "2": non}, "d": {"1": oui, "2": non}}
    assert contrastes(places, 3) == ["a", "c", "d"] and contrastes(places, 9) == ["a", "c", "d", "b"]


def test_la_lecture_d_un_auteur_est_celle_du_labo(panel):
    p = programme(panel, "formes")
    rang = p.auteurs.index("aut-lahary") + 1
    lecture = p.lecture_de(rang)
    for carte, dite in lecture["cartes"].items():
        for case, retour in dite["retours"].items():
            attendu = next(a.retour for a in panel.avis(p.classement, carte, case) if a.auteur == "aut-lahary")
            assert retour == attendu
        assert dite["place"] == [c for c in (x.id for x in p.classement.cases) if dite["retours"].get(c) == "accord"]
        assert dite["lectures"] and all(x["phrase"] for x in dite["lectures"])


def test_un_tri_sans_auteurs_nommes_ne_fait_pas_une_seance(panel):
    with pytest.raises(ValueError, match="des auteurs nommés"):
        programme(panel, "cas-lyet")
    with pytest.raises(KeyError):
        programme(panel, "rien")
    with pytest.raises(ValueError, match="n’est pas dans"):
        programme(panel, TRI, ["carte-inventee"])


# Une séance entière


def test_une_seance_de_bout_en_bout(classe):
    cartes, cases = cartes_et_cases(classe)
    e = classe.cles["enseignant"]
    classe.faire("ouvrir")
    eleves = [classe.entrer() for _ in range(6)]
    assert classe.etat(e)["presents"] == 6
    for i, eleve in enumerate(eleves):
        for carte in cartes:
            assert classe.repondre(eleve, carte, cases[i % 2], 1).status_code == 200
    vue = classe.etat(e)
    assert vue["comptes"] == {"reponses": 6 * len(cartes), "attendues": 6 * len(cartes), "complets": 6, "feuilles": 0, "mains": 0}
    assert vue["distribution"] == {}, "rien de ce que la classe répond ne se voit pendant le vote"
    classe.faire("clore")
    assert classe.etat(e)["distribution"]["1"][cartes[0]] == {cases[0]: 3, cases[1]: 3}
    assert classe.etat(e)["dispersion"]["1"][cartes[0]] > 0.4
    vue = classe.etat(e)
    assert vue["seuil"] == ORDINAIRE._asdict() and vue["tri"]["sans_avis"] == SANS_AVIS
    assert vue["dispersion_dite"]["1"] == {carte: dire_dispersion(d) for carte, d in vue["dispersion"]["1"].items()}
    assert vue["partagees"]["1"] == [carte for carte, d in vue["dispersion"]["1"].items() if partage(d)] != []
    assert "distribution" not in classe.etat(classe.cles["projection"])
    classe.faire("montrer")
    assert classe.etat(classe.cles["projection"])["distribution"]["1"][cartes[0]] == {cases[0]: 3, cases[1]: 3}
    classe.faire("discuter", "revoter")
    assert classe.repondre(eleves[0], cartes[0], cases[1], 2, tour=2).status_code == 200
    assert classe.etat(eleves[0])["moi"]["reponses"]["1"][cartes[0]]["case"] == cases[0], "le premier vote est gardé"
    classe.faire("clore", "auteurs", "devoiler")
    vue = classe.etat(eleves[0])
    assert len(vue["auteurs"]["noms"]) == 1 == vue["etat"]["devoiles"]
    premier = classe.demander("GET", "/api/auteurs/1", eleves[0]).json()
    assert premier["nom"] == vue["auteurs"]["noms"][0] and premier["cartes"]
    assert classe.demander("GET", "/api/auteurs/2", eleves[0]).status_code == 403
    assert classe.demander("GET", "/api/auteurs/2", e).status_code == 200
    lignes = classe.demander("GET", "/api/reponses", e).json()
    assert len(lignes["lignes"]) == 6 * len(cartes) + 1
    classe.faire("bilan", "terminer")
    assert classe.etat(eleves[0])["etat"]["phase"] == "terminee"


def test_une_reponse_apres_la_cloture_n_est_pas_comptee_et_le_dit(classe):
    cartes, cases = cartes_et_cases(classe)
    eleve = classe.entrer()
    avant = classe.repondre(eleve, cartes[0], cases[0], 1)
    assert avant.status_code == 409 and "pas ouvert" in avant.json()["message"]
    classe.faire("ouvrir")
    assert classe.repondre(eleve, cartes[0], cases[0], 2).status_code == 200
    classe.faire("clore")
    apres = classe.repondre(eleve, cartes[0], cases[1], 3)
    assert apres.status_code == 409 and apres.json()["message"].startswith("Non comptée. Le vote était déjà clos")
    assert classe.etat(eleve)["moi"]["reponses"]["1"][cartes[0]] == {"case": cases[0], "n": 2}


def test_un_envoi_rejoue_ou_depasse_ne_change_rien_et_rend_ce_qui_est_garde(classe):
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    eleve = classe.entrer()
    classe.repondre(eleve, cartes[0], cases[0], 10)
    for n in (10, 9, 0):
        rendu = classe.repondre(eleve, cartes[0], cases[1], n).json()
        assert (rendu["case"], rendu["n"]) == (cases[0], 10)
    assert classe.repondre(eleve, cartes[0], cases[1], 11).json()["case"] == cases[1]
    classe.faire("clore")  # pendant le vote, personne ne lit les réponses
    assert len(classe.demander("GET", "/api/reponses", classe.cles["enseignant"]).json()["lignes"]) == 1


def test_n_est_un_compteur_et_jamais_une_heure(classe):
    """La page repart du dernier `n` que le serveur lui dit ; une horloge en millisecondes ou en secondes n’est pas prise."""
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    eleve = classe.entrer()
    assert classe.etat(eleve)["moi"]["n"] == 0
    for carte, n in zip(cartes, (3, 7, 5), strict=False):
        assert classe.repondre(eleve, carte, cases[0], n).status_code == 200
    assert classe.etat(eleve)["moi"]["n"] == 7
    for horloge in (time() * 1000, time()):
        refus = classe.repondre(eleve, cartes[0], cases[1], int(horloge))
        assert refus.status_code == 422 and "numéro d’envoi" in refus.json()["message"]
    assert classe.etat(eleve)["moi"]["n"] == 7


def test_deux_gestes_sur_la_meme_version_n_en_font_qu_un(classe):
    e = classe.cles["enseignant"]
    version = classe.etat(e)["version"]
    assert classe.demander("POST", "/api/gestes", e, json={"geste": "ouvrir", "version": version}).status_code == 200
    second = classe.demander("POST", "/api/gestes", e, json={"geste": "clore", "version": version})
    assert second.status_code == 409 and "déjà avancé" in second.json()["message"]
    assert second.json()["etat"]["etat"]["phase"] == "vote", "et l’état à jour est rendu"


def test_un_geste_impossible_dit_pourquoi(classe):
    e = classe.cles["enseignant"]
    refus = classe.demander("POST", "/api/gestes", e, json={"geste": "devoiler", "version": 1})
    assert refus.status_code == 409 and refus.json()["message"] == "Le vote n’est pas encore ouvert."


def test_l_etat_inchange_ne_repart_pas(classe):
    cle = classe.entrer()
    premier = classe.demander("GET", "/api/etat", cle)
    etag = premier.headers["etag"]
    assert classe.demander("GET", "/api/etat", cle, headers={"If-None-Match": etag}).status_code == 304
    classe.faire("ouvrir")
    assert classe.demander("GET", "/api/etat", cle, headers={"If-None-Match": etag}).status_code == 200


def test_la_reponse_a_un_geste_donne_l_heure_du_serveur(classe):
    """La page règle son horloge sur elle : sans elle, sa minuterie n’a plus d’heure."""
    e = classe.cles["enseignant"]
    for geste, version, statut in (("ouvrir", 1, 200), ("ouvrir", 1, 409)):
        dit = classe.demander("POST", "/api/gestes", e, json={"geste": geste, "version": version})
        vue = dit.json() if statut == 200 else dit.json()["etat"]
        assert dit.status_code == statut and abs(vue["maintenant"] - time()) < 60
    carte, case = (x[0] for x in cartes_et_cases(classe))
    dit = classe.demander("PUT", f"/api/mains/1/{carte}", e, json={"comptes": {case: 2}}).json()
    assert abs(dit["maintenant"] - time()) < 60


def test_la_minuterie_et_la_carte_montree(classe):
    cartes, _ = cartes_et_cases(classe)
    e = classe.cles["enseignant"]
    classe.faire("ouvrir")
    version = classe.etat(e)["version"]
    r = classe.demander("POST", "/api/gestes", e, json={"geste": "minuterie", "secondes": 120, "version": version})
    assert r.json()["etat"]["fin"] == classe.horloge() + 120
    r = classe.demander("POST", "/api/gestes", e, json={"geste": "carte", "carte": cartes[2], "version": version + 1})
    assert r.json()["etat"]["carte"] == cartes[2]
    for faux in ({"geste": "minuterie", "secondes": "120"}, {"geste": "minuterie", "secondes": 10**9}, {"geste": "carte", "carte": "x"}):
        assert classe.demander("POST", "/api/gestes", e, json={**faux, "version": version + 2}).status_code == 409


# Entrer, revenir, partir


def test_le_code_se_tape_comme_on_veut_et_le_retour_garde_le_numero(classe):
    tape = classe.cles["code"].lower().replace(" ", "")
    entree = classe.demander("POST", "/entrer", data={"code": tape})
    assert entree.status_code == 303 and entree.headers["location"] == "/seance"
    temoin = entree.cookies["te_participant"]
    retour = classe.demander("POST", "/entrer", data={"code": tape}, headers={"Cookie": f"te_participant={temoin}"})
    assert retour.status_code == 303 and "te_participant" not in retour.cookies
    assert classe.etat(classe.cles["enseignant"])["presents"] == 1


def test_un_appareil_nouveau_reprend_sa_place_avec_son_numero_et_son_mot(classe):
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    ancien = classe.entrer()
    classe.repondre(ancien, cartes[0], cases[0], 1)
    moi, code = classe.etat(ancien)["moi"], classe.cles["code"]

    def revenir(numero, mot):
        return classe.demander("POST", "/entrer", data={"code": code, "numero": str(numero), "mot": mot})

    for numero, mot in ((moi["numero"], "pas-un-mot"), (moi["numero"] + 1, moi["mot"]), (moi["numero"], ""), ("\u0664", moi["mot"])):
        refus = revenir(numero, mot)
        assert refus.status_code == 422 and "ne vont pas ensemble" in refus.text and '<details class="retour" open>' in refus.text
    neuf = revenir(moi["numero"], f" {moi['mot'].upper()} ").cookies["te_participant"]
    assert classe.etat(neuf)["moi"] == {**moi, "mot": classe.etat(neuf)["moi"]["mot"]}, "ses réponses, sous le même numéro"
    assert classe.etat(classe.cles["enseignant"])["presents"] == 1, "compté une fois"
    refus = classe.demander("GET", "/api/etat", ancien)
    assert refus.status_code == 401 and refus.json() == {"message": "Vous continuez sur un autre appareil.", "cause": "renouvele"}
    assert classe.repondre(neuf, cartes[0], cases[1], 2).status_code == 200


def test_le_mot_de_retour_d_un_voisin_ne_se_devine_pas(classe):
    moi = classe.etat(classe.entrer())["moi"]
    champs = {"code": classe.cles["code"], "numero": str(moi["numero"])}
    statuts = [classe.demander("POST", "/entrer", data={**champs, "mot": f"mot{i}"}).status_code for i in range(6)]
    assert statuts == [422] * 5 + [429]
    assert classe.demander("POST", "/entrer", data={**champs, "mot": moi["mot"]}).status_code == 429
    assert classe.demander("POST", "/entrer", data={"code": classe.cles["code"]}).status_code == 303, "entrer sans lui reste permis"


def test_tous_les_mots_essayes_ensemble_n_en_font_que_cinq(classe):
    moi = classe.etat(classe.entrer())["moi"]
    mots = [*(m for m in MOTS if m.lower() != moi["mot"]), moi["mot"]]

    async def ensemble():
        s = await classe.salle.seance(classe.cles["id"])
        essais = (classe.salle.revenir(s, str(moi["numero"]), mot) for mot in mots)
        return await asyncio.gather(*essais, return_exceptions=True)

    sorts = [x.statut if isinstance(x, Refus) else x for x in classe.http.portal.call(ensemble)]
    assert sorts == [422] * RETOURS_MAX + [429] * (len(mots) - RETOURS_MAX)


def test_un_numero_lu_par_dessus_une_epaule_ne_retrouve_rien_dans_l_export(classe):
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    eleves = [classe.entrer() for _ in range(3)]
    for tour in (1, 2):
        for eleve in eleves:
            classe.repondre(eleve, cartes[0], cases[0], tour, tour)
        classe.faire(*("clore", "revoter") if tour == 1 else ("clore",))
    numeros = {str(classe.etat(e)["moi"]["numero"]) for e in eleves}
    e = classe.cles["enseignant"]
    texte = classe.demander("GET", "/api/reponses.csv", e).text
    lignes = classe.demander("GET", "/api/reponses", e).json()["lignes"]
    qui = [x[5] for x in lignes]
    assert len({*qui}) == 3 and all(qui.count(x) == 2 for x in qui), "les deux votes d’une personne se rapprochent encore"
    assert not numeros & {*qui} and not numeros & {c for ligne in texte.splitlines() for c in ligne.split(";")}
    assert len(export.lire(texte)) == 6 and max(map(len, qui)) <= 11, "un tableur l’arrondirait"


def test_le_temoin_ne_se_lit_pas_d_un_script(classe):
    pose = classe.demander("POST", "/entrer", data={"code": classe.cles["code"]}).headers["set-cookie"].lower()
    assert "httponly" in pose and "samesite=lax" in pose
    assert "max-age=2592000" in pose, "il s’en va le jour où la séance s’efface : trente jours"


def test_qui_arrive_tard_est_le_bienvenu_a_toute_etape(classe):
    for geste in ("ouvrir", "clore", "discuter", "revoter", "clore", "auteurs", "devoiler", "bilan", "terminer"):
        classe.faire(geste)
        assert "moi" in classe.etat(classe.entrer())


def test_partir_efface_ses_reponses_et_son_secret(classe):
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    eleve, autre = classe.entrer(), classe.entrer()
    for qui in (eleve, autre):
        classe.repondre(qui, cartes[0], cases[0], 1)
    assert classe.demander("DELETE", "/api/moi", eleve).status_code == 200
    assert classe.demander("GET", "/api/etat", eleve).status_code == 401
    assert classe.repondre(eleve, cartes[0], cases[0], 2).status_code == 401
    classe.faire("clore")
    assert len(classe.demander("GET", "/api/reponses", classe.cles["enseignant"]).json()["lignes"]) == 1


def test_l_enseignant_efface_un_numero_a_sa_demande(classe):
    eleve = classe.entrer()
    numero = classe.etat(eleve)["moi"]["numero"]
    chemin = f"/api/participants/{numero}"
    assert classe.demander("DELETE", chemin, classe.cles["enseignant"]).status_code == 200
    assert classe.demander("DELETE", chemin, classe.cles["enseignant"]).status_code == 404
    assert classe.demander("GET", "/api/etat", eleve).status_code == 401


# Les billets


def test_un_billet_s_echange_une_fois_dans_la_minute_contre_un_secret_neuf(classe, monkeypatch):
    from travailler_ensemble.seance.salle import BILLET_DUREE, PAGE_DUREE

    def billet(pour: str, cle: str) -> str:
        return classe.demander("POST", "/api/billets", cle, json={"pour": pour}).json()["billet"]

    def echanger(b: str):
        return classe.demander("POST", "/api/billets/echange", json={"billet": b})

    e = classe.cles["enseignant"]
    for pour, cle, porte in (("enseignant", e, "/api/reponses"), ("projection", e, "/api/qr.svg"), ("maison", CLE, "/api/seances")):
        b = billet(pour, cle)
        recu = echanger(b)
        neuf = recu.json()["secret"]
        assert recu.status_code == 201 and neuf not in (cle, *classe.cles.values()) and neuf not in b
        assert classe.demander("GET", porte, neuf).status_code in (200, 409)
        assert echanger(b).status_code == 410, "il a déjà servi"
    assert classe.demander("POST", "/api/billets", e, json={"pour": "maison"}).status_code == 422
    assert classe.demander("POST", "/api/billets", CLE, json={"pour": "enseignant"}).status_code == 422
    vieux = billet("enseignant", e)
    maintenant = classe.salle._heure()
    de_la_maison = echanger(billet("maison", CLE)).json()["secret"]
    monkeypatch.setattr(classe.salle, "_heure", lambda: maintenant + BILLET_DUREE + 1)
    assert echanger(vieux).status_code == 410 and echanger("billet-inconnu").status_code == 410
    assert classe.demander("GET", "/api/tris", de_la_maison).status_code == 200
    for abime in (f"9{de_la_maison}", de_la_maison[:-1], f"9999999999.x.{classe.salle.prouver('9999999999.x')}", "..", "9.9.9"):
        assert classe.demander("GET", "/api/tris", abime).status_code == 401
    monkeypatch.setattr(classe.salle, "_heure", lambda: maintenant + PAGE_DUREE + 2)
    assert classe.demander("GET", "/api/tris", de_la_maison).status_code == 401, "un jour, pas plus"
    monkeypatch.undo()
    page = echanger(billet("enseignant", e)).json()["secret"]
    classe.demander("POST", f"/api/seances/{classe.cles['id']}/acces", CLE)
    assert classe.demander("GET", "/api/etat", page).status_code == 401, "reprendre ailleurs reprend aussi ces pages"


# Sans script, sans téléphone


def test_sans_script_le_formulaire_repond(classe):
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    temoin = {"Cookie": f"te_participant={classe.entrer()}"}
    page = classe.demander("GET", "/seance", headers={**temoin, "Accept": "text/html"})
    assert page.status_code == 200 and f'value="{cartes[0]}"' in page.text
    for case in cases[:2]:
        envoi = classe.demander("POST", "/seance/reponse", headers=temoin, data={"tour": "1", "carte": cartes[0], "case": case})
        assert envoi.status_code == 303
    classe.faire("clore")
    assert classe.demander("GET", "/api/reponses", classe.cles["enseignant"]).json()["lignes"][0][4] == cases[1]
    lui = temoin["Cookie"].partition("=")[2]
    assert classe.etat(lui)["moi"]["n"] == 2, "un compteur, pas une heure"
    tard = classe.demander("POST", "/seance/reponse", headers=temoin, data={"tour": "1", "carte": cartes[0], "case": cases[0]})
    assert tard.status_code == 409 and "Non comptée" in tard.text
    assert classe.demander("GET", "/seance").headers["location"] == "/"


def test_les_mains_levees_se_corrigent_et_comptent(classe):
    cartes, cases = cartes_et_cases(classe)
    e = classe.cles["enseignant"]
    classe.faire("ouvrir", "clore")
    chemin = f"/api/mains/1/{cartes[0]}"
    for comptes in ({cases[0]: 9}, {cases[0]: 4, cases[1]: 3}):
        assert classe.demander("PUT", chemin, e, json={"comptes": comptes}).status_code == 200
    assert classe.etat(e)["distribution"]["1"][cartes[0]] == {cases[0]: 4, cases[1]: 3}
    for faux in ({cases[0]: -1}, {cases[0]: "3"}, {"x": 1}, {cases[0]: True}, {cases[0]: 10**9}):
        assert classe.demander("PUT", chemin, e, json={"comptes": faux}).status_code == 422
    assert classe.etat(e)["mains"] == {"1": {cartes[0]: {cases[0]: 4, cases[1]: 3}}}


def test_le_papier_et_les_mains_sont_dans_chaque_compte(classe):
    """Une feuille est une personne, qui a tout répondu ou non ; les mains d’une carte se disent à part."""
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    classe.repondre(classe.entrer(), cartes[0], cases[0], 1)
    e = classe.cles["enseignant"]
    feuilles = "feuille,carte,case\n" + "".join(f"{f},{n + 1},1\n" for f in (1, 2) for n in range(len(cartes) if f == 1 else 1))
    assert classe.demander("POST", "/api/papier/1", e, content=feuilles.encode()).json()["feuilles"] == 2
    for carte, nombre in ((cartes[0], 5), (cartes[1], 7)):
        assert classe.demander("PUT", f"/api/mains/1/{carte}", e, json={"comptes": {cases[0]: nombre}}).status_code == 200
    vus = {"reponses": 2 + len(cartes), "attendues": 3 * len(cartes), "complets": 1, "feuilles": 2, "mains": 7}
    for qui in ("enseignant", "projection"):
        assert classe.etat(classe.cles[qui])["comptes"] == vus


def test_moins_de_cinq_reponses_ne_se_montrent_pas_a_part(classe):
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    for _ in range(4):
        classe.repondre(classe.entrer(), cartes[0], cases[0], 1)
    classe.faire("clore", "montrer")
    for qui in ("enseignant", "projection"):
        assert classe.etat(classe.cles[qui])["distribution"]["1"][cartes[0]] is None
    assert classe.etat(classe.cles["enseignant"])["dispersion"]["1"][cartes[0]] is None


# Garder, retrouver, effacer


def test_tout_se_retrouve_apres_une_fermeture(chaque_base, panel):
    with ouvrir(chaque_base, panel) as c:
        c.preparer()
        cartes, cases = cartes_et_cases(c)
        c.faire("ouvrir")
        eleve = c.entrer()
        c.repondre(eleve, cartes[0], cases[0], 1)
        cles, avant = c.cles, c.etat(eleve)
    with ouvrir(chaque_base, panel) as c:
        c.cles = cles
        apres = c.etat(eleve)
        assert {**apres, "maintenant": 0} == {**avant, "maintenant": 0}
        c.faire("clore")
        assert [s["code"] for s in c.demander("GET", "/api/seances", CLE).json()] == [cles["code"]]


def test_reprendre_renouvelle_l_enseignant_et_le_mur_garde_son_secret(classe):
    anciens = classe.cles
    for role in ("enseignant", "projection"):
        assert classe.demander("GET", "/api/etat", anciens[role]).status_code == 200
    neufs = classe.demander("POST", f"/api/seances/{anciens['id']}/acces", CLE).json()
    assert neufs["code"] == anciens["code"]
    assert classe.demander("GET", "/api/etat", anciens["enseignant"]).status_code == 401
    for cle in (neufs["enseignant"], neufs["projection"], anciens["projection"]):
        assert classe.demander("GET", "/api/etat", cle).status_code == 200


def test_un_secret_qui_n_ouvre_plus_dit_pourquoi_un_mot_par_cause(classe):
    """Renouvelé, effacé, parti, jamais connu : la page ne dit pas l’un pour l’autre."""

    def cause(secret: str) -> tuple[int, str]:
        r = classe.demander("GET", "/api/etat", secret)
        return r.status_code, r.json()["cause"]

    e, parti, reste = classe.cles["enseignant"], classe.entrer(), classe.entrer()
    for cle in (e, classe.cles["projection"], parti, reste):
        assert classe.demander("GET", "/api/etat", cle).status_code == 200
    assert classe.demander("DELETE", "/api/moi", parti).status_code == 200
    assert cause(parti) == (401, "parti")
    neuf = classe.demander("POST", f"/api/seances/{classe.cles['id']}/acces", CLE).json()["enseignant"]
    assert cause(e) == (401, "renouvele") and cause("jamais-vu") == (401, "refuse")
    classe.salle.tout_a_pu_changer()
    assert cause(e) == (401, "renouvele"), "une nouvelle manquée n’y change rien"
    assert classe.demander("DELETE", "/api/seance", neuf).status_code == 200
    assert {cause(c) for c in (e, classe.cles["projection"], reste)} == {(410, "effacee")}


def test_une_seance_dont_la_date_est_passee_s_efface_d_elle_meme(chaque_base, panel):
    horloge = Horloge()
    with ouvrir(chaque_base, panel, horloge) as c:
        c.preparer(jours=2)
        assert c.etat(c.cles["enseignant"])["seance"]["effacer_le"] == "2026-11-23"
        cles = c.cles
    horloge.secondes += 86_400
    with ouvrir(chaque_base, panel, horloge) as c:
        assert c.demander("GET", "/api/etat", cles["enseignant"]).status_code == 200
    horloge.secondes += 86_400
    with ouvrir(chaque_base, panel, horloge) as c:
        fin = monotonic() + 10
        while c.demander("GET", "/api/seances", CLE).json() and monotonic() < fin:
            pass
        assert c.demander("GET", "/api/seances", CLE).json() == []
        assert c.demander("GET", "/api/etat", cles["enseignant"]).status_code == 401


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"tri": 3},
        {"tri": "rien"},
        {"tri": "cas-lyet"},
        {"tri": TRI, "jours": 0},
        {"tri": TRI, "jours": 366},
        {"tri": TRI, "cartes": ["x"]},
        {"tri": TRI, "cartes": [1]},
        {"tri": TRI, "auteurs": [1]},
        {"tri": TRI, "auteurs": ["aut-personne"]},
        {"tri": TRI, "titre": 4},
    ],
)
def test_une_mauvaise_demande_de_seance_recoit_une_phrase(classe, message):
    r = classe.demander("POST", "/api/seances", CLE, json=message)
    assert r.status_code == 422 and r.json()["message"].endswith(".")


def test_une_seance_prend_les_cartes_et_les_auteurs_choisis_dans_leur_ordre(classe):
    (choix,) = (t["choix"] for t in classe.demander("GET", "/api/tris", CLE).json() if t["cle"] == TRI)
    cartes = [choix["cartes"][2]["id"], choix["cartes"][0]["id"]]
    parlent = [a["id"] for a in choix["auteurs"] if {*cartes} & {*a["cartes"]}]
    assert len(parlent) > 2 and all(x["secondes"] > 0 for x in (*choix["cartes"], *choix["auteurs"]))
    voulus = parlent[2::-2]
    classe.preparer(cartes=cartes, auteurs=voulus, titre="  Deux   cartes ? ")
    vue = classe.etat(classe.cles["enseignant"])
    assert [c["id"] for c in vue["tri"]["cartes"]] == cartes and vue["seance"]["titre"] == "Deux cartes\u00a0?"
    assert vue["auteurs"]["total"] == len(voulus)
    lus = [classe.demander("GET", f"/api/auteurs/{n}", classe.cles["enseignant"]).json()["auteur"] for n in range(1, len(voulus) + 1)]
    assert lus == voulus


class SansTri:
    """Le panel d’une collection où le tri de la séance n’est plus ; tout le reste y est."""

    def __init__(self, panel) -> None:
        self._panel = panel
        self.corpus = self

    def __getattr__(self, nom):
        return getattr(self._panel, nom)

    def lignes(self, nom):
        return tuple(x for x in self._panel.corpus.lignes(nom) if TRI not in (x.get("id"), x.get("tri")))

    def ligne(self, nom, cle):
        if (nom, cle) == ("tris", TRI):
            raise KeyError("La table « tris » n’a pas cette ligne.")
        return self._panel.corpus.ligne(nom, cle)


def une_classe_vote(c, combien=6):
    c.preparer().faire("ouvrir")
    cartes, cases = cartes_et_cases(c)
    eleves = [c.entrer() for _ in range(combien)]
    for i, eleve in enumerate(eleves):
        for n, carte in enumerate(cartes, 1):
            assert c.repondre(eleve, carte, cases[i % 3], n).status_code == 200
    c.faire("clore")
    return cartes, cases, eleves


def test_une_seance_garde_les_cartes_et_les_auteurs_avec_lesquels_elle_fut_faite(chaque_base, panel):
    """Le tri retiré, renommé, changé : elle se mène jusqu’au bout, s’exporte et s’efface ; son bilan ne change pas."""
    with ouvrir(chaque_base, panel) as c:
        cartes, cases, eleves = une_classe_vote(c)
        cles, e = c.cles, c.cles["enseignant"]
        avant = c.etat(e)
        lectures = [c.demander("GET", f"/api/auteurs/{r + 1}", e).json() for r in range(avant["auteurs"]["total"])]
        bilan, csv = c.demander("GET", "/api/bilan", e).json(), c.demander("GET", "/api/reponses.csv", e).content
    with ouvrir(chaque_base, SansTri(panel)) as c:
        c.cles = cles
        passe = {"maintenant": 0, "entrees": {}}
        assert c.etat(e) | passe == avant | passe
        assert [c.demander("GET", f"/api/auteurs/{r + 1}", e).json() for r in range(len(lectures))] == lectures
        assert c.demander("GET", "/api/bilan", e).json() == bilan and c.demander("GET", "/api/reponses.csv", e).content == csv
        c.faire("revoter")
        assert c.repondre(eleves[0], cartes[0], cases[1], 99, tour=2).status_code == 200
        c.faire("clore", "auteurs", "devoiler", "bilan", "terminer")
        assert c.demander("GET", "/papier", e).status_code == 200
        assert [s["id"] for s in c.demander("GET", "/api/seances", CLE).json()] == [cles["id"]]
        assert c.demander("POST", "/api/seances", CLE, json={"tri": TRI}).status_code == 422, "une neuve, non"
        assert c.demander("DELETE", "/api/seance", e).status_code == 200


@pytest.mark.parametrize("vu_a_temps", [True, False])
def test_une_seance_d_avant_garde_son_contenu_ou_du_moins_n_est_pas_prise_au_piege(chaque_base, panel, vu_a_temps):
    with ouvrir(chaque_base, panel) as c:
        une_classe_vote(c)
        cles, e = c.cles, c.cles["enseignant"]
        avant, csv = c.etat(e), c.demander("GET", "/api/reponses.csv", e).content
    moteur = stockage.ouvrir(chaque_base)
    with moteur.begin() as base:
        base.execute(delete(contenus))
    moteur.dispose()
    if vu_a_temps:
        with ouvrir(chaque_base, panel) as c:
            attendre(lambda: c.http.portal.call(c.salle._greffier.demander, journal.sans_contenu) == [])
    with ouvrir(chaque_base, SansTri(panel)) as c:
        c.cles = cles
        vue = c.etat(e)
        assert [x["id"] for x in vue["tri"]["cartes"]] == [x["id"] for x in avant["tri"]["cartes"]]
        assert vue["distribution"] == avant["distribution"]
        assert (vue["tri"] == avant["tri"]) is vu_a_temps and (PERDU in vue["tri"]["consigne"]) is not vu_a_temps
        assert c.demander("GET", "/api/bilan", e).status_code == 200 and c.demander("GET", "/api/reponses.csv", e).content == csv
        c.faire("terminer")
        assert c.demander("DELETE", "/api/seance", e).status_code == 200


def test_le_qr_attend_que_la_seance_soit_ouverte_a_la_classe(classe):
    r = classe.demander("GET", "/api/qr.svg", classe.cles["projection"])
    assert r.status_code == 409 and "pas encore ouverte" in r.json()["message"]


# Ce qui est abîmé


def abimer(fichier, ordre: str, *valeurs) -> None:
    with closing(sqlite3.connect(fichier)) as base, base:
        assert base.execute(ordre, valeurs).rowcount == 1


class Votee(NamedTuple):
    """Une base fermée : une séance close par six votants, et une autre, neuve."""

    base: Path
    cles: dict
    saine: dict
    eleves: list
    carte: str
    combien: int


@pytest.fixture(scope="module")
def votee(tmp_path_factory, panel):
    """Chaque essai en abîme une copie."""
    base = tmp_path_factory.mktemp("votee") / "seances.sqlite"
    with ouvrir(f"sqlite:///{base}", panel) as c:
        cartes, _, eleves = une_classe_vote(c)
        cles = c.cles
        combien = len(c.demander("GET", "/api/reponses", cles["enseignant"]).json()["lignes"])
        saine = c.preparer(titre="Saine").cles
    return Votee(base, cles, saine, eleves, cartes[0], combien)


@pytest.mark.parametrize("valeur", [b"\xff\xfe", b"\x00"])
@pytest.mark.parametrize("colonne", ["choix", "carte", "tour", "n", "participant", "source", "raison", "hesite"])
def test_une_cellule_abimee_ne_cache_que_sa_ligne_et_se_nomme(tmp_path, panel, votee, colonne, valeur):
    base = shutil.copy(votee.base, tmp_path / "seances.sqlite")
    cles, e, eleves = votee.cles, votee.cles["enseignant"], votee.eleves
    sorte = "CAST(? AS TEXT)" if valeur == b"\xff\xfe" else "?"
    abimer(base, f"UPDATE reponses SET {colonne} = {sorte} WHERE rowid = 1", valeur)
    with ouvrir(f"sqlite:///{base}", panel) as c:
        c.cles = cles
        lues = c.demander("GET", "/api/reponses", e).json()
        if colonne not in ("n", "hesite") and (colonne, sorte) != ("raison", "CAST(? AS TEXT)"):  # pas exporté, ou lu « \ufffd »
            assert len(lues["lignes"]) == votee.combien - 1 and len(lues["abimees"]) == 1 and "carte «" in lues["abimees"][0]
        for chemin in ("/api/etat", "/api/reponses.csv", "/api/bilan", "/papier"):
            assert c.demander("GET", chemin, e).status_code == 200, chemin
        for eleve in eleves:
            assert c.demander("GET", "/api/etat", eleve).status_code == 200
        c.faire("revoter")
        for qui in (e, c.cles["projection"], *eleves):
            assert c.demander("GET", "/api/raisons", qui).status_code in (200, 403)
        assert c.repondre(eleves[0], votee.carte, "pour", 99, tour=2).status_code in (200, 422)
        c.faire("clore", "auteurs", "devoiler", "bilan")


@pytest.mark.parametrize(
    ("colonne", "valeur"),
    [("etat", "{"), ("etat", "[]"), ("etat", '{"phase": "ailleurs"}'), ("cartes", "abc"), ("effacer_le", "bientôt"), ("version", "x")],
)
def test_une_seance_abimee_est_mise_a_part_et_nommee_les_autres_se_menent(tmp_path, panel, votee, colonne, valeur):
    base = shutil.copy(votee.base, tmp_path / "seances.sqlite")
    cles, saine = votee.cles, votee.saine
    abimer(base, f"UPDATE seances SET {colonne} = ? WHERE id = ?", valeur, cles["id"])
    with ouvrir(f"sqlite:///{base}", panel) as c:
        dites = {s["id"]: s["dit"] for s in c.demander("GET", "/api/seances", CLE).json()}
        assert dites[cles["id"]].startswith("abîmée") and dites[saine["id"]] == "pas encore commencée"
        c.cles = saine
        c.faire("ouvrir", "clore", "terminer")
        e = c.demander("POST", f"/api/seances/{cles['id']}/acces", CLE).json()["enseignant"]
        assert c.etat(e)["etat"]["phase"] == "terminee"
        assert len(c.demander("GET", "/api/reponses", e).json()["lignes"]) == votee.combien
        assert c.demander("DELETE", "/api/seance", e).status_code == 200


def test_abime_n_est_pas_ne_repond_pas():
    """La phrase dit ce qui est : un fichier abîmé, une faute du programme, ou une base qui ne répond pas."""
    abime = DatabaseError("SELECT", {}, sqlite3.DatabaseError("database disk image is malformed"))
    muette = OperationalError("SELECT", {}, sqlite3.OperationalError("disk I/O error"))
    assert "est abîmé" in stockage.dire_panne(abime) and "copies" in stockage.dire_panne(abime)
    assert "ne répond pas" in stockage.dire_panne(muette) and "panne imprévue" in stockage.dire_panne(ValueError("x"))


def test_chaque_cloture_laisse_une_copie_datee_et_un_fichier_entier(tmp_path, panel):
    base = tmp_path / "seances.sqlite"
    with ouvrir(f"sqlite:///{base}", panel) as c:
        une_classe_vote(c)
        dossier = tmp_path / stockage.COPIES
        (copie,) = attendre(lambda: [*dossier.glob("seances-*.sqlite")])
        seule = tmp_path / "recopiee.sqlite"
        seule.write_bytes(base.read_bytes())  # le seul fichier, sans son journal : OneDrive, une clé USB
        for f in (copie, seule):
            with closing(sqlite3.connect(f)) as lue:
                assert lue.execute("SELECT count(*) FROM participants").fetchone() == (6,)
                assert lue.execute("SELECT count(*) FROM reponses").fetchone()[0] >= 18
        if os.name != "nt":
            assert dossier.stat().st_mode & 0o777 == 0o700 and copie.stat().st_mode & 0o777 == 0o600
        assert c.demander("DELETE", "/api/seance", c.cles["enseignant"]).status_code == 200
        assert [*dossier.iterdir()] == [], "ce que l’on efface ne reste pas dans une copie"


def test_trois_copies_au_plus(tmp_path):
    moteur = stockage.ouvrir(f"sqlite:///{tmp_path / 'seances.sqlite'}")
    (tmp_path / stockage.COPIES).mkdir()
    for jour in range(1, 6):
        (tmp_path / stockage.COPIES / f"seances-2026-01-0{jour}-08h00m00.sqlite").touch()
    stockage.copier(moteur)
    moteur.dispose()
    restent = sorted(f.name for f in (tmp_path / stockage.COPIES).iterdir())
    assert len(restent) == stockage.COPIES_MAX and restent[0] == "seances-2026-01-04-08h00m00.sqlite"


# L’écoute


def demande(adresse: str, client: str, chemin: str):
    return {"server": (adresse, 8700), "client": (client, 5000), "path": chemin}


@pytest.fixture
def ecoute():
    prise = socket.socket()
    prise.bind(("127.0.0.1", 0))
    gardees = []
    e = Ecoute(prise, garder=gardees.append)
    e.gardees = gardees
    yield e
    prise.close()


async def muette(scope, receive, send):
    """Une application qui ne répond rien."""


def test_le_test_de_connexion_voit_qui_scanne_le_qr(ecoute):
    """Le QR mène à /r/CODE, puis /entrer, /seance, /api/etat ; après une relance, seul /api/flux arrive. Notre machine ne compte pas."""

    async def essayer():
        ecoute._app = muette
        await ecoute.ouvrir("127.0.0.3")
        for qui, chemin in (("10.0.0.7", "/r/TILLEUL-42"), ("10.0.0.7", "/entrer"), ("10.0.0.8", "/api/flux"), ("127.0.0.3", "/")):
            ecoute.visite(demande("127.0.0.3", qui, chemin))
        ecoute.visite(demande("127.0.0.1", "127.0.0.1", "/enseignant"))
        try:
            return ecoute.dire()["visites"]
        finally:
            await ecoute.fermer()

    assert courir(essayer()) == 2


def test_une_adresse_que_la_machine_n_a_plus_se_ferme_se_dit_et_revient(ecoute):
    """Le Wi-Fi a changé : le mur ne montre plus une adresse morte ; la même adresse revenue se rouvre, une autre se choisit."""

    async def essayer():
        ecoute._app = muette
        await ecoute.ouvrir("127.0.0.3")
        await ecoute.verifier({"127.0.0.3"}.__contains__)
        dits = [ecoute.dire()]
        await ecoute.verifier({"10.9.9.9"}.__contains__)
        dits.append(ecoute.dire())
        await ecoute.verifier({"127.0.0.3"}.__contains__)
        dits.append(ecoute.dire())
        await ecoute.verifier(set().__contains__)
        await ecoute.ouvrir("127.0.0.4")
        dits.append(ecoute.dire())
        await ecoute.fermer()
        return [(d["ouverte"], d["adresse"], d["perdue"]) for d in dits]

    assert courir(essayer()) == [(True, "127.0.0.3", ""), (False, "", "127.0.0.3"), (True, "127.0.0.3", ""), (True, "127.0.0.4", "")]
    assert ecoute.gardees[-1] == "" and "127.0.0.3" in ecoute.gardees
