"""« De qui suis-je proche ? » : l’apprenant et chaque auteur, sur tout ce qu’il a répondu, tous labos réunis.

Quatre à huit cartes ne disent rien ; toutes ensemble, elles parlent. Le compte rendu, l’accueil et le labo 09 montrent la même chose.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.ecriture.phrases import compter, enumerer
from travailler_ensemble.panel.avis import Panel, retours
from travailler_ensemble.panel.concordance import REPONSES_POUR_PROCHE, SerieDeReponses, accords_corriges, les_plus_proches_de, nombre

AVANT_TOUT = f"Ici se lit de quels auteurs vous êtes proche, sur tout ce que vous rangez dans les labos : il y faut {REPONSES_POUR_PROCHE} réponses comparables."


class Ensemble(NamedTuple):
    """La table (auteur, réponses comparables, accord, se distingue-t-il), une phrase, et qui l’on ne peut pas encore juger."""

    phrase: str
    lignes: list[tuple[str, int, str, str]]
    peu: str


def series(corpus: Corpus, carnet: Carnet, panel: Callable[[], Panel]) -> list[SerieDeReponses]:
    """Les tris où des auteurs répondent, avec les réponses actuelles ; « je ne sais pas » n’en est pas une."""
    lues = []
    for c in sujets(corpus):
        if isinstance(c, Classement) and c.d_auteurs and (gestes := carnet.feuillet(c.cle).evenements()):
            sues = {carte: {case: 1} for carte, case in c.rangees(c.jouer(gestes)).items() if case != JE_NE_SAIS_PAS}
            if sues:
                lues.append(SerieDeReponses(retours(panel(), c).table, sues))
    return lues


def ensemble(corpus: Corpus, carnet: Carnet, panel: Callable[[], Panel]) -> Ensemble | None:
    """Ce que tout cela dit ; None si rien ne se compare encore à personne."""
    tous = accords_corriges(series(corpus, carnet, panel), REPONSES_POUR_PROCHE)
    if not tous:
        return None
    nom = panel().formulation.nom
    assez = [x for x in tous if x.comparables >= REPONSES_POUR_PROCHE]
    lignes = [
        (nom(x.auteur), int(x.comparables), "non défini" if x.kappa is None else nombre(x.kappa), "oui" if x.distinct else "non")
        for x in assez
    ]
    peu = sorted((x for x in tous if x.comparables < REPONSES_POUR_PROCHE), key=lambda x: (-x.comparables, x.auteur))
    if not assez:
        phrase = (
            f"Avec un même auteur, {compter(int(peu[0].comparables), 'réponse se compare', 'réponses se comparent')} au plus : "
            f"il en faut {REPONSES_POUR_PROCHE} pour dire de qui vous êtes proche. Les autres labos en apportent."
        )
    elif proches := les_plus_proches_de(tous):
        phrase = f"Au plus près, plus que par hasard : {enumerer(map(nom, proches))}."
    else:
        phrase = "Aucun auteur ne se distingue de ce que donneraient vos réponses rebattues au hasard."
    return Ensemble(phrase, lignes, enumerer(f"{nom(x.auteur)} ({int(x.comparables)})" for x in peu) if assez and peu else "")


def proximite(corpus: Corpus, carnet: Carnet, panel: Callable[[], Panel]) -> Page:
    """La même chose, seule sur sa page."""
    lue = ensemble(corpus, carnet, panel)
    return Page(rendre("proximite.html", proximite=lue, sinon=AVANT_TOUT), lue.phrase if lue else AVANT_TOUT)
