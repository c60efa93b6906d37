"""Le catalogue : toutes les activités de la collection, par leur sujet.

Une sorte nouvelle s’ajoute à un endroit par pièce : ici (`SORTES`), pour la lire dans le corpus ; dans `panel.avis` (`Panel`),
si l’on y répond autrement ; dans `affichage.composants` (`COMPOSANTS`), pour la montrer ; dans `affichage.pages.preparation` (`SORTES`), pour la dire à qui enseigne.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from travailler_ensemble.activites.accord import accord
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.activites.criteres import jeu
from travailler_ensemble.activites.jumeaux import jumeaux
from travailler_ensemble.activites.placement import placement
from travailler_ensemble.activites.questions import interrogation
from travailler_ensemble.activites.serie import serie
from travailler_ensemble.activites.sujet import Sujet
from travailler_ensemble.corpus import Corpus

Lecteur = Callable[[Corpus, str], Sujet]

_GENRES: Mapping[str, Lecteur] = {"ordre": serie, "jumeaux": jumeaux, "accord": accord}


def tri(corpus: Corpus, cle: str) -> Sujet:
    """Un tri : un classement, sauf genre particulier. Lève `KeyError` (phrase française) s’il n’existe pas."""
    return _GENRES.get(corpus.ligne("tris", cle)["genre"], classement)(corpus, cle)


def question(corpus: Corpus, cle: str) -> Sujet:
    """Une question : une interrogation, sauf genre particulier. Lève `KeyError` (phrase française) si elle n’existe pas."""
    return _GENRES.get(corpus.ligne("questions", cle)["genre"], interrogation)(corpus, cle)


SORTES: Mapping[str, Lecteur] = {"tris": tri, "questions": question, "desaccords": placement, "grilles": jeu}
"""Table → comment en lire un sujet d’après son identifiant."""


def sujets(corpus: Corpus, voulu: Callable[[str], object] = bool) -> Iterator[Sujet]:
    """Tous les sujets, ou ceux dont la clé est voulue, sorte par sorte, dans l’ordre des tables."""
    for table, lire in SORTES.items():
        for ligne in corpus.lignes(table):
            if voulu(ligne["id"]):
                yield lire(corpus, ligne["id"])
