"""Le glossaire : chaque mot, ce que nous entendons par lui, et ce que d’autres y mettent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from travailler_ensemble.corpus import Corpus, Ligne
from travailler_ensemble.corpus.glossaire import chercher
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.ecriture.phrases import enumerer, majuscule


def glossaire(corpus: Corpus, *mots: str) -> Page:
    """Les mots demandés, dépliés.

    Lève `KeyError` (phrase française, avec les mots les plus proches) si l’un d’eux n’y est pas.
    """
    lignes = list({x["id"]: x for x in (chercher(corpus, mot) for mot in mots)}.values())
    noms = enumerer(f"« {x['mot']} »" for x in lignes)
    return Page(rendre("glossaire.html", demandes=[dire_mot(corpus, x) for x in lignes]), f"Glossaire : {noms}")


def dire_mot(corpus: Corpus, x: Ligne) -> dict[str, Any]:
    """Un mot, ses renvois, ses usages du plus ancien au plus récent, et où les lire."""
    usages = [u for u in corpus.lignes("glossaire_usages") if u["mot"] == x["id"]]
    dates = sorted(usages, key=lambda u: u["annee"] or 9999)
    return {
        **x,
        "renvois": [_renvoi(corpus, v) for v in corpus.lignes("glossaire_voir") if v["mot"] == x["id"]],
        "usages": [{"qui": _qui(corpus, u).rstrip("."), "usage": u["usage"], "statut": _statut(u)} for u in dates],
        "references": _references(corpus, ((u["source"], u["repere"]) for u in usages)),
    }


def _renvoi(corpus: Corpus, v: Ligne) -> str:
    """« réseau », ou « réseau (pourquoi) » quand le renvoi ne vaut que dans un sens."""
    mot = corpus.ligne("glossaire", v["vers"])["mot"]
    return f"{mot} ({v['raison']})" if v["raison"] else mot


def _statut(u: Ligne) -> str:
    return u["statut"] + (", déduit de l’extrait" if u["mode"] == "deduit" else "")


def _qui(corpus: Corpus, u: Ligne) -> str:
    """« INRP, 1993 (cité par Merini) » : qui parle, quand, et par quelle voix."""
    auteur = corpus.ligne("auteurs", u["auteur"])
    court = auteur["court"]
    date = "" if str(u["annee"]) in court else f", {u['annee'] or 's. d.'}"
    voix = "d’après le dossier" if u["voix"] == "dossier" and not auteur["dossier"] else ""
    if u["relais"]:
        relais = corpus.ligne("auteurs", u["relais"])
        voix = f"{relais['relaie']} par {relais['court']}"
    return majuscule(court) + date + (f" ({voix})" if voix else "")


def _references(corpus: Corpus, reperes: Iterable[tuple[str, str]]) -> list[Mapping[str, str]]:
    """Chaque référence une fois, et où elle a été lue ; vide quand ce n’est pas à dire ici."""
    return [{"reference": corpus.ligne("references", source)["reference"], "repere": r} for source, r in dict(reperes).items()]
