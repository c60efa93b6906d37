"""La carte des exigences : chaque énoncé sur le partenariat, chaque critère qu’il exige, et le statut de ce qu’il dit."""

from __future__ import annotations

from collections import Counter
from typing import Any

from travailler_ensemble.affichage.figures.dessin import Dessin, Figure, en_table, noms_brefs
from travailler_ensemble.ecriture.phrases import compter
from travailler_ensemble.ecriture.ressources import couleur
from travailler_ensemble.panel.avis import PARTENARIAT, Panel

SIGNES = {"norme": "circle", "constat": "square", "hypothèse": "triangle-up", "rapporté": "diamond"}


def carte(panel: Panel) -> Figure:
    """Qui exige quoi, et à quel titre : norme, constat, hypothèse ou propos rapporté."""
    enonces = {e["id"]: e for e in panel.corpus.lignes("enonces") if e["objet"] == PARTENARIAT}
    retenus = [c for c in panel.corpus.lignes("clauses") if c["enonce"] in enonces and c["valeur"] == "exigé"]
    par_enonce = [cle for cle in enonces if any(c["enonce"] == cle for c in retenus)]
    noms = noms_brefs(panel, par_enonce)
    courts = {c["id"]: c["court"] for c in panel.corpus.lignes("criteres")}
    cases = [
        {
            "enonce": noms[c["enonce"]],
            "critere": courts[c["critere"]],
            "statut": enonces[c["enonce"]]["statut"],
            "mode": "dit" if c["mode"] == "explicite" else "déduit",
        }
        for c in retenus
    ]
    ordre = [c for c, _ in Counter(x["critere"] for x in cases).most_common()]
    statuts = Counter(enonces[cle]["statut"] for cle in par_enonce)
    titre = "Partenariat\u00a0: qui exige quoi, et à quel titre"
    description = (
        f"{titre}. {compter(len(par_enonce), 'énoncé')}, dont {compter(statuts['norme'], 'norme')}, "
        f"{compter(statuts['constat'], 'constat')}, {compter(statuts['hypothèse'], 'hypothèse')} et "
        f"{compter(statuts['rapporté'], 'propos rapporté', 'propos rapportés')}. Le critère le plus souvent exigé : {ordre[0]}. "
        "Signe plein : l’extrait le dit ; signe vide : nous le déduisons."
    )
    lignes = [
        (
            panel.formulation.dire_enonce(cle),
            enonces[cle]["statut"],
            ", ".join(courts[c["critere"]] for c in retenus if c["enonce"] == cle and c["mode"] == "explicite") or "rien",
            ", ".join(courts[c["critere"]] for c in retenus if c["enonce"] == cle and c["mode"] != "explicite") or "rien",
        )
        for cle in par_enonce
    ]
    nombres = (titre, ["Énoncé", "Statut", "Exige, l’extrait le dit", "Exige, nous le déduisons"], lignes)
    dessin = Dessin("carte", titre, description, _composer, {"cases": cases, "ordre": ordre, "noms": [*noms.values()]})
    return Figure(dessin, en_table("Les mêmes données en table", titre, nombres))


def _composer(alt: Any, cases: list[dict[str, str]], ordre: list[str], noms: list[str]) -> Any:
    """Une ligne par énoncé, une colonne par critère ; le signe dit le statut, son remplissage si l’extrait le dit."""
    return (
        alt.Chart(alt.Data(values=cases))
        .mark_point(aria=False, size=110, opacity=1, color=couleur("accent"), strokeWidth=2)
        .encode(
            x=alt.X("critere:N", sort=ordre, title=None, axis=alt.Axis(aria=False, labelAngle=-50, orient="top", labelLimit=220)),
            y=alt.Y("enonce:N", sort=noms, title=None, axis=alt.Axis(aria=False, labelLimit=420)),
            shape=alt.Shape(
                "statut:N",
                scale=alt.Scale(domain=[*SIGNES], range=[*SIGNES.values()]),
                legend=alt.Legend(aria=False, title="Statut", orient="bottom"),
            ),
            fill=alt.Fill(
                "mode:N",
                scale=alt.Scale(domain=["dit", "déduit"], range=[couleur("accent"), couleur("papier")]),
                legend=alt.Legend(aria=False, title="Par l’extrait", orient="bottom"),
            ),
        )
    )
