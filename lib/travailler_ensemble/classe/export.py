"""Les réponses d’une séance et le fichier CSV qui les garde : une ligne par réponse, à ouvrir dans un tableur, à relire ici."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from travailler_ensemble.activites.classement import Classement, classement, debats
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.classe.seuils import ORDINAIRE, SEUILS
from travailler_ensemble.corpus import Corpus, tableur
from travailler_ensemble.corpus.description import TableFautive, montrer
from travailler_ensemble.fichiers import FichierRefuse, nomme

SOURCES = ("telephone", "papier", "mains")
MAINS = "mains"
TOURS = (1, 2)
NOMBRE_MAX = 10_000
_ENTIER = re.compile(r"^(\d+)[.,]0$")
"""« 1.0 », « 4127.0 » : un tableur a pris la colonne pour des nombres à virgule."""
_LE_FICHIER = "le fichier CSV que la séance a exporté"


class LigneReponse(NamedTuple):
    """Une réponse ; ou, levées, `nombre` mains pour une même case (`participant` est alors vide).

    `tour` : 1 ou 2. `participant` : un numéro qui n’est pas le sien en séance, ou « F3 » pour la feuille 3. `source` : « telephone », « papier » ou « mains ».
    `raison` : pourquoi, en quelques mots ; `hesitent` : combien de personnes elle a fait hésiter, vide sans raison. `titre`, `date`
    (ISO) : ceux de la séance ; `seuil` : ce qu’elle a annoncé (`seuils.SEUILS`). Un fichier d’avant s’arrête à `source`, ou à `date`.
    """

    seance: str
    tri: str
    tour: int
    carte: str
    case: str
    participant: str
    nombre: int
    source: str
    raison: str = ""
    hesitent: int | str = ""
    titre: str = ""
    date: str = ""
    seuil: int = ORDINAIRE.nombre


COLONNES = LigneReponse._fields
_D_AVANT = {"seuil": COLONNES, "raison": COLONNES[:-1], "": COLONNES[:8]}
"""La colonne qui date un fichier → les siennes."""


def ecrire(lignes: Iterable[LigneReponse | tuple[Any, ...]]) -> str:
    """Le texte du CSV (voir `tableur.ecrire`)."""
    return tableur.ecrire(COLONNES, lignes)


def lire(origine: str | Path, corpus: Corpus | None = None, *, nom: str = "") -> list[LigneReponse]:
    """Les lignes d’un CSV exporté : `origine` est son chemin, ou son texte s’il a plusieurs lignes.

    Virgule, point-virgule ou tabulation ; UTF-8 ou Windows-1252. Avec `corpus`, le tri, les cartes et les cases doivent
    être les siens. Lève `TableFautive` si le fichier n’est pas de ceux qu’on lit (`fichiers.nomme`), et à la première faute : ligne, colonne, valeur lue, ce qui était attendu.
    """
    if isinstance(origine, str) and not ("\n" in origine or "\r" in origine):
        origine = Path(origine)
    nom = nom or (origine.name or "sans nom" if isinstance(origine, Path) else "réponses")
    if isinstance(origine, Path):
        try:
            nomme(origine)
        except FichierRefuse as e:
            raise TableFautive(nom, None, None, None, e.attendu) from e
    lignes = list(_lignes(nom, origine, corpus))
    if not lignes:
        raise TableFautive(nom, None, None, "un en-tête, et rien dessous", "une réponse par ligne")
    return lignes


def _lignes(nom: str, origine: str | Path, corpus: Corpus | None) -> Iterator[LigneReponse]:
    vues: dict[tuple[Any, ...], int] = {}
    controle = _Controle(nom, corpus)
    texte = tableur.contenu(nom, origine)
    entete = next((x for x in texte[:1000].splitlines() if "participant" in x), "")
    colonnes = next(x for marque, x in _D_AVANT.items() if marque in entete)
    for numero, cases in tableur.enregistrements(nom, texte, colonnes, quoi=_LE_FICHIER, brutes=True):
        ligne = controle.ligne(numero, cases)
        cle = (ligne.seance, ligne.tri, ligne.tour, ligne.carte, ligne.participant or ligne.case, ligne.source)
        if (avant := vues.setdefault(cle, numero)) != numero:
            colonne, lu = ("participant", ligne.participant) if ligne.participant else ("case", ligne.case)
            raise TableFautive(nom, numero, colonne, lu, f"une seule ligne pour cette carte à ce tour ; la ligne {avant} la donne déjà")
        yield ligne


class _Controle:
    """De quoi vérifier une ligne ; ce qui se répète n’est vérifié qu’une fois."""

    def __init__(self, nom: str, corpus: Corpus | None) -> None:
        self.nom, self.corpus = nom, corpus
        self._tris: dict[str, Classement] = {}
        self._rangees: set[tuple[str, str, str]] = set()
        self._comptees: dict[tuple[str, str, str], tuple[int, int, str]] = {}
        self._connues: dict[str, str] = {}

    def ligne(self, numero: int, cases: list[str]) -> LigneReponse:
        """Les valeurs d’origine d’une ligne. Lève `TableFautive`."""
        seance, tri, tour, carte, case, participant, nombre, source, *plus = map(tableur.valeur, cases)
        participant = _ENTIER.sub(r"\1", participant)
        if (tri, carte, case) not in self._rangees:
            self._ranger(numero, tri, carte, case)
            self._rangees.add((tri, carte, case))
        if (tour, nombre, source) not in self._comptees:
            self._comptees[tour, nombre, source] = self._compter(numero, tour, nombre, source)
        t, n, s = self._comptees[tour, nombre, source]
        self._exiger(seance, numero, "seance", seance, "l’identifiant de la séance")
        if s == MAINS:
            self._exiger(not participant, numero, "participant", participant, "rien : des mains levées ne sont à personne en particulier")
        else:
            self._exiger(participant, numero, "participant", participant, "un numéro de participant, ou de feuille")
        # Une même valeur est gardée une fois, non à chaque ligne : dix fois moins de mémoire.
        seance, tri, carte, case, participant = (self._connues.setdefault(v, v) for v in (seance, tri, carte, case, participant))
        raison, hesitent, titre, date, seuil = (*plus, *("",) * (5 - len(plus)))
        titre, date = (self._connues.setdefault(v, v) for v in (titre, date))
        annonce = self._seuil(numero, seuil)
        return LigneReponse(seance, tri, t, carte, case, participant, n, s, raison, self._hesitent(numero, hesitent), titre, date, annonce)

    def _seuil(self, numero: int, dit: str) -> int:
        nombre = _ENTIER.sub(r"\1", dit.strip()) or str(ORDINAIRE.nombre)
        self._exiger(nombre in map(str, SEUILS), numero, "seuil", dit, " ou ".join(map(str, sorted(SEUILS))))
        return int(nombre)

    def _hesitent(self, numero: int, dit: str) -> int | str:
        nombre = _ENTIER.sub(r"\1", dit.strip())
        bon = not nombre or (nombre.isascii() and nombre.isdigit() and len(nombre) < 10)
        self._exiger(bon, numero, "hesitent", dit, "un nombre entier, ou rien")
        return int(nombre) if nombre else ""

    def _exiger(self, vrai: object, numero: int, colonne: str, valeur: str, attendu: str) -> None:
        if not vrai:
            raise TableFautive(self.nom, numero, colonne, valeur or "rien", attendu)

    def _compter(self, numero: int, tour: str, nombre: str, source: str) -> tuple[int, int, str]:
        t, n, s = _ENTIER.sub(r"\1", tour.strip()), _ENTIER.sub(r"\1", nombre.strip()), source.strip()
        self._exiger(t in map(str, TOURS), numero, "tour", tour, "1 ou 2")
        self._exiger(s in SOURCES, numero, "source", source, ", ".join(SOURCES))
        entier = n.isascii() and n.isdigit() and len(n) < 10
        self._exiger(entier and 1 <= int(n) <= NOMBRE_MAX, numero, "nombre", nombre, f"un nombre entier, de 1 à {NOMBRE_MAX}")
        seule = "1 : une ligne de téléphone ou de papier est la réponse d’une seule personne"
        self._exiger(s == MAINS or int(n) == 1, numero, "nombre", nombre, seule)
        return int(t), int(n), s

    def _ranger(self, numero: int, tri: str, carte: str, case: str) -> None:
        for colonne, valeur in (("tri", tri), ("carte", carte), ("case", case)):
            self._exiger(valeur, numero, colonne, valeur, "une valeur, cette colonne ne peut pas être vide")
        if self.corpus is None:
            return
        posees = "un tri : des questions à soi se gardent par « Imprimer ou garder en PDF », dans leur séance"
        self._exiger(not tri.startswith("question-"), numero, "tri", tri, posees)
        if tri not in self._tris:
            self._exiger(
                tri in {*debats(self.corpus), *(t["id"] for t in self.corpus.lignes("tris"))}, numero, "tri", tri, "un tri de la collection"
            )
            self._tris[tri] = classement(self.corpus, tri)
        c = self._tris[tri]
        self._exiger(carte in c.champs(), numero, "carte", carte, f"une carte de « {c.titre} » : {_debut(c.champs())}")
        cases = (*(k.id for k in c.cases), JE_NE_SAIS_PAS)
        self._exiger(case in cases, numero, "case", case, f"une case de « {c.titre} » : {_debut(cases)}")


def _debut(valeurs: Iterable[str], combien: int = 12) -> str:
    liste = [montrer(v) for v in valeurs]
    return ", ".join(liste[:combien]) + ("…" if len(liste) > combien else "")
