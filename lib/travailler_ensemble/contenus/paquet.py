"""Partager : un seul fichier zip, que toute autre collection relit d’un geste, et que d’autres programmes comprennent.

C’est un paquet de données Frictionless : `datapackage.json` décrit des tables CSV (https://specs.frictionlessdata.io/data-package/).
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from travailler_ensemble import fichiers
from travailler_ensemble.contenus.rangement import MesContenus
from travailler_ensemble.contenus.situation import A_MOI, LICENCE, Situation
from travailler_ensemble.contenus.tri import MonTri
from travailler_ensemble.corpus import TableFautive
from travailler_ensemble.corpus.tableur import ecrire as ecrire_csv
from travailler_ensemble.corpus.tableur import enregistrements, valeur
from travailler_ensemble.ecriture.phrases import insecable

DESCRIPTION, VERSION = "datapackage.json", 1
TABLES: Mapping[str, Mapping[str, str]] = {
    "situations": {
        "id": "identifiant",
        "titre": "titre",
        "terrain": "champ de pratique",
        "recit": "récit ; un retour à la ligne sépare deux paragraphes",
        "prenom": "prénom de qui l’a écrit, si cette personne l’a voulu",
        "licence": "ce que l’on peut en faire",
    },
    "codages": {
        "situation": "situation",
        "critere": "critère de la collection Travailler ensemble",
        "valeur": "oui ou non ; sans ligne, le récit n’en dit rien",
        "indice": "mots du récit qui le montrent",
    },
    "tris": {
        "id": "identifiant",
        "titre": "titre",
        "sorte": "sorte de cases : formes, oui-non, accord ou propres",
        "forme": "forme dont on demande oui ou non",
        "question": "question posée sur chaque carte ; vide : celle de la sorte",
        "prenom": "prénom de qui l’a composé, si cette personne l’a voulu",
        "licence": "ce que l’on peut en faire",
    },
    "tris_cartes": {"tri": "tri", "situation": "situation, d’ici ou de la collection ; les lignes sont dans l’ordre des cartes"},
    "tris_cases": {"tri": "tri", "nom": "nom d’une case propre ; les lignes sont dans leur ordre"},
}
_LIENS = {"codages": ("situation", "situations"), "tris_cartes": ("tri", "tris"), "tris_cases": ("tri", "tris")}
_CC_BY = {"name": "CC-BY-4.0", "title": LICENCE, "path": "https://creativecommons.org/licenses/by/4.0/deed.fr"}


class Paquet(NamedTuple):
    """Ce qu’un paquet contient, et ses fautes."""

    situations: tuple[Situation, ...]
    tris: tuple[MonTri, ...]
    fautes: tuple[str, ...]


def choisir(etat: MesContenus, ids: Iterable[str]) -> tuple[tuple[Situation, ...], tuple[MonTri, ...]]:
    """Ces récits et ces tris, et les récits à soi dont ces tris se servent."""
    voulus = {*ids}
    tris = tuple(t for t in etat.tris if t.id in voulus)
    voulus |= {c for t in tris for c in t.cartes}
    return tuple(s for s in etat.situations if s.id in voulus), tris


def ecrire(situations: Iterable[Situation], tris: Iterable[MonTri]) -> bytes:
    """Le paquet de ces récits, de leurs codages et de ces tris."""
    situations, tris = [s.propre() for s in situations], [t.propre() for t in tris]
    lignes: dict[str, list[Sequence[str]]] = {
        "situations": [(s.id, s.titre, s.terrain, s.recit, s.prenom, s.licence) for s in situations],
        "codages": [(s.id, c, *r) for s in situations for c, r in s.codages.items()],
        "tris": [(t.id, t.titre, t.sorte, t.forme, t.question, t.prenom, t.licence) for t in tris],
        "tris_cartes": [(t.id, c) for t in tris for c in t.cartes],
        "tris_cases": [(t.id, c) for t in tris for c in t.cases],
    }
    libre = {s.licence for s in situations} | {t.licence for t in tris} == {LICENCE}
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as paquet:
        for nom, texte in (
            (DESCRIPTION, json.dumps(_description(libre), ensure_ascii=False, indent=1)),
            *((f"{nom}.csv", ecrire_csv(list(TABLES[nom]), lignes[nom])) for nom in TABLES),
        ):
            paquet.writestr(zipfile.ZipInfo(nom), texte.encode(), zipfile.ZIP_DEFLATED)  # sans date : le même contenu, le même fichier
    return sortie.getvalue()


def _description(libre: bool) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "mes-contenus",
        "title": "Récits et tris, pour Travailler ensemble",
        "travailler_ensemble": VERSION,
        **({"licenses": [_CC_BY]} if libre else {}),
        "resources": [
            {
                "name": nom,
                "path": f"{nom}.csv",
                "profile": "tabular-data-resource",
                "encoding": "utf-8-sig",
                "dialect": {"delimiter": ";"},
                "schema": {
                    "fields": [{"name": c, "type": "string", "description": dit} for c, dit in colonnes.items()],
                    **({"primaryKey": "id"} if "id" in colonnes else {}),
                    **(
                        {"foreignKeys": [{"fields": lien[0], "reference": {"resource": lien[1], "fields": "id"}}]}
                        if (lien := _LIENS.get(nom))
                        else {}
                    ),
                },
            }
            for nom, colonnes in TABLES.items()
        ],
    }


def lire(octets: bytes) -> Paquet:
    """Ce qu’un paquet contient, chaque faute dite ; ce qui est fautif n’y est pas. Lève `ValueError` (phrase française) s’il n’est pas des nôtres."""
    pieces = fichiers.deplier(octets)
    try:
        version = json.loads(pieces[DESCRIPTION].decode("utf-8-sig"))["travailler_ensemble"]
    except (KeyError, TypeError, ValueError, RecursionError):
        raise ValueError("Ce paquet ne contient pas de récits écrits ici.") from None
    if version != VERSION:
        raise ValueError("Ce paquet vient d’une version plus récente de la collection : mettez la vôtre à jour.")
    fautes: list[str] = []
    tables = {nom: list(_table(nom, pieces.get(f"{nom}.csv"), fautes)) for nom in TABLES}
    situations = list(_situations(tables, fautes))
    tris = list(_tris(tables, {s.id for s in situations}, fautes))
    return Paquet(tuple(situations), tuple(tris), tuple(map(insecable, fautes)))


def _table(nom: str, octets: bytes | None, fautes: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    if octets is None:
        fautes.append(f"Table « {nom} » : elle n’est pas dans le paquet.")
        return
    a_part: list[TableFautive] = []
    try:
        for n, cases in enregistrements(nom, octets, list(TABLES[nom]), brutes=True, a_part=a_part):
            yield n, dict(zip(TABLES[nom], map(valeur, cases), strict=True))
    except TableFautive as e:
        a_part.append(e)
    fautes += map(str, a_part)


def _situations(tables: Mapping[str, list[tuple[int, dict[str, str]]]], fautes: list[str]) -> Iterator[Situation]:
    codages: dict[str, dict[str, list[str]]] = {}
    for n, c in tables["codages"]:
        if c["valeur"] in ("oui", "non"):
            codages.setdefault(c["situation"], {})[c["critere"]] = [c["valeur"], c["indice"]]
        else:
            fautes.append(str(TableFautive("codages", n, "valeur", c["valeur"], "oui ou non")))
    for n, s in tables["situations"]:
        try:
            yield Situation.de_json({**s, "codages": codages.get(s["id"], {})}).propre()
        except (ValueError, KeyError, TypeError):
            fautes.append(str(TableFautive("situations", n, "id", s["id"], f"un identifiant qui commence par « {A_MOI} »")))


def _tris(tables: Mapping[str, list[tuple[int, dict[str, str]]]], situations: set[str], fautes: list[str]) -> Iterator[MonTri]:
    for n, t in tables["tris"]:
        cartes = [c["situation"] for _, c in tables["tris_cartes"] if c["tri"] == t["id"]]
        if perdues := [c for c in cartes if c.startswith(A_MOI) and c not in situations]:
            fautes.append(str(TableFautive("tris_cartes", None, "situation", perdues[0], "un récit de ce paquet ou de la collection")))
        gardees = [c for c in cartes if c not in perdues]
        try:
            yield MonTri.de_json(
                {**t, "cartes": gardees, "cases": [c["nom"] for _, c in tables["tris_cases"] if c["tri"] == t["id"]]}
            ).propre()
        except (ValueError, KeyError, TypeError):
            fautes.append(
                str(TableFautive("tris", n, "sorte", t["sorte"], "formes, oui-non, accord ou propres, et un identifiant des nôtres"))
            )
