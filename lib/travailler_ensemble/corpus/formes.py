"""La lecture de la collection : la forme qu’elle voit dans un de ses récits, et les mots qui l’y mènent. Aucun auteur ne l’a faite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from travailler_ensemble.corpus.tables import Corpus

ENSEIGNE = "Lecture de la collection"
"""Ce qui marque, à l’écran, une réponse que nous donnons en notre nom."""


class Indice(NamedTuple):
    """Des mots exacts du récit, et ce qu’ils montrent."""

    mots: str
    montre: str


class LectureDeLaCollection(NamedTuple):
    """La forme que nous lisons dans un récit.

    `definition` : la forme, en une ligne. `indices` : les deux qui y mènent. `ecartees` : une autre forme → ce qui nous en retient.
    """

    forme: str
    nom: str
    definition: str
    indices: tuple[Indice, ...]
    ecartees: Mapping[str, Indice]


def definition(corpus: Corpus, forme: str) -> str:
    """Une forme en une ligne, dite en notre nom. Lève `KeyError` (phrase française) si elle n’existe pas."""
    dite: str = corpus.ligne("formes", forme)["description"]
    return dite


def lecture_de_la_collection(corpus: Corpus, situation: str) -> LectureDeLaCollection | None:
    """Ce que la collection lit dans ce récit ; None quand elle ne le range pas (il est écrit pour partager les auteurs)."""
    lignes = [i for i in corpus.lignes("formes_indices") if i["situation"] == situation]
    pour = [i for i in lignes if i["sens"] == "pour"]
    if not pour:
        return None
    forme = pour[0]["forme"]
    return LectureDeLaCollection(
        forme,
        corpus.ligne("formes", forme)["nom"],
        definition(corpus, forme),
        tuple(Indice(i["indice"], i["montre"]) for i in pour),
        {i["forme"]: Indice(i["indice"], i["montre"]) for i in lignes if i["sens"] == "contre"},
    )
