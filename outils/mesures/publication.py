"""La publication des mesures : docs/mesures.json, et la table du README qui en est tirée."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import date
from typing import Any

import psutil

from mesures import RACINE, Mesure
from travailler_ensemble.ecriture.phrases import date_dite

FICHIER = RACINE / "docs" / "mesures.json"
LISEZMOI = RACINE / "README.md"
DEBUT, FIN = "<!-- mesures : tirées de docs/mesures.json -->", "<!-- fin des mesures -->"
RESUMES = {"carnet": "chaque carnet, exécuté / carnet vide : le plus lent", "poids": "un carnet, avec ses sorties : le plus lourd"}
"""Familles dont la table ne montre que la plus grande valeur ; le fichier les a toutes."""
APART = ("carnet.mediane", "poids.roue", "poids.participant")


def tenue(m: Mesure) -> bool | None:
    """La cible est-elle tenue ? None s’il n’y en a pas."""
    if m["cible"] is None:
        return None
    return m["valeur"] >= m["cible"] if m.get("sens") == "≥" else m["valeur"] <= m["cible"]


def machine() -> str:
    """La taille de cette machine, sans rien qui la désigne."""
    return (
        f"{os.cpu_count()} cœurs, {round(psutil.virtual_memory().total / 1e9)} Go, {platform.system()}, Python {platform.python_version()}"
    )


def publier(resultats: Mapping[str, Mesure]) -> None:
    """Remplace ces mesures dans le fichier, puis refait la table."""
    avant = json.loads(FICHIER.read_text(encoding="utf-8"))["mesures"] if FICHIER.exists() else {}
    fait = {"machine": machine(), "mesures": avant | dict(resultats)}
    FICHIER.write_text(json.dumps(fait, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    LISEZMOI.write_text(avec_la_table(LISEZMOI.read_text(encoding="utf-8"), fait), encoding="utf-8")


def avec_la_table(texte: str, publiees: Mapping[str, Any]) -> str:
    """Le README, sa table refaite."""
    avant, _, reste = texte.partition(DEBUT)
    return f"{avant}{DEBUT}\n{table(publiees)}\n{FIN}{reste.partition(FIN)[2]}"


def table(publiees: Mapping[str, Any]) -> str:
    """Les mesures en Markdown, une ligne par clé ; les familles en une ligne."""
    mesures = dict(publiees["mesures"])
    lignes = ["| Clé | Ce qui est mesuré | Mesuré | Cible | Tenue |", "|---|---|---|---|---|"]
    resumees: set[str] = set()
    for nom, m in mesures.items():
        famille = nom.partition(".")[0]
        if famille in RESUMES and nom not in APART:
            if famille in resumees:
                continue
            resumees.add(famille)
            membres = {n: x for n, x in mesures.items() if n.startswith(f"{famille}.") and n not in APART}
            pire = max(membres, key=lambda n: membres[n]["valeur"])
            tenues = sum(bool(x["tenue"]) for x in membres.values())
            lignes.append(
                _rangee(
                    f"{famille}.<nom>", f"{RESUMES[famille]} (`{pire.partition('.')[2]}`)", membres[pire], f"{tenues} sur {len(membres)}"
                )
            )
        else:
            lignes.append(_rangee(nom, m["quoi"], m, {True: "oui", False: "**non**", None: ""}[m["tenue"]]))
    dates = sorted({m["date"] for m in mesures.values()})
    premier, dernier = (date_dite(date.fromisoformat(d)) for d in (dates[0], dates[-1]))
    quand = f"le {dernier}" if premier == dernier else f"du {premier} au {dernier}"
    return "\n".join([f"Mesuré {quand}\u00a0: {publiees['machine']}.", "", *lignes])


def _rangee(cle: str, quoi: str, m: Mesure, dit: str) -> str:
    cible = "" if m["cible"] is None else f"{m.get('sens', '≤')} {nombre(m['cible'])} {m['unite']}".strip()
    return f"| `{cle}` | {quoi} | {nombre(m['valeur'])} {m['unite']}".rstrip() + f" | {cible} | {dit} |"


def ligne(nom: str, m: Mesure) -> str:
    """Une mesure, à l’écran."""
    cible = (
        ""
        if m["cible"] is None
        else f"  (cible {m.get('sens', '≤')} {nombre(m['cible'])} {m['unite']}{'' if m['tenue'] else ' : NON TENUE'})"
    )
    reste = ", ".join(f"{k} {nombre(v)}" for k, v in m.items() if k not in ("quoi", "valeur", "cible", "unite", "sens", "tenue", "date"))
    return f"{nom:28} {nombre(m['valeur']):>8} {m['unite']:2} {m['quoi']}{cible}" + (f" ; {reste}" if reste else "")


def nombre(v: Any) -> str:
    """Trois chiffres, à la française."""
    if isinstance(v, bool) or not isinstance(v, (int, float)):
        return str(v or "aucun")
    return (f"{v:.0f}" if abs(v) >= 100 else f"{v:.3g}").replace(".", ",")
