"""Les billets : passer d’une page à l’autre sans qu’un secret entre dans une adresse, que le navigateur garderait.

Un billet sert une fois, dans la minute ; il ne dit rien de ce qu’il ouvre. Rien n’en est écrit : ils s’oublient avec le programme.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from travailler_ensemble.seance.codes import secret
from travailler_ensemble.seance.journal import Acces

DUREE = 60.0
"""Secondes pendant lesquelles un billet vaut."""
BILLETS_MAX = 100
MARQUE = "billet-"
"""Ce qui distingue un billet d’un secret, dans la fin d’une adresse."""


class Billets:
    """Les billets donnés et pas encore échangés."""

    def __init__(self, horloge: Callable[[], float] = monotonic) -> None:
        self._horloge = horloge
        self._donnes: dict[str, tuple[Acces, float]] = {}

    def donner(self, acces: Acces) -> str:
        """Un billet pour cet accès ; au-delà de `BILLETS_MAX`, le plus ancien ne vaut plus."""
        while len(self._donnes) >= BILLETS_MAX:
            del self._donnes[next(iter(self._donnes))]
        billet = MARQUE + secret()
        self._donnes[billet] = acces, self._horloge() + DUREE
        return billet

    def prendre(self, billet: str) -> Acces | None:
        """L’accès que donnait ce billet, qui ne vaut plus ; None s’il a déjà servi, s’il est trop vieux ou s’il n’a jamais été."""
        acces, fin = self._donnes.pop(billet, (None, 0.0))
        return acces if self._horloge() < fin else None
