"""Firefox tel qu’il se distribue, pour Playwright : « python firefox.py FIREFOX ARGUMENTS » le lance et relaie ce qu’ils se disent.

Playwright lui parle en WebDriver BiDi, et règle d’abord ce que Firefox ESR ne sait pas encore régler (thème, langue…) : là, le relais
change « commande inconnue » en accusé. Le reste passe tel quel. Tué avec son groupe, il emporte Firefox.
"""

import asyncio
import json
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketHandler, websocket_connect

REGLER = ("emulation.", "browser.setDownloadBehavior")
"""Ce qu’un Firefox peut ne pas savoir encore, sans que la page en dépende."""
ADRESSE = re.compile(r"WebDriver BiDi listening on ws://127\.0\.0\.1:(\d+)")
REGLAGES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "localhost, 127.0.0.1",
}
"""Tout autre hôte que cette machine passerait par un relais qui n’existe pas."""


def programme(dossier: Path) -> str | None:
    """Le programme que Playwright prendra pour Firefox ; None si Firefox n’est pas installé."""
    firefox = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
    if not firefox:
        return None
    lanceur = dossier / "firefox"
    lanceur.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" "{firefox}" "$@"\n', encoding="utf-8")
    lanceur.chmod(0o700)
    return str(lanceur)


class Relais(WebSocketHandler):
    """Une conversation : ce que dit Playwright va à Firefox, et l’inverse."""

    def initialize(self, port: int) -> None:
        self.port = port
        self.reglages: set[int] = set()

    async def open(self, *_: str) -> None:
        adresse = f"ws://127.0.0.1:{self.port}{self.request.path}"
        self.firefox = await websocket_connect(adresse, max_message_size=1 << 30, ping_interval=0)
        asyncio.create_task(self.repondre())

    async def repondre(self) -> None:
        while (dit := await self.firefox.read_message()) is not None:
            if self.reglages and '"unknown command"' in dit and (recu := json.loads(dit)).get("id") in self.reglages:
                dit = json.dumps({"type": "success", "id": recu["id"], "result": {}})
            await self.write_message(dit)
        self.close()

    async def on_message(self, dit: str | bytes) -> None:
        demande = json.loads(dit)
        if demande["method"].startswith(REGLER):
            self.reglages.add(demande["id"])
        await self.firefox.write_message(dit)


async def main(arguments: list[str]) -> int:
    """Tient le relais jusqu’à la fin de Firefox ; rend son code de sortie."""
    lance = subprocess.Popen(arguments, stderr=subprocess.PIPE, encoding="utf-8", errors="replace")
    assert lance.stderr is not None
    for ligne in lance.stderr:
        if trouve := ADRESSE.search(ligne):
            prises = bind_sockets(0, "127.0.0.1")
            serveur = HTTPServer(Application([(r"/(.*)", Relais, {"port": int(trouve[1])})], websocket_max_message_size=1 << 30))
            serveur.add_sockets(prises)
            print(ligne.replace(trouve[1], str(prises[0].getsockname()[1])), end="", file=sys.stderr, flush=True)
            break
        print(ligne, end="", file=sys.stderr, flush=True)
    threading.Thread(target=shutil.copyfileobj, args=(lance.stderr, sys.stderr), daemon=True).start()
    return await asyncio.to_thread(lance.wait)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
