"""La lecture de la collection : chaque récit qu’elle range dit pourquoi, par ses propres mots."""

from travailler_ensemble import corpus
from travailler_ensemble.corpus.formes import definition, lecture_de_la_collection

C = corpus.lire()
FORMES = {f["id"] for f in C.lignes("formes")}
CHOIX = [f["id"] for f in C.lignes("formes") if f["choix"] == "oui"]
# Le seul piège du tri qui n’est d’aucune forme : un accord qui dort dans un tiroir.
SANS_FORME = {"partage", "papier"}


def test_chaque_indice_est_dans_son_recit_et_dit_ce_qu_il_montre():
    for i in C.lignes("formes_indices"):
        assert i["indice"] in C.ligne("situations", i["situation"])["texte"], i["indice"]
        assert i["montre"] and len(i["montre"].split()) <= 20, i["montre"]


def test_chaque_recit_qui_a_une_forme_a_deux_indices_vers_elle_seule():
    lues = {i["situation"]: i["forme"] for i in C.lignes("formes_indices") if i["sens"] == "pour"}
    for s in C.lignes("situations"):
        lue = lecture_de_la_collection(C, s["id"])
        if f"forme-{s['trait']}" in FORMES:
            assert lue and lue.forme == f"forme-{s['trait']}", s["id"]
        if lue:
            assert len(lue.indices) == 2
            assert lue.forme not in lue.ecartees
    assert set(lues) >= {
        c["situation"]
        for c in C.lignes("tris_cartes")
        if c["tri"] == "formes" and C.ligne("situations", c["situation"])["trait"] not in SANS_FORME
    }


def test_le_don_d_une_banque_range_sous_delegation_s_entend_dire_que_c_est_du_mecenat_et_pourquoi():
    lue = lecture_de_la_collection(C, "sit-plaque-ludotheque")
    assert lue and lue.nom == "mécénat"
    assert lue.indices[0].mots == "Une banque offre dix mille euros, d’un seul coup"
    ecart = lue.ecartees["forme-delegation"]
    assert ecart.mots == "C’est votre métier, pas le nôtre"
    assert "jamais été celle de la banque" in ecart.montre


def test_un_recit_ecrit_pour_partager_les_auteurs_n_est_pas_range():
    assert lecture_de_la_collection(C, "sit-jeudis-halte") is None


def test_chaque_forme_se_definit_en_une_ligne():
    assert all(0 < len(definition(C, f).split()) <= 18 for f in CHOIX)
