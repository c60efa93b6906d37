"""Les parcours : quels labos l’on fait, quelle part de chacun, et le temps que cela prend."""

from __future__ import annotations

from typing import NamedTuple

from travailler_ensemble.corpus.tables import Corpus, Ligne
from travailler_ensemble.ecriture.phrases import enumerer


class Part(NamedTuple):
    """Ce que l’on fait d’un labo : `quoi` est vide quand on le fait en entier."""

    labo: Ligne
    quoi: str
    minutes: int


class Parcours(NamedTuple):
    """Un chemin dans la collection. `pour` dit à qui il va."""

    cle: str
    nom: str
    pour: str
    parts: tuple[Part, ...]

    @property
    def minutes(self) -> int:
        """La durée de tout le parcours, en minutes."""
        return sum(p.minutes for p in self.parts)

    @property
    def programme(self) -> str:
        """« labo 01 ; labo 02, les étapes 3 et 4 » ; une part commune à tous n’est dite qu’une fois."""
        communes = {p.quoi for p in self.parts}
        if len(communes) == 1:
            numeros = [p.labo["numero"] for p in self.parts]
            suivis = len(numeros) > 2 and all(int(b) == int(a) + 1 for a, b in zip(numeros, numeros[1:], strict=False))
            labos = f"labos {numeros[0]} à {numeros[-1]}" if suivis else f"labos {enumerer(numeros)}"
            return labos + "".join(f" (dans chacun, {part})" for part in communes if part)
        return " ; ".join(", ".join(filter(None, (f"labo {p.labo['numero']}", p.quoi))) for p in self.parts)


def tous(corpus: Corpus) -> tuple[Parcours, ...]:
    """Le module complet, puis les deux chemins plus courts que décrit la table des labos."""
    labos = corpus.lignes("labos")
    entier = tuple(Part(labo, "", labo["minutes"]) for labo in labos)
    return (
        Parcours("tout", "Module complet", "pour tout faire, en plusieurs séances", entier),
        Parcours("decouverte", "Découverte", "pour une première rencontre", _parts(labos, "decouverte")),
        Parcours("revision", "Exercices", "pour qui a déjà suivi le module", _parts(labos, "revision")),
    )


def _parts(labos: tuple[Ligne, ...], cle: str) -> tuple[Part, ...]:
    return tuple(Part(labo, labo[f"{cle}_part"], labo[f"{cle}_minutes"] or labo["minutes"]) for labo in labos if labo[cle] == "oui")
