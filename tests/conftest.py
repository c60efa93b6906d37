"""Ce que partagent les essais : le navigateur, JupyterLab, le contrôle d’accessibilité, PostgreSQL."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import firefox as relais
import garde
import pytest
from atelier import ARGUMENTS, Atelier
from composants import aller, servir
from hypothesis import settings
from patience import PATIENCE
from playwright.sync_api import Playwright, expect, sync_playwright
from postgres import ABSENT, Grappe, programmes, une_base
from serveur import Serveur
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("essais", deadline=None, max_examples=20)  # une machine chargée n’est pas une faute
settings.register_profile("nuit", deadline=None, max_examples=300)
settings.load_profile("essais")
expect.set_options(timeout=PATIENCE * 1000)

HORS_LIGNE = "--host-resolver-rules=MAP * ~NOTFOUND" + "".join(
    f", EXCLUDE {hote}" for hote in sorted({"localhost", "127.0.0.1"} | garde.adresses_d_ici())
)
"""Chromium ne trouve plus que cette machine : tout autre nom, toute autre adresse lui est inconnue."""
SANS_NAVIGATEUR = "Chromium est introuvable : installez-le, ou donnez son chemin dans la variable CHROMIUM."


LONGS = (
    "test_maison",
    "test_seance_chutes",
    "test_seance_serveur",
    "test_paquet",
    "test_firefox",
    "test_seance_journal",
    "test_seance_attaques",
    "test_seance_panneau",
    "test_attaques_traces",
)
"""Les fichiers d’un seul tenant qui durent le plus : ils passent d’abord, et à la fin aucun ouvrier n’attend les autres."""


class ParFichier(LoadScopeScheduling):
    """Un fichier reste chez un seul ouvrier, dont il partage les préparations ; un essai du navigateur ou de JupyterLab va au premier libre.

    Ceux de Firefox restent ensemble, et ceux de JupyterLab : les lancer coûte plus que ce qu’un essai y fait. La nuit, JupyterLab
    va partout : ses matrices occupent chaque ouvrier.

    (`--dist loadgroup`, fait pour cela, ne regroupe plus rien avec pytest 9.2 : xdist y ajoute en vain le groupe au nom de l’essai.)
    """

    def _split_scope(self, nodeid: str) -> str:
        fichier = nodeid.split("::")[0]
        if fichier.startswith("tests/jupyterlab/"):
            return "jupyterlab" if "not nuit" in self.config.getoption("markexpr") else nodeid
        return nodeid if fichier.startswith("tests/navigateur/") and "firefox" not in fichier else fichier


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> LoadScopeScheduling | None:
    return ParFichier(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """JupyterLab, puis les longs, puis le navigateur, puis le reste."""

    def rang(essai: pytest.Item) -> tuple[bool, int, bool, bool]:
        nom = essai.path.stem
        jupyterlab = "atelier" in getattr(essai, "fixturenames", ())
        long = LONGS.index(nom) if nom in LONGS else len(LONGS)
        return essai.path.parent.name != "jupyterlab", long, not jupyterlab, not essai.get_closest_marker("navigateur")

    for essai in items:
        besoins = set(getattr(essai, "fixturenames", ()))
        if "navigateur" in besoins:
            essai.add_marker(pytest.mark.navigateur)
        if besoins & {"postgres", "chaque_base", "serveur", "a_part", "reel"}:
            essai.add_marker(pytest.mark.lent)
    items.sort(key=rang)


@pytest.fixture(scope="session")
def pilote() -> Iterator[Playwright]:
    """Playwright : un seul par ouvrier."""
    with sync_playwright() as p:
        yield p


@pytest.fixture(scope="session")
def navigateur(pilote) -> Iterator:
    """Un Chromium ; s’il manque, l’essai est sauté, mais échoue en intégration continue."""
    # Le Chromium sans fenêtre d’abord : le même moteur, sans l’interface.
    chemin = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None
    )
    if not chemin:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(SANS_NAVIGATEUR)
    yield from _tenir(pilote.chromium.launch(executable_path=chemin, args=[*ARGUMENTS, HORS_LIGNE]))


@pytest.fixture(scope="session")
def firefox(pilote, tmp_path_factory) -> Iterator:
    """Un Firefox ; s’il manque, l’essai est sauté, mais échoue en intégration continue."""
    chemin = relais.programme(tmp_path_factory.mktemp("firefox"))
    if not chemin:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Firefox est introuvable : installez-le.")
    yield from _tenir(pilote.firefox.launch(executable_path=chemin, channel="moz-firefox", firefox_user_prefs=relais.REGLAGES))


def _tenir(navigateur) -> Iterator:
    """Ce navigateur, surveillé, puis fermé."""
    for nom in ("new_context", "new_page"):
        setattr(navigateur, nom, _surveiller(getattr(navigateur, nom)))
    yield navigateur
    navigateur.close()


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
    return une_base(request, tmp_path)


@pytest.fixture(scope="session")
def adresse() -> Iterator[str]:
    """La page d’essai des composants."""
    with servir() as ici:
        yield ici


TUS = ("ResizeObserver", "Failed to initialize model")
"""Ce qui n’est pas une faute : anywidget (0.11) dit échouée une activité qui met plus de deux secondes à naître, et l’affiche quand même."""


def _fautes(contexte) -> list[str]:
    """Ce que les pages de ce navigateur disent à mesure : erreurs de script, règles de sécurité enfreintes."""
    fautes: list[str] = []
    contexte.on("weberror", lambda e: fautes.append(str(e.error)))
    contexte.on("console", lambda m: fautes.append(m.text) if "content security policy" in m.text.lower() else None)
    return fautes


def _graves(fautes: list[str], module) -> list[str]:
    return [f for f in fautes if not any(bruit in f for bruit in (*TUS, *getattr(module, "BRUITS", ())))]


@pytest.fixture
def fenetre(navigateur, request):
    """`fenetre(largeur, hauteur, **options)` : un navigateur à soi ; à la fin, ni erreur de script, ni règle de sécurité enfreinte."""
    contextes, fautes = [], []

    def fait(largeur=1366, hauteur=900, **options):
        contexte = navigateur.new_context(viewport={"width": largeur, "height": hauteur}, **{"locale": "fr-FR", **options})
        contexte.set_default_timeout(PATIENCE * 1000)
        fautes.append(_fautes(contexte))
        contextes.append(contexte)
        return contexte

    yield fait
    for c in contextes:
        c.close()
    assert [f for dites in fautes for f in _graves(dites, request.module)] == []


@pytest.fixture
def ouvrir(fenetre, adresse):
    """Une page neuve des composants : `ouvrir(largeur=…, **options)`."""

    def fait(largeur=1000, hauteur=900, **options):
        page = fenetre(largeur, hauteur, **options).new_page()
        aller(page, adresse)
        return page

    return fait


@pytest.fixture(scope="session")
def _atelier(tmp_path_factory) -> Iterator[Atelier]:
    """Un JupyterLab jetable par ouvrier : en ouvrir un coûte plusieurs secondes."""
    a = Atelier(tmp_path_factory.mktemp("atelier"))
    yield a
    a.fermer()


@pytest.fixture
def atelier(_atelier) -> Iterator[Atelier]:
    """Le JupyterLab de l’ouvrier, comme neuf : chaque essai a ses carnets, ses réponses et ses séances à lui."""
    yield _atelier
    _atelier.remettre_a_neuf()


@pytest.fixture(scope="session")
def serveur(tmp_path_factory) -> Iterator[Serveur]:
    """Un serveur de séance par ouvrier, pour les essais qui ne le tuent pas ; chacun y crée sa séance."""
    s = Serveur(tmp_path_factory.mktemp("seances"))
    yield s
    s.tuer()


@pytest.fixture
def a_part(tmp_path) -> Iterator[Serveur]:
    """Un serveur à soi, pour l’essai qui le tue, le ferme ou compte ce qu’il garde."""
    s = Serveur(tmp_path)
    yield s
    s.tuer()


@pytest.fixture
def page(request, navigateur, atelier):
    """La page que l’ouvrier garde sur ce JupyterLab (en charger une coûte huit secondes), sans document ouvert.

    À la fin, ni erreur de script, ni demande à un autre hôte. Après un essai tombé, la suivante est neuve.
    """
    if navigateur not in atelier.pages:
        contexte = navigateur.new_context(locale="fr-FR")
        contexte.set_default_timeout(PATIENCE * 1000)
        p, ailleurs = contexte.new_page(), []
        chez_nous = re.compile(rf"(http|ws)://127\.0\.0\.1:{atelier.port}/|data:|blob:")
        p.on("request", lambda r: None if chez_nous.match(r.url) else ailleurs.append(r.url))
        atelier.pages[navigateur] = p, _fautes(contexte), ailleurs
    p, fautes, ailleurs = atelier.pages.pop(navigateur)
    p.set_viewport_size({"width": 1366, "height": 900})
    tombes = request.session.testsfailed
    yield p
    juste = request.session.testsfailed == tombes
    if juste:
        for autre in p.context.pages:
            if autre is not p:
                autre.close()
        atelier.fermer_les_documents(p)
        atelier.pages[navigateur] = p, fautes, ailleurs
    else:
        p.context.close()
    dites = _graves(fautes, request.module), ailleurs.copy()
    fautes.clear()
    ailleurs.clear()
    assert dites == ([], []), "ni erreur de script, ni demande à un autre hôte"
