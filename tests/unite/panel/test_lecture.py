"""La lecture : une définition est une règle, dans une logique à trois valeurs."""

import numpy
import pytest
from chacun import pour_chacun
from hypothesis import given
from hypothesis import strategies as st

from travailler_ensemble import corpus
from travailler_ensemble.panel import lecture
from travailler_ensemble.panel.lecture import Clause, Enonce, codages, enonces, lire

CRITERES = [f"crit-{x}" for x in "abcdefg"]
VALEURS = ["exigé", "admis", "non nécessaire", "écarté", "constat présent", "constat contraire"]
SANS_EFFET = ["admis", "non nécessaire", "constat présent", "constat contraire"]

clauses = st.lists(st.builds(Clause, st.sampled_from(CRITERES), st.sampled_from(VALEURS)), unique_by=lambda c: c.critere, max_size=7)
situations = st.dictionaries(st.sampled_from(CRITERES), st.sampled_from(["oui", "non", "inconnu"]))


def enonce(*c, usage="verdict"):
    return Enonce("enonce-x", "aut-x", "forme-x", usage, tuple(c))


EXIGE_A, EXIGE_B = Clause("crit-a", "exigé"), Clause("crit-b", "exigé")


@pour_chacun(
    ("codage", "verdict"),
    [
        ({"crit-a": "oui", "crit-b": "oui"}, "reconnue"),
        ({"crit-a": "oui", "crit-b": "non"}, "non reconnue"),
        ({"crit-a": "oui"}, "incertaine"),
        ({"crit-a": "inconnu", "crit-b": "non"}, "non reconnue"),
        ({}, "incertaine"),
        *(({"crit-a": "oui", "crit-b": autre}, "incertaine") for autre in ("", "Non", "peut-être", None)),
    ],
)
def test_les_trois_verdicts_d_une_definition(codage, verdict):
    assert lire(enonce(EXIGE_A, EXIGE_B), codage).verdict == verdict


def test_un_ecarte_present_refuse_et_on_dit_lequel():
    x = lire(enonce(EXIGE_A, EXIGE_B, Clause("crit-c", "écarté")), {"crit-a": "oui", "crit-b": "oui", "crit-c": "oui"})
    assert x.verdict == "non reconnue"
    assert [c.critere for c in x.refusent] == ["crit-c"]


@given(clauses, situations)
def test_une_exigence_que_nos_criteres_ne_codent_pas_empeche_de_reconnaitre(liste, codage):
    avec = enonce(*liste)._replace(non_code="un étage politique")
    avant, apres = lire(enonce(*liste), codage).verdict, lire(avec, codage).verdict
    assert apres == ("incertaine" if avant == "reconnue" else avant)


def test_un_autre_objet_est_hors_champ():
    assert lire(enonce(EXIGE_A, EXIGE_B), {}, "forme-y").verdict == "hors champ"


@pytest.mark.parametrize(("codage", "reponse"), [({"crit-a": "oui"}, "réunies"), ({"crit-a": "non"}, "manquantes"), ({}, "inconnues")])
def test_une_condition_de_reussite_ne_juge_pas_ce_que_c_est(codage, reponse):
    assert lire(enonce(EXIGE_A, usage="reussite"), codage).verdict == reponse


@given(clauses, situations)
def test_un_constat_ne_juge_jamais(liste, codage):
    assert lire(enonce(*liste, usage="contexte"), codage).verdict == "ne tranche pas"


@given(clauses, situations, st.sampled_from(["oui", "non", "inconnu"]))
def test_exiger_davantage_ne_fait_jamais_reconnaitre_ce_qui_etait_refuse(liste, codage, valeur):
    refusant = [*liste, Clause("crit-y", "exigé"), Clause("crit-z", "exigé")]
    codage = {**codage, "crit-z": "non", "crit-plus": valeur}
    assert lire(enonce(*refusant), codage).verdict == "non reconnue"
    assert lire(enonce(*refusant, Clause("crit-plus", "exigé")), codage).verdict == "non reconnue"


@given(clauses, situations, st.sampled_from(CRITERES), st.sampled_from(["oui", "non"]))
def test_l_inconnu_ne_decide_jamais(liste, codage, critere, appris):
    """Apprendre un critère ne renverse jamais un verdict déjà rendu : l’inconnu n’y était donc pour rien."""
    avant = lire(enonce(*liste), {**codage, critere: "inconnu"})
    apres = lire(enonce(*liste), {**codage, critere: appris})
    if avant.verdict != "incertaine":
        assert apres.verdict == avant.verdict
    assert critere not in {c.critere for c in (*avant.refusent, *avant.portent)}


@given(clauses, situations, st.randoms())
def test_l_ordre_des_clauses_est_sans_effet(liste, codage, hasard):
    melange = liste.copy()
    hasard.shuffle(melange)
    a, b = lire(enonce(*liste), codage), lire(enonce(*melange), codage)
    assert (a.verdict, set(a.refusent), set(a.ignorent)) == (b.verdict, set(b.refusent), set(b.ignorent))


@given(clauses, situations, st.lists(st.sampled_from(SANS_EFFET), max_size=3))
def test_admis_non_necessaire_et_constat_n_ont_pas_d_effet(liste, codage, valeurs):
    libres = [c for c in CRITERES if c not in {x.critere for x in liste}]
    ajout = [Clause(c, v) for c, v in zip(libres, valeurs, strict=False)]
    assert lire(enonce(*liste, *ajout), codage).verdict == lire(enonce(*liste), codage).verdict


@given(clauses, situations)
def test_moins_de_deux_exiges_ne_tranche_pas(liste, codage):
    exiges = sum(c.valeur == "exigé" for c in liste)
    assert (lire(enonce(*liste), codage).verdict == "ne tranche pas") == (exiges < 2)


@given(clauses, situations)
def test_un_ecarte_present_refuse_toujours(liste, codage):
    avec = [*liste, Clause("crit-x", "exigé"), Clause("crit-y", "exigé"), Clause("crit-z", "écarté")]
    assert lire(enonce(*avec), {**codage, "crit-z": "oui"}).verdict == "non reconnue"


def test_le_corpus_a_les_comptes_de_l_inventaire():
    tous = enonces(corpus.lire())
    assert len(tous) == 74
    verdicts = [e for e in tous.values() if e.usage == "verdict"]
    assert len(verdicts) == 48
    tranchent = [e for e in verdicts if lire(e, {}).verdict == "incertaine"]
    assert len(tranchent) == 24
    assert sum(e.objet == "forme-partenariat" for e in tranchent) == 17


def test_deux_enonces_d_un_auteur_restent_deux():
    """Dhume 2001 exige que l’on s’engage librement, Dhume 2006 non : la même situation peut être refusée par l’un, reconnue par l’autre."""
    tous, codage = enonces(corpus.lire()), codages(corpus.lire())["sit-atelier-velos"]
    assert lire(tous["enonce-dhume-2001"], codage).verdict == "non reconnue"
    assert lire(tous["enonce-dhume-2006"], codage).verdict == "reconnue"


# Une autre façon de lire, en colonnes, qui doit répondre pareil


def en_colonnes(tous, situations, criteres):
    """Énoncé → ses verdicts sur toutes les situations, calculés par numpy sur un tableau situation × critère."""
    rang = {"inconnu": 0, "oui": 1, "non": 2}
    matrice = numpy.array([[rang[x.get(c, "inconnu")] for c in criteres] for x in situations])
    verdicts = {}
    for cle, e in tous.items():
        exiges, ecartes = ([criteres.index(c.critere) for c in e.clauses if c.valeur == v] for v in ("exigé", "écarté"))
        if e.usage == "contexte" or (e.usage == "verdict" and len(exiges) < 2):
            verdicts[cle] = ["ne tranche pas"] * len(situations)
            continue
        refuse = (matrice[:, exiges] == 2).any(axis=1) | (matrice[:, ecartes] == 1).any(axis=1)
        ignore = (matrice[:, exiges + ecartes] == 0).any(axis=1) | bool(e.non_code)
        non, peut_etre, oui = (
            ("manquantes", "inconnues", "réunies") if e.usage == "reussite" else ("non reconnue", "incertaine", "reconnue")
        )
        verdicts[cle] = numpy.where(refuse, non, numpy.where(ignore, peut_etre, oui)).tolist()
    return verdicts


@given(
    clauses,
    st.lists(situations, min_size=1, max_size=9),
    st.sampled_from(["verdict", "reussite", "contexte"]),
    st.sampled_from(["", "un étage politique"]),
)
def test_lire_une_a_une_ou_en_colonnes_donne_les_memes_verdicts(liste, codees, usage, non_code):
    e = enonce(*liste, usage=usage)._replace(non_code=non_code)
    assert en_colonnes({"e": e}, codees, CRITERES) == {"e": [lire(e, codage).verdict for codage in codees]}


def test_tout_le_corpus_se_lit_pareil_en_colonnes():
    c = corpus.lire()
    tous, codees = enonces(c), list(codages(c).values())
    attendu = {cle: [lire(e, x).verdict for x in codees] for cle, e in tous.items()}
    assert en_colonnes(tous, codees, [x["id"] for x in c.lignes("criteres")]) == attendu


# Ce que les mutations ont montré sans essai


def test_un_enonce_et_ses_clauses_portent_ce_que_disent_les_tables():
    c = corpus.lire()
    lus = lecture.enonces(c)
    for e in c.lignes("enonces"):
        assert lus[e["id"]][:4] == (e["id"], e["auteur"], e["objet"], e["lecture"])
        assert lus[e["id"]].non_code == e["non_code"]
        clauses = [(x["critere"], x["valeur"], x["mode"], x["justification"]) for x in c.lignes("clauses") if x["enonce"] == e["id"]]
        assert [tuple(x) for x in lus[e["id"]].clauses] == clauses


def test_une_lecture_dit_de_quel_enonce_et_quels_criteres_elle_ignore():
    clauses = tuple(lecture.Clause(f"c{n}", "exigé") for n in range(2))
    for usage in ("verdict", "reussite", "contexte"):
        un = lecture.Enonce("e", "a", "forme", usage, clauses)
        assert lecture.lire(un, {"c0": "oui"}).enonce is un
        assert lecture.lire(un, {}, "autre").enonce is un
    peu = lecture.Enonce("e", "a", "forme", "verdict", clauses[:1])
    assert lecture.lire(peu, {}).enonce is peu
    assert lecture.lire(lecture.Enonce("e", "a", "forme", "verdict", clauses), {"c0": "oui"}).ignorent == clauses[1:]


def test_une_lecture_range_chaque_critere_decisif_une_seule_fois():
    """Exigé présent et écarté absent portent ; exigé absent et écarté présent refusent ; le reste s’ignore."""
    clauses = {c: Clause(c, valeur) for c, valeur in zip("abcdef", ["exigé", "écarté"] * 3, strict=True)}
    x = lire(enonce(*clauses.values()), {"a": "oui", "b": "non", "c": "non", "d": "oui", "e": "inconnu"})
    assert x.portent == (clauses["a"], clauses["b"])
    assert x.refusent == (clauses["c"], clauses["d"])
    assert x.ignorent == (clauses["e"], clauses["f"])
