"""Les résultats d’une recherche : qui exige, qui s’en passe, qui constate ; les récits à part ; rien avant la réponse."""

import pytest

from travailler_ensemble import corpus
from travailler_ensemble.corpus.resultats import (
    AILLEURS,
    CONSTATENT,
    EXERCICES,
    EXIGENT,
    GROUPES,
    PASSENT,
    RECITS,
    RESERVEES,
    RESUME,
    chercher,
)

C = corpus.lire()


def noms(r, groupe):
    return {p.qui for p in r.groupes[groupe]}


def test_les_textes_se_rangent_par_ce_qu_ils_font_du_critere_cherche():
    r = chercher(C, "convention")
    clauses = [c for c in C.lignes("clauses") if c["critere"] == "crit-formalisation"]
    for groupe, valeurs in ((EXIGENT, {"exigé"}), (PASSENT, {"non nécessaire", "écarté"})):
        assert len(r.groupes[groupe]) == sum(c["valeur"] in valeurs for c in clauses) > 0
    assert "Fonteneau, 2007 · accord écrit" in noms(r, EXIGENT) and "Damon, 2007 · accord écrit" in noms(r, CONSTATENT)
    assert not noms(r, PASSENT) & {"Dhume, 2001 · accord écrit"}, "admettre n’est pas se passer de"
    assert list(r.groupes) == [g for g in GROUPES if g in r.groupes]


def test_un_recit_est_a_part_et_dit_fiction():
    r = chercher(C, "convention")
    assert all("fiction" in p.etiquettes for p in r.groupes[RECITS])
    assert not any("fiction" in p.etiquettes for g, liste in r.groupes.items() if g != RECITS for p in liste)


@pytest.mark.parametrize(("un", "autre"), [("convention", "conventions"), ("convention", "conventoin"), ("coopération", "coopérasion")])
def test_pluriels_et_fautes_trouvent_la_meme_chose(un, autre):
    assert chercher(C, un).groupes == chercher(C, autre).groupes != {}


def test_un_mot_corrige_est_dit_et_une_ressemblance_trop_faible_n_est_que_proposee():
    assert chercher(C, "conventoin").corriges == {"conventoin": "convention"}
    r = chercher(C, "cozzention")
    assert not r.groupes and not r.corriges


def test_ce_que_l_on_copie_porte_la_reference_et_ne_se_donne_pas_pour_une_citation():
    for liste in chercher(C, "convention").groupes.values():
        for p in liste:
            assert p.copie.endswith(RESUME) and p.qui in p.copie and "<i>" not in p.copie
            assert not p.repere or p.repere in p.copie


def test_rien_a_chercher_ou_rien_a_trouver():
    assert chercher(C, "le").vide and chercher(C, "  ").vide
    r = chercher(C, "zzzxzzz")
    assert not r.vide and not r.total


def test_une_reponse_ne_se_lit_pas_avant_la_question():
    for mot in ("professionnels", "solidarité"):
        caches = [t for t in C.chercher(mot) if t.table in RESERVEES | EXERCICES]
        montres = {"".join(m for m, _ in p.morceaux) for liste in chercher(C, mot).groupes.values() for p in liste}
        assert caches and not montres & {t.extrait for t in caches}


def test_un_sigle_se_lit_avec_son_developpement():
    assert [(p.qui, p.morceaux[0][0]) for p in chercher(C, "FSL").groupes[AILLEURS] if p.qui == "FSL"] == [
        ("FSL", C.ligne("sigles", "sigle-fsl")["developpement"])
    ]
