"""Ce qui se lit dans les cinq documents, que leurs droits empêchent de joindre au dépôt : on interroge leurs empreintes (`outils/empreintes.py`)."""

from outils.empreintes import CIBLE, empreinte, mots

CONNUES = set(CIBLE.read_text(encoding="utf-8").split("\n"))


def lu(texte: str) -> bool:
    """Ces mots (trois au plus, dont un nombre ou un nom propre), à la suite, sont dans un document."""
    return empreinte(mots(texte)) in CONNUES
