"""La diffusion : prévenir les pages ouvertes qu’une séance a changé, quatre fois par seconde au plus.

Deux canaux par séance : « etat » (un geste de l’enseignant ; tout le monde écoute) et « comptes » (une réponse est arrivée ;
le mur et l’enseignant écoutent). Un signal n’apporte rien : celui qui l’entend relit ce qu’il a le droit de voir.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

PAS = 0.25
"""Secondes entre deux signaux d’un même canal."""


class _Canal:
    def __init__(self) -> None:
        self.numero = 0
        self.change = asyncio.Event()
        self.dernier = float("-inf")
        self.prevu: asyncio.TimerHandle | None = None
        self.ecoutes = 0

    def signaler(self) -> None:
        """Tout de suite si l’on s’est tu assez longtemps, sinon à la fin du pas : le dernier changement est toujours dit."""
        if self.prevu:
            return
        boucle = asyncio.get_running_loop()
        attente = self.dernier + PAS - boucle.time()
        if attente <= 0:
            self.emettre()
        else:
            self.prevu = boucle.call_later(attente, self.emettre)

    def emettre(self) -> None:
        """Le signal, sans attendre."""
        self.prevu = None
        self.dernier = asyncio.get_running_loop().time()
        self.numero += 1
        self.change.set()
        self.change = asyncio.Event()


class Diffusion:
    """Les canaux de toutes les séances ouvertes ici."""

    def __init__(self) -> None:
        self._canaux: dict[tuple[str, str], _Canal] = {}

    def seances(self) -> set[str]:
        """Celles que quelqu’un écoute."""
        return {seance for seance, _ in self._canaux}

    def signaler(self, seance: str, canal: str) -> None:
        """Une séance a changé."""
        if c := self._canaux.get((seance, canal)):
            c.signaler()

    def reveiller(self) -> None:
        """Tous ceux qui écoutent relisent maintenant."""
        for c in [*self._canaux.values()]:
            c.emettre()

    async def ecouter(self, seance: str, canal: str, silence: float) -> AsyncGenerator[bool]:
        """Rend vrai à chaque signal, faux après `silence` secondes sans rien ; aucun changement n’est manqué entre deux tours."""
        cle = (seance, canal)
        c = self._canaux.setdefault(cle, _Canal())
        c.ecoutes += 1
        vu = c.numero
        try:
            while True:
                if c.numero == vu:
                    try:
                        await asyncio.wait_for(c.change.wait(), silence)
                    except TimeoutError:
                        yield False
                        continue
                vu = c.numero
                yield True
        finally:
            c.ecoutes -= 1
            if not c.ecoutes and not c.prevu:
                self._canaux.pop(cle, None)
