"""Travailler ensemble : le partenariat dans le travail social, en carnets.

Les fonctions des carnets (`tri`, `comparer`, `accueil`…) viennent de `travailler_ensemble.atelier` ; elles ne sont
chargées qu’à leur premier emploi, pour que `import travailler_ensemble` reste immédiat.
"""

from typing import Any as _Any

__all__ = [
    "accueil",
    "chercher",
    "comparer",
    "comparer_seances",
    "compte_rendu",
    "curseur",
    "desaccord",
    "fiches",
    "figure",
    "glossaire",
    "grille",
    "kit",
    "lectures",
    "lire_copies",
    "mener_seance",
    "mes_situations",
    "moodle",
    "preparer",
    "profils",
    "proximite",
    "question",
    "rappel",
    "references",
    "relire",
    "relire_seance",
    "reviser",
    "situation",
    "table",
    "tableau",
    "tri",
    "verifier",
]
__version__ = "0.7.0"  # le seul endroit où elle s’écrit : pyproject.toml la lit, un essai compare ce qui la cite


def __getattr__(nom: str) -> _Any:
    from importlib import import_module  # ici : un carnet n’atteint par cette porte que les noms de la liste

    if nom not in __all__:
        raise AttributeError(f"La collection n’a pas de « {nom} ». Elle propose : {', '.join(__all__)}.")
    return getattr(import_module("travailler_ensemble.atelier"), nom)


def __dir__() -> list[str]:
    return sorted(__all__)
