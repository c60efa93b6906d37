"""La vérité d’un fait : ce qu’un texte répond à une carte, quand il y répond. Table `tris_reponses`.

Quand aucun texte ne range, c’est la collection qui le fait : le repère le dit, et personne ne parle à la place du texte.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from travailler_ensemble.corpus import Corpus

# Un texte peut aussi ne rien dire : aucun de ces noms n’affirme qu’il dit quelque chose.
RETOURS_DE_FAIT = {"accord": "D’accord avec le texte", "nuance": "Cela se défend", "desaccord": "À relire dans le texte"}
RANGEMENT = "rangement de la collection"
"""Le repère d’une réponse qu’aucun texte ne donne."""
RETOURS_DE_RANGEMENT = {"accord": "La collection range de même", "nuance": "Cela se défend", "desaccord": "La collection range autrement"}


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


def retour_de_fait(reponses: Iterable[Vraie], choix: str) -> str:
    """« accord » si le texte répond de même (ou se tait comme on l’a dit), « nuance » si cela se défend, sinon « desaccord »."""
    juste = next((r.juste for r in reponses if r.case == choix), "non")
    return {"oui": "accord", "defendable": "nuance"}.get(juste, "desaccord")
