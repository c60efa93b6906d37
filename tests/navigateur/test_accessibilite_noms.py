"""Ce qu’un lecteur d’écran trouve : le nom, le rôle et l’état de chaque pièce, lus dans l’arbre d’accessibilité du navigateur.

Une attente montre l’ossature d’un écran : ce qui n’y est pas écrit est permis, ce qui y est écrit doit s’y trouver, dans cet ordre.
"""

import pytest
from composants import aller, brancher
from patience import attendre
from playwright.sync_api import expect
from serveur import Classe

import travailler_ensemble as labo
from travailler_ensemble import atelier, corpus
from travailler_ensemble.activites.catalogue import SORTES
from travailler_ensemble.activites.criteres import jeu
from travailler_ensemble.affichage.composants.comparaison import Comparer
from travailler_ensemble.affichage.composants.debat import Debat
from travailler_ensemble.affichage.composants.grille import Grille
from travailler_ensemble.affichage.composants.lectures import Lectures
from travailler_ensemble.affichage.composants.ordonner import Ordonner
from travailler_ensemble.affichage.composants.question import Question
from travailler_ensemble.affichage.composants.tri import Tri
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.effet import effet_de

pytestmark = pytest.mark.navigateur
C = corpus.lire()
MONTER = """async ([piece, donnees, etat]) => { const { monter } = await import(`./${piece}.mjs`);
  monter(document.querySelector('main').appendChild(document.createElement('div')), { donnees, etat: () => etat, sur: () => () => {}, demander: async () => {} }); }"""


@pytest.fixture(scope="module")
def page(navigateur, adresse):
    contexte = navigateur.new_context(viewport={"width": 1000, "height": 900}, locale="fr-FR")
    p = contexte.new_page()
    aller(p, adresse)
    yield p
    contexte.close()


@pytest.fixture
def poser(page, adresse, tmp_path):
    """Une activité, seule sur la page ; rend l’activité et son cadre."""

    def fait(sorte, table, cle):
        aller(page, adresse)
        appoint = {"panel": lambda: Panel(C)} if sorte is Tri else {}
        a = sorte(SORTES[table](C, cle), Carnet(tmp_path).feuillet(cle), graine=3, heure=heure_dite, **appoint)
        brancher(page, sorte.__name__.lower(), a)
        return a, page.locator(".te").last

    return fait


def lu(cadre, attente: str) -> None:
    expect(cadre).to_match_aria_snapshot(attente, timeout=20_000)


def test_le_tri_puis_sa_comparaison(page, poser):
    tri, cadre = poser(Tri, "tris", "debat-formes")
    lu(
        cadre,
        """
        - region "Quatre affirmations à débattre":
          - status
          - heading "Quatre affirmations à débattre" [level=2]
          - paragraph:
            - strong: "0"
            - text: /sur 4/
          - article:
            - paragraph: Carte 1 sur 4
            - heading "Collaborer et coopérer, c’est presque pareil" [level=3]
          - group "Êtes-vous d’accord ?":
            - radio "D’accord"
            - radio "Cela dépend"
            - radio "Pas d’accord"
            - radio "Je ne sais pas"
          - button "Carte précédente" [disabled]
          - button "Carte suivante"
          - group: Vue d’ensemble du tri
    """,
    )
    cadre.locator(".choix", has_text="Pas d’accord").click()
    lu(
        cadre,
        """
        - region "Quatre affirmations à débattre":
          - group "Êtes-vous d’accord ?":
            - radio "Pas d’accord" [checked]
    """,
    )
    page.locator(".tri .etat", has_text="Enregistré à").wait_for()
    brancher(page, "comparaison", Comparer(tri, Panel(C)))
    page.get_by_role("button", name="Comparer, carte par carte").click()
    lu(
        page.locator(".te").first,
        """
        - region "Quatre affirmations à débattre":
          - article:
            - heading "Collaborer et coopérer, c’est presque pareil" [level=3]
          - list:
            - listitem:
              - strong: un
              - text: comme vous
          - 'group "« Pas d’accord » : un"'
          - group: Tous les auteurs
          - button "Changer d’avis"
          - button "Carte suivante"
    """,
    )
    brancher(page, "comparaison", Comparer(tri, Panel(C)))
    lu(
        page.locator(".te").last,
        """
        - region:
          - heading [level=2]
          - heading [level=3]
          - list:
            - listitem:
              - button "Collaborer et coopérer, c’est presque pareil"
    """,
    )


def test_mettre_dans_l_ordre(poser):
    _, cadre = poser(Ordonner, "tris", "frise-textes")
    lu(
        cadre,
        """
        - region "Neuf textes dans l’ordre":
          - status
          - heading "Neuf textes dans l’ordre" [level=2]
          - heading "Lequel vient d’abord ?" [level=3]
          - list "Lequel vient d’abord ?":
            - listitem:
              - paragraph: Place 1. Lois de décentralisation
              - button "Monter « Lois de décentralisation »" [disabled]
              - button "Descendre « Lois de décentralisation »"
            - listitem:
              - paragraph: Place 2. Loi de lutte contre les exclusions
              - button "Monter « Loi de lutte contre les exclusions »"
              - button "Descendre « Loi de lutte contre les exclusions »"
          - button "Voir la frise"
    """,
    )


def test_la_question_courte_a_un_champ_nomme_et_un_verdict_dit(poser):
    _, cadre = poser(Question, "questions", "question-premier-cas")
    lu(
        cadre,
        """
        - region "Qui est à l’origine du premier cas, à Chalon-sur-Saône ?":
          - status
          - heading [level=2]
          - paragraph: À faire
          - textbox "Votre réponse"
          - button "Vérifier"
          - button "Demander une piste"
    """,
    )
    cadre.locator("input").fill("la hiérarchie")
    cadre.get_by_role("button", name="Vérifier").click()
    lu(
        cadre,
        """
        - region "Qui est à l’origine du premier cas, à Chalon-sur-Saône ?":
          - status: /Pas encore/
          - textbox "Votre réponse"
    """,
    )


def test_la_question_a_choix_dit_ce_qui_est_coche(poser):
    _, cadre = poser(Question, "questions", "question-deux-cas-points-communs")
    cadre.get_by_role("checkbox", name="Les hiérarchies restent en périphérie").check()
    lu(
        cadre,
        """
        - region "Que dit Lyet des deux actions à la fois ?":
          - status
          - heading "Que dit Lyet des deux actions à la fois ?" [level=2]
          - group "Vos réponses":
            - checkbox "Au départ, le cadre de travail reste à construire"
            - checkbox "Les hiérarchies restent en périphérie" [checked]
            - checkbox "Il n’y a pas de désaccord entre les partenaires"
          - button "Lire les retours"
    """,
    )


def test_le_texte_libre_et_sa_relecture(poser):
    _, cadre = poser(Question, "questions", "question-changer-de-place")
    cadre.get_by_role("textbox").fill("mot " * 60)
    lu(
        cadre,
        """
        - region "Sur quel désaccord vos idées ont-elles bougé, ou tenu bon ?":
          - status
          - textbox "Votre texte"
          - paragraph: 60 mots, pour 60 à 120 environ
          - group "Je relis mon texte":
            - checkbox "Je nomme la question du désaccord."
    """,
    )


def test_le_debat_dit_chaque_place_en_mots(poser):
    _, cadre = poser(Debat, "desaccords", "desaccord-volontaire-reseau-partenariat")
    for ligne in ("Ce qui devrait être", "Ce qui est"):
        cadre.get_by_role("group", name=ligne).get_by_role("radio", name="Plutôt A").check()
    cadre.get_by_role("button", name="Lire les auteurs").click()
    cadre.locator(".auteur").first.wait_for()
    lu(
        cadre,
        """
        - region /Où est l’engagement volontaire/:
          - status
          - heading /Où est l’engagement volontaire/ [level=2]
          - group "Ce qui devrait être":
            - list:
              - listitem:
                - radio "Tout à fait A"
                - radio "Vidalenc, 2005 (norme, tout à fait A)" [checked]
              - listitem:
                - radio "Plutôt A (votre première place)"
            - radio "Je ne sais pas"
          - group "Ce qui est":
            - radio "Je ne sais pas"
    """,
    )


def test_la_grille_puis_les_lectures(page, adresse, tmp_path):
    aller(page, adresse)
    g = Grille(
        jeu(C, "evaluer-page-trois"),
        Carnet(tmp_path).feuillet("g"),
        graine=7,
        heure=heure_dite,
        effet=effet_de(jeu(C, "evaluer-page-trois"), Panel(C)),
    )
    page.evaluate(MONTER, ["grille", g.donnees, g.etat])
    lu(
        page.locator(".te").last,
        """
        - region "Coder « La page trois »":
          - status
          - heading "Coder « La page trois »" [level=2]
          - paragraph:
            - strong: "0"
            - text: sur 12 répondu
          - article "La page trois":
            - heading "La page trois" [level=3]
          - form "Les critères à coder":
            - group:
              - heading /^Les dix/ [level=3]
              - group /^Action commune/:
                - radio "oui"
                - radio "non"
                - radio "on ne sait pas"
          - button "Lire les auteurs" [disabled]
    """,
    )
    lectures = Lectures(g, Panel(C))
    page.evaluate(MONTER, ["lectures", lectures.donnees, lectures.etat])
    lu(
        page.locator(".te").last,
        """
        - region "Les lectures attendent votre codage":
          - status
          - heading "Les lectures attendent votre codage" [level=2]
          - button "Aller à la grille"
    """,
    )
    for n, critere in enumerate(["crit-acteurs-differents", "crit-organismes", "crit-egalite"], 1):
        g.traiter({"geste": "repondre", "champ": critere, "valeur": "oui", "vue": "v", "n": n})
    page.evaluate(MONTER, ["lectures", lectures.donnees, lectures.etat])
    lu(
        page.locator(".te").last,
        """
        - region "Ce que les auteurs y lisent":
          - status
          - heading "Ce que les auteurs y lisent" [level=2]
          - navigation "Autres vues":
            - button "Revenir à la grille"
          - region "Si une seule réponse changeait":
            - heading "Si une seule réponse changeait" [level=3]
            - list:
              - listitem:
                - paragraph
                - button /non/
    """,
    )


def test_les_pages_a_lire(page, tmp_path, monkeypatch):
    monkeypatch.setattr(atelier, "_carnet", lambda: Carnet(tmp_path))  # celui d’un essai précédent a peut-être des réponses
    for montree, attente in (
        (
            labo.accueil(),
            """
            - group "Parcours":
              - radio /Module complet/ [checked]
              - radio /Découverte/
              - radio /Exercices/
            - list:
              - listitem:
                - link "Commencer le labo 01"
                - link "Exercice du labo 01"
        """,
        ),
        (
            labo.fiches("textes", "droit-exclusions-1998"),
            """
            - heading /Loi du 29 juillet 1998/ [level=4]
            - paragraph: "Date : 29/07/1998."
            - group: Où le lire
        """,
        ),
        (
            labo.tableau("sigles", "sigle", "developpement", repere="Lyet 2009, introduction"),
            """
            - table:
              - caption
              - rowgroup:
                - row:
                  - columnheader
                  - columnheader
              - rowgroup:
                - row:
                  - rowheader
                  - cell
        """,
        ),
    ):
        page.set_content(f"<body>{montree._repr_html_()}</body>")
        lu(page.locator(".te-page").first, attente)


def test_les_trois_pages_de_la_seance(fenetre, serveur):
    contexte = fenetre()
    c = Classe(serveur)
    c.faire("ouvrir")
    c.entrer(6)
    lui, mur, regie = (contexte.new_page() for _ in range(3))
    lui.goto(f"{serveur.url}/r/{c.cles['code'].replace(' ', '-')}")
    lu(
        lui.locator("body"),
        """
        - banner
        - main:
          - heading "Rejoindre la séance" [level=1]
          - textbox "Code affiché au tableau"
          - button "Entrer"
          - region "Vos données":
            - heading "Vos données" [level=2]
            - group: Vos droits et le contact
    """,
    )
    lui.get_by_role("button", name="Entrer").click()
    lu(
        lui.locator("body"),
        """
        - status
        - banner:
          - paragraph: Vote 1
        - main:
          - heading "Vote 1" [level=1]
          - region "Quatre affirmations à débattre":
            - group "Êtes-vous d’accord ?":
              - radio "D’accord"
              - radio "Cela dépend"
              - radio "Pas d’accord"
              - radio "Je ne sais pas"
            - button "Carte précédente" [disabled]
            - button "Carte suivante"
        - contentinfo:
          - group: "Vos données : les relire, les effacer"
    """,
    )
    c.voter(1, lambda i, k: (i + k) % 2)
    c.faire("clore", "montrer")
    mur.goto(c.page_du_mur())
    lu(
        mur.locator("body"),
        """
        - status: /vote 1 clos · carte 1 sur 4/
        - banner:
          - heading "L’engagement volontaire, c’est d’abord le partenariat" [level=1]
        - main:
          - table "Répartition des 6 réponses au vote 1.":
            - rowgroup:
              - row:
                - columnheader "Case"
                - columnheader "Réponses"
            - rowgroup:
              - row:
                - rowheader "D’accord"
                - cell "3"
        - contentinfo:
          - button "Clair, sombre"
          - button "Plein écran"
    """,
    )
    regie.goto(c.page_enseignant())
    lu(
        regie.locator("body"),
        """
        - main:
          - region "Promotion 1":
            - status
            - heading "Promotion 1" [level=2]
            - list "Où en est la séance":
              - listitem: Préparation
              - listitem: Vote 1
            - region "Vote 1 clos":
              - heading "Vote 1 clos" [level=3]
              - button "Lancer la discussion"
            - region "La carte au mur":
              - combobox "Carte"
              - button "Précédente" [disabled]
              - button "Suivante"
              - region "Répartition de la carte":
                - table /Réponses à/
    """,
    )
    attendre(lambda: regie.locator("[aria-current=step]").inner_text().startswith("Vote 1"))
