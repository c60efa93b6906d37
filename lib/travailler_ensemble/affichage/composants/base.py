"""La base de toutes les activités : un composant web, son état enregistré, et une porte pour les gestes.

L’activité ne sait pas où vont les réponses : on lui confie un `Feuillet` (voir `carnet`), dont elle n’emploie que
quelques méthodes. Elle ne lève jamais d’erreur devant l’apprenant : un geste impossible devient une phrase.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Protocol

import anywidget
import traitlets
from markupsafe import Markup

from travailler_ensemble import navigateur
from travailler_ensemble.activites.suite import Suite, a_valider
from travailler_ensemble.activites.sujet import Rubrique, Sujet
from travailler_ensemble.carnet import Contenu
from travailler_ensemble.ecriture.gabarits import rendre


class Feuille(Protocol):
    """Ce qu’une activité demande à l’endroit où vont ses gestes."""

    def contenu(self) -> Contenu: ...
    def ajouter(self, geste: Mapping[str, Any]) -> Any: ...
    def reessayer(self) -> Any: ...


class Composant(anywidget.AnyWidget):
    """Un composant web avec ses `donnees` (fixes) et son `etat` (envoyé entier à chaque changement)."""

    au_dos: ClassVar[bool] = False
    """Ces rubriques disent des réponses : elles se replient, et s’impriment au dos."""

    donnees = traitlets.Dict().tag(sync=True)
    etat = traitlets.Dict().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.on_msg(self._recevoir)

    def _recevoir(self, _composant: Any, geste: Any, _tampons: Any) -> None:
        # Tout vient de la page : on ne garde que des mots et des nombres, l’activité juge du reste.
        if isinstance(geste, Mapping):
            self.traiter({str(nom): valeur for nom, valeur in geste.items() if isinstance(valeur, (str, int))})

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """Reçoit un geste de la page. À définir par chaque composant ; ne lève jamais."""
        raise NotImplementedError

    def sur_papier(self) -> Iterable[Rubrique]:
        """Ce que la forme statique donne à lire et à remplir, sous le titre et la consigne. Rien par défaut."""
        return ()

    def statique(self) -> Markup:
        """L’activité sans script ni style : récits, cases, place de répondre. Ne dépend pas des réponses déjà données."""
        demande = self.donnees.get("consigne", ""), self.donnees.get("question", "")
        return rendre(
            "statique.html",
            titre=self.donnees.get("titre", ""),
            demandes=[d for d in demande if d],
            rubriques=[*self.sur_papier()],
            au_dos=self.au_dos,
        )

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Le composant ; et, là où rien ne s’exécute (forge, impression, carnet sans noyau), de quoi lire et répondre à la main."""
        paquet = super()._repr_mimebundle_(**options)
        if paquet is None:
            return None
        representations, metadonnees = paquet
        representations["text/html"] = str(self.statique())
        representations["text/plain"] = repr(self)
        return representations, metadonnees


class Activite(Composant):
    """Un sujet proposé à l’apprenant, et ce qu’il en a fait : enregistré, repris, annulé, recommencé.

    `graine` est propre à l’apprenant ; elle donne aussi le `jeton` qui distingue ses brouillons de ceux d’un autre carnet
    dans le navigateur (sur le site, il n’y en a qu’un). Une activité nouvelle définit `decrire`, et `dire` si sa page attend plus que les réponses.
    """

    def __init__(self, sujet: Sujet, feuille: Feuille, *, graine: int, heure: Any) -> None:
        self.sujet = sujet
        self.graine = graine
        self._feuille = feuille
        self._heure = heure
        self._accuses: dict[str, int] = {}
        self._defaisables = 0  # gestes de cette ouverture : « Annuler » ne remonte pas à la veille
        self._rejouer()
        self._enregistrement = {"etat": "vide", "quand": "", sujet.mots.champ: "", "message": ""}
        commun = {"cle": sujet.cle, "titre": sujet.titre, "consigne": sujet.consigne, "jeton": "" if navigateur.DEDANS else f"{graine:x}"}
        super().__init__(donnees={**commun, **self.decrire()}, etat=self._dire())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.sujet.cle!r})"

    @property
    def suite(self) -> Suite:
        """Les réponses, au dernier geste connu."""
        return self._suite

    def sur_papier(self) -> Iterable[Rubrique]:
        return self.sujet.sur_papier()

    def decrire(self) -> dict[str, Any]:
        """Ce que la page doit savoir une fois pour toutes, en plus de la clé, du titre, de la consigne et du jeton."""
        raise NotImplementedError

    def dire(self) -> dict[str, Any]:
        """Ce que la page doit savoir à chaque changement, en plus des réponses et de leur enregistrement."""
        return {}

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """Enregistre un geste venu de la page, puis renvoie l’état. Un geste déjà reçu n’est pas compté deux fois."""
        mots = self.sujet.mots
        vue, n, nom = geste.get("vue"), geste.get("n"), geste.get("geste")
        deja = isinstance(vue, str) and isinstance(n, int) and self._accuses.get(vue, 0) >= n
        if not deja and nom in (mots.geste, "annuler", "recommencer", "valider") and self._utile(geste):
            garde = {k: geste[k] for k in ("geste", mots.champ, mots.valeur) if k in geste}
            self._noter(self._feuille.ajouter(garde), str(geste.get(mots.champ, "")))
            self._defaisables = max(0, self._defaisables + {"annuler": -1, "valider": 0}.get(str(nom), 1))
        else:
            self._noter(self._feuille.reessayer(), str(geste.get(mots.champ) or self._enregistrement[mots.champ]))
        if isinstance(vue, str) and isinstance(n, int):
            self._accuses[vue] = max(n, self._accuses.get(vue, 0))
        self.rafraichir()

    def rafraichir(self) -> None:
        """Lit le feuillet une fois (un autre carnet a pu y ajouter), rejoue une fois, et met la page à jour."""
        self._rejouer()
        self.etat = self._dire()

    def _utile(self, geste: Mapping[str, Any]) -> bool:
        """Une annulation doit défaire un geste de cette ouverture ; une validation ou une réponse, changer quelque chose."""
        if geste["geste"] == "annuler":
            return self._defaisables > 0
        if geste["geste"] == "valider":
            return not a_valider(geste, self._suite.reponses, self.sujet.mots) <= self._suite.valides
        return geste["geste"] == "recommencer" or self.sujet.change(geste, self._suite.reponses)

    def _rejouer(self) -> None:
        gestes, self._avertissements = self._feuille.contenu()
        self._suite = self.sujet.jouer(gestes)

    def _noter(self, enregistrement: Any, champ: str) -> None:
        self._enregistrement = {
            "etat": "enregistre" if enregistrement.fait else "non-enregistre",
            "quand": self._heure(enregistrement.quand),
            self.sujet.mots.champ: champ,
            "message": enregistrement.message,
        }

    def _dire(self) -> dict[str, Any]:
        suite, progres = self._suite, self.sujet.progres(self._suite)
        avertissements = list(self._avertissements)
        if suite.inconnus:
            avertissements.append("Des réponses portent sur des cartes ou des questions qui n’existent plus ici ; elles restent gardées.")
        return {
            "reponses": dict(suite.reponses),
            "accuses": dict(self._accuses),
            "enregistrement": dict(self._enregistrement),
            "annulable": suite.annulable and self._defaisables > 0,
            "avertissement": " ".join(avertissements),
            "tour": suite.tour,
            "avancement": {"faites": progres.faites, "total": progres.total, "mot": progres.mot},
            **self.dire(),
        }
