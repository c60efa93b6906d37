"""« Mon compte rendu », à l’écran : la copie refaite chaque fois qu’on la regarde, à télécharger, à imprimer, à écrire dans le carnet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from travailler_ensemble import navigateur
from travailler_ensemble.affichage.composants.base import Composant
from travailler_ensemble.affichage.pages.compte_rendu import GROUPE, Prete, groupe_de, preparer
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.classe.copie import GROUPE_MAX, groupe_propre
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.ressources import feuille_de_style, module
from travailler_ensemble.fichiers import cause, remplacer
from travailler_ensemble.panel.avis import Panel


class Ecrite:
    """Ce que le carnet garde de la copie, dans ses propres sorties : rien, tant qu’on ne l’a pas demandé."""

    def __init__(self, corps: str) -> None:
        self._corps = corps

    def __repr__(self) -> str:
        return "Mes réponses" if self._corps else ""

    def _repr_html_(self) -> str:
        return f'<div class="te-ecrite">{self._corps}</div>' if self._corps else ""


class Copie(Composant):
    """La copie d’un labo (`numero`, « 02 », et `usage`), ou de tous. Rien n’y est gardé : chaque demande la refait d’après le carnet.

    `ecrire` met la copie dans les sorties de la cellule : on lui donne ce qui s’affiche, et à quelle place.
    """

    _esm = module("composants/copie/composant.js")
    _css = feuille_de_style("copie")

    def __init__(
        self,
        corpus: Corpus,
        carnet: Carnet,
        panel: Callable[[], Panel],
        maintenant: Callable[[], datetime],
        ecrire: Callable[[Ecrite, str], None],
        numero: str = "",
        usage: str = "",
    ) -> None:
        self._preparer: Callable[[], Prete | None] = lambda: preparer(corpus, carnet, panel(), maintenant(), numero, usage)
        self._carnet, self._maintenant, self._ecrire = carnet, maintenant, ecrire
        self.place = f"copie-{uuid4().hex}"
        self.ecrite = Ecrite("")
        donnees = {"titre": "Mon compte rendu", "groupe_max": GROUPE_MAX, "navigateur": navigateur.DEDANS}
        super().__init__(donnees=donnees, etat=self._dire(0))

    def __repr__(self) -> str:
        return "Mon compte rendu"

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """« preparer », « emporter », « reprendre », « groupe », « ranger » (les fichiers à côté des réponses), « ecrire » (dans le carnet) ; puis renvoie la copie."""
        nom, demande = geste.get("geste"), geste.get("demande", 0)
        if nom == "groupe" and isinstance(valeur := geste.get("valeur"), str):
            self._carnet.feuillet(GROUPE).ajouter({"geste": "repondre", "valeur": groupe_propre(valeur)})
        etat = self._dire(demande if isinstance(demande, int) else 0, str(nom))
        if nom == "emporter":
            etat |= {"emporte": self._carnet.emporter(), "jour": self._maintenant().date().isoformat()}
        if nom == "reprendre" and isinstance(texte := geste.get("texte"), str):
            etat |= {"dit": self._reprendre(texte)}
        self.etat = etat

    def _reprendre(self, texte: str) -> str:
        try:
            n = self._carnet.reprendre(texte)
        except ValueError as e:
            return str(e)
        except OSError as e:
            return f"{cause(e, 'réponses')} Rien n’a été repris."
        if not n:
            return "Tout était déjà ici\u00a0: rien n’est compté deux fois."
        return (
            f"{'Une réponse reprise' if n == 1 else f'{n} réponses reprises'}\u00a0: rouvrez le labo pour {'la' if n == 1 else 'les'} voir."
        )

    def rafraichir(self) -> None:
        """Refait la copie, et ce que le carnet en garde déjà."""
        self.etat = self._dire(0, "ecrire" if repr(self.ecrite) else "")

    def _dire(self, demande: int, nom: str = "") -> dict[str, Any]:
        prete = self._preparer()
        etat: dict[str, Any] = {"demande": demande, "geste": nom, "groupe": groupe_de(self._carnet), "vide": prete is None}
        if prete is None:
            return etat | {"dit": "Rien à rendre pour l’instant\u00a0: commencez une activité."}
        dit = f"À jour à {heure_dite(self._maintenant())} · {prete.compte}."
        if nom == "ranger" and not navigateur.DEDANS:
            dit += self._ranger(prete)
        if nom == "ecrire":
            self.ecrite = Ecrite(prete.corps)
            self._ecrire(self.ecrite, self.place)
        return etat | {"dit": dit, "page": prete.page, "table": prete.table, "nom": prete.nom}

    def _ranger(self, prete: Prete) -> str:
        """Écrit la page et la table à côté des réponses ; dit où, ou que le disque a refusé."""
        try:
            for suffixe, contenu in (("html", prete.page), ("csv", prete.table)):
                remplacer(self._carnet.dossier / f"{prete.nom}.{suffixe}", contenu.encode())
        except OSError:
            return " Le dossier de vos réponses n’a pas pu la garder\u00a0: seul le téléchargement en reste."
        return f" Gardé aussi dans «\u00a0{self._carnet.dossier.name}\u00a0»."
