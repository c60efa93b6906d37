"""Le greffier : le seul fil qui touche la base. Il groupe ce qui arrive en une transaction, et ne répond qu’après l’écriture durable.

Une réponse accusée est une réponse écrite : si la transaction échoue, tous ceux qui attendaient l’apprennent, et personne
n’a reçu d’accusé.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from travailler_ensemble.seance.journal import Vote, lire, noter
from travailler_ensemble.seance.stockage import BaseIndisponible, dire_panne

LOT = 500
"""Au plus tant de demandes par transaction : au-delà, la première attendrait trop."""
REPRISES = 3
"""Fois où l’on refait une transaction que PostgreSQL a défaite pour en laisser passer une autre."""
CANAL = "te_seance"
"""Où les serveurs d’une même base PostgreSQL se préviennent : « origine sorte séance », sorte « comptes », « tout » ou « battement »."""
BATTEMENT = "battement"

_JOURNAL = logging.getLogger(__name__)


class _Demande(NamedTuple):
    sorte: str  # « vote », « demande », ou « seule » (hors transaction)
    fonction: Callable[..., Any]
    arguments: tuple[Any, ...]
    suite: asyncio.Future[Any]
    boucle: asyncio.AbstractEventLoop
    change: str  # la séance que cela change, à dire aux autres serveurs
    comptes: bool  # n’y changent que les comptes


class Greffier:
    """Reçoit les demandes de la boucle d’événements, les fait dans l’ordre, une transaction par lot."""

    def __init__(self, moteur: Engine) -> None:
        self._moteur = moteur
        self.origine = secrets.token_hex(6)
        self._file: queue.SimpleQueue[_Demande | None] = queue.SimpleQueue()
        self._fil = threading.Thread(target=self._tourner, name="greffier", daemon=True)
        self._fil.start()

    @property
    def plusieurs(self) -> bool:
        """D’autres serveurs peuvent-ils écrire dans cette base ?"""
        return self._moteur.dialect.name == "postgresql"

    @property
    def attendent(self) -> int:
        """Combien de demandes ne sont pas encore commencées."""
        return self._file.qsize()

    async def demander(self, fonction: Callable[..., Any], *arguments: Any, change: str = "", comptes: bool = False) -> Any:
        """`fonction(connexion, *arguments)`, dans une transaction durable quand le résultat revient ; elle peut être refaite.

        `change` : la séance que cela change ; `comptes` : seulement ses comptes. Lève ce que lève la fonction, ou `BaseIndisponible`.
        """
        return await self._deposer("demande", fonction, arguments, change, comptes)

    async def battre(self) -> None:
        """Un mot que toute écoute de cette base entend, la nôtre aussi (voir `nouvelles`)."""
        with suppress(BaseIndisponible):
            await self.demander(lambda c: c.execute(text("SELECT pg_notify(:canal, :dit)"), {"canal": CANAL, "dit": self.battement}))

    @property
    def battement(self) -> str:
        return f"{self.origine} {BATTEMENT} -"

    async def hors_transaction(self, fonction: Callable[[Engine], Any]) -> Any:
        """`fonction(moteur)`, seule : ce que la base refuse de faire dans une transaction."""
        return await self._deposer("seule", fonction, ())

    async def voter(self, vote: Vote) -> Any:
        """Note un vote ; rend ce qui est gardé, ou pourquoi il ne compte pas. Lève `BaseIndisponible`."""
        return await self._deposer("vote", noter, (vote,), vote.seance, True)

    def _deposer(
        self, sorte: str, fonction: Callable[..., Any], arguments: tuple[Any, ...], change: str = "", comptes: bool = False
    ) -> asyncio.Future[Any]:
        boucle = asyncio.get_running_loop()
        suite = boucle.create_future()
        self._file.put(_Demande(sorte, fonction, arguments, suite, boucle, change, comptes))
        return suite

    def fermer(self) -> None:
        """Finit ce qui est commencé, puis rend la base."""
        self._file.put(None)
        self._fil.join(timeout=30)
        self._moteur.dispose()

    # Dans le fil

    def _tourner(self) -> None:
        while (premiere := self._file.get()) is not None:
            lot: list[_Demande] = [premiere]
            fin = False
            while len(lot) < LOT and not fin:
                try:
                    suivante = self._file.get_nowait()
                except queue.Empty:
                    break
                if suivante is None:
                    fin = True
                else:
                    lot.append(suivante)
            self._faire(lot)
            if fin:
                return

    def _faire(self, lot: Sequence[_Demande]) -> None:
        """Un lot, dans l’ordre : une transaction pour ce qui se suit ; ce qui se fait seul se fait entre deux transactions."""
        for seule, suite in groupby(lot, lambda d: d.sorte == "seule"):
            if seule:
                for demande in suite:
                    self._seule(demande)
            else:
                self._transaction(list(suite))

    def _seule(self, demande: _Demande) -> None:
        try:
            _rendre(demande, demande.fonction(self._moteur))
        except Exception as e:
            _rendre(demande, BaseIndisponible(dire_panne(e)))

    def _transaction(self, lot: list[_Demande]) -> None:
        for reste in reversed(range(REPRISES + 1)):
            try:
                sorts = self._ecrire(lot)
                break
            except Exception as e:  # la transaction entière a échoué : personne n’est accusé
                if reste and getattr(getattr(e, "orig", None), "sqlstate", "") in ("40P01", "40001"):  # interblocage
                    continue
                if not isinstance(e, DBAPIError):
                    _JOURNAL.exception("Une demande a échoué")
                sorts = [BaseIndisponible(dire_panne(e))] * len(lot)
                break
        for demande, sort in zip(lot, sorts, strict=True):
            _rendre(demande, sort)

    def _ecrire(self, lot: list[_Demande]) -> list[Any]:
        with self._moteur.begin() as connexion:
            touchees = sorted({d.change for d in lot if d.change}) if self.plusieurs else []
            for seance in touchees:  # tous dans le même ordre : deux serveurs ne s’attendent pas l’un l’autre
                lire(connexion, seance, verrou="partage" if all(d.sorte == "vote" for d in lot if d.change == seance) else "exclusif")
            groupes = groupby(lot, lambda d: d.sorte == "vote")
            sorts = [sort for votes, groupe in groupes for sort in self._groupe(connexion, votes, list(groupe))]
            for seance in touchees:
                sorte = "comptes" if all(d.comptes for d in lot if d.change == seance) else "tout"
                connexion.execute(text("SELECT pg_notify(:canal, :dit)"), {"canal": CANAL, "dit": f"{self.origine} {sorte} {seance}"})
        return sorts

    def _groupe(self, connexion: Connection, votes: bool, demandes: list[_Demande]) -> list[Any]:
        if votes:
            return noter(connexion, [d.arguments[0] for d in demandes])
        return [_une(connexion, d) for d in demandes]


def _une(connexion: Connection, demande: _Demande) -> Any:
    """Une demande refusée ne défait qu’elle-même ; une panne de la base défait tout le lot."""
    try:
        with connexion.begin_nested():
            return demande.fonction(connexion, *demande.arguments)
    except (DataError, IntegrityError) as e:  # une valeur que la base refuse
        return e
    except DBAPIError:
        raise
    except Exception as e:
        return e


def _rendre(demande: _Demande, sort: Any) -> None:
    def poser() -> None:
        if demande.suite.done():  # le client est parti : sa réponse est écrite quand même
            return
        if isinstance(sort, Exception):
            demande.suite.set_exception(sort)
        else:
            demande.suite.set_result(sort)

    try:
        demande.boucle.call_soon_threadsafe(poser)
    except RuntimeError:
        pass  # le serveur se ferme
