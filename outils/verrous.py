"""Refait les verrous d’après pyproject.toml : « python3 labo.py verrous », avec la commande uv installée.

Les versions déjà verrouillées sont gardées tant qu’elles conviennent ; « --renouveler » en prend de plus récentes.
"""

import argparse
import subprocess
import sys

from outils import RACINE

COMPILER = ("uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links").split()
COLLECTION = ["pyproject.toml", "--group", "construction"]
VERROUS = {
    "verrou.txt": ("Ce qu’il faut pour ouvrir les carnets.", COLLECTION),
    "verrou-essais.txt": (
        "Ce qu’il faut pour ouvrir les carnets et pour les essayer ; mêmes versions que verrou.txt.",
        [*COLLECTION, "--group", "essais", "--group", "entretien", "--constraint", "verrou.txt"],
    ),
    "verrou-ecole.txt": (
        "Ce qu’il faut aux serveurs d’une école, et à l’image de JupyterHub ; mêmes versions que verrou-essais.txt.",
        [*COLLECTION, "--group", "ecole", "--constraint", "verrou-essais.txt"],
    ),
    "verrou-site.txt": (
        "Ce qu’il faut pour construire le site sans installation ; ce qui est aussi dans verrou.txt a la même version.",
        ["--group", "site", "--constraint", "verrou.txt"],
    ),
}


def verrouiller(nom: str, options: list[str]) -> None:
    """Écrit le verrou `nom` ; lève `CalledProcessError` quand uv ne trouve pas de versions qui s'accordent."""
    usage, groupes = VERROUS[nom]
    subprocess.run([*COMPILER, *groupes, *options, "--output-file", nom], cwd=RACINE, check=True)
    verrou = RACINE / nom
    entete = (
        f"# {usage}\n"
        "# Dérivé de pyproject.toml par « python3 labo.py verrous » ; ne se corrige pas à la main.\n"
        "# S’installe avec « pip install --no-deps --require-hashes -r " + nom + " ».\n"
    )
    verrou.write_text(entete + verrou.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")


def mener(choix: argparse.Namespace) -> int:
    """Refait les verrous ; sort avec une phrase si uv manque."""
    try:
        for nom in VERROUS:
            verrouiller(nom, ["--upgrade"] if choix.renouveler else [])
    except FileNotFoundError:
        sys.exit("La commande « uv » manque : installez-la (« pip install uv »), puis relancez.")
    except subprocess.CalledProcessError as panne:
        return panne.returncode
    return 0
