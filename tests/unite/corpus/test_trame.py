"""La trame d’un carnet, lue dans son texte."""

import json
import re

from travailler_ensemble import corpus
from travailler_ensemble.activites.tolerance import normaliser
from travailler_ensemble.corpus import trame

C = corpus.lire()


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
