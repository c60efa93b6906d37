"""La lecture des tables : ce qui est fautif est refusé par une phrase qui dit où, quoi et ce qui était attendu."""

import csv
import io
import json
import shutil
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from travailler_ensemble import corpus
from travailler_ensemble.corpus import DOSSIER, TableFautive


@pytest.fixture
def copie(tmp_path):
    """Une copie du corpus que l’essai peut abîmer."""
    dossier = tmp_path / "data"
    shutil.copytree(DOSSIER, dossier)
    return dossier


def refus(dossier):
    with pytest.raises(TableFautive) as e:
        corpus.lire.__wrapped__(dossier)
    return e.value


def changer(dossier, table, avant, apres, fois=1):
    chemin = dossier / f"{table}.csv"
    texte = chemin.read_text(encoding="utf-8")
    assert avant in texte
    chemin.write_text(texte.replace(avant, apres, fois), encoding="utf-8", newline="")


def test_le_corpus_se_lit_et_se_relie():
    c = corpus.lire()
    assert len(c.lignes("criteres")) == 25
    assert len(c.lignes("enonces")) == 74
    assert len(c.lignes("clauses")) == 296
    assert len(c.lignes("relations")) == 36
    assert c.ligne("auteurs", "aut-dhume")["nom"] == "Fabrice Dhume"


def test_une_valeur_hors_liste_est_refusee_avec_son_adresse(copie):
    changer(copie, "clauses", ",exigé,", ",requis,")
    e = refus(copie)
    assert (e.table, e.colonne, e.valeur) == ("clauses", "valeur", "requis")
    assert e.ligne == 4
    assert str(e) == (
        "Table « clauses », ligne 4, colonne « valeur » : lu : « requis » ; attendu : exigé, admis, non nécessaire, "
        "écarté, constat présent, constat contraire."
    )


@pytest.mark.parametrize(
    ("table", "avant", "apres", "attendu"),
    [
        ("enonces", "aut-brachet", "aut-inconnu", "un identifiant de la table « auteurs »"),
        ("codages", "crit-egalite", "crit-egalites", "un identifiant de la table « criteres »"),
        ("criteres", "crit-egalite", "crit-organismes", "une valeur unique (déjà à la ligne 3)"),
        ("enonces", ",2001,", ",l’an dernier,", "une année"),
        ("labos", ",35,", ",trente-cinq,", "un nombre entier"),
        ("situations", "sit-jeudis-halte", "Jeudis", "une valeur de la forme sit-[a-z0-9]+(-[a-z0-9]+)*"),
        ("situations", "Les jeudis de la halte", "", "une valeur, cette colonne ne peut pas être vide"),
        ("auteurs", "id,nom", "id,prenom", "les colonnes id, nom, court"),
        ("formes", "collection\n", "collection,de trop\n", "7 valeurs, une par colonne"),
        ("formes", "forme-information,", 'forme-information,"', "des guillemets droits fermés"),
    ],
)
def test_chaque_faute_a_sa_phrase(copie, table, avant, apres, attendu):
    changer(copie, table, avant, apres)
    e = refus(copie)
    assert e.table == table
    assert attendu in str(e)
    assert e.ligne


def test_un_fichier_absent_ou_une_description_cassee_se_disent(copie):
    (copie / "formes.csv").unlink()
    assert "formes.csv" in str(refus(copie))
    (copie / "datapackage.json").write_text("{", encoding="utf-8")
    assert "datapackage.json" in str(refus(copie))


def test_un_fichier_enregistre_par_un_tableur_francais_est_converti(copie):
    chemin = copie / "situations.csv"
    lignes = list(csv.reader(io.StringIO(chemin.read_text(encoding="utf-8"))))
    sortie = io.StringIO()
    csv.writer(sortie, delimiter=";", lineterminator="\r\n").writerows(lignes)
    attendu = corpus.lire().lignes("situations")
    chemin.write_bytes(b"\xef\xbb\xbf" + sortie.getvalue().encode("utf-8"))
    assert corpus.lire.__wrapped__(copie).lignes("situations") == attendu
    chemin.write_bytes(sortie.getvalue().encode("cp1252"))
    assert corpus.lire.__wrapped__(copie).lignes("situations") == attendu


@given(st.data())
def test_toute_valeur_ecrite_se_relit_ou_se_refuse_en_francais(data):
    """Quel que soit le texte mis dans une case libre, il est rendu tel quel ; dans une case fermée, il est refusé."""
    valeur = data.draw(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1))
    champ_libre = {"name": "x", "type": "string"}
    assert corpus._convertisseur(champ_libre)(valeur) == valeur
    ferme = {"name": "x", "type": "string", "constraints": {"enum": ["oui", "non"]}}
    if valeur not in ("oui", "non"):
        with pytest.raises(ValueError, match="oui, non"):
            corpus._convertisseur(ferme)(valeur)


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.sampled_from(["oui", "non"])), max_size=6))
def test_un_csv_bien_forme_se_relit_tel_quel(tmp_path_factory, lignes):
    dossier = tmp_path_factory.mktemp("aller-retour")
    with (dossier / "t.csv").open("w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([["texte", "choix"], *lignes])
    schema = {"fields": [{"name": "texte", "type": "string"}, {"name": "choix", "type": "string"}]}
    (dossier / "datapackage.json").write_text(
        json.dumps({"resources": [{"name": "t", "path": "t.csv", "schema": schema}]}), encoding="utf-8"
    )
    lus = corpus.lire.__wrapped__(dossier).lignes("t")
    assert [(x["texte"], x["choix"]) for x in lus] == lignes


def test_une_table_demandee_par_un_mauvais_nom_le_dit():
    with pytest.raises(KeyError, match="Il n’y a pas de table « auteur »"):
        corpus.lire().lignes("auteur")
    with pytest.raises(KeyError, match="La table « auteurs » n’a pas de ligne « aut-personne »"):
        corpus.lire().ligne("auteurs", "aut-personne")


def test_les_lignes_ne_se_modifient_pas():
    with pytest.raises(TypeError):
        corpus.lire().lignes("formes")[0]["nom"] = "autre"


def test_table_donne_un_dataframe_aux_memes_nombres():
    c = corpus.lire()
    t = c.table("codages")
    assert len(t) == len(c.lignes("codages"))
    assert list(t.columns) == ["situation", "critere", "valeur", "indice"]


def test_la_lecture_ne_charge_pas_pandas():
    code = (
        "import sys; from travailler_ensemble import corpus; from travailler_ensemble.avis import Panel; Panel(corpus.lire());"
        "print(sorted(m for m in ('pandas', 'altair', 'numpy') if m in sys.modules))"
    )
    fini = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert fini.stdout.strip() == "[]"
