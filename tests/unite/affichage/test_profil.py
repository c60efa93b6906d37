"""Les profils : les mêmes récits sous plusieurs oppositions, d’après les seules réponses de l’apprenant."""

import json

import pytest
from composants import axe_grave, brancher, tient_partout

from travailler_ensemble import corpus
from travailler_ensemble.activites.classement import JE_NE_SAIS_PAS, classement
from travailler_ensemble.affichage.composants.profils import Profils
from travailler_ensemble.affichage.composants.tri import Tri
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.panel.avis import Panel

C = corpus.lire()
CLES = ("duree-lahary", "forme-lahary", "choix-lahary", "objectifs-lahary")
POLES = {t: [p["pole"] for p in C.lignes("types_poles") if p["type"] == f"type-{t}"] for t in CLES}


@pytest.fixture
def poser(tmp_path):
    def fait(*cles):
        carnet = Carnet(tmp_path / "mes-reponses")
        return [Tri(classement(C, cle), carnet.feuillet(cle), graine=3, heure=heure_dite) for cle in cles or CLES]

    return fait


def ranger(tri, carte, case):
    tri.traiter({"geste": "ranger", "carte": carte, "case": case})


def tout_ranger(tris):
    """Chaque récit dans la première case de chaque tri."""
    for t in tris:
        for carte in t.classement.champs():
            ranger(t, carte, t.classement.cases[0].id)


@pytest.mark.parametrize("cle", CLES)
def test_les_cases_d_un_tri_de_profil_sont_les_poles_de_son_opposition_et_un_silence(cle):
    cases = classement(C, cle).cases
    assert [c.nom.lower() for c in cases if not c.milieu] == POLES[cle]
    assert [c.nom for c in cases if c.milieu] == ["Le récit ne le dit pas"]


def test_les_cinq_recits_ont_cinq_profils_et_chaque_pole_y_parait():
    justes = {(r["tri"], r["carte"]): r["case"] for r in C.lignes("tris_reponses") if r["tri"] in CLES and r["juste"] == "oui"}
    profils = {carte: tuple(justes[t, carte] for t in CLES) for t, carte in justes if t == CLES[0]}
    assert len(profils) == len(set(profils.values())) == 5
    for cle in CLES:
        assert {c.id for c in classement(C, cle).cases if not c.milieu} <= {justes[cle, carte] for carte in profils}


def test_un_pole_n_en_entraine_pas_un_autre():
    """Ce que le labo fait chercher : formels choisis et imposés, informels brefs et répétés."""
    justes = {(r["tri"], r["carte"]): r["case"] for r in C.lignes("tris_reponses") if r["tri"] in CLES and r["juste"] == "oui"}
    cartes = classement(C, "forme-lahary").champs()
    assert {"choisi", "impose"} <= {justes["choix-lahary", c] for c in cartes if justes["forme-lahary", c] == "formel"}
    assert {"ponctuel", "recurrent"} <= {justes["duree-lahary", c] for c in cartes if justes["forme-lahary", c] == "informel"}


def test_les_profils_suivent_les_tris_et_rien_d_autre(poser):
    tris = poser()
    vue = Profils(tris, C)
    assert vue.etat["bilan"].replace("\u00a0", " ") == "Il reste 20 réponses à donner."
    assert not any(r["mot"] for ligne in vue.etat["lignes"].values() for r in ligne), "aucune réponse ne part avant la sienne"
    ranger(tris[1], "sit-quai-9", "formel")
    assert vue.etat["lignes"]["sit-quai-9"] == [
        {"mot": m, "pole": p, "texte": ""} for m, p in (("", False), ("Formel", True), ("", False), ("", False))
    ]
    ranger(tris[1], "sit-quai-9", "non-dit")
    ranger(tris[0], "sit-quai-9", JE_NE_SAIS_PAS)
    assert vue.etat["lignes"]["sit-quai-9"][:2] == [
        {"mot": "Je ne sais pas", "pole": False, "texte": ""},
        {"mot": "Le récit ne le dit pas", "pole": False, "texte": ""},
    ]
    tris[1].traiter({"geste": "recommencer"})
    assert vue.etat["lignes"]["sit-quai-9"][1] == {"mot": "", "pole": False, "texte": ""}


def test_un_profil_dit_ce_que_le_texte_a_contredit(tmp_path):
    carnet = Carnet(tmp_path / "mes-reponses")
    tris = [Tri(classement(C, cle), carnet.feuillet(cle), graine=3, heure=heure_dite, panel=lambda: Panel(C)) for cle in CLES]
    vue = Profils(tris, C)
    tout_ranger(tris)
    assert not any(r["texte"] for ligne in vue.etat["lignes"].values() for r in ligne), "rien avant la comparaison"
    ranger(tris[1], "sit-quai-9", "informel")
    tris[1].traiter({"geste": "valider"})
    assert vue.etat["lignes"]["sit-quai-9"][1] == {"mot": "Informel", "pole": True, "texte": "le texte\u00a0: Formel"}
    assert "Le texte répond autrement" in vue.etat["bilan"]


def test_le_bilan_nomme_les_recits_de_meme_profil(poser):
    tris = poser()
    vue = Profils(tris, C)
    tout_ranger(tris)
    assert vue.etat["bilan"].startswith("«\u00a0Quai 9\u00a0», ") and vue.etat["bilan"].endswith("ont le même profil.")
    for t in tris:
        for carte, case in zip(t.classement.champs(), (r for r in 2 * [c.id for c in t.classement.cases]), strict=False):
            ranger(t, carte, case)
    for carte, case in zip(tris[3].classement.champs(), ("communs", "distincts", "melanges", "non-dit", JE_NE_SAIS_PAS), strict=True):
        ranger(tris[3], carte, case)
    assert vue.etat["bilan"].replace("\u00a0", " ") == "5 récits, 5 profils : aucun ne se répète."


def test_un_tri_qui_ne_suit_aucune_opposition_est_refuse(poser):
    with pytest.raises(KeyError, match="type-types-formes"):
        Profils(poser("duree-lahary", "types-formes"), C)


def test_la_representation_est_courte_et_l_etat_du_json(poser):
    vue = Profils(poser(), C)
    assert repr(vue) == "Profils(5 récits, 4 oppositions)"
    assert json.loads(json.dumps([vue.donnees, vue.etat])) == [vue.donnees, vue.etat]
    vue.traiter({"geste": "ranger"})


@pytest.mark.navigateur
@pytest.mark.parametrize("largeur", [360, 1000])
def test_la_page_montre_poles_silences_et_manques_en_mots(ouvrir, poser, largeur):
    tris = poser()
    vue = Profils(tris, C)
    page = ouvrir(largeur)
    n = brancher(page, "profil", vue)
    fiche = page.locator(".profils li", has_text="Quai 9")
    assert fiche.locator("dd").all_inner_texts() == ["à ranger"] * 4
    ranger(tris[1], "sit-quai-9", "formel")
    ranger(tris[2], "sit-quai-9", "non-dit")
    page.evaluate("([n, e]) => essai.modeles[n].pousser(e)", [n, vue.etat])
    assert fiche.locator("dd").all_inner_texts() == ["à ranger", "Formel", "Le récit ne le dit pas", "à ranger"]
    mal, vus = axe_grave(page)
    assert mal == [] and vus
    tient_partout(page)
