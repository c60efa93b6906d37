"""La copie imprimée : deux pages par labo au plus, pour une copie pleine ; et l’écran qui la remet."""

import re

import pytest
from composants import aller, axe_grave, brancher
from copie_pleine import remplir
from patience import devient
from playwright.sync_api import expect

from travailler_ensemble import corpus
from travailler_ensemble.affichage.composants.copie import Copie
from travailler_ensemble.affichage.composants.copies import Copies
from travailler_ensemble.affichage.pages.compte_rendu import DOSSIERS, preparer
from travailler_ensemble.atelier import _maintenant
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.classe import copie
from travailler_ensemble.panel.avis import Panel

C = corpus.lire()
PANEL = Panel(C)
PAGES = 2


@pytest.fixture(scope="module")
def plein(tmp_path_factory):
    carnet = Carnet(tmp_path_factory.mktemp("copie") / "mes-reponses")
    remplir(C, carnet)
    return carnet


@pytest.mark.parametrize("tout", [pytest.param(False, id="les plus longues"), pytest.param(True, id="tout", marks=pytest.mark.nuit)])
def test_une_copie_pleine_tient_en_deux_pages_par_labo(navigateur, plein, tout):
    trop, page = [], navigateur.new_page()
    for usage in DOSSIERS:
        pretes = {x["numero"]: preparer(C, plein, PANEL, _maintenant(), x["numero"], usage).page for x in C.lignes("labos")}
        for labo in sorted(pretes, key=lambda n: len(pretes[n]))[0 if tout else -2 :]:
            page.set_content(pretes[labo])
            pages = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))
            if not 0 < pages <= PAGES:
                trop.append((usage, labo, pages))
    page.close()
    assert trop == []


def test_l_ecran_remet_une_copie_a_jour_a_telecharger_a_imprimer_a_ecrire(navigateur, adresse, plein):
    ecrites = []
    vue = Copie(C, plein, lambda: PANEL, _maintenant, lambda *x: ecrites.append(x), "02", "labo")
    page = navigateur.new_page(viewport={"width": 1366, "height": 650})
    aller(page, adresse)
    page.evaluate("addEventListener('te-enregistrer', (e) => { e.detail.fait = Promise.resolve('02-formes.ipynb'); })")
    brancher(page, "copie", vue)
    expect(page.get_by_role("status")).to_have_text(re.compile(r"À jour à .*\d+.réponses"))
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text("Formes de travail ensemble")
    devient(lambda: page.evaluate("document.querySelector('iframe').clientHeight > 900"), True, page=page)
    assert axe_grave(page)[0] == []
    assert plein.feuillet("formes").ajouter({"geste": "ranger", "carte": "sit-jeudis-halte", "case": "je-ne-sais-pas"}).fait
    for nom, suffixe in (("Télécharger la page", "html"), ("Tableau", "csv")):
        with page.expect_download() as telecharge:
            page.get_by_role("button", name=nom).click()
        assert re.fullmatch(rf"labo-02-\d{{4}}-\d\d-\d\d\.{suffixe}", telecharge.value.suggested_filename)
        lu = telecharge.value.path().read_bytes().decode()
        assert "Je ne sais pas" in lu, "la réponse donnée entre-temps y est"
    assert lu.startswith("\ufeffgroupe;labo;") and "\r\n" in lu
    page.get_by_role("button", name="Écrire mes réponses").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("écrites dans «\u00a002-formes.ipynb\u00a0»"))
    assert copie.lire(ecrites[-1][0]._repr_html_())[0].labo == "02"
    page.close()


def test_l_enseignant_depose_les_copies_et_lit_la_classe(navigateur, adresse, plein, tmp_path):
    prete = preparer(C, plein, PANEL, _maintenant(), "02", "labo")
    page = navigateur.new_page(viewport={"width": 1366, "height": 650})
    aller(page, adresse)
    brancher(page, "copies", Copies(C, lambda: PANEL))
    fichiers = [{"name": f"copie-{n:02}.html", "mimeType": "text/html", "buffer": prete.page.encode()} for n in range(7)]
    fichiers[3]["buffer"] = prete.page[:900].encode()
    page.locator("input[type=file]").set_input_files(fichiers)
    expect(page.get_by_role("status")).to_have_text(re.compile("6.copies lues.*1.fichier mis de côté"))
    expect(page.locator(".abimees")).to_contain_text("copie-03.html")
    lues = page.frame_locator("iframe")
    expect(lues.get_by_role("heading", level=1)).to_contain_text("Formes de travail ensemble")
    expect(lues.get_by_text("aucun ne commande à l’autre").first).to_be_visible()
    assert axe_grave(page)[0] == []
    with page.expect_download() as telecharge:
        page.get_by_role("button", name="Tableau à noter").click()
    lignes = telecharge.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lignes[0].startswith("copie;fichier;groupe;attendu 1;") and lignes[2].startswith("copie 01;copie-00.html;")
    page.get_by_role("button", name="Retirer ces copies").click()
    expect(page.locator("iframe")).to_be_hidden()
    page.close()
