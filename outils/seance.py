"""Ouvre les séances en direct sans passer par un carnet : « python3 labo.py seance ».

Le serveur tourne dans cette fenêtre ; la page où préparer une séance s’ouvre dans le navigateur. S’il tourne déjà, lancé d’un
carnet ou d’une autre fenêtre, sa page s’ouvre, et rien d’autre.
"""

import re
import sys
import webbrowser

from travailler_ensemble.seance import client, maison
from travailler_ensemble.seance.__main__ import main


def lire(arguments: list[str]) -> tuple[list[str], bool]:
    """Les options du serveur, et s’il faut ouvrir le navigateur ; sort avec une phrase devant une option inconnue."""
    lus = re.fullmatch(r"(?:(?:--port[ =](?P<port>\d{1,5})|(?P<sans>--sans-navigateur))(?: |$))*", " ".join(arguments))
    if lus is None:
        sys.exit("Options inconnues : « python3 labo.py seance --port 8710 --sans-navigateur » est un exemple complet.")
    return (["--port", lus["port"]] if lus["port"] else []), not lus["sans"]


if __name__ == "__main__":
    options, navigateur = lire(sys.argv[1:])
    if deja := client.joindre():
        chez = maison.ouvrir(maison.dossier_habituel(), creer=False)
        page = f"{deja.url}/maison#{chez.cle}"
        print(f"Les séances sont déjà ouvertes : {page}", flush=True)
        if navigateur:
            webbrowser.open(page)
        sys.exit(0)
    sys.exit(main([*options, "--avec-navigateur" if navigateur else "--sans-navigateur"]))
