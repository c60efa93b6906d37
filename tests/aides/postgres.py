"""Un vrai PostgreSQL, jetable : une grappe neuve dans un dossier temporaire, qui n’écoute que cette machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from atelier import port_libre

DUREE_MAX = 3600
"""Secondes au bout desquelles une grappe oubliée s’arrête seule."""
ABSENT = "PostgreSQL est introuvable : installez le paquet « postgresql »."


def programmes() -> Path | None:
    """Le dossier d’initdb et de postgres : Debian ne les met pas dans le chemin."""
    installes = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    trouve = str(installes[-1]) if installes else shutil.which("initdb")
    return Path(trouve).parent if trouve else None


class Grappe:
    """Une grappe PostgreSQL. `durable` : écrit vraiment sur le disque (pour une mesure) ; sinon plus vite."""

    def __init__(self, durable: bool = False) -> None:
        ou = programmes()
        if ou is None:
            raise FileNotFoundError(ABSENT)
        self._programmes = ou
        self._comme = ["runuser", "-u", "postgres", "--"] if os.name != "nt" and os.geteuid() == 0 else []  # postgres refuse root
        self._durable, self.port, self._bases = durable, port_libre(), 0
        self.dossier = Path(tempfile.mkdtemp(prefix="grappe-"))
        if self._comme:
            shutil.chown(self.dossier, "postgres")
        self._donnees = self.dossier / "donnees"
        faite = self._appeler("initdb", "-D", self._donnees, "-U", "essai", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        assert faite.returncode == 0, faite.stdout
        self._processus: subprocess.Popen | None = None
        self.demarrer()

    def _appeler(self, nom: str, *arguments: object) -> subprocess.CompletedProcess:
        ordre = [*self._comme, str(self._programmes / nom), *map(str, arguments)]
        return subprocess.run(ordre, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/", timeout=60)

    def demarrer(self) -> None:
        """Démarre, ou redémarre au même port avec les mêmes données."""
        reglages = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.dossier,
            "fsync": "on" if self._durable else "off",
        }
        options = [x for nom, v in reglages.items() for x in ("-c", f"{nom}={v}")]
        with (self.dossier / "journal.txt").open("ab") as sortie:
            self._processus = subprocess.Popen(
                [
                    *self._comme,
                    "timeout",
                    "-s",
                    "INT",
                    str(DUREE_MAX),
                    str(self._programmes / "postgres"),
                    "-D",
                    str(self._donnees),
                    *options,
                ],
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=subprocess.STDOUT,
                cwd="/",
            )
        fin = time.monotonic() + 30
        while self._appeler("pg_isready", "-q", "-h", "127.0.0.1", "-p", self.port).returncode:
            assert self._processus.poll() is None and time.monotonic() < fin, (self.dossier / "journal.txt").read_text(errors="replace")
            time.sleep(0.05)

    def couper(self) -> None:
        """Arrêt immédiat, comme une panne : les connexions se rompent, les données écrites restent."""
        self._arreter(signal.SIGQUIT)

    def fermer(self) -> None:
        self._arreter(signal.SIGINT)
        shutil.rmtree(self.dossier, ignore_errors=True)

    @property
    def pid(self) -> int:
        """Celui du processus dont viennent tous les autres."""
        return int((self._donnees / "postmaster.pid").read_text().split()[0])

    def _arreter(self, comment: signal.Signals) -> None:
        if self._processus and self._processus.poll() is None:
            os.kill(self.pid, comment)
            self._processus.wait(30)
        self._processus = None

    def base_neuve(self) -> str:
        """L’adresse d’une base vide : « postgresql://… »."""
        self._bases += 1
        nom = f"essai{self._bases}"
        faite = self._appeler("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "essai", nom)
        assert faite.returncode == 0, faite.stdout
        return f"postgresql://essai@127.0.0.1:{self.port}/{nom}"


def une_base(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """L’adresse d’une base de séances vide, de la sorte que veut l’essai (`request.param`)."""
    return f"sqlite:///{tmp_path / 'seances.sqlite'}" if request.param == "sqlite" else request.getfixturevalue("postgres").base_neuve()
