"""Ce que pèse la collection : chaque carnet, le paquet Python, la page d’un téléphone. En kilo-octets (1 000 octets)."""

from __future__ import annotations

import gzip
import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from serveur import Serveur

from outils import RACINE
from outils.mesures import Mesure, mesure
from travailler_ensemble.seance.client import ServeurDistant

CIBLE = 150.0


def mesurer_poids() -> dict[str, Mesure]:
    """Les carnets, avec leurs sorties ; la roue ; la page du participant, sur sa plus grosse séance."""
    carnets = sorted(RACINE.glob("notebooks/*.ipynb"))
    mesures = {f"poids.{c.stem}": mesure(f"le carnet {c.stem}", c.stat().st_size / 1000, "ko", CIBLE) for c in carnets}
    mesures["poids.roue"] = mesure("la collection installable (roue), données comprises", _roue() / 1000, "ko")
    mesures["poids.participant"] = _page_du_participant()
    return mesures


def _roue() -> int:
    """Lève `FileNotFoundError` sans hatchling, que « labo.py mesures » installe."""
    if not importlib.util.find_spec("hatchling"):
        raise FileNotFoundError("`hatchling` manque : lancez « python3 labo.py mesures ».")
    with tempfile.TemporaryDirectory() as dossier:
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", dossier], cwd=RACINE, check=True, capture_output=True
        )
        (roue,) = Path(dossier).glob("*.whl")
        return roue.stat().st_size


def _page_du_participant() -> Mesure:
    """Tout ce que télécharge un téléphone qui entre et vote : la page, ses scripts, ses feuilles, l’état. Au long, et comprimé."""
    with tempfile.TemporaryDirectory() as dossier, Serveur(Path(dossier)) as serveur:
        menee = serveur.creer("formes")
        menee.faire("ouvrir")
        jeton = ServeurDistant(serveur.url, "").demander("POST", "/api/participants", {"code": menee.code})["jeton"]
        telephone = ServeurDistant(serveur.url, jeton)

        def lire(chemin: str) -> bytes:
            return telephone.octets("GET", chemin)

        page = lire("/seance")
        vus, reste = {"/seance": page, "/api/etat": lire("/api/etat")}, [page]
        while reste:
            for chemin in re.findall(r"/statique/[\w./-]+", reste.pop().decode()):
                if chemin not in vus:
                    vus[chemin] = lire(chemin)
                    reste.append(vus[chemin])
    comprimee = sum(len(gzip.compress(x, 4)) for x in vus.values()) / 1000
    au_long = sum(map(len, vus.values())) / 1000
    return mesure("la page du participant, au long", au_long, "ko", CIBLE, comprimée=comprimee, fichiers=len(vus))
