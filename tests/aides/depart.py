"""Un serveur de séance qui part d’un père déjà chargé : l’importer prend les deux tiers d’un démarrage, et les essais le relancent sans cesse."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAMME = "travailler_ensemble.seance.__main__"
# Windows ne sait pas se dédoubler : le programme y est chargé à chaque fois.
PERE: Any = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
PERE.set_forkserver_preload([PROGRAMME])


def _mener(arguments: list[str], avant: str, journal: Path, env: dict[str, str], dossier: Path, duree: int) -> None:
    """Dans le fils : ce que ferait `python -m travailler_ensemble.seance`, borné en durée, après ce que l’essai veut changer."""
    import importlib

    if hasattr(signal, "alarm"):
        signal.alarm(duree)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(dossier)
    sortie = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for prise in (1, 2):
        os.dup2(sortie, prise)
    os.close(sortie)
    exec(avant)
    sys.exit(importlib.import_module(PROGRAMME).main(arguments))


class Depart:
    """Ce programme, que l’on interroge comme un `subprocess.Popen`."""

    def __init__(self, arguments: list[str], avant: str, journal: Path, env: dict[str, str], dossier: Path, duree: int) -> None:
        self._fils = PERE.Process(target=_mener, args=(arguments, avant, journal, env, dossier, duree), daemon=True)
        self._fils.start()
        assert self._fils.pid
        self.pid, self.kill, self.terminate = self._fils.pid, self._fils.kill, self._fils.terminate

    def poll(self) -> int | None:
        return self._fils.exitcode

    def wait(self, secondes: float | None = None) -> int:
        """Son code de sortie. Lève `subprocess.TimeoutExpired` s’il n’est pas fini à temps."""
        self._fils.join(secondes)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired(PROGRAMME, secondes or 0)
        return code
