"""Le glossaire : retrouver un mot ou un sigle, tel qu’on l’écrit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from travailler_ensemble.corpus.tables import Corpus

Ligne = Mapping[str, Any]

PROCHES = 6
"""Au plus tant de mots proposés à la place d’un mot inconnu."""
DEBUT = 3
"""Nombre de lettres à partir duquel le début d’un mot suffit : on cherche pendant que l’on écrit."""

_VIDES = frozenset({"d", "de", "du", "l", "la", "le", "un", "une"})


class Entrees(NamedTuple):
    """Les mots et les sigles trouvés. `proches` : rien n’y répondait, ce sont ceux qui ressemblent."""

    mots: tuple[Ligne, ...]
    sigles: tuple[Ligne, ...]
    proches: bool = False


def cle(mot: str) -> str:
    """Un mot réduit à ce qui le distingue : ni accents, ni casse, ni article, ni marque du pluriel."""
    nu = "".join(c for c in unicodedata.normalize("NFKD", mot.casefold()) if not unicodedata.combining(c))
    mots = (m.rstrip("sx") or m for m in re.findall(r"\w+", nu))
    return " ".join(m for m in mots if m not in _VIDES)


def chercher(corpus: Corpus, mot: str) -> Ligne:
    """La ligne d’un mot, sans égard aux accents, à la casse, à l’article ni au pluriel.

    Lève `KeyError`, avec les mots les plus proches, s’il n’est pas au glossaire.
    """
    connus = {cle(x["mot"]): x for x in corpus.lignes("glossaire")}
    cherche = cle(str(mot))
    if cherche in connus:
        return connus[cherche]
    voisins = _voisins(connus, cherche)
    proches = ", ".join(f"« {connus[c]['mot']} »" for c in voisins)
    raise KeyError(f"Le glossaire n’a pas de mot « {mot} »." + (f" Les plus proches : {proches}." if proches else ""))


def trouver(corpus: Corpus, mots: str) -> Entrees:
    """Les mots et les sigles dont le nom commence par ce que l’on écrit, le mot juste d’abord ; à défaut, les plus ressemblants."""
    connus = {cle(x["mot"]): x for x in corpus.lignes("glossaire")}
    sigles = {c: x for x in corpus.lignes("sigles") for c in (*map(cle, x["sigle"].split(", ")), cle(x["developpement"])) if c}
    cherche = cle(mots)
    ici, la = ([c for c in noms if _repond(c, cherche)] for noms in (connus, sigles))
    if ici or la:
        tries = sorted(ici, key=lambda c: (c != cherche, not c.startswith(cherche)))
        return Entrees(tuple(connus[c] for c in tries), tuple({sigles[c]["id"]: sigles[c] for c in la}.values()))
    voisins = _voisins(connus | sigles, cherche)
    return Entrees(
        tuple(connus[c] for c in voisins if c in connus), tuple(sigles[c] for c in voisins if c in sigles and c not in connus), proches=True
    )


def _repond(connu: str, cherche: str) -> bool:
    """Chaque mot cherché est-il un mot de celui-ci, ou le début d’un ?"""
    mots = connu.split()
    return bool(cherche) and all(any(m == x or (len(x) >= DEBUT and m.startswith(x)) for m in mots) for x in cherche.split())


def _voisins(connus: Mapping[str, Ligne], cherche: str) -> list[str]:
    contiennent = [c for c in connus if set(cherche.split()) & set(c.split())]
    return list(dict.fromkeys([*contiennent, *get_close_matches(cherche, connus)]))[:PROCHES]
