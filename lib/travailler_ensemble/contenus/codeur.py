"""Coder ensemble : ce qu’un collègue a codé de mes récits, sans voir mes réponses ; et ce que j’en retiens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from travailler_ensemble.contenus.situation import DIT, Codee, Situation, textes


@dataclass(frozen=True, kw_only=True)
class Codeur:
    """Le codage d’une autre personne : situation → critère → `Codee`."""

    id: str
    prenom: str = ""
    codages: Mapping[str, Mapping[str, Codee]] = field(default_factory=dict)

    @property
    def titre(self) -> str:
        """Sous quel nom il se lit."""
        return self.prenom or "Un collègue"

    def propre(self) -> Codeur:
        """Le même : ce qu’une autre personne a écrit ne se corrige pas."""
        return self

    def en_json(self) -> dict[str, Any]:
        """De quoi l’écrire."""
        codages = {s: {c: list(r) for c, r in x.items()} for s, x in self.codages.items()}
        return {"id": self.id, "prenom": self.prenom, "codages": codages}

    @staticmethod
    def de_json(lu: Mapping[str, Any]) -> Codeur:
        """Relit ce qu’écrit `en_json`. Lève `ValueError`, `KeyError` ou `TypeError` si c’est autre chose."""
        codages = {str(s): {str(c): Codee(*map(str, r)) for c, r in dict(x).items()} for s, x in dict(lu["codages"]).items()}
        if any(r.valeur not in DIT for x in codages.values() for r in x.values()):
            raise ValueError("une réponse qui n’est ni oui ni non")
        return Codeur(codages=codages, **textes(lu, "id", "prenom"))


def retenir(situation: Situation, choix: Mapping[str, str], codeurs: Iterable[Codeur]) -> Situation:
    """La situation avec ces réponses : « oui », « non », ou rien (« laisser ouvert »). L’indice est le mien si je répondais de même,
    sinon celui du premier collègue qui répond ainsi.
    """
    codages = dict(situation.codages)
    for critere, valeur in choix.items():
        dites = [situation.codages.get(critere), *(c.codages.get(situation.id, {}).get(critere) for c in codeurs)]
        retenue = next((r for r in dites if r and r.valeur == valeur), Codee(valeur))
        if valeur in DIT:
            codages[critere] = retenue
        else:
            codages.pop(critere, None)
    return replace(situation, codages=codages)
