"""Le retour : ce que les lectures d’un auteur répondent à la forme choisie par l’apprenant.

| L’auteur… | retour |
|---|---|
| reconnaît la forme choisie | accord |
| hésite sur elle, ou reconnaît une forme que lui-même place dedans, autour ou à côté, ou n’exclut pas de la reconnaître | nuance |
| la refuse, ou ne reconnaît qu’une forme que lui-même tient séparée | désaccord |
| en dit trop peu pour juger | ne tranche pas |
| n’en parle pas | hors champ |

Un inconnu ne décide jamais : tant que ce que l’on ignore peut encore adoucir un refus, ce n’est pas un désaccord.
Seules comptent les relations posées par cet auteur-là. « Ne tranche pas » et « hors champ » ne sont jamais comptés.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from travailler_ensemble.activites.retours import Retour
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.panel.lecture import Lecture

PROCHES = frozenset({"englobe", "voisine", "suppose"})
DECIDES = frozenset({"reconnue", "incertaine", "non reconnue"})


class Relations(NamedTuple):
    """Les liens entre formes, auteur par auteur : (auteur, forme, forme) → « proche » ou « separee »."""

    liens: dict[tuple[str, str, str], str]

    def entre(self, auteur: str, a: str, b: str) -> str | None:
        """Le lien que cet auteur pose entre deux formes, dans un sens ou dans l’autre ; None s’il n’en pose pas."""
        return self.liens.get((auteur, a, b)) or self.liens.get((auteur, b, a))


def relations(corpus: Corpus) -> Relations:
    """Les liens du corpus. Un auteur qui rapproche et sépare deux formes selon ses textes est dit « proche »."""
    liens: dict[tuple[str, str, str], str] = {}
    for lien in corpus.lignes("liens"):
        auteur = corpus.ligne("relations", lien["relation"])["auteur"]
        cle = (auteur, lien["forme_a"], lien["forme_b"])
        sens = "proche" if lien["lien"] in PROCHES else "separee"
        if liens.get(cle) != "proche":
            liens[cle] = sens
    return Relations(liens)


class RetourAuteur(NamedTuple):
    """Le retour d’un auteur sur une carte.

    `divergents` : ses énoncés sur la forme choisie ne rendent pas le même verdict ; le retour est alors « nuance ».
    `autre` : la forme voisine ou séparée qu’il reconnaît, quand c’est elle qui décide.
    """

    retour: Retour
    divergents: bool = False
    autre: str | None = None


def retour(auteur: str, choix: str, lectures: Sequence[Lecture], liens: Relations) -> RetourAuteur:
    """Le retour d’un auteur à un apprenant qui a choisi la forme `choix`.

    `lectures` : les lectures de la situation par tous les énoncés de cet auteur, chacune pour son propre objet.
    """
    sur_choix = [x for x in lectures if x.enonce.objet == choix and x.verdict in DECIDES]
    autres = [x.enonce.objet for x in lectures if x.enonce.objet != choix and x.verdict == "reconnue"]
    proche = next((f for f in autres if liens.entre(auteur, choix, f) == "proche"), None)
    # Une forme proche sur laquelle il hésite encore pourrait être reconnue.
    possible = any(x.verdict == "incertaine" and liens.entre(auteur, choix, x.enonce.objet) == "proche" for x in lectures)
    separee = next((f for f in autres if liens.entre(auteur, choix, f) == "separee"), None)
    if not sur_choix:
        if proche:
            return RetourAuteur("nuance", autre=proche)
        if separee and possible:
            return RetourAuteur("nuance")
        if separee:
            return RetourAuteur("desaccord", autre=separee)
        return RetourAuteur("ne_tranche_pas" if any(x.enonce.objet == choix for x in lectures) else "hors_champ")
    verdicts = {x.verdict for x in sur_choix}
    avis = {_d_un_verdict(v, adouci=bool(proche) or possible) for v in verdicts}
    divergents = len(verdicts) > 1
    if avis == {"accord"}:
        return RetourAuteur("accord")
    if avis == {"desaccord"}:
        return RetourAuteur("desaccord", autre=separee)
    return RetourAuteur("nuance", divergents, proche if "non reconnue" in verdicts else None)


def _d_un_verdict(verdict: str, *, adouci: bool) -> Retour:
    if verdict == "reconnue":
        return "accord"
    return "nuance" if verdict == "incertaine" or adouci else "desaccord"
