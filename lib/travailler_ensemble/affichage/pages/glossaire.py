"""Le glossaire : chaque mot, ce que nous entendons par lui, et ce que d’autres y mettent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

from travailler_ensemble.corpus import Corpus, Ligne
from travailler_ensemble.ecriture.page import Page, passages, repli, texte
from travailler_ensemble.ecriture.phrases import compter, enumerer
from travailler_ensemble.ecriture.phrases import passages as en_passages

PROCHES = 6
"""Au plus tant de mots proposés à la place d’un mot inconnu."""

_VIDES = frozenset({"d", "de", "du", "l", "la", "le", "un", "une"})
_AVERTIR = (
    "Les définitions sont les nôtres ; les exemples sont inventés. Quand d’autres emploient un mot autrement, nous résumons le "
    "passage que nous avons lu, le plus souvent un extrait donné par un dossier de 2010 : ce qu’il ne dit pas n’est pas refusé."
)


def glossaire(corpus: Corpus, *mots: str) -> Page:
    """Les mots demandés, ou tout le glossaire par familles.

    Lève `KeyError` (phrase française, avec les mots les plus proches) si l’un d’eux n’y est pas.
    """
    avertir = f'<p class="discret">{texte(_AVERTIR)}</p>'
    if mots:
        lignes = list({x["id"]: x for x in (chercher(corpus, mot) for mot in mots)}.values())
        noms = enumerer(f"« {x['mot']} »" for x in lignes)
        return Page(avertir + "".join(_mot(corpus, x, complet=True) for x in lignes), f"Glossaire : {noms}")
    tous = sorted(corpus.lignes("glossaire"), key=lambda x: cle(x["mot"]))
    familles = {f: [x for x in tous if x["famille"] == f] for f in dict.fromkeys(x["famille"] for x in corpus.lignes("glossaire"))}
    corps = "".join(
        repli(f"{_majuscule(famille)} ({compter(len(ici), 'mot')})", "".join(_mot(corpus, x) for x in ici))
        for famille, ici in familles.items()
    )
    total = compter(len(tous), "mot")
    sources = _references(corpus, dict.fromkeys((u["source"] for u in corpus.lignes("glossaire_usages")), ""))
    return Page(f"<p>{total}, par familles.</p>{avertir}{corps}{sources}", f"Glossaire : {total}")


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


def _mot(corpus: Corpus, x: Ligne, complet: bool = False) -> str:
    """Un mot : définition, exemple, renvois, usages. `complet` : usages dépliés, références du mot à leur suite."""
    corps = f"<h4>{texte(x['mot'])}</h4><p>{texte(x['definition'])}</p>"
    if x["exemple"]:
        corps += f'<p class="source">Exemple\u00a0: {texte(x["exemple"])}</p>'
    if renvois := [_renvoi(corpus, v) for v in corpus.lignes("glossaire_voir") if v["mot"] == x["id"]]:
        corps += f'<p class="source">Voir aussi\u00a0: {texte(", ".join(renvois))}.</p>'
    usages = [u for u in corpus.lignes("glossaire_usages") if u["mot"] == x["id"]]
    if usages:
        liste = "".join(_usage(corpus, u) for u in sorted(usages, key=lambda u: u["annee"] or 9999))
        titre = "D’autres l’emploient autrement" if len(usages) > 1 else "Un auteur l’emploie à sa façon"
        liste = f"<ul>{liste}</ul>"
        if complet:
            corps += f"<p><b>{titre}</b></p>{liste}" + _references(corpus, {u["source"]: u["repere"] for u in usages})
        else:
            corps += repli(f"{titre} ({len(usages)})" if len(usages) > 1 else titre, liste)
    return f'<div class="position">{corps}</div>'


def _renvoi(corpus: Corpus, v: Ligne) -> str:
    """« réseau », ou « réseau (pourquoi) » quand le renvoi ne vaut que dans un sens."""
    mot = corpus.ligne("glossaire", v["vers"])["mot"]
    return f"{mot} ({v['raison']})" if v["raison"] else mot


def _usage(corpus: Corpus, u: Ligne) -> str:
    statut = u["statut"] + (", déduit de l’extrait" if u["mode"] == "deduit" else "")
    return f'<li><b>{texte(_qui(corpus, u).rstrip("."))}.</b> {texte(u["usage"])} <span class="etiquette">{texte(statut)}</span></li>'


def _qui(corpus: Corpus, u: Ligne) -> str:
    """« INRP, 1993 (cité par Merini) » : qui parle, quand, et par quelle voix."""
    court = corpus.ligne("auteurs", u["auteur"])["court"]
    date = "" if str(u["annee"]) in court else f", {u['annee'] or 's. d.'}"
    voix = "d’après le dossier" if u["voix"] == "dossier" and u["auteur"] != "aut-rnrsms" else ""
    if u["relais"]:
        verbe = "résumé" if u["relais"] == "aut-simon" else "cité"
        voix = f"{verbe} par {corpus.ligne('auteurs', u['relais'])['court']}"
    return _majuscule(court) + date + (f" ({voix})" if voix else "")


def _references(corpus: Corpus, reperes: Mapping[str, str]) -> str:
    """Les références, repliées ; `reperes` : où chaque source a été lue, vide quand ce n’est pas à dire ici."""
    lignes = []
    for source, repere in reperes.items():
        reference = passages(en_passages(corpus.ligne("references", source)["reference"]))
        lu = f' <span class="source">{texte(f"Lu dans : {repere}.")}</span>' if repere else ""
        lignes.append(f"<li>{reference}{lu}</li>")
    return repli("Références", f"<ul>{''.join(lignes)}</ul>")


def _majuscule(mot: str) -> str:
    return mot[0].upper() + mot[1:]
