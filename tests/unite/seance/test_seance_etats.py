"""L’automate de la séance : on y joue au hasard tous les gestes possibles, et quelques promesses tiennent toujours."""

from dataclasses import replace

import pytest
from chacun import pour_chacun
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from travailler_ensemble.seance.codes import MOTS, code_en_adresse, code_nouveau, empreinte, normaliser_code, numero_nouveau, secret
from travailler_ensemble.seance.etats import (
    GESTES,
    MINUTERIE_MAX,
    PHASES,
    Cadre,
    Etat,
    GesteImpossible,
    appliquer,
    debut,
    etat_depuis,
    minuter,
    montrer_carte,
    possibles,
    refus,
)

CADRE = Cadre(("a", "b", "c"), 3)


def mener(*gestes: str, cadre: Cadre = CADRE) -> Etat:
    etat = debut(cadre)
    for geste in gestes:
        etat = appliquer(etat, geste, cadre)
    return etat


class SeanceAuHasard(RuleBasedStateMachine):
    """Un enseignant qui essaie tout, dans n’importe quel ordre."""

    @initialize(auteurs=st.integers(0, 4))
    def preparer(self, auteurs):
        self.cadre = Cadre(("a", "b"), auteurs)
        self.etat = debut(self.cadre)
        self.vus = 0
        self.tour_max = 0

    @rule(geste=st.sampled_from([*GESTES, "danser", ""]))
    def tenter(self, geste):
        avant = self.etat
        if geste in possibles(avant, self.cadre):
            self.etat = appliquer(avant, geste, self.cadre)
        else:
            with pytest.raises(GesteImpossible) as refus:
                appliquer(avant, geste, self.cadre)
            assert str(refus.value).endswith("."), "un refus est une phrase"
        self.vus = max(self.vus, self.etat.devoiles)
        self.tour_max = max(self.tour_max, self.etat.tour)

    @precondition(lambda self: self.etat.phase in ("vote", "discussion"))
    @rule(secondes=st.integers(0, MINUTERIE_MAX), maintenant=st.floats(0, 2e9))
    def minuter(self, secondes, maintenant):
        self.etat = minuter(self.etat, secondes, maintenant)
        assert (self.etat.fin is None) == (secondes == 0)

    @rule(carte=st.sampled_from(["a", "b"]))
    def montrer(self, carte):
        self.etat = montrer_carte(self.etat, carte, self.cadre)
        assert self.etat.carte == carte

    @invariant()
    def l_etat_se_relit(self):
        assert etat_depuis(self.etat.en_dict()) == self.etat

    @invariant()
    def on_ne_vote_pas_en_connaissant_les_auteurs(self):
        if self.etat.vote_ouvert:
            assert self.vus == 0 and self.etat.devoiles == 0

    @invariant()
    def un_tour_ne_recule_jamais(self):
        assert self.etat.tour == self.tour_max <= 2
        assert (self.etat.tour == 0) <= (self.etat.phase in ("preparation", "terminee"))

    @invariant()
    def un_auteur_devoile_le_reste(self):
        assert self.etat.devoiles == self.vus <= self.cadre.auteurs

    @invariant()
    def la_distribution_ne_se_voit_jamais_pendant_un_vote(self):
        if self.etat.vote_ouvert:
            assert not self.etat.distribution_visible
            assert self.etat.tour not in self.etat.tours_clos
        assert self.etat.phase in PHASES

    @invariant()
    def une_minuterie_ne_survit_pas_a_ce_qu_elle_minute(self):
        if self.etat.phase not in ("vote", "discussion"):
            assert self.etat.fin is None

    @invariant()
    def on_peut_toujours_continuer(self):
        assert possibles(self.etat, self.cadre)


TestSeanceAuHasard = SeanceAuHasard.TestCase
TestSeanceAuHasard.settings = settings(stateful_step_count=40, deadline=None)


@pour_chacun(
    ("gestes", "attendus"),
    [
        ((), ["ouvrir", "terminer"]),
        (("ouvrir",), ["clore", "terminer"]),
        (("ouvrir", "clore"), ["discuter", "revoter", "auteurs", "montrer", "bilan", "rouvrir", "terminer"]),
        (("ouvrir", "clore", "montrer"), ["discuter", "revoter", "auteurs", "cacher", "bilan", "rouvrir", "terminer"]),
        (("ouvrir", "clore", "discuter"), ["revoter", "auteurs", "montrer", "bilan", "revenir", "terminer"]),
        (("ouvrir", "clore", "revoter"), ["clore", "terminer"]),
        (("ouvrir", "clore", "revoter", "clore"), ["discuter", "auteurs", "montrer", "bilan", "rouvrir", "terminer"]),
        (("ouvrir", "clore", "auteurs"), ["devoiler", "bilan", "revenir", "terminer"]),
        (("ouvrir", "clore", "auteurs", "devoiler"), ["devoiler", "bilan", "terminer"]),
        (("ouvrir", "clore", "auteurs", "devoiler", "devoiler", "devoiler"), ["bilan", "terminer"]),
        (("ouvrir", "clore", "bilan"), ["revenir", "terminer"]),
        (("ouvrir", "terminer"), ["reprendre"]),
    ],
)
def test_les_gestes_possibles_du_plus_attendu_au_moins_attendu(gestes, attendus):
    assert possibles(mener(*gestes), CADRE) == attendus


def test_le_chemin_entier_puis_les_raccourcis():
    entier = "ouvrir clore montrer discuter revoter clore auteurs devoiler devoiler devoiler bilan terminer".split()
    assert mener(*entier).phase == "terminee"
    assert mener("ouvrir", "clore", "auteurs").tour == 1, "le second vote se saute"
    assert mener("ouvrir", "clore", "rouvrir").vote_ouvert, "un vote se rouvre"
    assert mener("ouvrir", "terminer", "reprendre") == replace(mener("ouvrir", "clore")), "un vote coupé revient clos"


def test_le_second_vote_et_la_reouverture_cachent_la_distribution():
    assert mener("ouvrir", "clore", "montrer").montree
    assert not mener("ouvrir", "clore", "montrer", "revoter").montree
    assert not mener("ouvrir", "clore", "montrer", "rouvrir").montree


def test_revenir_ramene_a_l_etape_d_avant_sauf_apres_un_auteur():
    assert mener("ouvrir", "clore", "discuter", "revenir").phase == "clos"
    assert mener("ouvrir", "clore", "auteurs", "revenir").phase == "clos"
    assert mener("ouvrir", "clore", "bilan", "revenir").phase == "clos"
    devoile = mener("ouvrir", "clore", "auteurs", "devoiler")
    with pytest.raises(GesteImpossible, match="on ne vote plus"):
        appliquer(devoile, "revenir", CADRE)
    assert appliquer(appliquer(devoile, "bilan", CADRE), "revenir", CADRE) == devoile


def test_sans_auteur_la_seance_va_droit_au_bilan():
    muet = Cadre(("a",), 0)
    assert "auteurs" not in possibles(mener("ouvrir", "clore", cadre=muet), muet)
    assert mener("ouvrir", "clore", "bilan", cadre=muet).phase == "bilan"


def test_les_tours_clos_sont_ceux_que_l_on_peut_montrer():
    assert mener().tours_clos == ()
    assert mener("ouvrir").tours_clos == ()
    assert mener("ouvrir", "clore").tours_clos == (1,)
    assert mener("ouvrir", "clore", "revoter").tours_clos == (1,)
    assert mener("ouvrir", "clore", "revoter", "clore").tours_clos == (1, 2)
    assert mener("terminer").tours_clos == ()


@pytest.mark.parametrize("secondes", [-1, MINUTERIE_MAX + 1])
def test_une_minuterie_hors_bornes_est_refusee(secondes):
    with pytest.raises(GesteImpossible, match="60 minutes"):
        minuter(mener("ouvrir"), secondes, 0.0)


def test_la_minuterie_finit_a_l_heure_dite_et_ne_sert_qu_au_vote_et_a_la_discussion():
    assert minuter(mener("ouvrir"), 90, 1000.0).fin == 1090.0
    with pytest.raises(GesteImpossible, match="pendant un vote"):
        minuter(mener("ouvrir", "clore"), 90, 1000.0)


def test_une_carte_etrangere_ne_se_montre_pas():
    with pytest.raises(GesteImpossible, match="pas dans la séance"):
        montrer_carte(mener(), "z", CADRE)


# Les codes et les secrets


def test_les_mots_des_codes_se_tapent_sans_peine():
    assert len(set(MOTS)) == len(MOTS) >= 170
    assert all(mot.isascii() and mot.isupper() and 4 <= len(mot) <= 9 for mot in MOTS)


@given(st.integers(0, 2**32))
def test_un_code_se_retrouve_comme_on_le_tape(_):
    code = code_nouveau()
    for tape in (code, code.lower(), code.replace(" ", ""), f"  {code} ", code_en_adresse(code), code.replace(" ", " - ")):
        assert normaliser_code(tape) == code


@pour_chacun("faux", ["", "TILLEUL", "42", "TILLEUL 4", "TILLEUL 421", "42 TILLEUL", "<script>", "é" * 1000, "\x00"])
def test_ce_qui_n_est_pas_un_code_ne_devient_pas_un_code(faux):
    assert normaliser_code(faux) == ""


def test_un_accent_ou_une_majuscule_ne_font_pas_manquer_la_porte():
    assert normaliser_code("Éclair 10") == "ECLAIR 10"


def test_deux_seances_n_ont_pas_le_meme_code():
    pris = {f"{mot} {n}" for mot in MOTS for n in range(10, 100)} - {"TILLEUL 42"}
    assert code_nouveau(pris) == "TILLEUL 42"


def test_un_secret_a_cent_quatre_vingt_douze_bits_et_ne_se_retrouve_pas_dans_son_empreinte():
    un, autre = secret(), secret()
    assert un != autre and len(un) == 32
    assert un not in empreinte(un) and empreinte(un) != empreinte(autre) and empreinte(un) == empreinte(un)


def test_les_numeros_ne_se_repetent_pas_et_s_allongent_quand_ils_manquent():
    pris = set()
    for _ in range(300):
        pris.add(numero_nouveau(pris))
    assert len(pris) == 300 and all(1000 <= n <= 9999 for n in pris)
    assert numero_nouveau(range(1000, 10_000)) >= 10_000


# Ce que les mutations ont montré sans essai


def test_un_geste_hors_de_sa_phase_est_refuse_et_dans_sa_phase_ne_l_est_pas():
    assert possibles(debut(CADRE), CADRE) == ["ouvrir", "terminer"]
    vote = mener("ouvrir")
    assert possibles(vote, CADRE) == ["clore", "terminer"]
    assert {refus(vote, geste, CADRE) for geste in GESTES if geste not in ("clore", "terminer")} == {
        "Le vote est en cours : fermez-le d’abord."
    }
    assert refus(replace(mener("ouvrir", "clore", "auteurs"), devoiles=3), "devoiler", CADRE) == "Tous les auteurs sont dévoilés."


def test_revenir_arrete_la_minuterie():
    assert appliquer(minuter(mener("ouvrir", "clore", "discuter"), 60, 0.0), "revenir", CADRE).fin is None


@pytest.mark.parametrize(
    ("faire", "phrase"),
    [
        (lambda: montrer_carte(mener(), "z", CADRE), "Cette carte n’est pas dans la séance."),
        (lambda: minuter(mener(), 9, 0.0), "La minuterie sert pendant un vote ou une discussion."),
        (lambda: minuter(mener("ouvrir"), -1, 0.0), "Une minuterie dure de 0 à 60 minutes."),
    ],
)
def test_chaque_refus_est_une_phrase_entiere(faire, phrase):
    with pytest.raises(GesteImpossible) as refus:
        faire()
    assert str(refus.value).replace("\u00a0", " ") == phrase


def test_les_bornes_de_la_minuterie_sont_permises():
    assert minuter(mener("ouvrir"), MINUTERIE_MAX, 5.0).fin == 5.0 + MINUTERIE_MAX
    assert minuter(mener("ouvrir"), 1, 5.0).fin == 6.0
    assert minuter(mener("ouvrir", "clore", "discuter"), 0, 5.0).fin is None


AVANT = Etat(tour=1, montree=True, carte="b", devoiles=1, fin=9.0)


@pour_chacun(
    ("phase", "geste", "change"),
    [
        ("preparation", "ouvrir", {"phase": "vote"}),
        ("vote", "clore", {"phase": "clos", "fin": None}),
        ("auteurs", "devoiler", {"devoiles": 2}),
        ("clos", "discuter", {"phase": "discussion"}),
        ("discussion", "revoter", {"phase": "vote", "tour": 2, "montree": False, "fin": None}),
        ("clos", "auteurs", {"phase": "auteurs", "fin": None}),
        ("clos", "cacher", {"montree": False}),
        ("auteurs", "bilan", {"phase": "bilan", "fin": None}),
        ("clos", "rouvrir", {"phase": "vote", "montree": False}),
        ("discussion", "revenir", {"phase": "clos", "fin": None}),
        ("bilan", "revenir", {"phase": "auteurs", "fin": None}),
        ("terminee", "reprendre", {"phase": "clos"}),
        ("vote", "terminer", {"phase": "terminee", "fin": None, "reprise": "clos"}),
    ],
)
def test_un_geste_ne_change_que_ce_qu_il_dit(phase, geste, change):
    etat = replace(AVANT, phase=phase)
    assert appliquer(etat, geste, CADRE) == replace(etat, **change)


def test_la_premiere_carte_est_celle_que_l_on_montrera():
    assert debut(CADRE) == Etat(carte="a") and debut(Cadre((), 0)) == Etat(carte="")


def test_chaque_refus_a_sa_phrase():
    clos = replace(AVANT, phase="clos")
    assert refus(replace(clos, tour=2), "revoter", CADRE) == "Le second vote a déjà eu lieu."
    assert refus(clos, "montrer", CADRE) == "La distribution est déjà montrée."
    assert refus(replace(clos, montree=False), "cacher", CADRE) == "La distribution n’est pas montrée."
    assert refus(clos, "auteurs", Cadre(("a",), 0)) == "Aucun auteur ne parle de ces cartes."
    with pytest.raises(GesteImpossible) as dit:
        appliquer(clos, "x" * 60, CADRE)
    assert str(dit.value) == f"Ce geste n’existe pas\u00a0: «\u00a0{'x' * 40}\u00a0»."
