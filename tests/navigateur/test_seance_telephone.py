"""Le téléphone du participant, dans un vrai navigateur, devant le vrai serveur : voter, perdre le réseau, revenir, lire les auteurs."""

import contextlib
import re
import sqlite3

import accessibilite
import pytest
from composants import ESPACEMENT, actif, axe_grave, deborde
from patience import attendre, devient
from playwright.sync_api import expect
from serveur import Classe

pytestmark = pytest.mark.navigateur
POIDS = 150_000
BRUITS = ("trop vieux",)  # la faute que provoque un essai


@pytest.fixture
def telephone(fenetre):
    """Un navigateur de téléphone : `telephone(largeur, hauteur, **options)`."""

    def ouvrir(largeur=360, hauteur=740, **options):
        return fenetre(largeur, hauteur, has_touch=True, **options)

    return ouvrir


def entrer(contexte, classe: Classe):
    """Entre comme avec le QR ; rend la page, démarrée."""
    page = contexte.new_page()
    page.goto(f"{classe.serveur.url}/r/{classe.cles['code'].replace(' ', '-')}")
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_selector("html[data-pret=oui]")
    return page


def revenir(contexte, classe: Classe):
    page = contexte.new_page()
    page.goto(f"{classe.serveur.url}/seance")
    return page


def titre(page, nom: str) -> None:
    page.wait_for_function("n => document.title.startsWith(n) && document.querySelector('main[data-vue]')", arg=nom)


def choisir(page, nom: str) -> None:
    page.locator(".choix:visible", has_text=re.compile(f"^{nom}$")).click()


def ligne(page) -> str:
    return page.locator(".annonces").inner_text().replace("\u00a0", " ").strip()


def attendre_ligne(page, debut: str) -> None:
    page.wait_for_function("d => document.querySelector('.annonces').innerText.replaceAll('\\u00a0', ' ').trim().startsWith(d)", arg=debut)


def suivante(page) -> None:
    page.get_by_role("button", name="Carte suivante").click()


def tout_ranger(page, nom: str, combien: int = 4) -> None:
    for _ in range(combien):
        choisir(page, nom)
        suivante(page)
    page.get_by_role("heading", name="cartes sont rangées").wait_for()


def cacher(page, oui: bool) -> None:
    """Ce que voit une page quand on change d’application, puis qu’on y revient."""
    page.evaluate(
        "o => { Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => o ? 'hidden' : 'visible' }); document.dispatchEvent(new Event('visibilitychange')); }",
        oui,
    )


def tenir(page) -> None:
    """Rien ne dépasse, axe ne trouve rien de grave, les cibles font 44 px, aucun texte sous 16 px."""
    deborde(page)
    taille = page.viewport_size
    if taille["height"] > 500:  # en entier : ce que l’en-tête et les gestes couvrent en passant ne se mesure pas
        page.set_viewport_size({**taille, "height": 2400})
    mal, vus = axe_grave(page)
    page.set_viewport_size(taille)
    assert mal == [] and vus
    petits = """() => [...document.querySelectorAll('.te :is(button, summary, .choix, a.bouton, input:not([type=radio]))')].map(e => [e.textContent.slice(0, 30), e.getBoundingClientRect()])
        .filter(([, r]) => r.width && (r.height < 43.5 || r.width < 43.5)).map(([t]) => t)"""
    corps = """() => [...document.querySelectorAll('.te *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.textContent.slice(0, 30))"""
    for mesure in (petits, corps):
        devient(lambda: page.evaluate(mesure), [])  # noqa: B023


# ---------- une séance entière ----------


@pytest.mark.parametrize(
    ("largeur", "hauteur", "theme"), [(360, 740, "light"), (320, 256, "dark"), pytest.param(320, 568, "dark", marks=pytest.mark.nuit)]
)
def test_une_seance_entiere_sur_un_telephone(serveur, telephone, largeur, hauteur, theme):
    """Le dernier format est celui d’un écran agrandi à 400 %."""
    classe = Classe(serveur)
    contexte = telephone(largeur, hauteur, color_scheme=theme)
    page = contexte.new_page()
    page.goto(f"{serveur.url}/r/{classe.cles['code'].replace(' ', '-')}")
    expect(page.get_by_label("Code affiché au tableau")).to_have_value(classe.cles["code"])
    tenir(page)
    page.get_by_role("button", name="Entrer").click()
    titre(page, "La séance va commencer")
    page.get_by_text("Promotion 1").wait_for()
    tenir(page)
    classe.faire("ouvrir")
    titre(page, "Vote 1")
    tenir(page)
    choisir(page, "D’accord")
    attendre_ligne(page, "Enregistré à")
    assert len(classe.reponses()) == 1, "dit enregistré, donc écrit"
    suivante(page)
    for _ in range(3):
        choisir(page, "Cela dépend")
        suivante(page)
    page.get_by_text("Vous pouvez changer jusqu’à la clôture du vote.").wait_for()
    tenir(page)
    un = classe.attendre_reponses(4)
    classe.faire("clore")
    titre(page, "Le vote est clos")
    page.get_by_text("Vos quatre réponses sont enregistrées.").wait_for()
    tenir(page)
    classe.faire("discuter")
    titre(page, "La discussion")
    classe.faire("revoter")
    titre(page, "Vote 2")
    expect(page.locator(".surtitre:visible")).to_contain_text("au premier vote", use_inner_text=True)
    expect(page.locator(".choix:visible input:checked"), "le second vote part de rien").to_have_count(0)
    choisir(page, "Pas d’accord")
    deux = classe.attendre_reponses(1, tour=2)
    classe.faire("clore", "auteurs")
    titre(page, "Les auteurs")
    page.get_by_text("Ils sont dévoilés un à un, ici et à l’écran de la salle.", exact=True).wait_for()
    noms = [classe.mener.auteur(r)["nom"] for r in (1, 2)]
    attendre(lambda: noms[0] not in page.content())  # rien d’un auteur avant qu’il soit dévoilé
    classe.faire("devoiler")
    page.locator(".avis").get_by_text(noms[0]).first.wait_for()
    classe.faire("devoiler")
    page.locator(".avis").get_by_text(noms[1]).first.wait_for()
    expect(page.locator(".votes:visible").first).to_contain_text("Au premier vote : D’accord", use_inner_text=True)
    page.locator(".autres summary").nth(2).click()
    page.locator(".autres .avis li").first.wait_for()
    attendre(lambda: "[object" not in page.content())
    tenir(page)
    classe.faire("bilan")
    titre(page, "Le bilan")
    page.get_by_text("Entre les deux votes, vous avez changé 1 réponse sur 1.").wait_for()
    classe.faire("terminer")
    titre(page, "La séance est terminée")
    page.locator(".pied-de-page summary").click()
    tenir(page)
    assert classe.reponses(1) == un
    assert classe.reponses(2) == deux


def test_la_page_pese_moins_de_150_ko(serveur, telephone):
    classe = Classe(serveur, "formes").faire("ouvrir")
    page = entrer(telephone(), classe)
    titre(page, "Vote 1")
    lus = "Object.fromEntries(performance.getEntries().filter(e => 'decodedBodySize' in e && !e.name.endsWith('/api/flux')).map(e => [e.name, e.decodedBodySize]))"
    attendre(lambda: any(u.endswith("/api/etat") for u in page.evaluate(lus)))
    devient(lambda: {url.split("/")[2] for url in page.evaluate(lus)}, {f"127.0.0.1:{serveur.port}"}, "aucun autre hôte")
    attendre(lambda: sum(page.evaluate(lus).values()) <= POIDS)


def test_l_affichage_resiste_a_l_espacement_et_au_texte_double(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    page = entrer(telephone(), classe)
    titre(page, "Vote 1")
    for style in (ESPACEMENT, "html{font-size:200%}"):
        page.evaluate("s => { const f = new CSSStyleSheet(); f.replaceSync(s); document.adoptedStyleSheets = [f]; }", style)
        deborde(page)
        page.evaluate("document.adoptedStyleSheets = []")
    choisir(page, "D’accord")
    attendre_ligne(page, "Enregistré à")
    assert accessibilite.couleurs_forcees(page) == []


# ---------- ne rien perdre ----------


def test_reseau_coupe_la_reponse_est_gardee_dite_et_partira(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    page = entrer(contexte, classe)
    titre(page, "Vote 1")
    contexte.set_offline(True)
    choisir(page, "D’accord")
    attendre_ligne(page, "Hors ligne. Votre réponse est gardée sur ce téléphone. Elle partira au retour du réseau.")
    suivante(page)
    choisir(page, "Cela dépend")
    attendre_ligne(page, "Hors ligne. Vos deux réponses sont gardées")
    assert classe.reponses() == {}
    tenir(page)
    contexte.set_offline(False)
    attendre_ligne(page, "Enregistré à")
    assert len(classe.attendre_reponses(2)) == 2
    devient(lambda: page.evaluate("Object.keys(localStorage).filter(c => c.startsWith('te:seance:') && !/:(n|flux)$/.test(c))"), [])


def test_serveur_tue_puis_relance_rien_ne_se_perd(a_part, telephone):
    classe = Classe(a_part).faire("ouvrir")
    contexte = telephone()
    page = entrer(contexte, classe)
    titre(page, "Vote 1")
    choisir(page, "D’accord")
    attendre_ligne(page, "Enregistré à")
    a_part.tuer()
    suivante(page)
    choisir(page, "Pas d’accord")
    attendre_ligne(page, "Hors ligne.")
    a_part.demarrer()
    attendre_ligne(page, "Enregistré à")
    classe.attendre_reponses(2)
    classe.faire("clore")
    page.wait_for_function("() => document.title.startsWith('Le vote est clos')")


def test_une_reponse_gardee_part_apres_un_rechargement(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    page = entrer(contexte, classe)
    titre(page, "Vote 1")
    contexte.set_offline(True)
    choisir(page, "D’accord")
    attendre_ligne(page, "Hors ligne.")
    page.close()
    contexte.set_offline(False)
    page = revenir(contexte, classe)
    classe.attendre_reponses(1)
    titre(page, "Vote 1")
    attendre_ligne(page, "Enregistré à")


def test_jamais_enregistre_avant_l_accuse(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    page = entrer(contexte, classe)
    titre(page, "Vote 1")
    choisir(page, "D’accord")
    attendre_ligne(page, "Enregistré à")
    page.evaluate(
        """() => { window.lignes = []; new MutationObserver(() => lignes.push(document.querySelector('.annonces').innerText)).observe(document.querySelector('.annonces'), { subtree: true, childList: true, characterData: true }); }"""
    )
    panne, essais = {"statut": 503}, []

    def repondre(route):
        essais.append(route)
        route.fulfill(status=503, json={"message": "Le disque est plein."}) if panne else route.continue_()

    contexte.route("**/api/reponses/**", repondre)
    choisir(page, "Cela dépend")
    attendre_ligne(page, "En attente d’envoi. Gardez la page ouverte.")
    attendre(lambda: len(essais) >= 2, page=page)  # refusé, puis refusé encore
    devient(lambda: [x for x in page.evaluate("lignes") if "Enregistré" in x], [])
    assert len(classe.reponses()) == 1
    avant = classe.reponses()
    panne.clear()
    attendre_ligne(page, "Enregistré à")
    assert classe.reponses() != avant and len(classe.reponses()) == 1, "dit enregistré, donc écrit"


def test_un_accuse_qui_n_en_est_pas_un_n_est_pas_cru(serveur, telephone):
    """Un portail d’école qui répond à la place du serveur."""
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    page = entrer(contexte, classe)
    titre(page, "Vote 1")
    contexte.route("**/api/reponses/**", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Identifiez-vous</h1>"))
    choisir(page, "D’accord")
    attendre_ligne(page, "En attente d’envoi.")
    contexte.unroute("**/api/reponses/**")
    attendre_ligne(page, "Enregistré à")
    classe.attendre_reponses(1)


def test_apres_la_cloture_la_reponse_est_dite_non_comptee(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    page = entrer(contexte, classe)
    titre(page, "Vote 1")
    choisir(page, "D’accord")
    attendre_ligne(page, "Enregistré à")
    avant = classe.reponses()
    contexte.set_offline(True)
    choisir(page, "Pas d’accord")
    attendre_ligne(page, "Hors ligne.")
    classe.faire("clore")
    contexte.set_offline(False)
    attendre_ligne(page, "Non comptée. Le vote était déjà clos quand cette réponse est arrivée.")
    titre(page, "Le vote est clos")
    assert classe.reponses() == avant
    page.get_by_text("Relire mes réponses").click()
    expect(page.locator(".reponses dd").first, "la page montre ce qui compte").to_have_text("D’accord", use_inner_text=True)
    tenir(page)
    classe.faire("rouvrir")
    titre(page, "Vote 1")
    attendre(lambda: "Non comptée" not in ligne(page))
    expect(page.locator(".choix:visible:has(input:checked)")).to_have_text("D’accord", use_inner_text=True)


def test_le_choix_au_clavier_en_suspens_part_a_la_cloture(serveur, telephone):
    """Un choix aux flèches attend un repos ; s’il part trop tard, la page le dit."""
    classe = Classe(serveur).faire("ouvrir")
    page = entrer(telephone(), classe)
    titre(page, "Vote 1")
    page.locator(".choix:visible input").first.focus()
    page.evaluate("() => { const s = setTimeout; window.setTimeout = (f, ms, ...a) => s(f, ms === 600 ? 60000 : ms, ...a); }")
    page.keyboard.press("ArrowDown")
    classe.faire("clore")
    attendre_ligne(page, "Non comptée.")
    attendre(lambda: actif(page).startswith("H1 Le vote est clos"))
    assert classe.reponses() == {}


# ---------- plusieurs onglets, page cachée, flux bloqué ----------


def test_deux_onglets_du_meme_telephone_disent_la_meme_chose(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    un = entrer(contexte, classe)
    titre(un, "Vote 1")
    deux = revenir(contexte, classe)
    titre(deux, "Vote 1")
    choisir(un, "D’accord")
    attendre_ligne(un, "Enregistré à")
    deux.wait_for_selector(".choix:has-text('D’accord') input:checked >> visible=true")
    choisir(deux, "Pas d’accord")
    attendre_ligne(deux, "Enregistré à")
    un.wait_for_function(
        "() => [...document.querySelectorAll('.choix')].find(c => c.innerText.startsWith('Pas')).querySelector('input').checked"
    )
    choisir(un, "Cela dépend")
    attendre_ligne(un, "Enregistré à")
    assert len(set(classe.reponses())) == 1 and len(classe.reponses()) == 1
    classe.faire("clore")
    titre(un, "Le vote est clos")
    titre(deux, "Le vote est clos")
    for page in (un, deux):
        page.get_by_text("Relire mes réponses").click()
        expect(page.locator(".reponses dd").first).to_have_text("Cela dépend", use_inner_text=True)


def test_aucune_heure_ne_reste_des_reponses(a_part, telephone):
    """La vraie page, son onglet jumeau et le formulaire sans script : `n` compte les gestes, sur le téléphone et dans la base."""
    classe = Classe(a_part).faire("ouvrir")
    contexte = telephone()
    un = entrer(contexte, classe)
    titre(un, "Vote 1")
    choisir(un, "D’accord")
    attendre_ligne(un, "Enregistré à")
    deux = revenir(contexte, classe)
    titre(deux, "Vote 1")
    choisir(deux, "Pas d’accord")
    attendre_ligne(deux, "Enregistré à")
    devient(lambda: deux.evaluate("Object.entries(localStorage).filter(([c]) => c.endsWith(':n')).map(([, v]) => Number(v))"), [2])
    sans = telephone(java_script_enabled=False).new_page()
    sans.goto(f"{a_part.url}/r/{classe.cles['code'].replace(' ', '-')}")
    sans.get_by_role("button", name="Entrer").click()
    for i in range(2):
        formulaire = sans.locator("main > form.carte").first
        formulaire.get_by_label("D’accord", exact=True).check()
        formulaire.get_by_role("button", name="Enregistrer ma réponse").click()
        expect(sans.locator("main > form.carte")).to_have_count(3 - i)
    classe.faire("clore")
    a_part.tuer()
    with contextlib.closing(sqlite3.connect(a_part.dossier / "seances.sqlite")) as base:
        gardes = sorted(n for (n,) in base.execute("select n from reponses"))
    assert gardes == [1, 1, 2, 2]


def test_un_envoi_retarde_ne_defait_pas_une_reponse_plus_recente(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    un = entrer(contexte, classe)
    titre(un, "Vote 1")
    retenus = []
    un.route("**/api/reponses/**", lambda route: retenus.append(route))
    choisir(un, "D’accord")
    attendre(lambda: retenus, page=un)
    deux = revenir(contexte, classe)
    attendre_ligne(deux, "Enregistré à")  # elle envoie ce que l’autre page gardait, puis répond autre chose
    deux.get_by_role("button", name="Carte précédente").click()
    choisir(deux, "Pas d’accord")
    classe.attendre_reponses(1)
    attendre(lambda: set(classe.reponses().values()) == {"pas-d-accord"})
    voulue = classe.reponses()
    for route in retenus:
        route.continue_()
    un.wait_for_function(
        "() => [...document.querySelectorAll('.choix')].find(c => c.innerText.startsWith('Pas')).querySelector('input').checked"
    )
    assert classe.reponses() == voulue


def test_le_septieme_onglet_vote_et_suit(serveur, telephone):
    """Un navigateur n’ouvre que six connexions : un seul onglet tient un flux."""
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    ouverts = []
    contexte.on("request", lambda r: ouverts.append(r) if r.url.endswith("/api/flux") else None)
    fermes = []
    contexte.on("requestfailed", lambda r: fermes.append(r))
    contexte.on("requestfinished", lambda r: fermes.append(r))
    pages = [entrer(contexte, classe)]
    titre(pages[0], "Vote 1")
    for _ in range(6):
        pages.append(revenir(contexte, classe))
        titre(pages[-1], "Vote 1")
    attendre(lambda: len([r for r in ouverts if r not in fermes]) <= 1, page=pages[-1])
    choisir(pages[-1], "D’accord")
    attendre_ligne(pages[-1], "Enregistré à")
    classe.faire("clore")
    for page in pages:
        page.wait_for_function("() => document.title.startsWith('Le vote est clos')")


def test_page_cachee_le_flux_se_ferme_et_le_retour_rattrape_tout(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    flux, ouverts, fermes = [], [], []
    contexte.on("request", lambda r: flux.append(r) if r.url.endswith("/api/flux") else None)
    contexte.on("requestfailed", lambda r: fermes.append(r.url) if r.url.endswith("/api/flux") else None)
    contexte.on("response", lambda r: ouverts.append(r.url) if r.url.endswith("/api/flux") else None)
    page, autre = entrer(contexte, classe), entrer(telephone(), classe)
    titre(page, "Vote 1")
    attendre(lambda: ouverts, page=page)
    cacher(page, True)
    attendre(lambda: fermes, page=page)
    classe.faire("clore", "discuter", "revoter")
    titre(autre, "Vote 2")  # l’état est parti vers tous
    expect(page).to_have_title(re.compile("^Vote 1"))
    assert len(flux) == 1
    cacher(page, False)
    titre(page, "Vote 2")
    attendre(lambda: len(flux) == 2, page=page)


def test_un_pare_feu_qui_retient_le_flux_laisse_l_interrogation(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    demandes = []
    contexte.route("**/api/flux", lambda route: None)  # la demande part, rien ne revient
    contexte.on("request", lambda r: demandes.append(r) if r.url.endswith("/api/etat") else None)
    contexte.clock.install()
    page = entrer(contexte, classe)
    titre(page, "Vote 1")
    classe.faire("clore")
    page.clock.fast_forward(21_000)  # le flux se tait depuis vingt secondes
    titre(page, "Le vote est clos")
    classe.faire("rouvrir")
    page.clock.fast_forward(6_000)
    titre(page, "Vote 1")
    for _ in range(3):  # toutes les quatre secondes environ, à un tiers près
        avant = len(demandes)
        page.clock.fast_forward(6_000)
        attendre(lambda: len(demandes) > avant, page=page)  # noqa: B023
    assert len(demandes) <= 12, "sans s’acharner"


def test_un_etat_qui_arrive_ne_prend_ni_le_focus_ni_la_carte(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    page = entrer(telephone(), classe)
    titre(page, "Vote 1")
    suivante(page)
    page.locator(".choix:visible input").nth(1).focus()
    avant = (page.locator("h3:visible").inner_text(), page.evaluate("scrollY"), actif(page))
    cartes = [c["id"] for c in classe.mener.etat()["tri"]["cartes"]]
    classe.mener.faire("carte", carte=cartes[2])
    classe.mener.faire("minuterie", secondes=90)
    page.get_by_text("Reste 1").wait_for()
    devient(lambda: (page.locator("h3:visible").inner_text(), page.evaluate("scrollY"), actif(page)), avant)
    classe.faire("clore")
    titre(page, "Le vote est clos")
    classe.faire("rouvrir")
    titre(page, "Vote 1")
    expect(page.locator("h3:visible"), "le vote rouvert reprend à la même carte").to_have_text(avant[0], use_inner_text=True)


def test_un_changement_d_etat_s_annonce(serveur, telephone):
    classe = Classe(serveur)
    page = entrer(telephone(), classe)
    titre(page, "La séance va commencer")
    for geste, dit in (("ouvrir", "Vote 1 ouvert."), ("clore", "Le vote est clos. Regardez l’écran"), ("revoter", "Vote 2 ouvert.")):
        classe.faire(geste)
        page.wait_for_function("d => [...document.querySelectorAll('[role=status]')].some(e => e.textContent.startsWith(d))", arg=dit)


@pytest.mark.parametrize(
    ("gestes", "nom"),
    [
        (("ouvrir",), "Vote 1"),
        (("ouvrir", "clore", "auteurs", "devoiler"), "Les auteurs"),
        *(
            pytest.param(*cas, marks=pytest.mark.nuit)
            for cas in (
                ((), "La séance va commencer"),
                (("ouvrir", "clore"), "Le vote est clos"),
                (("ouvrir", "clore", "discuter"), "La discussion"),
                (("ouvrir", "clore", "revoter"), "Vote 2"),
                (("ouvrir", "clore", "bilan"), "Le bilan"),
                (("ouvrir", "terminer"), "La séance est terminée"),
            )
        ),
    ],
)
def test_on_arrive_et_on_revient_a_tout_moment(serveur, telephone, gestes, nom):
    classe = Classe(serveur).faire(*gestes)
    contexte = telephone()
    page = entrer(contexte, classe)
    titre(page, nom)
    numero = page.locator("details.notice b").first.text_content()
    page.reload()
    titre(page, nom)
    page.goto(f"{serveur.url}/r/{classe.cles['code'].replace(' ', '-')}")
    page.get_by_role("button", name="Entrer").click()
    titre(page, nom)
    expect(page.locator("details.notice b").first).to_have_text(numero)  # la même personne, le même numéro


TRADUIRE = """() => {
  const traduire = () => {
    const textes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), vus = [];
    while (textes.nextNode()) if (textes.currentNode.data.trim() && textes.currentNode.parentNode.nodeName !== 'FONT') vus.push(textes.currentNode);
    for (const n of vus) { const f = document.createElement('font'); f.append('~' + n.data); n.replaceWith(f); }
  };
  traduire();
  new MutationObserver(traduire).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def test_une_page_que_le_navigateur_traduit_vote_encore(serveur, telephone):
    """Un traducteur remplace chaque texte par le sien, dans un « font » : la page n’y cherche donc rien, et ne se fie à aucun."""
    classe = Classe(serveur).faire("ouvrir")
    page = entrer(telephone(), classe)
    titre(page, "Vote 1")
    page.evaluate(TRADUIRE)
    expect(page.locator("h1:visible font")).not_to_have_count(0)
    for n in range(4):
        page.locator(".choix:visible").nth(n % 2).click()
        page.locator(".gestes:visible .bouton.principal, button.principal:visible").first.click()
    classe.attendre_reponses(4)
    classe.faire("clore", "discuter", "revoter")
    titre(page, "Vote 2")
    page.locator(".choix:visible").nth(2).click()
    classe.attendre_reponses(1, tour=2)


# ---------- mains, clavier, doigts ----------


def test_clavier_seul_de_l_entree_au_second_vote(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    page = telephone().new_page()
    page.goto(serveur.url)
    page.keyboard.press("Tab")
    page.keyboard.type(classe.cles["code"].lower())
    page.keyboard.press("Enter")
    titre(page, "Vote 1")
    for _ in range(4):
        for _ in range(6):
            page.keyboard.press("Tab")
            if actif(page).startswith("INPUT"):
                break
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="cartes sont rangées").wait_for()
    assert set(classe.attendre_reponses(4).values())
    attendre(lambda: actif(page).startswith("H3"))
    classe.faire("clore")
    titre(page, "Le vote est clos")
    attendre(lambda: actif(page).startswith("H1 Le vote est clos"))  # le focus suit, il ne se perd pas
    for _ in range(4):
        page.keyboard.press("Tab")
        if "Vos données" in actif(page):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    attendre(lambda: actif(page).startswith("BUTTON Garder mes réponses"))
    page.keyboard.press("Escape")
    attendre(lambda: actif(page).startswith("BUTTON Effacer mes réponses"))


def test_le_focus_n_est_jamais_sous_l_en_tete_ni_sous_les_gestes(serveur, telephone):
    classe = Classe(serveur, "jumeaux").faire("ouvrir")
    page = entrer(telephone(), classe)
    titre(page, "Vote 1")
    for _ in range(14):
        page.keyboard.press("Tab")
        couvert = """() => { const e = document.activeElement, r = e.getBoundingClientRect(); if (e === document.body || !r.height) return '';
            const d = document.elementFromPoint(r.left + r.width / 2, Math.min(r.top + r.height / 2, innerHeight - 1)); return d && !e.contains(d) && !d.contains(e) ? e.outerHTML : ''; }"""
        devient(lambda: page.evaluate(couvert), "")  # noqa: B023
    assert accessibilite.parcours_du_focus(page) == []


def test_double_clic_une_seule_carte_une_seule_reponse(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    envois = []
    contexte.on("request", lambda r: envois.append(r) if r.method == "PUT" else None)
    page = entrer(contexte, classe)
    titre(page, "Vote 1")
    page.locator(".choix:visible", has_text="Cela dépend").dblclick()
    attendre_ligne(page, "Enregistré à")
    page.get_by_role("button", name="Carte suivante").dblclick()
    expect(page.locator(".surtitre:visible")).to_contain_text("Carte 2 sur 4", use_inner_text=True)
    assert len(envois) == 1
    assert len(classe.reponses()) == 1


# ---------- partir ----------


def test_effacer_mes_reponses_les_efface(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    page = entrer(contexte, classe)
    titre(page, "Vote 1")
    tout_ranger(page, "D’accord")
    classe.attendre_reponses(4)
    page.locator(".pied-de-page summary").click()
    page.get_by_role("button", name="Effacer mes réponses").click()
    page.get_by_role("button", name="Garder mes réponses").click()
    assert len(classe.reponses()) == 4
    page.get_by_role("button", name="Effacer mes réponses").click()
    tenir(page)
    page.get_by_role("button", name="Effacer mes réponses").dblclick()
    titre(page, "Vos réponses sont effacées")
    assert classe.reponses() == {}
    devient(lambda: classe.mener.etat()["presents"], 0, page=page)
    devient(lambda: page.evaluate("Object.keys(localStorage).filter(c => /^te:seance:.+:/.test(c))"), [])
    page.get_by_role("link", name="Entrer de nouveau").click()
    page.get_by_role("button", name="Entrer").click()
    titre(page, "Vote 1")


def test_effacer_sans_reseau_ne_dit_pas_que_c_est_fait(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    page = entrer(contexte, classe)
    titre(page, "Vote 1")
    page.locator(".pied-de-page summary").click()
    page.get_by_role("button", name="Effacer mes réponses").click()
    contexte.set_offline(True)
    page.get_by_role("button", name="Effacer mes réponses").click()
    page.get_by_text("Rien n’a été effacé").wait_for()
    devient(lambda: classe.mener.etat()["presents"], 1, page=page)


def test_la_seance_effacee_se_dit_et_n_en_laisse_rien(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    page = entrer(telephone(), classe)
    titre(page, "Vote 1")
    choisir(page, "D’accord")
    attendre_ligne(page, "Enregistré à")
    classe.mener.effacer()
    page.get_by_text("Rien n’en est gardé sur ce téléphone.").wait_for()
    expect(page.get_by_role("radio")).to_have_count(0)
    tenir(page)


def test_le_secret_perdu_ramene_a_l_entree(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    page = entrer(contexte, classe)
    titre(page, "Vote 1")
    contexte.clear_cookies()
    choisir(page, "D’accord")
    titre(page, "Vous n’êtes plus dans la séance")
    page.get_by_role("link", name="Entrer de nouveau").click()
    expect(page.get_by_label("Code affiché au tableau")).to_have_value(classe.cles["code"])
    revenir(contexte, classe).get_by_role("heading", name="Rejoindre la séance").wait_for()


# ---------- sans script ----------


def test_sans_javascript_on_vote_on_change_et_on_lit_les_auteurs(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    page = telephone(java_script_enabled=False).new_page()
    page.goto(serveur.url)
    page.get_by_label("Code affiché au tableau").fill("chouette 00")
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("alert")).to_contain_text("Aucune séance n’a ce code", use_inner_text=True)
    page.get_by_label("Code affiché au tableau").fill(classe.cles["code"].lower())
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vote 1", use_inner_text=True)
    for i in range(4):
        expect(page.locator("main > form.carte"), "les cartes à classer d’abord").to_have_count(4 - i)
        formulaire = page.locator("main > form.carte").first
        formulaire.get_by_label("D’accord", exact=True).check()
        formulaire.get_by_role("button", name="Enregistrer ma réponse").click()
        devient(lambda: len(classe.reponses()), i + 1)
    page.get_by_text("C’est tout ; vous pouvez changer").wait_for()
    page.locator("details.classee summary").first.click()
    page.locator("details[open].classee").get_by_label("Cela dépend").check()
    page.locator("details[open].classee").get_by_role("button").click()
    devient(lambda: len(set(classe.reponses().values())), 2)
    assert len(classe.reponses()) == 4
    page.locator("details.classee summary").first.click()
    classe.faire("clore")
    page.locator("details[open].classee").get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("Non comptée", use_inner_text=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Le vote est clos", use_inner_text=True)
    classe.faire("auteurs", "devoiler")
    page.get_by_role("link", name="Mettre la page à jour").click()
    expect(page.locator(".reponses")).to_contain_text(classe.mener.auteur(1)["nom"], use_inner_text=True)
    attendre(lambda: page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
    page.locator(".pied-de-page summary").click()
    page.get_by_role("button", name="Effacer mes réponses").click()
    devient(lambda: classe.reponses(), {})


def test_un_script_qui_ne_demarre_pas_laisse_le_formulaire(serveur, telephone):
    classe = Classe(serveur).faire("ouvrir")
    contexte = telephone()
    contexte.route("**/statique/participant.js", lambda route: route.abort())
    page = contexte.new_page()
    page.goto(f"{serveur.url}/r/{classe.cles['code'].replace(' ', '-')}")
    page.get_by_role("button", name="Entrer").click()
    page.locator("form.carte").first.wait_for(state="visible", timeout=9000)
    page.locator("form.carte").first.get_by_label("D’accord", exact=True).check()
    page.locator("form.carte").first.get_by_role("button", name="Enregistrer ma réponse").click()
    classe.attendre_reponses(1)


TROP_RECENT = {
    "Array.prototype": "at findLast findLastIndex group toReversed toSorted toSpliced with",
    "String.prototype": "at isWellFormed toWellFormed",
    "Object": "hasOwn groupBy fromEntriesAsync",
    "Element.prototype": "checkVisibility setHTML",
    "HTMLElement.prototype": "inert popover showPopover hidePopover togglePopover",
    "Crypto.prototype": "randomUUID",
    "AbortSignal": "timeout any",
    "Promise": "withResolvers try",
    "Map": "groupBy",
    "window": "structuredClone scheduler navigation",
    "Navigator.prototype": "locks userActivation",
}
"""Ce que n’ont ni Chrome 86, ni Safari 14, ni Firefox 79 ; `eslint.config.js` refuse qu’on l’écrive."""
SANS_LE_RECENT = "".join(f"delete {ou}.{nom};" for ou, noms in TROP_RECENT.items() for nom in noms.split())


def test_un_navigateur_de_2020_vote_comme_les_autres(serveur, telephone):
    classe = Classe(serveur)
    contexte = telephone()
    contexte.add_init_script(SANS_LE_RECENT)
    page = entrer(contexte, classe)
    devient(lambda: page.evaluate("[typeof [].at, typeof [].findLast, typeof structuredClone]"), ["undefined"] * 3)
    mur, regie = contexte.new_page(), contexte.new_page()
    mur.goto(classe.page_du_mur())
    regie.goto(classe.page_enseignant())
    classe.faire("ouvrir")
    titre(page, "Vote 1")
    mur.get_by_role("list", name="Réponses possibles").wait_for()
    tout_ranger(page, "D’accord")
    classe.attendre_reponses(4)
    regie.get_by_text("1 sur 1 a tout répondu").wait_for()
    classe.faire("clore", "auteurs", "devoiler")
    page.locator(".avis").first.wait_for()
    mur.get_by_role("heading", name=classe.mener.auteur(1)["nom"]).wait_for()


def test_un_navigateur_qui_ne_sait_pas_monter_le_vote_garde_le_formulaire(serveur, telephone):
    """Le script démarre, puis échoue à l’ouverture du vote : la page se recharge sans lui, et les cartes suivantes ne l’attendent plus."""
    classe = Classe(serveur)
    contexte = telephone()
    contexte.add_init_script(
        "const creer = document.createElement; Document.prototype.createElement = function (nom, ...reste) {"
        " if (String(nom).toLowerCase() === 'fieldset') throw new TypeError('trop vieux'); return creer.call(this, nom, ...reste); };"
    )
    page = entrer(contexte, classe)
    classe.faire("ouvrir")
    for n in (1, 2):
        carte = page.locator("form.carte:visible").first
        carte.wait_for()
        expect(page.locator("html.avec-script")).to_have_count(0)
        carte.get_by_label("D’accord", exact=True).check()
        carte.get_by_role("button", name="Enregistrer ma réponse").click()
        classe.attendre_reponses(n)


def test_sans_le_script_la_page_d_attente_se_relit_seule(serveur, telephone):
    classe = Classe(serveur)
    contexte = telephone()
    contexte.add_init_script("delete HTMLScriptElement.prototype.noModule")
    page = contexte.new_page()
    page.clock.install()
    page.goto(f"{classe.serveur.url}/r/{classe.cles['code'].replace(' ', '-')}")
    page.get_by_role("button", name="Entrer").click()
    page.get_by_role("link", name="Mettre la page à jour").wait_for()
    classe.faire("ouvrir")
    page.clock.fast_forward(21_000)
    page.locator("form.carte").first.wait_for()
