"""Qui a changé de case entre les deux votes : d’où, vers où."""

from __future__ import annotations

from typing import Any

from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.affichage.figures.dessin import ACCENT, ENCRE, GRILLE, Dessin, Figure, Nombres, deplier, en_table, en_tete, plier
from travailler_ensemble.classe.relecture import Origine, RienAMontrer, a_montrer
from travailler_ensemble.ecriture.phrases import compter
from travailler_ensemble.panel.avis import Panel


def deplacements(panel: Panel, origine: Origine) -> Figure:
    """Un disque par déplacement fait par assez de personnes : la ligne dit d’où, la colonne vers où ; les autres sont réunis. Lève `RienAMontrer` s’il n’y a rien à dessiner."""
    r = a_montrer(panel, origine)
    d, seuil = r.bilan.deplacements, r.bilan.seuil
    if len(r.bilan.tours) < 2:
        raise RienAMontrer("Cette séance n’a eu qu’un vote : personne n’a pu changer d’avis.")
    if d.sur < seuil.nombre:
        raise RienAMontrer(f"{seuil.peu_de_personnes.capitalize()} ont répondu aux deux votes : leurs déplacements ne sont pas montrés.")
    if not d.reponses:
        raise RienAMontrer("Personne n’a changé de réponse entre les deux votes : il n’y a rien à dessiner.")
    if d.ont_change < seuil.nombre:
        raise RienAMontrer(
            f"{seuil.peu_de_personnes.capitalize()} sur {d.sur} ont changé une réponse : leurs déplacements ne sont pas montrés."
        )
    if not d.vers:
        raise RienAMontrer(
            f"{compter(d.ont_change, 'personne')} sur {d.sur} ont changé au moins une réponse, mais trop peu ont fait le même chemin pour "
            "qu’on le montre. Le bilan dit vers quelle case, et loin de laquelle."
        )
    noms = {c: r.classement.nom_de_case(c) for c in [*(c.id for c in r.classement.cases), JE_NE_SAIS_PAS]}
    points = [{"de": noms[m.de], "a": plier(noms[m.a], 16), "n": m.nombre} for m in d.vers]
    departs = [n for n in noms.values() if n in {p["de"] for p in points}]
    arrivees = [plie for n in noms.values() if (plie := plier(n, 16)) in {p["a"] for p in points}]
    titre = "Qui a changé de case"
    ensemble = f"{compter(d.ont_change, 'personne')} sur {d.sur} ont changé au moins une réponse : {d.reponses} sur {d.comparees}."
    autres = (
        f" {compter(d.autres, 'changement')} de petits groupes {'n’est' if d.autres == 1 else 'ne sont'} pas sur la figure."
        if d.autres
        else ""
    )
    premier = f" Le plus fréquent : de « {points[0]['de']} » vers « {deplier(str(points[0]['a']))} » ({points[0]['n']})."
    description = f"{titre} : {r.classement.titre}. {ensemble}{premier}{autres}"
    lignes = [(p["de"], deplier(str(p["a"])), p["n"]) for p in points] + ([("autres, réunis", "", d.autres)] if d.autres else [])
    vers = [(a.nom, f"+{a.solde}" if a.solde > 0 else str(a.solde).replace("-", "−")) for a in d.auteurs]
    nombres: list[Nombres] = [(f"{titre}. {ensemble}", ["De", "Vers", "Réponses"], lignes)]
    if vers:
        nombres.append(("Vers quel auteur : réponses qui s’en approchent, moins celles qui s’en éloignent", ["Auteur", "Solde"], vers))
    donnees = {"points": points, "departs": departs, "arrivees": arrivees}
    dessin = Dessin("deplacements", titre, description, _composer, donnees, largeur=max(240, 110 * len(arrivees)))
    return Figure(dessin, en_table("Les mêmes nombres en table, et vers quel auteur", titre, *nombres))


def _composer(alt: Any, points: list[dict[str, Any]], departs: list[str], arrivees: list[str]) -> Any:
    """Un disque par chemin pris, son nombre dessous."""
    base = alt.Chart(alt.Data(values=points)).encode(
        x=alt.X("a:N", sort=arrivees, title="Vers, au second vote", axis=alt.Axis(aria=False, **GRILLE, **en_tete(arrivees))),
        y=alt.Y("de:N", sort=departs, title="De, au premier vote", axis=alt.Axis(aria=False, labelLimit=260, **GRILLE)),
        tooltip=[alt.Tooltip("de:N", title="De"), alt.Tooltip("a:N", title="Vers"), alt.Tooltip("n:Q", title="Réponses")],
    )
    aire = alt.Scale(domain=[0, max(p["n"] for p in points)], range=[0, 900])
    disques = base.mark_circle(aria=False, color=ACCENT, opacity=1).encode(size=alt.Size("n:Q", scale=aire, legend=None))
    chiffres = base.mark_text(aria=False, dy=24, fontSize=12, color=ENCRE).encode(text=alt.Text("n:Q", format="d"))
    return alt.layer(disques, chiffres).properties(height=alt.Step(56))
