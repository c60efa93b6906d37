"""Concordance : valeurs publiées, oracles (scikit-learn, statsmodels, krippendorff), propriétés."""

import ast
import math
import random
import sys

import krippendorff
import numpy
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa

from travailler_ensemble.panel import concordance
from travailler_ensemble.panel.concordance import (
    Comparaison,
    Proximite,
    alpha_des_comptes,
    alpha_krippendorff,
    dire_proximite,
    dispersion,
    dispersion_des_comptes,
    intervalle_alpha,
    kappa_cohen,
    kappa_fleiss,
    kappa_fleiss_reponses,
    les_plus_proches,
    nombre,
    proximites,
)

FIN = 1e-6  # précision exigée
MESURES = {"nominale": "nominal", "ordinale": "ordinal", "intervalle": "interval", "rapport": "ratio"}
POIDS = {"aucun": None, "lineaire": "linear", "quadratique": "quadratic"}


def environ(valeur, pres=FIN):
    return pytest.approx(valeur, abs=pres)


def couples(tableau):
    """Un tableau croisé de comptes, déplié en deux suites de réponses."""
    paires = [(i, j) for i, ligne in enumerate(tableau) for j, n in enumerate(ligne) for _ in range(n)]
    return [i for i, _ in paires], [j for _, j in paires]


# Valeurs publiées

# Krippendorff 2011 : quatre observateurs, douze unités, des trous.
QUATRE_OBSERVATEURS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]

# Fleiss 1971 : trente patients, six psychiatres, cinq diagnostics (comptes par diagnostic).
DIAGNOSTICS = [
    [0, 0, 0, 6, 0],
    [0, 3, 0, 0, 3],
    [0, 1, 4, 0, 1],
    [0, 0, 0, 0, 6],
    [0, 3, 0, 3, 0],
    [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2],
    [2, 0, 3, 1, 0],
    [2, 0, 0, 4, 0],
    [0, 0, 0, 0, 6],
    [1, 0, 0, 5, 0],
    [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0],
    [1, 0, 0, 5, 0],
    [0, 2, 0, 3, 1],
    [0, 0, 5, 0, 1],
    [3, 0, 0, 1, 2],
    [5, 1, 0, 0, 0],
    [0, 2, 0, 4, 0],
    [1, 0, 2, 0, 3],
    [0, 0, 0, 0, 6],
    [0, 1, 0, 5, 0],
    [0, 2, 0, 1, 3],
    [2, 0, 0, 4, 0],
    [1, 0, 0, 4, 1],
    [0, 5, 0, 1, 0],
    [4, 0, 0, 0, 2],
    [0, 2, 0, 4, 0],
    [1, 0, 5, 0, 0],
    [0, 0, 0, 0, 6],
]
DIAGNOSTICS_DEPLIES = [[case for case, n in enumerate(ligne) for _ in range(n)] for ligne in DIAGNOSTICS]


@pytest.mark.parametrize(
    ("mesure", "publie"), [("nominale", 0.743421), ("ordinale", 0.815388), ("intervalle", 0.849107), ("rapport", 0.797403)]
)
def test_alpha_publie_avec_des_trous(mesure, publie):
    assert alpha_krippendorff(zip(*QUATRE_OBSERVATEURS, strict=True), mesure).valeur == environ(publie)


@pytest.mark.parametrize(("a", "b", "publie"), [("0100000010", "1110010000", 0.095238), ("aabbdcccedda", "babbbccceddd", 0.691964)])
def test_alpha_publie_a_deux_observateurs(a, b, publie):
    assert alpha_krippendorff(zip(a, b, strict=True)).valeur == environ(publie)


def test_fleiss_publie():
    assert kappa_fleiss(DIAGNOSTICS).valeur == environ(0.430245)
    assert kappa_fleiss_reponses(DIAGNOSTICS_DEPLIES).valeur == environ(0.430245)
    assert alpha_krippendorff(DIAGNOSTICS_DEPLIES).valeur == environ(0.433410)


@pytest.mark.parametrize(
    ("tableau", "poids", "publie", "pres"),
    [
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], "aucun", 0.491525, FIN),
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], "lineaire", 0.473684, FIN),
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], "quadratique", 0.454545, FIN),
        ([[20, 5], [10, 15]], "aucun", 0.40, FIN),
        ([[0, 4, 1], [0, 8, 0], [0, 1, 5]], "aucun", 0.4842, 5e-5),  # SAS ne donne que quatre décimales
        ([[0, 4, 1], [0, 8, 0], [0, 1, 5]], "lineaire", 0.4701, 5e-5),
    ],
)
def test_cohen_publie(tableau, poids, publie, pres):
    assert kappa_cohen(*couples(tableau), poids).valeur == environ(publie, pres)


# Oracles

reponse = st.integers(1, 5)
trou_ou_reponse = st.none() | reponse
# Une liste de cartes, chacune avec les réponses des mêmes personnes, dans le même ordre.
cartes_trouees = st.integers(1, 5).flatmap(
    lambda juges: st.lists(st.lists(trou_ou_reponse, min_size=juges, max_size=juges), min_size=1, max_size=12)
)
deux_suites = st.lists(st.tuples(reponse, reponse), min_size=1, max_size=30)


def comparables(cartes):
    """Les valeurs des cartes qui ont au moins deux réponses : ce sont elles qui décident si alpha existe."""
    pleines = [[v for v in carte if v is not None] for carte in cartes]
    return {v for carte in pleines if len(carte) > 1 for v in carte}


@pytest.mark.parametrize("mesure", MESURES)
@given(cartes=cartes_trouees)
def test_alpha_comme_krippendorff(mesure, cartes):
    obtenu = alpha_krippendorff(cartes, mesure)
    if len(comparables(cartes)) < 2:
        assert obtenu.valeur is None
        return
    tableau = numpy.array([[numpy.nan if v is None else v for v in carte] for carte in cartes], dtype=float).T
    oracle = krippendorff.alpha(reliability_data=tableau, level_of_measurement=MESURES[mesure])
    assert obtenu.valeur == environ(oracle, 1e-9)


@pytest.mark.parametrize("poids", POIDS)
@given(paires=deux_suites)
def test_cohen_comme_scikit_learn(poids, paires):
    a, b = zip(*paires, strict=True)
    obtenu = kappa_cohen(a, b, poids, categories=range(1, 6))
    if len({*a, *b}) == 1:
        assert obtenu.valeur is None
        return
    assert obtenu.valeur == environ(cohen_kappa_score(a, b, weights=POIDS[poids], labels=[1, 2, 3, 4, 5]), 1e-9)
    # Sans catégories, l’écart est celui des nombres : ici, le même.
    assert kappa_cohen(a, b, poids).valeur == obtenu.valeur


@given(st.integers(2, 6).flatmap(lambda juges: st.lists(st.lists(reponse, min_size=juges, max_size=juges), min_size=1, max_size=12)))
def test_fleiss_comme_statsmodels(cartes):
    tableau = [[carte.count(case) for case in range(1, 6)] for carte in cartes]
    obtenu = kappa_fleiss(tableau)
    assert kappa_fleiss_reponses(cartes).valeur == (obtenu.valeur if obtenu.valeur is None else environ(obtenu.valeur))
    if len({v for carte in cartes for v in carte}) == 1:
        assert obtenu.valeur is None
        return
    assert obtenu.valeur == environ(fleiss_kappa(numpy.array(tableau)), 1e-9)


# Propriétés des coefficients


@pytest.mark.parametrize("mesure", MESURES)
@given(donnees=st.data(), cartes=cartes_trouees)
def test_alpha_ignore_l_ordre_des_personnes_et_des_cartes(mesure, donnees, cartes):
    depart = alpha_krippendorff(cartes, mesure)
    juges = donnees.draw(st.permutations(range(len(cartes[0]))))
    melange = [[carte[j] for j in juges] for carte in donnees.draw(st.permutations(cartes))]
    arrivee = alpha_krippendorff(melange, mesure)
    assert (arrivee.valeur is None) == (depart.valeur is None)
    if depart.valeur is None:
        assert arrivee.dit == depart.dit
    else:  # à un arrondi près : 0,375 se dirait 0,37 ou 0,38
        assert arrivee.valeur == environ(depart.valeur, 1e-9)


@pytest.mark.parametrize("poids", POIDS)
@given(a=st.lists(reponse, min_size=2))
def test_on_est_d_accord_avec_soi(poids, a):
    assume(len(set(a)) > 1)
    assert kappa_cohen(a, a, poids).valeur == 1


@given(deux_suites)
def test_cohen_est_symetrique_et_les_trous_ne_comptent_pas(paires):
    a, b = map(list, zip(*paires, strict=True))
    depart = kappa_cohen(a, b, "lineaire").valeur
    assert kappa_cohen(b, a, "lineaire").valeur == depart
    assert kappa_cohen([*a, None, 3, math.nan], [*b, 2, None, 1], "lineaire").valeur == depart


@given(cartes_trouees)
def test_une_reponse_isolee_ne_change_pas_alpha(cartes):
    assert alpha_krippendorff([*cartes, [4], [None, math.nan, 2]]).valeur == alpha_krippendorff(cartes).valeur


def test_l_ordre_des_mots_vient_des_categories():
    cases = ["information", "coopération", "partenariat", "fusion"]
    nombres = [[0, 1], [1, 1], [3, 2], [0, 0], [2, 2]]
    mots = [[cases[i] for i in carte] for carte in nombres]
    for mesure in ("ordinale", "intervalle"):
        assert alpha_krippendorff(mots, mesure, cases) == alpha_krippendorff(nombres, mesure)
    for poids in POIDS:
        assert kappa_cohen(*zip(*mots, strict=True), poids, cases) == kappa_cohen(*zip(*nombres, strict=True), poids)


def test_alpha_de_rapport_accepte_le_zero():
    # Écarts : 1 entre 0 et le reste, 1/9 entre 1 et 2 ; 1 − 3 · (2/9) / (74/9).
    assert alpha_krippendorff([[0, 0], [1, 2]], "rapport").valeur == environ(1 - 6 / 74)


# Coefficients non définis : le dire en mots

PAREIL = "Tout le monde a répondu pareil"
RIEN = "Aucune carte n’a reçu deux réponses"
SEULE = "Une seule personne a répondu"


@pytest.mark.parametrize(
    ("obtenu", "debut"),
    [
        (kappa_cohen("aaa", "aaa"), PAREIL),
        (kappa_cohen([], []), RIEN),
        (kappa_cohen([1, None], [None, 1]), RIEN),
        (kappa_fleiss([[3, 0], [3, 0]]), PAREIL),
        (kappa_fleiss([]), RIEN),
        (kappa_fleiss([[0, 0]]), RIEN),
        (kappa_fleiss([[1, 0], [0, 1]]), RIEN),
        (kappa_fleiss([[2, 1], [1, 1]]), "Toutes les cartes n’ont pas reçu autant de réponses"),
        (kappa_fleiss_reponses([["a", "b"], ["a", None]]), "Toutes les cartes n’ont pas reçu autant de réponses"),
        (kappa_fleiss_reponses([[None], []]), RIEN),
        (alpha_krippendorff([]), RIEN),
        (alpha_krippendorff([[None, None]]), RIEN),
        (alpha_krippendorff([[1, None], [None, 2]]), RIEN),
        (alpha_krippendorff([[1, None], [2, None]]), SEULE),
        *((alpha_krippendorff([[2, 2, None], [2, 2, 2]], mesure), PAREIL) for mesure in MESURES),
    ],
)
def test_non_defini_se_dit_en_mots(obtenu, debut):
    assert obtenu.valeur is None
    assert obtenu.dit.startswith(debut + "\u00a0:")
    assert obtenu.dit.endswith(".")


def test_une_carte_sans_reponse_ne_gene_pas_fleiss():
    assert kappa_fleiss([*DIAGNOSTICS, [0] * 5]) == kappa_fleiss(DIAGNOSTICS)


def test_defini_se_dit_avec_un_nombre_francais():
    assert alpha_krippendorff(zip(*QUATRE_OBSERVATEURS, strict=True)).dit.startswith("Accord de 0,74,")
    assert kappa_cohen("ab", "ba").dit.startswith("Accord de −1,00,")


@pytest.mark.parametrize(("valeur", "decimales", "ecrit"), [(0.744, 2, "0,74"), (-0.1, 2, "−0,10"), (-0.001, 2, "0,00"), (1.25, 1, "1,2")])
def test_nombre_a_la_francaise(valeur, decimales, ecrit):
    assert nombre(valeur, decimales) == ecrit


@pytest.mark.parametrize(
    ("appel", "message"),
    [
        (lambda: kappa_cohen([1], [1, 2]), "mêmes cartes"),
        (lambda: kappa_cohen([1], [1], "cubique"), "Poids au nom inconnu"),
        (lambda: kappa_cohen("ab", "ba", "lineaire"), "dans l’ordre"),
        (lambda: kappa_cohen("ab", "ba", categories="a"), "hors des catégories données\u00a0: b"),
        (lambda: kappa_cohen("ab", "ba", categories="aba"), "donnée deux fois"),
        (lambda: kappa_fleiss([[1, 1], [2]]), "même nombre de cases"),
        (lambda: kappa_fleiss([[3, -1]]), "jamais négatifs"),
        (lambda: kappa_fleiss([[1.5, 0.5]]), "des entiers"),
        (lambda: alpha_krippendorff([[1, 2]], "floue"), "Mesure au nom inconnu"),
        (lambda: alpha_krippendorff(["ab"], "ordinale"), "dans l’ordre"),
        (lambda: alpha_krippendorff([[1, math.inf]], "intervalle"), "dans l’ordre"),
        (lambda: alpha_krippendorff([[1, -1]], "rapport"), "valeur négative"),
        (lambda: dispersion("ab", categories="a"), "hors des catégories données\u00a0: b"),
        (lambda: proximites([("dhume", "c1", "peut-être", None, None)]), "Retour au nom inconnu"),
        (lambda: proximites([Comparaison("dhume", "c1", "accord")] * 2), "deux fois"),
    ],
)
def test_mauvaise_entree_refusee_en_francais(appel, message):
    with pytest.raises(ValueError, match=message):
        appel()


# Dispersion


@pytest.mark.parametrize(
    ("reponses", "categories", "attendue"),
    [
        ("", None, None),
        (["a", None, math.nan], None, None),
        ("aaaa", None, 0),
        ("aaaa", "abc", 0),
        ("aabb", None, 1),
        ("abc", "abc", 1),
        ("aabb", "abc", 0.75),  # 3/2 · (1 − 1/2)
        ("aaab", None, 0.75),  # 2 · (1 − 10/16)
        (["a", "a", "a", "b", None], None, 0.75),
    ],
)
def test_dispersion(reponses, categories, attendue):
    assert dispersion(reponses, categories) == (None if attendue is None else environ(attendue, 1e-12))


@given(st.lists(st.sampled_from("abcd"), min_size=2), st.randoms(use_true_random=False))
def test_dispersion_bornee_et_sans_ordre(reponses, hasard):
    depart = dispersion(reponses, "abcd")
    assert 0 <= depart <= 1
    assert (depart == 0) == (len(set(reponses)) == 1)
    hasard.shuffle(reponses)
    assert dispersion(reponses, "abcd") == depart


# Une personne et les auteurs


def cartes(auteur, retours, crans=()):
    """Des comparaisons pour cet auteur : une lettre par carte (a, n, d, t, h), des crans si l’on en donne."""
    noms = {"a": "accord", "n": "nuance", "d": "desaccord", "t": "ne_tranche_pas", "h": "hors_champ"}
    crans = list(crans) or [(None, None)] * len(retours)
    return [Comparaison(auteur, f"c{i}", noms[r], *c) for i, (r, c) in enumerate(zip(retours, crans, strict=True))]


def test_comptes_et_ordre():
    obtenu = proximites(cartes("besson", "aand") + cartes("dhume", "aaan") + cartes("brachet", "aandth"))
    assert obtenu == [
        Proximite("dhume", 3, 1, 0, 4),
        Proximite("besson", 2, 1, 1, 4),  # même part que brachet : l’ordre des noms départage l’affichage
        Proximite("brachet", 2, 1, 1, 4),
    ]


def test_une_nuance_compte_pour_moitie():
    nuances, moitie = proximites(cartes("x", "nnnn") + cartes("y", "aadd"))
    assert nuances.part == moitie.part == 0.5
    assert les_plus_proches([nuances, moitie]) == {"x", "y"}


def test_ex_aequo_font_un_ensemble_meme_sur_des_nombres_de_cartes_differents():
    liste = proximites(cartes("x", "aad" * 2) + cartes("y", "aad" * 5) + cartes("z", "aadd"))
    assert les_plus_proches(liste) == frozenset({"x", "y"})


def test_trop_peu_de_cartes_pour_dire_qui_est_proche():
    liste = proximites(cartes("x", "aaatthh") + cartes("y", "addd"))
    assert [p.auteur for p in liste] == ["x", "y"]
    assert les_plus_proches(liste) == {"y"}
    assert les_plus_proches(liste, minimum=3) == {"x"}
    assert les_plus_proches(liste, minimum=5) == les_plus_proches([]) == frozenset()


def test_crans_ecart_moyen_seulement_quand_l_auteur_ordonne():
    avec, sans = proximites(cartes("x", "aad", [(1, 1), (2, 1), (4, 1)]) + cartes("y", "ddd"))
    assert avec.crans == environ(4 / 3)
    assert sans.crans is None


DIX = [(1, 1), (2, 2), (3, 4), (4, 4), (1, 2), (2, 2), (3, 1), (4, 4), (1, 1), (2, 4)]


def test_kappa_a_partir_de_dix_cartes():
    (dix,) = proximites(cartes("x", "a" * 10, DIX))
    a, b = zip(*DIX, strict=True)
    assert dix.kappa == environ(cohen_kappa_score(a, b, weights="linear", labels=[1, 2, 3, 4]), 1e-12)
    (neuf,) = proximites(cartes("x", "a" * 9, DIX[:9]))
    assert neuf.crans is not None and neuf.kappa is None
    # Dix cartes, mais une hors champ : neuf comparables.
    (hors_champ,) = proximites(cartes("x", "a" * 9 + "h", DIX))
    assert hors_champ == neuf
    (sans_crans,) = proximites(cartes("x", "a" * 12))
    assert sans_crans.kappa is None
    (sans_variation,) = proximites(cartes("x", "a" * 10, [(2, 2)] * 10))
    assert sans_variation.crans == 0 and sans_variation.kappa is None


cran = st.none() | st.integers(1, 4)
comparaisons = st.lists(
    st.builds(
        Comparaison,
        st.sampled_from(["dhume", "brachet", "besson"]),
        st.integers(0, 20).map("c{}".format),
        st.sampled_from(concordance.RETOURS),
        cran,
        cran,
    ),
    unique_by=lambda c: (c.auteur, c.carte),
    max_size=40,
)


@given(comparaisons, st.randoms(use_true_random=False))
def test_l_ordre_des_comparaisons_est_sans_effet(liste, hasard):
    depart = proximites(liste)
    hasard.shuffle(liste)
    assert proximites(liste) == depart


@given(comparaisons)
def test_ne_tranche_pas_et_hors_champ_ne_changent_rien(liste):
    comptees = [c for c in liste if c.retour in ("accord", "nuance", "desaccord")]
    assert proximites(liste) == proximites(comptees)


@given(comparaisons)
def test_proximites_se_tiennent(liste):
    obtenu = proximites(liste)
    assert [p.part for p in obtenu] == sorted((p.part for p in obtenu), reverse=True)
    assert all(p.accords + p.nuances + p.desaccords == p.comparables > 0 for p in obtenu)
    assez = [p for p in obtenu if p.comparables >= 4]
    assert bool(les_plus_proches(obtenu)) == bool(assez)
    assert not assez or assez[0].auteur in les_plus_proches(obtenu)


def test_on_ne_peut_pas_etre_plus_proche_en_etant_en_desaccord():
    mieux, moins_bien = proximites(cartes("x", "aaadd") + cartes("y", "aaddd"))
    assert (mieux.auteur, moins_bien.auteur) == ("x", "y")


@pytest.mark.parametrize(
    ("comptes", "phrase"),
    [
        ((7, 1, 1), "7 accords, 1 nuance, 1 désaccord"),
        ((1, 2, 3), "1 accord, 2 nuances, 3 désaccords"),
        ((3, 0, 0), "3 accords"),
        ((0, 0, 2), "2 désaccords"),
    ],
)
def test_dire_proximite(comptes, phrase):
    assert dire_proximite(Proximite("x", *comptes, sum(comptes))) == phrase


def test_bibliotheque_standard_seule():
    arbre = ast.parse(open(concordance.__file__, encoding="utf-8").read())
    importes = {n.module for n in ast.walk(arbre) if isinstance(n, ast.ImportFrom)}
    importes |= {a.name for n in ast.walk(arbre) if isinstance(n, ast.Import) for a in n.names}
    assert {nom.split(".")[0] for nom in importes} <= sys.stdlib_module_names


# Depuis les effectifs, et en tirant les cartes

COMPTES = st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=5, max_size=9)


def deplies(comptes):
    return [[case for case, n in enumerate(ligne) for _ in range(n)] for ligne in comptes]


@given(COMPTES, st.sampled_from(["nominale", "ordinale", "intervalle"]))
def test_les_effectifs_suffisent_a_l_alpha_et_a_la_dispersion(comptes, mesure):
    effectifs = [dict(enumerate(ligne)) for ligne in comptes]
    assert alpha_des_comptes(effectifs, mesure, range(4)).valeur == alpha_krippendorff(deplies(comptes), mesure, range(4)).valeur
    for ligne, e in zip(deplies(comptes), effectifs, strict=True):
        assert dispersion_des_comptes(e, range(4)) == dispersion(ligne, range(4))


@pytest.mark.parametrize("mesure", ["nominale", "ordinale"])
def test_l_intervalle_est_celui_de_l_alpha_recalcule_a_chaque_tirage(mesure):
    """Les mêmes cartes tirées, l’alpha de `krippendorff`, les centiles de numpy."""
    sort = numpy.random.default_rng(7)
    comptes = sort.integers(0, 8, (9, 4))
    hasard, refaits = random.Random("essai"), []
    for _ in range(300):
        tirees = hasard.choices(range(9), k=9)
        refaits.append(krippendorff.alpha(value_counts=comptes[tirees], level_of_measurement=MESURES[mesure]))
    obtenu = intervalle_alpha([dict(enumerate(map(int, x))) for x in comptes], mesure, range(4), graine="essai", tirages=300)
    assert obtenu[:2] == pytest.approx(numpy.percentile(refaits, [2.5, 97.5]), abs=FIN)
    assert obtenu.tirages == 300


@given(COMPTES)
def test_l_intervalle_est_toujours_le_meme_et_dans_l_ordre(comptes):
    effectifs = [dict(enumerate(ligne)) for ligne in comptes]
    un = intervalle_alpha(effectifs, "nominale", range(4), tirages=50)
    assert un == intervalle_alpha([dict(reversed(e.items())) for e in effectifs], "nominale", range(4), tirages=50)
    assert un is None or -1 <= un.bas <= un.haut <= 1


def test_l_intervalle_n_est_pas_toujours_defini():
    """Trop peu de cartes, tout le monde pareil, ou un désaccord que presque aucun tirage ne voit."""
    assert intervalle_alpha([{"a": 3, "b": 2}] * 4) is None
    assert intervalle_alpha([{"a": 5}] * 8) is None
    assert intervalle_alpha([{"a": 5}] * 8 + [{"a": 4, "b": 1}]) is None
    assert intervalle_alpha([{"a": 5}, {"b": 5}] * 4)[:2] == (1, 1)
    assert intervalle_alpha([{"a": 1}] * 20 + [{"a": 3, "b": 2}] * 4) is None, "une carte d’une réponse ne se compare à rien"
    with pytest.raises(ValueError, match="categories"):
        intervalle_alpha([{"a": 3, "b": 2}] * 6, "ordinale")
    with pytest.raises(ValueError, match="Mesure au nom inconnu"):
        intervalle_alpha([{"a": 3, "b": 2}] * 6, "rapport")


# Ce que les mutations ont montré sans essai


@pytest.mark.parametrize(
    ("table", "dit"),
    [
        ([], concordance._RIEN_A_COMPARER),
        ([[1, 0], [0, 1]], concordance._RIEN_A_COMPARER),
        ([[2, 0], [1, 0]], concordance._DES_TROUS),
        ([[2, 0], [1, 0], [3, 0]], concordance._DES_TROUS),
        ([[2, 0], [2, 0]], concordance._TOUS_PAREILS),
    ],
)
def test_un_kappa_de_fleiss_qui_ne_se_calcule_pas_dit_pourquoi(table, dit):
    assert kappa_fleiss(table) == (None, dit)


def test_deux_personnes_qui_n_ont_rien_en_commun_n_ont_rien_a_comparer():
    assert kappa_cohen([None, 1], [1, None]) == (None, concordance._RIEN_A_COMPARER)


@pytest.mark.parametrize(
    ("table", "phrase"),
    [
        ([[1, 1], [2]], "Chaque ligne du tableau doit avoir le même nombre de cases."),
        ([[1, -1]], "Le tableau compte des réponses : des entiers, jamais négatifs."),
    ],
)
def test_un_tableau_impossible_est_refuse_par_une_phrase(table, phrase):
    with pytest.raises(ValueError) as refus:
        kappa_fleiss(table)
    assert str(refus.value) == phrase


def test_une_seule_carte_comparable_suffit_quand_on_le_demande():
    une = concordance.proximites([("a", "c1", "accord", None, None)])
    assert concordance.les_plus_proches(une, minimum=1) == concordance.les_plus_proches(une, minimum=0) == {"a"}


def test_cinq_cartes_de_deux_reponses_suffisent_a_un_intervalle():
    """Le compte juste : ni une carte ni une réponse de plus."""
    cinq = [{"a": 2}, {"b": 2}, {"a": 1, "b": 1}, {"a": 2}, {"b": 2}]
    assert intervalle_alpha(cinq, tirages=40) is not None
    assert intervalle_alpha(cinq[:4], tirages=40) is None


def test_l_ordre_de_l_intervalle_est_celui_des_cases_et_non_de_l_alphabet():
    """Les mêmes effectifs, les cases nommées autrement ; puis un autre ordre, un autre intervalle."""
    comptes = [{"z": 4, "m": 1}, {"m": 3, "a": 2}, {"a": 5}, {"z": 2, "a": 3}, {"z": 5}, {"m": 4, "z": 1}]
    traduits = [{{"z": 1, "m": 2, "a": 3}[c]: n for c, n in x.items()} for x in comptes]
    ordinal = intervalle_alpha(comptes, "ordinale", ["z", "m", "a"], tirages=60)
    assert ordinal == intervalle_alpha(traduits, "ordinale", [1, 2, 3], tirages=60)
    assert ordinal != intervalle_alpha(comptes, "ordinale", ["m", "z", "a"], tirages=60)
    assert ordinal != intervalle_alpha(comptes, "nominale", ["z", "m", "a"], tirages=60)
    with pytest.raises(ValueError, match="hors des catégories"):
        intervalle_alpha(comptes, "nominale", ["z", "m"])


def test_un_tirage_ordinal_sans_variation_est_ecarte():
    assert intervalle_alpha([{"a": 4}] * 6, "ordinale", ["a", "b"], tirages=40) is None
    (deux,) = concordance._alphas_ordinaux([[1, 1]] * 2, [lambda cartes: tuple(cartes)])
    assert deux == pytest.approx(-0.5)


def test_le_rang_moyen_d_une_case_est_au_milieu_de_ses_reponses():
    assert concordance._rangs_moyens(concordance.Counter({"x": 2, "y": 4}), {"x": 0, "y": 1}) == {"x": 1, "y": 4}
