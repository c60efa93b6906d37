"""Le programme du serveur : `python -m travailler_ensemble.seance [--dossier D] [--port N] [--sans-navigateur | --avec-navigateur]`.

Une école donne sa base par `DATABASE_URL` (« postgresql://… »), sa clé par `SEANCE_CLE`, et l’adresse que verront les
téléphones par `SEANCE_URL` ; service de JupyterHub, il apprend de lui cette adresse et qui enseigne (`hub`). Rien de Jupyter
n’entre ici : ni noyau, ni jeton.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import logging
import os
import signal
import sys
import threading
import webbrowser
from pathlib import Path

from uvicorn.loops.auto import auto_loop_factory

from travailler_ensemble import corpus, fichiers
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.seance import contenu, exploitation, hub, maison, menage, stockage
from travailler_ensemble.seance.ecoute import LOCALE, Ecoute, PortPris, prise, prise_locale
from travailler_ensemble.seance.greffier import Greffier
from travailler_ensemble.seance.journal import Acces
from travailler_ensemble.seance.nouvelles import Nouvelles
from travailler_ensemble.seance.salle import Salle
from travailler_ensemble.seance.serveur import application

_JOURNAL = logging.getLogger("travailler_ensemble.seance")


def main(arguments: list[str] | None = None) -> int:
    a = argparse.ArgumentParser(prog="labo.py seance", description="Tient les séances en direct.", add_help=False)
    a.add_argument("--dossier", type=Path, default=maison.dossier_habituel())
    a.add_argument("--port", type=int, default=0)
    a.add_argument("--ecoute", default=LOCALE, help="l’adresse où écouter : la machine seule, sauf derrière un relais")
    a.add_argument("--avec-navigateur", action="store_true", help="ouvre la page où préparer une séance, et dit son adresse")
    a.add_argument("--sans-navigateur", action="store_true", help="dit seulement son adresse")
    choix = a.parse_args(arguments)
    if 0 < len(os.environ.get("SEANCE_CLE", "")) < maison.SIGNES:
        print(f"SEANCE_CLE est trop courte : donnez-lui {maison.SIGNES} signes au moins, tirés au hasard.", flush=True)
        return 1
    exploitation.journaliser()
    try:
        with asyncio.Runner(loop_factory=auto_loop_factory()) as fil:
            return fil.run(_tenir(choix))
    except (stockage.BaseIndisponible, PortPris, corpus.TableFautive) as e:
        print(e, *getattr(e, "__notes__", ()), flush=True)
    except OSError as e:
        plein = e.errno in (errno.ENOSPC, errno.EDQUOT)
        sinon = f"Le dossier « {choix.dossier} » ne se laisse pas écrire ({e.strerror}) : donnez-en un autre avec « --dossier »."
        print(stockage.DISQUE_PLEIN if plein else sinon, flush=True)
    return 1


def _annoncer(choix: argparse.Namespace, locale: str, billet: str) -> None:
    if not (choix.avec_navigateur or choix.sans_navigateur):
        print(f"Les séances sont prêtes : {locale}", flush=True)
        return
    montrer_la_page("Les séances sont prêtes", locale, billet, choix.dossier if choix.avec_navigateur else None)
    print("Gardez cette fenêtre ; pour fermer les séances, appuyez ici sur Ctrl-C : les réponses sont gardées.", flush=True)


def montrer_la_page(dit: str, locale: str, billet: str, dossier: Path | None) -> None:
    """Dit l’adresse de la page où préparer une séance, et l’ouvre si on donne le `dossier` des séances.

    La ligne de commande d’un navigateur se lit de toute la machine : il n’y reçoit que le nom d’un fichier, qui mène à la page.
    """
    page = f"{locale}/maison#{billet}"
    print(f"{dit} : {page}\nCette adresse sert une fois, dans la minute ; pour une autre, relancez « labo.py seance » à côté.", flush=True)
    if dossier:
        fichier = dossier / "ouvrir.html"
        fichiers.remplacer(fichier, f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={page}">'.encode())
        threading.Thread(target=webbrowser.open, args=(fichier.resolve().as_uri(),), daemon=True).start()


def _permettre_des_connexions() -> None:
    """Une classe ouvre plus de connexions qu’un programme n’en a d’ordinaire le droit : 256 sur macOS, 1024 sous Linux."""
    try:
        import resource
    except ImportError:  # Windows n’a pas cette limite
        return
    actuelle, dure = resource.getrlimit(resource.RLIMIT_NOFILE)
    for voulue in (65_536, 10_240, 4_096):
        if dure != resource.RLIM_INFINITY:
            voulue = min(voulue, dure)
        if voulue <= actuelle:
            return
        try:
            return resource.setrlimit(resource.RLIMIT_NOFILE, (voulue, dure))
        except (OSError, ValueError):
            continue


async def _tenir(choix: argparse.Namespace) -> int:
    chez = maison.ouvrir(choix.dossier)
    assert chez is not None
    _permettre_des_connexions()
    adresse = os.environ.get("DATABASE_URL", "") or chez.base
    ici = adresse == chez.base
    if ici:
        menage.date_douteuse(chez.dossier)
    empreinte = contenu.empreinte()  # avant de lire le corpus : ce qui changerait entre-temps se verra
    moteur = stockage.ouvrir(adresse)
    greffier = Greffier(moteur)
    nouvelles = None
    try:
        if choix.port or choix.ecoute != LOCALE:
            locale = prise(choix.ecoute, choix.port)
        else:
            locale = prise_locale((chez.port,) if chez.port else ())
        ecoute = Ecoute(
            locale,
            hub.adresse_publique(),
            garder=lambda classe: maison.ecrire(chez._replace(url=ecoute.locale, classe=classe, fermee=False)),
        )
        tables = corpus.lire_au_mieux()
        for faute in tables.fautes:
            print(f"Mise à part : {faute}", flush=True)
        panel = Panel(tables)
        cle = os.environ.get("SEANCE_CLE", "") or chez.cle
        salle = Salle(greffier, panel, cle, ecoute.dire, date_sure=lambda: not (ici and menage.date_douteuse(chez.dossier)))
        if greffier.plusieurs:
            nouvelles = Nouvelles(adresse, salle.apprendre, salle.tout_a_pu_changer, greffier.battre)
        boucle = asyncio.get_running_loop()
        for nom in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, nom):
                try:
                    boucle.add_signal_handler(getattr(signal, nom), ecoute.finir)
                except NotImplementedError:  # Windows
                    signal.signal(getattr(signal, nom), lambda *_: boucle.call_soon_threadsafe(ecoute.finir))
        # Une adresse restée écrite est celle d’une coupure : les téléphones la connaissent, on y répond de nouveau.
        coupee = chez.classe
        maison.ecrire(chez._replace(url=ecoute.locale, classe="", fermee=False))
        billet = await salle.billet(Acces("maison", ""), "maison") if choix.avec_navigateur or choix.sans_navigateur else ""
        _annoncer(choix, ecoute.locale, billet)
        sait = {"contenu": empreinte, "pid": os.getpid(), "fenetre": choix.avec_navigateur or choix.sans_navigateur}
        portier = hub.Hub() if hub.est_un_service() else None
        app = application(salle, ecoute, sait=sait, portier=portier)
        _JOURNAL.info("ouvert")
        await ecoute.servir(exploitation.compter(app, lambda: greffier.attendent), coupee)
        _JOURNAL.info("fermé")
        if not ecoute.relance:
            maison.ecrire(chez._replace(url=ecoute.locale, classe="", fermee=True))
        elif sait["fenetre"]:
            print("La collection a changé : un serveur à jour a pris la suite, avec les mêmes séances. Fermez cette fenêtre.", flush=True)
    finally:
        if nouvelles:
            nouvelles.fermer()
        greffier.fermer()
    return 0


if __name__ == "__main__":
    sys.exit(main())
