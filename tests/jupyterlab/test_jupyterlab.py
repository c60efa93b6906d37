"""La collection dans un vrai JupyterLab : l’accueil, le labo 02 au clavier, le lendemain, les thèmes, les petites fenêtres.

Chaque labo, activité par activité : `test_jupyterlab_labos.py`.
"""

import json
import re
import shutil
import sys

import pytest
from accessibilite import carnet_a_l_ecran, parcours_du_focus
from patience import attendre, devient
from playwright.sync_api import expect

from travailler_ensemble import corpus
from travailler_ensemble.corpus import trame

pytestmark = pytest.mark.navigateur


def racine_du_tri(page, titre):
    return page.locator(".te .tri", has=page.get_by_role("heading", name=titre))


def attendre_l_ecriture(chemin):
    """JupyterLab a fini d’écrire ce carnet : il y met la version du noyau ; pendant l’écriture, le fichier est vide."""

    def ecrit():
        try:
            return json.loads(chemin.read_text(encoding="utf-8"))["metadata"].get("language_info", {}).get("version")
        except json.JSONDecodeError:
            return None

    attendre(ecrit, 30)


def test_l_accueil_est_en_francais_garde_un_parcours_et_mene_au_depannage(atelier, page):
    """Ouvrir un labo d’ici : `test_lecteur.py` ; que chaque lien mène à un carnet : `test_accueil.py`."""
    labos = [labo for labo in corpus.lire().lignes("labos") if trame.publie(labo)]
    decouverte = [labo for labo in labos if labo["decouverte"] == "oui"]
    atelier.ouvrir(page, "00-accueil.ipynb")
    atelier.executer(page)
    expect(page.get_by_text("Tout est prêt.")).to_be_visible()
    # Le focus se voit, n’est pas recouvert, suit la lecture ; déplié, rien de grave (en clair : la nuit).
    page.locator(".te-page .labos a").first.wait_for()
    assert [x for x in parcours_du_focus(page, (".te-page",)) if "atteints sur" in x] == []
    page.evaluate("() => document.querySelectorAll(':is(.te, .te-page) details').forEach(e => { e.open = true; })")
    assert carnet_a_l_ecran(page, True, 320) == []
    visibles = page.locator(".te-page .labos > li:visible")
    expect(visibles).to_have_count(len(labos))
    page.get_by_label(re.compile("Découverte, ")).check()
    expect(visibles).to_have_count(len(decouverte))
    assert 0 < len(decouverte) < len(labos)
    page.locator(".jp-Notebook a", has_text="dépannage").first.click()
    expect(page.locator(".lm-TabBar-tab .lm-TabBar-tabLabel", has_text="99-depannage.ipynb")).to_be_visible()


@pytest.mark.nuit  # le jour : un labo entier au clavier (test_accessibilite_clavier.py), chaque forme retrouvée (test_jupyterlab_labos.py)
def test_le_tri_se_fait_au_clavier_seul_et_le_lendemain_tout_revient(atelier, page):
    carnet = "02-formes.ipynb"
    avant = atelier.cellules(carnet)
    atelier.ouvrir(page, carnet)
    atelier.executer(page)
    tri = racine_du_tri(page, "Douze situations, dix formes")
    tri.scroll_into_view_if_needed()
    tri.locator("input[type=radio]").first.focus()
    for n in range(12):
        page.keyboard.press("Space")
        for _ in range(n % 9):
            page.keyboard.press("ArrowDown")
        for lettre in ("a", "b", "x", "d", "d", "y", "m"):
            page.keyboard.press(lettre)
        page.keyboard.press("Enter")
        if n < 11:
            # le titre de la carte suivante a le focus ; on revient aux réponses par Tab
            page.wait_for_function("() => document.activeElement?.closest('.tri')")
            for _ in range(8):
                page.keyboard.press("Tab")
                if page.evaluate("() => document.activeElement?.type === 'radio'"):
                    break
    tri.get_by_text(re.compile("12.sur 12 classées")).first.wait_for()
    page.wait_for_function("() => !document.body.innerText.includes('Non enregistré')")
    attendre(lambda: len((atelier.reponses / "formes.jsonl").read_text(encoding="utf-8").splitlines()) >= 12)
    # les lettres tapées n’ont touché à aucune cellule
    page.get_by_role("menuitem", name="Fichier", exact=True).click()
    page.locator('.lm-Menu [data-command="docmanager:save"]').click()
    attendre_l_ecriture(atelier.racine / "notebooks" / carnet)
    assert atelier.cellules(carnet) == avant
    # Demain, noyau arrêté : sans l’extension, JupyterLab dirait « Error displaying widget » ; on arrive en haut, et tout est là.
    atelier.arreter_les_noyaux()
    atelier.ouvrir(page, carnet)
    atelier.executer(page)
    expect(page.locator(".jp-Cell").first).to_be_visible()
    expect(page.locator(".jp-OutputArea-output", has_text=re.compile("Error|Loading"))).to_have_count(0)
    tri = racine_du_tri(page, "Douze situations, dix formes")
    tri.scroll_into_view_if_needed()
    tri.get_by_text(re.compile("12.sur 12 classées")).first.wait_for(timeout=20_000)
    # La fenêtre étroite (un écran de 1 280 px à 400 %) : l’activité a toute la place.
    page.set_viewport_size({"width": 320, "height": 256})
    tri.scroll_into_view_if_needed()
    attendre(lambda: (b := tri.bounding_box())["width"] > 320 * 0.85 and b["x"] >= 0 and b["x"] + b["width"] <= 320, page=page)


@pytest.mark.nuit  # le jour : chaque labo s’ouvre sans ses étapes, sauf dans test_lecteur.py
def test_sans_le_lecteur_le_carnet_est_entier_et_la_comparaison_se_lit_apres_la_reponse(atelier, fenetre):
    page = fenetre().new_page()
    page.route("**/lecteur.js*", lambda r: r.abort())
    atelier.ecrire("sans-lecteur.ipynb", 'labo.tri("attitudes-brachet")', 'labo.comparer("attitudes-brachet")')
    page.goto(f"http://127.0.0.1:{atelier.port}/lab/tree/notebooks/sans-lecteur.ipynb?token=essai&reset")
    atelier.executer(page)
    expect(page.locator("#jp-MainMenu")).to_be_visible()
    expect(page.locator(".te-barre")).to_have_count(0)
    tri = racine_du_tri(page, "Huit scènes, quatre attitudes")
    tri.scroll_into_view_if_needed()
    bilan = page.locator(".jp-Cell", has=tri).locator("xpath=following-sibling::*[.//*[contains(@class, 'bilan')]]").first
    bilan.get_by_role("heading", name="Le bilan attend vos cartes").wait_for()
    tri.locator(".choix", has_text=re.compile("^Concertation$")).click()
    bilan.get_by_role("button", name="Comparer, carte par carte").click()
    tri.get_by_text("Brachet, 2006").first.wait_for()
    bilan.get_by_role("heading", level=3).first.wait_for()


def test_un_autre_noyau_que_celui_de_la_collection_se_dit_en_francais(atelier, page):
    """Le Python choisi n’a pas la bibliothèque : la cellule ne peut pas parler, la page le fait."""
    sans = (
        "import sys; sys.modules['travailler_ensemble'] = None; from ipykernel.kernelapp import launch_new_instance; launch_new_instance()"
    )
    noyau = atelier.racine.parent / "_DATA" / "kernels" / "autre"
    noyau.mkdir(parents=True, exist_ok=True)
    argv = [sys.executable, "-c", sans, "-f", "{connection_file}"]
    noyau.joinpath("kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Autre", "language": "python"}))
    carnet = atelier.racine / "notebooks" / "02-formes.ipynb"
    contenu = json.loads(carnet.read_text(encoding="utf-8"))
    contenu["metadata"]["kernelspec"] |= {"name": "autre", "display_name": "Autre"}
    carnet.write_text(json.dumps(contenu), encoding="utf-8")
    page.goto("about:blank")  # JupyterLab ne relit la liste des noyaux qu’en se chargeant
    atelier.ouvrir(page, "02-formes.ipynb", pas_a_pas=True)
    atelier.executer(page)
    shutil.rmtree(noyau)
    expect(page.get_by_text("Ce Python n’a pas la collection.").filter(visible=True).first).to_be_visible()
    expect(page.get_by_text(re.compile("Traceback|No module named"))).to_have_count(0)


VOISINS = ("charge", "travailler_ensemble", "anywidget", "pathlib", "ipykernel_launcher")
"""Des fichiers Python posés à côté d’un carnet, sous le nom de ce que lui, l’activité ou le noyau chargent."""


def test_seules_les_lignes_de_la_collection_se_lancent_seules(atelier, page):
    """Un carnet reçu d’ailleurs, et ce qu’il y a dans son dossier, ne font rien exécuter à l’ouverture."""
    pieges = [
        "open('piege.txt', 'w').write('x')",
        'labo.tri("x"); open("piege.txt", "w")',
        'labo.tri("x")\nopen("piege.txt", "w")',
        'labo.tri(open("piege.txt", "w").name)',
        'labo.tri("x" + str(open("piege.txt", "w")))',
        "labo.__class__",
        "labo.tri(f\"{open('piege.txt', 'w')}\")",
        'labo.import_module("charge")',
        'labo.relire_seance("/dev/zero")',
        'labo.figure("distribution", "/etc/passwd")',
    ]
    debut, fin = 'import travailler_ensemble as labo\nopen("piege.txt", "w")', ['labo.situation("sit-leur-mardi")', 'labo.tri("formes")']
    sources = [debut, *pieges, *fin]
    # Une activité d’un autre, telle que JupyterLab les enregistre : son script serait lancé par la page.
    esm = "fetch('/api/contents/notebooks/piege-de-page.txt', {method: 'PUT'}); document.title = 'piégé'; export default {};"
    etat = {"_esm": esm, "_anywidget_id": "piege", "_model_module": "anywidget", "_model_name": "AnyModel", "_view_module": "anywidget"}
    modele = {"model_module": "anywidget", "model_name": "AnyModel", "model_module_version": "~0.11.*", "state": etat}
    garde = {"version_major": 2, "version_minor": 0, "state": {"a1": modele}}
    atelier.ecrire("piege.ipynb", *sources, widgets={"application/vnd.jupyter.widget-state+json": garde})
    dossier = atelier.racine / "notebooks"
    for nom in VOISINS:
        (dossier / f"{nom}.py").write_text(f"open({str(dossier / f'piege-{nom}.txt')!r}, 'w')", encoding="utf-8")
    atelier.ouvrir(page, "piege.ipynb")
    atelier.executer(page)
    page.locator(".te-page h3", has_text="Leur mardi").wait_for()
    racine_du_tri(page, "Douze situations, dix formes").wait_for()
    assert [f.name for f in dossier.glob("piege*.txt")] == []
    expect(page).not_to_have_title(re.compile("piégé"))
    rangs = page.locator(".jp-CodeCell .jp-InputPrompt")
    devient(lambda: [bool(re.search(r"\d", t)) for t in rangs.all_text_contents()], [True, *[False] * (len(sources) - 2), True, True])
