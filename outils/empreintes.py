"""Dérive `tests/donnees/empreintes-documents.txt` des cinq documents, que leurs droits empêchent de joindre au dépôt.

    python3 labo.py empreintes DOSSIER              écrit les empreintes
    python3 labo.py empreintes DOSSIER --verifier   échoue si elles ne sont plus celles des documents

Une empreinte est le début du SHA-256 d’un mot, ou d’une suite de deux ou trois mots, sans accents ni casse. On ne
garde que les suites qui portent un nombre ou un nom propre : de quoi vérifier une date, un code ou un nom sans
pouvoir rien relire.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from outils import RACINE

CIBLE = RACINE / "tests" / "donnees" / "empreintes-documents.txt"
LONGUEUR = 10  # chiffres hexadécimaux : une rencontre fortuite sur 10^12 couples


def mots(texte: str) -> list[str]:
    """Les mots et les nombres d’un texte, dans l’ordre, avec leur casse mais sans accents ni ligatures."""
    sans_appels = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", " ", texte)  # un appel de note collé au mot en changerait la fin
    plat = "".join(c for c in unicodedata.normalize("NFKD", sans_appels) if not unicodedata.combining(c))
    return re.findall(r"[A-Za-z]+|\d+", plat.replace("œ", "oe").replace("Œ", "Oe"))


def empreinte(suite: Iterable[str]) -> str:
    """L’empreinte d’une suite de mots."""
    return hashlib.sha256(" ".join(suite).lower().encode()).hexdigest()[:LONGUEUR]


def empreintes(texte: str) -> Iterator[str]:
    """Les empreintes des suites de un à trois mots qui portent un nombre ou un nom propre."""
    tous = mots(texte)
    for taille in (1, 2, 3):
        for debut in range(len(tous) - taille + 1):
            suite = tous[debut : debut + taille]
            if any(m[0].isdigit() or m[0].isupper() for m in suite):
                yield empreinte(suite)


def composer(dossier: Path) -> str:
    """Le texte du fichier d’empreintes. Lève `FileNotFoundError` si le dossier ne contient aucun document."""
    documents = sorted(dossier.glob("*.txt"))
    if not documents:
        raise FileNotFoundError(f"aucun document .txt dans {dossier}")
    toutes = {e for d in documents for e in empreintes(d.read_text(encoding="utf-8"))}
    return "# Dérivé des documents par « labo.py empreintes » ; ne pas modifier à la main.\n" + "\n".join(sorted(toutes)) + "\n"


def mener(choix: argparse.Namespace) -> int:
    """Écrit les empreintes, ou dit seulement si elles sont à refaire."""
    texte = composer(choix.dossier)
    if choix.verifier:
        if not CIBLE.exists() or CIBLE.read_text(encoding="utf-8") != texte:
            print("Les empreintes ne sont plus celles des documents : lancez « python3 labo.py empreintes DOSSIER ».")
            return 1
        return 0
    CIBLE.write_text(texte, encoding="utf-8", newline="")
    return 0
