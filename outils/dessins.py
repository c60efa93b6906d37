"""Range les dessins qu’Altair compose pour les carnets, un fichier Vega-Lite par figure : « python3 labo.py dessins ».

À côté, la même figure en image (SVG), pour une forge ou une page imprimée : vl-convert la dessine, sans navigateur ni réseau.

Altair est long à charger : sans ces fichiers, chaque noyau referait des dessins qui ne changent qu’avec les données. Chacun porte
l’empreinte de ce qui a été demandé : si une table change, la demande change, et c’est Altair qui répond.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from travailler_ensemble import corpus
from travailler_ensemble.affichage.figures import DE_SEANCE, composer
from travailler_ensemble.affichage.figures.dessin import NOMBRES, RANGES
from travailler_ensemble.corpus import trame
from travailler_ensemble.panel.avis import Panel

VL = "5.20"
"""La version de Vega-Lite qu’écrit Altair 5.5."""


def demandees() -> list[tuple[str, ...]]:
    """Les figures des carnets, chacune une fois : son nom, puis ce qu’elle montre."""
    dossiers = (trame.LABOS, trame.CORRIGES)
    lues = [
        (trame.RACINE / dossier, trame.lire(dossier, c.name))
        for dossier in dossiers
        for c in sorted((trame.RACINE / dossier).glob("*.ipynb"))
    ]
    return sorted({demande for dossier, t in lues if t for demande in _d_un_carnet(dossier, t.appels)})


def _d_un_carnet(dossier: Path, appels: Iterable[trame.Appel]) -> Iterator[tuple[str, ...]]:
    """Les figures d’un carnet. Celles d’une séance disent son fichier : celui que la dernière cellule a relu."""
    relue: tuple[str, ...] = ()
    for appel in appels:
        fichiers = tuple(str(dossier / nom) for nom in appel.arguments)
        if appel.fonction == "relire_seance":
            relue = fichiers
        elif appel.fonction == "comparer_seances":
            yield "seances", *fichiers
        elif appel.fonction == "figure":
            nom, *reste = appel.arguments
            yield nom, *(fichiers[1:] or relue if nom in DE_SEANCE else reste)


def deriver() -> dict[Path, str]:
    """Chaque fichier et son texte : « partage-formes.vl.json », « distribution-mardi-2026.vl.json »."""
    panel = Panel(corpus.lire())
    return {
        RANGES / f"{'-'.join(Path(mot).stem for mot in demande)}.vl.json": json.dumps(
            composer(demande[0], panel, *demande[1:]).dessin.fichier(), ensure_ascii=False, indent=1
        )
        + "\n"
        for demande in demandees()
    }


_INUTILES = re.compile(
    r' (?:class|pointer-events|aria-hidden|aria-roledescription|aria-label|role|stroke-miterlimit)="[^"]*"| font-weight="normal"|'
    r' (?:opacity|fill-opacity|stroke-opacity|stroke-width)="1"| transform="(?:translate\(0,0\)|rotate\(0\))"|'
    r'<path[^>]*d="M0,0h[\d.]+v[\d.]+h-?[\d.]+Z"[^>]*/>(?=<g>)|font-family="[^"]*"'
)
_VIDES = re.compile(r"<g(?: [^>]*)?/>|<g(?: [^>]*)?></g>")


def image(specification: Mapping[str, Any]) -> str:
    """Le dessin en SVG : léger, sans police ni fichier d’ailleurs, avec sa description pour qui ne le voit pas."""
    import vl_convert

    svg = str(vl_convert.vegalite_to_svg(dict(specification), vl_version=VL, format_locale=NOMBRES))
    svg = re.sub(r"(?<=\d\.\d)\d{2,}", "", svg)
    svg = _INUTILES.sub("", svg)
    while (serre := _VIDES.sub("", svg)) != svg:
        svg = serre
    dit = escape(specification["description"], quote=True)
    tete = f'<svg role="img" aria-label="{dit}" font-family="system-ui, sans-serif" style="max-width:100%;height:auto"'
    return svg.replace("<svg", tete, 1) + "\n"


def mener(choix: argparse.Namespace) -> int:
    """Écrit les dessins et retire ceux qu’aucun carnet ne demande ; ou dit seulement ce qui est à refaire."""
    attendus = deriver()
    images = {c.with_suffix("").with_suffix(".svg"): c for c in attendus}
    if not choix.verifier:
        RANGES.mkdir(exist_ok=True)
        for chemin, texte in attendus.items():
            chemin.write_text(texte, encoding="utf-8", newline="")
        for chemin, source in images.items():
            chemin.write_text(image(json.loads(attendus[source])), encoding="utf-8", newline="")
        for orphelin in {*RANGES.iterdir()} - attendus.keys() - images.keys():
            orphelin.unlink()
    perimes = [c.name for c, texte in attendus.items() if not c.exists() or c.read_text(encoding="utf-8") != texte]
    # Une image tient aux polices de la machine : c’est sa source que l’on compare, et sa présence.
    perimes += [c.name for c in images if not c.exists()]
    perimes += [c.name for c in {*RANGES.iterdir()} - attendus.keys() - images.keys()]
    for nom in perimes:
        print(f"{nom} n’est plus celui que donnerait Altair : lancez « python3 labo.py dessins ».")
    return int(bool(perimes))
