"""Ce que partagent les essais de la séance : le panel, une classe dont chaque réponse est contrôlée, le vrai programme."""

import json

import pytest
from attaques import controlee, lancer
from test_seance_serveur import TRI

from travailler_ensemble import corpus
from travailler_ensemble.panel.avis import Panel


@pytest.fixture(scope="session")
def panel():
    return Panel(corpus.lire())


@pytest.fixture
def classe(tmp_path, panel):
    with controlee(f"sqlite:///{tmp_path / 'seances.sqlite'}", panel) as c:
        yield c


@pytest.fixture
def classe_partout(chaque_base, panel):
    """Sur SQLite, puis sur PostgreSQL : ce que l’une accepte, l’autre peut le refuser."""
    with controlee(chaque_base, panel) as c:
        yield c


@pytest.fixture(scope="module")
def reel(tmp_path_factory):
    with lancer(tmp_path_factory.mktemp("reel")) as p:
        p.cles = json.loads(p.demander("POST", "/api/seances", p.cle, {"tri": TRI})[1])
        yield p
    assert p.journal().splitlines()[1:] == [], "rien d’hostile ne laisse de trace dans le journal"
