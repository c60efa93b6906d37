"""Un désaccord, ses deux camps : qui soutient quoi, quand, avec quel statut, et ce qu’il faut dire pour être juste."""

from __future__ import annotations

from collections.abc import Iterable

from travailler_ensemble.corpus import Corpus
from travailler_ensemble.corpus import desaccords as camps
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page


def desaccord(corpus: Corpus, cle: str) -> Page:
    """La page d’un désaccord. Lève `KeyError` (phrase française) s’il n’existe pas."""
    d = camps.desaccord(corpus, cle)
    return Page(rendre("desaccord.html", d=d, plans=camps.PLANS), f"Désaccord : {d.question}")


def references(corpus: Corpus, cles: Iterable[str]) -> Page:
    """Une liste de références, rédigées d’après la bibliographie. Lève `KeyError` (phrase française) si l’une n’existe pas."""
    lignes = [corpus.ligne("references", cle) for cle in cles]
    return Page(rendre("references.html", lignes=lignes), f"{len(lignes)} références")
