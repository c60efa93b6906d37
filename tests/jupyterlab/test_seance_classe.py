"""Une séance menée depuis un carnet, dans JupyterLab, le mur à côté ; la nuit, vingt téléphones, chacun dans son navigateur."""

import json
import re

import psutil
import pytest
from atelier import port_libre
from composants import axe_grave
from conduire import appuyer, bouton, presser, regie_du_carnet, titre
from patience import attendre
from serveur import Classe

from travailler_ensemble.seance import client, maison

pytestmark = pytest.mark.navigateur
TRI = "debat-formes"  # quatre cartes, trois cases
CLASSE = 20
CARNET = "90-preparer-une-seance.ipynb"


def ranger(page, noms: list[str]) -> None:
    """Range les quatre cartes, chacune dans la case nommée."""
    for i, nom in enumerate(noms):
        page.locator(".choix:visible", has_text=re.compile(f"^{nom}$")).click()
        if i < len(noms) - 1:
            page.get_by_role("button", name="Carte suivante").click()


def titre_de(page, debut: str) -> None:
    page.wait_for_function("d => document.title.startsWith(d)", arg=debut)


@pytest.mark.nuit
def test_vingt_telephones_une_seance_entiere_menee_depuis_le_carnet(atelier, navigateur):
    """Personne ne parle au serveur autrement que par ses pages."""
    carnet = navigateur.new_context(viewport={"width": 1366, "height": 900}, locale="fr-FR")
    telephones, erreurs = [], []
    try:
        page = carnet.new_page()
        page.set_default_timeout(30_000)
        atelier.ouvrir(page, CARNET)
        atelier.executer(page)
        # Les séances toutes faites, dans le même carnet, mènent au corrigé.
        page.locator("summary", has_text="BTS ESF").click()
        page.get_by_role("table", name="BTS ESF").wait_for()
        page.locator(".te-page a", has_text="le corrigé").click()
        page.locator(".jp-RenderedMarkdown", has_text="Barème possible, sur 20").first.wait_for()
        page.locator(".lm-TabBar-tabLabel", has_text=CARNET).click()
        r = regie_du_carnet(page)
        r.get_by_label("Ce que la classe va ranger").select_option(TRI)
        bouton(page, "Préparer la séance").click()
        r.get_by_role("heading", name="La séance est prête").wait_for(timeout=60_000)
        chez = client.joindre(atelier.seances)
        cles = json.loads((atelier.seances / "panneau.json").read_text())
        with carnet.expect_page() as ouverte:
            r.get_by_role("button", name="Ouvrir la projection").click()
        mur = ouverte.value
        mur.set_default_timeout(30_000)
        page.bring_to_front()
        presser(page, "Ouvrir le vote", "Vote 1 en cours")

        for _ in range(CLASSE):
            contexte = navigateur.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR", has_touch=True, is_mobile=True)
            contexte.set_default_timeout(30_000)
            telephone = contexte.new_page()
            telephone.on("pageerror", lambda e: erreurs.append(str(e)))
            telephone.goto(f"{chez.url}/r/{cles['code'].replace(' ', '-')}")
            telephone.get_by_role("button", name="Entrer").click()
            telephones.append(telephone)
        cases = ["D’accord", "Cela dépend", "Pas d’accord"]
        for i, telephone in enumerate(telephones):
            titre_de(telephone, "Vote 1")
            ranger(telephone, [cases[(i + k) % 3] for k in range(4)])
        page.bring_to_front()
        r.get_by_text(f"{CLASSE} sur {CLASSE} ont tout répondu").wait_for()
        mur.get_by_text(f"{4 * CLASSE} réponses enregistrées sur {4 * CLASSE}").wait_for()
        presser(page, "Clore le vote", "Vote 1 clos")
        mal, vus = axe_grave(page)
        assert mal == [] and vus
        for telephone in telephones:
            titre_de(telephone, "Le vote est clos")

        # Trois s’endorment, un se trompe et recharge, un change d’appareil : la classe continue.
        for telephone in telephones[:3]:
            telephone.goto("about:blank")
        telephones[3].reload()
        presser(page, "Lancer la discussion", "Discussion")
        presser(page, "Ouvrir le second vote", "Vote 2 en cours")
        for telephone in telephones[:3]:
            telephone.goto(f"{chez.url}/seance")
        for telephone in telephones:
            titre_de(telephone, "Vote 2")
            ranger(telephone, ["D’accord", "D’accord", "Cela dépend", "Pas d’accord"])
        page.bring_to_front()
        r.get_by_text(f"{CLASSE} sur {CLASSE} ont tout répondu").wait_for()
        presser(page, "Clore le vote", "Vote 2 clos")
        presser(page, "Passer aux auteurs", "Les auteurs")
        appuyer(page, "Dévoiler l’auteur suivant")
        page.locator(".confirmer").get_by_role("button", name="Dévoiler l’auteur suivant").click()
        nom = chez.seance(cles["enseignant"]).auteur(1)["nom"]
        mur.get_by_role("heading", name=nom).wait_for()
        for telephone in telephones:
            telephone.locator(".avis").get_by_text(nom).first.wait_for()
        presser(page, "Passer au bilan", "Bilan")

        # Ce qui est gardé est ce que chacun a répondu, ni plus ni moins.
        lues = chez.seance(cles["enseignant"]).reponses()
        tour, participant = lues["colonnes"].index("tour"), lues["colonnes"].index("participant")
        assert len(lues["lignes"]) == 2 * 4 * CLASSE
        assert len({ligne[participant] for ligne in lues["lignes"]}) == CLASSE
        assert {ligne[tour] for ligne in lues["lignes"]} == {1, 2}
        bilan = chez.seance(cles["enseignant"]).bilan()
        assert bilan["deplacements"]["sur"] == CLASSE
        assert erreurs == []
    finally:
        for telephone in telephones:
            telephone.context.close()
        carnet.close()
        if chez := client.joindre(atelier.seances):
            chez.fermer()
            attendre(lambda: client.joindre(atelier.seances) is None)


def test_une_seance_menee_du_carnet_survit_a_son_noyau_et_a_son_serveur(atelier, page):
    try:
        carnet = "seance.ipynb"  # le carnet 90, sans le reste de la préparation ; lui-même, la nuit
        atelier.ecrire(carnet, "labo.mener_seance()", "labo.mener_seance().reponses()")
        atelier.ouvrir(page, carnet)
        atelier.executer(page)
        assert client.joindre(atelier.seances) is None, "exécuter la cellule ne lance rien"
        # Un port à cet essai : au premier port libre, un autre essai prendrait la place du serveur tué plus bas.
        maison.ecrire(maison.ouvrir(atelier.seances)._replace(url=f"http://127.0.0.1:{port_libre()}"))
        r = regie_du_carnet(page)
        r.get_by_label("Ce que la classe va ranger").select_option(TRI)
        r.get_by_label("Un titre").fill("L2 du mardi")
        bouton(page, "Préparer la séance").click()
        r.get_by_role("heading", name="La séance est prête").wait_for(timeout=40_000)
        chez = attendre(lambda: client.joindre(atelier.seances))
        with page.context.expect_page() as ouverte:
            r.get_by_role("button", name="Ouvrir la projection").click()
        mur = ouverte.value
        bouton(page, "Ouvrir à la classe").click()
        mur.get_by_text("puis le code").wait_for()
        cles = json.loads((atelier.seances / "panneau.json").read_text())
        c = Classe.__new__(Classe)
        c.serveur, c.cles, c.gens = chez, cles, []
        c.mener = chez.seance(cles["enseignant"])
        tri = c.mener.etat()["tri"]
        c.cartes, c.cases = [[x["id"] for x in tri[nom]] for nom in ("cartes", "cases")]
        c.entrer(7)
        presser(page, "Ouvrir le vote", "Vote 1 en cours")
        c.voter(1, lambda i, k: i % 2)
        r.get_by_text("7 sur 7 ont tout répondu").wait_for()
        presser(page, "Clore le vote", "Vote 1 clos")
        # Un noyau neuf : la séance continue, le panneau la retrouve, le mur n’a rien vu.
        atelier.fermer_les_documents(page)
        atelier.arreter_les_noyaux()
        atelier.ouvrir(page, carnet)
        atelier.executer(page)
        regie_du_carnet(page)
        titre(page, "Vote 1 clos")
        presser(page, "Passer aux auteurs", "Les auteurs")
        mur.get_by_text("auteurs", exact=False).first.wait_for()
        # Le serveur est tué : le panneau le relance, régie et mur reviennent.
        moi = next(p for p in psutil.process_iter(["cmdline"]) if str(atelier.seances) in " ".join(p.info["cmdline"] or []))
        moi.kill()
        mur.get_by_text("La page retrouve la séance").wait_for()
        mur.get_by_text("La page retrouve la séance").wait_for(state="hidden")
        attendre(lambda: c.mener.etat()["ouverture"]["ouverte"], page=page)
        appuyer(page, "Dévoiler l’auteur suivant")
        page.locator(".confirmer").get_by_role("button", name="Dévoiler l’auteur suivant").click()
        mur.get_by_role("heading", name=c.mener.auteur(1)["nom"]).wait_for()
        # Les réponses arrivent dans le carnet, en table.
        page.locator(".jp-CodeCell", has_text="mener_seance().reponses()").locator(".jp-InputArea-editor").click()
        page.keyboard.press("Control+Enter")
        page.locator(".dataframe tbody tr").first.wait_for()
    finally:
        for suivante in page.context.pages[1:]:
            suivante.close()  # le serveur qui se ferme n’attend pas le flux du mur
        if chez := client.joindre(atelier.seances):
            chez.fermer()
            attendre(lambda: client.joindre(atelier.seances) is None)
