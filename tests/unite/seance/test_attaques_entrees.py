"""Qui envoie n’importe quoi à la séance reçoit une phrase, et ne change rien ; qui devine un code attend."""

import asyncio
import csv
import io
import re
import sys
import threading
from time import monotonic
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from attaques import CORPS_HOSTILES, SANS_RETOUR, nom_de, remplir
from test_seance_serveur import CLE, cartes_et_cases

from travailler_ensemble.seance.essais_de_code import ATTENTE_MAX, BUDGET
from travailler_ensemble.seance.salle import PRESSE
from travailler_ensemble.seance.serveur import ROUTES

XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus=alert(1) autofocus='",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}${7*7}",
    "&lt;script&gt;",
    "\u202e<b>",
    "<!--",
    "]]><script>",
    "=cmd|' /C calc'!A0",
)


ATTENDUS = {
    "POST /api/gestes": b'"geste"',
    "POST /api/seances": b'"tri"',
    "POST /api/ouverture": b'"adresse"',
    "POST /api/participants": b'"code"',
    "POST /api/code": b'"code"',
    "PUT /api/mains/{tour}/{carte}": b'"comptes"',
    "PUT /api/reponses/{tour}/{carte}": b'"case"',
}
"""À chaque route ce qui vise le mot qu’elle attend, et un cinquième du reste, chaque fois un autre ; un formulaire attend « = »."""
SANS_REFUS = {"POST /api/papier/{tour}", "POST /api/seances/{seance}/rejouer"}
"""Une table se lit ligne à ligne ; pour rejouer une séance, tout est facultatif."""


def test_un_corps_hostile_recoit_toujours_une_phrase_et_ne_change_rien(classe_partout, chaque_base):
    """Sur PostgreSQL, ce qu’une base peut refuser et l’autre garder : signes sans code, octets nuls, nombres trop grands."""
    classe = classe_partout
    propres = (b"ud800", b"udfff", b"u0000", b"\x00", b"%00", b"%ff", b"9" * 15, b"NaN")
    corps_hostiles = [c for c in CORPS_HOSTILES if chaque_base.startswith("sqlite") or any(x in c for x in propres)]
    assert len(corps_hostiles) > 5
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    eleve = classe.entrer()
    secrets = {"participant": eleve, "enseignant": classe.cles["enseignant"], "maison": CLE, "public": ""}
    classe.repondre(eleve, cartes[0], cases[0], 5)
    avant = classe.etat(eleve)
    for rang, route in enumerate(ROUTES):
        (methode,) = route.methods
        nom = nom_de(route)
        if methode in ("GET",) or nom in SANS_RETOUR or (methode == "DELETE"):
            continue
        role = next(r for r in ("participant", "enseignant", "maison", "public") if r in route.roles)
        mot = ATTENDUS.get(nom, b"=")
        version = str(classe.etat(classe.cles["enseignant"])["version"]).encode()
        for corps in (c for k, c in enumerate(corps_hostiles) if mot in c or (k + rang) % 5 == 0):
            chemin = remplir(route.path, carte=cartes[0], seance=classe.cles["id"])
            r = classe.demander(methode, chemin, secrets[role], content=corps.replace(b"VERSION", version))
            assert r.status_code in (400, 401, 404, 409, 410, 413, 422, 429) or nom in SANS_REFUS, (nom, corps[:60], r.status_code, r.text)
    apres = classe.etat(eleve)
    assert {**apres, "maintenant": 0} == {**avant, "maintenant": 0}


CHEMINS_HOSTILES = [
    "/api/auteurs/" + "9" * 5000,
    "/api/auteurs/" + "9" * 30,
    "/api/auteurs/-1",
    "/api/auteurs/1.5",
    "/api/auteurs/٣",
    "/api/auteurs/0",
    "/api/auteurs/1%00",
    "/api/auteurs/..%2f..%2fetc",
    "/statique/..%2f..%2fmaison.json",
    "/statique/../../etc/passwd",
    "/statique/%2e%2e/portes.py",
    "/statique/participant.js%00",
    "/statique/",
    "/statique/__tout__",
    "/r/%00%ff",
    "/r/" + "a" * 9000,
    "/r/..%2f..",
    "/%2e%2e/%2e%2e/etc/passwd",
    "//evil.example/",
    "/api/etat/",
    "/api//etat",
    "/API/ETAT",
    "/api/etat;role=enseignant",
    "/api/etat%2f",
    "/.git/config",
    "/openapi.json",
    "/docs",
    "/static/",
    "/favicon.ico",
    "/api/seances/x/acces",
    "/api/reponses.csv/",
    "/api/participants/1",
    "/maison.json",
    "/seances.sqlite",
    "/journal.txt",
    "/seance/",
    "/r/{code}",
]


def test_un_chemin_hostile_recoit_une_phrase(classe):
    cles = ("", classe.entrer(), classe.cles["enseignant"], CLE)
    for chemin in CHEMINS_HOSTILES:
        for cle in cles:
            for accepte in ("*/*", "text/html"):
                r = classe.demander("GET", chemin, cle, headers={"Accept": accepte})
                assert r.status_code in (200, 401, 403, 404, 405), chemin
                assert r.status_code != 200 or chemin.startswith(("/r/", "//evil", "/statique/")) or CLE not in r.text, chemin
                assert "root:" not in r.text, chemin


def test_un_numero_hostile_ne_trouve_personne(classe_partout):
    classe = classe_partout
    for numero in ("9" * 5000, "9" * 20, "99999999999", "-1", "0", "1e3", "%00", "1%20OR%201=1"):
        assert classe.demander("DELETE", f"/api/participants/{numero}", classe.cles["enseignant"]).status_code == 404
    for tour in ("9" * 5000, "9" * 20, "3", "0"):
        eleve = classe.entrer()
        assert classe.demander("PUT", f"/api/reponses/{tour}/x", eleve, json={"case": "x", "n": 1}).status_code in (404, 422)
        assert classe.demander("PUT", f"/api/mains/{tour}/x", classe.cles["enseignant"], json={"comptes": {}}).status_code in (404, 422)
    for seance in ("%00", "x" * 9000, "%ff", "..%2f..", "' OR 1=1"):
        assert classe.demander("POST", f"/api/seances/{seance}/acces", CLE).status_code in (404, 410)


def test_une_methode_inattendue_recoit_une_phrase(classe):
    for route in ROUTES:
        for methode in {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "A" * 200} - set(route.methods):
            chemin = remplir(route.path)
            if any(methode in r.methods and re.fullmatch(r.path_regex, chemin) for r in ROUTES):
                continue
            assert classe.demander(methode, chemin, classe.cles["enseignant"]).status_code in (404, 405)


def test_un_texte_hostile_reste_du_texte(classe):
    for mechant in XSS:
        envoyer_partout(classe, mechant)


def envoyer_partout(classe, mechant: str) -> None:
    classe.preparer(titre=mechant)
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    temoin = {"Cookie": f"te_participant={classe.entrer()}", "Accept": "text/html"}
    pages_lues = [
        classe.demander("GET", f"/r/{quote(mechant, safe='')}", headers=temoin),
        classe.demander("POST", "/entrer", data={"code": mechant}, headers={"Accept": "text/html"}),
        classe.demander("GET", "/seance", headers=temoin),
        classe.demander("POST", "/seance/reponse", data={"tour": "1", "carte": mechant, "case": mechant}, headers=temoin),
        classe.demander("POST", "/seance/reponse", data={"tour": mechant, "carte": cartes[0], "case": cases[0]}, headers=temoin),
        classe.demander("GET", f"/{quote(mechant, safe='')}", headers=temoin),
    ]
    pages_lues.append(classe.demander("GET", "/papier", classe.cles["enseignant"], headers={"Accept": "text/html"}))
    assert all(r.headers["content-type"].startswith("text/html") for r in pages_lues), "chaque page est passée par le contrôle des éléments"
    eleve = temoin["Cookie"].partition("=")[2]
    assert classe.repondre(eleve, cartes[0], mechant, 1).status_code == 422
    assert classe.demander("PUT", f"/api/reponses/1/{quote(mechant, safe='')}", eleve, json={"case": cases[0], "n": 1}).status_code in (
        404,
        422,
    )
    etat = classe.demander("GET", "/api/etat", eleve)
    assert etat.headers["content-type"] == "application/json" and "\n" not in etat.json()["seance"]["titre"]


def test_un_titre_ne_porte_aucun_signe_invisible(classe_partout):
    classe = classe_partout
    classe.preparer(titre="a\x00b\u202ec\r\nd\x1b[31m" + "e" * 500)
    titre = classe.etat(classe.cles["enseignant"])["seance"]["titre"]
    assert titre.isprintable() and titre.startswith("a b c d") and len(titre) <= 120


@pytest.mark.parametrize("morceaux", [False, True])
def test_un_corps_trop_gros_est_refuse_avec_ou_sans_sa_taille(classe, morceaux):
    gros = b'{"geste":"' + b"a" * 17_000 + b'"}'
    for chemin, cle in (
        ("/entrer", ""),
        ("/api/participants", ""),
        ("/api/gestes", classe.cles["enseignant"]),
        ("/seance/reponse", classe.entrer()),
    ):
        contenu = iter([gros[i : i + 1000] for i in range(0, len(gros), 1000)]) if morceaux else gros
        r = classe.demander("POST", chemin, cle, content=contenu)
        assert r.status_code == 413 and "16 ko" in r.json()["message"]
    juste = b'{"code":"' + b"a" * (16 * 1024 - 11) + b'"}'
    assert len(juste) == 16 * 1024 and classe.demander("POST", "/api/participants", content=juste).status_code == 422


def test_une_taille_annoncee_fausse_est_refusee(classe):
    for taille in ("9" * 5000, "-1", "1e3", "0x10", "", " 5", "16385"):
        r = classe.demander("POST", "/entrer", content=b"code=x", headers={"Content-Length": taille})
        assert r.status_code == 413, taille


# Les codes faux


@pytest.fixture
def temps(monkeypatch):
    """Les attentes demandées ; aucune n’est faite."""
    attentes = []

    async def dormir(secondes, *_):
        attentes.append(secondes)

    monkeypatch.setattr(
        "travailler_ensemble.seance.essais_de_code.asyncio", SimpleNamespace(sleep=dormir, get_running_loop=asyncio.get_running_loop)
    )
    return attentes


def essayer(classe, code: str = "TILLEUL 00", **options) -> int:
    return classe.demander("POST", "/api/participants", json={"code": code}, **options).status_code


def test_passe_le_budget_toute_entree_nouvelle_attend_son_tour_quel_que_soit_le_navigateur(classe, temps):
    """Sans témoin, avec un témoin neuf ou ancien : deviner coûte la même chose, et un code juste n’apprend rien plus vite."""
    classe.salle.essais.pause = 1.0
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    eleve, e = classe.entrer(), classe.cles["enseignant"]
    assert temps == [] and classe.etat(e)["entrees"]["essais"] is False
    for i in range(BUDGET):
        assert essayer(classe, headers={"Cookie": f"te_navigateur={i}"} if i % 2 else {}) == 422
    assert temps == [1.0] * BUDGET and classe.etat(e)["entrees"]["essais"] is True
    temps.clear()
    assert essayer(classe, classe.cles["code"]) == 201 and temps == [1.0], "un code juste attend aussi"
    statuts = [essayer(classe) for _ in range(ATTENTE_MAX + 30)]
    assert statuts[: ATTENTE_MAX - 1] == [422] * (ATTENTE_MAX - 1) and set(statuts[ATTENTE_MAX:]) == {429}
    assert essayer(classe, classe.cles["code"]) == 429
    temps.clear()
    assert classe.repondre(eleve, cartes[0], cases[0], 1).status_code == 200 and temps == [], "un vote n’attend jamais"
    retour = classe.demander("POST", "/entrer", data={"code": classe.cles["code"]}, headers={"Cookie": f"te_participant={eleve}"})
    assert retour.status_code == 303 and temps == [], "qui est déjà entré revient sans attendre"


def test_un_code_faux_ne_touche_pas_la_base(classe, monkeypatch):
    assert essayer(classe) == 422
    demandes = []
    vrai = classe.salle._greffier._deposer
    monkeypatch.setattr(classe.salle._greffier, "_deposer", lambda *a, **k: demandes.append(a) or vrai(*a, **k))
    for code in ("TILLEUL 00", "n’importe quoi", ""):
        assert essayer(classe, code) == 422
    assert demandes == []
    assert essayer(classe, classe.cles["code"]) == 201


def test_changer_le_code_ferme_l_ancien_et_garde_les_presents(classe):
    eleve, e, ancien = classe.entrer(), classe.cles["enseignant"], classe.cles["code"]
    nouveau = classe.demander("POST", "/api/code", e, json={"code": ancien}).json()["seance"]["code"]
    assert classe.demander("POST", "/api/code", e, json={"code": ancien}).status_code == 409, "un double clic n’en change qu’un"
    assert nouveau != ancien and essayer(classe, ancien) == 422 and essayer(classe, nouveau) == 201
    assert classe.etat(eleve)["seance"]["code"] == nouveau


def test_l_entree_se_ferme_et_se_rouvre(classe):
    eleve, e = classe.entrer(), classe.cles["enseignant"]
    for ouverte, statut in ((False, 409), (True, 201)):
        corps = {"geste": "entree", "ouverte": ouverte, "version": classe.etat(e)["version"]}
        assert classe.demander("POST", "/api/gestes", e, json=corps).json()["etat"]["entree"] is ouverte
        assert essayer(classe, classe.cles["code"]) == statut
        assert classe.etat(eleve)["etat"]["entree"] is ouverte, "qui est entré le reste"


def test_une_foule_invraisemblable_se_dit_et_se_retire_sans_toucher_les_autres(classe, monkeypatch):
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    e, heure = classe.cles["enseignant"], monotonic()
    monkeypatch.setattr(classe.salle, "_chrono", lambda: heure)
    vrais = [classe.entrer() for _ in range(5)]
    assert classe.etat(e)["entrees"] == {"essais": False, "presse": False, "depuis": {"1": 5, "2": 5, "5": 5, "10": 5}}
    heure += 90
    foule = [classe.entrer() for _ in range(PRESSE)]
    for qui in (vrais[0], foule[0]):
        assert classe.repondre(qui, cartes[0], cases[0], 1).status_code == 200
    dit = classe.etat(e)
    assert dit["entrees"] == {"essais": False, "presse": True, "depuis": {"1": PRESSE, "2": PRESSE + 5, "5": PRESSE + 5, "10": PRESSE + 5}}
    assert classe.demander("POST", "/api/retraits", e, json={"minutes": 3}).status_code == 422
    assert classe.demander("POST", "/api/retraits", e, json={"minutes": 1}).json() == {"retires": PRESSE}
    dit = classe.etat(e)
    assert (dit["presents"], dit["comptes"]["reponses"], dit["entrees"]["depuis"]["1"]) == (5, 1, 0)
    assert classe.demander("GET", "/api/etat", foule[0]).status_code == 401 and classe.etat(vrais[0])["role"] == "participant"


def test_cinq_cents_entrees_en_une_minute_sont_vraisemblables(classe, monkeypatch):
    heure = monotonic()
    monkeypatch.setattr(classe.salle, "_chrono", lambda: heure)
    for _ in range(PRESSE * 2):
        heure += 60 / 500
        classe.entrer()
    assert classe.etat(classe.cles["enseignant"])["entrees"]["presse"] is False


# Effacer sans arrêter la classe


def test_cent_departs_a_la_fois_ne_reecrivent_pas_cent_fois_le_fichier(classe, monkeypatch):
    """Effacer réécrit la base entière : un téléphone qui entre et part en boucle arrêterait tout le monde."""
    faits = []
    vrai = sys.modules["travailler_ensemble.seance.salle"].effacer_vraiment

    def compter(moteur):
        faits.append(1)
        vrai(moteur)

    monkeypatch.setattr("travailler_ensemble.seance.salle.effacer_vraiment", compter)
    jetons = [classe.entrer() for _ in range(40)]
    fils = [
        threading.Thread(target=classe.http.request, args=("DELETE", "/api/moi"), kwargs={"headers": {"Authorization": f"Bearer {j}"}})
        for j in jetons
    ]
    for f in fils:
        f.start()
    for f in fils:
        f.join()
    assert 1 <= len(faits) <= 20
    assert all(classe.demander("GET", "/api/etat", j).status_code == 401 for j in jetons)


# Le CSV exporté


def test_le_csv_exporte_ne_porte_aucune_formule():
    from travailler_ensemble.classe.export import COLONNES, ecrire

    mechants = ["=1+1", "+1", "-1", "@SOMME(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", '"=1', "'=1", ";=1", ",=1"]
    texte = ecrire([(m,) * len(COLONNES) for m in mechants])
    lignes = list(csv.reader(io.StringIO(texte.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert len(lignes) == len(mechants) + 1
    for ligne in lignes[1:]:
        assert all(not c.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for c in ligne)


def test_le_nom_du_fichier_exporte_et_son_type_sont_les_notres(classe):
    classe.preparer(titre='x"; filename="evil.exe')
    r = classe.demander("GET", "/api/reponses.csv", classe.cles["enseignant"])
    assert re.fullmatch(r'attachment; filename="seance-[a-z]+-\d\d-2026-11-\d\d\.csv"', r.headers["content-disposition"])
    assert r.headers["content-type"].startswith("text/csv")
