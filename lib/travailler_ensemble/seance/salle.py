"""La salle : les séances ouvertes ici, ce qu’on y demande, et à qui l’on répond. Ni HTTP, ni HTML."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import re
import secrets as hasard
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from time import monotonic, time
from typing import Any, TypeVar

from sqlalchemy import Connection, text

from travailler_ensemble.ecriture.phrases import typographier
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.seance import etats, journal, raisons, vues
from travailler_ensemble.seance.codes import code_nouveau, empreinte, est_scelle, normaliser_code, normaliser_mot, preuve, sceller, secret
from travailler_ensemble.seance.diffusion import Diffusion
from travailler_ensemble.seance.essais_de_code import EssaisDeCode
from travailler_ensemble.seance.greffier import BATTEMENT, Greffier
from travailler_ensemble.seance.journal import Acces, Refusee, Seance, Vote
from travailler_ensemble.seance.programme import PERDU, Programme, choix, garder, miens, perdu, programme, relire
from travailler_ensemble.seance.questions import CASES, faits_de, poser
from travailler_ensemble.seance.stockage import BaseIndisponible, copier, effacer_vraiment

JOURS, JOURS_MAX = 30, 365
"""Combien de temps une séance est gardée, si l’on n’en dit rien ; et au plus."""
PARTICIPANTS_MAX = 2000
N_MAX = 10**6
"""Plus de gestes que n’en fait personne ; moins qu’une horloge, en secondes ou en millisecondes : aucune heure n’entre dans la base."""
MAINS_MAX = 2000
PRESSE, PRESSE_EN = 150, 5.0
"""Arrivées, et en combien de secondes, que même un amphithéâtre ne fait pas : plus vite, ce n’est pas une classe."""
RETOURS_MAX = 5
"""Mots de retour faux permis pour un même numéro : un voisin qui l’a lu ne devine pas le mot."""
SONDE = 3.0
"""Secondes laissées à la base pour répondre à une sonde."""
BILLET, BILLET_DUREE = "billet-", 60
"""Ce qui distingue un billet d’un secret, dans la fin d’une adresse ; secondes pendant lesquelles il vaut."""
PAGE_DUREE = 86_400
"""Secondes pendant lesquelles la page de la maison garde sa clé, même si le serveur redémarre."""
DEPUIS = (1, 2, 5, 10)
"""Minutes depuis lesquelles on peut retirer les derniers entrés ; au-delà de la dernière, on ne sait plus quand chacun est entré."""


T = TypeVar("T")
_JOURNAL = logging.getLogger(__name__)


class Refus(Exception):
    """Une demande à laquelle on dit non : le statut HTTP, et pourquoi, en français."""

    def __init__(self, statut: int, message: str, **avec: Any) -> None:
        super().__init__(message)
        self.statut, self.message, self.avec = statut, message, avec


DISPARUE = "Cette séance a été effacée."
ABIMEE = "abîmée : on ne sait plus où elle en était ; ses réponses se relisent et s’exportent"
INCONNU = "Entrez avec le code affiché au tableau : cette page ne vous reconnaît pas."
REVENU = "Vous continuez sur un autre appareil."
RENOUVELE = "Cette séance a été reprise dans une autre page : continuez là-bas."


def disparue() -> Refus:
    """La séance est effacée. `cause` : le mot que les pages attendent pour le croire ; un filtre d’établissement ne le dit pas."""
    return Refus(410, DISPARUE, cause="effacee")


class Salle:
    """Tient les séances d’une base. Tout ce qui la lit ou l’écrit lève `BaseIndisponible` (phrase française) si elle ne répond pas."""

    def __init__(
        self,
        greffier: Greffier,
        panel: Panel,
        cle_maison: str,
        ouverture: Callable[[], Mapping[str, Any]],
        heure: Callable[[], float] = time,
        date_sure: Callable[[], bool] = lambda: True,
    ) -> None:
        self._greffier = greffier
        self._panel = panel
        self._cle_maison = empreinte(cle_maison)
        self._cle_des_pages = empreinte(f"page {self._cle_maison}")  # une autre que celle qui répond aux défis
        self._codes: dict[str, asyncio.Task[dict[str, str]]] = {}
        self._chrono = monotonic
        self._arrivees: dict[str, list[tuple[float, int]]] = {}  # jamais écrites : séance → (quand, numéro) des derniers entrés
        self._retours: Counter[tuple[str, int]] = Counter()  # (séance, numéro) → mots de retour faux
        self._presses: dict[str, float] = {}  # séance → quand ses arrivées ont été invraisemblables
        self._minute, self._dites = 0, Counter[tuple[str, int]]()  # (séance, numéro) → raisons reçues dans cette minute
        self.essais = EssaisDeCode(self._redire)
        self._ouverture = ouverture
        self._heure = heure
        self._date_sure = date_sure
        self.diffusion = Diffusion()
        self._programmes: dict[str, asyncio.Task[Programme]] = {}
        self._acces: dict[str, Acces] = {}
        self._anciens: dict[str, Acces] = {}  # ce que l’on a reconnu, et qu’il faudra relire : peut-être plus rien
        self._seances: dict[str, asyncio.Task[Seance]] = {}  # relues après chaque geste
        self._cliches: dict[str, asyncio.Task[vues.Cliche]] = {}  # repris après chaque réponse
        self._raisons: dict[str, asyncio.Task[raisons.Recueil]] = {}  # relues après chaque geste
        self._tris: list[dict[str, Any]] = []
        self._lectures: dict[tuple[str, int], bytes] = {}
        self._purge: asyncio.Task[None] | None = None  # celle qui attend son tour
        self._verrou_de_purge = asyncio.Lock()
        self._sonde: asyncio.Future[Any] | None = None
        self._copies: set[asyncio.Task[None]] = set()

    async def sonder(self) -> None:
        """La base répond-elle ? Une seule question à la fois, quel que soit le nombre de sondes. Lève `BaseIndisponible`."""
        if self._sonde is None or self._sonde.done():
            self._sonde = asyncio.ensure_future(self._greffier.demander(lambda c: c.execute(text("SELECT 1"))))
        try:
            async with asyncio.timeout(SONDE):
                await asyncio.shield(self._sonde)
        except TimeoutError as e:
            raise BaseIndisponible("La base des séances ne répond pas.") from e

    # Qui est là

    async def reconnaitre(self, secret: str) -> Acces | None:
        """À qui est ce secret ; None s’il n’est à personne."""
        e = empreinte(secret)
        if hasard.compare_digest(e, self._cle_maison) or est_scelle(self._cle_des_pages, secret, self._heure()):
            return Acces("maison", "")
        if e not in self._acces:
            connus = self._acces  # remplacé pendant la lecture, il ne compte plus
            if not (trouve := await self._greffier.demander(journal.reconnaitre, e)):
                return None
            connus[e] = trouve
            return trouve
        return self._acces[e]

    async def refus_de(self, secret: str) -> Refus:
        """Pourquoi ce secret n’ouvre rien. `cause`, un mot : « refuse » (jamais vu), « renouvele », « parti » ou « effacee »."""
        ancien = self._anciens.get(empreinte(secret))
        if ancien is None:
            return Refus(401, INCONNU, cause="refuse")
        try:
            await self.seance(ancien.seance)
        except Refus as e:
            return e
        if ancien.role != "participant":
            return Refus(401, RENOUVELE, cause="renouvele")
        la = await self._greffier.demander(journal.mot_de, ancien.seance, ancien.numero)
        return Refus(401, REVENU, cause="renouvele") if la else Refus(401, journal.PARTI, cause="parti")

    def _oublier_acces(self, perdus: Callable[[Acces], bool]) -> None:
        self._anciens |= {e: a for e, a in self._acces.items() if perdus(a)}
        self._acces = {e: a for e, a in self._acces.items() if not perdus(a)}

    def comptes_changes(self, seance: str) -> None:
        """Une réponse, une arrivée, un départ : les comptes ont changé."""
        self._cliches.pop(seance, None)
        self.diffusion.signaler(seance, "comptes")

    def etat_change(self, seance: str) -> None:
        """Un geste : l’état a changé, et les comptes avec lui."""
        self._seances.pop(seance, None)
        self._raisons.pop(seance, None)
        self.comptes_changes(seance)
        self.diffusion.signaler(seance, "etat")

    def acces_changes(self, seance: str) -> None:
        """Un changement venu d’un autre serveur, ou des accès : plus rien de ce que l’on savait ne vaut."""
        self._oublier_acces(lambda a: a.seance == seance)
        self._codes.clear()
        self.etat_change(seance)

    def tout_a_pu_changer(self) -> None:
        """On n’a pas tout entendu des autres serveurs : plus rien ne vaut, d’aucune séance."""
        self._oublier_acces(lambda a: True)
        self._codes.clear()
        for seance in self._seances.keys() | self._cliches.keys() | self.diffusion.seances():
            self.etat_change(seance)

    def apprendre(self, nouvelle: str) -> None:
        """Ce que dit un autre serveur de la même base (voir `greffier.CANAL`) ; ce que nous disons nous-mêmes est déjà su."""
        try:
            origine, sorte, seance = nouvelle.split(" ", 2)
        except ValueError:  # un autre programme parle sur ce canal : rien n’en dépend
            _JOURNAL.warning("Une nouvelle de la base ne se lit pas : %.60r", nouvelle)
            return
        if origine != self._greffier.origine and sorte != BATTEMENT:
            (self.comptes_changes if sorte == "comptes" else self.acces_changes)(seance)

    def _redire(self) -> None:
        """Chaque enseignant relit ce qu’il sait des entrées."""
        for seance in self.diffusion.seances():
            self.diffusion.signaler(seance, "comptes")

    # Les billets

    async def billet(self, acces: Acces, pour: str) -> str:
        """De quoi ouvrir une page, une fois, dans la minute, sur n’importe quel serveur de la base. Lève `Refus` (422) si cet accès n’ouvre pas cette page."""
        if pour not in {"maison": ("maison",), "enseignant": ("enseignant", "projection")}[acces.role]:
            raise Refus(422, "Un billet s’ouvre pour « enseignant » ou « projection ».")
        billet, maintenant = BILLET + secret(), int(self._heure())
        ouvre = Acces(pour, acces.seance)
        await self._greffier.demander(journal.poser_billet, empreinte(billet), ouvre, maintenant, maintenant + BILLET_DUREE)
        return billet

    async def echanger(self, billet: str) -> str:
        """Le secret, neuf, que donne un billet. Lève `Refus` (410) s’il a servi, s’il a plus d’une minute, ou si la séance est effacée."""
        acces = await self._greffier.demander(journal.prendre_billet, empreinte(billet), int(self._heure()))
        if acces is None:
            raise Refus(410, "Cette adresse a déjà servi, ou a plus d’une minute : demandez-en une autre.")
        if acces.role == "maison":
            return sceller(self._cle_des_pages, int(self._heure()) + PAGE_DUREE)
        neuf = secret()
        if not await self._greffier.demander(journal.ajouter_acces, acces.seance, acces.role, empreinte(neuf)):
            raise disparue()
        return neuf

    # La maison

    def prouver(self, defi: str) -> str:
        """Montre que l’on tient cette maison, sans dire sa clé."""
        return preuve(self._cle_maison, defi)

    async def tris(self) -> list[dict[str, Any]]:
        """Les tris qui se prêtent à une séance, avec de quoi en choisir cartes et auteurs, hors de la boucle : ceux de la collection, cherchés
        une fois, puis les miens.
        """
        if not self._tris:
            self._tris = await asyncio.to_thread(choix, self._panel)
        return [*self._tris, *await asyncio.to_thread(miens, self._panel)]

    async def creer(
        self,
        tri: str,
        titre: str = "",
        jours: int = JOURS,
        cartes: Iterable[str] = (),
        auteurs: Iterable[str] = (),
        textes: Iterable[Any] = (),
        *,
        sans_meneur: bool = False,
        restreint: bool = False,
    ) -> dict[str, str]:
        """Prépare une séance, gardée `jours` jours ; rend son identifiant, son code et ses deux secrets.

        `textes` : les questions de l’enseignant, pour une séance qui n’a que cela. `sans_meneur` : le premier vote s’ouvre aussitôt.
        `restreint` : le seuil d’un petit groupe (`seuils.RESTREINT`), dit à tous.

        Lève `Refus` (422) si la durée, le tri, une carte, un auteur ou une question ne convient pas.
        """
        _verifier_la_duree(jours)

        def preparer() -> tuple[Programme, etats.Etat, str]:
            if tri in CASES:
                p = Programme(poser(tri, textes), self._panel, faits=faits_de(tri, textes))
            else:
                p = programme(self._panel, tri, cartes, auteurs)
            depart = etats.debut(p.cadre, restreint=restreint)
            return p, etats.ouvrir_sans_meneur(depart, p.cadre) if sans_meneur else depart, garder(p)

        try:
            p, depart, contenu = await asyncio.to_thread(preparer)  # long : ni dans la boucle, ni chez le greffier
        except (KeyError, ValueError) as e:
            raise Refus(422, str(e.args[0])) from e
        sinon = p.classement.cartes[0].titre if tri in CASES else p.classement.titre
        return await self._inscrire(tri, titre.strip() or sinon, jours, p.cartes, depart, contenu)

    async def rejouer(self, seance: str, titre: str = "", jours: int = JOURS, *, restreint: bool = False) -> dict[str, str]:
        """La même séance, avec un autre groupe : mêmes cartes, mêmes auteurs, dans le même ordre, même si la collection a changé.

        Lève `Refus` (410) si la première est effacée, (422) si la durée ne convient pas ou si l’on n’a plus ce qu’elle faisait ranger.
        """
        _verifier_la_duree(jours)
        s = await self.seance(self.nommee(seance))
        p = await self.programme(s)
        if p.classement.consigne == PERDU:
            raise Refus(422, "Le contenu de cette séance n’est plus dans la collection : préparez-en une autre.")
        depart, contenu = await asyncio.to_thread(lambda: (etats.debut(p.cadre, restreint=restreint), garder(p)))
        return await self._inscrire(s.tri, titre.strip() or s.titre, jours, p.cartes, depart, contenu)

    async def _inscrire(
        self, tri: str, titre: str, jours: int, cartes: tuple[str, ...], depart: etats.Etat, contenu: str
    ) -> dict[str, str]:
        aujourdhui = date.fromtimestamp(self._heure())
        cles = {"enseignant": secret(), "projection": secret()}
        identifiant = hasard.token_hex(6)

        def inscrire(c: Connection) -> Seance:
            s = Seance(
                identifiant,
                code_nouveau(journal.codes(c)),
                typographier(" ".join("".join(x if x.isprintable() else " " for x in titre).split()))[:120],
                tri,
                cartes,
                depart,
                1,
                aujourdhui.isoformat(),
                (aujourdhui + timedelta(days=jours)).isoformat(),
            )
            journal.creer(c, s, {role: empreinte(k) for role, k in cles.items()}, contenu)
            return s

        s = await self._greffier.demander(inscrire, change=identifiant)  # un autre serveur a un code de plus à connaître
        self._codes.clear()
        return {"id": s.id, "code": s.code, **cles}

    async def lister(self) -> list[dict[str, Any]]:
        """Les séances de la base."""
        dits = ("id", "titre", "code", "tri", "creee_le", "effacer_le")
        return [
            {
                **{nom: getattr(s, nom) for nom in dits},
                "phase": s.etat.phase,
                "dit": ABIMEE if s.abimee else etats.DITES[s.etat.phase],
                "participants": n,
                "restreint": s.etat.restreint,
            }
            for s, n in await self._greffier.demander(journal.lister)
        ]

    async def redonner(self, seance: str) -> dict[str, str]:
        """De nouveaux secrets pour une séance : celui d’avant ne mène plus, le mur garde le sien. Lève `Refus` (410) si elle est effacée."""
        self.nommee(seance)
        cles = {"enseignant": secret(), "projection": secret()}

        def changer(c: Connection) -> Seance:
            s = _la(journal.lire(c, seance))
            journal.renouveler_acces(c, seance, {role: empreinte(k) for role, k in cles.items()})
            return s

        s = await self._greffier.demander(changer, change=seance)
        self.acces_changes(seance)
        return {"id": s.id, "code": s.code, **cles}

    @staticmethod
    def nommee(seance: str) -> str:
        """Le même identifiant, s’il se peut : PostgreSQL refuserait de lire les autres, et avec eux tout le lot. Lève `Refus` (410)."""
        if not seance.isalnum() or len(seance) > 16:
            raise disparue()
        return seance

    def secondes_gardees(self, s: Seance) -> int:
        """Secondes d’ici la date où la séance s’efface."""
        return (date.fromisoformat(s.effacer_le) - date.fromtimestamp(self._heure())).days * 86400

    async def effacer_les_perimees(self) -> int:
        """Efface ce dont la date est passée ; rend combien de séances. Rien tant que l’horloge est douteuse (`menage.date_douteuse`)."""
        if not self._date_sure():
            return 0
        aujourdhui = date.fromtimestamp(self._heure()).isoformat()
        perimees = await self._greffier.demander(journal.perimees, aujourdhui)
        for s in perimees:
            await self.effacer(s)
        return len(perimees)

    # Entrer

    async def seance_du_code(self, code: str) -> Seance | None:
        """La séance où l’on entre avec ce code, tel qu’il a été tapé. Les codes sont en mémoire : un code faux ne touche pas la base."""
        codes = await _une_fois(self._codes, "", lambda: self._greffier.demander(journal.codes))
        try:
            return await self.seance(codes[normaliser_code(code)])
        except (KeyError, Refus):  # inconnu, ou effacée à l’instant
            return None

    async def entrer(self, s: Seance) -> tuple[str, int]:
        """Un participant de plus : son secret et son numéro. Lève `Refus` (409) si l’entrée est fermée ou la séance pleine."""
        if not s.etat.entree:
            raise Refus(409, "L’entrée est fermée : demandez à l’enseignant de la rouvrir.")
        jeton = secret()
        numero = await self._greffier.demander(journal.entrer, s.id, empreinte(jeton), PARTICIPANTS_MAX, change=s.id, comptes=True)
        if numero is None:
            raise Refus(409, f"La séance est pleine : {PARTICIPANTS_MAX} participants.")
        self._acces[empreinte(jeton)] = Acces("participant", s.id, numero)
        maintenant = self._chrono()
        derniers = [x for x in self._arrivees.get(s.id, ()) if x[0] > maintenant - 60 * DEPUIS[-1]] + [(maintenant, numero)]
        self._arrivees[s.id] = derniers
        if len(derniers) >= PRESSE and derniers[-PRESSE][0] > maintenant - PRESSE_EN:
            self._presses[s.id] = maintenant
        self.comptes_changes(s.id)
        return jeton, numero

    async def revenir(self, s: Seance, numero: str, mot: str) -> str:
        """Le secret neuf d’un participant qui change d’appareil ou d’adresse ; son ancienne page ne répond plus.

        Lève `Refus` (422) si le numéro ou le mot n’est pas le bon, (429) si ce numéro a été essayé `RETOURS_MAX` fois pour rien.
        """
        rang = int(numero) if re.fullmatch(r"[0-9]{1,6}", numero) else 0
        if self._retours[s.id, rang] >= RETOURS_MAX:
            raise Refus(429, "Ce numéro a été essayé trop souvent : entrez sans lui, comme la première fois.")
        self._retours[s.id, rang] += 1  # avant la réponse : cent mots essayés ensemble n’y passent pas
        jeton = secret()
        nu = normaliser_mot(mot)
        try:
            la = await self._greffier.demander(journal.revenir, s.id, rang, nu, empreinte(jeton), change=s.id)
        except BaseIndisponible:
            self._retours[s.id, rang] -= 1
            raise
        if not la:
            await self.essais.faux()
            raise Refus(422, "Ce numéro et ce mot ne vont pas ensemble : relisez-les dans « Vos données », ou entrez sans eux.")
        del self._retours[s.id, rang]
        self._oublier_acces(lambda a: a == ("participant", s.id, rang))
        self.comptes_changes(s.id)
        return jeton

    def _entrees(self, seance: str) -> dict[str, Any]:
        """Ce que l’enseignant sait des entrées : essaie-t-on des codes, arrive-t-on trop vite, et combien depuis tant de minutes."""
        maintenant = self._chrono()
        return {
            "essais": self.essais.trop(),
            "presse": maintenant - self._presses.get(seance, float("-inf")) < 60 * DEPUIS[-1],
            "depuis": {str(m): len(self._derniers(seance, m)) for m in DEPUIS},
        }

    def _derniers(self, seance: str, minutes: int) -> list[int]:
        depuis = self._chrono() - 60 * minutes
        return [numero for quand, numero in self._arrivees.get(seance, ()) if quand > depuis]

    async def changer_le_code(self, seance: str, ancien: str) -> None:
        """Un nouveau code d’entrée ; `ancien` ne vaut plus, ceux qui sont entrés restent.

        Lève `Refus` (409) si ce n’était déjà plus lui, (410) si la séance est effacée.
        """

        def changer(c: Connection) -> None:
            s = _la(journal.lire(c, seance, verrou="exclusif"))
            if s.code != ancien:
                raise Refus(409, "Le code avait déjà changé.")
            journal.changer_le_code(c, s, code_nouveau(journal.codes(c)))

        await self._greffier.demander(changer, change=seance)
        self.acces_changes(seance)

    # Voir

    async def programme(self, s: Seance) -> Programme:
        """Le programme d’une séance : celui avec lequel elle fut faite, gardé avec elle. Relu une fois, hors de la boucle."""
        return await _une_fois(self._programmes, s.id, lambda: self._relire_le_programme(s))

    async def _relire_le_programme(self, s: Seance) -> Programme:
        if texte := await self._greffier.demander(journal.contenu_de, s.id):
            with suppress(ValueError):
                return await asyncio.to_thread(relire, texte)
        try:  # une séance d’avant que l’on ne le garde
            p = await asyncio.to_thread(programme, self._panel, s.tri, s.cartes)
            garde = await asyncio.to_thread(garder, p)
        except (KeyError, ValueError):
            return perdu(s.tri, s.titre, s.cartes, await self._greffier.demander(journal.choix_vus, s.id))
        if not texte:
            await self._greffier.demander(journal.garder_contenu, s.id, garde)
        return p

    async def garder_les_contenus(self) -> None:
        """Ce que font ranger les séances d’avant que l’on ne le garde, tant que la collection le sait encore."""
        for s in await self._greffier.demander(journal.sans_contenu):
            await self.programme(s)

    async def seance(self, seance: str) -> Seance:
        """Une séance et son état. Lève `Refus` (410) si elle est effacée."""
        return await _une_fois(self._seances, seance, lambda: self._greffier.demander(lambda c: _la(journal.lire(c, seance))))

    async def cliche(self, seance: str) -> vues.Cliche:
        """Le cliché d’une séance ; pris une fois, même si beaucoup le demandent ensemble. Lève `Refus` (410) si elle est effacée."""
        return await _une_fois(self._cliches, seance, lambda: self._prendre(seance))

    async def _prendre(self, seance: str) -> vues.Cliche:
        def lire(c: Connection) -> vues.Cliche:
            s = _la(journal.lire(c, seance))
            tour = s.etat.tour or 1
            return vues.Cliche(
                s,
                journal.presents(c, seance),
                journal.compter(c, seance, tour, len(s.cartes)),
                journal.repartir(c, seance),
                journal.mains_levees(c, seance),
            )

        return await self._greffier.demander(lire)

    async def etat(self, acces: Acces, *, entier: bool = True) -> dict[str, Any]:
        """Ce que voit celui qui se présente. `entier` : avec le tri et, pour un participant, ses réponses.

        Lève `Refus` (410) si la séance est effacée.
        """
        s = await self.seance(acces.seance)
        p = await self.programme(s)
        if acces.role == "participant":
            vue = vues.commune(s, p, "participant")
            if entier:
                vue["moi"] = await self._greffier.demander(
                    lambda c: vues.moi(
                        acces.numero,
                        journal.mot_de(c, acces.seance, acces.numero) or "",
                        journal.reponses_de(c, acces.seance, acces.numero),
                    )
                )
        elif acces.role == "projection":
            vue = {
                **vues.mur(await self.cliche(s.id), p),
                "raisons": (await self.les_raisons(s)).au_mur(s.etat.carte) if s.etat.raisons and not s.etat.vote_ouvert else [],
                "ouverture": {nom: self._ouverture()[nom] for nom in ("url", "perdue")},
            }  # l’adresse à taper
        else:
            vue = {**vues.enseignant(await self.cliche(s.id), p, self._ouverture()), "entrees": self._entrees(s.id)}
        if entier:
            vue["tri"] = p.en_dict(acces.numero if acces.role == "participant" else None, au_mur=acces.role == "projection")
        return vue

    async def lecture(self, acces: Acces, rang: int) -> bytes:
        """Ce que répond l’auteur de rang `rang` (à partir de 1), en JSON comprimé (gzip).

        Lève `Refus` (403) s’il n’est pas encore dévoilé, (404) s’il n’y en a pas tant, (410) si la séance est effacée.
        """
        s = await self.seance(acces.seance)
        if acces.role != "enseignant" and rang > s.etat.devoiles:
            raise Refus(403, "Cet auteur n’est pas encore dévoilé.")
        p = await self.programme(s)
        if not 1 <= rang <= len(p.auteurs):
            raise Refus(404, "Il n’y a pas d’auteur à ce rang.")
        cle = (s.id, rang)
        if cle not in self._lectures:
            self._lectures[cle] = await asyncio.to_thread(lambda: gzip.compress(_json(p.lecture_de(rang)), 6, mtime=0))
        return self._lectures[cle]

    # Répondre

    async def voter(self, acces: Acces, tour: int, carte: str, case: str, n: int | None, raison: str = "", hesite: str = "") -> Vote:
        """Note une réponse ; rend ce qui est gardé, durablement. `n` compte les gestes du participant ; None : le suivant de la base.

        `raison` : pourquoi, au premier vote ; `hesite` : la clé de la raison lue qui a fait hésiter, au second.

        Lève `Refus` (422) si le tour, la carte, la case, `n` ou la raison n’est pas permis, (409) si ce vote n’est pas ouvert, (410) si
        la séance ou le participant est effacé, (429) si les raisons arrivent trop vite.
        """
        s = await self.seance(acces.seance)
        p = await self.programme(s)
        if tour not in (1, 2) or carte not in p.cartes or case not in p.cases:
            raise Refus(422, "Cette carte ou cette case n’est pas dans la séance.")
        if n is not None and not 0 <= n < N_MAX:
            raise Refus(422, "Le numéro d’envoi n’est pas un nombre permis : rechargez la page.")
        dite = self._raison_dite(acces, raison) if raison and tour == 1 else ""
        lue = hesite if hesite and tour == 2 and (await self.les_raisons(s)).cartes.get(hesite) == carte else ""
        vote = Vote(acces.seance, acces.numero, tour, carte, case, n or 0, dite, hasard.token_hex(6) if dite else "", lue)
        if n is None:
            sort = await self._greffier.demander(journal.noter_a_la_suite, vote, change=acces.seance, comptes=True)
        else:
            sort = await self._greffier.voter(vote)
        if isinstance(sort, Refusee):
            raise Refus(410, sort.message, cause="parti") if sort.efface else Refus(409, sort.message)
        self.comptes_changes(acces.seance)
        return sort

    def _raison_dite(self, acces: Acces, raison: str) -> str:
        minute, qui = int(self._chrono() // 60), (acces.seance, acces.numero)
        if minute != self._minute:
            self._minute, self._dites = minute, Counter()
        self._dites[qui] += 1
        if self._dites[qui] > raisons.PAR_MINUTE:
            raise Refus(429, "Trop d’envois en une minute : le prochain partira bientôt.")
        try:
            return raisons.nettoyer(raison)
        except ValueError as e:
            raise Refus(422, str(e)) from e

    # Les raisons

    async def les_raisons(self, s: Seance) -> raisons.Recueil:
        """Les raisons du premier vote, s’il est clos, des cartes dont la répartition se montre ; relues à chaque geste de l’enseignant."""
        return await _une_fois(self._raisons, s.id, lambda: self._lire_les_raisons(s.id))

    async def _lire_les_raisons(self, seance: str) -> raisons.Recueil:
        cliche = await self.cliche(seance)
        p = await self.programme(cliche.seance)
        montrees = vues.distribution(cliche, p).get("1", {})
        if not any(montrees.values()):
            return raisons.Recueil()
        recits = {c.id: c.paragraphes for c in p.classement.cartes}
        lues, votes = await self._greffier.demander(lambda c: (journal.raisons(c, seance), journal.premiers_votes(c, seance)))

        def reconnaitre() -> raisons.Recueil:
            reconnues = (r._replace(mots=raisons.mots_du_recit(r.texte, recits[r.carte])) for r in lues if montrees.get(r.carte))
            return raisons.Recueil(reconnues, votes, cliche.seance.etat.seuil)

        return await asyncio.to_thread(reconnaitre)  # des milliers : ni dans la boucle, ni chez le greffier

    async def raisons_a_lire(self, acces: Acces) -> dict[str, Any]:
        """Pour un participant, pendant le second vote : carte → trois raisons d’autres choix que le sien. Pour l’enseignant : toutes
        celles de la carte montrée. Lève `Refus` (410) si la séance est effacée.
        """
        s = await self.seance(acces.seance)
        if acces.role == "enseignant":
            return {"raisons": (await self.les_raisons(s)).a_moderer(s.etat.carte)}
        if not (s.etat.vote_ouvert and s.etat.tour == 2):
            return {"raisons": {}}
        recueil = await self.les_raisons(s)
        return {"raisons": recueil.a_lire(acces.numero, recueil.votes.get(acces.numero, {}))}

    async def moderer(self, acces: Acces, cles: list[str], sort: str) -> int:
        """Ce que l’enseignant décide de ces raisons (voir `raisons.SORTS`) ; rend combien il en a trouvé.

        Lève `Refus` (422) si cette décision n’existe pas, (409) tant que le premier vote n’est pas clos, (410) si la séance est effacée.
        """
        if sort not in raisons.SORTS or not all(re.fullmatch("[0-9a-f]{12}", str(cle)) for cle in cles):
            raise Refus(422, "Une raison se tait, passe, va au mur ou s’efface.")

        def changer(c: Connection) -> int:
            s = _la(journal.lire(c, acces.seance, verrou="exclusif"))
            if 1 not in s.etat.tours_clos:
                raise Refus(409, "Les raisons se lisent quand le premier vote est clos.")
            faites = journal.moderer(c, s.id, cles, raisons.SORTS[sort])
            journal.avancer(c, s, replace(s.etat, raisons=s.etat.raisons + 1))
            return faites

        faites = await self._greffier.demander(changer, change=acces.seance)
        self.etat_change(acces.seance)
        if sort == "efface" and faites:
            await self._effacer_les_traces()
        return faites

    async def partir(self, seance: str, numero: int) -> bool:
        """Efface un participant et ses réponses ; faux s’il n’y était pas."""
        return bool(await self._retirer(seance, [numero]))

    async def retirer_les_derniers(self, seance: str, minutes: int) -> int:
        """Efface ceux qui sont entrés ici depuis `minutes`, avec leurs réponses ; rend combien. Lève `Refus` (422) hors de `DEPUIS`."""
        if minutes not in DEPUIS:
            raise Refus(422, "On retire ceux entrés depuis une, deux, cinq ou dix minutes.")
        return len(await self._retirer(seance, self._derniers(seance, minutes)))

    async def _retirer(self, seance: str, numeros: list[int]) -> list[int]:
        def retirer(c: Connection) -> list[int]:
            return [n for n in numeros if journal.retirer(c, seance, n)]

        partis = await self._greffier.demander(retirer, change=seance)
        dehors = {("participant", seance, n) for n in numeros}
        self._oublier_acces(lambda a: a in dehors)
        self._arrivees[seance] = [x for x in self._arrivees.get(seance, ()) if x[1] not in {*numeros}]
        self._raisons.pop(seance, None)
        self.comptes_changes(seance)
        if partis:
            await self._effacer_les_traces()
        return partis

    # Mener

    async def faire(self, acces: Acces, geste: str, version: int, arguments: Mapping[str, Any]) -> None:
        """Un geste de l’enseignant. `version` : celle qu’il avait sous les yeux ; dépassée, rien ne change.

        Lève `Refus` (409) si la séance avait avancé ou si ce geste ne se fait pas maintenant, (410) si elle est effacée.
        """
        p = await self.programme(await self.seance(acces.seance))

        def changer(c: Connection) -> bool:
            s = _la(journal.lire(c, acces.seance, verrou="exclusif"))
            if s.version != version:
                raise Refus(409, "La séance avait déjà avancé : voici où elle en est.")
            try:
                if geste == "carte":
                    nouvel = etats.montrer_carte(s.etat, str(arguments.get("carte")), p.cadre)
                elif geste == "minuterie":
                    secondes = arguments.get("secondes")
                    if not isinstance(secondes, int) or isinstance(secondes, bool):
                        raise etats.GesteImpossible("La minuterie se donne en secondes.")
                    nouvel = etats.minuter(s.etat, secondes, self._heure())
                elif geste == "entree":
                    nouvel = replace(s.etat, entree=arguments.get("ouverte") is True)
                else:
                    nouvel = etats.appliquer(s.etat, geste, p.cadre)
            except etats.GesteImpossible as e:
                raise Refus(409, str(e)) from e
            journal.avancer(c, s, nouvel)
            return s.etat.vote_ouvert and not nouvel.vote_ouvert

        clos = await self._greffier.demander(changer, change=acces.seance)
        self.etat_change(acces.seance)
        if clos:  # l’accusé n’attend pas la copie
            self._copies.add(copie := asyncio.create_task(self._copier()))
            copie.add_done_callback(self._copies.discard)

    async def _copier(self) -> None:
        try:
            await self._greffier.hors_transaction(copier)
        except BaseIndisponible as e:
            _JOURNAL.warning("La copie de la base n’est pas faite : %s", e)

    async def lignes(self, acces: Acces) -> tuple[Seance, list[tuple[Any, ...]], list[str]]:
        """Une séance, ses réponses (celles de `journal.toutes`), dans un ordre stable, et celles qui ne se lisent plus, nommées. Vote en cours compris : le carnet de l’enseignant les reçoit à mesure, ses écrans ne les montrent pas.

        Lève `Refus` (410) si elle est effacée.
        """

        def lire(c: Connection) -> tuple[Seance, list[tuple[Any, ...]]]:
            s = _la(journal.lire(c, acces.seance))
            return s, journal.toutes(c, s.id)

        s, lignes = await self._greffier.demander(lire)
        p = await self.programme(s)
        bonnes = [x for x in lignes if _se_lit(x, p)]
        return s, bonnes, [_nommer(x) for x in lignes if not _se_lit(x, p)]

    async def lever_les_mains(self, acces: Acces, tour: int, carte: str, comptes: Mapping[str, Any]) -> None:
        """Remplace les mains levées d’une carte. Lève `Refus` (422) si la carte, la case ou un nombre n’est pas permis, (410) si la séance est effacée."""
        p = await self.programme(await self.seance(acces.seance))
        if tour not in (1, 2) or carte not in p.cartes or not set(comptes) <= p.cases:
            raise Refus(422, "Cette carte ou cette case n’est pas dans la séance.")
        if not all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= MAINS_MAX for n in comptes.values()):
            raise Refus(422, f"Les mains se comptent en nombres entiers, de 0 à {MAINS_MAX}.")
        await self._changer(acces.seance, journal.poser_mains, tour, carte, comptes)

    async def saisir_feuilles(self, acces: Acces, tour: int, lues: Iterable[tuple[str, str, str]]) -> None:
        """Écrit des feuilles de papier déjà vérifiées (feuille, carte, case). Lève `Refus` (422) si le tour n’est ni 1 ni 2, (410) si la séance est effacée."""
        if tour not in (1, 2):
            raise Refus(422, "Il n’y a que deux votes.")
        await self._changer(acces.seance, journal.poser_feuilles, tour, list(lues))

    async def _changer(self, seance: str, fonction: Callable[..., Any], *arguments: Any) -> None:
        def changer(c: Connection) -> None:
            _la(journal.lire(c, seance, verrou="partage"))
            fonction(c, seance, *arguments)

        await self._greffier.demander(changer, change=seance, comptes=True)
        self._raisons.pop(seance, None)  # une carte a pu passer le seuil
        self.comptes_changes(seance)

    async def effacer(self, seance: str) -> None:
        """Efface une séance, ses réponses, ses participants, ses secrets ; puis ce qu’il en reste dans les fichiers."""
        await self._greffier.demander(journal.effacer, seance, change=seance)
        self.acces_changes(seance)
        self._programmes.pop(seance, None)
        self._lectures = {cle: x for cle, x in self._lectures.items() if cle[0] != seance}
        await self._effacer_les_traces()

    async def _effacer_les_traces(self) -> None:
        """Réécrit les fichiers. Cela arrête toute écriture : ceux qui partent pendant ce temps attendent la suivante, ensemble."""
        if not self._purge:
            self._purge = asyncio.create_task(self._purger())
        await asyncio.shield(self._purge)

    async def _purger(self) -> None:
        async with self._verrou_de_purge:
            self._purge = None  # celle-ci commence : qui part maintenant prendra la suivante
            await self._greffier.hors_transaction(effacer_vraiment)


async def _une_fois(gardes: dict[str, asyncio.Task[T]], cle: str, lire: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Ce que rend `lire`, gardé. Oublié pendant la lecture, il ne sera pas gardé : ce qui a changé entre-temps se relira."""
    if cle not in gardes:
        gardes[cle] = asyncio.create_task(lire())
    tache = gardes[cle]
    try:
        return await asyncio.shield(tache)
    except BaseException:
        if gardes.get(cle) is tache and tache.done():
            del gardes[cle]
        raise


def _se_lit(ligne: tuple[Any, ...], p: Programme) -> bool:
    tour, carte, case, qui, combien, source, raison, *_ = ligne
    forme = {journal.TELEPHONE: r"\d+", journal.PAPIER: r"F\d+", journal.MAINS: ""}.get(source)
    personne = forme is not None and isinstance(qui, str) and bool(re.fullmatch(forme, qui))
    return tour in (1, 2) and carte in p.cartes and case in p.cases and personne and isinstance(combien, int) and isinstance(raison, str)


def _nommer(ligne: tuple[Any, ...]) -> str:
    """De quoi retrouver une ligne abîmée : sa place, puis ce qui s’y lit."""
    tour, carte, case, *_ = (x if isinstance(x, str | int) else "illisible" for x in ligne)
    return f"vote {tour}, carte « {carte} » : « {case} »"[:200]


def _verifier_la_duree(jours: int) -> None:
    if not 1 <= jours <= JOURS_MAX:
        raise Refus(422, f"Une séance se garde de 1 à {JOURS_MAX} jours.")


def _la(s: Seance | None) -> Seance:
    if s is None:
        raise disparue()
    return s


def _json(valeur: Any) -> bytes:
    return json.dumps(valeur, ensure_ascii=False, separators=(",", ":")).encode()
