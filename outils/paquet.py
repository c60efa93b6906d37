"""Écrit le zip à donner aux étudiants : « python3 labo.py paquet-eleve ».

La collection, sans les corrigés, les notes d’animation, les essais ni les outils du mainteneur. Les exercices sont
dérivés des corrigés sur le moment, et chaque carnet perd ses sorties : rien de ce qu’a répondu la personne qui prépare
le paquet ne part avec. Les mêmes fichiers donnent le même zip, à l’octet près.
"""

import argparse
import copy
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat

from outils import A_DISTRIBUER, RACINE
from outils.executer import stabiliser
from outils.exercices import deriver
from outils.fuites import RESERVEES, etiquettes, fuites
from travailler_ensemble import corpus

DOSSIER = A_DISTRIBUER
TETE = "travailler-ensemble"  # le dossier que l’on trouve dans le zip
FICHIERS = (
    "labo.py pyproject.toml verrou.txt verrou-essais.txt environment.yml postBuild LICENSE LICENSE-contenus"
    " outils/__init__.py outils/__main__.py outils/ouvrir.py Ouvrir.bat Ouvrir.command Ouvrir.desktop"
).split()
DOSSIERS = {
    "data": (".csv", ".json", ".bib", ".ris", ".md"),
    "lib/travailler_ensemble": (".py", ".js", ".ts", ".css", ".html", ".json", ".md", ".svg"),
    "reglages": (".json", ".js", ".css", ".py"),
}
LISEZ_MOI = "docs/paquet-etudiants.md"  # devient le README.md du paquet
D_ENSEIGNANT = {f"{nom}.ipynb" for nom in ("90-preparer-une-seance", "92-relire-une-seance", "94-lire-les-copies", "95-mes-situations")}
RETIREES = RESERVEES | {"enseignant"}
EXECUTABLES = {"labo.py", "postBuild", "Ouvrir.command", "Ouvrir.desktop"}
COPIE = 16  # un labo et un corrigé ont des mots en commun ; à ce nombre de mots de suite, c’est une copie


class Fuite(Exception):
    """Un passage d’un corrigé se lirait dans le paquet ; la phrase dit où."""


def nom_du_zip(racine: Path = RACINE) -> str:
    """Le nom du zip, d’après la version de cette copie de la collection (et non de celle qui s’exécute)."""
    texte = (racine / "lib" / "travailler_ensemble" / "__init__.py").read_text(encoding="utf-8")
    version = re.search(r'^__version__ = "(.+?)"', texte, re.MULTILINE)
    assert version, "la version de la collection"
    return f"travailler-ensemble-etudiants-{version[1]}.zip"


def remettre_a_neuf(carnet: nbformat.NotebookNode, nom: str) -> nbformat.NotebookNode:
    """Le carnet tel qu’un étudiant le reçoit : sans cellule réservée, sans sortie, sans trace de cette machine."""
    neuf = copy.deepcopy(carnet)
    neuf.cells = [cellule for cellule in neuf.cells if not RETIREES & etiquettes(cellule)]
    for cellule in neuf.cells:
        if cellule.cell_type == "code":
            cellule.outputs, cellule.execution_count = [], None
    stabiliser(neuf, nom)
    nbformat.validate(neuf)
    return neuf


def carnets(racine: Path) -> Iterator[tuple[str, nbformat.NotebookNode]]:
    """Les labos et les exercices du paquet. Lève `Fuite` si l’un d’eux laisse lire un corrigé."""
    corriges = {c.name: nbformat.read(c, 4) for c in sorted((racine / "solutions").glob("*.ipynb"))}
    for nom, corrige in corriges.items():
        exercice = remettre_a_neuf(deriver(corrige, nom), nom)
        _refuser(f"exercises/{nom}", f"solutions/{nom}", fuites(corrige, exercice))
        yield f"exercises/{nom}", exercice
    for chemin in sorted((racine / "notebooks").glob("[0-9][0-9]-*.ipynb")):
        if chemin.name in D_ENSEIGNANT:
            continue
        labo = remettre_a_neuf(nbformat.read(chemin, 4), chemin.name)
        for nom, corrige in corriges.items():
            _refuser(f"notebooks/{chemin.name}", f"solutions/{nom}", fuites(corrige, labo, COPIE))
        yield f"notebooks/{chemin.name}", labo


def _refuser(carnet: str, corrige: str, lues: set[tuple[str, ...]]) -> None:
    if lues:
        raise Fuite(f"Rien n’est écrit : {carnet} laisse lire {corrige} (« {' '.join(min(lues))} »).")


def contenu(racine: Path = RACINE) -> dict[str, bytes]:
    """Chaque fichier du paquet et ses octets, dans l’ordre des noms. Lève `Fuite` et `OSError`."""
    pris = {nom: (racine / nom).read_bytes() for nom in FICHIERS}
    for dossier, suffixes in DOSSIERS.items():
        for fichier in (racine / dossier).rglob("*"):
            if fichier.is_file() and fichier.suffix in suffixes and not fichier.name.startswith((".", "~")):
                pris[fichier.relative_to(racine).as_posix()] = fichier.read_bytes()
    pris["README.md"] = (racine / LISEZ_MOI).read_bytes()
    pris |= {nom: (nbformat.writes(carnet) + "\n").encode("utf-8") for nom, carnet in carnets(racine)}
    return dict(sorted(pris.items()))


def ecrire(dossier: Path, racine: Path = RACINE) -> Path:
    """Écrit le zip dans `dossier`, d’un seul geste, et rend son chemin. Lève `Fuite` et `OSError`."""
    fichiers = contenu(racine)
    dossier.mkdir(parents=True, exist_ok=True)
    chemin = dossier / nom_du_zip(racine)
    provisoire = chemin.with_suffix(".tmp")
    try:
        with zipfile.ZipFile(provisoire, "w", zipfile.ZIP_STORED) as paquet:  # compressé, il changerait avec la version de zlib
            for nom, octets in fichiers.items():
                fiche = zipfile.ZipInfo(f"{TETE}/{nom}", (1980, 1, 1, 0, 0, 0))
                fiche.create_system = 3  # un zip d’Unix partout, pour que les programmes y restent exécutables
                fiche.external_attr = (0o100755 if nom in EXECUTABLES else 0o100644) << 16
                paquet.writestr(fiche, octets)
        os.replace(provisoire, chemin)
    finally:
        provisoire.unlink(missing_ok=True)
    return chemin


def mener(_: argparse.Namespace) -> int:
    """Écrit le zip ; sort avec une phrase s’il laisserait lire un corrigé, ou s’il ne peut pas s’écrire."""
    try:
        corpus.lire()
        chemin = ecrire(RACINE / DOSSIER)
    except (Fuite, corpus.TableFautive) as panne:
        sys.exit(str(panne))
    except OSError as panne:
        sys.exit(f"Le paquet n’a pas pu être écrit ({panne.strerror} : « {panne.filename} »).")
    mega = f"{chemin.stat().st_size / 1e6:.1f}".replace(".", ",")
    print(f"{chemin.relative_to(RACINE).as_posix()} est écrit ({mega} Mo).")
    print("Ni corrigé ni note d’animation n’y est. Les tables de data/ gardent de quoi répondre à l’étudiant, donc des réponses.")
    return 0
