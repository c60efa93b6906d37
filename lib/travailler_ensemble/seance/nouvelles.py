"""Les nouvelles : apprendre d’une base PostgreSQL qu’un autre serveur de l’école a changé une séance (LISTEN/NOTIFY)."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any

from sqlalchemy.engine import make_url

from travailler_ensemble.seance.greffier import CANAL

ATTENTE = 1.0
"""Secondes entre deux regards, et avant de se reconnecter."""
BATTEMENT, SILENCE = 3.0, 12.0
"""Secondes entre deux signes que l’on se fait à soi-même, et sans en entendre aucun avant de croire l’écoute perdue : un pare-feu
oublie une connexion qui se tait, et rien ne le dit."""
_JOURNAL = logging.getLogger(__name__)


class Nouvelles:
    """Un fil écoute la base et prévient la boucle : `apprendre(ce qui est dit)` ; `rattraper()` quand l’écoute commence ou reprend,
    car ce qui s’est dit entre-temps est perdu. `battre()` fait dire à la base un mot que cette écoute doit entendre.
    """

    def __init__(
        self, adresse: str, apprendre: Callable[[str], None], rattraper: Callable[[], None], battre: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        self._adresse = make_url(adresse).set(drivername="postgresql").render_as_string(hide_password=False)
        self._apprendre, self._rattraper, self._battre = apprendre, rattraper, battre
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
                connexion = psycopg.connect(self._adresse, autocommit=True, connect_timeout=10)
                try:
                    self._ecouter(connexion)
                finally:
                    connexion.close()
            except (psycopg.Error, RuntimeError) as e:
                _JOURNAL.warning("La base ne donne plus de nouvelles : %s", type(e).__name__)
                self._fini.wait(ATTENTE)

    def _ecouter(self, connexion: Any) -> None:
        """Jusqu’à la fin, ou jusqu’à ce que l’écoute se soit tue : ce que l’on croyait savoir ne vaut alors plus."""
        connexion.execute(f"LISTEN {CANAL}")
        self._boucle.call_soon_threadsafe(self._rattraper)
        entendu = battu = monotonic()
        while not self._fini.is_set():
            for nouvelle in connexion.notifies(timeout=min(ATTENTE, BATTEMENT)):
                entendu = monotonic()
                self._boucle.call_soon_threadsafe(self._apprendre, nouvelle.payload)
            if monotonic() - battu >= BATTEMENT:
                battu = monotonic()
                asyncio.run_coroutine_threadsafe(self._battre(), self._boucle)
            if monotonic() - entendu > SILENCE:
                self._boucle.call_soon_threadsafe(self._rattraper)
                raise RuntimeError("muette")
