"""La base de toutes les activités : un composant web, ses données, son état, et une porte pour les gestes.

L’activité ne sait pas où vont les réponses : on lui confie un `Feuillet` (voir `carnet`), dont elle n’emploie que
quelques méthodes. Elle ne lève jamais d’erreur devant l’apprenant : un geste impossible devient une phrase.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, Protocol

import anywidget
import traitlets

WEB = Path(__file__).resolve().parents[1] / "web"
ATTENTE = "Cette activité attend d’être lancée. Menu « Exécution », puis « Exécuter toutes les cellules »."


class Feuille(Protocol):
    """Ce qu’une activité demande à l’endroit où vont ses gestes."""

    def evenements(self) -> tuple[dict, ...]: ...
    def avertissements(self) -> tuple[str, ...]: ...
    def ajouter(self, geste: Mapping) -> Any: ...
    def reessayer(self) -> Any: ...


def module(nom: str) -> str:
    """Le module web `nom` : le socle commun, puis le composant, en un seul texte (aucun empaqueteur)."""
    return "\n".join((WEB / f).read_text(encoding="utf-8") for f in ("socle.js", f"{nom}.js"))


def feuille_de_style(nom: str) -> str:
    """La feuille de style commune, puis celle du composant `nom`."""
    return "\n".join((WEB / f).read_text(encoding="utf-8") for f in ("te.css", f"{nom}.css"))


class Activite(anywidget.AnyWidget):
    """Un composant web avec ses `donnees` (fixes) et son `etat` (envoyé entier à chaque changement)."""

    donnees = traitlets.Dict().tag(sync=True)
    etat = traitlets.Dict().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.on_msg(self._recevoir)

    def _recevoir(self, _composant: Any, geste: Any, _tampons: Any) -> None:
        # Tout vient de la page : on ne garde que des mots et des nombres, l’activité juge du reste.
        if isinstance(geste, Mapping):
            self.traiter({str(nom): valeur for nom, valeur in geste.items() if isinstance(valeur, (str, int))})

    def traiter(self, geste: Mapping[str, Any]) -> None:
        """Reçoit un geste de la page. À définir par chaque activité ; ne lève jamais."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict, dict] | None:
        """Le composant, et une phrase de secours pour un carnet rouvert sans noyau."""
        paquet = super()._repr_mimebundle_(**options)
        if paquet is None:
            return None
        representations, metadonnees = paquet
        titre = escape(str(self.donnees.get("titre", "")))
        representations["text/html"] = f"<p><strong>{titre}</strong><br>{ATTENTE}</p>"
        representations["text/plain"] = repr(self)
        return representations, metadonnees

