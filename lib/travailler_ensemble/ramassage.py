"""Le ramassage de Python, remis à la fin de l’appel.

Lire le corpus et charger les composants crée des dizaines de milliers d’objets qui restent jusqu’à l’arrêt du noyau. Y chercher
des cycles abandonnés prenait près du tiers du temps de nos appels, et plus de la moitié de celui de l’arrêt.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def plus_tard() -> Iterator[None]:
    """Suspend le ramasse-miettes le temps d’un bloc ; s’il l’était déjà, il le reste.

    Un bloc qui a chargé des modules met aussi tout ce qui vit alors hors de ses recherches (`gc.freeze`). Ce que l’on a ouvert
    sans le fermer s’écrit quand même à l’arrêt.
    """
    actif, modules = gc.isenabled(), len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > modules:
            gc.freeze()
        if actif:
            gc.enable()
