"""Qui a changé de réponse entre les deux votes, d’où, vers où, vers quels auteurs ; jamais un groupe sous le seuil (`Urne.seuil`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from travailler_ensemble.classe.urne import Urne
from travailler_ensemble.panel.avis import Retours
from travailler_ensemble.panel.concordance import POIDS

NEUTRE = 0.5
"""Ce que pèse, d’un vote à l’autre, une réponse dont un auteur ne dit rien : autant qu’une nuance."""


class Mouvement(NamedTuple):
    """Des réponses passées d’une case à une autre, toutes cartes ensemble, par assez de personnes pour se montrer."""

    de: str
    a: str
    nombre: int


class Flux(NamedTuple):
    """Les réponses arrivées dans une case, et celles qui l’ont quittée ; None : celles de trop peu de personnes."""

    case: str
    vers: int | None
    loin: int | None


class Attirance(NamedTuple):
    """Vers un auteur : les réponses déplacées qui s’en approchent, moins celles qui s’en éloignent.

    Leur différence seule : avec l’un des deux nombres, on lirait l’autre, fût-il celui d’une poignée de personnes.
    """

    auteur: str
    nom: str
    solde: int


class Deplacements(NamedTuple):
    """Du premier au second vote, pour qui a répondu aux deux sur une même carte.

    `ont_change` personnes sur `sur` ; `reponses` changées sur `comparees`. `vers` et `autres` les partagent :
    `autres` compte celles des petits groupes. `cases` : les mêmes, case par case, d’où que l’on vienne.
    """

    ont_change: int
    sur: int
    reponses: int
    comparees: int
    vers: tuple[Mouvement, ...]
    autres: int
    cases: tuple[Flux, ...]
    auteurs: tuple[Attirance, ...]


def deplacements(urne: Urne, r: Retours) -> Deplacements:
    """Qui a changé de case entre les deux votes. Une personne compte là où elle a rangé la même carte deux fois."""
    avant, apres = urne.votes[1], urne.votes[2]
    communs = [avant[carte].keys() & apres[carte].keys() for carte in urne.cartes]
    sur = len(set[int]().union(*communs))
    seuil = urne.seuil.nombre
    if sur < seuil:  # une poignée de personnes : dire combien ont bougé serait déjà trop
        return Deplacements(0, sur, 0, 0, (), 0, (), ())
    changements: Changements = {}
    for carte in urne.cartes:
        ensuite = apres[carte]
        for qui, de in avant[carte].items():
            if (a := ensuite.get(qui, de)) is not de and a != de:
                changements.setdefault((carte, de, a), set()).add(qui)
    total: Counter[tuple[str, str]] = Counter()
    ensemble: dict[tuple[str, str], set[int]] = {}
    for (_, de, a), personnes in changements.items():
        total[de, a] += len(personnes)
        deja = ensemble.setdefault((de, a), set())
        if len(deja) < seuil:  # au-delà, savoir qui ne change rien
            deja |= personnes
    ordre = sorted(total, key=lambda x: (-total[x], urne.cases.index(x[0]), urne.cases.index(x[1])))
    vers = tuple(Mouvement(*x, total[x]) for x in ordre if len(ensemble[x]) >= seuil)
    return Deplacements(
        ont_change=len(set[int]().union(*changements.values())),
        sur=sur,
        reponses=total.total(),
        comparees=sum(map(len, communs)),
        vers=vers,
        autres=total.total() - sum(m.nombre for m in vers),
        cases=_flux_des_cases(changements, urne.cases, seuil),
        auteurs=_attirances(changements, r, seuil),
    )


Changements = dict[tuple[str, str, str], set[int]]
"""Une carte, une case d’avant, une case d’après → qui a fait ce changement."""


class _Flux:
    """Des réponses qui vont quelque part, d’autres qui en partent ; et qui a bougé."""

    def __init__(self, seuil: int) -> None:
        self.seuil = seuil
        self.nombres, self.qui = [0, 0], [set[int](), set[int]()]

    def ajouter(self, personnes: set[int], sens: int) -> None:
        """`sens` : 0, vers ; 1, loin."""
        self.nombres[sens] += len(personnes)
        if len(self.qui[sens]) < self.seuil:  # au-delà, savoir qui ne change rien
            self.qui[sens] |= personnes

    def dits(self) -> tuple[int | None, int | None]:
        """Les deux nombres, None pour celui d’une poignée de personnes."""
        vers, loin = (None if 0 < len(qui) < self.seuil else n for n, qui in zip(self.nombres, self.qui, strict=True))
        return vers, loin


def _flux_des_cases(changements: Changements, cases: Sequence[str], seuil: int) -> tuple[Flux, ...]:
    """Vers chaque case et loin d’elle, d’où que l’on vienne : un petit groupe bouge assez ainsi pour se montrer."""
    flux = {case: _Flux(seuil) for case in cases}
    for (_, de, a), personnes in changements.items():
        flux[a].ajouter(personnes, 0)
        flux[de].ajouter(personnes, 1)
    return tuple(Flux(case, *x.dits()) for case, x in flux.items() if any(x.nombres))


def _attirances(changements: Changements, r: Retours, seuil: int) -> tuple[Attirance, ...]:
    """Vers quel auteur la classe a bougé : une réponse passe à un retour plus proche, ou plus lointain.

    Qui n’a pas d’avis, ou prend une case dont l’auteur ne dit rien, n’est ni avec lui ni contre lui. Un auteur n’y est que si
    assez de personnes différentes ont bougé par rapport à lui.
    """
    flux = defaultdict[str, _Flux](lambda: _Flux(seuil))
    for (carte, de, a), personnes in changements.items():
        avant, apres = r.table.get((carte, de), {}), r.table.get((carte, a), {})
        for auteur in avant.keys() | apres.keys():
            ecart = POIDS.get(apres.get(auteur, ""), NEUTRE) - POIDS.get(avant.get(auteur, ""), NEUTRE)
            if ecart:
                flux[auteur].ajouter(personnes, int(ecart < 0))
    trouvees = [
        Attirance(auteur, r.noms[auteur], x.nombres[0] - x.nombres[1]) for auteur, x in flux.items() if len(x.qui[0] | x.qui[1]) >= seuil
    ]
    return tuple(sorted(trouvees, key=lambda x: (-x.solde, x.auteur)))
