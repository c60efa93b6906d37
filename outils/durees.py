"""Ce qu’annoncent les labos de leur durée, recalculé d’après la règle d’`outils/mesures/lisible.py` : « python3 labo.py durees ».

Écrit les minutes de chaque étape, la durée du labo, celle du chemin court, et ce que l’accueil en montre (`data/labos.csv`).
"""

from __future__ import annotations

import argparse
import re

from outils import RACINE
from outils.mesures import lisible
from outils.mesures.navigateur import chromium
from travailler_ensemble.corpus import trame

UNITES = "zéro une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
DIZAINES = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante"}
DUREE = re.compile(r"(\*\*Durée\*\*\s*: )\d+")
COURT = re.compile(r"(Les étapes\s)(\d)(\set\s)(\d)(\sen prennent\s)[\w\s-]+(?=\.)")
PART = re.compile(r"les étapes\s(\d)\set\s(\d)")


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


def accueillir(ligne: str, minutes: list[int]) -> str:
    """Une ligne de la table des labos, ses durées refaites : en entier, puis pour la part « découverte »."""
    ligne = re.sub(r",\d+,(oui|non),", rf",{sum(minutes)},\1,", ligne, count=1)
    if m := PART.search(ligne):
        part = minutes[int(m[1]) - 1] + minutes[int(m[2]) - 1]
        ligne = re.sub(rf"({re.escape(m[0])}),\d+", rf"\1,{part}", ligne, count=1)
    return ligne


def mener(choix: argparse.Namespace) -> int:
    """Recalcule, et écrit ; avec « --verifier », dit seulement ce qui changerait, et rend 1 s’il y a quelque chose."""
    with chromium() as navigateur:
        labos = lisible.lire_labos(navigateur.new_page(locale="fr-FR"))
    print(lisible.en_table(labos))
    table = RACINE / "data" / "labos.csv"
    lignes = table.read_text(encoding="utf-8")
    ecarts = 0
    for labo in labos:
        justes = annonces(labo)
        (ligne,) = re.findall(rf"^labo-{labo.numero},.+$", lignes, re.MULTILINE)
        lignes = lignes.replace(ligne, accueillir(ligne, [*justes.values()]))
        chemin = RACINE / trame.LABOS / ligne.split(",")[-2]
        avant = chemin.read_text(encoding="utf-8")
        apres = annoncer(avant, justes)
        ecarts += apres != avant
        if not choix.verifier:
            chemin.write_text(apres, encoding="utf-8")
    if not choix.verifier:
        table.write_text(lignes, encoding="utf-8")
    print(f"\n{ecarts} carnets {'à refaire' if choix.verifier else 'refaits'} sur {len(labos)}.")
    return int(choix.verifier and ecarts > 0)
