"""La grille : régler des critères, pour composer une définition ou coder une situation. Composant web : `web/composants/grille/composant.js`."""

from __future__ import annotations

from typing import Any

from travailler_ensemble.activites.criteres import LONG_RECIT, LONGS_MOTS, MOTS, RECIT, Jeu
from travailler_ensemble.affichage.composants.base import Activite, Feuille
from travailler_ensemble.ecriture.ressources import feuille_de_style, module
from travailler_ensemble.panel.effet import EffetCodage, EffetDefinition


class Grille(Activite):
    """Un jeu de critères proposé à l’apprenant. `effet` : ce que produisent ses réponses."""

    sujet: Jeu

    _esm = module("composants/grille/composant.js")
    _css = feuille_de_style("grille")

    def __init__(self, sujet: Jeu, feuille: Feuille, *, graine: int, heure: Any, effet: EffetDefinition | EffetCodage) -> None:
        self.effet = effet
        super().__init__(sujet, feuille, graine=graine, heure=heure)

    def decrire(self) -> dict[str, Any]:
        jeu = self.sujet
        return {
            "genre": jeu.genre,
            "forme": jeu.nom_forme,
            "valeurs": [v._asdict() for v in jeu.valeurs],
            "familles": [{"titre": titre, "criteres": [c._asdict() for c in criteres]} for titre, criteres in jeu.familles()],
            "champs": {"recit": RECIT, "mots": MOTS},
            "longueurs": {"recit": LONG_RECIT, "mots": LONGS_MOTS},
            "libre": jeu.libre,
            "recit": jeu.recit._asdict() if jeu.recit else None,
            **self.effet.decrire(),
        }

    def dire(self) -> dict[str, Any]:
        dit = self.effet.dire(self.suite.reponses)
        if isinstance(self.effet, EffetDefinition) and self.sujet.commandes:
            dit["commandes"] = self.effet.commandes(*self._quittees, self.suite.reponses)
        return {"effet": dit}

    def _rejouer(self) -> None:
        super()._rejouer()
        gestes, _ = self._feuille.contenu() if self.sujet.commandes else ((), ())
        coupes = (i for i, g in enumerate(gestes) if g.get("geste") == "recommencer")
        self._quittees = [self.sujet.jouer(gestes[:i]).reponses for i in coupes]
