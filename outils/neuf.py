"""Le premier jour de quelqu’un qui n’a rien : « python3 labo.py neuf » (réseau, quelques minutes).

Un clone neuf dans un dossier au nom accentué, une maison vide (HOME), aucune variable que celles du réseau, aucun cache à nous ; les deux commandes du README, la
première jusqu’à la page d’accueil, puis une fois encore sans réseau du tout, là où le système sait l’enlever.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outils import RACINE

ESSAIS = ("tests/unite/projet/test_couches.py", "tests/unite/panel/test_lecture.py")
"""De quoi voir que la seconde commande marche ; toute la série prend une vingtaine de minutes."""
RESEAU = re.compile(
    r"PIP_(CERT|INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|DEFAULT_TIMEOUT|TRUSTED_HOST)|SSL_CERT_(FILE|DIR)|(HTTPS?|NO)_PROXY", re.IGNORECASE
)
"""Ce qu’un réseau d’école impose, et rien d’autre, passe dans l’environnement vide."""
PYTHON: str = getattr(sys, "_base_executable")  # noqa: B009
"""Celui de la machine, non celui de .venv."""
ESPACE_VIDE = ("unshare", "--map-root-user", "--net")


def environnement(maison: Path) -> dict[str, str]:
    """Un environnement vide : une maison neuve, le Python d’ici, les outils du système."""
    chemins = [str(Path(PYTHON).parent), "/usr/local/bin", "/usr/bin", "/bin"]
    propre = {"HOME": str(maison), "PATH": os.pathsep.join(dict.fromkeys(chemins)), "LANG": "C.UTF-8", "TMPDIR": str(maison)}
    return propre | {nom: valeur for nom, valeur in os.environ.items() if RESEAU.fullmatch(nom)}


def ouvrir(copie: Path, env: Mapping[str, str], patience: float = 900) -> dict[str, Any]:
    """`labo.py`, jusqu’à ce que la page d’accueil réponde, puis Ctrl-C. Lève `RuntimeError` avec ce qu’il a dit si elle ne vient pas."""
    debut, journal = time.perf_counter(), copie.parent / "labo.txt"
    with journal.open("wb") as sortie:
        labo = subprocess.Popen(
            [PYTHON, "labo.py", "--sans-navigateur"],
            cwd=copie,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=sortie,
            stderr=sortie,
            start_new_session=True,
        )
    try:
        while not (adresse := re.search(r"http://127\.0\.0\.1:\d+/\S+", journal.read_text(encoding="utf-8"))):
            if labo.poll() is not None or time.perf_counter() - debut > patience:
                raise RuntimeError(journal.read_text(encoding="utf-8"))
            time.sleep(0.1)
        with urllib.request.urlopen(adresse[0], timeout=60) as page:
            code, titre = page.status, b"jupyterlab" in page.read().lower()
        jeton = adresse[0].rpartition("token=")[2]
        carnet = adresse[0].partition("/lab/tree/")[0] + f"/api/contents/notebooks/00-accueil.ipynb?token={jeton}"
        with urllib.request.urlopen(carnet, timeout=60) as accueil:
            cellules = len(json.load(accueil)["content"]["cells"])
        secondes = time.perf_counter() - debut
    finally:
        if labo.poll() is None:
            labo.send_signal(signal.SIGINT)
        fin = labo.wait(60)
    if (code, titre, fin) != (200, True, 0) or not cellules:
        raise RuntimeError(f"réponse {code}, fin {fin}\n{journal.read_text(encoding='utf-8')}")
    return {"secondes": secondes, "http": code, "dit": journal.read_text(encoding="utf-8").replace(jeton, "…").splitlines()}


def essayer(copie: Path, env: Mapping[str, str]) -> dict[str, Any]:
    """`labo.py tests` sur quelques essais. Lève `RuntimeError` avec ce qu’il a dit s’ils ne passent pas."""
    debut = time.perf_counter()
    fini = subprocess.run(
        [PYTHON, "labo.py", "tests", "-q", *ESSAIS],
        cwd=copie,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=1200,
    )
    passes = re.search(r"(\d+) passed", fini.stdout)
    if fini.returncode or not passes:
        raise RuntimeError(fini.stdout)
    return {"secondes": time.perf_counter() - debut, "reussis": int(passes[1])}


def installe(copie: Path) -> dict[str, Any]:
    """Ce que l’installation a posé : le nombre de paquets et la place prise, en Mo."""
    venv = copie / ".venv"
    place = sum(f.stat().st_size for f in venv.rglob("*") if f.is_file() and not f.is_symlink())
    return {"paquets": len(list(venv.rglob("*.dist-info"))), "megaoctets": round(place / 1e6)}


def sans_reseau(copie: Path, env: Mapping[str, str]) -> dict[str, Any] | None:
    """Rouvre la collection dans un espace réseau vide, où seule la boucle locale existe ; None là où le système ne sait pas faire."""
    if not shutil.which(ESPACE_VIDE[0]) or subprocess.run([*ESPACE_VIDE, "true"], capture_output=True).returncode:
        return None
    fini = subprocess.run(
        [*ESPACE_VIDE, PYTHON, "-m", "outils", "neuf", "--dans", str(copie)],
        cwd=RACINE,
        env=env,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    if fini.returncode:
        raise RuntimeError(fini.stderr)
    return json.loads(fini.stdout)


def _allumer_la_boucle() -> None:
    """Dans un espace réseau neuf, même la boucle locale est éteinte (SIOCSIFFLAGS, IFF_UP, voir netdevice(7))."""
    import fcntl
    import struct

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as prise:
        fcntl.ioctl(prise, 0x8914, struct.pack("16sh", b"lo", 1))


def mesurer() -> dict[str, Any]:
    """Les secondes de la première commande, d’un clone neuf à la page d’accueil ; le détail dit le reste."""
    with tempfile.TemporaryDirectory(prefix="neuf-", ignore_cleanup_errors=True) as dossier:
        copie, maison = Path(dossier, "Étude d’été #1 100% (Marie) ~ copie", "travailler-ensemble"), Path(dossier, "maison")
        copie.parent.mkdir()
        maison.mkdir()
        env = environnement(maison)
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(RACINE), str(copie)], check=True)
        premiere, pose = ouvrir(copie, env), installe(copie)
        seconde = ouvrir(copie, env)
        coupee = sans_reseau(copie, env)
        essais, tout = essayer(copie, env), installe(copie)
        chez = sorted(f.relative_to(maison).parts[0] for f in maison.iterdir())
    return {
        "quoi": "clone neuf, maison vide : python3 labo.py, jusqu’à la page d’accueil",
        "valeur": premiere["secondes"],
        "cible": None,
        "unite": "s",
        "paquets": pose["paquets"],
        "mégaoctets": pose["megaoctets"],
        "rouverte en s": seconde["secondes"],
        "rouverte sans réseau en s": coupee["secondes"] if coupee else "non essayé",
        "labo.py tests en s": essais["secondes"],
        "essais réussis": essais["reussis"],
        "paquets, essais compris": tout["paquets"],
        "mégaoctets, essais compris": tout["megaoctets"],
        "laissé dans HOME": ", ".join(chez) or "rien",
    }


def mener(choix: argparse.Namespace) -> int:
    """Les deux commandes du README depuis un clone neuf ; ou, dans un espace sans réseau, la collection déjà prête rouverte."""
    if choix.dans:
        _allumer_la_boucle()
        print(json.dumps(ouvrir(choix.dans, os.environ, 120), ensure_ascii=False))
    else:
        print(json.dumps(mesurer(), ensure_ascii=False, indent=2))
    return 0
