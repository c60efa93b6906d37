"""La frise : ce que les documents datent, le droit au-dessus, les textes d’auteurs au-dessous."""

from __future__ import annotations

from collections import Counter
from typing import Any

from travailler_ensemble.affichage.figures.dessin import Dessin, Figure, en_table
from travailler_ensemble.ecriture.phrases import compter
from travailler_ensemble.ecriture.ressources import couleur
from travailler_ensemble.panel.avis import Panel

RANGEES = {"contexte": "contexte", "mot": "le mot", "droit": "droit", "ouvrage": "textes d’auteurs"}
SIGNES = {"contexte": "diamond", "mot": "triangle-up", "droit": "square", "ouvrage": "circle"}


def frise(panel: Panel) -> Figure:
    """Les faits datés du corpus, un signe par fait, une rangée par sorte de fait."""
    vus: Counter[Any] = Counter()
    points = []
    for f in panel.corpus.lignes("chronologie_faits"):
        rang = vus[f["annee"], f["genre"]]
        vus[f["annee"], f["genre"]] += 1
        points.append({"annee": f["annee"], "rangee": RANGEES[f["genre"]], "rang": rang, "fait": f["libelle"]})
    dernier = max(p["annee"] for p in points if p["rangee"] != "contexte")
    par_sorte = Counter(p["rangee"] for p in points)
    annees = Counter(p["annee"] for p in points)
    pleine, combien = max(annees.items(), key=lambda x: (x[1], -x[0]))
    titre = "Ce que les documents datent, de 1980 à 2021"
    description = (
        f"{titre}. {compter(len(points), 'fait')} : {compter(par_sorte['droit'], 'texte de droit', 'textes de droit')} et "
        f"{compter(par_sorte[RANGEES['ouvrage']], 'texte d’auteur', 'textes d’auteurs')}. L’année la plus chargée est {pleine} "
        f"({compter(combien, 'fait')}). Après {dernier}, seulement un dépôt en ligne : tout s’arrête en 2010."
    )
    nombres = (titre, ["Année", "Sorte", "Fait"], [(p["annee"], p["rangee"], p["fait"]) for p in sorted(points, key=lambda p: p["annee"])])
    dessin = Dessin("frise", titre, description, _composer, {"points": points})
    return Figure(dessin, en_table("Les mêmes faits en table", titre, nombres))


def _composer(alt: Any, points: list[dict[str, Any]]) -> Any:
    """Les années de gauche à droite, une rangée par sorte de fait ; les faits d’une même année sont posés l’un sur l’autre."""
    return (
        alt.Chart(alt.Data(values=points))
        .mark_point(aria=False, size=70, filled=True, opacity=1, color=couleur("accent"))
        .encode(
            x=alt.X("annee:Q", title=None, scale=alt.Scale(domain=[1979, 2022]), axis=alt.Axis(aria=False, format="d", tickCount=9)),
            y=alt.Y(
                "rangee:N", sort=[*RANGEES.values()], title=None, axis=alt.Axis(aria=False, grid=True, tickBand="extent", labelLimit=160)
            ),
            yOffset=alt.YOffset("rang:O", sort="descending"),
            shape=alt.Shape("rangee:N", scale=alt.Scale(domain=[*RANGEES.values()], range=[*SIGNES.values()]), legend=None),
            tooltip=[alt.Tooltip("annee:Q", title="Année", format="d"), alt.Tooltip("fait:N", title="Fait")],
        )
        .properties(height=300)
    )
