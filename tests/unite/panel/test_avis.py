"""Les avis : ce que l’apprenant lit de chaque auteur, pour chaque sorte de tri."""

from functools import partial

import pytest
from chacun import pour_chacun

from travailler_ensemble import corpus
from travailler_ensemble.activites.classement import JE_NE_SAIS_PAS, classement
from travailler_ensemble.activites.retours import COMPARABLES
from travailler_ensemble.ecriture.phrases import passages
from travailler_ensemble.panel.avis import Panel, comptes
from travailler_ensemble.panel.lecture import lire

C = corpus.lire()
PANEL = Panel(C)
P = "forme-partenariat"


def avis(tri, carte, choix):
    return {a.auteur: a for a in PANEL.avis(classement(C, tri), carte, choix)}


def test_un_refus_dit_ce_qui_manque_avec_les_mots_du_recit():
    a = avis("formes", "sit-jeudis-halte", P)["aut-fonteneau"]
    assert a.retour == "nuance", "il refuse, mais y voit une forme qu’il place autour"
    assert [x.phrase for x in a.lectures] == ["n’y voit pas un partenariat, plutôt un réseau", "y voit un réseau"]
    assert avis("formes", "sit-lettre-du-vendredi", P)["aut-fonteneau"].retour == "desaccord"
    (pivot,) = a.lectures[0].pivots
    assert pivot.mot == "Manque"
    assert ("accord écrit", "Rien n’est signé") in pivot.termes
    assert {"norme", "déduit de ses critères"} <= set(a.lectures[0].etiquettes)


def test_des_textes_qui_divergent_sont_montres_l_un_sous_l_autre_et_dits():
    a = avis("douze-recits", "sit-atelier-velos", P)["aut-dhume"]
    assert a.retour == "nuance"
    assert a.divergence
    assert len({x.annee for x in a.lectures}) >= 2
    assert any(x.phrase.endswith("plutôt une coopération") for x in a.lectures)


def test_lyet_ne_definit_que_la_gouvernance_partenariale():
    a = avis("formes", "sit-jeudis-halte", P)["aut-lyet"]
    assert a.retour == "hors_champ"
    assert [x.phrase for x in a.lectures] == ["ne parle pas ici du partenariat"]
    assert "de la gouvernance partenariale" in a.lectures[0].raison


def test_ce_que_nos_criteres_ne_codent_pas_laisse_la_lecture_incertaine():
    """La loi de 2002 ne définit que le réseau de santé : elle ne « voit » pas un réseau dans une halte de jour."""
    a = avis("formes", "sit-jeudis-halte", "forme-reseau")["aut-loi-4-mars-2002"]
    assert a.retour == "nuance"
    assert a.lectures[0].phrase.startswith("lecture incertaine")
    assert "un objet de santé" in a.lectures[0].pivots[0].termes[-1].critere
    assert "nos critères ne le disent pas" in a.lectures[0].raison


def test_un_constat_ne_juge_pas():
    a = avis("formes", "sit-jeudis-halte", P)["aut-damon"]
    assert a.retour == "ne_tranche_pas"
    assert {x.phrase for x in a.lectures} == {"constate, sans juger"}


def test_je_ne_sais_pas_ne_donne_ni_accord_ni_desaccord():
    tous = avis("formes", "sit-jeudis-halte", JE_NE_SAIS_PAS)
    assert not {a.retour for a in tous.values()} & set(COMPARABLES)
    assert "lu" in {a.retour for a in tous.values()}


@pour_chacun("tri", [t["id"] for t in C.lignes("tris") if t["genre"] != "ordre"])
def test_chaque_carte_de_chaque_tri_a_des_avis_complets(tri):
    c = classement(C, tri)
    for carte in c.cartes:
        for case in [*(x.id for x in c.cases), JE_NE_SAIS_PAS]:
            tous = PANEL.avis(c, carte.id, case)
            assert tous
            assert len({a.auteur for a in tous}) == len(tous), "un auteur, un avis"
            for a in tous:
                for x in a.lectures:
                    assert x.phrase and x.raison
                    assert a.auteur == "collection" or x.reference
            assert sum(comptes(tous).values()) + sum(a.retour == "lu" for a in tous) == len(tous)


def test_sur_un_axe_d_auteur_l_ecart_se_dit_en_crans():
    a = avis("axe-dhume", "partenariat", "vers-fusion")["aut-dhume"]
    assert (a.retour, a.cran, a.marque) == ("desaccord", 2, ""), "sa réponse est ferme : un cran n’est pas une nuance"
    assert "à un cran de vous" in a.dit
    assert avis("axe-dhume", "partenariat", "avant-cooperation")["aut-dhume"].retour == "desaccord"
    assert avis("axe-dhume", "reseau", "vers-fusion")["aut-dhume"].retour == "hors_champ"


def test_une_reponse_mesuree_ne_fait_qu_une_nuance():
    tous = avis("debat-formes", "collaborer-cooperer", "d-accord")
    assert tous["aut-rnrsms"].retour == "nuance"
    assert tous["aut-vidalenc"].retour == "desaccord"


def du_texte(tri, carte, choix):
    (a,) = PANEL.avis(classement(C, tri), carte, choix)
    return a.retour, a.lectures[0].phrase, a.lectures[0].raison


def test_un_texte_qui_ne_tranche_pas_le_dit_et_nomme_ce_qui_se_defend_aussi():
    """L’article 20 : ni « doit » ni « peut » ; on peut y lire une obligation ou un principe."""
    dire = partial(du_texte, "natures-textes", "2002-2-art20-convention")
    retour, phrase, raison = dire("obligation")
    assert (retour, phrase) == ("nuance", "ne tranche pas")
    assert "durcir" in raison and "aussi soutenir «\u00a0Principe" in raison and "«\u00a0Obligation" not in raison
    retour, phrase, raison = dire("faculte")
    assert (retour, phrase) == ("desaccord", "ne va pas dans ce sens")
    assert "On peut soutenir «\u00a0Obligation" in raison and "»\u00a0ou «" not in raison and " ou «\u00a0Principe" in raison
    assert dire(JE_NE_SAIS_PAS)[:2] == ("lu", "ne tranche pas")


@pytest.mark.parametrize(
    ("carte", "etiquette"), [("2002-2-art20-convention", "lecture de la collection"), ("2002-2-art21-liste", "réponse de fait")]
)
def test_ce_que_le_texte_ne_tranche_pas_est_dit_notre_lecture(carte, etiquette):
    (a,) = PANEL.avis(classement(C, "natures-textes"), carte, "obligation")
    assert a.lectures[0].etiquettes == (etiquette,)


def test_au_dela_de_trois_les_reponses_qui_se_defendent_se_comptent():
    assert du_texte("instruments", "sit-trois-badges", "convention")[2].endswith("On peut aussi soutenir 5\u00a0autres réponses.")
    assert du_texte("instruments", "sit-trois-badges", JE_NE_SAIS_PAS)[2] == "On peut soutenir 6\u00a0réponses."


def test_une_reference_se_decoupe_en_morceaux_sans_balise():
    assert passages("A. <i>Titre</i>, 2001.") == (("A. ", False), ("Titre", True), (", 2001.", False))


def test_l_annee_du_dossier_ne_date_pas_un_autre_que_lui():
    places = [p for p in C.lignes("places") if p["source"] == "src-rnrsms-2010" and p["case"]]
    assert {p["auteur"] == "aut-rnrsms" for p in places} == {True, False}
    for p in places:
        dites = next(a.lectures for a in PANEL.avis(classement(C, p["tri"]), p["carte"], p["case"]) if a.auteur == p["auteur"])
        assert [x.annee for x in dites] == ["2010" if p["auteur"] == "aut-rnrsms" else "date non donnée"]


def dite(enonce):
    return PANEL.formulation.lecture(lire(PANEL.enonces[enonce], {}), {})


def test_une_condition_que_nos_criteres_ne_codent_pas_se_dit_telle_quelle():
    x = dite("enonce-sanchez")
    assert x.phrase.startswith("on ne sait pas")
    assert x.raison.startswith("L’extrait demande une réflexion partagée")
    assert "L’extrait demande aussi" in dite("enonce-dumont-partenariat").raison


def test_la_reserve_d_un_auteur_se_lit_a_cote_du_statut():
    statut, reserve, *_ = dite("enonce-lahary-2007-premiere").etiquettes
    assert statut == "norme" and "le plus souvent" in reserve


def test_une_synthese_qui_ne_juge_pas_n_est_pas_un_constat():
    assert dite("enonce-dossier-2010-approches").phrase == "en dit trop peu pour juger"
    assert dite("enonce-damon-2007-critique").phrase == "constate, sans juger"


def test_un_debat_se_range_ligne_par_ligne_et_le_milieu_n_est_d_aucun_camp():
    def repond(cle, plan, case):
        return {a.nom.split()[-1]: a.retour for a in PANEL.avis(classement(C, cle), plan, case)}

    impose = "desaccord-liberte-injonction"
    assert repond(impose, "devrait", "cran-2") == {"Sanchez": "accord", "Dhume": "nuance", "Vidalenc": "nuance", "Lahary": "desaccord"}
    assert set(repond(impose, "est", "cran-6").values()) == {"accord"} and "Dhume" not in repond(impose, "est", "cran-6")
    assert set(repond(impose, "est", JE_NE_SAIS_PAS).values()) == {"lu"}
    assert repond("desaccord-egalite", "est", "cran-6") == {"Damon": "nuance", "Chauvière": "desaccord"}
