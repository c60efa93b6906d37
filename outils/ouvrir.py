"""Ouvre JupyterLab sur la page d’accueil, pour cette machine seulement : « python3 labo.py ».

Les réglages de JupyterLab vont dans .jupyter/ : ceux de la personne ne sont ni lus ni touchés, et rien n’est demandé
à un autre hôte.
"""

import argparse
import errno
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import psutil

from outils import RACINE
from travailler_ensemble.seance import client, maison, menage

JUPYTER = RACINE / ".jupyter"
JOURNAL = JUPYTER / "jupyterlab.txt"
ACCUEIL = "notebooks/00-accueil.ipynb"
DEPART = 10.0  # secondes laissées à JupyterLab pour se fermer de lui-même
PREMIER, DERNIER = 8888, 8987
DOSSIERS = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "donnees",
    "JUPYTER_RUNTIME_DIR": "marche",
    "JUPYTERLAB_SETTINGS_DIR": "reglages",
    "JUPYTERLAB_WORKSPACES_DIR": "bureaux",
    "IPYTHONDIR": "ipython",
}

SANS_VOISINS = {"PYTHONSAFEPATH": "1"}
"""Un fichier posé à côté d’un carnet ne passe pour aucun module, pas même pour celui qui lance le noyau."""

SIGNATURES = "--NotebookNotary.db_file=:memory:"
"""Les carnets approuvés le temps d’une ouverture : leur base ferait patienter sur un partage sans verrous."""


def libre(port: int) -> bool:
    """Vrai quand on peut écouter sur ce port de la boucle locale."""
    with socket.socket() as prise:
        if os.name != "nt":  # un port tout juste fermé est libre ; sous Windows, l’option dirait libre un port pris
            prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def port_libre(voulu: int | None) -> int:
    """Le port voulu, ou le premier libre ; sort avec une phrase quand il n’y en a pas."""
    if voulu is not None and not (1 <= voulu <= 65535 and libre(voulu)):
        sys.exit(f"Le port {voulu} n’est pas libre : donnez-en un autre (de 1024 à 65535), ou relancez sans « --port ».")
    port = voulu or next(filter(libre, range(PREMIER, DERNIER + 1)), None)
    return port or sys.exit(f"Aucun port n’est libre de {PREMIER} à {DERNIER} : donnez-en un autre avec « --port ».")


def environnement(jeton: str) -> dict[str, str]:
    """Les variables du serveur : le jeton, des réglages à part, et où vont les réponses."""
    dossiers = {nom: str(JUPYTER / dossier) for nom, dossier in DOSSIERS.items()}
    reponses = {"TRAVAILLER_ENSEMBLE_REPONSES": str(RACINE / "mes-reponses")}
    return reponses | dict(os.environ) | dossiers | SANS_VOISINS | {"JUPYTER_TOKEN": jeton}


def commande(port: int, navigateur: bool) -> list[str]:
    return [
        *(sys.executable, "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"),
        *("--ServerApp.port_retries=0", f"--ServerApp.root_dir={RACINE}", "--ServerApp.answer_yes=True"),
        *(f"--LabApp.default_url=/lab/tree/{ACCUEIL}", f"--LabApp.open_browser={navigateur}"),
        *("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"),
        *("--LabApp.extension_manager=readonly", "--LanguageServerManager.autodetect=False", SIGNATURES),
        "--ServerApp.allow_root=True",  # dans un conteneur, il n’y a souvent que lui
    ]


def preparer_journal() -> None:
    """Fait place au journal de JupyterLab ; sort avec une phrase quand on ne peut rien écrire."""
    try:
        JUPYTER.mkdir(exist_ok=True)
        JOURNAL.write_text("La collection s’ouvre.\n" * 500, encoding="utf-8")  # assez pour sentir un disque plein
    except OSError as panne:
        if panne.errno == errno.ENOSPC:
            sys.exit("Le disque est plein : libérez de la place, puis relancez.")
        sys.exit(f"Impossible d’écrire dans « {RACINE} » : copiez la collection dans un dossier à vous, puis relancez.")


def ouvrir(port: int, navigateur: bool) -> None:
    """Lance JupyterLab et attend sa fin, ou Ctrl-C ; ses messages, en anglais, vont dans un journal."""
    jeton = secrets.token_hex(24)
    preparer_journal()
    with JOURNAL.open("wb") as journal:
        serveur = subprocess.Popen(
            commande(port, navigateur), cwd=RACINE, env=environnement(jeton), stdin=subprocess.DEVNULL, stdout=journal, stderr=journal
        )
    try:
        while serveur.poll() is None and libre(port):
            time.sleep(0.1)
        if serveur.poll() is None:
            print(f"La collection est ouverte : http://127.0.0.1:{port}/lab/tree/{ACCUEIL}?token={jeton}", flush=True)
            print("Gardez cette fenêtre ; pour fermer la collection, appuyez ici sur Ctrl-C.", flush=True)
        if serveur.wait():
            sys.exit(f"JupyterLab s’est arrêté : relancez, et si cela se répète montrez « {JOURNAL} » à qui vous aide.")
    except KeyboardInterrupt:
        for demande in (signal.SIGINT, signal.SIGTERM):
            signal.signal(demande, signal.SIG_IGN)  # la fermeture est en cours
        print("\nLa collection se ferme ; vos réponses sont gardées.", flush=True)
        arreter(serveur)


def arreter(serveur: subprocess.Popen[bytes]) -> None:
    """Ferme JupyterLab ; s’il n’est pas parti au bout de `DEPART` secondes (un noyau qui démarrait le retient), lui et ses noyaux sont arrêtés."""
    noyaux = psutil.Process(serveur.pid).children(recursive=True) if serveur.poll() is None else []
    serveur.terminate()
    try:
        serveur.wait(DEPART)
    except subprocess.TimeoutExpired:
        for reste in (serveur, *noyaux):
            with suppress(psutil.NoSuchProcess):
                reste.kill()
        serveur.wait()


def mener(choix: argparse.Namespace) -> int:
    """Ouvre la collection jusqu’à Ctrl-C ; ce qui est passé de date dans les séances s’efface d’abord."""
    menage.annoncer(maison.dossier_habituel())
    for fin in {"SIGTERM", "SIGHUP"} & set(dir(signal)):
        signal.signal(getattr(signal, fin), signal.default_int_handler)
    try:
        ouvrir(port_libre(choix.port), not choix.sans_navigateur)
    finally:
        if dit := client.fermer_avec_la_collection():
            print(dit, flush=True)
    return 0
