"""La séance : sa charge face à un serveur nu, et le temps qu’attend un téléphone quand l’enseignant ouvre le vote."""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

import charge

from mesures import RACINE, Mesure
from mesures.navigateur import chromium

OUVERTURES = 7


def mesurer_seance() -> dict[str, Mesure]:
    """Cinq cents téléphones d’essai × douze cartes, d’un coup puis en vingt secondes ; mille, une fois. Voir charge.py."""
    cinq_cents, mille = charge.mesurer(500, 3), charge.mesurer(1000, 1, etalees=0)
    rapport: Mesure = {
        "quoi": "séance, 500 participants × 12 cartes : débit / serveur nu",
        "valeur": cinq_cents["rapport"],
        "cible": charge.RAPPORT_MIN,
        "sens": "≥",
        "unite": "×",
        "réponses/s": cinq_cents["debit"],
        "nu réponses/s": cinq_cents["debit_nu"],
        "mémoire Mo": cinq_cents["memoire_mo"],
        "geste reçu de tous ms": cinq_cents["geste_max_ms"],
        "retour après coupure s": cinq_cents["retour_s"],
    }
    mesures = {"seance": rapport}
    for nom, fait in (("500", cinq_cents), ("1000", mille)):
        perdues = fait["perdues"] + fait.get("etalees", {}).get("perdues", 0)
        mesures[f"seance.perdues.{nom}"] = {
            "quoi": f"réponses accusées puis perdues, {nom} participants",
            "valeur": perdues,
            "cible": 0,
            "unite": "",
        }
        mesures[f"seance.p95.{nom}"] = {
            "quoi": f"{nom} participants d’un coup : envoi → accusé, p95",
            "valeur": fait["p95"],
            "cible": charge.P95_MAX[int(nom)],
            "unite": "ms",
            "p50": fait["p50"],
            "p99": fait["p99"],
            "p95, tous les flux ouverts": fait["p95_avec_flux"],
        } | ({"p95, en 20 s": fait["etalees"]["p95"]} if "etalees" in fait else {})
    return mesures


def mesurer_premier_vote() -> Mesure:
    """De « Ouvrir le vote », pressé par l’enseignant, à la première réponse enregistrée d’un téléphone, dans Chromium.

    Le téléphone vote dès que la carte paraît : le temps est celui des machines, non de la personne.
    """
    sys.path.insert(0, str(RACINE / "tests"))
    from seance_vraie import Classe, Serveur

    durees = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as dossier, chromium() as navigateur:
        serveur = Serveur(Path(dossier))
        try:
            for _ in range(OUVERTURES + 1):
                classe = Classe(serveur)
                enseignant = navigateur.new_page(viewport={"width": 1366, "height": 900}, locale="fr-FR")
                enseignant.goto(classe.page_enseignant())
                ouvrir = enseignant.get_by_role("button", name=re.compile("^Ouvrir le vote"))
                ouvrir.wait_for()
                contexte = navigateur.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR", has_touch=True, is_mobile=True)
                telephone = contexte.new_page()
                telephone.goto(f"{serveur.url}/r/{classe.cles['code'].replace(' ', '-')}")
                telephone.get_by_role("button", name="Entrer").click()
                telephone.locator("h1").first.wait_for()
                debut = time.perf_counter()
                ouvrir.click()
                telephone.locator(".choix:visible").first.click()
                telephone.get_by_text("Enregistré à").first.wait_for(state="attached")
                durees.append(time.perf_counter() - debut)
                contexte.close()
                enseignant.close()
        finally:
            serveur.tuer()
    return {
        "quoi": "« Ouvrir le vote » → première réponse d’un téléphone enregistrée",
        "valeur": statistics.median(durees[1:]),
        "cible": None,
        "unite": "s",
        "la plus longue": max(durees[1:]),
    }
