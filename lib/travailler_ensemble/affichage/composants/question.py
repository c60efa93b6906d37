"""La question : courte, à choix, ou libre. Le composant web est `web/composants/question/composant.js`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from travailler_ensemble.activites.interrogation import Interrogation
from travailler_ensemble.affichage.composants.base import Activite
from travailler_ensemble.ecriture.ressources import feuille_de_style, module


class Question(Activite):
    """Une question posée à l’apprenant. Ni réponse ni retour ne partent vers la page avant d’être dus."""

    _esm = module("composants/question/composant.js")
    _css = feuille_de_style("question")
    sujet: Interrogation

    def decrire(self) -> dict[str, Any]:
        return {"genre": self.sujet.genre, **self.sujet.decrire()}

    def dire(self) -> dict[str, Any]:
        return self.sujet.situer(self.suite)


class Rappel(Question):
    """Une question déjà faite, posée de nouveau : ouvrir n’écrit rien ; la première réponse commence un nouveau tour."""

    _neuf = True

    def traiter(self, geste: Mapping[str, Any]) -> None:
        if self._neuf and geste.get("geste") == self.sujet.mots.geste and self._utile(geste):
            self._feuille.ajouter({"geste": "recommencer"})
            self._neuf = False
        super().traiter(geste)

    def _rejouer(self) -> None:
        super()._rejouer()
        if self._neuf:
            self._suite = self.sujet.jouer(())
