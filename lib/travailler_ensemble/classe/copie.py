"""La copie : ce qu’une personne remet d’un labo, écrit pour être relu par une machine. Le seul endroit qui en connaisse le format.

Elle voyage dans la page remise, et dans les sorties d’un carnet, en un bloc `<script type="application/json" class="te-copie">` :
`{"travailler-ensemble":"copie","v":1,"jour":"2026-11-30","groupe":"ES2-B","labos":[{"labo":"02","usage":"labo","activites":[
{"cle":"formes","reponses":[{"champ":"sit-jeudis-halte","remis":"forme-cooperation","revu":"forme-partenariat"}]}]}]}`.
Ce sont les valeurs du carnet, non leurs phrases. « revu » manque quand rien n’a changé ; il est vide quand la réponse a été retirée.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from travailler_ensemble.activites.criteres import MOTS
from travailler_ensemble.corpus import tableur
from travailler_ensemble.corpus.description import TableFautive

VERSION = 1
COLONNES = (
    *("groupe", "labo", "usage", "activite", "titre_activite", "champ", "titre", "remis", "revu", "mots", "ce_qui_en_est_dit", "a_relire"),
    *("accords", "nuances", "desaccords"),
    *("valeur_remise", "valeur_revue", "tour", "jour"),
)
"""Celles de la table ; les deux valeurs sont celles du carnet : de quoi la relire sans deviner."""
GROUPE_MAX = 20
"""Longueur d’un code de groupe, en signes : de quoi écrire « ES2-B mardi », non de quoi se nommer longuement."""
_OUVRE, _FERME = '<script type="application/json" class="te-copie">', "</script>"


class Donnee(NamedTuple):
    """Une réponse : le champ, la valeur remise d’abord, la même revue."""

    champ: str
    remis: str
    revu: str


class CopieDeLabo(NamedTuple):
    """Un labo (« 02 ») ou son exercice (`usage`), et les réponses de chaque activité commencée. `jour` : AAAA-MM-JJ."""

    labo: str
    usage: str
    jour: str
    groupe: str
    activites: Mapping[str, tuple[Donnee, ...]]


def ecrire(jour: str, groupe: str, labos: Iterable[tuple[str, str, Mapping[str, Iterable[Donnee]]]]) -> str:
    """Le bloc à mettre dans une page. `labos` : numéro, usage, activité → réponses."""
    contenu = {
        "travailler-ensemble": "copie",
        "v": VERSION,
        "jour": jour,
        "groupe": groupe,
        "labos": [
            {
                "labo": labo,
                "usage": usage,
                "activites": [{"cle": cle, "reponses": [*map(_une, donnees)]} for cle, donnees in activites.items()],
            }
            for labo, usage, activites in labos
        ],
    }
    # Aucun texte de la personne ne peut fermer le bloc, ni en ouvrir un autre.
    texte = json.dumps(contenu, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"{_OUVRE}{texte}{_FERME}"


def _une(d: Donnee) -> dict[str, str]:
    return {"champ": d.champ, "remis": d.remis} | ({} if d.revu == d.remis else {"revu": d.revu})


def lire(page: str) -> list[CopieDeLabo]:
    """Les labos qu’une page remise contient. Lève `ValueError` (phrase française) si ce n’en est pas une, ou si elle est abîmée."""
    bloc, entier, _ = page.partition(_OUVRE)[2].partition(_FERME)
    if not entier:
        raise ValueError("Ce fichier n’est pas un compte rendu : les réponses n’y sont pas.")
    try:
        lu = json.loads(bloc)
        json.dumps(lu, ensure_ascii=False).encode()  # une moitié de caractère (« \\ud800 ») ne s’afficherait nulle part
    except (ValueError, RecursionError):
        raise ValueError("Ce compte rendu est abîmé : ses réponses ne se lisent plus.") from None
    if not isinstance(lu, dict) or lu.get("travailler-ensemble") != "copie" or not isinstance(lu.get("v"), int):
        raise ValueError("Ce fichier n’est pas un compte rendu de la collection.")
    if lu["v"] > VERSION:
        raise ValueError("Ce compte rendu vient d’une version plus récente de la collection : mettez la vôtre à jour.")
    try:
        return [_copie(lu, x) for x in lu["labos"]]
    except (KeyError, TypeError, AttributeError):
        raise ValueError("Ce compte rendu est abîmé : ses réponses ne se lisent plus.") from None


def _copie(lu: Mapping[str, Any], x: Mapping[str, Any]) -> CopieDeLabo:
    activites = {
        str(a["cle"]): tuple(Donnee(str(r["champ"]), str(r["remis"]), str(r.get("revu", r["remis"]))) for r in a["reponses"])
        for a in x["activites"]
    }
    return CopieDeLabo(str(x["labo"]), str(x["usage"]), str(lu["jour"]), groupe_propre(str(lu["groupe"])), activites)


def lire_table(nom: str, contenu: bytes) -> list[CopieDeLabo]:
    """Les labos d’une table remise. Lève `TableFautive` si ce n’en est pas une, ou si elle est coupée."""
    labos: dict[tuple[str, str], dict[str, list[Donnee]]] = {}
    groupe = jour = ""
    for _, cases in tableur.enregistrements(nom, contenu, COLONNES, quoi="la table d’un compte rendu", brutes=True):
        x = dict(zip(COLONNES, map(tableur.valeur, cases), strict=True))
        groupe, jour = x["groupe"], max(jour, x["jour"])
        donnee = Donnee(x["champ"], x["valeur_remise"], x["valeur_revue"])
        activites = labos.setdefault((x["labo"].zfill(2), x["usage"]), {})  # un tableur ôte le zéro de « 02 »
        activites.setdefault(x["activite"], []).append(donnee)
        if x["mots"]:
            activites[x["activite"]].append(Donnee(MOTS + x["champ"], x["mots"], x["mots"]))
    if not labos:
        raise TableFautive(nom, None, None, "un en-tête, et rien dessous", "une réponse par ligne")
    return [
        CopieDeLabo(labo, usage, jour, groupe_propre(groupe), {cle: tuple(d) for cle, d in activites.items()})
        for (labo, usage), activites in labos.items()
    ]


def groupe_propre(saisi: str) -> str:
    """Un code de groupe tel qu’il s’écrit : lettres, chiffres, tirets et espaces, `GROUPE_MAX` signes au plus."""
    return " ".join(re.sub(r"[^\w -]", " ", saisi).split())[:GROUPE_MAX].strip()
