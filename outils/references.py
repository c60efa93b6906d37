"""Dérive de `data/sources.json` (CSL-JSON) la table des références et les deux fichiers d’échange.

    python3 labo.py references              écrit references.csv, sources.bib et sources.ris
    python3 labo.py references --verifier   échoue si un fichier écrit n’est plus celui que donneraient les sources

Chaque source est rédigée en français par citeproc. Style : Chicago, notes et bibliographie, version française (`outils/styles/`,
CC BY-SA 3.0, tel que publié), avec deux usages français de plus : pages en entier (149-162) et pas de virgule devant « et ».
"""

from __future__ import annotations

import argparse
import csv
import html
import io
import json
import re
import warnings

from outils import RACINE
from outils.transcrire import ET_AUTRES, bibtex, ris, suivi

DONNEES = RACINE / "data"
STYLE = RACINE / "outils" / "styles" / "chicago-notes-bibliography-fr.csl"


def rediger(sources: list[dict]) -> str:
    """Le texte CSV de la table des références, dans l’ordre des sources."""
    textes = _composer(sources)
    sortie = io.StringIO()
    table = csv.writer(sortie, lineterminator="\n")
    table.writerow(["id", "annee", "reference", "lu", "lecture", "cite_par"])
    for source in sources:
        annee = source.get("issued", {}).get("date-parts", [[""]])[0][0]
        lu = suivi(source)
        table.writerow(
            [
                source["id"],
                annee,
                _typographie(textes[source["id"]]),
                _typographie(source.get("annote", "")),
                lu.get("lecture", ""),
                lu.get("cite_par", ""),
            ]
        )
    return sortie.getvalue()


def _composer(sources: list[dict]) -> dict[str, str]:
    """Chaque référence telle que citeproc l’écrit, par identifiant."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    style = CitationStylesStyle(str(STYLE), validate=False, locale="fr-FR")
    style.root.set("page-range-format", "expanded")
    for noms in style.root.iter("{*}name"):
        noms.set("delimiter-precedes-last", "never")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*unsupported")  # des champs CSL que citeproc-py n’emploie pas
        bibliographie = CitationStylesBibliography(style, CiteProcJSON(list(map(_pour_citeproc, sources))), formatter.html)
        for source in sources:
            bibliographie.register(Citation([CitationItem(source["id"])]))
        return dict(zip(bibliographie.keys, map(str, bibliographie.bibliography()), strict=True))


def _pour_citeproc(source: dict) -> dict:
    """La source, où « et al. » perd son « et » : le style l’écrit déjà devant le dernier nom."""
    auteurs = [{"literal": "al."} if nom == ET_AUTRES else nom for nom in source.get("author", [])]
    return source | {"author": auteurs} if auteurs else source


def _typographie(texte: str) -> str:
    """Espaces insécables à la française ; un titre entre crochets est de nous, il perd ses guillemets."""
    texte = html.unescape(texte).strip()
    texte = re.sub(r"«\s(\[[^\]]*\])\s»", r"\1", texte)
    texte = re.sub(r"« ", "«\u00a0", texte)
    return re.sub(r" ([:;?!»])", "\u00a0\\1", texte)


def mener(choix: argparse.Namespace) -> int:
    """Écrit les trois fichiers, ou dit seulement lesquels sont à refaire."""
    sources = json.loads((DONNEES / "sources.json").read_text(encoding="utf-8"))
    derives = {"references.csv": rediger(sources), "sources.bib": bibtex(sources), "sources.ris": ris(sources)}
    if not choix.verifier:
        for nom, texte in derives.items():
            (DONNEES / nom).write_text(texte, encoding="utf-8", newline="")
        return 0
    perimes = [n for n, texte in derives.items() if not (c := DONNEES / n).exists() or c.read_bytes() != texte.encode()]
    for nom in perimes:
        print(f"data/{nom} ne vient plus de data/sources.json : lancez « python3 labo.py references ».")
    return int(bool(perimes))
