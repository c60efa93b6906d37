"""Ce que partagent les essais : le navigateur, JupyterLab, le contrôle d’accessibilité, PostgreSQL."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

import garde
import pytest
from atelier import ARGUMENTS, Atelier
from composants import aller, servir
from hypothesis import settings
from patience import PATIENCE
from playwright.sync_api import expect, sync_playwright
from postgres import ABSENT, Grappe, programmes

settings.register_profile("essais", deadline=None)  # une machine chargée n’est pas une faute
settings.load_profile("essais")
expect.set_options(timeout=PATIENCE * 1000)

HORS_LIGNE = "--host-resolver-rules=MAP * ~NOTFOUND" + "".join(
    f", EXCLUDE {hote}" for hote in sorted({"localhost", "127.0.0.1"} | garde.adresses_d_ici())
)
"""Chromium ne trouve plus que cette machine : tout autre nom, toute autre adresse lui est inconnue."""
SANS_NAVIGATEUR = "Chromium est introuvable : installez-le, ou donnez son chemin dans la variable CHROMIUM."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """D’abord les fichiers qui ouvrent JupyterLab, les plus longs, en alternance avec ceux qui n’attendent que Chromium ; puis les autres, les plus courts en dernier.

    Trois ouvriers pour deux cœurs s’occupent ainsi jusqu’au bout, sans que trois JupyterLab se gênent.
    """
    fichiers: dict[Path, list[pytest.Item]] = {}
    for essai in items:
        fichiers.setdefault(essai.path, []).append(essai)
    sortes: dict[str, list[list[pytest.Item]]] = {"jupyterlab": [], "chromium": [], "autres": []}
    for groupe in sorted(fichiers.values(), key=len, reverse=True):
        navigue = any(e.get_closest_marker("navigateur") for e in groupe)
        ouvre = any("atelier" in getattr(e, "fixturenames", ()) for e in groupe)
        sortes["jupyterlab" if ouvre else "chromium" if navigue else "autres"].append(groupe)
    sortes["jupyterlab"].sort(key=lambda groupe: "labos" not in groupe[0].path.name)  # de loin le plus long
    deux = [g for paire in zip_longest(sortes["jupyterlab"], sortes["chromium"]) for g in paire if g]
    items[:] = [essai for groupe in deux + sortes["autres"][::-1] for essai in groupe]


@pytest.fixture(scope="session")
def navigateur() -> Iterator:
    """Un Chromium ; s’il manque, l’essai est sauté, mais échoue en intégration continue."""
    # Le Chromium sans fenêtre d’abord : le même moteur, sans l’interface.
    chemin = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None
    )
    if not chemin:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(SANS_NAVIGATEUR)
    with sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=chemin, args=[*ARGUMENTS, HORS_LIGNE])
        for nom in ("new_context", "new_page"):
            setattr(chromium, nom, _surveiller(getattr(chromium, nom)))
        yield chromium
        chromium.close()


def _surveiller(creer: Callable) -> Callable:
    """`new_context` ou `new_page`, de sorte que l’essai échoue dès qu’une de leurs pages demande un autre hôte (voir le conftest de la racine)."""

    def voir(demande) -> None:
        adresse = urlsplit(demande.url)
        if adresse.scheme in ("http", "https", "ws", "wss") and not garde.permise(adresse.hostname):
            garde.noter(adresse.hostname, f"page : {demande.url[:200]}")

    def cree(*arguments, **options):
        fait = creer(*arguments, **options)
        contexte = getattr(fait, "context", fait)
        contexte.on("request", voir)
        for page in contexte.pages:
            page.on("websocket", voir)
        contexte.on("page", lambda page: page.on("websocket", voir))
        return fait

    return cree


@pytest.fixture(scope="session")
def postgres() -> Iterator[Grappe]:
    """Une grappe PostgreSQL jetable ; s’il manque, l’essai est sauté, mais échoue en intégration continue."""
    if not programmes():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(ABSENT)
    grappe = Grappe()
    yield grappe
    grappe.fermer()


@pytest.fixture(params=["sqlite", "postgresql"])
def chaque_base(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """L’adresse d’une base de séances vide : l’essai passe sur SQLite, puis sur PostgreSQL."""
    return f"sqlite:///{tmp_path / 'seances.sqlite'}" if request.param == "sqlite" else request.getfixturevalue("postgres").base_neuve()


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """`axe(page, [sélecteur], …)` : les violations graves (« serious », « critical ») dans ces zones."""
    import axe_playwright_python

    script = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")

    def controler(page, *zones: list[str]) -> list[str]:
        presentes = [zone for zone in zones if page.locator(zone[-1]).count()]
        assert presentes, f"aucune zone {zones} dans la page"
        page.evaluate(script)
        resultat = page.evaluate("zones => axe.run({ include: zones })", presentes)
        return [
            f"{faute['id']} : {noeud['html'][:200]}"
            for faute in resultat["violations"]
            if faute["impact"] in ("serious", "critical")
            for noeud in faute["nodes"]
        ]

    return controler


@pytest.fixture(scope="session")
def adresse() -> Iterator[str]:
    """La page d’essai des composants."""
    with servir() as ici:
        yield ici


@pytest.fixture
def ouvrir(navigateur, adresse):
    """Une page neuve : `ouvrir(largeur=…, **options)` ; à la fin, aucune erreur de script n’est tolérée."""
    contextes, erreurs = [], []

    def fait(largeur=1000, hauteur=900, **options):
        contexte = navigateur.new_context(viewport={"width": largeur, "height": hauteur}, locale="fr-FR", **options)
        contextes.append(contexte)
        page = contexte.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("pageerror", lambda e: erreurs.append(str(e)))
        aller(page, adresse)
        return page

    yield fait
    for c in contextes:
        c.close()
    assert erreurs == []


@pytest.fixture(scope="module")
def atelier(tmp_path_factory) -> Iterator[Atelier]:
    """Un JupyterLab jetable, le même pour tout un fichier d’essais."""
    a = Atelier(tmp_path_factory.mktemp("atelier"))
    yield a
    a.fermer()


@pytest.fixture
def page(navigateur, atelier):
    """Une page neuve sur ce JupyterLab ; à la fin, ni erreur de script, ni demande à un autre hôte."""
    contexte = navigateur.new_context(viewport={"width": 1366, "height": 900}, locale="fr-FR")
    p = contexte.new_page()
    erreurs, ailleurs = [], []
    chez_nous = re.compile(rf"(http|ws)://127\.0\.0\.1:{atelier.port}/|data:|blob:")
    p.on("pageerror", lambda e: erreurs.append(str(e)))
    p.on("request", lambda r: None if chez_nous.match(r.url) else ailleurs.append(r.url))
    yield p
    contexte.close()
    assert ailleurs == [], "une page ne demande rien à un autre hôte"
    assert [e for e in erreurs if "ResizeObserver" not in e] == []
