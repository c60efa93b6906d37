"""Les questions que l’enseignant pose en séance : ouvertes, ou sur une échelle. Aucun auteur n’y répond ; rien n’en va dans la collection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from travailler_ensemble.activites.classement import Carte, Case, Classement
from travailler_ensemble.contenus.greffe import LIBRE
from travailler_ensemble.ecriture.phrases import typographier

OUVERTE, ECHELLE = "question-ouverte", "question-echelle"
MAX, LONGUEUR = 8, 200
"""Questions d’une séance, et signes de chacune, au plus."""
CRANS = ("Pas du tout d’accord", "Plutôt pas d’accord", "Plutôt d’accord", "Tout à fait d’accord")
CASES: Mapping[str, tuple[Case, ...]] = {
    OUVERTE: (Case("reponse", "Je réponds"),),
    ECHELLE: tuple(Case(f"cran-{n}", nom) for n, nom in enumerate(CRANS, 1)),
}
DEMANDES = {OUVERTE: "Répondez en une phrase.", ECHELLE: "Êtes-vous d’accord ?"}
POURQUOI = {OUVERTE: "Votre réponse", ECHELLE: "Pourquoi ?"}
"""Ce qui s’écrit à côté du choix, à la place d’une raison qui toucherait les mots du récit."""


def poser(sorte: str, textes: Iterable[Any]) -> Classement:
    """Ces questions, à ranger comme un tri. Lève `ValueError` (phrase française) s’il n’y en a pas, trop, ou de trop longues."""
    dits = [typographier(" ".join(str(t).split())) for t in textes]
    dits = [t for t in dict.fromkeys(dits) if t]
    if not 1 <= len(dits) <= MAX:
        raise ValueError(f"Écrivez de une à {MAX} questions, une par ligne.")
    if longue := next((t for t in dits if len(t) > LONGUEUR), ""):
        raise ValueError(f"Une question tient en {LONGUEUR} signes : « {longue[:40]}… » en a {len(longue)}.")
    rien: dict[str, Any] = dict.fromkeys(("labo", "ordre_de", "note_ordre", "borne_debut", "borne_fin", "doute"), "")
    return Classement(
        cle=sorte,
        usage="labo",
        titre="Questions de votre enseignant",
        consigne="Sans nom. Rien de ce que vous écrivez ne va au mur sans votre enseignant.",
        genre=LIBRE,
        question=DEMANDES[sorte],
        cases=CASES[sorte],
        cartes=tuple(Carte(f"question-{n}", t, "", ()) for n, t in enumerate(dits, 1)),
        **rien,
    )
