"""La semaine d’une enseignante, d’un bout à l’autre, dans un vrai navigateur : dimanche elle écrit, code et compose ; lundi et jeudi elle
mène, rejoue, compare ; puis elle ramasse trente copies, et donne ses récits à un collègue. De même sur une machine sans réseau : la classe
vote alors sur des feuilles de papier, recopiées d’un clic par croix.
"""

import io
import zipfile

import pytest
from composants import brancher, photo
from conduire import appuyer, bouton, presser, titre
from copie_pleine import remplir
from patience import attendre, devient
from playwright.sync_api import expect
from serveur import Serveur

from travailler_ensemble import atelier, corpus
from travailler_ensemble.affichage.composants.copies import Copies
from travailler_ensemble.affichage.composants.situations import Situations
from travailler_ensemble.affichage.pages.compte_rendu import preparer
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.contenus.rangement import Contenus
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.seance.client import SeanceDistante

pytestmark = [pytest.mark.navigateur, pytest.mark.nuit]
C = corpus.lire()
PANEL = Panel(C)
RECIT = "Chaque jeudi, la halte et l’équipe de rue reçoivent ensemble. Aucun ne commande. Rien n’est écrit."
SANS_CARTE_RESEAU = "import travailler_ensemble.seance.serveur as s; s.adresses = lambda: []"


@pytest.fixture
def chez_elle(tmp_path, monkeypatch):
    monkeypatch.setenv("TRAVAILLER_ENSEMBLE_CONTENUS", str(tmp_path / "mes-contenus"))
    monkeypatch.setenv("TRAVAILLER_ENSEMBLE_REPONSES", str(tmp_path / "mes-reponses"))
    atelier._carnet.cache_clear()
    yield tmp_path
    atelier._carnet.cache_clear()


def dimanche(p):
    """Elle écrit un récit, le code, en compose un tri avec deux récits de la collection ; rend la clé du tri."""
    s = Situations(Contenus(), C, lambda: PANEL, graine=7, heure=heure_dite)
    brancher(p, "situations", s)
    p.get_by_role("button", name="Nouvelle situation").click()
    p.keyboard.type("La halte")
    p.get_by_label("Récit", exact=True).fill(RECIT)
    expect(p.locator(".barre-bas:visible")).to_contain_text("16 mots")
    p.get_by_role("button", name="Coder ce récit").click()
    p.get_by_role("group", name="Égalité").get_by_role("button", name="oui").click()
    attendre(lambda: s.etat["situations"][0]["lues"]["comptes"], page=p)
    p.get_by_role("button", name="Composer un tri").click()
    p.get_by_role("button", name="Nouveau tri").click()
    p.get_by_role("checkbox", name="La halte").first.check()
    for nom in ("Les jeudis de la halte", "Le garage du samedi"):
        p.get_by_label("Chercher dans la collection").fill(nom)
        p.get_by_role("checkbox", name=nom).first.check()
    p.get_by_label("Titre du tri").fill("Mes trois récits")
    p.get_by_label("Titre du tri").blur()
    attendre(lambda: [(t.titre, len(t.cartes)) for t in Contenus().lire().tris] == [("Mes trois récits", 3)], page=p)
    return s, Contenus().lire().tris[0].id


def faire_voter(page, tour, personnes):
    """La classe répond : six téléphones, ou six feuilles que l’enseignante recopie."""
    if personnes:
        tri = personnes[0].etat()["tri"]
        for i, lui in enumerate(personnes):
            for n, carte in enumerate(tri["cartes"], 1):
                case = tri["cases"][(i * tour) % 2]["id"]
                lui.demander("PUT", f"/api/reponses/{tour}/{carte['id']}", {"case": case, "n": 100 * tour + n})
        return
    if tour == 1:
        page.get_by_text("Voter sans téléphone").click()
        page.get_by_text("Saisir les feuilles ici").click()
    for f in range(1, 7):
        page.get_by_label("Feuille n°").fill(str(f))
        page.get_by_label("Feuille n°").press("Tab")
        for ligne in page.locator(".saisie tbody tr").all():
            ligne.get_by_role("radio").nth((f * tour) % 2).check()
        bouton(page, "Enregistrer, feuille suivante").click()
        expect(page.get_by_text(f"Feuille {f} enregistrée")).to_be_visible()


def mener(page, serveur, reseau, nom):
    """Deux votes, un auteur, le bilan, la fin."""
    expect(page.get_by_role("heading", name=nom)).to_be_visible()
    menee = next(s for s in serveur.maison.seances() if s["titre"] == nom)
    personnes = []
    if reseau:
        porte = SeanceDistante(serveur.url, "")
        for _ in range(6):
            jeton = porte.demander("POST", "/api/participants", {"code": menee["code"]})["jeton"]
            personnes.append(SeanceDistante(serveur.url, jeton))
    else:
        expect(page.get_by_text("Cet ordinateur n’est relié à aucun réseau")).to_be_visible()
    presser(page, "Ouvrir le vote", "Vote 1 en cours")
    faire_voter(page, 1, personnes)
    presser(page, "Clore le vote", "Vote 1 clos")
    presser(page, "Lancer la discussion", "Discussion")
    presser(page, "Ouvrir le second vote", "Vote 2 en cours")
    faire_voter(page, 2, personnes)
    presser(page, "Clore le vote", "Vote 2 clos")
    presser(page, "Passer aux auteurs", "Les auteurs")
    appuyer(page, "Dévoiler l’auteur suivant")
    page.locator(".confirmer").get_by_role("button", name="Dévoiler l’auteur suivant").click()
    titre(page, "Un auteur dévoilé sur cinq")
    presser(page, "Passer au bilan", "Bilan")
    appuyer(page, "Terminer la séance")
    page.locator(".confirmer").get_by_role("button", name="Terminer la séance").click()
    titre(page, "Séance terminée")
    page.get_by_text("Garder, relire, effacer").click()
    bouton(page, "Revenir aux séances").click()


@pytest.mark.parametrize("reseau", [True, False], ids=["en réseau", "sans réseau"])
def test_la_semaine_d_une_enseignante(ouvrir, fenetre, chez_elle, reseau):
    ecrire = ouvrir(largeur=1366, hauteur=768)
    situations, tri = dimanche(ecrire)
    photo(ecrire, f"semaine-composer-{reseau}")
    ailleurs = []
    with Serveur(chez_elle / "seances", avant="" if reseau else SANS_CARTE_RESEAU) as serveur:
        contexte = fenetre(1366, 900)
        contexte.on(
            "request", lambda r: ailleurs.append(r.url) if "127.0.0.1" not in r.url and not r.url.startswith(("data:", "blob:")) else None
        )
        page = contexte.new_page()
        page.goto(f"{serveur.url}/maison#{serveur.maison.billet()}")
        page.get_by_label("Ce que la classe va ranger").select_option(tri)
        page.get_by_label("Un titre").fill("Lundi, groupe A")
        page.get_by_role("button", name="Préparer la séance").click()
        mener(page, serveur, reseau, "Lundi, groupe A")
        ancienne = page.locator(".seances > li", has_text="Lundi, groupe A")
        ancienne.get_by_text("Rejouer avec un autre groupe").click()
        ancienne.get_by_label("Titre de cette séance-là").fill("Jeudi, groupe B")
        ancienne.get_by_role("button", name="Préparer").click()
        mener(page, serveur, reseau, "Jeudi, groupe B")
        for groupe in ("Lundi, groupe A", "Jeudi, groupe B"):
            page.get_by_role("checkbox", name=groupe).check()
        page.get_by_role("button", name="Comparer les groupes cochés").click()
        groupes = page.get_by_label("Groupes comparés")
        expect(groupes.get_by_role("table")).to_have_count(3)
        expect(groupes).to_contain_text("Jeudi, groupe B")
        photo(page, f"semaine-comparer-{reseau}")
    assert ailleurs == [], "rien n’est demandé hors de cet ordinateur"
    ramasser(ouvrir(), chez_elle)
    partager(ouvrir(), ouvrir(), situations, chez_elle)


def ramasser(p, dossier):
    """Trente copies, en un zip de devoir, deviennent une page."""
    carnet = Carnet(dossier / "une-eleve")
    remplir(C, carnet, "labo-02", "labo")
    page = preparer(C, carnet, PANEL, atelier._maintenant(), "02", "labo").page
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as z:
        for n in range(30):
            z.writestr(f"Personne {n:02}_{n}_assignsubmission_file/labo-02.html", page)
    brancher(p, "copies", Copies(C, lambda: PANEL))
    p.locator("input[type=file]").set_input_files({"name": "devoir.zip", "mimeType": "application/zip", "buffer": octets.getvalue()})
    expect(p.get_by_role("status").first).to_contain_text("30 copies lues")
    expect(p.get_by_role("button", name="Tableau à noter")).to_be_visible()


def partager(p, lui, situations, dossier):
    """Le fichier qu’elle télécharge s’ouvre chez un collègue, récit et tri."""
    brancher(p, "situations", situations)
    p.get_by_text("Partager").first.click()
    with p.expect_download() as donne:
        p.get_by_role("button", name="Télécharger", exact=True).click()
    collegue = Contenus(dossier / "chez-un-collegue")
    chez_lui = Situations(collegue, C, lambda: PANEL, graine=8, heure=heure_dite)
    brancher(lui, "situations", chez_lui)
    lui.get_by_text("Partager").first.click()
    depot = lui.get_by_label("Déposez un fichier reçu, ou un tableur")
    nom = donne.value.suggested_filename
    depot.set_input_files({"name": nom, "mimeType": "application/zip", "buffer": donne.value.path().read_bytes()})
    devient(lambda: [x.titre for x in collegue.lire().situations], ["La halte"], page=lui)
    devient(lambda: [x.titre for x in collegue.lire().tris], ["Mes trois récits"], page=lui)
