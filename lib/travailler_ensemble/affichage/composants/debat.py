"""Le débat : deux lignes, deux jetons, les auteurs à leur place. Composant web : `web/composants/debat/composant.js`."""

from __future__ import annotations

from typing import Any

from travailler_ensemble.activites.placement import APRES, AVANT, LUS, NOMS, QUESTION, SIGNES_MAX, Placement, dire_ligne
from travailler_ensemble.activites.rangement import SANS_AVIS
from travailler_ensemble.affichage.composants.base import Activite
from travailler_ensemble.corpus.desaccords import PLANS, Camp, Position
from travailler_ensemble.ecriture.phrases import insecable, majuscule
from travailler_ensemble.ecriture.ressources import feuille_de_style, module

SENS = {"devrait": "la règle, l’idéal", "est": "ce que l’on observe"}


class Debat(Activite):
    """Un désaccord où se placer. Ni auteur, ni objection ne part vers la page avant que les deux premiers jetons ne soient remis."""

    _esm = module("composants/debat/composant.js")
    _css = feuille_de_style("debat")
    sujet: Placement

    def decrire(self) -> dict[str, Any]:
        titres = {c.lettre: c.titre for c in self.sujet.desaccord.camps}
        return {
            "poles": [{"lettre": lettre, "titre": insecable(titres.get(lettre, ""))} for lettre in "AB"],
            "plans": [{"cle": plan, "nom": nom, "sens": SENS[plan]} for plan, nom in PLANS.items()],
            "crans": [{"cran": str(cran), "nom": nom} for cran, nom in NOMS.items()],
            "sans_avis": SANS_AVIS,
            "question": insecable(QUESTION),
            "signes_max": SIGNES_MAX,
        }

    def dire(self) -> dict[str, Any]:
        reponses = self.suite.reponses
        return {
            "ancienne": "" if LUS in reponses else insecable(self.sujet.dire_ancienne(self.suite)),
            "lecture": self._dire_lecture() if LUS in reponses else None,
            "bilan": self._dire_bilan() if all(c in reponses for c in APRES.values()) else None,
        }

    def _dire_lecture(self) -> dict[str, Any]:
        d = self.sujet.desaccord
        return {
            "auteurs": [_en_clair(p) for p in d.positions if p.plan],
            "sans_place": list(dict.fromkeys(p.nom for p in d.positions if not p.plan)),
            "camps": [_camp(c) for c in d.camps if c.lettre in "AB"] if any(c.plaidoyer for c in d.camps) else [],
            "nature": insecable(d.sens_nature),
            "juste": insecable(d.juste),
        }

    def _dire_bilan(self) -> list[dict[str, str]]:
        reponses, positions = self.suite.reponses, self.sujet.desaccord.positions
        return [
            {"nom": nom, "phrase": insecable(dire_ligne(positions, plan, reponses[AVANT[plan]], reponses[APRES[plan]]))}
            for plan, nom in PLANS.items()
        ]


def _en_clair(p: Position) -> dict[str, Any]:
    return {
        "plan": p.plan,
        "cran": str(p.cran),
        "date": majuscule(p.date),
        "nom": p.nom,
        "statut": p.statut,
        "rapporte": p.rapporte,
        "mode": p.mode,
        "teneur": insecable(p.teneur),
        "reference": [list(m) for m in p.reference],
        "repere": insecable(f"Lu dans : {p.repere}."),
    }


def _camp(c: Camp) -> dict[str, Any]:
    x = c.plaidoyer
    if x is None:
        return {"lettre": c.lettre, "titre": insecable(c.titre), "plaidoyer": None}
    dits = {
        "objection": f"{majuscule(x.objection)}.",
        "objecte": x.objecte or "lecture de la collection",
        "recit": x.recit,
        "cas": f"{majuscule(x.cas)}.",
        "mots": x.mots,
        "repere": f"L’objection se lit dans : {x.repere}.",
    }
    return {"lettre": c.lettre, "titre": insecable(c.titre), "plaidoyer": {cle: insecable(s) for cle, s in dits.items()}}
