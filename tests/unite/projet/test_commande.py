"""« pipx install travailler-ensemble », « uvx travailler-ensemble » : la roue porte les carnets, et donne les mêmes commandes."""

import os
import subprocess
import sys
import zipfile

import pytest

from outils import RACINE
from travailler_ensemble import commande


@pytest.fixture(scope="module")
def roue(tmp_path_factory):
    """La roue, dépliée comme le fait pip."""
    dossier = tmp_path_factory.mktemp("roue")
    ordre = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dossier)]
    faite = subprocess.run(ordre, cwd=RACINE, capture_output=True, text=True)
    assert faite.returncode == 0, faite.stderr
    (fichier,) = dossier.glob("*.whl")
    zipfile.ZipFile(fichier).extractall(dossier / "site")
    return dossier / "site"


@pytest.fixture
def mener(roue, tmp_path):
    """`mener("--aide")` : « travailler-ensemble --aide », chez une personne qui n’a rien."""

    def fait(*arguments: str, avec: str = "") -> subprocess.CompletedProcess:
        env = {nom: v for nom, v in os.environ.items() if not nom.startswith("TRAVAILLER_ENSEMBLE")}
        env |= {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "PYTHONPATH": os.pathsep.join((str(roue), env["PYTHONPATH"]))}
        programme = ["-m", "travailler_ensemble.commande"] if not avec else [avec]
        return subprocess.run(
            [sys.executable, *programme, *arguments], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", timeout=120
        )

    return fait


def test_la_roue_pose_les_carnets_et_donne_les_commandes(mener, tmp_path):
    aide = mener("--aide")
    assert aide.returncode == 0, aide.stderr
    for nom in ("lab", "seance", "imprimer", "moodle", "kit"):
        assert f"    {nom} " in aide.stdout
    assert "couverture" not in aide.stdout, "ce que la roue ne porte pas ne se propose pas"
    chez = tmp_path / "travailler-ensemble"
    for dossier in ("notebooks", "exercises", "solutions"):
        portes, ici = ({f.name for f in (r / dossier).glob("*.ipynb")} for r in (RACINE, chez))
        assert ici == portes and ici
    fait = mener("moodle")
    assert fait.returncode == 0 and any((chez / "a-distribuer").rglob("*.xml")), fait.stderr
    refus = mener("couverture")
    assert refus.returncode and "n’est pas dans ce paquet" in refus.stderr
    aussi = mener("--aide", avec=str(chez / "labo.py"))
    assert aussi.stdout == aide.stdout, "« python3 labo.py », que disent les carnets, y mène aussi"


def test_une_version_neuve_remplace_les_carnets_sauf_ceux_que_la_personne_a_changes(tmp_path, monkeypatch):
    portee, chez = tmp_path / "portee", tmp_path / "chez"
    (portee / "notebooks").mkdir(parents=True)
    for nom in ("a", "b", "c"):
        (portee / "notebooks" / nom).write_text(f"{nom} 1")
    assert commande.poser(chez, portee) == []
    (chez / "notebooks" / "b").write_text("b à moi")
    (chez / "notebooks" / "a").unlink()
    assert commande.poser(chez, portee) == [] and not (chez / "notebooks" / "a").exists(), "la même version ne remet rien"
    for nom in ("a", "b", "c"):
        (portee / "notebooks" / nom).write_text(f"{nom} 2")
    for neuve in ("9.0", "9.1"):
        monkeypatch.setattr(commande, "version", lambda _, neuve=neuve: neuve)
        assert commande.poser(chez, portee) == ["notebooks/b"]
        assert {f.name: f.read_text() for f in (chez / "notebooks").iterdir()} == {"a": "a 2", "b": "b à moi", "c": "c 2"}
    (chez / commande.TEMOIN).write_text("abîmé")
    (portee / "notebooks" / "c").write_text("c 3")
    assert commande.poser(chez, portee) == ["notebooks/b", "notebooks/c"], "dans le doute, rien de la personne ne s’écrase"
