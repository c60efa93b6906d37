"""Petites règles du français écrit, communes à tout ce qui compose une phrase."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

Passages = tuple[tuple[str, bool], ...]
"""Un texte en morceaux : (texte, en italique)."""
_MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def enumerer(mots: Iterable[str], liaison: str = "et") -> str:
    """« a, b et c », ou « a, b ou c » ; vide s’il n’y a rien."""
    *debut, fin = [*mots] or [""]
    return f"{', '.join(debut)} {liaison} {fin}" if debut else fin


def compter(nombre: int, nom: str, pluriel: str = "") -> str:
    """« 1 carte », « 3 cartes » ; le pluriel ajoute un s s’il n’est pas donné. Zéro est singulier."""
    return f"{nombre}\u00a0{(pluriel or nom + 's') if nombre > 1 else nom}"


_LETTRES = "aucun un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt".split()


def en_lettres(nombre: int, *, feminin: bool = False) -> str:
    """« trois » ; au-delà de vingt, le nombre en chiffres. Zéro se dit « aucun », ou « aucune »."""
    dit = _LETTRES[nombre] if nombre < len(_LETTRES) else str(nombre)
    return f"{dit}e" if feminin and nombre < 2 else dit


def duree(minutes: int) -> str:
    """« 45 min », « 1 h », « 1 h 20 »."""
    heures, reste = divmod(minutes, 60)
    if not heures:
        return f"{reste}\u00a0min"
    return f"{heures}\u00a0h" + (f"\u00a0{reste:02}" if reste else "")


def jour_et_mois(jour: date) -> str:
    """« 1er mars », « 21 novembre »."""
    return f"{jour.day if jour.day > 1 else '1er'} {_MOIS[jour.month - 1]}"


def date_dite(jour: date) -> str:
    """« 1er mars 2026 »."""
    return f"{jour_et_mois(jour)} {jour.year}"


def insecable(texte: str) -> str:
    """Pose les espaces insécables devant : ; ? ! » et après « ; n’ajoute ni n’ôte un mot."""
    for signe in ":;?!»":
        texte = texte.replace(f" {signe}", f"\u00a0{signe}")
    return texte.replace("« ", "«\u00a0")


def typographier(texte: str) -> str:
    """La typographie française d’un texte tapé au clavier : apostrophes, guillemets, points de suspension, espaces insécables.

    N’ajoute ni n’ôte un mot ; la refaire ne change rien. Une heure (« 14:05 ») et une adresse (« https://… ») restent telles quelles.
    """
    texte = re.sub(r"(?<=\w)'(?=\w)", "’", texte).replace("...", "…")
    texte = re.sub(r'"([^"\n]+)"', r"« \1 »", texte)
    texte = re.sub(r"[ \u00a0\u202f]{2,}", " ", texte)
    texte = re.sub(r"«[ \u00a0\u202f]*", "«\u00a0", texte)
    texte = re.sub(r"[ \u00a0\u202f]*»", "\u00a0»", texte)
    texte = re.sub(r"(?<=[\w»)…’])[ \u00a0\u202f]*([;!?]+|:)(?=\s|$|[»)])", "\u00a0\\1", texte)
    return "\n".join(ligne.strip(" \u00a0\u202f") for ligne in texte.split("\n"))


def repere(texte: str, signes: int = 40) -> str:
    """« la-boite-a-biscuits » : un titre en lettres sans accent, chiffres et tirets, de `signes` au plus ; vide s’il n’en a pas."""
    simple = (
        unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "Oe").replace("’", "-"))
        .encode("ascii", "ignore")
        .decode()
        .lower()
    )
    return re.sub(r"[^a-z0-9]+", "-", simple)[:signes].strip("-")


def majuscule(texte: str) -> str:
    """Le même texte, sa première lettre en capitale."""
    return texte[:1].upper() + texte[1:]


def minuscule(texte: str) -> str:
    """Le même texte, sa première lettre en bas de casse."""
    return texte[:1].lower() + texte[1:]


def mots_de(texte: str) -> list[str]:
    """Les mots d’un texte ; « aujourd’hui » et « peut-être » en font un."""
    return re.findall(r"\w+(?:[’'-]\w+)*", texte)


def passages(texte: str) -> Passages:
    """Découpe une référence rédigée en morceaux, droits ou en italique (`<i>…</i>`)."""
    morceaux = re.split(r"<i>(.*?)</i>", texte)
    return tuple((m, bool(rang % 2)) for rang, m in enumerate(morceaux) if m)
