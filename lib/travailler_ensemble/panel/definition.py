"""Ma définition : des critères exigés ou écartés, pris comme la règle d’un auteur, et confrontés aux siennes.

La règle lit toutes les situations (`lecture.lire`) ; l’accord avec un énoncé est celui des deux suites de verdicts,
corrigé du hasard (kappa de Cohen) : compter les verdicts égaux rapprocherait toutes les définitions sévères, qui refusent
presque tout. « Incertaine » est une donnée manquante : deux ignorances ne sont pas un accord. À côté, la ressemblance des
règles elles-mêmes, qui ne doit rien aux situations. Tout ici est pur.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from travailler_ensemble.activites.criteres import ECARTE, EXIGE
from travailler_ensemble.ecriture.phrases import compter
from travailler_ensemble.panel.concordance import Accord, kappa_cohen
from travailler_ensemble.panel.lecture import Clause, Codage, Enonce, Lecture, lire

DECISIVES = (EXIGE, ECARTE)
TRANCHEES = ("reconnue", "non reconnue")
SITUATIONS_POUR_ACCORD = 10
"""En dessous, deux règles décident trop rarement ensemble pour que leur accord dise quelque chose."""


class Separation(NamedTuple):
    """Un critère qui décide pour l’un et pas pour l’autre. `moi` : « exigé », « écarté » ou vide ; `lui` : la valeur de
    la clause de l’énoncé, vide si l’extrait n’en dit rien.
    """

    critere: str
    moi: str
    lui: str


class Ressemblance(NamedTuple):
    """Sur combien de critères décidés par l’une des deux règles au moins elles décident toutes deux, et pareil."""

    pareils: int
    decides: int

    @property
    def part(self) -> float:
        """De 0 (aucun critère commun) à 1 (la même règle)."""
        return self.pareils / self.decides if self.decides else 0.0


class Voisin(NamedTuple):
    """Un énoncé en face de ma définition, sur les mêmes situations.

    `decidees` : les situations où tous deux décident ; `identiques` : celles, parmi elles, qu’ils lisent pareil ; `communes` :
    celles que tous deux reconnaissent. `ressemblance` : voir `ressemblance`.
    """

    enonce: Enonce
    accord: Accord
    decidees: int
    identiques: int
    communes: int
    ressemblance: Ressemblance
    separent: tuple[Separation, ...]


class Effet(NamedTuple):
    """Ce que ma définition fait des situations, et qui lui ressemble.

    `voisins` : du plus proche au plus éloigné, ceux dont l’accord n’est pas défini à la fin ; vide si ma définition en
    dit trop peu. `proches` : les énoncés ex æquo au plus grand accord, s’il dépasse ce que donne le hasard. `seuls` :
    critère → nombre de situations qu’il fait refuser à lui seul.
    `parents` : les énoncés ex æquo dont la règle ressemble le plus à la mienne ; vide si aucun critère n’est commun.
    """

    definition: Enonce
    lectures: Mapping[str, Lecture]
    comptes: Mapping[str, int]
    voisins: tuple[Voisin, ...]
    proches: frozenset[str]
    parents: frozenset[str]
    seuls: Mapping[str, int]

    @property
    def tranche(self) -> bool:
        """En dit-elle assez pour juger ?"""
        return self.definition.tranche


def ma_definition(valeurs: Mapping[str, str], forme: str) -> Enonce:
    """Les critères réglés, pris comme un énoncé ; ce qui n’est ni exigé ni écarté n’y figure pas."""
    clauses = tuple(Clause(critere, valeur) for critere, valeur in valeurs.items() if valeur in DECISIVES)
    return Enonce("ma-definition", "moi", forme, "verdict", clauses)


class Confrontation:
    """Des situations et des énoncés d’auteurs, lus une fois pour toutes ; ma définition s’y mesure à chaque changement."""

    def __init__(self, enonces: Iterable[Enonce], codages: Mapping[str, Codage], forme: str) -> None:
        self._codages, self._forme = codages, forme
        self._enonces = [e for e in enonces if e.objet == forme and e.tranche]
        self._verdicts = {e.id: tuple(lire(e, codage).verdict for codage in codages.values()) for e in self._enonces}

    @property
    def enonces(self) -> tuple[Enonce, ...]:
        """Les énoncés qui tranchent sur cette forme : ceux à qui l’on se compare."""
        return tuple(self._enonces)

    def effet(self, valeurs: Mapping[str, str]) -> Effet:
        """L’effet de la définition faite de ces valeurs (critère → « exigé » ou « écarté »)."""
        mienne = ma_definition(valeurs, self._forme)
        lectures = {situation: lire(mienne, codage) for situation, codage in self._codages.items()}
        comptes = Counter(x.verdict for x in lectures.values())
        seuls = Counter(x.refusent[0].critere for x in lectures.values() if len(x.refusent) == 1)
        voisins: list[Voisin] = []
        if mienne.tranche:
            miens = tuple(x.verdict for x in lectures.values())
            voisins = [self._voisin(mienne, miens, e) for e in self._enonces]
        connus = [v.accord.valeur for v in voisins if v.accord.valeur is not None]
        meilleur = max(connus, default=0)
        parente = max((v.ressemblance.part for v in voisins), default=0)
        return Effet(
            mienne,
            lectures,
            comptes,
            # Le tri est stable : à accord et ressemblance égaux, l’ordre des tables, qui ne dit rien.
            tuple(sorted(voisins, key=lambda v: (v.accord.valeur is None, -(v.accord.valeur or 0), -v.ressemblance.part))),
            frozenset(v.enonce.id for v in voisins if v.accord.valeur == meilleur > 0),
            frozenset(v.enonce.id for v in voisins if v.ressemblance.part == parente > 0),
            seuls,
        )

    def _voisin(self, mienne: Enonce, miens: tuple[str, ...], enonce: Enonce) -> Voisin:
        siens = self._verdicts[enonce.id]
        paires = Counter(zip(miens, siens, strict=True))
        return Voisin(
            enonce,
            accord_des_verdicts(miens, siens),
            sum(n for (a, b), n in paires.items() if a in TRANCHEES and b in TRANCHEES),
            sum(n for (a, b), n in paires.items() if a == b and a in TRANCHEES),
            paires["reconnue", "reconnue"],
            ressemblance(mienne, enonce),
            separations(mienne, enonce),
        )


def accord_des_verdicts(a: Sequence[str], b: Sequence[str]) -> Accord:
    """Le kappa de Cohen de deux suites de verdicts, là où toutes deux décident ; non défini sur trop peu de situations."""
    decidees = [(x, y) for x, y in zip(a, b, strict=True) if x in TRANCHEES and y in TRANCHEES]
    if len(decidees) < SITUATIONS_POUR_ACCORD:
        combien = f"ensemble que de {compter(len(decidees), 'situation')}" if decidees else "jamais ensemble"
        return Accord(None, f"Les deux règles ne décident {combien} : trop peu pour un accord.")
    return kappa_cohen([x for x, _ in decidees], [y for _, y in decidees])


def ressemblance(a: Enonce, b: Enonce) -> Ressemblance:
    """Le coefficient de Gower (1971, doi:10.2307/2528823) des deux règles, critère par critère : exigé, écarté ou muet.

    Un critère dont aucune ne décide ne se compare pas : se taire ensemble n’est pas se ressembler.
    """
    un, deux = ({c.critere: c.valeur for c in e.clauses if c.decide} for e in (a, b))
    return Ressemblance(len(un.items() & deux.items()), len(un.keys() | deux.keys()))


def separations(mienne: Enonce, enonce: Enonce) -> tuple[Separation, ...]:
    """Les critères qui décident pour l’un et pas pour l’autre, ou en sens contraire : les siens, puis les miens."""
    moi, lui = ({c.critere: c.valeur for c in e.clauses} for e in (mienne, enonce))
    decisifs = [c for c in lui if lui[c] in DECISIVES] + [c for c in moi if lui.get(c) not in DECISIVES]
    return tuple(Separation(c, moi.get(c, ""), lui.get(c, "")) for c in decisifs if moi.get(c, "") != lui.get(c, ""))
