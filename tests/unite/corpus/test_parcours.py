"""Les parcours, calculés sur la table des labos : leur durée, leurs parts, leur programme en mots."""

import re

import pytest

from travailler_ensemble import corpus
from travailler_ensemble.corpus import parcours, trame

C = corpus.lire()
TOUS = {p.cle: p for p in parcours.tous(C)}


def test_les_trois_parcours_tiennent_leur_promesse():
    assert [p.nom for p in TOUS.values()] == ["Module complet", "Découverte", "Exercices"]
    assert 345 <= TOUS["tout"].minutes <= 375, "le module tient en six heures, à un quart d’heure près"
    assert 45 <= TOUS["decouverte"].minutes <= 60, "la découverte tient en une heure"
    assert 60 <= TOUS["revision"].minutes <= 180
    assert len(TOUS["tout"].parts) == len(C.lignes("labos"))


@pytest.mark.parametrize("cle", ["decouverte", "revision"])
def test_une_part_de_labo_a_sa_duree_et_une_seule(cle):
    for labo in C.lignes("labos"):
        part, minutes = labo[f"{cle}_part"], labo[f"{cle}_minutes"]
        assert bool(part) == bool(minutes), labo["numero"]
        assert labo[cle] == "oui" or not part, labo["numero"]
        assert not minutes or minutes <= labo["minutes"], labo["numero"]


def test_la_part_decouverte_dure_ce_que_durent_ses_etapes():
    for p in TOUS["decouverte"].parts:
        lu = trame.lire(trame.LABOS, p.labo["carnet"])
        if lu and p.quoi:
            citees = [int(n) for n in re.findall(r"\d+", p.quoi)]
            durees = {e.numero: e.minutes for e in lu.etapes}
            assert citees and set(citees) <= set(durees), p.quoi
            assert sum(durees[n] for n in citees) == p.minutes, p.quoi


@pytest.mark.parametrize(
    ("parts", "programme"),
    [
        ({"01": "", "02": "", "03": ""}, "labos 01 à 03"),
        ({"01": "", "02": "", "05": ""}, "labos 01, 02 et 05"),
        ({"01": "", "02": "l’étape 3"}, "labo 01 ; labo 02, l’étape 3"),
        ({"02": "l’exercice", "09": "l’exercice"}, "labos 02 et 09 (dans chacun, l’exercice)"),
        ({"01": "l’étape 1", "02": "l’étape 3"}, "labo 01, l’étape 1 ; labo 02, l’étape 3"),
    ],
)
def test_le_programme_d_un_parcours_se_lit(parts, programme):
    p = parcours.Parcours("x", "X", "", tuple(parcours.Part({"numero": numero}, quoi, 10) for numero, quoi in parts.items()))
    assert p.programme == programme and p.minutes == 10 * len(parts)
