"""Le site sans installation, tel qu’un navigateur l’ouvre : il faut l’avoir construit (« python3 labo.py site »)."""

import functools
import http.server
import threading
from pathlib import Path

import pytest
from patience import devient
from playwright.sync_api import expect

from outils import RACINE

pytestmark = pytest.mark.site

SITE = RACINE / "a-distribuer" / "site"
LENT = 180_000  # ms : Python démarre dans le navigateur
BRUITS = ("bottom", "schema")
"""Ce que JupyterLite dit de lui-même, sans conséquence."""
CARNETS = sorted(f.relative_to(SITE / "files").as_posix() for f in SITE.glob("files/*/*.ipynb"))
LABO = "notebooks/02-formes.ipynb"
TENUES = """async lignes => (await fetch("../api/te-reponses", {method: "POST", body: JSON.stringify(lignes)})).status"""
COMBIEN = """async () => (await (await fetch("../api/te-reponses?depuis=0")).json()).filter(([, cle]) => cle === "essai").length"""


class Fichiers(http.server.SimpleHTTPRequestHandler):
    """Un hébergement ordinaire : des fichiers, sans en-tête particulier."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript", ".wasm": "application/wasm"}

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def site():
    """L’adresse du site, dans un sous-dossier comme chez une forge."""
    if not SITE.is_dir():
        pytest.fail("Le site n’est pas construit : « python3 labo.py site ».")
    serveur = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Fichiers, directory=str(SITE.parent)))
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    yield f"http://localhost:{serveur.server_port}/site"
    serveur.shutdown()


def lancer(page, site, carnet=LABO):
    """Ouvre un carnet, et attend que toutes ses activités répondent."""
    page.goto(f"{site}/notebooks/index.html?path={carnet}")
    pret(page)


def pret(page):
    expect(page.locator('[data-travailler-ensemble="lance"]')).to_have_count(1, timeout=LENT)


@pytest.mark.parametrize("carnet", CARNETS)
def test_chaque_carnet_s_execute_sans_rien_demander_a_un_autre_hote(carnet, fenetre, site):
    page = fenetre().new_page()
    page.goto(f"{site}/notebooks/index.html?path={carnet}")
    expect(page.locator("#te-apercu h1")).to_be_visible()  # de quoi lire, avant que Python ne soit là
    pret(page)
    expect(page.locator("#te-apercu")).to_have_count(0)
    erreurs = page.locator('[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"], .te-faute')
    expect(erreurs).to_have_count(0)


def test_une_reponse_accusee_revient_apres_un_rechargement(fenetre, site):
    page = fenetre().new_page()
    lancer(page, site)
    page.get_by_role("button", name="Étape 1. Un axe").click()
    choix = page.locator(".te input[type=radio]:visible").first
    choix.check()
    expect(page.get_by_text("Enregistré à").first).to_be_visible(timeout=LENT)
    page.reload()
    pret(page)
    expect(page.get_by_text("1 sur 7 classée").locator("visible=true").first).to_be_visible()


def test_deux_onglets_gardent_chacun_leurs_quarante_reponses(fenetre, site):
    contexte = fenetre()
    onglets = [contexte.new_page(), contexte.new_page()]
    for page in onglets:
        page.goto(f"{site}/notebooks/index.html?path={LABO}")
        page.wait_for_function("navigator.serviceWorker.controller", timeout=LENT)
    for n in range(40):
        for rang, page in enumerate(onglets):
            devient(lambda p=page, x=f"{rang:06x}{n:06x}": p.evaluate(TENUES, [["essai", x, "{}"], ["essai", x, "{}"]]), 200)
    for page in onglets:
        devient(lambda p=page: p.evaluate(COMBIEN), 80)


def test_apres_une_visite_un_labo_s_ouvre_sans_reseau(fenetre, site):
    contexte = fenetre()
    page = contexte.new_page()
    page.goto(f"{site}/index.html")
    lancer(page, site)
    gardes = "async () => (await Promise.all((await caches.keys()).map(async n => (await (await caches.open(n)).keys()).length))).reduce((a, b) => a + b, 0)"
    attendus = "async () => (await (await fetch('../hors-ligne.json')).json()).fichiers.length"
    page.wait_for_function(f"async () => await ({gardes})() >= await ({attendus})()", timeout=LENT)
    contexte.set_offline(True)
    page.reload()
    pret(page)
    page.goto(f"{site}/notebooks/index.html?path=notebooks/03-types.ipynb")  # jamais ouvert
    pret(page)


def test_l_accueil_se_lit_sans_javascript(fenetre, site):
    page = fenetre(360, 740, java_script_enabled=False).new_page()
    page.goto(f"{site}/index.html")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Est-ce un partenariat")
    expect(page.locator(".dix a")).to_have_count(10)
    for lien in page.locator("a[href]").all():
        adresse = lien.get_attribute("href").partition("?")[0].partition("#")[0]
        assert not adresse or Path(SITE, adresse).is_file()


def test_l_accueil_est_accessible(fenetre, site):
    from accessibilite import axe

    for largeur in (1366, 320):
        for theme in ("light", "dark"):
            page = fenetre(largeur, 740, color_scheme=theme).new_page()
            page.goto(f"{site}/index.html")
            devient(lambda p=page: axe(p), [])
            devient(lambda p=page: p.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)
