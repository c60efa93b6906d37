"""Le mur dans un vrai navigateur, devant le vrai serveur : ce qu’il montre à chaque étape, et ce qu’il ne montre jamais trop tôt."""

import json
import re

import accessibilite
import pytest
from composants import axe_grave
from patience import attendre, devient, peinte
from playwright.sync_api import expect
from serveur import Classe

from travailler_ensemble import corpus
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.seance.programme import programme, tris

pytestmark = pytest.mark.navigateur
ECRANS = ((1920, 1080), (1366, 768), (1280, 720), (1024, 768))


@pytest.fixture
def ouvrir(fenetre):
    def fait(adresse, ecran=ECRANS[0], **options):
        page = fenetre(*ecran, **options).new_page()
        page.recus = []
        page.on("response", lambda r: page.recus.append(r.url))
        page.goto(adresse)
        return page

    return fait


def tout_tient(page):
    """Rien ne déborde, et tout se lit sans défiler : au mur, personne ne fait défiler."""
    peinte(page)
    attendre(lambda: page.evaluate("document.documentElement.scrollWidth <= innerWidth"))  # rien ne déborde en largeur
    attendre(lambda: page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1"))


def assez_grand(page):
    """À 1920 px, aucun texte sous 32 px."""
    petits = """() => [...document.querySelectorAll('.projection *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && !e.closest('.visuel-cache') && parseFloat(getComputedStyle(e).fontSize) < 31.9).map(e => e.textContent.slice(0, 30))"""
    devient(lambda: page.evaluate(petits), [])


def mener_jusqu_aux_auteurs(c, gens=12):
    c.entrer(gens)
    c.faire("ouvrir")
    c.voter(1, lambda i, k: (i * (k + 1)) % len(c.cases))
    c.faire("clore", "revoter")
    c.voter(2, lambda i, k: 1 if i < 7 else (i * (k + 1)) % len(c.cases))
    c.faire("clore", "auteurs")


@pytest.mark.parametrize("tout", [pytest.param(False, id="deux coins"), pytest.param(True, id="tout", marks=pytest.mark.nuit)])
def test_chaque_etape_tient_a_l_ecran_se_lit_de_loin_et_passe_axe(serveur, ouvrir, tout):
    """Deux coins : chaque étape dans une teinte, en alternance, sur le plus grand et le plus petit écran."""
    c = Classe(serveur, "formes")
    page = ouvrir(c.page_du_mur())
    etapes = [("La séance va s’ouvrir", lambda: None), ("puis le code", lambda: c.mener.ouvrir(c.mener.adresses()[0]["adresse"]))]

    def voter():
        c.entrer(12)
        c.faire("ouvrir")
        c.voter(1, lambda i, k: (i * (k + 1)) % 10)

    def second():
        c.faire("revoter")
        c.voter(2, lambda i, k: 7 if i < 7 else i % 10)
        c.faire("clore", "montrer")

    etapes += [
        ("144 réponses enregistrées sur 144", voter),
        ("Posez les téléphones", lambda: c.faire("clore")),
        ("12 réponses", lambda: c.faire("montrer")),
        ("À deux, puis tous ensemble", lambda: c.faire("discuter")),
        ("hachures", second),
        ("Quinze voix", lambda: c.faire("auteurs")),
        ("auteur 9 sur 15", lambda: c.faire(*["devoiler"] * 9)),
        ("ont changé au moins une réponse", lambda: c.faire("bilan")),
        ("est terminée", lambda: c.faire("terminer")),
    ]
    for rang, (attendu, geste) in enumerate(etapes):
        geste()
        page.locator(".mur").get_by_text(attendu).first.wait_for(timeout=20_000)
        for teinte in ("light", "dark") if tout else (("light", "dark")[rang % 2],):
            page.emulate_media(color_scheme=teinte)
            mal, vus = axe_grave(page)
            assert mal == [] and vus, attendu
        assert accessibilite.couleurs_forcees(page) == [], attendu
        for largeur, hauteur in ECRANS if tout else (ECRANS[0], ECRANS[-1]):
            page.set_viewport_size({"width": largeur, "height": hauteur})
            tout_tient(page)
            if largeur == 1920:
                assez_grand(page)
        page.set_viewport_size({"width": 480, "height": 270})  # 1920 × 1080 à 400 %
        attendre(lambda: page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        page.set_viewport_size({"width": ECRANS[0][0], "height": ECRANS[0][1]})


def test_avant_le_devoilement_rien_des_auteurs_n_arrive_au_mur(serveur, ouvrir):
    c = Classe(serveur)
    noms = [c.mener.auteur(rang + 1)["nom"] for rang in range(c.mener.etat()["auteurs"]["total"])]
    page = ouvrir(c.page_du_mur())
    mener_jusqu_aux_auteurs(c)
    page.get_by_text("Aucune n’a lu ces cartes").wait_for()
    recu = page.evaluate(
        "fetch('/api/etat', { headers: { Authorization: 'Bearer ' + sessionStorage.getItem('te:projection') } }).then(r => r.text())"
    )
    attendre(lambda: not ([n for n in noms if n in page.content() or n in recu]))
    assert not [u for u in page.recus if "/api/auteurs" in u]
    c.faire("devoiler")
    page.get_by_role("heading", name=noms[0]).wait_for()
    demandes = "performance.getEntriesByType('resource').map((e) => e.name).filter((u) => u.includes('/api/auteurs')).map((u) => u.split('/').pop())"
    page.wait_for_function(f"{demandes}.length")
    devient(lambda: page.evaluate(demandes), ["1"])
    attendre(lambda: not ([n for n in noms[1:] if n in page.inner_text("body")]))


def test_l_anneau_de_l_auteur_est_a_cote_de_la_barre_de_sa_place(serveur, ouvrir):
    c = Classe(serveur)
    mener_jusqu_aux_auteurs(c)
    c.faire("devoiler")
    a = c.mener.auteur(1)
    carte = next(x for x, lu in a["cartes"].items() if lu["place"])
    c.mener.faire("carte", carte=carte)
    place = next(x["nom"] for x in c.tri["cases"] if x["id"] in a["cartes"][carte]["place"])
    page = ouvrir(c.page_du_mur())
    ligne = page.get_by_role("row", name=re.compile(f"^{place}"))
    ligne.locator(".anneau.neuf").wait_for()
    expect(page.locator(".anneau")).to_have_count(len(a["cartes"][carte]["place"]))
    expect(ligne).to_contain_text(a["nom"].split()[-1], use_inner_text=True)
    muette = next((x for x in c.cartes if x not in a["cartes"]), None)
    if muette:
        c.mener.faire("carte", carte=muette)
        page.get_by_text("Ne dit rien de cette carte.").wait_for()


def test_les_nombres_sont_une_vraie_table_et_un_petit_groupe_ne_se_montre_pas(serveur, ouvrir):
    c = Classe(serveur)
    c.entrer(5)
    c.faire("ouvrir")
    for i, lui in enumerate(c.gens):
        for k, carte in enumerate(c.cartes[: 2 if i else 1]):
            lui.demander("PUT", f"/api/reponses/1/{carte}", {"case": c.cases[0], "n": k})
    c.faire("clore", "montrer")
    page = ouvrir(c.page_du_mur())
    table = page.get_by_role("table", name=re.compile("Répartition des 5 réponses"))
    table.wait_for()
    attendre(lambda: [r.inner_text().split("\n") for r in table.get_by_role("row").all()][1:], page=page)
    expect(table.get_by_role("columnheader")).to_have_count(2)
    expect(table.get_by_role("row").nth(1).get_by_role("cell")).to_have_text("5", use_inner_text=True)
    c.mener.faire("carte", carte=c.cartes[1])  # quatre réponses
    page.get_by_text("Moins de cinq réponses à cette carte").wait_for()
    expect(page.get_by_role("table")).to_have_count(0)


def test_les_deplacements_de_moins_de_cinq_personnes_viennent_groupes(serveur, ouvrir):
    c = Classe(serveur)
    c.entrer(9)
    c.faire("ouvrir")
    c.voter(1, lambda i, k: 0)
    c.faire("clore", "revoter")
    c.voter(2, lambda i, k: 1 if i < 6 else 2 if i < 8 else 0)
    c.faire("clore", "bilan")
    page = ouvrir(c.page_du_mur())
    page.get_by_text("8 sur 9").wait_for(timeout=20_000)
    noms = [x["nom"] for x in c.tri["cases"]]
    dit = page.locator(".auteur")
    expect(dit).to_contain_text("par moins de cinq personnes à la fois")
    expect(dit).to_contain_text(f"de « {noms[0]} » à « {noms[1]} »")
    expect(dit).not_to_contain_text(f"à « {noms[2]} »")


def test_un_pare_feu_qui_retient_le_flux_n_empeche_pas_de_suivre(serveur, ouvrir, navigateur):
    c = Classe(serveur)
    page = ouvrir("about:blank")
    page.route("**/api/flux", lambda r: r.abort())
    demandes = []
    page.on("response", lambda r: demandes.append(r.status) if r.url.endswith("/api/etat") else None)
    page.goto(c.page_du_mur())
    page.get_by_text("La séance va s’ouvrir").wait_for()
    c.faire("ouvrir")
    page.locator(".haut").get_by_text("vote 1 · carte 1 sur 4").wait_for(timeout=15_000)
    attendre(lambda: 304 in demandes, page=page)  # rien de neuf : rien n’est renvoyé


def test_reprendre_pendant_un_vote_ne_coupe_pas_le_mur_et_l_ancienne_page_dit_la_verite(serveur, ouvrir):
    c = Classe(serveur)
    c.faire("ouvrir")
    mur, poste = ouvrir(c.page_du_mur()), ouvrir(c.page_enseignant())
    mur.get_by_text("réponse pour l’instant").wait_for()
    poste.get_by_role("heading", name="Vote 1 en cours").wait_for()
    neuves = serveur.maison.reprendre(c.cles["id"])
    poste.get_by_text("Cette séance a été reprise dans une autre page").first.wait_for()
    serveur.maison.seance(neuves["enseignant"]).faire("clore")
    mur.get_by_text("Posez les téléphones, regardez ici.").wait_for()
    expect(mur.get_by_text("effacée")).to_have_count(0)
    serveur.maison.seance(neuves["enseignant"]).effacer()
    mur.get_by_text("Cette séance a été effacée").wait_for()


@pytest.mark.parametrize("statut", [401, 404, 410])
def test_un_autre_programme_qui_repond_a_sa_place_ne_fait_pas_croire_a_la_fin(serveur, ouvrir, statut):
    """Un port repris, un filtre d’établissement : seule la séance dit qu’elle est finie. Le mur le dit, et se remet."""
    c = Classe(serveur)
    c.faire("ouvrir")
    mur = ouvrir(c.page_du_mur())
    mur.get_by_text("réponse pour l’instant").wait_for()
    mur.route("**/api/**", lambda r: r.fulfill(status=statut, body="<h1>Filtre</h1>", content_type="text/html"))
    mur.evaluate("window.dispatchEvent(new Event('online'))")
    mur.get_by_text("La page retrouve la séance…").wait_for()
    mur.unroute("**/api/**")
    mur.get_by_text("La page retrouve la séance…").wait_for(state="hidden")
    c.faire("clore")
    mur.get_by_text("Posez les téléphones, regardez ici.").wait_for()


def test_le_secret_quitte_l_adresse_et_survit_a_un_rechargement(serveur, ouvrir):
    c = Classe(serveur)
    page = ouvrir(c.page_du_mur())
    page.get_by_text("La séance va s’ouvrir").wait_for()
    assert c.cles["projection"] not in page.url and not [u for u in page.recus if c.cles["projection"] in u]
    page.reload()
    page.get_by_text("La séance va s’ouvrir").wait_for()
    ouvrir(serveur.url + "/projection").get_by_text("Cette adresse ne vaut plus").wait_for()


def test_le_clair_et_le_sombre_se_choisissent_au_clavier(serveur, ouvrir):
    page = ouvrir(Classe(serveur).page_du_mur())
    page.get_by_text("La séance va s’ouvrir").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    attendre(lambda: page.evaluate("document.body.classList.contains('sombre')"))
    page.reload()
    page.get_by_text("La séance va s’ouvrir").wait_for()
    attendre(lambda: page.evaluate("document.body.classList.contains('sombre')"))


@pytest.mark.parametrize(
    "cle",
    [pytest.param(t["cle"], marks=() if t["cle"] in ("formes", "desaccord-egalite") else pytest.mark.nuit) for t in tris(corpus.lire())],
)
def test_tous_les_tris_tiennent_au_mur(cle, ouvrir, serveur):
    """Le plus long récit, l’auteur le plus disert : rien ne sort du mur."""
    c = Classe(serveur, cle)
    p = programme(Panel(corpus.lire()), cle)
    longue = max(p.classement.cartes, key=lambda x: sum(map(len, x.paragraphes)) + len(x.titre)).id
    question = f"{p.classement.titre} · " if p.classement.genre == "positions" else ""  # une ligne seule ne dit pas de quoi l’on débat
    page = ouvrir(c.page_du_mur(), (1366, 768))
    c.entrer(6)
    c.faire("ouvrir")
    c.mener.faire("carte", carte=longue)
    page.locator(".haut").get_by_text("vote 1 · carte").wait_for()
    expect(page.locator("h1")).to_have_text(question + p.classement.titre_de(longue))
    # qui n’a pas de téléphone lit les réponses possibles, et lève la main
    possibles = page.get_by_role("list", name="Réponses possibles").get_by_role("listitem")
    expect(possibles).to_have_text([*(x.nom for x in p.classement.cases), "Je ne sais pas"])
    tout_tient(page)
    c.voter(1, lambda i, k: i % len(c.cases))
    c.faire("clore", "revoter", "clore", "auteurs")
    poids = [
        max((len(json.dumps(x["lectures"])) for x in p.lecture_de(r + 1)["cartes"].values()), default=0) for r in range(len(p.auteurs))
    ]
    disert = poids.index(max(poids))
    c.faire(*["devoiler"] * (disert + 1))
    carte = max(p.lecture_de(disert + 1)["cartes"].items(), key=lambda x: len(json.dumps(x[1]["lectures"])))[0]
    c.mener.faire("carte", carte=carte)
    page.get_by_role("heading", name=p.nom(p.auteurs[disert])).wait_for()
    expect(page.locator("h1")).to_have_text(question + p.classement.titre_de(carte))
    if question:
        expect(page.get_by_text(p.classement.cartes[0].paragraphes[0])).to_be_visible()
    tout_tient(page)
