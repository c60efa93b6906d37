"""Ce que valent les annonces : qui répond au hasard n’est proche de personne, qui suit un auteur est reconnu, un intervalle couvre.

Des apprenants et des classes inventés, à graine fixe, répondent aux vrais tris ; les essais de nuit refont ces mesures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from random import Random
from statistics import mean

import numpy

from outils.mesures import Mesure, mesure
from travailler_ensemble import corpus
from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.panel.avis import Panel, retours
from travailler_ensemble.panel.concordance import (
    REPONSES_POUR_PROCHE,
    SerieDeReponses,
    accords_corriges,
    alpha_des_comptes,
    intervalle_alpha,
    les_plus_proches,
)

CLASSE = 25
CARTES = (8, 12, 20)
RANG = {"accord": 2, "nuance": 1, None: 1, "desaccord": 0}
"""De la réponse que prend un fidèle d’abord à celle qu’il ne prend que faute d’autre ; None : l’auteur n’en dit rien."""


def tris(panel: Panel) -> list[Classement]:
    """Les tris où des auteurs répondent."""
    return [c for c in sujets(panel.corpus) if isinstance(c, Classement) and c.d_auteurs]


def au_hasard(panel: Panel, c: Classement, sort: Random, personnes: int = 1) -> SerieDeReponses:
    """Ce tri, répondu au hasard par tant de personnes."""
    cases = [k.id for k in c.cases]
    return SerieDeReponses(retours(panel, c).table, {carte: Counter(sort.choices(cases, k=personnes)) for carte in c.champs()})


def fidele(panel: Panel, c: Classement, auteur: str, sort: Random) -> SerieDeReponses:
    """Ce tri, répondu par qui suit un auteur : une des réponses qu’il accepte ; à défaut, une qu’il ne refuse pas."""
    table, cases = retours(panel, c).table, [k.id for k in c.cases]
    reponses = {}
    for carte in c.champs():
        rangs = {k: RANG[table[carte, k].get(auteur)] for k in cases}
        reponses[carte] = {sort.choice([k for k in cases if rangs[k] == max(rangs.values())]): 1}
    return SerieDeReponses(table, reponses)


def nommes_au_hasard(panel: Panel, c: Classement, tirages: int, personnes: int) -> float:
    """La part des apprenants, ou des classes, à qui un auteur est annoncé pour des réponses au hasard."""
    sort = Random(f"{c.cle}:{personnes}")
    return mean(bool(les_plus_proches([au_hasard(panel, c, sort, personnes)])) for _ in range(tirages))


def nommes_sur_tout(panel: Panel, tirages: int) -> float:
    """La même part, tous labos réunis."""
    sort, tous = Random("tous"), tris(panel)
    return mean(bool(les_plus_proches([au_hasard(panel, c, sort) for c in tous], REPONSES_POUR_PROCHE)) for _ in range(tirages))


def reconnus(panel: Panel, tirages: int, auteurs: Iterable[str] = ()) -> Iterator[tuple[str, float, float | None]]:
    """Auteur par auteur : les réponses comparables de qui le suit sur tous les labos, et la part de ces fidèles qui sont reconnus.

    Les fidèles dont moins de vingt réponses se comparent ne comptent pas ; None : aucun n’en a vingt, on n’annonce jamais cet auteur. `auteurs` : ceux-là seulement.
    """
    tous = tris(panel)
    for auteur in auteurs or sorted({a for c in tous for x in retours(panel, c).table.values() for a in x}):
        sort = Random(auteur)
        lus = [accords_corriges([fidele(panel, c, auteur, sort) for c in tous], REPONSES_POUR_PROCHE) for _ in range(tirages)]
        siens = [next((x for x in lu if x.auteur == auteur), None) for lu in lus]
        comparables = mean(x.comparables if x else 0 for x in siens)
        assez = [x.distinct for x in siens if x and x.comparables >= REPONSES_POUR_PROCHE]
        yield auteur, comparables, mean(assez) if assez else None


def couverture(cartes: int, tirages: int) -> float:
    """La part des intervalles qui contiennent l’accord d’autant d’autres cartes : classes de vingt, trois cases, plus ou moins d’accord."""
    sort = numpy.random.default_rng(cartes)

    def serie(accord: float) -> list[dict[int, int]]:
        return [dict(enumerate(map(int, sort.multinomial(20, p)))) for p in sort.dirichlet([accord] * 3, cartes)]

    dedans = []
    for n in range(tirages):
        i, autre = (
            intervalle_alpha(serie((0.5, 1, 3)[n % 3]), "nominale", range(3)),
            alpha_des_comptes(serie((0.5, 1, 3)[n % 3]), "nominale", range(3)).valeur,
        )
        if i is not None and autre is not None:
            dedans.append(i.bas <= autre <= i.haut)
    return mean(dedans)


def mesurer(tirages: int = 300) -> dict[str, Mesure]:
    """Toutes les parts, en %."""
    panel, mesures = Panel(corpus.lire()), {}
    for c in tris(panel):
        seuls, classes = (nommes_au_hasard(panel, c, tirages, n) for n in (1, CLASSE))
        mesures[f"justesse.hasard.{c.cle}"] = _part(
            "réponses au hasard à qui un auteur est annoncé", max(seuls, classes), 5, apprenants=100 * seuls, classes=100 * classes
        )
    mesures["justesse.hasard.ensemble"] = _part("les mêmes, tous labos réunis", nommes_sur_tout(panel, tirages), 5)
    lus = list(reconnus(panel, tirages // 5))
    parts = {auteur: part for auteur, _, part in lus if part is not None}
    dernier = min(parts, key=lambda a: parts[a])
    mesures["justesse.reconnu"] = _part(
        "fidèles d’un auteur reconnus, tous labos réunis : l’auteur qui l’est le moins",
        parts[dernier],
        90,
        sens="≥",
        auteur=dernier,
        auteurs=len(parts),
        jamais_annonces=", ".join(f"{auteur} ({comparables:.0f})" for auteur, comparables, part in lus if part is None),
    )
    for n in CARTES:
        mesures[f"justesse.couverture.{n}"] = _part(
            f"intervalles « à 95 % » qui couvrent l’accord de {n} autres cartes", couverture(n, 3 * tirages), 90, sens="≥", plafond=98
        )
    return mesures


def _part(quoi: str, part: float, cible: float, **reste: object) -> Mesure:
    return mesure(quoi, 100 * part, "%", cible, **reste)
