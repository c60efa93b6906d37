"""À la racine pour valoir aussi pour les carnets : rien de ce que lance pytest ne touche aux réponses ni aux séances de la personne,
et rien ne sort de la machine.
"""

import json
import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "tests" / "aides" / "sans_reseau"))
import garde

REPONSES, SEANCES, CONTENUS = (f"TRAVAILLER_ENSEMBLE_{nom}" for nom in ("REPONSES", "SEANCES", "CONTENUS"))


def pytest_configure(config: pytest.Config) -> None:
    # Comme chez la personne : ce qui est compilé une fois l’est pour tous les programmes que lancent les essais (un serveur démarre deux fois plus vite).
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    dossier = tempfile.TemporaryDirectory(prefix="essais-", ignore_cleanup_errors=True)
    config.add_cleanup(dossier.cleanup)
    config.dossiers_de_reponses = defaultdict(lambda: tempfile.mkdtemp(dir=dossier.name))
    os.environ["IPYTHONDIR"] = str(Path(dossier.name, "ipython"))  # ni le profil IPython de la personne
    # La garde : ici, et dans tout programme Python que lancent les essais (les deux ouvriers de xdist compris).
    config.dehors_des_ouvriers = []
    config.tentatives = Path(dossier.name, "tentatives.jsonl")
    os.environ[garde.VARIABLE] = dossier.name
    os.environ["PYTHONPATH"] = garde.transmettre(*os.environ.get("PYTHONPATH", "").split(os.pathsep))
    garde.installer()


@pytest.hookimpl(tryfirst=True)  # avant que nbval ne démarre le noyau, qui hérite de ces variables
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Un dossier de réponses vide par essai ; pour un carnet, un seul pour toutes ses cellules."""
    cle = item.path if item.path.suffix == ".ipynb" else item.nodeid
    os.environ[REPONSES] = item.config.dossiers_de_reponses[cle]
    os.environ[SEANCES] = str(Path(os.environ[REPONSES], "seances"))
    os.environ[CONTENUS] = str(Path(os.environ[REPONSES], "contenus"))


def sorties(config: pytest.Config) -> list[str]:
    """Les connexions tentées vers un autre hôte depuis la dernière question, chacune en une phrase."""
    try:
        lu = config.tentatives.rename(config.tentatives.with_suffix(".lu"))  # une tentative qui arrive maintenant ouvre un autre journal
    except FileNotFoundError:
        return []
    faits = [json.loads(ligne) for ligne in lu.read_text(encoding="utf-8").splitlines()]
    return [f"{f['hote']} ({f['comment']}), demandé par {f['programme']}, lancé pendant {f['lance_par'] or 'le démarrage'}" for f in faits]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """L’essai, ou le carnet, pendant lequel quelque chose a voulu sortir de la machine échoue, et dit quoi."""
    if dehors := sorties(item.config):
        pytest.fail(f"« {item.nodeid} » a demandé un autre hôte : " + " ; ".join(dehors), pytrace=False)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Ce qui sort après le dernier essai : un noyau que l’on ferme, un serveur qui s’arrête."""
    dehors = sorties(session.config) + session.config.dehors_des_ouvriers
    if hasattr(session.config, "workeroutput"):  # un ouvrier de xdist : c’est le contremaître qui le dira
        session.config.workeroutput["dehors"] = dehors
    elif dehors:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        session.config.get_terminal_writer().line("\nAprès le dernier essai, un autre hôte a été demandé : " + " ; ".join(dehors), red=True)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    """Ce que dit en partant un ouvrier de xdist."""
    node.config.dehors_des_ouvriers += getattr(node, "workeroutput", {}).get("dehors", [])
