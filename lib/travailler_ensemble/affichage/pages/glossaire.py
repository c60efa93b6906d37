"""Le glossaire : chaque mot, ce que nous entendons par lui, et ce que d’autres y mettent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from travailler_ensemble.corpus import Corpus, Ligne
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.ecriture.phrases import compter, enumerer, majuscule

PROCHES = 6
"""Au plus tant de mots proposés à la place d’un mot inconnu."""

_VIDES = frozenset({"d", "de", "du", "l", "la", "le", "un", "une"})


def glossaire(corpus: Corpus, *mots: str) -> Page:
    """Les mots demandés, ou tout le glossaire par familles.

    Lève `KeyError` (phrase française, avec les mots les plus proches) si l’un d’eux n’y est pas.
    """
    if mots:
        lignes = list({x["id"]: x for x in (chercher(corpus, mot) for mot in mots)}.values())
        noms = enumerer(f"« {x['mot']} »" for x in lignes)
        return Page(rendre("glossaire.html", demandes=[_mot(corpus, x) for x in lignes], familles=()), f"Glossaire : {noms}")
    tous = corpus.lignes("glossaire")
    rangees: dict[str, list[Ligne]] = {x["famille"]: [] for x in tous}
    for x in sorted(tous, key=lambda x: cle(x["mot"])):
        rangees[x["famille"]].append(_mot(corpus, x))
    total = compter(len(tous), "mot")
    sources = _references(corpus, ((u["source"], "") for u in corpus.lignes("glossaire_usages")))
    page = rendre("glossaire.html", demandes=(), familles=rangees.items(), total=total, sources=sources)
    return Page(page, f"Glossaire : {total}")


def chercher(corpus: Corpus, mot: str) -> Ligne:
    """La ligne d’un mot, sans égard aux accents, à la casse, à l’article ni au pluriel.

    Lève `KeyError`, avec les mots les plus proches, s’il n’est pas au glossaire.
    """
    connus = {cle(x["mot"]): x for x in corpus.lignes("glossaire")}
    cherche = cle(str(mot))
    if cherche in connus:
        return connus[cherche]
    contiennent = [c for c in connus if set(cherche.split()) & set(c.split())]
    voisins = list(dict.fromkeys([*contiennent, *get_close_matches(cherche, connus)]))[:PROCHES]
    proches = ", ".join(f"« {connus[c]['mot']} »" for c in voisins)
    suite = f"Les plus proches : {proches}." if proches else "Sans mot entre les parenthèses, vous les aurez tous."
    raise KeyError(f"Le glossaire n’a pas de mot « {mot} ». {suite}")


def cle(mot: str) -> str:
    """Un mot réduit à ce qui le distingue : ni accents, ni casse, ni article, ni marque du pluriel."""
    nu = "".join(c for c in unicodedata.normalize("NFKD", mot.casefold()) if not unicodedata.combining(c))
    mots = (m.rstrip("sx") or m for m in re.findall(r"\w+", nu))
    return " ".join(m for m in mots if m not in _VIDES)


def _mot(corpus: Corpus, x: Ligne) -> dict[str, Any]:
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
