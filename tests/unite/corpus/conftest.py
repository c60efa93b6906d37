"""Une copie du corpus que l’essai peut abîmer."""

import shutil

import pytest

from travailler_ensemble.corpus import DOSSIER


@pytest.fixture
def copie(tmp_path):
    """Une copie du corpus que l’essai peut abîmer."""
    dossier = tmp_path / "data"
    shutil.copytree(DOSSIER, dossier)
    return dossier
