"""Les nouvelles : apprendre d’une base PostgreSQL qu’un autre serveur de l’école a changé une séance (LISTEN/NOTIFY)."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable

from sqlalchemy.engine import make_url

from travailler_ensemble.seance.greffier import CANAL

ATTENTE = 1.0
"""Secondes entre deux regards, et avant de se reconnecter."""
_JOURNAL = logging.getLogger(__name__)


class Nouvelles:
    """Un fil écoute la base et prévient la boucle : `apprendre(ce qui est dit)` ; `rattraper()` quand l’écoute commence ou reprend,
    car ce qui s’est dit entre-temps est perdu.
    """

    def __init__(self, adresse: str, apprendre: Callable[[str], None], rattraper: Callable[[], None]) -> None:
        self._adresse = make_url(adresse).set(drivername="postgresql").render_as_string(hide_password=False)
        self._apprendre, self._rattraper = apprendre, rattraper
        self._boucle = asyncio.get_running_loop()
        self._fini = threading.Event()
        self._fil = threading.Thread(target=self._tourner, name="nouvelles", daemon=True)
        self._fil.start()

    def fermer(self) -> None:
        self._fini.set()
        self._fil.join(timeout=5)

    def _tourner(self) -> None:
        import psycopg

        while not self._fini.is_set():
            try:
                with psycopg.connect(self._adresse, autocommit=True) as connexion:
                    connexion.execute(f"LISTEN {CANAL}")
                    self._boucle.call_soon_threadsafe(self._rattraper)
                    while not self._fini.is_set():
                        for nouvelle in connexion.notifies(timeout=ATTENTE):
                            self._boucle.call_soon_threadsafe(self._apprendre, nouvelle.payload)
            except (psycopg.Error, RuntimeError) as e:
                _JOURNAL.warning("La base ne donne plus de nouvelles : %s", type(e).__name__)
                self._fini.wait(ATTENTE)
