"""Ce que chaque module de lib/ importe du paquet : les essais en tiennent l’ordre, le dessin de la maison en sort."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

PAQUET = "travailler_ensemble"
DOSSIER = Path(__file__).resolve().parent.parent / "lib" / PAQUET


def nom(fichier: Path) -> str:
    """« activites.tri » pour activites/tri.py, « activites » pour activites/__init__.py, « » pour le paquet lui-même."""
    parties = fichier.relative_to(DOSSIER).with_suffix("").parts
    return ".".join(parties[:-1] if parties[-1] == "__init__" else parties)


MODULES = {nom(fichier): fichier.read_text(encoding="utf-8") for fichier in sorted(DOSSIER.rglob("*.py"))}


def importes(source: str, module: str, connus: Iterable[str]) -> set[str]:
    """Les modules du paquet que ce module importe, où que ce soit dans son texte, même dans une fonction ou par leur nom."""
    ici = [PAQUET, *filter(None, module.split("."))]
    candidats: set[str] = set()
    for noeud in ast.walk(ast.parse(source)):
        if isinstance(noeud, ast.Import):
            candidats |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom):
            base = ".".join([*ici[: len(ici) - noeud.level], noeud.module or ""]).rstrip(".") if noeud.level else noeud.module
            candidats |= {f"{base}"} | {f"{base}.{alias.name}" for alias in noeud.names}
        elif isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
            candidats.add(noeud.value)  # import_module("travailler_ensemble.atelier")
    return {c.removeprefix(f"{PAQUET}.") for c in candidats if c.startswith(f"{PAQUET}.")} & set(connus)
