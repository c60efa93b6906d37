"""La séance : sa charge, de cinq cents à quatre mille téléphones d’essai, sur une machine au repos puis occupée."""

from __future__ import annotations

from outils.mesures import Mesure, charge, mesure

DOUZE_EN = 20.0
"""Secondes où chacun donne ses douze réponses."""


def mesurer_seance(taille: float = 1.0) -> dict[str, Mesure]:
    """Chaque borne exigée, mesurée. `taille` : la part des téléphones et des durées, pour vérifier en petit que la mesure marche."""

    def n(participants: int) -> int:
        return max(2, round(participants * taille))

    duree = DOUZE_EN * taille
    cinq_cents, mille = charge.mesurer(n(500), 3 if taille == 1 else 1, duree), charge.mesurer(n(1000), 1, etalees=0)
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
    deux_mille = charge.etaler(n(2000), duree, flux=True)
    quatre_mille = charge.etaler(n(4000), duree, flux=True)
    occupee = charge.etaler(n(500), 0.0, boucles=2)
    raisons = charge.raconter(n(500))
    return mesures | {
        "seance.raisons.perdues.500": mesure("réponses et raisons accusées puis perdues, 500 participants", raisons["perdues"], "", 0),
        "seance.raisons.p95.500": mesure(
            "500 participants, une raison par réponse, flux ouverts : envoi → accusé, p95",
            max(raisons["premier"]["p95"], raisons["second"]["p95"]),
            "ms",
            charge.P95_MAX_RAISONS,
        )
        | {"p95, vote 1": raisons["premier"]["p95"], "p95, vote 2": raisons["second"]["p95"], "mémoire Mo": raisons["memoire_mo"]},
        "seance.raisons.lecture.500": mesure(
            "500 participants lisent ensemble les raisons des autres : demande → reçu, p95",
            raisons["lecture"]["p95"],
            "ms",
            charge.P95_MAX_RAISONS,
        )
        | {"p50": raisons["lecture"]["p50"], "raisons lues": raisons["lues"]},
        "seance.rapport.500": mesure(
            "débit de la séance / serveur nu, 500 participants", cinq_cents["rapport"], "×", charge.RAPPORT_VISE, sens="≥"
        ),
        "seance.perdues.2000": mesure("réponses accusées puis perdues, 2000 participants", deux_mille["perdues"], "", 0),
        "seance.flux.2000": mesure(
            "2000 flux ouverts, douze réponses en 20 s : envoi → accusé, p95", deux_mille["p95"], "ms", charge.P95_MAX_FLUX
        )
        | {"p50": deux_mille["p50"], "p99": deux_mille["p99"], "réponses/s": deux_mille["debit"]},
        "seance.refusees.4000": mesure(
            "4000 participants : envois refusés, coupés ou perdus", quatre_mille["refusees"] + quatre_mille["perdues"], "", 0
        )
        | {"p50": quatre_mille["p50"], "p95": quatre_mille["p95"]},
        "seance.occupee.500": mesure(
            "500 participants d’un coup, deux boucles à côté : envoi → accusé, p99", occupee["p99"], "ms", charge.P99_MAX_OCCUPEE
        )
        | {"p50": occupee["p50"], "perdues": occupee["perdues"]},
    }
