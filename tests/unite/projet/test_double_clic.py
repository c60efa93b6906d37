"""Ouvrir d’un double-clic : `Ouvrir.command` et `Ouvrir.desktop` exécutés ici, `Ouvrir.bat` relu (aucun Windows ici)."""

import configparser
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="des programmes d’Unix")


@pytest.fixture
def chez_moi(tmp_path, monkeypatch) -> Path:
    """Un dossier au nom malcommode, et un chemin où il n’y a que de quoi tenir, sans Python."""
    dossier = tmp_path / "Mes labos à moi"
    dossier.mkdir()
    for nom in ("Ouvrir.command", "Ouvrir.desktop"):
        shutil.copy2(RACINE / nom, dossier)
    outils = tmp_path / "bin"
    outils.mkdir()
    for nom in ("sh", "dirname"):
        (outils / nom).symlink_to(shutil.which(nom))
    monkeypatch.setenv("PATH", str(outils))
    return dossier


def python(tmp_path: Path, nom: str, code: int = 0) -> None:
    """Un Python de ce nom, qui dit ce qu’on lui demande et d’où."""
    fichier = tmp_path / "bin" / nom
    fichier.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "{nom} $* dans $PWD"\nexit {code}\n', encoding="utf-8")
    fichier.chmod(0o755)


def lancer(*commande: str, depuis: Path) -> tuple[int, str]:
    fini = subprocess.run(commande, cwd=depuis, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return fini.returncode, fini.stdout


def test_sans_python_une_phrase_dit_quoi_faire(chez_moi, tmp_path):
    (chez_moi / "labo.py").touch()
    assert lancer(str(chez_moi / "Ouvrir.command"), depuis=tmp_path) == (
        1,
        "Python manque. Installez-le depuis python.org (version 3.11 ou plus récente), puis recommencez.\n",
    )


def test_dans_le_zip_une_phrase_le_dit(chez_moi, tmp_path):
    python(tmp_path, "python3")
    code, dit = lancer(str(chez_moi / "Ouvrir.command"), depuis=tmp_path)
    assert code == 1 and dit.startswith("Sortez d’abord la collection de son zip")


def test_le_python_le_plus_recent_ouvre_la_collection_depuis_son_dossier(chez_moi, tmp_path):
    (chez_moi / "labo.py").touch()
    python(tmp_path, "python3")
    python(tmp_path, "python3.12")
    assert lancer(str(chez_moi / "Ouvrir.command"), "imprimer", "02", depuis=tmp_path) == (
        0,
        f"python3.12 labo.py imprimer 02 dans {chez_moi}\n",
    )
    python(tmp_path, "python3.12", code=1)
    assert lancer(str(chez_moi / "Ouvrir.command"), depuis=tmp_path)[0] == 1


def test_sous_linux_le_raccourci_trouve_la_collection_ou_qu_elle_soit(chez_moi, tmp_path):
    (chez_moi / "labo.py").touch()
    python(tmp_path, "python3")
    fiche = configparser.RawConfigParser()
    fiche.optionxform = str  # type: ignore[assignment, method-assign]
    fiche.read(chez_moi / "Ouvrir.desktop", encoding="utf-8")
    voulu = fiche["Desktop Entry"]
    assert (voulu["Type"], voulu["Terminal"]) == ("Application", "true")
    commande = [str(chez_moi / "Ouvrir.desktop") if mot == "%k" else mot for mot in shlex.split(voulu["Exec"])]
    assert lancer(*commande, depuis=tmp_path) == (0, f"python3 labo.py dans {chez_moi}\n")


def test_le_raccourci_de_windows_se_lit_sous_windows():
    octets = (RACINE / "Ouvrir.bat").read_bytes()
    texte = octets.decode("utf-8")
    assert octets.count(b"\r\n") == octets.count(b"\n") and not octets.startswith(b"\xef\xbb\xbf")
    dits, vises = set(re.findall(r"^:(\w+)\r$", texte, re.MULTILINE)), set(re.findall(r"goto (\w+)", texte))
    assert dits == {"zip", "absent", "lire"} and vises == dits
    assert texte.index("chcp 65001") < texte.index("echo Sortez"), "les accents d’abord"
    # Un bloc entre parenthèses, avec des accents, se lit mal dans cmd.exe.
    assert "(\r\n" not in texte
