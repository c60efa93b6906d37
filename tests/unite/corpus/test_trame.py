"""La trame d’un carnet, lue dans son texte ; les parcours, calculés sur la table des labos."""

import json
import re

import pytest

from travailler_ensemble import corpus
from travailler_ensemble.activites.tolerance import normaliser
from travailler_ensemble.corpus import parcours, trame

C = corpus.lire()
TOUS = {p.cle: p for p in parcours.tous(C)}


def texte(source, *etiquettes):
    return {"cell_type": "markdown", "source": source.splitlines(keepends=True), "metadata": {"tags": list(etiquettes)}}


def code(source, *etiquettes):
    return {"cell_type": "code", "source": source, "metadata": {"tags": list(etiquettes)}}


LABO = [
    texte(
        "# 07 · Évaluation\n\nUne accroche.\n\n**Durée** : 35 min. **Prérequis** : aucun.\n\n**À la fin de ce labo, vous saurez :**\n\n- *lire* une grille ;\n- *choisir* un critère.\n\n**Compétences visées** : BTS ESF C4.1."
    ),
    texte("## Pour commencer\n\nLancez."),
    code("import travailler_ensemble as labo\nlabo.verifier()", "depart"),
    texte("## Étape 1. Lire (10\u00a0min)\n\nLisez."),
    code('labo.tri("niveaux")', "activite"),
    texte("### Une sous-partie"),
    code('labo.comparer("niveaux")', "activite"),
    texte("## Étape 2. Écrire, puis relire (25 min)\n\nÉcrivez."),
    code('labo.question("grille")\nlabo.relire("sit-x", formalisation="oui")', "activite"),
    texte("## À retenir\n\n- Un point.\n- Deux points."),
]


def test_un_carnet_dit_sa_duree_ses_objectifs_et_ses_etapes():
    t = trame.trame(LABO)
    assert (t.titre, t.minutes) == ("07 · Évaluation", 35)
    assert t.objectifs == ("*lire* une grille", "*choisir* un critère")
    assert [(e.numero, e.nom, e.minutes) for e in t.etapes] == [(1, "Lire", 10), (2, "Écrire, puis relire", 25)]
    assert t.sections["À retenir"] == "- Un point.\n- Deux points."
    assert "### Une sous-partie" in t.sections[t.etapes[0].section], "une sous-partie reste dans son étape"


def test_les_activites_sont_rangees_sous_leur_etape():
    t = trame.trame(LABO)
    assert t.cles("tri", "question") == ("niveaux", "grille")
    assert t.cles("comparer", section=t.etapes[0].section) == ("niveaux",)
    assert t.cles("tri", section=t.etapes[1].section) == ()
    assert [a.fonction for a in t.appels if "activite" in a.etiquettes] == ["tri", "comparer", "question", "relire"]


def test_un_carnet_sans_annonce_ou_mal_ecrit_se_lit_quand_meme():
    t = trame.trame([texte("# Titre"), code("labo.tri(")])
    assert (t.titre, t.minutes, t.objectifs, t.etapes, t.appels) == ("Titre", None, (), (), ())


def test_un_carnet_absent_n_est_pas_publie(monkeypatch, tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "07.ipynb").write_text(json.dumps({"cells": LABO}), encoding="utf-8")
    monkeypatch.setattr(trame, "RACINE", tmp_path)
    assert trame.publie({"carnet": "07.ipynb"}) and trame.lire("notebooks", "07.ipynb").minutes == 35
    assert not trame.publie({"carnet": "08.ipynb"}) and trame.lire("notebooks", "08.ipynb") is None
    assert not trame.publie({"carnet": ""})


def test_sans_dossier_de_carnets_le_nom_suffit(monkeypatch, tmp_path):
    """La bibliothèque peut être installée seule : les carnets sont alors ailleurs."""
    monkeypatch.setattr(trame, "RACINE", tmp_path)
    assert trame.publie({"carnet": "07.ipynb"}) and not trame.publie({"carnet": ""})


def test_les_trois_parcours_tiennent_leur_promesse():
    assert [p.nom for p in TOUS.values()] == ["Module complet", "Découverte", "Révision"]
    assert 345 <= TOUS["tout"].minutes <= 375, "le module tient en six heures, à un quart d’heure près"
    assert 55 <= TOUS["decouverte"].minutes <= 65, "la découverte tient en une heure"
    assert 60 <= TOUS["revision"].minutes <= 180
    assert len(TOUS["tout"].parts) == len(C.lignes("labos"))


@pytest.mark.parametrize("cle", ["decouverte", "revision"])
def test_une_part_de_labo_a_sa_duree_et_une_seule(cle):
    for labo in C.lignes("labos"):
        part, minutes = labo[f"{cle}_part"], labo[f"{cle}_minutes"]
        assert bool(part) == bool(minutes), labo["numero"]
        assert labo[cle] == "oui" or not part, labo["numero"]
        assert not minutes or minutes <= labo["minutes"], labo["numero"]


def test_la_part_decouverte_dure_ce_que_durent_ses_etapes():
    for p in TOUS["decouverte"].parts:
        lu = trame.lire(trame.LABOS, p.labo["carnet"])
        if lu and p.quoi:
            citees = [int(n) for n in re.findall(r"\d+", p.quoi)]
            durees = {e.numero: e.minutes for e in lu.etapes}
            assert citees and set(citees) <= set(durees), p.quoi
            assert sum(durees[n] for n in citees) == p.minutes, p.quoi


def test_le_raccourci_d_un_labo_presse_dure_ce_qu_il_dit():
    vus = 0
    for labo in C.lignes("labos"):
        lu = trame.lire(trame.LABOS, labo["carnet"])
        if m := re.search(r"Les étapes (\d) et (\d) en prennent ([^.]+)\.", lu.entete):
            durees = {e.numero: e.minutes for e in lu.etapes}
            assert str(durees[int(m[1])] + durees[int(m[2])]) == normaliser(m[3], nombre=True), labo["numero"]
            vus += 1
    assert vus == len(C.lignes("labos"))


def test_la_duree_de_l_accueil_est_celle_du_carnet():
    for labo in C.lignes("labos"):
        assert trame.lire(trame.LABOS, labo["carnet"]).minutes == labo["minutes"], labo["numero"]


@pytest.mark.parametrize(
    ("parts", "programme"),
    [
        ({"01": "", "02": "", "03": ""}, "labos 01 à 03"),
        ({"01": "", "02": "", "05": ""}, "labos 01, 02 et 05"),
        ({"01": "", "02": "l’étape 3"}, "labo 01 ; labo 02, l’étape 3"),
        ({"02": "l’exercice", "09": "l’exercice"}, "labos 02 et 09 (dans chacun, l’exercice)"),
        ({"01": "l’étape 1", "02": "l’étape 3"}, "labo 01, l’étape 1 ; labo 02, l’étape 3"),
    ],
)
def test_le_programme_d_un_parcours_se_lit(parts, programme):
    p = parcours.Parcours("x", "X", "", tuple(parcours.Part({"numero": numero}, quoi, 10) for numero, quoi in parts.items()))
    assert p.programme == programme and p.minutes == 10 * len(parts)
