"""Le site sans installation, dans un profil vide : ce qui se télécharge, ce qui s’attend, ce qui se lit en attendant ; face à un carnet nu du même site."""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import psutil

from outils.mesures import Mesure, medianes, mesure, navigateur
from outils.site.programme import SORTIE

PASSAGES = 5
ATTENTE = 180_000  # ms
LABO, NU = "notebooks/02-formes.ipynb", "notebooks/nu.ipynb"
FAIT = "6 fois 7 font 42"
PRETS = {LABO: ".te .activite input:enabled", NU: f".jp-OutputArea-output:has-text('{FAIT}')"}
"""Ce qui paraît quand on peut s’en servir : la première activité ; le résultat de la seule cellule."""
PREMIERE_PHRASE = "#te-apercu section:not([hidden]) p"
MO = 1e6


class Hebergement(http.server.SimpleHTTPRequestHandler):
    """Un hébergement ordinaire : il comprime ce qu’il envoie, le dit gardé dix minutes, et a un carnet nu de plus."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript", ".wasm": "application/wasm"}

    def log_message(self, *_: object) -> None:
        """Rien à dire."""

    def do_GET(self) -> None:
        """Un fichier, comprimé."""
        try:
            corps = _contenu(self.path.partition("?")[0])
        except OSError:
            self.send_error(404)
            return
        with self.server.verrou:  # type: ignore[attr-defined]
            self.server.envoyes.append((self.path, len(corps)))  # type: ignore[attr-defined]
        self.send_response(200)
        for entete, valeur in (
            ("Content-Type", self.guess_type(self.path.partition("?")[0])),
            ("Content-Encoding", "gzip"),
            ("Cache-Control", "max-age=600"),
            ("Content-Length", str(len(corps))),
        ):
            self.send_header(entete, valeur)
        self.end_headers()
        self.wfile.write(corps)


@functools.cache
def _contenu(chemin: str) -> bytes:
    """Le fichier, ou le carnet nu, comme un serveur l’envoie. Lève `OSError`."""
    if chemin == f"/files/{NU}":
        lu = json.loads((SORTIE / "files" / LABO).read_bytes())
        cellule = nbformat.v4.new_code_cell('print(f"6 fois 7 font {6 * 7}")')
        octets = nbformat.writes(nbformat.v4.new_notebook(cells=[cellule], metadata=lu["metadata"])).encode()
    else:
        octets = (SORTIE / (chemin.lstrip("/") or "index.html")).read_bytes()
        if chemin == "/api/contents/notebooks/all.json":
            liste = json.loads(octets)
            modele = next(x for x in liste["content"] if x["path"] == LABO)
            octets = json.dumps(liste | {"content": [*liste["content"], modele | {"path": NU, "name": Path(NU).name}]}).encode()
    return gzip.compress(octets, 6)


@contextmanager
def _heberger() -> Iterator[Any]:
    serveur = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hebergement)
    serveur.envoyes, serveur.verrou = [], threading.Lock()  # type: ignore[attr-defined]
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    try:
        yield serveur
    finally:
        serveur.shutdown()


@contextmanager
def _profil_vide() -> Iterator[Any]:
    """Une page d’un Chromium qui n’a jamais rien ouvert ; son stockage est celui d’une personne, et non d’une fenêtre privée."""
    with navigateur.chromium_de() as (p, chemin), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as dossier:
        contexte = p.chromium.launch_persistent_context(
            dossier, executable_path=chemin, args=navigateur.ARGUMENTS, locale="fr-FR", viewport={"width": 1366, "height": 900}
        )
        try:
            yield contexte.pages[0]
        finally:
            contexte.close()


def _ouvrir(page: Any, adresse: str, carnet: str, chaud: bool = False) -> float:
    """Les secondes, de la demande de la page à ce qui sert."""
    debut = time.perf_counter()
    page.reload(wait_until="commit") if chaud else page.goto(f"{adresse}/notebooks/index.html?path={carnet}", wait_until="commit")
    if carnet == NU:
        cellule = page.locator(".jp-CodeCell .cm-content").first
        cellule.wait_for(timeout=ATTENTE)
        cellule.click()
        page.keyboard.press("Shift+Enter")
    page.locator(PRETS[carnet]).first.wait_for(timeout=ATTENTE, state="attached")
    return time.perf_counter() - debut


def _memoire() -> float:
    """La mémoire de Chromium, tous ses processus, en Mo ; une page partagée n’est comptée qu’une fois."""
    enfants = [e for e in psutil.Process().children(recursive=True) if "chrom" in e.name()]
    return sum(e.memory_full_info().pss for e in enfants) / MO


def mesurer_site() -> dict[str, Mesure]:
    """Les octets, les rapports à froid et à chaud, la première phrase, la mémoire. Lève `FileNotFoundError` si le site n’est pas construit."""
    if not SORTIE.is_dir():
        raise FileNotFoundError("le site n’est pas construit : « python3 labo.py site ».")
    paires: dict[str, list[tuple[float, float]]] = {"froid": [], "chaud": [], "memoire": []}
    phrases: list[float] = []
    premier = entier = 0
    with _heberger() as serveur:
        adresse = f"http://localhost:{serveur.server_port}"
        for passage in range(PASSAGES):
            paire = {}
            for carnet in (LABO, NU) if passage % 2 else (NU, LABO):
                serveur.envoyes.clear()
                with _profil_vide() as page:
                    if carnet == LABO:
                        page.add_init_script(_CHRONOMETRE)
                    froid = _ouvrir(page, adresse, carnet)
                    if carnet == LABO:
                        phrases.append(page.evaluate("window.premierePhrase") / 1000)
                        premier = sum(n for _, n in serveur.envoyes)
                        page.locator('[data-travailler-ensemble="lance"]').wait_for(timeout=ATTENTE)
                        page.wait_for_function("window.pretHorsLigne", timeout=ATTENTE)
                        entier = sum(n for _, n in serveur.envoyes)
                    paire[carnet] = (froid, _ouvrir(page, adresse, carnet, chaud=True), _memoire())
            for rang, liste in enumerate(paires.values()):
                liste.append((paire[LABO][rang], paire[NU][rang]))
    (froid, nu_froid, r_froid), (chaud, nu_chaud, r_chaud) = medianes(paires["froid"]), medianes(paires["chaud"])
    memoire, nue, r_memoire = medianes(paires["memoire"])
    return {
        "site.octets": mesure("le site, tout ce qu’une première visite télécharge, comprimé", entier / MO, "Mo", 13.0)
        | {"premier labo": premier / MO},
        "site.froid": mesure(
            "site, première visite : labo 02 utilisable / carnet nu", r_froid, "×", 1.2, secondes=froid, plancher=nu_froid
        ),
        "site.chaud": mesure(
            "site, visite suivante : labo 02 utilisable / carnet nu", r_chaud, "×", 1.3, secondes=chaud, plancher=nu_chaud
        ),
        "site.phrase": mesure("site, première visite : première phrase lisible", sorted(phrases)[len(phrases) // 2], "s", 2.0)
        | {"la plus lente": max(phrases)},
        "site.memoire": mesure("site, mémoire du navigateur : labo 02 / carnet nu", r_memoire, "×", 1.25, Mo=memoire, plancher=nue),
    }


_CHRONOMETRE = f"""navigator.serviceWorker?.addEventListener("message", (e) => {{ if (e.data === "pret-hors-ligne") window.pretHorsLigne = true; }});
new MutationObserver((_, guet) => {{
  const phrase = document.querySelector("{PREMIERE_PHRASE}");
  if (!phrase || window.premierePhrase) return;
  guet.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => {{ window.premierePhrase = performance.now(); }}));
}}).observe(document, {{ subtree: true, childList: true }});"""
