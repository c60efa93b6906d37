"""Les composants : ce qui se manipule dans un carnet, un fichier par composant web.

`COMPOSANTS` dit quel composant montre quelle sorte de sujet ; chacun n’est chargé qu’au moment de servir.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from travailler_ensemble.activites.accord import AccordEcrit
from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.activites.criteres import Jeu
from travailler_ensemble.activites.interrogation import Interrogation
from travailler_ensemble.activites.placement import Placement
from travailler_ensemble.activites.serie import Serie
from travailler_ensemble.activites.sujet import Sujet

if TYPE_CHECKING:
    from travailler_ensemble.affichage.composants.base import Activite

COMPOSANTS: Mapping[type[Sujet], tuple[str, str]] = {
    Classement: ("tri", "Tri"),
    Serie: ("ordonner", "Ordonner"),
    AccordEcrit: ("accord", "AccordVivant"),
    Interrogation: ("question", "Question"),
    Placement: ("debat", "Debat"),
    Jeu: ("grille", "Grille"),
}
"""Sorte de sujet → le module et la classe qui la montrent."""


def composant_de(sujet: Sujet) -> type[Activite]:
    """Le composant qui montre ce sujet. Lève `KeyError` si sa sorte n’en a pas."""
    sorte = next((s for s in type(sujet).__mro__ if s in COMPOSANTS), None)
    if sorte is None:
        raise KeyError(f"Aucun composant ne montre « {sujet.titre} ».")
    module, nom = COMPOSANTS[sorte]
    composant: type[Activite] = getattr(import_module(f"{__name__}.{module}"), nom)
    return composant
