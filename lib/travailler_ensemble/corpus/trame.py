"""La trame d’un carnet : ce qu’il annonce de lui-même (titre, durée, objectifs, étapes) et ce qu’il fait faire.

Un carnet se lit ici comme un texte, sans être exécuté. L’accueil y voit ce qui est publié, la préparation d’une séance
ce qu’un labo contient, les essais ce qu’il promet.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from travailler_ensemble.corpus.tables import DOSSIER

RACINE = DOSSIER.parent
LABOS, EXERCICES, CORRIGES = "notebooks", "exercises", "solutions"
PLUS_LOIN = "Pour aller plus loin"
"""La section qu’un labo donne à qui a encore du temps."""

_DUREE = re.compile(r"\*\*Durée\*\*\s*:\s*(\d+)\s*min")
_ETAPE = re.compile(r"Étape (\d+)\. (.+?) \((\d+)\s*min\)")
_MEMOIRE = re.compile(r"De mémoire \((\d+)\s*min\)")
_NOTE = re.compile(r"\*\*(.+?)\*\*[\s:.,]*(.*?)(?=\*\*|\Z)", re.DOTALL)
_OBJECTIFS = re.compile(r"vous saurez\s*:?\**\s*:?\s*\n((?:\s*\n|- .*(?:\n|\Z))+)")


class Appel(NamedTuple):
    """Une ligne de carnet : `labo.tri("formes")`. `section` est le titre sous lequel elle se trouve."""

    fonction: str
    arguments: tuple[str, ...]
    section: str
    etiquettes: frozenset[str]


class Etape(NamedTuple):
    """Une étape annoncée par son titre, avec sa durée en minutes."""

    numero: int
    nom: str
    minutes: int
    section: str


class Note(NamedTuple):
    """Ce qu’une note d’animation dit sous un titre en gras : « Piège attendu », « Question à poser », « Pour être juste »…"""

    titre: str
    texte: str


class Trame(NamedTuple):
    """Ce qu’un carnet dit de lui-même. `sections` : chaque titre de niveau 2 et le texte qui le suit ; `minutes` vaut None s’il n’en annonce pas ;
    `notes` : celles d’un corrigé, pour qui anime.
    """

    titre: str
    entete: str
    minutes: int | None
    objectifs: tuple[str, ...]
    sections: Mapping[str, str]
    appels: tuple[Appel, ...]
    notes: tuple[Note, ...] = ()

    @property
    def etapes(self) -> tuple[Etape, ...]:
        """Les étapes, dans l’ordre du carnet."""
        lues = ((m, titre) for titre in self.sections if (m := _ETAPE.fullmatch(titre)))
        return tuple(Etape(int(m[1]), m[2], int(m[3]), titre) for m, titre in lues)

    @property
    def memoire(self) -> Etape | None:
        """Les questions de sortie, après la dernière étape ; `None` s’il n’y en a pas."""
        lues = ((m, titre) for titre in self.sections if (m := _MEMOIRE.fullmatch(titre)))
        return next((Etape(0, "De mémoire", int(m[1]), titre) for m, titre in lues), None)

    def cles(self, *fonctions: str, section: str | None = None) -> tuple[str, ...]:
        """Les premiers arguments des appels à ces fonctions, chacun une fois, dans l’ordre."""
        vus = (a for a in self.appels if a.fonction in fonctions and a.arguments and section in (None, a.section))
        return tuple(dict.fromkeys(a.arguments[0] for a in vus))


def chemin(dossier: str, nom: str) -> Path | None:
    """Le carnet `nom` de ce dossier de la collection, s’il y est."""
    fichier = RACINE / dossier / nom
    return fichier if nom and fichier.is_file() else None


def publie(labo: Mapping[str, Any]) -> bool:
    """Vrai quand le carnet du labo est nommé et présent ; son nom suffit là où l’on n’a que la bibliothèque."""
    return bool(labo["carnet"]) and (not (RACINE / LABOS).is_dir() or chemin(LABOS, labo["carnet"]) is not None)


def lire(dossier: str, nom: str) -> Trame | None:
    """La trame d’un carnet de la collection ; `None` s’il n’existe pas. Lève `ValueError` si le fichier n’est pas du JSON."""
    fichier = chemin(dossier, nom)
    return trame(json.loads(fichier.read_text(encoding="utf-8"))["cells"]) if fichier else None


def trame(cellules: Iterable[Mapping[str, Any]]) -> Trame:
    """La trame de ces cellules (celles d’un fichier .ipynb). Lève `KeyError` si l’une n’a ni `cell_type` ni `source`."""
    titre, courante, entete = "", "", ""
    sections: dict[str, list[str]] = {}
    appels: list[Appel] = []
    notes: list[Note] = []
    for cellule in cellules:
        source = "".join(cellule["source"])
        marques = frozenset(cellule.get("metadata", {}).get("tags", ()))
        if cellule["cell_type"] == "code":
            appels += (Appel(nom, arguments, courante, marques) for nom, arguments in _appels(source))
            continue
        if "animateur" in marques:
            notes += (Note(m[1].strip(" .:\u00a0"), " ".join(m[2].split())) for m in _NOTE.finditer(source))
            continue
        for morceau in re.split(r"^(?=#{1,2} )", source, flags=re.MULTILINE):
            tete, _, corps = morceau.partition("\n")
            if tete.startswith("# "):
                titre, entete = tete[2:].strip(), corps
            elif tete.startswith("## "):
                courante = tete[3:].strip()
                sections.setdefault(courante, []).append(corps)
            elif courante:
                sections[courante].append(morceau)
            else:
                entete += morceau
    duree, objectifs = _DUREE.search(entete), _OBJECTIFS.search(entete)
    return Trame(
        titre,
        entete.strip(),
        int(duree[1]) if duree else None,
        tuple(re.findall(r"^- (.+?)[ \u00a0;,.]*$", objectifs[1], re.MULTILINE)) if objectifs else (),
        {nom: "\n".join(textes).strip() for nom, textes in sections.items()},
        tuple(appels),
        tuple(notes),
    )


def _appels(source: str) -> list[tuple[str, tuple[str, ...]]]:
    """Les appels à la collection d’une cellule, avec leurs arguments écrits en toutes lettres."""
    try:
        arbre = ast.parse(source)
    except SyntaxError:
        return []
    trouves = []
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Attribute) and isinstance(noeud.func.value, ast.Name):
            if noeud.func.value.id == "labo":
                mots = (a.value for a in noeud.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
                trouves.append((noeud.func.attr, tuple(mots)))
    return trouves
