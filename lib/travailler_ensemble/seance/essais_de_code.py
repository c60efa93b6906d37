"""Les essais de code : qui devine va lentement, qui vote ne le sent pas.

Un établissement sort souvent sur internet par une seule adresse, et un témoin se jette : on ne compte donc ni par adresse, ni par
navigateur, mais tous ensemble. Passé ce budget, les nouvelles entrées prennent leur tour ; rien n’en est écrit.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

BUDGET, FENETRE = 60, 60.0
"""Codes faux permis ensemble, et en combien de secondes : une classe entière qui se trompe y tient."""
ATTENTE_MAX = 20
"""Entrées qui attendent leur tour ; au-delà, on dit de revenir."""


class EssaisDeCode:
    """Les codes faux, tous ensemble. `pause` : secondes que coûte un code faux, et d’une entrée à la suivante, budget passé."""

    def __init__(self, dire: Callable[[], None] = lambda: None, pause: float = 1.0) -> None:
        self.pause = pause
        self._dire = dire
        self._faux: deque[float] = deque(maxlen=BUDGET)
        self._suivant = 0.0

    def trop(self) -> bool:
        """Quelqu’un essaie-t-il des codes ?"""
        return len(self._faux) == BUDGET and asyncio.get_running_loop().time() - self._faux[0] < FENETRE

    async def tour(self) -> bool:
        """Attend son tour d’entrer, code juste ou faux ; faux s’ils sont trop nombreux à attendre. D’ordinaire, n’attend pas."""
        if not self.trop():
            return True
        maintenant = asyncio.get_running_loop().time()
        attente = max(self._suivant - maintenant, 0.0) + self.pause
        if attente > ATTENTE_MAX * self.pause:
            return False
        self._suivant = maintenant + attente
        await asyncio.sleep(attente)
        return True

    async def faux(self) -> None:
        """Un code faux de plus : il est compté aussitôt, et se paie d’une attente."""
        avant = self.trop()
        boucle = asyncio.get_running_loop()
        self._faux.append(boucle.time())
        if not avant and self.trop():
            self._dire()
            boucle.call_later(FENETRE + 1, self._dire)
        await asyncio.sleep(self.pause)
