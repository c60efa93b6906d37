"""La page d’une recherche : les lignes trouvées, table par table, avec les mots surlignés, le repère et la référence."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from travailler_ensemble.corpus import Corpus, Trouvaille
from travailler_ensemble.corpus.desaccords import MODES
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.ecriture.phrases import compter, enumerer

VISIBLES = 5
# Ce qui n’est à lire qu’après avoir répondu : `corpus.chercher` le trouve, la page d’un apprenant non.
RESERVEES = frozenset({"codages", "places", "tris_reponses", "questions_reponses", "questions_relances"})


def trouvailles(corpus: Corpus, mots: str) -> Page:
    """La page des lignes où se trouvent tous les mots ; sans résultat, les mots proches à essayer."""
    mots = mots.strip()
    if not mots:
        return Page(rendre("trouvailles.html", titre=""), "Recherche : aucun mot")
    lignes = [t for t in corpus.chercher(mots) if t.table not in RESERVEES]
    titre = f"Recherche : {mots}" if mots.startswith(("«", "“", '"')) else f"Recherche : « {mots} »"
    if not lignes:
        page = rendre("trouvailles.html", titre=titre, bilan="", groupes=(), rien=_rien(corpus, mots))
        return Page(page, f"{titre}, aucun passage")
    groupes = [
        {"titre": corpus.description(nom).titre, "trouves": [_passage(corpus, t) for t in trouves]}
        for nom, trouves in groupby(lignes, key=lambda t: t.table)
    ]
    bilan = f"{compter(len(lignes), 'passage')} dans {compter(len(groupes), 'table')}"
    page = rendre("trouvailles.html", titre=titre, bilan=bilan, groupes=groupes, visibles=VISIBLES, rien=())
    return Page(page, f"{titre}, {bilan}")


def _passage(corpus: Corpus, t: Trouvaille) -> dict[str, Any]:
    return {
        "nom": "" if t.extrait == t.intitule else t.intitule,
        "morceaux": _morceaux(t),
        "etiquettes": _etiquettes(corpus, t),
        "repere": t.repere,
        "lu": t.ligne["lu"] if t.table == "references" else "",
        "reference": t.reference,
    }


def _etiquettes(corpus: Corpus, t: Trouvaille) -> list[str]:
    """Ce sans quoi un extrait tromperait : fiction ou non, ce qu’il fait du critère, son statut, dit ou déduit."""
    fermees = {c.nom for c in corpus.description(t.table).champs if c.permis is not None}
    dites = {c: t.ligne[c] for c in ("valeur", "statut", "mode") if c in fermees}
    vers_un_enonce = any(lien.table == "enonces" and lien.champ == "enonce" for lien in corpus.description(t.table).liens)
    if vers_un_enonce and t.ligne["enonce"]:
        dites.setdefault("statut", corpus.ligne("enonces", t.ligne["enonce"])["statut"])
    fiction = ["fiction"] if t.table == "situations" or t.ligne.get("situation") else []
    return fiction + [MODES.get(d, d) for d in dites.values() if d]


def _morceaux(t: Trouvaille) -> list[tuple[str, bool]]:
    """L’extrait en morceaux : (texte, à surligner)."""
    morceaux, ici = [], 0
    for debut, fin in t.marques:
        morceaux += [(t.extrait[ici:debut], False), (t.extrait[debut:fin], True)]
        ici = fin
    return [*morceaux, (t.extrait[ici:], False)]


def _rien(corpus: Corpus, mots: str) -> list[str]:
    """Ce qu’on peut essayer quand rien n’est trouvé."""
    ensemble = len(mots.split()) > 1
    phrases = [f"Aucun passage du corpus ne contient {'ces mots ensemble' if ensemble else 'ce mot'}."]
    essais = {mot: autres for mot, autres in corpus.recherche.proches(mots).items() if autres}
    for mot, autres in essais.items():
        phrases.append(f"À la place de « {mot} », essayez {enumerer(f'« {a} »' for a in autres)}.")
    if not essais:
        phrases.append("Essayez un mot seul, ou le début d’un mot.")
    return phrases
