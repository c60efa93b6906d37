"""La suite : où en est une activité, recalculé d’après ses gestes. Rien ne s’efface : on rejoue.

Toute activité se remplit champ par champ : une carte et sa case, un critère et ce que l’on en fait, un vote et son cran.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple


class Mots(NamedTuple):
    """Les mots d’une activité dans le fichier des réponses : le geste qui répond, le champ visé, la valeur donnée."""

    geste: str = "repondre"
    champ: str = "champ"
    valeur: str = "valeur"


REPONDRE = Mots()


class Suite(NamedTuple):
    """L’état d’une activité.

    `premieres` : la première valeur donnée à chaque champ, tous tours confondus. `essais` : les valeurs données depuis le
    dernier « recommencer », champ par champ, dans l’ordre. `inconnus` : nombre de gestes qui portent sur un champ ou une
    valeur absents de cette version de la collection ; gardés dans le fichier, non montrés.
    """

    reponses: Mapping[str, str]
    premieres: Mapping[str, str]
    tour: int
    annulable: bool
    inconnus: int
    essais: Mapping[str, tuple[str, ...]]


Permission = Callable[[str, str, Mapping[str, str]], bool]
"""(champ, valeur, réponses déjà données) → cette réponse est-elle recevable ?"""


def recevable(geste: Mapping[str, Any], reponses: Mapping[str, str], permet: Permission, mots: Mots = REPONDRE) -> bool:
    """Ce geste est-il une réponse que l’activité accepte, compte tenu de celles déjà données ?"""
    champ, valeur = geste.get(mots.champ), geste.get(mots.valeur)
    return geste.get("geste") == mots.geste and isinstance(champ, str) and isinstance(valeur, str) and permet(champ, valeur, reponses)


def rejouer(gestes: Iterable[Mapping[str, Any]], permet: Permission, mots: Mots = REPONDRE) -> Suite:
    """L’état qu’une suite de gestes donne à une activité.

    Gestes : celui de `mots` (un champ, une valeur ; une valeur vide vide le champ), « annuler » (défait le dernier, y
    compris un « recommencer »), « recommencer ». Une réponse qui ne change rien ne compte pas.
    """
    reponses: dict[str, str] = {}
    essais: dict[str, tuple[str, ...]] = {}
    premieres: dict[str, str] = {}
    passe: list[tuple[dict[str, str], dict[str, tuple[str, ...]], int]] = []
    tour, inconnus = 1, 0
    for g in gestes:
        geste = g.get("geste")
        if recevable(g, reponses, permet, mots):
            champ, valeur = g[mots.champ], g[mots.valeur]
            if reponses.get(champ, "") == valeur:
                continue
            passe.append((reponses, essais, tour))
            reponses = {**reponses, champ: valeur} if valeur else {c: v for c, v in reponses.items() if c != champ}
            essais = {**essais, champ: (*essais.get(champ, ()), valeur)}
            if valeur:
                premieres.setdefault(champ, valeur)
        elif geste == "recommencer":
            passe.append((reponses, essais, tour))
            reponses, essais, tour = {}, {}, tour + 1
        elif geste == "annuler":
            if passe:
                reponses, essais, tour = passe.pop()
        else:
            inconnus += 1
    return Suite(reponses, premieres, tour, bool(passe), inconnus, essais)
