"""Les seuils d’une classe : les mêmes en Python, dans l’état servi aux pages, et dans les phrases."""

import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

from chacun import pour_chacun
from hypothesis import given
from hypothesis import strategies as st

from travailler_ensemble import corpus
from travailler_ensemble.classe import seuils
from travailler_ensemble.classe.bilan import bilan
from travailler_ensemble.classe.export import LigneReponse
from travailler_ensemble.classe.seuils import (
    ORDINAIRE,
    PARTAGE,
    RESTREINT,
    SEUILS,
    UNANIME,
    dire_dispersion,
    dispersion_montrable,
    montrables,
    partage,
    partagees,
)
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.seance import vues
from travailler_ensemble.seance.programme import programme

LIB = Path(seuils.__file__).parents[1]
PANEL = Panel(corpus.lire())
PROGRAMMES = {cle: programme(PANEL, cle) for cle in ("formes", "axe-dhume", "affirmations-debats")}


@pour_chacun("seuil", [*SEUILS.values()])
def test_sous_le_seuil_rien_ne_se_mesure(seuil):
    n = seuil.nombre
    assert dispersion_montrable({"a": n - 1}, (), seuil) is None and dire_dispersion(None, seuil) == f"moins de {seuil.dit} réponses"
    assert dispersion_montrable({"a": n}, (), seuil) == 0 and dispersion_montrable({"a": n, "b": n}, (), seuil) == 0.5
    assert montrables({1: {"a": n - 1}}, {1: {"a": n - 1}}, seuil) == frozenset()
    deux = {1: {"a": n + 3}, 2: {"a": 4, "b": n - 1}}  # trop peu ont bougé : on lirait qui, par différence
    assert montrables(deux, deux, seuil) == {1}


def test_aucun_groupe_ne_descend_sous_trois_et_le_plus_petit_s_annonce():
    """À deux, chacun lit l’autre en ôtant sa réponse ; à trois, il en reste deux sans nom."""
    assert min(SEUILS) == RESTREINT.nombre == 3 and max(SEUILS) == ORDINAIRE.nombre
    assert "dès trois réponses" in RESTREINT.annonce and not ORDINAIRE.annonce


@pour_chacun(
    ("comptes", "axe", "coupee"),
    [
        ({"a": 10, "b": 10}, "abc", False),  # sur un axe, deux voisins ne s’opposent pas
        ({"a": 10, "c": 10}, "abc", True),  # les deux bouts de trois, de quatre, de dix cases offertes
        ({"a": 10, "d": 10}, "abcd", True),
        ({"a": 10, "j": 10}, "abcdefghij", True),
        ({"a": 10, "b": 10}, "", True),
        ({"a": 12, "c": 8}, "abc", True),
        ({"a": 3, "c": 2}, "abc", True),
        ({"a": 14, "c": 6}, "abc", False),  # sept sur dix, juste
        ({"a": 13, "c": 7}, "abc", True),
        ({"a": 24, "b": 1}, "", False),  # une voix sur vingt-cinq
        ({"a": 7, "b": 7, "c": 6}, "abc", True),
        ({"b": 10, "?": 10}, "abc", True),  # « je ne sais pas » n’est sur aucun axe
        ({"b": 10, "c": 4, "a": 6}, "abc", False),  # un avis, et ses deux voisins
    ],
)
def test_une_classe_coupee_se_voit_quel_que_soit_le_nombre_de_cases(comptes, axe, coupee):
    assert partage(dispersion_montrable(comptes, axe)) is coupee


@given(st.dictionaries(st.sampled_from("abcd?"), st.integers(0, 30)), st.sampled_from(["", "abcd"]))
def test_une_case_vide_et_le_sens_de_l_axe_ne_changent_rien(comptes, axe):
    d = dispersion_montrable(comptes, axe)
    assert d == dispersion_montrable({**dict.fromkeys("abcd?", 0), **comptes}, axe[::-1])
    assert d is None or (0 <= d < 1 and (d == 0) == (sum(n > 0 for n in comptes.values()) == 1))
    assert d is None or d <= dispersion_montrable(comptes), "un axe ne peut que rapprocher"


@pour_chacun(
    ("dispersion", "dit"),
    [
        (None, "moins de cinq réponses"),
        (0, "presque d’une voix"),
        (UNANIME - 0.001, "presque d’une voix"),
        (UNANIME, "plusieurs avis"),
        (PARTAGE, "plusieurs avis"),
        (PARTAGE + 0.001, "partage la classe"),
        (1, "partage la classe"),
    ],
)
def test_la_dispersion_se_dit_en_trois_mots(dispersion, dit):
    assert dire_dispersion(dispersion) == dit and partage(dispersion) == (dit == "partage la classe")


@given(st.data())
def test_la_regie_et_le_bilan_disent_la_meme_chose(data):
    """Sur les mêmes votes : ce que la régie montre à l’enseignant, et ce que relit le carnet 92."""
    p = PROGRAMMES[data.draw(st.sampled_from(sorted(PROGRAMMES)))]
    votes = data.draw(st.lists(st.tuples(st.sampled_from(p.cartes[:4]), st.sampled_from(sorted(p.cases)), st.integers(1, 12)), max_size=12))
    lignes = [LigneReponse("s", p.cle, 1, carte, case, "", n, "mains") for carte, case, n in votes]
    b = bilan(p, lignes, PANEL)
    comptes = {}
    for carte, case, n in votes:
        comptes.setdefault(carte, Counter())[case] += n
    etat = SimpleNamespace(etat=SimpleNamespace(tours_clos=(1,), seuil=ORDINAIRE))
    dispersions = vues.dispersions(SimpleNamespace(seance=etat, repartition={1: comptes}, mains={1: comptes}), p)[1]
    assert partagees(dispersions) == [c.carte for c in b.a_rediscuter]
    assert ("À rediscuter" in " ".join(b.dit)) == bool(b.a_rediscuter)


def test_le_seuil_n_est_ecrit_qu_une_fois():
    """Ni en chiffre, ni en lettres, dans ce que lit une personne."""
    dits, nombres = "|".join(s.dit for s in SEUILS.values()), "|".join(map(str, SEUILS))
    ailleurs = re.compile(rf'"[^"]*\b({dits}) (réponses|personnes)|[<>]=? ({nombres})\b', re.IGNORECASE)
    fichiers = [f for piece in ("classe", "seance", "affichage/figures") for f in (LIB / piece).glob("*.py") if f.name != "seuils.py"]
    codes = {f.name: re.sub(r'""".*?"""|#.*', "", f.read_text(encoding="utf-8"), flags=re.DOTALL) for f in fichiers}
    assert len(codes) > 30 and [nom for nom, code in codes.items() if ailleurs.search(code)] == []
