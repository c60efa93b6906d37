"""Les retours : ce que l’on répond à un choix, et les mots pour le dire. Cette liste n’est écrite qu’ici.

Un retour vient d’un auteur, d’un texte ou de la collection.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple

from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.ecriture.phrases import compter

Retour = Literal["accord", "nuance", "desaccord", "lu", "ne_tranche_pas", "hors_champ"]
"""Dans l’ordre où ils se lisent. « lu » : une lecture à lire, sans rien compter (la personne ne sait pas, ou nul ne juge)."""
COMPARABLES: tuple[Retour, ...] = ("accord", "nuance", "desaccord")
"""Ceux qui se comptent, du plus proche au plus lointain."""
MUETS: tuple[Retour, ...] = ("ne_tranche_pas", "hors_champ")
"""Ceux de qui ne se prononce pas."""
INCONNU = "inconnu"
"""Ce que vaut un critère dont on ne sait rien."""


class MotsDeRetour(NamedTuple):
    """Comment un retour se compte."""

    singulier: str
    pluriel: str


RETOURS: Mapping[Retour, MotsDeRetour] = {
    "accord": MotsDeRetour("accord", "accords"),
    "nuance": MotsDeRetour("nuance", "nuances"),
    "desaccord": MotsDeRetour("désaccord", "désaccords"),
    "lu": MotsDeRetour("lecture", "lectures"),
    "ne_tranche_pas": MotsDeRetour("ne tranche pas", "ne tranchent pas"),
    "hors_champ": MotsDeRetour("hors champ", "hors champ"),
}

TITRES: Mapping[str, Mapping[Retour, str]] = {
    "fait": {"accord": "D’accord avec le texte", "nuance": "Cela se défend", "desaccord": "À relire dans le texte"},
    "rangement": {"accord": "La collection range de même", "nuance": "Cela se défend", "desaccord": "La collection range autrement"},
    "compte_rendu": {
        "accord": "comme la collection",
        "nuance": "l’un des deux dit que l’on ne sait pas",
        "desaccord": "à l’opposé de la collection",
    },
}
"""Le nom des retours là où « accord » ne convient pas : un texte n’est pas d’accord, et peut aussi ne rien dire."""


def comparer(choix: str, reponse: str, mesurees: Collection[str] = (INCONNU,)) -> Retour:
    """Une réponse à côté d’une autre : la même, « accord » ; l’une des deux ne tranche pas, « nuance » ; sinon « desaccord ».

    `mesurees` : les réponses qui ne tranchent pas. « Je ne sais pas » ne se compare à rien : « lu ».
    """
    if choix == JE_NE_SAIS_PAS:
        return "lu"
    if choix == reponse:
        return "accord"
    return "nuance" if choix in mesurees or reponse in mesurees else "desaccord"


def dire_comptes(comptes: Mapping[str, int]) -> str:
    """« 7 accords, 1 nuance » ; ce qui vaut zéro, ou ne se compte pas, n’est pas dit."""
    return ", ".join(compter(n, RETOURS[r].singulier, RETOURS[r].pluriel) for r in COMPARABLES if (n := comptes.get(r, 0)))
