"""La séance : sa charge, cinq cents puis mille téléphones d’essai."""

from __future__ import annotations

from outils.mesures import Mesure, charge, mesure


def mesurer_seance() -> dict[str, Mesure]:
    """Cinq cents téléphones d’essai × douze cartes, d’un coup puis en vingt secondes ; mille, une fois. Voir charge.py."""
    cinq_cents, mille = charge.mesurer(500, 3), charge.mesurer(1000, 1, etalees=0)
    mesures: dict[str, Mesure] = {}
    for nom, fait in (("500", cinq_cents), ("1000", mille)):
        perdues = fait["perdues"] + fait.get("etalees", {}).get("perdues", 0)
        mesures[f"seance.perdues.{nom}"] = mesure(f"réponses accusées puis perdues, {nom} participants", perdues, "", 0)
        p95 = mesure(f"{nom} participants d’un coup : envoi → accusé, p95", fait["p95"], "ms", charge.P95_MAX[int(nom)])
        mesures[f"seance.p95.{nom}"] = (
            p95
            | {
                "p50": fait["p50"],
                "p99": fait["p99"],
                "p95, tous les flux ouverts": fait["p95_avec_flux"],
                "réponses/s": fait["debit"],
                "mémoire Mo": fait["memoire_mo"],
            }
            | ({"p95, en 20 s": fait["etalees"]["p95"]} if "etalees" in fait else {})
        )
    return mesures
