"""Le rangement : où en est un tri, recalculé d’après la suite des gestes. Rien ne s’efface : on rejoue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from travailler_ensemble.activites.suite import Mots, Suite
from travailler_ensemble.activites.suite import rejouer as rejouer_suite

JE_NE_SAIS_PAS, JE_NE_SAIS_PAS_DIT = "je-ne-sais-pas", "Je ne sais pas"
SANS_AVIS = {"id": JE_NE_SAIS_PAS, "nom": JE_NE_SAIS_PAS_DIT}
"""Une case toujours permise, telle que les pages la reçoivent à côté des autres."""
RANGER = Mots("ranger", "carte", "case")


def rejouer(gestes: Iterable[Mapping[str, Any]], cartes: Collection[str], cases: Collection[str]) -> Suite:
    """L’état qu’une suite de gestes « ranger » (carte, case), « annuler », « recommencer » donne à un tri."""
    permises = {*cases, JE_NE_SAIS_PAS}
    return rejouer_suite(gestes, lambda carte, case, _: carte in cartes and case in permises, RANGER)
