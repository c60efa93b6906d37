"""Le corpus : les tables de `data/`, lues et vérifiées d’après leur description (`datapackage.json`).

Une table fautive est refusée en entier, par une phrase qui dit la table, la ligne, la colonne, la valeur et ce qui
était attendu. La lecture n’emploie que la bibliothèque standard ; seul `Corpus.table` charge pandas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

from travailler_ensemble.corpus.description import Description, TableFautive, decrire
from travailler_ensemble.corpus.recherche import Recherche, Trouvaille
from travailler_ensemble.corpus.tableur import enregistrements

if TYPE_CHECKING:
    import pandas

__all__ = ["DOSSIER", "Corpus", "Ligne", "TableFautive", "Trouvaille", "chercher", "lire", "lire_au_mieux"]

Ligne = Mapping[str, Any]

_ICI = Path(__file__).resolve().parents[1]
# Dans la roue, les données sont à côté du code ; dans le dépôt, à la racine.
DOSSIER = _ICI / "data" if (_ICI / "data").is_dir() else _ICI.parents[1] / "data"

REPARER = "Cette table est dans le dossier « data » : corrigez-la ou téléchargez de nouveau la collection. Vos réponses sont gardées."
"""Quoi faire d’une table fautive de la collection ; celle qu’une personne apporte (une séance exportée) n’a pas ce conseil."""


@dataclass(frozen=True, slots=True)
class _Table:
    """Une table lue. `numeros` : la ligne de chaque enregistrement dans un tableur, pour dire où est une faute."""

    description: Description
    lignes: tuple[Ligne, ...]
    numeros: tuple[int, ...]


class Corpus:
    """Toutes les tables, vérifiées ensemble. Les lignes sont des dictionnaires en lecture seule."""

    def __init__(self, tables: Mapping[str, _Table], fautes: tuple[TableFautive, ...] = ()) -> None:
        self._tables = tables
        self.fautes = fautes
        """Ce qui a été mis à part (`lire_au_mieux`)."""
        self._index = {
            nom: {ligne[cle[0]]: ligne for ligne in table.lignes} for nom, table in tables.items() if len(cle := table.description.cle) == 1
        }

    @property
    def noms(self) -> tuple[str, ...]:
        """Les noms des tables, dans l’ordre de la description."""
        return tuple(self._tables)

    def lignes(self, nom: str) -> tuple[Ligne, ...]:
        """Les lignes d’une table, dans l’ordre du fichier.

        Lève `KeyError` si la table n’existe pas.
        """
        return self._table(nom).lignes

    def description(self, nom: str) -> Description:
        """La description d’une table : titre lisible, résumé, colonnes.

        Lève `KeyError` si la table n’existe pas.
        """
        return self._table(nom).description

    def ligne(self, nom: str, cle: str) -> Ligne:
        """La ligne d’identifiant `cle` dans la table `nom`.

        Lève `KeyError` si la table ou l’identifiant n’existe pas.
        """
        self._table(nom)
        try:
            return self._index[nom][cle]
        except KeyError:
            raise KeyError(f"La table « {nom} » n’a pas de ligne « {cle} ».") from None

    def avec(self, lignes: Mapping[str, Iterable[Ligne]]) -> Corpus:
        """Ce corpus et ces lignes de plus, table par table, tenues pour vérifiées ; celui-ci ne change pas.

        Lève `KeyError` si une table n’existe pas.
        """
        plus = {nom: tuple(neuves) for nom, neuves in lignes.items()}
        tables = {
            nom: _Table(t.description, (*t.lignes, *neuves), (*t.numeros, *(0 for _ in neuves)))
            for nom, neuves in plus.items()
            for t in (self._table(nom),)
        }
        return Corpus({**self._tables, **tables}, self.fautes)

    def chercher(self, mots: str) -> tuple[Trouvaille, ...]:
        """Les lignes où se trouvent tous les mots : voir `recherche.Recherche.chercher`."""
        return self.recherche.chercher(mots)

    @cached_property
    def recherche(self) -> Recherche:
        """Le texte des tables, préparé à la première recherche."""
        return Recherche([(t.description, t.lignes) for t in self._tables.values()])

    def table(self, nom: str) -> pandas.DataFrame:
        """La table sous forme de `pandas.DataFrame` (pandas n’est chargé qu’ici), les colonnes dans l’ordre.

        Entiers et années : `Int64`. Dates : `datetime64`. Listes fermées : catégories, dans l’ordre de la description.
        Une case vide est manquante, sauf dans un texte libre, où elle reste un texte vide. Lève `KeyError` si la table
        n’existe pas.
        """
        import pandas

        table = self._table(nom)
        colonnes = {}
        for champ in table.description.champs:
            valeurs = [ligne[champ.nom] for ligne in table.lignes]
            if champ.permis is not None:
                serie = pandas.Series(pandas.Categorical([None if v == "" else v for v in valeurs], categories=list(champ.permis)))
            else:
                serie = pandas.Series(valeurs, dtype=_DTYPES[champ.type])
            colonnes[champ.nom] = serie
        return pandas.DataFrame(colonnes)

    def _table(self, nom: str) -> _Table:
        if nom not in self._tables:
            raise KeyError(f"Il n’y a pas de table « {nom} ». Tables : {', '.join(self._tables)}.")
        return self._tables[nom]


_ABSENTES = frozenset({None, ""})
_DTYPES = {"string": "str", "integer": "Int64", "year": "Int64", "date": "datetime64[s]"}


@lru_cache(maxsize=4)
def lire(dossier: Path = DOSSIER) -> Corpus:
    """Lit et vérifie tout le corpus.

    Lève `TableFautive` à la première faute, avec en note quoi faire ; rien n’est alors chargé.
    """
    try:
        tables = {d.nom: _lire_table(dossier, d) for d in decrire(dossier)}
        for table in tables.values():
            _verifier_liens(table, tables)
    except TableFautive as e:
        e.add_note(REPARER)
        raise
    return Corpus(MappingProxyType(tables))


_fautifs: list[Corpus] = []
"""Le dernier corpus fautif : le même tant que ses fautes sont les mêmes ; réparé, il se relit."""


def lire_au_mieux(dossier: Path = DOSSIER) -> Corpus:
    """Comme `lire`, mais une ligne fautive n’arrête pas une classe : elle est mise à part, avec celles qui la désignent, et dite par
    `Corpus.fautes`.

    Lève `TableFautive` si une table entière ne se lit pas (fichier, en-tête, guillemets).
    """
    try:
        return lire() if dossier == DOSSIER else lire(dossier)  # la même lecture, gardée une fois
    except TableFautive:
        pass
    fautes: list[TableFautive] = []
    try:
        tables = {d.nom: _lire_table(dossier, d, fautes) for d in decrire(dossier)}
    except TableFautive as e:
        e.add_note(REPARER)
        raise
    tables, orphelines = _reliees(tables)
    fautes = fautes or orphelines  # ce qui désignait une ligne mise à part la suit, sans le redire
    if "clauses" in tables:
        tables, _ = _reliees(tables | {"enonces": _entiers(dossier, tables)})
    dites = [str(f) for f in fautes]
    if not _fautifs or [str(f) for f in _fautifs[0].fautes] != dites:
        _fautifs[:] = [Corpus(MappingProxyType(tables), tuple(fautes))]
    return _fautifs[0]


def _reliees(tables: Mapping[str, _Table]) -> tuple[dict[str, _Table], list[TableFautive]]:
    """Les tables sans les lignes qui désignent une absente, de proche en proche ; et les premières de ces lignes."""
    reliees, premieres = dict(tables), list[TableFautive]()
    while True:
        perdues: list[TableFautive] = []
        reliees = {nom: _sans_orphelines(table, reliees, perdues) for nom, table in reliees.items()}
        if not perdues:
            return reliees, premieres
        premieres = premieres or perdues


def _entiers(dossier: Path, tables: Mapping[str, _Table]) -> _Table:
    """Les énoncés dont toutes les clauses se lisent : une règle à laquelle il manque une condition dirait autre chose que son auteur.

    Une clause illisible est à l’énoncé qu’elle nomme ; si elle n’en nomme plus aucun, à celui de ses voisines.
    """
    clauses, enonces = tables["clauses"], tables["enonces"]
    lues = {n: ligne["enonce"] for n, ligne in zip(clauses.numeros, clauses.lignes, strict=True)}
    connus, entames = {ligne["id"] for ligne in enonces.lignes}, set[Any]()
    sautees: list[TableFautive] = []
    brutes = enregistrements("clauses", dossier / clauses.description.fichier, clauses.description.colonnes, a_part=sautees)
    manquent: dict[int, list[str]] = {n: cases for n, cases in brutes if n not in lues}
    manquent |= {f.ligne: [] for f in sautees if f.ligne}
    for numero, cases in manquent.items():
        voisines = [n for n in lues if n < numero][-1:] + [n for n in lues if n > numero][:1]
        entames |= connus.intersection(cases) or {lues[n] for n in voisines}
    return _garder(enonces, lambda _, ligne: ligne["id"] not in entames)


def _sans_orphelines(table: _Table, tables: Mapping[str, _Table], perdues: list[TableFautive]) -> _Table:
    connus = {lien: {ligne[lien.vers] for ligne in tables[lien.table].lignes} | _ABSENTES for lien in table.description.liens}

    def tient(numero: int, ligne: Ligne) -> bool:
        for lien, vers in connus.items():
            if ligne[lien.champ] not in vers:
                attendu = f"un identifiant de la table « {lien.table} »"
                perdues.append(TableFautive(table.description.nom, numero, lien.champ, str(ligne[lien.champ]), attendu))
                return False
        return True

    return _garder(table, tient)


def _garder(table: _Table, tient: Callable[[int, Ligne], bool]) -> _Table:
    gardees = [(n, ligne) for n, ligne in zip(table.numeros, table.lignes, strict=True) if tient(n, ligne)]
    return _Table(table.description, tuple(ligne for _, ligne in gardees), tuple(n for n, _ in gardees))


def chercher(mots: str) -> tuple[Trouvaille, ...]:
    """Cherche dans le corpus de la collection : `corpus.chercher("convention")`. Lève `TableFautive` s’il ne se lit pas."""
    return lire().chercher(mots)


def _lire_table(dossier: Path, d: Description, a_part: list[TableFautive] | None = None) -> _Table:
    """Une table, chaque case lue, les clés et les colonnes uniques vérifiées. `a_part` : où vont les fautes d’une ligne, qui est sautée."""
    lecteurs = [(c.nom, c.lecteur()) for c in d.champs]
    lignes, numeros = [], []
    for numero, cases in enregistrements(d.nom, dossier / d.fichier, d.colonnes, a_part=a_part):
        ligne = {}
        try:
            for (colonne, lire_case), case in zip(lecteurs, cases, strict=True):
                try:
                    ligne[colonne] = lire_case(case)
                except ValueError as e:
                    raise TableFautive(d.nom, numero, colonne, case, str(e)) from None
        except TableFautive as e:
            if a_part is None:
                raise
            a_part.append(e)
            continue
        lignes.append(MappingProxyType(ligne))
        numeros.append(numero)
    table = _Table(d, tuple(lignes), tuple(numeros))
    if d.cle:
        table = _verifier_unique(table, d.cle, False, a_part)
    for champ in d.champs:
        if champ.unique and (champ.nom,) != d.cle:
            table = _verifier_unique(table, (champ.nom,), True, a_part)
    return table


def _verifier_unique(table: _Table, colonnes: tuple[str, ...], vide_permis: bool, a_part: list[TableFautive] | None) -> _Table:
    """Deux lignes n’ont pas les mêmes valeurs dans ces colonnes."""
    deja: dict[tuple[Any, ...], int] = {}

    def tient(numero: int, ligne: Ligne) -> bool:
        identite = tuple(ligne[c] for c in colonnes)
        try:
            if _ABSENTES.issuperset(identite):
                if not vide_permis:
                    _refuser(table, numero, colonnes, identite, "une valeur, l’identifiant d’une ligne ne peut pas être vide")
            elif (premiere := deja.setdefault(identite, numero)) != numero:
                _refuser(table, numero, colonnes, identite, f"une valeur unique (déjà à la ligne {premiere})")
        except TableFautive as e:
            if a_part is None:
                raise
            a_part.append(e)
            return False
        return True

    return _garder(table, tient)


def _verifier_liens(table: _Table, tables: Mapping[str, _Table]) -> None:
    """Chaque clé étrangère désigne une ligne qui existe (une valeur vide ne désigne rien)."""
    for lien in table.description.liens:
        connus = {ligne[lien.vers] for ligne in tables[lien.table].lignes} | _ABSENTES
        for numero, ligne in zip(table.numeros, table.lignes, strict=True):
            if ligne[lien.champ] not in connus:
                _refuser(table, numero, (lien.champ,), (ligne[lien.champ],), f"un identifiant de la table « {lien.table} »")


def _refuser(table: _Table, numero: int, colonnes: tuple[str, ...], valeurs: tuple[Any, ...], attendu: str) -> NoReturn:
    lu = " / ".join("" if v is None else str(v) for v in valeurs)
    raise TableFautive(table.description.nom, numero, ", ".join(colonnes), lu, attendu)
