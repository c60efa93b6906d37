"""Les fichiers de ces essais sont dans le dossier temporaire : il est ici celui de la personne."""

import pytest


@pytest.fixture(autouse=True, scope="module")
def maison(tmp_path_factory):
    with pytest.MonkeyPatch.context() as m:
        for variable in ("HOME", "USERPROFILE"):
            m.setenv(variable, str(tmp_path_factory.getbasetemp()))
        yield
