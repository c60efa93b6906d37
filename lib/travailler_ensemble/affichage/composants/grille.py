"""La grille : régler des critères, pour composer une définition ou coder une situation. Composant web : `web/composants/grille/composant.js`."""

from __future__ import annotations

from typing import Any

from travailler_ensemble.activites.criteres import LONG_RECIT, LONGS_MOTS, MOTS, RECIT, Jeu
from travailler_ensemble.affichage.composants.base import Activite, Feuille
from travailler_ensemble.ecriture.ressources import feuille_de_style, module
from travailler_ensemble.panel.effet import EffetDefinition


class Grille(Activite):
    """Un jeu de critères proposé à l’apprenant. `effet` : ce que sa définition produit ; rien pour un codage."""

    sujet: Jeu

    _esm = module("composants/grille/composant.js")
    _css = feuille_de_style("grille")

    def __init__(self, sujet: Jeu, feuille: Feuille, *, graine: int, heure: Any, effet: EffetDefinition | None = None) -> None:
        self._effet = effet
        super().__init__(sujet, feuille, graine=graine, heure=heure)

    def decrire(self) -> dict[str, Any]:
        jeu = self.sujet
        return {
            "genre": jeu.genre,
            "forme": jeu.nom_forme,
            "valeurs": [v._asdict() for v in jeu.valeurs],
            "familles": [
                {"titre": titre, "criteres": [{k: v for k, v in c._asdict().items() if k != "famille"} for c in criteres]}
                for titre, criteres in jeu.familles()
            ],
            "champs": {"recit": RECIT, "mots": MOTS},
            "longueurs": {"recit": LONG_RECIT, "mots": LONGS_MOTS},
            "libre": jeu.libre,
            "recit": jeu.recit._asdict() if jeu.recit else None,
            **(self._effet.decrire() if self._effet else {}),
        }

    def dire(self) -> dict[str, Any]:
        return {"effet": self._effet.dire(self.suite.reponses) if self._effet else None}
