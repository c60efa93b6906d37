"""La classe s’accorde-t-elle ? L’alpha de Krippendorff de chaque vote, et son intervalle."""

from __future__ import annotations

from typing import Any

from travailler_ensemble.affichage.figures.dessin import ACCENT, ENCRE, GRILLE, Dessin, Figure, en_table
from travailler_ensemble.classe.bilan import VOTES
from travailler_ensemble.classe.relecture import Origine, a_montrer
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.concordance import nombre

MESURES = {"nominal": "", "ordinal": ", selon l’ordre des cases"}


def entente(panel: Panel, origine: Origine) -> Figure:
    """Un point par vote : l’accord corrigé du hasard ; un trait : son intervalle à 95 %. Non défini : dit en mots."""
    r = a_montrer(panel, origine)
    accords = {
        f"{VOTES[t].capitalize()}{suite}": a
        for t in r.bilan.tours
        for mesure, suite in MESURES.items()
        if (a := r.bilan.accord[t][mesure]) is not None
    }
    points = [
        {
            "vote": nom,
            **{k: x if x is None else round(x, 3) for k, x in (("valeur", a.valeur), ("bas", a.bas), ("haut", a.haut))},
            "dit": nombre(a.valeur) if a.valeur is not None else "non défini",
        }
        for nom, a in accords.items()
    ]
    titre = "La classe s’accorde-t-elle ?"
    description = f"{titre} {r.classement.titre}. " + " ".join(f"{nom} : {a.dit}" for nom, a in accords.items())
    lignes = [
        (nom, nombre(a.valeur), f"de {nombre(a.bas)} à {nombre(a.haut)}" if a.bas is not None and a.haut is not None else "non défini")
        if a.valeur is not None
        else (nom, "non défini", a.dit)
        for nom, a in accords.items()
    ]
    nombres = (
        f"{titre} Alpha de Krippendorff, et son intervalle à 95 % avec autant d’autres cartes",
        ["Vote", "Accord", "Intervalle"],
        lignes,
    )
    dessin = Dessin("entente", titre, description, _composer, {"points": points})
    return Figure(dessin, en_table("Les mêmes nombres en table", titre, nombres))


def _composer(alt: Any, points: list[dict[str, Any]]) -> Any:
    """Un disque et son trait par vote ; un trait tireté au hasard pur ; la valeur écrite, ou « non défini »."""
    bas = min([0.0, *(p[nom] for p in points for nom in ("valeur", "bas") if p[nom] is not None)])
    echelle = alt.Scale(domain=[min(-0.1, round(bas - 0.05, 1)), 1])
    axe = alt.Axis(aria=False, tickCount=6, **GRILLE)
    base = alt.Chart(alt.Data(values=points)).encode(
        y=alt.Y("vote:N", sort=None, title=None, axis=alt.Axis(aria=False, labelLimit=300, **GRILLE))
    )
    hasard = (
        alt.Chart(alt.Data(values=[{"x": 0}])).mark_rule(aria=False, color=ENCRE, strokeDash=[4, 4]).encode(x=alt.X("x:Q", scale=echelle))
    )
    traits = base.transform_filter("datum.bas !== null").mark_rule(aria=False, strokeWidth=3, color=ACCENT)
    disques = base.transform_filter("datum.valeur !== null").mark_circle(aria=False, size=160, color=ACCENT, opacity=1)
    chiffres = base.transform_calculate(ou="datum.valeur === null ? 0.5 : datum.valeur").mark_text(
        aria=False, dy=-16, fontSize=13, color=ENCRE
    )
    return alt.layer(
        hasard,
        traits.encode(x=alt.X("bas:Q", scale=echelle, axis=axe, title="Accord (0 : comme au hasard ; 1 : entier)"), x2="haut:Q"),
        disques.encode(x=alt.X("valeur:Q", scale=echelle)),
        chiffres.encode(x=alt.X("ou:Q", scale=echelle), text="dit:N"),
    ).properties(height=alt.Step(64))
