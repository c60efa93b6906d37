"""Le retour : de la lecture à accord, nuance, désaccord."""

import pytest

from travailler_ensemble import corpus
from travailler_ensemble.panel.lecture import Enonce, Lecture
from travailler_ensemble.panel.retour import Relations, relations, retour

P, R, C = "forme-partenariat", "forme-reseau", "forme-cooperation"
LIENS = Relations({("a", C, P): "proche", ("a", R, P): "separee"})


def lu(objet, verdict, usage="verdict"):
    return Lecture(Enonce(f"enonce-{objet}-{verdict}", "a", objet, usage, ()), verdict)


@pytest.mark.parametrize(
    ("lectures", "attendu"),
    [
        ([lu(P, "reconnue")], ("accord", False, None)),
        ([lu(P, "incertaine")], ("nuance", False, None)),
        ([lu(P, "non reconnue")], ("desaccord", False, None)),
        ([lu(P, "ne tranche pas")], ("ne_tranche_pas", False, None)),
        ([], ("hors_champ", False, None)),
        ([lu(R, "non reconnue")], ("hors_champ", False, None)),
        # il refuse, mais reconnaît une forme que lui-même place autour
        ([lu(P, "non reconnue"), lu(C, "reconnue")], ("nuance", False, C)),
        # il refuse, et ne reconnaît qu’une forme qu’il tient séparée
        ([lu(P, "non reconnue"), lu(R, "reconnue")], ("desaccord", False, R)),
        # il n’a pas d’énoncé qui juge du partenariat
        ([lu(C, "reconnue")], ("nuance", False, C)),
        ([lu(R, "reconnue")], ("desaccord", False, R)),
        ([lu(R, "reconnue"), lu(C, "reconnue")], ("nuance", False, C)),
        ([lu(P, "ne tranche pas"), lu(C, "reconnue")], ("nuance", False, C)),
        # ses textes divergent : on le dit, et ce n’est ni un accord ni un désaccord
        ([lu(P, "reconnue"), lu(P, "non reconnue")], ("nuance", True, None)),
        ([lu(P, "reconnue"), lu(P, "incertaine")], ("nuance", True, None)),
        ([lu(P, "reconnue"), lu(P, "ne tranche pas")], ("accord", False, None)),
        # la forme voisine ne se nomme que si elle tempère un refus
        ([lu(P, "incertaine"), lu(C, "reconnue")], ("nuance", False, None)),
        ([lu(P, "reconnue"), lu(P, "non reconnue"), lu(C, "reconnue")], ("nuance", True, C)),
        # constats et conditions de réussite ne jugent pas
        ([lu(P, "ne tranche pas", "contexte")], ("ne_tranche_pas", False, None)),
        ([lu(P, "réunies", "reussite")], ("ne_tranche_pas", False, None)),
    ],
)
def test_la_table_des_retours(lectures, attendu):
    assert tuple(retour("a", P, lectures, LIENS)) == attendu


def test_seules_comptent_les_relations_posees_par_cet_auteur():
    lectures = [lu(P, "non reconnue"), lu(C, "reconnue")]
    assert retour("b", P, lectures, LIENS).retour == "desaccord"


def test_les_relations_du_corpus_gardent_leur_auteur_et_leur_sens():
    r = relations(corpus.lire())
    assert r.entre("aut-vidalenc", P, R) == r.entre("aut-vidalenc", R, P) == "separee"
    assert r.entre("aut-dumont", P, R) == "proche"
    assert r.entre("aut-commission", C, P) == "proche"
    assert r.entre("aut-brachet", P, "forme-concertation") == "proche"
    assert r.entre("aut-brachet", P, "forme-consultation") == "separee"
    assert r.entre("aut-merini", P, "forme-delegation") == "separee"
    assert r.entre("aut-lyet", P, "forme-gouvernance-partenariale") is None


class TablesDeLiens:
    """Un seul auteur, un texte par lien : ce que `relations` lit d’un corpus."""

    def __init__(self, *liens):
        self._liens = liens

    def lignes(self, _):
        return [{"relation": f"rel-{n}", "forme_a": P, "forme_b": R, "lien": lien} for n, lien in enumerate(self._liens)]

    def ligne(self, table, cle):
        assert table == "relations" and cle.startswith("rel-")
        return {"auteur": "a"}


@pytest.mark.parametrize(
    ("liens", "sens"),
    [
        (["separee"], "separee"),
        (["englobe"], "proche"),
        (["voisine"], "proche"),
        (["suppose"], "proche"),
        (["separee", "englobe"], "proche"),
        (["englobe", "separee"], "proche"),
        (["separee", "separee"], "separee"),
    ],
)
def test_qui_rapproche_et_separe_selon_ses_textes_est_dit_proche_dans_tout_ordre(liens, sens):
    assert relations(TablesDeLiens(*liens)).entre("a", P, R) == sens
