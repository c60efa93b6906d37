"""Le HTML de la séance : des chaînes, échappées, sans rien qui vienne d’ailleurs. Ne connaît ni route ni serveur.

La page du participant marche sans script : un formulaire par carte. Avec script, `web/seance/participant.js` la remplace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from datetime import date
from functools import cached_property
from typing import Any

from markupsafe import Markup

from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS, JE_NE_SAIS_PAS_DIT
from travailler_ensemble.activites.retours import RETOURS
from travailler_ensemble.ecriture import gabarits
from travailler_ensemble.ecriture.ressources import allege, module

RACINE = ContextVar("RACINE", default="")
"""Le chemin sous lequel la demande en cours est publiée (« /seance ») : toute adresse des pages en part. Vide d’ordinaire."""
COMPTES = ContextVar("COMPTES", default=False)
"""Une école reconnaît-elle par un compte les personnes qui enseignent ?"""
ENSEMBLE = 6  # cartes à classer que montre d’un coup la page sans script : les autres pèseraient sur tous les téléphones
RAFRAICHIR = 20  # secondes, sans script, quand il n’y a rien à remplir
PHASES = {
    "preparation": "La séance va commencer",
    "vote": "Vote {tour}",
    "clos": "Le vote est clos",
    "discussion": "La discussion",
    "auteurs": "Les auteurs",
    "bilan": "Le bilan",
    "terminee": "La séance est terminée",
}
_SUITES = {
    "preparation": "Regardez l’écran de la salle. Le vote va s’ouvrir.",
    "clos": "Regardez l’écran de la salle.",
    "discussion": "Discutez avec vos voisins, puis regardez l’écran de la salle.",
    "auteurs": "Les auteurs sont dévoilés un à un, à l’écran de la salle.",
    "bilan": "Regardez l’écran de la salle : ce qui a bougé, et vers qui.",
    "terminee": "Vous pouvez fermer cette page, ou effacer vos réponses ci-dessous.",
}


# ---------- les pages ----------


def entree(code: str = "", message: str = "", *, numero: str = "", mot: str = "") -> str:
    """La page d’entrée, déjà remplie de ce que l’on sait (`code` vient du QR) ; `message` dit pourquoi l’on n’est pas entré."""
    return str(_rendre("seance/entree.html", code=code, message=message, numero=numero, mot=mot))


def participant(etat: Mapping[str, Any], message: str = "", auteurs: Sequence[Mapping[str, Any]] = ()) -> str:
    """La page du participant : `etat` est celui de `GET /api/etat`, `message` ce qui vient de se passer.

    `auteurs` : ceux déjà dévoilés, tels que `GET /api/auteurs/{rang}` les rend ; ils ne servent qu’à la page sans script.
    """
    phase, tour, tri = etat["etat"]["phase"], etat["etat"]["tour"], etat["tri"]
    votes = {t: {carte: r["case"] for carte, r in etat["moi"]["reponses"].get(str(t), {}).items()} for t in (1, 2)}
    noms = {**{c["id"]: c["nom"] for c in tri["cases"]}, JE_NE_SAIS_PAS: JE_NE_SAIS_PAS_DIT}
    page = _rendre(
        "seance/participant.html",
        titre=PHASES[phase].format(tour=tour),
        message=message,
        phase=phase,
        tour=tour,
        tri=tri,
        dits={"une": "carte", "faite": "classée", **(tri["dits"] or {})},
        cartes=[{**carte, "rang": rang} for rang, carte in enumerate(tri["cartes"], 1)],
        noms=noms,
        votes=votes,
        raisons={carte: r.get("raison", "") for carte, r in etat["moi"]["reponses"].get("1", {}).items()},
        ensemble=ENSEMBLE,
        suite=_SUITES.get(phase, ""),
        annonce=etat["seuil"]["annonce"],
        comptes=[f"{len(r)} au vote {t}" for t, r in votes.items() if r],
        mes_reponses=[_reponse(carte, noms, votes, auteurs) for carte in tri["cartes"]],
        numero=etat["moi"]["numero"],
        mot=etat["moi"]["mot"],
        effacer_le=date.fromisoformat(etat["seance"]["effacer_le"][:10]),
        rafraichir=RAFRAICHIR,
    )
    return str(page)


def projection() -> str:
    """La coquille de la page du mur : `projection.js` la remplit."""
    return _coquille("À l’écran de la salle", "projection", "projection", "L’écran de la salle a besoin de JavaScript.")


def enseignant() -> str:
    """La coquille de la page de l’enseignant : `enseignant.js` la remplit."""
    return _coquille("Mener la séance", "enseignant", "regie", "Mener la séance depuis une page demande JavaScript.")


def maison() -> str:
    """La coquille de la page où préparer une séance sans carnet : `preparer.js` la remplit."""
    return _coquille("Préparer une séance", "preparer", "regie", "Préparer une séance depuis une page demande JavaScript.")


def erreur(titre: str, message: str) -> str:
    """Une page pour dire ce qui ne va pas, et revenir à l’entrée."""
    return str(_rendre("seance/erreur.html", titre=titre, message=message))


def _rendre(gabarit: str, **valeurs: object) -> Markup:
    return gabarits.rendre(gabarit, racine=RACINE.get(), a_un_compte=COMPTES.get(), **valeurs)


def _coquille(titre: str, nom: str, classe: str, sans_script: str) -> str:
    return str(_rendre("seance/coquille.html", titre=titre, classe=classe, script=nom, sans_script=sans_script))


def _reponse(
    carte: Mapping[str, Any], noms: Mapping[str, str], votes: Mapping[int, Mapping[str, str]], auteurs: Sequence[Mapping[str, Any]]
) -> tuple[str, str, list[str]]:
    """Une carte : son titre, ce que j’y ai répondu, vote par vote, et ce que chaque auteur dévoilé y répond."""
    donnees = {t: r[carte["id"]] for t, r in votes.items() if carte["id"] in r}
    dites = " ; ".join(f"vote {t} : {noms.get(case, '')}" for t, case in donnees.items())
    derniere = next(reversed(donnees.values()), "")
    dits = []
    for a in auteurs:
        if avis := a["cartes"].get(carte["id"]):
            retour = avis["retours"].get(derniere, "lu")
            retour = "" if retour == "lu" else RETOURS[retour].singulier
            lus = " ; ".join(x["phrase"] for x in avis["lectures"] if x["phrase"])
            dits.append(f"{a['nom']}{f' ({retour})' if retour else ''}{f' : {lus}' if lus else ''}")
    return carte["titre"], dites or "pas de réponse", dits


# ---------- ce que ces pages demandent ensuite ----------

_PAGES = ("participant", "projection", "enseignant", "preparer")
_FEUILLES = ("jetons", "te", "tri", "participant", "projection", "regie", "papier")


class _Statiques(Mapping[str, tuple[str, bytes]]):
    """Un script par page et les feuilles, lus au premier besoin : une classe entière n’a pas vingt fichiers à demander chacun."""

    @cached_property
    def _tout(self) -> dict[str, tuple[str, bytes]]:
        scripts = {**{n: module(f"seance/{n}.js") for n in _PAGES}, "amorce": allege("seance/amorce.js")}
        feuilles = {n: allege(f"{n}.css") for n in _FEUILLES}
        feuilles["jetons"] += _theme_du_systeme(feuilles["jetons"])
        return {
            **{f"{n}.js": ("text/javascript; charset=utf-8", s.encode()) for n, s in scripts.items()},
            **{f"{n}.css": ("text/css; charset=utf-8", s.encode()) for n, s in feuilles.items()},
        }

    def __getitem__(self, nom: str) -> tuple[str, bytes]:
        return self._tout[nom]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tout)

    def __len__(self) -> int:
        return len(self._tout)


def _theme_du_systeme(feuille: str) -> str:
    """Les couleurs sombres de la feuille commune, redites pour les pages qui suivent le thème du système, même sans script."""
    debut = feuille.index("{", feuille.index("body.sombre .te"))
    couleurs = feuille[debut : feuille.index("}", debut) + 1]
    return f"\n@media (prefers-color-scheme: dark) and (forced-colors: none) {{ body.suit-le-systeme .te {couleurs} }}\n"


STATIQUES: Mapping[str, tuple[str, bytes]] = _Statiques()
"""Nom de fichier → (type, octets), servi sous /statique/."""
