"""Les composants web dans un vrai navigateur, montés sur un faux modèle : clavier, pertes, deux vues, glisser, accessibilité."""

import re

import pytest
from composants import actif, aller, axe_grave, deborde, tient_partout

pytestmark = pytest.mark.navigateur


def tri(page, **options):
    return page.evaluate("o => essai.tri(o)", options)


def comparaison(page, **options):
    return page.evaluate("o => essai.comparaison(o)", options)


def journal(page, i=0, geste=None):
    j = page.evaluate("i => essai.modeles[i].journal", i)
    return [g for g in j if g["geste"] == geste] if geste else j


def choix(page, nom):
    return page.locator(".choix", has_text=re.compile(f"^{nom}$"))


def etat_dit(page):
    return page.locator(".etat").first.inner_text().replace("\xa0", " ")


def attendre(page, js, arg=None):
    page.wait_for_function(js, arg=arg)


def toutes(n=12, sauf=()):
    return {f"sit-{i}": f"forme-{i % 8}" for i in range(n) if i not in sauf}


# ---------- clavier ----------


def test_clavier_seul_du_debut_a_la_fin(ouvrir):
    page = ouvrir()
    tri(page, donnees={"cartes": 3})
    page.keyboard.press("Tab")
    assert actif(page) == "INPUT 0"
    page.keyboard.press("Space")
    attendre(page, "essai.modeles[0].journal.length === 1")
    page.keyboard.press("Enter")
    assert actif(page).startswith("H3 La cantine")
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")  # avant les 600 ms : la réponse part quand même, une seule fois
    assert actif(page).startswith("H3 Le courriel")
    assert [(g["carte"], g["case"]) for g in journal(page)] == [("sit-0", "forme-0"), ("sit-1", "forme-3")]
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")  # du premier au dernier : « je ne sais pas »
    page.keyboard.press("Enter")
    assert actif(page).startswith("H3 Les trois cartes sont rangées")
    assert journal(page)[-1]["case"] == "je-ne-sais-pas"
    assert page.locator(".tri-avance p").inner_text() == "3 sur 3 classées"
    for _ in range(12):
        page.keyboard.press("Tab")
        if "1. Douze chaises" in actif(page):
            break
    page.keyboard.press("Enter")
    assert actif(page).startswith("H3 Douze chaises")
    assert page.locator("input:checked").get_attribute("value") == "0"
    assert page.evaluate("essai.fuites.filter(f => !f.endsWith('Tab'))") == []


def test_parcourir_n_est_pas_repondre(ouvrir):
    page = ouvrir()
    tri(page)
    page.locator("input[type=radio]").first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(60)
    assert journal(page) == []
    attendre(page, "essai.modeles[0].journal.length > 0")
    assert [g["case"] for g in journal(page)] == ["forme-4"]
    assert actif(page) == "INPUT 4"
    assert page.locator("h3").inner_text().startswith("Douze chaises"), "jamais d’avance automatique"


@pytest.mark.parametrize("depart", ["document.activeElement.blur()", "essai.demonter[0]()", "window.dispatchEvent(new Event('pagehide'))"])
def test_partir_vite_ne_perd_rien(ouvrir, depart):
    page = ouvrir()
    tri(page, muet=True)
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("ArrowDown")
    page.evaluate(depart)
    assert [g["case"] for g in journal(page)] == ["forme-1"]
    assert "forme-1" in page.evaluate("localStorage.getItem('te:essai:formes')")


def test_les_touches_ne_sortent_pas(ouvrir):
    page = ouvrir()
    tri(page, reponses=toutes(sauf=[3]))
    comparaison(page)
    page.locator("summary", has_text="ensemble du tri").click()
    marques = page.evaluate("""() => [...document.querySelectorAll('.te, .te button, .te input, .te summary, .te [tabindex]')]
        .map(e => e.getAttribute('data-lm-suppress-shortcuts'))""")
    assert len(marques) > 30 and set(marques) == {"true"}
    page.evaluate("essai.fuites.length = 0")
    for cible in ["input[type=radio]", ".tri summary", ".jeton", ".tri h3", ".comp h2 >> visible=true", ".comp button >> visible=true"]:
        page.locator(cible).first.focus()
        for touche in ["a", "b", "x", "d", "d", "j", "ArrowDown", "ArrowUp", "Escape", "Control+c", "Shift+m"]:
            page.keyboard.press(touche)
    page.locator(".recit").first.click()  # un clic dans le texte garde le focus dans le cadre
    page.keyboard.press("x")
    assert page.evaluate("essai.fuites") == []
    page.keyboard.press("Control+a")
    assert page.evaluate("String(getSelection()).length") > 500, "le navigateur garde ses raccourcis et le texte se sélectionne"


def test_entree_maintenue_ou_modifiee_ne_saute_aucune_carte(ouvrir):
    page = ouvrir()
    tri(page)
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Shift+Enter")
    assert "Carte 1 sur 12" in page.locator(".surtitre").inner_text()
    page.locator(".principal >> visible=true").focus()
    page.keyboard.down("Enter")
    page.locator(".principal >> visible=true").focus()
    for _ in range(5):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert "Carte 2 sur 12" in page.locator(".surtitre").inner_text()


def test_double_clic_n_avance_que_d_une_carte(ouvrir):
    page = ouvrir()
    tri(page)
    page.get_by_role("button", name="Carte suivante").dblclick()
    assert "Carte 2 sur 12" in page.locator(".surtitre").inner_text()
    choix(page, "Réseau").dblclick()
    page.wait_for_timeout(50)
    assert len(journal(page)) == 1


def test_le_focus_ne_tombe_jamais_sur_la_page(ouvrir):
    page = ouvrir()
    tri(page)
    page.get_by_role("button", name="Carte suivante").click()
    page.get_by_role("button", name="Carte précédente").press("Enter")
    assert actif(page).startswith("H3 Douze")
    page.get_by_role("button", name="Carte précédente").press("Enter")
    assert actif(page).startswith("BUTTON Carte précédente"), "sans effet sur la première carte, mais il garde le focus"
    choix(page, "Réseau").click()
    page.get_by_role("button", name="Annuler").press("Enter")
    attendre(page, "essai.modeles[0].journal.length === 2 && !document.querySelector('input:checked')")
    page.wait_for_timeout(50)
    assert actif(page).startswith("H3 Douze"), "Annuler disparaît : le titre reçoit le focus"


# ---------- enregistrer ----------


def test_clic_part_aussitot_et_s_accuse(ouvrir):
    page = ouvrir()
    tri(page, muet=True)
    choix(page, "Réseau").click()
    g = journal(page)[0]
    assert (g["geste"], g["carte"], g["case"], g["n"]) == ("ranger", "sit-0", "forme-6", 1) and len(g["vue"]) > 6
    assert "nregistré" not in etat_dit(page)
    page.evaluate("essai.modeles[0].parler()")
    attendre(page, "document.querySelector('.etat').innerText.includes('Enregistré à')")
    assert etat_dit(page).startswith("Enregistré à 14 h 05")
    assert page.locator("[role=status]").inner_text().replace("\xa0", " ").strip() == "Enregistré à 14 h 05. 1 sur 12 classée."
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Carte suivante").click()
    assert etat_dit(page).startswith("Carte 1 enregistrée à 14 h 05")


def test_acquittement_tardif(ouvrir):
    page = ouvrir()
    page.clock.install()
    tri(page, muet=True)
    choix(page, "Réseau").click()
    page.clock.run_for(3500)
    assert "Non enregistré" not in etat_dit(page)
    page.clock.run_for(1000)
    assert etat_dit(page).startswith("Non enregistré. Le noyau ne répond pas. Votre réponse est gardée ici.")
    assert "« Redémarrer le noyau et exécuter toutes les cellules »" in etat_dit(page)
    page.get_by_role("button", name="Carte suivante").click()
    choix(page, "Fusion|Partenariat").click()
    page.evaluate("essai.modeles[0].parler()")
    assert etat_dit(page).startswith("Enregistré à 14 h 05")
    page.clock.run_for(9000)
    assert "Non enregistré" not in etat_dit(page)
    assert page.evaluate("localStorage.length") == 0


def test_disque_plein_nouvel_essai_toutes_les_dix_secondes(ouvrir):
    page = ouvrir()
    page.clock.install()
    tri(page, panne="Le disque est plein. Votre réponse est gardée ici\u00a0; nouvel essai dans 10\u00a0s.")
    page.evaluate("""() => { window.dits = []; new MutationObserver(() => dits.push(document.querySelector('[role=status]').textContent))
        .observe(document.querySelector('[role=status]'), { childList: true, characterData: true, subtree: true }); }""")
    choix(page, "Réseau").click()
    page.clock.run_for(50)
    assert etat_dit(page) == "Non enregistré. Le disque est plein. Votre réponse est gardée ici. Nouvel essai dans 10 s."
    page.clock.run_for(4000)
    assert "Nouvel essai dans 6 s." in etat_dit(page)
    page.clock.run_for(8000)
    assert len(journal(page, geste="reessayer")) == 1
    assert page.evaluate("dits.length") == 1, "le décompte n’est pas annoncé chaque seconde"
    assert page.evaluate("localStorage.length") == 1, "gardée tant que le disque ne l’a pas"
    page.evaluate("essai.modeles[0].panne = ''")
    page.clock.run_for(12000)
    assert etat_dit(page).startswith("Enregistré à 14 h 05")
    assert page.evaluate("dits.length") == 2 and page.evaluate("localStorage.length") == 0
    page.clock.run_for(30000)
    assert len(journal(page, geste="reessayer")) == 2


def test_brouillon_renvoye_apres_rechargement(ouvrir):
    page = ouvrir()
    tri(page, muet=True)
    choix(page, "Réseau").click()
    choix(page, "Partenariat").click()
    aller(page)
    tri(page)
    assert [(g["carte"], g["case"]) for g in journal(page)] == [("sit-0", "forme-7")]
    assert page.locator(".tri .mot").inner_text() == "Une réponse gardée par ce navigateur a été renvoyée."
    attendre(page, "essai.modeles[0].etat().reponses['sit-0'] === 'forme-7' && localStorage.length === 0")


@pytest.mark.parametrize(
    ("reponses", "tour", "renvoi"),
    [
        ({}, 1, True),
        ({"sit-0": "forme-5"}, 1, True),
        ({"sit-0": "forme-6"}, 1, True),
        ({"sit-0": "forme-7"}, 1, False),
        ({"sit-0": "forme-2"}, 1, False),
        ({}, 2, False),
    ],
    ids=[
        "carnet vidé",
        "carnet inchangé",
        "premier envoi écrit, accusé perdu",
        "déjà écrite",
        "réponse venue d’ailleurs",
        "recommencé depuis",
    ],
)
def test_brouillon_n_ecrase_pas_une_reponse_plus_recente(ouvrir, reponses, tour, renvoi):
    page = ouvrir()
    tri(page, muet=True, reponses={"sit-0": "forme-5"})
    page.get_by_role("button", name="Carte précédente").click()
    choix(page, "Réseau").click()
    choix(page, "Partenariat").click()
    aller(page)
    page.evaluate("e => sessionStorage.setItem('carnet', JSON.stringify(e))", {"reponses": reponses, "tour": tour})
    tri(page, persistant=True, muet=True)
    assert [g["case"] for g in journal(page)] == (["forme-7"] if renvoi else [])
    ecarte = not renvoi and reponses.get("sit-0") != "forme-7"
    assert ("n’a pas été reprise" in page.locator(".tri .mot").inner_text()) == ecarte
    assert page.evaluate("localStorage.length") == renvoi


def test_stockage_interdit_ou_abime(ouvrir):
    page = ouvrir()
    page.evaluate("localStorage.setItem('te:essai:formes', '{\"sit-0\": 3, \"x\"')")
    tri(page)
    choix(page, "Réseau").click()
    attendre(page, "document.querySelector('.etat').innerText.includes('Enregistré à')")
    aller(page)
    page.evaluate("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('interdit', 'SecurityError'); } })")
    page.clock.install()
    tri(page, muet=True)
    choix(page, "Réseau").click()
    page.clock.run_for(5000)
    assert "gardée ici tant que cette page reste ouverte" in etat_dit(page)


def test_modele_qui_leve_une_erreur_se_dit_comme_un_silence(ouvrir):
    page = ouvrir()
    page.clock.install()
    tri(page)
    page.evaluate("() => { essai.modeles[0].demander = () => { throw new Error('comm fermé'); }; }")
    choix(page, "Réseau").click()
    page.clock.run_for(5000)
    assert "Le noyau ne répond pas" in etat_dit(page)


def test_annuler_et_recommencer(ouvrir):
    page = ouvrir()
    tri(page)
    choix(page, "Réseau").click()
    page.get_by_role("button", name="Carte suivante").click()
    page.get_by_role("button", name="Annuler").dblclick()
    attendre(page, "document.querySelector('.tri h3').innerText.startsWith('Douze')")
    assert len(journal(page, geste="annuler")) == 1
    assert "est à classer" in page.locator("[role=status]").inner_text()
    choix(page, "Réseau").click()
    page.get_by_role("button", name="Recommencer").click()
    assert actif(page) == "BUTTON Garder mes réponses"
    page.keyboard.press("Escape")
    assert actif(page) == "BUTTON Recommencer" and journal(page, geste="recommencer") == []
    page.keyboard.press("Enter")
    page.locator(".confirmer").get_by_role("button", name="Recommencer").dblclick()
    attendre(page, "!document.querySelector('input:checked')")
    assert len(journal(page, geste="recommencer")) == 1
    assert actif(page).startswith("H3 Douze") and page.locator(".confirmer").is_hidden()


def test_avertissement_affiche(ouvrir):
    page = ouvrir()
    tri(page, avertissement="Une ligne abîmée a été mise de côté.")
    assert page.locator(".avertissement").inner_text() == "Une ligne abîmée a été mise de côté."
    page.evaluate("essai.modeles[0].pousser({ avertissement: '' })")
    assert page.locator(".avertissement").is_hidden()


# ---------- états qui arrivent ----------


def test_ouverture_premiere_carte_non_classee_puis_finie(ouvrir):
    page = ouvrir()
    tri(page, reponses=toutes(sauf=[4]))
    assert "Carte 5 sur 12" in page.locator(".surtitre").inner_text()
    choix(page, "Réseau").click()
    page.get_by_role("button", name="Carte suivante").click()
    assert page.locator(".tri h3").inner_text() == "Les douze cartes sont rangées"
    assert page.locator(".ensemble").get_attribute("open") is not None
    page.get_by_role("button", name="11. Le service confié").click()
    assert page.locator(".tri h3").inner_text() == "Le service confié"
    page.get_by_role("button", name="Terminer").click()
    assert page.locator(".tri h3").inner_text() == "Les douze cartes sont rangées"


def test_derniere_carte_ramene_a_la_premiere_oubliee(ouvrir):
    page = ouvrir()
    tri(page, donnees={"cartes": 3})
    for _ in range(2):
        page.get_by_role("button", name="Carte suivante").click()
        page.wait_for_timeout(400)
    choix(page, "Réseau").click()
    page.get_by_role("button", name="Carte suivante").click()
    assert "Carte 1 sur 3" in page.locator(".surtitre").inner_text()
    assert "première carte à classer" in page.locator(".tri .mot").inner_text()


def test_deux_vues_d_un_meme_modele(ouvrir):
    page = ouvrir(hauteur=2400)
    tri(page, vues=2)
    page.locator(".tri").nth(0).locator("input").nth(6).click()
    attendre(page, "document.querySelectorAll('.tri')[1].querySelectorAll('input')[6].checked")
    vues = {g["vue"] for g in journal(page)}
    page.locator(".tri").nth(1).locator("input").nth(2).click()
    attendre(page, "document.querySelectorAll('.tri')[0].querySelectorAll('input')[2].checked")
    assert len(vues | {g["vue"] for g in journal(page)}) == 2
    assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size === document.querySelectorAll('[id]').length")
    page.evaluate("essai.demonter[0]()")
    page.locator(".tri input").nth(1).click()
    attendre(page, "essai.modeles[0].etat().reponses['sit-0'] === 'forme-1'")
    assert page.locator(".te").count() == 1


def test_focus_et_position_stables_pendant_une_mise_a_jour(ouvrir):
    page = ouvrir(hauteur=500)
    tri(page)
    page.locator("input[type=radio]").nth(3).focus()
    page.evaluate("scrollTo(0, 180); window.tenu = document.activeElement; window.noeuds = [...document.querySelectorAll('.choix')]")
    page.keyboard.press("ArrowDown")
    y = page.evaluate("scrollY")
    page.evaluate("essai.modeles[0].pousser({ reponses: { 'sit-5': 'forme-1', 'sit-0': 'forme-0' }, annulable: true, avertissement: '' })")
    assert actif(page) == "INPUT 4" and page.evaluate("scrollY") == y
    assert page.locator("input:checked").get_attribute("value") == "4", "le choix en suspens n’est pas repris"
    assert page.evaluate("noeuds.every((e, i) => e === document.querySelectorAll('.choix')[i])")
    attendre(page, "document.querySelector('.etat').innerText.includes('Enregistré à')")
    page.evaluate("essai.modeles[0].pousser({ reponses: {}, tour: 2 })")
    assert actif(page) == "INPUT 4" and page.locator("input:checked").count() == 0


def test_etat_recu_en_desordre(ouvrir):
    page = ouvrir()
    tri(page)
    choix(page, "Réseau").click()
    attendre(page, "Object.keys(essai.modeles[0].etat().accuses).length === 1")
    page.evaluate("window.vieux = essai.modeles[0].etat()")
    choix(page, "Partenariat").click()
    attendre(page, "essai.modeles[0].etat().reponses['sit-0'] === 'forme-7'")
    page.evaluate("window.neuf = essai.modeles[0].etat(); essai.modeles[0].pousser(vieux)")
    assert page.locator("input:checked").get_attribute("value") == "7"
    page.evaluate("essai.modeles[0].pousser(neuf); essai.modeles[0].pousser({ reponses: { 'sit-0': 'inconnue', fantome: 'forme-1' } })")
    assert page.locator("input:checked").count() == 0 and page.locator(".tri-avance p").inner_text() == "0 sur 12 classée"


def test_texte_hostile_jamais_interprete(ouvrir):
    page = ouvrir(largeur=320)
    page.evaluate("window.touche = 0")
    mal = "<img src=x onerror='touche=1'><b>gras</b> &amp; " + "anticonstitutionnel" * 12
    tri(
        page,
        donnees={
            "titre": mal,
            "consigne": mal,
            "question": mal,
            "note_ordre": mal,
            "doute": mal,
            "borne_debut": mal,
            "borne_fin": mal,
            "cases": 3,
            "cartes": 2,
        },
        avertissement=mal,
    )
    page.evaluate(
        """mal => { const d = essai.donneesTri({ cases: 2 }); d.cases.forEach(c => { c.nom = mal; }); d.cartes.forEach(c => { c.titre = mal; c.surtitre = mal; c.paragraphes = [mal]; });
        essai.tri({ donnees: { ...d, cle: 'b' }, reponses: { 'sit-0': 'forme-0', 'sit-1': 'je-ne-sais-pas' } });
        const e = essai.etatComparaison(); e.courante.titre = e.courante.surtitre = e.courante.reponse = mal;
        for (const a of e.courante.avis) { a.auteur = a.divergence = mal; for (const l of a.lectures) Object.assign(l, { phrase: mal, raison: mal, secteur: mal, annee: mal, etiquettes: [mal], reference: [[mal, true]], pivots: [{ mot: mal, termes: [{ critere: mal, indice: mal }] }] }); }
        e.ensemble = { ...e.ensemble, phrase: mal, detail: mal, note: mal, lignes: e.ensemble.lignes.map(l => ({ ...l, auteur: mal, annee: mal })) };
        essai.comparaison({ etat: e, donnees: { cle: 'z' } }); }""",
        mal,
    )
    for s in page.locator("summary >> visible=true").all():
        s.click()
    page.wait_for_timeout(100)
    assert page.evaluate("touche") == 0 and page.locator(".te img").count() == 0
    assert page.locator(".te b").count() == page.locator(".te .bandeau b").count(), "aucune balise des données n’est devenue un élément"
    assert mal[:40] in page.locator(".tri h2").first.inner_text()
    deborde(page)
    page.get_by_role("button", name="Vue d’ensemble", exact=True).click()
    deborde(page)


# ---------- glisser ----------


def glisser(page, source, cible, etapes=8):
    a, b = source.bounding_box(), cible.bounding_box()
    page.mouse.move(a["x"] + 14, a["y"] + a["height"] / 2)
    page.mouse.down()
    page.mouse.move(b["x"] + 60, b["y"] + b["height"] / 2, steps=etapes)


def test_glisser_d_une_boite_a_l_autre(ouvrir):
    page = ouvrir(hauteur=2000)
    tri(page, reponses={"sit-2": "forme-0"})
    page.locator(".ensemble summary").click()
    jeton, reseau = page.get_by_role("button", name="3. Le courriel du lundi"), page.get_by_role("group", name="Réseau")
    glisser(page, jeton, reseau)
    assert page.locator(".fantome").inner_text() == "Le courriel du lundi" and "survol" in reseau.get_attribute("class")
    page.mouse.up()
    assert (journal(page)[0]["carte"], journal(page)[0]["case"]) == ("sit-2", "forme-6")
    assert reseau.get_by_role("button").inner_text() == "3. Le courriel du lundi"
    assert page.locator(".fantome").count() == 0
    assert "Carte 1 sur 12" in page.locator(".surtitre").inner_text(), "le clic qui suit ne rouvre pas la carte"
    jeton.click()
    assert "Carte 3 sur 12" in page.locator(".surtitre").inner_text()


def test_glisser_la_carte_en_cours_vers_une_case(ouvrir):
    page = ouvrir(hauteur=1400)
    tri(page)
    glisser(page, page.locator(".surtitre .poignee"), choix(page, "Consultation"))
    page.mouse.up()
    assert [(g["carte"], g["case"]) for g in journal(page)] == [("sit-0", "forme-1")]
    assert page.locator("input:checked").get_attribute("value") == "1"


def test_glisser_abandonne_ou_lache_ailleurs(ouvrir):
    page = ouvrir(hauteur=2000)
    tri(page, reponses={"sit-2": "forme-0"})
    page.locator(".ensemble summary").click()
    jeton = page.get_by_role("button", name="3. Le courriel du lundi")
    glisser(page, jeton, page.get_by_role("group", name="Réseau"))
    page.keyboard.press("Escape")
    page.mouse.up()
    glisser(page, jeton, page.locator(".boite").last)  # « À classer » ne reçoit rien
    page.mouse.up()
    glisser(page, jeton, choix(page, "Concertation"))  # les cases ne reçoivent que la carte en cours
    page.mouse.up()
    assert journal(page) == [] and page.locator(".fantome, .survol, .glisse").count() == 0


def test_glisser_au_doigt_par_la_poignee(ouvrir):
    page = ouvrir(largeur=390, hauteur=2600, has_touch=True)
    tri(page, reponses={"sit-2": "forme-0"})
    page.locator(".ensemble summary").click()
    jeton, reseau = page.get_by_role("button", name="3. Le courriel du lundi"), page.get_by_role("group", name="Réseau").bounding_box()
    cdp = page.context.new_cdp_session(page)

    def doigt(type_, x=None, y=None):
        cdp.send("Input.dispatchTouchEvent", {"type": type_, "touchPoints": [] if x is None else [{"x": x, "y": y}]})

    for cible in (jeton.locator("span").last, jeton.locator(".poignee")):
        b = cible.bounding_box()
        x, y = b["x"] + b["width"] / 2, b["y"] + b["height"] / 2
        doigt("touchStart", x, y)
        for k in range(1, 9):
            doigt("touchMove", x + (reseau["x"] + 80 - x) * k / 8, y + (reseau["y"] + 20 - y) * k / 8)
        doigt("touchEnd")
    assert [(g["carte"], g["case"]) for g in journal(page)] == [("sit-2", "forme-6")], "une fois, par la poignée seule"


# ---------- comparaison ----------


def test_comparaison_attend_puis_se_remplit(ouvrir):
    page = ouvrir()
    comparaison(page, repondues=[])
    assert page.locator(".comp h2 >> visible=true").inner_text() == "Les lectures attendent votre réponse"
    assert page.locator(".avant .chiffre").inner_text().replace("\xa0", " ") == "0 carte rangée sur 12"
    page.get_by_role("button", name="Aller au tri").focus()
    page.evaluate("essai.modeles[0].pousser(essai.etatComparaison({ repondues: [7] }))")
    assert page.locator(".comp [role=status]").inner_text().replace("\xa0", " ") == "3 accords, 2 nuances, 3 désaccords"
    assert actif(page).startswith("H2 Les jeudis"), "le bouton a disparu, le titre reçoit le focus"
    assert page.locator(".bandeau li").all_inner_texts() == [
        "3\naccords",
        "2\nnuances",
        "3\ndésaccords",
        "1\nne tranche pas",
        "1\nhors champ",
    ]
    assert page.locator(".autres > summary").inner_text() == "Deux auteurs ne se prononcent pas"
    page.get_by_role("button", name="3 désaccords").press("Enter")
    assert actif(page).startswith("H3 Désaccord")
    page.get_by_role("button", name="1 hors champ").click()
    assert actif(page).startswith("H3 Hors champ") and page.locator(".autres").get_attribute("open") is not None
    assert page.locator(".divergence").inner_text().startswith("Ses deux textes")
    assert page.locator("li > .lecture .quand").all_inner_texts() == [
        "2008\xa0: lecture incertaine",
        "2009\xa0: n’y voit pas un partenariat, plutôt une coopération",
    ]
    page.locator("summary", has_text="Un autre texte, qui ne décide pas ici").click()
    assert page.locator(".plus .quand").inner_text() == "1998\xa0: constate, sans juger"
    assert "Terrain ou public : écoles." in page.locator(".plus .source").last.text_content().replace("\xa0", " ")
    page.locator(".plus > summary").focus()
    page.evaluate("essai.modeles[0].pousser(essai.etatComparaison({ repondues: [1, 7], i: 1 }))")
    assert actif(page).startswith("H2 La cantine"), "le repli a été refait : le titre reçoit le focus"
    page.evaluate("essai.modeles[0].pousser(essai.etatComparaison({ repondues: [7] }))")
    assert "Manque : contrat (« rien n’est signé ») ; institution (« personne ne l’a remplacée »)." in page.locator(
        ".pivot"
    ).all_inner_texts()[3].replace("\xa0", " ")


def test_comparaison_focus_stable_pendant_une_mise_a_jour(ouvrir):
    page = ouvrir()
    comparaison(page)
    page.get_by_role("button", name="Revenir au tri").focus()
    page.evaluate(
        "window.tenu = document.activeElement; essai.modeles[0].pousser(essai.etatComparaison({ repondues: [0, 1, 2, 7], i: 1 }))"
    )
    assert page.evaluate("document.activeElement === tenu")
    assert page.locator(".comp h2 >> visible=true").inner_text().startswith("La cantine")
    page.evaluate(
        "document.querySelector('.comp [role=status]').textContent = 'vu'; document.querySelector('.plus').open = true; essai.modeles[0].pousser({ classees: 4 })"
    )
    assert page.locator(".comp [role=status]").inner_text() == "vu", "rien de neuf, rien d’annoncé"
    assert page.locator(".plus").get_attribute("open") is not None, "un repli ouvert le reste"


def test_comparaison_ne_parcourt_que_les_cartes_repondues(ouvrir):
    page = ouvrir()
    comparaison(page, repondues=[0, 2, 7], i=0)
    suivante = page.get_by_role("button", name="Carte suivante")
    suivante.click()
    attendre(page, "document.querySelector('.comp h2.t1').innerText.startsWith('Le courriel')")
    assert actif(page).startswith("H2 Le courriel")
    page.evaluate("essai.modeles[0].latence = 200")
    page.get_by_role("button", name="Carte précédente").click()
    suivante.click()
    suivante.click()
    attendre(page, "document.querySelector('.comp h2.t1').innerText.startsWith('Les jeudis')")
    assert [g["carte"] for g in journal(page)] == ["sit-2", "sit-0", "sit-2", "sit-7"]
    assert suivante.get_attribute("aria-disabled") == "true"
    suivante.click(force=True)
    assert len(journal(page)) == 4


def test_comparaison_je_ne_sais_pas(ouvrir):
    page = ouvrir()
    comparaison(page, repondues=[7], sait=False)
    assert page.locator(".bandeau").is_hidden()
    assert page.locator(".famille h3 >> visible=true").all_inner_texts() == ["Leurs lectures"]
    assert "Ni accord ni désaccord" in page.locator(".chapeau").first.inner_text()


def test_comparaison_ensemble(ouvrir):
    page = ouvrir()
    comparaison(page)
    page.get_by_role("button", name="Vue d’ensemble").click()
    assert actif(page).startswith("H2 De qui êtes-vous proche")
    lignes = page.locator(".tableau tbody tr")
    assert lignes.count() == 10 and page.locator(".tableau thead th").count() == 4
    assert lignes.nth(1).locator("td").nth(1).inner_text().replace("\xa0", " ") == "7 accords, 2 désaccords"
    assert lignes.nth(1).locator(".cases i").count() == 9
    page.evaluate("essai.modeles[0].pousser({ ensemble: { ...essai.etatComparaison().ensemble, phrase: 'Au plus près : Merini.' } })")
    assert page.locator(".comp [role=status]").inner_text() == "Au plus près : Merini."
    page.get_by_role("button", name="Revoir carte par carte").click()
    assert actif(page).startswith("H2 Les jeudis")


@pytest.mark.parametrize(("ordonne", "colonnes"), [(True, 5), (False, 4)])
def test_comparaison_crans_seulement_sur_un_axe(ouvrir, ordonne, colonnes):
    page = ouvrir()
    page.evaluate(
        """ordonne => { const e = essai.etatComparaison(); e.courante = null;
        e.ensemble = { ...e.ensemble, detail: '', note: '', peu: [], lignes: e.ensemble.lignes.map(l => ({ ...l, crans: '0,8 cran', accords: l.accords * 9 })) };
        essai.comparaison({ etat: e, donnees: { ordonne } }); }""",
        ordonne,
    )
    assert page.locator(".tableau thead th").count() == colonnes
    assert page.locator(".cases.barre").count() > 0
    assert page.evaluate(
        "[...document.querySelectorAll('.vue:not([hidden]) p:not([hidden]), .vue:not([hidden]) tr')].every(e => e.textContent.trim())"
    ), "aucune ligne vide"


def test_comparaison_avec_une_seule_lecture(ouvrir):
    """Un codage de la collection, un pronostic : ni bandeau de décomptes, ni « de qui êtes-vous proche »."""
    page = ouvrir()
    page.evaluate("""() => { const e = essai.etatComparaison(); e.courante.avis = e.courante.avis.slice(0, 1); e.courante.comptes = { accord: 1 };
        e.ensemble = { phrase: '', detail: 'Trois réponses comparées.', note: '', lignes: e.ensemble.lignes.slice(0, 1), peu: [] }; essai.comparaison({ etat: e }); }""")
    assert page.locator(".bandeau").is_hidden() and "prononce" not in page.locator(".chapeau").first.inner_text()
    page.get_by_role("button", name="Vue d’ensemble").click()
    assert page.locator(".comp h2 >> visible=true").inner_text() == "Vos réponses, dans l’ensemble"


def test_comparaison_sans_assez_de_cartes_ne_demande_pas_de_qui_l_on_est_proche(ouvrir):
    page = ouvrir()
    page.evaluate("""() => { const e = essai.etatComparaison(); e.courante = null;
        e.ensemble = { phrase: '', detail: 'Avec chaque auteur, 3 cartes au plus se comparent ici.', note: '', lignes: [], peu: e.ensemble.lignes.slice(0, 3) }; essai.comparaison({ etat: e }); }""")
    assert page.locator(".comp h2 >> visible=true").inner_text() == "Vos réponses, dans l’ensemble"
    assert page.locator(".intertitre").count() == 0 and page.locator(".tableau tbody tr").count() == 3


def test_comparaison_muette_le_dit(ouvrir):
    page = ouvrir()
    page.clock.install()
    comparaison(page, repondues=[0, 2], i=0, muet=True)
    page.get_by_role("button", name="Carte suivante").click()
    page.clock.run_for(4500)
    assert page.locator(".comp .mot").inner_text().startswith("Le noyau ne répond pas")


def test_lire_leurs_raisons_et_revenir(ouvrir):
    page = ouvrir()
    tri(page, reponses={"sit-0": "forme-1"})
    page.get_by_role("button", name="Carte précédente").click()
    lire = page.get_by_role("button", name="Lire leurs raisons")
    lire.click()
    assert page.locator(".tri .mot").inner_text().replace("\xa0", " ") == "La comparaison s’ouvre plus bas : exécutez la cellule suivante."
    comparaison(page, donnees={"cle": "autre"}, repondues=[0])
    lire.click()
    assert page.locator(".tri .mot").is_visible(), "une comparaison d’une autre clé ne répond pas"
    i = comparaison(page, repondues=[0, 7], i=7)
    comparaison(page, repondues=[0, 7], i=7)
    lire.click()
    attendre(page, "document.activeElement.innerText === 'Douze chaises pour un quartier' && document.activeElement.tagName === 'H2'")
    assert page.locator(".tri .mot").is_hidden()
    assert [g["carte"] for g in journal(page, i)] == ["sit-0"] and journal(page, i + 1) == [], "une seule répond"
    page.locator(".comp").nth(1).get_by_role("button", name="Revenir au tri").click()
    assert actif(page).startswith("H3 Douze chaises")
    page.evaluate("essai.demonter[0]()")
    page.locator(".comp").nth(1).get_by_role("button", name="Revenir au tri").click()
    assert "exécutez sa cellule" in page.locator(".comp .mot").nth(1).inner_text()


# ---------- accessibilité, tailles ----------

VUES = {
    "à classer": "essai.tri({ donnees: { doute: 'Un mot.' } })",
    "ordonnée, classée": "essai.tri({ donnees: { ordonne: true, borne_debut: 'liens plus lâches', borne_fin: 'liens plus serrés' }, reponses: { 'sit-0': 'forme-1', 'sit-1': 'je-ne-sais-pas' }, avertissement: 'Une ligne abîmée a été mise de côté.' }); document.querySelector('.tri .bouton:not(.principal)').click(); document.querySelectorAll('.te details').forEach(e => { e.open = true; })",
    "panne, recommencer": "essai.tri({ panne: 'Le disque est plein.' }); document.querySelectorAll('input')[3].click(); document.querySelector('.pied .bouton').click()",
    "finie": "essai.tri({ reponses: Object.fromEntries(essai.donneesTri().cartes.map((c, i) => [c.id, `forme-${i % 8}`])) })",
    "60 × 12": "essai.tri({ donnees: { cartes: 60, cases: 12 }, reponses: { 'sit-40': 'forme-11' } }); document.querySelector('.ensemble').open = true",
    "attente": "essai.comparaison({ repondues: [] })",
    "carte": "essai.comparaison(); document.querySelectorAll('details').forEach(e => { e.open = true; })",
    "je ne sais pas": "essai.comparaison({ sait: false })",
    "ensemble": "essai.comparaison({ donnees: { ordonne: true } }); [...document.querySelectorAll('.comp button')].find(b => b.textContent.startsWith('Vue')).click()",
}


def monter(page, vue):
    page.evaluate(f"() => {{ {VUES[vue]}; }}")
    page.wait_for_timeout(120)


@pytest.mark.parametrize("clair", ["true", "false"], ids=["clair", "sombre"])
@pytest.mark.parametrize("largeur", [360, 1366])
def test_axe_aucune_violation_serieuse(ouvrir, largeur, clair):
    page = ouvrir(largeur=largeur)
    mesures, contrastes = (largeur, clair) in {(360, "true"), (1366, "false")}, 0  # les couleurs ne dépendent pas de la largeur
    for vue in VUES:
        aller(page)
        page.evaluate("c => { localStorage.clear(); document.body.dataset.jpThemeLight = c; }", clair)
        monter(page, vue)
        mal, vus = axe_grave(page, contrastes=mesures)
        assert mal == [], vue
        contrastes += vus
    assert contrastes > 150 or not mesures, "le contrôle des contrastes n’a rien mesuré"


@pytest.mark.parametrize("vue", VUES)
def test_tailles(ouvrir, vue):
    """320 px (zoom 400 %), 360 px, espacement de WCAG 1.4.12, texte à 200 % ; corps d’au moins 16 px, cibles d’au moins 44 px."""
    page = ouvrir(largeur=320, hauteur=256)
    monter(page, vue)
    tient_partout(page)


def test_le_fil_seulement_si_l_ordre_vient_d_un_auteur(ouvrir):
    page = ouvrir()
    tri(page)
    assert page.locator(".ordonnee").count() == 0 and "ordre est celui de la collection" in page.locator(".note").inner_text()
    tri(page, donnees={"cle": "dhume", "ordonne": True, "note_ordre": "", "borne_debut": "moins", "borne_fin": "plus"})
    assert page.locator(".ordonnee").count() == 1 and page.locator(".borne").all_inner_texts() == ["moins", "plus"]
    assert page.locator(".tri").nth(1).locator("input").first.get_attribute("aria-describedby") == page.locator(
        ".borne"
    ).first.get_attribute("id")


def test_soixante_cartes_douze_cases_restent_fluides(ouvrir):
    page = ouvrir()
    page.evaluate(
        "() => { essai.tri({ donnees: { cle: 'petit', cartes: 12, cases: 9 } }); essai.tri({ donnees: { cle: 'grand', cartes: 60, cases: 12 } }); document.querySelectorAll('.ensemble').forEach(e => { e.open = true; }); }"
    )
    page.wait_for_timeout(100)
    petit, grand = (
        page.evaluate("""() => { const duree = t => { const tri = document.querySelectorAll('.tri')[t], form = tri.querySelector('form'), radios = tri.querySelectorAll('input'), temps = [];
        for (let i = 0; i < 11; i += 1) { const a = performance.now(); radios[i % 9].click(); form.requestSubmit(); tri.getBoundingClientRect().height; temps.push(performance.now() - a); }
        return temps.sort((a, b) => a - b)[5]; }; duree(0); duree(1); return [duree(0), duree(1)]; }""")
    )
    print(f"changement de carte : {petit:.2f} ms (12 × 9), {grand:.2f} ms (60 × 12)")
    assert grand < 10 * max(petit, 0.5)
