"""Pourquoi l’on a voté ainsi : ce qui s’en garde, ce qui en passe aux téléphones et au mur. Pur.

Deux sortes, un seul champ. Des mots du récit, recopiés ou touchés, ne disent rien de personne : ils passent seuls aux téléphones.
Tout autre texte attend que l’enseignant le laisse passer ; au mur, rien ne va sans lui.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from travailler_ensemble.classe.seuils import PEU_DE_PERSONNES, SEUIL

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
    if not cherche:
        return ""
    for p in paragraphes:
        if trouve := re.search(rf"(?<!\w){re.escape(cherche)}(?!\w)", _plier(p)):
            return p[trouve.start() : trouve.end()]
    return ""


def _plier(s: str) -> str:
    """Ce texte, signe pour signe, sans casse, ni accent, ni sorte d’espace ou d’apostrophe."""
    return "".join(" " if c.isspace() else "’" if c == "'" else (unicodedata.normalize("NFD", c)[0].lower()[:1] or c) for c in s)


def a_lire(raisons: Iterable[Raison], numero: int, votes: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Carte → ce qu’un téléphone en lit avant le second vote : `LUES` raisons d’autres choix que le sien, de plusieurs cases si possible.

    `votes` : ses réponses au premier vote. D’un téléphone à l’autre, ce ne sont pas les mêmes ; pour un téléphone, toujours les mêmes.
    """
    par_carte: dict[str, list[Raison]] = {}
    for r in raisons:
        if r.passe and r.numero != numero and r.case != votes.get(r.carte):
            par_carte.setdefault(r.carte, []).append(r)
    return {
        carte: [{"cle": r.cle, "case": r.case, "texte": r.passe} for r in _varier(rs, numero)[:LUES]] for carte, rs in par_carte.items()
    }


def _varier(raisons: Sequence[Raison], numero: int) -> list[Raison]:
    """Une de chaque case d’abord, puis la deuxième de chacune… Un même passage ne se lit qu’une fois."""
    melees = sorted(raisons, key=lambda r: hashlib.sha256(f"{numero}{r.cle}".encode()).digest())
    uniques = {(r.case, r.passe): r for r in reversed(melees)}
    rangs: Counter[str] = Counter()
    tours: list[tuple[int, Raison]] = []
    for r in melees:
        if uniques[r.case, r.passe] is r:
            tours.append((rangs[r.case], r))
            rangs[r.case] += 1
    return [r for _, r in sorted(tours, key=lambda x: x[0])]


def au_mur(raisons: Iterable[Raison], carte: str) -> list[dict[str, str]]:
    """Ce que l’enseignant a mis au mur pour cette carte, sans signature."""
    return [{"case": r.case, "texte": r.texte} for r in raisons if r.carte == carte and r.sort == MUR][:AU_MUR]


def a_moderer(raisons: Iterable[Raison], carte: str) -> list[dict[str, Any]]:
    """Ce que l’enseignant lit d’une carte : ce qui attend d’abord, puis par case."""
    siennes = sorted((r for r in raisons if r.carte == carte), key=lambda r: (bool(r.passe), r.case, r.cle))
    noms = {sort: nom for nom, sort in SORTS.items()}
    return [
        {"cle": r.cle, "case": r.case, "texte": r.texte, "du_recit": bool(r.mots), "sort": noms[r.sort], "hesitent": _combien(r.hesitent)}
        for r in siennes
    ]


def _combien(n: int) -> str:
    """Combien une raison a fait hésiter ; en dessous du seuil, on ne le dit pas juste."""
    return "" if not n else f"{n} personnes" if n >= SEUIL else PEU_DE_PERSONNES
