"""La lecture : un énoncé d’auteur, pris comme une règle, appliqué à une situation codée.

Logique à trois valeurs (Kleene) : chaque critère d’une situation vaut oui, non ou inconnu, et l’inconnu ne décide
jamais. Cinq verdicts pour une définition, trois réponses pour une condition de réussite ; un constat se lit, il ne juge
pas. Tout ici est pur : mêmes clauses, même codage, même lecture.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, get_args

from travailler_ensemble.activites.criteres import ECARTE, EXIGE, TRANCHE_A_PARTIR_DE
from travailler_ensemble.corpus import Corpus

Codage = Mapping[str, str]
"""Critère → « oui », « non » ou « inconnu ». Un critère absent vaut inconnu."""

Verdict = Literal["reconnue", "non reconnue", "incertaine", "ne tranche pas", "hors champ"]
Reussite = Literal["réunies", "manquantes", "inconnues"]
DIT = ("oui", "non")
"""Tout le reste, même mal écrit, est un inconnu : il ne décide de rien."""
VERDICTS: tuple[str, ...] = get_args(Verdict)


class Clause(NamedTuple):
    """Ce qu’un énoncé dit d’un critère."""

    critere: str
    valeur: str
    mode: str = "explicite"
    justification: str = ""

    @property
    def decide(self) -> bool:
        """Seuls l’absence d’un critère exigé et la présence d’un critère écarté décident d’un verdict."""
        return self.valeur in (EXIGE, ECARTE)


class Enonce(NamedTuple):
    """Un texte, une voix, un objet : on ne fond jamais deux énoncés d’un même auteur."""

    id: str
    auteur: str
    objet: str
    usage: str
    """« verdict », « reussite » ou « contexte »."""
    clauses: tuple[Clause, ...]
    non_code: str = ""
    """Ce que l’extrait exige aussi et qu’aucun critère ne code : un inconnu permanent."""

    @property
    def tranche(self) -> bool:
        """Cette définition exige-t-elle assez de critères pour juger ?"""
        return self.usage == "verdict" and sum(c.valeur == EXIGE for c in self.clauses) >= TRANCHE_A_PARTIR_DE

    @property
    def muet(self) -> bool:
        """Un constat, ou une définition qui en dit trop peu : se lit, ne juge pas."""
        return self.usage != "reussite" and not self.tranche


class Lecture(NamedTuple):
    """Ce qu’un énoncé répond d’une situation, et les critères qui en décident."""

    enonce: Enonce
    verdict: str
    refusent: tuple[Clause, ...] = ()
    """Exigés absents ou écartés présents."""
    ignorent: tuple[Clause, ...] = ()
    """Critères décisifs dont la situation ne dit rien."""
    portent: tuple[Clause, ...] = ()
    """Exigés présents, écartés absents."""


def enonces(corpus: Corpus) -> dict[str, Enonce]:
    """Tous les énoncés du corpus, chacun avec ses clauses, dans l’ordre des tables."""
    clauses: dict[str, list[Clause]] = {}
    for c in corpus.lignes("clauses"):
        clauses.setdefault(c["enonce"], []).append(Clause(c["critere"], c["valeur"], c["mode"], c["justification"]))
    return {
        e["id"]: Enonce(e["id"], e["auteur"], e["objet"], e["lecture"], tuple(clauses.get(e["id"], ())), e["non_code"])
        for e in corpus.lignes("enonces")
    }


def codages(corpus: Corpus) -> dict[str, dict[str, str]]:
    """Le codage de chaque situation : situation → critère → valeur."""
    par_situation: dict[str, dict[str, str]] = {}
    for c in corpus.lignes("codages"):
        par_situation.setdefault(c["situation"], {})[c["critere"]] = c["valeur"]
    return par_situation


def lire(enonce: Enonce, codage: Codage, objet: str | None = None) -> Lecture:
    """La lecture d’une situation par un énoncé.

    `objet` : la forme dont on demande si elle est reconnue ; si l’énoncé parle d’une autre forme, « hors champ ».
    Un énoncé d’usage « reussite » répond « réunies », « manquantes » ou « inconnues » ; un énoncé de contexte ne juge
    pas et répond « ne tranche pas ».
    """
    if objet is not None and objet != enonce.objet:
        return Lecture(enonce, "hors champ")
    if enonce.muet:
        return Lecture(enonce, "ne tranche pas")
    refusent, ignorent, portent = _partager([c for c in enonce.clauses if c.decide], codage)
    inconnu = bool(ignorent or enonce.non_code)
    if enonce.usage == "reussite":
        reponse: str = "manquantes" if refusent else "inconnues" if inconnu else "réunies"
    else:
        reponse = "non reconnue" if refusent else "incertaine" if inconnu else "reconnue"
    return Lecture(enonce, reponse, refusent, ignorent, portent)


def _partager(clauses: Iterable[Clause], codage: Codage) -> tuple[tuple[Clause, ...], tuple[Clause, ...], tuple[Clause, ...]]:
    """Les clauses décisives qui refusent, qu’on ignore, qui portent."""
    refusent, ignorent, portent = [], [], []
    for c in clauses:
        present = codage.get(c.critere)
        if present not in DIT:
            ignorent.append(c)
        elif (present == "oui") == (c.valeur == EXIGE):
            portent.append(c)
        else:
            refusent.append(c)
    return tuple(refusent), tuple(ignorent), tuple(portent)
