#!/usr/bin/env python3
"""Prépare la collection puis l’ouvre ; « python3 labo.py --aide » dit le reste.

Lit la commande (outils/__main__.py), installe dans .venv ce que disent les verrous, puis passe la main au programme d’outils/.
Bibliothèque standard seule, syntaxe de Python 3.6 : un Python trop ancien reçoit une phrase et non une erreur.
"""

import hashlib
import os
import re
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

RACINE = Path(__file__).resolve().parent
CHEMIN_MAX, PLUS_LONG = 259, 161
"""Signes d’un chemin entier sous Windows ; de « .venv » à la fin de son plus long fichier."""


def place_des_outils(racine, systeme, maison):
    """Le dossier des outils : à côté ; dans le dossier personnel, si Windows ne supporte pas de chemins si longs."""
    a_cote = Path(racine) / ".venv"
    if systeme != "nt" or len(str(racine)) + 1 + PLUS_LONG <= CHEMIN_MAX:
        return a_cote
    return Path(maison) / ".travailler-ensemble" / hashlib.sha256(str(racine).encode("utf-8")).hexdigest()[:8]


VENV = place_des_outils(RACINE, os.name, os.path.expanduser("~"))
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
TEMOIN = VENV / "pret.txt"  # écrit en dernier : sans lui, .venv est à refaire
JOURNAL = RACINE / ".jupyter" / "preparation.txt"
VERROU, VERROU_ESSAIS = "verrou.txt", "verrou-essais.txt"
PROJET = ("pyproject.toml", VERROU, VERROU_ESSAIS, "README.md", "LICENSE", "LICENSE-contenus", "reglages", "data", "lib", "outils")
MINIMUM = {"win-arm64": (3, 12), "win32": (9, 9)}  # à Windows ARM il manque un paquet avant 3.12 ; en 32 bits, plusieurs

SANS_VENV = "Il manque à ce Python les modules « venv » et « ensurepip » : installez-les (sous Debian ou Ubuntu : « sudo apt install python3-venv »), puis relancez."
# Ce que disent Python, pip ou le système, puis la phrase ; la première reconnue l’emporte.
PANNES = r"""
No space left|not enough space|Errno 28\b|WinError 112\b|quota exceeded
Le disque est plein : libérez environ 1 Go, puis relancez ; la préparation reprendra.
Permission denied|Read-only file system|Access is denied|Errno (1|13|30)\b|WinError (5|32)\b
Impossible d’écrire dans « RACINE » : fermez JupyterLab s’il est ouvert, ou copiez la collection dans un dossier à vous, puis relancez.
No module named .?(venv|ensurepip)\b
SANS_VENV
CERTIFICATE_VERIFY_FAILED|certificate verify failed
Ce réseau a son propre certificat : demandez-en le fichier, donnez son chemin dans la variable PIP_CERT, puis relancez ; ou changez de réseau.
(failed:|error) 407\b|Proxy Authentication
Le relais du réseau demande un mot de passe : variable HTTPS_PROXY (http://nom:mot-de-passe@relais:port), puis relancez ; ou changez de réseau.
[Ee]rror:? 403\b|403 (Client|Forbidden)
Un filtre du réseau refuse les paquets de Python : demandez qu’il laisse passer PyPI, puis relancez ; ou changez de réseau.
Long Path|WinError (3|206)\b|Errno 36\b|ile name too long
Le chemin de « RACINE » est trop long : déplacez la collection dans un dossier plus court (par exemple C:\labo), puis relancez.
Failed building wheel|Failed to build|Visual C\+\+|metadata-generation-failed|Unable to create process
Ce Python ne convient pas : installez Python 3.14 depuis python.org, puis relancez avec lui.
DO NOT MATCH THE HASHES
Un paquet reçu n’est pas celui attendu : relancez, au besoin depuis un autre réseau.
name resolution|ailed to resolve|getaddrinfo|onnection|Max retries|timed out|[Pp]roxy|SSL|Could not find a version|No matching dist
Le réseau ne répond pas : connectez-vous à internet pour la préparation, puis relancez.
"""


class Panne(Exception):
    """Ce qui empêche de continuer, en une phrase qui dit quoi faire."""


def dire(phrase):
    print(phrase, file=sys.stderr, flush=True)  # ce flux accepte tout caractère, même sur un terminal sans accents


def traduire(texte, sinon):
    lignes = iter(PANNES.split("\n")[1:-1])
    phrase = next((phrase for motif, phrase in zip(lignes, lignes) if re.search(motif, texte)), sinon)  # noqa: B905
    return phrase.replace("SANS_VENV", SANS_VENV).replace("RACINE", str(RACINE))


def etape(annonce, *commande):
    """Mène une étape de la préparation ; son détail va dans le journal, sa panne devient une phrase."""
    dire("  " + annonce)
    with JOURNAL.open("wb") as journal:
        code = subprocess.call([str(mot) for mot in commande], stdin=subprocess.DEVNULL, stdout=journal, stderr=journal)
    if code:
        sinon = "La préparation s’est arrêtée : relancez, et si cela se répète montrez « {} » à qui vous aide.".format(JOURNAL)
        raise Panne(traduire(JOURNAL.read_text(encoding="utf-8", errors="replace"), sinon))


def sain():
    """Vrai quand le Python de .venv démarre et trouve JupyterLab et la collection."""
    code = "import sys, importlib.util as u; sys.exit(not all(map(u.find_spec, ('jupyterlab', 'travailler_ensemble'))))"
    try:
        return subprocess.call([str(PYTHON), "-c", code], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def preparer(verrou):
    """Installe dans .venv ce que dit le verrou, puis la collection ; ne fait rien quand c’est déjà fait."""
    JOURNAL.parent.mkdir(exist_ok=True)
    # Le chemin compte : une collection déplacée laisse derrière elle un .venv qui ne marche plus.
    fichiers = [RACINE / "pyproject.toml"] + sorted(filter(Path.is_file, (RACINE / "reglages").rglob("*")))
    commun = str(RACINE).encode("utf-8") + b"".join(fichier.read_bytes() for fichier in fichiers)
    empreintes = {nom: hashlib.sha256(commun + (RACINE / nom).read_bytes()).hexdigest() for nom in (VERROU, VERROU_ESSAIS)}
    faits = TEMOIN.read_text().split() if TEMOIN.exists() and sain() else []
    if empreintes[verrou] in faits:
        return
    try:
        import ensurepip, venv  # noqa: E401, F401
    except ImportError:
        raise Panne(SANS_VENV)
    dire("Préparation de la collection : la première fois, il faut internet et une ou deux minutes.")
    if faits:
        TEMOIN.unlink()
    else:  # depuis un .venv activé, c’est le Python d’origine qui le refait
        etape("1/4  un dossier pour les outils…", sys._base_executable, "-m", "venv", "--clear", "--without-pip", VENV)  # type: ignore[attr-defined]
        etape("2/4  de quoi les installer…", PYTHON, "-m", "ensurepip", "--default-pip")  # à part : venv tairait sa panne
    pip = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--no-compile"]
    etape(
        "3/4  les outils : JupyterLab et ce qu’il lui faut…", *(pip + ["--no-deps", "--require-hashes", "-r", RACINE / verrou])
    )  # le verrou est complet
    etape("4/4  la collection…", *(pip + ["--no-deps", "--no-build-isolation", "-e", RACINE]))
    # Tout d’un coup, sur tous les cœurs : pip compilerait ses paquets l’un après l’autre.
    subprocess.call([str(PYTHON), "-m", "compileall", "-qq", "-j0", str(VENV), str(RACINE / "lib")], stderr=subprocess.DEVNULL)
    # Le verrou des essais contient l’autre, aux mêmes versions.
    TEMOIN.write_text("\n".join(empreintes.values()) if verrou == VERROU_ESSAIS else empreintes[verrou])


def main(arguments):
    if sys.version_info < MINIMUM.get(sysconfig.get_platform(), (3, 11)):
        ici = "{}.{}, {}".format(*(sys.version_info[:2] + (sysconfig.get_platform(),)))
        raise Panne("Ce Python ({}) ne convient pas : installez Python 3.12 ou plus récent, en 64 bits (python.org).".format(ici))
    absent = next((chemin for chemin in PROJET if not (RACINE / chemin).exists()), None)
    if absent:
        raise Panne("Il manque « {} » : sortez d’abord la collection de son zip, ou téléchargez-la de nouveau.".format(absent))
    sys.path.insert(0, str(RACINE))  # un terminal de JupyterLab (PYTHONSAFEPATH) ne l’y met pas
    from outils.__main__ import COMMANDES, analyser  # ici : un Python trop ancien ne le lirait pas

    choix = analyser(arguments)  # une option fautive se dit avant toute installation
    for variable in ("PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "PIP_TARGET", "PIP_PREFIX", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH"):
        os.environ.pop(variable, None)  # ce qui ferait chercher ou poser des paquets ailleurs que dans .venv
    os.environ.update(PYTHONNOUSERSITE="1", PYTHONUTF8="1", PIP_USER="0")
    preparer(VERROU_ESSAIS if COMMANDES[choix.commande].essais else VERROU)
    os.chdir(str(RACINE))
    suite = [str(PYTHON), "-m", "outils"] + (arguments or ["lab"])
    if os.name == "nt":
        signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C va aussi au programme : c’est lui qui y répond
        return subprocess.call(suite)
    os.execv(suite[0], suite)  # un seul processus : Ctrl-C et le code de sortie vont où il faut


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        dire("\nPréparation interrompue : relancez quand vous voulez, elle reprendra.")
        sys.exit(130)
    except (Panne, OSError) as panne:
        dire(panne if isinstance(panne, Panne) else traduire(str(panne), "Le système a refusé ({}) : relancez.".format(panne)))
        sys.exit(1)
