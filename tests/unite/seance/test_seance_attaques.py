"""La séance attaquée : qui n’a pas le droit n’obtient rien, qui envoie n’importe quoi reçoit une phrase, qui s’acharne ne gêne personne.

Une partie par un client sans réseau, une partie contre le vrai programme, sur cette machine seulement.
"""

import asyncio
import base64
import contextlib
import csv
import gzip
import hashlib
import html
import http.client
import io
import json
import os
import re
import socket
import sqlite3
import sys
import threading
import time
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from time import monotonic
from types import SimpleNamespace
from urllib.parse import quote

import garde
import psutil
import pytest
from patience import PATIENCE
from serveur import Serveur
from starlette.routing import Route
from starlette.testclient import TestClient
from test_seance_serveur import CLE, TRI, cartes_et_cases, ouvrir

from travailler_ensemble import corpus
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.seance import client, ecrans, portes
from travailler_ensemble.seance.essais_de_code import ATTENTE_MAX, BUDGET
from travailler_ensemble.seance.programme import programme, tris
from travailler_ensemble.seance.salle import PRESSE
from travailler_ensemble.seance.serveur import ROUTES

LIB = Path(__file__).resolve().parents[3] / "lib"
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


@pytest.fixture(scope="module")
def panel():
    return Panel(corpus.lire())


# Ce que toute réponse doit respecter


class _Page(HTMLParser):
    """Les éléments d’une page : rien n’y est exécutable ni chargé d’ailleurs."""

    def __init__(self, texte: str) -> None:
        super().__init__()
        self.fautes: list[str] = []
        self._dans = ""
        self.feed(texte)

    def handle_starttag(self, nom, attributs):
        self._dans = nom
        donnees = dict(attributs)
        if nom in ("style", "iframe", "object", "embed", "base", "img", "svg") or (nom == "script" and "src" not in donnees):
            self.fautes.append(f"<{nom}>")
        for cle, valeur in attributs:
            if cle.startswith("on") or cle == "style":
                self.fautes.append(f"{nom} {cle}")
            if cle in ("src", "href", "action", "formaction", "srcset", "poster") and not re.fullmatch(
                r"/(?!/).*|data:,|#.*", valeur or ""
            ):
                self.fautes.append(f"{nom} {cle}={valeur}")

    def handle_endtag(self, nom):
        self._dans = ""

    def handle_data(self, texte):
        if self._dans in ("script", "style") and texte.strip():
            self.fautes.append(f"dans <{self._dans}>")


def controler(statut: int, entetes, texte: str, chemin: str) -> None:
    """Sécurité, cache, langue : vérifiés sur chaque réponse de ces essais."""
    ou = f"{chemin} ({statut})"
    politique = entetes.get("content-security-policy", "")
    assert politique.startswith("default-src 'none'; script-src 'self'; style-src 'self'"), ou
    assert "unsafe" not in politique and "http" not in politique and "*" not in politique, ou
    assert entetes.get("x-content-type-options") == "nosniff", ou
    assert entetes.get("x-frame-options") == "DENY" and entetes.get("cross-origin-resource-policy") == "same-origin", ou
    assert entetes.get("referrer-policy") in ("same-origin", "no-referrer"), ou
    assert not {"server", "x-powered-by", "access-control-allow-origin"} & {nom.lower() for nom in entetes}, ou
    assert entetes.get("cache-control") == ("no-cache" if chemin.startswith("/statique/") and statut in (200, 304) else "no-store"), ou
    assert statut < 500, f"{ou} {texte[:200]}"
    assert not re.search(r"Traceback|File \"|site-packages|\.py\b|sqlite|sqlalchemy", texte, re.I) or chemin.startswith("/statique/"), ou
    sorte = entetes.get("content-type", "")
    if sorte.startswith("text/html"):
        assert _Page(texte).fautes == [], ou
    elif statut >= 400:
        assert sorte.startswith("application/json") and json.loads(texte)["message"].endswith("."), f"{ou} {texte[:200]}"


@contextlib.contextmanager
def controlee(adresse: str, panel):
    """Une classe dont chaque réponse est contrôlée."""
    with ouvrir(adresse, panel) as c:

        def regarder(reponse):
            reponse.read()
            controler(reponse.status_code, reponse.headers, reponse.text, reponse.request.url.raw_path.decode())

        c.http.event_hooks = {"response": [regarder]}
        yield c.preparer()


@pytest.fixture
def classe(tmp_path, panel):
    with controlee(f"sqlite:///{tmp_path / 'seances.sqlite'}", panel) as c:
        yield c


@pytest.fixture
def classe_partout(chaque_base, panel):
    """Sur SQLite, puis sur PostgreSQL : ce que l’une accepte, l’autre peut le refuser."""
    with controlee(chaque_base, panel) as c:
        yield c


# Les rôles


PUBLIC = {"public"}
MENER, MAISON, REPONDRE = {"enseignant"}, {"maison"}, {"participant"}
VOIR = {"participant", "projection", "enseignant"}
PERMIS = {
    "GET /": PUBLIC,
    "GET /r/{code}": PUBLIC,
    "POST /entrer": PUBLIC,
    "GET /test": PUBLIC,
    "GET /statique/{nom}": PUBLIC,
    "GET /seance": PUBLIC,
    "GET /projection": PUBLIC,
    "GET /enseignant": PUBLIC,
    "GET /maison": PUBLIC,
    "GET /api/sante": PUBLIC,
    "POST /api/participants": PUBLIC,
    "POST /api/billets/echange": PUBLIC,
    "POST /api/billets": {"enseignant", "maison"},
    "POST /seance/reponse": REPONDRE,
    "POST /seance/effacer": REPONDRE,
    "PUT /api/reponses/{tour}/{carte}": REPONDRE,
    "DELETE /api/moi": REPONDRE,
    "GET /api/etat": VOIR,
    "GET /api/flux": VOIR,
    "GET /api/auteurs/{rang}": VOIR,
    "GET /api/qr.svg": {"projection", "enseignant"},
    "GET /api/bilan": {"projection", "enseignant"},
    "GET /papier": MENER,
    "POST /api/gestes": MENER,
    "POST /api/ouverture": MENER,
    "DELETE /api/ouverture": MENER,
    "GET /api/reponses": MENER,
    "GET /api/reponses.csv": MENER,
    "PUT /api/mains/{tour}/{carte}": MENER,
    "POST /api/papier/{tour}": MENER,
    "DELETE /api/participants/{numero}": MENER,
    "POST /api/retraits": MENER,
    "POST /api/code": MENER,
    "DELETE /api/seance": MENER,
    "GET /api/adresses": {"enseignant", "maison"},
    "GET /api/tris": MAISON,
    "POST /api/seances": MAISON,
    "GET /api/seances": MAISON,
    "POST /api/seances/{seance}/acces": MAISON,
    "POST /api/fin": MAISON,
    "GET /api/serveur": MAISON,
}
"""Recopié du contrat (README.md), exprès : une route nouvelle, ou un rôle changé dans le code, doit l’être ici aussi."""


def routes_declarees(routes) -> dict[str, set[str]]:
    return {re.sub(r":\w+}", "}", f"{m} {r.path}"): set(getattr(r, "roles", ())) for r in routes for m in sorted(r.methods or ())}


def verifier_roles(routes) -> None:
    declarees = routes_declarees(routes)
    assert [nom for nom, roles in declarees.items() if not roles] == [], "ces routes ne disent pas qui les passe"
    assert declarees == PERMIS


def test_chaque_route_declare_ses_roles_et_ce_sont_ceux_du_contrat():
    verifier_roles(ROUTES)


def test_une_route_ajoutee_sans_role_fait_echouer_l_essai():
    async def rien(requete):
        return None

    with pytest.raises(AssertionError, match="ne disent pas qui les passe"):
        verifier_roles([*ROUTES, Route("/api/oubli", rien)])
    for roles in ((), ("tout-le-monde",)):
        with pytest.raises(ValueError, match="doit déclarer ses rôles"):
            portes.Porte("GET", "/api/oubli", rien, *roles)
    with pytest.raises(AssertionError):
        verifier_roles([*ROUTES, portes.Porte("GET", "/api/oubli", rien, "public")])


def remplir(chemin: str, **valeurs: object) -> str:
    return re.sub(r"{(\w+)(:\w+)?}", lambda m: quote(str(valeurs.get(m[1], "1")), safe=""), chemin)


def secrets_faux(vrai: str) -> dict[str, str]:
    return {
        "forgé": "x" * len(vrai),
        "tronqué": vrai[:-1],
        "allongé": vrai + "a",
        "vide": " ",
        "casse": vrai.swapcase(),
        "empreinte": hashlib.sha256(vrai.encode()).hexdigest(),
        "blanc": "\t",
        "accentué": "é" * 32,
        "sql": "' OR 1=1 --",
    }


FERMEES = [r for r in ROUTES if "public" not in r.roles]
SANS_RETOUR = {
    "DELETE /api/moi",
    "POST /seance/effacer",
    "DELETE /api/seance",
    "POST /api/fin",
    "POST /api/seances/{seance}/acces",
    "GET /api/flux",
}


def nom_de(route) -> str:
    return next(iter(routes_declarees([route])))


def test_sans_secret_connu_aucune_porte_ne_s_ouvre(classe):
    eleve = classe.entrer()
    anciens = dict(classe.cles)
    classe.cles = classe.demander("POST", f"/api/seances/{anciens['id']}/acces", CLE).json()
    parti = classe.entrer()
    classe.demander("DELETE", "/api/moi", parti)
    faux = {"aucun": "", "parti": parti, "ancien enseignant": anciens["enseignant"]}
    for nom, vrai in (("enseignant", classe.cles["enseignant"]), ("participant", eleve), ("maison", CLE)):
        faux |= {f"{sorte} ({nom})": f for sorte, f in secrets_faux(vrai).items()}
    ordinaires = {k: faux[k] for k in ("aucun", "parti", "ancien enseignant", "forgé (enseignant)", "tronqué (maison)")}
    for route in FERMEES:
        (methode,) = route.methods
        for sorte, secret in (faux if route.path in ("/api/etat", "/api/gestes") else ordinaires).items():
            for entetes in ({"Authorization": f"Bearer {secret}".encode()}, {"Cookie": f"te_participant={secret}".encode()}):
                r = classe.demander(methode, remplir(route.path), headers=entetes)
                assert r.status_code == 401, (methode, route.path, sorte, r.text)
    for entete in ("Basic " + base64.b64encode(classe.cles["enseignant"].encode()).decode(), classe.cles["enseignant"], "Bearer"):
        assert classe.demander("GET", "/api/etat", headers={"Authorization": entete}).status_code == 401
    for cle in (eleve, classe.cles["enseignant"]):
        assert classe.demander("GET", f"/api/etat?secret={cle}&role=enseignant").status_code == 401, (
            "un secret ne se donne pas dans l’adresse"
        )


def test_chaque_role_ne_passe_que_ses_portes(classe):
    cartes, cases = cartes_et_cases(classe)
    secrets = {
        "participant": classe.entrer(),
        "projection": classe.cles["projection"],
        "enseignant": classe.cles["enseignant"],
        "maison": CLE,
    }
    classe.faire("ouvrir", "clore", "auteurs", "devoiler")
    for route in FERMEES:
        (methode,) = route.methods
        nom, chemin = nom_de(route), remplir(route.path, carte=cartes[0], seance=classe.cles["id"], numero=1)
        for role, secret in secrets.items():
            if role not in PERMIS[nom]:
                r = classe.demander(methode, chemin, secret, json={"role": "enseignant", "geste": "ouvrir", "version": 1})
                assert r.status_code == 403 and "pas pour vous" in r.json()["message"], (nom, role, r.text)
            elif nom not in SANS_RETOUR:
                r = classe.demander(methode, chemin, secret, json={})
                passe = r.status_code not in (401, 403) or (nom == "GET /api/bilan" and role == "projection")
                assert passe, (nom, role, r.text)
    assert classe.etat(secrets["enseignant"])["etat"]["devoiles"] == 1


def test_un_participant_ne_devient_pas_enseignant_par_son_message(classe):
    eleve = classe.entrer()
    for corps in (
        {"geste": "ouvrir", "version": 1, "role": "enseignant"},
        {"geste": "devoiler", "version": 1, "enseignant": classe.cles["id"]},
    ):
        entetes = {"X-Role": "enseignant", "X-Forwarded-User": "enseignant", "X-HTTP-Method-Override": "POST"}
        assert classe.demander("POST", "/api/gestes?role=enseignant", eleve, json=corps, headers=entetes).status_code == 403
    assert classe.etat(classe.cles["enseignant"])["etat"]["phase"] == "preparation"


def test_l_enseignant_d_une_seance_ne_voit_ni_ne_change_rien_d_une_autre(classe):
    sienne = dict(classe.cles)
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    eleve = classe.entrer()
    numero = classe.etat(eleve)["moi"]["numero"]
    classe.repondre(eleve, cartes[0], cases[0], 1)
    autre = classe.preparer(titre="Une autre").cles
    classe.cles = sienne
    avant = {**classe.etat(sienne["enseignant"]), "maintenant": 0}
    for chemin in ("/api/etat", "/api/reponses", "/api/auteurs/1", "/api/adresses"):
        vu = classe.demander("GET", chemin, autre["enseignant"]).text
        assert sienne["id"] not in vu and sienne["code"] not in vu and str(numero) not in re.sub(DATES, "", vu), chemin
    assert classe.demander("DELETE", f"/api/participants/{numero}", autre["enseignant"]).status_code == 404
    for geste in ("ouvrir", "clore"):
        version = classe.etat(autre["enseignant"])["version"]
        corps = {"geste": geste, "version": version, "seance": sienne["id"], "id": sienne["id"]}
        assert classe.demander("POST", f"/api/gestes?seance={sienne['id']}", autre["enseignant"], json=corps).status_code == 200
    assert classe.demander("PUT", f"/api/mains/1/{cartes[0]}", autre["enseignant"], json={"comptes": {cases[1]: 9}}).status_code == 200
    assert classe.demander("DELETE", "/api/seance", autre["enseignant"], json={"id": sienne["id"]}).status_code == 200
    assert {**classe.etat(sienne["enseignant"]), "maintenant": 0} == avant
    assert classe.etat(eleve)["moi"]["reponses"]["1"][cartes[0]]["case"] == cases[0]
    assert classe.demander("GET", "/api/etat", autre["enseignant"]).status_code == 410


def test_un_participant_ne_repond_que_pour_lui(classe):
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    moi, lui = classe.entrer(), classe.entrer()
    numero = classe.etat(lui)["moi"]["numero"]
    corps = {"case": cases[0], "n": 1, "numero": numero, "participant": numero, "jeton": lui}
    assert classe.demander("PUT", f"/api/reponses/1/{cartes[0]}?numero={numero}", moi, json=corps).status_code == 200
    assert classe.etat(lui)["moi"]["reponses"] == {} and classe.etat(moi)["moi"]["reponses"]["1"]
    assert classe.demander("GET", "/api/etat", moi, headers={"Cookie": f"te_participant={lui}"}).json()["moi"]["numero"] != numero


# Pendant un vote, aucun écran ne sait ce que la classe répond

A_MESURE = {("GET /api/reponses", "enseignant"), ("GET /api/reponses.csv", "enseignant")}
"""La seule exception, écrite au contrat : le carnet de l’enseignant reçoit la table à mesure ; aucun écran ne la montre."""


DATES = r"[\d.]{9,}|20\d\d-\d\d-\d\d"
"""L’heure et les dates : les quatre chiffres d’un participant (2026…) s’y lisent par hasard."""


def vues_de(classe, *, roles=("enseignant", "projection", "temoin")) -> dict[tuple[str, str], str]:
    """Tout ce que ces rôles peuvent lire maintenant, sans ce qui distingue deux séances (identifiants, numéros, secrets, heure)."""
    cles = {**classe.cles, "temoin": classe.temoin}
    code = classe.cles["code"]
    vues = {}
    for route in ROUTES:
        nom = nom_de(route)
        if "GET" not in (route.methods or ()) or nom == "GET /api/flux":
            continue
        for role in roles:
            r = classe.demander("GET", remplir(route.path, nom="participant.js", code="x"), cles[role])
            texte = r.text
            for m in (classe.cles["id"], code, code.replace(" ", "-").lower()):
                texte = texte.replace(m, "#")
            if role == "temoin":  # son mot de retour ne dépend que de son secret
                texte = texte.replace(f'"mot":"{classe.mot}"', "#").replace(f"<b>{classe.mot}</b>", "#")
            texte = re.sub(DATES, "#", texte)
            if "auteurs" not in nom:  # une année d’ouvrage peut être un de ces numéros
                texte = re.sub(r"\b(?:" + (r"\d{4,6}" if role == "temoin" else "|".join(map(str, classe.numeros))) + r")\b", "#", texte)
            vues[nom, role] = f"{r.status_code} {texte}"
    return vues


def deux_classes(classe, votants: int, jusqua: tuple[str, ...], tours=(1,)):
    """La même séance deux fois : seule change la réponse des votants au dernier tour. Rend ce qui s’en voit, deux fois."""
    rendues = []
    for case in (0, 1):
        classe.preparer(titre="La même")
        cartes, cases = cartes_et_cases(classe)
        classe.temoin = classe.entrer()
        classe.mot = classe.etat(classe.temoin)["moi"]["mot"]
        eleves = [classe.entrer() for _ in range(votants)]
        classe.numeros = [classe.etat(e)["moi"]["numero"] for e in (classe.temoin, *eleves)]
        for tour in tours:
            classe.faire(*(("ouvrir",) if tour == 1 else ("clore", "revoter")))
            for e in eleves:
                r = classe.repondre(e, cartes[0], cases[case if tour == tours[-1] else 0], 1, tour=tour)
                assert r.status_code == 200
        classe.faire(*jusqua)
        rendues.append(vues_de(classe))
        classe.demander("DELETE", "/api/seance", classe.cles["enseignant"])
    return rendues


@pytest.mark.parametrize("tours", [(1,), (1, 2)])
def test_pendant_un_vote_rien_de_ce_qui_se_lit_ne_depend_des_reponses(classe, tours):
    une, autre = deux_classes(classe, 6, (), tours)
    assert {cle for cle in une if une[cle] != autre[cle]} <= A_MESURE


def test_la_difference_se_verrait_une_fois_le_vote_clos(classe):
    """L’essai précédent voit bien quelque chose : sitôt le vote clos, l’enseignant lit la répartition ; montrée, le mur aussi."""
    une, autre = deux_classes(classe, 6, ("clore",))
    changent = {cle for cle in une if une[cle] != autre[cle]}
    assert ("GET /api/etat", "enseignant") in changent and ("GET /api/reponses", "enseignant") in changent
    assert not {cle for cle in changent if cle[1] != "enseignant"}, "ni le mur ni les téléphones, tant que ce n’est pas montré"
    une, autre = deux_classes(classe, 6, ("clore", "montrer"))
    assert ("GET /api/etat", "projection") in {cle for cle in une if une[cle] != autre[cle]}


@pytest.mark.parametrize(
    "suite", [("clore", "montrer"), ("clore", "auteurs", "devoiler"), ("clore", "bilan"), ("clore", "auteurs", "devoiler", "bilan")]
)
def test_moins_de_cinq_reponses_ne_changent_rien_au_mur(classe, suite):
    une, autre = deux_classes(classe, 4, suite)
    changent = {cle for cle in une if une[cle] != autre[cle]}
    assert not {cle for cle in changent if cle[1] != "enseignant"}, "quatre réponses se reconnaîtraient"
    assert ("GET /api/etat", "enseignant") not in changent, "l’écran de l’enseignant se voit de la salle"


# Entrées hostiles

CORPS_HOSTILES = [
    b"",
    b"null",
    b"[]",
    b"3",
    b'"x"',
    b"true",
    b"{",
    b"{}",
    b"\xff\xfe\x00",
    b"\x00",
    b"{\x00}",
    b'{"a":NaN}',
    b"[" * 16_000,
    b'{"a":' * 3000,
    b'{"geste":"ouvrir","geste":"clore","version":1,"version":99}',
    b'{"geste":1,"version":"1"}',
    b'{"geste":null,"version":null}',
    b'{"geste":"ouvrir","version":true}',
    b'{"geste":"ouvrir","version":1.5}',
    b'{"geste":"ouvrir","version":' + b"9" * 9000 + b"}",
    b'{"geste":"ouvrir","version":' + b"9" * 4000 + b"}",
    b'{"geste":"ouvrir","version":-1}',
    b'{"geste":"ouvrir","version":Infinity}',
    b'{"geste":"\\ud800","version":VERSION}',
    b'{"geste":"__class__","version":VERSION}',
    b'{"geste":"<script>","version":VERSION}',
    b'{"geste":"minuterie","version":VERSION,"secondes":true}',
    b'{"geste":"minuterie","version":VERSION,"secondes":1e3}',
    b'{"geste":"minuterie","version":VERSION,"secondes":NaN}',
    b'{"geste":"minuterie","version":VERSION,"secondes":' + b"9" * 4000 + b"}",
    b'{"geste":"minuterie","version":VERSION,"secondes":-1}',
    b'{"geste":"carte","version":VERSION,"carte":["x"]}',
    b'{"geste":"carte","version":VERSION,"carte":{"a":{}}}',
    b'{"geste":"carte","version":VERSION,"carte":"\\ud800"}',
    b'{"tri":"\\ud800"}',
    b'{"tri":"debat-formes","titre":"\\udfff","jours":3}',
    b'{"tri":"debat-formes","cartes":["\\ud800"]}',
    b'{"tri":"debat-formes","cartes":[["x"]]}',
    b'{"tri":"debat-formes","jours":true}',
    b'{"tri":"debat-formes","jours":99999999999999999999}',
    b'{"tri":"../../etc/passwd"}',
    b'{"tri":"debat-formes\\u0000"}',
    b'{"tri":{"$ne":1}}',
    b'{"adresse":"\\ud800"}',
    b'{"adresse":"a\\u0000b"}',
    b'{"adresse":""}',
    b'{"adresse":"0.0.0.0"}',
    b'{"adresse":"localhost"}',
    b'{"adresse":"255.255.255.255"}',
    b'{"adresse":"224.0.0.1"}',
    b'{"adresse":"::1"}',
    b'{"adresse":"exemple.invalid"}',
    b'{"adresse":3}',
    b'{"comptes":[]}',
    b'{"comptes":{"x":1}}',
    b'{"comptes":{"\\ud800":1}}',
    b'{"comptes":null}',
    b'{"code":"\\ud800 12"}',
    b'{"code":["x"]}',
    b'{"code":""}',
    b'{"code":"A"}',
    b'{"case":"x","n":NaN}',
    b'{"case":"x","n":true}',
    b'{"case":"x","n":9007199254740992}',
    b'{"case":"x","n":-1}',
    b'{"case":["x"],"n":1}',
    b'{"case":"\\ud800","n":1}',
    b"a&" * 30 + b"a",
    b"code=%ff%00%ud800",
    b"code=" + b"%3Cscript%3E" * 100,
    b"tour=%C2%B2&carte=x&case=y",
    b"tour=9&carte=%00&case=y",
    b"tour=" + b"9" * 5000 + b"&case=x",
    b"code&code&code=",
    b"=&==&&&;",
]


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
    for route in ROUTES:
        (methode,) = route.methods
        nom = nom_de(route)
        if methode in ("GET",) or nom in SANS_RETOUR or (methode == "DELETE"):
            continue
        role = next(r for r in ("participant", "enseignant", "maison", "public") if r in route.roles)
        version = str(classe.etat(classe.cles["enseignant"])["version"]).encode()
        for corps in corps_hostiles:
            chemin = remplir(route.path, carte=cartes[0], seance=classe.cles["id"])
            r = classe.demander(methode, chemin, secrets[role], content=corps.replace(b"VERSION", version))
            assert r.status_code in (400, 401, 404, 409, 410, 413, 422, 429) or nom == "POST /api/papier/{tour}", (
                nom,
                corps[:60],
                r.status_code,
                r.text,
            )
    apres = classe.etat(eleve)
    assert {**apres, "maintenant": 0} == {**avant, "maintenant": 0}


@pytest.mark.parametrize(
    "chemin",
    [
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
    ],
)
def test_un_chemin_hostile_recoit_une_phrase(classe, chemin):
    for cle in ("", classe.entrer(), classe.cles["enseignant"], CLE):
        for accepte in ("*/*", "text/html"):
            r = classe.demander("GET", chemin, cle, headers={"Accept": accepte})
            assert r.status_code in (200, 401, 403, 404, 405)
            assert r.status_code != 200 or chemin.startswith(("/r/", "//evil", "/statique/")) or CLE not in r.text
            assert "root:" not in r.text


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


@pytest.mark.parametrize("mechant", XSS)
def test_un_texte_hostile_reste_du_texte(classe, mechant):
    cartes, cases = cartes_et_cases(classe)
    classe.preparer(titre=mechant)
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


# Venir d’ailleurs


def test_un_hote_que_l_on_n_est_pas_ne_recoit_rien(classe):
    for hote in (
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8700",
        "",
        "127.0.0.1@evil.example",
        "localhost.evil",
        "[::1]",
        "2130706433",
        "127.1",
    ):
        for chemin in ("/", "/api/sante", "/api/etat"):
            r = classe.demander("GET", chemin, classe.cles["enseignant"], headers={"Host": hote})
            assert r.status_code == 400 and "pas celle de la séance" in r.json()["message"], hote
    for entete in ("X-Forwarded-Host", "X-Host", "Forwarded"):
        r = classe.demander("GET", "/", headers={entete: "evil.example"})
        assert r.status_code == 200 and "evil" not in r.text


ORIGINES = (
    "http://evil.example",
    "null",
    "http://127.0.0.1.evil.example",
    "http://127.0.0.1:1",
    "https://evil",
    "file://",
    "evil",
    "http://",
)


def test_une_page_d_un_autre_site_ne_parle_pas_au_nom_d_un_participant(classe):
    """Y compris sous l’origine « null », que n’importe quel site obtient d’une page sans référent ou d’un cadre isolé."""
    cartes, cases = cartes_et_cases(classe)
    classe.faire("ouvrir")
    temoin = {"Cookie": f"te_participant={classe.entrer()}"}
    for origine in ORIGINES:
        entetes = {**temoin, "Origin": origine}
        code = {"code": classe.cles["code"]}
        for r in (
            classe.demander("POST", "/seance/reponse", data={"tour": "1", "carte": cartes[0], "case": cases[0]}, headers=entetes),
            classe.demander("PUT", f"/api/reponses/1/{cartes[0]}", json={"case": cases[0], "n": 1}, headers=entetes),
            classe.demander("POST", "/seance/effacer", headers=entetes),
            classe.demander("DELETE", "/api/moi", headers=entetes),
            classe.demander("POST", "/entrer", data=code, headers={"Origin": origine}),
            classe.demander(
                "POST", "/api/participants", content=json.dumps(code), headers={"Origin": origine, "Content-Type": "text/plain"}
            ),
        ):
            assert r.status_code == 403 and "autre site" in r.json()["message"], origine
            assert "set-cookie" not in r.headers, "et personne ne change de place"
    assert classe.etat(temoin["Cookie"].partition("=")[2])["moi"]["reponses"] == {}
    ici = {**temoin, "Origin": str(classe.http.base_url).rstrip("/")}
    assert classe.demander("PUT", f"/api/reponses/1/{cartes[0]}", json={"case": cases[0], "n": 1}, headers=ici).status_code == 200


@pytest.mark.navigateur
def test_dans_un_navigateur_nos_formulaires_passent_et_ceux_d_un_autre_site_non(navigateur, reel):
    """Sans script : seul le formulaire parle, et c’est le navigateur qui dit d’où il vient."""
    ici = f"http://127.0.0.1:{reel.port}"
    contexte = navigateur.new_context(java_script_enabled=False)
    page = contexte.new_page()
    page.goto(ici)
    page.fill("#code", reel.cles["code"])
    page.click("button[type=submit]")
    assert page.url == f"{ici}/seance"
    numero = page.locator("details.notice b").first.text_content()
    for politique in ("no-referrer", "unsafe-url"):
        page.goto("about:blank")
        page.set_content(
            f'<meta name="referrer" content="{politique}"><form method="post" action="{ici}/entrer"><input name="code" value="{reel.cles["code"]}"><button>x</button></form>'
        )
        page.click("button")
        assert "autre site" in page.content()
    page.goto(f"{ici}/seance")
    assert page.locator("details.notice b").first.text_content() == numero, "sa place n’a pas été prise"
    page.locator("details.notice summary").click()
    page.locator("form.effacer button").click()
    assert "C’est effacé" in page.content()
    contexte.close()


def test_derriere_un_relais_chiffre_le_temoin_ne_voyage_jamais_en_clair(classe):
    entrer = lambda: classe.demander("POST", "/entrer", data={"code": classe.cles["code"]}).headers["set-cookie"]  # noqa: E731
    assert "secure" not in entrer().lower(), "dans une classe, l’adresse est en http : le navigateur le refuserait"
    classe.http.app._app.state.ecoute._publique = "https://seance.ecole.example"
    assert "secure" in entrer().lower()


def test_aucune_lecture_ne_change_rien(classe):
    """Un lien suivi depuis un autre site porte le témoin : une lecture ne doit donc rien faire."""
    temoin = {"Cookie": f"te_participant={classe.entrer()}"}
    avant = classe.etat(classe.cles["enseignant"])
    for route in ROUTES:
        if "GET" in route.methods and nom_de(route) != "GET /api/flux":
            classe.demander("GET", remplir(route.path), headers={**temoin, "Origin": "http://evil.example"})
    assert {**classe.etat(classe.cles["enseignant"]), "maintenant": 0} == {**avant, "maintenant": 0}


# Ce qui est servi ne vient que d’ici


def test_aucun_script_ni_aucune_feuille_ne_charge_rien_d_ailleurs(classe):
    assert {"participant.js", "amorce.js", "te.css"} <= set(ecrans.STATIQUES)
    for nom in ecrans.STATIQUES:
        r = classe.demander("GET", f"/statique/{nom}")
        assert r.headers["content-type"].startswith("text/javascript" if nom.endswith(".js") else "text/css")
        nu = re.sub(r"/\*.*?\*/", "", r.text, flags=re.S)
        nu = nu.replace(
            "fenetre.document.write(recu.corps)", ""
        )  # la grille à imprimer : la page même que rend le serveur, contrôlée plus haut
        assert set(re.findall(r"(?:https?:|wss?:)?//[\w.-]+\.\w+[^\s\"'`)]*", re.sub(r"(?m)(?<![:\"'`])//(?!\w+\.\w).*$", "", nu))) <= {
            "http://www.w3.org/2000/svg"
        }, nom
        assert not re.search(r"\b(eval|Function)\s*\(|\.(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|importScripts", nu), nom
        if nom.endswith(".css"):
            assert not re.search(r"@import|url\(\s*[\"']?(?!data:)", nu), nom
        else:
            assert all(re.match(r"\.{1,2}/[\w/]+\.js$", m) for m in re.findall(r"^\s*import\b.*?[\"']([^\"']+)[\"']", nu, re.M)), nom


def test_chaque_page_est_passee_au_controle(classe):
    classe.faire("ouvrir")
    temoin = {"Cookie": f"te_participant={classe.entrer()}", "Accept": "text/html"}
    for chemin in ("/", "/test", "/seance", "/projection", "/enseignant", "/maison", "/r/TILLEUL-42", "/rien"):
        r = classe.demander("GET", chemin, headers=temoin)
        assert r.headers["content-type"].startswith("text/html") and r.text.startswith("<!doctype html>"), chemin


def test_le_controle_des_pages_voit_ce_qu_il_cherche():
    for mauvais in (
        "<script>x</script>",
        "<p style='a'>",
        "<a href='//evil'>",
        "<a href='javascript:x'>",
        "<img src=/x onerror=y>",
        "<script src=http://x></script>",
        "<style>a</style>",
    ):
        assert _Page(mauvais).fautes, mauvais


# Rien des auteurs avant leur dévoilement (les programmes eux-mêmes)

NOMMENT = {"axe-dhume", "attitudes-brachet", "acteurs-lahary", "debat-deux-cas"}
"""Ces tris disent dans leur titre, leur clé ou leur consigne de quel auteur ils partent : c’est leur sujet, pas sa réponse."""


def dits_par_auteur(p) -> list[set[str]]:
    """Par auteur, dans l’ordre du dévoilement : son nom, son identifiant, et chaque phrase de ses lectures."""
    rendus = []
    for rang in range(1, len(p.auteurs) + 1):
        lu = p.lecture_de(rang)
        famille = lu["nom"].split()[-1]
        personne = (
            lu["auteur"] == f"aut-{sans_accent(famille)}" and famille != "RNRSMS"
        )  # les références citent ce dossier : c’est là qu’on a lu
        dits = {lu["nom"], lu["auteur"], *([famille] if personne else [])}
        for carte in lu["cartes"].values():
            for x in carte["lectures"]:
                dits |= {x["phrase"], x["raison"], *(m for m, _ in x["reference"])}
        rendus.append({nu(d) for d in dits if len(d) > 4})
    return rendus


def sans_accent(texte: str) -> str:
    return unicodedata.normalize("NFD", texte).encode("ascii", "ignore").decode().lower()


def nu(texte: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(texte).replace("’", "'")).strip()


def trouves(dits: set[str], texte: str) -> list[str]:
    texte = nu(texte)
    return [d for d in dits if re.search(rf"(?<!\w){re.escape(d)}(?!\w)", texte)]


def test_le_tri_envoye_aux_telephones_ne_dit_rien_des_auteurs(panel):
    for t in tris(panel.corpus):
        p = programme(panel, t["cle"])
        envoye = json.dumps(p.en_dict(), ensure_ascii=False)
        for dits in dits_par_auteur(p):
            fuites = trouves(dits, envoye)
            if t["cle"] in NOMMENT:
                fuites = [f for f in fuites if " " in f]
            assert fuites == [], t["cle"]


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


# Contre le vrai programme


class Programme:
    """Le vrai serveur, dans son processus."""

    def __init__(self, dossier: Path, url: str, cle: str, pid: int) -> None:
        self.dossier, self.cle, self.pid = dossier, cle, pid
        self.port = int(url.rpartition(":")[2])

    def demander(self, methode: str, chemin: str, cle: str = "", message=None, *, entetes=None, hote="127.0.0.1"):
        c = http.client.HTTPConnection(hote, self.port, timeout=10)
        try:
            c.request(
                methode,
                chemin,
                None if message is None else json.dumps(message),
                {**({"Authorization": f"Bearer {cle}"} if cle else {}), **(entetes or {})},
            )
            r = c.getresponse()
            octets = r.read()
            texte = (gzip.decompress(octets) if r.headers.get("content-encoding") == "gzip" else octets).decode()
            controler(r.status, r.headers, texte, chemin)
            return r.status, texte
        finally:
            c.close()

    def faire(self, cles, *gestes: str) -> None:
        for geste in gestes:
            version = json.loads(self.demander("GET", "/api/etat", cles["enseignant"])[1])["version"]
            statut, dit = self.demander("POST", "/api/gestes", cles["enseignant"], {"geste": geste, "version": version})
            assert statut == 200, dit

    def entrer(self, cles) -> str:
        return json.loads(self.demander("POST", "/api/participants", "", {"code": cles["code"]})[1])["jeton"]

    def brut(self, octets: bytes, attente: float = 3.0, hote: str = "127.0.0.1") -> bytes:
        """Des octets tels quels, sur une prise ; ce qui revient, jusqu’à la fermeture ou au silence."""
        with socket.create_connection((hote, self.port), timeout=attente) as s:
            recu = b""
            with contextlib.suppress(TimeoutError, ConnectionError):
                s.sendall(octets)
                while morceau := s.recv(65536):
                    recu += morceau
            return recu

    def journal(self) -> str:
        return (self.dossier / "journal.txt").read_text(encoding="utf-8")


@contextlib.contextmanager
def lancer(dossier: Path):
    """`client.lancer`, dans l’environnement d’un carnet ; à la fin, le serveur est fermé."""
    jupyter = {
        "JUPYTER_TOKEN": "jeton-a",
        "JPY_API_TOKEN": "jeton-b",
        "JUPYTERHUB_API_TOKEN": "jeton-c",
        "BINDER_LAUNCH_HOST": "jeton-d",
        "JPY_PARENT_PID": "1",
    }
    avec = pytest.MonkeyPatch()
    for nom, valeur in {**jupyter, "PYTHONPATH": garde.transmettre(LIB)}.items():
        avec.setenv(nom, valeur)
    try:
        maison = client.lancer(dossier)
    finally:
        avec.undo()
    lui = next(p for p in psutil.process_iter(["cmdline"]) if str(dossier) in (p.info["cmdline"] or []))
    cle = json.loads((dossier / "maison.json").read_text(encoding="utf-8"))["cle"]
    try:
        yield Programme(dossier, maison.url, cle, lui.pid)
    finally:
        with contextlib.suppress(client.ReponseRefusee):
            maison.fermer()
        try:
            lui.wait(20)
        except psutil.TimeoutExpired:
            lui.kill()
            raise


@pytest.fixture(scope="module")
def reel(tmp_path_factory):
    with lancer(tmp_path_factory.mktemp("reel")) as p:
        p.cles = json.loads(p.demander("POST", "/api/seances", p.cle, {"tri": TRI})[1])
        yield p
    assert p.journal().splitlines()[1:] == [], "rien d’hostile ne laisse de trace dans le journal"


HOTE = b"Host: 127.0.0.1\r\n"
BRUTS = {
    "octets au hasard": b"\x00\x01\x02\xff\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n" * 3,
    "en-tête géant": b"GET / HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"X: " + b"a" * 300_000 + b"\r\n\r\n",
    "mille en-têtes": b"GET / HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"X: y\r\n" * 20_000 + b"\r\n",
    "adresse géante": b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"\r\n",
    "taille géante": b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "taille négative": b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Content-Length: -1\r\n\r\n",
    "deux tailles": b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "deux hôtes": b"GET / HTTP/1.1\r\n" + HOTE + b"Host: evil.example\r\n\r\n",
    "sans hôte": b"GET / HTTP/1.0\r\n\r\n",
    "adresse non ascii": b"GET /r/\xff\xfe HTTP/1.1\r\n" + HOTE + b"\r\n",
    "adresse absolue": b"GET http://evil.example/ HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"\r\n",
    "étoile": b"OPTIONS * HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"\r\n",
    "connect": b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"\r\n",
    "websocket": b"GET /api/flux HTTP/1.1\r\n"
    + HOTE
    + b"Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    "morceau mal dit": b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "corps trop gros": b"POST /entrer HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"Content-Length: 20000\r\n\r\n",
    "morceaux trop gros": b"POST /entrer HTTP/1.1\r\nConnection: close\r\n"
    + HOTE
    + b"Transfer-Encoding: chunked\r\n\r\n"
    + (b"1000\r\n" + b"a" * 0x1000 + b"\r\n") * 6,
    "nombre géant": b"GET /api/auteurs/" + b"9" * 6000 + b" HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"\r\n",
}


@pytest.mark.parametrize("sorte", BRUTS)
def test_des_octets_hostiles_recoivent_une_phrase_francaise(reel, sorte):
    recu = reel.brut(BRUTS[sorte])
    assert recu.startswith(b"HTTP/1.1 4") or sorte == "mille en-têtes" and recu.startswith(b"HTTP/1.1 200"), recu[:200]
    tete, _, corps = recu.partition(b"\r\n\r\n")
    entetes = {n.decode().lower(): v.decode().strip() for n, _, v in (x.partition(b":") for x in tete.split(b"\r\n")[1:])}
    controler(int(tete[9:12]), entetes, corps.decode(), "/")


def test_une_demande_cachee_dans_une_autre_ne_recoit_rien(reel):
    """Deux longueurs : un relais qui croirait l’une, et nous l’autre, laisserait passer une seconde demande."""
    cachee = b"GET /api/sante HTTP/1.1\r\nConnection: close\r\n" + HOTE + b"\r\n"
    for longueur in (5, 5 + len(cachee)):
        deux = b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % longueur
        recu = reel.brut(b"POST /entrer HTTP/1.1\r\n" + HOTE + deux + b"\r\n0\r\n\r\n" + cachee)
        assert recu.startswith(b"HTTP/1.1 400") and recu.count(b"HTTP/1.1 ") == 1, recu


def test_partir_au_milieu_d_une_demande_ne_gene_personne(reel):
    """Un téléphone qui perd le réseau : ni panne, ni trace dans le journal (le fixture le vérifie à la fin)."""
    jeton = reel.entrer(reel.cles).encode()
    porteur = b"Authorization: Bearer " + jeton + b"\r\n"
    for debut in (
        b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Content-Length: 100\r\n\r\ncode=",
        b"PUT /api/reponses/1/x HTTP/1.1\r\n" + HOTE + porteur + b"Content-Length: 100\r\n\r\n{",
        b"POST /api/gestes HTTP/1.1\r\n" + HOTE + porteur + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"GET /api/flux HTTP/1.1\r\n" + HOTE + porteur + b"\r\n",
        b"GET /api/et",
    ):
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", reel.port), timeout=3) as s:
                s.sendall(debut)
                time.sleep(0.02)
    assert reel.demander("GET", "/api/sante")[0] == 200


def test_un_corps_envoye_dans_un_flux_ouvert_ne_fait_pas_de_trace(reel):
    porteur = b"Authorization: Bearer " + reel.entrer(reel.cles).encode() + b"\r\n"
    recu = reel.brut(
        b"GET /api/flux HTTP/1.1\r\n"
        + HOTE
        + porteur
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + (b"4000\r\n" + b"a" * 0x4000 + b"\r\n") * 3,
        1,
    )
    assert recu.startswith(b"HTTP/1.1 200")
    assert reel.demander("GET", "/api/sante")[0] == 200


def test_deux_cents_flux_d_un_meme_participant_ne_font_pas_attendre_les_autres(reel):
    """Dont la moitié que personne ne lit."""
    attaquant, autre = reel.entrer(reel.cles).encode(), reel.entrer(reel.cles)
    demande = b"GET /api/flux HTTP/1.1\r\n" + HOTE + b"Authorization: Bearer " + attaquant + b"\r\n\r\n"
    with contextlib.ExitStack() as pile:
        flux = [pile.enter_context(socket.create_connection(("127.0.0.1", reel.port), timeout=PATIENCE)) for _ in range(200)]
        for s in flux:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            s.sendall(demande)
        for s in flux[::2]:
            assert s.recv(15) == b"HTTP/1.1 200 OK"
        debut = monotonic()
        for _ in range(10):
            assert reel.demander("GET", "/api/etat", autre)[0] == 200
        reel.faire(reel.cles, "ouvrir", "clore", "revoter", "clore")
        assert monotonic() - debut < 60, "dix lectures et huit demandes de l’enseignant"
    assert reel.demander("GET", "/api/etat", autre)[0] == 200


def test_des_centaines_de_demandes_lentes_ne_font_pas_attendre_les_autres(reel):
    with contextlib.ExitStack() as pile:
        for i in range(300):
            s = pile.enter_context(socket.create_connection(("127.0.0.1", reel.port), timeout=PATIENCE))
            s.sendall((b"", b"GET / HTTP/1.1\r\nHost:", b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Content-Length: 50\r\n\r\nc")[i % 3])
        debut = monotonic()
        for _ in range(10):
            assert reel.demander("GET", "/api/sante")[0] == 200
        assert monotonic() - debut < PATIENCE


def test_un_code_juste_n_attend_pas_meme_pendant_une_attaque_de_la_meme_adresse(reel):
    fini, faux = threading.Event(), []

    def deviner():
        while not fini.is_set():
            debut = monotonic()
            with contextlib.suppress(OSError, http.client.HTTPException):
                reel.demander("POST", "/api/participants", "", {"code": "TILLEUL 00"})
                faux.append(monotonic() - debut)

    fils = [threading.Thread(target=deviner) for _ in range(40)]
    for f in fils:
        f.start()
    try:
        time.sleep(0.3)
        durees = []
        for _ in range(12):
            debut = monotonic()
            reel.entrer(reel.cles)
            durees.append(monotonic() - debut)
    finally:
        fini.set()
        for f in fils:
            f.join()
    assert min(faux) >= 1.0, "un code faux attend au moins une seconde"
    assert median(durees) < median(faux) - 0.5, "mesurées ensemble, sur la même machine occupée"


def test_avant_l_ouverture_le_serveur_ne_repond_qu_a_cette_machine_et_apres_la_fermeture_non_plus(reel):
    def joint(hote: str) -> bool:
        try:
            return reel.demander("GET", "/api/sante", hote=hote)[0] == 200
        except OSError:
            return False

    ouvert = lambda: {(c.laddr.ip, c.laddr.port) for c in psutil.Process(reel.pid).net_connections() if c.status == psutil.CONN_LISTEN}  # noqa: E731
    assert ouvert() == {("127.0.0.1", reel.port)} and not joint("127.0.0.2")
    e = reel.cles["enseignant"]
    for faux in (
        "0.0.0.0",
        "",
        "localhost",
        "127.0.0.1",
        "::",
        "::1",
        "224.0.0.1",
        "255.255.255.255",
        "exemple.invalid",
        "127.2",
        "0x7f.0.0.2",
    ):
        statut, dit = reel.demander("POST", "/api/ouverture", e, {"adresse": faux})
        assert statut in (409, 422), (faux, dit)
        assert ouvert() == {("127.0.0.1", reel.port)}, faux
    assert reel.demander("POST", "/api/ouverture", e, {"adresse": "127.0.0.2"})[0] == 200
    assert joint("127.0.0.2") and reel.demander("GET", "/", entetes={"Host": f"127.0.0.2:{reel.port}"})[0] == 200
    assert reel.demander("POST", "/api/ouverture", e, {"adresse": "203.0.113.9"})[0] == 409
    assert joint("127.0.0.2"), "une adresse fautive ne ferme pas la classe"
    fils = [threading.Thread(target=reel.demander, args=("POST", "/api/ouverture", e, {"adresse": f"127.0.0.{i}"})) for i in range(3, 9)]
    for f in fils:
        f.start()
    for f in fils:
        f.join()
    assert len(ouvert()) == 2, "une seule adresse de classe à la fois, même demandées ensemble"
    assert reel.demander("DELETE", "/api/ouverture", e)[0] == 200
    assert ouvert() == {("127.0.0.1", reel.port)} and not any(joint(f"127.0.0.{i}") for i in range(2, 9))
    assert reel.demander("GET", "/", entetes={"Host": "127.0.0.2"})[0] == 400, "ni sous le nom qu’elle avait"


def test_le_serveur_sait_tenir_plus_de_connexions_que_la_limite_habituelle(tmp_path):
    """Cinq cents téléphones, plus d’une connexion chacun : au-delà de la limite d’un processus (256 ou 1024), plus personne n’entre."""
    resource = pytest.importorskip("resource")
    dure = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if dure != resource.RLIM_INFINITY and dure < 2048:
        pytest.skip("ce système n’en permet pas plus")
    avant = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (200, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))"
    with Serveur(tmp_path, avant=avant) as s:
        assert psutil.Process(s.processus.pid).rlimit(psutil.RLIMIT_NOFILE)[0] >= 2048 if hasattr(psutil.Process, "rlimit") else True


def test_une_connexion_muette_ou_lente_finit_par_se_fermer(tmp_path):
    from travailler_ensemble.seance import ecoute

    assert 5 <= ecoute.PATIENCE <= 60
    with Serveur(tmp_path, avant="from travailler_ensemble.seance import ecoute; ecoute.PATIENCE = 0.4") as serveur:
        ici = Programme(tmp_path, serveur.url, "", serveur.processus.pid)
        for debut in (b"", b"GET / HTT", b"POST /entrer HTTP/1.1\r\n" + HOTE + b"Content-Length: 50\r\n\r\nc"):
            avant = monotonic()
            ici.brut(debut, attente=PATIENCE)
            assert monotonic() - avant < PATIENCE, debut  # fermée par le serveur, non par le silence
        with socket.create_connection(("127.0.0.1", ici.port), timeout=PATIENCE) as s:
            s.sendall(b"GET /api/sante HTTP/1.1\r\n" + HOTE + b"\r\n")
            recu = b""
            while not recu.endswith(b"}"):
                recu += s.recv(65536)
            s.sendall(b"GET /")  # une seconde demande, jamais finie
            with contextlib.suppress(ConnectionError):
                assert s.recv(65536) == b""
        cle = serveur.creer(TRI).cles["enseignant"].encode()
        with socket.create_connection(("127.0.0.1", ici.port), timeout=PATIENCE) as s:
            s.sendall(b"GET /api/flux HTTP/1.1\r\n" + HOTE + b"Authorization: Bearer " + cle + b"\r\n\r\n")
            recu = b""
            while b"event: etat" not in recu:
                recu += s.recv(65536)
            s.settimeout(1.5)
            with pytest.raises(TimeoutError):  # un flux ouvert, lui, reste ouvert
                while s.recv(65536):
                    pass


@pytest.mark.parametrize("choisie", ["a", "ecole2026", "x" * 19])
def test_une_cle_d_ecole_trop_courte_est_refusee_par_une_phrase(tmp_path, monkeypatch, capsys, choisie):
    from travailler_ensemble.seance.__main__ import main

    monkeypatch.setenv("SEANCE_CLE", choisie)
    assert main(["--dossier", str(tmp_path / "ici")]) == 1
    dit = capsys.readouterr().out
    assert "SEANCE_CLE" in dit and "20 signes" in dit and choisie not in dit.replace("SEANCE_CLE", "").split()
    assert not (tmp_path / "ici").exists()


def test_seule_cette_machine_met_la_maison_au_defi(panel, tmp_path):
    """La preuve permettrait d’essayer des clés sans plus rien demander : le réseau ne la reçoit pas, même par un relais posé ici."""
    with ouvrir(f"sqlite:///{tmp_path / 'seances.sqlite'}", panel) as c:
        ici = c.http.base_url.host
        for client_, hote, prouve in (
            ("127.0.0.1", ici, True),
            ("192.0.2.7", ici, False),
            ("127.0.0.1", "localhost", False),
            ("192.0.2.7", "localhost", False),
        ):
            http_ = TestClient(c.http.app, base_url=f"http://{hote}", client=(client_, 5000))
            dit = http_.get("/api/sante?defi=x").json()
            assert ("preuve" in dit) is prouve, (client_, hote)
            assert http_.get("/api/sante").json() == {"service": "travailler-ensemble"}


def test_la_cle_de_la_maison_ne_part_que_vers_notre_serveur(tmp_path):
    """Le port d’un serveur arrêté peut être repris par n’importe qui sur une machine partagée."""
    from travailler_ensemble.seance import maison

    recus = []
    with socket.create_server(("127.0.0.1", 0)) as imposteur:

        def repondre():
            with contextlib.suppress(OSError):
                while True:
                    s, _ = imposteur.accept()
                    with s:
                        recus.append(s.recv(65536))
                        corps = b'{"service":"travailler-ensemble","preuve":"' + b"0" * 64 + b'"}'
                        s.sendall(
                            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                            % len(corps)
                            + corps
                        )

        threading.Thread(target=repondre, daemon=True).start()
        chez = maison.ouvrir(tmp_path)
        maison.ecrire(chez._replace(url=f"http://127.0.0.1:{imposteur.getsockname()[1]}"))
        assert client.joindre(tmp_path) is None
    assert recus and all(chez.cle.encode() not in r for r in recus)


# Une séance entière, puis on cherche ce qui en reste


ADRESSE_DE_QUELQU_UN, NAVIGATEUR_DE_QUELQU_UN, NOM_DE_QUELQU_UN = "198.51.100.77", "Navigateur-De-Camille/9.9", "Camille Exemple"


class Ecouteur(threading.Thread):
    """Un flux lu jusqu’au bout."""

    def __init__(self, port: int, cle: str) -> None:
        super().__init__(daemon=True)
        self.recu = b""
        self._prise = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._prise.sendall(b"GET /api/flux HTTP/1.1\r\n" + HOTE + b"Authorization: Bearer " + cle.encode() + b"\r\n\r\n")
        self.start()

    def run(self) -> None:
        with contextlib.suppress(OSError):
            while morceau := self._prise.recv(65536):
                self.recu += morceau


class Trace:
    """Ce qu’une séance entière a montré, et ce qu’elle a laissé."""

    def __init__(self) -> None:
        self.vus: list[tuple[int, str, str, str]] = []  # (dévoilés, étape, où, texte)
        self.secrets: list[str] = []


def regarder(p: Programme, t: Trace, devoiles: int, etape: str, cles: dict[str, str], ecouteurs: dict[str, Ecouteur], total: int) -> None:
    """Tout ce qu’un participant et le mur peuvent demander à cette étape, par toutes les routes."""
    personne = {
        "X-Forwarded-For": ADRESSE_DE_QUELQU_UN,
        "User-Agent": NAVIGATEUR_DE_QUELQU_UN,
        "X-Nom": NOM_DE_QUELQU_UN,
        "From": "camille@exemple.invalid",
    }
    for role in ("participant", "projection"):
        for route in ROUTES:
            (methode,) = route.methods
            nom = nom_de(route)
            if nom == "GET /api/flux" or (role in route.roles and nom in SANS_RETOUR) or nom in ("POST /entrer", "POST /api/participants"):
                continue
            statiques = list(ecrans.STATIQUES) if "{nom}" in route.path and etape == "preparation" else ["rien.js"]
            rangs = range(total + 2) if "{rang" in route.path else [1]
            for nom_statique in statiques:
                for rang in rangs:
                    chemin = remplir(route.path, nom=nom_statique, rang=rang, code=cles["code"], seance=cles["id"])
                    for accepte in ("*/*",) if chemin.startswith(("/api/", "/statique/")) else ("text/html",):
                        temoin = {"Cookie": f"te_participant={cles['participant']}"} if role == "participant" else {}
                        _, texte = p.demander(
                            methode,
                            chemin,
                            "" if temoin else cles[role],
                            None if methode == "GET" else {},
                            entetes={**personne, **temoin, "Accept": accepte},
                        )
                        t.vus.append((devoiles, etape, f"{role} {methode} {chemin}", texte))
    time.sleep(0.35)  # ce qui devait être poussé l’est
    for role, e in ecouteurs.items():
        t.vus.append((devoiles, etape, f"flux {role}", e.recu.decode()))


@pytest.fixture(scope="module")
def trace(tmp_path_factory, panel):
    """Une séance de bout en bout contre le vrai programme, lancé comme d’un carnet."""
    dossier = tmp_path_factory.mktemp("trace")
    t = Trace()
    p_tri = programme(panel, TRI)
    total = len(p_tri.auteurs)
    with lancer(dossier) as p:
        t.environnement = psutil.Process(p.pid).environ()
        t.commande = psutil.Process(p.pid).cmdline()
        t.droits = {f.name: f.stat().st_mode & 0o777 for f in dossier.iterdir()}
        cles = json.loads(p.demander("POST", "/api/seances", p.cle, {"tri": TRI, "titre": "Une séance"})[1])
        for faux in ("TILLEUL 00", NOM_DE_QUELQU_UN):
            p.demander(
                "POST",
                "/api/participants",
                "",
                {"code": faux},
                entetes={"User-Agent": NAVIGATEUR_DE_QUELQU_UN, "X-Forwarded-For": ADRESSE_DE_QUELQU_UN},
            )
        eleves = [p.entrer(cles) for _ in range(6)]
        cles["participant"] = eleves[0]
        t.cles, t.secrets = cles, [p.cle, cles["enseignant"], cles["projection"], *eleves]
        tri = json.loads(p.demander("GET", "/api/etat", cles["enseignant"])[1])["tri"]
        cartes, cases = [c["id"] for c in tri["cartes"]], [c["id"] for c in tri["cases"]]
        ecouteurs = {role: Ecouteur(p.port, cles[role]) for role in ("participant", "projection")}
        voir = lambda devoiles, etape: regarder(p, t, devoiles, etape, cles, ecouteurs, total)  # noqa: E731
        voir(0, "preparation")
        for tour, suite in ((1, ("clore", "montrer", "discuter")), (2, ("clore", "montrer"))):
            p.faire(cles, "ouvrir" if tour == 1 else "revoter")
            for i, eleve in enumerate(eleves):
                for carte in cartes:
                    corps = {"case": cases[(i + tour) % len(cases)], "n": 1, "nom": NOM_DE_QUELQU_UN}
                    p.demander("PUT", f"/api/reponses/{tour}/{carte}", eleve, corps, entetes={"User-Agent": NAVIGATEUR_DE_QUELQU_UN})
            voir(0, f"vote {tour}")
            for geste in suite:
                p.faire(cles, geste)
            voir(0, suite[-1])
        p.faire(cles, "bilan")
        voir(0, "bilan avant les auteurs")
        p.faire(cles, "revenir", "auteurs")
        voir(0, "auteurs")
        p.faire(cles, "devoiler")
        voir(1, "un auteur")
        p.faire(cles, "devoiler", "devoiler")
        voir(3, "trois auteurs")
        p.faire(cles, "bilan")
        voir(3, "bilan")
        p.faire(cles, "terminer")
        voir(3, "terminée")
        t.journal_pendant = p.journal()
    t.journal = p.journal()
    t.fichiers = {f.name: f.read_bytes() for f in dossier.iterdir() if f.is_file()}
    with contextlib.closing(sqlite3.connect(dossier / "seances.sqlite")) as base:
        noms = [n for (n,) in base.execute("select name from sqlite_master where type = 'table'")]
        t.base = {n: [tuple(map(str, ligne)) for ligne in base.execute(f'select * from "{n}"')] for n in noms}
        t.colonnes = {n: [c[1] for c in base.execute(f'pragma table_info("{n}")')] for n in noms}
    t.dits = dits_par_auteur(p_tri)
    return t


def test_avant_le_devoilement_aucun_octet_des_auteurs_ne_sort_puis_seulement_les_premiers(trace):
    """Ni par les pages, ni par l’interface, ni par le flux, ni par une erreur : chaque route, à chaque étape."""
    assert len(trace.vus) > 500 and {e for _, e, *_ in trace.vus} >= {"vote 1", "vote 2", "auteurs", "trois auteurs", "bilan"}
    fuites = set()
    for devoiles, etape, ou, texte in trace.vus:
        connus = set().union(*trace.dits[:devoiles]) if devoiles else set()
        caches = set().union(*trace.dits[devoiles:]) - connus
        fuites |= {(etape, ou, mot) for mot in trouves(caches, texte)}
    assert sorted(fuites) == []


def test_un_auteur_devoile_se_lit_bien(trace):
    """L’essai précédent sait trouver ce qu’il cherche."""
    lus = " ".join(texte for devoiles, _, ou, texte in trace.vus if devoiles == 3 and "participant" in ou)
    for dits in trace.dits[:3]:
        assert len(trouves(dits, lus)) >= 3
    flux = next(texte for d, e, ou, texte in reversed(trace.vus) if ou == "flux participant")
    assert flux.count("event: etat") >= 8 and trouves(trace.dits[2], flux)


def test_rien_de_personnel_ne_reste_ni_dans_la_base_ni_dans_les_journaux(trace):
    ecrit = json.dumps(trace.base, ensure_ascii=False) + trace.journal + trace.journal_pendant
    for mot in (ADRESSE_DE_QUELQU_UN, NAVIGATEUR_DE_QUELQU_UN, NOM_DE_QUELQU_UN, "Camille", "127.0.0.1:", "python-urllib", "Mozilla"):
        lignes = [x for x in ecrit.splitlines() if mot.lower() in x.lower() and "sont prêtes" not in x]
        assert lignes == [], mot
        assert all(mot.encode() not in octets for nom, octets in trace.fichiers.items() if nom.startswith("seances.sqlite")), mot
    assert trace.journal.splitlines() == [trace.journal.splitlines()[0]] and re.fullmatch(
        r"Les séances sont prêtes : http://127\.0\.0\.1:\d+\n", trace.journal
    )
    assert {k: sorted(v) for k, v in trace.colonnes.items() if k != "alembic_version"} == {
        "seances": sorted(["id", "code", "titre", "tri", "cartes", "etat", "version", "creee_le", "effacer_le"]),
        "acces": ["empreinte", "role", "seance"],
        "participants": ["empreinte", "numero", "seance"],
        "reponses": ["carte", "choix", "n", "participant", "seance", "source", "tour"],
        "mains": ["carte", "choix", "nombre", "seance", "tour"],
        "contenus": ["seance", "texte"],  # le tri et ses auteurs : rien de personne
    }, "toute colonne nouvelle doit être pesée ici"
    assert trace.base["reponses"] and {ligne[5] for ligne in trace.base["reponses"]} == {"1"}


def test_les_secrets_ne_sont_nulle_part_en_clair(trace):
    assert len(trace.secrets) == 9
    for secret in trace.secrets:
        for nom, octets in trace.fichiers.items():
            assert secret.encode() not in octets or (nom == "maison.json" and secret == trace.secrets[0]), nom
        assert secret not in json.dumps(trace.base) and secret not in " ".join(trace.commande)
        assert not any(secret in texte for *_, texte in trace.vus), "ni dans ce que reçoit un participant ou le mur"
    empreintes = {ligne[0] for ligne in trace.base["acces"]} | {ligne[2] for ligne in trace.base["participants"]}
    assert {hashlib.sha256(s.encode()).hexdigest() for s in trace.secrets[1:]} == empreintes


@pytest.mark.skipif(os.name == "nt", reason="les droits d’un fichier s’y disent autrement")
def test_la_cle_et_la_base_ne_sont_qu_a_leur_proprietaire(trace):
    assert {n for n in trace.droits if n != "journal.txt"} >= {"maison.json", "seances.sqlite"}
    assert {n: d for n, d in trace.droits.items() if d & 0o077 and n != "journal.txt"} == {}


def test_le_serveur_lance_d_un_carnet_ne_connait_aucun_jeton_de_jupyter(trace):
    assert not [n for n in trace.environnement if re.match("JUPYTER|JPY_|IPYTHON|JPKC|COLAB|BINDER", n)]
    assert not [n for n, v in trace.environnement.items() if v.startswith("jeton-")]
