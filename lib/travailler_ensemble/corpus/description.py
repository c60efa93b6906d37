"""La description du corpus (`datapackage.json`) : ses tables, leurs colonnes, leurs contraintes, leurs clés.

C’est la part de Table Schema que la collection emploie ; tout le reste est refusé, pour qu’aucune règle écrite ne soit
ignorée en silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
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
CONTRAINTES = ("required", "unique", "enum", "pattern")


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
        convertir, attendu = TYPES[self.type]
        texte, requis, motif = self.type == "string", self.requis, self.motif
        permis = None if self.permis is None else frozenset(self.permis)

        def lire(case: str) -> Any:
            if not case:
                if requis:
                    raise ValueError("une valeur, cette colonne ne peut pas être vide")
                return "" if texte else None
            if texte:
                valeur: Any = case
            else:
                try:
                    valeur = convertir(case)
                except ValueError:
                    raise ValueError(attendu + (_proposer(case) if convertir is _date else "")) from None
            if permis is not None and valeur not in permis:
                raise ValueError(", ".join(map(str, self.permis or ("rien, la liste permise est vide",))))
            if motif and not motif.fullmatch(case):
                raise ValueError(f"une valeur de la forme {motif.pattern}")
            return valeur

        if texte and permis is None:
            return lire if requis or motif else str
        return cache(lire)  # peu de valeurs, souvent répétées


@dataclass(frozen=True, slots=True)
class Lien:
    """Une clé étrangère : des colonnes d’ici désignent une ligne de `table`, par ses colonnes `vers`."""

    champs: tuple[str, ...]
    table: str
    vers: tuple[str, ...]


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
    """Les tables décrites par `datapackage.json`, dans l’ordre. Lève `TableFautive` si la description est fautive."""
    try:
        paquet = json.loads((dossier / FICHIER).read_bytes().decode("utf-8-sig"))
    except OSError as e:
        raise TableFautive(FICHIER, None, None, None, "un fichier lisible dans le dossier des données") from e
    except json.JSONDecodeError as e:
        raise TableFautive(FICHIER, e.lineno, None, None, "une description du corpus écrite en JSON") from e
    except (ValueError, RecursionError) as e:
        raise TableFautive(FICHIER, None, None, None, "une description du corpus écrite en JSON, en UTF-8") from e
    tables: dict[str, Description] = {}
    noms: set[str] = set()
    for rang, ressource in enumerate(_prendre(paquet, "resources", list, ""), 1):
        nom = _prendre(ressource, "name", str, f"ressource {rang}")
        _exiger(nom not in noms, f"ressource {rang}.name", nom, "un nom qu’aucune autre table ne porte")
        noms.add(nom)
        fichier = _chemin(_prendre(ressource, "path", str, nom), nom)
        if "schema" in ressource:
            tables[nom] = _table(ressource, nom, fichier)
    for table in tables.values():
        for lien in table.liens:
            ou = f"{table.nom}.foreignKeys"
            _exiger(lien.table in tables, ou, lien.table, f"une table parmi {', '.join(tables)}")
            _exiger(
                len(lien.vers) == len(lien.champs) and set(lien.vers) <= set(tables[lien.table].colonnes),
                ou,
                ", ".join(lien.vers),
                f"des colonnes de la table « {lien.table} », autant que de part et d’autre",
            )
    return tuple(tables.values())


def _table(ressource: dict[str, Any], nom: str, fichier: str) -> Description:
    schema = _prendre(ressource, "schema", dict, nom)
    vides = schema.get("missingValues", [""])
    _exiger(vides == [""], f"{nom}.missingValues", vides, 'la liste [""] : seule une case vide est sans valeur')
    champs = tuple(_champ(c, nom, rang) for rang, c in enumerate(_prendre(schema, "fields", list, nom), 1))
    colonnes = [c.nom for c in champs]
    _exiger(bool(champs) and len({*colonnes}) == len(colonnes), f"{nom}.fields", ", ".join(colonnes), "des colonnes de noms différents")
    liens = []
    for lien in _prendre(schema, "foreignKeys", list, nom, []):
        vers = _prendre(lien, "reference", dict, f"{nom}.foreignKeys")
        cible = _prendre(vers, "resource", str, f"{nom}.foreignKeys") or nom
        liens.append(
            Lien(_colonnes(lien.get("fields"), colonnes, f"{nom}.foreignKeys"), cible, _noms(vers.get("fields"), f"{nom}.foreignKeys"))
        )
    return Description(
        nom=nom,
        titre=_prendre(ressource, "title", str, nom, nom),
        resume=_prendre(ressource, "description", str, nom, ""),
        fichier=fichier,
        champs=champs,
        cle=_colonnes(schema["primaryKey"], colonnes, f"{nom}.primaryKey") if "primaryKey" in schema else (),
        liens=tuple(liens),
    )


def _champ(brut: Any, table: str, rang: int) -> Champ:
    nom = _prendre(brut, "name", str, f"{table}.colonne {rang}")
    ou = f"{table}.{nom}"
    genre = _prendre(brut, "type", str, ou, "string")
    _exiger(genre in TYPES, f"{ou}.type", genre, f"un type parmi {', '.join(TYPES)}")
    _exiger(brut.get("format", "default") == "default", f"{ou}.format", brut.get("format"), "le format « default »")
    contraintes = _prendre(brut, "constraints", dict, ou, {})
    inconnues = [c for c in contraintes if c not in CONTRAINTES]
    _exiger(not inconnues, f"{ou}.constraints", ", ".join(inconnues), f"des contraintes parmi {', '.join(CONTRAINTES)}")
    permis = motif = None
    if "enum" in contraintes:
        try:
            permis = tuple(TYPES[genre][0](str(v)) for v in _prendre(contraintes, "enum", list, ou))
        except ValueError:
            _exiger(False, f"{ou}.enum", contraintes["enum"], f"une liste dont chaque valeur est {TYPES[genre][1]}")
    if "pattern" in contraintes:
        _exiger(genre == "string", f"{ou}.pattern", genre, "un motif sur une colonne de texte seulement")
        try:
            motif = re.compile(_prendre(contraintes, "pattern", str, ou))
        except re.error:
            _exiger(False, f"{ou}.pattern", contraintes["pattern"], "une expression régulière")
    return Champ(
        nom, genre, _prendre(contraintes, "required", bool, ou, False), _prendre(contraintes, "unique", bool, ou, False), permis, motif
    )


def _exiger(vrai: bool, ou: str, lu: Any, attendu: str) -> None:
    if not vrai:
        raise TableFautive(FICHIER, None, ou, lu if isinstance(lu, str) else json.dumps(lu, ensure_ascii=False), attendu)


_GENRES = {str: "un texte", list: "une liste", dict: "un objet", bool: "true ou false"}


def _prendre(objet: Any, cle: str, genre: type, ou: str, defaut: Any = None) -> Any:
    """`objet[cle]`, s’il est du genre voulu ; `defaut` s’il manque et qu’un défaut est donné."""
    ici = f"{ou}.{cle}".lstrip(".")
    _exiger(isinstance(objet, dict), ou or "le fichier", objet, "un objet JSON, entre accolades")
    if cle not in objet and defaut is not None:
        return defaut
    _exiger(isinstance(objet.get(cle), genre), ici, objet.get(cle), _GENRES[genre])
    return objet[cle]


def _noms(brut: Any, ou: str) -> tuple[str, ...]:
    """Un ou plusieurs noms de colonnes : Table Schema permet un texte ou une liste."""
    liste = [brut] if isinstance(brut, str) else brut
    _exiger(
        isinstance(liste, list) and bool(liste) and all(isinstance(n, str) for n in liste),
        ou,
        brut,
        "un nom de colonne, ou une liste de noms",
    )
    return tuple(liste)


def _colonnes(brut: Any, colonnes: list[str], ou: str) -> tuple[str, ...]:
    noms = _noms(brut, ou)
    _exiger(set(noms) <= set(colonnes), ou, ", ".join(noms), f"des colonnes parmi {', '.join(colonnes)}")
    return noms


def _chemin(fichier: str, nom: str) -> str:
    """Un nom de fichier qui reste dans le dossier des données : ni `..`, ni chemin absolu, ni adresse."""
    chemin = PurePosixPath(fichier)
    sur = fichier and not chemin.is_absolute() and ".." not in chemin.parts and not re.search(r"[\\:\0]", fichier)
    _exiger(bool(sur), f"{nom}.path", fichier, "un fichier du dossier des données")
    return fichier
