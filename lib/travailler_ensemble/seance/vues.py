"""Les vues : ce que chaque rôle a le droit de voir d’une séance. Pur : on lui donne un cliché de la base, il rend des valeurs.

Avant le dévoilement, rien des auteurs ne sort d’ici vers un participant ou vers le mur. Pendant un vote, personne ne voit
ce que la classe répond : seulement combien ont répondu.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from travailler_ensemble.classe.seuils import dire_dispersion, dispersion_montrable, montrables, partagees
from travailler_ensemble.seance.etats import GESTES, possibles
from travailler_ensemble.seance.journal import Compte, Seance, Vote
from travailler_ensemble.seance.programme import Programme

Comptes = Mapping[int, Mapping[str, Mapping[str, int]]]
"""Tour → carte → case → nombre."""


class Cliche(NamedTuple):
    """Tout ce que la base dit d’une séance, sauf qui a répondu quoi."""

    seance: Seance
    presents: int
    compte: Compte
    repartition: Comptes
    mains: Comptes


def commune(s: Seance, p: Programme, role: str) -> dict[str, Any]:
    """Ce que tout le monde voit : la séance, son état, les auteurs déjà dévoilés."""
    e = s.etat
    return {
        "role": role,
        "version": s.version,
        "seance": {"id": s.id, "titre": s.titre, "code": s.code, "effacer_le": s.effacer_le},
        "etat": {nom: v for nom, v in e.en_dict().items() if nom != "reprise"},
        "auteurs": {"total": len(p.auteurs), "noms": [p.nom(a) for a in p.auteurs[: e.devoiles]]},
        "seuil": e.seuil._asdict(),
    }


def moi(numero: int, mot: str, reponses: Mapping[int, Mapping[str, Vote]]) -> dict[str, Any]:
    """Ce qu’un participant a répondu, le mot qui l’y ramène d’un autre appareil, et `n`, son dernier geste : sa page compte à partir de là."""
    tours = {str(t): {carte: reponse_dite(v) for carte, v in x.items()} for t, x in reponses.items()}
    return {"numero": numero, "mot": mot, "n": max((v.n for x in reponses.values() for v in x.values()), default=0), "reponses": tours}


def reponse_dite(v: Vote) -> dict[str, Any]:
    """Une réponse, telle qu’elle est gardée ; sa raison au premier vote, ce qui a fait hésiter au second, s’il y en a."""
    return {"case": v.choix, "n": v.n, **{nom: dit for nom in ("raison", "hesite") if (dit := getattr(v, nom))}}


def mur(c: Cliche, p: Programme, role: str = "projection") -> dict[str, Any]:
    """Ce qui se projette."""
    e = c.seance.etat
    vue = {
        **commune(c.seance, p, role),
        "presents": c.presents,
        "comptes": {
            "reponses": c.compte.reponses,
            "attendues": (c.presents + c.compte.feuilles) * len(p.cartes),
            "complets": c.compte.complets,
            "feuilles": c.compte.feuilles,
            "mains": max((sum(cases.values()) for cases in c.mains.get(e.tour or 1, {}).values()), default=0),
        },
    }
    if p.faits and 1 in e.tours_clos:
        vue["faits"] = [f"{metier}\u00a0: {fait}" for metier, fait in p.faits]
    if e.distribution_visible:
        vue["distribution"] = distribution(c, p)
    return vue


def enseignant(c: Cliche, p: Programme, ouverture: Mapping[str, Any]) -> dict[str, Any]:
    """Ce que voit l’enseignant : le mur, et de quoi mener."""
    s = c.seance
    mesures = dispersions(c, p)
    return {
        **mur(c, p, "enseignant"),
        "distribution": distribution(c, p),
        "dispersion": {str(t): x for t, x in mesures.items()},
        "dispersion_dite": {str(t): {carte: dire_dispersion(d, s.etat.seuil) for carte, d in x.items()} for t, x in mesures.items()},
        "partagees": {str(t): partagees(_dernieres(mesures, t)) for t in mesures},
        "gestes": [{"geste": g, "nom": GESTES[g].nom, "detail": GESTES[g].detail} for g in possibles(s.etat, p.cadre)],
        "ouverture": dict(ouverture),
        "mains": {str(t): cartes for t, cartes in c.mains.items()},
    }


def dispersions(c: Cliche, p: Programme) -> dict[int, dict[str, float | None]]:
    """Tour clos → carte → sa dispersion ; None quand elle ne se montre pas."""
    return {
        t: {
            carte: None if recus is None else dispersion_montrable(recus, p.classement.axe, c.seance.etat.seuil)
            for carte, recus in x.items()
        }
        for t, x in _montrees(c, p).items()
    }


def _dernieres(mesures: Mapping[int, Mapping[str, float | None]], tour: int) -> dict[str, float | None]:
    """La dispersion de chaque carte à ce tour ou, s’il se tait, à celui d’avant : comme le bilan."""
    dernieres: dict[str, float | None] = {}
    for t in sorted(mesures):
        if t <= tour:
            dernieres.update({carte: d for carte, d in mesures[t].items() if d is not None or carte not in dernieres})
    return dernieres


def distribution(c: Cliche, p: Programme) -> dict[str, dict[str, dict[str, int] | None]]:
    """Tour clos → carte → case → nombre ; None quand elle ne se montre pas (`seuils.montrables`)."""
    return {str(t): x for t, x in _montrees(c, p).items()}


def _montrees(c: Cliche, p: Programme) -> dict[int, dict[str, dict[str, int] | None]]:
    clos = c.seance.etat.tours_clos
    vues: dict[int, dict[str, dict[str, int] | None]] = {t: {} for t in clos}
    for carte in p.cartes:
        recus = {t: _comptes(c, p, t, carte) for t in clos}
        levees = {t: c.mains.get(t, {}).get(carte, {}) for t in clos}
        personnelles = {t: {case: n - levees[t].get(case, 0) for case, n in x.items()} for t, x in recus.items()}
        montres = montrables(recus, personnelles, c.seance.etat.seuil)
        for t, recu in recus.items():
            vues[t][carte] = dict(recu) if t in montres else None
    return vues


def _comptes(c: Cliche, p: Programme, tour: int, carte: str) -> dict[str, int]:
    """Les réponses à une carte, sauf celles qui ne se lisent plus."""
    return {case: n for case, n in c.repartition.get(tour, {}).get(carte, {}).items() if case in p.cases}
