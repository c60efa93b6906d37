"""Exécuté par compiler.mjs, dans le Python du site : ce qui se charge à l’ouverture d’un labo est compilé d’avance, le reste garde sa source.

Tout compiler coûterait deux mégaoctets à télécharger, pour des modules que personne n’ouvre.
"""

import importlib
import importlib.util
import re
import shutil
import sys
import traceback
import zipfile

PAQUETS = "/lib/python3.14/site-packages"
GESTES = ("verifier()", 'tri("formes")', 'comparer("formes")', 'question("question-sortie-axe")', 'compte_rendu("02")', "accueil()")


def charges() -> set[str]:
    """Les fichiers que charge l’ouverture d’un labo, nommés comme dans leur archive."""
    shutil.unpack_archive("p.zip", PAQUETS)
    import pyodide_kernel  # type: ignore[import-not-found]

    pyodide_kernel.ipython_shell.send_comm = lambda *_: None  # personne n’écoute

    from travailler_ensemble import atelier, navigateur

    navigateur._demander = lambda *_: []  # ici, aucun gardien
    for geste in GESTES:
        eval(f"atelier.{geste}", {"atelier": atelier})
    fichiers = [getattr(m, "__file__", None) or "" for m in list(sys.modules.values())]
    return {f.removeprefix(PAQUETS + "/").removeprefix("/lib/python314.zip/") for f in fichiers}


def compiler(entree: str, sortie: str, utiles: set[str], otes: str = r"$.") -> None:
    """Les descriptions des modules ne restent que dans les nôtres : `help(labo.tri)`."""
    with zipfile.ZipFile(entree) as avant, zipfile.ZipFile(sortie, "w") as apres:
        for nom in sorted(avant.namelist()):
            if re.match(otes, nom):
                assert nom not in utiles, nom
                continue
            octets = avant.read(nom)
            if nom.endswith(".py") and nom in utiles:
                sans = 0 if nom.startswith(("travailler_ensemble", "pyodide", "_pyodide")) else 2
                code = compile(octets, f"{PAQUETS}/{nom}", "exec", dont_inherit=True, optimize=sans)
                # Une empreinte que personne ne vérifie : la date d’un fichier déplié ne compte pas.
                octets = bytes(
                    importlib.import_module("importlib._bootstrap_external")._code_to_hash_pyc(
                        code, importlib.util.source_hash(octets), False
                    )
                )
                nom = f"{nom[:-3]}.pyc"
            if not nom.endswith("/"):
                apres.writestr(zipfile.ZipInfo(nom, (1980, 1, 1, 0, 0, 0)), octets, zipfile.ZIP_DEFLATED, 9)


def mener() -> None:
    """Écrit p2.zip et s2.zip."""
    utiles = charges()
    compiler("p.zip", "p2.zip", utiles)
    compiler("s.zip", "s2.zip", utiles, OTES)  # type: ignore[name-defined]  # noqa: F821  # donné par compiler.mjs


try:
    mener()
except BaseException as panne:
    faute = "".join(traceback.format_exception(panne))  # le noyau a pris la sortie d’erreur : c’est Node qui la dira
else:
    faute = ""
faute  # noqa: B018  # la valeur que compiler.mjs reçoit
