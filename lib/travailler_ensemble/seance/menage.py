"""Le ménage, serveur fermé : à chaque démarrage de la collection, les séances passées de date s’effacent vraiment.

Un serveur ouvert s’en charge lui-même (`Salle.effacer_les_perimees`) : sa base est alors verrouillée, et rien n’est fait ici.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from travailler_ensemble import fichiers
from travailler_ensemble.ecriture.phrases import date_dite
from travailler_ensemble.seance import maison
from travailler_ensemble.seance.etats import DITES

PANNEAU = "panneau.json"
"""Les clés de la séance que mène un carnet (`affichage/composants/regie.py`) : elles s’en vont avec elle."""

DOUTE = "horloge.json"
"""Écrit quand l’horloge a fait un bond : la dernière date à laquelle on croit."""
BOND = 366
"""Jours. Une séance est gardée un an au plus : une horloge qui avance de davantage les effacerait toutes."""


def date_douteuse(dossier: Path, aujourdhui: date | None = None) -> bool:
    """Vrai si l’horloge a avancé de plus de `BOND` jours depuis que la base a été écrite, et jusqu’à ce qu’elle revienne ou que l’on y croie.

    À demander avant d’ouvrir la base, qui porte ensuite la date du jour. Lève `OSError` si le dossier ne se laisse pas écrire.
    """
    jour, doute = aujourdhui or date.today(), dossier / DOUTE
    try:
        crue = date.fromisoformat(str(maison.lire_json(doute).get("crue")))
    except ValueError:
        ecrits = [f.stat().st_mtime for nom in ("", "-wal") if (f := dossier / f"{maison.FICHIER}{nom}").is_file()]
        crue = date.fromtimestamp(max(ecrits)) if ecrits else jour
    if (jour - crue).days > BOND:
        fichiers.remplacer(doute, json.dumps({"crue": crue.isoformat()}).encode())
        return True
    doute.unlink(missing_ok=True)
    return False


def croire_la_date(dossier: Path) -> None:
    """La date de la machine est juste, dit la personne : ce qu’elle a dépassé peut s’effacer. Lève `OSError`."""
    (dossier / DOUTE).unlink(missing_ok=True)
    if (base := dossier / maison.FICHIER).is_file():
        os.utime(base)


def effacer_les_perimees(dossier: Path, aujourdhui: date | None = None) -> int:
    """Efface de ce dossier ce dont la date est passée, et les clés d’une séance qui n’y est plus ; rend combien de séances.

    Ne lève rien : une base prise, absente ou abîmée se dira à qui ouvrira les séances.
    """
    fichier = dossier / maison.FICHIER
    jour = (aujourdhui or date.today()).isoformat()
    try:
        if date_douteuse(dossier, aujourdhui):
            return 0
        with closing(_connecter(fichier)) as base:
            dates = dict(base.execute("SELECT id, effacer_le FROM seances"))
        perimees = [seance for seance, effacer_le in dates.items() if isinstance(effacer_le, str) and effacer_le <= jour]
        if perimees:
            _effacer(fichier, perimees)
        if maison.lire_json(dossier / PANNEAU).get("id") not in dates.keys() - {*perimees}:
            (dossier / PANNEAU).unlink(missing_ok=True)
    except (sqlite3.Error, OSError, UnicodeDecodeError):
        return 0  # UnicodeDecodeError : jusqu’au nom d’une colonne abîmé
    return len(perimees)


def _connecter(fichier: Path) -> sqlite3.Connection:
    base = sqlite3.connect(f"{fichier.resolve().as_uri()}?mode=rw", uri=True, timeout=0)
    base.text_factory = lambda octets: octets.decode("utf-8", "replace")  # une cellule abîmée n’arrête pas la lecture des autres
    return base


def _effacer(fichier: Path, perimees: list[str]) -> None:
    from sqlalchemy.exc import DBAPIError

    from travailler_ensemble.seance import journal, stockage  # longs à charger, et rarement utiles

    try:
        moteur = stockage.ouvrir(f"sqlite:///{fichier.as_posix()}")
    except stockage.BaseIndisponible as e:
        raise OSError(str(e)) from e
    try:
        with moteur.begin() as connexion:
            for seance in perimees:
                journal.effacer(connexion, seance)
        stockage.effacer_vraiment(moteur)
    except DBAPIError as e:
        raise OSError(stockage.dire_panne(e)) from e
    finally:
        moteur.dispose()


def lister(dossier: Path) -> list[dict[str, Any]]:
    """Les séances d’un dossier dont le serveur est fermé, comme les dirait `GET /api/seances` ; la plus récente d’abord.

    Lève `OSError` (phrase française) si la base ne se lit pas ; vide s’il n’y en a pas.
    """
    fichier = dossier / maison.FICHIER
    if not fichier.is_file():
        return []
    try:
        with closing(_connecter(fichier)) as base:
            base.row_factory = sqlite3.Row
            combien = "(SELECT count(*) FROM participants p WHERE p.seance = s.id) AS participants"
            lignes = base.execute(f"SELECT s.*, {combien} FROM seances s ORDER BY creee_le DESC, id").fetchall()
    except sqlite3.Error as e:
        raise OSError("Le fichier des séances ne se lit pas : il est abîmé, ou une autre fenêtre le tient.") from e
    dits = ("id", "titre", "code", "tri", "creee_le", "effacer_le", "participants")
    return [{nom: ligne[nom] for nom in dits} | _etat_dit(ligne["etat"]) for ligne in lignes]


def _etat_dit(etat: str) -> dict[str, Any]:
    try:
        lu = json.loads(etat)
        return {"dit": DITES[lu["phase"]], "restreint": lu.get("restreint") is True}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {"dit": "abîmée", "restreint": False}


def annoncer(dossier: Path) -> None:
    """Fait le ménage, et le dit en une ligne ; ou dit pourquoi rien ne s’efface."""
    if n := effacer_les_perimees(dossier):
        s = "s" if n > 1 else ""
        print(f"{n} séance{s} passée{s} de date {'sont' if n > 1 else 'est'} effacée{s}, avec toutes les réponses.", flush=True)
    if (dossier / DOUTE).exists():
        print(
            f"L’horloge de cet ordinateur a avancé de plus d’un an : aucune séance n’est effacée. Si nous sommes bien le {date_dite(date.today())}, "
            "lancez « python3 labo.py seance --date-juste ».",
            flush=True,
        )
