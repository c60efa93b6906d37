"""Petites règles du français écrit, communes à tout ce qui compose une phrase."""

from __future__ import annotations

from collections.abc import Iterable


def enumerer(mots: Iterable[str], liaison: str = "et") -> str:
    """« a, b et c », ou « a, b ou c » ; vide s’il n’y a rien."""
    *debut, fin = [*mots] or [""]
    return f"{', '.join(debut)} {liaison} {fin}" if debut else fin


def compter(nombre: int, nom: str, pluriel: str = "") -> str:
    """« 1 carte », « 3 cartes » ; le pluriel ajoute un s s’il n’est pas donné. Zéro est singulier."""
    return f"{nombre}\u00a0{(pluriel or nom + 's') if nombre > 1 else nom}"


def insecable(texte: str) -> str:
    """Pose les espaces insécables devant : ; ? ! » et après « ; n’ajoute ni n’ôte un mot."""
    for signe in ":;?!»":
        texte = texte.replace(f" {signe}", f"\u00a0{signe}")
    return texte.replace("« ", "«\u00a0")
