"""Un codage d’apprenant : ce qui ferait changer d’avis les auteurs, et ce qui le sépare de celui de la collection. Pur."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from travailler_ensemble.activites.retours import COMPARABLES, INCONNU, Retour, comparer
from travailler_ensemble.ecriture.phrases import compter, insecable
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


def pouvoir(enonces: Iterable[Enonce], criteres: Iterable[str]) -> dict[str, int]:
    """Combien d’énoncés chaque critère peut, à lui seul, faire changer de verdict quand rien d’autre n’est répondu."""
    textes: dict[str, set[str]] = {c: set() for c in criteres}
    for b in bascules(enonces, {}, textes):
        textes[b.critere].update(c.enonce.id for c in b.changements)
    return {c: len(t) for c, t in textes.items()}


def ouverts(enonces: Iterable[Enonce], codage: Codage, criteres: Iterable[str]) -> int:
    """Combien d’énoncés attendent encore la réponse à l’un de ces critères. Un refus, lui, ne se reprend pas en répondant davantage."""
    restants = set(criteres)
    lectures = (lire(e, codage) for e in enonces)
    return sum(not x.refusent and any(c.critere in restants for c in x.ignorent) for x in lectures)


def completer(moi: Mapping[str, str], collection: Codage, poses: Iterable[str]) -> dict[str, str]:
    """Mes réponses et, aux seuls critères qui ne me sont pas posés, celles de la collection."""
    return {**{c: v for c, v in collection.items() if c not in set(poses)}, **moi}


class Bande(NamedTuple):
    """Ce que les textes qui jugent une forme lisent d’un même codage : une lettre par texte, toujours à la même place, et la phrase."""

    lettres: str
    dit: str


LETTRES = {"reconnue": "O", "incertaine": "Q", "non reconnue": "N"}


def bande(enonces: Iterable[Enonce], codage: Codage, un: str) -> Bande:
    """La bande des énoncés (ceux d’une seule forme, nommée « un partenariat ») devant ce codage."""
    lettres = "".join(LETTRES[lire(e, codage).verdict] for e in enonces)
    verbes = (("O", f"y voit {un}", f"y voient {un}"), ("Q", "hésite", "hésitent"), ("N", f"n’y voit pas {un}", f"n’y voient pas {un}"))
    dits = [compter(n, seul, tous) for lettre, seul, tous in verbes if (n := lettres.count(lettre))]
    return Bande(lettres, insecable(", ".join(dits)))


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
