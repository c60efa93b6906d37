"""Ce que le serveur de séance supporte, comparé à un serveur nu pris dans la même exécution.

Le serveur nu : Starlette et uvicorn aux mêmes réglages, une route, un dictionnaire JSON lu, une ligne remplacée dans SQLite (WAL,
synchronous=FULL) dans un fil, une transaction par requête. Ni portes, ni règles, ni clôture, ni diffusion : ce qu’on écrirait en
trente lignes. Les mêmes téléphones d’essai (tests/aides/telephones.py) lui envoient la même rafale, l’un après l’autre, tour à tour.
Tout reste sur 127.0.0.1.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from serveur import DUREE_MAX, SeanceMenee, Serveur
from telephones import Coupure, Eleve, Fil, centiles, classe_de, comparer, gardees
from uvicorn.loops.auto import auto_loop_factory

from outils import RACINE
from travailler_ensemble.seance.ecoute import SILENCE
from travailler_ensemble.seance.salle import PARTICIPANTS_MAX

T = TypeVar("T")
CARTES = 12
RAPPORT_MIN = 0.7
"""Part du débit du serveur nu que la séance garde, avec ses portes, ses règles et sa diffusion : ce que l’essai de nuit exige sur toute machine."""
RAPPORT_VISE = 1.0
"""La même, sur un vrai disque, machine au repos."""
P95_MAX = {500: 150.0, 1000: 300.0}
"""Millisecondes jusqu’à l’accusé d’une rafale, par nombre de participants."""
P95_MAX_FLUX = 200.0
"""Millisecondes, deux mille téléphones, leurs flux ouverts, douze réponses en vingt secondes."""
P95_MAX_RAISONS = 500.0
"""Millisecondes, cinq cents téléphones qui disent pourquoi à chaque carte, puis lisent les raisons des autres tous ensemble."""
P99_MAX_OCCUPEE = 10_000.0
"""Millisecondes, cinq cents téléphones, deux boucles occupant la machine à côté."""
DISQUE = "/var/tmp" if Path("/var/tmp").is_dir() else None
"""Un dossier sur un vrai disque : là où il est en mémoire, l’écriture durable ne coûte rien et la comparaison ne dit rien."""

NU = "import sys; from outils.mesures.charge import tenir_nu; tenir_nu(sys.argv[1], int(sys.argv[2]))"


# Le serveur nu


def tenir_nu(fichier: str, port: int) -> None:
    """Sert jusqu’à ce qu’on l’arrête."""
    import signal

    import uvicorn
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    signal.alarm(DUREE_MAX)
    base = sqlite3.connect(fichier, check_same_thread=False, isolation_level=None)
    for reglage in ("journal_mode=WAL", "synchronous=FULL"):
        base.execute(f"PRAGMA {reglage}").fetchall()
    base.execute("CREATE TABLE reponses (participant, tour, carte, choix, n, PRIMARY KEY (participant, tour, carte)) WITHOUT ROWID")
    verrou = threading.Lock()
    entres = iter(range(1000, 1_000_000))

    def ecrire(*ligne: Any) -> None:
        with verrou:
            base.execute("BEGIN IMMEDIATE")
            base.execute("INSERT OR REPLACE INTO reponses VALUES (?, ?, ?, ?, ?)", ligne)
            base.execute("COMMIT")

    async def entrer(requete: Request) -> Response:
        numero = next(entres)
        return JSONResponse({"jeton": str(numero), "numero": numero}, 201)

    async def repondre(requete: Request) -> Response:
        ou, message = requete.path_params, json.loads(await requete.body())
        qui = requete.headers["authorization"].removeprefix("Bearer ")
        await run_in_threadpool(ecrire, qui, ou["tour"], ou["carte"], message["case"], message["n"])
        return JSONResponse({"carte": ou["carte"], "tour": ou["tour"], **message})

    async def sante(requete: Request) -> Response:
        return JSONResponse({})

    app = Starlette(
        routes=[
            Route("/api/sante", sante),
            Route("/api/participants", entrer, methods=["POST"]),
            Route("/api/reponses/{tour:int}/{carte}", repondre, methods=["PUT"]),
        ]
    )
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        backlog=2048,
        timeout_keep_alive=SILENCE,
    )


class ServeurNu(Serveur):
    """Le serveur nu, tenu comme l’autre."""

    def lancer(self) -> subprocess.Popen:
        self.dossier.mkdir(parents=True, exist_ok=True)
        nu = [sys.executable, "-c", NU, str(self.dossier / "nu.sqlite"), str(self.port)]
        with self.journal.open("ab") as sortie:
            self.processus = subprocess.Popen(nu, stdin=subprocess.DEVNULL, stdout=sortie, stderr=sortie, cwd=RACINE)
        return self.processus


# Les rafales


async def rafale(
    serveur: Serveur, eleves: list[Eleve], cartes: list[str], cases: list[str], tour: int, duree: float = 0.0, **plus: Any
) -> dict[str, float]:
    """Chacun range toutes ses cartes, l’une dès que l’autre est accusée (ou au fil de `duree` secondes)."""
    for e in eleves:
        e.delais.clear()
    debut, processeur = time.perf_counter(), serveur.secondes()
    await asyncio.gather(*(e.tout_ranger(cartes, cases, tour, duree=duree, **plus) for e in eleves))
    pris = time.perf_counter() - debut
    delais = [d for e in eleves for d in e.delais]
    return {**centiles(delais), "debit": len(delais) / pris, "processeur": 1000 * (serveur.secondes() - processeur) / len(delais)}


class Flux:
    """Un flux par téléphone, et le moment où chacun a appris la version attendue."""

    def __init__(self, eleves: list[Eleve]) -> None:
        self._eleves = eleves
        self._arrives: dict[int, tuple[int, float]] = {}
        self._taches: list[asyncio.Task] = []

    async def _suivre(self, i: int, e: Eleve) -> None:
        while True:
            try:
                async for sorte, dit in Fil(e.serveur.port).suivre(e.jeton):
                    if sorte == "etat":
                        self._arrives[i] = dit["version"], time.perf_counter()
            except Coupure:
                pass
            await asyncio.sleep(0.2 + 0.3 * (i % 7) / 7)

    async def ouvrir(self, version: int) -> None:
        """Ouvre tous les flux, jusqu’à ce que le dernier ait reçu `version`."""
        self._taches = [asyncio.create_task(self._suivre(i, e)) for i, e in enumerate(self._eleves)]
        await self.attendre(version, time.perf_counter())

    async def attendre(self, version: int, debut: float, patience: float = 120.0) -> list[float]:
        """Secondes, depuis `debut`, jusqu’à ce que chaque flux ait dit au moins `version`."""
        while time.perf_counter() - debut < patience:
            faits = [quand - debut for v, quand in self._arrives.values() if v >= version]
            if len(faits) == len(self._eleves):
                return faits
            await asyncio.sleep(0.005)
        raise TimeoutError(f"{len(self._eleves) - len(faits)} flux n’ont pas reçu la version {version} en {patience} s")

    def oublier(self) -> None:
        self._arrives.clear()

    async def fermer(self) -> None:
        for t in self._taches:
            t.cancel()
        await asyncio.gather(*self._taches, return_exceptions=True)


async def diffusion(m: SeanceMenee, flux: Flux, gestes: tuple[str, ...]) -> list[float]:
    """Secondes entre un geste envoyé et son arrivée à chaque flux."""
    durees = []
    for geste in gestes:
        await asyncio.sleep(0.3)
        avant = (await asyncio.to_thread(m.etat))["version"]
        debut = time.perf_counter()
        version = (await asyncio.to_thread(m.faire, geste, avant))["version"]
        durees += await flux.attendre(version, debut)
    return durees


async def appel(nu: ServeurNu, temoins: list[Eleve]) -> float:
    """Plancher de la diffusion : secondes pour que le serveur nu réponde une fois à chacun, tous ensemble."""
    debut = time.perf_counter()
    await asyncio.gather(*(e.fil.demander("GET", "/api/sante") for e in temoins))
    return time.perf_counter() - debut


async def revenir(s: Serveur, flux: Flux, version: int) -> float:
    """Le serveur tué puis relancé : secondes, une fois qu’il répond, jusqu’au retour du dernier flux."""
    s.tuer()
    flux.oublier()
    await asyncio.to_thread(s.demarrer)
    return max(await flux.attendre(version, time.perf_counter()))


async def _comparer(participants: int, fois: int) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(dir=DISQUE, ignore_cleanup_errors=True) as d,
        Serveur(Path(d, "seance")) as s,
        ServeurNu(Path(d, "nu")) as nu,
    ):
        m = await asyncio.to_thread(s.creer)
        await asyncio.to_thread(m.faire, "ouvrir")
        memoire_avant = s.memoire()
        passes: dict[str, list[dict[str, float]]] = {"seance": [], "nu": []}
        appels: list[float] = []
        async with classe_de(s, m.code, participants) as eleves, classe_de(nu, "", participants) as temoins:
            for _ in range(fois):
                passes["nu"].append(await rafale(nu, temoins, m.cartes, m.cases, 1))
                passes["seance"].append(await rafale(s, eleves, m.cartes, m.cases, 1))
                appels.append(await appel(nu, temoins))
            flux = Flux(eleves)
            version = (await asyncio.to_thread(m.etat))["version"]
            await flux.ouvrir(version)
            geste = await diffusion(m, flux, ("clore", "montrer", "cacher", "discuter", "revoter"))
            lignes = await asyncio.to_thread(m.lignes)
            perdues = len(comparer(eleves, lignes)) + abs(participants * len(m.cartes) - len(lignes))
            avec_flux = await rafale(s, eleves, m.cartes, m.cases, 2)
            memoire = s.memoire()
            retour = await revenir(s, flux, (await asyncio.to_thread(m.etat))["version"])
            tour_2 = await gardees(m, eleves)
            perdues += len(comparer(eleves, tour_2))
            await flux.fermer()
    milieu = {nom: {k: statistics.median(p[k] for p in liste) for k in liste[0]} for nom, liste in passes.items()}
    rapports = [a["debit"] / b["debit"] for a, b in zip(passes["seance"], passes["nu"], strict=True)]
    return {
        "participants": participants,
        "reponses": participants * len(m.cartes),
        "perdues": perdues,
        **{k: milieu["seance"][k] for k in ("p50", "p95", "p99", "debit", "processeur")},
        "p95_nu": milieu["nu"]["p95"],
        "rapport": statistics.median(rapports),
        "p95_avec_flux": avec_flux["p95"],
        "processeur_nu": milieu["nu"]["processeur"],
        "appel_nu_ms": 1000 * statistics.median(appels),
        "retour_s": retour,
        "geste_max_ms": 1000 * max(geste),
        "memoire_mo": memoire,
        "memoire_par_participant_ko": 1000 * (memoire - memoire_avant) / participants,
    }


@contextmanager
def occuper(combien: int) -> Iterator[None]:
    """La machine, occupée par autant de boucles."""
    boucles = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(combien)]
    try:
        yield
    finally:
        for b in boucles:
            b.kill()
            b.wait()


async def _etaler(participants: int, duree: float, *, flux: bool = False, boucles: int = 0) -> dict[str, float]:
    """Chacun répond douze fois en `duree` secondes ; `flux` : son flux ouvert. Au-delà de ce que tient une séance, il y en a plusieurs."""
    combien = -(-participants // PARTICIPANTS_MAX)
    with tempfile.TemporaryDirectory(dir=DISQUE, ignore_cleanup_errors=True) as d, Serveur(Path(d)) as s, occuper(boucles):
        menees = [await asyncio.to_thread(s.creer) for _ in range(combien)]
        classes: list[list[Eleve]] = []
        suivis: list[Flux] = []
        async with AsyncExitStack() as pile:
            for rang, m in enumerate(menees):
                await asyncio.to_thread(m.faire, "ouvrir")
                siens = participants // combien + (rang < participants % combien)
                classes.append(await pile.enter_async_context(classe_de(s, m.code, siens)))
                if flux:
                    suivis.append(f := Flux(classes[-1]))
                    pile.push_async_callback(f.fermer)
                    await f.ouvrir((await asyncio.to_thread(m.etat))["version"])
            tous = [e for c in classes for e in c]
            fait = await rafale(s, tous, menees[0].cartes, menees[0].cases, 1, duree)
            perdues = 0
            for m, classe in zip(menees, classes, strict=True):
                await asyncio.to_thread(m.faire, "clore")
                lignes = await asyncio.to_thread(m.lignes)
                perdues += len(comparer(classe, lignes)) + abs(len(classe) * len(m.cartes) - len(lignes))
            return {**fait, "perdues": perdues, "refusees": sum(len(e.refus) + e.pannes for e in tous)}


async def _raconter(participants: int) -> dict[str, Any]:
    """Une séance dont les raisons servent : chacun en donne une par carte, l’enseignant les laisse passer, chacun lit celles des autres
    à l’ouverture du second vote, tous à la fois, flux ouverts, et en marque une.
    """
    with tempfile.TemporaryDirectory(dir=DISQUE, ignore_cleanup_errors=True) as d, Serveur(Path(d)) as s:
        m = await asyncio.to_thread(s.creer)
        recits = {c["id"]: " ".join(c["paragraphes"]).split() for c in (await asyncio.to_thread(m.etat))["tri"]["cartes"]}
        await asyncio.to_thread(m.faire, "ouvrir")
        lues: dict[int, dict[str, list[dict[str, str]]]] = {}
        delais: list[float] = []

        def dire(e: Eleve, carte: str) -> dict[str, str]:
            du_recit = " ".join(recits[carte][e.numero % 40 : e.numero % 40 + 4])
            return {"raison": du_recit if e.numero % 2 else f"parce que, dit le téléphone {e.numero}, nul n’en décide seul"}

        def marquer(e: Eleve, carte: str) -> dict[str, str]:
            siennes = lues[e.numero].get(carte, [])
            return {"hesite": siennes[0]["cle"]} if siennes else {}

        async def lire(e: Eleve) -> None:
            debut = time.perf_counter()
            r = await e.fil.demander("GET", "/api/raisons", jeton=e.jeton)
            delais.append(time.perf_counter() - debut)
            lues[e.numero] = r.json["raisons"]

        async with classe_de(s, m.code, participants) as eleves:
            flux = Flux(eleves)
            await flux.ouvrir((await asyncio.to_thread(m.etat))["version"])
            premier = await rafale(s, eleves, m.cartes, m.cases, 1, plus=dire)
            await asyncio.to_thread(m.faire, "clore")
            attendues = sorted(x.raison for e in eleves for envois in e.envois.values() for x in envois)
            lignes = (await asyncio.to_thread(m.reponses))["lignes"]
            perdues = len(comparer(eleves, await asyncio.to_thread(m.lignes))) + sum(
                abs(n) for n in _ecarts(attendues, [x[8] for x in lignes]).values()
            )
            for carte in m.cartes:
                await asyncio.to_thread(m.faire, "carte", carte=carte)
                cles = [r["cle"] for r in (await asyncio.to_thread(m.demander, "GET", "/api/raisons"))["raisons"]]
                for debut in range(0, len(cles), 400):  # un message tient en 16 ko
                    await asyncio.to_thread(m.demander, "POST", "/api/raisons", {"cles": cles[debut : debut + 400], "sort": "passe"})
            await asyncio.to_thread(m.faire, "revoter")
            await asyncio.gather(*map(lire, eleves))
            second = await rafale(s, eleves, m.cartes, m.cases, 2, plus=marquer)
            perdues += len(comparer(eleves, await gardees(m, eleves)))
            await flux.fermer()
            lectures = [len(x) for par_carte in lues.values() for x in par_carte.values()]
            return {
                "perdues": perdues,
                "premier": premier,
                "second": second,
                "lecture": centiles(delais),
                "lues": sum(lectures),
                "memoire_mo": s.memoire(),
            }


def _ecarts(attendues: list[str], gardees: list[str]) -> Counter[str]:
    """Ce qui manque, et ce qui est en trop."""
    ecarts = Counter(attendues)
    ecarts.subtract(x for x in gardees if x)
    return ecarts


def _courir(suite: Coroutine[Any, Any, T]) -> T:
    """Sur la boucle du serveur lui-même : des téléphones qui pèsent moins prennent moins de sa machine."""
    with asyncio.Runner(loop_factory=auto_loop_factory()) as fil:
        return fil.run(suite)


def permettre(combien: int = 20_000) -> None:
    """Assez de connexions ouvertes à la fois dans ce programme."""
    import resource

    _, dur = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (combien if dur == resource.RLIM_INFINITY else min(combien, dur), dur))


def etaler(participants: int, duree: float, *, flux: bool = False, boucles: int = 0) -> dict[str, float]:
    """Les délais (ms) de `participants` téléphones qui répondent au fil de `duree` secondes, ce qui s’est perdu, ce qui fut refusé."""
    permettre()
    return _courir(_etaler(participants, duree, flux=flux, boucles=boucles))


def raconter(participants: int) -> dict[str, Any]:
    """Les délais (ms) de `participants` téléphones dont chaque réponse porte une raison ; ce qui s’est perdu, réponses et raisons."""
    permettre()
    return _courir(_raconter(participants))


def mesurer(participants: int = 500, fois: int = 3, etalees: float = 20.0) -> dict[str, Any]:
    """La charge d’une séance : délais en ms, débits en réponses par seconde, rapport au serveur nu, mémoire en Mo."""
    permettre()
    fait = _courir(_comparer(participants, fois))
    if etalees:
        fait["etalees"] = _courir(_etaler(participants, etalees))
    return fait
