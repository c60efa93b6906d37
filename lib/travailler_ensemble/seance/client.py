"""Parler au serveur des séances, depuis le carnet ou la ligne de commande. Bloquant, bibliothèque standard seule.

serveur = client.joindre() or client.lancer()    # le serveur qui tourne déjà, ou un nouveau
cles = serveur.creer("formes")
mien = serveur.seance(cles["enseignant"])
mien.etat(), mien.faire("ouvrir")
"""

from __future__ import annotations

import hmac
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any

from travailler_ensemble import fichiers
from travailler_ensemble.seance import contenu
from travailler_ensemble.seance import maison as _maison
from travailler_ensemble.seance.codes import empreinte, preuve, secret

ATTENTE = 10.0
"""Secondes avant de dire que le serveur ne répond pas."""
ATTENTE_FIN = 20.0
"""Secondes laissées à un serveur pour se fermer."""
FERMEE = "Le serveur de la séance ne répond pas. Les réponses déjà enregistrées sont gardées : relancez-le, la séance reprendra."
# Ce qu’un serveur lancé d’un carnet n’a pas à connaître : de quoi parler à Jupyter.
_DE_JUPYTER = ("JUPYTER", "JPY_", "IPYTHON", "JPKC", "COLAB", "BINDER")


class ReponseRefusee(Exception):
    """Le serveur a dit non, ou ne répond pas. Le message est une phrase française ; `statut` vaut 0 s’il n’a pas répondu.

    `avec` : ce que le serveur a joint (par exemple l’état à jour, quand la séance avait déjà avancé).
    """

    def __init__(self, message: str, statut: int = 0, avec: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message, self.statut, self.avec = message, statut, avec or {}


class _Client:
    """De quoi parler au serveur. Toutes les demandes lèvent `ReponseRefusee` (phrase française)."""

    def __init__(self, url: str, secret: str) -> None:
        self.url, self._secret = url.rstrip("/"), secret

    def demander(self, methode: str, chemin: str, message: Any = None, attente: float = ATTENTE) -> Any:
        """La réponse du serveur, JSON décodé. `attente` : secondes."""
        contenu = None if message is None else json.dumps(message, ensure_ascii=False).encode()
        return json.loads(self.octets(methode, chemin, contenu, attente) or b"null")

    def octets(self, methode: str, chemin: str, contenu: bytes | None = None, attente: float = ATTENTE) -> bytes:
        """Comme `demander`, sans décoder."""
        requete = urllib.request.Request(self.url + chemin, contenu, {"Authorization": f"Bearer {self._secret}"}, method=methode)
        try:
            try:
                with _SANS_RELAIS.open(requete, timeout=attente) as reponse:
                    return reponse.read()
            except urllib.error.HTTPError as e:
                with e:
                    corps = e.read()
                try:
                    dit = json.loads(corps)
                except ValueError:
                    dit = {}
                raise ReponseRefusee(dit.pop("message", FERMEE), e.code, dit) from None
        except (OSError, ValueError, HTTPException) as e:  # jusque pendant qu’il répond : un serveur tué n’achève pas sa phrase
            raise ReponseRefusee(FERMEE) from e


_SANS_RELAIS = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # le serveur est ici : jamais par le relais de l’école


class SeanceDistante(_Client):
    """Une séance qu’un serveur tient, avec le secret de l’enseignant, de la projection ou d’un participant."""

    def etat(self) -> dict[str, Any]:
        return self.demander("GET", "/api/etat")

    def faire(self, geste: str, version: int | None = None, **arguments: Any) -> dict[str, Any]:
        """Un geste ; `version` : celle que l’on avait sous les yeux (à défaut, la dernière)."""
        version = self.etat()["version"] if version is None else version
        return self.demander("POST", "/api/gestes", {"geste": geste, "version": version, **arguments})

    def reponses(self) -> dict[str, Any]:
        return self.demander("GET", "/api/reponses")

    def csv(self) -> bytes:
        return self.octets("GET", "/api/reponses.csv")

    def bilan(self) -> dict[str, Any]:
        return self.demander("GET", "/api/bilan", attente=60)

    def auteur(self, rang: int) -> dict[str, Any]:
        return _degonfler(self.octets("GET", f"/api/auteurs/{rang}"))

    def adresses(self) -> list[dict[str, str]]:
        return self.demander("GET", "/api/adresses")

    def ouvrir(self, adresse: str) -> dict[str, Any]:
        return self.demander("POST", "/api/ouverture", {"adresse": adresse})

    def refermer(self) -> dict[str, Any]:
        return self.demander("DELETE", "/api/ouverture")

    def lever_les_mains(self, tour: int, carte: str, comptes: Mapping[str, int]) -> dict[str, Any]:
        return self.demander("PUT", f"/api/mains/{tour}/{carte}", {"comptes": dict(comptes)})

    def saisir_papier(self, tour: int, table: str) -> dict[str, Any]:
        return json.loads(self.octets("POST", f"/api/papier/{tour}", table.encode()))

    def effacer(self) -> None:
        self.demander("DELETE", "/api/seance")


class ServeurDistant(_Client):
    """Le serveur, avec la clé de la maison. `sait` : ce qu’il dit de lui-même (`GET /api/serveur`), quand on l’a joint."""

    sait: Mapping[str, Any] = {}

    @property
    def a_jour(self) -> bool:
        """Sert-il ce qui est sur le disque ? Un serveur d’avant, ou d’avant une table changée, dirait « ce tri n’existe pas »."""
        return self.sait.get("contenu") == contenu.empreinte()

    def creer(self, tri: str, titre: str = "", **reglages: Any) -> dict[str, str]:
        return self.demander("POST", "/api/seances", {"tri": tri, "titre": titre, **reglages})

    def seances(self) -> list[dict[str, Any]]:
        return self.demander("GET", "/api/seances")

    def reprendre(self, seance: str) -> dict[str, str]:
        return self.demander("POST", f"/api/seances/{seance}/acces")

    def rejouer(self, seance: str, titre: str = "", **reglages: Any) -> dict[str, str]:
        """La même séance, pour un autre groupe ; comme `creer`."""
        return self.demander("POST", f"/api/seances/{seance}/rejouer", {"titre": titre, **reglages})

    def comparer(self, seances: Sequence[str]) -> str:
        """Ces séances, carte par carte : un morceau de page."""
        return self.demander("POST", "/api/comparaison", {"seances": [*seances]})["page"]

    def seance(self, secret: str) -> SeanceDistante:
        return SeanceDistante(self.url, secret)

    def billet(self) -> str:
        """De quoi ouvrir la page de la maison, une fois, dans la minute."""
        return self.demander("POST", "/api/billets", {"pour": "maison"})["billet"]

    def fermer(self, *, relance: bool = False) -> None:
        """Ferme le serveur, et attend qu’il ait rendu la base. `relance` : un autre le remplace, à la même adresse."""
        import psutil

        self.demander("POST", "/api/fin", {"relance": relance})
        fin = time.monotonic() + ATTENTE_FIN
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied, KeyError):  # parti, ou d’avant : il ne dit pas qui il est
            lui = psutil.Process(self.sait["pid"])
            while lui.status() != psutil.STATUS_ZOMBIE and time.monotonic() < fin:  # fini, même si le noyau qui le lança ne l’a pas relu
                with suppress(psutil.TimeoutExpired):
                    lui.wait(0.05)


def _degonfler(octets: bytes) -> Any:
    import gzip

    return json.loads(gzip.decompress(octets) if octets[:2] == b"\x1f\x8b" else octets)


def joindre(dossier: Path | None = None) -> ServeurDistant | None:
    """Le serveur qui tient ce dossier, s’il répond ; None sinon."""
    chez = _maison.ouvrir(dossier or _maison.dossier_habituel(), creer=False)
    if chez is None or not chez.url:
        return None
    m = ServeurDistant(chez.url, chez.cle)
    defi = secret()
    try:  # ce port a pu être repris par un autre programme : sans preuve, la clé ne lui est pas envoyée
        dit = _Client(chez.url, "").demander("GET", f"/api/sante?defi={defi}", attente=2)
        if not hmac.compare_digest(str(dit.get("preuve")), preuve(empreinte(chez.cle), defi)):
            return None
        m.sait = m.demander("GET", "/api/serveur", attente=2)  # et il nous reconnaît
    except ReponseRefusee as e:
        if e.statut != 404:  # un serveur d’avant ne connaît pas cette demande
            return None
    except AttributeError:
        return None
    return m


def fermer_avec_la_collection(dossier: Path | None = None) -> str:
    """Ferme le serveur que lança un carnet : rien ne reste ouvert sur le réseau. Rend ce qu’il faut en dire ; vide s’il n’y en a pas."""
    try:
        if (la := joindre(dossier)) is None:
            return ""
        if la.sait.get("fenetre"):
            return "Les séances en direct restent ouvertes dans leur fenêtre ; pour les fermer : « python3 labo.py seance --fermer »."
        la.fermer()
    except (OSError, ReponseRefusee):
        return "Les séances en direct sont peut-être encore ouvertes ; pour les fermer : « python3 labo.py seance --fermer »."
    return "Les séances en direct sont fermées aussi ; leurs réponses sont gardées."


def lancer(dossier: Path | None = None, patience: float = 30.0) -> ServeurDistant:
    """Le serveur de ce dossier : celui qui répond déjà s’il est à jour, sinon un nouveau, à part, qui survit au carnet.

    Lève `ReponseRefusee` (phrase française) s’il ne démarre pas.
    """
    dossier = dossier or _maison.dossier_habituel()
    try:
        if deja := joindre(dossier):
            if deja.a_jour:
                return deja
            deja.fermer(relance=True)
        _maison.ouvrir(dossier)
        env = {nom: v for nom, v in os.environ.items() if not nom.startswith(_DE_JUPYTER)}
        journal = fichiers.ouvrir(dossier / "journal.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | fichiers.SANS_LIEN)
        with os.fdopen(journal, "wb") as sortie:
            serveur = subprocess.Popen(
                [sys.executable, "-m", "travailler_ensemble.seance", "--dossier", str(dossier)],
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=subprocess.STDOUT,
                env=env,
                start_new_session=os.name != "nt",
                creationflags=getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
    except OSError as e:
        raise ReponseRefusee(
            f"Le dossier « {dossier} » ne se laisse pas écrire ({e.strerror}) : libérez de la place, ou changez-en."
        ) from e
    fin = time.monotonic() + patience
    while time.monotonic() < fin:
        if serveur.poll() is not None:
            dit = fichiers.lire(dossier / "journal.txt").decode(errors="replace").strip().splitlines()
            raise ReponseRefusee(dit[-1] if dit else "Le serveur de la séance ne démarre pas.")
        if la := joindre(dossier):
            return la
        time.sleep(0.1)
    raise ReponseRefusee("Le serveur de la séance met trop de temps à démarrer : réessayez.")
