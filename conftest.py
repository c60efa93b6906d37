"""À la racine pour valoir aussi pour les carnets : rien de ce que lance pytest ne touche aux réponses ni aux séances de la personne."""

import os
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest

REPONSES, SEANCES = "TRAVAILLER_ENSEMBLE_REPONSES", "TRAVAILLER_ENSEMBLE_SEANCES"


def pytest_configure(config: pytest.Config) -> None:
    dossier = tempfile.TemporaryDirectory(prefix="essais-", ignore_cleanup_errors=True)
    config.add_cleanup(dossier.cleanup)
    config.dossiers_de_reponses = defaultdict(lambda: tempfile.mkdtemp(dir=dossier.name))
    os.environ["IPYTHONDIR"] = str(Path(dossier.name, "ipython"))  # ni le profil IPython de la personne


@pytest.hookimpl(tryfirst=True)  # avant que nbval ne démarre le noyau, qui hérite de ces variables
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Un dossier de réponses vide par essai ; pour un carnet, un seul pour toutes ses cellules."""
    cle = item.path if item.path.suffix == ".ipynb" else item.nodeid
    os.environ[REPONSES] = item.config.dossiers_de_reponses[cle]
    os.environ[SEANCES] = str(Path(os.environ[REPONSES], "seances"))
