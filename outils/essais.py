"""Lance les essais : « python3 labo.py tests », le passage ordinaire ; « --rapide » avant chaque commit ; « --nuit » pour ce que l’ordinaire laisse.

Des arguments de pytest, s’il y en a, remplacent les séries.
"""

import argparse
import subprocess
import sys

from outils import RACINE

# Un fichier sans navigateur reste chez un ouvrier, les essais d’un navigateur vont au premier libre (voir `ParFichier`, tests/conftest.py).
# À quatre : à trois, deux cœurs chômaient un quart du temps, à attendre une page ou un serveur.
A_QUATRE = ["-n", "4", "--dist", "loadscope", "--no-loadscope-reorder", "--durations=40"]
A_PART = "not nuit and not charge and not mesure and not neuf and not recettes and not ecole and not notebook and not site"
# Un carnet n’emploie pas hypothesis : une seconde et demie de moins à chaque démarrage.
# Les exercices, tirés des corrigés, s’exécutent dans test_paquet.py : un noyau pour chacun prenait vingt secondes.
CARNETS = ["--nbval", "-p", "no:hypothesispytest", "--nbval-current-env", "-n", "2", "--dist", "loadfile", "notebooks", "solutions"]
ORDINAIRE = {
    "Le code, les données, la maison, la séance et le navigateur": [*A_QUATRE, "-m", A_PART, "tests"],
    "Les carnets et les corrigés, chaque sortie comparée": CARNETS,
}
PARTIES = {  # les travaux de la forge ; les trois premiers font l’ordinaire
    "unite": {"Sans navigateur": [*A_QUATRE, "-m", f"not navigateur and {A_PART}", "tests"]},
    "navigateur": {"Dans un vrai navigateur": [*A_QUATRE, "-m", f"navigateur and {A_PART}", "tests"]},
    "carnets": {"Les carnets et les corrigés, chaque sortie comparée": CARNETS},
    "ecole": {"Une école : relais, plusieurs serveurs": ["-m", "ecole", "tests/ecole"]},
    "notebook": {"Un labo dans Notebook 7": ["-m", "notebook", "tests/jupyterlab"]},
}
RAPIDE = ["-n", "2", "--dist", "loadfile", "-q", "-m", f"not navigateur and not lent and {A_PART}", "tests/unite", "tests/donnees"]
NUIT = {
    "Les matrices entières": [*A_QUATRE, "-m", "nuit and not charge and not mesure", "tests"],
    "Les tirages, trois cents de chaque": [*A_QUATRE, "--hypothesis-profile=nuit", "-m", "hypothesis", "tests/unite"],
    "Ce qui se mesure, et la classe nombreuse, l’un après l’autre": ["-m", "mesure or charge", "tests"],
}


def lancer(arguments: list[str]) -> int:
    """Le code de sortie de pytest, dont les résultats sont imprimés tels quels."""
    return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=RACINE)


def enchainer(series: dict[str, list[str]]) -> int:
    """Les séries, toutes menées ; 1 si l’une d’elles échoue."""
    codes = {}
    for titre, arguments in series.items():
        print(f"\n=== {titre}", flush=True)
        codes[titre] = lancer(arguments)
    for titre in (titre for titre, code in codes.items() if code):
        print(f"En échec : {titre}.", file=sys.stderr)
    return int(any(codes.values()))


def mener(choix: argparse.Namespace) -> int:
    """Les séries ordinaires ou de nuit ; la rapide ; ou ce que nomment les arguments de pytest."""
    if choix.rapide:
        return lancer([*RAPIDE, *choix.suite])
    if choix.partie:
        return enchainer(PARTIES[choix.partie])
    if choix.nuit:
        return enchainer(NUIT)
    return lancer(choix.suite) if choix.suite else enchainer(ORDINAIRE)
