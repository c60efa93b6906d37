"""Le dépôt : un bouton qui écrit des fichiers à emporter, et dit où. Le composant web est `web/composants/depot/composant.js`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from travailler_ensemble.affichage.composants.base import Composant
from travailler_ensemble.ecriture.phrases import compter, insecable
from travailler_ensemble.ecriture.ressources import feuille_de_style, module


class Depot(Composant):
    """Ce que « Écrire les fichiers » dépose : `ecrire` les écrit et rend leurs chemins, et peut lever `OSError`. Rien n’est écrit avant."""

    _esm = module("composants/depot/composant.js")
    _css = feuille_de_style()

    def __init__(self, titre: str, consigne: str, ecrire: Callable[[], tuple[Path, ...]]) -> None:
        self._ecrire = ecrire
        super().__init__(donnees={"titre": titre, "consigne": insecable(consigne)}, etat={"demande": 0, "dit": ""})

    def __repr__(self) -> str:
        return f"Dépôt : {self.donnees['titre']}"

    def rafraichir(self) -> None:
        """Rien ne change ici sans qu’on le demande."""

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """« ecrire » : écrit les fichiers, puis dit où ils sont, ou que le disque a refusé."""
        if geste.get("geste") != "ecrire":
            return
        try:
            ecrits = self._ecrire()
            dossier = ecrits[0].parent
            dit = f"{compter(len(ecrits), 'fichier')} dans « {dossier.parent.name}/{dossier.name} ». Commencez par « {ecrits[0].name} »."
        except OSError as e:
            dit = f"Les fichiers n’ont pas pu être écrits ({e.strerror}) : libérez de la place, puis recommencez."
        self.etat = {"demande": geste.get("demande", 0), "dit": insecable(dit)}
