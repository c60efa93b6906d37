"""Les essais de code : ralentir qui devine, sans jamais ralentir qui sait, ni fermer la porte à une école entière.

Un établissement sort souvent sur internet par une seule adresse : on ne compte donc pas par adresse, mais par navigateur (un
témoin tiré au hasard). Rien n’en est écrit : la mémoire s’oublie avec le programme.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict

ESSAIS_MAX = 10
"""Codes faux d’un même navigateur avant de lui demander d’attendre."""
OUBLI = 600.0
"""Secondes sans essai au bout desquelles un navigateur repart de zéro."""
ATTENTE_MAX = 8.0
NAVIGATEURS_MAX = 10_000
ENSEMBLE_MAX = 200
"""Réponses « code faux » que l’on fait attendre en même temps ; au-delà, on dit de revenir."""


class EssaisDeCode:
    """Les codes faux, par navigateur."""

    def __init__(self, pause: float = 1.0) -> None:
        self._pause = pause
        self._faux: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._attendent = 0

    @staticmethod
    def temoin() -> str:
        """De quoi reconnaître un navigateur d’un essai à l’autre."""
        return secrets.token_urlsafe(9)

    async def faux(self, navigateur: str) -> bool:
        """Un code faux de plus : fait attendre, puis dit s’il peut essayer encore."""
        maintenant = asyncio.get_running_loop().time()
        combien, quand = self._faux.pop(navigateur, (0, maintenant))
        combien = 1 if maintenant - quand > OUBLI else combien + 1
        self._faux[navigateur] = combien, maintenant
        while len(self._faux) > NAVIGATEURS_MAX:
            self._faux.popitem(last=False)
        if self._attendent >= ENSEMBLE_MAX:
            return False
        self._attendent += 1
        try:
            await asyncio.sleep(min(ATTENTE_MAX, self._pause * combien))
        finally:
            self._attendent -= 1
        return combien <= ESSAIS_MAX
