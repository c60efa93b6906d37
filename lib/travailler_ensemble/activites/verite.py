"""La vérité d’un fait : ce qu’un texte répond à une carte, quand il y répond. Table `tris_reponses`.

Quand aucun texte ne range, c’est la collection qui le fait : le repère le dit, et personne ne parle à la place du texte.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.activites.retours import Retour
from travailler_ensemble.corpus import Corpus

RANGEMENT = "rangement de la collection"
"""Le repère d’une réponse qu’aucun texte ne donne."""


class Vraie(NamedTuple):
    """Une réponse relevée pour une carte : une case, ou un rang dans une frise.

    `juste` : « oui », « defendable » (le texte permet de le soutenir) ou « non » (pourquoi cette case-là ne va pas).
    """

    carte: str
    case: str
    rang: int | None
    date: str
    juste: str
    explication: str
    source: str
    repere: str


def vraies(corpus: Corpus, tri: str) -> tuple[Vraie, ...]:
    """Les réponses relevées pour un tri, dans l’ordre de la table."""
    return tuple(Vraie(*(r[nom] for nom in Vraie._fields)) for r in corpus.lignes("tris_reponses") if r["tri"] == tri)


def rangees_par_nous(reponses: Iterable[Vraie]) -> bool:
    """Est-ce la collection qui range, et non un texte qui répond ?"""
    reperes = {r.repere for r in reponses}
    return reperes == {RANGEMENT}


_DE_JUSTE: Mapping[str, Retour] = {"oui": "accord", "defendable": "nuance", "non": "desaccord"}


def retour_de_fait(reponses: Iterable[Vraie], choix: str) -> Retour:
    """« accord » si le texte répond de même (ou se tait comme on l’a dit), « nuance » si cela se défend, sinon « desaccord ».

    « lu » pour « je ne sais pas ».
    """
    if choix == JE_NE_SAIS_PAS:
        return "lu"
    return _DE_JUSTE[next((r.juste for r in reponses if r.case == choix), "non")]
