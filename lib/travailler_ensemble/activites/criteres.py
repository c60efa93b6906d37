"""Un jeu de critères : ce qu’une grille propose de régler. Construit d’après les tables `grilles`, sans rien de l’écran."""

from __future__ import annotations

from typing import NamedTuple

from travailler_ensemble.corpus import Corpus

FAMILLES = {"qui": "Qui s’associe", "pourquoi": "Pourquoi", "comment": "Comment", "avec quoi": "Avec quoi"}
"""Les familles de critères, dans l’ordre de la grille. Ce rangement est le nôtre."""


class Valeur(NamedTuple):
    """Une des trois valeurs d’un critère, et ce qu’elle veut dire."""

    id: str
    nom: str
    sens: str


EXIGE, SANS_EFFET, ECARTE = "exigé", "sans effet", "écarté"
VALEURS = {
    "definition": (
        Valeur(EXIGE, "exigé", "s’il manque, ce n’en est pas un"),
        Valeur(SANS_EFFET, "sans effet", "présent ou absent, cela ne change rien"),
        Valeur(ECARTE, "écarté", "s’il est présent, ce n’en est pas un"),
    ),
    "codage": (
        Valeur("oui", "oui", "le récit le dit"),
        Valeur("non", "non", "le récit dit le contraire"),
        Valeur("inconnu", "on ne sait pas", "le récit n’en dit rien"),
    ),
}


class Critere(NamedTuple):
    """Un critère à régler. `phrase` : le critère, présent, en une proposition."""

    id: str
    nom: str
    court: str
    famille: str
    question: str
    phrase: str
    remarque: str


class Jeu(NamedTuple):
    """Les critères d’une grille, rangés par famille, et ce qu’on en fait.

    `genre` : « definition » ou « codage ». `situation` : celle que l’on code, vide si l’apprenant raconte la sienne.
    `relues` : les situations que relit une définition.
    """

    cle: str
    genre: str
    titre: str
    consigne: str
    forme: str
    situation: str
    relues: tuple[str, ...]
    criteres: tuple[Critere, ...]

    @property
    def valeurs(self) -> tuple[Valeur, ...]:
        """Les trois valeurs possibles d’un critère."""
        return VALEURS[self.genre]

    @property
    def libre(self) -> bool:
        """L’apprenant raconte-t-il lui-même la situation ?"""
        return self.genre == "codage" and not self.situation

    def familles(self) -> list[tuple[str, list[Critere]]]:
        """Chaque famille qui a des critères ici, avec son titre."""
        par_famille = [(titre, [c for c in self.criteres if c.famille == famille]) for famille, titre in FAMILLES.items()]
        return [(titre, criteres) for titre, criteres in par_famille if criteres]


def jeu(corpus: Corpus, cle: str) -> Jeu:
    """Le jeu de critères de la grille `cle`.

    Lève `KeyError` (phrase française) si cette grille n’existe pas.
    """
    g = corpus.ligne("grilles", cle)
    lignes = [corpus.ligne("criteres", x["critere"]) for x in corpus.lignes("grilles_criteres") if x["grille"] == cle]
    criteres = [
        Critere(c["id"], c["nom"], c["court"], c["famille"], c["question"], c["phrase"], c["remarque"]) for c in lignes
    ]
    ordre = list(FAMILLES)
    if g["tri"]:
        relues = (c["situation"] for c in corpus.lignes("tris_cartes") if c["tri"] == g["tri"] and c["situation"])
    else:
        relues = (s["id"] for s in corpus.lignes("situations"))
    return Jeu(
        cle, g["genre"], g["titre"], g["consigne"], g["forme"], g["situation"],
        tuple(dict.fromkeys(relues)) if g["genre"] == "definition" else (),
        tuple(sorted(criteres, key=lambda c: ordre.index(c.famille))),
    )  # fmt: skip
