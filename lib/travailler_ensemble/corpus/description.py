"""La description du corpus (`datapackage.json`) : ses tables, leurs colonnes, leurs contraintes, leurs clés.

N’est lue ici que la part de Table Schema dont la lecture a besoin ; une règle qu’elle ne tiendrait pas est refusée, jamais
ignorée. Que la description soit elle-même bien écrite, c’est Frictionless qui le contrôle, dans les essais.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category

from travailler_ensemble.ecriture.phrases import jour_et_mois

FICHIER = "datapackage.json"
LONGUEUR = 80


class TableFautive(Exception):
    """Une table ne respecte pas sa description. `str()` en donne la phrase complète, en français.

    `ligne` est celle qu’affiche un tableur (l’en-tête est la ligne 1 ; une case de plusieurs lignes n’en compte qu’une).
    """

    def __init__(self, table: str, ligne: int | None, colonne: str | None, valeur: str | None, attendu: str) -> None:
        self.table, self.ligne, self.colonne, self.valeur, self.attendu = table, ligne, colonne, valeur, attendu
        ou = f"Fichier « {FICHIER} »" if table == FICHIER else f"Table « {montrer(table)} »"
        if ligne is not None:
            ou += f", ligne {ligne}"
        if colonne is not None:
            ou += f", {'à' if table == FICHIER else 'colonne'} « {montrer(colonne)} »"
        lu = "" if valeur is None else f"lu : « {montrer(valeur)} » ; "
        super().__init__(f"{ou} : {lu}attendu : {attendu}.")


def montrer(valeur: str) -> str:
    """Une valeur dans une phrase : abrégée, sur une seule ligne, les signes invisibles nommés."""
    if len(valeur) > LONGUEUR:
        valeur = valeur[: LONGUEUR - 1].rstrip() + "…"
    valeur = re.sub(r"\s*\n\s*", " ⏎ ", valeur)
    return "".join(s if s.isprintable() or category(s) == "Zs" else f"[U+{ord(s):04X}]" for s in valeur)


def _entier(valeur: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", valeur):
        raise ValueError
    return int(valeur)


def _annee(valeur: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", valeur):
        raise ValueError
    return int(valeur)


def _date(valeur: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", valeur):
        raise ValueError
    return date.fromisoformat(valeur)


def _proposer(valeur: str) -> str:
    """Ce que l’on peut écrire à la place d’une date de tableur (« 30/06/2021 ») ; les deux lectures, si le jour et le mois s’échangent.

    Rien n’est converti en silence : 04/05/2021 est le 4 mai pour l’un, le 5 avril pour l’autre.
    """
    if not (lu := re.fullmatch(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})", valeur)):
        return ""
    jour, mois, annee = int(lu[1]), int(lu[3]), int(lu[4])
    dates = []
    for j, m in dict.fromkeys(((jour, mois), (mois, jour))):
        try:
            dates.append(date(annee, m, j))
        except ValueError:  # ce jour-là n’existe pas
            continue
    if len(dates) < 2:
        return "".join(f" ; écrivez {d}" for d in dates)
    dites = (f"{d} pour le {jour_et_mois(d)}" for d in dates)
    return f" ; écrivez {' ou '.join(dites)}"


# Le type de Table Schema, ce qui le lit, et ce qui est attendu.
TYPES: dict[str, tuple[Callable[[str], Any], str]] = {
    "string": (str, "un texte"),
    "integer": (_entier, "un nombre entier"),
    "year": (_annee, "une année, en quatre chiffres"),
    "date": (_date, "une date qui existe, écrite AAAA-MM-JJ"),
}
CONTRAINTES = {"required", "unique", "enum", "pattern"}


@dataclass(frozen=True, slots=True)
class Champ:
    """Une colonne : son type et ses contraintes. `permis` : les valeurs d’une liste fermée, ou `None`."""

    nom: str
    type: str = "string"
    requis: bool = False
    unique: bool = False
    permis: tuple[Any, ...] | None = None
    motif: re.Pattern[str] | None = None

    def lecteur(self) -> Callable[[str], Any]:
        """La fonction qui lit une case, ou lève `ValueError` avec ce qui était attendu.

        Une case vide se lit « » dans une colonne de texte, `None` ailleurs.
        """
        if self == Champ(self.nom, unique=self.unique):
            return str  # un texte libre, sans contrainte
        convertir, attendu = TYPES[self.type]

        def lire(case: str) -> Any:
            if not case:
                if self.requis:
                    raise ValueError("une valeur, cette colonne ne peut pas être vide")
                return "" if self.type == "string" else None
            try:
                valeur = convertir(case)
            except ValueError:
                raise ValueError(attendu + (_proposer(case) if convertir is _date else "")) from None
            if self.permis is not None and valeur not in self.permis:
                raise ValueError(", ".join(map(str, self.permis)) or "rien, la liste permise est vide")
            if self.motif and not self.motif.fullmatch(case):
                raise ValueError(f"une valeur de la forme {self.motif.pattern}")
            return valeur

        return lire if self.type == "string" and self.permis is None else cache(lire)  # peu de valeurs, souvent répétées


@dataclass(frozen=True, slots=True)
class Lien:
    """Une clé étrangère : la colonne `champ` désigne une ligne de `table`, par son identifiant, la colonne `vers`."""

    champ: str
    table: str
    vers: str


@dataclass(frozen=True, slots=True)
class Description:
    """Une table décrite. `cle` : les colonnes de la clé primaire, vide s’il n’y en a pas."""

    nom: str
    titre: str
    resume: str
    fichier: str
    champs: tuple[Champ, ...]
    cle: tuple[str, ...] = ()
    liens: tuple[Lien, ...] = ()

    @property
    def colonnes(self) -> tuple[str, ...]:
        """Les noms des colonnes, dans l’ordre."""
        return tuple(c.nom for c in self.champs)


def decrire(dossier: Path) -> tuple[Description, ...]:
    """Les tables décrites par `datapackage.json`, dans l’ordre.

    Lève `TableFautive` si le fichier manque, n’est pas du JSON, ou décrit une table que la lecture ne saurait pas tenir.
    """
    try:
        paquet = json.loads((dossier / FICHIER).read_bytes().decode("utf-8-sig"))
    except OSError as e:
        raise TableFautive(FICHIER, None, None, None, "un fichier lisible dans le dossier des données") from e
    except json.JSONDecodeError as e:
        raise TableFautive(FICHIER, e.lineno, None, None, "une description du corpus écrite en JSON") from e
    except (ValueError, RecursionError) as e:
        raise TableFautive(FICHIER, None, None, None, "une description du corpus écrite en JSON, en UTF-8") from e
    lue = "resources"
    try:
        tables: dict[str, Description] = {}
        for rang, ressource in enumerate(paquet["resources"], 1):
            lue = f"ressource {rang}"
            lue = str(ressource["name"])
            _exiger(lue not in tables, "un nom qu’aucune autre table ne porte")
            if "schema" in ressource:
                tables[lue] = _table(ressource)
        for table in tables.values():
            lue = table.nom
            for lien in table.liens:
                _exiger((lien.vers,) == tables[lien.table].cle, f"une clé étrangère vers l’identifiant de « {lien.table} »")
    except (AttributeError, KeyError, TypeError, ValueError, re.error) as e:
        sinon = "une table bien décrite (« python3 labo.py tests tests/donnees -k frictionless » dit où est la faute)"
        raise TableFautive(FICHIER, None, lue, None, str(e) if isinstance(e, _Intenable) else sinon) from e
    return tuple(tables.values())


def _table(ressource: dict[str, Any]) -> Description:
    schema, nom = ressource["schema"], ressource["name"]
    _exiger(re.fullmatch(r"[\w-]+\.csv", ressource["path"]), "une table du dossier des données")
    _exiger(schema.get("missingValues", [""]) == [""], "une seule valeur manquante, la case vide")
    champs = tuple(map(_champ, schema["fields"]))
    colonnes = {c.nom for c in champs}
    _exiger(champs and len(colonnes) == len(champs), "des colonnes de noms différents")
    cle = _noms(schema.get("primaryKey", ()))
    liens = []
    for brut in schema.get("foreignKeys", ()):
        (champ,), (vers,) = _noms(brut["fields"]), _noms(brut["reference"]["fields"])
        liens.append(Lien(champ, brut["reference"]["resource"] or nom, vers))
    _exiger(colonnes.issuperset(cle) and colonnes.issuperset(lien.champ for lien in liens), "des clés faites de colonnes de la table")
    return Description(nom, ressource.get("title", nom), ressource.get("description", ""), ressource["path"], champs, cle, tuple(liens))


def _champ(brut: dict[str, Any]) -> Champ:
    nom, genre, contraintes = brut["name"], brut.get("type", "string"), brut.get("constraints", {})
    _exiger(genre in TYPES and brut.get("format", "default") == "default", f"un type parmi {', '.join(TYPES)} pour « {nom} »")
    _exiger(CONTRAINTES.issuperset(contraintes), f"des contraintes parmi {', '.join(sorted(CONTRAINTES))} pour « {nom} »")
    permis, motif = contraintes.get("enum"), contraintes.get("pattern")
    return Champ(
        nom,
        genre,
        contraintes.get("required", False),
        contraintes.get("unique", False),
        None if permis is None else tuple(TYPES[genre][0](str(v)) for v in permis),
        None if motif is None else re.compile(motif),
    )


class _Intenable(ValueError):
    """Une règle que la lecture ne saurait pas tenir ; le message dit ce qui est attendu."""


def _exiger(vrai: Any, attendu: str) -> None:
    if not vrai:
        raise _Intenable(attendu)


def _noms(brut: str | Iterable[str]) -> tuple[str, ...]:
    """Un ou plusieurs noms de colonnes : Table Schema permet un texte ou une liste."""
    return (brut,) if isinstance(brut, str) else tuple(brut)
