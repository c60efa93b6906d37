"""L’accord de la classe avec chaque auteur, corrigé du hasard, avant et après la discussion."""

from __future__ import annotations

from travailler_ensemble.affichage.figures.dessin import Dessin, Figure, Point, composer_votes, donnees_des_votes, en_table
from travailler_ensemble.classe.bilan import VOTES, Proche
from travailler_ensemble.classe.relecture import Origine, RienAMontrer, a_montrer
from travailler_ensemble.ecriture.phrases import compter, enumerer
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.concordance import CARTES_POUR_PROCHE, nombre


def proximite(panel: Panel, origine: Origine) -> Figure:
    """L’accord de la classe avec chaque auteur, corrigé du hasard, à chaque vote. Lève `RienAMontrer` s’il ne se mesure avec aucun."""
    r = a_montrer(panel, origine)
    tours = r.bilan.tours
    par_tour = {t: {p.auteur: p for p in r.bilan.proximites[t]} for t in tours}
    if not any(p.accord is not None for x in par_tour.values() for p in x.values()):
        raise RienAMontrer("Avec aucun auteur, l’accord de cette classe ne se mesure : il n’y a pas de proximité à dessiner.")
    dernier = {a: p for t in tours for a, p in par_tour[t].items()}
    noms = {a: f"{p.nom} ({compter(p.cartes, 'carte')})" for a, p in dernier.items()}
    # D’abord ceux que l’on compare sur assez de cartes : les autres, en bas, ne permettent pas de conclure.
    ordre = sorted(
        (a for a in dernier if any(a in par_tour[t] and par_tour[t][a].accord is not None for t in tours)),
        key=lambda a: (dernier[a].cartes < CARTES_POUR_PROCHE, -(dernier[a].accord or 0), a),
    )
    points = [Point(noms[a], t, k) for a in ordre for t in tours if a in par_tour[t] and (k := par_tour[t][a].accord) is not None]
    proches = r.bilan.proches[tours[-1]]
    titre = "L’accord de la classe avec chaque auteur, hasard ôté"
    description = (
        f"{titre} : {r.classement.titre}. {compter(len(ordre), 'auteur')}. "
        + (
            f"Au plus près, plus que par hasard, au {VOTES[tours[-1]]} : {enumerer(proches)}. "
            if proches
            else "Aucun ne se distingue de ce que donnerait le hasard. "
        )
        + "Entre parenthèses, le nombre de cartes où l’auteur juge de ce qu’a répondu la moitié de la classe : à moins de quatre, au bas de la figure, ne concluez pas. "
        "0 : comme les mêmes réponses rebattues entre les cartes ; 1 : toujours d’accord ; moins de 0 : plus souvent contraire."
    )
    lignes = [(dernier[a].nom, dernier[a].cartes, *(valeur for t in tours for valeur in _colonnes(par_tour[t].get(a)))) for a in ordre]
    entetes = [
        "Auteur",
        "Cartes",
        *(f"{mot}, {VOTES[t]}" for t in tours for mot in ("Accords", "Nuances", "Désaccords", "Accord, hasard ôté")),
    ]
    nombres = (f"{titre} : nombres de réponses", entetes, lignes)
    donnees = donnees_des_votes(points, [noms[a] for a in ordre], tours, "Accord (0 : comme au hasard ; 1 : entier)")
    dessin = Dessin("proximite", titre, description, composer_votes, donnees)
    return Figure(dessin, en_table("Les mêmes nombres en table", titre, nombres))


def _colonnes(p: Proche | None) -> tuple[object, ...]:
    return (
        ("rien à comparer", "", "", "")
        if p is None
        else (p.accords, p.nuances, p.desaccords, "non défini" if p.accord is None else nombre(p.accord))
    )
