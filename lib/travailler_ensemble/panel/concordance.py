"""Concordance : qui est d’accord avec qui, et de combien.

Deux questions, deux parties.

- **Une personne et les auteurs** : `proximites` compte, auteur par auteur, les accords, les nuances et les désaccords ;
  `accords_corriges` les corrige du hasard, et `les_plus_proches` ne nomme que qui s’en distingue. Rien ici ne classe des personnes ni ne donne de note.
- **Une classe** : `kappa_cohen` (deux suites de réponses), `alpha_des_comptes` (une classe, avec des trous),
  `intervalle_alpha` (ce qu’il vaudrait avec d’autres cartes) et `difference_des_alphas` (d’un vote à l’autre).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import accumulate
from math import lcm
from operator import index
from random import Random
from statistics import NormalDist, pvariance
from typing import Any, Literal, NamedTuple

from travailler_ensemble.activites.retours import COMPARABLES, RETOURS, Retour

Poids = Literal["aucun", "lineaire"]
Mesure = Literal["nominale", "ordinale"]

CARTES_POUR_PROCHE = 4
REPONSES_POUR_PROCHE = 20
"""Tous labos réunis, combien de réponses se comparent à un auteur avant que l’on dise de quoi il est proche."""
POIDS = {"accord": 1.0, "nuance": 0.5, "desaccord": 0.0}
TIRAGES = 1000
RISQUE = 0.03
"""Celui de nommer quelqu’un à qui répond au hasard : moins que les 5 % promis, pour que l’erreur d’une mesure y tienne."""
CARTES_POUR_INTERVALLE = 8

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
    les cases.
    """

    auteur: str
    accords: int
    nuances: int
    desaccords: int
    comparables: int
    crans: float | None = None

    @property
    def part(self) -> float:
        """Part d’accords, de 0 à 1, une nuance comptant pour moitié ; 0 quand rien ne se compare.

        Une seule division d’entiers : deux parts égales (3 sur 4, 6 sur 8) donnent exactement le même nombre.
        """
        return _division(2 * self.accords + self.nuances, 2 * self.comparables)

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
    )


class SerieDeReponses(NamedTuple):
    """Un tri répondu. `table` : (carte, case) → auteur → retour comparable. `reponses` : carte → case → combien de personnes."""

    table: Mapping[tuple[str, str], Mapping[str, str]]
    reponses: Mapping[str, Mapping[str, int]]


class AccordCorrige(NamedTuple):
    """L’accord avec un auteur, corrigé du hasard. `distinct` : il dépasse ce que donnent les mêmes réponses rebattues."""

    auteur: str
    comparables: float
    kappa: float | None
    distinct: bool


def accords_corriges(series: Iterable[SerieDeReponses], minimum: int = CARTES_POUR_PROCHE) -> list[AccordCorrige]:
    """Auteur par auteur, l’accord d’une personne (ou d’une classe) corrigé du hasard ; du plus proche au plus éloigné.

    Kappa pondéré κ = (o − h) ⁄ (1 − h), accord, nuance et désaccord pesant 1, ½ et 0 (Cohen 1968, doi:10.1037/h0026256) : o
    est l’accord moyen, h sa moyenne quand les réponses sont rebattues entre les cartes d’un même tri.

    Un auteur est distinct quand son accord centré, rapporté à son écart type exact sous permutation (Hoeffding 1951,
    doi:10.1214/aoms/1177729988), n’est atteint par le plus grand de tous, tous auteurs ensemble, que dans 3 % des
    permutations (statistique du maximum : Westfall et Young 1993) : on choisit le meilleur parmi plusieurs. `TIRAGES`
    permutations à graine fixe. À moins de `minimum` réponses comparables, jamais : un tel auteur n’entre pas non plus dans
    le maximum, où il ne ferait que cacher les autres.
    """
    tris = [t for t in (_Tri(s) for s in series) if t.n > 1]
    auteurs = sorted({a for t in tris for a in t.auteurs})
    hasards = {a: _division(sum(t.somme(a, 0) / t.n for t in tris), sum(t.somme(a, 1) / t.n for t in tris)) for a in auteurs}
    centres = [t.centrer(hasards) for t in tris]
    variances = {a: sum(t.variance(c.get(a)) for t, c in zip(tris, centres, strict=True)) for a in auteurs}
    # Ce que l’on attend de réponses rebattues ne dépend pas de leur ordre : en juger d’avance ne fausse pas la permutation.
    attendus = {a: sum(t.somme(a, 1) / t.n for t in tris) for a in auteurs}
    jugeables = [a for a in auteurs if variances[a] > 1e-12 and attendus[a] > minimum - 1e-9]

    def mesurer(ordres: Sequence[Sequence[int]]) -> dict[str, float]:
        sommes = dict.fromkeys(jugeables, 0.0)
        for c, ordre in zip(centres, ordres, strict=True):
            for a, d in c.items():
                if a in sommes:
                    sommes[a] += sum(map(list.__getitem__, d, ordre))
        return {a: x / variances[a] ** 0.5 for a, x in sommes.items()}

    scores = mesurer([range(t.n) for t in tris])
    seuil = _seuil(max(scores.values(), default=0.0), lambda ordres: max(mesurer(ordres).values()), [t.n for t in tris])
    liste = []
    for a in auteurs:
        comparables = sum(t.diagonale(a, 1) for t in tris)
        if comparables:
            observe = sum(t.diagonale(a, 0) for t in tris) / comparables
            kappa = (observe - hasards[a]) / (1 - hasards[a]) if hasards[a] < 1 and variances[a] > 1e-12 else None
            distinct = comparables >= minimum and scores.get(a, 0.0) > seuil
            liste.append(AccordCorrige(a, round(comparables, 9), kappa, distinct))
    return sorted(liste, key=lambda x: (x.kappa is None, -round(x.kappa or 0, 9), x.auteur))


def _seuil(observe: float, plus_grand: Callable[[Sequence[Sequence[int]]], float], tailles: Sequence[int]) -> float:
    """Ce que le plus grand accord ne dépasse, réponses rebattues, que dans 3 % des cas ; infini dès que `observe` ne peut plus l’être.

    S’arrêter là ne change aucune décision (Besag et Clifford 1991, doi:10.1093/biomet/78.2.301).
    """
    permis = int(RISQUE * (TIRAGES + 1)) - 1
    hasard, tires = Random("travailler ensemble"), list[float]()
    while len(tires) < TIRAGES:
        if observe <= 0 or sum(x > observe - 1e-9 for x in tires) > permis:
            return float("inf")
        tires.append(plus_grand([hasard.sample(range(n), n) for n in tailles]))
    return sorted(tires)[-permis - 1] + 1e-9


def les_plus_proches(series: Iterable[SerieDeReponses], minimum: int = CARTES_POUR_PROCHE) -> tuple[str, ...]:
    """Les auteurs ex æquo au plus grand accord corrigé, parmi ceux qui se distinguent du hasard ; souvent personne."""
    return les_plus_proches_de(accords_corriges(series, minimum))


def les_plus_proches_de(accords: Iterable[AccordCorrige]) -> tuple[str, ...]:
    """Les mêmes, d’accords déjà mesurés."""
    distincts = [x for x in accords if x.distinct and x.kappa is not None]
    return tuple(x.auteur for x in distincts if round(x.kappa or 0, 9) == round(distincts[0].kappa or 0, 9))


class _Tri:
    """Un tri mis en matrices : auteur → carte × carte → (accord, comparable) de la réponse de l’une, portée sur l’autre."""

    def __init__(self, serie: SerieDeReponses) -> None:
        # Une réponse est une part de chaque case : celle d’une personne tient dans une seule.
        cartes = sorted(c for c, x in serie.reponses.items() if sum(x.values()))
        parts = [[(k, n / sum(x.values())) for k, n in sorted(x.items()) if n] for x in (serie.reponses[c] for c in cartes)]
        self.n = len(cartes)
        self.auteurs: dict[str, list[list[tuple[float, float]]]] = {}
        for i, carte in enumerate(cartes):
            for j, part in enumerate(parts):
                for case, p in part:
                    for a, retour in serie.table.get((carte, case), {}).items():
                        if a not in self.auteurs:
                            self.auteurs[a] = [[(0.0, 0.0)] * self.n for _ in cartes]
                        m = self.auteurs[a][i]
                        m[j] = (m[j][0] + p * POIDS[retour], m[j][1] + p)

    def somme(self, a: str, k: int) -> float:
        return sum(x[k] for ligne in self.auteurs.get(a, ()) for x in ligne)

    def diagonale(self, a: str, k: int) -> float:
        return sum(ligne[i][k] for i, ligne in enumerate(self.auteurs.get(a, ())))

    def centrer(self, hasards: Mapping[str, float]) -> dict[str, list[list[float]]]:
        """Auteur → carte × réponse → accord moins ce qu’en donne le hasard."""
        return {a: [[x[0] - hasards[a] * x[1] for x in ligne] for ligne in m] for a, m in self.auteurs.items()}

    def variance(self, d: Sequence[Sequence[float]] | None) -> float:
        """Celle de la somme d’une case par carte, les réponses rebattues : Hoeffding 1951."""
        if d is None:
            return 0.0
        lignes, colonnes = [sum(x) / self.n for x in d], [sum(x) / self.n for x in zip(*d, strict=True)]
        tout = sum(lignes) / self.n
        ecarts = (x - lignes[i] - colonnes[j] + tout for i, ligne in enumerate(d) for j, x in enumerate(ligne))
        return sum(x * x for x in ecarts) / (self.n - 1)


def _division(a: float, b: float) -> float:
    return a / b if b else 0.0


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
    (« lineaire », Cohen 1968, doi:10.1037/h0026256). Lève `ValueError` si les suites n’ont pas la même longueur, ou si une
    réponse y manque.
    """
    a, b = list(a), list(b)
    if len(a) != len(b):
        raise ValueError(f"Les deux suites doivent porter sur les mêmes cartes : {len(a)} réponses contre {len(b)}.")
    if any(map(_manque, (*a, *b))):
        raise ValueError("Une réponse manque : ôtez cette carte des deux suites.")
    paires = Counter(zip(a, b, strict=True))
    if not paires:
        return Accord(None, _RIEN_A_COMPARER)
    return _accord(_kappa(paires, _crans if poids == "lineaire" else _differentes))


def alpha_des_comptes(comptes: Iterable[Mapping[Any, int]], mesure: Mesure, cases: Iterable[Hashable]) -> Accord:
    """Alpha de Krippendorff : plusieurs personnes, réponses manquantes admises. `cases` : toutes, dans leur ordre.

    `comptes` : pour chaque carte, combien de personnes ont donné chaque réponse ; qui a répondu quoi n’entre pas dans la
    formule, écrite dans `_alpha_des_cartes`. Lève `ValueError` : réponse hors des cases, même case donnée deux fois, ou
    nombre de réponses qui n’est pas un entier positif ou nul.
    """
    cartes = _effectifs(comptes, cases)
    return _accord(_alpha(cartes, mesure)) if cartes else Accord(None, _RIEN_A_COMPARER)


class Intervalle(NamedTuple):
    """Une mesure refaite carte par carte ôtée : sa valeur, et les deux bornes de son intervalle à 95 %."""

    valeur: float
    bas: float
    haut: float


def intervalle_alpha(comptes: Iterable[Mapping[Any, int]], mesure: Mesure, cases: Iterable[Hashable]) -> Intervalle | None:
    """`alpha_des_comptes`, et où il irait, à 95 %, avec autant d’autres cartes du même genre et la même classe.

    Une carte est ôtée à la fois (jackknife, forme close) : s² = (n − 1) ⁄ n · Σ (α₋ᵢ − ᾱ)². Les bornes sont α ± t·s·√2, t
    pris à n − 1 degrés de liberté ; √2, car l’on prédit une autre mesure, aussi incertaine que celle-ci (Efron et
    Stein 1981, doi:10.1214/aos/1176345462 ; Hesterberg 2015, doi:10.1080/00031305.2015.1089789), bornées à −1 et 1.

    None : moins de `CARTES_POUR_INTERVALLE` cartes comparables, une carte sans laquelle alpha n’est plus défini, ou une
    erreur nulle. Lève `ValueError` comme `alpha_des_comptes`.
    """
    cartes = _effectifs(comptes, cases)
    n, alpha = len(cartes), _alpha(cartes, mesure)
    sans = _sans_une(cartes, mesure)
    marge = None if sans is None else _marge(sans)
    if alpha is None or not marge:
        return None
    marge *= 2**0.5 * t_a_95(n - 1)
    return Intervalle(alpha, max(-1.0, alpha - marge), min(1.0, alpha + marge))


def difference_des_alphas(
    avant: Sequence[Mapping[Any, int]], apres: Sequence[Mapping[Any, int]], *, mesure: Mesure, cases: Iterable[Hashable]
) -> Intervalle | None:
    """De combien alpha a changé d’un vote à l’autre, sur les mêmes cartes prises deux à deux, et son intervalle à 95 %.

    Le même jackknife, sur la différence : chaque carte est ôtée des deux votes à la fois. `avant` et `apres` donnent les mêmes
    cartes dans le même ordre. None et `ValueError` comme `intervalle_alpha`.
    """
    cases = list(cases)
    ensemble = [(a, b) for a, b in zip(avant, apres, strict=True) if sum(a.values()) > 1 and sum(b.values()) > 1]
    votes = [_effectifs([x[k] for x in ensemble], cases) for k in (0, 1)]
    alphas = [_alpha(x, mesure) for x in votes]
    sans = [_sans_une(x, mesure) for x in votes]
    if alphas[0] is None or alphas[1] is None or sans[0] is None or sans[1] is None:
        return None
    marge, ecart = _marge([b - a for a, b in zip(sans[0], sans[1], strict=True)]), alphas[1] - alphas[0]
    marge *= t_a_95(len(ensemble) - 1)
    return Intervalle(ecart, ecart - marge, ecart + marge) if marge else None


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
        if not all(map(_est_un_nombre, compte.values())):
            raise ValueError("Un nombre de réponses est un entier, positif ou nul.")
        if inconnues := sorted(str(c) for c, n in compte.items() if n and c not in cases):
            raise ValueError(f"Réponse hors des cases données : {', '.join(inconnues)}.")
        if sum(compte.values()) > 1:
            lignes.append([compte.get(c, 0) for c in cases])
    return lignes


def _alpha(cartes: Sequence[Sequence[int]], mesure: Mesure) -> float | None:
    """Alpha de ces cartes ; None sans variation."""
    return _alpha_des_cartes(cartes, _totaux(cartes), mesure)


def _manque(reponse: Any) -> bool:
    """None, ou une valeur manquante de pandas : elle n’est égale à rien, pas même à elle."""
    try:
        return reponse is None or bool(reponse != reponse)
    except TypeError:
        return True


def _est_un_nombre(n: Any) -> bool:
    """Un compte possible ; une valeur manquante de pandas, 1,5 ou −1 n’en sont pas."""
    try:
        return index(n) >= 0
    except TypeError:
        return False


def _sans_une(cartes: Sequence[Sequence[int]], mesure: Mesure) -> list[float] | None:
    """Alpha sans chacune des cartes tour à tour ; None s’il y en a trop peu, ou si l’un d’eux n’est pas défini."""
    if len(cartes) < CARTES_POUR_INTERVALLE:
        return None
    totaux, alphas = _totaux(cartes), list[float]()
    for i, carte in enumerate(cartes):
        alpha = _alpha_des_cartes([*cartes[:i], *cartes[i + 1 :]], [t - n for t, n in zip(totaux, carte, strict=True)], mesure)
        if alpha is None:
            return None
        alphas.append(alpha)
    return alphas


def _marge(sans: Sequence[float]) -> float:
    """L’erreur type du jackknife ; 0 quand ôter une carte ne change rien, aux arrondis près."""
    erreur = ((len(sans) - 1) * pvariance(sans)) ** 0.5
    return erreur if erreur > 1e-9 else 0.0


def t_a_95(degres: int) -> float:
    """Le quantile à 97,5 % de la loi de Student, à 0,001 près dès sept degrés (Abramowitz et Stegun 1964, formule 26.7.5)."""
    z = NormalDist().inv_cdf(0.975)
    termes = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return sum(terme / degres**k for k, terme in enumerate(termes))


def _totaux(cartes: Sequence[Sequence[int]]) -> list[int]:
    """Le total de chaque case."""
    return [sum(x) for x in zip(*cartes, strict=True)]


def _alpha_des_cartes(cartes: Sequence[Sequence[int]], totaux: Sequence[int], mesure: Mesure) -> float | None:
    """α = 1 − (n − 1)·Σ D(carte) ⁄ (m − 1) ⁄ D(totaux), où D = Σ n(c)·n(k)·d(c,k) sur tous les couples de cases c < k ; None sans variation.

    m : réponses d’une carte, n celles de toutes. Écart d(c,k) : 1 (« nominale »), ou le carré de la différence des rangs
    moyens r (« ordinale ») ; alors D = Σ n · Σ n·r² − (Σ n·r)². Krippendorff 2011, « Computing Krippendorff’s
    Alpha-Reliability », Université de Pennsylvanie. En entiers, sur un dénominateur commun : l’ordre des cartes est sans effet.
    """
    doubles = [2 * avant + n for avant, n in zip(accumulate(totaux, initial=0), totaux, strict=False)]

    def ecarts(x: Sequence[int]) -> int:
        if mesure == "nominale":
            return (sum(x) ** 2 - sum(n * n for n in x)) // 2
        return sum(x) * sum(n * r * r for n, r in zip(x, doubles, strict=True)) - sum(n * r for n, r in zip(x, doubles, strict=True)) ** 2

    commun = lcm(*(sum(x) - 1 for x in cartes))
    attendu = commun * ecarts(totaux)
    if not attendu:
        return None
    observe = sum(commun // (sum(x) - 1) * ecarts(x) for x in cartes)
    return (attendu - (sum(totaux) - 1) * observe) / attendu
