"""Une classe entière : vingt téléphones dans un vrai navigateur, la séance menée depuis JupyterLab, le mur à côté.

Chaque téléphone est un navigateur à part (ses témoins, sa mémoire). Personne ne parle au serveur autrement que par ses pages.
La nuit : l’essai ordinaire a la même séance depuis JupyterLab, ses participants sans page (`test_seance_regie.py`).
"""

import json
import re

import pytest
from composants import axe_grave
from conduire import appuyer, bouton, presser, regie_du_carnet
from patience import attendre

from travailler_ensemble.seance import client

pytestmark = [pytest.mark.navigateur, pytest.mark.nuit]
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


def test_vingt_telephones_une_seance_entiere_menee_depuis_le_carnet(atelier, navigateur):
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
