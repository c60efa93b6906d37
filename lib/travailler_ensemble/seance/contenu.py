"""Le contenu que sert un programme : s’il a changé depuis qu’il est parti, son serveur est périmé."""

from __future__ import annotations

import hashlib
from pathlib import Path

from travailler_ensemble.corpus import DOSSIER

CODE = Path(__file__).resolve().parents[1]


def empreinte() -> str:
    """Celle de `data/` et du code, tels qu’ils sont à cet instant sur le disque. Lève `OSError`."""
    return empreinte_de(DOSSIER, CODE)


def empreinte_de(*dossiers: Path) -> str:
    """Ce que contiennent ces dossiers, en 20 signes : un octet changé la change. Lève `OSError`."""
    marque = hashlib.sha256()
    for dossier in dossiers:
        for f in sorted(f for f in dossier.rglob("*") if f.suffix != ".pyc" and f.is_file()):
            octets = f.read_bytes()
            marque.update(f"{f.relative_to(dossier).as_posix()} {len(octets)}\n".encode())
            marque.update(octets)
    return marque.hexdigest()[:20]
