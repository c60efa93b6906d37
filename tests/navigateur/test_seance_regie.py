"""La régie dans un vrai navigateur, devant le vrai serveur : une séance entière depuis la page (depuis JupyterLab : `test_seance_classe.py`)."""

import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import accessibilite
import pytest
from composants import ESPACEMENT, actif, axe_grave, deborde, photo
from conduire import appuyer, bouton, presser, titre
from patience import PATIENCE, attendre, avancer_l_horloge, devient, peinte
from playwright.sync_api import expect
from serveur import TRI, Classe

from travailler_ensemble.affichage.composants.regie import Panneau
from travailler_ensemble.seance import client
from travailler_ensemble.seance.essais_de_code import BUDGET

pytestmark = pytest.mark.navigateur


@pytest.fixture
def ouvrir(fenetre):
    """`ouvrir(adresse, largeur=…)` : une page à cette adresse."""

    def fait(adresse, largeur=1366, hauteur=900, **options):
        page = fenetre(largeur, hauteur, **options).new_page()
        page.goto(adresse)
        return page

    return fait


def test_une_seance_entiere_depuis_la_page_de_l_enseignant(serveur, ouvrir):
    c = Classe(serveur)
    page, mur = ouvrir(c.page_enseignant()), ouvrir(c.page_du_mur())
    assert page.url.endswith("/enseignant") and mur.url.endswith("/projection"), "le secret ne reste pas dans l’adresse"
    titre(page, "La séance est prête")
    bouton(page, "Ouvrir à la classe").click()
    titre(page, "La classe peut entrer")
    mur.get_by_text(c.cles["code"].replace(" ", "\u00a0")).wait_for()
    attendre(lambda: mur.locator("img.qr").get_attribute("alt").startswith("Code QR qui ouvre http://"))
    c.entrer(8)
    presser(page, "Ouvrir le vote", "Vote 1 en cours")
    c.voter(1, lambda i, k: i % 3 if k else 0)
    page.get_by_text("8 sur 8 ont tout répondu").wait_for()
    mur.get_by_text("32 réponses enregistrées sur 32").wait_for()
    expect(mur.get_by_role("list", name="Réponses possibles")).to_be_visible()
    expect(mur.locator("table, .barres, .piste"), "pendant un vote, le mur ne montre que des comptes").to_have_count(0)
    presser(page, "Clore le vote", "Vote 1 clos")
    page.get_by_text("Trois cartes sur quatre partagent la classe").wait_for()
    page.locator(".cartes").get_by_role("button", name=c.tri["cartes"][2]["titre"]).click()
    attendre(lambda: c.mener.etat()["etat"]["carte"] == c.cartes[2])
    appuyer(page, "Montrer la distribution")
    mur.get_by_role("table").wait_for()
    devient(lambda: mur.get_by_role("row", name=re.compile("^D’accord")).inner_text().split(), ["D’accord", "3"])
    presser(page, "Lancer la discussion", "Discussion")
    appuyer(page, "2\u00a0min")
    mur.get_by_text(re.compile(r"^(2\smin\s00|1\smin\s\d\d)$")).wait_for()
    presser(page, "Ouvrir le second vote", "Vote 2 en cours")
    c.voter(2, lambda i, k: 0 if i < 6 else i % 3)
    presser(page, "Clore le vote", "Vote 2 clos")
    page.get_by_text("À suivre, pour vous seul").wait_for()
    nom = c.mener.auteur(1)["nom"]
    expect(page.locator(".suivant")).to_contain_text(nom)
    presser(page, "Passer aux auteurs", "Les auteurs")
    appuyer(page, "Dévoiler l’auteur suivant")
    page.get_by_text("Dévoiler le premier auteur").wait_for()  # on ne vote plus ensuite : cela se confirme
    page.locator(".confirmer").get_by_role("button", name="Dévoiler l’auteur suivant").click()
    mur.get_by_role("heading", name=nom).wait_for()
    presser(page, "Passer au bilan", "Bilan")
    mur.get_by_text("Toutes les cartes").wait_for()
    mur.get_by_text("ont changé au moins une réponse").wait_for(timeout=20_000)
    appuyer(page, "Terminer la séance")
    page.locator(".confirmer").wait_for()
    assert c.phase() == "bilan", "rien ne finit sans confirmation"
    page.locator(".confirmer").get_by_role("button", name="Terminer la séance").click()
    titre(page, "Séance terminée")
    mur.get_by_text("La séance est terminée. Merci.").wait_for()


def test_un_double_clic_ne_fait_qu_un_pas_et_deux_pages_ne_se_marchent_pas_dessus(serveur, ouvrir):
    c = Classe(serveur)
    une, autre = ouvrir(c.page_enseignant()), ouvrir(c.page_enseignant())
    titre(une, "La séance est prête")
    titre(autre, "La séance est prête")
    gestes = []
    une.on("request", lambda r: gestes.append(r) if r.url.endswith("/api/gestes") else None)
    bouton(une, "Ouvrir le vote").dblclick()
    titre(une, "Vote 1 en cours")
    titre(autre, "Vote 1 en cours")
    assert c.phase() == "vote" and len(gestes) == 1
    # L’autre page agit d’après ce qu’elle avait sous les yeux : rien n’est fait deux fois, et elle dit pourquoi.
    autre.route("**/api/flux", lambda r: r.abort())
    autre.evaluate("window.dispatchEvent(new Event('online'))")
    retenir = []
    autre.route("**/api/gestes", lambda r: retenir.append(r))
    bouton(autre, "Clore le vote").click()
    attendre(lambda: retenir, page=autre)
    c.faire("clore", "rouvrir")
    retenir[0].continue_()
    autre.get_by_text("La séance avait déjà avancé").first.wait_for()
    assert c.phase() == "vote"


def retenir_des_mains(page):
    """Envoie des mains levées ; la demande reste en route tant qu’on ne la laisse pas passer."""
    retenues = []
    page.route("**/api/mains/**", lambda r: retenues.append(r))
    page.get_by_text("Voter sans téléphone").click()
    page.get_by_label("Pas d’accord", exact=True).fill("4")
    bouton(page, "Enregistrer ces mains").click()
    attendre(lambda: retenues, page=page)
    return retenues


def test_un_geste_confirme_pendant_qu_une_demande_est_en_route_n_est_pas_oublie(serveur, ouvrir):
    c = Classe(serveur)
    c.faire("ouvrir")
    page = ouvrir(c.page_enseignant())
    titre(page, "Vote 1 en cours")
    bouton(page, "Terminer la séance").click()
    page.locator(".confirmer").wait_for()
    retenues = retenir_des_mains(page)
    page.locator(".confirmer").get_by_role("button", name="Terminer la séance").click()
    expect(page.locator(".confirmer")).to_be_hidden()
    retenues[0].continue_()
    titre(page, "Séance terminée")


def test_une_minuterie_lancee_pendant_qu_une_demande_est_en_route_n_est_pas_oubliee(serveur, ouvrir):
    c = Classe(serveur)
    c.faire("ouvrir")
    page = ouvrir(c.page_enseignant())
    titre(page, "Vote 1 en cours")
    retenues = retenir_des_mains(page)
    bouton(page, "5 min").click()
    retenues[0].continue_()
    bouton(page, "Arrêter").wait_for()
    assert c.mener.etat()["etat"]["fin"]


def test_serveur_tue_puis_relance_la_regie_et_le_mur_reviennent_seuls(a_part, ouvrir):
    c = Classe(a_part)
    page, mur = ouvrir(c.page_enseignant()), ouvrir(c.page_du_mur())
    titre(page, "La séance est prête")
    bouton(page, "Ouvrir à la classe").click()
    titre(page, "La classe peut entrer")
    c.entrer(6)
    presser(page, "Ouvrir le vote", "Vote 1 en cours")
    c.voter(1, lambda i, k: 1)
    a_part.tuer()
    page.get_by_text("La page retrouve la séance").wait_for()
    mur.get_by_text("La page retrouve la séance").wait_for()
    appuyer(page, "Clore le vote")
    page.locator(".mot", has_text="La séance ne répond pas").wait_for()
    a_part.demarrer()
    page.get_by_text("La page retrouve la séance").wait_for(state="hidden")
    mur.get_by_text("La page retrouve la séance").wait_for(state="hidden")
    attendre(lambda: c.mener.etat()["ouverture"]["ouverte"], page=page)  # les téléphones aussi reviennent
    mur.get_by_text("24 réponses enregistrées sur 24").wait_for()
    presser(page, "Clore le vote", "Vote 1 clos")


def test_tout_se_mene_au_clavier_et_une_touche_maintenue_ne_mene_pas_a_la_fin(serveur, ouvrir):
    c = Classe(serveur)
    page = ouvrir(c.page_enseignant())
    titre(page, "La séance est prête")
    for _ in range(30):
        page.keyboard.press("Tab")
        if actif(page) == "BUTTON Ouvrir le vote":
            break
    gestes = []
    page.on("request", lambda r: gestes.append(r) if r.url.endswith("/api/gestes") else None)
    page.keyboard.down("Enter")
    titre(page, "Vote 1 en cours")
    devient(lambda: actif(page), "BUTTON Clore le vote")
    for _ in range(12):  # la touche reste enfoncée, au-delà du repos
        page.keyboard.down("Enter")
        avancer_l_horloge(page, 120)
    page.keyboard.up("Enter")
    assert c.phase() == "vote" and len(gestes) == 1
    avancer_l_horloge(page)
    page.keyboard.press("Enter")
    titre(page, "Vote 1 clos")
    avancer_l_horloge(page)
    bouton(page, "Terminer la séance").focus()
    page.keyboard.press("Enter")
    devient(lambda: actif(page), "BUTTON Continuer la séance")
    page.keyboard.press("Escape")
    devient(lambda: actif(page), "BUTTON Terminer la séance")
    assert c.phase() == "clos"


def test_mains_levees_effacement_d_une_personne_et_export(serveur, ouvrir, tmp_path):
    c = Classe(serveur)
    c.entrer(5)
    c.faire("ouvrir")
    c.voter(1, lambda i, k: 0)
    page = ouvrir(c.page_enseignant())
    titre(page, "Vote 1 en cours")
    page.get_by_text("Voter sans téléphone").click()
    page.get_by_label("Pas d’accord", exact=True).fill("4")
    bouton(page, "Enregistrer ces mains").click()
    page.get_by_text("Enregistré : 4 mains").wait_for()
    devient(lambda: c.mener.etat()["mains"], {"1": {c.cartes[0]: {c.cases[2]: 4}}}, page=page)
    page.get_by_text("Garder, relire, effacer").click()
    page.get_by_label("son numéro").fill("12")
    bouton(page, "Effacer ses réponses").click()
    page.get_by_text("Aucun participant n’a ce numéro").first.wait_for()
    numero = c.gens[0].etat()["moi"]["numero"]
    page.get_by_label("son numéro").fill(str(numero))
    bouton(page, "Effacer ses réponses").click()
    page.get_by_text(f"Les réponses du numéro {numero} sont effacées").wait_for()
    with page.expect_download() as telecharge:
        bouton(page, "Exporter les réponses (CSV)").click()
    telecharge.value.save_as(tmp_path / "reponses.csv")
    lignes = (tmp_path / "reponses.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lignes[0].startswith("seance;tri;tour;carte;case") and len(lignes) == 1 + 4 * 4 + 1
    assert str(numero) not in {champ for ligne in lignes for champ in ligne.split(";")}


def test_la_grille_s_imprime_et_les_feuilles_reviennent_avec_leurs_refus(serveur, ouvrir, tmp_path):
    c = Classe(serveur)
    c.faire("ouvrir")
    page = ouvrir(c.page_enseignant())
    titre(page, "Vote 1 en cours")
    page.get_by_text("Voter sans téléphone").click()
    with page.expect_popup() as nouvelle:
        bouton(page, "Ouvrir les feuilles à imprimer").click()
    grille = nouvelle.value
    expect(grille.get_by_role("table"), "douze feuilles, d’un coup").to_have_count(12)
    grille.get_by_role("heading", name="Sans téléphone : voter sur papier").wait_for()
    attendre(
        lambda: grille.evaluate("getComputedStyle(document.querySelector('.carre')).borderTopWidth") != "0px", page=page
    )  # la feuille de style est là
    feuilles = tmp_path / "feuilles.csv"
    feuilles.write_text("feuille,1,2,3,4\n1,1,2,3,1\n2,1,9,3,1\n", encoding="utf-8")
    page.get_by_label("Feuilles recopiées").set_input_files(feuilles)
    page.get_by_text("2 feuilles, 7 réponses enregistrées pour le vote 1").wait_for()
    page.get_by_text("1 ligne n’a pas été prise").wait_for()
    expect(page.locator(".regie li", has_text="ligne 3")).to_have_count(1)
    devient(lambda: len(c.mener.reponses()["lignes"]), 7, page=page)


def test_des_feuilles_se_saisissent_d_un_clic_par_croix_et_comptent_partout(serveur, ouvrir):
    """Trois feuilles cliquées, une corrigée, deux téléphones : le mur, le bilan et le fichier ont cinq personnes."""
    c = Classe(serveur)
    c.entrer(2)
    c.faire("ouvrir")
    c.voter(1, lambda i, k: 0)
    page, mur = ouvrir(c.page_enseignant()), ouvrir(c.page_du_mur())
    titre(page, "Vote 1 en cours")
    page.get_by_text("Voter sans téléphone").click()
    page.get_by_text("Saisir les feuilles ici").click()
    numero, enregistrer = page.get_by_label("Feuille n°"), bouton(page, "Enregistrer, feuille suivante")
    titres = [x["titre"] for x in c.tri["cartes"]]
    enregistrer.click()
    expect(page.get_by_text("Cliquez d’abord les croix")).to_be_visible()
    for feuille in (1, 2, 3):
        expect(numero).to_have_value(str(feuille))
        for nom in titres:
            page.get_by_label(f"Pas d’accord : {nom}", exact=True).check()
        enregistrer.click()
        expect(page.get_by_text(f"Feuille {feuille} enregistrée : 4 réponses.")).to_be_visible()
    expect(page.get_by_text("Saisies au vote 1 : 1, 2, 3.")).to_be_visible()
    numero.fill("2")
    numero.press("Tab")
    coche = page.get_by_label(f"Pas d’accord : {titres[0]}", exact=True)
    expect(coche, "la feuille revient telle quelle").to_be_checked()
    page.get_by_label(f"D’accord : {titres[0]}", exact=True).check()
    assert axe_grave(page)[0] == []
    for largeur, hauteur in ((1366, 900), (360, 740)):
        page.set_viewport_size({"width": largeur, "height": hauteur})
        deborde(page)
        page.locator(".saisie").scroll_into_view_if_needed()
        photo(page, f"saisie-{largeur}")
    page.set_viewport_size({"width": 1366, "height": 900})
    enregistrer.click()
    expect(page.get_by_text("Feuille 2 enregistrée")).to_be_visible()
    expect(mur.get_by_text("sur 5 ont tout répondu")).to_be_visible()
    presser(page, "Clore le vote", "Vote 1 clos")
    devient(lambda: c.mener.etat()["distribution"]["1"][c.cartes[0]], {c.cases[0]: 3, c.cases[2]: 2}, page=page)
    assert c.mener.bilan()["participants"] == 5


def test_un_seul_ecran_recopie_se_mene_du_mur_et_ne_montre_rien_de_plus(serveur, ouvrir):
    """Le mur devant, la page de l’enseignant derrière : une barre mène, ce qui n’est que pour elle est caché."""
    c = Classe(serveur)
    page = ouvrir(c.page_enseignant())
    titre(page, "La séance est prête")
    expect(page.get_by_text("Écran de l’enseignant, ne pas projeter")).to_be_visible()
    with page.expect_popup() as devant:
        bouton(page, "Un seul écran").click()
    mur = devant.value
    barre = mur.get_by_role("group", name="Mener")
    expect(barre.get_by_role("button", name="Ouvrir le vote")).to_be_visible()
    c.entrer(6)
    barre.get_by_role("button", name="Ouvrir le vote").click()
    expect(barre.get_by_role("button", name="Clore le vote")).to_be_visible()
    c.voter(1, lambda i, k: i % 3)
    for largeur, hauteur in ((1366, 768), (1920, 1080), (360, 740)):
        mur.set_viewport_size({"width": largeur, "height": hauteur})
        deborde(mur)
        photo(mur, f"un-ecran-{largeur}")
    mur.set_viewport_size({"width": 1366, "height": 768})
    assert axe_grave(mur)[0] == []
    avancer_l_horloge(page)
    barre.get_by_role("button", name="Clore le vote").click()
    expect(barre.get_by_role("button", name="Lancer la discussion")).to_be_visible()
    barre.get_by_role("button", name="Carte suivante").click()
    devient(lambda: c.mener.etat()["etat"]["carte"], c.cartes[1], page=mur)
    expect(page.get_by_text("Écran recopié.")).to_be_visible()
    for cachee in (".cartes", ".suivant", ".conseil", ".barres"):
        expect(page.locator(f".regie {cachee}"), "pour elle seule").not_to_be_visible()
    photo(page, "un-ecran-regie")
    page.reload()
    expect(page.get_by_text("Écran recopié."), "un rechargement ne montre rien de plus").to_be_visible()
    c.faire("auteurs")
    devoiler = barre.get_by_role("button", name="Dévoiler l’auteur suivant", exact=True)
    devoiler.click()
    expect(barre.get_by_text("plus personne ne vote")).to_be_visible()
    photo(mur, "un-ecran-question")
    barre.get_by_role("button", name="Attendre encore").click()
    expect(barre.get_by_text("plus personne ne vote")).to_have_count(0)
    assert c.mener.etat()["etat"]["devoiles"] == 0
    devoiler.click()
    expect(barre.get_by_text("plus personne ne vote")).to_be_visible()
    devoiler.click()  # la réponse de la question
    devient(lambda: c.mener.etat()["etat"]["devoiles"], 1, page=mur)
    bouton(page, "Tout montrer").click()
    expect(page.locator(".regie .suivant")).to_be_visible()
    page.close()
    avancer_l_horloge(mur)
    barre.get_by_role("button", name="Carte précédente").click()
    expect(barre.get_by_text("Votre page s’est fermée")).to_be_visible()


def test_effacer_la_seance_efface_et_le_dit(serveur, ouvrir):
    c = Classe(serveur)
    page, mur = ouvrir(c.page_enseignant()), ouvrir(c.page_du_mur())
    titre(page, "La séance est prête")
    page.get_by_text("Garder, relire, effacer").click()
    bouton(page, "Effacer la séance").click()
    devient(lambda: actif(page), "BUTTON Garder la séance")
    bouton(page, "Effacer pour de bon").click()
    page.get_by_text("Cette séance est effacée").first.wait_for()
    mur.get_by_text("Cette séance a été effacée").or_(mur.get_by_text("Cette adresse ne vaut plus")).wait_for(timeout=20_000)


def test_sans_secret_ou_avec_une_cle_perimee_la_page_le_dit(serveur, ouvrir):
    for adresse in ("/enseignant", "/enseignant#faux"):
        ouvrir(serveur.url + adresse).get_by_text("Cette adresse ne vaut plus").first.wait_for()


@pytest.mark.parametrize("teinte", ["light", pytest.param("dark", marks=pytest.mark.nuit)])
def test_la_regie_tient_de_360_a_1920_et_passe_axe(serveur, ouvrir, teinte):
    c = Classe(serveur, "formes")
    c.entrer(6)
    c.faire("ouvrir")
    c.voter(1, lambda i, k: (i * k) % 10)
    c.faire("clore", "revoter", "clore")
    page = ouvrir(c.page_enseignant(), color_scheme=teinte)
    page.get_by_text("À suivre, pour vous seul").wait_for()
    for resume in page.locator(".regie details.bloc > summary").all():
        resume.click()
    mal, vus = axe_grave(page)
    assert mal == [] and vus
    assert accessibilite.couleurs_forcees(page) == []
    if teinte == "light":  # le parcours ne dépend pas de la teinte
        assert accessibilite.parcours_du_focus(page) == []
    for largeur, style in (
        (1920, ""),
        (1366, ""),
        (1024, ""),
        (480, ""),
        (360, ""),
        (320, ""),
        (360, ESPACEMENT),
        (1000, "html{font-size:200%}"),
        (360, "html{font-size:200%}"),
    ):
        page.set_viewport_size({"width": largeur, "height": 800})
        if style:  # la politique de sécurité refuse une balise style : une feuille construite est permise
            page.evaluate("s => { const f = new CSSStyleSheet(); f.replaceSync(s); document.adoptedStyleSheets = [f]; }", style)
        peinte(page)
        hors = """() => [...document.querySelectorAll('.te *')].filter(e => !e.closest('.defile')).filter(e => { const r = e.getBoundingClientRect(); return r.width > 2 && r.right > innerWidth + 1; }).map(e => `${e.tagName}.${e.className}`).slice(0, 5)"""
        devient(lambda: page.evaluate(hors), [])  # noqa: B023
        attendre(lambda: page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        page.evaluate("document.adoptedStyleSheets = []")
    petits = """() => [...document.querySelectorAll('.te :is(button, summary, a, select, input)')].map(e => [e.textContent.slice(0, 30), e.getBoundingClientRect()]).filter(([, r]) => r.width && r.height < 43.5 && r.height > 2).map(([t, r]) => `${t} ${r.height}`)"""
    devient(lambda: [p for p in page.evaluate(petits) if not p.startswith(" 2")], [])  # un bouton radio se presse par toute sa ligne


@pytest.mark.parametrize("teinte", ["light", pytest.param("dark", marks=pytest.mark.nuit)])
def test_la_page_qu_ouvre_labo_seance_prepare_une_seance_la_retrouve_et_passe_les_controles(serveur, ouvrir, teinte):
    adresse = lambda: f"{serveur.url}/maison#{serveur.maison.billet()}"  # noqa: E731
    titre_donne = f"Groupe du mardi, {teinte}"
    page = ouvrir(adresse(), color_scheme=teinte)
    page.get_by_label("Ce que la classe va ranger").select_option(TRI)
    page.get_by_label("Un titre, pour vous et pour la classe").fill(titre_donne)
    page.get_by_text(re.compile(r"^Quatre cartes, cinq.auteurs à dévoiler.: environ \d+.min\.$")).wait_for()
    page.get_by_text("Choisir les cartes et les auteurs").click()
    for controle in (accessibilite.debordements, accessibilite.cibles):
        assert controle(page) == [], controle.__name__
    cartes, auteurs = page.get_by_role("group", name="Les cartes"), page.get_by_role("group", name="Les auteurs à dévoiler")
    cartes.get_by_role("checkbox").first.uncheck()
    for n in range(2):
        auteurs.get_by_role("checkbox", checked=True).nth(4 - n).uncheck()
    monte = auteurs.locator("label").nth(1).inner_text()
    auteurs.get_by_role("button", name=re.compile("^Monter")).nth(1).press("Enter")
    expect(auteurs.locator("label").first).to_have_text(monte, use_inner_text=True)
    expect(page.get_by_text(re.compile(r"^Trois cartes, trois.auteurs"))).to_be_visible()
    page.get_by_role("button", name="Préparer la séance").click()
    page.wait_for_url("**/enseignant**")
    page.locator(".regie").get_by_text(titre_donne).first.wait_for()
    (id_,) = (s["id"] for s in serveur.maison.seances() if s["titre"] == titre_donne)
    menee = serveur.maison.seance(serveur.maison.reprendre(id_)["enseignant"])
    etat = menee.etat()
    assert len(etat["tri"]["cartes"]) == 3 and etat["auteurs"]["total"] == 3
    attendre(lambda: monte.startswith(menee.auteur(1)["nom"]))
    page = ouvrir(adresse(), color_scheme=teinte)
    reprendre = page.get_by_role("button", name=re.compile(f"^Reprendre {titre_donne}"))
    reprendre.wait_for()
    mal, vus = axe_grave(page)
    assert mal == [] and vus
    for largeur in (1366, 360, 320):
        page.set_viewport_size({"width": largeur, "height": 800})
        for controle in (
            accessibilite.debordements,
            accessibilite.rognures,
            accessibilite.corps,
            accessibilite.cibles,
            accessibilite.rangs,
            accessibilite.espaces,
            accessibilite.agrandi,
        ):
            assert controle(page) == [], (controle.__name__, largeur)
    assert accessibilite.couleurs_forcees(page) == [] and accessibilite.parcours_du_focus(page) == []
    reprendre.click()
    page.wait_for_url("**/enseignant**")
    page.locator(".regie").get_by_text(titre_donne).first.wait_for()
    page.get_by_text("Garder, relire, effacer").click()
    bouton(page, "Revenir aux séances").click()
    reprendre.wait_for()


def test_une_adresse_perdue_se_dit_au_mur_et_a_l_enseignant(serveur, ouvrir):
    """Le réseau a changé : ni l’un ni l’autre ne montre une adresse morte."""
    c = Classe(serveur)
    c.faire("ouvrir")
    c.entrer(1)
    pages = {}
    for nom, adresse in (("mur", c.page_du_mur()), ("poste", c.page_enseignant())):
        pages[nom] = ouvrir("about:blank")

        def perdre(route):
            r = route.fetch()
            route.fulfill(json={**r.json(), "ouverture": {"ouverte": False, "url": "", "adresse": "", "visites": 0, "perdue": "10.0.0.4"}})

        pages[nom].route("**/api/flux", lambda r: r.abort())
        pages[nom].route("**/api/etat", perdre)
        pages[nom].goto(adresse)
    pages["mur"].get_by_text("L’adresse de cet ordinateur a changé").wait_for()
    pages["poste"].get_by_text("Son adresse, 10.0.0.4, n’est plus la sienne").wait_for()
    bouton(pages["poste"], "Ouvrir à la classe").wait_for()
    for page in pages.values():
        page.unroute_all(behavior="wait")  # une demande peut être en route quand la page se ferme


def test_la_page_de_la_maison_dit_que_le_serveur_tourne_et_le_ferme(a_part, ouvrir):
    Classe(a_part, titre="Groupe du lundi")
    page = ouvrir(f"{a_part.url}/maison#{a_part.maison.billet()}")
    page.get_by_text("Le serveur des séances tourne sur cet ordinateur.").wait_for()
    expect(page.locator(".seances li")).to_contain_text(re.compile(rf"{date.today().year}, .+, code"))
    bouton(page, "Fermer les séances").click()
    page.get_by_text("Le serveur se ferme ; tout est gardé.").first.wait_for()
    expect(bouton(page, "Fermer les séances")).to_be_hidden()
    assert a_part.processus.wait(PATIENCE) == 0


def test_qui_essaie_des_codes_se_dit_et_l_entree_se_tient(a_part, ouvrir):
    """Un élève hostile : l’enseignant l’apprend, change le code, ferme l’entrée, retire les derniers entrés ; le mur suit."""
    c = Classe(a_part)
    c.mener.ouvrir("127.0.0.3")
    page, mur = ouvrir(c.page_enseignant(), 360, 800), ouvrir(c.page_du_mur())
    c.entrer(2)
    mur.get_by_text(c.cles["code"].replace(" ", "\u00a0")).first.wait_for()
    ancien_qr = mur.locator("img.qr").get_attribute("src")
    avertissement = page.get_by_role("alert")
    expect(avertissement).to_be_hidden()

    def essayer(_) -> int:
        try:
            c.mener.demander("POST", "/api/participants", {"code": "TILLEUL 00"})
        except client.ReponseRefusee as e:
            return e.statut
        return 201

    with ThreadPoolExecutor(30) as fils:
        assert {*fils.map(essayer, range(BUDGET))} == {422}
    expect(avertissement).to_contain_text("Quelqu’un essaie des codes.", use_inner_text=True)
    bouton(page, "Voir qui entre").click()
    devient(lambda: actif(page).startswith("SUMMARY"), True)
    mal, vus = axe_grave(page)
    assert mal == [] and vus and accessibilite.debordements(page) == [] and accessibilite.cibles(page) == []
    if os.environ.get("CAPTURE"):
        page.screenshot(path=os.environ["CAPTURE"], full_page=True)
    bouton(page, "Changer le code").click()
    page.locator(".confirmer").get_by_role("button", name="Changer le code").click()
    devient(lambda: c.mener.etat()["seance"]["code"] != c.cles["code"], True)
    nouveau = c.mener.etat()["seance"]["code"]
    mur.get_by_text(nouveau.replace(" ", "\u00a0")).first.wait_for()
    attendre(lambda: mur.locator("img.qr").get_attribute("src") != ancien_qr, page=mur)
    bouton(page, "Fermer l’entrée").click()
    page.get_by_text("L’entrée est fermée aux nouveaux téléphones").wait_for()
    page.get_by_label("Retirer ceux entrés depuis").select_option("5")
    bouton(page, "Les retirer").click()
    page.locator(".confirmer").get_by_text("Retirer 2 personnes").or_(
        page.locator(".confirmer").get_by_text("Retirer deux personnes")
    ).wait_for()
    bouton(page, "Retirer pour de bon").click()
    page.get_by_role("status").filter(has_text="avec leurs réponses").wait_for()
    assert c.mener.etat()["presents"] == 0
    bouton(page, "Rouvrir l’entrée").click()
    page.get_by_text("L’entrée est ouverte").wait_for()


def test_aucun_secret_n_entre_dans_une_adresse_que_le_navigateur_garde(serveur, fenetre):
    """De la page de la maison à la régie, au mur et à son adresse copiée : l’historique n’aurait que des billets déjà pris."""
    Classe(serveur)  # referme le serveur, qu’un essai d’avant a pu ouvrir
    contexte, vues, secrets = fenetre(), [], []
    contexte.grant_permissions(["clipboard-read", "clipboard-write"])
    contexte.expose_binding("noter", lambda source, adresse: vues.append(adresse))
    contexte.add_init_script("noter(location.href)")  # avant que la page ne nettoie son adresse
    page = contexte.new_page()
    page.goto(f"{serveur.url}/maison#{serveur.maison.billet()}")
    page.get_by_label("Ce que la classe va ranger").select_option(TRI)
    secrets += page.evaluate("Object.values({...sessionStorage})")
    page.get_by_role("button", name="Préparer la séance").click()
    titre(page, "La séance est prête")
    page.reload()
    titre(page, "La séance est prête")
    with contexte.expect_page() as ouverte:
        bouton(page, "Ouvrir la projection").click()
    ouverte.value.get_by_text("La séance va s’ouvrir").wait_for()
    bouton(page, "Copier son adresse").click()
    page.get_by_role("button", name="Adresse copiée").wait_for()
    copiee = page.evaluate("navigator.clipboard.readText()")
    autre = fenetre().new_page()
    autre.goto(copiee)
    autre.get_by_text("La séance va s’ouvrir").wait_for()
    for p in (page, ouverte.value, autre):
        secrets += p.evaluate("Object.values({...sessionStorage})")
    encore = fenetre().new_page()
    encore.goto(copiee)
    encore.get_by_text("Cette adresse ne vaut plus").first.wait_for()
    vues.append(copiee)
    assert len({*secrets}) == 4 and all(len(s) > 30 for s in secrets) and len([u for u in vues if "#billet-" in u]) >= 4
    assert [u for u in vues if any(s in u for s in (*secrets, serveur.maison._secret))] == []


# Dans le carnet


MODELE = """async code => {
  const traits = await noyau({ geste: "traits" }), ecoutes = new Map();
  const model = {
    get: (nom) => traits[nom],
    on: (nom, fn) => ecoutes.set(nom, fn),
    off: (nom) => ecoutes.delete(nom),
    send: async (geste) => { for (const dit of await noyau(geste)) ecoutes.get("msg:custom")?.(dit); },
  };
  const { default: composant } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  composant.render({ model, el: document.body });
}"""


@pytest.mark.parametrize("ecart", [-3600, 0, 3600])
def test_la_minuterie_du_carnet_suit_le_serveur_quelle_que_soit_l_horloge_du_navigateur(serveur, navigateur, ecart):
    """Le noyau est ailleurs, ou l’ordinateur n’est pas à l’heure : cinq minutes restent cinq minutes."""
    c = Classe(serveur)
    c.faire("ouvrir")
    c.mener.faire("minuterie", secondes=300)
    dits = []
    panneau = Panneau([], serveur.dossier)
    panneau.send = lambda contenu, buffers=None: dits.append(contenu)
    panneau.traiter({"geste": "reprendre", "seance": c.cles["id"]})
    attendre(lambda: panneau.etat["sort"] == "direct")

    def noyau(geste):
        if geste["geste"] == "traits":
            return {nom: getattr(panneau, nom) for nom in ("donnees", "etat", "seance", "tri")}
        dits.clear()
        panneau.traiter(geste)
        return [*dits]

    page = navigateur.new_page(locale="fr-FR")
    try:
        page.clock.install(time=time.time() + ecart)
        page.goto("about:blank")
        page.expose_function("noyau", noyau)
        page.evaluate(MODELE, str(Panneau._esm))
        expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(5\smin\s00|4\smin\s\d\d)$"))
    finally:
        page.close()
        panneau.close()
