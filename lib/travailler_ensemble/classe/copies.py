"""Les copies d’une classe : lues une à une, d’où qu’elles viennent ; une abîmée est nommée, les autres sont lues."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from travailler_ensemble.classe.copie import CopieDeLabo, lire, lire_table
from travailler_ensemble.corpus.description import TableFautive
from travailler_ensemble.fichiers import extraire, ouvrir_paquet

OCTETS_MAX, FICHIERS_MAX = 5_000_000, 1_000
"""Une copie pèse cent fois moins ; une classe en rend quelques centaines."""
OCTETS_EN_TOUT = 100_000_000
"""Ce que des paquets donnent au plus, une fois dépliés."""
FORMES = (".html", ".htm", ".ipynb", ".csv")
"""Les formes d’une même copie, de celle qui dit le plus à celle qui dit le moins."""
DE_MOODLE = "_assignsubmission_"
"""Dans le zip d’un devoir, Moodle donne un dossier à chaque personne, et ce mot est dans son nom."""
TROP_GROS = "Il est trop gros pour une copie."


class Lues(NamedTuple):
    """Les copies lues (leur fichier, leur contenu), et celles mises de côté (leur fichier, pourquoi)."""

    copies: tuple[tuple[str, CopieDeLabo], ...]
    abimees: tuple[tuple[str, str], ...]


class CompteDeChamp(NamedTuple):
    """Ce qu’une classe répond à un champ : combien de copies par valeur, remise puis revue, et combien ont changé."""

    remis: Counter[str]
    revu: Counter[str]
    changes: int

    @property
    def plus_forte(self) -> int:
        """Le nombre de copies de la réponse la plus donnée : la carte où il est le plus petit est la plus partagée."""
        return max(self.revu.values(), default=0)


def lire_tout(fichiers: Iterable[tuple[str, bytes]]) -> Lues:
    """Les copies de ces fichiers (nom, contenu), zip compris. D’une même copie rendue sous deux formes, une seule compte."""
    copies: dict[tuple[str, str, str], tuple[str, CopieDeLabo]] = {}
    abimees = []
    for nom, contenu, pourquoi in sorted(_deplier(fichiers), key=lambda x: (_forme(x[0]), x[0])):
        try:
            for copie in [] if pourquoi else _lire(nom, contenu):
                copies.setdefault((_de_qui(nom), copie.labo, copie.usage), (nom, copie))
        except (ValueError, TableFautive) as e:
            pourquoi = str(e)
        if pourquoi:
            abimees.append((nom, pourquoi))
    return Lues(tuple(sorted(copies.values(), key=lambda x: x[0])), tuple(abimees))


def _deplier(fichiers: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes, str]]:
    """Chaque fichier, ceux d’un zip un à un, et pourquoi il ne se lit pas."""
    reste = OCTETS_EN_TOUT
    for nom, contenu in fichiers:
        if not nom.lower().endswith(".zip"):
            yield nom, contenu, TROP_GROS if len(contenu) > OCTETS_MAX else ""
            continue
        try:
            with ouvrir_paquet(contenu) as paquet:
                dedans = [x for x in paquet.infolist() if not x.is_dir() and not x.filename.startswith("__MACOSX")]
                if len(dedans) > FICHIERS_MAX:
                    yield nom, b"", f"Il contient plus de {FICHIERS_MAX} fichiers."
                    continue
                for x in dedans:
                    lu, pourquoi = _extraire(paquet, x, reste)
                    reste -= len(lu)
                    yield x.filename, lu, pourquoi
        except ValueError as e:
            yield nom, b"", str(e)


def _extraire(paquet: zipfile.ZipFile, x: zipfile.ZipInfo, reste: int) -> tuple[bytes, str]:
    """Un fichier du paquet, ou pourquoi il ne se lit pas."""
    if x.flag_bits & 1:
        return b"", "Il est protégé par un mot de passe."
    if x.file_size > OCTETS_MAX:
        return b"", TROP_GROS
    if x.file_size > reste:
        return b"", "Le paquet est trop gros, une fois déplié : faites-en plusieurs."
    try:
        return extraire(paquet, x), ""
    except ValueError as e:
        return b"", str(e)


def _forme(nom: str) -> int:
    suffixe = PurePosixPath(nom).suffix.lower()
    return FORMES.index(suffixe) if suffixe in FORMES else len(FORMES)


def _de_qui(nom: str) -> str:
    """Le dossier que Moodle donne à la personne, quels que soient ceux qu’elle y a mis ; ailleurs, le nom du fichier sans sa forme."""
    chemin = PurePosixPath(nom)
    siens = [n for n, dossier in enumerate(chemin.parts[:-1], 1) if DE_MOODLE in dossier]
    return "/".join(chemin.parts[: siens[0]]) if siens else str(chemin.with_suffix(""))


def _lire(nom: str, contenu: bytes) -> list[CopieDeLabo]:
    forme = PurePosixPath(nom).suffix.lower()
    if forme not in FORMES:
        raise ValueError("Ce n’est ni une page, ni une table, ni un carnet.")
    if forme == ".csv":
        return lire_table(nom, contenu)
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("Ce fichier est abîmé : son texte ne se lit pas.") from None
    return lire(_du_carnet(texte) if forme == ".ipynb" else texte)


def _du_carnet(texte: str) -> str:
    """La copie écrite dans les sorties d’un carnet. Lève `ValueError` s’il n’en contient pas."""
    try:
        sorties = [s for c in json.loads(texte)["cells"] for s in c.get("outputs", ())]
        pages = ["".join(s.get("data", {}).get("text/html", "")) for s in sorties]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("Ce carnet est abîmé.") from None
    if not (ecrites := [p for p in pages if 'class="te-copie"' in p]):
        raise ValueError("Ce carnet ne contient pas les réponses : il fallait « Écrire mes réponses dans le carnet ».")
    return ecrites[-1]


def compter_champs(copies: Iterable[CopieDeLabo], cle: str) -> Mapping[str, CompteDeChamp]:
    """Champ → ce que la classe y répond, pour cette activité."""
    comptes: dict[str, CompteDeChamp] = {}
    for copie in copies:
        for d in copie.activites.get(cle, ()):
            c = comptes.setdefault(d.champ, CompteDeChamp(Counter(), Counter(), 0))
            c.remis[d.remis] += 1
            if d.revu:
                c.revu[d.revu] += 1
            comptes[d.champ] = c._replace(changes=c.changes + (d.revu != d.remis))
    return comptes
