"""Les mesures de la collection, mesurées et dites.

    python3 labo.py mesures                              une table
    python3 labo.py mesures --json FICHIER               les mêmes nombres, dans un fichier (« - » : à l’écran)
    python3 labo.py mesures --seulement retour           une seule mesure
    python3 labo.py mesures --seulement carnet.02-formes un seul carnet
    python3 labo.py mesures --publier                    écrit docs/mesures.json et la table du README

Avec « --seulement », publier ne remplace que cette mesure : chacune garde sa date. « installation » (un clone neuf, le réseau),
« couverture » et « mutation » (tous les essais, rejoués) sont longues : elles ne se font que si on les nomme.
"""

from __future__ import annotations

import argparse
import compileall
import json
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from tqdm import tqdm

sys.path[0] = str(Path(__file__).resolve().parents[1])  # outils/ : ce dossier est un paquet, les autres programmes sont à côté
import couverture  # noqa: E402
import mutation  # noqa: E402
import neuf  # noqa: E402

from mesures import RACINE, Mesure, carnets, classe, corpus, demarrage, navigateur, poids, publication, seance  # noqa: E402

MESURES: dict[str, Callable[[], Mesure | dict[str, Mesure]]] = {
    "import": demarrage.mesurer_import,
    "demarrage": demarrage.mesurer_demarrage,
    "carnet": carnets.mesurer_carnets,
    "validation": carnets.mesurer_validation,
    "retour": navigateur.mesurer_retour,
    "ouverture": navigateur.mesurer_ouverture,
    "corpus": corpus.mesurer_corpus,
    "classe": classe.mesurer_classe,
    "seance": seance.mesurer_seance,
    "premier-vote": seance.mesurer_premier_vote,
    "poids": poids.mesurer_poids,
    "installation": neuf.mesurer,
    "couverture": lambda: couverture.mesurer() | {"sens": "≥"},
    "mutation": lambda: mutation.mesurer() | {"sens": "≥"},
}
SUR_DEMANDE = {"installation", "couverture", "mutation"}
PRECISES = {f"carnet.{c.stem}": partial(carnets.mesurer_carnets, [c]) for c in carnets.LABOS}


def main() -> int:
    a = argparse.ArgumentParser(prog="labo.py mesures", description="Mesures de la collection.", add_help=False)
    a.add_argument("--json", nargs="?", const="-", metavar="FICHIER")
    a.add_argument("--seulement", choices=[*MESURES, *PRECISES], metavar="NOM")
    a.add_argument("--publier", action="store_true")
    choix = a.parse_args()
    compileall.compile_dir(RACINE / "lib", quiet=1)  # comme chez qui a déjà ouvert un labo, même là où Python n’écrit pas ce qu’il compile
    noms = [choix.seulement] if choix.seulement else [n for n in MESURES if n not in SUR_DEMANDE]
    resultats, manquent = mesurer(noms, publication.publier if choix.publier else None)
    if choix.json == "-":
        print(json.dumps(resultats, ensure_ascii=False, indent=2))
    else:
        if choix.json:
            Path(choix.json).write_text(json.dumps(resultats, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        print("\n".join(publication.ligne(n, m) for n, m in resultats.items()))
    return int(manquent)


def mesurer(noms: list[str], publier: Callable[[dict[str, Mesure]], None] | None) -> tuple[dict[str, Mesure], bool]:
    """Les mesures, par clé ; et s’il en manque, faute d’un outil sur cette machine (c’est dit).

    Chacune se publie aussitôt prise : si une autre échoue, une demi-heure n’est pas perdue.
    """
    resultats: dict[str, Mesure] = {}
    manquent = False
    for nom in (barre := tqdm(noms, "mesures", unit="mesure", file=sys.stderr)):
        barre.set_postfix_str(nom)
        try:
            resultat = (MESURES | PRECISES)[nom]()
        except FileNotFoundError as e:
            barre.write(f"{nom} : {e}", file=sys.stderr)
            manquent = True
            continue
        prises = {nom: resultat} if "valeur" in resultat else resultat
        prises = {cle: m | {"tenue": publication.tenue(m), "date": date.today().isoformat()} for cle, m in prises.items()}
        if publier:
            publier(prises)
        resultats |= prises
    return resultats, manquent


if __name__ == "__main__":
    sys.exit(main())
