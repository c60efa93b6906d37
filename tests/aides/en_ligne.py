"""Le site construit, servi comme par un hébergement ordinaire, et des navigateurs dont le profil survit à leur mort."""

import functools
import http.server
import re
import signal
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import expect

from outils import RACINE

SITE = RACINE / "a-distribuer" / "site"
LENT = 180_000  # ms : Python démarre dans le navigateur
LABO = "notebooks/02-formes.ipynb"
AILLEURS = "ecole.test"
"""Un nom qu’un navigateur ne tient pas pour sûr : ni https, ni « localhost »."""


class Fichiers(http.server.SimpleHTTPRequestHandler):
    """Un hébergement ordinaire : des fichiers, sans en-tête particulier."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript", ".wasm": "application/wasm"}

    def log_message(self, *_):
        pass


class Hebergement:
    """Un serveur de fichiers, et l’adresse du site dans un sous-dossier comme chez une forge.

    `entetes` s’ajoutent à chaque réponse ; le fichier `retenu` n’arrive qu’une fois `lacher()` appelé.
    """

    def __init__(self, racine: Path, entetes: dict[str, str] | None = None, retenu: str = "") -> None:
        lache = threading.Event()
        self.lacher = lache.set

        class Servis(Fichiers):
            def do_GET(self):
                if retenu and self.path.endswith(retenu):
                    lache.wait(LENT / 1000)
                super().do_GET()

            def end_headers(self):
                for nom, valeur in (entetes or {}).items():
                    self.send_header(nom, valeur)
                super().end_headers()

        self._serveur = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Servis, directory=str(racine)))
        threading.Thread(target=self._serveur.serve_forever, daemon=True).start()
        self.port = self._serveur.server_port
        self.adresse = f"http://localhost:{self.port}/site"

    def fermer(self) -> None:
        self._serveur.shutdown()
        self._serveur.server_close()


class Profil:
    """Un navigateur et son profil : `ouvrir()` autant de fois qu’on le tue."""

    def __init__(self, lancer, dossier: Path) -> None:
        self._lancer, self.dossier = lancer, dossier
        self.contexte: Any = None

    def ouvrir(self):
        self.contexte = self._lancer(self.dossier)
        return self.contexte.pages[0] if self.contexte.pages else self.contexte.new_page()

    def tuer(self) -> None:
        """SIGKILL à tous ses programmes, d’un coup, et à eux seuls : ceux dont la ligne de commande nomme ce profil, et leurs enfants."""
        miens = [p for p in psutil.Process().children(recursive=True) if str(self.dossier) in " ".join(_commande(p))]
        for p in {q for m in miens for q in (m, *_enfants(m))}:
            with suppress(psutil.NoSuchProcess):
                p.send_signal(signal.SIGKILL)
        psutil.wait_procs(miens, timeout=30)
        self.fermer()

    def fermer(self) -> None:
        if self.contexte:
            with suppress(Exception):  # il vient de mourir
                self.contexte.close()
        self.contexte = None


def _commande(p: psutil.Process) -> list[str]:
    try:
        return p.cmdline()
    except psutil.Error:
        return []


def _enfants(p: psutil.Process) -> list[psutil.Process]:
    try:
        return p.children(recursive=True)
    except psutil.Error:
        return []


def adresse(site: str, carnet: str = LABO) -> str:
    return f"{site}/notebooks/index.html?path={carnet}"


def lancer(page, site: str, carnet: str = LABO) -> None:
    """Ouvre un carnet, et attend que toutes ses activités répondent."""
    page.goto(adresse(site, carnet))
    pret(page)


def pret(page) -> None:
    expect(page.locator('[data-travailler-ensemble="lance"]')).to_have_count(1, timeout=LENT)
    expect(page.locator("#te-apercu")).to_have_count(0)


def etape(page, numero: int) -> None:
    """Va à cette étape du labo."""
    page.get_by_role("button", name=re.compile(rf"^Étape {numero}, ")).click()


def gardees(page, cle: str | None = None) -> list:
    """Ce que le gardien tient : `[rang, clé, ligne]`, d’une activité ou de toutes."""
    lues = page.evaluate("async () => (await fetch('../api/te-reponses?depuis=0')).json()")
    return [x for x in lues if cle is None or x[1] == cle]
