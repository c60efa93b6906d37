"""Une région : trente écoles, quarante téléphones chacune, qui votent ensemble sur une base PostgreSQL, à un, deux, trois serveurs.

Les téléphones, les serveurs et la base partagent cette machine : le débit dit surtout ce qu’elle a de cœurs. Ce qui se transporte
ailleurs, c’est ce que coûte une réponse, en temps de processeur : au serveur, et à la base.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from typing import Any

import psutil
from postgres import Grappe
from serveur import SeanceMenee, Serveur
from telephones import Eleve, centiles, classe_de, comparer, gardees

from outils.mesures import Mesure, mesure
from travailler_ensemble.seance.client import ServeurDistant

ECOLES, TELEPHONES = 30, 40
DITS = {1: "un serveur", 2: "deux serveurs", 3: "trois serveurs"}
CLE = "une-cle-de-mesure-tiree-au-hasard"


def mesurer(ecoles: int = ECOLES, telephones: int = TELEPHONES, programmes: tuple[int, ...] = (1, 2, 3)) -> dict[str, Mesure]:
    """Débits, délais et coûts, par nombre de serveurs. Lève `FileNotFoundError` sans PostgreSQL."""
    grappe = Grappe(durable=True)
    try:
        faits = {combien: asyncio.run(_region(grappe, combien, ecoles, telephones)) for combien in programmes}
    finally:
        grappe.fermer()
    seul = faits[programmes[0]]["débit"]
    mesures = {
        f"ecole.debit.{combien}": mesure(f"{ecoles} écoles de {telephones} téléphones, {DITS[combien]}", f.pop("débit"), "réponses/s")
        | {"facteur": 0.0, **{nom: v for nom, v in f.items() if nom != "perdues"}}
        for combien, f in faits.items()
    }
    for m in mesures.values():
        m["facteur"] = m["valeur"] / seul
    perdues = sum(f["perdues"] for f in faits.values())
    return mesures | {"ecole.perdues": mesure("une région, réponses accusées puis perdues ou comptées deux fois", perdues, "", 0)}


async def _region(grappe: Grappe, combien: int, ecoles: int, telephones: int) -> dict[str, Any]:
    base = grappe.base_neuve()
    with tempfile.TemporaryDirectory() as dossier, ExitStack() as a_fermer:
        serveurs = [a_fermer.enter_context(Serveur(Path(dossier) / str(i), base, cle=CLE)) for i in range(combien)]
        async with AsyncExitStack() as classes:
            seances: list[tuple[SeanceMenee, list[Eleve]]] = []
            for rang in range(ecoles):
                s = serveurs[rang % combien]
                menee = SeanceMenee(s.url, await asyncio.to_thread(ServeurDistant(s.url, CLE).creer, "formes", f"École {rang}"))
                await asyncio.to_thread(menee.faire, "ouvrir")
                # Le relais met chacun où il veut : les téléphones d’une école ne sont pas tous chez le serveur de leur enseignante.
                parts = [telephones // combien + (i < telephones % combien) for i in range(combien)]
                eleves = [
                    e
                    for qui, n in zip(serveurs, parts, strict=True)
                    for e in await classes.enter_async_context(classe_de(qui, menee.code, n))
                ]
                seances.append((menee, eleves))
            avant, debut = _couts(serveurs, grappe), time.perf_counter()
            await asyncio.gather(*(e.tout_ranger(m.cartes, m.cases, 1, random.Random(e.numero)) for m, eleves in seances for e in eleves))
            duree, apres = time.perf_counter() - debut, _couts(serveurs, grappe)
            delais = centiles(d for _, eleves in seances for e in eleves for d in e.delais)
            ecarts = [x for m, eleves in seances for x in comparer(eleves, await gardees(m, eleves))]
    reponses = sum(len(e.accuses) for _, eleves in seances for e in eleves)
    couts = [1000 * (b - a) / reponses for a, b in zip(avant, apres, strict=True)]
    return {
        "débit": reponses / duree,
        "p50": delais["p50"],
        "p95": delais["p95"],
        "ms de processeur par réponse, serveurs": couts[0],
        "ms de processeur par réponse, PostgreSQL": couts[1],
        "perdues": len(ecarts),
    }


def _couts(serveurs: list[Serveur], grappe: Grappe) -> tuple[float, float]:
    """Secondes de processeur prises jusqu’ici : par les serveurs, par PostgreSQL."""

    def temps(p: psutil.Process) -> float:
        return p.cpu_times().user + p.cpu_times().system

    chef = psutil.Process(grappe.pid)
    return sum(s.secondes() for s in serveurs), sum(map(temps, [chef, *chef.children(recursive=True)]))
