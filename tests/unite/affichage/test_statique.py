"""Sans noyau : ce que montre un carnet sur une forge, imprimé, ou pendant que Python démarre."""

import re

from chacun import pour_chacun
from lxml import html

from travailler_ensemble import atelier
from travailler_ensemble.activites.catalogue import SORTES, sujets
from travailler_ensemble.activites.choix import Choix
from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.affichage.composants.comparaison import Comparer
from travailler_ensemble.affichage.composants.tri import Tri
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.corpus import lire
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.tenues import tenues

CORPUS = lire()
IDS = {table: {ligne["id"] for ligne in CORPUS.lignes(table)} for table in SORTES}
PANEL = Panel(CORPUS)
TOUS = {s.cle: s for s in sujets(CORPUS)}


def montrer(cle):
    return atelier._activite(next(table for table in SORTES if cle in IDS[table]), cle)


def texte(page):
    return re.sub(r"\s+", " ", html.fromstring(page).text_content()).strip()


@pour_chacun("cle", TOUS)
def test_chaque_activite_donne_de_quoi_repondre_a_la_main(cle):
    sujet, page = TOUS[cle], str(montrer(cle).statique())
    dit, rubriques = texte(page), sujet.sur_papier()
    assert not re.search(r"<script|<style|<input|https?:|attend d", page), "rien à charger, rien à lancer"
    assert any(r.choix or r.blancs or r.lignes for r in rubriques), "une place où répondre"
    for voulu in (sujet.titre, *(v for r in rubriques for v in (r.titre, *r.paragraphes, *r.choix))):
        assert re.sub(r"\s+", " ", voulu).strip() in dit
    if isinstance(sujet, Classement):
        assert page.count("☐") == len(sujet.cartes) * (len(sujet.cases) + 1)


@pour_chacun("cle", [c for c, s in TOUS.items() if isinstance(s, Choix)])
def test_ni_le_retour_ni_l_explication_d_une_question_n_y_est(cle):
    dit = texte(str(montrer(cle).statique()))
    assert not any(r.retour and r.retour in dit for r in TOUS[cle].reponses)


def test_les_reponses_des_auteurs_sont_repliees_et_signees():
    tri = montrer("formes")
    page = html.fromstring(str(Comparer(tri, PANEL).statique()))
    assert page.get("class") == "te-au-dos" and all(c.titre in page.text_content() for c in tri.classement.cartes)
    assert not [d for d in page.findall("details") if "open" in d.attrib]
    dhume = [t for c in tri.classement.champs() for t in tenues(PANEL, tri.classement, c) if "Dhume" in t.nom]
    lu = texte(html.tostring(page))
    assert dhume and all(re.search(r"\(\d{4}, .*déduit", t.signature) and " ".join(t.signature.split()) in lu for t in dhume)


def test_qui_tient_une_case_est_d_accord_avec_qui_la_choisit():
    for cle in ("formes", "debat-droit", "natures-textes", "coder-mardi", "prevoir-formes"):
        for carte in TOUS[cle].champs():
            for t in tenues(PANEL, TOUS[cle], carte):
                assert t.nom in [a.nom for a in PANEL.avis(TOUS[cle], carte, t.case) if a.retour == "accord"]


def test_la_forme_statique_ne_depend_pas_des_reponses(tmp_path):
    tri = Tri(TOUS["formes"], Carnet(tmp_path).feuillet("formes"), graine=7, heure=heure_dite)
    avant = tri.statique()
    tri.traiter({"geste": "ranger", "carte": "sit-jeudis-halte", "case": "forme-partenariat", "vue": "v", "n": 1})
    assert tri.suite.reponses and tri.statique() == avant
