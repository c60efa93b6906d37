"""Une question de la table `questions`, dans la classe que dit son genre."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from travailler_ensemble.activites.choix import Choix, Pari, Sortie
from travailler_ensemble.activites.courte import Courte
from travailler_ensemble.activites.interrogation import Interrogation, ReponsePrevue, communs
from travailler_ensemble.activites.libre import Libre
from travailler_ensemble.corpus import Corpus

Q = TypeVar("Q", bound=Interrogation)
_GENRES: Mapping[str, Callable[..., Interrogation]] = {c.genre: c for c in (Courte, Choix, Pari, Libre)}


def interrogation(corpus: Corpus, cle: str, sorte: Callable[..., Q] | None = None, **plus: Any) -> Q:
    """La question d’identifiant `cle`, de la sorte que dit son genre, ou de celle-ci avec ce qu’elle demande de `plus`.

    Lève `KeyError` (phrase française) si elle n’existe pas.
    """
    q = corpus.ligne("questions", cle)

    def de(table: str) -> list[Mapping[str, Any]]:
        return [x for x in corpus.lignes(table) if x["question"] == cle]

    def en_rang(table: str, colonne: str) -> tuple[str, ...]:
        return tuple(x[colonne] for x in sorted(de(table), key=lambda x: x["rang"]))

    faire = sorte or cast("Callable[..., Q]", Sortie if q["usage"] == "sortie" else _GENRES[q["genre"]])
    return faire(
        **plus,
        **communs(q),
        reponses=tuple(ReponsePrevue(r["cle"], r["reponse"], r["juste"], r["retour"]) for r in de("questions_reponses")),
        relances=en_rang("questions_relances", "texte"),
        points=en_rang("questions_relecture", "point"),
        plusieurs=q["plusieurs"] == "oui",
        nombre=q["nombre"] == "oui",
        mots_min=q["mots_min"],
        mots_max=q["mots_max"],
    )
