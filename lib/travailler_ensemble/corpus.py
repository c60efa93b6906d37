"""Le corpus : les tables de `data/`, lues et vérifiées d’après leur description (`datapackage.json`).

Une table fautive est refusée en entier, par une phrase qui dit la table, la ligne, la colonne, la valeur et ce qui
était attendu. La lecture n’emploie que la bibliothèque standard ; seul `Corpus.table` charge pandas.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

Ligne = Mapping[str, Any]

_ICI = Path(__file__).resolve().parent
# Dans la roue, les données sont à côté du code ; dans le dépôt, à la racine.
DOSSIER = _ICI / "data" if (_ICI / "data").is_dir() else _ICI.parents[1] / "data"


class TableFautive(Exception):
    """Une table ne respecte pas sa description. `str()` en donne la phrase complète, en français."""

    def __init__(self, table: str, ligne: int | None, colonne: str | None, valeur: str | None, attendu: str) -> None:
        self.table, self.ligne, self.colonne, self.valeur, self.attendu = table, ligne, colonne, valeur, attendu
        ou = f"Table « {table} »"
        if ligne is not None:
            ou += f", ligne {ligne}"
        if colonne is not None:
            ou += f", colonne « {colonne} »"
        lu = "" if valeur is None else f"lu : « {valeur} » ; "
        super().__init__(f"{ou} : {lu}attendu : {attendu}.")


class Corpus:
    """Toutes les tables, vérifiées ensemble. Les lignes sont des dictionnaires en lecture seule."""

    def __init__(self, tables: Mapping[str, tuple[Ligne, ...]], cles: Mapping[str, str]) -> None:
        self._tables = tables
        self._index = {
            nom: {ligne[cle]: ligne for ligne in tables[nom]} for nom, cle in cles.items()
        }

    @property
    def noms(self) -> tuple[str, ...]:
        """Les noms des tables, dans l’ordre de la description."""
        return tuple(self._tables)

    def lignes(self, nom: str) -> tuple[Ligne, ...]:
        """Les lignes d’une table, dans l’ordre du fichier.

        Lève `KeyError` si la table n’existe pas.
        """
        if nom not in self._tables:
            raise KeyError(f"Il n’y a pas de table « {nom} ». Tables : {', '.join(self._tables)}.")
        return self._tables[nom]

    def ligne(self, nom: str, cle: str) -> Ligne:
        """La ligne d’identifiant `cle` dans la table `nom`.

        Lève `KeyError` si la table ou l’identifiant n’existe pas.
        """
        self.lignes(nom)
        try:
            return self._index[nom][cle]
        except KeyError:
            raise KeyError(f"La table « {nom} » n’a pas de ligne « {cle} ».") from None

    def table(self, nom: str) -> pandas.DataFrame:
        """La table sous forme de `pandas.DataFrame` (pandas n’est chargé qu’ici)."""
        import pandas

        return pandas.DataFrame([dict(ligne) for ligne in self.lignes(nom)])


@lru_cache(maxsize=4)
def lire(dossier: Path = DOSSIER) -> Corpus:
    """Lit et vérifie tout le corpus.

    Lève `TableFautive` à la première faute ; rien n’est alors chargé.
    """
    chemin = dossier / "datapackage.json"
    try:
        description = json.loads(chemin.read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise TableFautive("datapackage.json", None, None, None, "une description du corpus lisible, en JSON") from e
    ressources = [r for r in description["resources"] if "schema" in r]
    lues = {r["name"]: tuple(_lignes(dossier, r)) for r in ressources}
    tables = {nom: tuple(ligne for _, ligne in table) for nom, table in lues.items()}
    cles = {r["name"]: c for r in ressources if isinstance(c := r["schema"].get("primaryKey"), str)}
    for r in ressources:
        _verifier_liens(r, lues)
    return Corpus(tables, cles)


def _texte(nom: str, chemin: Path) -> str:
    """Le texte d’un CSV, UTF-8 ou (tableur français) Windows-1252, avec ou sans marque d’ordre des octets."""
    try:
        octets = chemin.read_bytes()
    except OSError as e:
        raise TableFautive(nom, None, None, None, f"un fichier « {chemin.name} » lisible dans le dossier des données") from e
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return octets.decode("cp1252")
        except UnicodeDecodeError as e:
            raise TableFautive(nom, None, None, None, "un fichier enregistré en UTF-8") from e


def _lignes(dossier: Path, ressource: Mapping[str, Any]) -> Iterator[tuple[int, Ligne]]:
    """Les lignes vérifiées d’une table, chacune avec son numéro dans le fichier."""
    nom, schema = ressource["name"], ressource["schema"]
    texte = _texte(nom, dossier / ressource["path"])
    champs = schema["fields"]
    noms = [c["name"] for c in champs]
    tete = texte.partition("\n")[0]
    # Un tableur français enregistre avec des points-virgules : l’en-tête le montre.
    separateur = ";" if tete.count(";") >= max(1, len(noms) - 1) else ","
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)
    lus: dict[tuple[str, ...], int] = {}
    cle = schema.get("primaryKey", [])
    cle = [cle] if isinstance(cle, str) else cle
    convertir = [(c["name"], _convertisseur(c)) for c in champs]
    try:
        entete = next(lecteur, [])
        if entete != noms:
            raise TableFautive(nom, 1, None, ", ".join(entete), "les colonnes " + ", ".join(noms))
        for brute in lecteur:
            numero = lecteur.line_num
            if len(brute) != len(noms):
                raise TableFautive(nom, numero, None, f"{len(brute)} valeurs", f"{len(noms)} valeurs, une par colonne")
            ligne: dict[str, Any] = {}
            for (colonne, fonction), valeur in zip(convertir, brute, strict=True):
                try:
                    ligne[colonne] = fonction(valeur)
                except ValueError as e:
                    raise TableFautive(nom, numero, colonne, valeur, str(e)) from None
            if cle:
                identite = tuple(str(ligne[c]) for c in cle)
                if identite in lus:
                    raise TableFautive(
                        nom, numero, ", ".join(cle), " / ".join(identite), f"une valeur unique (déjà à la ligne {lus[identite]})"
                    )
                lus[identite] = numero
            yield numero, MappingProxyType(ligne)
    except csv.Error as e:
        raise TableFautive(nom, lecteur.line_num, None, None, "des guillemets droits fermés et une ligne par fait") from e


def _convertisseur(champ: Mapping[str, Any]) -> Callable[[str], Any]:
    """La fonction qui lit une valeur d’un champ, ou lève `ValueError` avec ce qui est attendu."""
    contraintes = champ.get("constraints", {})
    requis = contraintes.get("required", False)
    permis = frozenset(contraintes.get("enum", ()))
    liste = ", ".join(contraintes.get("enum", ()))
    motif = re.compile(contraintes["pattern"]) if "pattern" in contraintes else None
    nombre = champ["type"] in ("integer", "year")

    def lire_valeur(valeur: str) -> Any:
        if valeur == "":
            if requis:
                raise ValueError("une valeur, cette colonne ne peut pas être vide")
            return None if nombre else ""
        if nombre:
            try:
                return int(valeur)
            except ValueError:
                raise ValueError("une année" if champ["type"] == "year" else "un nombre entier") from None
        if permis and valeur not in permis:
            raise ValueError(liste)
        if motif and not motif.fullmatch(valeur):
            raise ValueError(f"une valeur de la forme {contraintes['pattern']}")
        return valeur

    return lire_valeur


def _verifier_liens(ressource: Mapping[str, Any], lues: Mapping[str, tuple[tuple[int, Ligne], ...]]) -> None:
    """Chaque clé étrangère désigne une ligne qui existe (une valeur vide ne désigne rien)."""
    for lien in ressource["schema"].get("foreignKeys", ()):
        colonne, vers = lien["fields"], lien["reference"]
        cible = vers["resource"] or ressource["name"]
        connus = {ligne[vers["fields"]] for _, ligne in lues[cible]}
        for numero, ligne in lues[ressource["name"]]:
            if ligne[colonne] not in connus and ligne[colonne] != "":
                raise TableFautive(
                    ressource["name"], numero, colonne, ligne[colonne], f"un identifiant de la table « {cible} »"
                )
