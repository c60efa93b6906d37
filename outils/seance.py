"""Ouvre les séances en direct sans passer par un carnet : « python3 labo.py seance ».

Le serveur tourne dans cette fenêtre ; la page où préparer une séance s’ouvre dans le navigateur. S’il tourne déjà, lancé d’un
carnet ou d’une autre fenêtre, sa page s’ouvre, et rien d’autre.
"""

import argparse
import webbrowser

from travailler_ensemble.seance import client, maison
from travailler_ensemble.seance.__main__ import main


def mener(choix: argparse.Namespace) -> int:
    """Tient le serveur jusqu’à Ctrl-C, ou ouvre la page de celui qui tourne déjà."""
    if deja := client.joindre():
        chez = maison.ouvrir(maison.dossier_habituel(), creer=False)
        assert chez is not None, "un serveur qui répond a écrit sa maison"
        page = f"{deja.url}/maison#{chez.cle}"
        print(f"Les séances sont déjà ouvertes : {page}", flush=True)
        if not choix.sans_navigateur:
            webbrowser.open(page)
        return 0
    port = ["--port", str(choix.port)] if choix.port else []
    return main([*port, "--sans-navigateur" if choix.sans_navigateur else "--avec-navigateur"])
