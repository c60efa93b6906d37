"""La lecture : toutes les situations, tous les énoncés ; puis dix mille et cent mille situations, face à numpy."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from random import Random

from mesures import Mesure, rapport
from travailler_ensemble import corpus
from travailler_ensemble.panel.depouillement import REPONSES, depouiller
from travailler_ensemble.panel.lecture import TRANCHE_A_PARTIR_DE, Codage, Enonce, codages, enonces, lire

TAILLES = (10_000, 100_000)


def avec_numpy(tous: Mapping[str, Enonce], situations: Sequence[Codage], criteres: Sequence[str]) -> dict[str, bytes]:
    """La même lecture, en colonnes numpy : la référence."""
    import numpy as np

    rang = {"inconnu": 0, "oui": 1, "non": 2}
    matrice = np.array([[rang[x.get(c, "inconnu")] for c in criteres] for x in situations], dtype=np.int8)
    oui, non, inconnu = matrice == 1, matrice == 2, matrice == 0
    lues = {}
    for cle, e in tous.items():
        exiges, ecartes = ([criteres.index(c.critere) for c in e.clauses if c.valeur == v] for v in ("exigé", "écarté"))
        if e.usage == "contexte" or (e.usage == "verdict" and len(exiges) < TRANCHE_A_PARTIR_DE):
            lues[cle] = bytes([REPONSES.index("ne tranche pas")]) * len(situations)
            continue
        refuse = non[:, exiges].any(axis=1) | oui[:, ecartes].any(axis=1)
        ignore = inconnu[:, exiges + ecartes].any(axis=1) | bool(e.non_code)
        dits = ("manquantes", "inconnues", "réunies") if e.usage == "reussite" else ("non reconnue", "incertaine", "reconnue")
        a, b, c = map(REPONSES.index, dits)
        lues[cle] = np.where(refuse, a, np.where(ignore, b, c)).astype(np.int8).tobytes()
    return lues


def mesurer_lecture() -> dict[str, Mesure]:
    """`depouiller` sur 10⁴ et 10⁵ situations tirées au hasard, comparé à numpy, codages lus des mêmes dictionnaires."""
    c = corpus.lire()
    tous, vraies = enonces(c), codages(c)
    criteres = [x["id"] for x in c.lignes("criteres")]
    mesures: dict[str, Mesure] = {}
    for taille in TAILLES:
        hasard = Random(taille)
        situations = [dict(zip(criteres, hasard.choices(("oui", "non", "inconnu"), k=len(criteres)), strict=True)) for _ in range(taille)]
        if depouiller(tous, situations) != avec_numpy(tous, situations, criteres):
            raise AssertionError("le dépouillement et `numpy` ne répondent pas la même chose")
        a, b, r = rapport(
            lambda s=situations: _duree(lambda: depouiller(tous, s)), lambda s=situations: _duree(lambda: avec_numpy(tous, s, criteres)), 5
        )
        mesures[f"lecture.{taille}"] = {
            "quoi": f"{len(tous)} énoncés × {taille} situations / `numpy`",
            "valeur": r,
            "cible": 5.0,
            "unite": "×",
            "secondes": a,
            "plancher": b,
        }
    dix = mesures["lecture.100000"]["secondes"] / mesures["lecture.10000"]["secondes"]
    ici = min(_duree(lambda: [lire(e, x) for e in tous.values() for x in vraies.values()]) for _ in range(5))
    mesures["lecture.lineaire"] = {
        "quoi": "lecture de dix fois plus de situations",
        "valeur": dix,
        "cible": 12.0,
        "unite": "×",
        "tout le corpus, clause par clause, ms": 1000 * ici,
    }
    return mesures


def _duree(fonction) -> float:
    debut = time.perf_counter()
    fonction()
    return time.perf_counter() - debut
