"""Le tri et sa comparaison, sans navigateur : ce qui part vers la page, et quand."""

import json
import os
import re
from datetime import datetime

import pytest

from travailler_ensemble import corpus, fichiers
from travailler_ensemble.activites import sujet as module_sujet
from travailler_ensemble.activites.classement import JE_NE_SAIS_PAS, classement
from travailler_ensemble.activites.criteres import jeu
from travailler_ensemble.affichage.composants.comparaison import Comparer
from travailler_ensemble.affichage.composants.grille import Grille
from travailler_ensemble.affichage.composants.lectures import Lectures
from travailler_ensemble.affichage.composants.profils import Profils
from travailler_ensemble.affichage.composants.tri import Tri
from travailler_ensemble.carnet import Carnet, heure_dite
from travailler_ensemble.panel.avis import Panel, retours
from travailler_ensemble.panel.effet import effet_de

C = corpus.lire()
PANEL = Panel(C)
P = "forme-partenariat"


@pytest.fixture
def carnet(tmp_path):
    return Carnet(tmp_path / "mes-reponses")


def poser(carnet, cle="formes", graine=3):
    return Tri(classement(C, cle), carnet.feuillet(cle), graine=graine, heure=heure_dite, panel=lambda: PANEL)


def ranger(tri, carte, case, n, vue="v"):
    tri.traiter({"geste": "ranger", "carte": carte, "case": case, "vue": vue, "n": n})


def valider(tri, n, carte=None, vue="v"):
    tri.traiter({"geste": "valider", "vue": vue, "n": n, **({"carte": carte} if carte else {})})


def tout_ranger(tri, choisir, valide=True):
    for n, carte in enumerate((c.id for c in tri.classement.cartes), start=1):
        ranger(tri, carte, choisir(n - 1, carte), n)
    if valide:
        valider(tri, len(tri.classement.cartes) + 1)


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


def test_rien_des_auteurs_ne_part_avant_que_la_carte_soit_validee(carnet):
    tri = poser(carnet)
    vue = Comparer(tri, PANEL)
    ranger(tri, "sit-jeudis-halte", P, 1)
    avant = json.dumps([tri.donnees, tri.etat, vue.donnees, vue.etat], ensure_ascii=False)
    assert "Fonteneau" not in avant and not vue.etat["piles"] and vue.etat["rangees"] == 1
    valider(tri, 2)
    tri.traiter({"geste": "montrer", "carte": "sit-jeudis-halte"})
    assert tri.etat["comparee"]["carte"] == "sit-jeudis-halte" and "Fonteneau" in json.dumps(tri.etat, ensure_ascii=False)
    assert [e["geste"] for e in carnet.feuillet("formes").evenements()] == ["ranger", "valider"], "montrer n’écrit rien"
    tri.traiter({"geste": "montrer", "carte": "sit-bonne-porte"})
    assert tri.etat["comparee"] is None, "on ne peut pas demander une carte que l’on n’a pas validée"


def test_on_revise_sur_place_et_recommencer_referme_tout(carnet):
    tri = poser(carnet)
    vue = Comparer(tri, PANEL)
    ranger(tri, "sit-bonne-porte", P, 1)
    valider(tri, 2, "sit-bonne-porte")
    assert (tri.etat["comparee"]["vous"], vue.etat["titre"]) == ("Partenariat", "Une autrement")
    ranger(tri, "sit-bonne-porte", "forme-delegation", 3)
    assert (tri.etat["comparee"]["vous"], vue.etat["titre"]) == ("Délégation, sous-traitance", "Une comme vous")
    assert tri.suite.remises == {"sit-bonne-porte": P}, "le premier avis est gardé"
    tri.traiter({"geste": "recommencer", "vue": "v", "n": 4})
    assert tri.etat["comparee"] is None and not vue.etat["piles"]
    tri.traiter({"geste": "annuler", "vue": "v", "n": 5})
    assert vue.etat["titre"] == "Une comme vous"


def test_le_bilan_compte_ce_que_les_auteurs_disent_et_met_je_ne_sais_pas_a_part(carnet):
    tri = poser(carnet)
    vue = Comparer(tri, PANEL)
    tout_ranger(tri, lambda n, _: P if n else JE_NE_SAIS_PAS)
    piles = {p["nom"]: p["cartes"] for p in vue.etat["piles"]}
    assert sum(map(len, piles.values())) == 12 and len(piles["Une que vous ne saviez pas"]) == 1
    for nom, cartes in piles.items():
        for c in cartes:
            accord, _, desaccord = c["nombres"]
            attendue = (
                "vous ne saviez pas" if not c["vous"] else "comme" if accord and not desaccord else "partag" if accord else "autrement"
            )
            assert attendue in nom and bool(c["mots"] or c["critere"]) == (attendue in ("partag", "autrement"))
    assert re.fullmatch("Ce qui sépare le plus ici, .+ fois\u00a0: action commune\\.", vue.etat["souvent"])
    assert not any(c["critere"] == "action commune" for cartes in piles.values() for c in cartes), "dit une fois"
    assert vue.etat["proche"] == "", "qui coche partout la même case n’a rien dit de qui lui ressemble"


def test_sept_fautes_sur_huit_ne_s_appellent_pas_des_nuances(carnet):
    """Les quatre attitudes de Brachet : sa réponse est ferme, une case à côté est une autre réponse."""
    tri = poser(carnet, "attitudes-brachet")
    vue = Comparer(tri, PANEL)
    tout_ranger(tri, lambda _, carte: P)
    assert vue.etat["titre"] == "Une comme vous · sept autrement"
    assert all(c["autre"] for p in vue.etat["piles"] for c in p["cartes"] if p["nom"].endswith("autrement"))


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
    valider(tri, 2, "sit-jeudis-halte")
    for x in (tri.donnees, tri.etat, vue.donnees, vue.etat):
        assert json.loads(json.dumps(x)) == x


def test_l_heure_est_dite_en_francais():
    assert heure_dite(datetime(2026, 11, 21, 14, 5)) == "14\u00a0h\u00a005"


def test_qui_suit_un_auteur_sur_tout_un_axe_le_retrouve_une_fois_fini(carnet):
    tri = poser(carnet, "attitudes-brachet")
    vue = Comparer(tri, PANEL)
    table = retours(PANEL, tri.classement)
    tout_ranger(tri, lambda _, carte: table.place("aut-brachet", carte)[0], valide=False)
    valider(tri, 20, tri.classement.cartes[0].id)
    assert vue.etat["piles"] and vue.etat["proche"] == "", "avant la fin, aucun nom"
    valider(tri, 21)
    assert "Brachet" in vue.etat["proche"] and "plus que par hasard" in vue.etat["proche"]


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


def grille_et_lectures(carnet):
    situation = jeu(C, "ma-situation")
    grille = Grille(situation, carnet.feuillet("ma-situation"), graine=7, heure=heure_dite, effet=effet_de(situation, PANEL))
    return grille, Lectures(grille, PANEL), {"geste": "repondre", "champ": "crit-formalisation", "valeur": "oui"}


def tri_et_comparaison(carnet):
    tri = poser(carnet)
    ranger(tri, "sit-jeudis-halte", "forme-reseau", 1, vue="avant")
    return tri, Comparer(tri, PANEL), {"geste": "valider", "carte": "sit-jeudis-halte"}


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
