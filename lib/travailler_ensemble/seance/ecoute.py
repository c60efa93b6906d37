"""L’écoute : où le serveur répond. À cette machine seulement, jusqu’à « ouvrir à la classe » ; puis, en plus, à une adresse du réseau local."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from travailler_ensemble.seance.portes import SECURITE

LOCALE = "127.0.0.1"
PREMIER, DERNIER = 8700, 8799
REGARD = 5.0
"""Secondes entre deux regards sur les adresses de cette machine : un Wi-Fi qui change laisserait une adresse morte au mur."""
APPAREILS_MAX = 5000
PATIENCE = 20.0
"""Secondes laissées à une demande pour arriver entière (jusqu’au double, selon quand on regarde)."""

SILENCE = 330
"""Secondes où une connexion reste ouverte sans rien dire : plus que n’attend un navigateur (300 pour Chrome). C’est lui qui raccroche ;
raccrocher les premiers perdrait la réponse qu’il envoie à cet instant.
"""
ENTETE_MAX = 64 * 1024
"""Octets d’un en-tête qui n’est pas encore fini."""


class Adresse(NamedTuple):
    """Une adresse de cette machine, et ce qu’il faut en savoir."""

    adresse: str
    nom: str
    conseil: str


class PortPris(Exception):
    """On ne peut pas écouter là ; le message dit pourquoi."""


class _Connexion(HttpToolsProtocol):
    """Une connexion. Qui se tait, ou envoie sa demande trop lentement, est raccroché : il prendrait la place d’un téléphone."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._entete: float = 0
        self._vue = self.cycle
        self._veille = self.loop.call_later(PATIENCE, self._veiller)

    def connection_lost(self, exc: Exception | None) -> None:
        self._veille.cancel()
        super().connection_lost(exc)

    def _veiller(self) -> None:
        """Deux regards de suite sur la même demande, pas encore finie : c’est trop long. Un flux, lui, est une réponse."""
        attendue = self.cycle is None or self.cycle.response_complete or self.cycle.more_body
        if attendue and not self.timeout_keep_alive_task and self.cycle is self._vue:
            self.transport.abort()
            return
        self._vue = self.cycle
        self._veille = self.loop.call_later(PATIENCE, self._veiller)

    def data_received(self, data: bytes) -> None:
        self._entete += len(data)
        super().data_received(data)
        if self._entete > ENTETE_MAX and not self.transport.is_closing():  # jamais fini, il remplirait la mémoire
            self.send_400_response("")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._entete = 0

    def on_headers_complete(self) -> None:
        self._entete = float("-inf")
        if not self.url.startswith(b"/"):
            raise ValueError  # « http://ailleurs/ », « * » : une demande faite à un relais ; elle reçoit 400
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Ce qui n’est pas du HTTP, ou pas assez bien écrit : la même phrase et les mêmes en-têtes que partout."""
        contenu = json.dumps({"message": "Cette demande n’est pas comprise."}, ensure_ascii=False).encode()
        entetes = {b"content-type": b"application/json", b"content-length": b"%d" % len(contenu), b"connection": b"close", **SECURITE}
        lignes = [b"HTTP/1.1 400 Bad Request", *(b"%s: %s" % e for e in entetes.items()), b"", contenu]
        self.transport.write(b"\r\n".join(lignes))
        self.transport.close()


class _Ecoute(uvicorn.Server):
    """Un serveur uvicorn parmi d’autres dans le même programme : les signaux ne sont pas à lui."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _reglages(app: Any, **options: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        access_log=False,
        log_level="error",
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=2,
        backlog=2048,
        timeout_keep_alive=SILENCE,
        proxy_headers=False,
        http=_Connexion,
        ws="none",
        **options,
    )


def prise(adresse: str, port: int) -> socket.socket:
    """Une prise qui écoute. Lève `PortPris`."""
    s = socket.socket(socket.AF_INET6 if ":" in adresse else socket.AF_INET)
    try:
        # Sous Windows, SO_REUSEADDR laisserait un autre programme prendre le même port.
        s.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR), 1)
        s.bind((adresse, port))
        s.listen(2048)
    except (OSError, OverflowError) as e:
        s.close()
        raise PortPris(f"L’adresse {adresse}:{port} n’est pas libre, ou n’est plus celle de cette machine.") from e
    return s


def prise_locale(voulus: tuple[int, ...] = ()) -> socket.socket:
    """Une prise sur cette machine, au premier port libre : ceux qu’on veut d’abord. Lève `PortPris` s’il n’y en a aucun."""
    for port in (*voulus, *range(PREMIER, DERNIER + 1)):
        try:
            return prise(LOCALE, port)
        except PortPris:
            continue
    raise PortPris(f"Aucun port n’est libre de {PREMIER} à {DERNIER} : fermez une séance oubliée, ou donnez un port avec « --port ».")


class Ecoute:
    """Les adresses où répond une application : la locale, toujours ; celle de la classe, à la demande."""

    def __init__(self, locale: socket.socket, adresse_publique: str = "", garder: Callable[[str], None] = lambda adresse: None) -> None:
        self._locale = locale
        self._garder = garder  # l’adresse de la classe, pour la retrouver après une coupure ; vide quand elle se ferme
        self._hote, self.port = locale.getsockname()[:2]  # une fois : chaque requête demande `hotes`
        self._publique = adresse_publique.rstrip("/")  # une école derrière un relais
        publique = urlsplit(self._publique)
        self._hote_public, self._prefixe = publique.hostname or "", publique.path
        self._app: Any = None
        self._serveur: _Ecoute | None = None
        self._classe: tuple[_Ecoute, asyncio.Task[None], str] | None = None
        self._appareils: set[str] = set()  # jamais écrits : qui a joint la classe, hors de cette machine
        self._perdue = ""  # l’adresse de la classe que cette machine n’a plus
        self._verrou = asyncio.Lock()  # deux pages qui ouvrent ensemble n’ouvrent qu’une adresse
        self._fermees: set[str] = set()
        self._finit = self.relance = False
        self.avant_de_fermer: Callable[[], None] = lambda: None
        """Appelé quand une adresse se ferme ou revient : les flux qui y sont ouverts ont à finir, les autres à le dire."""

    @property
    def locale(self) -> str:
        """« http://127.0.0.1:8700 »."""
        return f"http://{self._hote}:{self.port}"

    def hotes(self) -> set[str]:
        """Les noms d’hôte auxquels on répond : un autre serait un site qui se fait passer pour nous."""
        noms = {LOCALE, "localhost", self._hote}
        if self._hote_public:
            noms.add(self._hote_public)
        if self._classe:
            noms.add(self._classe[2])
        return noms

    def prefixe(self, hote: str) -> str:
        """Le chemin sous lequel cet hôte publie les séances ; vide, sauf pour l’adresse d’une école qui en a un."""
        return self._prefixe if hote == self._hote_public else ""

    def est_l_ecole(self, hote: str | None) -> bool:
        """Cet hôte est-il celui par où une école publie ses séances ?"""
        return bool(hote) and hote == self._hote_public

    def dire(self) -> dict[str, Any]:
        """Pour l’enseignant : ouverte ou non, à quelle adresse, combien d’autres appareils l’ont jointe ; `perdue`, celle d’avant."""
        adresse = self._classe[2] if self._classe else ""
        url = self._publique or (f"http://{adresse}:{self.port}" if adresse else "")
        return {"ouverte": bool(url), "url": url, "adresse": adresse, "visites": len(self._appareils), "perdue": self._perdue}

    def visite(self, scope: Mapping[str, Any]) -> None:
        """Compte les autres appareils qui arrivent par l’adresse de la classe, où que ce soit : c’est la preuve que le réseau laisse passer."""
        if not (self._classe and scope["server"] and scope["client"]):
            return
        adresse, lui = self._classe[2], scope["client"][0]
        if scope["server"][0] == adresse != lui and len(self._appareils) < APPAREILS_MAX:
            self._appareils.add(lui)

    def se_ferme(self, scope: Mapping[str, Any]) -> bool:
        """L’adresse par où cette demande est venue est-elle en train de se fermer ?"""
        return self._finit or bool(scope.get("server")) and scope["server"][0] in self._fermees

    async def servir(self, app: Any, classe: str = "") -> None:
        """Répond jusqu’à ce qu’on demande la fin (`finir`, ou un signal) ; à l’adresse `classe` aussi, si elle est encore la nôtre."""
        self._app = app
        self._serveur = _Ecoute(_reglages(app))
        try:
            if classe:
                with suppress(PortPris):
                    await self.ouvrir(classe)
            garde = asyncio.create_task(self._surveiller())
            try:
                await self._serveur.serve(sockets=[self._locale])
            finally:
                garde.cancel()
        finally:
            await self.fermer()

    def finir(self, *, relance: bool = False) -> None:
        """Ne répond plus. `relance` : un autre programme prend la suite, à la même adresse de la classe."""
        self._finit, self.relance = True, relance
        self.avant_de_fermer()
        if self._serveur:
            self._serveur.should_exit = True

    async def _surveiller(self) -> None:
        while True:
            await asyncio.sleep(REGARD)
            await self.verifier(_d_ici)

    async def verifier(self, d_ici: Callable[[str], bool]) -> None:
        """Ferme l’adresse de la classe si elle n’est plus de cette machine (le Wi-Fi a changé) : le mur ne la montre plus, l’enseignant
        en choisit une autre. Revenue, elle se rouvre.
        """
        async with self._verrou:
            if self._classe and not d_ici(self._classe[2]):
                self._perdue = self._classe[2]
                await self._fermer()
                self._retenir(self._perdue)  # le programme coupé puis relancé, les téléphones la connaîtraient encore
            elif self._perdue and d_ici(self._perdue):
                with suppress(PortPris):
                    await self._ouvrir(self._perdue)
                self.avant_de_fermer()

    async def ouvrir(self, adresse: str) -> None:
        """Répond aussi à cette adresse, même port. Lève `PortPris` ; l’adresse d’avant reste alors ouverte."""
        async with self._verrou:
            await self._ouvrir(adresse)

    async def _ouvrir(self, adresse: str) -> None:
        if self._classe and self._classe[2] == adresse:
            return
        if not _ecoutable(adresse):
            raise PortPris("Donnez une adresse de cette machine, en quatre nombres : « 192.168.0.12 ».")
        s = prise(adresse, self.port)
        await self._fermer()
        serveur = _Ecoute(_reglages(self._app, lifespan="off"))
        tache = asyncio.create_task(serveur.serve(sockets=[s]))
        self._classe, self._perdue = (serveur, tache, adresse), ""
        self._appareils.clear()
        self._fermees.discard(adresse)
        while not serveur.started and not tache.done():
            await asyncio.sleep(0.005)
        self._retenir(adresse)

    def _retenir(self, adresse: str) -> None:
        with suppress(OSError):  # disque plein : la classe est ouverte quand même
            self._garder(adresse)

    async def fermer(self) -> None:
        """Ne répond plus qu’à cette machine."""
        async with self._verrou:
            self._perdue = ""
            await self._fermer()

    async def _fermer(self) -> None:
        if not self._classe:
            return
        serveur, tache, adresse = self._classe
        self._classe = None
        self._fermees.add(adresse)
        if not self.relance:
            self._retenir("")
        self.avant_de_fermer()
        serveur.should_exit = True
        await asyncio.wait([tache], timeout=5)


def _d_ici(adresse: str) -> bool:
    """Cette adresse est-elle encore celle de cette machine ?"""
    try:
        prise(adresse, 0).close()
    except PortPris:
        return False
    return True


def _ecoutable(adresse: str) -> bool:
    """Une adresse IPv4 précise : ni un nom (il faudrait le chercher sur le réseau), ni « toutes les adresses »."""
    try:
        ip = ipaddress.IPv4Address(adresse)
    except ValueError:
        return False
    return not (ip.is_unspecified or ip.is_multicast or ip.is_reserved)


def adresses() -> list[Adresse]:
    """Les adresses IPv4 de cette machine où une classe pourrait la joindre, la plus vraisemblable d’abord."""
    import psutil

    actives = {nom for nom, etat in psutil.net_if_stats().items() if etat.isup}
    trouvees = [
        (a.address, nom) for nom, liste in psutil.net_if_addrs().items() for a in liste if a.family == socket.AF_INET and nom in actives
    ]
    return sorted((Adresse(a, nom, conseil) for a, nom in trouvees if (conseil := _conseil(a, nom))), key=_vraisemblance)


_VIRTUELLES = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "tun", "tap", "utun", "zt", "wg", "vethernet", "hyper-v")


def _conseil(adresse: str, nom: str) -> str:
    ip = ipaddress.ip_address(adresse)
    if ip.is_loopback:
        return ""
    if nom.lower().startswith(_VIRTUELLES):
        return "Carte virtuelle (VPN, machine virtuelle) : les téléphones ne la voient sans doute pas."
    if ip.is_link_local:
        return "Adresse de secours : le réseau n’en a pas donné. Reconnectez le Wi-Fi."
    if ip.is_private:
        return "Adresse du réseau local : les téléphones doivent être sur le même réseau."
    return "Adresse publique : préférez celle d’un réseau local."


def _vraisemblance(a: Adresse) -> tuple[bool, bool, bool, str]:
    ip = ipaddress.ip_address(a.adresse)
    return a.conseil.startswith("Carte virtuelle"), ip.is_link_local, not ip.is_private, a.adresse
