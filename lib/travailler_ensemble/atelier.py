"""L’atelier : ce que les carnets emploient, une ligne à la fois. Ici, et ici seulement, les pièces sont assemblées.

    import travailler_ensemble as labo
    labo.tri("formes")
    labo.comparer("formes")
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from travailler_ensemble import avancement as _avancement
from travailler_ensemble import corpus as _corpus
from travailler_ensemble.avis import Panel
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.page import Page, texte

if TYPE_CHECKING:
    from travailler_ensemble.activites.base import Activite
    from travailler_ensemble.comparaison import Comparer


def _en_francais(fonction: Callable[..., Any]) -> Callable[..., Any]:
    """Une faute prévisible (nom inconnu, table fautive) devient une phrase, jamais une trace Python."""

    @wraps(fonction)
    def enveloppe(*arguments: Any, **nommes: Any) -> Any:
        try:
            return fonction(*arguments, **nommes)
        except (KeyError, ValueError, _corpus.TableFautive) as e:
            message = str(e.args[0]) if e.args else "Cette demande ne peut pas aboutir."
            return Page(f"<p><b>Cette cellule ne peut pas s’exécuter.</b> {texte(message)}</p>", message)

    return enveloppe


@cache
def _carnet() -> Carnet:
    return Carnet()


@cache
def _panel() -> Panel:
    return Panel(_corpus.lire())


@cache
def _activite(table: str, cle: str) -> Activite:
    """Le composant d’une activité : un seul par clé, avec les réponses déjà données."""
    from travailler_ensemble.activites import (
        classement,
        curseur,
        enonce,
        ordonner,
        placement,
        question,
        serie,
        tri,
    )
    from travailler_ensemble.activites.catalogue import SORTES

    composants = {
        classement.Classement: tri.Tri, serie.Serie: ordonner.Ordonner,
        enonce.Enonce: question.Question, placement.Placement: curseur.Curseur,
    }  # fmt: skip
    sujet, carnet = SORTES[table](_corpus.lire(), cle), _carnet()
    composant = next(c for sorte, c in composants.items() if isinstance(sujet, sorte))
    return composant(sujet, carnet.feuillet(cle), graine=carnet.graine(), heure=heure_dite)


def _a_jour(table: str, cle: str) -> Activite:
    activite = _activite(table, cle)
    activite.rafraichir()
    return activite


@cache
def _comparer(cle: str) -> Comparer:
    from travailler_ensemble.activites.tri import Tri
    from travailler_ensemble.comparaison import Comparer

    tri = _activite("tris", cle)
    if not isinstance(tri, Tri):
        raise ValueError(f"« {tri.sujet.titre} » montre sa réponse d’elle-même : il n’y a pas de comparaison à ouvrir.")
    return Comparer(tri, _panel())


def _maintenant() -> datetime:
    """L’heure locale, avec son fuseau."""
    return datetime.now().astimezone()


@_en_francais
def tri(cle: str) -> Activite:
    """L’activité de tri `cle`, avec les réponses déjà données : des cartes à ranger, ou à mettre dans l’ordre."""
    return _a_jour("tris", cle)


@_en_francais
def question(cle: str) -> Activite:
    """La question `cle` : réponse courte, choix ou texte libre."""
    return _a_jour("questions", cle)


@_en_francais
def curseur(cle: str) -> Activite:
    """Se placer sur le désaccord `cle`, lire les deux camps, se replacer."""
    return _a_jour("desaccords", cle)


@_en_francais
def comparer(cle: str) -> Comparer:
    """La comparaison avec les auteurs, pour le tri `cle` ; se remplit au fil des réponses."""
    vue = _comparer(cle)
    vue.rafraichir()
    return vue


@_en_francais
def accueil() -> Page:
    """L’avancement, les parcours, les labos."""
    return _avancement.accueil(_corpus.lire(), _carnet(), _maintenant())


@_en_francais
def verifier() -> Page:
    """L’installation, vérifiée en mots simples."""
    return _avancement.verifier(_corpus.lire(), _carnet())


@_en_francais
def desaccord(cle: str) -> Page:
    """Les deux camps d’un désaccord."""
    from travailler_ensemble.debat import desaccord as page

    return page(_corpus.lire(), cle)


@_en_francais
def situation(cle: str) -> Page:
    """Le récit d’une situation."""
    from travailler_ensemble.relecture import situation as page

    return page(_panel(), cle)


@_en_francais
def relire(cle: str, **changements: str) -> Page:
    """Qui change d’avis si l’on change un critère d’une situation : `labo.relire("sit-…", formalisation="oui")`."""
    from travailler_ensemble.relecture import relire as page

    return page(_panel(), cle, changements)


@_en_francais
def references(*cles: str) -> Page:
    """Des références rédigées."""
    from travailler_ensemble.debat import references as page

    return page(_corpus.lire(), cles)


@_en_francais
def figure(nom: str, *arguments: str) -> None:
    """Affiche une figure et, dessous, les mêmes nombres en table."""
    from IPython.display import display

    from travailler_ensemble import figures

    if nom not in FIGURES:
        raise KeyError(f"Il n’y a pas de figure « {nom} ». Figures : {', '.join(FIGURES)}.")
    f = getattr(figures, nom)(_panel(), *arguments)
    display(f.dessin, f.nombres)


FIGURES = ("exigences", "partage")


@_en_francais
def compte_rendu() -> Page:
    """Prépare « Mon compte rendu », à télécharger ou à rendre."""
    from travailler_ensemble.rendu import exporter

    return exporter(_corpus.lire(), _carnet(), _panel(), _maintenant())
