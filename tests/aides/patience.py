"""Attendre un état qui vient, au lieu de le lire trop tôt ou de dormir : les seules attentes des essais qui pilotent un navigateur ou un serveur."""

import inspect
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

PATIENCE = 30.0
"""Secondes laissées à un état pour venir : large, car une machine chargée n’est pas une faute ; un essai vert n’attend jamais tant."""


def attendre(condition: Callable[[], Any], secondes: float = PATIENCE, page: Any = None) -> Any:
    """La première valeur vraie de `condition()`. Lève `AssertionError`, avec la dernière valeur lue, si elle ne vient pas.

    `page` : à donner quand la condition ne fait que regarder ce que reçoit Python d’une page (ses gestes, ses demandes) :
    Playwright ne les livre que pendant qu’on lui parle.
    """
    fin = time.monotonic() + secondes
    while not (valeur := condition()):
        assert time.monotonic() < fin, f"cela n’est pas arrivé à temps : {_dire(condition)} vaut encore {valeur!r}"
        page.wait_for_timeout(20) if page else time.sleep(0.02)
    return valeur


def devient(lire: Callable[[], Any], attendu: Any, dit: str = "", page: Any = None) -> None:
    """Réessaie jusqu’à ce que `lire()` vaille `attendu` ; sinon, `AssertionError` compare la dernière valeur lue à celle attendue."""
    with suppress(AssertionError):
        attendre(lambda: lire() == attendu, page=page)
        return
    assert lire() == attendu, dit


def _dire(condition: Callable[[], Any]) -> str:
    with suppress(OSError, TypeError):
        return inspect.getsource(condition).strip()
    return "la condition"


def avancer_l_horloge(page: Any, ms: int = 1000) -> None:
    """La page croit qu’il est `ms` millisecondes plus tard : deux gestes trop proches n’en font qu’un, et l’essai n’attend pas. Ses minuteries ne bougent pas."""
    page.evaluate("ms => { const avant = Date.now; Date.now = () => avant() + ms; }", ms)


def arreter_l_horloge(page: Any) -> None:
    """Dans la page, le temps ne passe plus que par `page.clock.run_for(ms)`, jusqu’à `page.clock.resume()`."""
    maintenant = datetime.now(UTC)
    page.clock.install(time=maintenant)
    page.clock.pause_at(maintenant + timedelta(seconds=1))


def peinte(page: Any) -> None:
    """La page a peint ce qu’on vient d’y changer (taille de fenêtre, feuille de style, thème), et nulle teinte ne glisse plus vers une autre."""
    page.evaluate(_PEINTE)


def deplier(page: Any, zones: str = ".te") -> None:
    """Tout est déplié, y compris ce qui ne se construit qu’à l’ouverture d’une liste."""
    page.evaluate(_DEPLIER, zones)


_PEINTE = "() => new Promise(fini => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(fini))))\n\
  .then(() => Promise.all(document.getAnimations().filter(a => a instanceof CSSTransition).map(a => a.finished.catch(() => {}))))"
_DEPLIER = f"""async zones => {{
  const fermes = () => [...document.querySelectorAll(`${{zones}} details:not([open])`)], taille = () => document.querySelectorAll('*').length;
  for (let avant = -1; fermes().length || avant !== taille();) {{ avant = taille(); for (const e of fermes()) e.open = true; await ({_PEINTE})(); }}
}}"""
