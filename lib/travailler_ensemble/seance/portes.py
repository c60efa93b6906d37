"""Les portes : chaque route dit quel rôle elle demande, et rien n’entre sans qu’elle l’ait vérifié.

Le rôle vient du secret que l’on présente (en-tête `Authorization`, ou témoin d’un participant), jamais du message.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from travailler_ensemble.seance.ecrans import COMPTES, RACINE
from travailler_ensemble.seance.journal import Acces
from travailler_ensemble.seance.salle import Refus, Salle

ROLES = frozenset({"public", "participant", "projection", "enseignant", "maison"})
TEMOIN = "te_participant"
OCTETS_MAX = 16 * 1024
"""Le plus gros message que l’on lit."""

Reponse = Callable[..., Awaitable[Response]]


class _Nombre(Convertor[int]):
    """Un nombre dans une adresse, `{rang:nombre}` : assez court pour tenir dans la base, et pour que Python veuille le lire."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("nombre", _Nombre())


class Porte(Route):
    """Une route et les rôles qui la passent. `public` : personne ne se présente, la fonction ne reçoit que la requête."""

    def __init__(self, methode: str, chemin: str, fonction: Reponse, *roles: str) -> None:
        if not roles or not set(roles) <= ROLES:
            raise ValueError(f"La route {methode} {chemin} doit déclarer ses rôles, parmi : {', '.join(sorted(ROLES))}.")
        self.roles = frozenset(roles)

        async def garder(requete: Request) -> Response:
            meme_origine(requete)
            if "public" in self.roles:
                return await fonction(requete)
            acces = await presenter(requete)
            if acces.role not in self.roles:
                raise Refus(
                    403,
                    "Cette page n’est pas pour vous : il faut la clé de l’enseignant."
                    if "enseignant" in self.roles
                    else "Cette page n’est pas pour vous.",
                )
            return await fonction(requete, acces)

        async def ouvrir(scope: Any, receive: Any, send: Any) -> None:
            await (await garder(Request(scope, receive, send)))(scope, receive, send)

        garder.__name__ = fonction.__name__
        super().__init__(chemin, garder, methods=[methode])
        self.app = ouvrir  # ce qui se refuse se dit une fois, autour de toutes : Starlette le guetterait ici aussi
        self.methods = {methode}  # Starlette ajouterait HEAD à GET


async def presenter(requete: Request) -> Acces:
    """Qui se présente. Lève `Refus` (401, ou 410 si sa séance est effacée) sans secret connu."""
    salle: Salle = requete.app.state.salle
    secret = secret_de(requete)
    if not secret or not (acces := await salle.reconnaitre(secret)):
        raise await salle.refus_de(secret)
    return acces


def secret_de(requete: Request) -> str:
    """Le secret présenté ; l’en-tête l’emporte sur le témoin."""
    sorte, _, secret = requete.headers.get("authorization", "").partition(" ")
    return secret.strip()[:200] if sorte.lower() == "bearer" else requete.cookies.get(TEMOIN, "")[:200]


def meme_origine(requete: Request) -> None:
    """Une page d’un autre site ne parle pas au nom d’un participant. Lève `Refus` (403)."""
    origine = requete.headers.get("origin")
    if requete.method == "GET" or not origine:
        return  # sans origine : ce n’est pas une page (le carnet), ou un navigateur qui ne dit rien, que SameSite garde
    if origine.partition("://")[2] != requete.headers.get("host", ""):
        raise Refus(403, "Cette demande vient d’un autre site : elle n’est pas prise en compte.")


async def corps(requete: Request) -> dict[str, Any]:
    """Le message JSON, un objet. Lève `Refus` 422."""
    try:
        texte = (await requete.body()).decode()
        lu = json.loads(texte)
        if "\\u" in texte:
            json.dumps(lu, ensure_ascii=False).encode()  # une moitié de caractère (« \\ud800 ») ne s’écrirait nulle part
    except (ValueError, RecursionError) as e:
        raise Refus(422, "Le message n’est pas du JSON.") from e
    if not isinstance(lu, dict):
        raise Refus(422, "Le message doit être un objet JSON.")
    return lu


def attendre(message: Mapping[str, Any], nom: str, sorte: type, defaut: Any = ...) -> Any:
    """La valeur de `nom`, de la bonne sorte. Lève `Refus` 422."""
    valeur = message.get(nom, defaut)
    if valeur is ... or (valeur is not defaut and (not isinstance(valeur, sorte) or isinstance(valeur, bool))):
        mots = {str: "un texte", int: "un nombre entier", list: "une liste", dict: "un objet"}
        raise Refus(422, f"Le message doit donner « {nom} » : {mots[sorte]}.")
    return valeur


# Autour de toutes les portes (ASGI)

SECURITE = {
    b"content-security-policy": b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"cache-control": b"no-store",  # sauf ce qui dit mieux : les scripts et les feuilles
    b"referrer-policy": b"same-origin",  # « no-referrer » rendrait nos propres formulaires anonymes : origine « null », comme un intrus
    b"x-frame-options": b"DENY",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}


class Filtre:
    """Ce que toute requête passe d’abord : l’hôte demandé est bien nous, le message n’est pas trop gros ; et ce que toute
    réponse porte : les en-têtes de sécurité. `prefixe` : hôte demandé → le chemin sous lequel il publie les séances ; un relais
    le laisse dans la demande.
    """

    def __init__(
        self,
        app: Any,
        hotes: Callable[[], Iterable[str]],
        visite: Callable[[Mapping[str, Any]], None],
        prefixe: Callable[[str], str] = lambda hote: "",
        comptes: bool = False,
    ) -> None:
        self._app, self._hotes, self._visite, self._prefixe, self._comptes = app, hotes, visite, prefixe, comptes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        entetes = dict(scope["headers"])
        hote = entetes.get(b"host", b"").decode("latin-1").partition(":")[0].lower()
        hotes = sum(nom == b"host" for nom, _ in scope["headers"])
        taille = entetes.get(b"content-length", b"0")

        repond = False

        async def envoyer(message: Any) -> None:
            nonlocal repond
            repond = True
            if message["type"] == "http.response.start":
                deja = {nom for nom, _ in message["headers"]}
                message = {**message, "headers": [*message["headers"], *((n, v) for n, v in SECURITE.items() if n not in deja)]}
            await send(message)

        if hotes != 1 or hote not in self._hotes():
            await _dire(envoyer, 400, "Cette adresse n’est pas celle de la séance : recopiez celle du tableau.")
            return
        if b"transfer-encoding" in entetes and b"content-length" in entetes:  # un relais qui croirait l’autre y verrait deux demandes
            await _dire(envoyer, 400, "Cette demande n’est pas comprise.")
            return
        if not taille.isdigit() or len(taille) > 9 or int(taille) > OCTETS_MAX:
            await _dire(envoyer, 413, "Ce message est trop gros : 16 ko au plus.")
            return
        if prefixe := self._prefixe(hote):
            chemin = scope["path"] + "/" if scope["path"] == prefixe else scope["path"]
            if not chemin.startswith(prefixe + "/"):
                await _dire(envoyer, 404, "Cette page n’existe pas.")
                return
            scope = {**scope, "path": chemin, "root_path": prefixe}
        RACINE.set(prefixe)
        COMPTES.set(self._comptes)
        self._visite(scope)
        lus = 0

        async def recevoir() -> Any:
            nonlocal lus
            message = await receive()
            lus += len(message.get("body", b""))
            if lus > OCTETS_MAX and repond:
                return {**message, "body": b""}  # trop tard pour dire non : c’est jeté
            if lus > OCTETS_MAX:
                raise Refus(413, "Ce message est trop gros : 16 ko au plus.")
            return message

        await self._app(scope, recevoir, envoyer)


async def _dire(envoyer: Any, statut: int, phrase: str) -> None:
    contenu = json.dumps({"message": phrase}, ensure_ascii=False).encode()
    entetes = [(b"content-type", b"application/json"), (b"content-length", str(len(contenu)).encode()), (b"connection", b"close")]
    await envoyer({"type": "http.response.start", "status": statut, "headers": entetes})
    await envoyer({"type": "http.response.body", "body": contenu})
