"""Écrit les séances d’exemple de notebooks/seances-fictives/ : « python3 labo.py seances-fictives ».

Ce sont des fictions : personne n’a répondu. Chaque classe est tirée au sort d’après les poids ci-dessous, avec le nom de sa
séance pour graine : le même programme écrit toujours les mêmes fichiers. Avec « --verifier », rien n’est écrit : il dit
seulement si un fichier n’est plus celui-là.
"""

import argparse
from pathlib import Path
from random import Random
from typing import NamedTuple

from outils import RACINE
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.classe.export import LigneReponse, ecrire

DOSSIER = RACINE / "notebooks" / "seances-fictives"
TRI = "affirmations-debats"
CASES = ("d-accord", "cela-depend", "pas-d-accord", JE_NE_SAIS_PAS)
# Pour dix réponses au premier vote, combien vont à chaque case ; puis la case qui attire ceux qui changent d’avis.
POIDS: dict[str, tuple[tuple[int, ...], str]] = {
    "egaux": ((5, 3, 2, 0), "cela-depend"),
    "impose": ((1, 3, 6, 0), "cela-depend"),
    "dispute": ((5, 3, 2, 0), "pas-d-accord"),
    "pour-soi": ((3, 3, 2, 2), "d-accord"),
    "utilise": ((1, 2, 7, 0), "pas-d-accord"),
    "depart": ((2, 4, 4, 0), "pas-d-accord"),
    "usager": ((5, 3, 1, 1), "d-accord"),
    "metiers": ((4, 3, 3, 0), "cela-depend"),
}


class Classe(NamedTuple):
    """Une classe inventée : combien de téléphones, de feuilles de papier, de mains levées ; combien changent d’avis, sur dix."""

    telephones: int
    feuilles: int = 0
    mains: int = 0
    changent: float = 3


CLASSES = {
    "mardi-2026": Classe(25, feuilles=3, changent=3.5),
    "jeudi-2026": Classe(19, mains=6, changent=2),
    "petit-groupe-2026": Classe(4),
}
ABSENCE = 0.04
"""La part des réponses que personne n’a données."""


def seance(nom: str) -> list[LigneReponse]:
    """Les réponses inventées de la séance `nom`, dans l’ordre où la base les rend."""
    classe, sort = CLASSES[nom], Random(f"séance fictive {nom}")
    numeros = sorted(sort.sample(range(1000, 10_000), classe.telephones))
    personnes = [(str(n), "telephone") for n in numeros] + [(f"F{n}", "papier") for n in range(1, classe.feuilles + 1)]
    lignes = []
    for carte, (poids, attire) in POIDS.items():
        for qui, source in personnes:
            avant = _tirer(sort, poids)
            apres = attire if sort.random() < classe.changent / 10 else avant
            for tour, choix in ((1, avant), (2, apres)):
                if sort.random() >= ABSENCE:
                    lignes.append(_ligne(nom, tour, carte, choix, qui, 1, source))
        levees = [_tirer(sort, poids) for _ in range(classe.mains)]
        lignes += [_ligne(nom, 1, carte, choix, "", levees.count(choix), "mains") for choix in sorted({*levees})]
    return sorted(lignes, key=lambda x: (x.tour, x.carte, x.source, x.participant, x.case))


def _tirer(sort: Random, poids: tuple[int, ...]) -> str:
    return sort.choices(CASES, poids)[0]


def _ligne(nom: str, tour: int, carte: str, case: str, qui: str, nombre: int, source: str) -> LigneReponse:
    return LigneReponse(f"fiction-{nom.removesuffix('-2026')}", TRI, tour, carte, case, qui, nombre, source)


def attendus() -> dict[Path, bytes]:
    """Chaque fichier et ses octets."""
    return {DOSSIER / f"{nom}.csv": ecrire(seance(nom)).encode("utf-8") for nom in CLASSES}


def ecarts() -> list[str]:
    """Une phrase par fichier qui n’est pas celui que ce programme écrit."""
    return [
        f"{chemin.relative_to(RACINE).as_posix()} n’est plus celui du programme : lancez « python3 labo.py seances-fictives »."
        for chemin, octets in attendus().items()
        if not chemin.exists() or chemin.read_bytes() != octets
    ]


def mener(choix: argparse.Namespace) -> int:
    """Écrit les séances d’exemple, ou dit seulement lesquelles sont à refaire."""
    if not choix.verifier:
        DOSSIER.mkdir(parents=True, exist_ok=True)
        for chemin, octets in attendus().items():
            chemin.write_bytes(octets)
    fautes = ecarts()
    print("\n".join(fautes) or "Chaque séance fictive est celle du programme.")
    return int(bool(fautes))
