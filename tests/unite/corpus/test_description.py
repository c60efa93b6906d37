"""La description des tables : ses types, ses règles, et ce qui la rend fautive, pour nous ou pour Frictionless."""

import json
from datetime import date

import pytest
from frictionless import FrictionlessException, Package
from hypothesis import given
from tables_essai import dossier_neuf, ecrire, frictionless_accepte, paquets, refus, table

from travailler_ensemble import corpus
from travailler_ensemble.corpus import DOSSIER, TableFautive

RESSOURCES = json.loads((DOSSIER / "datapackage.json").read_text(encoding="utf-8"))["resources"]


def decrire_autrement(dossier, changement):
    chemin = dossier / "datapackage.json"
    paquet = json.loads(chemin.read_text(encoding="utf-8"))
    changement(paquet, {r["name"]: r for r in paquet["resources"]})
    chemin.write_text(json.dumps(paquet), encoding="utf-8")


def decrit(dossier, changement):
    """Change la description et rend le refus."""
    decrire_autrement(dossier, changement)
    return refus(dossier)


def champ(ressource, nom):
    return next(c for c in ressource["schema"]["fields"] if c["name"] == nom)


def lien(ressources):
    """La première clé étrangère des énoncés : vers leur auteur."""
    return ressources["enonces"]["schema"]["foreignKeys"][0]


@pytest.mark.parametrize(
    ("changement", "dit"),
    [
        (lambda p, r: p.pop("resources"), "à « resources »"),
        (lambda p, r: p["resources"].append("x"), f"à « ressource {len(RESSOURCES) + 1} »"),
        (lambda p, r: p["resources"].append({"path": "x.csv"}), f"à « ressource {len(RESSOURCES) + 1} »"),
        (lambda p, r: p["resources"].append(r["formes"]), "à « formes » : attendu : un nom qu’aucune autre table ne porte"),
        (lambda p, r: r["formes"].update(path="../formes.csv"), "à « formes » : attendu : une table du dossier des données"),
        (lambda p, r: r["formes"].update(path="/etc/passwd"), "une table du dossier des données"),
        (lambda p, r: r["formes"].update(path="..\\formes.csv"), "une table du dossier des données"),
        (lambda p, r: r["formes"].update(path="https://exemple.org/formes.csv"), "une table du dossier des données"),
        (lambda p, r: r["formes"].update(path=["formes.csv"]), "à « formes » : attendu : une table bien décrite"),
        (lambda p, r: r["formes"].update(schema="formes.json"), "à « formes » : attendu : une table bien décrite"),
        (lambda p, r: r["formes"]["schema"].update(fields=[]), "des colonnes de noms différents"),
        (lambda p, r: r["formes"]["schema"]["fields"].append({"name": "nom"}), "des colonnes de noms différents"),
        (lambda p, r: r["formes"]["schema"].update(missingValues=["", "-"]), "une seule valeur manquante, la case vide"),
        (lambda p, r: r["formes"]["schema"].update(primaryKey="cle"), "des clés faites de colonnes de la table"),
        (lambda p, r: champ(r["formes"], "nom").update(type="nombre"), "un type parmi string, integer, year, date pour « nom »"),
        (lambda p, r: champ(r["formes"], "nom").update(format="email"), "un type parmi string, integer, year, date pour « nom »"),
        (lambda p, r: champ(r["formes"], "nom").update(constraints={"minLength": 2}), "des contraintes parmi enum, pattern"),
        (lambda p, r: champ(r["formes"], "nom").update(constraints={"pattern": "("}), "à « formes »"),
        (lambda p, r: champ(r["labos"], "minutes").update(constraints={"enum": ["x"]}), "à « labos »"),
        (lambda p, r: lien(r).update(reference={"resource": "auteur", "fields": "id"}), "à « enonces »"),
        (lambda p, r: lien(r)["reference"].update(fields="cle"), "une clé étrangère vers l’identifiant de « auteurs »"),
        (lambda p, r: lien(r).update(fields=["auteur", "relais"]), "à « enonces »"),
        (lambda p, r: lien(r).update(fields="ecrivain"), "des clés faites de colonnes de la table"),
        (lambda p, r: lien(r).pop("fields"), "à « enonces »"),
    ],
)
def test_chaque_regle_que_la_lecture_ne_tiendrait_pas_a_sa_phrase(copie, changement, dit):
    e = decrit(copie, changement)
    assert e.table == "datapackage.json" and dit in str(e)


@pytest.mark.parametrize(
    "changement",
    [
        lambda p, r: r["sources"].update(path="sous/../../sources.json"),
        lambda p, r: champ(r["formes"], "nom").update(constraints={"required": "oui"}),
        lambda p, r: champ(r["labos"], "minutes").update(constraints={"pattern": "[0-9]+"}),
    ],
)
def test_ce_qui_est_mal_ecrit_sans_tromper_la_lecture_est_refuse_par_frictionless(copie, changement):
    assert Package(str(copie / "datapackage.json"))
    decrire_autrement(copie, changement)
    corpus.lire.__wrapped__(copie)
    with pytest.raises(FrictionlessException):
        Package(str(copie / "datapackage.json"))


@pytest.mark.parametrize("contenu", [None, b"", b"{", b"[]", b"\xff\xfe{\x00}\x00", b"[" * 100_000, b'{"resources": NaN}'])
def test_une_description_absente_ou_cassee_se_dit(copie, contenu):
    chemin = copie / "datapackage.json"
    chemin.unlink()
    if contenu is not None:
        chemin.write_bytes(contenu)
    assert str(refus(copie)).startswith("Fichier « datapackage.json »")


def test_une_description_mal_ponctuee_dit_sa_ligne(copie):
    chemin = copie / "datapackage.json"
    chemin.write_text(chemin.read_text(encoding="utf-8").replace('"title":', '"title"', 1), encoding="utf-8")
    assert refus(copie).ligne == 3


@pytest.mark.parametrize(
    ("ecrite", "conseil"),
    [
        ("30/06/2021", "écrivez 2021-06-30."),
        ("06/30/2021", "écrivez 2021-06-30."),
        ("30.6.2021", "écrivez 2021-06-30."),
        ("05-05-2021", "écrivez 2021-05-05."),
        ("04/01/2021", "écrivez 2021-01-04 pour le 4 janvier ou 2021-04-01 pour le 1er avril."),
        ("31/02/2021", "écrite AAAA-MM-JJ."),
        ("30/06-2021", "écrite AAAA-MM-JJ."),
        ("30/06/21", "écrite AAAA-MM-JJ."),
        ("0/0/2021", "écrite AAAA-MM-JJ."),
    ],
)
def test_une_date_de_tableur_est_refusee_avec_ce_qu_il_faut_ecrire(tmp_path, ecrite, conseil):
    """Jamais convertie en silence : le jour et le mois s’échangent d’un pays à l’autre."""
    fields = [{"name": "id", "type": "string"}, {"name": "le", "type": "date"}]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [{"name": "t", "path": "t.csv", "schema": {"fields": fields}}]}))
    (tmp_path / "t.csv").write_text(f"id,le\na,{ecrite}\n")
    with pytest.raises(corpus.TableFautive) as e:
        corpus.lire.__wrapped__(tmp_path)
    assert str(e.value).startswith(
        f"Table « t », ligne 2, colonne « le » : lu : « {ecrite} » ; attendu : une date qui existe, écrite AAAA-MM-JJ"
    )
    assert str(e.value).endswith(conseil)


@pytest.mark.parametrize(
    ("genre", "juste", "valeur", "fautes", "attendu"),
    [
        (
            "date",
            "2024-02-29",
            date(2024, 2, 29),
            ["2023-02-29", "29/02/2024", "2024-2-9", "20240229", "2024-W09-4", "hier"],
            "une date qui existe",
        ),
        ("year", "2001", 2001, ["01", "+201", "20_1", "２００１", "2001.0"], "une année, en quatre chiffres"),
        ("integer", "-12", -12, ["1_000", "1 000", "1,5", "٣", "0x1", "1e3"], "un nombre entier"),
    ],
)
def test_un_type_est_verifie_pour_de_bon(tmp_path, genre, juste, valeur, fautes, attendu):
    fields = [{"name": "id", "type": "string"}, {"name": "x", "type": genre}]
    ecrire(tmp_path, [table("t", fields, [["a", juste], ["b", ""]])])
    assert [ligne["x"] for ligne in corpus.lire.__wrapped__(tmp_path).lignes("t")] == [valeur, None]
    for faute in fautes:
        ecrire(tmp_path, [table("t", fields, [["a", faute]])])
        e = refus(tmp_path)
        assert (e.ligne, e.colonne, e.valeur) == (2, "x", faute)
        assert attendu in str(e)


@given(paquets(fautes=True))
def test_notre_verdict_est_celui_de_frictionless(tables):
    """Types, valeurs requises, uniques, permises, motifs, clés primaires et étrangères : un autre lecteur pense de même.

    Nous suivons la norme là où frictionless est plus large : « 2024-2-9 » n’est pas une date, « +201 » pas une année.
    """
    with dossier_neuf() as dossier:
        ecrire(dossier, tables)
        try:
            corpus.lire.__wrapped__(dossier)
            accepte = True
        except TableFautive:
            accepte = False
        assert accepte == frictionless_accepte(dossier)
