"""Les mesures de la collection, mesurées et dites.

    python3 labo.py mesures                              une table
    python3 labo.py mesures --json                       les mêmes nombres, pour une machine
    python3 labo.py mesures --seulement retour           une seule mesure (import, corpus, lecture, demarrage, carnet, seance…)
    python3 labo.py mesures --seulement carnet.02-formes un seul carnet

« installation » copie le projet et l’installe à neuf (réseau, plusieurs minutes) : elle ne se fait que si on la nomme.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # outils/ : ce dossier est un paquet, les autres programmes sont à côté
from mesures import Mesure, carnets, corpus, demarrage, navigateur  # noqa: E402

MESURES: dict[str, Callable[[], Mesure | dict[str, Mesure]]] = {
    "import": demarrage.mesurer_import,
    "corpus": corpus.mesurer_corpus,
    "lecture": corpus.mesurer_lecture,
    "demarrage": demarrage.mesurer_demarrage,
    "carnet": carnets.mesurer_carnets,
    "validation": carnets.mesurer_validation,
    "retour": navigateur.mesurer_retour,
    "installation": demarrage.mesurer_installation,
}
def mesurer_seance() -> Mesure:
    """Le débit de la séance, rapporté à celui d’un serveur nu : voir charge.py."""
    import charge

    fait = charge.mesurer()
    dites = {"perdues": fait["perdues"], "p50 ms": fait["p50"], "p95 ms": fait["p95"], "p99 ms": fait["p99"], "réponses/s": fait["debit"]}
    dites |= {"nu réponses/s": fait["debit_nu"], "geste reçu de tous ms": fait["geste_max_ms"], "mémoire Mo": fait["memoire_mo"]}
    return {"quoi": "séance, 500 participants × 12 cartes : débit / serveur nu (au moins 0,7)", "valeur": fait["rapport"], "cible": None, "unite": "×", **dites}


MESURES["seance"] = mesurer_seance
PRECISES = {f"carnet.{c.stem}": partial(carnets.mesurer_carnets, [c]) for c in carnets.LABOS}


def main() -> int:
    a = argparse.ArgumentParser(prog="labo.py mesures", description="Mesures de la collection.", add_help=False)
    a.add_argument("--json", action="store_true")
    a.add_argument("--seulement", choices=[*MESURES, *PRECISES], metavar="NOM")
    choix = a.parse_args()
    noms = [choix.seulement] if choix.seulement else [n for n in MESURES if n != "installation"]
    resultats: dict[str, Mesure] = {}
    for nom in noms:
        print(f"  {nom}…", file=sys.stderr, flush=True)
        try:
            resultat = (MESURES | PRECISES)[nom]()
        except FileNotFoundError as e:
            print(f"  {nom} : {e}", file=sys.stderr)
            continue
        resultats |= {nom: resultat} if "valeur" in resultat else resultat
    print(json.dumps(resultats, ensure_ascii=False, indent=2) if choix.json else "\n".join(_ligne(n, m) for n, m in resultats.items()))
    return 0


def _ligne(nom: str, m: Mesure) -> str:
    cible = "" if m["cible"] is None else f"  (cible ≤ {_nombre(m['cible'])} {m['unite']})"
    reste = ", ".join(f"{k} {_nombre(v)}" for k, v in m.items() if k not in ("quoi", "valeur", "cible", "unite"))
    return f"{nom:28} {_nombre(m['valeur']):>8} {m['unite']:2} {m['quoi']}{cible}" + (f" ; {reste}" if reste else "")


def _nombre(v: Any) -> str:
    return re.sub(r"\.", ",", f"{v:.3g}") if isinstance(v, (int, float)) else str(v or "aucun")


if __name__ == "__main__":
    sys.exit(main())
