"""Ce que la classe a répondu, carte par carte, et où se placent les auteurs."""

from __future__ import annotations

from typing import Any

from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.affichage.figures.dessin import ACCENT, ENCRE, GRILLE, PLIE, Dessin, Figure, deplier, en_table, en_tete, plier
from travailler_ensemble.classe.relecture import Origine, a_montrer
from travailler_ensemble.ecriture.phrases import compter, enumerer
from travailler_ensemble.panel.avis import Panel, retours

PEU_DE_CASES = 6
"""Jusque-là, les noms des cases s’écrivent droit, en plusieurs lignes ; au-delà, ils penchent."""

TU = "…"
"""Le nombre d’un vote que l’on ne montre pas, quand l’autre se montre."""


def distribution(panel: Panel, origine: Origine) -> Figure:
    """Une ligne par carte, une colonne par case. Disque plein : la classe, à son dernier vote ; anneau : au moins un auteur."""
    r = a_montrer(panel, origine)
    cases = [*(c.id for c in r.classement.cases), JE_NE_SAIS_PAS]
    peu = r.bilan.seuil.peu_de_reponses
    noms = {c: r.classement.nom_de_case(c) for c in cases}
    plies = {c: plier(nom, 13) if len(cases) <= PEU_DE_CASES else nom for c, nom in noms.items()}
    places = retours(panel, r.classement) if r.classement.d_auteurs else None
    points: list[dict[str, Any]] = []
    lignes: list[tuple[str, ...]] = []
    for carte in r.bilan.cartes:
        votes = [v.cases for v in carte.tours.values()]
        if not any(votes):
            lignes.append((carte.titre, *(peu for _ in cases)))
            continue
        cellules = []
        for case in cases:
            nombres_dits = [v[case] if v else TU for v in votes]
            connus = [v[case] for v in votes if v]
            qui = [places.noms[a] for a in places.noms if case in places.place(a, carte.carte)] if places else []
            dit = "→".join(map(str, nombres_dits)) if any(connus) else ""
            if dit or qui:
                points.append({"carte": plier(carte.titre), "case": plies[case], "n": connus[-1], "dit": dit, "auteurs": enumerer(qui)})
            cellules.append((" → ".join(map(str, nombres_dits)) if any(connus) else "0") + (f" ; {enumerer(qui)}" if qui else ""))
        lignes.append((carte.titre, *cellules))
    deux = len(r.bilan.tours) > 1
    titre = f"Ce que la classe a répondu : {r.classement.titre}"
    tete = max(points, key=lambda p: p["n"])
    description = (
        f"{titre}. {compter(len(r.bilan.cartes), 'carte')}, {compter(r.effectif, 'réponse')} au plus à chacune. La réponse la plus "
        f"fréquente : « {deplier(tete['case'])} » pour « {deplier(tete['carte'])} » ({tete['n']}). "
        + ("Sous chaque disque, les nombres du premier et du second vote. " if deux else "")
        + (f"« {TU} » : {peu}, ou de changements depuis l’autre vote. " if any(TU in p["dit"] for p in points) else "")
        + "Disque plein : la classe. Anneau : la place d’au moins un auteur."
    )
    nombres = (f"{titre}{' (premier → second vote)' if deux else ''}", ["Carte", *noms.values()], lignes)
    pas = max(90, 440 // len(cases)) if len(cases) <= PEU_DE_CASES else 48
    dessin = Dessin("distribution", titre, description, _composer, {"points": points, "cases": [*plies.values()]}, largeur=pas * len(cases))
    return Figure(dessin, en_table("Les mêmes nombres en table, et les auteurs", titre, nombres))


def _composer(alt: Any, points: list[dict[str, Any]], cases: list[str]) -> Any:
    """Un disque par case choisie, un anneau par case où se tient un auteur, les nombres dessous."""
    axe = en_tete(cases) if len(cases) <= PEU_DE_CASES else {"orient": "top", "labelAngle": -50, "labelLimit": 240}
    base = alt.Chart(alt.Data(values=points)).encode(
        x=alt.X("case:N", sort=None, scale=alt.Scale(domain=cases), title=None, axis=alt.Axis(aria=False, grid=False, **axe)),
        y=alt.Y("carte:N", sort=None, title=None, axis=alt.Axis(aria=False, **GRILLE, **PLIE)),
    )
    infobulle = [
        alt.Tooltip("carte:N", title="Carte"),
        alt.Tooltip("case:N", title="Case"),
        alt.Tooltip("dit:N", title="La classe"),
        alt.Tooltip("auteurs:N", title="Auteurs"),
    ]
    aire = alt.Scale(domain=[0, max(p["n"] for p in points)], range=[0, 620])
    disques = base.transform_filter("datum.n > 0").mark_circle(aria=False, color=ACCENT, opacity=1)
    anneaux = base.transform_filter("datum.auteurs != ''").mark_point(
        aria=False, shape="circle", size=900, filled=False, color=ENCRE, strokeWidth=2, opacity=1
    )
    chiffres = base.transform_filter("datum.dit != ''").mark_text(aria=False, fontSize=11, dy=23, color=ENCRE)
    return alt.layer(
        disques.encode(size=alt.Size("n:Q", scale=aire, legend=None), tooltip=infobulle),
        anneaux.encode(tooltip=infobulle),
        chiffres.encode(text="dit:N"),
    ).properties(height=alt.Step(56))
