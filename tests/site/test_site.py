"""Le site sans installation, tel qu’un navigateur l’ouvre : il faut l’avoir construit (« python3 labo.py site »)."""

import gzip
import json
import re
from pathlib import Path

import pytest
from accessibilite import axe
from en_ligne import LENT, SITE, adresse, gardees, lancer, pret
from patience import devient
from playwright.sync_api import expect

pytestmark = pytest.mark.site

BRUITS = ("bottom", "schema")
"""Ce que JupyterLite dit de lui-même, sans conséquence."""
CARNETS = sorted(f.relative_to(SITE / "files").as_posix() for f in SITE.glob("files/*/*.ipynb"))
TENUES = """async lignes => (await fetch("../api/te-reponses", {method: "POST", body: JSON.stringify(lignes)})).status"""
SANS_ACTIVITE = {"notebooks/99-depannage.ipynb"}
OUTILS = {
    "notebooks/00-accueil.ipynb",
    "notebooks/91-explorer-le-corpus.ipynb",
    "notebooks/93-glossaire.ipynb",
    "notebooks/94-lire-les-copies.ipynb",
    "notebooks/95-mes-situations.ipynb",
}
"""Ici l’on cherche, l’on lit ou l’on écrit : rien à répondre."""
FAUTES = '[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"], .te-faute'


TOUT_GARDE = """async () => (await Promise.all(
  (await (await fetch("../hors-ligne.json")).json()).fichiers.map(nom => caches.match(new URL(`../${nom}`, location)))
)).every(Boolean)"""


@pytest.fixture(params=["chromium", "firefox"], scope="module")
def visite(request):
    """Un visiteur qui passe d’un carnet à l’autre : dans Chromium, puis dans Firefox. Rend une page neuve à chaque appel."""
    contexte = request.getfixturevalue("navigateur" if request.param == "chromium" else "firefox").new_context(locale="fr-FR")
    yield contexte
    contexte.close()


def repondre_a_la_premiere(page):
    """La première activité du carnet, où qu’elle soit : une réponse y est gardée."""
    choix = page.locator(".te :is(input[type=radio], input[type=checkbox]):visible").first
    suivant = page.get_by_role("button", name="Suivant", exact=True)
    for _ in range(3):
        if choix.count() or not suivant.is_enabled():
            break
        suivant.click()
        page.locator(".jp-Cell:not(.te-hors-etape)").first.wait_for()
    choix.check()
    expect(page.get_by_text("Enregistré à").locator("visible=true").first).to_be_visible(timeout=LENT)


@pytest.mark.parametrize("carnet", CARNETS)
def test_chaque_carnet_s_execute_et_sa_premiere_activite_repond_sans_rien_demander_a_un_autre_hote(carnet, visite, site):
    page = visite.new_page()
    try:
        page.goto(adresse(site, carnet))
        pret(page)
        expect(page.locator(FAUTES)).to_have_count(0)
        if carnet not in OUTILS | SANS_ACTIVITE:
            avant = len(gardees(page))
            repondre_a_la_premiere(page)
            assert len(gardees(page)) > avant
    finally:
        page.close()


def test_chercher_repond(fenetre, site):
    page = fenetre().new_page()
    lancer(page, site, "notebooks/91-explorer-le-corpus.ipynb")
    page.locator(".te input[type=search]").first.fill("convention")
    page.keyboard.press("Enter")
    expect(
        page.locator(".te mark, .te .resultat, .te [role=status]").filter(has_text=re.compile("convention|résultat")).first
    ).to_be_visible()


def test_ce_qui_se_lit_d_abord_est_la_avant_python(fenetre, site):
    page = fenetre().new_page()
    page.goto(adresse(site))
    expect(page.locator("#te-apercu h1")).to_be_visible()
    assert not page.locator('[data-travailler-ensemble="lance"]').count()


def test_deux_onglets_gardent_chacun_leurs_quarante_lignes_meme_envoyees_deux_fois(fenetre, site):
    contexte = fenetre()
    onglets = [contexte.new_page(), contexte.new_page()]
    for page in onglets:
        page.goto(adresse(site))
        page.wait_for_function("navigator.serviceWorker.controller", timeout=LENT)
    for n in range(40):
        for rang, page in enumerate(onglets):
            devient(lambda p=page, x=f"{rang:06x}{n:06x}": p.evaluate(TENUES, [["essai", x, "{}"], ["essai", x, "{}"]]), 200)
    for page in onglets:
        devient(lambda p=page: len(gardees(p, "essai")), 80)


def test_au_clavier_et_a_360_pixels_un_labo_se_repond(fenetre, site):
    page = fenetre(360, 740).new_page()
    lancer(page, site)
    page.get_by_role("button", name="Suivant", exact=True).press("Enter")
    choix = page.locator(".te input[type=radio]:visible")
    choix.first.press("Space")
    expect(choix.first).to_be_checked()
    choix.first.press("ArrowDown")
    expect(choix.nth(1)).to_be_checked()
    expect(page.get_by_text("Enregistré à").locator("visible=true").first).to_be_visible()
    devient(lambda: page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)
    devient(lambda: axe(page, (".te",)), [])


def test_ce_qui_se_coche_d_avance_est_accessible(fenetre, construit):
    from en_ligne import Hebergement

    la = Hebergement(construit.parent, retenu="paquets.zip")
    try:
        page = fenetre(360, 740).new_page()
        page.goto(adresse(la.adresse))
        page.get_by_role("button", name="Suivant", exact=True).click()
        page.locator("[data-te-coche] input:visible").first.press("Space")
        expect(page.locator("[data-te-coche] input:visible").first).to_be_checked()
        # axe ne mesure aucun contraste dans un panneau fixe ; ces couleurs sont les jetons, mesurés par test_accessibilite_palette.py
        devient(lambda: axe(page, ("[data-te-coche=axe-dhume]", "#te-dit"), contrastes=False), [])
        devient(lambda: page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)
    finally:
        la.lacher()
        la.fermer()


def test_la_taille_dite_avant_de_telecharger_est_la_bonne(construit):
    dite = re.search(r"(\d+) Mo environ", (construit / "index.html").read_text(encoding="utf-8").replace("\u00a0", " "))
    fichiers = json.loads((construit / "hors-ligne.json").read_text(encoding="utf-8"))["fichiers"]
    vraie = sum(len(gzip.compress((construit / nom).read_bytes(), 6)) for nom in fichiers) / 1e6
    assert abs(int(dite[1]) - vraie) < 1


def test_apres_une_visite_un_labo_s_ouvre_sans_reseau(fenetre, site):
    contexte = fenetre()
    page = contexte.new_page()
    page.goto(f"{site}/index.html")
    lancer(page, site)
    devient(lambda: page.evaluate(TOUT_GARDE), True)
    contexte.set_offline(True)
    page.reload()
    pret(page)
    page.goto(adresse(site, "notebooks/03-types.ipynb"))  # jamais ouvert
    pret(page)
    repondre_a_la_premiere(page)


def test_l_accueil_se_lit_sans_javascript(fenetre, site):
    page = fenetre(360, 740, java_script_enabled=False).new_page()
    page.goto(f"{site}/index.html")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Est-ce un partenariat")
    expect(page.locator(".dix a")).to_have_count(10)
    for lien in page.locator("a[href]").all():
        adresse_ = lien.get_attribute("href").partition("?")[0].partition("#")[0]
        assert not adresse_ or Path(SITE, adresse_).is_file()


def test_l_accueil_est_accessible(fenetre, site):
    for largeur in (1366, 320):
        for theme in ("light", "dark"):
            page = fenetre(largeur, 740, color_scheme=theme).new_page()
            page.goto(f"{site}/index.html")
            devient(lambda p=page: axe(p), [])
            devient(lambda p=page: p.evaluate("document.documentElement.scrollWidth - innerWidth"), 0)
