"""Ce qu’annoncent les labos et les exercices de leur durée, recalculé d’après la règle d’`outils/mesures/lisible.py` : « python3 labo.py durees ».

Écrit les minutes de chaque étape, la durée du labo, celle du chemin court, et ce que l’accueil en montre (`data/labos.csv`).
"""

from __future__ import annotations

import argparse
import csv
import re

from outils import RACINE
from outils.mesures import lisible
from outils.mesures.navigateur import chromium
from travailler_ensemble.corpus import trame

UNITES = "zéro une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
DIZAINES = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante"}
DUREE = re.compile(r"(\*\*Durée\*\*\s*: )\d+")
COURT = re.compile(r"(Les étapes\s)(\d)(\set\s)(\d)(\sen prennent\s)[\w\s-]+(?=\.)")
PART = re.compile(r"l(?:es étapes\s(\d)\set\s(\d)|’étape\s(\d))")
RETENIR = 1
"""Minutes pour relire les « À retenir » d’un labo : cent vingt mots au plus."""


def en_lettres(minutes: int) -> str:
    """« dix-neuf », « vingt et une ». De 0 à 59."""
    if minutes <= 16:
        return UNITES[minutes]
    if minutes < 20:
        return f"dix-{UNITES[minutes - 10]}"
    reste = minutes % 10
    dizaine = DIZAINES[minutes - reste]
    return dizaine if not reste else f"{dizaine} et une" if reste == 1 else f"{dizaine}-{UNITES[reste]}"


def annonces(labo: lisible.Labo) -> dict[str, int]:
    """Ce que chaque partie du labo devrait annoncer, en minutes entières."""
    return {section: max(1, round(p.minutes)) for section, p in labo.parties.items()}


def annoncer(source: str, justes: dict[str, int]) -> str:
    """Le texte d’un carnet (son JSON), une fois ces minutes annoncées."""
    minutes = []
    for section, n in justes.items():
        assert source.count(f'"## {section}') == 1, section
        source = source.replace(f'"## {section}', '"## ' + re.sub(r"\(\d+", f"({n}", section))
        minutes.append(n)
    source = DUREE.sub(rf"\g<1>{sum(minutes)}", source, count=1)
    return COURT.sub(lambda m: "".join(m.groups()) + en_lettres(minutes[int(m[2]) - 1] + minutes[int(m[4]) - 1]), source)


def part(dite: str, minutes: list[int]) -> int | None:
    """Ce que durent les étapes que dit une part (« les étapes 2 et 3 », « l’étape 3 ») ; `None` si elle n’en dit aucune."""
    m = PART.search(dite)
    return sum(minutes[int(n) - 1] for n in m.groups() if n) if m else None


def accueillir(ligne: dict[str, str], minutes: list[int], exercice: int) -> dict[str, str]:
    """Une ligne de la table des labos, ses durées refaites : en entier, la part « découverte », l’exercice à revoir."""
    refaite = ligne | {"minutes": str(sum(minutes))}
    if courte := part(ligne["decouverte_part"], minutes):
        refaite["decouverte_minutes"] = str(courte)
    if ligne["revision_part"].startswith("l’exercice"):
        refaite["revision_minutes"] = str(exercice + RETENIR)
    return refaite


def _carnet(mesure: lisible.Labo, nom: str, *, ecrire: bool) -> bool:
    """Annonce dans un carnet ce qu’il dure ; vrai s’il change. Un exercice se dérive : c’est son corrigé que l’on écrit."""
    chemin = RACINE / (trame.CORRIGES if mesure.dossier == trame.EXERCICES else mesure.dossier) / nom
    avant = chemin.read_text(encoding="utf-8")
    apres = annoncer(avant, annonces(mesure))
    if ecrire:
        chemin.write_text(apres, encoding="utf-8")
    return apres != avant


def mener(choix: argparse.Namespace) -> int:
    """Recalcule, et écrit ; avec « --verifier », dit seulement ce qui changerait, et rend 1 s’il y a quelque chose."""
    with chromium() as navigateur:
        mesures = lisible.lire_labos(navigateur.new_page(locale="fr-FR"))
    print(lisible.en_table(mesures))
    table = RACINE / "data" / "labos.csv"
    with table.open(encoding="utf-8", newline="") as f:
        lignes = list(csv.DictReader(f))
    durees = {(m.numero, m.dossier): [*annonces(m).values()] for m in mesures}
    noms = {x["numero"]: x["carnet"] for x in lignes}
    ecarts = sum(_carnet(m, noms[m.numero], ecrire=not choix.verifier) for m in mesures)
    if not choix.verifier:
        refaites = [accueillir(x, durees[x["numero"], trame.LABOS], sum(durees[x["numero"], trame.EXERCICES])) for x in lignes]
        with table.open("w", encoding="utf-8", newline="") as f:
            ecrivain = csv.DictWriter(f, list(lignes[0]), lineterminator="\n")
            ecrivain.writeheader()
            ecrivain.writerows(refaites)
    print(f"\n{ecarts} carnets {'à refaire' if choix.verifier else 'refaits'} sur {len(mesures)}. Ensuite : python3 labo.py exercices.")
    return int(choix.verifier and ecarts > 0)
