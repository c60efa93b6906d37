"""La base : l’ouvrir, la mettre à jour, dire en français pourquoi elle ne s’ouvre pas.

SQLite par défaut, PostgreSQL pour une école. Un fichier SQLite n’a qu’un seul programme à la fois : le verrou est celui de
SQLite (`locking_mode=EXCLUSIVE`), rendu par le système même après une coupure.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import StaticPool

from travailler_ensemble import fichiers
from travailler_ensemble.seance.schema import METADONNEES

MIGRATIONS = Path(__file__).parent / "migrations"
DISQUE_PLEIN = "Le disque est plein : libérez de la place. Les réponses non enregistrées restent sur les téléphones et repartiront."

SANS_VERROUS = (
    "Le dossier des séances est sur un partage qui ne sait pas réserver un fichier : donnez un dossier de cet ordinateur, "
    "par « python3 labo.py seance --dossier CHEMIN »."
)


VERROU, ORDRE = 5_000, 20_000
"""Millisecondes qu’un ordre attend un verrou de PostgreSQL, et dure en tout : au-delà, le vote est refusé et le téléphone le garde."""
COPIES, COPIES_MAX = "copies", 3
"""Le dossier des copies datées, à côté de la base, et combien on en garde."""


class BaseIndisponible(Exception):
    """La base ne s’ouvre pas, ou n’écrit plus ; le message dit pourquoi et quoi faire."""


def ouvrir(adresse: str) -> Engine:
    """Ouvre la base d’adresse `adresse` (`sqlite:///fichier` ou `postgresql://…`), à jour.

    Lève `BaseIndisponible` (phrase française).
    """
    try:
        url = make_url(adresse)
    except ArgumentError as e:
        raise BaseIndisponible("L’adresse de la base est illisible : « sqlite:///fichier » ou « postgresql://… ».") from e
    if url.get_backend_name() == "sqlite":
        moteur = _sqlite(url)
    elif url.get_backend_name() == "postgresql":
        try:
            moteur = create_engine(
                url.set(drivername="postgresql+psycopg"),
                pool_pre_ping=True,
                hide_parameters=True,
                pool_size=1,
                max_overflow=1,
                connect_args={
                    "connect_timeout": 10,
                    "tcp_user_timeout": 15_000,
                    "options": f"-c lock_timeout={VERROU} -c statement_timeout={ORDRE}",
                },
            )
        except ModuleNotFoundError as e:
            raise BaseIndisponible(
                "Il manque psycopg pour PostgreSQL : « pip install --no-deps --require-hashes -r verrou-ecole.txt » le pose."
            ) from e
    else:
        raise BaseIndisponible("Cette base n’est pas connue : SQLite ou PostgreSQL.")
    try:
        with moteur.begin() as connexion:
            change = _migrer(connexion)
        if change:
            effacer_vraiment(moteur)  # ce qu’une migration a effacé ne reste pas dans les fichiers
    except BaseIndisponible:
        moteur.dispose()
        raise
    except (DBAPIError, UnicodeDecodeError) as e:
        moteur.dispose()
        sans_verrous = url.get_backend_name() == "sqlite" and url.database and not fichiers.verrouillable(Path(url.database).parent)
        raise BaseIndisponible(SANS_VERROUS if sans_verrous else dire_panne(e)) from e
    return moteur


def _sqlite(url: Any) -> Engine:
    if url.database and url.database != ":memory:":
        try:  # le fichier n’est qu’à son propriétaire
            os.close(os.open(url.database, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as e:
            raise BaseIndisponible(dire_panne(e)) from e
    moteur = create_engine(url, poolclass=StaticPool, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": 0.5})

    @event.listens_for(moteur, "connect")
    def regler(connexion: sqlite3.Connection, _: Any) -> None:
        connexion.isolation_level = None  # nous disons nous-mêmes où commence une transaction
        for reglage in (
            "locking_mode=EXCLUSIVE",
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "foreign_keys=ON",
            "temp_store=MEMORY",
        ):
            connexion.execute(f"PRAGMA {reglage}").fetchall()
        connexion.text_factory = lambda octets: octets.decode("utf-8", "replace")  # une cellule abîmée n’arrête pas la lecture des autres

    @event.listens_for(moteur, "begin")
    def commencer(connexion: Connection) -> None:
        connexion.exec_driver_sql("BEGIN IMMEDIATE")

    return moteur


def _migrer(connexion: Connection) -> bool:
    """Met le schéma à jour ; vrai si une base d’avant a changé."""
    from alembic import command
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.util import CommandError

    if connexion.dialect.name == "postgresql":  # deux serveurs qui s’ouvrent ensemble passent l’un après l’autre
        connexion.execute(text(f"SET LOCAL lock_timeout = {60 * VERROU}"))
        connexion.execute(text(f"SET LOCAL statement_timeout = {60 * ORDRE}"))
        connexion.execute(text("SELECT pg_advisory_xact_lock(8700)"))
    reglages = Config()
    reglages.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    reglages.attributes["connexion"] = connexion
    avant = MigrationContext.configure(connexion).get_current_revision()
    try:
        command.upgrade(reglages, "head")
    except CommandError as e:  # une forme que l’on ne connaît pas
        raise BaseIndisponible("Ces séances viennent d’une version plus récente de la collection : ouvrez-les avec elle.") from e
    return avant is not None and avant != MigrationContext.configure(connexion).get_current_revision()


def dire_panne(e: Exception) -> str:
    """Une panne de la base, en une phrase qui dit quoi faire."""
    mots = str(getattr(e, "orig", e)).lower()
    if isinstance(getattr(e, "orig", None), sqlite3.Error) and ("locked" in mots or "busy" in mots):
        return "Une autre fenêtre tient déjà ces séances : fermez-la, ou continuez dans celle-là."
    if "full" in mots or "no space" in mots:
        return DISQUE_PLEIN
    if "readonly" in mots or "read-only" in mots or "unable to open" in mots or "permission" in mots or "no such file" in mots:
        return "Le dossier des séances ne se laisse pas écrire : copiez la collection dans un dossier à vous, puis relancez."
    etat = getattr(getattr(e, "orig", None), "sqlstate", "") or ""
    if etat in ("55P03", "57014"):  # un verrou, un ordre qui dure
        return "Un autre programme tient la base des séances : réessayez. Les réponses non enregistrées restent sur les téléphones et repartiront."
    if any(x in mots for x in ("not a database", "malformed", "corrupt", "could not decode", "can't decode")) or etat.startswith("XX"):
        return (
            "Le fichier des séances est abîmé : déplacez-le, puis relancez ; gardez-le, on pourra peut-être en tirer les réponses. "
            f"La plus récente du dossier « {COPIES} », mise à sa place et sous son nom, rend tout jusqu’à la dernière clôture d’un vote."
        )
    if not isinstance(e, DBAPIError):
        return "Le serveur de la séance a rencontré une panne imprévue. Les réponses enregistrées sont gardées."
    return "La base des séances ne répond pas. Les réponses non enregistrées restent sur les téléphones et repartiront."


def copier(moteur: Engine) -> None:
    """Une copie datée de la base, dans `COPIES`, à son propriétaire seul ; les `COPIES_MAX` dernières restent. Le journal est replié :
    le fichier de la base, recopié seul, est entier lui aussi. SQLite seulement : une école sauvegarde sa base elle-même.

    Lève `OSError` ou une erreur de la base si la place manque.
    """
    if moteur.dialect.name != "sqlite" or not (fichier := moteur.url.database):
        return
    dossier = Path(fichier).parent / COPIES
    dossier.mkdir(mode=0o700, exist_ok=True)
    copie = dossier / f"seances-{datetime.now():%Y-%m-%d-%Hh%Mm%S}.sqlite"
    en_cours = copie.with_suffix(".en-cours")
    en_cours.unlink(missing_ok=True)
    os.close(fichiers.ouvrir(en_cours, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    with moteur.connect().execution_options(isolation_level="AUTOCOMMIT") as connexion:
        brute: Any = connexion.connection.dbapi_connection
        brute.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        brute.execute("VACUUM INTO ?", (str(en_cours),))
    os.replace(en_cours, copie)
    for vieille in sorted(dossier.glob("seances-*.sqlite"))[:-COPIES_MAX]:
        vieille.unlink(missing_ok=True)


def _copies(moteur: Engine) -> list[Path]:
    fichier = moteur.url.database
    return [*(Path(fichier).parent / COPIES).glob("seances-*")] if fichier and fichier != ":memory:" else []


def effacer_vraiment(moteur: Engine) -> None:
    """Après une suppression : que rien de ce qui est effacé ne reste dans les fichiers.

    SQLite : le journal est replié puis vidé, le fichier réécrit. PostgreSQL : les lignes mortes sont rendues à la table, sans
    que l’on puisse garantir leurs octets sur le disque.
    """
    with moteur.connect().execution_options(isolation_level="AUTOCOMMIT") as connexion:
        if moteur.dialect.name == "sqlite":
            brute: Any = connexion.connection.dbapi_connection  # l’objet de sqlite3, que SQLAlchemy ne décrit pas
            for ordre in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                brute.execute(ordre).fetchall()
            for copie in _copies(moteur):  # ce qui est effacé ne reste pas non plus dans une copie
                copie.unlink(missing_ok=True)
        else:
            connexion.execute(text("SET statement_timeout = 0"))
            connexion.execute(text(f"VACUUM {', '.join(METADONNEES.tables)}"))  # les nôtres seules : la base peut être partagée
            connexion.execute(text("RESET statement_timeout"))
