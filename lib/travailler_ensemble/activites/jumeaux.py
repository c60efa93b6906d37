"""Deux récits jumeaux, côte à côte : une seule phrase les sépare, et un seul critère. Table `situations_jumelles`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from travailler_ensemble.activites.interrogation import Interrogation, communs
from travailler_ensemble.activites.suite import Suite, rejouer
from travailler_ensemble.activites.sujet import Progres, Rubrique
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.phrases import insecable

ESSAIS = 3
"""Après tant de phrases qui ne changent pas, on montre la bonne."""


class PaireDeRecits(NamedTuple):
    """Deux récits. `phrases` : celles de chaque récit, paragraphe par paragraphe, en même nombre ; `change` : le rang de celle qui change.

    `question` : ce que demande le seul critère qui les sépare ; le premier récit y répond oui, le second non.
    """

    cle: str
    titres: tuple[str, str]
    phrases: tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]
    change: int
    question: str

    def dites(self, cote: int) -> tuple[str, ...]:
        """Les phrases d’un côté, paragraphes confondus."""
        return tuple(phrase for paragraphe in self.phrases[cote] for phrase in paragraphe)

    @property
    def reponse(self) -> str:
        """Les deux phrases, et le critère."""
        oui, non = (self.dites(cote)[self.change] for cote in (0, 1))
        return insecable(f"« {oui} » ; « {non} ». Un seul critère les sépare : {self.question[0].lower()}{self.question[1:]}")


@dataclass(frozen=True, kw_only=True)
class Jumeaux(Interrogation):
    """Trouver, dans chaque paire, la phrase qui change. Un champ par paire : le rang de la phrase touchée."""

    paires: tuple[PaireDeRecits, ...]

    genre = "jumeaux"
    unite = ("paire", "paires")
    colonne = "Paire"

    def jouer(self, gestes: Iterable[Mapping[str, Any]]) -> Suite:
        return rejouer(gestes, self.permet, self.mots, aussitot=True)

    def champs(self) -> tuple[str, ...]:
        return tuple(p.cle for p in self.paires)

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        return any(p.cle == champ and valeur in map(str, range(len(p.dites(0)))) for p in self.paires)

    def trouvee(self, paire: PaireDeRecits, suite: Suite) -> bool:
        """La phrase qui change a-t-elle été touchée ?"""
        return str(paire.change) in suite.essais.get(paire.cle, ())

    def finie(self, paire: PaireDeRecits, suite: Suite) -> bool:
        """Trouvée, ou montrée après `ESSAIS` phrases qui ne changent pas."""
        return self.trouvee(paire, suite) or len(set(suite.essais.get(paire.cle, ()))) >= ESSAIS

    def decrire(self) -> dict[str, Any]:
        return {"paires": [{"cle": p.cle, "titres": p.titres, "phrases": p.phrases} for p in self.paires]}

    def situer(self, suite: Suite) -> dict[str, Any]:
        return {"paires": {p.cle: self._situer(p, suite) for p in self.paires if p.cle in suite.essais}}

    def _situer(self, paire: PaireDeRecits, suite: Suite) -> dict[str, Any]:
        finie, trouvee = self.finie(paire, suite), self.trouvee(paire, suite)
        mot = "C’est elle." if trouvee else "La voici." if finie else "Cette phrase est la même des deux côtés : cherchez encore."
        essais = [int(e) for e in suite.essais[paire.cle]]
        return {
            "essais": essais,
            "change": paire.change if finie else None,
            "mot": insecable(mot),
            "retour": insecable(f"Un seul critère les sépare. {paire.question} Le premier récit répond oui, le second non.")
            if finie
            else "",
        }

    def progres(self, suite: Suite) -> Progres:
        return Progres(sum(self.finie(p, suite) for p in self.paires), len(self.paires))

    def sur_papier(self) -> tuple[Rubrique, ...]:
        return tuple(
            Rubrique(
                " ; ".join(p.titres),
                paragraphes=tuple(" ".join(paragraphe) for cote in p.phrases for paragraphe in cote),
                blancs=("la phrase qui change",),
            )
            for p in self.paires
        )

    def titre_de(self, champ: str) -> str:
        return " ; ".join(next(p.titres for p in self.paires if p.cle == champ))

    def dire(self, champ: str, valeur: str) -> str:
        dites = next(p.dites(0) for p in self.paires if p.cle == champ)
        return next((x for n, x in enumerate(dites) if str(n) == valeur), valeur)  # une copie rendue peut dire n’importe quoi

    def retour_de(self, champ: str, suite: Suite) -> str:
        paire = next(p for p in self.paires if p.cle == champ)
        if not self.finie(paire, suite):
            return ""
        return "Phrase trouvée." if self.trouvee(paire, suite) else "Phrase montrée."

    def a_lire_de(self, champ: str, suite: Suite) -> str:
        paire = next(p for p in self.paires if p.cle == champ)
        return paire.reponse if self.finie(paire, suite) and not self.trouvee(paire, suite) else ""


def jumeaux(corpus: Corpus, cle: str) -> Jumeaux:
    """Toutes les paires de la collection, sous la question `cle`. Lève `KeyError` (phrase française) si elle n’existe pas."""
    q = corpus.ligne("questions", cle)
    return Jumeaux(
        **communs(q), paires=tuple(_paire(corpus, x["situation"], x["jumelle"], x["critere"]) for x in corpus.lignes("situations_jumelles"))
    )


def _paire(corpus: Corpus, une: str, autre: str, critere: str) -> PaireDeRecits:
    a, b = (corpus.ligne("situations", cle) for cle in (une, autre))
    phrases = _phrases(a["texte"]), _phrases(b["texte"])
    paire = PaireDeRecits(une, (a["titre"], b["titre"]), phrases, 0, corpus.ligne("criteres", critere)["question"])
    return paire._replace(change=next(i for i, (x, y) in enumerate(zip(paire.dites(0), paire.dites(1), strict=True)) if x != y))


def _phrases(texte: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(re.split(r"(?<=[.!?]) ", paragraphe)) for paragraphe in texte.split("¶"))
