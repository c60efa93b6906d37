"""« Lire les copies », à l’écran : on y dépose des fichiers, ou le zip d’un devoir, et l’on lit ce que la classe a rendu."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any

from travailler_ensemble.affichage.composants.base import Composant
from travailler_ensemble.affichage.pages.lire_copies import a_noter, devoirs, en_html, premiers_votes
from travailler_ensemble.classe.copies import FORMES, Lues, lire_tout
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.phrases import compter, insecable
from travailler_ensemble.ecriture.ressources import feuille_de_style, module
from travailler_ensemble.panel.avis import Panel

OCTETS_MAX = 7_000_000
"""Le plus gros fichier qu’un message de Jupyter porte jusqu’au noyau (10 Mo, une fois écrit en lettres)."""


class Copies(Composant):
    """Les copies déposées. Rien n’en est gardé sur le disque ; relancer la cellule les oublie."""

    _esm = module("composants/copies/composant.js")
    _css = feuille_de_style("copie")

    def __init__(self, corpus: Corpus, panel: Callable[[], Panel]) -> None:
        self._corpus, self._panel = corpus, panel
        self._fichiers: dict[str, bytes] = {}
        donnees = {"titre": "Lire les copies", "formes": ",".join((*FORMES, ".zip")), "octets_max": OCTETS_MAX}
        super().__init__(donnees=donnees, etat=self._dire())

    def __repr__(self) -> str:
        return "Lire les copies"

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """« deposer » un fichier (`nom`, `contenu` en base 64, `reste` à venir), « vider » ; puis renvoie ce qui est lu."""
        if geste.get("geste") == "vider":
            self._fichiers.clear()
        elif geste.get("geste") == "deposer":
            try:
                self._fichiers[str(geste["nom"])] = b64decode(str(geste["contenu"]), validate=True)
            except (KeyError, ValueError):
                return
            if geste.get("reste"):
                return
        self.rafraichir()

    def rafraichir(self) -> None:
        """Relit ce qui est déposé."""
        self.etat = self._dire()

    def _dire(self) -> dict[str, Any]:
        if not self._fichiers:
            return {"vide": True, "dit": "Rien ne quitte cet ordinateur.", "abimees": []}
        lues = lire_tout(self._fichiers.items())
        lus = [*devoirs(self._corpus, self._panel(), lues)]
        abimees = [[nom, insecable(pourquoi)] for nom, pourquoi in lues.abimees]
        return {"vide": not lus, "dit": _compte(lues), "abimees": abimees} | (
            {"page": en_html(lus), "table": a_noter(lus), "votes": premiers_votes(self._corpus, lues)} if lus else {}
        )


def _compte(lues: Lues) -> str:
    a_part = f" ; {compter(len(lues.abimees), 'fichier mis', 'fichiers mis')} de côté" if lues.abimees else ""
    return insecable(f"{compter(len(lues.copies), 'copie lue', 'copies lues')}{a_part}. Rien ne quitte cet ordinateur.")
