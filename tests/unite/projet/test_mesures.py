"""Les mesures : chaque carnet a la sienne, sous un nom stable, et un carnet lent se voit."""

import json
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from outils import RACINE
from outils.__main__ import main
from outils.mesures import carnets, medianes, programme, publication, seance

pytestmark = pytest.mark.lent


def test_un_rapport_est_pris_paire_par_paire():
    """La machine ralentit dix fois pendant la dernière paire : le rapport n’en sait rien."""
    assert medianes([(3.0, 2.0), (3.0, 2.0), (30.0, 20.0)]) == (3.0, 2.0, 1.5)


def test_chaque_carnet_de_la_collection_est_mesure():
    assert [c.name for c in carnets.LABOS] == sorted(c.name for c in (RACINE / "notebooks").glob("*.ipynb"))


@pytest.mark.nuit  # quatre noyaux, pour un nom et un rapport : les deux essais d’au-dessus les tiennent le jour
def test_un_carnet_lent_se_voit_et_garde_son_nom(tmp_path):
    lent, bref = tmp_path / "01-lent.ipynb", tmp_path / "02-bref.ipynb"
    endormi = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import time; time.sleep(3)")])
    nbformat.write(endormi, lent)
    nbformat.write(carnets.vide(), bref)
    m = carnets.mesurer_carnets([lent, bref], fois=1)
    assert set(m) == {"carnet.01-lent", "carnet.02-bref", "carnet.mediane"}
    assert m["carnet.01-lent"]["secondes"] >= 3 and m["carnet.01-lent"]["valeur"] > m["carnet.02-bref"]["valeur"]
    assert m["carnet.mediane"]["valeur"] == (m["carnet.01-lent"]["valeur"] + m["carnet.02-bref"]["valeur"]) / 2
    assert m["carnet.01-lent"]["valeur"] == m["carnet.01-lent"]["secondes"] / m["carnet.01-lent"]["plancher"]


EXIGEES = {
    **{f"seance.perdues.{n}": (0, "≤") for n in (500, 1000, 2000)},
    "seance.p95.500": (150, "≤"),
    "seance.p95.1000": (300, "≤"),
    "seance.rapport.500": (1, "≥"),
    "seance.flux.2000": (200, "≤"),
    "seance.refusees.4000": (0, "≤"),
    "seance.occupee.500": (10_000, "≤"),
    "seance.raisons.perdues.500": (0, "≤"),
    "seance.raisons.p95.500": (500, "≤"),
    "seance.raisons.lecture.500": (500, "≤"),
}


def test_chaque_borne_de_charge_exigee_a_sa_mesure(monkeypatch):
    """Sans rien lancer : qui est mesuré, combien de téléphones, contre quelle borne."""
    prise = dict.fromkeys(("p50", "p95", "p99", "debit", "p95_avec_flux", "memoire_mo", "rapport", "perdues", "refusees"), 1.0)
    vus = []
    monkeypatch.setattr(
        seance.charge, "mesurer", lambda n, fois, etalees=20.0: vus.append((n, fois, etalees)) or prise | {"etalees": prise}
    )
    monkeypatch.setattr(seance.charge, "etaler", lambda n, duree, **avec: vus.append((n, duree, avec)) or prise)
    sur = prise | {"premier": prise, "second": prise, "lecture": prise, "lues": 1}
    monkeypatch.setattr(seance.charge, "raconter", lambda n: vus.append(n) or sur)
    assert {nom: (m["cible"], m.get("sens", "≤")) for nom, m in seance.mesurer_seance().items()} == EXIGEES
    flux, occupee = {"flux": True}, {"boucles": 2}
    assert vus == [(500, 3, 20.0), (1000, 1, 0), (2000, 20.0, flux), (4000, 20.0, flux), (500, 0.0, occupee), 500]


def test_la_charge_avec_les_raisons_se_mesure_en_petit():
    """Douze téléphones : rien ne se perd, et chacun lit trois raisons de chaque carte."""
    with ThreadPoolExecutor(1) as ailleurs:  # un essai de navigateur a pu laisser une boucle à cet ouvrier
        prise = ailleurs.submit(seance.charge.raconter, 12).result()
    assert prise["perdues"] == 0 and prise["second"]["p95"] > 0
    assert prise["lues"] > 12 * seance.charge.CARTES, "les raisons laissées passer se lisent"


@pytest.mark.nuit  # six serveurs ; au repos, « python3 labo.py mesures --seulement seance » le fait en grand
def test_la_charge_se_mesure_en_petit():
    prises = seance.mesurer_seance(0.01)
    assert prises.keys() == EXIGEES.keys()
    assert all(m["valeur"] == 0 for nom, m in prises.items() if "perdues" in nom or "refusees" in nom)


PRISE = {"quoi": "rien", "valeur": 1.0, "cible": 2.0, "unite": "×"}


def test_une_mesure_se_dit_en_table_ou_pour_une_machine(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(programme, "MESURES", {"retour": lambda: dict(PRISE)})
    fichier = tmp_path / "m.json"
    assert main(["mesures", "--seulement", "retour", "--json", str(fichier)]) == 0
    dit = capsys.readouterr()
    lu = json.loads(fichier.read_text(encoding="utf-8"))
    assert set(lu) == {"retour"} and set(lu["retour"]) >= {"quoi", "valeur", "unite", "cible", "tenue", "date"}
    assert dit.out.startswith("retour ") and "mesures" in dit.err, "la table, et où l’on en est"
    assert main(["mesures", "--seulement", "retour", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out) == lu


def test_une_mesure_inconnue_est_refusee():
    with pytest.raises(SystemExit, match="carnet.02-formes"):
        main(["mesures", "--seulement", "carnet.99-absent"])


@pytest.mark.parametrize(("valeur", "sens", "dit"), [(1.0, "≤", True), (2.0, "≤", False), (2.0, "≥", True), (1.0, "≥", False)])
def test_une_cible_est_tenue_ou_ne_l_est_pas(valeur, sens, dit):
    assert publication.tenue({"valeur": valeur, "cible": 1.5, "sens": sens}) is dit
    assert publication.tenue({"valeur": valeur, "cible": None}) is None


@pytest.mark.parametrize(("valeur", "dit"), [(89.0, False), (90.0, True), (98.0, True), (99.0, False)])
def test_une_cible_a_deux_bornes_se_tient_entre_elles(valeur, dit):
    m = {"quoi": "x", "unite": "%", "valeur": valeur, "cible": 90, "sens": "≥", "plafond": 98}
    assert publication.tenue(m) is dit
    assert "(cible de 90 à 98 %" in publication.ligne("x", m | {"tenue": dit})


def test_publier_ne_remplace_que_ce_qui_est_mesure(tmp_path, monkeypatch):
    for nom, fichier in (("FICHIER", "mesures.json"), ("TABLE", "mesures.md"), ("LISEZMOI", "README.md")):
        monkeypatch.setattr(publication, nom, tmp_path / fichier)
    (tmp_path / "README.md").write_text(f"avant\n{publication.DEBUT}\n{publication.FIN}\naprès\n", encoding="utf-8")
    une = {"quoi": "une chose", "valeur": 2.5, "cible": 1.5, "unite": "×", "tenue": False, "date": "2026-01-02"}
    publication.publier(dict.fromkeys(["une", *publication.SIX], une))
    publication.publier({"retour": une | {"valeur": 1.0, "tenue": True, "date": "2026-03-04"}})
    texte, lisezmoi = ((tmp_path / nom).read_text(encoding="utf-8") for nom in ("mesures.md", "README.md"))
    assert texte.startswith("# ") and "Mesuré du 2 janvier 2026 au 4 mars 2026" in texte
    assert "| `une` | une chose | 2,5 × | ≤ 1,5 × | **non** |" in texte and "| `retour` | une chose | 1 × | ≤ 1,5 × | oui |" in texte
    assert lisezmoi.startswith("avant\n") and lisezmoi.endswith("\naprès\n")
    assert lisezmoi.count("| une chose | 2,5 × |") == 5 and lisezmoi.count("| une chose | 1 × |") == 1
    with pytest.raises(ValueError, match="six mesures"):
        publication.avec_les_six("un README sans place", json.loads((tmp_path / "mesures.json").read_text(encoding="utf-8")))


def test_ce_qui_est_publie_est_ce_que_dit_le_fichier():
    publiees = json.loads(publication.FICHIER.read_text(encoding="utf-8"))
    texte = publication.LISEZMOI.read_text(encoding="utf-8")
    assert publication.avec_les_six(texte, publiees) == texte, "lancez « python3 labo.py mesures --seulement … --publier »"
    assert publication.TABLE.read_text(encoding="utf-8") == publication.page(publiees)
    familles = {nom.partition(".")[0] for nom in publiees["mesures"]}
    assert set(programme.MESURES) - programme.SUR_DEMANDE <= familles <= set(programme.MESURES), (
        "une publiée que rien ne refait, ou l’inverse"
    )
    assert all(m["tenue"] == publication.tenue(m) for m in publiees["mesures"].values())


def test_une_mesure_qui_echoue_ne_fait_pas_perdre_celles_d_avant(monkeypatch):
    def panne():
        raise ZeroDivisionError

    monkeypatch.setattr(programme, "MESURES", {"juste": lambda: dict(PRISE), "fausse": panne})
    publiees = {}
    with pytest.raises(ZeroDivisionError):
        programme.mesurer(["juste", "fausse"], publiees.update)
    assert publiees["juste"]["tenue"] is True and publiees["juste"]["valeur"] == 1.0
