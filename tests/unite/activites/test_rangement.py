"""Le rangement se rejoue d’après les gestes ; rien ne s’efface."""

from collections import Counter

import pytest
from chacun import pour_chacun
from hypothesis import given
from hypothesis import strategies as st

from travailler_ensemble import corpus
from travailler_ensemble.activites.classement import JE_NE_SAIS_PAS, classement, melanger
from travailler_ensemble.activites.rangement import RANGER
from travailler_ensemble.activites.suite import rejouer

CARTES, CASES = ["c1", "c2", "c3"], ["x", "y"]
ranger = st.builds(
    lambda a, b: {"geste": "ranger", "carte": a, "case": b}, st.sampled_from(CARTES), st.sampled_from([*CASES, JE_NE_SAIS_PAS])
)
valider = st.builds(lambda c: {"geste": "valider", **c}, st.sampled_from([{}, *({"carte": c} for c in (*CARTES, "inconnue"))]))
gestes = st.lists(st.one_of(ranger, valider, st.just({"geste": "annuler"}), st.just({"geste": "recommencer"})))


def jouer(liste):
    return rejouer(liste, lambda carte, case, _: carte in CARTES and case in (*CASES, JE_NE_SAIS_PAS), RANGER)


@given(gestes)
def test_annuler_defait_exactement_le_dernier_geste_utile(liste):
    avant = jouer(liste)
    for suite in ({"geste": "ranger", "carte": "c1", "case": "x"}, {"geste": "recommencer"}):
        pendant = jouer([*liste, suite])
        if pendant.reponses != avant.reponses or pendant.tour != avant.tour:
            apres = jouer([*liste, suite, {"geste": "annuler"}])
            assert (apres.reponses, apres.tour, apres.annulable) == (avant.reponses, avant.tour, avant.annulable)


@given(gestes, gestes)
def test_une_reponse_remise_ne_change_jamais(debut, suite):
    passe = [*debut, {"geste": "recommencer"}]
    avant, apres = jouer(passe).remises, jouer(passe + suite).remises
    assert {c: apres[c] for c in avant} == avant


def test_valider_remet_ce_qui_est_range_et_recommencer_le_referme():
    ranges = [{"geste": "ranger", "carte": c, "case": "x"} for c in CARTES[:2]]
    assert jouer([*ranges, {"geste": "valider", "carte": "c1"}]).valides == {"c1"}
    revue = jouer([*ranges, {"geste": "valider"}, {"geste": "ranger", "carte": "c2", "case": "y"}, {"geste": "valider"}])
    assert (revue.valides, revue.remises, revue.reponses["c2"]) == ({"c1", "c2"}, {"c1": "x", "c2": "x"}, "y")
    encore = jouer([*ranges, {"geste": "valider"}, {"geste": "recommencer"}, ranges[0]])
    assert (encore.valides, encore.remises) == (frozenset(), {"c1": "x", "c2": "x"})
    assert jouer([*ranges, {"geste": "valider"}, {"geste": "recommencer"}, {"geste": "annuler"}]).valides == {"c1", "c2"}


def test_recommencer_vide_sans_effacer_l_histoire():
    r = jouer([{"geste": "ranger", "carte": "c1", "case": "x"}, {"geste": "recommencer"}])
    assert (dict(r.reponses), dict(r.remises), r.tour) == ({}, {"c1": "x"}, 2)


@pytest.mark.parametrize(
    "geste",
    [{"geste": "ranger", "carte": "partie", "case": "x"}, {"geste": "ranger", "carte": "c1", "case": "partie"}, {"geste": "danser"}, {}],
)
def test_un_geste_inconnu_est_compte_a_part(geste):
    r = jouer([geste, {"geste": "ranger", "carte": "c1", "case": "x"}])
    assert (dict(r.reponses), r.inconnus) == ({"c1": "x"}, 1)


def test_l_ordre_des_cartes_est_propre_a_l_apprenant_et_toujours_le_meme():
    cartes = classement(corpus.lire(), "formes").cartes
    assert melanger(cartes, 7, "formes") == melanger(cartes, 7, "formes")
    assert len({melanger(cartes, g, "formes") for g in range(20)}) > 15
    assert Counter(melanger(cartes, 7, "formes")) == Counter(cartes)


@pour_chacun("cle", [t["id"] for t in corpus.lire().lignes("tris") if t["genre"] != "ordre"])
def test_chaque_tri_se_construit(cle):
    c = classement(corpus.lire(), cle)
    assert c.cartes and len(c.cases) >= 2
    assert len({x.id for x in c.cases}) == len(c.cases)
    assert JE_NE_SAIS_PAS not in {x.id for x in c.cases}
    for carte in c.cartes:
        assert carte.titre
    # une échelle de crans n’existe que si un auteur la pose
    assert c.ordonne == (c.ordre_de in ("aut-dhume", "aut-brachet"))
    if c.ordonne:
        assert c.cran(c.cases[-1].id) == len(c.cases) - 1
    else:
        assert c.cran(c.cases[0].id) is None


# ---------- le mot qui me décide ----------


def test_les_mots_qui_decident_se_gardent_a_part_et_ne_comptent_pas():
    c = classement(corpus.lire(), "formes")
    mots = "Une banque offre dix mille euros"
    gestes = [
        {"geste": "ranger", "carte": "mots:sit-plaque-ludotheque", "case": mots},
        {"geste": "ranger", "carte": "sit-plaque-ludotheque", "case": "forme-mecenat"},
        {"geste": "ranger", "carte": "mots:inconnue", "case": "rien"},
    ]
    suite = c.jouer(gestes)
    assert c.rangees(suite) == {"sit-plaque-ludotheque": "forme-mecenat"} and c.progres(suite).faites == 1
    assert c.mots_qui_decident(suite) == {"sit-plaque-ludotheque": mots} and suite.inconnus == 1
    (ligne,) = c.rendre(suite, lambda *_: {})
    assert ligne.mots == mots
    efface = c.jouer([*gestes, {"geste": "ranger", "carte": "mots:sit-plaque-ludotheque", "case": ""}])
    assert c.mots_qui_decident(efface) == {} and c.rangees(efface) == c.rangees(suite)


@pytest.mark.parametrize(
    ("cle", "oui"),
    [
        *((cle, True) for cle in ("formes", "jumeaux", "types-formes", "coder-mardi", "prevoir-formes")),
        *((cle, False) for cle in ("debat-formes", "qui-parle")),
    ],
)
def test_seuls_les_tris_de_recits_demandent_le_mot_qui_decide(cle, oui):
    c = classement(corpus.lire(), cle)
    assert c.de_situations is oui
    assert c.permet(f"mots:{c.cartes[0].id}", "des mots", {}) is oui


def test_les_cas_voisins_d_un_critere_ne_sont_pas_du_recit():
    c = classement(corpus.lire(), "coder-mardi")
    assert [p[:5] for p in c.cartes[0].paragraphes[-c.cartes[0].exemples :]] == ["Oui\u00a0:", "Non\u00a0:"]
