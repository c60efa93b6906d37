"""La réponse à une carte : courte, par critère, et qui ne compte que ce que les auteurs disent."""

import re

import pytest
from chacun import pour_chacun

from travailler_ensemble import corpus
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.activites.retours import COMPARABLES
from travailler_ensemble.corpus.formes import ENSEIGNE
from travailler_ensemble.ecriture.phrases import mots_de
from travailler_ensemble.panel.avis import Panel, comptes
from travailler_ensemble.panel.reponse import RIEN_NE_SEPARE, SANS_MOTS, repondre

C = corpus.lire()
PANEL = Panel(C)
P = "forme-partenariat"
TRIS = [t["id"] for t in C.lignes("tris") if t["genre"] != "ordre"]


def dire(tri, carte, choix):
    return repondre(PANEL, classement(C, tri), carte, choix)


def visibles(r):
    """Les mots d’une réponse avant tout dépliage."""
    dits = [r.dit, r.marque, *(dit for _, dit in r.comptes), r.critere, *r.mots, r.note, r.raison, r.titre_reste]
    for c in r.camps:
        dits += [c.titre, *(v.court for v in c.voix)]
        if c.ouverte is not None:
            v = c.voix[c.ouverte]
            dits += [v.annee, v.statut, v.position, v.phrase]
    for f in r.formes:
        dits += [f.nom, f.de, f.definition, *(x for i in f.indices for x in i)]
    return len(mots_de(" ".join(dits)))


@pour_chacun("tri", TRIS)
def test_chaque_reponse_tient_en_cent_cinquante_mots_et_dit_quelque_chose(tri):
    c = classement(C, tri)
    for carte in c.cartes:
        for case in (*(x.id for x in c.cases), JE_NE_SAIS_PAS):
            r = repondre(PANEL, c, carte.id, case)
            assert visibles(r) <= 135, (carte.id, case)
            assert r.dit or r.comptes, "une réponse, ou des comptes"
            assert (r.pile == "ignore") == (case == JE_NE_SAIS_PAS) or r.pile == "sans"
            recit = " ".join(carte.paragraphes)
            assert all(m in recit for m in r.mots), "les mots encadrés sont ceux de la carte"
            assert sum(x.ouverte is not None for x in r.camps) <= 2


def test_ce_qui_separe_porte_les_mots_du_recit_et_les_camps_disent_qui_l_exige():
    r = dire("formes", "sit-bonne-porte", P)
    assert (r.critere, r.role, r.mots) == ("action commune", "Ce qui sépare", ("L’association mène seule les entretiens",))
    assert [dit for _, dit in r.comptes] == ["aucun comme vous", "trois hésitent", "neuf n’en voient pas"]
    exigent, sans = r.camps
    assert exigent.titre == "Six l’exigent" and sans.titre.replace("\xa0", " ") == "Sans effet : six"
    ouvertes = [c.voix[c.ouverte] for c in r.camps]
    assert {v.retour for v in ouvertes} == {"desaccord", "nuance"}, "deux voix contrastées"
    assert all(v.phrase and v.statut and v.reference and re.search(r"\d{4}|s\. d\.", v.nom) for c in r.camps for v in c.voix)


def test_les_comptes_sont_ceux_des_avis_et_les_muets_n_y_sont_pas():
    for carte in classement(C, "formes").cartes:
        avis = PANEL.avis(classement(C, "formes"), carte.id, P)
        r = dire("formes", carte.id, P)
        assert r.nombres == tuple(comptes(avis)[x] for x in COMPARABLES)
        assert sum(len(c.voix) for c in r.camps) == sum(r.nombres), "chacun de ceux qui jugent, une fois"
        assert len(r.reste) == len(avis) > sum(r.nombres)


def test_quand_rien_ne_separe_on_le_dit():
    assert dire("formes", "sit-jeudis-halte", "forme-mecenat").note == RIEN_NE_SEPARE
    c = classement(C, "formes")
    dites = [repondre(PANEL, c, carte.id, case.id) for carte in c.cartes for case in c.cases]
    sans_mots = [r for r in dites if r.note == SANS_MOTS]
    assert sans_mots and all(r.critere and not r.mots for r in sans_mots)


def test_le_don_d_une_banque_range_sous_delegation_est_dit_mecenat_et_pourquoi():
    r = dire("formes", "sit-plaque-ludotheque", "forme-delegation")
    assert (r.dit, r.marque, r.pile, r.autre) == ("Plutôt un mécénat.", ENSEIGNE, "autrement", "mécénat")
    mienne, notre = r.formes
    assert mienne.de == "votre réponse" and mienne.definition and len(mienne.indices) == 1
    assert notre.de == "notre lecture" and notre.definition and len(notre.indices) == 2
    assert dire("formes", "sit-plaque-ludotheque", "forme-mecenat").pile == "comme"
    assert not r.camps and not r.nombres[0], "aucun auteur n’y est compté"


def test_je_ne_sais_pas_coute_le_moins():
    c = classement(C, "formes")
    for carte in c.cartes:
        sans = dire("formes", carte.id, JE_NE_SAIS_PAS)
        assert visibles(sans) <= 55 and visibles(sans) < visibles(dire("formes", carte.id, P)), carte.id
        assert all(x.ouverte is None for x in sans.camps)


def test_un_debat_met_face_a_face_le_plus_proche_et_le_plus_eloigne():
    r = dire("debat-formes", "partenaire-sans-choix", "d-accord")
    premier, second = (c.voix[c.ouverte].retour for c in r.camps[:2])
    assert (premier, second) == ("accord", "desaccord") or {premier, second} == {"nuance", "desaccord"}
    assert not r.critere


@pytest.mark.parametrize(
    ("tri", "carte", "choix", "dit"),
    [
        ("axe-dhume", "reseau", "vers-fusion", "n’en dit rien"),
        ("attitudes-brachet", "menus", "forme-information", "à deux crans de vous"),
        ("coder-mardi", "formalisation", "oui", "non"),
    ],
)
def test_un_seul_repond_en_une_phrase(tri, carte, choix, dit):
    r = dire(tri, carte, choix)
    assert dit in r.dit and not r.camps and not r.comptes
    assert bool(r.marque) == (tri != "axe-dhume")


def test_l_extrait_ne_dit_rien_ne_compte_jamais_comme_une_reponse():
    """Là où un auteur est placé dans une case, son extrait parle de la carte : se taire n’est ni dépendre, ni refuser."""
    muettes = re.compile(r"(?:l’extrait|il|elle) ne (?:le |en )?dit rien|l’extrait ne (?:le )?dit pas s’|n’en dit rien", re.IGNORECASE)
    placees = [p for p in C.lignes("places") if p["case"]]
    assert [(p["tri"], p["carte"], p["auteur"]) for p in placees if muettes.search(p["justification"])] == []
