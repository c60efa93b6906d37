"""Coder ensemble : les désaccords d’abord, les plus lourds en tête ; un alpha seulement quand il y a de quoi le dire."""

import krippendorff
import pytest

from travailler_ensemble import corpus
from travailler_ensemble.contenus.codeur import Codeur, retenir
from travailler_ensemble.contenus.situation import Codee, Situation
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.codeurs import croiser
from travailler_ensemble.panel.recits import LecturesDuRecit

PANEL = Panel(corpus.lire())
LECTURES = LecturesDuRecit(PANEL)
LOURD, LEGER = LECTURES.ordre[0], LECTURES.ordre[-1]


def recits(n):
    return [
        Situation(id=f"mes-{i}", titre=f"Récit {i}").coder(LOURD, "oui" if i % 3 else "non", "mes mots").coder(LEGER, "oui")
        for i in range(n)
    ]


def collegue(situations, **autrement):
    codages = {s.id: {**s.codages, LOURD: Codee("non", "ses mots")} if i % 2 else dict(s.codages) for i, s in enumerate(situations)}
    return Codeur(id="mes-nadia", prenom="Nadia", codages=codages, **autrement)


def test_les_desaccords_d_abord_et_ce_qu_ils_font_basculer():
    miens = recits(6)
    x = croiser(PANEL, miens[1], [collegue(miens), Codeur(id="mes-a", codages={"mes-0": {}})], miens)
    assert x.noms == ("Vous", "Nadia") and [r.critere for r in x.lignes if r.desaccord] == [LOURD] == [x.lignes[0].critere]
    assert x.lignes[0].reponses == (Codee("oui", "mes mots"), Codee("non", "ses mots"))
    basculent = x.lignes[0].effets["non"]
    assert not x.lignes[0].effets["oui"] and basculent == LECTURES.changent(miens[1].valeurs, {**miens[1].valeurs, LOURD: "non"})
    assert "Dhume, 2001" in basculent, "les textes se nomment"
    assert x.dit == "1\xa0critère vous sépare, sur 27." and "il faudrait 8 récits" in x.accord and {r.alpha for r in x.lignes} == {""}
    assert croiser(PANEL, miens[1], [], miens).dit == "Personne d’autre n’a codé ce récit."


def test_l_alpha_par_critere_ne_se_dit_qu_a_partir_de_huit_recits():
    miens = recits(9)
    [ligne] = [r for r in croiser(PANEL, miens[1], [collegue(miens)], miens).lignes if r.critere == LOURD]
    codes = [
        [("oui", "non").index(x[s.id][LOURD].valeur) for s in miens] for x in ({s.id: s.codages for s in miens}, collegue(miens).codages)
    ]
    attendu = krippendorff.alpha(reliability_data=codes, level_of_measurement="nominal")
    assert ligne.alpha == f"{attendu:.2f}".replace(".", ",") and ligne.alpha_de and ligne.alpha_a
    autres = {r.alpha for r in croiser(PANEL, miens[1], [collegue(miens)], miens).lignes if r.critere != LOURD}
    assert autres == {""}, "sans variation, aucun alpha"


@pytest.mark.parametrize(("choix", "garde"), [("oui", Codee("oui", "mes mots")), ("non", Codee("non", "ses mots")), ("", None)])
def test_retenir_prend_l_indice_de_qui_repond_ainsi(choix, garde):
    miens = recits(2)
    assert retenir(miens[1], {LOURD: choix}, [collegue(miens)]).codages.get(LOURD) == garde
