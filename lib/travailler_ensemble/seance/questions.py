"""Les questions que l’enseignant pose en séance : ouvertes, sur une échelle, ou sur un cas dont chaque métier ne sait qu’une part. Aucun auteur n’y répond ; rien n’en va dans la collection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from travailler_ensemble.activites.classement import Carte, Case, Classement
from travailler_ensemble.contenus.greffe import LIBRE
from travailler_ensemble.ecriture.phrases import typographier

OUVERTE, ECHELLE, PARTAGE = "question-ouverte", "question-echelle", "question-partagee"
MAX, LONGUEUR, FAIT = 8, 200, 400
"""Questions d’une séance, signes de chacune, et de ce que sait un métier, au plus."""
_DITS = ("Pas du tout d’accord", "Plutôt pas d’accord", "Plutôt d’accord", "Tout à fait d’accord")
CRANS = tuple(Case(f"cran-{n}", nom) for n, nom in enumerate(_DITS, 1))
CASES: Mapping[str, tuple[Case, ...]] = {OUVERTE: (Case("reponse", "Je réponds"),), ECHELLE: CRANS, PARTAGE: CRANS}
METIERS_MIN, METIERS_MAX = 2, 6
DEMANDES = {OUVERTE: "Répondez en une phrase.", ECHELLE: "Êtes-vous d’accord ?", PARTAGE: "Avec ce que vous savez, êtes-vous d’accord ?"}
POURQUOI = {OUVERTE: "Votre réponse", ECHELLE: "Pourquoi ?", PARTAGE: "Pourquoi ?"}
"""Ce qui s’écrit à côté du choix, à la place d’une raison qui toucherait les mots du récit."""

_AFFIRMATION = {"une": "affirmation", "faite": "jugée", "reste": "à juger"}
DITS = {OUVERTE: {"une": "question", "faite": "faite", "reste": "sans réponse"}, ECHELLE: _AFFIRMATION, PARTAGE: _AFFIRMATION}
"""Comment les pages nomment ce à quoi l’on répond : une question n’est pas une carte que l’on classe (`web/commun/reponses.js`)."""


def faits_de(sorte: str, textes: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """Les (métier, ce qu’il sait) d’un cas à information partagée : ses lignes « métier : fait » ; vide pour une autre sorte.

    Lève `ValueError` (phrase française) s’il n’y en a pas de deux à six.
    """
    if sorte != PARTAGE:
        return ()
    coupees = [str(t).partition(":") for t in [*textes][1:]]
    faits = tuple((_net(metier), _net(fait)) for metier, _, fait in coupees if _net(metier) and _net(fait))
    if not METIERS_MIN <= len(faits) <= METIERS_MAX:
        raise ValueError(
            f"Sous l’affirmation, écrivez une ligne par métier, de {METIERS_MIN} à {METIERS_MAX} : « Éducatrice : ce qu’elle sait »."
        )
    return faits


def _net(texte: str) -> str:
    return typographier(" ".join(texte.split()))[:FAIT]


def poser(sorte: str, textes: Iterable[Any]) -> Classement:
    """Ces questions, à ranger comme un tri. Lève `ValueError` (phrase française) s’il n’y en a pas, trop, ou de trop longues."""
    dits = [typographier(" ".join(str(t).split())) for t in ([*textes][:1] if sorte == PARTAGE else textes)]
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
