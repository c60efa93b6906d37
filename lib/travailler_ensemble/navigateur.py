"""Le navigateur, quand c’est lui qui exécute la collection (Pyodide) : là où les réponses s’y gardent.

Le gardien (`outils/site/gardien.js`, un service worker) tient une base du navigateur, une ligne par geste : deux pages ouvertes n’y
effacent rien l’une de l’autre. Il ne répond qu’après avoir relu ce qu’il vient d’écrire, et toujours : un refus n’arrête pas le noyau.
"""

from __future__ import annotations

import errno
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

DEDANS = sys.platform == "emscripten"
PATIENCE = 6_000  # millisecondes laissées au gardien
FRAICHEUR = 0.3  # secondes pendant lesquelles ce qui vient d’être lu n’est pas redemandé

Ligne = tuple[str, str, str]
"""La clé de l’activité, l’identifiant du geste, sa ligne."""


def _demander(suite: str = "", corps: object = None) -> Any:
    """La réponse du gardien. Lève `OSError` : ENOTSUP s’il n’y en a pas, ENOSPC ou EPROTO s’il n’a pas pu garder."""
    from js import XMLHttpRequest, location

    racine = str(location.href).partition("/extensions/")[0]
    requete = XMLHttpRequest.new()
    methode = "GET" if corps is None else "POST"
    requete.open(methode, f"{racine}/api/te-reponses{suite}", False)
    requete.timeout = PATIENCE
    try:
        requete.send(None if corps is None else json.dumps(corps, ensure_ascii=False))
    except Exception as e:  # une erreur de JavaScript : délai passé, réseau absent
        raise OSError(errno.EPROTO, "le navigateur ne répond pas") from e
    if not requete.getResponseHeader("X-Travailler-Ensemble"):
        raise OSError(errno.ENOTSUP, "rien ne garde ici")
    if requete.status != 200:
        raise OSError(errno.ENOSPC if requete.status == 507 else errno.EPROTO, "le navigateur a refusé d’écrire")
    return json.loads(str(requete.responseText))


def sonder() -> None:
    """Ne fait rien quand le navigateur garde. Lève `OSError` sinon."""
    _demander("?sonde")


def garder(lignes: Sequence[Ligne]) -> None:
    """Garde ces lignes, chacune une fois, et les relit. Lève `OSError` dès qu’un doute subsiste."""
    _demander("", lignes)
    _lues.quand = 0.0


class _Lues:
    """Ce que le gardien a déjà donné ; il ne redonne que ce qui s’est ajouté depuis."""

    def __init__(self) -> None:
        self.par_cle: dict[str, list[str]] = {}
        self.rang = 0
        self.quand = 0.0

    def relire(self) -> None:
        if time.monotonic() < self.quand:
            return
        for rang, cle, ligne in _demander(f"?depuis={self.rang}"):
            self.par_cle.setdefault(cle, []).append(ligne)
            self.rang = max(self.rang, rang)
        self.quand = time.monotonic() + FRAICHEUR


_lues = _Lues()


def lignes(cle: str) -> list[str]:
    """Les lignes gardées d’une activité, dans l’ordre où elles sont arrivées. Lève `OSError`."""
    _lues.relire()
    return _lues.par_cle.get(cle, [])


def cles() -> list[str]:
    """Les activités dont quelque chose est gardé. Lève `OSError`."""
    _lues.relire()
    return sorted(_lues.par_cle)
