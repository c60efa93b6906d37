"""Le panneau : la séance menée depuis un carnet. Le composant web est `web/seance/regie/carnet.js`, le même que la page de l’enseignant.

Rien n’est lancé quand la cellule s’exécute : le serveur ne part qu’au bouton « Préparer la séance », dans un programme à part
qui survit au noyau. Un fil lit la séance deux fois par seconde ; il s’arrête avec le composant.
"""

from __future__ import annotations

import gzip
import json
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import traitlets

from travailler_ensemble import fichiers
from travailler_ensemble.affichage.composants.base import Composant
from travailler_ensemble.classe.export import COLONNES, LigneReponse
from travailler_ensemble.classe.papier import autonome
from travailler_ensemble.ecriture.ressources import feuille_de_style, module
from travailler_ensemble.seance import client, maison, menage
from travailler_ensemble.seance.client import ReponseRefusee

if TYPE_CHECKING:
    import pandas

PAS = 0.5
"""Secondes entre deux lectures de la séance."""
RELANCE = 3
"""Lectures manquées de suite avant de relancer un serveur disparu."""
FIL = "panneau-de-la-seance"
_CLES = menage.PANNEAU
FERMEES = "Les séances sont fermées ; tout est gardé."
_REGLAGES = {"jours": int, "cartes": list, "auteurs": list, "questions": list, "sans_meneur": bool, "restreint": bool}
_PAGES = ("/papier", "/copie")
_METHODES = {"GET", "POST", "PUT", "DELETE"}


class Panneau(Composant):
    """La séance, menée depuis le carnet. `tris` : ceux que l’on peut choisir (voir `programme.tris`) ; `choix`, longs, leur suite."""

    _esm = module("seance/regie/carnet.js")
    _css = feuille_de_style("regie")

    seance = traitlets.Dict().tag(sync=True)
    tri = traitlets.Dict().tag(sync=True)
    tris: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)

    def __init__(
        self, tris: Sequence[Mapping[str, Any]], dossier: Path | None = None, choix: Callable[[], list[dict[str, Any]]] = list
    ) -> None:
        self._choix = choix
        self._dossier = dossier or maison.dossier_habituel()
        self._mien: client.SeanceDistante | None = None
        self._cles: dict[str, str] = {}
        self._verrou = threading.RLock()
        self._arret = threading.Event()
        self._manquees = 0
        donnees = {
            "titre": "La séance en direct",
            "consigne": "La classe répond sur ses téléphones, sans compte et sans nom. Tout reste sur cet ordinateur.",
            "tris": [dict(t) for t in tris],
        }
        super().__init__(donnees=donnees, etat=_etat("aucune"))

    def __repr__(self) -> str:
        return "Panneau de la séance"

    def reponses(self) -> pandas.DataFrame:
        """Les réponses à cet instant, une ligne par réponse ; vide s’il n’y a pas de séance. Rappelez-la pour la suite.

        Lève `ValueError` (phrase française) si la séance ne répond pas.
        """
        import pandas

        return pandas.DataFrame(self._lignes(), columns=list(COLONNES))

    def votes_clos(self) -> list[LigneReponse]:
        """Les réponses des votes clos : ce qu’une figure peut montrer. Lève `ValueError` comme `reponses`."""
        lignes = [LigneReponse(*ligne) for ligne in self._lignes()]
        clos = self._mien.etat()["distribution"] if lignes and self._mien else {}
        return [x for x in lignes if str(x.tour) in clos]

    def _lignes(self) -> list[list[Any]]:
        if self._mien is None:
            self._retrouver()
        try:
            return self._mien.reponses()["lignes"] if self._mien else []
        except ReponseRefusee as e:
            raise ValueError(e.message) from e

    def close(self) -> None:
        """Ferme le composant ; la séance, elle, continue."""
        self._arret.set()
        super().close()

    # Ce que la page demande

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """Un geste venu de la page ; ne lève jamais."""
        match geste.get("geste"):
            case "montee":
                self._donner_l_heure(geste)
                if not self.tris:
                    self._a_part(self._chercher_les_choix)
                if self._mien is None and self.etat["sort"] == "aucune":
                    self._a_part(self._retrouver)
            case "preparer" if self.etat["sort"] == "aucune":
                reglages = {nom: geste[nom] for nom, sorte in _REGLAGES.items() if isinstance(geste.get(nom), sorte)}
                self._a_part(self._preparer, str(geste.get("tri", "")), str(geste.get("titre", "")), reglages)
            case "reprendre" if self.etat["sort"] == "aucune":
                self._a_part(self._reprendre, str(geste.get("seance", "")))
            case "rejouer" if self.etat["sort"] == "aucune":
                self._a_part(self._rejouer, str(geste.get("seance", "")), str(geste.get("titre", "")), geste.get("restreint") is True)
            case "comparer" if self.etat["sort"] == "aucune":
                self._a_part(self._comparer, [str(x) for x in geste.get("seances", ())])
            case "fermer" if self.etat["sort"] == "aucune":
                self._a_part(self._fermer)
            case "quitter":
                self._quitter()
            case "appeler":
                self._appeler(geste)

    def _appeler(self, geste: Mapping[str, Any]) -> None:
        """Pose au serveur la question de la page, et la lui rend."""
        methode, chemin, texte = str(geste.get("methode")), str(geste.get("chemin")), str(geste.get("corps", ""))
        code, corps = 0, {"message": client.FERMEE}
        if methode in _METHODES and (chemin.startswith("/api/") or chemin.partition("?")[0] in _PAGES) and (mien := self._mien):
            try:
                code, corps = 200, _decoder(chemin, mien.octets(methode, chemin, texte.encode() if texte else None))
            except ReponseRefusee as e:
                code, corps = e.statut, {"message": e.message, **e.avec}
            if (methode, chemin, code) == ("DELETE", "/api/seance", 200):
                self._oublier()
        self.send({"vue": geste.get("vue"), "n": geste.get("n"), "code": code, "corps": corps})

    def _donner_l_heure(self, geste: Mapping[str, Any]) -> None:
        """L’heure du serveur, à une page dont l’horloge peut être celle d’une autre machine : il tourne ici, à côté du noyau."""
        self.send({"vue": geste.get("vue"), "heure": time.time()})

    # Ouvrir, retrouver, quitter

    def _a_part(self, fonction: Any, *arguments: Any) -> None:
        """Ce qui peut durer se fait dans un fil : le noyau reste libre."""
        threading.Thread(target=self._sans_bruit, args=(fonction, *arguments), daemon=True).start()

    def _sans_bruit(self, fonction: Any, *arguments: Any) -> None:
        try:
            with self._verrou:
                fonction(*arguments)
        except ReponseRefusee as e:
            self._accueillir(e.message)
        except OSError as e:
            refus = f"Le dossier des séances ne se laisse pas écrire ({e.strerror}) : libérez de la place, ou changez-en."
            self._accueillir(refus if e.strerror else str(e))

    def _chercher_les_choix(self) -> None:
        self.tris = self._choix()

    def _preparer(self, tri: str, titre: str, reglages: Mapping[str, Any]) -> None:
        self.etat = {**self.etat, "sort": "lancement", "message": ""}
        chez = client.lancer(self._dossier)
        self._suivre(chez, chez.creer(tri, titre, **reglages))

    def _reprendre(self, seance: str) -> None:
        self.etat = {**self.etat, "sort": "lancement", "message": ""}
        chez = client.lancer(self._dossier)
        gardees = self._lire_cles()
        self._suivre(chez, gardees if gardees.get("id") == seance else chez.reprendre(seance))

    def _rejouer(self, seance: str, titre: str, restreint: bool) -> None:
        self.etat = {**self.etat, "sort": "lancement", "message": ""}
        chez = client.lancer(self._dossier)
        self._suivre(chez, chez.rejouer(seance, titre, restreint=restreint))

    def _comparer(self, seances: Sequence[str]) -> None:
        page = client.lancer(self._dossier).comparer(seances)
        self.etat = {**self.etat, "message": "", "comparaison": page}

    def _retrouver(self) -> None:
        """La séance que menait ce carnet, si son serveur répond et qu’elle n’est pas finie ; sinon, la liste des séances."""
        if self._mien is not None:
            return
        if (chez := client.joindre(self._dossier)) is None:
            if seances := menage.lister(self._dossier):  # sans rien lancer : « Reprendre » le fera
                self.etat = _etat("aucune", seances=seances)
            return
        cles, seances = self._lire_cles(), chez.seances()
        if cles and not any(s["id"] == cles["id"] for s in seances):
            self._oublier()  # effacée depuis une autre page : ses clés n’ouvrent plus rien
        if any(s["id"] == cles.get("id") and s["phase"] != "terminee" for s in seances):
            try:
                return self._suivre(chez, cles)
            except ReponseRefusee:
                pass  # d’autres clés ont été données depuis : on proposera de la reprendre
        self.etat = _etat("aucune", seances=seances, serveur=_ouverture(chez))

    def _suivre(self, chez: client.ServeurDistant, cles: Mapping[str, str]) -> None:
        mien = chez.seance(cles["enseignant"])
        vue = mien.etat()
        self._mien, self._manquees = mien, 0
        self._cles = {
            "id": cles["id"],
            "titre": vue["seance"]["titre"],
            "code": vue["seance"]["code"],
            **{r: cles[r] for r in ("enseignant", "projection")},
        }
        self._ecrire_cles()
        self._montrer(vue)
        self._arret = threading.Event()
        threading.Thread(target=_veiller, args=(weakref.ref(self), self._arret), daemon=True, name=FIL).start()

    def _quitter(self) -> None:
        self._arret.set()
        with self._verrou:
            self._mien = None
            self.seance, self.tri = {}, {}
            self.etat = _etat("aucune")
        self._a_part(self._lister)

    def _lister(self) -> None:
        if chez := client.joindre(self._dossier):
            self.etat = _etat("aucune", seances=chez.seances(), serveur=_ouverture(chez))
        else:
            self.etat = _etat("aucune", seances=menage.lister(self._dossier))

    def _fermer(self) -> None:
        if chez := client.joindre(self._dossier):
            chez.fermer()
        self.etat = _etat("aucune", seances=menage.lister(self._dossier), message=FERMEES)

    def _accueillir(self, message: str) -> None:
        self.etat = {
            **_etat("aucune", message=message),
            **{nom: self.etat.get(nom, rien) for nom, rien in (("seances", []), ("serveur", {}))},
        }

    # Suivre

    def rafraichir(self) -> None:
        """Relit la séance, et met la page à jour si elle a changé."""
        with self._verrou:
            if self._mien is None or self._arret.is_set():
                return
            try:
                vue = self._mien.etat()
            except ReponseRefusee as e:
                self._manque(e)
            else:
                self._manquees = 0
                self._montrer(vue)

    def _montrer(self, vue: dict[str, Any]) -> None:
        tri = vue.pop("tri", None)
        if tri and tri != self.tri:
            self.tri = tri
        if {**vue, "maintenant": 0} != {**self.seance, "maintenant": 0}:
            self.seance = vue
        voulu = _etat("direct", liens=self._liens())
        if self.etat != voulu:
            self.etat = voulu

    def _liens(self) -> dict[str, str]:
        assert self._mien is not None
        return {page: f"{self._mien.url}/{page}" for page in ("projection", "enseignant")}  # la page demandera un billet pour y entrer

    def _manque(self, e: ReponseRefusee) -> None:
        self._manquees += 1
        if (cause := e.avec.get("cause")) in ("refuse", "renouvele"):
            self._dire(cause)
            self._arret.set()
        elif cause == "effacee":
            self._dire(cause)
            self._oublier()
        elif self._manquees < 2:
            return  # une lecture manquée ne vaut pas une alerte
        elif e.statut or self._manquees % RELANCE or self.seance.get("etat", {}).get("phase") == "terminee":
            self._dire("perdu", e.message if e.statut else "")
        else:
            self._relancer()

    def _relancer(self) -> None:
        """Le serveur a disparu en pleine séance : on le relance sur les mêmes fichiers, tout y est ; sauf si on l’a fermé exprès."""
        chez = maison.ouvrir(self._dossier, creer=False)
        if chez and chez.fermee:
            return self._dire("perdu", f"{FERMEES} « Revenir aux séances », plus bas, permet de reprendre.")
        self._dire("perdu", "Le serveur s’est arrêté ; il est relancé. Les réponses enregistrées le sont toujours.")
        try:
            neuf = client.lancer(self._dossier)
        except ReponseRefusee as e:
            self._dire("perdu", f"Le serveur s’est arrêté. {e.message}")
        else:
            self._mien = neuf.seance(self._cles["enseignant"])

    def _dire(self, sort: str, message: str = "") -> None:
        voulu = {**self.etat, "sort": sort, "message": message}
        if self.etat != voulu:
            self.etat = voulu

    # Les clés, gardées à côté de celle de la maison : un noyau redémarré retrouve la séance sans couper le mur

    def _lire_cles(self) -> dict[str, str]:
        try:
            lu = maison.lire_json(self._dossier / _CLES)
            return {nom: str(lu[nom]) for nom in ("id", "titre", "code", "enseignant", "projection")}
        except (OSError, KeyError):
            return {}

    def _ecrire_cles(self) -> None:
        with suppress(OSError):  # la séance se mène quand même ; au pire, il faudra la reprendre
            fichiers.remplacer(self._dossier / _CLES, json.dumps(self._cles).encode())

    def _oublier(self) -> None:
        self._arret.set()
        (self._dossier / _CLES).unlink(missing_ok=True)


def _veiller(faible: weakref.ref[Panneau], arret: threading.Event) -> None:
    """Relit la séance tant que le composant existe."""
    while not arret.wait(PAS):
        if (panneau := faible()) is None:
            return
        panneau.rafraichir()
        del panneau


def _etat(sort: str, **plus: Any) -> dict[str, Any]:
    """Où en est le panneau : « aucune », « lancement », « direct », « perdu », « refuse », « renouvele », « effacee »."""
    return {"sort": sort, "message": "", "liens": {}, "seances": [], "serveur": {}, **plus}


def _ouverture(chez: client.ServeurDistant) -> dict[str, Any]:
    """Ce que la page dit du serveur qui tourne, et propose de fermer."""
    return {"tourne": True, "url": chez.sait.get("ouverture", {}).get("url", "")}


def _decoder(chemin: str, octets: bytes) -> Any:
    if octets[:2] == b"\x1f\x8b":
        octets = gzip.decompress(octets)
    texte = octets.decode("utf-8")
    if chemin.partition("?")[0] in _PAGES:
        return autonome(texte)
    return json.loads(texte or "null") if chemin.startswith("/api/") and not chemin.endswith((".csv", ".svg")) else texte
