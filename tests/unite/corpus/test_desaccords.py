"""Les camps d’un désaccord : qui y est, à quel titre, cité par qui, et où la collection le place."""

import pytest

from travailler_ensemble import corpus
from travailler_ensemble.corpus.desaccords import CRANS, MODES, desaccord

C = corpus.lire()
TOUS = [desaccord(C, d["id"]) for d in C.lignes("desaccords")]


def test_chaque_position_est_dans_un_camp_et_dans_un_seul():
    assert len(TOUS) == len(C.lignes("desaccords")) > 20
    for d in TOUS:
        assert [c.lettre for c in d.camps][:2] == ["A", "B"] and {c.lettre for c in d.camps} <= {"A", "B", "milieu"}
        ecrites = [p for p in C.lignes("positions") if p["desaccord"] == d.cle]
        assert sorted(p.teneur for p in d.positions) == sorted(p["teneur"] for p in ecrites), d.cle


def test_chaque_position_dit_son_statut_son_mode_et_sa_reference():
    for p in (p for d in TOUS for p in d.positions):
        assert p.statut and p.reference and p.repere and p.nom[0] == p.nom[0].upper()
        assert p.mode in MODES.values()
        assert p.cran is None or p.cran in CRANS


def test_une_voix_de_seconde_main_dit_qui_la_cite():
    relayees = [p for p in C.lignes("positions") if p["relais"] and not p["attribution"]]
    assert relayees
    for ligne in relayees:
        nom = C.ligne("auteurs", ligne["relais"])["nom"]
        trouvee = next(p for p in desaccord(C, ligne["desaccord"]).positions if p.teneur == ligne["teneur"])
        assert trouvee.nom.endswith(f"(cité par {nom})")


def test_une_place_est_sur_la_ligne_de_son_statut_et_du_cote_de_son_camp():
    """Une norme dit ce qui devrait être, un constat ou une hypothèse ce qui est ; « ni l’un ni l’autre » n’est d’aucun côté."""
    placees = [p for d in TOUS for p in d.positions if p.cran is not None]
    assert {p.plan for p in placees if p.statut == "norme"} == {"devrait"}
    assert {p.plan for p in placees if p.statut in ("constat", "hypothèse")} == {"est"}
    assert {(p.cran > 0) - (p.cran < 0) for p in placees if p.camp == "milieu"} == {0}
    assert {(p.camp, p.cran < 0) for p in placees if p.camp != "milieu"} == {("A", True), ("B", False)}
    assert {p.plan for d in TOUS for p in d.positions if p.cran is None} == {""}
    for ligne in C.lignes("positions"):
        assert bool(ligne["plan"]) == (ligne["statut"] == "rapporté" and ligne["cran"] is not None), ligne["id"]


def test_une_place_dit_qui_et_quand():
    dates = {p.date for d in TOUS for p in d.positions}
    assert {"Dhume, 2001", "Dhume, 2005", "Dhume, 2006", "Dubet, 2002", "Sanchez, s.\u00a0d.", "loi du 4 mars 2002"} <= dates
    assert {"injonction examinée par Béhar, 2001", "Béhar, 2001"} <= dates, "deux fois la même année : à quel titre"
    assert not any(p.date.startswith("Damon, 2010") for d in TOUS for p in d.positions), "le dossier ne date pas un autre que lui"


def test_on_ne_plaide_que_pour_un_camp_qu_un_texte_tient():
    """Un récit, ses mots, une objection qui vient d’ailleurs que de ce camp ; un camp que nul ne tient n’a rien de cela."""
    textes = {s["id"]: s["texte"] for s in C.lignes("situations")}
    positions = {p["id"]: p for p in C.lignes("positions")}
    for x in C.lignes("camps"):
        tenants = [p for d in TOUS if d.cle == x["desaccord"] for p in d.positions if p.camp == x["camp"] and p.cran is not None]
        assert tenants and x["mots"] in textes[x["situation"]], (x["desaccord"], x["camp"])
        if x["position"]:
            p = positions[x["position"]]
            assert (p["desaccord"], p["camp"]) != (x["desaccord"], x["camp"]) and x["repere"] in p["repere"], x["position"]
        else:
            assert x["repere"] == "lecture de la collection"
    debattus = {c["desaccord"] for c in C.lignes("curseurs")}
    manquent = {(d, camp) for d in debattus for camp in "AB"} - {(x["desaccord"], x["camp"]) for x in C.lignes("camps")}
    assert manquent == {("desaccord-bonne-echelle", "A")}, "Béhar examine cette injonction, il ne la tient pas"


def test_un_desaccord_qui_n_existe_pas_se_dit():
    with pytest.raises(KeyError, match="n’a pas de ligne « desaccord-inconnu »"):
        desaccord(C, "desaccord-inconnu")


def test_une_place_hors_de_l_axe_se_dit():
    class Faux:
        """Le corpus, où la première position est placée au-delà du bout."""

        def __getattr__(self, nom):
            return getattr(C, nom)

        def lignes(self, nom):
            lignes = C.lignes(nom)
            return ({**lignes[0], "cran": 4}, *lignes[1:]) if nom == "positions" else lignes

    premiere = C.lignes("positions")[0]
    with pytest.raises(ValueError, match=f"« {premiere['id']} » a le cran 4"):
        desaccord(Faux(), premiere["desaccord"])
