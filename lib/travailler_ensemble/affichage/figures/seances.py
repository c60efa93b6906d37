"""Plusieurs séances côte à côte : les mêmes cartes divisent-elles toutes les classes ?"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from travailler_ensemble.affichage.figures.dessin import GRILLE, PLIE, Dessin, Figure, Nombres, en_table, plier
from travailler_ensemble.classe.bilan import VOTES, AccordClasse
from travailler_ensemble.classe.comparaison import carte_par_carte
from travailler_ensemble.classe.relecture import FICTION, Comparees, Origine, comparees
from travailler_ensemble.classe.seuils import ORDINAIRE, PARTAGE
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.ecriture.phrases import compter, enumerer
from travailler_ensemble.ecriture.ressources import couleur
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.concordance import nombre

SIGNES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
TEINTES = tuple(map(couleur, ("accent", "serie-2", "serie-3", "serie-4", "serie-5", "serie-6")))
TOUR = 1
"""On compare le premier vote : le second dépend de ce que chaque classe a discuté."""


def seances(panel: Panel, *origines: Origine) -> Figure:
    """La dispersion de chaque carte au premier vote, un signe par séance."""
    toutes = comparees(panel, origines)
    noms = [r.nom for r in toutes.montrees]
    mesures = {
        r.nom: {c.titre: v.dispersion for c in r.bilan.cartes if (v := c.tours.get(TOUR)) and v.dispersion is not None}
        for r in toutes.montrees
    }
    titres = list(dict.fromkeys(c for x in mesures.values() for c in x))
    moyennes = {c: sum(ici) / len(ici) for c in titres if (ici := [x[c] for x in mesures.values() if c in x])}
    ordre = sorted(moyennes, key=lambda c: -moyennes[c])
    points = [{"carte": plier(c), "seance": nom, "dispersion": round(x[c], 3)} for nom, x in mesures.items() for c in ordre if c in x]
    titre = "Les mêmes cartes divisent-elles toutes les classes ?"
    tete = f" La carte qui divise le plus, en moyenne : « {ordre[0]} » ({nombre(moyennes[ordre[0]])})." if ordre else ""
    description = f"{titre} {compter(len(noms), 'séance')} : {enumerer(noms)}.{tete}{_dire_tues(toutes)}"
    nombres = (
        "Dispersion de chaque carte au premier vote",
        ["Carte", *noms],
        [
            (c, *(nombre(mesures[r.nom][c]) if c in mesures[r.nom] else r.bilan.seuil.peu_de_reponses for r in toutes.montrees))
            for c in ordre
        ],
    )
    fiction = "Séances de fiction : personne n’a répondu." if all(r.seance.startswith(FICTION) for r in toutes.montrees) else ""
    dessin = Dessin("seances", titre, description, _composer, {"points": points, "ordre": [plier(c) for c in ordre], "seances": noms})
    intitule = "Les mêmes nombres en table, et chaque séance en une ligne"
    en_chiffres = en_table(intitule, titre, _table_des_seances(toutes), nombres, avant=[fiction] if fiction else [])
    return Figure(dessin, Page(carte_par_carte(toutes) + Markup(en_chiffres.corps), titre))


def _composer(alt: Any, points: list[dict[str, Any]], ordre: list[str], seances: list[str]) -> Any:
    """Un signe par carte et par séance : la forme et la teinte disent laquelle."""
    rangs = [n % len(SIGNES) for n, _ in enumerate(seances)]
    legende = alt.Legend(aria=False, title=None, orient="bottom", columns=2, labelLimit=260)
    mesure = alt.X(
        "dispersion:Q",
        title=f"Part des autres réponses, au premier vote (au-dessus de {nombre(PARTAGE, 1)} : à rediscuter)",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(aria=False, tickCount=5, **GRILLE),
    )
    return (
        alt.Chart(alt.Data(values=points))
        .mark_point(aria=False, size=130, filled=False, strokeWidth=2.5, opacity=1)
        .encode(
            x=mesure,
            y=alt.Y("carte:N", sort=ordre, title=None, axis=alt.Axis(aria=False, **GRILLE, **PLIE)),
            shape=alt.Shape("seance:N", scale=alt.Scale(domain=seances, range=[SIGNES[n] for n in rangs]), legend=legende),
            color=alt.Color("seance:N", scale=alt.Scale(domain=seances, range=[TEINTES[n] for n in rangs]), legend=legende),
            tooltip=[
                alt.Tooltip("seance:N", title="Séance"),
                alt.Tooltip("carte:N", title="Carte"),
                alt.Tooltip("dispersion:Q", title="Dispersion", format=".2f"),
            ],
        )
        .properties(height=alt.Step(38))
    )


def _dire_tues(toutes: Comparees) -> str:
    if not toutes.tues:
        return ""
    return f" {compter(toutes.tues, 'séance')} de {ORDINAIRE.peu_de_personnes} {'n’est pas montrée' if toutes.tues == 1 else 'ne sont pas montrées'} à part."


def _table_des_seances(toutes: Comparees) -> Nombres:
    tours = sorted({t for r in toutes.montrees for t in r.bilan.tours})
    lignes = []
    for r in toutes.montrees:
        b = r.bilan
        accords = [_accord(b.accord[t]["nominal"]) if t in b.accord else "pas de vote" for t in tours]
        proches = [enumerer(b.proches[t]) or "aucun" if t in b.proches else "pas de vote" for t in tours]
        lignes.append((r.nom, b.participants, *accords, *proches))
    entetes = ["Séance", "Personnes", *(f"Accord, {VOTES[t]}" for t in tours), *(f"Au plus près, {VOTES[t]}" for t in tours)]
    return ("Chaque séance en une ligne", entetes, lignes)


def _accord(a: AccordClasse | None) -> str:
    if a is None or a.valeur is None:
        return "non défini"
    return nombre(a.valeur) + (f" (de {nombre(a.bas)} à {nombre(a.haut)})" if a.bas is not None and a.haut is not None else "")
