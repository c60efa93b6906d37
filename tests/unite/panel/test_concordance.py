"""Concordance : valeurs publiées, oracles (statsmodels, krippendorff), propriétés."""

from collections import Counter

import krippendorff
import numpy
import pandas
import pytest
from chacun import pour_chacun
from hypothesis import assume, given
from hypothesis import strategies as st

from outils.mesures import justesse
from travailler_ensemble import corpus
from travailler_ensemble.activites.retours import RETOURS, dire_comptes
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.concordance import (
    REPONSES_POUR_PROCHE,
    Comparaison,
    Proximite,
    SerieDeReponses,
    accords_corriges,
    alpha_des_comptes,
    difference_des_alphas,
    intervalle_alpha,
    kappa_cohen,
    les_plus_proches,
    nombre,
    proximites,
    t_a_95,
)

FIN = 1e-6  # précision exigée
MESURES = {"nominale": "nominal", "ordinale": "ordinal"}
POIDS = {"aucun": None, "lineaire": "linear"}


def environ(valeur, pres=FIN):
    return pytest.approx(valeur, abs=pres)


def compter(cartes):
    """Les réponses à chaque carte, comptées case par case ; None : pas de réponse."""
    return [Counter(v for v in carte if v is not None) for carte in cartes]


def alpha(cartes, mesure="nominale", cases=range(1, 6)):
    return alpha_des_comptes(compter(cartes), mesure, cases)


def couples(tableau):
    """Un tableau croisé de comptes, déplié en deux suites de réponses."""
    paires = [(i, j) for i, ligne in enumerate(tableau) for j, n in enumerate(ligne) for _ in range(n)]
    return [i for i, _ in paires], [j for _, j in paires]


def kappa_de_statsmodels(a, b, poids=None, cases=range(1, 6)):
    """Le kappa de deux suites de réponses, prises parmi `cases`, dans cet ordre."""
    from statsmodels.stats.inter_rater import cohens_kappa  # ici : chaque ouvrier le chargerait

    croise = pandas.crosstab(numpy.array(a), numpy.array(b)).reindex(index=cases, columns=cases, fill_value=0)
    return cohens_kappa(croise.to_numpy(), wt=poids, return_results=False)


def student(part, degres):
    """Le quantile de la loi de Student."""
    from scipy import stats

    return stats.t.ppf(part, degres)


# Valeurs publiées

# Krippendorff 2011 : quatre observateurs, douze unités, des trous.
QUATRE_OBSERVATEURS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


@pytest.mark.parametrize(("mesure", "publie"), [("nominale", 0.743421), ("ordinale", 0.815388)])
def test_alpha_publie_avec_des_trous(mesure, publie):
    assert alpha(zip(*QUATRE_OBSERVATEURS, strict=True), mesure).valeur == environ(publie)


@pytest.mark.parametrize(("a", "b", "publie"), [("0100000010", "1110010000", 0.095238), ("aabbdcccedda", "babbbccceddd", 0.691964)])
def test_alpha_publie_a_deux_observateurs(a, b, publie):
    assert alpha(zip(a, b, strict=True), cases="01abcde").valeur == environ(publie)


@pytest.mark.parametrize(
    ("tableau", "poids", "publie", "pres"),
    [
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], "aucun", 0.491525, FIN),
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], "lineaire", 0.473684, FIN),
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
    obtenu = alpha(cartes, mesure)
    if len(comparables(cartes)) < 2:
        assert obtenu.valeur is None
        return
    tableau = numpy.array([[numpy.nan if v is None else v for v in carte] for carte in cartes], dtype=float).T
    oracle = krippendorff.alpha(reliability_data=tableau, level_of_measurement=MESURES[mesure])
    assert obtenu.valeur == environ(oracle, 1e-9)


@pytest.mark.parametrize("poids", POIDS)
@given(paires=deux_suites)
def test_cohen_comme_statsmodels(poids, paires):
    a, b = zip(*paires, strict=True)
    obtenu = kappa_cohen(a, b, poids)
    if len({*a, *b}) == 1:
        assert obtenu.valeur is None
        return
    assert obtenu.valeur == environ(kappa_de_statsmodels(a, b, POIDS[poids]), 1e-9)


# Propriétés des coefficients


@pytest.mark.parametrize("mesure", MESURES)
@given(donnees=st.data(), cartes=cartes_trouees)
def test_alpha_ignore_l_ordre_des_personnes_et_des_cartes(mesure, donnees, cartes):
    depart = alpha(cartes, mesure)
    juges = donnees.draw(st.permutations(range(len(cartes[0]))))
    melange = [[carte[j] for j in juges] for carte in donnees.draw(st.permutations(cartes))]
    arrivee = alpha(melange, mesure)
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
def test_cohen_est_symetrique(paires):
    a, b = map(list, zip(*paires, strict=True))
    assert kappa_cohen(b, a, "lineaire").valeur == kappa_cohen(a, b, "lineaire").valeur


@given(cartes_trouees)
def test_une_reponse_isolee_ne_change_pas_alpha(cartes):
    assert alpha([*cartes, [4], [None, 2], []]).valeur == alpha(cartes).valeur


def test_l_ordre_est_celui_des_cases_donnees():
    cases = ["information", "coopération", "partenariat", "fusion"]
    nombres = [[0, 1], [1, 1], [3, 2], [0, 0], [2, 2]]
    mots = [[cases[i] for i in carte] for carte in nombres]
    assert alpha(mots, "ordinale", cases) == alpha(nombres, "ordinale", range(4)) != alpha(mots, "ordinale", sorted(cases))


# Coefficients non définis : le dire en mots

PAREIL = "Tout le monde a répondu pareil"
RIEN = "Aucune carte n’a reçu deux réponses"


@pour_chacun(
    ("obtenu", "debut"),
    [
        (kappa_cohen("aaa", "aaa"), PAREIL),
        (kappa_cohen([], []), RIEN),
        (alpha([]), RIEN),
        (alpha([[None, None]]), RIEN),
        (alpha([[1, None], [None, 2]]), RIEN),
        *((alpha([[2, 2, None], [2, 2, 2]], mesure), PAREIL) for mesure in MESURES),
    ],
)
def test_non_defini_se_dit_en_mots(obtenu, debut):
    assert obtenu.valeur is None
    assert obtenu.dit.startswith(debut + "\u00a0:")
    assert obtenu.dit.endswith(".")


def test_defini_se_dit_avec_un_nombre_francais():
    assert alpha(zip(*QUATRE_OBSERVATEURS, strict=True)).dit.startswith("Accord de 0,74,")
    assert kappa_cohen("ab", "ba").dit.startswith("Accord de −1,00,")


@pytest.mark.parametrize(("valeur", "decimales", "ecrit"), [(0.744, 2, "0,74"), (-0.1, 2, "−0,10"), (-0.001, 2, "0,00"), (1.25, 1, "1,2")])
def test_nombre_a_la_francaise(valeur, decimales, ecrit):
    assert nombre(valeur, decimales) == ecrit


@pytest.mark.parametrize(
    ("appel", "message"),
    [
        (lambda: kappa_cohen([1], [1, 2]), "mêmes cartes"),
        (lambda: alpha(["ab"], cases="a"), "hors des cases données\u00a0: b"),
        (lambda: alpha(["ab"], cases="aba"), "donnée deux fois"),
        (lambda: proximites([("dhume", "c1", "peut-être", None, None)]), "Retour au nom inconnu"),  # type: ignore[list-item]
        (lambda: proximites([Comparaison("dhume", "c1", "accord")] * 2), "deux fois"),
    ],
)
def test_mauvaise_entree_refusee_en_francais(appel, message):
    with pytest.raises(ValueError, match=message):
        appel()


# Dispersion


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


TABLE = {(f"c{i}", k): {"pour": "accord" if k == "abc"[i % 3] else "desaccord", "mou": "nuance"} for i in range(12) for k in "abc"}


def repondre(choix):
    return [SerieDeReponses(TABLE, {f"c{i}": {k: 1} for i, k in enumerate(choix)})]


def test_qui_suit_un_auteur_le_retrouve_et_le_mou_ne_dit_rien():
    """« Cela dépend » partout est à moitié d’accord avec chacun : son accord corrigé n’est pas défini."""
    pour, mou = accords_corriges(repondre("abc" * 4))
    assert (pour.auteur, pour.kappa, pour.comparables, pour.distinct) == ("pour", environ(1), 12, True)
    assert (mou.kappa, mou.distinct) == (None, False)
    assert les_plus_proches(repondre("abc" * 4)) == ("pour",)
    assert les_plus_proches(repondre("abc" * 4), minimum=13) == ()
    assert les_plus_proches(repondre("bca" * 4)) == () and accords_corriges(repondre("bca" * 4))[0].kappa < 0


@pytest.mark.parametrize("choix", ["a" * 12, "c" * 12, "a", ""])
def test_qui_coche_une_seule_case_n_a_rien_dit(choix):
    assert les_plus_proches(repondre(choix)) == ()


@given(st.text("abc", min_size=2, max_size=12), st.integers(1, 30))
def test_l_accord_corrige_est_celui_de_cohen_et_l_ordre_est_sans_effet(choix, fois):
    """Face à un auteur qui répond à tout par oui ou non : le kappa de statsmodels. Une classe de pareils vaut une personne."""
    vus = {x.auteur: x for x in accords_corriges(repondre(choix))}
    voulu = kappa_de_statsmodels([*choix], ["abc"[i % 3] for i in range(len(choix))], cases=[*"abc"]) if len(set(choix)) > 1 else None
    assert vus["pour"].kappa == (None if voulu is None else environ(voulu))
    [serie] = repondre(choix)
    melee = SerieDeReponses(dict(reversed(TABLE.items())), {c: dict.fromkeys(x, fois) for c, x in reversed(serie.reponses.items())})
    assert accords_corriges([melee]) == accords_corriges([serie])


def test_qui_ne_juge_que_d_une_carte_ne_cache_pas_les_autres():
    """Douze auteurs d’une seule carte chacun : le plus grand d’entre eux est toujours grand. On ne l’annoncerait jamais."""
    rares = {(c, k): {**x, **({f"rare {c}": "accord"} if k == "a" else {})} for (c, k), x in TABLE.items()}
    [serie] = repondre("abc" * 3 + "acb")
    vus = {x.auteur: x.distinct for x in accords_corriges([serie._replace(table=rares)], minimum=12)}
    assert vus == dict.fromkeys(vus, False) | {"pour": True}


PANEL = Panel(corpus.lire())


def test_qui_suit_un_auteur_sur_tous_les_labos_est_reconnu():
    """Un fidèle de chacun ; qui n’a pas vingt réponses comparables n’est pas annoncé. La nuit, tous les auteurs, trente fidèles chacun."""
    lus = list(justesse.reconnus(PANEL, 1, ("aut-dhume", "aut-rnrsms", "aut-commission", "aut-behar")))
    assert all((part == 1) if comparables >= REPONSES_POUR_PROCHE else (part is None) for _, comparables, part in lus)
    assert sum(part is not None for *_, part in lus) > 1


def test_au_hasard_presque_personne_n_est_nomme():
    """Cinq apprenants et cinq classes par tri ; la nuit, soixante fois plus."""
    parts = [justesse.nommes_au_hasard(PANEL, c, 5, n) for c in justesse.tris(PANEL) for n in (1, justesse.CLASSE)]
    assert sum(parts) / len(parts) <= 0.05


@pytest.mark.nuit
def test_chaque_auteur_suivi_est_reconnu_neuf_fois_sur_dix():
    for auteur, _, part in justesse.reconnus(PANEL, 30):
        assert part is None or part >= 0.9, auteur


@pytest.mark.nuit
@pytest.mark.parametrize("personnes", [1, justesse.CLASSE])
@pytest.mark.parametrize("c", justesse.tris(PANEL), ids=lambda c: c.cle)
def test_au_hasard_personne_n_est_nomme_sur_aucun_tri(c, personnes):
    """Moins de 5 %, l’erreur du tirage en plus."""
    assert justesse.nommes_au_hasard(PANEL, c, 200, personnes) <= 0.05 + 2 * (0.05 * 0.95 / 200) ** 0.5


def test_crans_ecart_moyen_seulement_quand_l_auteur_ordonne():
    avec, sans = proximites(cartes("x", "aad", [(1, 1), (2, 1), (4, 1)]) + cartes("y", "ddd"))
    assert avec.crans == environ(4 / 3)
    assert sans.crans is None


def test_sans_rien_de_comparable_la_part_est_nulle():
    assert Proximite("x", 0, 0, 0, 0).part == 0


@pytest.mark.parametrize("absente", [None, pandas.NA, float("nan")])
def test_une_reponse_manquante_est_refusee_par_une_phrase(absente):
    for a, b in (("ab", ["a", absente]), (["a", absente], ["a", absente])):
        with pytest.raises(ValueError, match="Une réponse manque"):
            kappa_cohen(a, b)


cran = st.none() | st.integers(1, 4)
comparaisons = st.lists(
    st.builds(
        Comparaison,
        st.sampled_from(["dhume", "brachet", "besson"]),
        st.integers(0, 20).map("c{}".format),
        st.sampled_from([*RETOURS]),
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
def test_les_comptes_d_une_proximite_se_disent(comptes, phrase):
    assert dire_comptes(Proximite("x", *comptes, sum(comptes)).comptes).replace("\u00a0", " ") == phrase


# En tirant les cartes

COMPTES = st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=5, max_size=9)


@pytest.mark.parametrize("mesure", MESURES)
def test_l_intervalle_est_celui_d_une_carte_otee(mesure):
    """L’alpha de `krippendorff` sans chaque carte tour à tour, le t de scipy."""
    comptes = numpy.random.default_rng(7).integers(0, 8, (9, 4))

    def mesurer(x):
        return krippendorff.alpha(value_counts=x, level_of_measurement=MESURES[mesure])

    sans = [mesurer(numpy.delete(comptes, i, 0)) for i in range(9)]
    marge = (8 * numpy.var(sans)) ** 0.5 * student(0.975, 8) * 2**0.5
    obtenu = intervalle_alpha([dict(enumerate(map(int, x))) for x in comptes], mesure, range(4))
    assert obtenu.valeur == environ(mesurer(comptes))
    assert (obtenu.bas, obtenu.haut) == pytest.approx((obtenu.valeur - marge, obtenu.valeur + marge), abs=1e-3)


def test_le_t_est_celui_de_student():
    assert [t_a_95(n) for n in range(7, 60)] == pytest.approx([student(0.975, n) for n in range(7, 60)], abs=1e-3)


@given(COMPTES)
def test_l_intervalle_contient_sa_valeur_et_ne_depend_pas_de_l_ordre(comptes):
    effectifs = [dict(enumerate(ligne)) for ligne in comptes]
    for mesure in MESURES:
        un = intervalle_alpha(effectifs, mesure, range(4))
        assert un == intervalle_alpha([dict(reversed(e.items())) for e in reversed(effectifs)], mesure, range(4))
        assert un is None or (-1 <= un.bas <= un.valeur <= un.haut <= 1 and un.bas < un.haut)


def test_l_intervalle_n_est_pas_toujours_defini():
    """Moins de huit cartes, tout le monde pareil, des cartes toutes semblables, une carte qui fait seule la différence."""
    assert intervalle_alpha([{"a": 3, "b": 2}, {"a": 5}] * 3 + [{"a": 5}], "nominale", "ab") is None
    for mesure in MESURES:
        assert intervalle_alpha([{"a": 5}] * 8, mesure, "ab") is None
        assert intervalle_alpha([{"a": 4, "b": 1}] * 9, mesure, "ab") is None, "erreur nulle"
    assert intervalle_alpha([{"a": 5}] * 8 + [{"a": 4, "b": 1}], "nominale", "ab") is None
    seules = [{"a": 1}] * 20 + [{"a": 3, "b": 2}, {"a": 5}] * 3
    assert intervalle_alpha(seules, "nominale", "ab") is None, "une carte d’une réponse ne se compare à rien"


def test_la_difference_de_deux_votes_est_appariee():
    """Tout le monde quitte b pour a d’une carte à l’autre : le même écart que celui des deux alphas, son intervalle à lui."""
    sort = numpy.random.default_rng(3)
    avant, apres = ([dict(enumerate(map(int, x))) for x in sort.integers(0, 9, (10, 3))] for _ in (1, 2))
    d = difference_des_alphas(avant, apres, mesure="nominale", cases=range(3))
    un, deux = (alpha_des_comptes(x, "nominale", range(3)).valeur for x in (avant, apres))
    assert d.valeur == environ(deux - un) and d.bas < d.valeur < d.haut
    assert difference_des_alphas(apres, avant, mesure="nominale", cases=range(3)).valeur == environ(-d.valeur)
    assert difference_des_alphas(avant, avant, mesure="nominale", cases=range(3)) is None, "rien n’a bougé : aucune erreur à mesurer"
    assert difference_des_alphas(avant[:7], apres[:7], mesure="nominale", cases=range(3)) is None


@pytest.mark.nuit
@pytest.mark.parametrize("cartes", justesse.CARTES)
def test_l_intervalle_couvre_ce_qu_il_annonce(cartes):
    assert 0.90 <= justesse.couverture(cartes, 900) <= 0.98


def test_l_intervalle_couvre_a_peu_pres_ce_qu_il_annonce():
    assert all(0.85 <= justesse.couverture(cartes, 60) <= 1 for cartes in justesse.CARTES)


@pytest.mark.parametrize("n", [-1, 1.5, 1e200, None, pandas.NA])
def test_un_compte_impossible_est_refuse_par_une_phrase(n):
    for appel in (
        lambda: alpha_des_comptes([{"a": 3, "b": n}], "nominale", "ab"),
        lambda: intervalle_alpha([{"a": 3, "b": n}], "nominale", "ab"),
    ):
        with pytest.raises(ValueError, match="Un nombre de réponses est un entier"):
            appel()


# Ce que les mutations ont montré sans essai


def test_huit_cartes_de_deux_reponses_suffisent_a_un_intervalle():
    """Le compte juste : ni une carte ni une réponse de plus."""
    huit = [{"a": 2}, {"b": 2}, {"a": 1, "b": 1}, {"a": 2}, {"b": 2}, {"a": 2}, {"b": 2}, {"a": 1, "b": 1}]
    assert intervalle_alpha(huit, "nominale", "ab") is not None
    assert intervalle_alpha(huit[:7], "nominale", "ab") is None


def test_l_ordre_de_l_intervalle_est_celui_des_cases_et_non_de_l_alphabet():
    """Les mêmes effectifs, les cases nommées autrement ; puis un autre ordre, un autre intervalle."""
    comptes = [{"z": 4, "m": 1}, {"m": 3, "a": 2}, {"a": 5}, {"z": 2, "a": 3}, {"z": 5}, {"m": 4, "z": 1}, {"a": 4, "z": 1}, {"m": 5}]
    traduits = [{{"z": 1, "m": 2, "a": 3}[c]: n for c, n in x.items()} for x in comptes]
    ordinal = intervalle_alpha(comptes, "ordinale", "zma")
    assert ordinal == intervalle_alpha(traduits, "ordinale", [1, 2, 3])
    assert ordinal != intervalle_alpha(comptes, "ordinale", "mza")
    assert ordinal != intervalle_alpha(comptes, "nominale", "zma")
    with pytest.raises(ValueError, match="hors des cases"):
        intervalle_alpha(comptes, "nominale", "zm")


def test_un_desaccord_total_entre_deux_personnes_vaut_moins_un_demi():
    """Deux cartes, les deux mêmes réponses sur chacune : 1 − 3 · 2 ⁄ 4."""
    for mesure in MESURES:
        assert alpha([[1, 2], [2, 1]], mesure).valeur == environ(-0.5)


def simple(texte):
    return texte.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("faire", "valeur", "phrase"),
    [
        (lambda: kappa_cohen([], []), None, "Aucune carte n’a reçu deux réponses : il n’y a rien à comparer."),
        (lambda: alpha_des_comptes([], "nominale", "ab"), None, "Aucune carte n’a reçu deux réponses : il n’y a rien à comparer."),
        (lambda: alpha_des_comptes([{"a": 1}], "nominale", "ab"), None, "Aucune carte n’a reçu deux réponses : il n’y a rien à comparer."),
        (
            lambda: kappa_cohen("aa", "aa"),
            None,
            "Tout le monde a répondu pareil : l’accord est total, mais ce coefficient ne se calcule pas sans variation.",
        ),
        (lambda: kappa_cohen("oonn", "onnn"), 0.5, "Accord de 0,50, sur une échelle où 1 est l’accord total et 0 ce que donne le hasard."),
    ],
)
def test_chaque_accord_dit_sa_valeur_ou_pourquoi_il_n_en_a_pas(faire, valeur, phrase):
    accord = faire()
    assert (accord.valeur, simple(accord.dit)) == (valeur, phrase)
