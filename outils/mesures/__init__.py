"""Les mesures que la collection publie : des rapports à un plancher pris dans la même exécution, jamais des secondes seules."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parents[2]
Mesure = dict[str, Any]
"""`quoi`, `valeur`, `unite`, `cible` (None s’il n’y en a pas) et son `sens` (« ≤ » s’il n’est pas dit) ; le reste éclaire la valeur."""


def duree(*commande: str, **options: Any) -> float:
    """Les secondes que prend une commande. Lève `CalledProcessError` si elle échoue."""
    debut = time.perf_counter()
    subprocess.run(commande, check=True, stdout=subprocess.DEVNULL, cwd=RACINE, **options)
    return time.perf_counter() - debut


def rapport(essai: Callable[[], float], plancher: Callable[[], float], fois: int) -> tuple[float, float, float]:
    """Médianes, et médiane des rapports pris deux à deux (la machine peut ralentir entre deux paires)."""
    essai(), plancher()
    return medianes([(essai(), plancher()) for _ in range(fois)])


def medianes(paires: list[tuple[float, float]]) -> tuple[float, float, float]:
    """La médiane des essais, celle des planchers, celle de leurs rapports."""
    return (statistics.median(a for a, _ in paires), statistics.median(b for _, b in paires), statistics.median(a / b for a, b in paires))
