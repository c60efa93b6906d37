"""Le tri et sa comparaison, sans navigateur : ce qui part vers la page, et quand."""

import json
import os
from datetime import datetime

import pytest

from travailler_ensemble import corpus, fichiers
from travailler_ensemble.activites import sujet as module_sujet
from travailler_ensemble.activites.classement import JE_NE_SAIS_PAS, classement
from travailler_ensemble.activites.criteres import jeu
from travailler_ensemble.activites.retours import en_clair
from travailler_ensemble.affichage.composants.comparaison import Comparer
from travailler_ensemble.affichage.composants.grille import Grille
from travailler_ensemble.affichage.composants.lectures import Lectures
from travailler_ensemble.affichage.composants.profils import Profils
from travailler_ensemble.affichage.composants.tri import Tri
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.panel.avis import Panel, retours

C = corpus.lire()
PANEL = Panel(C)
P = "forme-partenariat"


@pytest.fixture
def carnet(tmp_path):
    return Carnet(tmp_path / "mes-reponses")


def poser(carnet, cle="formes", graine=3):
    return Tri(classement(C, cle), carnet.feuillet(cle), graine=graine, heure=heure_dite)


def ranger(tri, carte, case, n, vue="v"):
    tri.traiter({"geste": "ranger", "carte": carte, "case": case, "vue": vue, "n": n})


def test_une_reponse_est_accusee_puis_retrouvee_par_un_autre_carnet(carnet, tmp_path):
    tri = poser(carnet)
    ranger(tri, "sit-jeudis-halte", P, 1)
    assert tri.etat["reponses"] == {"sit-jeudis-halte": P}
    assert tri.etat["accuses"] == {"v": 1}
    assert tri.etat["enregistrement"]["etat"] == "enregistre"
    demain = poser(Carnet(tmp_path / "mes-reponses"))
    assert demain.etat["reponses"] == {"sit-jeudis-halte": P}


def test_un_geste_recu_deux_fois_ne_compte_qu_une(carnet):
    tri = poser(carnet)
    ranger(tri, "sit-jeudis-halte", P, 1)
    ranger(tri, "sit-jeudis-halte", "forme-reseau", 2)
    ranger(tri, "sit-jeudis-halte", P, 1)
    assert tri.etat["reponses"] == {"sit-jeudis-halte": "forme-reseau"}
    assert len(carnet.feuillet("formes").evenements()) == 2


@pytest.mark.parametrize(
    "geste",
    [
        {},
        {"geste": "ranger"},
        {"geste": "ranger", "carte": "sit-x", "case": P},
        {"geste": "ranger", "carte": [], "case": {}},
        {"geste": "ranger", "carte": "sit-jeudis-halte", "case": "<b>"},
        {"geste": "effacer"},
        {"geste": ["ranger"], "vue": 3, "n": "a"},
        {"geste": "ranger", "carte": None, "case": None, "vue": None, "n": None},
    ],
)
def test_un_geste_impossible_ne_leve_rien_et_n_ecrit_rien(carnet, geste):
    tri = poser(carnet)
    tri._recevoir(tri, geste, [])
    tri._recevoir(tri, "pas un geste", [])
    assert carnet.feuillet("formes").evenements() == ()


def test_un_disque_plein_se_dit_et_la_reponse_reste_a_l_ecran(carnet, monkeypatch):
    from travailler_ensemble import carnet as module

    tri = poser(carnet)

    def plein(*_):
        raise OSError(28, "plein")

    with monkeypatch.context() as m:
        m.setattr(module, "_completer", plein)
        ranger(tri, "sit-jeudis-halte", P, 1)
        assert tri.etat["enregistrement"]["etat"] == "non-enregistre"
        assert "disque est plein" in tri.etat["enregistrement"]["message"]
        assert tri.etat["reponses"] == {"sit-jeudis-halte": P}
    tri.traiter({"geste": "reessayer", "vue": "v", "n": 2})
    assert tri.etat["enregistrement"]["etat"] == "enregistre"
    assert len(Carnet(carnet.dossier).feuillet("formes").evenements()) == 1


def test_deux_carnets_ouverts_se_rejoignent(carnet, tmp_path):
    un, deux = poser(carnet), poser(Carnet(tmp_path / "mes-reponses"))
    ranger(un, "sit-jeudis-halte", P, 1)
    ranger(deux, "sit-bonne-porte", "forme-delegation", 1, vue="w")
    assert set(deux.etat["reponses"]) == {"sit-jeudis-halte", "sit-bonne-porte"}
    un.rafraichir()
    assert un.etat["reponses"] == deux.etat["reponses"]


def test_les_avis_ne_partent_qu_apres_la_reponse(carnet):
    tri = poser(carnet)
    vue = Comparer(tri, PANEL)
    assert vue.etat["courante"] is None and vue.etat["ensemble"] is None
    avant = json.dumps([tri.donnees, tri.etat, vue.donnees, vue.etat], ensure_ascii=False)
    assert "Fonteneau" not in avant
    ranger(tri, "sit-jeudis-halte", P, 1)
    assert vue.etat["courante"]["carte"] == "sit-jeudis-halte"
    assert "Fonteneau" in json.dumps(vue.etat, ensure_ascii=False)
    # on ne peut pas demander une carte à laquelle on n’a pas répondu
    vue.traiter({"geste": "montrer", "carte": "sit-bonne-porte"})
    assert vue.etat["courante"]["carte"] == "sit-jeudis-halte"


def test_la_comparaison_suit_la_derniere_reponse_et_se_vide_quand_on_recommence(carnet):
    tri = poser(carnet)
    vue = Comparer(tri, PANEL)
    ranger(tri, "sit-jeudis-halte", P, 1)
    ranger(tri, "sit-bonne-porte", "forme-delegation", 2)
    assert vue.etat["courante"]["titre"] == "La bonne porte"
    tri.traiter({"geste": "recommencer", "vue": "v", "n": 3})
    assert vue.etat["courante"] is None
    tri.traiter({"geste": "annuler", "vue": "v", "n": 4})
    assert vue.etat["classees"] == 2


def test_l_ensemble_dit_des_ex_aequo_et_ne_compte_pas_je_ne_sais_pas(carnet):
    tri = poser(carnet)
    vue = Comparer(tri, PANEL)
    for n, carte in enumerate(c.id for c in tri.classement.cartes):
        ranger(tri, carte, P if n else JE_NE_SAIS_PAS, n + 1)
    ensemble = vue.etat["ensemble"]
    assert ensemble["phrase"] == "", "qui coche partout la même case n’a rien dit de qui lui ressemble"
    assert "cartes au plus se comparent" in ensemble["detail"] and "rebattues au hasard" in ensemble["detail"]
    assert "Sur 11 de vos 12 cartes" in ensemble["note"] and "1\u00a0carte" in ensemble["note"]
    assert all(x["comparables"] >= 4 for x in ensemble["lignes"])
    assert all(x["crans"] == "" for x in ensemble["lignes"]), "pas de crans sans axe d’auteur"
    assert not any("note" in x or "rang" in x for x in ensemble["lignes"])


def test_sur_les_quatre_attitudes_l_ecart_moyen_est_en_crans(carnet):
    tri = poser(carnet, "attitudes-brachet")
    vue = Comparer(tri, PANEL)
    for n, carte in enumerate(c.id for c in tri.classement.cartes):
        ranger(tri, carte, "forme-partenariat", n + 1)
    (ligne,) = vue.etat["ensemble"]["lignes"]
    # deux informations (3 crans), trois consultations (2), deux concertations (1), un partenariat (0)
    assert ligne["crans"] == "1,8"


def test_les_representations_sont_courtes_stables_et_en_francais(carnet):
    tri = poser(carnet)
    vue = Comparer(tri, PANEL)
    assert repr(tri) == "Tri('formes', 12 cartes, 10 cases)"
    assert repr(vue) == "Comparaison('formes')"
    ranger(tri, "sit-jeudis-halte", P, 1)
    assert repr(tri) == "Tri('formes', 12 cartes, 10 cases)"
    paquet, _ = tri._repr_mimebundle_()
    assert paquet["text/plain"] == repr(tri)


def test_l_etat_est_du_json_simple(carnet):
    tri = poser(carnet)
    vue = Comparer(tri, PANEL)
    ranger(tri, "sit-jeudis-halte", P, 1)
    for x in (tri.donnees, tri.etat, vue.donnees, vue.etat):
        assert json.loads(json.dumps(x)) == x


def test_l_heure_est_dite_en_francais():
    assert heure_dite(datetime(2026, 11, 21, 14, 5)) == "14\u00a0h\u00a005"


def test_qui_suit_un_auteur_sur_tout_un_axe_le_retrouve_une_fois_fini(carnet):
    tri = poser(carnet, "attitudes-brachet")
    vue = Comparer(tri, PANEL)
    table = retours(PANEL, tri.classement)
    for n, carte in enumerate((c.id for c in tri.classement.cartes), start=1):
        assert vue.etat["ensemble"] is None or vue.etat["ensemble"]["phrase"] == "", "pendant le tri, aucun nom"
        ranger(tri, carte, table.place("aut-brachet", carte)[0], n)
    assert "Brachet" in vue.etat["ensemble"]["phrase"] and "plus que par hasard" in vue.etat["ensemble"]["phrase"]


def test_dans_un_petit_debat_on_dit_les_comptes_et_personne_de_proche(carnet):
    tri = poser(carnet, "debat-territoires")
    vue = Comparer(tri, PANEL)
    for n, carte in enumerate((c.id for c in tri.classement.cartes), start=1):
        ranger(tri, carte, "d-accord", n)
        ensemble = vue.etat["ensemble"]
        assert not ensemble["phrase"] and not ensemble["lignes"]
        assert "Rangez encore" not in ensemble["detail"], "aucun auteur n’y répond à quatre cartes : inutile de l’attendre"
    dits = ensemble["detail"].replace("\u00a0", " ")
    for mot in ("accords", "nuances", "desaccords"):
        titre = {"accords": "Accords", "nuances": "Nuances", "desaccords": "Désaccords"}[mot]
        qui = [f"{x['auteur']} ({x[mot]})" for x in ensemble["peu"] if x[mot]]
        assert bool(qui) == (f"{titre} : " in dits) and all(x in dits for x in qui)
    assert "trop peu pour dire de qui vous êtes proche" in dits and "kappa" not in dits.lower()


def test_dans_un_grand_tri_commence_on_invite_a_continuer(carnet):
    tri = poser(carnet)
    vue = Comparer(tri, PANEL)
    ranger(tri, "sit-jeudis-halte", P, 1)
    assert vue.etat["ensemble"]["detail"].startswith("Rangez encore")


def test_annuler_ne_remonte_pas_a_la_veille(carnet, tmp_path):
    """Rouvert le lendemain, un « Annuler » effacerait sans le dire une réponse que l’on ne voit pas."""
    hier = poser(carnet)
    ranger(hier, "sit-jeudis-halte", P, 1)
    assert hier.etat["annulable"]
    demain = poser(Carnet(tmp_path / "mes-reponses"))
    assert not demain.etat["annulable"]
    demain.traiter({"geste": "annuler", "vue": "w", "n": 1})
    assert demain.etat["reponses"] == {"sit-jeudis-halte": P}
    ranger(demain, "sit-bonne-porte", P, 2, vue="w")
    for n in (3, 4):
        demain.traiter({"geste": "annuler", "vue": "w", "n": n})
    assert demain.etat["reponses"] == {"sit-jeudis-halte": P}


@pytest.mark.parametrize(
    ("cle", "nuance"),
    [
        ("axe-dhume", "Une case"),
        ("attitudes-brachet", "Une case"),
        ("debat-formes", "Cela dépend"),
        ("coder-velos", "le texte ne le dit pas"),
        ("prevoir-formes", "on ne peut pas le dire"),
    ],
)
def test_la_legende_dit_ce_que_nuance_veut_dire_ici(carnet, cle, nuance):
    sens = {r["id"]: r["sens"] for r in Comparer(poser(carnet, cle), PANEL).donnees["retours"]}
    assert nuance in sens["nuance"].replace("\u00a0", " ")


def test_le_panel_garde_la_legende_par_defaut(carnet):
    donnees = Comparer(poser(carnet), PANEL).donnees
    assert donnees["retours"] == en_clair()
    assert [mot for mot, _ in donnees["legende"]][:5] == ["accord", "nuance", "désaccord", "ne tranche pas", "hors champ"]


def grille_et_lectures(carnet):
    grille = Grille(jeu(C, "ma-situation"), carnet.feuillet("ma-situation"), graine=7, heure=heure_dite)
    return grille, Lectures(grille, PANEL), {"geste": "repondre", "champ": "crit-formalisation", "valeur": "oui"}


def tri_et_comparaison(carnet):
    tri = poser(carnet)
    return tri, Comparer(tri, PANEL), {"geste": "ranger", "carte": "sit-jeudis-halte", "case": P}


def tri_et_profils(carnet):
    tri = poser(carnet, "duree-lahary")
    carte = tri.classement.cartes[0].id
    return tri, Profils([tri, poser(carnet, "forme-lahary")], C), {"geste": "ranger", "carte": carte, "case": tri.classement.cases[0].id}


@pytest.mark.parametrize("montage", [tri_et_comparaison, grille_et_lectures, tri_et_profils])
def test_un_clic_coute_un_rejeu_et_une_lecture_du_fichier(carnet, monkeypatch, montage):
    activite, suivante, geste = montage(carnet)
    rejeux, lectures, avant = [], [], suivante.etat
    rejouer, ouvrir = module_sujet.rejouer, fichiers.ouvrir

    def compter(chemin, drapeaux=os.O_RDONLY):
        if not drapeaux & os.O_RDWR:
            lectures.append(chemin)
        return ouvrir(chemin, drapeaux)

    monkeypatch.setattr(module_sujet, "rejouer", lambda *a: rejeux.append(1) or rejouer(*a))
    monkeypatch.setattr(fichiers, "ouvrir", compter)
    activite.traiter({**geste, "vue": "v", "n": 1})
    assert activite.etat["enregistrement"]["etat"] == "enregistre" and suivante.etat != avant, "écrit, et suivi"
    assert (len(rejeux), [c.stem for c in lectures]) == (1, [activite.sujet.cle])
