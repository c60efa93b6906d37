"""L’accord vivant : ses phrases, et à côté ce que les auteurs en lisent. Composant web : `web/composants/accord/composant.js`."""

from __future__ import annotations

from typing import Any

from travailler_ensemble.activites.accord import CRITERE, PHRASE, AccordEcrit
from travailler_ensemble.affichage.composants.base import Activite, Feuille
from travailler_ensemble.affichage.composants.grille import Grille
from travailler_ensemble.ecriture.ressources import feuille_de_style, module
from travailler_ensemble.panel.effet import EffetAccord


class AccordVivant(Activite):
    """L’accord que l’apprenant rédige. `grille` : celle où sa situation est codée ; ce qu’elle change se relit ici aussi."""

    sujet: AccordEcrit

    _esm = module("composants/accord/composant.js")
    _css = feuille_de_style("question", "accord", "bande")

    def __init__(self, sujet: AccordEcrit, feuille: Feuille, *, graine: int, heure: Any, effet: EffetAccord, grille: Grille) -> None:
        self._effet, self._grille = effet, grille
        super().__init__(sujet, feuille, graine=graine, heure=heure)
        grille.observe(lambda _: self.rafraichir(), names="etat")

    def decrire(self) -> dict[str, Any]:
        return {**self.sujet.decrire(), "champs": {"phrase": PHRASE, "critere": CRITERE}, "valeurs": self._effet.valeurs()}

    def dire(self) -> dict[str, Any]:
        return {"effet": self._effet.dire(self._grille.suite.reponses, self.suite.reponses)}
