"""Où la classe se partage : la dispersion de chaque carte, à chaque vote."""

from __future__ import annotations

from travailler_ensemble.affichage.figures.dessin import Dessin, Figure, Point, composer_votes, donnees_des_votes, en_table
from travailler_ensemble.classe.bilan import VOTES
from travailler_ensemble.classe.relecture import Origine, a_montrer
from travailler_ensemble.classe.seuils import PARTAGE, PARTAGE_DIT
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.concordance import nombre


def dispersion(panel: Panel, origine: Origine) -> Figure:
    """De la carte qui divise le plus à celle qui divise le moins : la part de ceux qui n’ont pas donné la réponse la plus donnée."""
    r = a_montrer(panel, origine)
    mesures = {c.titre: {t: v.dispersion for t, v in c.tours.items() if v.dispersion is not None} for c in r.bilan.cartes}
    ordre = sorted((c for c in mesures if mesures[c]), key=lambda c: -mesures[c][max(mesures[c])])
    points = [Point(c, t, d) for c in ordre for t, d in mesures[c].items()]
    titre = "Où la classe se partage"
    haut, bas = ordre[0], ordre[-1]
    description = (
        f"{titre} : {r.classement.titre}. La carte qui divise le plus : « {haut} » ({nombre(mesures[haut][max(mesures[haut])])}). "
        f"Celle qui divise le moins : « {bas} » ({nombre(mesures[bas][max(mesures[bas])])}). 0 : tout le monde a répondu pareil ; au-dessus de {nombre(PARTAGE)}, {PARTAGE_DIT}."
    )
    tours = r.bilan.tours
    lignes = [
        (c, *(nombre(mesures[c][t]) if t in mesures[c] else r.bilan.seuil.peu_de_reponses for t in tours))
        for c in [*ordre, *(c for c in mesures if not mesures[c])]
    ]
    nombres = (f"{titre} : dispersion", ["Carte", *(VOTES[t].capitalize() for t in tours)], lignes)
    donnees = donnees_des_votes(points, ordre, tours, f"Part des autres réponses (au-dessus de {nombre(PARTAGE, 1)} : à rediscuter)")
    dessin = Dessin("dispersion", titre, description, composer_votes, donnees)
    return Figure(dessin, en_table("Les mêmes nombres en table", titre, nombres))
