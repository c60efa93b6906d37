"""Aucune connexion ne sort de la machine pendant les essais : elle est refusée, et notée pour que l’essai échoue.

Vaut pour tout programme Python qui démarre avec la variable SANS_RESEAU (le dossier où noter) : pytest, les noyaux, JupyterLab, le
serveur de séance. Ne voit pas ce qu’une bibliothèque en C demande d’elle-même (libpq, libuv).
"""

import os
import sys

VARIABLE = "SANS_RESEAU"
ICI = os.path.dirname(os.path.abspath(__file__))


def permise(hote):
    """Vrai pour cette machine : la boucle locale, une de ses adresses, son nom ; faux pour tout autre hôte."""
    nom = (hote.decode("ascii", "replace") if isinstance(hote, (bytes, bytearray)) else str(hote or "")).lower().rstrip(".")
    if nom in ("", "localhost", "::1", "::", "0.0.0.0") or nom.startswith("127.") or nom.endswith(".localhost"):
        return True
    import socket

    if nom == socket.gethostname().lower():
        return True
    return nom.partition("%")[0].removeprefix("::ffff:") in adresses_d_ici()


def adresses_d_ici():
    """Les adresses de cette machine : lui parler n’est pas en sortir."""
    try:
        import psutil
    except ImportError:
        return set()
    return {a.address.partition("%")[0].lower() for prises in psutil.net_if_addrs().values() for a in prises}


def noter(hote, comment):
    """Écrit une tentative dans le journal, une ligne JSON, avec ce qu’il faut pour retrouver d’où elle vient."""
    import json

    qui = os.environ.get("PYTEST_CURRENT_TEST", "")
    ligne = json.dumps(
        {"hote": str(hote), "comment": comment, "lance_par": qui, "programme": " ".join(sys.argv[:3])[-200:]}, ensure_ascii=False
    )
    fd = os.open(os.path.join(os.environ[VARIABLE], "tentatives.jsonl"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(fd, ligne.encode() + b"\n")
    finally:
        os.close(fd)


def _hote(evenement, arguments):
    """L’hôte que vise cet événement d’audit de Python ; None s’il ne vise personne (prise UNIX, adresse littérale à résoudre)."""
    if evenement in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        adresse = arguments[1]
        return adresse[0] if isinstance(adresse, tuple) and adresse and isinstance(adresse[0], (str, bytes)) else None
    if evenement in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        return arguments[0]
    return None


def _guetter(evenement, arguments):
    if not evenement.startswith("socket.") or not os.environ.get(VARIABLE):
        return
    hote = _hote(evenement, arguments)
    if hote is None or permise(hote):
        return
    noter(hote, evenement)
    raise ConnectionRefusedError(f"Les essais se font sans réseau : {hote} est refusé.")


def installer():
    """Pose la garde, une fois par programme ; elle ne mord que si la variable est là."""
    if not getattr(sys, "_garde_sans_reseau", False):
        sys._garde_sans_reseau = True
        sys.addaudithook(_guetter)


def transmettre(*chemins):
    """Le PYTHONPATH d’un programme lancé par un essai : la garde d’abord, puis ces dossiers de modules."""
    return os.pathsep.join([ICI, *(c for c in map(str, chemins) if c and c != ICI)])
