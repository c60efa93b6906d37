"""La séance sur papier : une grille à imprimer, des croix, puis les numéros recopiés dans une table (CSV).

La grille numérote les cartes et les cases ; « je ne sais pas » porte le 0. La table s’écrit de deux façons : une ligne par
croix (`feuille,carte,case`) ou une ligne par feuille (`feuille,1,2,3…`). Une ligne fausse est refusée par une phrase ;
les autres comptent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS, JE_NE_SAIS_PAS_DIT
from travailler_ensemble.corpus.description import TableFautive, montrer
from travailler_ensemble.corpus.tableur import contenu, une_a_une
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.phrases import insecable
from travailler_ensemble.ecriture.ressources import lire

PAPIER = "papier"
COLONNES = ("feuille", "carte", "case")
FEUILLES_MAX = 999
IMPRIMEES_MAX = 60
"""Feuilles imprimées d’un coup, au plus."""
FEUILLE_DE_STYLE = "/statique/papier.css"
_NE_SAIT_PAS = ("0", "?", JE_NE_SAIS_PAS)


# La grille


def grille(titre: str, classement: Classement, feuille_de_style: str = FEUILLE_DE_STYLE, combien: int = 0) -> str:
    """La page à imprimer pour la séance `titre` : la grille d’un côté, les récits de l’autre. Aucun script, aucun style en ligne.

    `combien` : autant de feuilles, déjà numérotées ; 0, une seule, à numéroter.
    """
    c, n, k = classement, len(classement.cartes), len(classement.cases)
    axe = f" De gauche à droite : {c.borne_debut}, puis {c.borne_fin}." if c.ordonne and c.borne_debut and c.borne_fin else ""
    feuilles = (f"feuille,{','.join(map(str, range(1, n + 1)))}", f"1,{_exemple(n, k, 3)}", f"2,{_exemple(n, k, 5)}")
    page = rendre(
        "papier.html",
        titre=titre,
        c=c,
        cases=[*enumerate((case.nom for case in c.cases), 1), (0, JE_NE_SAIS_PAS_DIT)],
        note=c.note_ordre + axe,
        exemple="\n".join(feuilles),
        feuilles=[*range(1, min(combien, IMPRIMEES_MAX) + 1)] or [""],
        feuille_de_style=feuille_de_style,
    )
    return str(page)


def autonome(page: str) -> str:
    """La même page, sa feuille de style dedans : ouverte depuis un carnet ou un fichier, elle ne joint pas le serveur."""
    return page.replace(f'<link rel="stylesheet" href="{FEUILLE_DE_STYLE}">', f"<style>{lire('papier.css')}</style>")


def _exemple(cartes: int, cases: int, pas: int) -> str:
    return ",".join(str((n * pas) % (cases + 1)) for n in range(1, cartes + 1))


# La table recopiée


class Croix(NamedTuple):
    """Une croix recopiée : le numéro de la feuille, l’identifiant de la carte et celui de la case."""

    feuille: str
    carte: str
    case: str


class Saisie(NamedTuple):
    """Ce qu’une table donne : les croix lues, et une phrase par ligne refusée."""

    croix: tuple[Croix, ...]
    refus: tuple[str, ...]


def lire_feuilles(table: str | bytes, classement: Classement) -> Saisie:
    """Les croix d’une table recopiée. Ne lève rien : ce qui ne se comprend pas est refusé, ligne par ligne.

    Cartes et cases par leur numéro sur la grille ou par leur identifiant ; virgule, point-virgule ou tabulation. Deux croix
    différentes pour une même carte d’une même feuille : la première est gardée. La même, recopiée deux fois, n’en fait qu’une.
    """
    try:
        dit = contenu("papier", table)
    except TableFautive as e:
        return Saisie((), (insecable(str(e)),))
    refus: list[str] = []
    gardees: dict[tuple[str, str], tuple[str, int]] = {}
    for numero, feuille, carte, case in _demandes(dit, refus):
        try:
            x = Croix(_feuille(feuille), _carte(carte, classement), _case(case, classement))
        except ValueError as e:
            refus.append(f"ligne {numero} : {e}")
            continue
        avant, ou = gardees.setdefault((x.feuille, x.carte), (x.case, numero))
        if avant != x.case:
            rang = classement.champs().index(x.carte) + 1
            refus.append(
                f"ligne {numero} : la feuille {x.feuille} a déjà une autre réponse à la carte {rang}, ligne {ou} ; c’est celle-là qui est gardée"
            )
    croix = tuple(Croix(feuille, carte, case) for (feuille, carte), (case, _) in gardees.items())
    return Saisie(croix, tuple(insecable(f"{phrase}.") for phrase in refus))


def _demandes(dit: str, refus: list[str]) -> Iterator[tuple[int, str, str, str]]:
    """(ligne, feuille, carte, case), de l’une ou l’autre façon d’écrire la table."""
    entete: list[str] | None = None
    vide = True
    for numero, cases in une_a_une(dit, COLONNES):
        vide = False
        if cases is None:
            refus.append(f"ligne {numero} : elle est trop longue pour être lue")
            continue
        if entete is None:
            entete = [case.lower() for case in cases] if cases[0].lower() in COLONNES else [*COLONNES]
            if set(entete) != {*COLONNES} and entete[0] != "feuille":
                refus.append(f"ligne {numero} : l’en-tête doit être « feuille,carte,case » ou « feuille,1,2,3… »")
                return
            if cases[0].lower() in COLONNES:
                continue
        yield from _d_une_ligne(numero, cases, entete, refus)
    if vide:
        refus.append("la table est vide : il faut une ligne par feuille, sous l’en-tête « feuille,1,2,3… »")


def _d_une_ligne(numero: int, cases: Sequence[str], entete: Sequence[str], refus: list[str]) -> Iterator[tuple[int, str, str, str]]:
    if {*entete} == {*COLONNES} and len(entete) == len(COLONNES):
        if len(cases) != len(COLONNES):
            refus.append(f"ligne {numero} : il faut trois valeurs (feuille, carte, case) ; il y en a {len(cases)}")
        else:
            par_nom = dict(zip(entete, cases, strict=True))
            yield numero, par_nom["feuille"], par_nom["carte"], par_nom["case"]
    elif len(cases) > len(entete):
        refus.append(f"ligne {numero} : elle a {len(cases)} valeurs, et l’en-tête {len(entete)}")
    else:
        yield from ((numero, cases[0], carte, case) for carte, case in zip(entete[1:], cases[1:], strict=False) if case)


def _entier(dit: str) -> int | None:
    return int(dit) if dit.isascii() and dit.isdigit() and len(dit) < 7 else None


def _feuille(dit: str) -> str:
    n = _entier(dit)
    if n is None or not 1 <= n <= FEUILLES_MAX:
        raise ValueError(f"la feuille se note par un numéro, de 1 à {FEUILLES_MAX} ; lu : « {montrer(dit)} »")
    return str(n)


def _carte(dit: str, c: Classement) -> str:
    n = _entier(dit)
    if dit in c.champs():
        return dit
    if n is not None and 1 <= n <= len(c.cartes):
        return c.cartes[n - 1].id
    raise ValueError(f"la carte {montrer(dit) if n is not None else f'« {montrer(dit)} »'} n’existe pas ; il y en a {len(c.cartes)}")


def _case(dit: str, c: Classement) -> str:
    n = _entier(dit)
    if dit in _NE_SAIT_PAS or n == 0:
        return JE_NE_SAIS_PAS
    if dit in {k.id for k in c.cases}:
        return dit
    if n is not None and n <= len(c.cases):
        return c.cases[n - 1].id
    quoi = montrer(dit) if n is not None else f"« {montrer(dit)} »"
    raise ValueError(f"la case {quoi} n’existe pas ; il y en a {len(c.cases)}, et 0 pour « je ne sais pas »")
