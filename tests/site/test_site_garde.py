"""Une réponse dite enregistrée l’est : chaque cas où un navigateur pourrait la perdre."""

import json
import os
import re
import shutil

import pytest
from en_ligne import AILLEURS, LABO, LENT, Hebergement, adresse, etape, gardees, lancer, pret
from patience import devient
from playwright.sync_api import expect

from travailler_ensemble.carnet import Carnet

pytestmark = pytest.mark.site

BRUITS = ("bottom", "schema")
CLE = "axe-dhume"
REFUSER = "() => { self.vrai = IDBObjectStore.prototype.add; IDBObjectStore.prototype.add = () => { throw new DOMException('plein', 'QuotaExceededError'); }; }"
RENDRE = "() => { IDBObjectStore.prototype.add = self.vrai; }"
SE_TAIRE, REPARLER = "() => { base = new Promise(() => {}); }", "() => { base = undefined; }"
BASE_DE_0_7 = """async ligne => new Promise((bien, mal) => {
  const demande = indexedDB.open("travailler-ensemble-reponses", 1);
  demande.onupgradeneeded = () =>
    demande.result.createObjectStore("lignes", { autoIncrement: true }).createIndex("geste", ["cle", "id"], { unique: true });
  demande.onerror = mal;
  demande.onsuccess = () => {
    const echange = demande.result.transaction("lignes", "readwrite");
    echange.objectStore("lignes").add(ligne);
    echange.oncomplete = () => { demande.result.close(); bien(); };
  };
})"""
"""Ce qu’écrivait la première version du site : ni le nom, ni la forme de la base ne changent sans reprise."""


def radios(page):
    """À l’étape 1, les places de la carte montrée."""
    etape(page, 1)
    return page.locator(".te input[type=radio]:visible")


def repondre(page, rang=0):
    radios(page).nth(rang).check()
    expect(enregistre(page)).to_be_visible(timeout=LENT)


def enregistre(page):
    return page.get_by_text("Enregistré à").locator("visible=true").first


def classees(page, n):
    """À l’étape 1, tant de cartes sont classées."""
    etape(page, 1)
    expect(page.get_by_text(f"{n} sur 7 classée").locator("visible=true").first).to_be_visible()


def test_apres_la_mort_du_navigateur_la_reponse_accusee_est_la(profil, site):
    page = profil.ouvrir()
    lancer(page, site)
    repondre(page)
    avant = gardees(page, CLE)
    assert len(avant) == 1
    profil.tuer()
    page = profil.ouvrir()
    lancer(page, site)
    assert gardees(page, CLE) == avant, "octet pour octet"
    classees(page, 1)


def test_sans_https_les_labos_s_ouvrent_et_chaque_reponse_dit_que_rien_n_est_garde(chromium_a_soi, hebergement):
    page = chromium_a_soi.ouvrir()
    lancer(page, f"http://{AILLEURS}:{hebergement.port}/site")
    assert not page.evaluate("isSecureContext")
    expect(page.locator("#te-dit")).to_contain_text("n’est pas en https")
    expect(page.get_by_text("ce navigateur ne garde rien à cette adresse").first).to_be_attached()  # « Pour commencer »
    for rang in (0, 1):  # le noyau répond encore après le premier refus
        radios(page).nth(rang).check()
        expect(page.get_by_text("Ce navigateur ne garde rien à cette adresse").locator("visible=true").first).to_be_visible()
        expect(page.get_by_text("Nouvel essai").locator("visible=true").first).to_be_visible()
    expect(enregistre(page)).to_have_count(0)


@pytest.mark.parametrize(
    ("casser", "reparer", "phrase"),
    [(REFUSER, RENDRE, "Le disque est plein"), (SE_TAIRE, REPARLER, "Ce navigateur a refusé d’écrire")],
    ids=["plein", "muet"],
)
def test_un_stockage_refuse_se_dit_et_l_enregistrement_reprend_seul(casser, reparer, phrase, fenetre, site):
    contexte = fenetre()
    page = contexte.new_page()
    lancer(page, site)
    devient(lambda: len(contexte.service_workers), 1)
    [gardien] = contexte.service_workers
    gardien.evaluate(casser)
    for rang in (0, 1):
        radios(page).nth(rang).check()
        expect(page.get_by_text(phrase).locator("visible=true").first).to_be_visible()
    expect(enregistre(page)).to_have_count(0)
    gardien.evaluate(reparer)
    expect(enregistre(page)).to_be_visible(timeout=60_000)
    devient(lambda: len(gardees(page, CLE)), 2, page=page)


def test_deux_onglets_d_une_meme_activite_ne_perdent_aucune_de_leurs_quatre_vingts_reponses(fenetre, site):
    contexte = fenetre()
    onglets = [contexte.new_page(), contexte.new_page()]
    for page in onglets:
        page.goto(adresse(site))
    for page in onglets:
        pret(page)
        radios(page).first.wait_for()
    for n in range(40):
        for rang, page in enumerate(onglets):
            page.locator(".te input[type=radio]:visible").nth(2 * rang + n % 2).evaluate("e => e.click()")
    for page in onglets:
        devient(lambda p=page: len(gardees(p, CLE)), 80, page=page)
    ids = [json.loads(ligne)["id"] for _, _, ligne in gardees(onglets[0], CLE)]
    assert len(set(ids)) == 80


def test_une_nouvelle_version_se_montre_aussitot_et_garde_les_reponses(fenetre, construit, tmp_path):
    shutil.copytree(construit, tmp_path / "site", copy_function=os.link)
    la = Hebergement(tmp_path)
    try:
        page = fenetre().new_page()
        lancer(page, la.adresse)
        repondre(page)
        for nom in ("files/notebooks/02-formes.ipynb", "apercus/notebooks-02-formes.html", "service-worker.js"):
            texte = (tmp_path / "site" / nom).read_text(encoding="utf-8")
            neuf = re.sub(
                r'VERSION = "\w+"', 'VERSION = "suivante"', texte.replace("Formes de travail ensemble", "Formes, version suivante")
            )
            assert neuf != texte
            (tmp_path / "site" / nom).unlink()
            (tmp_path / "site" / nom).write_text(neuf, encoding="utf-8")
        page.reload()
        pret(page)
        expect(page.locator(".te-barre")).to_contain_text("Formes, version suivante")
        classees(page, 1)
        devient(lambda: page.evaluate("caches.keys()").count("te-suivante"), 1, page=page)
    finally:
        la.fermer()


def test_ce_qu_a_garde_la_premiere_version_du_site_se_lit_encore(fenetre, site):
    page = fenetre().new_page()
    page.goto(f"{site}/index.html")
    geste = {
        "v": 1,
        "id": "0123456789ab",
        "quand": "2026-11-21T14:05:03+01:00",
        "geste": "ranger",
        "carte": "reseau",
        "case": "vers-fusion",
    }
    page.evaluate(BASE_DE_0_7, {"cle": CLE, "id": geste["id"], "ligne": json.dumps(geste)})
    lancer(page, site)
    classees(page, 1)
    config = page.evaluate("async () => (await (await fetch('../jupyter-lite.json')).json())['jupyter-config-data']")
    assert config["contentsStorageName"] == "travailler-ensemble", "« Mes situations » y sont"


def test_ce_que_l_on_coche_avant_que_python_ne_soit_pret_est_garde_puis_envoye(fenetre, construit):
    la = Hebergement(construit.parent, retenu="paquets.zip")
    try:
        page = fenetre().new_page()
        page.goto(adresse(la.adresse))
        etape(page, 1)
        d_avance = page.locator(".te-statique[data-te-coche=axe-dhume] input[type=radio]:visible")
        groupe = page.get_by_role("radiogroup").locator("visible=true").first
        expect(groupe).to_have_accessible_name(re.compile("."))
        d_avance.nth(1).check()
        expect(page.locator("#te-dit")).to_contain_text("Gardé ici")
        la.lacher()
        pret(page)
        expect(page.get_by_text("Une réponse gardée par ce navigateur a été renvoyée.").locator("visible=true")).to_be_visible()
        devient(lambda: [json.loads(x)["case"] for _, _, x in gardees(page, CLE)], ["avec-cooperation"], page=page)
        page.reload()  # ce qui est déjà gardé ne se coche plus à l’aveugle
        pret(page)
        classees(page, 1)
    finally:
        la.lacher()
        la.fermer()


def test_emporter_puis_reprendre_dans_les_deux_sens_avec_la_collection_installee(fenetre, site, tmp_path):
    page = fenetre(accept_downloads=True).new_page()
    lancer(page, site)
    repondre(page)
    page.get_by_role("button", name="Mon compte rendu").click()
    bagage = page.locator(".copie .outils").last
    expect(bagage).to_contain_text("Ce navigateur peut effacer vos réponses")  # une fenêtre neuve n’a pas le stockage durable
    with page.expect_download() as recu:
        page.get_by_role("button", name="Emporter mes réponses").click()
    emporte = recu.value.path().read_text(encoding="utf-8")
    [[_, _, ligne]] = gardees(page, CLE)
    installe = Carnet(tmp_path / "mes-reponses")
    assert installe.reprendre(emporte) == 1
    assert installe.reprendre(emporte) == 0, "rien n’est compté deux fois"
    assert [json.loads(ligne)] == [dict(g) for g in installe.feuillet(CLE).evenements()]
    texte = 'Chaque mot : « œuvre », 🤝, \u2028, "deux" \\ lignes\n; fin\u00a0!'
    for autre in ("reseau", "partenariat", "concertation"):
        assert installe.feuillet(CLE).ajouter({"geste": "ranger", "carte": autre, "case": "vers-fusion"}).fait
    assert installe.feuillet("essai-de-texte").ajouter({"geste": "repondre", "champ": "texte", "valeur": texte}).fait
    (tmp_path / "retour.json").write_text(installe.emporter(), encoding="utf-8")
    ailleurs = fenetre().new_page()
    lancer(ailleurs, site)
    ailleurs.get_by_role("button", name="Mon compte rendu").click()
    ailleurs.locator(".copie input[type=file]").set_input_files(tmp_path / "retour.json")
    expect(ailleurs.get_by_text("5 réponses reprises")).to_be_visible()
    ailleurs.locator(".copie input[type=file]").set_input_files(tmp_path / "retour.json")
    expect(ailleurs.get_by_text("Tout était déjà ici")).to_be_visible()
    ici = {json.loads(x)["id"]: json.loads(x) for _, _, x in gardees(ailleurs) if x.startswith("{")}
    assert ici == {g["id"]: dict(g) for cle in (CLE, "essai-de-texte") for g in installe.feuillet(cle).evenements()}
    assert texte in [g.get("valeur") for g in ici.values()], "octet pour octet"
    ailleurs.reload()
    pret(ailleurs)
    etape(ailleurs, 1)
    expect(ailleurs.get_by_text(re.compile("[34] sur 7 classées")).locator("visible=true").first).to_be_visible()


def test_sous_des_en_tetes_d_isolement_le_noyau_demarre_et_garde(fenetre, construit):
    la = Hebergement(construit.parent, {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp"})
    try:
        page = fenetre().new_page()
        lancer(page, la.adresse)
        repondre(page)
        assert len(gardees(page, CLE)) == 1
    finally:
        la.fermer()


def test_ouverte_depuis_un_fichier_la_page_dit_ce_qu_il_lui_faut(navigateur, construit):
    page = navigateur.new_page()
    page.goto(f"{(construit / 'notebooks' / 'index.html').as_uri()}?path={LABO}")
    expect(page.locator("#te-dit")).to_contain_text("il lui faut une adresse en https")
    page.close()


def test_a_la_premiere_reponse_on_demande_de_garder_et_un_refus_se_dit_une_fois(fenetre, site):
    contexte = fenetre(1000, 740)  # une fenêtre neuve oublie tout à la fermeture, comme une fenêtre privée
    page = contexte.new_page()
    lancer(page, site)
    expect(page.locator("#te-dit:visible")).to_have_count(0)
    radios(page).first.check()
    expect(page.locator("#te-dit")).to_contain_text("emportez-les à la fin du labo")
    page.get_by_role("button", name="Compris").press("Enter")
    expect(page.locator("#te-dit:visible")).to_have_count(0)
    accorde = contexte.new_page()
    accorde.add_init_script("StorageManager.prototype.persist = async () => { self.demande = true; return true; }")
    accorde.add_init_script("localStorage.removeItem('te:effacable')")
    lancer(accorde, site)
    assert not accorde.evaluate("self.demande")
    radios(accorde).nth(1).check()
    accorde.wait_for_function("self.demande")
    expect(accorde.locator("#te-dit:visible")).to_have_count(0)


def test_une_situation_a_soi_revient_et_un_refus_d_ecrire_se_dit(fenetre, site):
    texte = "Chaque jeudi, 🤝 « œuvre » ; fin."
    page = fenetre().new_page()
    lancer(page, site, "notebooks/95-mes-situations.ipynb")

    def ecrire(quoi):
        page.get_by_role("button", name="Nouvelle situation").click()
        page.get_by_label("Récit", exact=True).fill(quoi)
        page.get_by_label("Récit", exact=True).blur()

    ecrire(texte)
    expect(enregistre(page)).to_be_visible()
    page.reload()
    pret(page)
    lu = re.compile(re.escape(texte).replace(r"\ ", r"\s"))  # la typographie est mise en ordre
    expect(page.get_by_label("Récit", exact=True)).to_have_value(lu)
    page.evaluate(
        "() => { self.vrai = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = () => { throw new DOMException('plein', 'QuotaExceededError'); }; }"
    )
    ecrire("Autre récit.")
    expect(page.get_by_text("Ce navigateur a refusé d’écrire.").locator("visible=true").first).to_be_visible()
