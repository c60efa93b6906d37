"""Ouvre les séances en direct sans passer par un carnet : « python3 labo.py seance ».

Le serveur tourne dans cette fenêtre ; la page où préparer une séance s’ouvre dans le navigateur. S’il tourne déjà, lancé d’un
carnet ou d’une autre fenêtre, sa page s’ouvre, et rien d’autre. « --dossier » dit où garder les séances ; « --fermer » ferme
celles qui tournent ; « --nouvelle-cle » change la clé du dossier des séances ; « --date-juste » laisse effacer ce qui est passé
de date après un bond de l’horloge.
"""

import argparse
import os

from travailler_ensemble import fichiers
from travailler_ensemble.seance import client, maison, menage
from travailler_ensemble.seance.__main__ import main, montrer_la_page
from travailler_ensemble.seance.codes import secret

SYNCHRONISE = (
    "Le dossier des séances est synchronisé (OneDrive, Nextcloud…) : la classe y serait recopiée ailleurs, et une copie prise pendant un vote "
    "ne se relit pas toujours. Pour un dossier de cet ordinateur : « python3 labo.py seance --dossier CHEMIN »."
)


def mener(choix: argparse.Namespace) -> int:
    """Tient le serveur jusqu’à Ctrl-C, ou ouvre la page de celui qui tourne déjà."""
    if choix.dossier:
        os.environ["TRAVAILLER_ENSEMBLE_SEANCES"] = str(choix.dossier.expanduser().resolve())
    if fichiers.synchronise(maison.dossier_habituel()):
        print(SYNCHRONISE, flush=True)
    if choix.date_juste:
        menage.croire_la_date(maison.dossier_habituel())
    menage.annoncer(maison.dossier_habituel())
    deja = client.joindre()
    if choix.fermer:
        if deja:
            deja.fermer()
        print("Les séances sont fermées ; tout est gardé." if deja else "Les séances n’étaient pas ouvertes.", flush=True)
        return 0
    if choix.nouvelle_cle:
        _changer_la_cle(deja)
    elif deja and not deja.a_jour:
        deja.fermer(relance=True)
    elif deja:
        dossier = None if choix.sans_navigateur else maison.dossier_habituel()
        montrer_la_page("Les séances sont déjà ouvertes", deja.url, deja.billet(), dossier)
        print("Pour les fermer : « python3 labo.py seance --fermer ».", flush=True)
        return 0
    port = ["--port", str(choix.port)] if choix.port else []
    return main([*port, "--sans-navigateur" if choix.sans_navigateur else "--avec-navigateur"])


def _changer_la_cle(deja: client.ServeurDistant | None) -> None:
    """L’ancienne clé n’ouvre plus rien ; les séances, leurs pages et les téléphones gardent leurs accès."""
    if deja:
        deja.fermer()
    chez = maison.ouvrir(maison.dossier_habituel())
    assert chez is not None
    maison.ecrire(chez._replace(cle=secret()))
    print("La clé du dossier des séances est changée : l’ancienne n’ouvre plus rien.", flush=True)
