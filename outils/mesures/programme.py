"""Les mesures de la collection, mesurées et dites : « python3 labo.py mesures --aide » donne les options.

Avec « --seulement », publier ne remplace que cette mesure : chacune garde sa date. « site » (le site, construit d’avance), « ecole »
(PostgreSQL), « installation » (un clone neuf, le réseau), « couverture » et « mutation » (les essais, rejoués), « justesse » (des milliers
d’apprenants inventés) sont longues : elles ne se font que si on les nomme.
"""

from __future__ import annotations

import argparse
import compileall
import json
import sys
from collections.abc import Callable
from datetime import date
from functools import partial

from tqdm import tqdm

from outils import RACINE, couverture, mutation, neuf
from outils.mesures import Mesure, carnets, ecole, justesse, lisible, navigateur, poids, publication, sans_installation, seance

MESURES: dict[str, Callable[[], Mesure | dict[str, Mesure]]] = {
    "retour": navigateur.mesurer_retour,
    "ouverture": navigateur.mesurer_ouverture,
    "carnet": carnets.mesurer_carnets,
    "seance": seance.mesurer_seance,
    "ecole": ecole.mesurer,
    "poids": poids.mesurer_poids,
    "lisible": lisible.mesurer,
    "site": sans_installation.mesurer_site,
    "justesse": justesse.mesurer,
    "installation": neuf.mesurer,
    "couverture": couverture.mesurer,
    "mutation": mutation.mesurer,
}
SUR_DEMANDE = {"site", "ecole", "justesse", "installation", "couverture", "mutation"}
PRECISES: dict[str, Callable[[], Mesure | dict[str, Mesure]]] = {
    f"carnet.{c.stem}": partial(carnets.mesurer_carnets, [c]) for c in carnets.LABOS
}


def mener(choix: argparse.Namespace) -> int:
    """Mesure, dit, et publie si on le demande ; 1 si une mesure manque."""
    if choix.seulement and choix.seulement not in MESURES | PRECISES:
        sys.exit(f"Il n’y a pas de mesure « {choix.seulement} ». Mesures : {', '.join(MESURES | PRECISES)}.")
    compileall.compile_dir(RACINE / "lib", quiet=1)  # comme chez qui a déjà ouvert un labo, même là où Python n’écrit pas ce qu’il compile
    noms = [choix.seulement] if choix.seulement else [n for n in MESURES if n not in SUR_DEMANDE]
    resultats, manquent = mesurer(noms, publication.publier if choix.publier else None)
    texte = json.dumps(resultats, ensure_ascii=False, indent=2)
    if str(choix.json) == "-":
        print(texte)
    else:
        if choix.json:
            choix.json.write_text(texte + "\n", encoding="utf-8")
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
