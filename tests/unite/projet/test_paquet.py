"""Le paquet des étudiants : ce qu’il contient, ce qu’il ne laisse pas lire, et qu’il marche une fois sorti du zip."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import garde
import nbformat
import pytest
from atelier import port_libre
from test_maison import POSIX, Maison, git, phrase

from outils import paquet
from outils.fuites import etiquettes, fuites

pytestmark = pytest.mark.lent

RACINE = Path(__file__).resolve().parents[3]
CORRIGES = [f"solutions/{f.name}" for f in sorted((RACINE / "solutions").glob("*.ipynb"))]


def lire(nom: str) -> nbformat.NotebookNode:
    return nbformat.read(RACINE / nom, 4)


@pytest.fixture(scope="module")
def zip_ecrit(tmp_path_factory) -> Path:
    return paquet.ecrire(tmp_path_factory.mktemp("zip"))


@pytest.fixture(scope="module")
def noms(zip_ecrit) -> set[str]:
    """Les fichiers du zip, sans le dossier de tête."""
    tous = zipfile.ZipFile(zip_ecrit).namelist()
    assert all(nom.startswith(f"{paquet.TETE}/") for nom in tous), "un seul dossier sort du zip"
    return {nom.removeprefix(f"{paquet.TETE}/") for nom in tous}


@pytest.fixture
def extrait(zip_ecrit, tmp_path) -> Path:
    """Le paquet sorti du zip dans un dossier neuf."""
    zipfile.ZipFile(zip_ecrit).extractall(tmp_path / "chez moi")
    return tmp_path / "chez moi" / paquet.TETE


def carnets_de(dossier: Path) -> dict[str, nbformat.NotebookNode]:
    return {f.relative_to(dossier).as_posix(): nbformat.read(f, 4) for f in sorted(dossier.rglob("*.ipynb"))}


def test_le_paquet_a_tout_ce_qu_il_faut(noms):
    assert {"labo.py", "verrou.txt", "verrou-essais.txt", "README.md", "environment.yml", "LICENSE", "LICENSE-contenus"} <= noms
    suivis = set(git("ls-files", "data", "lib", "reglages", "exercises", "notebooks"))
    d_exemple = {nom for nom in suivis if nom.startswith("notebooks/seances-fictives/")}  # servent au carnet 92, qui est d’enseignant
    assert suivis - noms - d_exemple <= {f"notebooks/{nom}" for nom in paquet.D_ENSEIGNANT}, "un fichier suivi manque au paquet"


def test_le_paquet_n_a_rien_de_trop(noms):
    assert not [nom for nom in noms if nom.startswith(("solutions/", "tests/", "docs/", ".", "mes-reponses/", ".venv/"))]
    assert not [nom for nom in noms if "__pycache__" in nom or "checkpoint" in nom or Path(nom).name.startswith((".", "~"))]
    assert {nom for nom in noms if nom.startswith("outils/")} == {"outils/__init__.py", "outils/__main__.py", "outils/ouvrir.py"}
    assert not {f"notebooks/{nom}" for nom in paquet.D_ENSEIGNANT} & noms
    assert not [nom for nom in noms if "seances-fictives" in nom]


def test_les_memes_fichiers_donnent_les_memes_octets(zip_ecrit, tmp_path):
    copie = copier(tmp_path)
    for n, fichier in enumerate(sorted(copie.rglob("*"))):
        os.utime(fichier, (n, n))
    (copie / "data" / ".~lock.labos.csv#").write_text("ouvert dans un tableur")
    (copie / "notebooks" / "Sans titre.ipynb").write_text("{}")
    assert paquet.ecrire(tmp_path / "ailleurs", copie).read_bytes() == zip_ecrit.read_bytes()
    with (copie / "data" / "situations.csv").open("a") as table:
        table.write("\n")
    assert paquet.ecrire(tmp_path / "ailleurs", copie).read_bytes() != zip_ecrit.read_bytes()


def test_ni_corrige_ni_note_d_animation(extrait):
    for nom, carnet in carnets_de(extrait).items():
        assert not [c.source for c in carnet.cells if etiquettes(c) & paquet.RETIREES], nom
        for corrige in CORRIGES:
            n = 8 if Path(nom).name == Path(corrige).name and nom.startswith("exercises/") else paquet.COPIE
            assert {" ".join(suite) for suite in fuites(nbformat.read(RACINE / corrige, 4), carnet, n)} == set(), (nom, corrige)


def test_ce_qu_a_fait_l_enseignant_ne_part_pas(tmp_path, extrait):
    """Un carnet ouvert dans JupyterLab garde ses sorties, compte rendu compris : aucune ne part."""
    copie = copier(tmp_path)
    for nom in ("notebooks/02-formes.ipynb", "exercises/02-formes.ipynb"):
        carnet = nbformat.read(copie / nom, 4)
        carnet.cells[-1].source += " "
        for cellule in (c for c in carnet.cells if c.cell_type == "code"):
            cellule.outputs, cellule.execution_count = [nbformat.v4.new_output("stream", text="réponse à moi")], 7
        carnet.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
        nbformat.write(carnet, copie / nom)
    zipfile.ZipFile(paquet.ecrire(tmp_path, copie)).extractall(tmp_path / "sorti")
    carnets = carnets_de(tmp_path / "sorti" / paquet.TETE)
    assert set(carnets) == set(carnets_de(extrait))
    for carnet in carnets.values():
        assert all(not c.get("outputs") and c.get("execution_count") is None for c in carnet.cells)
        assert "réponse à moi" not in nbformat.writes(carnet) and "widgets" not in carnet.metadata


@pytest.mark.parametrize(("dossier", "mots"), [("exercises", 8), ("notebooks", 16)])
def test_un_corrige_qui_fuit_arrete_tout(tmp_path, dossier, mots):
    copie = copier(tmp_path)
    corrige = nbformat.read(copie / CORRIGES[0], 4)
    reserve = next(c for c in corrige.cells if etiquettes(c) & {"solution"} and c.cell_type == "markdown")
    dits = " ".join(re.findall(r"\w+", reserve.source)[:mots])
    vise = copie / (CORRIGES[0] if dossier == "exercises" else CORRIGES[0].replace("solutions", dossier))
    carnet = nbformat.read(vise, 4)
    carnet.cells.append(nbformat.v4.new_markdown_cell(f"Indice : {dits}"))
    nbformat.write(carnet, vise)
    with pytest.raises(paquet.Fuite, match=f"{dossier}/.* laisse lire solutions/"):
        paquet.ecrire(tmp_path / "rien", copie)
    assert not (tmp_path / "rien").exists()


def test_le_paquet_dit_que_les_tables_ont_des_reponses(extrait):
    lisez_moi = (extrait / "README.md").read_text(encoding="utf-8")
    for table in re.findall(r"`(\w+)\.csv`", lisez_moi):
        assert (extrait / "data" / f"{table}.csv").exists(), table
    assert {"questions_reponses", "tris_reponses", "codages", "places"} <= set(re.findall(r"`(\w+)\.csv`", lisez_moi))
    assert "labo.py tests" not in lisez_moi


def test_aucun_lien_ne_mene_hors_du_paquet(extrait):
    for nom, carnet in carnets_de(extrait).items():
        for cellule in carnet.cells:
            for cible in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", cellule.source):
                assert ((extrait / nom).parent / cible).exists(), (nom, cible)
    for cible in re.findall(r"`([\w./-]+[./][\w-]*)`", (extrait / "README.md").read_text(encoding="utf-8")):
        assert (extrait / cible).exists() or cible == "mes-reponses/" or (extrait / "data" / cible).exists(), cible


EXECUTER = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
from travailler_ensemble import corpus
assert str(corpus.DOSSIER) == sys.argv[1], corpus.DOSSIER
for nom in sys.argv[2:]:
    carnet = InteractiveShell()
    for cellule in json.load(open(nom, encoding="utf-8"))["cells"]:
        if cellule["cell_type"] == "code":
            fait = carnet.run_cell("".join(cellule["source"]))
            assert fait.success, (nom, cellule["source"], fait.error_before_exec or fait.error_in_exec)
"""
"""Comme un noyau, chaque cellule montrée ; un seul programme pour tous."""


def test_chaque_carnet_s_execute_avec_ce_que_le_paquet_contient(extrait):
    """Et chaque exercice : ses activités, leurs sorties comparées, sont celles du corrigé dont il est tiré."""
    carnets = [str(extrait / nom) for nom in carnets_de(extrait)]
    assert any("/notebooks/" in c for c in carnets) and any("/exercises/" in c for c in carnets)
    fini = subprocess.run(
        [sys.executable, "-c", EXECUTER, str(extrait / "data"), *carnets],
        cwd=extrait / "notebooks",
        env={**os.environ, "PYTHONPATH": garde.transmettre(extrait / "lib")},
        capture_output=True,
        encoding="utf-8",
    )
    assert fini.returncode == 0, fini.stderr


@pytest.fixture
def maison(extrait, tmp_path):
    """Le paquet sorti du zip, à la place de la collection, avec un faux Python qui note ce que labo.py lui demande."""
    m = Maison(tmp_path)
    shutil.rmtree(m.racine)
    m.racine = extrait
    m.temoin = extrait / ".venv" / "pret.txt"
    return m


@POSIX
def test_labo_prepare_puis_ouvre_le_paquet(maison):
    assert maison.lancer().returncode == 0
    assert [appel.split()[1] for appel in maison.installations()] == ["venv", "ensurepip", "pip", "pip", "compileall"]
    assert maison.appels()[-1] == "-m outils lab"
    assert maison.lancer("lab", "--port", "8890").returncode == 0
    assert maison.installations() == [] and maison.appels()[-1] == "-m outils lab --port 8890"


@POSIX
@pytest.mark.parametrize("commande", ["tests", "exercices", "executer", "mesures", "paquet-eleve"])
def test_une_commande_de_mainteneur_se_dit_absente_sans_rien_installer(maison, commande):
    assert "n’est pas dans ce paquet" in phrase(maison.lancer(commande))
    assert maison.appels() == []


@POSIX
def test_l_aide_du_paquet_ne_promet_que_ce_qu_il_a(maison):
    aide = maison.lancer("--aide").stdout
    assert "--port" in aide and not re.search(r"^  (tests|exercices|executer|mesures|paquet-eleve)\b", aide, re.MULTILINE)


@POSIX
@pytest.mark.navigateur
@pytest.mark.nuit  # le jour : chaque carnet s’exécute avec ce qu’il contient, et JupyterLab s’ouvre ainsi dans test_maison.py
def test_le_paquet_s_ouvre_et_l_on_y_repond(extrait, navigateur):
    """JupyterLab ouvert depuis le dossier sorti du zip, avec sa bibliothèque et ses données : une réponse s’y enregistre."""
    propre = {nom: valeur for nom, valeur in os.environ.items() if nom != "TRAVAILLER_ENSEMBLE_REPONSES"}
    serveur = subprocess.Popen(
        [sys.executable, "-m", "outils", "lab", "--sans-navigateur", f"--port={port_libre()}"],
        cwd=extrait,
        env={**propre, "PYTHONPATH": garde.transmettre(extrait / "lib"), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        adresse = re.search(r"http://\S+", serveur.stdout.readline())[0]
        page = navigateur.new_context(viewport={"width": 1366, "height": 900}).new_page()
        page.goto(adresse.replace("00-accueil.ipynb", "02-formes.ipynb"))
        page.wait_for_selector("[data-travailler-ensemble=lance]", timeout=120_000, state="attached")
        page.locator(".te-barre .suivant").click()  # l’étudiant arrive sur la page de titre
        page.locator(".te .tri input[type=radio] >> visible=true").first.check(force=True)
        page.get_by_text(re.compile("Enregistré à")).first.wait_for(timeout=30_000)
    finally:
        serveur.terminate()
        serveur.wait(30)
    assert list((extrait / "mes-reponses").glob("*.jsonl")), "les réponses vont dans le dossier de l’étudiant"


def copier(dossier: Path) -> Path:
    """Une copie de ce dont le paquet est fait."""
    copie = dossier / "copie"
    for nom in (*paquet.FICHIERS, paquet.LISEZ_MOI):
        (copie / nom).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(RACINE / nom, copie / nom)
    for nom in (*paquet.DOSSIERS, "notebooks", "solutions", "exercises"):
        shutil.copytree(RACINE / nom, copie / nom, ignore=shutil.ignore_patterns("__pycache__"))
    return copie
