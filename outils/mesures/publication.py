"""La publication des mesures : docs/mesures.json, et ce qui en est tiré, la table de docs/mesures.md et les six chiffres du README."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import date
from typing import Any

import psutil

from outils import RACINE
from outils.mesures import Mesure
from travailler_ensemble.ecriture.phrases import date_dite

FICHIER = RACINE / "docs" / "mesures.json"
TABLE = RACINE / "docs" / "mesures.md"
LISEZMOI = RACINE / "README.md"
DEBUT, FIN = "<!-- six mesures -->", "<!-- fin des six mesures -->"
SIX = ("retour", "ouverture", "seance.p95.500", "seance.perdues.500", "poids.participant", "installation")
"""Ce qu’une personne sent : les seuls chiffres du README."""
TETE = """# Ce que l’on mesure

`python3 labo.py mesures` refait ces mesures (une vingtaine de minutes, machine au repos) ; `--seulement retour` n’en prend qu’une, `--json FICHIER` les donne à une machine, `--publier` refait cette page et les six chiffres du README. Chaque nombre est une médiane de plusieurs passages ; un rapport se prend face à un plancher mesuré dans la même exécution, car des secondes seules ne disent rien d’une autre machine. Le détail est dans `docs/mesures.json`. Cette page en est tirée : elle ne se corrige pas à la main.
"""
RESUMES = {
    "carnet": "chaque carnet, exécuté / carnet vide : le plus lent",
    "poids": "un carnet, avec ses sorties : le plus lourd",
    "lisible.minutes": "un labo, d’après la règle des durées : le plus long",
    "lisible.mots": "une comparaison, avant tout dépliage : la plus longue",
    "lisible.px": "une comparaison, avant tout dépliage : la plus haute",
}
"""Familles dont la table ne montre que la plus grande valeur ; le fichier les a toutes."""
APART = ("carnet.mediane", "poids.roue", "poids.participant")


def tenue(m: Mesure) -> bool | None:
    """La cible est-elle tenue ? None s’il n’y en a pas."""
    if m["cible"] is None:
        return None
    if m.get("sens") == "≥":
        return m["cible"] <= m["valeur"] <= m.get("plafond", float("inf"))
    return m["valeur"] <= m["cible"]


def _cible(m: Mesure) -> str:
    """« ≤ 5 % », « de 90 à 98 % » ; vide s’il n’y en a pas."""
    if m["cible"] is None:
        return ""
    if "plafond" in m:
        return f"de {nombre(m['cible'])} à {nombre(m['plafond'])} {m['unite']}"
    return f"{m.get('sens', '≤')} {nombre(m['cible'])} {m['unite']}".strip()


def machine() -> str:
    """La taille de cette machine, sans rien qui la désigne."""
    return (
        f"{os.cpu_count()} cœurs, {round(psutil.virtual_memory().total / 1e9)} Go, {platform.system()}, Python {platform.python_version()}"
    )


def publier(resultats: Mapping[str, Mesure]) -> None:
    """Remplace ces mesures dans le fichier, puis refait ce qui en est tiré."""
    avant: dict[str, Mesure] = json.loads(FICHIER.read_text(encoding="utf-8"))["mesures"] if FICHIER.exists() else {}
    fait = {"machine": machine(), "mesures": avant | dict(resultats)}
    FICHIER.write_text(json.dumps(fait, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    TABLE.write_text(page(fait), encoding="utf-8")
    LISEZMOI.write_text(avec_les_six(LISEZMOI.read_text(encoding="utf-8"), fait), encoding="utf-8")


def page(publiees: Mapping[str, Any]) -> str:
    """Toutes les mesures : le texte de docs/mesures.md."""
    return f"{TETE}\n{table(publiees)}\n"


def avec_les_six(texte: str, publiees: Mapping[str, Any]) -> str:
    """Le README, ses six chiffres refaits. Lève `ValueError` s’il n’a plus leur place."""
    avant, debut, reste = texte.partition(DEBUT)
    _, fin, apres = reste.partition(FIN)
    if not (debut and fin):
        raise ValueError(f"Le README n’a plus la place des six chiffres : « {DEBUT} » puis « {FIN} ».")
    mesures = publiees["mesures"]
    lignes = ["| Ce que l’on sent | Mesuré |", "|---|---|"]
    lignes += [
        f"| {mesures[nom]['quoi']} | {nombre(mesures[nom]['valeur'])} {mesures[nom]['unite']}".rstrip().replace(" :", "\u00a0:") + " |"
        for nom in SIX
    ]
    return f"{avant}{debut}\n{chr(10).join(lignes)}\n{fin}{apres}"


def table(publiees: Mapping[str, Any]) -> str:
    """Les mesures en Markdown, une ligne par clé ; les familles en une ligne."""
    mesures = dict(publiees["mesures"])
    lignes = ["| Clé | Ce qui est mesuré | Mesuré | Cible | Tenue |", "|---|---|---|---|---|"]
    resumees: set[str] = set()
    for nom, m in mesures.items():
        famille = next((f for f in RESUMES if nom.startswith(f"{f}.")), "")
        if famille and nom not in APART:
            if famille in resumees:
                continue
            resumees.add(famille)
            membres = {n: x for n, x in mesures.items() if n.startswith(f"{famille}.") and n not in APART}
            pire = max(membres, key=lambda n: membres[n]["valeur"])
            tenues = sum(bool(x["tenue"]) for x in membres.values())
            lignes.append(
                _rangee(
                    f"{famille}.<nom>",
                    f"{RESUMES[famille]} (`{pire.removeprefix(famille + '.')}`)",
                    membres[pire],
                    f"{tenues} sur {len(membres)}",
                )
            )
        else:
            lignes.append(_rangee(nom, m["quoi"], m, {True: "oui", False: "**non**", None: ""}[m["tenue"]]))
    dates = sorted({m["date"] for m in mesures.values()})
    premier, dernier = (date_dite(date.fromisoformat(d)) for d in (dates[0], dates[-1]))
    quand = f"le {dernier}" if premier == dernier else f"du {premier} au {dernier}"
    return "\n".join([f"Mesuré {quand}\u00a0: {publiees['machine']}.", "", *lignes])


def _rangee(cle: str, quoi: str, m: Mesure, dit: str) -> str:
    return f"| `{cle}` | {quoi} | {nombre(m['valeur'])} {m['unite']}".rstrip() + f" | {_cible(m)} | {dit} |"


def ligne(nom: str, m: Mesure) -> str:
    """Une mesure, à l’écran."""
    cible = "" if m["cible"] is None else f"  (cible {_cible(m)}{'' if m['tenue'] else ' : NON TENUE'})"
    reste = ", ".join(
        f"{k} {nombre(v)}" for k, v in m.items() if k not in ("quoi", "valeur", "cible", "unite", "sens", "plafond", "tenue", "date")
    )
    return f"{nom:28} {nombre(m['valeur']):>8} {m['unite']:2} {m['quoi']}{cible}" + (f" ; {reste}" if reste else "")


def nombre(v: Any) -> str:
    """Trois chiffres, à la française."""
    if isinstance(v, bool) or not isinstance(v, (int, float)):
        return str(v or "aucun")
    return (f"{v:.0f}" if abs(v) >= 100 else f"{v:.3g}").replace(".", ",")
