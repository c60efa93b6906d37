"""« labo.py seance » : ce qui paraît à l’écran, dans la liste des programmes et sur le disque ne donne pas la clé."""

import argparse
import errno
import os
import re
import subprocess
import sys

import psutil
import pytest
from patience import attendre
from serveur import Serveur

from outils import ouvrir, seance
from outils.__main__ import analyser
from travailler_ensemble import fichiers
from travailler_ensemble.seance import __main__ as programme
from travailler_ensemble.seance import client, contenu, maison, stockage

CHOIX = argparse.Namespace(dossier=None, port=None, sans_navigateur=False, nouvelle_cle=False, date_juste=False, fermer=False)


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


def test_un_serveur_perime_est_remplace_sans_rien_perdre(tmp_path, monkeypatch):
    """Il sert le contenu d’hier : « votre tri n’existe pas ». Le neuf reprend son port, son adresse, ses séances, ses réponses."""
    with Serveur(tmp_path) as s:
        mien = s.creer("debat-formes")
        mien.faire("ouvrir")
        jeton = mien.demander("POST", "/api/participants", {"code": mien.code})["jeton"]
        lui = client.SeanceDistante(s.url, jeton)
        lui.demander("PUT", f"/api/reponses/1/{mien.cartes[0]}", {"case": mien.cases[0], "n": 1})
        mien.ouvrir("127.0.0.2")
        assert client.lancer(tmp_path).url == s.url and s.processus.poll() is None, "à jour, il reste"
        monkeypatch.setattr(contenu, "empreinte", lambda: "le contenu a changé")
        neuf = client.lancer(tmp_path, 90)
        try:
            assert s.processus.poll() is not None and neuf.url == s.url
            attendre(lambda: mien.etat()["ouverture"]["adresse"] == "127.0.0.2")
            assert lui.etat()["moi"]["reponses"]["1"] == {mien.cartes[0]: {"case": mien.cases[0], "n": 1}}
        finally:
            neuf.fermer()
        attendre(lambda: client.joindre(tmp_path) is None)


def test_l_empreinte_du_contenu_suit_data_et_le_code(tmp_path):
    data, code = tmp_path / "data", tmp_path / "code"
    for d in (data, code):
        d.mkdir()
        (d / "a.csv").write_text("1")
    une = contenu.empreinte_de(data, code)
    assert une == contenu.empreinte_de(data, code)
    (data / "a.csv").write_text("2")
    deux = contenu.empreinte_de(data, code)
    (code / "b.py").write_text("")
    assert len({une, deux, contenu.empreinte_de(data, code)}) == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows n’a pas de programme fini dont le parent n’a pas lu la fin")
def test_un_serveur_fini_que_son_noyau_n_a_pas_relu_est_ferme(monkeypatch):
    """Le noyau qui le lança vit toujours : « labo.py seance --fermer » attendait vingt secondes un programme déjà fini."""
    monkeypatch.setattr(client.ServeurDistant, "demander", lambda *_: None)
    attentes = []
    monkeypatch.setattr(psutil.Process, "wait", lambda _, secondes: attentes.append(secondes))
    lance = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', '']).pid, flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", lance], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as noyau:
        fini = psutil.Process(int(noyau.stdout.readline()))
        attendre(lambda: fini.status() == psutil.STATUS_ZOMBIE)
        chez = client.ServeurDistant("http://127.0.0.1", "")
        chez.sait = {"pid": fini.pid}
        chez.fermer()
        noyau.stdin.close()
    assert attentes == []


def test_fermer_la_collection_ferme_le_serveur_qu_un_carnet_a_lance(tmp_path, monkeypatch, capsys):
    """Sans quoi il resterait ouvert sur le réseau de l’école, et rien ne l’arrêterait."""
    monkeypatch.setenv("TRAVAILLER_ENSEMBLE_SEANCES", str(tmp_path))
    monkeypatch.setattr(ouvrir, "ouvrir", lambda *_: None)
    sien = client.lancer(tmp_path, 90)
    assert ouvrir.mener(argparse.Namespace(port=None, sans_navigateur=True)) == 0
    assert "Les séances en direct sont fermées aussi" in capsys.readouterr().out
    assert client.joindre(tmp_path) is None and sien.sait["pid"] not in psutil.pids()
    assert ouvrir.mener(argparse.Namespace(port=None, sans_navigateur=True)) == 0 and capsys.readouterr().out == ""


def test_les_seances_d_une_autre_fenetre_restent_ouvertes_cela_se_dit_et_se_ferme(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TRAVAILLER_ENSEMBLE_SEANCES", str(tmp_path))
    monkeypatch.setattr(ouvrir, "ouvrir", lambda *_: None)
    programme = subprocess.Popen([sys.executable, "-m", "travailler_ensemble.seance", "--dossier", str(tmp_path), "--sans-navigateur"])
    try:
        attendre(lambda: programme.poll() is None and client.joindre(tmp_path), 90)
        ouvrir.mener(argparse.Namespace(port=None, sans_navigateur=True))
        assert "restent ouvertes dans leur fenêtre" in (dit := capsys.readouterr().out) and "labo.py seance --fermer" in dit
        assert seance.mener(argparse.Namespace(**{**vars(CHOIX), "fermer": True})) == 0
        assert "Les séances sont fermées" in capsys.readouterr().out and programme.wait(20) == 0
        assert seance.mener(argparse.Namespace(**{**vars(CHOIX), "fermer": True})) == 0
        assert "n’étaient pas ouvertes" in capsys.readouterr().out
    finally:
        programme.kill()
        programme.wait(10)


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
