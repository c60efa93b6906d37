"""Ce qu’une page écrit d’un contenu à soi, champ par champ : « titre », « recit », un critère et ses mots, les cartes d’un tri."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from travailler_ensemble.contenus.situation import Situation
from travailler_ensemble.contenus.tri import SORTES, MonTri

MienneOuTri = Situation | MonTri
CRITERE = "crit-"


def champs(x: MienneOuTri) -> Iterator[tuple[str, str]]:
    """Chaque champ et sa valeur ; une réponse et ses mots tiennent en une : « oui Aucun ne commande »."""
    if isinstance(x, Situation):
        yield from (("titre", x.titre), ("terrain", x.terrain), ("recit", x.recit))
        yield from ((c, f"{r.valeur} {r.indice}".strip()) for c, r in x.codages.items())
    else:
        yield from (("titre", x.titre), ("question", x.question), ("sorte", x.sorte))
        yield from (("cartes", " ".join(x.cartes)), ("cases", "\n".join(x.cases)))


def changer(x: MienneOuTri, quoi: str, valeur: str) -> MienneOuTri:
    """L’objet, ce champ changé ; le même, si ce champ n’est pas à lui."""
    change: dict[str, Any] = {quoi: valeur}
    if isinstance(x, Situation):
        if quoi in ("titre", "terrain", "recit"):
            return replace(x, **change)
        reponse, _, indice = valeur.partition(" ")
        return x.coder(quoi, reponse, indice) if quoi.startswith(CRITERE) else x
    if quoi == "cartes":
        return replace(x, cartes=tuple(valeur.split()))
    if quoi == "cases":
        return replace(x, cases=tuple(valeur.split("\n")))
    if quoi in ("titre", "question") or (quoi == "sorte" and valeur in SORTES):
        return replace(x, **change)
    return x
