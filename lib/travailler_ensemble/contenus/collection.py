"""« Ajouter à la collection » : d’un récit à soi, les lignes de `data/` que demande CONTRIBUTING, et ce qui leur manque encore."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from travailler_ensemble.contenus.remarques import remarques
from travailler_ensemble.contenus.situation import Codee, Situation
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.phrases import enumerer, insecable, repere

LABO = "labo-02"
"""Celui que sert un récit, tant que l’on n’en a pas choisi un autre."""


def lignes(situation: Situation, corpus: Corpus, secteur: str = "", labo: str = LABO) -> dict[str, str]:
    """Fichier de `data/` → les lignes à mettre à sa fin. `secteur` : l’un de ceux de la collection ; sinon, celui que nomme le terrain."""
    s = situation.propre()
    cle = _libre(f"sit-{repere(s.titre) or 'sans-titre'}", corpus)
    secteur = secteur or _secteur(s, corpus) or "secteur-"
    codages = [(c["id"], s.codages.get(c["id"], Codee("inconnu"))) for c in corpus.lignes("criteres")]
    return {
        "data/situations.csv": _csv([(cle, s.titre, secteur, "", s.recit.replace("\n", "¶"), "collection")]),
        "data/codages.csv": _csv((cle, c, *r) for c, r in codages),
        "data/situations_themes.csv": _csv([(cle, labo)]),
    }


def manques(situation: Situation, corpus: Corpus, secteur: str = "") -> tuple[str, ...]:
    """Ce qu’il faut encore avant de le proposer, en phrases ; rien s’il est prêt."""
    s, courts = situation.propre(), {c["id"]: c["court"] for c in corpus.lignes("criteres")}
    phrases = [] if s.titre else ["Donnez-lui un titre."]
    phrases += [] if s.recit else ["Écrivez le récit."]
    if not (secteur or _secteur(s, corpus)):
        phrases.append(f"Choisissez un secteur de la collection : {enumerer((x['nom'] for x in corpus.lignes('secteurs')), 'ou')}.")
    if muets := [courts.get(c, c) for c, r in s.codages.items() if not r.indice]:
        phrases.append(f"Donnez les mots du récit qui montrent {enumerer(f'« {c} »' for c in muets)}.")
    if s.titre in {x["titre"] for x in corpus.lignes("situations")}:
        phrases.append("Un récit de la collection porte déjà ce titre.")
    return tuple(map(insecable, phrases)) + tuple(r.phrase for r in remarques(s, courts) if r.sorte != "personne")


def _secteur(s: Situation, corpus: Corpus) -> str:
    return next((x["id"] for x in corpus.lignes("secteurs") if x["nom"].casefold() == s.terrain.casefold()), "")


def _libre(cle: str, corpus: Corpus) -> str:
    prises = {s["id"] for s in corpus.lignes("situations")}
    return next(c for c in (cle, *(f"{cle}-{n}" for n in range(2, len(prises) + 3))) if c not in prises)


def _csv(rangs: Iterable[Sequence[str]]) -> str:
    sortie = io.StringIO(newline="")
    csv.writer(sortie, lineterminator="\n").writerows(rangs)
    return sortie.getvalue()
