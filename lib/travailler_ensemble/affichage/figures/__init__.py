"""Les figures : un fichier par figure, au nom de la fonction qui la compose. Une figure nouvelle s’ajoute à l’une de ces listes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from travailler_ensemble.affichage.figures.dessin import Figure
    from travailler_ensemble.panel.avis import Panel

DU_CORPUS = ("accords", "carte", "exigences", "frise", "partage")
DE_SEANCE = ("distribution", "dispersion", "entente", "proximite", "deplacements")
"""Les figures d’une seule séance : sans rien préciser, celles de la dernière relue."""
DE_SEANCES = ("seances",)
FIGURES = tuple(sorted((*DU_CORPUS, *DE_SEANCE, *DE_SEANCES)))


def composer(nom: str, panel: Panel, *arguments: Any) -> Figure:
    """La figure `nom`, seule chargée. Lève `KeyError` (phrase française) si elle n’existe pas, et ce que lève la figure elle-même."""
    if nom not in FIGURES:
        raise KeyError(f"Il n’y a pas de figure « {nom} ». Figures : {', '.join(FIGURES)}.")
    figure: Figure = getattr(import_module(f"{__name__}.{nom}"), nom)(panel, *arguments)
    return figure
