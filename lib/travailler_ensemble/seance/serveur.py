"""Le serveur : les routes de l’interface (README.md), chacune derrière sa porte. Aucune règle ici : la salle décide, les pages affichent."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from time import localtime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import segno
from sse_starlette.sse import EventSourceResponse
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from travailler_ensemble.seance import ecrans
from travailler_ensemble.seance.codes import code_en_adresse, normaliser_code
from travailler_ensemble.seance.ecoute import LOCALE, Ecoute, PortPris, adresses
from travailler_ensemble.seance.hub import Portier, PortierAbsent
from travailler_ensemble.seance.journal import Acces, Seance
from travailler_ensemble.seance.portes import TEMOIN, Filtre, Porte, attendre, corps, secret_de
from travailler_ensemble.seance.salle import JOURS, Refus, Salle
from travailler_ensemble.seance.stockage import BaseIndisponible
from travailler_ensemble.seance.vues import reponse_dite

if TYPE_CHECKING:
    from travailler_ensemble.classe.export import LigneReponse
    from travailler_ensemble.classe.relecture import SeanceRelue

BATTEMENT = 15
"""Secondes entre deux signes de vie d’un flux."""
MENAGE = 3600
"""Secondes entre deux effacements des séances dont la date est passée."""
CODE_FAUX = "Aucune séance n’a ce code. Recopiez celui du tableau : un mot et deux chiffres."
COMPAREES_MAX = 4
"""Groupes côte à côte : au-delà, rien ne se lit plus."""
TROP_D_ESSAIS = "Trop de codes faux arrivent ensemble : les entrées attendent leur tour. Réessayez dans une minute."
RETOUR = "te_retour"
"""Le témoin de qui est parti se présenter au Hub, le temps d’en revenir."""
VOIR = ("participant", "projection", "enseignant")


def application(
    salle: Salle, ecoute: Ecoute, pause: float = 1.0, sait: Mapping[str, Any] | None = None, portier: Portier | None = None
) -> Any:
    """L’application ASGI. `pause` : secondes d’attente pour un code faux ; `sait` : ce que le programme dit de lui-même ; `portier` : qui
    reconnaît, par un compte, les personnes qui enseignent.
    """

    @asynccontextmanager
    async def vie(app: Starlette) -> AsyncIterator[None]:
        menage = asyncio.create_task(_menage(salle))
        try:
            yield
        finally:
            menage.cancel()

    app = Starlette(
        routes=ROUTES,
        lifespan=vie,
        middleware=[Middleware(_Comprimer, minimum_size=1000, compresslevel=4)],
        exception_handlers={
            Refus: _refuser,
            BaseIndisponible: _en_panne,
            HTTPException: _http,
            ClientDisconnect: _parti,
            Exception: _imprevu,
        },
    )
    app.router.redirect_slashes = False
    ecoute.avant_de_fermer = salle.diffusion.reveiller
    app.state.salle, app.state.ecoute, app.state.sait, app.state.portier = salle, ecoute, sait or {}, portier
    salle.essais.pause = pause
    return Filtre(app, ecoute.hotes, ecoute.visite, ecoute.prefixe, comptes=portier is not None)


class _Comprimer(GZipMiddleware):
    """Comprime ce qui se lit ; l’accusé d’une réponse, bref, n’y passe pas."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await (super().__call__ if scope.get("method") == "GET" else self.app)(scope, receive, send)


async def _menage(salle: Salle) -> None:
    while True:
        try:
            await salle.effacer_les_perimees()
            await salle.garder_les_contenus()
        except BaseIndisponible:
            pass  # on réessaiera
        await asyncio.sleep(MENAGE)


# Dire non


def _veut_une_page(requete: Request) -> bool:
    return not requete.url.path.startswith(f"{ecrans.RACINE.get()}/api/") and "text/html" in requete.headers.get("accept", "")


def _dire(requete: Request, statut: int, message: str, **avec: Any) -> Response:
    if not _veut_une_page(requete):
        return JSONResponse({"message": message, **avec}, statut)
    titres = {401: "Entrez d’abord", 403: "Pas ici", 404: "Page inconnue", 410: "Séance effacée", 413: "Message trop gros"}
    return HTMLResponse(ecrans.erreur(titres.get(statut, "Cela n’a pas marché"), message), statut)


async def _refuser(requete: Request, e: Exception) -> Response:
    assert isinstance(e, Refus)
    return _dire(requete, e.statut, e.message, **e.avec)


async def _en_panne(requete: Request, e: Exception) -> Response:
    return _dire(requete, 503, str(e))


async def _http(requete: Request, e: Exception) -> Response:
    statut = getattr(e, "status_code", 404)
    return _dire(requete, statut, "Cette page n’existe pas." if statut in (404, 405) else "Cette demande n’est pas comprise.")


async def _parti(requete: Request, e: Exception) -> Response:
    return Response(status_code=400)  # personne ne la lira : ce n’est pas une panne


async def _imprevu(requete: Request, e: Exception) -> Response:
    return _dire(requete, 500, "Le serveur de la séance a rencontré une panne imprévue. Les réponses enregistrées sont gardées.")


# Entrer


async def entree_du_qr(requete: Request) -> Response:
    return HTMLResponse(ecrans.entree(requete.path_params["code"].replace("-", " ")[:40]))


async def entrer(requete: Request) -> Response:
    """Le formulaire d’entrée. Qui est déjà dans cette séance sur cet appareil y revient avec ses réponses, sans attendre."""
    salle: Salle = requete.app.state.salle
    champs = await _formulaire(requete)
    code, numero, mot = (champs.get(nom, "").strip() for nom in ("code", "numero", "mot"))
    deja = await salle.reconnaitre(secret_de(requete)) if secret_de(requete) else None
    reponse = _vers("/seance")
    if deja and deja.role == "participant" and (await salle.seance(deja.seance)).code == normaliser_code(code):
        return reponse
    s = await _seance_du_code(salle, code)
    if isinstance(s, Refus):
        return HTMLResponse(ecrans.entree(code[:40], s.message), s.statut)
    try:
        jeton = await salle.revenir(s, numero, mot) if numero or mot else (await salle.entrer(s))[0]
    except Refus as e:
        return HTMLResponse(ecrans.entree(code[:40], e.message, numero=numero[:6], mot=mot[:20]), e.statut)
    _poser_temoin(requete, reponse, jeton, s)
    return reponse


async def nouveau_participant(requete: Request) -> Response:
    """Un participant de plus. Lève `Refus` (422) si le code est faux, (429) si trop d’entrées attendent."""
    salle: Salle = requete.app.state.salle
    s = await _seance_du_code(salle, attendre(await corps(requete), "code", str))
    if isinstance(s, Refus):
        raise s
    jeton, numero = await salle.entrer(s)
    reponse = JSONResponse({"jeton": jeton, "numero": numero}, 201)
    _poser_temoin(requete, reponse, jeton, s)
    return reponse


async def _seance_du_code(salle: Salle, code: str) -> Seance | Refus:
    """La séance de ce code, ou pourquoi l’on n’entre pas."""
    if not await salle.essais.tour():
        return Refus(429, TROP_D_ESSAIS)
    if s := await salle.seance_du_code(code):
        return s
    await salle.essais.faux()
    return Refus(422, CODE_FAUX)


def _poser_temoin(requete: Request, reponse: Response, jeton: str, s: Seance) -> None:
    """Le témoin d’un participant ; il s’en va à la date où la séance s’efface."""
    _poser(requete, reponse, TEMOIN, jeton, requete.app.state.salle.secondes_gardees(s), _chemin_du_temoin())


def _poser(requete: Request, reponse: Response, nom: str, valeur: str, duree: int, chemin: str) -> None:
    secure = requete.app.state.ecoute.dire()["url"].startswith("https:")  # une école derrière un relais chiffré
    reponse.set_cookie(nom, valeur, secure=secure, max_age=duree, httponly=True, samesite="lax", path=chemin)


def _chemin_du_temoin() -> str:
    return ecrans.RACINE.get() + "/"


def _vers(chemin: str) -> Response:
    return RedirectResponse(ecrans.RACINE.get() + chemin, 303)


async def _formulaire(requete: Request) -> dict[str, str]:
    try:
        lu = parse_qs((await requete.body()).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    except ValueError as e:
        raise Refus(422, "Ce formulaire n’est pas celui de la page.") from e
    return {nom: valeurs[-1] for nom, valeurs in lu.items()}


async def donner_un_billet(requete: Request, acces: Acces) -> Response:
    return JSONResponse({"billet": await requete.app.state.salle.billet(acces, attendre(await corps(requete), "pour", str))}, 201)


async def echanger(requete: Request) -> Response:
    return JSONResponse({"secret": await requete.app.state.salle.echanger(attendre(await corps(requete), "billet", str)[:100])}, 201)


async def sante(requete: Request) -> Response:
    """Le serveur est-il là ? À cette machine seule, il prouve aussi qu’il tient la maison : avec la preuve, on essaierait des clés."""
    pairs = (requete.client.host if requete.client else "", requete.url.hostname)
    defi = requete.query_params.get("defi", "")[:100] if pairs == (LOCALE, LOCALE) else ""
    prouve = {"preuve": requete.app.state.salle.prouver(defi)} if defi else {}
    if "base" in requete.query_params:  # la sonde d’une école : lève `BaseIndisponible` (503) si la base n’écrit pas
        await requete.app.state.salle.sonder()
    return JSONResponse({"service": "travailler-ensemble", **prouve})


async def passer_par_son_compte(requete: Request) -> Response:
    """Qui enseigne se présente au Hub de l’école. Lève `Refus` (404) s’il n’y en a pas."""
    adresse, etat = _portier(requete).depart()
    reponse = RedirectResponse(adresse, 303)
    _poser(requete, reponse, RETOUR, etat, 600, ecrans.RACINE.get() + "/oauth_callback")
    return reponse


async def revenir_de_son_compte(requete: Request) -> Response:
    """Le Hub nous rend la personne : la page où préparer une séance. Lève `Refus` (403) si ce retour n’est pas le sien, ou si
    le Hub n’en répond pas.
    """
    dit = requete.query_params
    if not hmac.compare_digest(dit.get("state", "").encode(), requete.cookies.get(RETOUR, "-").encode()):
        raise Refus(403, "Ce retour n’est pas celui de cette page : repassez par l’entrée des enseignants.")
    try:
        enseigne = "code" in dit and await _portier(requete).enseigne(dit["code"][:200])
    except PortierAbsent as e:
        raise Refus(403, "Le serveur des comptes n’a pas répondu de vous : repassez par l’entrée des enseignants.") from e
    if not enseigne:
        raise Refus(403, "Ce compte n’est pas celui d’une personne qui enseigne ici : voyez qui tient le serveur.")
    reponse = _vers(f"/maison#{await requete.app.state.salle.billet(Acces('maison', ''), 'maison')}")
    reponse.delete_cookie(RETOUR, path=ecrans.RACINE.get() + "/oauth_callback")
    return reponse


def _portier(requete: Request) -> Portier:
    portier: Portier | None = requete.app.state.portier
    if portier is None:
        raise Refus(404, "Cette page n’existe pas.")
    return portier


async def essai_du_reseau(requete: Request) -> Response:
    return HTMLResponse(
        ecrans.erreur("Le réseau laisse passer", "Cet appareil joint bien la séance. Revenez à l’entrée quand un code sera au tableau.")
    )


async def statique(requete: Request) -> Response:
    """Un fichier du web. Lève `Refus` (404) s’il n’existe pas."""
    try:
        sorte, octets = ecrans.STATIQUES[requete.path_params["nom"]]
    except KeyError:
        raise Refus(404, "Cette page n’existe pas.") from None
    return _avec_etag(requete, octets, sorte, "no-cache")


# Les pages


async def page_seance(requete: Request) -> Response:
    """La page du participant ; sans accès, l’entrée."""
    salle: Salle = requete.app.state.salle
    acces = await salle.reconnaitre(secret_de(requete)) if secret_de(requete) else None
    if acces is None or acces.role != "participant":
        return _vers("/")
    return await _page_participant(requete, acces, "")


async def _page_participant(requete: Request, acces: Acces, message: str, statut: int = 200) -> Response:
    salle: Salle = requete.app.state.salle
    etat = await salle.etat(acces)
    programme = await salle.programme(await salle.seance(acces.seance))
    lectures = [programme.lecture_de(rang + 1) for rang in range(etat["etat"]["devoiles"])]
    return HTMLResponse(ecrans.participant(etat, message, lectures), statut, {"cache-control": "no-store"})


async def reponse_sans_script(requete: Request, acces: Acces) -> Response:
    """La réponse d’un téléphone dont le script ne marche pas. Lève `Refus` (422) si la carte ou la case manque."""
    champs = await _formulaire(requete)
    try:
        if not champs.get("tour", "").isdecimal():
            raise Refus(422, "Cette carte ou cette case n’est pas dans la séance.")
        if not champs.get("case"):
            raise Refus(422, "Choisissez une case, puis enregistrez.")
        tour, raison = int(champs["tour"][:2]), champs.get("raison", "")
        await requete.app.state.salle.voter(acces, tour, champs.get("carte", ""), champs["case"], None, raison)
    except Refus as e:
        if e.statut == 410:
            raise
        return await _page_participant(requete, acces, e.message, e.statut)
    return _vers("/seance")


async def effacer_sans_script(requete: Request, acces: Acces) -> Response:
    await requete.app.state.salle.partir(acces.seance, acces.numero)
    reponse = HTMLResponse(ecrans.erreur("C’est effacé", "Vos réponses et votre numéro ne sont plus dans cette séance."))
    reponse.delete_cookie(TEMOIN, path=_chemin_du_temoin())
    return reponse


def coquille(html: Callable[[], str]) -> Callable[[Request], Awaitable[Response]]:
    """Une page que son script remplit."""

    async def page(requete: Request) -> Response:
        return HTMLResponse(html())

    return page


# Où en est-on


async def etat(requete: Request, acces: Acces) -> Response:
    vue = await requete.app.state.salle.etat(acces)
    return _avec_etag(requete, _json(vue), "application/json", "no-store", {"maintenant": time()})


async def flux(requete: Request, acces: Acces) -> Response:
    """L’état, poussé à chaque changement. Le premier part aussitôt : rien ne se perd entre la lecture et l’écoute."""
    salle: Salle = requete.app.state.salle
    canal = "etat" if acces.role == "participant" else "comptes"

    async def suite() -> AsyncIterator[dict[str, str]]:
        avant = b""
        async for _ in _reveils(salle, acces, canal):
            if requete.app.state.ecoute.se_ferme(requete.scope):
                return
            try:
                if await salle.reconnaitre(secret_de(requete)) is None:
                    raise await salle.refus_de(secret_de(requete))
                dit = _json(await salle.etat(acces, entier=False))
            except Refus as e:
                yield {"event": "fin", "data": json.dumps({"message": e.message}, ensure_ascii=False)}
                return
            except BaseIndisponible:
                continue
            if dit != avant:
                avant = dit
                yield {"event": "etat", "data": (dit[:-1] + b',"maintenant":%.3f}' % time()).decode()}

    return EventSourceResponse(suite(), ping=BATTEMENT, headers={"cache-control": "no-store"}, send_timeout=20)


async def _reveils(salle: Salle, acces: Acces, canal: str) -> AsyncIterator[None]:
    ecoutes = salle.diffusion.ecouter(acces.seance, canal, 60)
    try:
        suivant = asyncio.ensure_future(anext(ecoutes))
        await asyncio.sleep(0)  # l’écoute est commencée avant la première lecture
        yield
        while True:
            await suivant
            yield
            suivant = asyncio.ensure_future(anext(ecoutes))
    finally:
        suivant.cancel()
        await asyncio.wait([suivant])
        await ecoutes.aclose()


async def auteur(requete: Request, acces: Acces) -> Response:
    rang = requete.path_params["rang"]
    octets = await requete.app.state.salle.lecture(acces, rang)
    return Response(octets, media_type="application/json", headers={"content-encoding": "gzip", "cache-control": "no-store"})


def _json(valeur: Any) -> bytes:
    return json.dumps(valeur, ensure_ascii=False, separators=(",", ":")).encode()


def _avec_etag(requete: Request, octets: bytes, sorte: str, garde: str, hors: dict[str, Any] | None = None) -> Response:
    """Une réponse que l’on ne renvoie pas deux fois pareille. `hors` : ce qui s’y ajoute sans compter comme un changement."""
    marque = f'"{hashlib.sha256(octets).hexdigest()[:20]}"'
    entetes = {"etag": marque, "cache-control": garde}
    if marque in requete.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=entetes)
    if hors:
        octets = octets[:-1] + b"," + _json(hors)[1:]
    return Response(octets, media_type=sorte, headers=entetes)


# Répondre


async def repondre(requete: Request, acces: Acces) -> Response:
    message = await corps(requete)
    chemin = requete.path_params
    garde = await requete.app.state.salle.voter(
        acces,
        chemin["tour"],
        chemin["carte"],
        *(attendre(message, nom, sorte) for nom, sorte in (("case", str), ("n", int))),
        *(attendre(message, nom, str, "") for nom in ("raison", "hesite")),
    )
    h = localtime()
    quand = f"{h.tm_hour} h {h.tm_min:02}"
    return JSONResponse({"carte": garde.carte, "tour": garde.tour, **reponse_dite(garde), "quand": quand})


async def partir(requete: Request, acces: Acces) -> Response:
    await requete.app.state.salle.partir(acces.seance, acces.numero)
    reponse = JSONResponse({"message": "Vos réponses et votre numéro sont effacés."})
    reponse.delete_cookie(TEMOIN, path=_chemin_du_temoin())
    return reponse


async def lire_raisons(requete: Request, acces: Acces) -> Response:
    return JSONResponse(await requete.app.state.salle.raisons_a_lire(acces))


# Mener


async def moderer(requete: Request, acces: Acces) -> Response:
    message = await corps(requete)
    await requete.app.state.salle.moderer(acces, attendre(message, "cles", list), attendre(message, "sort", str))
    return JSONResponse(await _etat_bref(requete, acces))


async def geste(requete: Request, acces: Acces) -> Response:
    message = await corps(requete)
    salle: Salle = requete.app.state.salle
    try:
        await salle.faire(acces, attendre(message, "geste", str), attendre(message, "version", int), message)
    except Refus as e:
        if e.statut != 409:
            raise
        return JSONResponse({"message": e.message, "etat": await _etat_bref(requete, acces)}, 409)
    return JSONResponse(await _etat_bref(requete, acces))


async def _etat_bref(requete: Request, acces: Acces) -> dict[str, Any]:
    """L’état, sans le tri, à l’heure du serveur : ce que pousse aussi le flux."""
    return {**await requete.app.state.salle.etat(acces, entier=False), "maintenant": time()}


async def lister_adresses(requete: Request, acces: Acces) -> Response:
    return JSONResponse([a._asdict() for a in adresses()])


async def ouvrir(requete: Request, acces: Acces) -> Response:
    """La séance s’ouvre aux téléphones. Lève `Refus` (409) si l’ordinateur n’a pas d’adresse à donner à la classe."""
    try:
        await requete.app.state.ecoute.ouvrir(attendre(await corps(requete), "adresse", str)[:60])
    except PortPris as e:
        raise Refus(409, str(e)) from e
    return _ouverture(requete, acces)


async def refermer(requete: Request, acces: Acces) -> Response:
    await requete.app.state.ecoute.fermer()
    return _ouverture(requete, acces)


def _ouverture(requete: Request, acces: Acces) -> Response:
    requete.app.state.salle.etat_change(acces.seance)
    return JSONResponse(requete.app.state.ecoute.dire())


async def qr(requete: Request, acces: Acces) -> Response:
    """Le QR de l’adresse d’entrée, code compris. Lève `Refus` (409) avant l’ouverture à la classe."""
    s = await requete.app.state.salle.seance(acces.seance)
    adresse = f"{_adresse_de_la_classe(requete)}/r/{code_en_adresse(s.code)}"
    return _en_qr(adresse, f"Code QR qui ouvre {adresse}")


async def qr_de_l_enseignant(requete: Request, acces: Acces) -> Response:
    """De quoi mener depuis son téléphone : un billet neuf, qui sert une fois, dans la minute. Lève `Refus` (409) comme `qr`."""
    url = _adresse_de_la_classe(requete)
    billet = await requete.app.state.salle.billet(acces, "enseignant")
    return _en_qr(f"{url}/enseignant#{billet}", "Code QR pour mener depuis votre téléphone")


def _adresse_de_la_classe(requete: Request) -> str:
    url: str = requete.app.state.ecoute.dire()["url"]
    if not url:
        raise Refus(409, "La séance n’est pas encore ouverte à la classe : il n’y a pas d’adresse à montrer.")
    return url


def _en_qr(adresse: str, titre: str) -> Response:
    tampon = io.BytesIO()
    segno.make(adresse, error="m").save(
        tampon, kind="svg", scale=1, border=2, xmldecl=False, svgclass=None, lineclass=None, omitsize=True, title=titre
    )
    return Response(tampon.getvalue(), media_type="image/svg+xml", headers={"cache-control": "no-store"})


async def lire_reponses(requete: Request, acces: Acces) -> Response:
    from travailler_ensemble.classe.export import COLONNES

    s, lignes, abimees = await _lignes(requete, acces)
    return JSONResponse({"version": s.version, "colonnes": list(COLONNES), "lignes": [list(x) for x in lignes], "abimees": abimees})


async def exporter(requete: Request, acces: Acces) -> Response:
    from travailler_ensemble.classe.export import ecrire

    s, lignes, _ = await _lignes(requete, acces)
    nom = f"seance-{code_en_adresse(s.code).lower()}-{s.creee_le}.csv"
    return Response(
        ecrire(lignes),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{nom}"', "cache-control": "no-store"},
    )


async def _lignes(requete: Request, acces: Acces) -> tuple[Seance, list[LigneReponse], list[str]]:
    from travailler_ensemble.classe.export import LigneReponse

    s, brutes, abimees = await requete.app.state.salle.lignes(acces)
    return s, [LigneReponse(*(s.id, s.tri, *ligne, s.titre, s.creee_le, s.etat.seuil.nombre)) for ligne in brutes], abimees


async def lever_les_mains(requete: Request, acces: Acces) -> Response:
    chemin = requete.path_params
    comptes = attendre(await corps(requete), "comptes", dict)
    await requete.app.state.salle.lever_les_mains(acces, chemin["tour"], chemin["carte"], comptes)
    return JSONResponse(await _etat_bref(requete, acces))


async def grille_papier(requete: Request, acces: Acces) -> Response:
    from travailler_ensemble.classe.papier import FEUILLE_DE_STYLE, grille

    salle: Salle = requete.app.state.salle
    s = await salle.seance(acces.seance)
    programme = await salle.programme(s)
    voulu = requete.query_params.get("feuilles", "")
    combien = int(voulu) if voulu.isascii() and voulu.isdigit() and len(voulu) < 4 else 0
    page = grille(s.titre, programme.classement, ecrans.RACINE.get() + FEUILLE_DE_STYLE, combien)
    return HTMLResponse(page, headers={"cache-control": "no-store"})


async def saisir_papier(requete: Request, acces: Acces) -> Response:
    from travailler_ensemble.classe.papier import lire_feuilles

    salle: Salle = requete.app.state.salle
    programme = await salle.programme(await salle.seance(acces.seance))
    lues, refus = lire_feuilles(await requete.body(), programme.classement)
    await salle.saisir_feuilles(acces, requete.path_params["tour"], lues)
    return JSONResponse({"feuilles": len({f for f, _, _ in lues}), "reponses": len(lues), "refus": refus})


async def lire_bilan(requete: Request, acces: Acces) -> Response:
    """Le bilan de la séance. Lève `Refus` (403) tant que l’enseignant n’y est pas."""
    from travailler_ensemble.classe.bilan import bilan

    salle: Salle = requete.app.state.salle
    s, lignes, _ = await _lignes(requete, acces)
    if acces.role == "projection" and s.etat.phase != "bilan":
        raise Refus(403, "Le bilan se montre quand l’enseignant y passe.")
    p = await salle.programme(s)
    devoiles = p.auteurs[: s.etat.devoiles] if acces.role == "projection" else None  # le mur ne devance pas le dévoilement
    closes = [ligne for ligne in lignes if ligne.tour in s.etat.tours_clos]
    fait = await asyncio.to_thread(bilan, p.classement, closes, p.panel, devoiles)
    return JSONResponse(fait.en_dict())


async def retirer_participant(requete: Request, acces: Acces) -> Response:
    """Un participant et ses réponses s’en vont. Lève `Refus` (404) si personne n’a ce numéro."""
    if not await requete.app.state.salle.partir(acces.seance, requete.path_params["numero"]):
        raise Refus(404, "Aucun participant n’a ce numéro.")
    return JSONResponse({"message": "Ce participant et ses réponses sont effacés."})


async def retirer_les_derniers(requete: Request, acces: Acces) -> Response:
    retires = await requete.app.state.salle.retirer_les_derniers(acces.seance, attendre(await corps(requete), "minutes", int))
    return JSONResponse({"retires": retires})


async def changer_le_code(requete: Request, acces: Acces) -> Response:
    await requete.app.state.salle.changer_le_code(acces.seance, attendre(await corps(requete), "code", str))
    return JSONResponse(await _etat_bref(requete, acces))


async def effacer_seance(requete: Request, acces: Acces) -> Response:
    await requete.app.state.salle.effacer(acces.seance)
    return JSONResponse({"message": "La séance est effacée, avec toutes ses réponses."})


# La maison


async def lister_tris(requete: Request, acces: Acces) -> Response:
    return JSONResponse(await requete.app.state.salle.tris())


async def creer(requete: Request, acces: Acces) -> Response:
    """Une séance neuve. Lève `Refus` (422) si les cartes ou les auteurs demandés ne sont pas des identifiants."""
    message = await corps(requete)
    cartes, auteurs = attendre(message, "cartes", list, []), attendre(message, "auteurs", list, [])
    textes = attendre(message, "questions", list, [])
    if not all(isinstance(x, str) for x in (*cartes, *auteurs)):
        raise Refus(422, "Les cartes et les auteurs se donnent par leurs identifiants.")
    faite = await requete.app.state.salle.creer(
        attendre(message, "tri", str),
        attendre(message, "titre", str, ""),
        attendre(message, "jours", int, JOURS),
        cartes,
        auteurs,
        textes,
        sans_meneur=message.get("sans_meneur") is True,
        restreint=message.get("restreint") is True,
    )
    return JSONResponse(faite, 201)


async def lister_seances(requete: Request, acces: Acces) -> Response:
    return JSONResponse(await requete.app.state.salle.lister())


async def reprendre(requete: Request, acces: Acces) -> Response:
    return JSONResponse(await requete.app.state.salle.redonner(requete.path_params["seance"]))


async def rejouer(requete: Request, acces: Acces) -> Response:
    message = await corps(requete)
    titre, jours = attendre(message, "titre", str, ""), attendre(message, "jours", int, JOURS)
    faite = await requete.app.state.salle.rejouer(requete.path_params["seance"], titre, jours, restreint=message.get("restreint") is True)
    return JSONResponse(faite, 201)


async def comparer(requete: Request, acces: Acces) -> Response:
    """Des séances d’un même tri, carte par carte : un morceau de page. Lève `Refus` (422) si elles ne se comparent pas."""
    from travailler_ensemble.classe.comparaison import carte_par_carte
    from travailler_ensemble.classe.relecture import comparees

    ids = attendre(await corps(requete), "seances", list)
    if not 2 <= len(ids) <= COMPAREES_MAX or not all(isinstance(x, str) for x in ids):
        raise Refus(422, f"Cochez de deux à {COMPAREES_MAX} séances d’un même tri.")
    salle: Salle = requete.app.state.salle
    relues = [await _relue(salle, x) for x in ids]
    panel = (await salle.programme(await salle.seance(ids[0]))).panel
    try:
        page = await asyncio.to_thread(lambda: carte_par_carte(comparees(panel, relues)))
    except ValueError as e:
        raise Refus(422, str(e)) from e
    return JSONResponse({"page": page})


async def copie(requete: Request, acces: Acces) -> Response:
    """La séance, à imprimer ou à garder en PDF : ce que l’on peut en montrer, rien de plus."""
    from travailler_ensemble.classe.comparaison import copie as page
    from travailler_ensemble.classe.papier import FEUILLE_DE_STYLE

    relue = await _relue(requete.app.state.salle, acces.seance)
    return HTMLResponse(await asyncio.to_thread(page, relue, ecrans.RACINE.get() + FEUILLE_DE_STYLE), headers={"cache-control": "no-store"})


async def _relue(salle: Salle, seance: str) -> SeanceRelue:
    """Une séance et le bilan de ses votes clos. Lève `Refus` (410) si elle est effacée."""
    from travailler_ensemble.classe.bilan import bilan
    from travailler_ensemble.classe.export import LigneReponse
    from travailler_ensemble.classe.relecture import SeanceRelue, nom_dit

    s, brutes, _ = await salle.lignes(Acces("enseignant", salle.nommee(seance)))
    p = await salle.programme(s)
    closes = [LigneReponse(*(s.id, s.tri, *x, s.titre, s.creee_le, s.etat.seuil.nombre)) for x in brutes if x[0] in s.etat.tours_clos]
    fait = await asyncio.to_thread(bilan, p.classement, closes, p.panel)
    return SeanceRelue(nom_dit(s.titre, s.creee_le), s.id, p.classement, closes, fait)


async def dire_le_serveur(requete: Request, acces: Acces) -> Response:
    ecoute: Ecoute = requete.app.state.ecoute
    return JSONResponse({**requete.app.state.sait, "ecole": ecoute.est_l_ecole(requete.url.hostname), "ouverture": ecoute.dire()})


async def fermer(requete: Request, acces: Acces) -> Response:
    """Le serveur s’arrête. Lève `Refus` (403) par l’adresse d’une école : d’autres y mènent leurs séances."""
    if requete.app.state.ecoute.est_l_ecole(requete.url.hostname):
        raise Refus(403, "Ce serveur est celui de l’école : il se ferme de la machine qui le porte.")
    message = await corps(requete) if await requete.body() else {}
    requete.app.state.ecoute.finir(relance=message.get("relance") is True)
    return JSONResponse({"message": "Le serveur se ferme ; tout est gardé."})


ROUTES = [  # essayées dans l’ordre : la plus demandée d’abord
    Porte("PUT", "/api/reponses/{tour:nombre}/{carte}", repondre, "participant"),
    Porte("GET", "/", coquille(ecrans.entree), "public"),
    Porte("GET", "/r/{code}", entree_du_qr, "public"),
    Porte("POST", "/entrer", entrer, "public"),
    Porte("GET", "/test", essai_du_reseau, "public"),
    Porte("GET", "/statique/{nom}", statique, "public"),
    Porte("GET", "/seance", page_seance, "public"),
    Porte("GET", "/projection", coquille(ecrans.projection), "public"),
    Porte("GET", "/enseignant", coquille(ecrans.enseignant), "public"),
    Porte("GET", "/maison", coquille(ecrans.maison), "public"),
    Porte("GET", "/comptes", passer_par_son_compte, "public"),
    Porte("GET", "/oauth_callback", revenir_de_son_compte, "public"),
    Porte("POST", "/seance/reponse", reponse_sans_script, "participant"),
    Porte("POST", "/seance/effacer", effacer_sans_script, "participant"),
    Porte("GET", "/papier", grille_papier, "enseignant"),
    Porte("GET", "/copie", copie, "enseignant"),
    Porte("GET", "/api/sante", sante, "public"),
    Porte("POST", "/api/participants", nouveau_participant, "public"),
    Porte("POST", "/api/billets/echange", echanger, "public"),
    Porte("POST", "/api/billets", donner_un_billet, "enseignant", "maison"),
    Porte("GET", "/api/etat", etat, *VOIR),
    Porte("GET", "/api/flux", flux, *VOIR),
    Porte("GET", "/api/auteurs/{rang:nombre}", auteur, *VOIR),
    Porte("DELETE", "/api/moi", partir, "participant"),
    Porte("GET", "/api/raisons", lire_raisons, "participant", "enseignant"),
    Porte("POST", "/api/raisons", moderer, "enseignant"),
    Porte("POST", "/api/gestes", geste, "enseignant"),
    Porte("GET", "/api/adresses", lister_adresses, "enseignant", "maison"),
    Porte("POST", "/api/ouverture", ouvrir, "enseignant"),
    Porte("DELETE", "/api/ouverture", refermer, "enseignant"),
    Porte("GET", "/api/qr.svg", qr, "projection", "enseignant"),
    Porte("POST", "/api/qr-enseignant.svg", qr_de_l_enseignant, "enseignant"),
    Porte("GET", "/api/reponses", lire_reponses, "enseignant"),
    Porte("GET", "/api/reponses.csv", exporter, "enseignant"),
    Porte("PUT", "/api/mains/{tour:nombre}/{carte}", lever_les_mains, "enseignant"),
    Porte("POST", "/api/papier/{tour:nombre}", saisir_papier, "enseignant"),
    Porte("GET", "/api/bilan", lire_bilan, "projection", "enseignant"),
    Porte("DELETE", "/api/participants/{numero:nombre}", retirer_participant, "enseignant"),
    Porte("POST", "/api/retraits", retirer_les_derniers, "enseignant"),
    Porte("POST", "/api/code", changer_le_code, "enseignant"),
    Porte("DELETE", "/api/seance", effacer_seance, "enseignant"),
    Porte("GET", "/api/tris", lister_tris, "maison"),
    Porte("POST", "/api/seances", creer, "maison"),
    Porte("GET", "/api/seances", lister_seances, "maison"),
    Porte("POST", "/api/seances/{seance}/acces", reprendre, "maison"),
    Porte("POST", "/api/seances/{seance}/rejouer", rejouer, "maison"),
    Porte("POST", "/api/comparaison", comparer, "maison"),
    Porte("GET", "/api/serveur", dire_le_serveur, "maison"),
    Porte("POST", "/api/fin", fermer, "maison"),
]
