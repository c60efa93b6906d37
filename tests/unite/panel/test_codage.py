"""Mon codage : ce qu’une réponse changée ferait changer, et ce qui sépare le mien de celui de la collection."""

from hypothesis import given
from hypothesis import strategies as st

from travailler_ensemble import corpus
from travailler_ensemble.activites.criteres import jeu
from travailler_ensemble.panel.codage import Bascule, Changement, Ecart, bascules, comptes, ecarts
from travailler_ensemble.panel.lecture import Clause, Enonce, codages, enonces, lire

C = corpus.lire()
ENONCES, CODAGES = enonces(C), codages(C)
CRITERES = [c.id for c in jeu(C, "ma-definition").criteres]

codages_libres = st.dictionaries(st.sampled_from(CRITERES), st.sampled_from(["oui", "non", "inconnu"]))


@given(codages_libres)
def test_une_bascule_annoncee_se_produit_et_aucune_n_est_oubliee(codage):
    liste = bascules(ENONCES.values(), codage, CRITERES)
    dites = {(b.critere, b.valeur): {(c.enonce.id, c.avant, c.apres) for c in b.changements} for b in liste}
    for critere in CRITERES[::5]:
        for valeur in ("oui", "non"):
            vraies = set()
            for e in ENONCES.values():
                avant, apres = lire(e, codage).verdict, lire(e, {**codage, critere: valeur}).verdict
                if avant != apres:
                    vraies.add((e.id, avant, apres))
            assert dites.get((critere, valeur), set()) == vraies
    tailles = [len(b.changements) for b in liste]
    assert tailles == sorted(tailles, reverse=True) and 0 not in tailles


@given(codages_libres, st.sampled_from(sorted(CODAGES)))
def test_la_comparaison_avec_la_collection_ne_compte_que_ce_qui_est_repondu(moi, situation):
    liste = ecarts(moi, CODAGES[situation])
    assert [e.critere for e in liste] == list(moi)
    assert sum(comptes(liste).values()) == len(moi)
    for e in liste:
        assert (e.rapport == "accord") == (moi[e.critere] == CODAGES[situation][e.critere])
        assert (e.rapport == "desaccord") == ({e.moi, e.collection} == {"oui", "non"})


@given(st.sampled_from(sorted(CODAGES)), st.sampled_from(CRITERES), st.sampled_from(["oui", "non", "inconnu"]))
def test_une_seule_reponse_differente_fait_un_seul_ecart(situation, critere, valeur):
    collection = CODAGES[situation]
    n = comptes(ecarts({**collection, critere: valeur}, collection))
    assert n["accord"] == len(collection) - (valeur != collection[critere])
    assert n["desaccord"] == ({valeur, collection[critere]} == {"oui", "non"})


def definition(cle, **valeurs):
    return Enonce(cle, "moi", "forme", "verdict", tuple(Clause(critere, valeur) for critere, valeur in valeurs.items()))


def test_les_bascules_d_un_cas_ecrit_a_la_main():
    """Deux définitions, une situation : la première hésite sur b, la seconde refuse parce que c est là."""
    un = definition("un", a="exigé", b="exigé")
    deux = definition("deux", a="exigé", b="exigé", c="écarté", d="admis")
    assert bascules(iter([un, deux]), {"a": "oui", "c": "oui"}, ["d", "c", "b", "a"]) == [
        Bascule("c", "non", (Changement(deux, "non reconnue", "incertaine"),)),
        Bascule("b", "oui", (Changement(un, "incertaine", "reconnue"),)),
        Bascule("b", "non", (Changement(un, "incertaine", "non reconnue"),)),
        Bascule("a", "non", (Changement(un, "incertaine", "non reconnue"),)),
    ]


def test_une_condition_de_reussite_d_un_seul_critere_bascule_aussi():
    seule = definition("seule", a="exigé")._replace(usage="reussite")
    assert bascules([seule], {}, ["a"]) == [
        Bascule("a", "oui", (Changement(seule, "inconnues", "réunies"),)),
        Bascule("a", "non", (Changement(seule, "inconnues", "manquantes"),)),
    ]


def test_la_reponse_qui_deplace_le_plus_d_enonces_vient_d_abord():
    seul, tous = definition("seul", x="exigé", a="exigé"), [definition(f"e{n}", x="exigé", b="exigé") for n in range(3)]
    liste = bascules([seul, *tous], {"x": "oui", "a": "oui", "b": "oui"}, ["a", "b"])
    assert [(b.critere, b.valeur, len(b.changements)) for b in liste] == [("b", "non", 3), ("a", "non", 1)]


def test_les_trois_rapports_a_la_collection_et_leurs_comptes():
    """Oui contre non est un désaccord ; ce que la collection tait vaut inconnu, et l’inconnu ne s’oppose à rien."""
    liste = ecarts({"a": "oui", "b": "oui", "c": "oui", "d": "inconnu"}, {"a": "oui", "b": "non"})
    assert liste == [
        Ecart("a", "oui", "oui", "accord"),
        Ecart("b", "oui", "non", "desaccord"),
        Ecart("c", "oui", "inconnu", "nuance"),
        Ecart("d", "inconnu", "inconnu", "accord"),
    ]
    assert dict(comptes(iter(liste))) == {"accord": 2, "nuance": 1, "desaccord": 1}
    assert dict(comptes([])) == {"accord": 0, "nuance": 0, "desaccord": 0}
