"""JupyterHub : quand la séance est un de ses services, qui enseigne y a un compte. Un participant n’en a pas.

Le Hub dit seul qui peut entrer : la portée `access:services!service=…`, qu’un rôle donne à un groupe (docs/ecole/jupyterhub_config.py).
Rien de la personne n’est gardé : ni son nom, ni ses jetons.
"""

from __future__ import annotations

import logging
import os
from typing import Any, Protocol
from urllib.parse import urlencode

from travailler_ensemble.seance.codes import secret

_JOURNAL = logging.getLogger(__name__)


class Portier(Protocol):
    """Qui reconnaît une personne par un compte de l’école."""

    def depart(self) -> tuple[str, str]:
        """L’adresse où se présenter, et ce qui doit en revenir."""
        ...

    async def enseigne(self, code: str) -> bool:
        """Ce code est-il celui d’une personne qui enseigne ? Lève `PortierAbsent`."""
        ...


class PortierAbsent(Exception):
    """JupyterHub ne répond pas, ou pas de cette personne."""


def adresse_publique() -> str:
    """L’adresse que verront les téléphones : celle que l’école donne, ou que le Hub donne à son service ; vide sinon."""
    return os.environ.get("SEANCE_URL", "") or (os.environ.get("JUPYTERHUB_PUBLIC_URL", "") if est_un_service() else "")


def est_un_service() -> bool:
    """Est-ce le Hub qui parle à ce programme ? Chez un étudiant, il lui dit d’autres choses, mais pas cela."""
    return bool(os.environ.get("JUPYTERHUB_SERVICE_NAME") and os.environ.get("JUPYTERHUB_API_TOKEN"))


class Hub:
    """JupyterHub, par sa bibliothèque (`HubOAuth`), réglée par ce qu’il donne à un service."""

    def __init__(self) -> None:
        from jupyterhub.services.auth import HubOAuth

        self._oauth: Any = HubOAuth()

    def depart(self) -> tuple[str, str]:
        etat = secret()
        return f"{self._oauth.login_url}&{urlencode({'state': etat})}", etat

    async def enseigne(self, code: str) -> bool:
        """Lève `PortierAbsent`."""
        from tornado.web import HTTPError

        try:
            jeton = await self._oauth.token_for_code(code, sync=False)
            qui = await self._oauth.user_for_token(jeton, use_cache=False, sync=False)
        except HTTPError as e:
            _JOURNAL.warning("JupyterHub n’a pas reconnu une personne : %s", e.status_code)
            raise PortierAbsent from e
        return bool(qui and self._oauth.check_scopes(self._oauth.access_scopes, qui))
