"""Concordance : qui est d’accord avec qui, et de combien.

Deux questions, deux parties.

- **Une personne et les auteurs** : `proximites` compte, auteur par auteur, les accords, les nuances et les désaccords ;
  `les_plus_proches` donne un ensemble. Rien ici ne classe des personnes ni ne donne de note.
- **Une classe** : `kappa_cohen` (deux suites de réponses), `alpha_des_comptes` (une classe, avec des trous),
  `intervalle_alpha` (ce qu’il vaudrait avec d’autres cartes) et `dispersion_des_comptes` (une seule question).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import accumulate, combinations
from random import Random
from statistics import quantiles
from typing import Any, Literal, NamedTuple

from travailler_ensemble.activites.retours import COMPARABLES, RETOURS, Retour

Poids = Literal["aucun", "lineaire"]
Mesure = Literal["nominale", "ordinale"]

CARTES_POUR_PROCHE = 4
CARTES_POUR_KAPPA = 10
CARTES_POUR_INTERVALLE = 5
TIRAGES = 2000
GRAINE = "travailler ensemble"

_TOUS_PAREILS = "Tout le monde a répondu pareil : l’accord est total, mais ce coefficient ne se calcule pas sans variation."
_RIEN_A_COMPARER = "Aucune carte n’a reçu deux réponses : il n’y a rien à comparer."


# Une personne et les auteurs


class Comparaison(NamedTuple):
    """Une carte comparée à un auteur. Les crans sont des rangs entiers sur l’axe posé par cet auteur, ou None."""

    auteur: str
    carte: str
    retour: Retour
    cran_apprenant: int | None = None
    cran_auteur: int | None = None


class Proximite(NamedTuple):
    """Ce qui rapproche et sépare une personne d’un auteur, sur leurs cartes comparables.

    `crans` : écart moyen, en crans, sur les cartes où les deux crans sont connus ; None quand l’auteur n’ordonne pas
    les cases. `kappa` : Cohen pondéré linéaire sur ces mêmes cartes ; None à moins de dix, ou sans variation.
    """

    auteur: str
    accords: int
    nuances: int
    desaccords: int
    comparables: int
    crans: float | None = None
    kappa: float | None = None

    @property
    def part(self) -> float:
        """Part d’accords, de 0 à 1, une nuance comptant pour moitié.

        Une seule division d’entiers : deux parts égales (3 sur 4, 6 sur 8) donnent exactement le même nombre.
        """
        return (2 * self.accords + self.nuances) / (2 * self.comparables)

    @property
    def comptes(self) -> dict[str, int]:
        """Retour → combien de cartes."""
        return dict(zip(COMPARABLES, (self.accords, self.nuances, self.desaccords), strict=True))


def proximites(comparaisons: Iterable[Comparaison]) -> list[Proximite]:
    """Une `Proximite` par auteur, du plus proche au plus éloigné ; à part égale, par identifiant (voir `les_plus_proches`).

    Les retours qui ne se comptent pas ne changent rien : un auteur qui n’a que cela est absent de la liste.
    Lève `ValueError` : retour inconnu, ou même carte comparée deux fois au même auteur.
    """
    vues: set[tuple[str, str]] = set()
    retours: defaultdict[str, Counter[str]] = defaultdict(Counter)
    crans: defaultdict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
    for auteur, carte, retour, cran_apprenant, cran_auteur in comparaisons:
        if retour not in RETOURS:
            raise ValueError(f"Retour au nom inconnu : « {retour} ». Attendu : {', '.join(RETOURS)}.")
        if (auteur, carte) in vues:
            raise ValueError(f"La carte « {carte} » est comparée deux fois à « {auteur} » : un seul retour par carte.")
        vues.add((auteur, carte))
        if retour not in COMPARABLES:
            continue
        retours[auteur][retour] += 1
        if cran_apprenant is not None and cran_auteur is not None:
            crans[auteur][cran_apprenant, cran_auteur] += 1
    liste = [_proximite(auteur, comptes, crans[auteur]) for auteur, comptes in retours.items()]
    return sorted(liste, key=lambda p: (-p.part, p.auteur))


def _proximite(auteur: str, comptes: Counter[str], paires: Counter[tuple[int, int]]) -> Proximite:
    cartes = paires.total()
    return Proximite(
        auteur,
        accords=comptes["accord"],
        nuances=comptes["nuance"],
        desaccords=comptes["desaccord"],
        comparables=comptes.total(),
        crans=sum(n * _crans(a, b) for (a, b), n in paires.items()) / cartes if cartes else None,
        kappa=_kappa(paires, _crans) if cartes >= CARTES_POUR_KAPPA else None,
    )


def les_plus_proches(proximites: Iterable[Proximite], minimum: int = CARTES_POUR_PROCHE) -> frozenset[str]:
    """L’ensemble des auteurs ex æquo à la plus grande part d’accords, parmi ceux qui ont `minimum` cartes comparables.

    Vide quand aucun auteur n’en a assez.
    """
    assez = [p for p in proximites if p.comparables >= max(minimum, 1)]
    meilleure = max((p.part for p in assez), default=None)
    return frozenset(p.auteur for p in assez if p.part == meilleure)


# Une classe


class Accord(NamedTuple):
    """Un coefficient et sa phrase. `valeur` est None quand il n’est pas défini ; `dit` explique alors pourquoi."""

    valeur: float | None
    dit: str


def nombre(valeur: float, decimales: int = 2) -> str:
    """Un nombre écrit à la française : « 0,74 », « −0,10 » ; jamais de zéro négatif."""
    return f"{valeur:z.{decimales}f}".replace(".", ",").replace("-", "−")


def kappa_cohen(a: Iterable[Any], b: Iterable[Any], poids: Poids = "aucun") -> Accord:
    """Kappa de Cohen entre deux suites de réponses aux mêmes cartes, dans le même ordre.

    κ = 1 − n·Σ d(i,j)·o(i,j) ⁄ Σ d(i,j)·a(i)·b(j), où o compte les couples de réponses, a et b celles de chacun.
    L’écart d vaut 0 ou 1 (« aucun », Cohen 1960, doi:10.1177/001316446002000104) ou, entre nombres, |i − j|
    (« lineaire », Cohen 1968, doi:10.1037/h0026256). Lève `ValueError` si les suites n’ont pas la même longueur.
    """
    a, b = list(a), list(b)
    if len(a) != len(b):
        raise ValueError(f"Les deux suites doivent porter sur les mêmes cartes : {len(a)} réponses contre {len(b)}.")
    paires = Counter(zip(a, b, strict=True))
    if not paires:
        return Accord(None, _RIEN_A_COMPARER)
    return _accord(_kappa(paires, _crans if poids == "lineaire" else _differentes))


def alpha_des_comptes(comptes: Iterable[Mapping[Any, int]], mesure: Mesure, cases: Iterable[Hashable]) -> Accord:
    """Alpha de Krippendorff : plusieurs personnes, réponses manquantes admises. `cases` : toutes, dans leur ordre.

    `comptes` : pour chaque carte, combien de personnes ont donné chaque réponse ; qui a répondu quoi n’entre pas dans la
    formule, écrite dans `_alpha`. Lève `ValueError` : réponse hors des cases, ou même case donnée deux fois.
    """
    cartes = _effectifs(comptes, cases)
    return _accord(_alpha(cartes, _coincidences(cartes), mesure)) if cartes else Accord(None, _RIEN_A_COMPARER)


class Intervalle(NamedTuple):
    """Les deux bornes d’un intervalle, et combien de tirages l’ont donné."""

    bas: float
    haut: float
    tirages: int


def intervalle_alpha(
    comptes: Iterable[Mapping[Any, int]], mesure: Mesure, cases: Iterable[Hashable], *, graine: str = GRAINE, tirages: int = TIRAGES
) -> Intervalle | None:
    """L’intervalle à 95 % de `alpha_des_comptes`, par rééchantillonnage des cartes (bootstrap).

    Chaque tirage prend autant de cartes qu’il y en a, avec remise, et recalcule alpha ; les bornes sont les centiles
    2,5 et 97,5 des tirages (Efron 1979, doi:10.1214/aos/1176344552 ; en tirant les unités entières : Zapf et al. 2016,
    doi:10.1186/s12874-016-0200-9). Il dit ce que vaudrait l’accord avec d’autres cartes du même genre, non avec d’autres
    personnes. La graine est fixe : mêmes réponses, même intervalle.

    None : moins de `CARTES_POUR_INTERVALLE` cartes comparables, ou un tirage sur vingt où alpha n’est pas défini.
    Lève `ValueError` comme `alpha_des_comptes`.
    """
    cartes = _effectifs(comptes, cases)
    if len(cartes) < CARTES_POUR_INTERVALLE:
        return None
    coincidences, hasard, places = _coincidences(cartes), Random(graine), range(len(cartes))
    definis = []
    for _ in range(tirages):
        tirees = hasard.choices(places, k=len(cartes))
        if (alpha := _alpha([cartes[i] for i in tirees], [coincidences[i] for i in tirees], mesure)) is not None:
            definis.append(alpha)
    if len(definis) < 0.95 * tirages:
        return None
    centiles = quantiles(definis, n=40, method="inclusive")
    return Intervalle(centiles[0], centiles[-1], len(definis))


def dispersion_des_comptes(comptes: Mapping[Any, int], cases: Iterable[Hashable]) -> float | None:
    """À quel point une classe se partage sur une question : 0, toutes les réponses sont pareilles ; 1, partage égal.

    Indice de variation qualitative : K ⁄ (K − 1) · (1 − Σ p²), p étant la part de chaque case et K le nombre de cases
    offertes (Mueller et Schuessler 1961). None s’il y a moins de deux réponses. « Je ne sais pas » est une réponse si on
    la laisse dans `comptes`. Lève `ValueError` comme `alpha_des_comptes`.
    """
    [effectifs] = _effectifs([comptes], cases) or [[]]
    n, k = sum(effectifs), len(effectifs)
    if n < 2:
        return None
    return k * (n * n - sum(x * x for x in effectifs)) / ((k - 1) * n * n) if k > 1 else 0.0


# Outils communs


def _accord(valeur: float | None) -> Accord:
    if valeur is None:
        return Accord(None, _TOUS_PAREILS)
    echelle = "sur une échelle où 1 est l’accord total et 0 ce que donne le hasard"
    return Accord(valeur, f"Accord de {nombre(valeur)}, {echelle}.")


def _kappa(paires: Counter[tuple[Any, Any]], ecart: Callable[[Any, Any], float]) -> float | None:
    """Kappa des couples comptés, pour cet écart ; None si le hasard seul ne donne aucun écart."""
    lignes: Counter[Any] = Counter()
    colonnes: Counter[Any] = Counter()
    for (x, y), n in paires.items():
        lignes[x] += n
        colonnes[y] += n
    attendu = sum(n * m * ecart(x, y) for x, n in lignes.items() for y, m in colonnes.items())
    if not attendu:
        return None
    return 1 - paires.total() * sum(n * ecart(x, y) for (x, y), n in paires.items()) / attendu


def _crans(x: int, y: int) -> int:
    return abs(x - y)


def _differentes(x: Any, y: Any) -> bool:
    return bool(x != y)


def _effectifs(comptes: Iterable[Mapping[Any, int]], cases: Iterable[Hashable]) -> list[list[int]]:
    """Les effectifs de chaque carte qui a reçu deux réponses au moins, case par case."""
    cases, lignes = list(cases), []
    if len(set(cases)) < len(cases):
        raise ValueError("Une même case est donnée deux fois.")
    for compte in comptes:
        if inconnues := sorted(str(c) for c, n in compte.items() if n and c not in cases):
            raise ValueError(f"Réponse hors des cases données : {', '.join(inconnues)}.")
        if sum(compte.values()) > 1:
            lignes.append([compte.get(c, 0) for c in cases])
    return lignes


def _coincidences(cartes: Sequence[Sequence[int]]) -> list[list[float]]:
    """Pour chaque carte et chaque couple de cases, n(c)·n(k) ⁄ (m − 1), m étant le nombre de réponses."""
    return [[a * b / (sum(n) - 1) for a, b in combinations(n, 2)] for n in cartes]


def _alpha(cartes: Iterable[Sequence[int]], coincidences: Iterable[Sequence[float]], mesure: Mesure) -> float | None:
    """α = 1 − (n − 1)·Σ o(c,k)·d(c,k) ⁄ Σ n(c)·n(k)·d(c,k), sur tous les couples de cases c < k ; None sans variation.

    o(c,k) : somme des `_coincidences` des cartes ; n(c) : total de la case c, n celui de toutes. Écart d(c,k) : 1
    (« nominale »), ou le carré de la différence des rangs moyens (« ordinale »). Krippendorff 2011, « Computing
    Krippendorff’s Alpha-Reliability », Université de Pennsylvanie.
    """
    totaux = [sum(case) for case in zip(*cartes, strict=True)]
    observes = [sum(couple) for couple in zip(*coincidences, strict=True)]
    rangs = [avant + n / 2 for avant, n in zip(accumulate(totaux, initial=0), totaux, strict=False)]
    ecarts = [(b - a) ** 2 if mesure == "ordinale" else 1 for a, b in combinations(rangs, 2)]
    attendu = sum(a * b * ecart for (a, b), ecart in zip(combinations(totaux, 2), ecarts, strict=True))
    if not attendu:
        return None
    return 1 - (sum(totaux) - 1) * sum(o * ecart for o, ecart in zip(observes, ecarts, strict=True)) / attendu
