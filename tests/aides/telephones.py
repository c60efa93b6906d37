"""Des participants nombreux, en flux bruts.

async def classe():
    async with classe_de(serveur, mienne.code, 30) as eleves:
        await asyncio.gather(*(e.tout_ranger(mienne.cartes, mienne.cases, 1) for e in eleves))
courir(classe())
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from serveur import SeanceMenee, Serveur

from travailler_ensemble.seance.codes import empreinte, numero_exporte


def courir(suite: Coroutine[Any, Any, Any]) -> Any:
    """`asyncio.run`, dans un fil à soi : un navigateur déjà ouvert par un autre essai tient la boucle du fil principal."""
    with ThreadPoolExecutor(1) as fil:
        return fil.submit(asyncio.run, suite).result()


class Reponse(NamedTuple):
    """Ce que le serveur a répondu."""

    statut: int
    entetes: dict[str, str]
    octets: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.octets)


class Coupure(Exception):
    """La connexion s’est rompue avant la réponse."""


class Fil:
    """Une connexion HTTP/1.1 gardée ouverte, sans bibliothèque : des centaines tiennent dans un programme d’essai."""

    def __init__(self, port: int, hote: str = "127.0.0.1") -> None:
        self._port, self._hote = port, hote
        self._lit: asyncio.StreamReader | None = None
        self._ecrit: asyncio.StreamWriter | None = None

    async def demander(
        self, methode: str, chemin: str, message: Any = None, jeton: str = "", attente: float = 30.0, **entetes: str
    ) -> Reponse:
        """Lève `Coupure` si la réponse n’arrive pas entière : on ne sait pas alors si la demande a été faite."""
        try:
            async with asyncio.timeout(attente):
                return await self._demander(methode, chemin, message, jeton, entetes)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as e:
            self.fermer()
            raise Coupure(f"{methode} {chemin} : {type(e).__name__}") from e
        except BaseException:
            self.fermer()
            raise

    async def _ouvrir(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._lit is None or self._ecrit is None or self._ecrit.is_closing() or self._lit.at_eof():
            self._lit, self._ecrit = await asyncio.open_connection(self._hote, self._port)
        return self._lit, self._ecrit

    async def _envoyer(self, methode: str, chemin: str, message: Any, jeton: str, entetes: dict[str, str]) -> asyncio.StreamReader:
        lit, ecrit = await self._ouvrir()
        contenu = b"" if message is None else message if isinstance(message, bytes) else json.dumps(message).encode()
        lignes = [f"{methode} {chemin} HTTP/1.1", f"Host: {self._hote}:{self._port}", f"Content-Length: {len(contenu)}"]
        if jeton:
            lignes.append(f"Authorization: Bearer {jeton}")
        lignes += [f"{nom.replace('_', '-')}: {v}" for nom, v in entetes.items()]
        ecrit.write("\r\n".join([*lignes, "", ""]).encode() + contenu)
        await ecrit.drain()
        return lit

    async def _tete(self, lit: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        premiere, *lignes = (await lit.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        entetes = {nom.lower(): v.strip() for nom, _, v in (x.partition(":") for x in lignes) if nom}
        return int(premiere.split(" ", 2)[1]), entetes

    async def _demander(self, methode: str, chemin: str, message: Any, jeton: str, entetes: dict[str, str]) -> Reponse:
        lit = await self._envoyer(methode, chemin, message, jeton, entetes)
        statut, recus = await self._tete(lit)
        if "content-length" in recus:
            octets = await lit.readexactly(int(recus["content-length"]))
        elif statut == 304:
            octets = b""
        else:
            octets = b"".join([m async for m in _morceaux(lit)])
        if recus.get("connection") == "close":
            self.fermer()
        return Reponse(statut, recus, octets)

    async def suivre(self, jeton: str) -> AsyncIterator[tuple[str, Any]]:
        """Les événements du flux : (sorte, données). Se termine avec lui ; lève `Coupure` s’il ne s’ouvre pas ou se rompt."""
        try:
            lit = await self._envoyer("GET", "/api/flux", None, jeton, {"Accept": "text/event-stream"})
            statut, _ = await self._tete(lit)
            if statut != 200:
                raise Coupure(f"le flux répond {statut}")
            reste = b""
            async for morceau in _morceaux(lit):
                *blocs, reste = (reste + morceau).replace(b"\r\n", b"\n").split(b"\n\n")
                for bloc in blocs:
                    champs = dict(x.split(": ", 1) for x in bloc.decode().split("\n") if ": " in x and not x.startswith(":"))
                    if "data" in champs:
                        yield champs.get("event", ""), json.loads(champs["data"])
        except (OSError, EOFError) as e:
            raise Coupure("le flux s’est rompu") from e
        finally:
            self.fermer()

    def fermer(self) -> None:
        if self._ecrit:
            self._ecrit.close()
        self._lit = self._ecrit = None


async def _morceaux(lit: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while taille := int((await lit.readuntil(b"\r\n")).split(b";")[0], 16):
        yield await lit.readexactly(taille)
        await lit.readexactly(2)
    await lit.readexactly(2)


class Envoi(NamedTuple):
    """Un geste sur une carte, pas encore accusé."""

    tour: int
    carte: str
    case: str
    n: int
    raison: str = ""
    hesite: str = ""


class Eleve:
    """Un téléphone : il garde chaque réponse jusqu’à son accusé, et la rejoue telle quelle après une coupure.

    `accuses` : (tour, carte) → le dernier envoi accusé ; `attente` : ce qui ne l’est pas encore ; `envois` : tout ce qui est
    parti, par carte ; `refus` : ce que le serveur a dit ne pas compter ; `delais` : secondes jusqu’à chaque accusé.
    """

    def __init__(self, serveur: Serveur, jeton: str = "", numero: int = 0) -> None:
        self.fil, self.serveur = Fil(serveur.port), serveur
        self.jeton, self.numero, self.n = jeton, numero, 0
        self.accuses: dict[tuple[int, str], Envoi] = {}
        self.attente: dict[tuple[int, str], Envoi] = {}
        self.envois: dict[tuple[int, str], list[Envoi]] = {}
        self.refus: list[tuple[Envoi, int]] = []
        self.delais: list[float] = []
        self.pannes = 0

    @property
    def exporte(self) -> int:
        """Son numéro dans les exports, qui n’est pas celui qu’il lit."""
        return int(numero_exporte(empreinte(self.jeton)))

    async def entrer(self, code: str) -> Eleve:
        r = await self.fil.demander("POST", "/api/participants", {"code": code})
        assert r.statut == 201, (r.statut, r.octets)
        self.jeton, self.numero = r.json["jeton"], r.json["numero"]
        return self

    async def etat(self, **entetes: str) -> Reponse:
        return await self.fil.demander("GET", "/api/etat", jeton=self.jeton, **entetes)  # type: ignore[arg-type]

    def choisir(self, tour: int, carte: str, case: str, **plus: str) -> Envoi:
        """Un geste du doigt : gardé ici d’abord, envoyé ensuite. `plus` : sa raison, ou celle qui a fait hésiter."""
        self.n += 1
        envoi = self.attente[tour, carte] = Envoi(tour, carte, case, self.n, **plus)
        self.envois.setdefault((tour, carte), []).append(envoi)
        return envoi

    async def poster(self, envoi: Envoi) -> Reponse:
        """Envoie tel quel, sans rien retenir."""
        chemin = f"/api/reponses/{envoi.tour}/{envoi.carte}"
        plus = {nom: dit for nom in ("raison", "hesite") if (dit := getattr(envoi, nom))}
        return await self.fil.demander("PUT", chemin, {"case": envoi.case, "n": envoi.n, **plus}, self.jeton)

    async def envoyer(self, envoi: Envoi) -> bool:
        """Vrai si le serveur a répondu de quoi ne plus y revenir : accusé, ou non compté. Faux : à rejouer."""
        debut = time.perf_counter()
        try:
            r = await self.poster(envoi)
        except Coupure:
            self.pannes += 1
            return False
        if r.statut == 503:
            self.pannes += 1
            return False
        self.delais.append(time.perf_counter() - debut)
        cle = envoi[:2]
        if self.attente.get(cle) == envoi:
            del self.attente[cle]
        if r.statut != 200:
            self.refus.append((envoi, r.statut))
            return True
        garde = Envoi(r.json["tour"], r.json["carte"], r.json["case"], r.json["n"])
        if cle not in self.accuses or self.accuses[cle].n < garde.n:
            self.accuses[cle] = garde
        return True

    async def vider(self, patience: float = 30.0, pause: float = 0.1) -> None:
        """Envoie tout ce qui attend, jusqu’à ce que tout soit accusé ou non compté."""
        fin = time.monotonic() + patience
        while self.attente:
            for envoi in list(self.attente.values()):
                if not await self.envoyer(envoi):
                    assert time.monotonic() < fin, f"le serveur ne répond plus : {self.serveur.dit()[-2000:]}"
                    await asyncio.sleep(pause)

    async def tout_ranger(
        self,
        cartes: Iterable[str],
        cases: Sequence[str],
        tour: int,
        hasard: random.Random | None = None,
        duree: float = 0.0,
        plus: Callable[[Eleve, str], dict[str, str]] = lambda e, carte: {},
    ) -> None:
        """Range chaque carte, l’une après l’autre, au fil de `duree` secondes ; `plus` : ce qui accompagne chaque réponse."""
        hasard = hasard or random.Random(self.numero)
        cartes = list(cartes)
        debut = time.monotonic()
        for carte, moment in zip(cartes, sorted(hasard.uniform(0, duree) for _ in cartes), strict=True):
            await asyncio.sleep(max(0.0, debut + moment - time.monotonic()))
            self.choisir(tour, carte, hasard.choice(cases), **plus(self, carte))
            await self.vider()

    def fermer(self) -> None:
        self.fil.fermer()


@asynccontextmanager
async def classe_de(serveur: Serveur, code: str, combien: int, ensemble: int = 50) -> AsyncIterator[list[Eleve]]:
    """`combien` participants, entrés avec le code, `ensemble` à la fois."""
    eleves = [Eleve(serveur) for _ in range(combien)]
    places = asyncio.Semaphore(ensemble)

    async def entrer(e: Eleve) -> None:
        async with places:
            await e.entrer(code)

    try:
        await asyncio.gather(*map(entrer, eleves))
        yield eleves
    finally:
        for e in eleves:
            e.fermer()
        await asyncio.sleep(0)


async def gardees(m: SeanceMenee, eleves: Iterable[Eleve]) -> dict[tuple[int, int, str], str]:
    """Ce que la base a gardé d’eux, relu par chacun, même pendant un vote ; échoue si l’enseignant en compte plus ou moins."""
    rendues = {}
    for e in eleves:
        r = await e.etat()
        assert r.statut == 200, (r.statut, r.octets[:300])
        for tour, cartes in r.json["moi"]["reponses"].items():
            rendues |= {(e.exporte, int(tour), carte): x["case"] for carte, x in cartes.items()}
    etat = await asyncio.to_thread(m.etat)
    tour = etat["etat"]["tour"] or 1
    assert etat["comptes"]["reponses"] == sum(t == tour for _, t, _ in rendues)
    return rendues


def comparer(eleves: Iterable[Eleve], gardees: dict[tuple[int, int, str], str]) -> list[str]:
    """Les écarts entre ce que les téléphones ont vu accusé et ce que la base a gardé ; aucun si tout est juste.

    Une réponse accusée est gardée telle quelle, à moins qu’un envoi plus récent du même téléphone ne l’ait remplacée.
    """
    ecarts, attendues = [], set()
    for e in eleves:
        for (tour, carte), envois in e.envois.items():
            cle = (e.exporte, tour, carte)
            accuse = e.accuses.get((tour, carte))
            non_comptes = {envoi for envoi, _ in e.refus}
            permises = {x.case for x in envois if x not in non_comptes and (accuse is None or x.n >= accuse.n)}
            if accuse and cle not in gardees:
                ecarts.append(f"perdue : {cle}, accusée {accuse}")
            elif cle in gardees and gardees[cle] not in permises:
                ecarts.append(f"autre : {cle} vaut {gardees[cle]}, accusée {accuse}, envois {envois}, refus {e.refus}")
            attendues.add(cle)
    return ecarts + [f"en trop : {cle}" for cle in gardees if cle not in attendues]


def centiles(durees: Iterable[float]) -> dict[str, float]:
    """p50, p95, p99 et le plus long, en millisecondes."""
    d = sorted(durees)
    return (
        {nom: 1000 * d[min(len(d) - 1, int(len(d) * p))] for nom, p in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0))}
        if d
        else {}
    )
