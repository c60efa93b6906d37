"""« travailler-ensemble » : la collection installée par pipx ou uvx. Pose les carnets dans un dossier à la personne, puis mène la commande.

Le dossier, `travailler-ensemble` dans le dossier personnel, est comme la collection : les mêmes carnets, les mêmes commandes, et
`mes-reponses/` à côté. Une version neuve y remplace ses carnets, sauf ceux que la personne a changés.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from travailler_ensemble import fichiers

PORTEE = Path(__file__).resolve().parent / "collection"
"""Ce que porte la roue ; rien dans une copie de la collection, qui a `labo.py`."""
NOM, TEMOIN = "travailler-ensemble", ".version.json"
LABO = '"La collection installée par pipx ou uvx : ce fichier passe la main."\n'
RELAIS = "import subprocess, sys\nsys.exit(subprocess.call([{!r}, '-m', 'travailler_ensemble.commande', *sys.argv[1:]]))\n"


def main() -> int:
    """Mène la commande que disent les arguments ; sans argument, ouvre la collection."""
    racine = Path(__file__).resolve().parents[2]
    if PORTEE.is_dir():
        racine = Path.home() / NOM
        try:
            gardes = poser(racine)
        except OSError as e:
            sys.exit(f"Le dossier « {racine} » ne se laisse pas écrire ({e.strerror}) : libérez de la place, ou vérifiez vos droits.")
        if gardes:
            print(f"Gardés tels que vous les avez changés : {', '.join(gardes)}.", flush=True)
    elif not (racine / "labo.py").is_file():
        sys.exit("La collection manque : installez-la de nouveau.")
    for nom in ("reponses", "contenus", "seances"):
        os.environ.setdefault(f"TRAVAILLER_ENSEMBLE_{nom.upper()}", str(racine / f"mes-{nom}"))
    os.environ.pop("PYTHONSAFEPATH", None)  # le programme des commandes est dans ce dossier
    os.environ["PYTHONUTF8"] = "1"
    suite = [sys.executable, "-m", "outils", *(sys.argv[1:] or ["lab"])]
    if os.name == "nt":
        return subprocess.call(suite, cwd=racine)
    os.chdir(racine)
    os.execv(suite[0], suite)


def poser(racine: Path, portee: Path = PORTEE) -> list[str]:
    """Pose ce que porte la roue dans `racine` ; rend les fichiers que la personne a changés, qui restent. Lève `OSError`."""
    temoin = racine / TEMOIN
    try:
        avant = json.loads(fichiers.lire(temoin))
    except (OSError, ValueError):
        avant = {"version": "", "fichiers": {}}
    racine.mkdir(parents=True, exist_ok=True)
    fichiers.remplacer(racine / "labo.py", (LABO + RELAIS.format(sys.executable)).encode())  # uvx change de dossier d’une fois à l’autre
    if avant["version"] == version(NOM):
        return []
    poses: dict[str, str] = {}
    gardes = []
    for source in sorted(f for f in portee.rglob("*") if f.is_file() and "__pycache__" not in f.parts):
        nom = source.relative_to(portee).as_posix()
        ici, octets = racine / nom, fichiers.lire(source)
        poses[nom] = _empreinte(octets)
        if ici.exists() and _empreinte(fichiers.lire(ici)) not in (avant["fichiers"].get(nom), poses[nom]):
            gardes.append(nom)
            poses[nom] = avant["fichiers"].get(nom, "")
            continue
        ici.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, ici)
    fichiers.remplacer(temoin, json.dumps({"version": version(NOM), "fichiers": poses}).encode())
    return gardes


def _empreinte(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
