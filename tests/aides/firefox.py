"""Firefox tel qu’il se distribue, pour Playwright : « python firefox.py FIREFOX ARGUMENTS » le lance et relaie ce qu’ils se disent.

Playwright lui parle en WebDriver BiDi et commence par une commande que Firefox ESR ne connaît pas encore ; le relais l’accuse à sa
place. Le reste passe tel quel. Tué avec son groupe, il emporte Firefox.
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

INCONNUE = "emulation.setMediaFeaturesOverride"
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

    async def open(self, *_: str) -> None:
        adresse = f"ws://127.0.0.1:{self.port}{self.request.path}"
        self.firefox = await websocket_connect(adresse, max_message_size=1 << 30, ping_interval=0)
        asyncio.create_task(self.repondre())

    async def repondre(self) -> None:
        while (dit := await self.firefox.read_message()) is not None:
            await self.write_message(dit)
        self.close()

    async def on_message(self, dit: str | bytes) -> None:
        demande = json.loads(dit)
        if demande["method"] == INCONNUE:
            await self.write_message(json.dumps({"type": "success", "id": demande["id"], "result": {}}))
        else:
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
