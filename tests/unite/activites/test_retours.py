"""Les retours : une liste, des mots, une règle pour comparer deux réponses."""

from chacun import pour_chacun

from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.activites.retours import COMPARABLES, INCONNU, MUETS, RETOURS, comparer, dire_comptes


@pour_chacun(
    ("choix", "reponse", "retour"),
    [
        ("oui", "oui", "accord"),
        (INCONNU, INCONNU, "accord"),
        ("oui", INCONNU, "nuance"),
        (INCONNU, "non", "nuance"),
        ("oui", "non", "desaccord"),
        (JE_NE_SAIS_PAS, "oui", "lu"),
        (JE_NE_SAIS_PAS, INCONNU, "lu"),
    ],
)
def test_l_inconnu_d_un_cote_fait_une_nuance(choix, reponse, retour):
    assert comparer(choix, reponse) == retour


def test_ce_qui_ne_tranche_pas_depend_de_l_activite():
    assert comparer("oui", "cela-depend", {"cela-depend"}) == "nuance"
    assert comparer("oui", INCONNU, {"cela-depend"}) == "desaccord"


def test_chaque_retour_est_compte_muet_ou_a_lire():
    assert {*RETOURS} == {*COMPARABLES, *MUETS, "lu"}


def test_les_comptes_se_disent_sans_les_zeros_ni_les_muets():
    assert dire_comptes({"desaccord": 2, "accord": 1, "hors_champ": 3}) == "1\u00a0accord, 2\u00a0désaccords"
    assert dire_comptes({"lu": 4}) == dire_comptes({}) == ""
