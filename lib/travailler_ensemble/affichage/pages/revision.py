"""La révision : ce qui la remplit, et ce qu’elle dit quand il n’y a rien à revoir. La règle est dans `activites/revision.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from travailler_ensemble.activites.choix import Choix
from travailler_ensemble.activites.questions import interrogation
from travailler_ensemble.activites.revision import SORTIE, Memoire, memoire
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.ecriture.phrases import enumerer, jour_et_mois

NOMBRES = ("", "une question", "deux questions", "trois questions", "quatre questions", "cinq questions")


def memoires(corpus: Corpus, carnet: Carnet) -> list[Memoire]:
    """Où en est chaque question de sortie déjà faite, dans l’ordre de la table."""
    questions = (cast(Choix, interrogation(corpus, q["id"])) for q in corpus.lignes("questions") if q["usage"] == SORTIE)
    return memoire(questions, lambda cle: carnet.feuillet(cle).evenements())


def en_tete(corpus: Corpus, dues: Sequence[Memoire], quand: str) -> Page:
    """« Avant de commencer : deux questions du labo 01. »"""
    numeros = sorted({corpus.ligne("labos", m.question.labo)["numero"] for m in dues})
    de = "du labo" if len(numeros) == 1 else "des labos"
    phrase = f"{quand} : {NOMBRES[len(dues)]} {de} {enumerer(numeros)}, de mémoire."
    return Page(rendre("message.html", message=phrase, faute=False), phrase)


def rien_a_revoir(faites: Sequence[Memoire], aujourdhui: date) -> Page:
    """Pourquoi il n’y a rien à revoir, et quand il y en aura."""
    prochaines = [m.retour for m in faites if m.retour]
    if not faites:
        phrase = "Les questions de fin de labo reviendront ici, de plus en plus espacées."
    elif prochaines:
        jour = min(prochaines)
        an = f" {jour.year}" if jour.year != aujourdhui.year else ""
        phrase = f"Rien à revoir aujourd’hui. La prochaine question revient le {jour_et_mois(jour)}{an}."
    else:
        phrase = "Rien à revoir : ce que vous avez fait est su."
    return Page(rendre("message.html", message=phrase, faute=False), phrase)
