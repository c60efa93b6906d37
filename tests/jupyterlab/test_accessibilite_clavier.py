"""Au clavier seul : un labo entier dans JupyterLab, une séance entière à trois pages. Aucun clic, aucun focus donné par l’essai."""

import re

import pytest
from patience import PATIENCE, attendre, avancer_l_horloge, devient
from serveur import Classe

pytestmark = pytest.mark.navigateur
CELLULES = "() => jupyterapp.shell.currentWidget.content.widgets.map(c => [c.model.id, c.model.type, c.model.sharedModel.getSource()])"


def tabuler(page, choix: str, nom: str = "", bornes: int = 140) -> None:
    """Tab jusqu’à l’élément `choix` (CSS) dont le nom commence par `nom` ; échoue s’il est hors d’atteinte."""
    for _ in range(bornes):
        page.keyboard.press("Tab")
        if page.evaluate(
            """([choix, nom]) => { const e = document.activeElement;
            return e.matches(choix) && (e.getAttribute('aria-label') || e.textContent || e.value || '').trim().replaceAll('\\u00a0', ' ').startsWith(nom); }""",
            [choix, nom],
        ):
            return
    raise AssertionError(f"« {nom or choix} » : hors d’atteinte au clavier")


def presser(page, choix: str, nom: str = "", touche: str = "Enter", frapper: bool = False) -> None:
    """Tab jusque-là, et presse. `frapper` : lettres et flèches, vraiment tapées d’abord ; rien n’en atteint le carnet."""
    tabuler(page, choix, nom)
    for lettre in ("a", "b", "x", "d", "d", "z", "ArrowDown", "ArrowUp", "Escape") if frapper else ():
        page.keyboard.press(lettre)
    page.keyboard.press(touche)


def reperer(page) -> None:
    page.evaluate("""() => { for (const sorte of ['tri', 'question', 'debat', 'grille'])
        [...document.querySelectorAll(`.te .${sorte}`)].forEach((e, i) => { e.dataset.essai = `${sorte}-${i}`; }); }""")


def focus_sur_un_titre(page, dans_quoi: str) -> None:
    page.wait_for_function(
        "choix => /^H[1-4]$/.test(document.activeElement.tagName) && document.activeElement.closest(choix)", arg=dans_quoi
    )


def debattre(page, n: int) -> None:
    ici = f'.te [data-essai="debat-{n}"]'
    for ligne in ("devrait", "est"):
        presser(page, f"{ici} .{ligne} .axe input[type=radio]", touche="Space", frapper=ligne == "devrait")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(f"{ici} .auteur").first.wait_for()
    focus_sur_un_titre(page, ici)
    for ligne in ("devrait", "est"):
        presser(page, f"{ici} .{ligne} .choix input[type=radio]", touche="Space")
    page.locator(f"{ici} .bilan p").first.wait_for()


def ranger(page, n: int, cartes: int, sur: int) -> None:
    ici = f'.te [data-essai="tri-{n}"]'
    for rang in range(cartes):
        presser(page, f"{ici} input[type=radio]", touche="Space")
        for _ in range(rang % 3):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        focus_sur_un_titre(page, ici)
    page.locator(f"{ici} .tri-avance", has_text=re.compile(rf"{cartes}\s?sur {sur} classé")).wait_for()


def se_comparer(page, n: int, cartes: int) -> None:
    """Comparer depuis le bilan, relire chaque carte avec sa réponse ; le bilan les compte. Tout un tri : `test_activites_navigateur.py`."""
    ici = f'.te [data-essai="tri-{n}"]'
    presser(page, ".te [data-bilan] button", "Comparer", frapper=True)
    for rang in range(cartes):
        page.locator(f"{ici} [data-comparaison] .dit").wait_for()
        presser(page, f"{ici} button", "Carte suivante", frapper=rang == 0)
        focus_sur_un_titre(page, ici)
    page.locator("[data-bilan] .pile").nth(n).wait_for()


def choisir(page, n: int) -> None:
    ici = f'.te [data-essai="question-{n}"]'
    presser(page, f"{ici} input:is([type=checkbox], [type=radio])", touche="Space")
    presser(page, f"{ici} button", "Lire les retours", frapper=n == 0)
    page.locator(f"{ici} .retour >> visible=true").first.wait_for()


def ecrire(page, n: int) -> None:
    ici = f'.te [data-essai="question-{n}"]'
    tabuler(page, f"{ici} textarea")
    page.keyboard.type("Je demande aux parents ce qui a changé. ")
    page.keyboard.insert_text("Je demande aux parents ce qui a changé. " * 11)  # les points à relire ne s’ouvrent qu’un texte écrit
    presser(page, f"{ici} input[type=checkbox]", touche="Space")
    page.locator(f"{ici} .etat", has_text="Enregistré").wait_for()


def coder(page, n: int) -> None:
    ici = f'.te [data-essai="grille-{n}"]'
    vus, ouverts = set(), 0
    while len(vus) < 10 or not ouverts:  # dix réponses font un codage ; la dixième est dans une famille repliée
        tabuler(page, f"{ici} :is(summary, input[type=radio])")
        quoi = page.evaluate("() => { const e = document.activeElement; return [e.tagName, e.name, e.parentElement.open]; }")
        if quoi[0] == "SUMMARY" and not quoi[2]:
            page.keyboard.press("Enter")
            ouverts += 1
        elif quoi[0] == "INPUT":
            page.keyboard.press("Space")
            vus.add(quoi[1])
    presser(page, f"{ici} button", "Lire les auteurs", frapper=True)


def test_un_labo_entier_au_clavier_seul(atelier, page):
    """Le labo 07 : débat, tris, comparaisons, questions, grille, lectures, compte rendu, dans l’ordre de la page."""
    page.set_default_timeout(30_000)
    atelier.alleger("07-evaluation.ipynb")
    atelier.ouvrir(page, "07-evaluation.ipynb")
    atelier.executer(page)
    page.locator(".te .grille").wait_for()
    avant = page.evaluate(CELLULES)
    reperer(page)
    debattre(page, 0)
    ranger(page, 0, 3, sur=8)  # les suivantes se rangent comme les premières
    se_comparer(page, 0, 3)
    choisir(page, 0)
    ranger(page, 1, 1, sur=4)
    choisir(page, 1)
    ecrire(page, 2)
    coder(page, 0)
    page.locator(".te .lectures summary >> visible=true").first.wait_for()
    presser(page, ".te .lectures summary", frapper=True)
    # le compte rendu : un lien du texte rend la main au carnet, ses flèches mènent à la cellule
    tabuler(page, ".jp-RenderedMarkdown a", "exercice du labo 07")
    for _ in range(12):
        if page.evaluate("() => jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.getSource()").startswith(
            "labo.compte_rendu("
        ):
            break
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Télécharger la page").wait_for()
    devient(lambda: page.evaluate(CELLULES), avant, "le carnet n’a pas changé")
    # la preuve que les touches frappées auraient compté : hors d’une activité, elles agissent
    page.keyboard.press("b")
    page.wait_for_function("n => jupyterapp.shell.currentWidget.content.widgets.length === n", arg=len(avant) + 1)


def test_une_seance_entiere_au_clavier_seul(serveur, navigateur):
    """L’enseignant, le mur et un participant ; six autres personnes votent, pour que la répartition se montre."""
    c = Classe(serveur)
    contextes = [
        navigateur.new_context(viewport={"width": large, "height": haut}, locale="fr-FR")
        for large, haut in ((1366, 900), (1366, 768), (360, 740))
    ]
    try:
        regie, mur, lui = (x.new_page() for x in contextes)
        for p in (regie, mur, lui):
            p.set_default_timeout(PATIENCE * 1000)
        regie.goto(c.page_enseignant())
        mur.goto(c.page_du_mur())

        def mener(geste: str, suite: str | re.Pattern[str], confirmer: bool = False) -> None:
            avancer_l_horloge(regie)  # deux pressions trop proches n’en font qu’une
            presser(regie, ".regie button", geste)
            if confirmer:
                regie.locator(".confirmer").wait_for()
                presser(regie, ".confirmer button", geste)
            regie.locator(".regie").get_by_role("heading", name=suite, exact=True).wait_for()

        regie.locator(".regie").get_by_role("heading", name="La séance est prête").wait_for()
        mur.get_by_text("La séance va s’ouvrir").wait_for()
        presser(mur, "button")
        attendre(lambda: mur.evaluate("document.body.classList.contains('sombre')"))
        mener("Ouvrir à la classe", "La classe peut entrer")
        lui.goto(serveur.url)
        tabuler(lui, "input")
        lui.keyboard.type(c.cles["code"])
        lui.keyboard.press("Enter")
        lui.get_by_role("heading", name="La séance va commencer").wait_for()
        c.entrer(6)
        for tour in (1, 2):
            mener("Ouvrir le vote" if tour == 1 else "Ouvrir le second vote", f"Vote {tour} en cours")
            c.voter(tour, lambda i, k: (i + k) % 2)
            for rang in range(len(c.cartes)):
                tabuler(lui, "input[type=radio]")
                lui.keyboard.press("Space")
                for _ in range((rang + tour) % 2):
                    lui.keyboard.press("ArrowDown")
                presser(lui, "button", "Carte suivante")
            lui.get_by_role("heading", name="cartes sont rangées").wait_for()
            attendre(lambda: c.mener.etat()["comptes"]["reponses"] == 7 * len(c.cartes))
            mener("Clore le vote", f"Vote {tour} clos")
            if tour == 1:
                avancer_l_horloge(regie)
                presser(regie, ".regie button", "Montrer la distribution")
                mur.get_by_role("table").wait_for()
                mener("Lancer la discussion", "Discussion")
        mener("Passer aux auteurs", "Les auteurs")
        mener("Dévoiler l’auteur suivant", re.compile("^Un auteur dévoilé sur "), confirmer=True)
        nom = c.mener.auteur(1)["nom"]
        mur.get_by_role("heading", name=nom).wait_for()
        lui.locator(".avis").get_by_text(nom).first.wait_for()
        presser(lui, "summary")
        mener("Passer au bilan", "Bilan")
        mener("Terminer la séance", "Séance terminée", confirmer=True)
        mur.get_by_text("La séance est terminée. Merci.").wait_for()
        lui.get_by_role("heading", name="La séance est terminée").wait_for()
    finally:
        for x in contextes:
            x.close()
