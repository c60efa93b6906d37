"""La révision : quand une question de sortie revient, d’après ses essais passés. Sans écran.

La règle, en trois phrases. Une question manquée revient à l’ouverture du labo suivant, puis en révision dès le lendemain.
Réussie, elle revient après 3 jours, puis 10, puis 30, et ne revient plus ; manquée, elle repart du début. Une réussite avant
l’heure ne l’avance pas : la retrouver le jour même, c’est s’en souvenir d’un écran à l’autre.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from travailler_ensemble.activites.choix import CHOIX, VU, Choix

SORTIE = "sortie"
ECARTS = (3, 10, 30)  # jours, après une réussite, deux, trois de suite
MANQUEE = 1  # jour
AU_PLUS = 5  # questions à la fois, en révision
EN_OUVERTURE = 2  # questions, à l’ouverture d’un labo

Gestes = Sequence[Mapping[str, Any]]


class Essai(NamedTuple):
    """Une réponse soumise : quand, et si elle était juste."""

    quand: datetime
    juste: bool


class Memoire(NamedTuple):
    """Où en est une question : ses essais ; `retour`, le jour où elle revient, `None` si elle est sue ou jamais faite."""

    question: Choix
    essais: tuple[Essai, ...]
    retour: date | None

    @property
    def manquee(self) -> bool:
        """Le dernier essai était-il faux ?"""
        return bool(self.essais) and not self.essais[-1].juste


def essais(question: Choix, gestes: Gestes) -> tuple[Essai, ...]:
    """Une réponse soumise par tour : celle qui tenait quand on a demandé les retours. La corriger ensuite ne compte pas."""
    faits: dict[int, Essai] = {}
    for rang, geste in enumerate(gestes, start=1):
        if geste.get(question.mots.champ) != VU:
            continue
        suite = question.jouer(gestes[:rang])
        if VU in suite.reponses and suite.tour not in faits:
            juste = question.juge(suite.reponses[CHOIX]).juste == "oui"
            faits[suite.tour] = Essai(datetime.fromisoformat(geste["quand"]), juste)
    return tuple(faits.values())


def retour(essais: Iterable[Essai]) -> date | None:
    """Le jour où la question revient (voir la règle, en tête) ; `None` si elle est sue, ou n’a jamais été faite."""
    suite, prochain = 0, date.min
    for essai in essais:
        jour = essai.quand.date()
        if not essai.juste:
            suite, prochain = 0, jour + timedelta(days=MANQUEE)
        elif jour >= prochain:
            prochain = jour + timedelta(days=ECARTS[suite]) if suite < len(ECARTS) else date.max
            suite += 1
    return prochain if date.min < prochain < date.max else None


def memoire(questions: Iterable[Choix], gestes: Callable[[str], Gestes]) -> list[Memoire]:
    """Ce que l’on sait de chaque question de sortie déjà faite. `gestes` : la clé d’une question → ses gestes, datés."""
    faites = ((q, essais(q, gestes(q.cle))) for q in questions if q.usage == SORTIE)
    return [Memoire(q, e, retour(e)) for q, e in faites if e]


def en_ouverture(memoires: Iterable[Memoire], labo: str) -> list[Memoire]:
    """Ce qu’un labo redemande en ouvrant : ce qui reste manqué d’un autre, le plus récent d’abord."""
    manquees = [m for m in memoires if m.manquee and m.question.labo != labo]
    return sorted(manquees, key=lambda m: m.essais[-1].quand, reverse=True)[:EN_OUVERTURE]


def a_revoir(memoires: Iterable[Memoire], aujourdhui: date) -> list[Memoire]:
    """Ce qui revient aujourd’hui, le plus en retard d’abord."""
    dues = [(m.retour, rang, m) for rang, m in enumerate(memoires) if m.retour and m.retour <= aujourdhui]
    return [m for _, _, m in sorted(dues)][:AU_PLUS]
