"""Les fichiers de la personne : lesquels se lisent, et comment ils restent fermés aux autres comptes de la machine.

Rien d’autre ne se lit qu’un fichier ordinaire, de taille bornée : ni périphérique, ni tube (qui ferait attendre pour toujours).
"""

from __future__ import annotations

import errno
import io
import os
import re
import secrets
import stat
import struct
import tempfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from travailler_ensemble import navigateur

fcntl: Any  # l’un ou l’autre, selon le système
msvcrt: Any
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
try:
    import msvcrt
except ImportError:
    msvcrt = None

TAILLE_MAX = 64_000_000
"""Octets. Des réponses en prennent mille fois moins."""
SANS_LIEN = getattr(os, "O_NOFOLLOW", 0)
"""Refuser un lien à la place du fichier : écrire dans ce lien changerait un autre fichier."""
_SANS_ATTENDRE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_SYNCHRONISE = re.compile(
    r"onedrive|dropbox|nextcloud|owncloud|google ?drive|icloud|mobile documents|syncthing|kdrive|seafile|pcloud", re.IGNORECASE
)
"""Ce que le chemin d’un dossier montre d’un programme qui le recopie ailleurs pendant que l’on s’en sert."""
_DE_LA_PERSONNE = {".jsonl", ".json", ".html", ".csv", ".txt", ".sqlite", ".sqlite-wal", ".sqlite-shm"}


class FichierRefuse(OSError):
    """Ce fichier ne se lit pas ici ; `attendu` dit, en français, lequel se lirait."""

    def __init__(self, attendu: str) -> None:
        super().__init__(errno.EINVAL, attendu)
        self.attendu = attendu


def collection() -> Path:
    """Le dossier de la collection où l’on travaille ; le dossier courant, s’il n’est dans aucune."""
    ici = Path.cwd()
    return next((d for d in (ici, *ici.parents) if (d / "labo.py").is_file()), ici)


def nomme(nom: str | Path) -> None:
    """Vérifie où mène le nom qu’une personne donne : sur cet ordinateur, sous la collection ou son dossier personnel, liens suivis.

    Lève `FichierRefuse` sinon. Un nom qu’aucun fichier ne peut porter passe : la lecture le dira.
    """
    if str(nom)[:2].replace("\\", "/") == "//":
        raise FichierRefuse("un fichier de cet ordinateur, et non celui d’une autre machine")
    try:
        vrai = Path(os.path.realpath(nom))
    except ValueError:
        return
    permis = [Path(os.path.realpath(d)) for d in (collection(), os.path.expanduser("~"))]
    if not any(vrai.is_relative_to(d) for d in permis if d != d.parent):
        raise FichierRefuse("un fichier de la collection ou de votre dossier personnel ; copiez-le à côté de ce carnet")


def ouvrir(chemin: Path, drapeaux: int = os.O_RDONLY) -> int:
    """Un descripteur sur un fichier ordinaire ; créé, il n’est lisible que de son propriétaire. Lève `OSError`, dont `FichierRefuse`."""
    fd = os.open(chemin, drapeaux | _SANS_ATTENDRE, 0o600)
    try:
        etat = os.fstat(fd)
        if stat.S_ISDIR(etat.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(chemin))
        if not stat.S_ISREG(etat.st_mode):
            raise FichierRefuse("un fichier ordinaire ; à cette place, il y a autre chose")
        if etat.st_size > TAILLE_MAX:
            raise FichierRefuse(f"un fichier de moins de {TAILLE_MAX // 1_000_000} Mo")
    except OSError:
        os.close(fd)
        raise
    return fd


def lire(chemin: Path) -> bytes:
    """Le contenu d’un fichier ordinaire. Lève ce que lève `ouvrir`."""
    with os.fdopen(ouvrir(chemin), "rb") as fichier:
        return fichier.read(TAILLE_MAX)


def remplacer(chemin: Path, octets: bytes) -> None:
    """Écrit le fichier d’un seul coup, confirmé par le disque, lisible de son seul propriétaire, à la place de ce qui s’y trouvait.

    Lève `OSError` ; ce qui s’y trouvait est alors intact.
    """
    if navigateur.DEDANS:  # sans lui, ce que l’on écrit ne vit que le temps de la page
        navigateur.sonder()
    provisoire = chemin.with_name(f".{chemin.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(ouvrir(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as fichier:
            fichier.write(octets)
            fichier.flush()
            os.fsync(fichier.fileno())
        provisoire.replace(chemin)
        if navigateur.DEDANS and lire(chemin) != octets:
            raise OSError(errno.EPROTO, "le navigateur n’a pas écrit ce qu’on lui donnait")
    except OSError as e:
        with suppress(OSError):
            provisoire.unlink()
        if navigateur.DEDANS and e.errno not in (errno.ENOSPC, errno.ENOTSUP):  # il refuse de bien des façons, toutes les mêmes
            raise OSError(errno.EPROTO, "le navigateur a refusé d’écrire") from e
        raise
    fixer(chemin.parent)


def fixer(dossier: Path) -> None:
    """Rend durable l’entrée d’un fichier neuf (POSIX) ; tous les systèmes ne savent pas le faire pour un dossier. Lève `OSError` si le disque refuse."""
    if os.name == "nt":
        return
    try:
        fd = os.open(dossier, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
    except OSError as erreur:
        if erreur.errno in (errno.EIO, errno.ENOSPC, errno.EDQUOT):
            raise


_CAUSES = {
    "Le disque est plein.": (errno.ENOSPC, errno.EFBIG),
    "Votre espace de stockage est plein.": (errno.EDQUOT,),
    "Le dossier des {} est protégé en écriture.": (errno.EROFS, errno.EACCES, errno.EPERM),
    "Le dossier des {} est introuvable.": (errno.ENOENT, errno.ENODEV, errno.ESTALE),
    "Un fichier occupe la place du dossier des {}.": (errno.ENOTDIR, errno.EEXIST),
    "Un dossier occupe la place du fichier des {}.": (errno.EISDIR,),
    "Ce qui occupe la place du fichier des {} n’en est pas un.": (errno.EINVAL, errno.ELOOP, errno.ENXIO),
    "Un autre carnet écrit au même endroit.": (errno.EAGAIN,),
    "Ce navigateur ne garde rien à cette adresse : il faut https, ou une fenêtre ordinaire.": (errno.ENOTSUP,),
    "Ce navigateur a refusé d’écrire.": (errno.EPROTO,),
}


def cause(erreur: OSError, quoi: str) -> str:
    """Pourquoi une écriture n’a pas eu lieu, en une phrase. `quoi` : ce que l’on écrivait (« réponses »)."""
    return next((c for c, codes in _CAUSES.items() if erreur.errno in codes), "Le disque a refusé l’écriture.").format(quoi)


PAQUET_ABIME = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError, OverflowError, ValueError)
"""Ce que `zipfile` lève d’un paquet quelconque."""
DEPLIE_MAX, PIECES_MAX = 50_000_000, 1_000
"""Octets et fichiers d’un paquet une fois déplié : cent fois ce que pèsent une année de récits et de codages."""


def deplier(octets: bytes) -> dict[str, bytes]:
    """Les fichiers d’un paquet zip reçu, en mémoire : nom → contenu. Rien n’est écrit.

    Lève `ValueError` (phrase française) pour un paquet abîmé, chiffré, démesuré, qui contient un lien ou veut sortir de son dossier.
    """
    with ouvrir_paquet(octets) as paquet:
        pieces = [x for x in paquet.infolist() if not x.is_dir()]
        noms = {x.filename for x in pieces}
        if any(x.filename.startswith(("/", "\\")) or ":" in x.filename or ".." in re.split(r"[/\\]", x.filename) for x in pieces):
            raise ValueError("Ce paquet veut sortir de son dossier : il est refusé.")
        if any(stat.S_ISLNK(x.external_attr >> 16) for x in pieces):
            raise ValueError("Ce paquet contient un lien vers un autre fichier : il est refusé.")
        if any(x.flag_bits & 1 for x in pieces):
            raise ValueError("Ce paquet est protégé par un mot de passe : enregistrez-le sans.")
        if len(noms) < len(pieces) or len(pieces) > PIECES_MAX or sum(x.file_size for x in pieces) > DEPLIE_MAX:
            raise ValueError("Ce paquet est démesuré une fois déplié : il est refusé.")
        return {x.filename: extraire(paquet, x) for x in pieces}


def ouvrir_paquet(octets: bytes) -> zipfile.ZipFile:
    """Un zip reçu. Lève `ValueError` (phrase française) s’il est abîmé."""
    try:
        paquet = zipfile.ZipFile(io.BytesIO(octets))
        if not all(x.filename for x in paquet.infolist()):
            raise zipfile.BadZipFile("un nom vide, que `ZipInfo.is_dir` ne supporte pas")
    except PAQUET_ABIME as e:
        raise ValueError("Ce paquet est abîmé : il ne s’ouvre pas.") from e
    return paquet


def extraire(paquet: zipfile.ZipFile, piece: zipfile.ZipInfo) -> bytes:
    """Un fichier d’un paquet reçu : jamais plus d’octets qu’il n’en annonce. Lève `ValueError` (phrase française)."""
    if piece.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # les autres se déplient d’un coup, sans borne
        raise ValueError("Il est rangé dans le paquet d’une façon qui ne se lit pas ici.")
    try:
        with paquet.open(piece) as fichier:
            return fichier.read(piece.file_size + 1)
    except PAQUET_ABIME as e:
        raise ValueError("Il est abîmé dans le paquet.") from e


def fermer(dossier: Path) -> None:
    """Ôte aux autres comptes ce dossier, et les réponses ou les séances qu’il contient, écrits par une version d’avant ou restaurés d’une copie (POSIX)."""
    if os.name == "nt":
        return
    with suppress(OSError):  # absent, ou à quelqu’un d’autre
        if dossier.stat().st_mode & stat.S_ISVTX:  # un dossier de tous, comme /tmp
            return
        for chemin in (dossier, *(f for f in dossier.iterdir() if f.suffix in _DE_LA_PERSONNE and f.is_file() and not f.is_symlink())):
            droits = stat.S_IMODE(chemin.stat().st_mode)
            if droits & 0o077:
                chemin.chmod(droits & 0o700)


def verrouillable(dossier: Path) -> bool:
    """Faux si un fichier neuf de ce dossier, que personne ne peut tenir, ne se laisse pas verrouiller : un partage sans verrous.

    Un dossier où l’on ne peut pas écrire se dira autrement : vrai.
    """
    try:
        neuf = tempfile.NamedTemporaryFile(dir=dossier, prefix=".verrou")
    except OSError:
        return True
    with neuf:
        try:
            if fcntl:
                fcntl.lockf(neuf, fcntl.LOCK_EX | fcntl.LOCK_NB)
            elif msvcrt:
                msvcrt.locking(neuf.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
    return True


def synchronise(dossier: Path) -> bool:
    """Vrai si le chemin de ce dossier est celui d’un programme de synchronisation (OneDrive, Nextcloud, Dropbox…)."""
    return any(_SYNCHRONISE.search(nom) for nom in dossier.resolve().parts)
