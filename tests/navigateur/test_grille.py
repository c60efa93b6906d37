"""La grille et le panneau des lectures : ce qui s’enregistre, ce qui part vers la page, et la page elle-même dans Chromium.

Les essais de navigateur montent les vrais composants devant les vraies activités Python : aucun calcul n’y est imité.
"""

import csv
import io
import json
import re
from datetime import datetime

import pytest
from composants import aller, axe_grave, deborde, tient_partout, tout_est_marque
from patience import attendre, deplier, devient, peinte
from playwright.sync_api import expect

from travailler_ensemble import corpus
from travailler_ensemble.activites.accord import accord
from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.criteres import LONG_RECIT, LONGS_MOTS, jeu
from travailler_ensemble.affichage.composants.accord import AccordVivant
from travailler_ensemble.affichage.composants.grille import Grille
from travailler_ensemble.affichage.composants.lectures import Lectures
from travailler_ensemble.affichage.pages.compte_rendu import en_csv, en_html, labos
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.codage import bande, ouverts, pouvoir
from travailler_ensemble.panel.effet import TROP_PEU, EffetAccord, effet_de

C = corpus.lire()
PANEL = Panel(C)


@pytest.fixture
def carnet(tmp_path):
    return Carnet(tmp_path / "mes-reponses")


@pytest.fixture
def monter(carnet):
    """`monter(clé)` : une grille sur le carnet de l’essai, comme l’assemble l’atelier."""

    def fait(cle):
        j = jeu(C, cle)
        return Grille(j, carnet.feuillet(cle), graine=7, heure=heure_dite, effet=effet_de(j, PANEL))

    return fait


@pytest.fixture
def rediger(carnet):
    """`rediger(grille)` : l’accord du labo 10, sur cette grille."""

    def fait(grille):
        sujet = accord(C, "question-accord")
        return AccordVivant(sujet, carnet.feuillet(sujet.cle), graine=7, heure=heure_dite, effet=EffetAccord(sujet, PANEL), grille=grille)

    return fait


def repondre(grille, reponses, n=0):
    for k, (champ, valeur) in enumerate(reponses.items(), n + 1):
        grille.traiter({"geste": "repondre", "champ": champ, "valeur": valeur, "vue": "v", "n": k})


TROIS = {"crit-acteurs-differents": "exigé", "crit-action-commune": "exigé", "crit-formalisation": "écarté"}


# L’activité, sans page


def test_la_definition_et_son_effet_suivent_chaque_reponse(monter):
    g = monter("ma-definition")
    assert g.etat["effet"]["vide"] and not g.etat["effet"]["voisins"]
    repondre(g, {"crit-action-commune": "exigé"})
    e = g.etat["effet"]
    assert e["bilan"] == TROP_PEU and not e["voisins"] and not e["proches"] and not e["lectures"]
    repondre(g, {"crit-egalite": "exigé"}, 1)
    e = g.etat["effet"]
    assert e["tranche"] and not e["bilan"] and len(e["voisins"]) == 17 and len(e["lectures"]) == len(g.sujet.situations)
    assert sum(e["comptes"].values()) == len(g.sujet.situations)
    assert {v["enonce"] for v in e["voisins"]} == {x["id"] for x in g.donnees["enonces"]}
    assert all("en commun" in v["dit"] for v in e["voisins"])
    json.dumps(g.etat)


def test_reprendre_annuler_recommencer(monter):
    g = monter("ma-definition")
    repondre(g, TROIS)
    assert g.suite.reponses == TROIS
    g.traiter({"geste": "annuler", "vue": "v", "n": 4})
    assert "crit-formalisation" not in g.suite.reponses
    g.traiter({"geste": "recommencer", "vue": "v", "n": 5})
    assert g.suite.reponses == {} and g.etat["effet"]["vide"] and g.etat["tour"] == 2
    quittes = {c: v for c, v in TROIS.items() if c != "crit-formalisation"}  # le dernier, annulé avant d’en sortir, n’a pas été remis
    assert monter("ma-definition").suite.remises == quittes, "l’historique reste, même après un redémarrage"


def test_revenir_a_sans_effet_retire_le_critere_de_la_definition(monter):
    g = monter("ma-definition")
    repondre(g, {**TROIS, "crit-egalite": "exigé"})
    repondre(g, {"crit-egalite": "sans effet"}, 4)
    assert g.sujet.reglages(g.suite.reponses) == TROIS
    assert "commande" not in g.etat["effet"]["phrase"]


def test_une_commande_tenue_le_reste_apres_recommencer_et_le_compte_rendu_dit_celles_de_la_regle_gardee(monter):
    """Les réglages du corrigé tiennent chacun leur commande."""
    g = monter("definition-sur-mesure")
    reglages = [
        ({"crit-engagement-volontaire": "exigé", "crit-action-commune": "exigé"}, "1"),
        ({"crit-organismes": "exigé", "crit-action-commune": "exigé", "crit-duree": "écarté"}, "2"),
        (dict.fromkeys(("crit-acteurs-differents", "crit-organismes", "crit-action-commune", "crit-cadre"), "exigé"), "3"),
    ]
    assert [c["tenue"] for c in g.etat["effet"]["commandes"]] == [False] * 3
    for k, (reponses, rang) in enumerate(reglages):
        repondre(g, reponses, 10 * k)
        assert [c["tenue"] for c in g.etat["effet"]["commandes"]] == [i <= k for i in range(3)]
        assert g.effet.resumer(g.suite.reponses).startswith(f"Commande tenue\u00a0: {rang}.")
        g.traiter({"geste": "recommencer", "vue": "v", "n": 10 * k + 9})
    assert [c["tenue"] for c in monter("definition-sur-mesure").etat["effet"]["commandes"]] == [True] * 3


def test_une_commande_pas_encore_tenue_dit_le_recit_qui_l_en_empeche(monter):
    g = monter("definition-sur-mesure")
    repondre(g, dict.fromkeys(("crit-organismes", "crit-action-commune"), "exigé"))
    dites = [c["dit"] for c in g.etat["effet"]["commandes"]]
    assert dites[0] == "«\u00a0Du sable dans les chaussures\u00a0» est reconnue." and dites[2] == "Il manque 2\u00a0critères exigés."


@pytest.mark.parametrize(
    ("cle", "champ", "valeur"),
    [
        ("ma-definition", "crit-egalite", "oui"),
        ("ma-definition", "crit-inconnu", "exigé"),
        ("ma-definition", "mots:crit-egalite", "aucun ne commande"),
        ("ma-definition", "recit", "Un récit."),
        ("ma-situation", "crit-egalite", "exigé"),
        ("ma-situation", "recit", "x" * (LONG_RECIT + 1)),
        ("ma-situation", "mots:crit-egalite", "x" * (LONGS_MOTS + 1)),
        ("coder-cafe", "recit", "On ne réécrit pas une situation de la collection."),
    ],
)
def test_une_reponse_etrangere_n_est_pas_enregistree(monter, carnet, cle, champ, valeur):
    g = monter(cle)
    repondre(g, {champ: valeur})
    assert g.suite.reponses == {} and carnet.feuillet(cle).evenements() == ()


def test_l_avancement_dit_quand_une_grille_est_faite(monter):
    definition, codage = monter("ma-definition"), monter("coder-cafe")
    mots = [definition.etat["avancement"]["mot"]]
    for k, c in enumerate(TROIS):
        repondre(definition, {c: TROIS[c]}, k)
        mots.append(definition.etat["avancement"]["mot"])
    assert mots == ["à faire", "en cours", "faite", "faite"]
    repondre(codage, {"mots:crit-egalite": "une voix par personne"})
    assert codage.etat["avancement"]["mot"] == "à faire", "des mots sans réponse ne codent rien"
    repondre(codage, dict.fromkeys(codage.sujet.champs(), "inconnu"), 1)
    assert codage.etat["avancement"] == {"faites": 27, "total": 27, "mot": "faite"}


def test_dix_criteres_suffisent_et_les_plus_puissants_viennent_d_abord(monter):
    g = monter("coder-cafe")
    dits = [c["id"] for f in g.donnees["familles"] for c in f["criteres"]]
    peut = pouvoir(PANEL.enonces.values(), dits)
    assert sorted(dits) == sorted(g.sujet.champs()) and [peut[c] for c in dits] == sorted(peut.values(), reverse=True)
    repondre(g, dict.fromkeys(dits[:9], "oui"))
    assert g.etat["avancement"]["mot"] == "en cours" and not g.etat["effet"]["arret"]
    repondre(g, {dits[9]: "oui"}, 9)
    assert g.etat["avancement"]["mot"] == "faite"
    attendent = ouverts(PANEL.enonces.values(), g.effet.codage(g.suite.reponses), dits[10:])
    assert attendent and f"{attendent}\u00a0textes attendent" in g.etat["effet"]["arret"]
    repondre(g, dict.fromkeys(dits[10:26], "oui"), 10)
    assert "plus aucun texte" in g.etat["effet"]["arret"], "le dernier critère ne fait basculer personne"


@pytest.mark.parametrize("g", [g["id"] for g in C.lignes("grilles") if g["situation"]])
def test_coder_comme_la_collection_donne_ses_lectures_meme_si_la_grille_pose_peu_de_criteres(monter, g):
    """Un critère auquel le récit répond et que la grille ne pose pas vient de la collection : aucun texte n’hésite à cause de lui."""
    codage = monter(g)
    vue = Lectures(codage, PANEL)
    siennes = PANEL.codages[codage.sujet.situation]
    repondre(codage, {c: siennes[c] for c in codage.sujet.champs()})
    lues = {x.enonce.id: x.verdict for liste in PANEL.lectures(codage.sujet.situation).values() for x in liste}
    assert vue.etat["bande"] == bande([PANEL.enonces[e] for e in vue.donnees["bande"]], siennes, "un partenariat")._asdict()
    dites = {x["enonce"]: x["verdict"] for f in vue.etat["formes"] for x in f["lectures"]}
    assert dites and all(lues[e] == v for e, v in dites.items())
    assert set(lues) == set(dites) | {x["enonce"] for x in [*vue.etat["reussites"], *vue.donnees["muets"]]}, "personne n’est oublié"
    assert vue.etat["collection"]["comptes"] == {"accord": len(codage.sujet.criteres), "nuance": 0, "desaccord": 0}
    absents = {c for c, v in siennes.items() if v != "inconnu"} - set(codage.sujet.champs())
    assert len(vue.etat["collection"]["donnes"]) == len(absents) and bool(absents) <= bool(codage.donnees["donnes"])


def test_le_compte_rendu_porte_la_phrase_le_recit_et_les_mots(monter, carnet):
    repondre(monter("ma-definition"), TROIS)
    repondre(
        monter("ma-situation"),
        {"recit": "Trois services, <b>une</b> permanence.", "crit-egalite": "oui", "mots:crit-egalite": "aucun ne commande"},
    )
    repondre(monter("coder-cafe"), {"crit-egalite": "oui", "crit-formalisation": "oui", "crit-duree": "oui"})
    page = en_html(labos(C, carnet, PANEL), datetime.now().astimezone())
    assert "Pour moi, il y a partenariat quand" in page
    assert "Trois services, &lt;b&gt;une&lt;/b&gt; permanence." in page
    assert "«\u00a0aucun ne commande\u00a0»" in page
    assert "Au plus près par les lectures" in page, "la définition dit qui définit de même"
    table = en_csv(labos(C, carnet, PANEL))
    dits = {
        x["champ"]: x["ce_qui_en_est_dit"]
        for x in csv.DictReader(io.StringIO(table.removeprefix("\ufeff")), delimiter=";")
        if x["activite"] == "coder-cafe"
    }
    assert dits["crit-egalite"] == "comme la collection"
    assert dits["crit-formalisation"] == "à l’opposé de la collection"
    assert dits["crit-duree"].startswith("l’un des deux")
    assert table.count(";ma-definition;") == 4 and table.count(";ma-situation;") == 2


def test_le_catalogue_connait_les_grilles():
    assert {"ma-definition", "coder-cafe", "ma-situation"} <= {s.cle for s in sujets(C)}


# Les lectures d’une situation codée


def test_rien_ne_part_avant_la_reponse_ni_le_codage_de_la_collection_au_dela(monter):
    g = monter("coder-cafe")
    vue = Lectures(g, PANEL)
    assert vue.etat["formes"] == [] and vue.etat["collection"] is None
    assert "une voix par personne" not in json.dumps([vue.donnees, vue.etat])
    repondre(g, {"crit-organismes": "inconnu"})
    assert [x["critere"] for x in vue.etat["collection"]["lignes"]] == ["organismes"]
    assert "une voix par personne" not in json.dumps([vue.donnees, vue.etat])
    repondre(g, {"crit-egalite": "oui"}, 1)
    assert "une voix par personne" in json.dumps(vue.etat)


def test_mes_mots_servent_d_indices_et_changent_la_lecture_sans_changer_le_verdict(monter):
    g = monter("ma-situation")
    vue = Lectures(g, PANEL)
    assert vue.donnees["collection"] is False
    repondre(g, {"crit-egalite": "non"})
    avant = {x["enonce"]: x["verdict"] for f in vue.etat["formes"] for x in f["lectures"]}
    repondre(g, {"mots:crit-egalite": "la mairie décide"}, 1)
    dites = [x for f in vue.etat["formes"] for x in f["lectures"]]
    assert {x["enonce"]: x["verdict"] for x in dites} == avant
    assert any(t["indice"] == "la mairie décide" for x in dites for p in x["pivots"] for t in p["termes"])
    repondre(g, {"crit-egalite": "inconnu"}, 2)
    assert "la mairie décide" not in json.dumps(vue.etat), "des mots ne montrent plus rien sous « on ne sait pas »"


def test_ce_qui_ferait_changer_un_verdict_le_fait_changer(monter):
    g = monter("ma-situation")
    vue = Lectures(g, PANEL)
    repondre(g, {"crit-egalite": "oui", "crit-action-commune": "oui", "crit-negociation": "oui"})
    noms = {c["court"]: c["id"] for c in C.lignes("criteres")}
    b = next(b for b in vue.etat["bascules"] if noms[b["critere"]] == "crit-action-commune")
    assert b["moi"] == "oui" and [s["valeur"] for s in b["essais"]] == ["non"]
    avant = {x["enonce"]: x["verdict"] for f in vue.etat["formes"] for x in f["lectures"]}
    repondre(g, {"crit-action-commune": "non"}, 3)
    apres = {x["enonce"]: x["verdict"] for f in vue.etat["formes"] for x in f["lectures"]}
    changees = [e for e in avant if avant[e] != apres[e]]
    dits = " ".join(s["noms"] for s in b["essais"][0]["dit"])
    assert vue.etat["bande"] == b["essais"][0]["bande"]
    assert changees and all(PANEL.formulation.dire_enonce(e) in dits for e in changees)


def test_une_definition_n_a_pas_de_lectures(monter):
    with pytest.raises(ValueError, match="ne code aucune situation"):
        Lectures(monter("ma-definition"), PANEL)


# L’accord, et ce qu’il change

CODEES = {"crit-acteurs-differents": "oui", "crit-action-commune": "oui", "crit-negociation": "non", "crit-egalite": "inconnu"}
ACCORD = {"phrase-1": "On décide ensemble, chaque mois.", "critere-1": "crit-negociation oui"}


def test_chaque_phrase_rattachee_refait_les_lectures_sans_toucher_au_codage(monter, rediger):
    g = monter("ma-situation")
    a = rediger(g)
    assert not a.etat["effet"]["code"]
    repondre(g, CODEES)
    assert a.etat["effet"]["code"], "l’accord suit la grille"
    repondre(a, {"critere-1": "crit-negociation oui"})
    assert a.etat["effet"]["changent"] == [], "un lien sans phrase n’établit rien"
    repondre(a, ACCORD, 1)
    e = a.etat["effet"]
    attendu = bande(g.effet.textes, {**CODEES, "crit-negociation": "oui"}, "un partenariat")
    assert e["apres"] == attendu._asdict() and e["avant"] == g.effet.bande(CODEES)._asdict() != e["apres"]
    assert sum(int(x["dit"].split("\u00a0")[0]) for x in e["changent"]) == int(re.search(r"(\d+)\u00a0texte", e["seules"]["1"])[1])
    assert g.suite.reponses == CODEES and a.etat["avancement"]["mot"] == "en cours"
    repondre(a, {"phrase-2": "Six mois, puis on s’arrête.", "critere-2": "crit-duree non"}, 3)
    assert a.etat["avancement"]["mot"] == "faite"


@pytest.mark.parametrize(("champ", "valeur"), [("critere-1", "crit-egalite"), ("critere-7", "crit-egalite oui"), ("phrase-1", "x" * 401)])
def test_un_accord_n_accepte_que_ses_champs(monter, rediger, champ, valeur):
    a = rediger(monter("ma-situation"))
    repondre(a, {champ: valeur})
    assert a.suite.reponses == {}


def test_le_compte_rendu_montre_les_lectures_sans_et_avec_l_accord(monter, rediger, carnet):
    g = monter("ma-situation")
    a = rediger(g)
    repondre(g, CODEES)
    repondre(a, {"texte": "Mon accord d’avant."})
    lignes = next(s.lignes for x in labos(C, carnet, PANEL) for s in x.sections if s.sujet.cle == "question-accord")
    assert [(x.titre, x.revue) for x in lignes] == [("Mon texte", "Mon accord d’avant.")], "une réponse d’avant reste lisible"
    repondre(a, ACCORD, 1)
    texte, lectures = next(s.lignes for x in labos(C, carnet, PANEL) for s in x.sections if s.sujet.cle == "question-accord")
    assert texte.revue == "On décide ensemble, chaque mois. (décision négociée : oui)"
    assert (lectures.remise, lectures.revue) == (a.etat["effet"]["avant"]["dit"], a.etat["effet"]["apres"]["dit"])
    assert all(x["noms"] in lectures.retour for x in a.etat["effet"]["changent"])


# La page, dans Chromium


@pytest.fixture
def page(ouvrir, monter, rediger):
    """`page(module, clé, …, largeur=…)` : les composants montés devant leurs activités ; `page.modeles` les garde."""

    def fait(*pieces, largeur=1366, hauteur=900, theme="true", page_neuve=None, **options):
        p = page_neuve or ouvrir(largeur=largeur, hauteur=hauteur, **options)
        modeles = fait.modeles

        def noyau(nom, geste):
            if geste:
                modeles[nom].traiter(geste)
            return {n: {"donnees": m.donnees, "etat": m.etat} for n, m in modeles.items()}

        for piece in pieces:
            sorte, cle = piece.split(":")
            if f"grille:{cle}" not in modeles:
                modeles[f"grille:{cle}"] = monter(cle)
            if sorte == "lectures":
                modeles[piece] = Lectures(modeles[f"grille:{cle}"], PANEL)
        if "accord:ma-situation" in pieces:
            modeles["accord:ma-situation"] = rediger(modeles["grille:ma-situation"])
        if page_neuve is None:
            p.expose_function("noyau", noyau)
        p.evaluate(
            """async ([pieces, theme]) => {
              document.body.dataset.jpThemeLight = theme;
              for (const f of ['grille.css', 'lectures.css', 'question.css', 'accord.css']) await new Promise((r) => { const l = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: f, onload: r }); document.head.append(l); });
              const tout = await noyau('', null), ecoutes = {}, etats = {};
              window.gestes = [];
              window.retenir = false;
              for (const piece of pieces) {
                ecoutes[piece] = new Set(); etats[piece] = tout[piece].etat;
                const modele = { donnees: tout[piece].donnees, etat: () => etats[piece], sur: (f) => { ecoutes[piece].add(f); return () => ecoutes[piece].delete(f); },
                  demander: async (g) => { gestes.push(g); if (retenir) return; const r = await noyau(piece, g); for (const q of pieces) { etats[q] = r[q].etat; for (const f of [...ecoutes[q]]) f(); } } };
                const { monter } = await import(`./${piece.split(':')[0]}.mjs`);
                const place = document.querySelector('main').appendChild(document.createElement('div'));
                (window.demonter ??= []).push(monter(place, modele));
              }
            }""",
            [list(pieces), theme],
        )
        return p

    fait.modeles = {}
    return fait


def radio(p, critere, valeur):
    return p.locator(f"input[type=radio][name$='-{critere}'][value='{valeur}']")


def regler(p, reponses):
    for critere, valeur in reponses.items():
        radio(p, critere, valeur).evaluate("e => { e.closest('details').open = true; e.click(); }")
        p.wait_for_function(f"gestes.some(g => g.champ === '{critere}' && g.valeur === '{valeur}')")
    p.wait_for_function("document.querySelector('.etat').innerText.includes('Enregistré')")


def clair(texte):
    return texte.replace("\xa0", " ")


@pytest.mark.navigateur
def test_au_clavier_seul_composer_sa_definition(page):
    p = page("grille:ma-definition")
    p.keyboard.press("Tab")
    p.keyboard.press("Tab")  # le résumé de la famille, puis le premier critère
    devient(lambda: p.evaluate("document.activeElement.value"), "sans effet")
    p.keyboard.press("ArrowLeft")
    p.keyboard.press("Tab")  # avant les 600 ms : la réponse part quand même
    p.keyboard.press("ArrowLeft")
    p.wait_for_function("gestes.length === 2")
    p.wait_for_function(f"document.querySelector('.effet .grand').innerText.includes('sur {len(C.lignes('situations'))}')")
    devient(
        lambda: p.evaluate("gestes.map(g => [g.champ, g.valeur])"), [["crit-acteurs-differents", "exigé"], ["crit-organismes", "exigé"]]
    )
    expect(p.locator("[role=status]")).to_have_text(re.compile(r"^Enregistré à.*reconnue.*Au plus près", re.DOTALL), use_inner_text=True)
    p.evaluate("essai.fuites.length = 0")
    for touche in ["a", "b", "x", "d", "d", "j", "Escape", "Control+c", "ArrowDown"]:
        p.keyboard.press(touche)
    devient(lambda: p.evaluate("essai.fuites"), [])


@pytest.mark.navigateur
def test_qui_code_voit_ou_tombe_chaque_question(page):
    p = page("grille:coder-cafe", "grille:ma-definition")
    for c in C.lignes("criteres"):
        notes = p.locator(f".critere:has(input[name$='-{c['id']}']) .note")
        expect(notes).to_have_count(1)  # le codage les montre, la définition non
        expect(notes, c["id"]).to_contain_text(f"Oui : {clair(c['exemple_oui'])}Non : {clair(c['exemple_non'])}")


@pytest.mark.navigateur
def test_l_effet_se_montre_par_etapes(page):
    p = page("grille:ma-definition")
    expect(p.locator(".effet")).to_contain_text("Exigez deux critères", use_inner_text=True)
    expect(p.locator(".resultats")).to_be_hidden()
    expect(p.locator(".voisins").first).to_be_hidden()
    regler(p, {"crit-action-commune": "exigé"})
    p.wait_for_function("document.querySelector('.effet').innerText.includes('trop peu')")
    expect(p.locator(".effet")).to_contain_text(TROP_PEU, use_inner_text=True)
    expect(p.locator(".phrase")).to_be_visible()
    expect(p.locator("h3", has_text="Qui définit")).to_be_hidden()
    regler(p, {"crit-negociation": "exigé"})
    p.wait_for_selector(".voisins li >> visible=true")
    g = page.modeles["grille:ma-definition"]
    e = g.etat["effet"]
    expect(p.locator(".phrase")).to_have_text(clair(e["phrase"]), use_inner_text=True)
    expect(p.locator(".voisins li >> visible=true")).to_have_count(sum(v["proche"] for v in e["voisins"]))
    devient(lambda: p.locator(".effet .verdicts > .O").count() - 1, e["comptes"]["reconnue"])  # la légende en porte une
    p.locator("summary", has_text="situations, une à une").click()
    expect(p.locator(".lues > li")).to_have_count(len(C.lignes("situations")))
    p.locator("summary", has_text="autres définitions").click()
    expect(p.locator(".voisins > li")).to_have_count(17)


@pytest.mark.navigateur
def test_une_situation_ouverte_le_reste_quand_son_verdict_change(page):
    p = page("grille:ma-definition")
    regler(p, {"crit-action-commune": "exigé", "crit-negociation": "exigé"})
    p.locator("summary", has_text="situations, une à une").click()
    fiche = p.locator(".lues details", has_text="Le garage du samedi")
    fiche.locator("summary").click()
    expect(fiche.locator("xpath=ancestor::div[contains(@class,'lues-bloc')]//h4")).to_contain_text("reconnues", use_inner_text=True)
    fiche.locator("summary").focus()
    regler(p, {"crit-formalisation": "écarté"})
    p.wait_for_function(
        "[...document.querySelectorAll('.lues-bloc')].find(b => b.innerText.includes('Le garage du samedi')).querySelector('h4').innerText.includes('non')"
    )
    attendre(lambda: fiche.evaluate("e => e.open"), page=page)
    expect(fiche.locator(".recit").first).to_be_visible()
    attendre(lambda: p.evaluate("document.activeElement.innerText.includes('Le garage du samedi')"))


@pytest.mark.navigateur
def test_annuler_et_recommencer_a_l_ecran(page):
    p = page("grille:ma-definition")
    regler(p, TROIS)
    p.locator("button", has_text="Annuler").click()
    p.wait_for_function("document.querySelector('[role=status]').innerText.startsWith('Annulé')")
    expect(p.locator("[role=status]")).to_contain_text("« Contrat, convention, formalisation » : sans effet", use_inner_text=True)
    expect(radio(p, "crit-formalisation", "sans effet")).to_be_checked()
    p.locator("button", has_text="Recommencer").first.click()
    p.locator(".confirmer button", has_text="Recommencer").click()
    p.wait_for_function("document.querySelector('.resultats').hidden")
    expect(p.locator("input[value='exigé']:checked")).to_have_count(0)
    devient(lambda: p.evaluate("document.activeElement.tagName"), "H2")


@pytest.mark.navigateur
def test_ce_qui_s_ecrit_ne_sort_pas_et_ne_se_perd_pas(page):
    p = page("grille:ma-situation")
    zone = p.locator("textarea")
    zone.focus()
    p.keyboard.type("Deux services, dd aa xx.\n")
    p.keyboard.press("Enter")
    p.keyboard.type("Une <b>salle</b>.")
    devient(lambda: p.evaluate("essai.fuites"), [])
    devient(lambda: p.evaluate("gestes"), [])
    attendre(lambda: "salle" in p.evaluate("Object.values(localStorage).join()"))  # l’esquisse est gardée sans attendre
    p.evaluate("window.retenir = true; demonter[0]()")  # le noyau se tait, la page s’en va
    devient(lambda: p.evaluate("gestes.map(g => g.champ)"), ["recit"])
    aller(p)
    page("grille:ma-situation", page_neuve=p)
    p.wait_for_function("document.querySelector('textarea').value.includes('salle')")
    p.wait_for_function("gestes.length && document.querySelector('.etat').innerText.includes('Enregistré')")
    devient(lambda: page.modeles["grille:ma-situation"].suite.reponses["recit"], "Deux services, dd aa xx.\n\nUne <b>salle</b>.")


@pytest.mark.navigateur
def test_les_lectures_suivent_le_codage_et_le_focus_passe_de_l_un_a_l_autre(page):
    p = page("grille:coder-cafe", "lectures:coder-cafe")
    expect(p.locator("h2", has_text="Les lectures attendent")).to_be_visible()
    p.locator("button", has_text="Lire les auteurs").click(force=True)  # dit inactif, il répond quand même par une phrase
    expect(p.locator(".gestes .mot")).to_contain_text("Répondez d’abord", use_inner_text=True)
    radio(p, "crit-egalite", "oui").click()
    p.wait_for_selector("h3 >> text=Si une seule réponse changeait")
    attendre(lambda: radio(p, "crit-egalite", "oui").evaluate("e => e === document.activeElement"))
    p.locator(".critere", has_text="Égalité").locator("input[type=text]").fill("une voix par personne")
    p.keyboard.press("Tab")
    p.wait_for_function("gestes.some(g => g.champ === 'mots:crit-egalite')")
    p.locator("button", has_text="Lire les auteurs").click()
    devient(lambda: p.evaluate("document.activeElement.innerText"), "Ce que les auteurs y lisent")
    p.locator("button", has_text="Revenir à la grille").click()
    attendre(lambda: p.evaluate("document.activeElement.innerText").startswith("Coder"))
    regler(p, {"crit-action-commune": "non"})
    p.wait_for_function("[...document.querySelectorAll('.lectures [role=status]')].some(e => e.textContent.includes('change'))")
    v = page.modeles["lectures:coder-cafe"].etat
    expect(p.locator(".lues > li")).to_have_count(sum(len(f["lectures"]) for f in v["formes"]) + len(v["reussites"]))
    expect(p.locator(".codages > li")).to_have_count(2)
    essai = v["bascules"][0]["essais"][0]
    p.locator(".essais button").first.click()  # il agit aussitôt, et n’enregistre rien
    expect(p.locator(".et-si .bande")).to_have_text(f"{essai['bande']['dit']}.", use_inner_text=True)
    expect(p.locator(".et-si .change")).to_have_count(
        sum(a != b for a, b in zip(v["bande"]["lettres"], essai["bande"]["lettres"], strict=True))
    )
    devient(lambda: p.evaluate("gestes.filter(g => g.geste === 'repondre').length"), 3)
    p.locator(".essais button").first.click()
    expect(p.locator(".et-si .change")).to_have_count(0)
    p.evaluate("essai.fuites.length = 0")
    for touche in ["a", "x", "d", "d"]:
        p.keyboard.press(touche)
    devient(lambda: p.evaluate("essai.fuites"), [])


@pytest.mark.navigateur
def test_l_accord_s_ecrit_au_clavier_et_les_lectures_se_refont_a_cote(page):
    p = page("grille:ma-situation", "accord:ma-situation")
    expect(p.locator(".accord .effet")).to_contain_text("Codez d’abord", use_inner_text=True)
    regler(p, CODEES)
    expect(p.locator(".accord .effet")).to_contain_text("Aucune lecture ne change encore", use_inner_text=True)
    p.locator(".accord textarea").first.focus()
    p.keyboard.type(ACCORD["phrase-1"])
    p.keyboard.press("Tab")
    p.keyboard.type("Décision")  # une liste se parcourt par ses premières lettres
    e = page.modeles["accord:ma-situation"]
    attendre(lambda: e.suite.reponses == ACCORD, page=p)
    expect(p.locator(".accord .change")).to_have_count(
        sum(a != b for a, b in zip(e.etat["effet"]["avant"]["lettres"], e.etat["effet"]["apres"]["lettres"], strict=True))
    )
    expect(p.locator(".accord [role=status]")).to_contain_text("texte", use_inner_text=True)
    p.locator("button", has_text="Ajouter une phrase").click()
    devient(lambda: p.evaluate("document.activeElement.id.split('phrase-')[1]"), "2")
    p.locator(".accord textarea").nth(1).fill("Six mois.")  # rattachée avant que son texte soit parti
    p.locator(".accord select").nth(1).evaluate(
        "e => { e.value = 'crit-duree non'; e.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    attendre(lambda: e.suite.reponses.get("critere-2") == "crit-duree non" and "phrase-2" in e.suite.reponses, page=p)
    p.set_viewport_size({"width": 320, "height": 640})
    peinte(p)
    deborde(p)
    assert axe_grave(p, zones=(".accord",))[0] == []


@pytest.mark.navigateur
def test_les_mots_ne_se_demandent_que_pour_un_oui_ou_un_non(page):
    p = page("grille:coder-cafe")
    champ = p.locator(".critere", has_text="Égalité").locator("input[type=text]")
    expect(champ).to_be_hidden()
    regler(p, {"crit-egalite": "non"})
    expect(champ).to_be_visible()
    regler(p, {"crit-egalite": "inconnu"})
    expect(champ).to_be_hidden()


@pytest.mark.navigateur
@pytest.mark.parametrize(
    ("largeur", "theme", "pieces"),
    [  # chaque pièce dans un coin ; toutes, dans les autres, la nuit
        pytest.param(320, "false", ("grille:ma-definition",), id="définir, 320, sombre"),
        pytest.param(1366, "true", ("grille:coder-cafe", "lectures:coder-cafe"), id="coder, 1366, clair"),
        *(
            pytest.param(
                *coin, ("grille:ma-definition", "grille:coder-cafe", "lectures:coder-cafe", "grille:ma-situation"), marks=pytest.mark.nuit
            )
            for coin in ((320, "true"), (360, "false"), (768, "false"), (1366, "true"))
        ),
    ],
)
def test_rien_ne_deborde_et_axe_ne_trouve_rien_de_grave(page, largeur, theme, pieces):
    """Tout est déplié ; à 320 px, c’est aussi un écran de 1 280 px agrandi quatre fois."""
    p = page(*pieces, largeur=largeur, theme=theme)
    if "grille:ma-definition" in pieces:
        regler(p, {**TROIS, "crit-negociation": "exigé"})
    if "grille:coder-cafe" in pieces:
        p.evaluate("""() => { const codage = [...document.querySelectorAll('.grille')].find(g => g.querySelector('input[value=oui]'));
            for (const [c, v] of [['crit-egalite', 'oui'], ['crit-organismes', 'non'], ['crit-specificite', 'inconnu']]) codage.querySelector(`input[name$='-${c}'][value=${v}]`).click(); }""")
        p.wait_for_function("document.querySelectorAll('.codages > li').length === 3")
    deplier(p)
    # Trente récits, quarante-quatre textes, vingt-sept critères se ressemblent : deux de chaque suffisent.
    p.evaluate("""() => { for (const l of document.querySelectorAll('.lues, .voisins, .codages, .bascules, .avis')) [...l.children].slice(2).forEach(e => e.remove());
        for (const g of document.querySelectorAll('.grille')) [...g.querySelectorAll('.critere')].slice(4).forEach(e => e.remove()); }""")
    peinte(p)
    deborde(p)
    mal, contrastes = axe_grave(p)
    assert mal == [] and contrastes
    tient_partout(p)


@pytest.mark.navigateur
def test_chaque_element_qui_prend_le_focus_est_marque(page):
    p = page("grille:ma-definition", "lectures:ma-situation", "grille:ma-situation")
    regler(p, TROIS)
    tout_est_marque(p)
