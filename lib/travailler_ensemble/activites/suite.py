"""La suite : où en est une activité, recalculé d’après ses gestes. Rien ne s’efface : on rejoue.

Toute activité se remplit champ par champ : une carte et sa case, un critère et ce que l’on en fait, un vote et son cran.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

PAUSE = timedelta(minutes=5)
"""Un texte repris après ce temps l’est après autre chose : une lecture, une autre étape."""


class Mots(NamedTuple):
    """Les mots d’une activité dans le fichier des réponses : le geste qui répond, le champ visé, la valeur donnée."""

    geste: str = "repondre"
    champ: str = "champ"
    valeur: str = "valeur"


REPONDRE = Mots()


class Suite(NamedTuple):
    """L’état d’une activité.

    `remises` : la valeur qui tenait, dans chaque champ, quand on en est sorti pour la première fois, tous tours confondus ; celle que
    l’on hésite encore à donner, sinon. `essais` : les valeurs données depuis le dernier « recommencer », champ par champ, dans l’ordre. `inconnus` : nombre de gestes qui portent sur un champ ou une
    valeur absents de cette version de la collection ; gardés dans le fichier, non montrés. `valides` : les champs validés
    dans ce tour, à qui l’on peut donc répondre.
    """

    reponses: Mapping[str, str]
    remises: Mapping[str, str]
    tour: int
    annulable: bool
    inconnus: int
    essais: Mapping[str, tuple[str, ...]]
    valides: frozenset[str] = frozenset()


Permission = Callable[[str, str, Mapping[str, str]], bool]
"""(champ, valeur, réponses déjà données) → cette réponse est-elle recevable ?"""


def recevable(geste: Mapping[str, Any], reponses: Mapping[str, str], permet: Permission, mots: Mots = REPONDRE) -> bool:
    """Ce geste est-il une réponse que l’activité accepte, compte tenu de celles déjà données ?"""
    champ, valeur = geste.get(mots.champ), geste.get(mots.valeur)
    return geste.get("geste") == mots.geste and isinstance(champ, str) and isinstance(valeur, str) and permet(champ, valeur, reponses)


def a_valider(geste: Mapping[str, Any], reponses: Mapping[str, str], mots: Mots = REPONDRE) -> frozenset[str]:
    """Les champs que vise un geste « valider » : celui qu’il nomme, ou tous ceux qui sont remplis."""
    vise = geste.get(mots.champ)
    return frozenset(reponses) if vise is None else frozenset({vise} & {*reponses}) if isinstance(vise, str) else frozenset()


def rejouer(gestes: Iterable[Mapping[str, Any]], permet: Permission, mots: Mots = REPONDRE, *, aussitot: bool = False) -> Suite:
    """L’état qu’une suite de gestes donne à une activité.

    Gestes : celui de `mots` (un champ, une valeur ; une valeur vide vide le champ), « annuler » (défait le dernier, y
    compris un « recommencer »), « recommencer », « valider » (un champ, ou tous ; ne s’annule pas). Une réponse qui ne change
    rien ne compte pas.

    Hésiter n’est pas remettre : un champ est remis quand on le valide, que l’on passe à un autre, que l’on recommence, ou que l’on revient après `PAUSE`.
    `aussitot` : chaque réponse est remise dès qu’elle est donnée (un bouton la vérifie).
    """
    reponses: dict[str, str] = {}
    essais: dict[str, tuple[str, ...]] = {}
    remises: dict[str, str] = {}
    valides: dict[int, frozenset[str]] = {}
    passe: list[tuple[dict[str, str], dict[str, tuple[str, ...]], int]] = []
    tour, inconnus, ouvert, depuis = 1, 0, "", None

    def sortir() -> None:
        if ouvert in reponses:
            remises.setdefault(ouvert, reponses[ouvert])

    for g in gestes:
        geste = g.get("geste")
        if recevable(g, reponses, permet, mots):
            champ, valeur = g[mots.champ], g[mots.valeur]
            quand = _quand(g)
            if aussitot or champ != ouvert or (quand and depuis and quand - depuis >= PAUSE):
                sortir()
            ouvert, depuis = champ, quand
            if reponses.get(champ, "") == valeur:
                continue
            passe.append((reponses, essais, tour))
            reponses = {**reponses, champ: valeur} if valeur else {c: v for c, v in reponses.items() if c != champ}
            essais = {**essais, champ: (*essais.get(champ, ()), valeur)}
        elif geste == "recommencer":
            sortir()
            passe.append((reponses, essais, tour))
            reponses, essais, tour = {}, {}, tour + 1
            valides.pop(tour, None)
        elif geste == "annuler":
            if passe:
                reponses, essais, tour = passe.pop()
        elif geste == "valider":
            vises = a_valider(g, reponses, mots)
            valides[tour] = valides.get(tour, frozenset()) | vises
            remises = {**{c: reponses[c] for c in vises}, **remises}
        else:
            inconnus += 1
    sortir()
    return Suite(reponses, {**reponses, **remises}, tour, bool(passe), inconnus, essais, valides.get(tour, frozenset()))


def _quand(geste: Mapping[str, Any]) -> datetime | None:
    """L’heure d’un geste, avec son fuseau, si elle est écrite et se lit."""
    try:
        quand = datetime.fromisoformat(geste["quand"])
    except (KeyError, TypeError, ValueError):
        return None
    return quand if quand.tzinfo else None
