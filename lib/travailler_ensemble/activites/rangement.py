"""Le rangement : où en est un tri, recalculé d’après la suite des gestes. Rien ne s’efface : on rejoue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from travailler_ensemble.activites.classement import JE_NE_SAIS_PAS


class Rangement(NamedTuple):
    """L’état d’un tri.

    `premieres` : la première réponse donnée à chaque carte, tous tours confondus. `inconnus` : nombre de gestes qui
    portent sur une carte ou une case absente de cette version de la collection ; gardés dans le fichier, non montrés.
    """

    reponses: Mapping[str, str]
    premieres: Mapping[str, str]
    tour: int
    annulable: bool
    inconnus: int

    @property
    def classees(self) -> int:
        """Nombre de cartes rangées, « je ne sais pas » compris."""
        return len(self.reponses)


def rejouer(gestes: Iterable[Mapping[str, Any]], cartes: Collection[str], cases: Collection[str]) -> Rangement:
    """L’état qu’une suite de gestes donne à un tri.

    Gestes : « ranger » (carte, case), « annuler » (défait le dernier, y compris un « recommencer »), « recommencer ».
    """
    permises = {*cases, JE_NE_SAIS_PAS}
    reponses: dict[str, str] = {}
    premieres: dict[str, str] = {}
    passe: list[tuple[dict[str, str], int]] = []
    tour, inconnus = 1, 0
    for g in gestes:
        geste, carte, case = g.get("geste"), g.get("carte"), g.get("case")
        if geste == "ranger" and carte in cartes and case in permises:
            if reponses.get(carte) == case:
                continue
            passe.append((reponses, tour))
            reponses = {**reponses, carte: case}
            premieres.setdefault(carte, case)
        elif geste == "recommencer":
            passe.append((reponses, tour))
            reponses, tour = {}, tour + 1
        elif geste == "annuler":
            if passe:
                reponses, tour = passe.pop()
        else:
            inconnus += 1
    return Rangement(reponses, premieres, tour, bool(passe), inconnus)
