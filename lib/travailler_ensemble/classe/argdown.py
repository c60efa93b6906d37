"""Les désaccords, pour les logiciels d’argumentation : Argdown (texte) et AIF (JSON).

Argdown : chaque camp est une thèse, chaque position un argument qui la soutient ; les deux camps se contredisent. AIF (Argument
Interchange Format) : les mêmes, en nœuds d’information (I), d’inférence (RA) et de conflit (CA).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from travailler_ensemble.corpus import Corpus
from travailler_ensemble.corpus.desaccords import Camp, Desaccord, Position, desaccord


def tous(corpus: Corpus) -> list[Desaccord]:
    """Tous les désaccords de la collection, dans l’ordre de la table."""
    return [desaccord(corpus, d["id"]) for d in corpus.lignes("desaccords")]


def en_argdown(desaccords: Iterable[Desaccord], titre: str) -> str:
    """Le texte Argdown : une section par désaccord."""
    return "\n".join([f"===\ntitle: {json.dumps(titre, ensure_ascii=False)}\n===\n", *map("\n".join, map(_section, desaccords))])


def _section(d: Desaccord) -> Iterator[str]:
    yield f"# {_clair(d.question)}\n"
    camps = {c.lettre: c for c in d.camps}
    for lettre, camp in camps.items():
        yield f"[{_nom(d, camp)}]: {_clair(camp.titre)}"
        for n, p in enumerate(camp.positions, start=1):
            yield f"  + <{_nom(d, camp)} {n}>: {_clair(_dire(p))}"
        if lettre == "A" and "B" in camps:
            yield f"  >< [{_nom(d, camps['B'])}]"
        yield ""


def _nom(d: Desaccord, camp: Camp) -> str:
    return f"{d.cle.removeprefix('desaccord-')} {camp.lettre}"


def _dire(p: Position) -> str:
    """« Fabrice Dhume : … (norme, dit par l’extrait ; référence ; lu dans…) »"""
    reference = "".join(morceau for morceau, _ in p.reference)
    return f"{p.nom} : {p.teneur} ({p.statut}, {p.mode}). {reference} Lu dans : {p.repere}."


def _clair(texte: str) -> str:
    """Sur une ligne, sans les signes qu’Argdown prend pour lui."""
    return re.sub(r"([\[\]<>{}#@*_|\\])", r"\\\1", " ".join(texte.split()))


def en_aif(desaccords: Iterable[Desaccord]) -> str:
    """Le JSON d’AIF : `nodes`, `edges`, `locutions` (vides : personne ne dialogue ici)."""
    noeuds: list[dict[str, str]] = []
    liens: list[dict[str, str]] = []

    def noeud(sorte: str, texte: str) -> str:
        noeuds.append({"nodeID": str(len(noeuds) + 1), "text": texte, "type": sorte})
        return str(len(noeuds))

    def lier(de: str, vers: str) -> None:
        liens.append({"edgeID": str(len(liens) + 1), "fromID": de, "toID": vers})

    for d in desaccords:
        theses = {}
        for camp in d.camps:
            theses[camp.lettre] = these = noeud("I", f"{d.question} {camp.titre}")
            for p in camp.positions:
                inference = noeud("RA", "soutient")
                lier(noeud("I", _dire(p)), inference)
                lier(inference, these)
        for de, vers in ("AB", "BA") if {"A", "B"} <= theses.keys() else ():
            conflit = noeud("CA", "contredit")
            lier(theses[de], conflit)
            lier(conflit, theses[vers])
    return json.dumps({"nodes": noeuds, "edges": liens, "locutions": []}, ensure_ascii=False, indent=1) + "\n"
