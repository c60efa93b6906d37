"""Les réponses de l’apprenant : durables, jamais réécrites, sans nom de personne.

Un `Carnet` est un dossier ; un `Feuillet`, le fichier JSON Lines d’une activité, auquel on ne fait qu’ajouter une ligne par geste :
`{"v":1,"id":"4f0c9a17be2d","quand":"2026-11-21T14:05:03+01:00","geste":"ranger",…}`.
L’`id`, tiré au hasard, évite de compter deux fois un geste écrit, mal accusé, puis réécrit.
"""

from __future__ import annotations

import errno
import heapq
import json
import os
import re
import secrets
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from travailler_ensemble import fichiers, navigateur
from travailler_ensemble.ecriture.phrases import date_dite, jour_et_mois

fcntl: Any  # l’un ou l’autre, ou aucun : selon le système
msvcrt: Any
try:
    import fcntl
except ImportError:  # Windows, navigateur
    fcntl = None
try:
    import msvcrt
except ImportError:
    msvcrt = None

VERSION = 1
NOUVEL_ESSAI = 10  # secondes annoncées avant l’essai suivant
PATIENCE = 5  # secondes d’attente du verrou
REFUS = 3  # attentes vaines de suite, après quoi un verrou est celui d’une machine morte : on écrit sans lui
_CLE = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9-]{1,64}")  # noms réservés de Windows exclus
COPIE = re.compile(r"([a-z0-9-]{1,64}?)(?:[ .(].*|-(?=[^- .(]*[A-Z]|confl).*)")
"""Le nom que prend une copie de « formes » : « formes (1) », « formes - Copie », « formes.sync-conflict-… », « formes-PC-DE-MARIE »."""
REPRISE = ".reprise"
"""Ce qui suit, dans le nom d’un fichier, la clé d’une activité dont les réponses viennent d’un autre appareil : une copie comme une autre."""
GRAINE = "graine"  # sous cette clé, le navigateur garde la sienne
_ID = re.compile("[0-9a-f]{12}")
_UTF8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")  # une lettre accentuée de notre codage, fût-elle abîmée
_ENTETE = re.compile(rb'"v":1,"id":"([0-9a-f]{12})"')
_OCCUPE = {errno.EAGAIN, errno.EWOULDBLOCK} if fcntl else {errno.EACCES, errno.EDEADLK}


class Enregistrement(NamedTuple):
    """L’accusé d’un geste : `fait` seulement si le disque l’a confirmé ; `quand` porte son fuseau ; `message` s’affiche tel quel."""

    fait: bool
    quand: datetime
    message: str


def heure_dite(quand: datetime) -> str:
    """L’heure telle que la pendule la montrait : « 14 h 05 »."""
    return f"{quand.hour}\u00a0h\u00a0{quand.minute:02d}"


def jour_dit(quand: datetime, maintenant: datetime) -> str:
    """Le moment vu de `maintenant` : « hier à 17 h 40 », « le 3 mars à 9 h 12 » ; l’année si elle diffère."""
    if quand.date() == maintenant.date():
        jour = "aujourd’hui"
    elif quand.date() == maintenant.date() - timedelta(days=1):
        jour = "hier"
    else:
        jour = f"le {jour_et_mois(quand) if quand.year == maintenant.year else date_dite(quand)}"
    return f"{jour} à {heure_dite(quand)}"


def _verrouiller(fd: int, prendre: bool) -> None:
    if fcntl:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB if prendre else fcntl.LOCK_UN)
    elif msvcrt:
        os.lseek(fd, 2_000_000_000, os.SEEK_SET)  # loin des données : ce verrou-là interdit la lecture de ce qu’il couvre
        msvcrt.locking(fd, msvcrt.LK_NBLCK if prendre else msvcrt.LK_UNLCK, 1)
    else:
        raise OSError(errno.ENOSYS, "pas de verrou ici")


@contextmanager
def _verrou(fd: int, passer_outre: bool = False) -> Iterator[None]:
    """Un seul écrivain à la fois ; sans verrou si le système de fichiers n’en a pas, ou si l’on passe outre celui qui est pris.

    Lève `BlockingIOError` après PATIENCE secondes.
    """
    limite = time.monotonic() + PATIENCE
    while True:
        try:
            _verrouiller(fd, True)
        except OSError as erreur:
            if erreur.errno not in _OCCUPE or passer_outre:
                break
            if time.monotonic() > limite:
                raise BlockingIOError(errno.EAGAIN, "verrou occupé") from None
            time.sleep(0.001)
        else:
            break
    try:
        yield
    finally:
        with suppress(OSError):  # rien à rendre si rien n’a été pris ; fermer le fichier rend aussi le verrou
            _verrouiller(fd, False)


def _completer(chemin: Path, ligne: bytes, passer_outre: bool = False) -> None:
    """Ajoute une ligne, confirmée par le disque. Lève OSError dès qu’un doute subsiste."""
    chemin.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = fichiers.ouvrir(chemin, os.O_RDWR | os.O_APPEND | os.O_CREAT | fichiers.SANS_LIEN)
    try:
        with _verrou(fd, passer_outre):
            if os.fstat(fd).st_size == 0:  # avant d’écrire : un échec ici sera donc réessayé
                fichiers.fixer(chemin.parent)
                fichiers.fixer(chemin.parent.parent)
            else:
                os.lseek(fd, -1, os.SEEK_END)
                if os.read(fd, 1) != b"\n":  # ligne coupée par un plantage : la clore pour ne pas s’y coller
                    ligne = b"\n" + ligne
            if os.write(fd, ligne) < len(ligne):
                raise OSError(errno.ENOSPC, "écriture partielle")
            os.fsync(fd)
    finally:
        os.close(fd)


def _lire_ligne(brute: bytes) -> dict[str, Any]:
    """Un geste, ou une ligne d’une version plus récente (v > 1) laissée telle quelle. Lève ValueError si la ligne est abîmée."""
    try:
        ligne = json.loads(brute.decode("utf-8-sig"))
    except RecursionError:
        raise ValueError("trop imbriquée") from None
    if not isinstance(ligne, dict) or type(ligne.get("v")) is not int or ligne["v"] < 1:
        raise ValueError("pas une ligne de carnet")
    if ligne["v"] == VERSION:
        champs = [ligne.get("geste"), ligne.get("id"), ligne.get("quand")]
        if not all(isinstance(champ, str) and champ for champ in champs) or datetime.fromisoformat(ligne["quand"]).tzinfo is None:
            raise ValueError("pas un geste")
    return ligne


def _ecrite_autrement(brute: bytes) -> bool:
    """Vrai si cette ligne se lit dans un autre codage que le nôtre : un tableur ou un bloc-notes l’a réenregistrée."""
    for code, octets in (
        ("utf-16-le", brute.removeprefix(b"\xff\xfe").removeprefix(b"\0")),
        ("utf-16-be", brute.removeprefix(b"\xfe\xff").removesuffix(b"\0")),
        ("cp1252", b"" if _UTF8.search(brute) else brute),
    ):
        with suppress(ValueError):
            _lire_ligne(octets.decode(code).encode())
            return True
    return False


@dataclass
class _Lecture:
    """Ce qu’on a compris d’un fichier, ligne après ligne."""

    lignes: int = 0
    recentes: int = 0
    autrement: int = 0
    gestes: dict[str, dict[str, Any]] = field(default_factory=dict)  # par id, dans l’ordre du fichier
    abimees: list[tuple[int, int, set[str]]] = field(default_factory=list)  # numéro, gestes lus avant, ids encore visibles

    def copie(self) -> _Lecture:
        return _Lecture(self.lignes, self.recentes, self.autrement, dict(self.gestes), list(self.abimees))

    def prendre(self, brute: bytes) -> None:
        self.lignes += 1
        if not brute.strip() or brute == b"\0":  # la fin d’un fichier en UTF-16
            return
        try:
            ligne = _lire_ligne(brute)
        except ValueError:
            if _ecrite_autrement(brute):
                self.autrement += 1
                return
            self.abimees.append((self.lignes, len(self.gestes), {i.decode() for i in _ENTETE.findall(brute)}))
            return
        if ligne["v"] > VERSION:
            self.recentes += 1
        else:
            self.gestes.setdefault(ligne["id"], ligne)


def _dire_abimees(abimees: list[tuple[int, int]]) -> str:
    if len(abimees) > 1:
        numeros = ", ".join(str(numero) for numero, _ in abimees[:5]) + ("…" if len(abimees) > 5 else "")
        return (
            f"{len(abimees)} lignes abîmées (lignes {numeros}) ont été mises de côté\u00a0; les autres réponses du fichier sont intactes."
        )
    [(numero, avant)] = abimees
    reste = {0: "", 1: "\u00a0; la réponse qui la précède est intacte"}.get(
        avant, f"\u00a0; les {avant} réponses qui la précèdent sont intactes"
    )
    return f"Une ligne abîmée (ligne {numero}) a été mise de côté{reste}."


def _dire_recentes(n: int) -> str:
    if n == 1:
        return "Une ligne vient d’une version plus récente de la collection\u00a0: elle est gardée dans le fichier, sans être lue ici."
    return f"{n} lignes viennent d’une version plus récente de la collection\u00a0: elles sont gardées dans le fichier, sans être lues ici."


def _moment(geste: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(geste["quand"])


class Contenu(NamedTuple):
    """Ce que porte un feuillet : ses gestes, et ce qu’il faut en savoir, en phrases (aucune si tout va bien)."""

    gestes: tuple[dict[str, Any], ...]
    avertissements: tuple[str, ...]


class Feuillet:
    """Les gestes d’une activité, dans l’ordre. Deux carnets ouverts peuvent écrire dans le même fichier."""

    def __init__(self, chemin: Path) -> None:
        self.cle, self.chemin = chemin.stem, chemin
        self._attente: list[tuple[bytes, dict[str, Any]]] = []
        self._lecture, self._lu = _Lecture(), 0
        self._fichier: tuple[int, int] | None = None  # le volume et le numéro du fichier lu
        self._copies: dict[str, _Lecture] = {}  # par nom de fichier, telles que le dossier les montrait à cet instant
        self._dossier_vu = 0
        self._refus = 0  # attentes vaines du verrou, de suite
        self._remplace = self._illisible = False
        self._mutex = threading.RLock()

    def __repr__(self) -> str:
        return f"<feuillet {self.cle}>"

    def evenements(self) -> tuple[dict[str, Any], ...]:
        """Les gestes du fichier puis ceux qui attendent ; chacun une fois. À lire, sans les modifier."""
        return self.contenu().gestes

    def contenu(self) -> Contenu:
        """Les gestes, et ce qu’il faut savoir du fichier : une seule lecture. Ne lève rien si le fichier ne peut pas être lu."""
        with self._mutex:
            lecture = self._lire_la_suite()
            gestes, avertissements = self._reunir(lecture.gestes)
            attendent = [geste for _, geste in self._attente if geste["id"] not in gestes]
            return Contenu((*gestes.values(), *attendent), (*self._avertir(lecture), *avertissements))

    def _reunir(self, gestes: dict[str, dict[str, Any]]) -> tuple[dict[str, dict[str, Any]], list[str]]:
        """Les gestes, avec ceux qui ne sont que dans des copies (chacun à son heure), et la phrase qui le dit."""
        self._lire_les_copies()
        noms = []
        for nom, copie in self._copies.items():
            if neufs := sorted((geste for cle, geste in copie.gestes.items() if cle not in gestes), key=_moment):
                gestes = {geste["id"]: geste for geste in heapq.merge(gestes.values(), neufs, key=_moment)}
                if not nom.startswith(f"{self.cle}{REPRISE}"):
                    noms.append(f"«\u00a0{nom}\u00a0»")
        if not noms:
            return gestes, []
        return gestes, [
            f"Des réponses n’étaient que dans une copie de votre fichier ({', '.join(noms)}), faite par une synchronisation\u00a0;"
            " elles sont réunies aux autres ici."
        ]

    def _lire_les_copies(self) -> None:
        """Les relit quand le dossier a changé : une copie s’y ajoute toute faite."""
        with suppress(OSError):
            if (date := self.chemin.parent.stat().st_mtime_ns) == self._dossier_vu:
                return
            self._copies, self._dossier_vu = {}, date
            for chemin in sorted(self.chemin.parent.glob(f"{self.cle}*.jsonl")):
                if (nom := COPIE.fullmatch(chemin.stem)) and nom[1] == self.cle:
                    with suppress(OSError):
                        octets, copie = fichiers.lire(chemin), _Lecture()
                        for ligne in octets.split(b"\n"):
                            copie.prendre(ligne)
                        self._copies[chemin.name] = copie

    def _avertir(self, lecture: _Lecture) -> tuple[str, ...]:
        phrases = []
        surs = lecture.gestes.keys() | {geste["id"] for _, geste in self._attente}
        # le début d’un geste écrit en entier ensuite, ou encore en mémoire, n’est pas une perte
        if perdues := [(numero, avant) for numero, avant, ids in lecture.abimees if not ids or ids - surs]:
            phrases.append(_dire_abimees(perdues))
        if lecture.autrement:
            phrases.append(
                "Un autre programme a enregistré autrement le fichier de vos réponses\u00a0: une part ne se lit plus ici, mais rien n’est perdu."
                " Ouvrez-le avec ce programme et enregistrez-le en UTF-8."
            )
        if lecture.recentes:
            phrases.append(_dire_recentes(lecture.recentes))
        if self._remplace:
            phrases.append(
                "Le fichier de vos réponses a été remplacé, raccourci ou déplacé depuis la dernière lecture\u00a0; seul son contenu actuel est montré."
            )
        if self._illisible:
            phrases.append("Le fichier de vos réponses ne peut pas être relu pour l’instant\u00a0; ce qui était déjà lu reste affiché.")
        return tuple(phrases)

    def ajouter(self, geste: Mapping[str, Any]) -> Enregistrement:
        """Enregistre un geste (au moins un champ `geste`), après ceux qui attendent ; s’il ne peut pas l’être, le garde en mémoire.

        Lève `ValueError` si le geste ne peut pas s’écrire en JSON, n’a pas de champ `geste` ou emploie un champ réservé.
        """
        quand = datetime.now().astimezone()
        entete = {"v": VERSION, "id": secrets.token_hex(6), "quand": quand.isoformat(timespec="seconds")}
        try:
            if entete.keys() & geste.keys():
                raise ValueError("champ réservé")
            texte = json.dumps(entete | dict(geste), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            ligne = texte.encode("utf-8", "backslashreplace")  # un demi-caractère (emoji coupé) devient \udXXX, que JSON relit
            relu = _lire_ligne(ligne)
        except (TypeError, ValueError, RecursionError):
            raise ValueError(
                "Ce geste ne peut pas être enregistré\u00a0: il faut un champ «\u00a0geste\u00a0» (un mot) et des valeurs simples (JSON)\u00a0;"
                " «\u00a0v\u00a0», «\u00a0id\u00a0» et «\u00a0quand\u00a0» sont réservés."
            ) from None
        with self._mutex:
            self._attente.append((ligne + b"\n", relu))
            return self._vider(quand)

    def reessayer(self) -> Enregistrement:
        """Retente, dans l’ordre, les gestes qui attendent."""
        with self._mutex:
            return self._vider(datetime.now().astimezone())

    def _vider(self, quand: datetime) -> Enregistrement:
        try:
            while self._attente:
                self._garder(*self._attente[0])
                del self._attente[0]
        except OSError as erreur:
            self._refus += isinstance(erreur, BlockingIOError)
            cause = fichiers.cause(erreur, "réponses")
            n = len(self._attente)
            gardees = "Votre réponse est gardée" if n == 1 else f"Vos {n} dernières réponses sont gardées"
            return Enregistrement(False, quand, f"{cause} {gardees} ici\u00a0; nouvel essai dans {NOUVEL_ESSAI}\u00a0s.")
        return Enregistrement(True, quand, f"Enregistré à {heure_dite(quand)}")

    def _garder(self, ligne: bytes, geste: dict[str, Any]) -> None:
        _completer(self.chemin, ligne, self._refus >= REFUS)

    def _oublier(self) -> None:
        self._remplace = self._remplace or self._lu > 0
        self._lecture, self._lu = _Lecture(), 0

    def _lire_la_suite(self) -> _Lecture:
        """Lit ce qui s’est ajouté ; la dernière ligne, tant qu’elle n’est pas close, n’est comptée que pour cette fois."""
        suite = b""
        try:
            with os.fdopen(fichiers.ouvrir(self.chemin, os.O_RDONLY | fichiers.SANS_LIEN), "rb", buffering=0) as fichier:
                etat = os.fstat(fichier.fileno())
                if self._fichier not in (None, (etat.st_dev, etat.st_ino)) or etat.st_size < self._lu:
                    self._oublier()
                self._fichier = etat.st_dev, etat.st_ino
                fichier.seek(self._lu)
                suite = fichier.read()
                if suite and not suite.endswith(b"\n"):  # un autre carnet écrit peut-être : attendre qu’il ait fini
                    with suppress(BlockingIOError), _verrou(fichier.fileno(), self._refus >= REFUS):
                        fichier.seek(self._lu)
                        suite = fichier.read()
            self._illisible = False
        except FileNotFoundError:
            self._oublier()
            self._illisible = False
        except OSError:
            self._illisible = True
        *lignes, queue = suite.split(b"\n")
        for ligne in lignes:
            self._lecture.prendre(ligne)
        self._lu += len(suite) - len(queue)
        if not queue:
            return self._lecture
        provisoire = self._lecture.copie()
        provisoire.prendre(queue)
        return provisoire


class FeuilletDuNavigateur(Feuillet):
    """Le feuillet d’une activité là où c’est le navigateur qui garde : ni fichier, ni verrou, une ligne par geste."""

    def _garder(self, ligne: bytes, geste: dict[str, Any]) -> None:
        navigateur.garder([(self.cle, geste["id"], ligne.decode().rstrip("\n"))])

    def _lire_les_copies(self) -> None:
        """Il n’y en a pas."""

    def _lire_la_suite(self) -> _Lecture:
        try:
            lignes = navigateur.lignes(self.cle)
        except OSError:
            self._illisible = True
            return self._lecture
        self._illisible = False
        if len(lignes) > self._lu:
            for ligne in lignes[self._lu :]:
                self._lecture.prendre(ligne.encode())
            self._lu = len(lignes)
            # Ce qui a été repris d’un autre appareil se range à son heure.
            self._lecture.gestes = {g["id"]: g for g in sorted(self._lecture.gestes.values(), key=_moment)}
        return self._lecture


def _geste_repris(geste: Any) -> tuple[dict[str, Any], str]:
    """Un geste d’un fichier emporté, et sa ligne. Lève `ValueError` s’il est abîmé."""
    ligne = json.dumps(geste, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    lu = _lire_ligne(ligne.encode("utf-8", "backslashreplace"))
    if not _ID.fullmatch(lu["id"]):
        raise ValueError("pas un geste")
    return lu, ligne


@cache
def _tirage(dossier: Path) -> int:
    return secrets.randbelow(2**32)


def _dossier_habituel() -> Path:
    if choisi := os.environ.get("TRAVAILLER_ENSEMBLE_REPONSES"):
        return Path(choisi).expanduser()
    return fichiers.collection() / "mes-reponses"


class Carnet:
    """Le dossier des réponses d’un apprenant, fermé aux autres comptes. Rien n’est créé avant la première écriture."""

    def __init__(self, dossier: Path | None = None) -> None:
        self.dossier = (Path(dossier) if dossier else _dossier_habituel()).absolute()
        if not navigateur.DEDANS:
            fichiers.fermer(self.dossier)
        self._feuillets: dict[str, Feuillet] = {}

    def __repr__(self) -> str:
        return "<carnet de réponses>"

    def feuillet(self, cle: str) -> Feuillet:
        """Le feuillet d’une activité, toujours le même objet pour une même clé. Lève `ValueError` (phrase française) si la clé est mal formée."""
        if not _CLE.fullmatch(cle):
            raise ValueError(
                f"«\u00a0{cle}\u00a0» ne peut pas être une clé d’activité\u00a0: lettres minuscules sans accent, chiffres et tirets seulement (64 signes au plus)."
            )
        sorte = FeuilletDuNavigateur if navigateur.DEDANS else Feuillet
        return self._feuillets.setdefault(cle, sorte(self.dossier / f"{cle}.jsonl"))

    def emporter(self) -> str:
        """Toutes les réponses, en un fichier (JSON) que `reprendre` relit sur n’importe quel appareil."""
        if navigateur.DEDANS:
            with suppress(OSError):
                cles = [cle for cle in navigateur.cles() if cle != GRAINE]
                return self._empaqueter(cles)
            cles = list(self._feuillets)
        else:
            noms = [f.stem for f in self.dossier.glob("*.jsonl")]
            cles = [nom if _CLE.fullmatch(nom) else (COPIE.fullmatch(nom) or [nom, ""])[1] for nom in noms]
        return self._empaqueter(cles)

    def _empaqueter(self, cles: Iterable[str]) -> str:
        feuillets = {cle: self.feuillet(cle).evenements() for cle in sorted(set(cles)) if _CLE.fullmatch(cle)}
        contenu = {"travailler-ensemble": "reponses", "v": VERSION, "feuillets": {cle: g for cle, g in feuillets.items() if g}}
        return json.dumps(contenu, ensure_ascii=False, separators=(",", ":"))

    def reprendre(self, texte: str) -> int:
        """Ajoute les réponses d’un fichier qu’`emporter` a écrit, sauf celles qui sont déjà là ; rend combien.

        Lève `ValueError` (phrase française) si ce n’en est pas un, `OSError` si elles n’ont pas pu être gardées.
        """
        try:
            lu = json.loads(texte)
            if lu["travailler-ensemble"] != "reponses":
                raise ValueError
            feuillets = {str(cle): [_geste_repris(g) for g in gestes] for cle, gestes in lu["feuillets"].items() if _CLE.fullmatch(cle)}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise ValueError(
                "Ce fichier n’est pas celui d’«\u00a0Emporter mes réponses\u00a0», ou il est abîmé\u00a0: rien n’a changé."
            ) from None
        neufs = []
        for cle, gestes in feuillets.items():
            deja = {g["id"] for g in self.feuillet(cle).evenements()}
            neufs += [(cle, geste["id"], ligne) for geste, ligne in gestes if geste["id"] not in deja]
        if navigateur.DEDANS and neufs:
            navigateur.garder(neufs)
        elif neufs:
            suffixe = f"{REPRISE}-{secrets.token_hex(4)}.jsonl"
            for cle in dict.fromkeys(cle for cle, _, _ in neufs):
                lignes = "".join(f"{ligne}\n" for c, _, ligne in neufs if c == cle)
                _completer(self.dossier / f"{cle}{suffixe}", lignes.encode())
        return len(neufs)

    def graine(self) -> int:
        """Un nombre (32 bits) tiré une fois : il mélange les cartes toujours pareil. Sans disque, il ne vaut que pour ce processus."""
        chemin, tiree = self.dossier / "graine.json", _tirage(self.dossier)
        if navigateur.DEDANS:
            return _graine_du_navigateur(tiree)
        lue = _graine_lue(chemin)
        if lue is None:
            with suppress(OSError):
                _completer(chemin, json.dumps({"v": VERSION, "graine": tiree}).encode() + b"\n")
            lue = _graine_lue(chemin)  # deux noyaux peuvent avoir écrit : la première ligne vaut pour tous
        return tiree if lue is None else lue


def _graine_du_navigateur(tiree: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        if not navigateur.lignes(GRAINE):  # la première gardée vaut pour toutes les pages
            navigateur.garder([(GRAINE, GRAINE, str(tiree))])
        return int(navigateur.lignes(GRAINE)[0])
    return tiree


def _graine_lue(chemin: Path) -> int | None:
    with suppress(OSError):
        for ligne in fichiers.lire(chemin).splitlines():
            with suppress(ValueError, TypeError, KeyError, RecursionError):
                if type(valeur := json.loads(ligne)["graine"]) is int:
                    return valeur
    return None
