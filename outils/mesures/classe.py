"""Le bilan d’une classe de plus en plus nombreuse, face au seul `groupby` de pandas sur les mêmes réponses."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from random import Random
from typing import Any

from mesures import Mesure, rapport

TAILLES = (10_000, 100_000, 1_000_000)


def reponses(classement: Any, combien: int) -> list:
    """Tant de réponses de téléphones, tirées au hasard ; chaque personne répond à toutes les cartes, aux deux votes."""
    from travailler_ensemble.classe.export import LigneReponse

    cases, cartes, hasard = [c.id for c in classement.cases], classement.champs(), Random(combien)
    personnes = -(-combien // (2 * len(cartes)))
    lignes = [
        LigneReponse("essai", classement.cle, tour, carte, hasard.choice(cases), str(personne), 1, "telephone")
        for personne in range(1, personnes + 1)
        for tour in (1, 2)
        for carte in cartes
    ]
    return lignes[:combien]


def mesurer_classe() -> dict[str, Mesure]:
    """Le bilan entier (comptes, accord et son intervalle, proximités, déplacements) de 10⁴, 10⁵ et 10⁶ réponses."""
    import pandas

    from travailler_ensemble import corpus
    from travailler_ensemble.activites.classement import classement
    from travailler_ensemble.classe.bilan import bilan
    from travailler_ensemble.panel.avis import Panel

    panel = Panel(corpus.lire())
    formes = classement(panel.corpus, "formes")
    mesures: dict[str, Mesure] = {}
    for taille in TAILLES:
        lignes = reponses(formes, taille)
        table = pandas.DataFrame(lignes)
        a, b, r = rapport(
            lambda x=lignes: _duree(lambda: bilan(formes, x, panel)),
            lambda t=table: _duree(lambda: t.groupby(["tour", "carte", "case"]).size()),
            5 if taille < 1_000_000 else 3,
        )
        mesures[f"classe.{taille}"] = {
            "quoi": f"bilan de {taille} réponses / `groupby` de `pandas`",
            "valeur": r,
            "cible": 3.0,
            "unite": "×",
            "secondes": a,
            "plancher": b,
            "mémoire Mo": _memoire(lambda x=lignes: bilan(formes, x, panel)),
        }
    grande, moyenne = mesures["classe.1000000"], mesures["classe.100000"]
    mesures["classe.lineaire"] = {
        "quoi": "bilan de dix fois plus de réponses, temps",
        "valeur": grande["secondes"] / moyenne["secondes"],
        "cible": 12.0,
        "unite": "×",
        "mémoire": grande["mémoire Mo"] / moyenne["mémoire Mo"],
    }
    return mesures


def _duree(fonction: Callable[[], Any]) -> float:
    debut = time.perf_counter()
    fonction()
    return time.perf_counter() - debut


def _memoire(fonction: Callable[[], Any]) -> float:
    """Le plus de mémoire que Python a tenue à la fois pour cela, en mégaoctets, réponses non comprises."""
    tracemalloc.start()
    try:
        fonction()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
