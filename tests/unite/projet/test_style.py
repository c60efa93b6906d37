"""Le style, les types, et ce qui se vérifie avant un commit : chaque contrôle passe, et chacun sait échouer."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

RACINE = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(RACINE / "outils"))  # des programmes, pas un paquet
import normaliser  # noqa: E402

MONTRE = {"ruff": "F401", "orthographe": "partenarait"}
ACCROCHES = RACINE / ".pre-commit-config.yaml"


def lancer(*commande, dossier=RACINE, **variables) -> subprocess.CompletedProcess:
    chemin = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-m", *map(str, commande)],
        cwd=dossier,
        env=os.environ | {"PATH": chemin} | variables,
        capture_output=True,
        encoding="utf-8",
    )


def test_ruff_n_a_rien_a_redire():
    fini = lancer("ruff", "check", "--no-cache", ".")
    assert fini.returncode == 0, fini.stdout


def test_les_types_de_lib_sont_justes_et_une_faute_se_voit(tmp_path):
    """En un passage : `lib/` et un fichier fautif, dont la faute est la seule trouvée."""
    faute = tmp_path / "faute.py"
    faute.write_text("from travailler_ensemble import concordance\nn: int = concordance.nombre(0.5)\n", encoding="utf-8")
    fini = lancer("mypy", "--cache-dir", tmp_path, "lib", faute)
    fautes = [ligne for ligne in fini.stdout.splitlines() if ": error: " in ligne]
    assert fini.returncode == 1 and len(fautes) == 1 and fautes[0].endswith("[assignment]") and "faute.py" in fautes[0], (
        fini.stdout + fini.stderr
    )


@pytest.fixture(scope="module")
def depot(tmp_path_factory):
    """Un petit dépôt git, avec les réglages de la collection."""
    dossier = tmp_path_factory.mktemp("depot")
    for nom in ("outils", "tests", "data", "docs"):
        shutil.copytree(RACINE / nom, dossier / nom, ignore=shutil.ignore_patterns("__pycache__"))
    for nom in ("notebooks", "solutions", "exercises", "lib"):
        (dossier / nom).mkdir()
    shutil.copy(RACINE / "notebooks" / "99-depannage.ipynb", dossier / "notebooks")
    for nom in (".pre-commit-config.yaml", "pyproject.toml", "conftest.py", "labo.py", "README.md"):
        shutil.copy(RACINE / nom, dossier / nom)
    (dossier / "essai.py").write_text('"""Un programme."""\n', encoding="utf-8")
    for commande in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *commande], cwd=dossier, check=True)
    return dossier


def accroche(depot: Path, nom: str, *fichiers: str) -> subprocess.CompletedProcess:
    return lancer("pre_commit", "run", nom, "--files", *fichiers, dossier=depot, PRE_COMMIT_HOME=str(depot / ".accroches"))


def test_les_accroches_sont_locales_et_bien_formees():
    fini = lancer("pre_commit", "validate-config", ACCROCHES)
    assert fini.returncode == 0, fini.stdout
    assert [d["repo"] for d in yaml.safe_load(ACCROCHES.read_text(encoding="utf-8"))["repos"]] == ["local"], "rien ne se télécharge"


def carnet_abime(depot):
    carnet = nbformat.read(depot / "notebooks" / "99-depannage.ipynb", 4)
    carnet.cells[-1].metadata["execution"] = {"iopub.execute_input": "2026-01-01"}
    carnet.metadata["widgets"] = {"state": {}}
    nbformat.write(carnet, depot / "notebooks" / "99-depannage.ipynb")


@pytest.mark.parametrize(
    ("nom", "fichier", "abimer"),
    [
        ("ruff", "essai.py", lambda d: (d / "essai.py").write_text("import os\n", encoding="utf-8")),
        ("orthographe", "docs/abime.md", lambda d: (d / "docs" / "abime.md").write_text("Un partenarait solide.\n", encoding="utf-8")),
    ],
)
def test_chaque_accroche_passe_puis_echoue_sur_un_fichier_abime(depot, nom, fichier, abimer):
    if nom == "orthographe" and not shutil.which("hunspell"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Hunspell manque.")
    if (depot / fichier).exists():
        juste = accroche(depot, nom, fichier)
        assert juste.returncode == 0, juste.stdout
    abimer(depot)
    if "docs/" in fichier:
        subprocess.run(["git", "add", fichier], cwd=depot, check=True)
    abime = accroche(depot, nom, fichier)
    assert abime.returncode == 1 and MONTRE[nom] in abime.stdout, abime.stdout + abime.stderr
    (depot / "docs" / "abime.md").unlink(missing_ok=True)


def test_l_accroche_des_carnets_les_remet_d_aplomb_sans_perdre_une_sortie(depot):
    chemin = depot / "notebooks" / "99-depannage.ipynb"
    carnet_abime(depot)
    avant = nbformat.read(chemin, 4)
    abime = accroche(depot, "carnets", "notebooks/99-depannage.ipynb")
    assert abime.returncode == 1 and "remis sous sa forme normale" in abime.stdout, abime.stdout + abime.stderr
    assert chemin.read_bytes() == (RACINE / "notebooks" / "99-depannage.ipynb").read_bytes()
    assert [c.get("outputs") for c in nbformat.read(chemin, 4).cells] == [c.get("outputs") for c in avant.cells]
    assert accroche(depot, "carnets", "notebooks/99-depannage.ipynb").returncode == 0


def test_tous_les_carnets_sont_sous_leur_forme_normale(capsys):
    assert normaliser.main(["--verifier"]) == 0, capsys.readouterr().out


def test_un_exercice_execute_perd_sorties_et_numeros():
    carnet = nbformat.v4.new_notebook(metadata={"derive": {"de": "x"}, "kernelspec": {"name": "mien", "display_name": "mien"}})
    carnet.cells = [
        nbformat.v4.new_code_cell(
            "1", execution_count=7, outputs=[nbformat.v4.new_output("execute_result", {"text/plain": "1"}, execution_count=7)]
        )
    ]
    net = normaliser.normaliser(carnet, "exercises/x.ipynb")
    assert (net.cells[0].outputs, net.cells[0].execution_count, net.metadata.derive) == ([], None, {"de": "x"})
    del carnet.metadata["derive"]
    net = normaliser.normaliser(carnet, "notebooks/x.ipynb")
    assert (net.cells[0].execution_count, net.cells[0].outputs[0].execution_count) == (1, 1)
    assert json.dumps(net.metadata).count("mien") == 0
