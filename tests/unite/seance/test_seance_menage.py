"""Une séance passée de date s’efface à tout démarrage de la collection, serveur fermé, et ses clés avec elle."""

import argparse
import json
import os
import sqlite3
from datetime import date, datetime, timedelta

import pytest
from patience import attendre
from serveur import Serveur

from outils import ouvrir
from travailler_ensemble.seance import journal, maison, menage, stockage
from travailler_ensemble.seance.etats import Etat
from travailler_ensemble.seance.journal import Seance, Vote

HIER, DEMAIN = (date.today() + timedelta(days=n) for n in (-1, 1))


@pytest.fixture
def dossier(tmp_path):
    """Deux séances d’un dossier fermé : l’une passée de date, l’autre non ; le carnet menait la première."""
    m = stockage.ouvrir(f"sqlite:///{tmp_path / maison.FICHIER}")
    with m.begin() as c:
        for id, jour in (("vieille", HIER), ("recente", DEMAIN)):
            s = Seance(id, f"TILLEUL {id}", f"Titre {id}", "formes", ("carte",), Etat("vote", 1), 1, "2026-01-01", jour.isoformat())
            journal.creer(c, s, {"enseignant": f"e-{id}"})
            journal.noter(c, [Vote(id, journal.entrer(c, id, f"p-{id}", 10), 1, "carte", f"case-{id}", 1)])
    m.dispose()
    (tmp_path / menage.PANNEAU).write_text(json.dumps({"id": "vieille", "enseignant": "secret"}))
    return tmp_path


def restent(dossier) -> list[str]:
    m = stockage.ouvrir(f"sqlite:///{dossier / maison.FICHIER}")
    with m.begin() as c:
        ids = [s.id for s, _ in journal.lister(c)]
    m.dispose()
    return ids


@pytest.mark.parametrize("abimee", ["NULL", "x'32303237'", "7", "CAST(x'c1' AS TEXT)"])
def test_une_date_abimee_n_arrete_ni_le_menage_ni_la_collection(dossier, abimee):
    with sqlite3.connect(dossier / maison.FICHIER) as base:
        base.execute("PRAGMA writable_schema = ON")
        base.execute("UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'seances'")
    base.close()
    with sqlite3.connect(dossier / maison.FICHIER) as base:
        base.execute(f"UPDATE seances SET effacer_le = {abimee} WHERE id = 'recente'")
    base.close()
    assert menage.effacer_les_perimees(dossier) == 1
    with sqlite3.connect(dossier / maison.FICHIER) as base:
        assert base.execute("SELECT id FROM seances").fetchall() == [("recente",)]
    base.close()


def test_une_base_que_l_on_ne_peut_effacer_n_arrete_pas_la_collection(dossier):
    with sqlite3.connect(dossier / maison.FICHIER) as base:
        base.execute("DROP TABLE reponses")
    base.close()
    assert menage.effacer_les_perimees(dossier) == 0


def test_une_seance_passee_de_date_s_efface_avec_ses_cles_et_cela_se_dit(dossier, capsys):
    menage.annoncer(dossier)
    assert capsys.readouterr().out == "1 séance passée de date est effacée, avec toutes les réponses.\n"
    assert restent(dossier) == ["recente"] and not (dossier / menage.PANNEAU).exists()
    octets = b"".join(f.read_bytes() for f in dossier.iterdir())
    assert b"case-vieille" not in octets and b"case-recente" in octets
    menage.annoncer(dossier)
    assert capsys.readouterr().out == "", "rien à dire deux fois"


def test_ouvrir_la_collection_fait_le_menage(dossier, monkeypatch):
    """« python3 labo.py », sans rien d’autre."""
    monkeypatch.setenv("TRAVAILLER_ENSEMBLE_SEANCES", str(dossier))

    class Assez(Exception):
        pass

    def arreter(*_):
        raise Assez

    monkeypatch.setattr(ouvrir.signal, "signal", arreter)
    with pytest.raises(Assez):
        ouvrir.mener(argparse.Namespace(port=None, sans_navigateur=True))
    assert restent(dossier) == ["recente"]


def test_les_cles_d_une_seance_encore_la_restent(dossier):
    (dossier / menage.PANNEAU).write_text(json.dumps({"id": "recente", "enseignant": "secret"}))
    assert menage.effacer_les_perimees(dossier, HIER - timedelta(days=9)) == 0
    assert (dossier / menage.PANNEAU).exists() and len(restent(dossier)) == 2


@pytest.mark.parametrize("contenu", [None, b"", b"ceci n'est pas une base\n" * 400])
def test_sans_base_ou_avec_une_base_abimee_rien_ne_se_passe(tmp_path, contenu):
    if contenu is not None:
        (tmp_path / maison.FICHIER).write_bytes(contenu)
    assert menage.effacer_les_perimees(tmp_path) == 0
    assert [f.name for f in tmp_path.iterdir()] == ([] if contenu is None else [maison.FICHIER])


def test_un_serveur_ouvert_fait_son_menage_lui_meme(tmp_path):
    with Serveur(tmp_path) as s:
        s.creer()
        assert menage.effacer_les_perimees(tmp_path, date.today() + timedelta(days=360)) == 0
        assert len(s.maison.seances()) == 1


UN_BOND = date.today() + timedelta(days=11 * 365)


def test_une_horloge_qui_bondit_n_efface_rien_et_revenue_tout_reprend(dossier):
    """Pile morte, double démarrage : onze ans d’un coup. Le doute dure autant que le bond, même si la base est écrite entre-temps."""
    assert menage.effacer_les_perimees(dossier, UN_BOND) == 0
    (dossier / maison.FICHIER).touch()
    assert menage.effacer_les_perimees(dossier, UN_BOND + timedelta(days=3)) == 0
    assert sorted(restent(dossier)) == ["recente", "vieille"] and (dossier / menage.PANNEAU).exists()
    assert menage.effacer_les_perimees(dossier) == 1, "l’horloge revenue, la date compte de nouveau"
    assert restent(dossier) == ["recente"] and not (dossier / menage.DOUTE).exists()


def test_une_horloge_en_retard_a_la_creation_n_efface_rien_une_fois_juste(dossier, capsys):
    quand = datetime(2006, 1, 1).timestamp()
    for f in dossier.glob(f"{maison.FICHIER}*"):
        os.utime(f, (quand, quand))
    menage.annoncer(dossier)
    assert "lancez « python3 labo.py seance --date-juste »" in capsys.readouterr().out
    assert sorted(restent(dossier)) == ["recente", "vieille"]
    menage.croire_la_date(dossier)
    menage.annoncer(dossier)
    assert "1 séance passée de date" in capsys.readouterr().out and restent(dossier) == ["recente"]


def test_le_serveur_aussi_attend_quand_l_horloge_a_bondi(tmp_path):
    with Serveur(tmp_path) as serveur:
        vieille = serveur.creer(jours=1)
        serveur.fermer()
        with sqlite3.connect(tmp_path / maison.FICHIER) as base:
            base.execute("UPDATE seances SET effacer_le = '2026-01-01'")
        base.close()
        (tmp_path / menage.DOUTE).write_text(json.dumps({"crue": "2006-01-01"}))
        serveur.demarrer()
        assert [s["id"] for s in serveur.maison.seances()] == [vieille.id]
        (tmp_path / menage.DOUTE).unlink()
        serveur.fermer()
        serveur.demarrer()
        attendre(lambda: serveur.maison.seances() == [])
