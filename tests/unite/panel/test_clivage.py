"""Le clivage : le critère qui sépare les auteurs sur une carte, par la règle que dit le module."""

import pytest

from travailler_ensemble import corpus
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.activites.retours import COMPARABLES
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.clivage import cliver
from travailler_ensemble.panel.lecture import Clause, Enonce, lire
from travailler_ensemble.panel.retour import Relations, retour

C = corpus.lire()
PANEL = Panel(C)
P = "forme-partenariat"
TRIS = [t["id"] for t in C.lignes("tris") if t["genre"] == "panel"]
SEULES = Relations({})


def enonce(auteur, *exiges, ecartes=()):
    clauses = (*(Clause(c, "exigé") for c in exiges), *(Clause(c, "écarté") for c in ecartes))
    return Enonce(f"enonce-{auteur}", auteur, P, "verdict", clauses)


def cliver_en(codage, *enonces):
    return cliver(codage, P, {e.auteur: [lire(e, codage)] for e in enonces}, SEULES)


def test_le_critere_qui_ferait_basculer_le_plus_d_auteurs_separe():
    x = cliver_en({"a": "non", "b": "non", "z": "oui"}, enonce("un", "a", "z"), enonce("deux", "a", "z"), enonce("trois", "b", "z"))
    assert (x.critere, x.present, x.basculent) == ("a", "non", ("un", "deux"))
    assert [*x.exigent] == ["un", "deux"] and x.sans_effet == ("trois",)


def test_qui_refuse_aussi_pour_une_autre_raison_ne_bascule_pas_mais_l_exige():
    x = cliver_en({"a": "non", "b": "non", "z": "oui"}, enonce("un", "a", "b"), enonce("deux", "a", "z"), enonce("trois", "a", "z"))
    assert (x.critere, x.basculent, [*x.exigent]) == ("a", ("deux", "trois"), ["un", "deux", "trois"])


def test_a_egalite_le_plus_exige_puis_l_ordre_de_la_table():
    deux, trois = enonce("deux", "a", "b"), enonce("trois", "b", "c", "d")
    assert cliver_en({"a": "oui", "b": "oui", "c": "non", "d": "non"}, deux, trois).critere == "b", "autant basculent ; b est plus exigé"
    assert cliver_en({"a": "oui", "b": "oui"}, deux).critere == "a"
    assert cliver_en({"b": "oui", "a": "oui"}, deux).critere == "b"


def test_qui_ecarte_un_critere_est_dans_un_camp_a_lui():
    x = cliver_en({"a": "oui", "z": "oui", "y": "oui"}, enonce("un", "z", "y", ecartes=("a",)), enonce("deux", "a", "z", "y"))
    assert (x.critere, [*x.exigent], [*x.ecartent], x.basculent) == ("a", ["deux"], ["un"], ("un", "deux"))


def test_l_inconnu_ne_separe_que_si_rien_d_autre_ne_separe():
    un = enonce("un", "a", "b")
    x = cliver_en({"a": "inconnu", "b": "oui"}, un)
    assert x.critere == "b", "connu, il passe d’abord : contraire, il ferait refuser"
    x = cliver_en({"a": "inconnu", "b": "inconnu"}, enonce("un", "a", "b"), enonce("deux", "b", "b"))
    assert (x.critere, x.present) == ("b", "inconnu")


def test_quand_aucun_critere_ne_suffit_rien_ne_separe():
    assert cliver_en({"a": "non", "b": "non"}, enonce("un", "a", "b")) is None
    assert cliver_en({"a": "non"}) is None


@pytest.mark.parametrize("tri", TRIS)
def test_sur_chaque_carte_de_chaque_tri_la_regle_est_tenue(tri):
    """Relu à la main, sans rien de `cliver` : le critère rendu fait basculer qui il dit, et aucun autre n’en fait basculer plus."""
    c = classement(C, tri)
    for carte in c.cartes:
        situation = carte.cible.situation
        codage, lues = PANEL.codages[situation], PANEL.lectures(situation)

        def retours(codage, choix, lues=lues):
            dits = {a: retour(a, choix, [lire(x.enonce, codage) for x in xs], PANEL.relations).retour for a, xs in lues.items()}
            return {a: r for a, r in dits.items() if r in COMPARABLES}

        for choix in (P, "forme-reseau", "forme-cooperation"):
            avant = retours(codage, choix)
            x = cliver(codage, choix, lues, PANEL.relations)

            def basculent(critere, avant=avant, choix=choix, codage=codage):
                contraires = {"oui": ["non"], "non": ["oui"]}.get(codage[critere], ["oui", "non"])
                apres = [retours({**codage, critere: v}, choix) for v in contraires]
                return {a for a in avant if any(r.get(a) != avant[a] for r in apres)}

            connus = [k for k, v in codage.items() if v in ("oui", "non")]
            if x is None:
                assert not any(basculent(k) for k in codage)
                continue
            assert {*x.basculent} == basculent(x.critere) != set()
            rivaux = connus if x.present in ("oui", "non") else codage
            assert len(x.basculent) == max(len(basculent(k)) for k in rivaux)
            assert x.present in ("oui", "non") or not any(basculent(k) for k in connus)
            assert {*x.exigent} | {*x.ecartent} | {*x.sans_effet} == {*avant}, "chaque auteur qui juge est dans un camp, et un seul"
            assert bool(PANEL.formulation.indice(situation, x.critere)) == (x.present in ("oui", "non"))
