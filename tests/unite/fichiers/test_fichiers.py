"""Les fichiers de la personne : un fichier ordinaire, à sa place, borné ; fermé aux autres comptes."""

import os
import re
import stat
import threading

import pytest

import travailler_ensemble as labo
from travailler_ensemble import corpus, fichiers
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.classe.export import lire
from travailler_ensemble.corpus.description import TableFautive
from travailler_ensemble.corpus.tableur import contenu

POSIX = pytest.mark.skipif(os.name == "nt", reason="droits et tubes de POSIX")


@pytest.fixture
def maison(tmp_path, monkeypatch):
    """Un dossier personnel, et un dossier courant qui n’y est pas."""
    for nom in ("maison", "travail", "ailleurs"):
        (tmp_path / nom).mkdir()
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path / "maison"))
    monkeypatch.chdir(tmp_path / "travail")
    return tmp_path


def phrase(nom):
    with pytest.raises(TableFautive) as e:
        lire(nom)
    return str(e.value)


def test_seuls_la_collection_et_le_dossier_personnel_se_lisent(maison):
    for dossier in ("maison", "travail", "ailleurs"):
        (maison / dossier / "x.csv").write_text("a,b")
    (maison / "travail" / "labo.py").touch()
    (maison / "travail" / "notebooks").mkdir()
    (maison / "travail" / "lien.csv").symlink_to(maison / "ailleurs" / "x.csv")
    os.chdir("notebooks")
    lus = "que la séance a exporté"  # lus, et jugés sur leur contenu
    assert lus in phrase("../x.csv") and lus in phrase(str(maison / "maison" / "x.csv"))
    for nom in ("../lien.csv", "../../ailleurs/x.csv", str(maison / "ailleurs" / "x.csv"), "/etc/passwd"):
        assert "un fichier de la collection ou de votre dossier personnel" in phrase(nom), nom


@pytest.mark.parametrize("nom", ["//hote/partage/x.csv", r"\\hote\partage\x.csv", r"\\?\C:\x.csv", r"\\.\pipe\x", r"/\hote\x"])
def test_un_fichier_d_une_autre_machine_n_est_pas_demande(maison, nom, monkeypatch):
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("ouvert"))
    monkeypatch.setattr(os.path, "realpath", lambda *_: pytest.fail("cherché"))
    assert "un fichier de cet ordinateur" in phrase(nom)


@POSIX
def test_ni_tube_ni_peripherique_ni_fichier_sans_fin(maison, monkeypatch):
    os.mkfifo("tube.csv")
    assert "un fichier ordinaire" in phrase("tube.csv")
    for lire_un in (fichiers.lire, lambda chemin: contenu("x", chemin)):
        with pytest.raises((fichiers.FichierRefuse, TableFautive), match="un fichier ordinaire"):
            lire_un(fichiers.Path("/dev/zero"))
    with open("grand.csv", "wb") as f:
        f.truncate(fichiers.TAILLE_MAX + 1)
    assert "un fichier de moins de 64 Mo" in phrase("grand.csv")


@pytest.mark.parametrize("nom", ["/dev/zero", "/etc/passwd", "//hote/x.csv"])
def test_dans_un_carnet_c_est_une_phrase(maison, nom):
    for page in (labo.relire_seance(nom), labo.comparer_seances(nom), labo.figure("distribution", nom)):
        assert "un fichier de" in page._repr_html_() and "root:" not in page._repr_html_()


@POSIX
def test_un_tube_a_la_place_des_reponses_n_arrete_pas_le_noyau(tmp_path):
    os.mkfifo(tmp_path / "tri.jsonl")
    os.mkfifo(tmp_path / "graine.json")
    carnet, dit = Carnet(tmp_path), []
    f = carnet.feuillet("tri")
    fil = threading.Thread(
        target=lambda: dit.extend([f.evenements(), f.ajouter({"geste": "ranger"}), f.contenu(), carnet.graine()]), daemon=True
    )
    fil.start()
    fil.join(30)
    assert len(dit) == 4, "la lecture attend"
    assert dit[1].message.startswith("Ce qui occupe la place du fichier des réponses n’en est pas un. Votre réponse est gardée ici")
    assert len(dit[2].gestes) == 1 and "ne peut pas être relu" in dit[2].avertissements[0]


@POSIX
def test_un_lien_a_la_place_des_reponses_n_est_pas_suivi(tmp_path):
    vise = tmp_path / "profil"
    vise.write_text("intact")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "tri.jsonl").symlink_to(vise)
    assert not Carnet(tmp_path / "d").feuillet("tri").ajouter({"geste": "ranger"}).fait
    (tmp_path / "d" / "page.html").symlink_to(vise)
    fichiers.remplacer(tmp_path / "d" / "page.html", b"<p>")
    assert vise.read_text() == "intact" and (tmp_path / "d" / "page.html").read_bytes() == b"<p>"
    assert sorted(f.name for f in (tmp_path / "d").iterdir()) == ["page.html", "tri.jsonl"]


def droits(chemin):
    return oct(stat.S_IMODE(chemin.stat().st_mode))


@POSIX
def test_les_reponses_sont_fermees_aux_autres_comptes(tmp_path, monkeypatch):
    from travailler_ensemble.affichage.composants.copie import Copie
    from travailler_ensemble.atelier import _maintenant, _panel

    avant = os.umask(0o022)
    try:
        carnet = Carnet(tmp_path / "mes-reponses")
        assert carnet.feuillet("formes").ajouter({"geste": "ranger", "carte": "sit-coin-calme", "case": "forme-reseau"}).fait
        carnet.graine()
        copie = Copie(corpus.lire(), carnet, _panel, _maintenant, print)
        copie.traiter({"geste": "ranger"})
    finally:
        os.umask(avant)
    attendus = {"formes.jsonl", "graine.json", f"{copie.etat['nom']}.csv", f"{copie.etat['nom']}.html"}
    assert {f.name: droits(f) for f in carnet.dossier.iterdir()} == dict.fromkeys(attendus, "0o600")
    assert droits(carnet.dossier) == "0o700"
    # Écrits par une version d’avant, ou revenus d’une sauvegarde.
    carnet.dossier.chmod(0o755)
    for f in carnet.dossier.iterdir():
        f.chmod(0o644)
    (carnet.dossier / "programme.sh").touch(0o755)
    Carnet(carnet.dossier)
    assert droits(carnet.dossier) == "0o700" and droits(carnet.dossier / "programme.sh") == "0o755"
    assert {droits(carnet.dossier / nom) for nom in attendus} == {"0o600"}
    # Un dossier de tous reste à tous.
    tmp_path.chmod(0o1777)
    Carnet(tmp_path)
    assert droits(tmp_path) == "0o1777"


@POSIX
def test_les_seances_rendues_par_une_sauvegarde_se_referment(tmp_path):
    from travailler_ensemble.seance import maison

    dossier = tmp_path / "mes-seances"
    assert maison.ouvrir(dossier) and droits(dossier) == "0o700" and droits(dossier / maison.NOM) == "0o600"
    for nom in (maison.FICHIER, f"{maison.FICHIER}-wal", maison.NOM):
        (dossier / nom).touch()
        (dossier / nom).chmod(0o644)
    dossier.chmod(0o755)
    maison.ouvrir(dossier, creer=False)
    assert {droits(f) for f in dossier.iterdir()} == {"0o600"} and droits(dossier) == "0o700"


LA_COLLECTION = {"corpus/description.py", "corpus/trame.py", "affichage/figures/dessin.py", "ecriture/ressources.py", "seance/contenu.py"}
"""Ceux-là ne lisent que ce qui est livré avec la collection."""


def test_rien_de_la_personne_ne_se_lit_ni_ne_s_ecrit_autrement():
    """Ni `open`, ni `read_text`, ni `write_bytes` hors de `fichiers.py` : sans borne, un tube ferait attendre, un lien serait suivi."""
    lib = fichiers.Path(labo.__file__).parent
    ailleurs = {}
    for f in sorted(lib.rglob("*.py")):
        nom = f.relative_to(lib).as_posix()
        trouves = re.findall(r"(?<![\w.])open\(|\bos\.open\(|\.(?:read|write)_(?:text|bytes)\(|\.open\(\"", f.read_text(encoding="utf-8"))
        if trouves and nom not in LA_COLLECTION | {"fichiers.py"}:
            ailleurs[nom] = trouves
    assert ailleurs.pop("seance/stockage.py") == ["os.open("], "la base : sans borne de taille"
    assert ailleurs == {}


@POSIX
def test_ce_qui_occupe_la_place_des_cles_d_une_seance_n_arrete_rien_et_n_est_pas_suivi(tmp_path):
    from travailler_ensemble.affichage.composants.regie import Panneau

    cles, vise = tmp_path / "panneau.json", tmp_path / "profil"
    os.mkfifo(cles)
    lus = []
    panneau = Panneau([], tmp_path)
    fil = threading.Thread(target=lambda: lus.append(panneau._lire_cles()), daemon=True)
    fil.start()
    fil.join(30)
    assert lus == [{}], "la lecture attend"
    cles.unlink()
    vise.write_text("intact")
    cles.symlink_to(vise)
    panneau._cles = {"id": "x"}
    panneau._ecrire_cles()
    assert vise.read_text() == "intact" and droits(cles) == "0o600" and not cles.is_symlink()
    panneau.close()
