"""Le catalogue : toutes les activités de la collection, par leur sujet. Une sorte nouvelle s’ajoute ici, et nulle part ailleurs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from travailler_ensemble.activites.classement import classement
from travailler_ensemble.activites.criteres import jeu
from travailler_ensemble.activites.sujet import Sujet
from travailler_ensemble.corpus import Corpus

SORTES: Mapping[str, Callable[[Corpus, str], Sujet]] = {"tris": classement, "grilles": jeu}
"""Table → comment en lire un sujet d’après son identifiant."""


def sujets(corpus: Corpus) -> Iterator[Sujet]:
    """Tous les sujets, sorte par sorte, dans l’ordre des tables."""
    for table, lire in SORTES.items():
        for ligne in corpus.lignes(table):
            yield lire(corpus, ligne["id"])
