"""Le tri : ranger des cartes dans des cases, au clavier ou à la souris. Le composant web est `web/composants/tri/composant.js`."""

from __future__ import annotations

from typing import Any

from travailler_ensemble.activites.classement import Classement, melanger
from travailler_ensemble.activites.rangement import SANS_AVIS
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.affichage.composants.base import Activite, Feuille
from travailler_ensemble.ecriture.phrases import insecable
from travailler_ensemble.ecriture.ressources import feuille_de_style, module

# Ce qui attend derrière une carte rangée, quand ce ne sont pas des auteurs.
SUITES = {
    "fait": {
        "titre": "Le texte a sa réponse.",
        "phrase": "Après l’avoir lue, vous pourrez changer d’avis : vos deux réponses seront gardées.",
        "bouton": "Voir ce que dit le texte",
    },
    "choix": {
        "titre": "Aucun texte n’impose ce choix.",
        "phrase": "Lisez ce qu’il règle et ce qu’il laisse ouvert. Vous pourrez changer d’avis : vos deux réponses seront gardées.",
        "bouton": "Lire ce qui se défend",
    },
    "rangement": {
        "titre": "La collection a son rangement.",
        "phrase": "Après l’avoir lu, vous pourrez changer d’avis : vos deux réponses seront gardées.",
        "bouton": "Voir comment elle range",
    },
}


class Tri(Activite):
    """Un classement proposé à l’apprenant. `compare` : une comparaison l’attend dans le carnet."""

    _esm = module("composants/tri/composant.js")
    _css = feuille_de_style("tri")

    def __init__(self, classement: Classement, feuille: Feuille, *, graine: int, heure: Any, compare: bool = True) -> None:
        self.classement = classement
        self._compare = compare
        super().__init__(classement, feuille, graine=graine, heure=heure)

    def __repr__(self) -> str:
        c = self.classement
        return f"Tri({c.cle!r}, {len(c.cartes)} cartes, {len(c.cases)} cases)"

    @property
    def rangement(self) -> Suite:
        """Où chaque carte est rangée, au dernier geste connu."""
        return self.suite._replace(reponses=self.classement.rangees(self.suite))

    def decrire(self) -> dict[str, Any]:
        c = self.classement
        cartes = melanger(c.cartes, self.graine, c.cle) if c.d_auteurs else c.cartes
        return {
            "question": c.question,
            "ordonne": c.ordonne,
            "note_ordre": c.note_ordre,
            "borne_debut": c.borne_debut,
            "borne_fin": c.borne_fin,
            "doute": c.doute,
            "cases": [{"id": case.id, "nom": case.nom} for case in c.cases],
            "sans_avis": SANS_AVIS,
            "cartes": [{"id": x.id, "titre": x.titre, "surtitre": x.surtitre, "paragraphes": list(x.paragraphes)} for x in cartes],
            "compare": self._compare,
            "mots": c.de_situations,
            "suite": {nom: insecable(mots) for nom, mots in SUITES.get(_sorte_de_suite(c), {}).items()},
        }


def _sorte_de_suite(c: Classement) -> str:
    """La sorte du tri ; « choix » pour un tri de fait où le texte ne tranche aucune carte."""
    return "choix" if c.genre == "fait" and not any(v.juste == "oui" for v in c.vraies) else c.sorte
