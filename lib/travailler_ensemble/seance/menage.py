"""Le ménage, serveur fermé : à chaque démarrage de la collection, les séances passées de date s’effacent vraiment.

Un serveur ouvert s’en charge lui-même (`Salle.effacer_les_perimees`) : sa base est alors verrouillée, et rien n’est fait ici.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from travailler_ensemble.seance import maison

PANNEAU = "panneau.json"
"""Les clés de la séance que mène un carnet (`affichage/composants/regie.py`) : elles s’en vont avec elle."""


def effacer_les_perimees(dossier: Path, aujourdhui: date | None = None) -> int:
    """Efface de ce dossier ce dont la date est passée, et les clés d’une séance qui n’y est plus ; rend combien de séances.

    Ne lève rien : une base prise, absente ou abîmée se dira à qui ouvrira les séances.
    """
    fichier = dossier / maison.FICHIER
    jour = (aujourdhui or date.today()).isoformat()
    try:
        with closing(sqlite3.connect(f"{fichier.resolve().as_uri()}?mode=rw", uri=True, timeout=0)) as base:
            dates = dict(base.execute("SELECT id, effacer_le FROM seances"))
        perimees = [seance for seance, effacer_le in dates.items() if effacer_le <= jour]
        if perimees:
            _effacer(fichier, perimees)
        if maison.lire_json(dossier / PANNEAU).get("id") not in dates.keys() - {*perimees}:
            (dossier / PANNEAU).unlink(missing_ok=True)
    except (sqlite3.Error, OSError):
        return 0
    return len(perimees)


def _effacer(fichier: Path, perimees: list[str]) -> None:
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
    finally:
        moteur.dispose()


def annoncer(dossier: Path) -> None:
    """Fait le ménage, et le dit en une ligne."""
    if n := effacer_les_perimees(dossier):
        s = "s" if n > 1 else ""
        print(f"{n} séance{s} passée{s} de date {'sont' if n > 1 else 'est'} effacée{s}, avec toutes les réponses.", flush=True)
