"""La question : courte, à choix, ou libre. Le composant web est `web/composants/question/composant.js`."""

from __future__ import annotations

from typing import Any

from travailler_ensemble.activites.questions import Interrogation
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
