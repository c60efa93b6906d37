"""Ce que partagent les attaques de la séance : ce que toute réponse doit respecter, les rôles du contrat, le vrai programme."""

import contextlib
import gzip
import html
import http.client
import json
import re
import socket
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import garde
import psutil
import pytest
from test_seance_serveur import ouvrir

from travailler_ensemble.seance import client
from travailler_ensemble.seance.serveur import ROUTES

LIB = Path(__file__).resolve().parents[3] / "lib"
HOTE = b"Host: 127.0.0.1\r\n"


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
        if nom in ("style", "iframe", "object", "embed", "base", "img", "image", "use", "foreignobject") or (
            nom == "script" and "src" not in donnees
        ):
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
def controlee(adresse: str, panel, prefixe: str = ""):
    """Une classe dont chaque réponse est contrôlée. `prefixe` : ce que l’école met devant ses chemins."""
    with ouvrir(adresse, panel) as c:

        def regarder(reponse):
            reponse.read()
            controler(reponse.status_code, reponse.headers, reponse.text, reponse.request.url.raw_path.decode().removeprefix(prefixe))

        c.http.event_hooks = {"response": [regarder]}
        yield c.preparer()


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
    "GET /comptes": PUBLIC,
    "GET /oauth_callback": PUBLIC,
    "GET /api/sante": PUBLIC,
    "POST /api/participants": PUBLIC,
    "POST /api/billets/echange": PUBLIC,
    "POST /api/billets": {"enseignant", "maison"},
    "POST /seance/reponse": REPONDRE,
    "POST /seance/effacer": REPONDRE,
    "PUT /api/reponses/{tour}/{carte}": REPONDRE,
    "DELETE /api/moi": REPONDRE,
    "GET /api/raisons": {"participant", "enseignant"},
    "POST /api/raisons": MENER,
    "GET /api/etat": VOIR,
    "GET /api/flux": VOIR,
    "GET /api/auteurs/{rang}": VOIR,
    "GET /api/qr.svg": {"projection", "enseignant"},
    "GET /api/bilan": {"projection", "enseignant"},
    "GET /papier": MENER,
    "GET /copie": MENER,
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
    "POST /api/seances/{seance}/rejouer": MAISON,
    "POST /api/qr-enseignant.svg": MENER,
    "POST /api/fin": MAISON,
    "POST /api/comparaison": MAISON,
    "GET /api/serveur": MAISON,
}
"""Recopié du contrat (README.md), exprès : une route nouvelle, ou un rôle changé dans le code, doit l’être ici aussi."""


def routes_declarees(routes) -> dict[str, set[str]]:
    return {re.sub(r":\w+}", "}", f"{m} {r.path}"): set(getattr(r, "roles", ())) for r in routes for m in sorted(r.methods or ())}


def remplir(chemin: str, **valeurs: object) -> str:
    return re.sub(r"{(\w+)(:\w+)?}", lambda m: quote(str(valeurs.get(m[1], "1")), safe=""), chemin)


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


DATES = r"[\d.]{9,}|20\d\d-\d\d-\d\d"
"""L’heure et les dates : les quatre chiffres d’un participant (2026…) s’y lisent par hasard."""


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
