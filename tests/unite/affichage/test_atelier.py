"""Ce que les carnets emploient : chaque fonction s’appelle, plusieurs fois, et une faute devient une phrase."""

import os
import pkgutil
import re
from pathlib import Path

import pytest
from appels import APPELS, SEANCE, neuf  # noqa: F401  (chaque essai a son carnet, comme un noyau neuf)

import travailler_ensemble as labo
from travailler_ensemble import corpus
from travailler_ensemble.affichage.pages import compte_rendu
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.classe import copie
from travailler_ensemble.corpus import tableur
from travailler_ensemble.ecriture.page import Page


def test_aucune_fonction_ne_porte_le_nom_d_un_module():
    """Importer le sous-module effacerait la fonction."""
    assert not set(labo.__all__) & {m.name for m in pkgutil.iter_modules(labo.__path__)}


def test_toutes_les_fonctions_sont_essayees():
    assert set(APPELS) == set(labo.__all__)


@pytest.mark.parametrize("nom", APPELS)
def test_chaque_fonction_s_appelle_deux_fois(nom):
    un, deux = (getattr(labo, nom)(*APPELS[nom]) for _ in range(2))
    assert repr(un) == repr(deux)


@pytest.mark.parametrize(
    ("nom", "arguments", "attendu"),
    [
        ("tri", ("forme",), "La table « tris » n’a pas de ligne « forme »."),
        ("comparer", ("Formes",), "La table « tris » n’a pas de ligne « Formes »."),
        ("desaccord", ("x",), "La table « desaccords » n’a pas de ligne « x »."),
        ("figure", ("camembert",), "Il n’y a pas de figure « camembert »."),
        ("glossaire", ("partenaria",), "Les plus proches : « partenariat »"),
        ("grille", ("definition",), "La table « grilles » n’a pas de ligne « definition »."),
        ("lectures", ("ma-definition",), "elle ne code aucune situation à lire."),
        ("preparer", ("12",), "Il n’y a pas de labo « 12 »."),
        ("profils", ("duree-lahary",), "Un profil croise au moins deux tris."),
        ("profils", ("duree-lahary", "frise-textes"), "on n’en tire pas un profil"),
        ("profils", ("formes", "debat-formes"), "ne portent pas sur les mêmes cartes"),
        ("rappel", ("12",), "Il n’y a pas de labo « 12 »."),
        ("references", ("src-x",), "La table « references » n’a pas de ligne « src-x »."),
        ("situation", ("sit-x",), "La table « situations » n’a pas de ligne « sit-x »."),
        ("relire", ("sit-x",), "La table « situations » n’a pas de ligne « sit-x »."),
    ],
)
def test_un_nom_inconnu_donne_une_phrase_et_pas_de_trace(nom, arguments, attendu):
    page = getattr(labo, nom)(*arguments)
    assert isinstance(page, Page)
    assert attendu in repr(page)
    assert "ne peut pas s’exécuter" in page._repr_html_()


def test_une_fonction_inconnue_dit_ce_qui_existe():
    with pytest.raises(AttributeError, match="Elle propose : accueil, chercher, comparer"):
        labo.camembert  # noqa: B018


def test_une_table_abimee_donne_une_phrase(monkeypatch, tmp_path):
    from travailler_ensemble import corpus

    (tmp_path / "datapackage.json").write_text("{", encoding="utf-8")
    lire = corpus.lire_au_mieux
    monkeypatch.setattr(corpus, "lire_au_mieux", lambda: lire(tmp_path))
    assert "datapackage.json" in repr(labo.desaccord("desaccord-collaboration-cooperation"))


def test_relire_dit_qui_change_et_refuse_les_mots_inconnus():
    page = labo.relire("sit-leur-mardi", formalisation="oui")
    assert "2\u00a0définitions changent" in repr(page)
    avant, pli = page.corps.split("<details>", 1)
    assert "Dumont" in pli and "définitions" not in avant, "la réponse attend qu’on la demande : le texte fait d’abord parier"
    assert re.findall(r'<th scope="col">(.*?)</th>', pli) == ["Définition", "Avant", "Après", "Forme"]
    assert "Il n’y a pas de critère" in repr(labo.relire("sit-leur-mardi", amitie="oui"))
    assert "écrivez «\u00a0oui\u00a0»" in repr(labo.relire("sit-leur-mardi", formalisation="bof"))


def test_plusieurs_recits_se_deplient_un_a_un():
    recits = ("sit-quatre-madeleines", "sit-present-ou-passe")
    seul, ensemble = labo.situation(recits[0])._repr_html_(), labo.situation(*recits)._repr_html_()
    assert "<details>" not in seul and "<h3>Quatre madeleines</h3>" in seul
    assert ensemble.count("<details>") == ensemble.count("· fiction") == 2
    assert "n’a pas de ligne « sit-x »" in repr(labo.situation(recits[0], "sit-x"))


def test_l_accueil_suit_l_avancement():
    total = re.search(r"0\u00a0activité faite sur (\d+)", labo.accueil()._repr_html_())[1]
    tri = labo.tri("debat-formes")
    for n, carte in enumerate(c.id for c in tri.classement.cartes):
        tri.traiter({"geste": "ranger", "carte": carte, "case": "cela-depend", "vue": "v", "n": n + 1})
        page = labo.accueil()._repr_html_()
        assert f"{n + 1}\u00a0carte" in page and "Reprendre le labo 02" in page
    assert f"1\u00a0activité faite sur {total}" in page
    assert "En cours, 1 sur 4" in page


def ranger_la_copie(vue):
    vue.traiter({"geste": "ranger", "demande": 1})
    return vue.etat


def test_le_compte_rendu_est_a_jour_se_telecharge_et_se_range(tmp_path):
    vue = labo.compte_rendu()
    assert vue.etat["vide"] and "Rien à rendre" in vue.etat["dit"]
    labo.tri("formes").traiter({"geste": "ranger", "carte": "sit-jeudis-halte", "case": "forme-partenariat", "vue": "v", "n": 1})
    labo.tri("formes").traiter({"geste": "ranger", "carte": "sit-coin-calme", "case": "forme-consultation", "vue": "v", "n": 2})
    labo.tri("formes").traiter({"geste": "ranger", "carte": "sit-jeudis-halte", "case": "forme-reseau", "vue": "v", "n": 3})
    etat = ranger_la_copie(vue)
    assert etat["dit"].startswith("À jour à") and "«\u00a0mes-reponses\u00a0»" in etat["dit"]
    dossier = tmp_path / "mes-reponses"
    rendu = (dossier / f"{etat['nom']}.html").read_text(encoding="utf-8")
    assert etat["nom"].startswith("labo-02-20") and rendu == etat["page"]
    assert "Les jeudis de la halte" in rendu and "Partenariat" in rendu and "Réseau" in rendu
    lignes = (dossier / f"{etat['nom']}.csv").read_text(encoding="utf-8-sig").splitlines()
    assert any(";02;labo;formes;" in x and ";Partenariat;Réseau;" in x for x in lignes)


def test_la_copie_s_ecrit_dans_le_carnet_quand_on_le_demande_et_pas_avant(monkeypatch):
    mises = []
    monkeypatch.setattr("IPython.display.display", lambda x, **options: mises.append((x._repr_html_(), options)))
    labo.question("question-accord").traiter({"geste": "repondre", "champ": "texte", "valeur": "Un </script> accord.", "vue": "v", "n": 1})
    vue = labo.compte_rendu("10")
    [(avant, place)] = mises
    assert avant == "" and "accord" not in str(vue._repr_mimebundle_())
    vue.traiter({"geste": "ecrire", "demande": 1})
    apres, encore = mises[-1]
    assert encore == {**place, "update": True} and "<script" not in apres.split('<script type="application/json" class="te-copie">')[0]
    (relue,) = copie.lire(apres)
    assert (relue.labo, relue.usage) == ("10", "labo")
    assert relue.activites["question-accord"] == (copie.Donnee("texte", "Un </script> accord.", "Un </script> accord."),)
    labo.compte_rendu("10")
    assert mises[-1][0] == apres, "relancer la cellule garde ce qui est écrit"


@pytest.mark.parametrize(
    ("page", "dit"),
    [
        ("<p>rien</p>", "n’est pas un compte rendu"),
        ('<script type="application/json" class="te-copie">{"v":</script>', "abîmé"),
        ('<script type="application/json" class="te-copie">{"travailler-ensemble":"copie","v":1}</script>', "abîmé"),
        ('<script type="application/json" class="te-copie">{"travailler-ensemble":"copie","v":9}</script>', "plus récente"),
        ('<script type="application/json" class="te-copie">[]</script>', "n’est pas un compte rendu"),
    ],
)
def test_une_copie_qui_ne_se_lit_pas_dit_pourquoi(page, dit):
    with pytest.raises(ValueError, match=dit):
        copie.lire(page)


def test_le_code_de_groupe_va_dans_la_copie_et_dans_son_nom():
    labo.tri("formes").traiter({"geste": "ranger", "carte": "sit-jeudis-halte", "case": "forme-partenariat", "vue": "v", "n": 1})
    vue = labo.compte_rendu("02")
    vue.traiter({"geste": "groupe", "valeur": " ES2-B <é> ", "demande": 1})
    assert vue.etat["groupe"] == "ES2-B é" and "groupe ES2-B é" in vue.etat["page"] and vue.etat["nom"].endswith("-ES2-B")
    assert copie.lire(vue.etat["page"])[0].groupe == "ES2-B é"


@pytest.mark.parametrize("debut", ["=", "+", "-", "@", "\t", "'=", "'"])
def test_une_reponse_n_est_pas_une_formule_dans_le_tableur_de_qui_la_lit(tmp_path, debut):
    texte = f'{debut}HYPERLINK("http://exemple.test/?v="&A1;"Ouvrir ma copie")'
    libre = next(q["id"] for q in corpus.lire().lignes("questions") if q["genre"] == "libre")
    labo.question(libre).traiter({"geste": "repondre", "champ": "texte", "valeur": texte, "vue": "v", "n": 1})
    table = tmp_path / "mes-reponses" / f"{ranger_la_copie(labo.compte_rendu())['nom']}.csv"
    lues = [cases for _, cases in tableur.enregistrements("x", table, compte_rendu.COLONNES, brutes=True)]
    assert lues and not [case for cases in lues for case in cases if case.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert texte.strip() in {tableur.valeur(case).strip() for case in lues[0]}


def test_un_compte_rendu_qui_ne_s_ecrit_pas_reste_telechargeable(monkeypatch):

    labo.tri("formes").traiter({"geste": "ranger", "carte": "sit-jeudis-halte", "case": "forme-partenariat", "vue": "v", "n": 1})

    def plein(*_, **__):
        raise OSError(28, "plein")

    monkeypatch.setattr(Path, "replace", plein)
    etat = ranger_la_copie(labo.compte_rendu())
    assert "n’a pas pu la garder" in etat["dit"] and etat["page"] and etat["table"]


def test_la_verification_voit_un_disque_qui_refuse(monkeypatch):
    def plein(*_, **__):
        raise OSError(28, "plein")

    assert "Tout est prêt." in labo.verifier()._repr_html_()
    monkeypatch.setattr(os, "fsync", plein)
    assert "ne peuvent pas être enregistrées" in labo.verifier()._repr_html_().replace("\u00a0", " ")


def test_un_texte_hostile_reste_du_texte(monkeypatch):
    page = labo.relire("<script>alert(1)</script>")
    assert "<script>" not in page._repr_html_()


def test_le_carnet_ne_cree_rien_avant_d_ecrire(tmp_path):
    Carnet(tmp_path / "r").feuillet("formes").evenements()
    assert not (tmp_path / "r").exists()


def test_chaque_sujet_de_la_collection_a_son_composant_et_un_juge_connu():
    from travailler_ensemble import corpus
    from travailler_ensemble.activites.catalogue import sujets
    from travailler_ensemble.affichage.composants import composant_de
    from travailler_ensemble.panel.avis import Panel

    panel, tous = Panel(corpus.lire()), [*sujets(corpus.lire())]
    montres = {composant_de(s).__name__ for s in tous}
    assert montres == {"Tri", "Ordonner", "Question", "Debat", "Grille", "AccordVivant"}
    juges = {s.juge_par for s in tous} | {
        "positions",
        "oui-non",
        "libre",
    }  # un débat ne se range qu’en séance ; un tri à soi n’est pas de la collection
    assert juges == {"", *panel._juges, "definition"}, "un juge que rien n’appelle, ou un sujet que personne ne sait juger"
    for s in tous:
        if s.juge_par in panel._juges:
            champ = s.champs()[0]
            assert panel.avis(s, champ, "je-ne-sais-pas")


def test_un_sujet_sans_composant_est_dit():
    from travailler_ensemble.activites.sujet import Sujet
    from travailler_ensemble.affichage.composants import composant_de

    with pytest.raises(KeyError, match="Aucun composant ne montre « Essai »"):
        composant_de(Sujet(cle="essai", labo="labo-02", usage="labo", titre="Essai", consigne=""))
