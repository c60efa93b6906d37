"""La part de ses réponses où la classe s’accorde avec chaque auteur, avant et après la discussion."""

from __future__ import annotations

from travailler_ensemble.affichage.figures.dessin import Dessin, Figure, Point, composer_votes, donnees_des_votes, en_table
from travailler_ensemble.classe.bilan import VOTES, Proche
from travailler_ensemble.classe.relecture import Origine, RienAMontrer, a_montrer
from travailler_ensemble.ecriture.phrases import compter, enumerer
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.concordance import CARTES_POUR_PROCHE, nombre


def proximite(panel: Panel, origine: Origine) -> Figure:
    """La part d’accords de la classe avec chaque auteur, à chaque vote ; une nuance compte pour moitié. Lève `RienAMontrer` si aucun auteur ne se prononce."""
    r = a_montrer(panel, origine)
    tours = r.bilan.tours
    par_tour = {t: {p.auteur: p for p in r.bilan.proximites[t]} for t in tours}
    if not any(par_tour.values()):
        raise RienAMontrer("Aucun auteur ne se prononce sur les réponses de cette classe : il n’y a pas de proximité à dessiner.")
    dernier = {a: p for t in tours for a, p in par_tour[t].items()}
    noms = {a: f"{p.nom} ({compter(p.cartes, 'carte')})" for a, p in dernier.items()}
    # D’abord ceux que l’on compare sur assez de cartes : les autres, en bas, ne permettent pas de conclure.
    ordre = sorted(dernier, key=lambda a: (dernier[a].cartes < CARTES_POUR_PROCHE, -dernier[a].part, a))
    points = [Point(noms[a], t, par_tour[t][a].part) for a in ordre for t in tours if a in par_tour[t]]
    proches = r.bilan.proches[tours[-1]]
    titre = "Ce que la classe partage avec chaque auteur"
    description = (
        f"{titre} : {r.classement.titre}. {compter(len(ordre), 'auteur')}. "
        + (
            f"Au plus près, plus que par hasard, au {VOTES[tours[-1]]} : {enumerer(proches)}. "
            if proches
            else "Aucun ne se distingue de ce que donnerait le hasard. "
        )
        + "Entre parenthèses, le nombre de cartes où l’auteur juge de ce qu’a répondu la moitié de la classe : à moins de quatre, au bas de la figure, ne concluez pas. "
        "0 : la classe le contredit toujours ; 1 : elle est toujours d’accord. Répondre au hasard en donne déjà une part, plus grande avec qui dit souvent « cela dépend »."
    )
    lignes = [(dernier[a].nom, dernier[a].cartes, *(valeur for t in tours for valeur in _colonnes(par_tour[t].get(a)))) for a in ordre]
    entetes = ["Auteur", "Cartes", *(f"{mot}, {VOTES[t]}" for t in tours for mot in ("Accords", "Nuances", "Désaccords", "Part"))]
    nombres = (f"{titre} : nombres de réponses", entetes, lignes)
    donnees = donnees_des_votes(points, [noms[a] for a in ordre], tours, "Part d’accords (0 : jamais ; 1 : toujours)")
    dessin = Dessin("proximite", titre, description, composer_votes, donnees)
    return Figure(dessin, en_table("Les mêmes nombres en table", titre, nombres))


def _colonnes(p: Proche | None) -> tuple[object, ...]:
    return ("rien à comparer", "", "", "") if p is None else (p.accords, p.nuances, p.desaccords, nombre(p.part))
