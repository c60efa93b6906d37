"""Cinq cents participants : rien n’est perdu, et la séance suit aussi vite qu’un serveur nu de trente lignes (outils/mesures/charge.py).

Les délais absolus valent pour une machine qui n’a que cela à faire ; occupée, elle ralentit les deux serveurs : c’est alors le
serveur nu, mesuré dans la même exécution, qui donne l’échelle.
"""

import pytest

from outils.mesures import charge

pytestmark = pytest.mark.charge
PARTICIPANTS = 500


@pytest.fixture(scope="module")
def mesure():
    return charge.mesurer(PARTICIPANTS, fois=3, etalees=20.0)


def test_aucune_reponse_accusee_n_est_perdue_et_les_lignes_sont_exactes(mesure):
    assert (mesure["reponses"], mesure["perdues"], mesure["etalees"]["perdues"]) == (PARTICIPANTS * charge.CARTES, 0, 0)


def test_le_debit_vaut_celui_d_un_serveur_nu(mesure):
    assert mesure["rapport"] >= charge.RAPPORT_MIN or mesure["processeur"] * charge.RAPPORT_MIN <= mesure["processeur_nu"], mesure


def test_en_rafale_chacun_est_accuse_en_moins_d_une_demi_seconde(mesure):
    assert mesure["p95"] < max(500.0, mesure["p95_nu"] / charge.RAPPORT_MIN), mesure


def test_etalees_sur_vingt_secondes_les_reponses_n_attendent_pas(mesure):
    etalees = mesure["etalees"]
    assert etalees["p95"] < max(500.0, mesure["p95_nu"]) and etalees["debit"] > 0.8 * PARTICIPANTS * charge.CARTES / 20, etalees


def test_un_geste_joint_tous_les_flux(mesure):
    """Autant de travail qu’une requête par flux : le serveur nu, à qui tous en font une ensemble, donne l’échelle."""
    assert mesure["geste_max_ms"] < max(1000.0, 5 * mesure["appel_nu_ms"]), mesure


def test_tous_reviennent_dans_les_dix_secondes_d_un_redemarrage(mesure):
    assert mesure["retour_s"] < 10, mesure


def test_la_memoire_reste_petite(mesure):
    assert mesure["memoire_mo"] < 250 and mesure["memoire_par_participant_ko"] < 200, mesure
