"""« labo.py seance » : ce qui paraît à l’écran, dans la liste des programmes et sur le disque ne donne pas la clé."""

import argparse
import errno
import os
import re

import pytest
from patience import attendre
from seance_essai import Serveur

from outils import seance
from outils.__main__ import analyser
from travailler_ensemble import fichiers
from travailler_ensemble.seance import __main__ as programme
from travailler_ensemble.seance import client, maison, stockage

CHOIX = argparse.Namespace(dossier=None, port=None, sans_navigateur=False, nouvelle_cle=False, date_juste=False)


@pytest.fixture
def ouverts(monkeypatch):
    """Ce que le navigateur recevrait sur sa ligne de commande."""
    vus = []
    monkeypatch.setattr(programme.webbrowser, "open", vus.append)
    return vus


def test_le_navigateur_ne_recoit_que_le_nom_d_un_fichier_a_soi(tmp_path, monkeypatch, capsys, ouverts):
    monkeypatch.setenv("TRAVAILLER_ENSEMBLE_SEANCES", str(tmp_path))
    with Serveur(tmp_path) as s:
        cle = s.maison._secret
        assert seance.mener(CHOIX) == 0
        (url,) = attendre(lambda: ouverts)
        fichier = tmp_path / "ouvrir.html"
        assert url == fichier.as_uri() and (os.name == "nt" or fichier.stat().st_mode & 0o777 == 0o600)
        dit = capsys.readouterr().out
        assert cle not in dit and cle not in fichier.read_text()
        page = re.search(r"http://127\.0\.0\.1:\d+/maison#(billet-\S+)", dit)
        assert page and page[0] in fichier.read_text()
        neuf = client._Client(s.url, "").demander("POST", "/api/billets/echange", {"billet": page[1]})["secret"]
        assert client.ServeurDistant(s.url, neuf).seances() == []


def test_changer_la_cle_ferme_le_serveur_et_l_ancienne_n_ouvre_plus_rien(tmp_path, monkeypatch, capsys, ouverts):
    monkeypatch.setenv("TRAVAILLER_ENSEMBLE_SEANCES", str(tmp_path))
    with Serveur(tmp_path) as s:
        ancienne, mien = s.maison, s.creer()
        relances = []
        monkeypatch.setattr(seance, "main", lambda arguments: relances.append(arguments) or 0)
        assert seance.mener(argparse.Namespace(**{**vars(CHOIX), "nouvelle_cle": True})) == 0
        assert relances == [["--avec-navigateur"]] and "clé du dossier des séances est changée" in capsys.readouterr().out
        assert s.processus.wait(20) == 0
        s.demarrer()
        with pytest.raises(client.ReponseRefusee) as refus:
            client.ServeurDistant(s.url, ancienne._secret).seances()
        assert refus.value.statut == 401
        assert maison.ouvrir(tmp_path).cle != ancienne._secret and len(s.maison.seances()) == 1
        assert mien.etat()["seance"]["id"] == mien.id, "la séance garde ses accès"


def test_les_seances_se_gardent_ou_on_le_dit(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TRAVAILLER_ENSEMBLE_SEANCES", str(tmp_path / "OneDrive - IRTS" / "mes-seances"))
    monkeypatch.setattr(seance, "main", lambda _: 0)
    assert seance.mener(CHOIX) == 0
    assert capsys.readouterr().out.startswith(seance.SYNCHRONISE)
    monkeypatch.chdir(tmp_path)
    assert seance.mener(analyser(["seance", "--dossier", "ici"])) == 0
    assert maison.dossier_habituel() == tmp_path / "ici" and capsys.readouterr().out == ""


def test_un_partage_sans_verrous_se_dit_et_n_est_pas_pris_pour_une_autre_fenetre(tmp_path, monkeypatch):
    adresse = f"sqlite:///{tmp_path / 'seances.sqlite'}"
    tient = stockage.ouvrir(adresse)
    with pytest.raises(stockage.BaseIndisponible, match="Une autre fenêtre"):
        stockage.ouvrir(adresse)

    def sans_verrous(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fichiers, "fcntl", argparse.Namespace(lockf=sans_verrous, LOCK_EX=2, LOCK_NB=4))
    with pytest.raises(stockage.BaseIndisponible, match="--dossier"):
        stockage.ouvrir(adresse)
    tient.dispose()
    assert [f.name for f in tmp_path.glob(".verrou*")] == []


def test_un_dossier_synchronise_se_reconnait(tmp_path):
    for nom in ("OneDrive - IRTS Hauts-de-France", "Nextcloud", "Dropbox (Perso)", "Google Drive", "GoogleDrive-a@b"):
        assert fichiers.synchronise(tmp_path / nom / "collection" / "mes-seances"), nom
    assert not fichiers.synchronise(tmp_path / "Documents" / "un drive" / "mes-seances")
