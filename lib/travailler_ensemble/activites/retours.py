"""Les retours : ce que l’on répond à un choix, et les mots pour le dire. Cette liste n’est écrite qu’ici.

Un retour vient d’un auteur, d’un texte ou de la collection. Les pages web reçoivent la liste en JSON (`en_clair`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal, NamedTuple, get_args

from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.ecriture.phrases import compter, insecable

Retour = Literal["accord", "nuance", "desaccord", "lu", "ne_tranche_pas", "hors_champ"]
"""Dans l’ordre où ils se lisent. « lu » : une lecture à lire, sans rien compter (la personne ne sait pas, ou nul ne juge)."""
COMPARABLES: tuple[Retour, ...] = ("accord", "nuance", "desaccord")
"""Ceux qui se comptent, du plus proche au plus lointain."""
MUETS: tuple[Retour, ...] = ("ne_tranche_pas", "hors_champ")
"""Ceux de qui ne se prononce pas."""
INCONNU = "inconnu"
"""Ce que vaut un critère dont on ne sait rien."""


class MotsDeRetour(NamedTuple):
    """Le nom d’un retour (au-dessus d’une famille d’avis, puis compté), et ce qu’il veut dire ; vide s’il va de soi."""

    titre: str
    singulier: str
    pluriel: str
    sens: str


RETOURS: Mapping[Retour, MotsDeRetour] = {
    "accord": MotsDeRetour("Accord", "accord", "accords", "L’auteur reconnaît dans cette carte la réponse que vous avez choisie."),
    "nuance": MotsDeRetour(
        "Nuance", "nuance", "nuances", "Il hésite, ou il y reconnaît une forme qu’il place lui-même dans, autour ou à côté de la vôtre."
    ),
    "desaccord": MotsDeRetour(
        "Désaccord",
        "désaccord",
        "désaccords",
        "Il ne la reconnaît pas, ou seulement une forme qu’il tient séparée de la vôtre. "
        "Ce n’est pas une faute : les auteurs se contredisent entre eux.",
    ),
    "lu": MotsDeRetour("Leurs lectures", "lecture", "lectures", ""),
    "ne_tranche_pas": MotsDeRetour(
        "Ne tranche pas",
        "ne tranche pas",
        "ne tranchent pas",
        "L’extrait pose trop peu de critères. Absent de l’extrait ne veut pas dire refusé.",
    ),
    "hors_champ": MotsDeRetour("Hors champ", "hors champ", "hors champ", "L’extrait ne parle pas de la réponse que vous avez choisie."),
}


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


def en_clair(titres: Mapping[str, str] | None = None, sens: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """La liste pour une page, dans l’ordre où elle s’affiche. `titres` et `sens` remplacent ceux que dit le panel.

    `se_compte` : accord, nuance, désaccord ; `muet` : qui ne se prononce pas.
    """
    return [
        {
            "id": retour,
            "titre": insecable((titres or {}).get(retour, mots.titre)),
            "singulier": mots.singulier,
            "pluriel": mots.pluriel,
            "sens": insecable((sens or {}).get(retour, mots.sens)),
            "se_compte": retour in COMPARABLES,
            "muet": retour in MUETS,
        }
        for retour in get_args(Retour)
        for mots in [RETOURS[retour]]
    ]
