"""Le retour : de la lecture à accord, nuance, désaccord."""

from itertools import combinations, product

import pytest
from chacun import pour_chacun

from travailler_ensemble import corpus
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.lecture import Enonce, Lecture, lire
from travailler_ensemble.panel.retour import Relations, relations, retour

P, R, C = "forme-partenariat", "forme-reseau", "forme-cooperation"
LIENS = Relations({("a", C, P): "proche", ("a", R, P): "separee"})


def lu(objet, verdict, usage="verdict"):
    return Lecture(Enonce(f"enonce-{objet}-{verdict}", "a", objet, usage, ()), verdict)


@pour_chacun(
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
        # il refuse, mais hésite encore sur une forme qu’il place autour : le refus peut s’adoucir
        ([lu(P, "non reconnue"), lu(C, "incertaine")], ("nuance", False, None)),
        ([lu(P, "non reconnue"), lu(R, "incertaine")], ("desaccord", False, None)),
        ([lu(R, "reconnue"), lu(C, "incertaine")], ("nuance", False, None)),
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


@pour_chacun(
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


PANEL = Panel(corpus.lire())
VRAIS = [c for t in PANEL.corpus.lignes("tris") if t["genre"] == "panel" for c in [classement(PANEL.corpus, t["id"])]]


def fermes(codage, auteur, choix):
    lectures = [lire(e, codage) for e in PANEL.enonces.values() if e.auteur == auteur]
    return retour(auteur, choix, lectures, PANEL.relations).retour


@pytest.mark.parametrize("c", VRAIS, ids=lambda c: c.cle)
def test_aucun_retour_ferme_ne_change_quand_un_inconnu_se_precise(c):
    """Chaque carte et chaque case d’un vrai tri, chaque auteur : chaque inconnu, puis chaque paire, devient oui ou non."""
    for carte in c.champs():
        codage = PANEL.codages[c.cible(carte).situation]
        inconnus = [k for k, v in codage.items() if v == "inconnu"]
        precises = [
            {**codage, **dict(zip(qui, vaut, strict=True))}
            for n in (1, 2)
            for qui in combinations(inconnus, n)
            for vaut in product(("oui", "non"), repeat=n)
        ]
        for auteur in {e.auteur for e in PANEL.enonces.values()}:
            utiles = {k.critere for e in PANEL.enonces.values() if e.auteur == auteur for k in e.clauses}
            for choix in (k.id for k in c.cases):
                if (ferme := fermes(codage, auteur, choix)) not in ("accord", "desaccord"):
                    continue
                for p in precises:
                    if any(p[k] != codage[k] for k in utiles & p.keys()):
                        assert fermes(p, auteur, choix) == ferme, (carte, auteur, choix, {k: p[k] for k in p if p[k] != codage[k]})
