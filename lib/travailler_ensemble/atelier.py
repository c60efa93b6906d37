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
    from travailler_ensemble.activites.grille import Grille
    from travailler_ensemble.activites.tri import Tri
    from travailler_ensemble.comparaison import Comparer
    from travailler_ensemble.panneau import Lectures


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
def _tri(cle: str) -> Tri:
    from travailler_ensemble.activites.classement import classement
    from travailler_ensemble.activites.tri import Tri

    carnet = _carnet()
    return Tri(
        classement(_corpus.lire(), cle), carnet.feuillet(cle), graine=carnet.graine(), heure=heure_dite
    )


@cache
def _comparer(cle: str) -> Comparer:
    from travailler_ensemble.comparaison import Comparer

    return Comparer(_tri(cle), _panel())


@cache
def _grille(cle: str) -> Grille:
    from travailler_ensemble.activites.criteres import jeu
    from travailler_ensemble.activites.grille import Grille
    from travailler_ensemble.effet import EffetDefinition

    carnet, j = _carnet(), jeu(_corpus.lire(), cle)
    effet = EffetDefinition(j, _panel()) if j.genre == "definition" else None
    return Grille(j, carnet.feuillet(cle), graine=carnet.graine(), heure=heure_dite, effet=effet)


@cache
def _lectures(cle: str) -> Lectures:
    from travailler_ensemble.panneau import Lectures

    return Lectures(_grille(cle), _panel())


def _maintenant() -> datetime:
    """L’heure locale, avec son fuseau."""
    return datetime.now().astimezone()


@_en_francais
def tri(cle: str) -> Tri:
    """L’activité de tri `cle`, avec les réponses déjà données."""
    activite = _tri(cle)
    activite.rafraichir()
    return activite


@_en_francais
def comparer(cle: str) -> Comparer:
    """La comparaison avec les auteurs, pour le tri `cle` ; se remplit au fil des réponses."""
    vue = _comparer(cle)
    vue.rafraichir()
    return vue


@_en_francais
def grille(cle: str) -> Grille:
    """La grille `cle` : composer sa définition, ou coder une situation, avec les réponses déjà données."""
    activite = _grille(cle)
    activite.rafraichir()
    return activite


@_en_francais
def lectures(cle: str) -> Lectures:
    """Ce que les auteurs lisent dans la situation que code la grille `cle` ; change avec les réponses."""
    vue = _lectures(cle)
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
