"""Les durées qu’annoncent les labos, recalculées d’après leur règle, comparaisons comprises : quinze pour cent d’écart au plus."""

import pytest

from outils import durees
from outils.mesures import lisible
from travailler_ensemble import corpus
from travailler_ensemble.corpus import parcours, trame

LABOS = [labo for labo in corpus.lire().lignes("labos") if trame.publie(labo)]


@pytest.fixture
def page(fenetre):
    return fenetre().new_page()


@pytest.mark.parametrize(
    "numero", [pytest.param(n, marks=() if n in ("02", "10") else pytest.mark.nuit) for n in (labo["numero"] for labo in LABOS)]
)
def test_un_labo_dure_ce_qu_il_annonce(page, numero):
    """Le labo entier, la part que prend le parcours « Découverte », et l’exercice."""
    labo, exercice = lisible.lire_labos(page, (numero,))
    ligne = next(x for x in LABOS if x["numero"] == numero)
    assert ligne["minutes"] == pytest.approx(labo.minutes, rel=lisible.TOLERANCE), lisible.en_table([labo])
    assert sum(exercice.annoncees.values()) == pytest.approx(exercice.minutes, rel=lisible.TOLERANCE), lisible.en_table([exercice])
    if part := durees.part(ligne["decouverte_part"] or "", [p.minutes for p in labo.parties.values()]):
        assert ligne["decouverte_minutes"] == pytest.approx(part, rel=lisible.TOLERANCE)
    if ligne["revision_minutes"]:
        assert ligne["revision_minutes"] == sum(exercice.annoncees.values()) + durees.RETENIR


def test_la_decouverte_est_la_somme_de_ses_parts():
    decouverte = next(p for p in parcours.tous(corpus.lire()) if p.cle == "decouverte")
    assert decouverte.minutes == sum(labo["decouverte_minutes"] for labo in LABOS if labo["decouverte"] == "oui")


def test_la_regle_compte_lire_decider_ecrire_et_se_taire():
    lu = lisible.Lu(["deux mots", "trois mots ici"], secondes=60, ecrits=30, pauses=1)
    assert lu.mots == 5 and lu.minutes == pytest.approx(5 / 200 + 1 + 2 + 1)


def test_annoncer_refait_les_titres_la_duree_et_le_chemin_court():
    avant = '"## Étape 1. Lire (6\u00a0min)", "## Étape 2. Dire (3 min)" **Durée**\u00a0: 9 min. Peu de temps ? Les étapes\u00a01 et\u00a02 en prennent dix-neuf. **P**'
    apres = durees.annoncer(avant, {"Étape 1. Lire (6\u00a0min)": 12, "Étape 2. Dire (3 min)": 9})
    assert (
        "Lire (12\u00a0min)" in apres
        and "Dire (9 min)" in apres
        and "Durée**\u00a0: 21 min" in apres
        and "en prennent vingt et une. " in apres
    )
    ligne = {
        "minutes": "9",
        "decouverte_part": "les étapes\u00a01 et\u00a02",
        "decouverte_minutes": "9",
        "revision_part": "l’exercice",
        "revision_minutes": "9",
    }
    assert list(durees.accueillir(ligne, [12, 9, 4], 20).values()) == ["25", "les étapes\u00a01 et\u00a02", "21", "l’exercice", "21"]
    assert durees.accueillir(ligne | {"decouverte_part": "l’étape\u00a03"}, [12, 9, 4], 20)["decouverte_minutes"] == "4"
    assert [durees.en_lettres(n) for n in (7, 17, 20, 31, 45)] == ["sept", "dix-sept", "vingt", "trente et une", "quarante-cinq"]
