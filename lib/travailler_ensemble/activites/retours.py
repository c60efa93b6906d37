"""Les retours : ce que l’on répond à un choix, et les mots pour le dire. Cette liste n’est écrite qu’ici.

Un retour vient d’un auteur, d’un texte ou de la collection. Les pages web reçoivent la liste en JSON (`en_clair`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal, NamedTuple

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

TITRES: Mapping[str, Mapping[Retour, str]] = {
    "fait": {
        "accord": "D’accord avec le texte",
        "nuance": "Cela se défend",
        "desaccord": "À relire dans le texte",
        "lu": "Ce que dit le texte",
    },
    "rangement": {
        "accord": "La collection range de même",
        "nuance": "Cela se défend",
        "desaccord": "La collection range autrement",
        "lu": "Ce que range la collection",
    },
    "compte_rendu": {
        "accord": "comme la collection",
        "nuance": "l’un des deux dit que l’on ne sait pas",
        "desaccord": "à l’opposé de la collection",
    },
}
"""Le nom des retours là où « accord » ne convient pas : un texte n’est pas d’accord, et peut aussi ne rien dire."""

SENS: Mapping[str, Mapping[Retour, str]] = {
    "axe": {
        "accord": "Vous êtes dans la même case que l’auteur.",
        "nuance": "Une case vous sépare.",
        "desaccord": "Deux cases ou plus vous séparent. Ce n’est pas une faute.",
        "hors_champ": "L’extrait ne donne pas de place à cette carte.",
    },
    "debat": {
        "accord": "L’auteur et vous répondez la même chose.",
        "nuance": "L’un des deux répond {milieux}.",
        "desaccord": "Vos réponses s’opposent. Ce n’est pas une faute : les auteurs s’opposent aussi entre eux.",
        "hors_champ": "L’extrait ne répond pas à cette carte.",
    },
    "codage": {
        "accord": "La collection et vous répondez la même chose.",
        "nuance": "L’un des deux répond que le texte ne le dit pas.",
        "desaccord": "Vos réponses s’opposent : comparez les mots du récit sur lesquels elles s’appuient.",
    },
    "pronostic": {
        "accord": "Vous aviez prévu cette lecture.",
        "nuance": "La lecture ou votre prévision est « on ne peut pas le dire ».",
        "desaccord": "La lecture est l’inverse de votre prévision.",
    },
    "fait": {
        "accord": "Votre réponse est celle que le texte permet de donner.",
        "nuance": "Le texte ne le dit pas ainsi, mais permet de le soutenir.",
        "desaccord": "Relisez le passage indiqué : c’est une question de fait, le texte y répond ou n’en dit rien.",
    },
    "rangement": {
        "accord": "La collection et vous rangez cette carte au même endroit.",
        "nuance": "La collection range ailleurs, mais votre réponse se soutient.",
        "desaccord": "Comparez les raisons : si la vôtre est meilleure, gardez-la.",
    },
}
"""Ce que veulent dire les retours, sorte de tri par sorte, là où ils ne viennent pas de lectures calculées."""


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


def en_clair(titres: Mapping[Retour, str] | None = None, sens: Mapping[Retour, str] | None = None) -> list[dict[str, Any]]:
    """La liste pour une page, dans l’ordre où elle s’affiche. `titres` et `sens` remplacent ceux que dit le panel.

    `se_compte` : accord, nuance, désaccord ; `muet` : qui ne se prononce pas.
    """
    titres, sens = titres or {}, sens or {}
    return [
        {
            "id": retour,
            "titre": insecable(titres.get(retour, mots.titre)),
            "singulier": mots.singulier,
            "pluriel": mots.pluriel,
            "sens": insecable(sens.get(retour, mots.sens)),
            "se_compte": retour in COMPARABLES,
            "muet": retour in MUETS,
        }
        for retour, mots in RETOURS.items()
    ]
