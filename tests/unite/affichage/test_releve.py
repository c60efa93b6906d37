"""Le relevé : n’importe quelle table se lit en fiches ou en tableau, sans identifiant ni colonne muette à l’écran."""

import re

import pytest
from chacun import pour_chacun

from travailler_ensemble import corpus
from travailler_ensemble.affichage.pages.releve import fiches, tableau

C = corpus.lire()


def visible(page):
    return re.sub(r"<[^>]*>", " ", page.corps)


@pour_chacun("nom", C.noms)
def test_toute_table_se_lit_en_fiches_et_en_tableau(nom):
    for page in (fiches(C, nom), tableau(C, nom)):
        lu = visible(page)
        assert len(lu) > 20
        assert "None" not in lu
        assert not re.search(r"\b00\d:", lu)


@pytest.mark.parametrize("nom", ["limites", "types", "evaluation", "frigoli", "territoires"])
def test_une_fiche_dit_qui_parle_a_quel_titre_et_ou_le_lire(nom):
    ligne = C.lignes(nom)[0]
    corps = fiches(C, nom, [ligne["id"]]).corps
    for attendu in (ligne["attribution"], ligne["statut"], "Lu dans"):
        assert attendu[1:] in corps
    assert ligne["id"] not in corps


def test_un_texte_dit_ce_qu_il_fait_et_que_le_droit_a_pu_changer():
    corps = visible(fiches(C, "textes", ["droit-besson-1990"]))
    assert "obligation (État et département" in corps
    assert "à vérifier" in corps
    assert "31/05/1990" in corps


def test_un_texte_date_au_jour_ne_redit_pas_son_annee():
    assert "Année" not in visible(fiches(C, "textes", ["droit-exclusions-1998"]))
    assert "Année\u00a0: 1983" in visible(fiches(C, "textes", ["droit-decentralisation-1983"])), "sans jour, l’année se dit"


@pytest.mark.parametrize(
    ("nom", "colonne", "valeur", "combien"),
    [("textes", "article", "art. 21", 1), ("textes", "annee", 1983, 1), ("auteurs", "nom", "delphine chauffaut", 1)]
    + [("types", "nom", "Convention seule / creation d'une structure (association, GIP)", 1), ("textes", "article", "art. 2", 0)],
)
def test_un_filtre_se_tape_au_clavier(nom, colonne, valeur, combien):
    """Ni l’espace insécable, ni l’accent, ni l’apostrophe, ni la majuscule d’une table ne s’inventent ; la valeur, elle, est entière."""
    assert fiches(C, nom, filtres={colonne: valeur}).corps.count("<h4>") == combien
    assert len(re.findall("<tr", tableau(C, nom, filtres={colonne: valeur}).corps)) == combien + 1


@pour_chacun("nom", [n for n in C.noms if {"auteur", "attribution"} <= {c.nom for c in C.description(n).champs}])
def test_une_attribution_nomme_la_personne_dont_elle_parle(nom):
    """Elle remplace le nom de l’auteur sur la fiche : sans lui, on ne saurait plus qui parle."""
    for x in C.lignes(nom):
        if x["auteur"] and x["attribution"] and C.ligne("auteurs", x["auteur"])["genre"] in ("personne", "duo"):
            noms = C.ligne("auteurs", x["auteur"])["court"].replace(",", "").split(" et ")
            assert any(n.split()[-1] in x["attribution"] for n in noms) or "collection" in x["attribution"], x["id"]


def test_un_propos_sans_titre_ni_date_ne_prend_ni_l_un_ni_l_autre():
    """Le dossier cite un passage de Damon sans dire d’où il vient ni de quand."""
    for nom in ("limites", "remedes", "enjeux", "mots", "evaluation"):
        for x in C.lignes(nom):
            if x["auteur"] == "aut-damon" and x["source"] == "src-rnrsms-2010":
                assert "dossier" in x["attribution"], x["id"]


def test_une_valeur_qui_finit_par_un_point_n_en_prend_pas_un_second():
    assert C.ligne("textes", "droit-exclusions-1998")["remarque"].endswith(".")
    assert ".." not in visible(fiches(C, "textes", ["droit-exclusions-1998"]))


def test_un_filtre_ne_garde_que_ce_qui_lui_repond():
    page = fiches(C, "limites", filtres={"auteur": "aut-damon"})
    attendues = [x for x in C.lignes("limites") if x["auteur"] == "aut-damon"]
    assert page.resume.endswith(f"{len(attendues)}\u00a0fiches")
    assert len(attendues) > 5


@pytest.mark.parametrize(
    ("appel", "phrase"),
    [
        (lambda: fiches(C, "limite"), "Il n’y a pas de table « limite »"),
        (lambda: fiches(C, "limites", ["lim-rien"]), "n’a pas de ligne « lim-rien »"),
        (lambda: fiches(C, "limites", filtres={"auteure": "x"}), "n’a pas de colonne « auteure »"),
        (lambda: tableau(C, "limites", ["teneurs"]), "n’a pas de colonne « teneurs »"),
    ],
)
def test_une_demande_impossible_a_sa_phrase(appel, phrase):
    with pytest.raises(KeyError) as e:
        appel()
    assert phrase in e.value.args[0]


def test_un_filtre_sans_reponse_le_dit():
    assert "Aucune ligne" in fiches(C, "limites", filtres={"auteur": "aut-rien"}).corps


def test_une_fiche_tait_ce_qui_ne_fait_que_ranger():
    assert "Nature" not in visible(fiches(C, "mots", ["mot-pluriel-damon"]))
    assert "Groupe" not in visible(fiches(C, "frigoli", ["fri-justice-locale"])) + visible(fiches(C, "terrain", ["tem-pauron-themes"]))
    assert "Ce qui distingue" in visible(fiches(C, "formes_auteurs", ["forme-partenariat-dhume-2001"])), "le reste se lit toujours"


def test_une_seule_colonne_est_une_liste_sans_tete():
    """Sous « ce que le texte ne dit pas », une tête « Ce qui est dit » démentirait la liste."""
    corps = tableau(C, "traits_lyet", ["teneur"], {"genre": "non dit"}).corps
    assert corps.count("<li>") > 10 and "<table" not in corps and "Ce qui est dit" not in corps
