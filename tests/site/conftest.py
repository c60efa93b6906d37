"""Ce que partagent les essais du site : un hébergement par ouvrier, des navigateurs à profil."""

import os
import shutil

import firefox as relais
import pytest
from atelier import ARGUMENTS
from en_ligne import AILLEURS, SITE, Hebergement, Profil

SUR_PLACE = f"--host-resolver-rules=MAP {AILLEURS} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
"""Chromium tient `AILLEURS` pour un autre hôte, et n’en trouve aucun qui ne soit ici."""


@pytest.fixture(scope="session")
def construit():
    """Le dossier du site."""
    if not SITE.is_dir():
        pytest.fail("Le site n’est pas construit : « python3 labo.py site ».")
    return SITE


@pytest.fixture(scope="session")
def hebergement(construit):
    la = Hebergement(construit.parent)
    yield la
    la.fermer()


@pytest.fixture(scope="session")
def site(hebergement):
    """L’adresse du site, dans un sous-dossier comme chez une forge."""
    return hebergement.adresse


def _chromium(pilote):
    chemin = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None
    )
    arguments = [*ARGUMENTS, SUR_PLACE]
    return lambda dossier: pilote.chromium.launch_persistent_context(dossier, executable_path=chemin, args=arguments, locale="fr-FR")


def _firefox(pilote, dossier_du_relais):
    chemin = relais.programme(dossier_du_relais)
    if not chemin:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Firefox est introuvable : installez-le.")
    options = {"executable_path": chemin, "channel": "moz-firefox", "firefox_user_prefs": relais.REGLAGES}
    return lambda dossier: pilote.firefox.launch_persistent_context(dossier, **options)


@pytest.fixture(params=["chromium", "firefox"])
def profil(request, pilote, tmp_path):
    """Un navigateur à soi, que l’on peut tuer et rouvrir : Chromium, puis Firefox."""
    (tmp_path / "profil").mkdir()
    lancer = _chromium(pilote) if request.param == "chromium" else _firefox(pilote, tmp_path)
    le_mien = Profil(lancer, tmp_path / "profil")
    yield le_mien
    le_mien.fermer()


@pytest.fixture
def chromium_a_soi(pilote, tmp_path):
    """Le même, de Chromium seul."""
    (tmp_path / "profil").mkdir()
    le_mien = Profil(_chromium(pilote), tmp_path / "profil")
    yield le_mien
    le_mien.fermer()
