"""Ce que l’on donne à Moodle et aux logiciels d’argumentation : la forme qu’attendent leurs importateurs, et rien d’inventé."""

import json
import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from composants import axe_grave, brancher, tient_partout
from playwright.sync_api import expect

from outils.__main__ import main
from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.choix import Choix
from travailler_ensemble.affichage.composants.depot import Depot
from travailler_ensemble.classe import argdown, formats_moodle, moodle
from travailler_ensemble.corpus import lire
from travailler_ensemble.panel.avis import PARTENARIAT, Panel

CORPUS = lire()
PANEL = Panel(CORPUS)
FICHIERS = moodle.fichiers(CORPUS, PANEL)
PARTS = {round(100 / n, 5) for n in formats_moodle.NOTES} | {0.0}
"""Les notes que Moodle accepte : il refuse l’import sinon (`get_grade_options`)."""


def questions(nom):
    return [q for q in ElementTree.fromstring(FICHIERS[nom]) if q.get("type") != "category"]


@pytest.mark.parametrize("nom", ["concordance.xml", "faits.xml"])
def test_chaque_question_a_ce_que_lit_l_importateur(nom):
    lues = questions(nom)
    cles = [q.findtext("idnumber") for q in lues]
    assert len(lues) > 50 and len(set(cles)) == len(cles), "une clé par question"
    for q in lues:
        assert q.findtext("name/text") and q.find("questiontext").get("format") == "html" and q.findtext("questiontext/text")
        tags = [t.text for t in q.findall("tags/tag/text")]
        assert re.fullmatch(r"labo-\d\d", tags[0]) and (len(tags) > 1 or nom == "faits.xml")
        assert len(q.findtext("name/text")) <= formats_moodle.NOM_MAX and len(q.findtext("idnumber")) <= formats_moodle.IDNUMBER_MAX


def test_une_note_est_de_celles_que_moodle_accepte_et_une_bonne_reponse_existe():
    for q in questions("faits.xml"):
        parts = [float(r.get("fraction")) for r in q.findall("answer")]
        if q.get("type") in ("multichoice", "shortanswer"):
            assert {round(abs(p), 5) for p in parts} <= PARTS, q.findtext("name/text")
            assert max(parts) == 100 or sum(p for p in parts if p > 0) == pytest.approx(100, abs=0.01) or len(parts) > 10
        if q.get("type") == "match":
            assert len([s for s in q.findall("subquestion") if s.findtext("text")]) >= 2
            assert len({s.findtext("answer/text") for s in q.findall("subquestion")}) >= 2


def test_la_concordance_compte_les_auteurs_et_donne_leurs_raisons():
    for q in questions("concordance.xml"):
        comptes = [int(r.findtext("fractionimport")) for r in q.findall("answer")]
        assert sum(n > 0 for n in comptes) >= 2 and q.findtext("showoutsidefieldcompetence") == "1"
        for n, r in zip(comptes, q.findall("answer"), strict=True):
            assert r.findtext("feedback/text").count("<li>") == n, "une raison signée par expert"
    jeudis = next(q for q in questions("concordance.xml") if q.findtext("idnumber") == "formes-sit-jeudis-halte")
    lus = {
        auteur: {x.verdict for x in toutes if x.enonce.objet == PARTENARIAT and x.verdict in moodle.VERDICTS}
        for auteur, toutes in PANEL.lectures("sit-jeudis-halte").items()
    }
    attendus = Counter("incertaine" if len(v) > 1 else next(iter(v)) for v in lus.values() if v)
    assert [int(r.findtext("fractionimport")) for r in jeudis.findall("answer")] == [attendus[v] for v in moodle.VERDICTS]


def test_ce_qui_est_laisse_est_dit():
    auteurs = moodle.concordance(CORPUS, PANEL)
    cartes = sum(len(s.cartes) for s in sujets(CORPUS) if getattr(s, "d_auteurs", False))
    assert len(auteurs.questions) + len(auteurs.laissees) == cartes
    assert auteurs.laissees and all(carte in FICHIERS["lisez-moi.txt"].replace("\u00a0", " ") for _, carte in auteurs.laissees[:3])


def test_toute_question_de_la_collection_y_est():
    cles = {q.findtext("idnumber") for q in questions("faits.xml")}
    assert {s.cle for s in sujets(CORPUS) if isinstance(s, Choix)} <= cles


def test_gift_echappe_ce_qu_il_prend_pour_lui():
    q = formats_moodle.QuestionMoodle(
        "shortanswer", "k", "labo-01", "Un = deux ?", "<p>{a}: ~b</p>", (formats_moodle.ReponseMoodle("3 # 4", 100),)
    )
    assert "::Un \\= deux ?::[html]<p>\\{a\\}\\: \\~b</p>{\n=%100%3 \\# 4\n}" in formats_moodle.en_gift(moodle.rayons(CORPUS), [q])
    assert "[tag:labo-01]" in FICHIERS["faits.gift.txt"] and "\n\n\n" not in FICHIERS["faits.gift.txt"]


def test_les_desaccords_ont_leurs_camps_leurs_voix_et_leur_conflit():
    debats = argdown.tous(CORPUS)
    positions = sum(len(d.positions) for d in debats)
    opposes = sum({c.lettre for c in d.camps} >= {"A", "B"} for d in debats)
    texte, aif = FICHIERS["desaccords.argdown"], json.loads(FICHIERS["desaccords.aif.json"])
    assert len(re.findall(r"^  \+ <", texte, re.M)) == positions and len(re.findall(r"^  >< \[", texte, re.M)) == opposes
    assert Counter(n["type"] for n in aif["nodes"]) == {
        "I": positions + sum(len(d.camps) for d in debats),
        "RA": positions,
        "CA": 2 * opposes,
    }
    assert {e[bout] for e in aif["edges"] for bout in ("fromID", "toID")} == {n["nodeID"] for n in aif["nodes"]}


def test_la_commande_ecrit_tout_et_le_dit(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("outils.moodle.RACINE", tmp_path)
    assert main(["moodle"]) == 0
    assert {f.name for f in (tmp_path / "a-distribuer" / "moodle").iterdir()} == set(FICHIERS)
    assert "Laissées" in capsys.readouterr().out


@pytest.mark.navigateur
def test_le_bouton_du_carnet_ecrit_quand_on_le_demande_et_dit_ou(tmp_path, ouvrir):
    depot = Depot("Titre", "Consigne", lambda: moodle.ecrire(tmp_path / "a-distribuer" / "moodle", CORPUS, PANEL))
    assert not [*tmp_path.iterdir()], "rien avant le bouton"
    page = ouvrir(360)
    brancher(page, "depot", depot)
    page.get_by_role("button", name="Écrire les fichiers").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("6 fichiers dans")
    assert axe_grave(page)[0] == []
    tient_partout(page)
    assert depot.etat["dit"].replace("\u00a0", " ") == "6 fichiers dans « a-distribuer/moodle ». Commencez par « lisez-moi.txt »."

    def plein():
        raise OSError(28, "plus de place")

    refuse = Depot("Titre", "Consigne", plein)
    refuse.traiter({"geste": "ecrire", "demande": 1})
    assert "plus de place" in refuse.etat["dit"]
