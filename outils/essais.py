"""Lance les essais : « python3 labo.py tests ». Des arguments de pytest, s’il y en a, remplacent les quatre séries."""

import argparse
import subprocess
import sys

from outils import RACINE

A_DEUX = ["-n", "2", "--dist", "loadfile"]
A_TROIS = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]  # à deux, les cœurs chômaient un cinquième du temps
CARNETS = [
    "-p",
    "no:hypothesispytest",
    "--nbval-current-env",
    *A_DEUX,
]  # un carnet n’emploie pas hypothesis : une seconde et demie de moins à chaque démarrage
STRICTS = ["--nbval", *CARNETS, "notebooks", "solutions"]
SERIES = {
    "Le code, les données, la maison, la séance et le navigateur": [*A_TROIS, "-m", "not mesure and not charge and not neuf", "tests"],
    "Ce qui se mesure, et la classe nombreuse, l’un après l’autre": ["-m", "mesure or charge", "tests"],
    "Les carnets et les corrigés, chaque sortie comparée": STRICTS,
    "Les exercices, exécutés": ["--nbval-lax", *CARNETS, "exercises"],
}

RAPIDE = [*A_DEUX, "-q", "-m", "not navigateur and not mesure and not charge and not neuf", "tests/unite"]
"""Ce que l’on lance avant chaque commit."""


def lancer(arguments: list[str]) -> int:
    """Le code de sortie de pytest, dont les résultats sont imprimés tels quels."""
    return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=RACINE)


def series() -> int:
    """Les séries, toutes menées ; 1 si l’une d’elles échoue."""
    codes = {}
    for titre, arguments in SERIES.items():
        print(f"\n=== {titre}", flush=True)
        codes[titre] = lancer(arguments)
    for titre in (titre for titre, code in codes.items() if code):
        print(f"En échec : {titre}.", file=sys.stderr)
    return int(any(codes.values()))


def mener(choix: argparse.Namespace) -> int:
    """Toutes les séries ; ou la rapide ; ou ce que nomment les arguments de pytest."""
    if choix.rapide:
        return lancer([*RAPIDE, *choix.suite])
    return lancer(choix.suite) if choix.suite else series()
