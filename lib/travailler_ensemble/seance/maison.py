"""La maison des séances : le dossier qui les garde, sa clé, et où joindre le serveur qui les tient.

`maison.json` n’est lisible que de son propriétaire. La clé y reste d’une ouverture à l’autre : un enseignant retrouve ses
séances sans rien retenir.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from travailler_ensemble import fichiers
from travailler_ensemble.seance.codes import secret

NOM = "maison.json"
FICHIER = "seances.sqlite"
SIGNES = 20
"""Une clé plus courte, choisie par une école, se devinerait."""


class Maison(NamedTuple):
    """La clé de la maison, et le dernier serveur : `url` locale, et l’adresse `classe` où il était ouvert à la classe (vides sinon).

    `fermee` : on l’a fermé exprès ; un carnet ne le relance pas de lui-même.
    """

    dossier: Path
    cle: str
    url: str = ""
    classe: str = ""
    fermee: bool = False

    @property
    def base(self) -> str:
        """L’adresse de la base SQLite de ce dossier."""
        return f"sqlite:///{(self.dossier / FICHIER).as_posix()}"

    @property
    def port(self) -> int:
        """Le dernier port, pour que les téléphones retrouvent la même adresse ; 0 s’il n’y en a pas."""
        fin = self.url.rpartition(":")[2]
        return int(fin) if fin.isdecimal() else 0


def dossier_habituel() -> Path:
    """Le dossier des séances : celui que l’on a choisi, sinon `mes-seances` à la racine de la collection."""
    choisi = os.environ.get("TRAVAILLER_ENSEMBLE_SEANCES")
    return Path(choisi).expanduser() if choisi else Path(__file__).resolve().parents[3] / "mes-seances"


def ouvrir(dossier: Path, *, creer: bool = True) -> Maison | None:
    """La maison de ce dossier ; None s’il n’y en a pas et qu’on n’en veut pas créer. Lève `OSError`."""
    fichiers.fermer(dossier)
    if "cle" in (lu := lire_json(dossier / NOM)):
        return Maison(dossier, str(lu["cle"]), str(lu.get("url", "")), str(lu.get("classe", "")), lu.get("fermee") is True)
    if not creer:  # un fichier abîmé ne garde rien d’irremplaçable : une nouvelle clé suffit
        return None
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    maison = Maison(dossier, secret())
    ecrire(maison)
    return maison


def lire_json(fichier: Path) -> dict[str, Any]:
    """L’objet de ce fichier ; vide s’il manque ou s’il est abîmé. Lève `OSError` s’il ne se laisse pas lire."""
    try:
        lu = json.loads(fichiers.lire(fichier))
    except (FileNotFoundError, ValueError):
        return {}
    return lu if isinstance(lu, dict) else {}


def ecrire(maison: Maison) -> None:
    """Garde la maison, d’un seul geste, lisible de son seul propriétaire. Lève `OSError`."""
    dits = {nom: v for nom, v in maison._asdict().items() if nom != "dossier"}
    fichiers.remplacer(maison.dossier / NOM, json.dumps(dits).encode())
