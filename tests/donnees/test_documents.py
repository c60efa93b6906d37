"""Dates, codes et noms des tables se retrouvent dans les documents.

Les documents ne sont pas dans le dépôt : on compare à leurs empreintes (voir `labo.py empreintes`), qui permettent de
vérifier un nom ou une date sans rien pouvoir relire.
"""

import re
from pathlib import Path

import pytest
from documents import lu
from enumerer import pour_chaque

from outils.__main__ import main
from outils.empreintes import mots
from travailler_ensemble import corpus

RACINE = Path(__file__).resolve().parents[2]

C = corpus.lire()
MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
DOCUMENTS = RACINE.parent / "shared" / "sources"


def en_lettres(jour):
    annee, mois, quantieme = jour.split("-")
    return f"{int(quantieme)} {MOIS[int(mois) - 1]} {annee}"


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="les documents ne sont pas sur cette machine")
def test_les_empreintes_sont_celles_des_documents():
    assert main(["empreintes", str(DOCUMENTS), "--verifier"]) == 0


def test_une_date_inventee_se_voit():
    assert lu("31 mai 1990")
    assert not lu("30 mai 1990")
    assert not lu("Ferdinand Dhume")


@pour_chaque("table", ["textes", "chronologie_faits"])
def test_chaque_jour_est_dans_les_documents(table):
    jours = {ligne["date"] for ligne in C.lignes(table) if ligne["date"]}
    assert len(jours) >= 9
    absents = [j for j in jours if not lu(en_lettres(str(j)))]
    assert not absents, absents


def test_chaque_annee_est_dans_les_documents():
    annees = {t["annee"] for t in C.lignes("textes") if t["annee"]}
    annees |= {f["annee"] for f in C.lignes("chronologie_faits") if f["genre"] != "contexte"}
    annees |= {e["annee"] for e in C.lignes("enonces") if e["annee"]}
    annees |= {r["annee"] for r in C.lignes("references") if r["annee"]}
    absentes = [a for a in annees if not lu(str(a))]
    assert not absentes, absentes


def test_l_annee_d_un_texte_est_celle_de_sa_date():
    for nom in ("textes", "chronologie_faits"):
        for ligne in C.lignes(nom):
            assert not ligne["date"] or str(ligne["date"])[:4] == str(ligne["annee"]), dict(ligne)


def test_chaque_article_et_chaque_code_est_dans_les_documents():
    for t in C.lignes("textes"):
        for numero in re.findall(r"\d+", t["article"]):
            assert lu(f"article {numero}") or lu(f"art {numero}") or lu(f"article {numero}er") or lu(numero), (t["id"], numero)
        for code in re.findall(r"L\. [\d-]+", t["code"]):
            assert lu(code), (t["id"], code)


def test_chaque_code_de_referentiel_est_dans_les_documents():
    for r in C.lignes("referentiels"):
        for morceau in re.split(r"[()]", r["code"] if r["origine"] == "inventaire" else ""):
            assert not morceau.strip() or lu(morceau), (r["id"], r["code"])


def test_chaque_nom_d_auteur_est_dans_les_documents():
    for a in C.lignes("auteurs"):
        if a["genre"] not in ("personne", "duo"):
            continue
        for nom in re.split(r" et | ; |, ", a["nom"].replace("[sic]", "").replace("\u00a0;", " ;")):
            assert lu(nom) or all(lu(m) for m in mots(nom)), (a["id"], nom)


def test_chaque_sigle_est_dans_les_documents():
    for s in C.lignes("sigles"):
        if s["donne"] != "sans le sigle" and s["origine"] == "inventaire":
            sigles = [x for x in s["sigle"].split(", ") if x != "GIE"]  # la loi citée développe GIE ; aucun document n’écrit le sigle
            assert all(lu(x) for x in sigles), s["id"]


def test_un_developpement_de_sigle_ne_vient_pas_de_memoire():
    for s in C.lignes("sigles"):
        assert bool(s["developpement"]) == (s["donne"] != "non"), s["id"]
        # Un nom propre du développement doit se lire tel quel, deux mots à la suite.
        suite = [m for m in mots(s["developpement"]) if len(m) > 3 and m[0].isupper()]
        assert all(lu(m) for m in suite), (s["id"], suite)
