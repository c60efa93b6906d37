"""Concordance : qui est d’accord avec qui, et de combien.

Deux questions, deux parties.

- **Une personne et les auteurs** : `proximites` compte, auteur par auteur, les accords, les nuances et les désaccords ;
  `les_plus_proches` donne un ensemble. Rien ici ne classe des personnes ni ne donne de note.
- **Une classe** : `kappa_cohen` (deux personnes), `kappa_fleiss` (plusieurs, sans trou), `alpha_krippendorff`
  (plusieurs, avec des trous), `intervalle_alpha` (ce qu’il vaudrait avec d’autres cartes) et `dispersion` (une seule question, pour décider d’un second vote).

Fonctions pures, bibliothèque standard seule ; à nombre de cases fixé, le temps est linéaire en nombre de réponses.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, combinations, pairwise
from math import isfinite
from numbers import Integral, Real
from operator import itemgetter, mul
from random import Random
from statistics import quantiles
from struct import Struct
from typing import Any, Literal, NamedTuple, get_args

Retour = Literal["accord", "nuance", "desaccord", "ne_tranche_pas", "hors_champ"]
Poids = Literal["aucun", "lineaire", "quadratique"]
Mesure = Literal["nominale", "ordinale", "intervalle", "rapport"]
Ecart = Callable[[Any, Any], float]

RETOURS = get_args(Retour)
COMPARABLES = ("accord", "nuance", "desaccord")
CARTES_POUR_PROCHE = 4
CARTES_POUR_KAPPA = 10
CARTES_POUR_INTERVALLE = 5
TIRAGES = 2000
GRAINE = "travailler ensemble"

_TOUS_PAREILS = "Tout le monde a répondu pareil : l’accord est total, mais ce coefficient ne se calcule pas sans variation."
_RIEN_A_COMPARER = "Aucune carte n’a reçu deux réponses : il n’y a rien à comparer."
_UNE_SEULE_PERSONNE = "Une seule personne a répondu : il n’y a pas encore d’autre réponse à comparer."
_DES_TROUS = (
    "Toutes les cartes n’ont pas reçu autant de réponses : ce coefficient ne se calcule pas. L’alpha, lui, accepte les réponses manquantes."
)


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

    `crans` : écart moyen, en crans, sur les cartes où les deux crans sont connus ; None quand l’auteur n’ordonne pas
    les cases. `kappa` : Cohen pondéré linéaire sur ces mêmes cartes ; None à moins de dix, ou sans variation.
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

        Une seule division d’entiers : deux parts égales (3 sur 4, 6 sur 8) donnent exactement le même nombre.
        """
        return (2 * self.accords + self.nuances) / (2 * self.comparables)


def proximites(comparaisons: Iterable[Comparaison | tuple[Any, ...]]) -> list[Proximite]:
    """Une `Proximite` par auteur, du plus proche au plus éloigné.

    Ordre : `Proximite.part` décroissante ; à égalité, l’identifiant de l’auteur, pour un affichage stable (cet ordre-là
    ne dit rien : voir `les_plus_proches`). L’ordre des comparaisons est sans effet. « ne tranche pas » et
    « hors champ » ne changent rien : un auteur qui n’a que cela est absent de la liste.

    ValueError : retour inconnu, ou même carte comparée deux fois au même auteur.
    """
    vues: set[tuple[str, str]] = set()
    retours: defaultdict[str, Counter[str]] = defaultdict(Counter)
    crans: defaultdict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
    for auteur, carte, retour, cran_apprenant, cran_auteur in comparaisons:
        _choisir(retour, RETOURS, "Retour")
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
        crans=sum(n * _ecart(a, b) for (a, b), n in paires.items()) / cartes if cartes else None,
        kappa=_kappa(paires, _ecart) if cartes >= CARTES_POUR_KAPPA else None,
    )


def les_plus_proches(proximites: Iterable[Proximite], minimum: int = CARTES_POUR_PROCHE) -> frozenset[str]:
    """L’ensemble des auteurs ex æquo à la plus grande part d’accords, parmi ceux qui ont `minimum` cartes comparables.

    Vide quand aucun auteur n’en a assez.
    """
    assez = [p for p in proximites if p.comparables >= max(minimum, 1)]
    meilleure = max((p.part for p in assez), default=None)
    return frozenset(p.auteur for p in assez if p.part == meilleure)


def dire_proximite(proximite: Proximite) -> str:
    """« 7 accords, 1 nuance, 1 désaccord » ; ce qui vaut zéro n’est pas dit."""
    comptes = (proximite.accords, "accord"), (proximite.nuances, "nuance"), (proximite.desaccords, "désaccord")
    return ", ".join(f"{n} {mot}{'s' if n > 1 else ''}" for n, mot in comptes if n)


# Une classe


class Accord(NamedTuple):
    """Un coefficient et sa phrase. `valeur` est None quand il n’est pas défini ; `dit` explique alors pourquoi."""

    valeur: float | None
    dit: str


def nombre(valeur: float, decimales: int = 2) -> str:
    """Un nombre écrit à la française : « 0,74 », « −0,10 » ; jamais de zéro négatif."""
    return f"{valeur:z.{decimales}f}".replace(".", ",").replace("-", "−")


def kappa_cohen(a: Iterable[Any], b: Iterable[Any], poids: Poids = "aucun", categories: Iterable[Hashable] | None = None) -> Accord:
    """Kappa de Cohen entre deux personnes qui ont répondu aux mêmes cartes, dans le même ordre.

    κ = 1 − n·Σ d(i,j)·o(i,j) ⁄ Σ d(i,j)·a(i)·b(j), où o compte les couples de réponses, a et b celles de chacun.
    L’écart d vaut 0 ou 1 (« aucun », Cohen 1960, doi:10.1177/001316446002000104), |i − j| (« lineaire ») ou (i − j)²
    (« quadratique », Cohen 1968, doi:10.1037/h0026256). i et j sont les places dans `categories` ; sans elles, les
    nombres répondus. Une carte sans réponse (None ou NaN) de l’un des deux est écartée.

    ValueError : longueurs différentes, poids inconnu, réponse hors de `categories`, réponses à pondérer sans ordre.
    """
    _choisir(poids, get_args(Poids), "Poids")
    a, b = list(a), list(b)
    if len(a) != len(b):
        raise ValueError(f"Les deux suites doivent porter sur les mêmes cartes : {len(a)} réponses contre {len(b)}.")
    paires = Counter((x, y) for x, y in zip(a, b, strict=True) if not (_manque(x) or _manque(y)))
    place = _places({v for paire in paires for v in paire}, categories, ordre=poids != "aucun")
    ecarts: dict[str, Ecart] = {
        "aucun": lambda x, y: x != y,
        "lineaire": lambda x, y: abs(place[x] - place[y]),
        "quadratique": lambda x, y: (place[x] - place[y]) ** 2,
    }
    if not paires:
        return Accord(None, _RIEN_A_COMPARER)
    return _accord(_kappa(paires, ecarts[poids]))


def kappa_fleiss(table: Iterable[Sequence[int]]) -> Accord:
    """Kappa de Fleiss : plusieurs personnes, autant de réponses sur chaque carte.

    `table` : une ligne par carte, une colonne par case, le nombre de réponses. Une ligne de zéros est écartée.
    κ = (P − Pe) ⁄ (1 − Pe) : P, part des paires de réponses pareilles sur une même carte ; Pe, somme des carrés des
    parts de chaque case (Fleiss 1971, doi:10.1037/h0031619).

    ValueError : lignes de longueurs différentes, effectif négatif ou non entier.
    """
    lignes = [list(ligne) for ligne in table]
    if any(len(x) != len(y) for x, y in pairwise(lignes)):
        raise ValueError("Chaque ligne du tableau doit avoir le même nombre de cases.")
    if any(not _entier(n) or n < 0 for ligne in lignes for n in ligne):
        raise ValueError("Le tableau compte des réponses : des entiers, jamais négatifs.")
    lignes = [ligne for ligne in lignes if any(ligne)]
    effectifs = {sum(ligne) for ligne in lignes}
    if effectifs <= {1}:
        return Accord(None, _RIEN_A_COMPARER)
    if len(effectifs) > 1:
        return Accord(None, _DES_TROUS)
    juges = effectifs.pop()
    reponses = juges * len(lignes)
    attendu = sum(sum(colonne) ** 2 for colonne in zip(*lignes, strict=True)) / reponses**2
    if attendu == 1:
        return Accord(None, _TOUS_PAREILS)
    observe = (sum(n * n for ligne in lignes for n in ligne) - reponses) / (reponses * (juges - 1))
    return _accord((observe - attendu) / (1 - attendu))


def kappa_fleiss_reponses(unites: Iterable[Iterable[Any]]) -> Accord:
    """`kappa_fleiss` depuis les réponses elles-mêmes : une suite par carte ; None ou NaN pour une réponse manquante."""
    comptes = [Counter(v for v in unite if not _manque(v)) for unite in unites]
    cases = list(dict.fromkeys(v for compte in comptes for v in compte))
    return kappa_fleiss([compte[case] for case in cases] for compte in comptes)


def alpha_krippendorff(
    unites: Iterable[Iterable[Any]], mesure: Mesure = "nominale", categories: Iterable[Hashable] | None = None
) -> Accord:
    """Alpha de Krippendorff : plusieurs personnes, réponses manquantes admises (None ou NaN).

    `unites` : une suite par carte, chaque personne à la même place d’une suite à l’autre.
    α = 1 − (n − 1)·Σ o(c,k)·d(c,k) ⁄ Σ n(c)·n(k)·d(c,k). Matrice de coïncidences : chaque carte qui a m ≥ 2 réponses
    ajoute 1 ⁄ (m − 1) à o(c,k) pour chaque couple ordonné de réponses c et k venues de deux personnes ; n(c) est le
    total de la ligne c, n celui du tableau. Écart d(c,k) : 0 ou 1 (« nominale ») ; carré de la différence entre les
    valeurs (« intervalle ») ou entre les rangs moyens (« ordinale », la même chose que la somme des effectifs de c à k,
    moins la moitié des deux bouts) ; ((c − k) ⁄ (c + k))² (« rapport »). Krippendorff 2011, « Computing
    Krippendorff’s Alpha-Reliability », Université de Pennsylvanie.
    La valeur d’une réponse est sa place dans `categories` ; sans elles, le nombre répondu.

    ValueError : mesure inconnue, réponse hors de `categories`, réponses à ordonner sans ordre, valeur négative pour
    « rapport ».
    """
    _choisir(mesure, get_args(Mesure), "Mesure")
    unites = [list(unite) for unite in unites]
    juges = {place for unite in unites for place, v in enumerate(unite) if not _manque(v)}
    comptes = [Counter(v for v in unite if not _manque(v)) for unite in unites]
    return alpha_des_comptes(comptes, mesure, categories, seul=len(juges) == 1)


def alpha_des_comptes(
    comptes: Iterable[Mapping[Any, int]], mesure: Mesure = "nominale", categories: Iterable[Hashable] | None = None, *, seul: bool = False
) -> Accord:
    """`alpha_krippendorff` depuis les effectifs : pour chaque carte, combien de personnes ont donné chaque réponse.

    Qui a répondu quoi n’entre pas dans la formule : les effectifs suffisent. `seul` : une seule personne a répondu.
    ValueError : comme `alpha_krippendorff`.
    """
    _choisir(mesure, get_args(Mesure), "Mesure")
    presents = [Counter({v: n for v, n in compte.items() if n}) for compte in comptes]
    valeur = _places({v for compte in presents for v in compte}, categories, ordre=mesure != "nominale")
    if mesure == "rapport" and any(v < 0 for v in valeur.values()):
        raise ValueError("La mesure « rapport » n’accepte pas de valeur négative.")
    coincidences: defaultdict[tuple[Any, Any], float] = defaultdict(float)
    effectifs: Counter[Any] = Counter()
    for compte in presents:
        reponses = compte.total()
        if reponses < 2:
            continue
        effectifs.update(compte)
        for c, n_c in compte.items():
            for k, n_k in compte.items():
                coincidences[c, k] += n_c * (n_k - (c == k)) / (reponses - 1)
    if not effectifs:
        return Accord(None, _UNE_SEULE_PERSONNE if seul else _RIEN_A_COMPARER)
    rang = _rangs_moyens(effectifs, valeur) if mesure == "ordinale" else {}
    ecarts: dict[Mesure, Ecart] = {
        "nominale": lambda c, k: c != k,
        "ordinale": lambda c, k: (rang[c] - rang[k]) ** 2,
        "intervalle": lambda c, k: (valeur[c] - valeur[k]) ** 2,
        "rapport": lambda c, k: ((valeur[c] - valeur[k]) / (valeur[c] + valeur[k])) ** 2 if c != k else 0,
    }
    ecart = ecarts[mesure]
    attendu = sum(n_c * n_k * ecart(c, k) for c, n_c in effectifs.items() for k, n_k in effectifs.items())
    if not attendu:
        return Accord(None, _TOUS_PAREILS)
    observe = sum(o * ecart(c, k) for (c, k), o in coincidences.items())
    return _accord(1 - (effectifs.total() - 1) * observe / attendu)


class Intervalle(NamedTuple):
    """Les deux bornes d’un intervalle, et combien de tirages l’ont donné."""

    bas: float
    haut: float
    tirages: int


def intervalle_alpha(
    comptes: Iterable[Mapping[Any, int]],
    mesure: Literal["nominale", "ordinale"] = "nominale",
    categories: Sequence[Hashable] = (),
    *,
    graine: str = GRAINE,
    tirages: int = TIRAGES,
) -> Intervalle | None:
    """L’intervalle à 95 % de `alpha_des_comptes`, par rééchantillonnage des cartes (bootstrap).

    Chaque tirage prend autant de cartes qu’il y en a, avec remise, et recalcule alpha ; les bornes sont les centiles
    2,5 et 97,5 des tirages (Efron 1979, doi:10.1214/aos/1176344552 ; pour alpha, en tirant les unités entières : Zapf et
    al. 2016, doi:10.1186/s12874-016-0200-9). Il dit ce que vaudrait l’accord avec d’autres cartes du même genre, non
    avec d’autres personnes. Un tirage où alpha n’est pas défini est écarté. La graine est fixe : mêmes réponses, même
    intervalle. `categories` : les cases, dans leur ordre ; obligatoires pour « ordinale ».

    None : moins de `CARTES_POUR_INTERVALLE` cartes comparables, ou un tirage sur vingt sans alpha.
    ValueError : mesure sans intervalle, réponse hors de `categories`.
    """
    _choisir(mesure, ("nominale", "ordinale"), "Mesure")
    comptes = [compte for compte in comptes if sum(compte.values()) > 1]
    places = _places({v for compte in comptes for v in compte}, categories or None, ordre=mesure == "ordinale")
    ordre = sorted(places, key=places.__getitem__) if mesure == "ordinale" else list(places)
    if len(comptes) < CARTES_POUR_INTERVALLE:
        return None
    cartes = [[compte.get(c, 0) for c in ordre] for compte in comptes]
    alphas = {"nominale": _alphas_nominaux, "ordinale": _alphas_ordinaux}[mesure]
    definis = [a for a in alphas(cartes, _tirages(graine, len(cartes), tirages)) if a is not None]
    if len(definis) < 0.95 * tirages:
        return None
    centiles = quantiles(definis, n=40, method="inclusive")
    return Intervalle(centiles[0], centiles[-1], len(definis))


Tirage = Callable[[Sequence[Any]], tuple[Any, ...]]
"""Prend dans une suite, une par carte, les places tirées."""


@lru_cache(maxsize=32)
def _tirages(graine: str, cartes: int, combien: int) -> tuple[Tirage, ...]:
    """Les mêmes pour tous les votes d’autant de cartes : ils ne dépendent pas des réponses."""
    places = Random(graine).choices(range(cartes), k=cartes * combien)
    return tuple(itemgetter(*places[debut : debut + cartes]) for debut in range(0, len(places), cartes))


def _alphas_nominaux(cartes: Sequence[Sequence[int]], tirages: Iterable[Tirage]) -> Iterator[float | None]:
    """L’alpha nominal de chaque tirage. Une carte de m réponses ajoute (m² − Σ n²) ⁄ (m − 1) au désaccord observé."""
    observes = [(sum(n) ** 2 - sum(map(mul, n, n))) / (sum(n) - 1) for n in cartes]
    for effectifs, tirer in zip(_effectifs(cartes, tirages), tirages, strict=True):
        total = sum(effectifs)
        attendu = total * total - sum(map(mul, effectifs, effectifs))
        yield 1 - (total - 1) * sum(tirer(observes)) / attendu if attendu else None


def _alphas_ordinaux(cartes: Sequence[Sequence[int]], tirages: Iterable[Tirage]) -> Iterator[float | None]:
    """L’alpha ordinal de chaque tirage : la même chose, chaque couple de cases pesant le carré de l’écart de leurs rangs moyens."""
    couples = list(combinations(range(len(cartes[0])), 2))
    observes = [[n[c] * n[k] / (sum(n) - 1) for c, k in couples] for n in cartes]
    for effectifs, tirer in zip(_effectifs(cartes, tirages), tirages, strict=True):
        rangs = [avant + n / 2 for avant, n in zip(accumulate(effectifs, initial=0), effectifs, strict=False)]
        ecarts = [(rangs[k] - rangs[c]) ** 2 for c, k in couples]
        attendu = sum(effectifs[c] * effectifs[k] * ecart for (c, k), ecart in zip(couples, ecarts, strict=True))
        observe = sum(map(mul, map(sum, zip(*tirer(observes), strict=True)), ecarts))
        yield 1 - (sum(effectifs) - 1) * observe / attendu if attendu else None


def _effectifs(cartes: Sequence[Sequence[int]], tirages: Iterable[Tirage]) -> Iterator[tuple[int, ...]]:
    """Les effectifs de chaque tirage, case par case. Ceux d’une carte tiennent dans un seul entier : une addition les ajoute tous."""
    cases = Struct(f"<{len(cartes[0])}Q")
    entiers = [int.from_bytes(cases.pack(*n), "little") for n in cartes]
    return (cases.unpack(sum(tirer(entiers)).to_bytes(cases.size, "little")) for tirer in tirages)


def dispersion(reponses: Iterable[Any], categories: Iterable[Hashable] | None = None) -> float | None:
    """À quel point une classe se partage sur une question : 0, toutes les réponses sont pareilles ; 1, partage égal.

    Indice de variation qualitative : K ⁄ (K − 1) · (1 − Σ p²), p étant la part de chaque case (Mueller et Schuessler
    1961). K est le nombre de cases offertes (`categories`), à donner pour comparer deux questions ou deux votes ; sans
    elles, le nombre de cases choisies au moins une fois. None ou NaN : pas de réponse. Rend None s’il y a moins de deux
    réponses. « Je ne sais pas » est une réponse si on la laisse dans `reponses`.

    ValueError : réponse hors de `categories`.
    """
    return dispersion_des_comptes(Counter(v for v in reponses if not _manque(v)), categories)


def dispersion_des_comptes(comptes: Mapping[Any, int], categories: Iterable[Hashable] | None = None) -> float | None:
    """`dispersion` depuis les effectifs : combien de personnes ont choisi chaque case. ValueError : comme elle."""
    effectifs = [n for n in comptes.values() if n]
    n, cases = sum(effectifs), len(_places({c for c, k in comptes.items() if k}, categories, ordre=False))
    if n < 2:
        return None
    if cases == 1:
        return 0.0
    return cases * (n * n - sum(k * k for k in effectifs)) / ((cases - 1) * n * n)


# Outils communs


def _accord(valeur: float | None) -> Accord:
    if valeur is None:
        return Accord(None, _TOUS_PAREILS)
    echelle = "sur une échelle où 1 est l’accord total et 0 ce que donne le hasard"
    return Accord(valeur, f"Accord de {nombre(valeur)}, {echelle}.")


def _kappa(paires: Counter[tuple[Any, Any]], ecart: Ecart) -> float | None:
    """Kappa des couples comptés, pour cet écart ; None si le hasard seul ne donne aucun écart."""
    lignes: Counter[Any] = Counter()
    colonnes: Counter[Any] = Counter()
    for (x, y), n in paires.items():
        lignes[x] += n
        colonnes[y] += n
    attendu = sum(n * m * ecart(x, y) for x, n in lignes.items() for y, m in colonnes.items())
    if not attendu:
        return None
    return 1 - paires.total() * sum(n * ecart(x, y) for (x, y), n in paires.items()) / attendu


def _ecart(x: int, y: int) -> int:
    return abs(x - y)


def _manque(v: object) -> bool:
    return v is None or v != v  # NaN : ce que pandas met à la place d’une réponse manquante


def _entier(n: object) -> bool:
    return isinstance(n, Integral)  # les entiers de numpy aussi


def _choisir(mot: str, permis: tuple[str, ...], nom: str) -> None:
    if mot not in permis:
        raise ValueError(f"{nom} au nom inconnu : « {mot} ». Attendu : {', '.join(permis)}.")


def _places(reponses: set[Any], categories: Iterable[Hashable] | None, ordre: bool) -> dict[Any, Any]:
    """La place de chaque catégorie : son rang dans `categories` ; sans elles, le nombre lui-même."""
    if categories is not None:
        categories = list(categories)
        places = {c: i for i, c in enumerate(categories)}
        if len(places) < len(categories):
            raise ValueError("Une même catégorie est donnée deux fois.")
        if inconnues := sorted(map(str, reponses - places.keys())):
            raise ValueError(f"Réponse hors des catégories données : {', '.join(inconnues)}.")
        return places
    if ordre and not all(isinstance(v, Real) and isfinite(v) for v in reponses):
        raise ValueError("Ces réponses ne sont pas toutes des nombres : donnez « categories », dans l’ordre.")
    return {v: v for v in reponses}


def _rangs_moyens(effectifs: Counter[Any], valeur: dict[Any, Any]) -> dict[Any, float]:
    rangs: dict[Any, float] = {}
    avant = 0
    for c in sorted(effectifs, key=valeur.__getitem__):
        rangs[c] = avant + effectifs[c] / 2
        avant += effectifs[c]
    return rangs
