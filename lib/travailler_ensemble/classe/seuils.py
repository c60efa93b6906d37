"""Les seuils d’une classe : à partir de combien de personnes un groupe se montre, et quand une carte partage la classe.

Ils sont écrits ici et nulle part ailleurs ; les pages les reçoivent dans l’état de la séance.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from travailler_ensemble.panel.concordance import dispersion_des_comptes

SEUIL, SEUIL_DIT = 5, "cinq"
"""En dessous, un groupe ne se montre pas à part : on y reconnaîtrait quelqu’un."""
PEU_DE_REPONSES, PEU_DE_PERSONNES = f"moins de {SEUIL_DIT} réponses", f"moins de {SEUIL_DIT} personnes"
UNANIME, PARTAGE = 0.25, 0.65
"""Dispersion au-dessous de laquelle la première réponse réunit à peu près plus de 90 % des voix ; au-dessus, moins de 60 %."""


def dispersion_montrable(comptes: Mapping[str, int], cases: Collection[str]) -> float | None:
    """La dispersion d’une carte, de 0 (une seule réponse) à 1 (toutes les cases à égalité) ; None sous le seuil."""
    return dispersion_des_comptes(comptes, cases) if sum(comptes.values()) >= SEUIL else None


def partage(dispersion: float | None) -> bool:
    """Cette carte partage-t-elle la classe ?"""
    return dispersion is not None and dispersion >= PARTAGE


def dire_dispersion(dispersion: float | None) -> str:
    """« presque d’une voix », « plusieurs avis », « partage la classe » ; None : trop peu de réponses."""
    if dispersion is None:
        return PEU_DE_REPONSES
    return "partage la classe" if partage(dispersion) else "presque d’une voix" if dispersion < UNANIME else "plusieurs avis"
