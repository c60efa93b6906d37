"""Ordonner : mettre des cartes dans l’ordre, au clavier d’abord. Le composant web est `web/composants/ordonner/composant.js`."""

from __future__ import annotations

from typing import Any

from travailler_ensemble.activites.classement import melanger
from travailler_ensemble.activites.serie import ORDRE, VUE, Serie
from travailler_ensemble.affichage.composants.base import Activite
from travailler_ensemble.ecriture.phrases import insecable
from travailler_ensemble.ecriture.ressources import feuille_de_style, module


class Ordonner(Activite):
    """Une série proposée à l’apprenant. La frise vraie ne part vers la page que lorsqu’il la demande."""

    _esm = module("composants/ordonner/composant.js")
    _css = feuille_de_style("ordonner")
    sujet: Serie

    def __repr__(self) -> str:
        return f"Ordonner({self.sujet.cle!r}, {len(self.sujet.cartes)} cartes)"

    def decrire(self) -> dict[str, Any]:
        s = self.sujet
        return {
            "question": s.question,
            "borne_debut": s.borne_debut,
            "borne_fin": s.borne_fin,
            "cartes": [{"id": c.id, "titre": c.titre, "paragraphes": list(c.paragraphes)} for c in melanger(s.cartes, self.graine, s.cle)],
        }

    def dire(self) -> dict[str, Any]:
        s, reponses = self.sujet, self.suite.reponses
        if VUE not in reponses:
            return {"frise": None}
        p = s.paires(reponses[ORDRE])
        frise = sorted((v for v in s.vraies if v.rang is not None), key=lambda v: v.rang or 0)
        return {
            "frise": {
                "phrase": f"{p.bonnes} paires sur {p.total} sont dans l’ordre de la frise.",
                "detail": "Une paire, ce sont deux cartes. Au hasard, on en range une sur deux dans le bon sens.",
                "cartes": [
                    {
                        "id": v.carte,
                        "rang": v.rang,
                        "date": v.date,
                        "explication": insecable(v.explication),
                        "repere": insecable(f"Lu dans : {v.repere}."),
                    }
                    for v in frise
                ],
            }
        }
