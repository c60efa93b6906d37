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


def mesurer_corpus() -> Mesure:
    """Lire et vérifier tout le corpus, comparé à ce que prend pandas pour lire les mêmes fichiers sans rien vérifier."""
    import pandas

    fichiers = [corpus.DOSSIER / d.fichier for d in map(corpus.lire().description, corpus.lire().noms)]

    def avec_pandas() -> float:
        debut = time.perf_counter()
        for fichier in fichiers:
            pandas.read_csv(fichier)
        return (time.perf_counter() - debut) * 1000

    a, b, r = rapport(lambda: _lecture(corpus.DOSSIER), avec_pandas, 20)
    return {
        "quoi": "lecture et contrôle du corpus / pandas.read_csv", "valeur": r, "cible": 1.5, "unite": "×",
        "millisecondes": a, "plancher": b,
    }  # fmt: skip


def mesurer_lecture() -> Mesure:
    """La lecture du corpus triplé ; puis ce que coûtent dix et cent fois le corpus, comparés au corpus d’aujourd’hui."""
    with tempfile.TemporaryDirectory() as racine:
        dossiers = {fois: Path(racine) / str(fois) for fois in (1, 3, 10, 100)}
        for fois, dossier in dossiers.items():
            dossier.mkdir()
            multiplier_le_corpus(corpus.DOSSIER, dossier, fois)
        essais = {
            fois: rapport(lambda d=dossiers[fois]: _lecture(d), lambda: _lecture(dossiers[1]), combien)
            for fois, combien in ((3, 20), (10, 20), (100, 10))
        }
    return {
        "quoi": "lecture du corpus triplé, médiane de 20", "valeur": essais[3][0], "cible": 150.0, "unite": "ms",
        "aujourd’hui": essais[3][1], "rapport ×10": essais[10][2], "rapport ×100": essais[100][2],
    }  # fmt: skip


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
