"""Les mesures que la collection publie : ce qu’une personne sent, et ce que valent les essais ; un rapport se prend face à un plancher de la même exécution."""

from __future__ import annotations

import site
import statistics
from typing import Any

from outils import RACINE

site.addsitedir(str(RACINE / "tests" / "aides"))  # les mesures emploient le JupyterLab et les téléphones des essais

Mesure = dict[str, Any]
"""`quoi`, `valeur`, `unite`, `cible` (None s’il n’y en a pas) et son `sens` (« ≤ » s’il n’est pas dit) ; le reste éclaire la valeur."""


def mesure(quoi: str, valeur: float, unite: str, cible: float | None = None, **reste: Any) -> Mesure:
    """Une mesure ; `reste` éclaire la valeur."""
    return {"quoi": quoi, "valeur": valeur, "cible": cible, "unite": unite, **reste}


def medianes(paires: list[tuple[float, float]]) -> tuple[float, float, float]:
    """La médiane des essais, celle des planchers, celle de leurs rapports, pris deux à deux : la machine peut ralentir entre deux paires."""
    return (statistics.median(a for a, _ in paires), statistics.median(b for _, b in paires), statistics.median(a / b for a, b in paires))
