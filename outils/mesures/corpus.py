"""La lecture du corpus : ce qu’elle coûte aujourd’hui, et ce qu’elle coûterait plus grand."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
import time
from pathlib import Path

from mesures import Mesure, rapport
from travailler_ensemble import corpus


def _lecture(dossier: Path) -> float:
    """Les millisecondes d’une lecture complète, contrôles compris."""
    debut = time.perf_counter()
    corpus.lire.__wrapped__(dossier)
    return (time.perf_counter() - debut) * 1000


def mesurer_corpus() -> dict[str, Mesure]:
    """Lire et vérifier tout le corpus, comparé à pandas qui lit les mêmes fichiers sans rien vérifier ; puis dix et cent fois plus de lignes."""
    import pandas

    fichiers = [corpus.DOSSIER / d.fichier for d in map(corpus.lire().description, corpus.lire().noms)]

    def avec_pandas() -> float:
        debut = time.perf_counter()
        for fichier in fichiers:
            pandas.read_csv(fichier)
        return (time.perf_counter() - debut) * 1000

    a, b, r = rapport(lambda: _lecture(corpus.DOSSIER), avec_pandas, 20)
    mesures: dict[str, Mesure] = {
        "corpus": {
            "quoi": "lecture et contrôle du corpus / `pandas.read_csv`",
            "valeur": r,
            "cible": 1.5,
            "unite": "×",
            "millisecondes": a,
            "plancher": b,
        }
    }
    with tempfile.TemporaryDirectory() as racine:
        for fois, combien, cible in ((10, 20, 12.0), (100, 7, 120.0)):
            dossier = Path(racine) / str(fois)
            dossier.mkdir()
            multiplier_le_corpus(corpus.DOSSIER, dossier, fois)
            grand, _, r = rapport(lambda d=dossier: _lecture(d), lambda: _lecture(corpus.DOSSIER), combien)
            mesures[f"corpus.x{fois}"] = {
                "quoi": f"le corpus, {fois} fois plus de lignes / le corpus",
                "valeur": r,
                "cible": cible,
                "unite": "×",
                "millisecondes": grand,
            }
    return mesures


def multiplier_le_corpus(origine: Path, dossier: Path, fois: int) -> None:
    """Copie les tables en répétant leurs lignes ; clés et liens reçoivent un suffixe, pour rester uniques et justes."""
    shutil.copy(origine / "datapackage.json", dossier)
    for ressource in json.loads((origine / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        if "schema" not in ressource:
            shutil.copy(origine / ressource["path"], dossier)
            continue
        schema = ressource["schema"]
        groupes = [schema.get("primaryKey", []), *(lien["fields"] for lien in schema.get("foreignKeys", ()))]
        suffixees = {c for g in groupes for c in ([g] if isinstance(g, str) else g)}
        suffixees |= {c["name"] for c in schema["fields"] if c.get("constraints", {}).get("unique")}
        suffixees -= {c["name"] for c in schema["fields"] if "enum" in c.get("constraints", {})}
        with (origine / ressource["path"]).open(encoding="utf-8", newline="") as f:
            lignes = list(csv.DictReader(f))
        with (dossier / ressource["path"]).open("w", encoding="utf-8", newline="") as f:
            sortie = csv.DictWriter(f, [c["name"] for c in schema["fields"]], lineterminator="\n")
            sortie.writeheader()
            for n in range(fois):
                sortie.writerows({c: _copie(v, n) if n and v and c in suffixees else v for c, v in x.items()} for x in lignes)


def _copie(valeur: str, n: int) -> str:
    """Une clé de la copie `n` : un nombre décalé, ou un mot suffixé."""
    return str(int(valeur) + 10_000 * n) if valeur.isdigit() else f"{valeur}-copie{n}"
