"""Pourquoi l’on a voté ainsi : ce qui s’en garde, ce qui en passe aux téléphones et au mur. Pur.

Deux sortes, un seul champ. Des mots du récit, recopiés ou touchés, ne disent rien de personne : ils passent seuls aux téléphones.
Tout autre texte attend que l’enseignant le laisse passer ; au mur, rien ne va sans lui.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, NamedTuple
from zlib import crc32

from travailler_ensemble.classe.seuils import ORDINAIRE, Seuil

LONGUEUR = 140
"""Signes d’une raison, au plus."""
LUES, AU_MUR = 3, 4
"""Raisons lues par un téléphone, et tenues par le mur, pour une carte."""
PAR_MINUTE = 60
"""Raisons qu’un même téléphone peut envoyer en une minute : personne n’écrit plus vite."""
TUE, PASSE, MUR = 0, 1, 2
"""Ce que l’enseignant a décidé d’une raison : rien encore ; aux téléphones ; aux téléphones et au mur."""
SORTS: Mapping[str, int | None] = {"tue": TUE, "passe": PASSE, "mur": MUR, "efface": None}
_BORDS = " «»\"“”().,;:!?…'’-"


class Raison(NamedTuple):
    """Une raison du premier vote. `cle` la nomme sans dire de qui elle est ; `hesitent` : combien elle a fait hésiter au second."""

    cle: str
    numero: int
    carte: str
    case: str
    texte: str
    sort: int
    hesitent: int
    mots: str = ""
    """Les mots du récit, tels qu’il les écrit, si la raison n’est que cela."""

    @property
    def passe(self) -> str:
        """Ce qui peut aller aux téléphones ; vide s’il faut attendre."""
        return self.texte if self.sort else self.mots


def nettoyer(dite: str) -> str:
    """Une raison sur une ligne, sans signe de commande. Lève `ValueError` (phrase française) si elle est trop longue."""
    nette = " ".join("".join(x if x.isprintable() else " " for x in dite).split())
    if len(nette) > LONGUEUR:
        raise ValueError(f"Une raison tient en {LONGUEUR} signes.")
    return nette


def mots_du_recit(dite: str, paragraphes: Sequence[str]) -> str:
    """Le passage du récit que ces mots recopient, tel qu’il l’écrit ; vide si ce n’en est pas un. Un bout de mot n’est pas un mot."""
    cherche = _plier(dite).strip(_BORDS)
    for p in paragraphes if cherche else ():
        plie, fin = _du_recit(p), 0
        while (debut := plie.find(cherche, fin)) >= 0:
            fin = debut + len(cherche)
            if not any(re.match(r"\w", c) for c in (plie[debut - 1 : debut], plie[fin : fin + 1]) if c):
                return p[debut:fin]
    return ""


@lru_cache(256)
def _du_recit(paragraphe: str) -> str:
    """Un paragraphe plié : le même pour toutes les raisons d’une carte. Une raison, elle, ne reste pas en mémoire."""
    return _plier(paragraphe)


def _plier(s: str) -> str:
    """Ce texte, signe pour signe, sans casse, ni accent, ni sorte d’espace ou d’apostrophe."""
    return "".join(" " if c.isspace() else "’" if c == "'" else (unicodedata.normalize("NFD", c)[0].lower()[:1] or c) for c in s)


class Recueil:
    """Les raisons d’une séance, rangées une fois pour tous ceux qui les lisent : cinq cents téléphones les demandent à la fois."""

    def __init__(
        self, toutes: Iterable[Raison] = (), votes: Mapping[int, Mapping[str, str]] | None = None, seuil: Seuil = ORDINAIRE
    ) -> None:
        """`votes` : numéro → carte → case, au premier vote. `seuil` : en dessous, combien ont hésité ne se dit pas juste."""
        self.seuil = seuil
        self.toutes = [*toutes]
        self.votes = votes or {}

    @cached_property
    def cartes(self) -> dict[str, str]:
        """Clé d’une raison → sa carte."""
        return {r.cle: r.carte for r in self.toutes}

    @cached_property
    def _passages(self) -> dict[str, dict[str, list[list[Raison]]]]:
        """Carte → case → les raisons qui passent, celles qui disent la même chose ensemble."""
        memes: dict[tuple[str, str, str], list[Raison]] = {}
        for r in self.toutes:
            if r.passe:
                memes.setdefault((r.carte, r.case, r.passe), []).append(r)
        rangees: dict[str, dict[str, list[list[Raison]]]] = {}
        for (carte, case, _), ensemble in memes.items():
            rangees.setdefault(carte, {}).setdefault(case, []).append(ensemble)
        return rangees

    def a_lire(self, numero: int, votes: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
        """Carte → ce qu’un téléphone en lit avant le second vote : `LUES` raisons d’autres choix que le sien, de plusieurs cases si possible.

        `votes` : ses réponses au premier vote. D’un téléphone à l’autre, ce ne sont pas les mêmes ; pour un téléphone, toujours les mêmes.
        """
        lues = {}
        for carte, cases in self._passages.items():
            autres = [passages for case, passages in cases.items() if case != votes.get(carte)]
            if dites := [*islice(_varier(autres, crc32(f"{numero} {carte}".encode()), numero), LUES)]:
                lues[carte] = [{"cle": r.cle, "case": r.case, "texte": r.passe} for r in dites]
        return lues

    def au_mur(self, carte: str) -> list[dict[str, str]]:
        """Ce que l’enseignant a mis au mur pour cette carte, sans signature."""
        return [{"case": r.case, "texte": r.texte} for r in self.toutes if r.carte == carte and r.sort == MUR][:AU_MUR]

    def a_moderer(self, carte: str) -> list[dict[str, Any]]:
        """Ce que l’enseignant lit d’une carte : ce qui attend d’abord, puis par case."""
        siennes = sorted((r for r in self.toutes if r.carte == carte), key=lambda r: (bool(r.passe), r.case, r.cle))
        noms = {sort: nom for nom, sort in SORTS.items()}
        return [
            {
                "cle": r.cle,
                "case": r.case,
                "texte": r.texte,
                "du_recit": bool(r.mots),
                "sort": noms[r.sort],
                "hesitent": self._combien(r.hesitent),
            }
            for r in siennes
        ]

    def _combien(self, n: int) -> str:
        return "" if not n else f"{n} personnes" if n >= self.seuil.nombre else self.seuil.peu_de_personnes


def _varier(cases: Sequence[Sequence[Sequence[Raison]]], depart: int, numero: int) -> Iterator[Raison]:
    """Une raison de chaque case d’abord, puis la deuxième de chacune… ; `depart` : par où commence ce téléphone, qui ne lit pas la sienne."""
    for rang in range(LUES + 1):  # une de plus : la sienne a pu prendre une place
        for i in range(len(cases)):
            passages = cases[(depart + i) % len(cases)]
            if rang < len(passages):
                memes = passages[(depart + rang) % len(passages)]
                for k in range(len(memes)):
                    if (r := memes[(depart + k) % len(memes)]).numero != numero:
                        yield r
                        break
