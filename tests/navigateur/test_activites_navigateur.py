"""Les activités dans un vrai navigateur, branchées sur le vrai code Python : clavier, pertes, reprises, tailles, accessibilité."""

import re

import accessibilite
import pytest
from composants import actif, aller, axe_grave, brancher, deborde, tient_partout, tout_est_marque
from patience import arreter_l_horloge, attendre, deplier, devient
from playwright.sync_api import expect

from travailler_ensemble import corpus
from travailler_ensemble.activites.catalogue import SORTES
from travailler_ensemble.affichage.composants.comparaison import Comparer
from travailler_ensemble.affichage.composants.debat import Debat
from travailler_ensemble.affichage.composants.ordonner import Ordonner
from travailler_ensemble.affichage.composants.question import Question
from travailler_ensemble.affichage.composants.tri import Tri
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.ecriture.phrases import mots_de
from travailler_ensemble.panel.avis import Panel

pytestmark = pytest.mark.navigateur
C = corpus.lire()
PANEL = Panel(C)
# Les mots que l’on voit, sans rien déplier.
VISIBLE = """choix => { const dits = []; const lire = e => { for (const x of e.childNodes) { if (x.nodeType === 3) dits.push(x.data);
  else if (x.nodeType === 1 && x.checkVisibility() && !x.classList.contains('visuel-cache') && !(e.tagName === 'DETAILS' && !e.open && x.tagName !== 'SUMMARY')) lire(x); } };
  lire(document.querySelector(choix)); return dits.join(' '); }"""
SORTE = {Question: "questions", Debat: "desaccords", Ordonner: "tris", Tri: "tris"}
MODULE = {Question: "question", Debat: "debat", Ordonner: "ordonner", Tri: "tri"}
DEBAT = (Debat, "desaccord-volontaire-reseau-partenariat")
FRISE = (Ordonner, "frise-textes")
COURTE, CHOIX, LIBRE = ((Question, f"question-{x}") for x in ("premier-cas", "deux-cas-points-communs", "changer-de-place"))


@pytest.fixture
def poser(tmp_path):
    """L’activité Python, sur un carnet neuf ; deux fois la même clé reprennent les mêmes réponses."""

    def fait(composant, cle):
        carnet = Carnet(tmp_path / "mes-reponses")
        appoint = {"panel": lambda: PANEL} if composant is Tri else {}
        return composant(SORTES[SORTE[composant]](C, cle), carnet.feuillet(cle), graine=3, heure=heure_dite, **appoint)

    return fait


@pytest.fixture
def monter(ouvrir, poser):
    """Une page, et une activité dedans."""

    def fait(quoi, **options):
        page = ouvrir(**options.pop("page", {}))
        activite = poser(*quoi)
        brancher(page, MODULE[quoi[0]], activite, **options)
        return page, activite

    return fait


def envoyer(activite, *gestes):
    for n, (champ, valeur) in enumerate(gestes, start=1):
        mots = activite.sujet.mots
        activite.traiter({"geste": mots.geste, mots.champ: champ, mots.valeur: valeur, "vue": "avant", "n": n})


def journal(page, i=-1):
    return page.evaluate("i => essai.modeles.at(i).journal.map(g => [g.geste, g.champ ?? '', g.valeur ?? ''])", i)


def statut(page):
    return page.locator("[role=status]").first.inner_text().replace("\xa0", " ")


def etat_dit(page):
    return page.locator(".etat").first.inner_text().replace("\xa0", " ")


def tabuler(page, texte, sens="Tab"):
    for _ in range(30):
        page.keyboard.press(sens)
        if texte in actif(page) or texte in (page.evaluate("document.activeElement.getAttribute('aria-label')") or ""):
            return
    raise AssertionError(f"« {texte} » hors d’atteinte au clavier")


# ---------- question courte ----------


def test_la_question_courte_se_fait_au_clavier_seul(monter):
    page, q = monter(COURTE)
    page.keyboard.press("Tab")
    page.keyboard.type("la hiérarchie")
    page.keyboard.press("Enter")
    page.locator(".verdict strong", has_text="Pas encore.").wait_for()
    attendre(lambda: actif(page).startswith("INPUT"))
    attendre(
        lambda: page.evaluate("String(getSelection()) === 'la hiérarchie' || document.activeElement.selectionEnd > 0")
    )  # prêt à corriger
    attendre(lambda: statut(page).startswith("Pas encore. Elle conseille"))
    attendre(lambda: "Piste :" in statut(page))
    page.keyboard.type("des professionnels de terrain")
    page.keyboard.press("Enter")
    page.locator(".fin h3").wait_for()
    devient(lambda: actif(page), "H3 Ce que dit le texte")
    expect(page.locator(".saisie")).to_be_hidden()
    expect(page.locator(".avance")).to_have_text("Faite", use_inner_text=True)
    devient(lambda: list(q.suite.essais["reponse"]), ["la hiérarchie", "des professionnels de terrain"], page=page)
    devient(lambda: page.evaluate("essai.fuites.filter(f => !f.endsWith('Tab'))"), [])


def test_les_pistes_menent_a_la_reponse(monter):
    page, _ = monter(COURTE)
    for n in (1, 2):
        page.get_by_role("button", name="Demander une piste").click()
        page.wait_for_function("n => document.querySelectorAll('.pistes li').length === n", arg=n)
    page.get_by_role("button", name="Lire la réponse").press("Enter")
    page.locator(".fin .reponse", has_text="professionnels de terrain").wait_for()
    devient(lambda: actif(page), "H3 Ce que dit le texte", "le bouton disparu rend le focus")


def test_une_reponse_vide_ou_double_ne_compte_pas(monter):
    page, q = monter(COURTE)
    verifier = page.get_by_role("button", name="Vérifier")
    verifier.click()
    expect(page.locator(".mot")).to_contain_text("Écrivez d’abord", use_inner_text=True)
    attendre(lambda: actif(page).startswith("INPUT"))
    page.locator(".champ").fill("le maire")
    verifier.dblclick()
    page.locator(".pistes li").wait_for()
    verifier.click()
    devient(lambda: journal(page), [["repondre", "reponse", "le maire"]])
    devient(lambda: len(q.suite.essais["reponse"]), 1, page=page)


# ---------- choix ----------


def test_cocher_puis_lire_les_retours(monter):
    page, q = monter(CHOIX)
    page.get_by_role("button", name="Lire les retours").click()
    expect(page.locator(".mot")).to_contain_text("Choisissez d’abord", use_inner_text=True)
    page.get_by_label("Au départ, le cadre de travail reste à construire").check()
    page.get_by_label("L’initiative vient du terrain").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Lire les retours").click()
    page.locator(".retour >> visible=true").first.wait_for()
    expect(page.locator(".retour >> visible=true", has_text="Lyet le dit du premier cas seulement")).to_have_count(1)
    devient(lambda: actif(page), "H3 Ce que dit le texte")
    attendre(lambda: "C’est ce que dit le texte." in statut(page))
    page.locator("summary", has_text="Lire aussi").click()
    expect(page.locator("details li")).to_have_count(2)
    page.get_by_label("L’initiative vient du terrain").uncheck()
    page.wait_for_function("document.querySelectorAll('details li').length === 3")
    devient(lambda: q.suite.reponses["choix"], "cadre-a-construire", page=page)


def test_un_choix_unique_aux_fleches_ne_part_qu_apres_un_repos(monter):
    page, _ = monter((Question, "question-definition-mot"))
    arreter_l_horloge(page)
    page.locator("input[type=radio]").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    devient(lambda: journal(page), [])
    page.clock.run_for(700)
    page.wait_for_function("essai.modeles[0].journal.length === 1")
    devient(lambda: journal(page), [["repondre", "choix", "conventions"]])
    attendre(lambda: actif(page).startswith("INPUT"))


# ---------- texte libre ----------


def test_le_texte_libre_part_apres_un_repos_et_a_la_sortie(monter):
    page, q = monter(LIBRE)
    arreter_l_horloge(page)
    zone = page.locator("textarea")
    zone.press_sequentially("Mon avis", delay=0)
    devient(lambda: journal(page), [], "pas à chaque touche")
    attendre(lambda: "Mon avis" in page.evaluate("localStorage.getItem('te:3:question-changer-de-place')"))  # un brouillon attend
    page.clock.run_for(850)
    page.clock.resume()
    page.wait_for_function("document.querySelector('.etat').innerText.includes('Enregistré à')")
    devient(lambda: journal(page), [["repondre", "texte", "Mon avis"]])
    devient(lambda: page.evaluate("localStorage.length"), 0)
    expect(page.locator("input[type=checkbox]").first).to_be_hidden()  # rien à relire encore
    zone.evaluate("(e, s) => { e.value += s; e.dispatchEvent(new Event('input')); }", " a changé" * 30)
    page.locator("input[type=checkbox]").first.check()
    page.wait_for_function("essai.modeles[0].journal.length === 3")
    devient(lambda: [g[1] for g in journal(page)], ["texte", "texte", "relecture-1"], "le texte part avant la coche")
    devient(lambda: dict(q.suite.reponses), {"texte": f"Mon avis{' a changé' * 30}", "relecture-1": "oui"}, page=page)
    expect(page.locator(".saisie .chiffre")).to_have_text("62 mots, pour 60 à 120 environ", use_inner_text=True)


def test_un_etat_recu_pendant_la_frappe_ne_touche_pas_au_texte(monter):
    page, _ = monter(LIBRE)
    zone = page.locator("textarea")
    zone.fill("Une phrase")
    zone.press("End")
    page.evaluate("document.querySelector('textarea').setSelectionRange(3, 3)")
    page.evaluate("essai.modeles[0].pousser({ ...essai.modeles[0].etat(), reponses: { texte: 'Autre chose' } })")
    expect(zone).to_have_value("Une phrase")
    devient(lambda: page.evaluate("document.activeElement.selectionStart"), 3)


def test_un_long_texte_se_voit_en_entier_meme_monte_hors_de_la_page(ouvrir, poser):
    """JupyterLab monte parfois un composant avant de le montrer."""
    page = ouvrir()
    q = poser(*LIBRE)
    envoyer(q, ("texte", "Une ligne.\n" * 40))
    page.evaluate("document.querySelector('main').style.display = 'none'")
    brancher(page, "question", q)
    page.evaluate("document.querySelector('main').style.display = ''")
    page.wait_for_function("document.querySelector('textarea').clientHeight > 900")
    for largeur in (360, 1000):
        page.set_viewport_size({"width": largeur, "height": 700})
        page.wait_for_function("(() => { const z = document.querySelector('textarea'); return z.scrollHeight <= z.clientHeight + 1; })()")


@pytest.mark.parametrize("depart", ["essai.demonter[0]()", "window.dispatchEvent(new Event('pagehide'))", "null"])
def test_rien_de_perdu_si_le_noyau_meurt_ou_si_l_on_part_vite(monter, poser, depart):
    page, _ = monter(LIBRE, muet=True)
    page.locator("textarea").press_sequentially("Deux lignes\net la fin")
    page.evaluate(depart)
    aller(page)
    q = poser(*LIBRE)
    brancher(page, "question", q)
    page.wait_for_function("document.querySelector('.etat').innerText.includes('Enregistré à')")
    attendre(lambda: q.suite.reponses["texte"] == page.locator("textarea").input_value() == "Deux lignes\net la fin")
    expect(page.locator(".mot")).to_contain_text("a été renvoyée", use_inner_text=True)


def test_le_noyau_muet_se_dit_et_le_texte_reste(monter):
    page, q = monter(LIBRE, muet=True)
    arreter_l_horloge(page)
    page.locator("textarea").press_sequentially("Rien ne se perd", delay=0)
    page.clock.run_for(6000)
    attendre(lambda: etat_dit(page).startswith("Non enregistré. Le noyau ne répond pas. Votre réponse est gardée ici."))
    page.locator("textarea").press_sequentially(", jamais", delay=0)
    page.clock.run_for(900)
    page.clock.resume()
    page.evaluate("essai.modeles[0].parler()")
    page.wait_for_function("document.querySelector('.etat').innerText.includes('Enregistré à')")
    devient(lambda: q.suite.reponses["texte"], "Rien ne se perd, jamais", page=page)
    devient(lambda: page.evaluate("localStorage.length"), 0)


def test_une_version_venue_d_ailleurs_l_emporte_sur_un_vieux_brouillon(monter, poser):
    page, _ = monter(LIBRE, muet=True)
    page.locator("textarea").fill("Vieux brouillon")
    page.locator("textarea").blur()
    ailleurs = poser(*LIBRE)
    envoyer(ailleurs, ("texte", "Écrit sur un autre poste"))
    aller(page)
    brancher(page, "question", poser(*LIBRE))
    expect(page.locator("textarea")).to_have_value("Écrit sur un autre poste")
    expect(page.locator(".mot")).to_contain_text("Vieux brouillon", use_inner_text=True)
    expect(page.locator(".mot")).to_contain_text("n’a pas été reprise", use_inner_text=True)


# ---------- ordonner ----------


def ordre(page):
    return page.locator(".carte .nom b").all_inner_texts()


def test_ordonner_se_fait_au_clavier_et_la_carte_garde_le_focus(monter):
    page, a = monter(FRISE)
    avant = ordre(page)
    page.get_by_role("button", name=f"Descendre « {avant[0]} »").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    devient(lambda: ordre(page), [avant[1], avant[2], avant[0], *avant[3:]])
    page.keyboard.press("ArrowUp")
    devient(lambda: ordre(page), [avant[1], avant[0], *avant[2:]])
    page.keyboard.press("9")
    devient(lambda: ordre(page), [*avant[1:], avant[0]])
    attendre(lambda: page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Descendre"))
    devient(lambda: page.evaluate("document.activeElement.closest('li').querySelector('b').innerText"), avant[0])
    page.wait_for_function("document.querySelector('.etat').innerText.includes('Enregistré à')")
    attendre(lambda: [x.titre for c in a.suite.reponses["ordre"].split() for x in a.sujet.cartes if x.id == c] == ordre(page))
    devient(lambda: page.evaluate("essai.fuites"), [])


def test_la_place_est_annoncee(monter):
    page, _ = monter(FRISE)
    page.evaluate("""() => { window.dits = []; new MutationObserver(() => dits.push(document.querySelector('[role=status]').textContent))
        .observe(document.querySelector('[role=status]'), { childList: true, characterData: true, subtree: true }); }""")
    premiere = ordre(page)[0]
    page.get_by_role("button", name=f"Descendre « {premiere} »").click()
    devient(
        lambda: page.evaluate("dits[0]").replace("\xa0", " "), f"« {premiere} » : place 2 sur {len(SORTES['tris'](C, FRISE[1]).cartes)}."
    )


def test_au_bout_de_la_liste_le_bouton_reste_mais_n_agit_plus(monter):
    page, _ = monter(FRISE)
    monter_premiere = page.get_by_role("button", name=re.compile("^Monter")).first
    expect(monter_premiere).to_have_attribute("aria-disabled", "true")
    monter_premiere.focus()
    page.keyboard.press("Enter")
    devient(lambda: journal(page), [])
    expect(monter_premiere).to_be_focused()


def test_glisser_une_carte_la_met_a_la_place_visee(monter):
    page, _ = monter(FRISE, page={"hauteur": 1400})
    avant = ordre(page)
    a, b = (page.locator(".carte").nth(i).bounding_box() for i in (0, 3))
    page.mouse.move(a["x"] + 200, a["y"] + 20)
    page.mouse.down()
    page.mouse.move(b["x"] + 200, b["y"] + 20, steps=8)
    page.mouse.up()
    devient(lambda: ordre(page), [*avant[1:4], avant[0], *avant[4:]])
    expect(page.locator(".fantome, .survol")).to_have_count(0)


def test_la_frise_se_montre_a_cote_et_recommencer_la_cache(monter):
    page, a = monter(FRISE)
    page.get_by_role("button", name="Voir la frise").dblclick()
    page.locator(".vraie li").first.wait_for()
    attendre(lambda: re.match(r"H3 \d+ paires sur \d+", actif(page)))
    devient(lambda: page.locator(".vraie .date").all_inner_texts()[0], "1983")
    expect(page.locator(".atelier")).to_be_hidden()
    devient(lambda: [g for g in journal(page) if g[1] == "frise"], [["repondre", "frise", "oui"]])
    page.get_by_role("button", name="Recommencer").click()
    devient(lambda: actif(page), "BUTTON Garder mes réponses")
    page.locator(".confirmer").get_by_role("button", name="Recommencer").dblclick()
    page.locator(".atelier").wait_for()
    expect(page.locator(".resultat")).to_be_hidden()
    expect(page.locator("main")).not_to_contain_text("1983", use_inner_text=True)
    devient(lambda: [g[0] for g in journal(page)].count("recommencer"), 1)
    devient(lambda: a.suite.tour, 2, page=page)
    attendre(lambda: a.suite.remises["ordre"], page=page)


# ---------- débat ----------


def test_le_debat_se_mene_au_clavier_seul(monter, poser):
    """Un jeton par ligne, les auteurs, les jetons reposés, une ligne écrite ; puis la même page, rouverte. À 1366 × 650, tout se voit."""
    page, a = monter(DEBAT, page={"largeur": 1366, "hauteur": 650})
    expect(page.locator("main")).not_to_contain_text("Vidalenc", use_inner_text=True)
    page.get_by_role("button", name="Lire les auteurs").click()
    expect(page.locator(".mot")).to_contain_text("un jeton sur chaque ligne", use_inner_text=True)
    tabuler(page, "INPUT", "Shift+Tab")
    page.keyboard.press("Space")
    tabuler(page, "INPUT", "Shift+Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")  # avant le repos : le jeton part, puis les deux se remettent
    page.locator(".auteur").first.wait_for()
    attendre(lambda: (r := a.suite.reponses)["lus"].split() == [r["avant-devrait"], r["avant-est"]], page=page)
    devient(lambda: actif(page).split()[0], "H3")
    attendre(lambda: page.locator(".activite").bounding_box()["height"] <= 640)
    expect(page.locator("fieldset.plan > .axe .choix input:checked, .nsp input:checked")).to_have_count(0)
    expect(page.locator(".devrait .auteur")).not_to_contain_text(["constat"])
    page.locator(".auteur input").first.focus()
    page.keyboard.press("ArrowDown")
    devient(lambda: page.locator(".voix h3").inner_text().split(",")[0], page.locator(".auteur:has(:checked)").inner_text().split(",")[0])
    for ligne in (".devrait", ".est"):
        page.locator(f"{ligne} .choix input[value='2']").focus()
        page.keyboard.press("Space")
    champ = page.get_by_label("Quelle observation vous ferait bouger")
    champ.fill("Une équipe désignée d’office.")
    champ.blur()
    devient(lambda: a.suite.reponses.get("observation"), "Une équipe désignée d’office.", page=page)
    expect(page.locator(".bilan")).to_contain_text("Ce qui est", use_inner_text=True)
    devient(lambda: page.evaluate("essai.fuites.filter(f => !f.endsWith('Tab'))"), [])
    aller(page)
    page.activites = {}
    brancher(page, "debat", poser(*DEBAT))
    expect(page.locator(".plan input.un")).to_have_count(2)
    expect(page.get_by_label("Quelle observation vous ferait bouger")).to_have_value("Une équipe désignée d’office.")


# ---------- réponses de fait ----------


def test_le_texte_repond_dans_la_carte_et_l_on_change_d_avis_sur_place(ouvrir, poser):
    page = ouvrir(hauteur=1600)
    tri = poser(Tri, "cas-lyet")
    brancher(page, "tri", tri)
    page.locator(".tri .choix", has_text="Le second cas").click()
    voir = page.get_by_role("button", name="Voir ce que dit le texte")
    voir.click()
    expect(page.locator(".tri .comp .reponse")).to_have_text("Le texte répond « Le premier cas ».", use_inner_text=True)
    attendre(lambda: actif(page).startswith("H3"))  # le bouton a disparu : le titre de la carte reçoit le focus
    expect(page.locator(".tri fieldset")).to_be_hidden()
    page.get_by_role("button", name="Changer d’avis").click()
    page.locator(".tri .choix", has_text="Le premier cas").click()
    page.get_by_role("button", name="Revenir à la réponse").click()
    expect(page.locator(".tri .comp .vous")).to_have_text("Vous : Le premier cas", use_inner_text=True)
    devient(lambda: [tri.suite.remises["initiative"], tri.suite.reponses["initiative"]], ["cas-2", "cas-1"], page=page)


def test_toute_la_comparaison_au_clavier_en_un_ecran_par_carte(ouvrir, poser):
    """Ranger, comparer, lire une autre voix, réviser, puis le bilan : sans souris, et sans défiler à 1366 × 650."""
    page = ouvrir(largeur=1366, hauteur=650)
    tri = poser(Tri, "formes")
    envoyer(tri, *((c.id, "forme-partenariat" if n else "je-ne-sais-pas") for n, c in enumerate(tri.classement.cartes)))
    brancher(page, "tri", tri)
    tabuler(page, "Comparer")
    page.keyboard.press("Enter")
    for n in range(len(tri.classement.cartes)):
        expect(page.locator(".tri .surtitre")).to_contain_text(f"Carte {n + 1} sur 12", use_inner_text=True)
        expect(page.locator(".tri .comp .dit")).to_be_visible()
        attendre(lambda: len(mots_de(page.evaluate(VISIBLE, ".tri [data-comparaison]"))) <= 150)
        attendre(lambda: page.locator(".tri form").bounding_box()["height"] <= 590)
        if n < 11:
            page.locator(".tri form").evaluate("f => f.requestSubmit()")
    page.locator(".tri .nom input:checked").first.focus()
    avant = page.locator(".tri .voix").first.inner_text()
    page.keyboard.press("ArrowRight")
    attendre(lambda: page.locator(".tri .voix").first.inner_text() != avant)
    page.keyboard.press("Enter")
    expect(page.locator(".tri h3")).to_have_text("Les douze cartes sont comparées", use_inner_text=True)
    brancher(page, "comparaison", Comparer(tri, PANEL))
    tabuler(page, "Voir le bilan")
    page.keyboard.press("Enter")
    attendre(lambda: actif(page).startswith("H2"))
    attendre(lambda: len(mots_de(page.evaluate(VISIBLE, "[data-bilan]"))) <= 250)
    attendre(lambda: page.locator(".bilan").bounding_box()["height"] <= 590)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    attendre(lambda: actif(page).startswith("H3"))
    expect(page.locator(".tri .comp .dit"), "un titre du bilan ramène à sa carte, réponse ouverte").to_be_visible()


# ---------- tailles, accessibilité ----------

JETONS = [("avant-devrait", "2"), ("avant-est", "je-ne-sais-pas"), ("lus", "2 je-ne-sais-pas")]
ETATS = {
    "courte, neuve": (COURTE, []),
    "courte, essai": (COURTE, [("reponse", "la hiérarchie")]),
    "courte, réponse": (COURTE, [("reponse", "l’État"), ("aide", "3")]),
    "choix": (CHOIX, [("choix", "cadre-a-construire pas-de-desaccord initiative-terrain"), ("vu", "oui")]),
    "libre": (LIBRE, [("texte", "Un texte assez long. " * 30), ("relecture-1", "oui")]),
    "pari, pris": ((Question, "pari-banc-signe"), [("choix", "deux")]),
    "jumeaux": ((Question, "question-jumeaux"), [("sit-sept-heures-quarante", "1")]),
    "ordonner": (FRISE, []),
    "frise": (FRISE, [("ordre", "hpst exclusions logement action-sociale malades ville decentralisation"), ("frise", "oui")]),
    "débat, avant": (DEBAT, [("avant", "2"), ("avant-est", "2")]),
    "débat, lecture": (DEBAT, JETONS),
    "débat, après": (DEBAT, [*JETONS, ("apres-devrait", "-1"), ("apres-est", "2"), ("observation", "Une équipe d’office.")]),
}


@pytest.fixture
def en_etat(poser):
    """Monte une activité dans l’un de ses états, tout déplié."""

    def fait(page, etat):
        quoi, gestes = ETATS[etat]
        activite = poser(*quoi)
        envoyer(activite, *gestes)
        brancher(page, MODULE[quoi[0]], activite)
        page.evaluate("[...document.querySelectorAll('.pied .bouton')].find(b => b.checkVisibility())?.click()")
        deplier(page)

    return fait


DE_JOUR = {"courte, réponse": "true", "choix": "false", "libre": "true", "jumeaux": "true", "frise": "false", "débat, après": "false"}
"""L’écran le plus rempli de chaque sorte, dans un thème ; les autres états, et l’autre thème, la nuit."""


@pytest.mark.parametrize(
    ("etat", "clair"),
    [pytest.param(e, clair, marks=() if DE_JOUR.get(e) == clair else pytest.mark.nuit) for e in ETATS for clair in ("true", "false")],
)
def test_axe_ne_trouve_rien_de_grave_tout_tient_et_les_touches_ne_sortent_pas(ouvrir, en_etat, etat, clair):
    page = ouvrir(largeur=1366)
    page.evaluate("c => { document.body.dataset.jpThemeLight = c; }", clair)
    en_etat(page, etat)
    mal, contrastes = axe_grave(page)
    assert mal == []
    page.set_viewport_size({"width": 360, "height": 900})
    assert accessibilite.couleurs_forcees(page) == []
    assert accessibilite.parcours_du_focus(page) == []
    assert contrastes, "le contrôle des contrastes n’a rien mesuré"
    page.set_viewport_size({"width": 320, "height": 256})
    tient_partout(page)
    # Les touches ne sortent pas vers le carnet.
    page.evaluate("() => { essai.fuites.length = 0; }")
    tout_est_marque(page)
    vus = 0
    for i in range(14):
        vus += page.evaluate(
            "i => { const e = [...document.querySelectorAll('.te :is(button, input, textarea, summary, h2, h3[tabindex])')].filter(e => e.checkVisibility())[i]; e?.focus(); return e ? 1 : 0; }",
            i,
        )
        for touche in ("a", "x", "d", "d", "ArrowDown", "Escape"):
            page.keyboard.press(touche)
    assert vus  # un pari pris n’a plus que son titre
    devient(lambda: page.evaluate("essai.fuites"), [])


def test_un_texte_hostile_reste_du_texte(ouvrir, poser):
    page = ouvrir(largeur=320)
    page.evaluate("window.touche = 0")
    mal = "<img src=x onerror='touche=1'><b>gras</b> " + "anticonstitutionnel" * 12
    for quoi, gestes in (ETATS["courte, réponse"], ETATS["choix"], ETATS["frise"], ETATS["débat, après"]):
        activite = poser(*quoi)
        envoyer(activite, *gestes)
        empoisonne = page.evaluate(
            """([d, mal]) => { const f = (x, cle) => typeof x === 'string' ? (['cle', 'id', 'genre', 'lettre', 'cran', 'juste', 'jeton', 'etat', 'mot'].includes(cle) ? x : mal) : Array.isArray(x) ? x.map((y) => f(y, cle === 'reference' ? 'x' : cle)) : x && typeof x === 'object' ? Object.fromEntries(Object.entries(x).map(([k, v]) => [k, ['reponses', 'accuses'].includes(k) ? v : f(v, k)])) : x; return f(d); }""",
            [[activite.donnees, activite.etat], mal],
        )
        page.evaluate("([c, d, e]) => essai.brancher(c, 'x', d, e)", [MODULE[quoi[0]], *empoisonne])
    deplier(page)
    # une image pareille, mais de l’essai : quand la sienne a échoué, les autres en auraient eu le temps
    page.evaluate("new Promise(fini => document.body.append(Object.assign(new Image(), { src: 'x', onerror: fini })))")
    devient(lambda: page.evaluate("touche"), 0)
    expect(page.locator(".te img")).to_have_count(0)
    deborde(page)


def test_deux_vues_d_une_meme_activite_se_suivent(monter):
    page, a = monter(DEBAT, page={"hauteur": 2400})
    brancher(page, "debat", a)
    page.locator(".debat").nth(1).locator(".devrait").get_by_label("Plutôt A").check()
    devient(lambda: a.suite.reponses["avant-devrait"], "-2", page=page)
    attendre(
        lambda: page.evaluate(
            "new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size === document.querySelectorAll('[id]').length"
        )
    )


# ---------- pari, et le mot qui me décide ----------


def test_un_pari_s_engage_au_clavier_et_la_page_n_ouvre_qu_ensuite(monter):
    page, q = monter((Question, "pari-banc-signe"))
    # La cellule de Jupyter qui porte le pari, et celle qu’il cache.
    page.evaluate(
        """() => {
            const racine = document.querySelector('.question').closest('.te'), cellule = document.createElement('div'), suite = document.createElement('p');
            cellule.className = 'jp-Cell'; suite.className = 'jp-Cell'; suite.textContent = 'La page';
            racine.before(cellule); cellule.append(racine); cellule.after(suite);
        }"""
    )
    expect(page.get_by_text("La page", exact=True)).to_be_hidden()
    tabuler(page, "Deux")
    page.keyboard.press("Enter")
    expect(page.get_by_text("La page", exact=True)).to_be_visible()
    expect(page.locator(".verdict")).to_contain_text("Pari tenu.")
    attendre(lambda: "Pari tenu." in statut(page))
    devient(lambda: dict(q.suite.reponses), {"choix": "deux"}, page=page)
    attendre(lambda: actif(page).startswith("H2"))
    axe_grave(page)


def test_le_mot_qui_decide_se_touche_ou_se_recopie(monter):
    page, tri = monter((Tri, "formes"))
    champ = page.get_by_label("Le mot qui me décide")
    carte = tri.donnees["cartes"][0]
    mots = carte["paragraphes"][0].split()
    page.locator(".m").nth(2).click()
    page.locator(".m").nth(4).click()
    devient(lambda: tri.classement.mots_qui_decident(tri.suite), {carte["id"]: " ".join(mots[2:5]).strip(",.; ")}, page=page)
    page.locator(".m").nth(3).click()
    devient(lambda: tri.classement.mots_qui_decident(tri.suite), {}, page=page)
    champ.fill("ce qui n’y est pas")
    champ.press("Enter")
    expect(page.locator(".mot")).to_contain_text("ne sont pas dans le récit")
    champ.fill(mots[1].upper())
    champ.press("Enter")
    devient(lambda: tri.classement.mots_qui_decident(tri.suite), {carte["id"]: mots[1]}, page=page)
    expect(page.locator(".tri-avance strong")).to_have_text("0")
    assert not tri.rangement.reponses
    axe_grave(page)


def test_du_titre_d_une_carte_tout_se_fait_sans_tabuler(monter):
    page, tri = monter((Tri, "formes"))
    cases, cartes = tri.donnees["cases"], [c["id"] for c in tri.donnees["cartes"]]
    page.locator("h3").first.focus()
    page.keyboard.press("3")
    devient(lambda: tri.rangement.reponses, {cartes[0]: cases[2]["id"]}, page=page)
    page.keyboard.press("Enter")
    attendre(lambda: actif(page).startswith("H3"))
    page.keyboard.press("ArrowDown")
    devient(lambda: tri.rangement.reponses.get(cartes[1]), cases[0]["id"], page=page)
