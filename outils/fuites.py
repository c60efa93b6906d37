"""Ce qui passerait d’un corrigé à ce que reçoit un étudiant : des suites de mots qui se lisent des deux côtés."""

import re
from collections.abc import Iterable

import nbformat

RESERVEES = {"solution", "animateur"}
MOTS_DE_SUITE = 8

Suites = set[tuple[str, ...]]


def etiquettes(cellule: nbformat.NotebookNode) -> set[str]:
    """Les étiquettes d’une cellule ; aucune si elle n’en a pas."""
    return set(cellule.metadata.get("tags", []))


def suites(textes: Iterable[str], n: int = MOTS_DE_SUITE) -> Suites:
    """Toutes les suites de `n` mots, sans égard à la casse, à la ponctuation ni aux balises."""
    mots = [re.findall(r"\w+", re.sub(r"<[^>]*>", " ", texte).lower()) for texte in textes]
    return {tuple(m[i : i + n]) for m in mots for i in range(len(m) - n + 1)}


def textes(cellules: Iterable[nbformat.NotebookNode]) -> list[str]:
    """Ce qui se lit dans des cellules : leur texte et leurs sorties."""
    lus = []
    for cellule in cellules:
        lus.append(cellule.source)
        for sortie in cellule.get("outputs", []):
            lus += [str(sortie.get("text", "")), *(v for v in sortie.get("data", {}).values() if isinstance(v, str))]
    return lus


def fuites(corrige: nbformat.NotebookNode, carnet: nbformat.NotebookNode, n: int = MOTS_DE_SUITE) -> Suites:
    """Les suites de `n` mots d’un carnet qui se lisent dans les cellules réservées d’un corrigé."""
    reservees = [c for c in corrige.cells if RESERVEES & etiquettes(c)]
    return suites(textes(reservees), n) & suites(textes(carnet.cells), n)
