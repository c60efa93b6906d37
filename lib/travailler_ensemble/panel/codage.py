"""Un codage d’apprenant : ce qui ferait changer d’avis les auteurs, et ce qui le sépare de celui de la collection. Pur."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from travailler_ensemble.activites.retours import COMPARABLES, INCONNU, Retour, comparer
from travailler_ensemble.panel.lecture import Codage, Enonce, lire


class Changement(NamedTuple):
    """Un énoncé dont le verdict change."""

    enonce: Enonce
    avant: str
    apres: str


class Bascule(NamedTuple):
    """Une seule réponse changée, et les énoncés qu’elle fait changer de verdict."""

    critere: str
    valeur: str
    changements: tuple[Changement, ...]


def bascules(enonces: Iterable[Enonce], codage: Codage, criteres: Iterable[str]) -> list[Bascule]:
    """Ce qu’un seul critère changé (en oui ou en non) ferait changer, la réponse qui déplace le plus d’énoncés d’abord."""
    enonces = list(enonces)
    avant = {e.id: lire(e, codage).verdict for e in enonces}
    liste = []
    for critere in criteres:
        # Un énoncé ne bouge que par ses propres clauses.
        touches = [e for e in enonces if any(c.critere == critere and c.decide for c in e.clauses)]
        for valeur in ("oui", "non"):
            if codage.get(critere) == valeur:
                continue
            autre = {**codage, critere: valeur}
            changements = ((e, avant[e.id], lire(e, autre).verdict) for e in touches)
            if retenus := tuple(Changement(*c) for c in changements if c[1] != c[2]):
                liste.append(Bascule(critere, valeur, retenus))
    return sorted(liste, key=lambda b: -len(b.changements))


class Ecart(NamedTuple):
    """Une réponse à côté de celle de la collection."""

    critere: str
    moi: str
    collection: str
    rapport: Retour


def ecarts(moi: Mapping[str, str], collection: Codage) -> list[Ecart]:
    """Mes réponses et celles de la collection, critère par critère répondu (voir `retours.comparer`)."""
    return [Ecart(c, v, autre := collection.get(c, INCONNU), comparer(v, autre)) for c, v in moi.items()]


def comptes(liste: Iterable[Ecart]) -> Mapping[str, int]:
    """Le nombre d’accords, de nuances et de désaccords."""
    n = Counter(e.rapport for e in liste)
    return {r: n[r] for r in COMPARABLES}
