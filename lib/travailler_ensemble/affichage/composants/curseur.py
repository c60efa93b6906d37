"""Le curseur : deux votes sur un désaccord, les deux camps entre les deux, les auteurs ensuite. Composant web : `web/composants/curseur/composant.js`."""

from __future__ import annotations

from typing import Any

from travailler_ensemble.activites.placement import (
    APRES,
    AUTEURS,
    AVANT,
    LECTURE,
    NOMS,
    Placement,
    dire_deplacement,
    dire_presents,
    dire_voisins,
)
from travailler_ensemble.activites.rangement import SANS_AVIS
from travailler_ensemble.affichage.composants.base import Activite
from travailler_ensemble.corpus.desaccords import Position
from travailler_ensemble.ecriture.phrases import insecable
from travailler_ensemble.ecriture.ressources import feuille_de_style, module


class Curseur(Activite):
    """Un désaccord où se placer. Les camps ne partent vers la page qu’après le premier vote, les auteurs qu’après le second."""

    _esm = module("composants/curseur/composant.js")
    _css = feuille_de_style("curseur")
    sujet: Placement

    def decrire(self) -> dict[str, Any]:
        d = self.sujet.desaccord
        titres = {c.lettre: c.titre for c in d.camps}
        return {
            "poles": [{"lettre": lettre, "titre": insecable(titres.get(lettre, ""))} for lettre in "AB"],
            "crans": [{"cran": str(cran), "nom": nom} for cran, nom in NOMS.items()],
            "sans_avis": SANS_AVIS,
        }

    def dire(self) -> dict[str, Any]:
        reponses = self.suite.reponses
        return {
            "lecture": self._dire_lecture() if LECTURE in reponses else None,
            "bilan": self._dire_bilan() if AUTEURS in reponses else None,
        }

    def _dire_lecture(self) -> dict[str, Any]:
        d = self.sujet.desaccord
        return {
            "nature": d.nature,
            "sens_nature": insecable(d.sens_nature),
            "juste": insecable(d.juste),
            "camps": [{"lettre": c.lettre, "titre": insecable(c.titre), "positions": [_en_clair(p) for p in c.positions]} for c in d.camps],
        }

    def _dire_bilan(self) -> dict[str, Any]:
        reponses, positions = self.suite.reponses, self.sujet.desaccord.positions
        return {
            "phrase": insecable(dire_deplacement(reponses[AVANT], reponses[APRES])),
            "voisins": insecable(dire_voisins(positions, reponses[APRES])),
            "presents": insecable(dire_presents(positions)),
            "axe": [{"cran": str(cran), "auteurs": list(dict.fromkeys(p.court for p in positions if p.cran == cran))} for cran in NOMS],
            "sans_place": list(dict.fromkeys(p.court for p in positions if p.cran is None)),
        }


def _en_clair(p: Position) -> dict[str, Any]:
    return {
        "auteur": p.nom,
        "teneur": insecable(p.teneur),
        "etiquettes": [p.statut, p.mode],
        "secteur": p.secteur,
        "reference": [list(m) for m in p.reference],
        "repere": insecable(f"Lu dans : {p.repere}."),
    }
