"""La tolérance : deux réponses courtes disent-elles la même chose ? Accents, casse, ponctuation et article initial ne comptent pas."""

from __future__ import annotations

import re
import unicodedata

_ARTICLE = re.compile(r"(?:l|d|le|la|les|un|une|des|du|de la|de l) +(?=\S)")
_UNITES = {
    mot: n for n, mot in enumerate("zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split())
} | {"une": 1}
_DIZAINES = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_DIZAINES |= {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90}


def normaliser(reponse: str, *, nombre: bool = False) -> str:
    """La réponse réduite à ce qui compte ; avec `nombre`, un nombre en lettres (de 0 à 999 999) devient des chiffres."""
    sans_ligature = reponse.lower().replace("œ", "oe").replace("æ", "ae")
    lettres = "".join(c for c in unicodedata.normalize("NFKD", sans_ligature) if not unicodedata.combining(c))
    mots = " ".join(re.findall(r"[a-z0-9]+", lettres))
    if nombre:
        mots = re.sub(r"(?<=\d) (?=\d{3}\b)", "", mots)  # « 1 990 »
        mots = en_chiffres(mots)
    return _ARTICLE.sub("", mots, count=1) if _ARTICLE.match(mots) else mots


def en_chiffres(mots: str) -> str:
    """Remplace, dans des mots déjà réduits, chaque nombre en lettres par ses chiffres."""
    sortie: list[str] = []
    suite: list[str] = []
    for mot in [*mots.split(), ""]:
        if _est_nombre(mot) or (mot == "et" and suite and suite[-1] in _DIZAINES):
            suite.append(mot)
            continue
        if suite:
            et = suite[-1] == "et"
            sortie += [str(_valeur(suite[:-1] if et else suite)), *(["et"] if et else [])]
            suite = []
        sortie.append(mot)
    return " ".join(sortie).strip()


def _est_nombre(mot: str) -> bool:
    return mot in _UNITES or mot in _DIZAINES or mot in ("cent", "cents", "mille")


def _valeur(mots: list[str]) -> int:
    """« mille neuf cent quatre vingt dix » → 1990. Additionne de gauche à droite ; cent et mille multiplient ce qui précède."""
    total = partiel = 0
    for mot in mots:
        if mot == "mille":
            total, partiel = total + max(1, partiel) * 1000, 0
        elif mot in ("cent", "cents"):
            partiel = max(1, partiel) * 100
        elif mot in ("vingt", "vingts") and partiel % 100 == 4:
            partiel += 76  # quatre-vingts
        elif mot != "et":
            partiel += _DIZAINES.get(mot, _UNITES.get(mot, 0))
    return total + partiel


_VIDES = frozenset("l d le la les un une des du de ce c est sont il s agit ces leur leurs".split())
"""Ce qui peut manquer ou s’ajouter sans changer l’idée. Jamais « pas », « sans », « non »."""
_LONG, _TRES_LONG = 5, 12
"""À partir de tant de lettres, une faute se pardonne ; puis deux."""


def ressemble(essai: str, attendue: str) -> bool:
    """L’essai est-il la réponse attendue, mal orthographiée ? Les mots pleins y sont, dans l’ordre, chacun reconnaissable.

    Une lettre doublée ou non ne compte pas ; au-delà, une faute par mot de cinq lettres, deux à partir de douze (distance de
    Levenshtein). L’initiale et les nombres ne se devinent pas.
    """
    ecrits, voulus = _pleins(essai), _pleins(attendue)
    return len(ecrits) == len(voulus) > 0 and all(_meme_mot(a, b) for a, b in zip(ecrits, voulus, strict=True))


def _pleins(reponse: str) -> list[str]:
    return [re.sub(r"([a-z])\1+", r"\1", mot) for mot in normaliser(reponse).split() if mot not in _VIDES]


def _meme_mot(a: str, b: str) -> bool:
    if a == b:
        return True
    court = min(len(a), len(b))
    if court < _LONG or a[0] != b[0] or not (a + b).isalpha():
        return False
    return _distance(a, b) <= (2 if court >= _TRES_LONG else 1)


def _distance(a: str, b: str) -> int:
    """Le plus petit nombre de lettres à ajouter, ôter ou changer."""
    rang = [*range(len(b) + 1)]
    for i, lettre in enumerate(a, start=1):
        avant, rang[0] = rang[0], i
        for j, autre in enumerate(b, start=1):
            avant, rang[j] = rang[j], min(rang[j] + 1, rang[j - 1] + 1, avant + (lettre != autre))
    return rang[-1]
