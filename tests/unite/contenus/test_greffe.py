"""Mes récits et mes tris, lus comme ceux de la collection : par les auteurs, dans un carnet, en séance, sur papier."""

from dataclasses import replace

import pytest

import travailler_ensemble as labo
from travailler_ensemble import corpus
from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.classe.papier import grille
from travailler_ensemble.contenus.greffe import greffer
from travailler_ensemble.contenus.rangement import Contenus, MesContenus
from travailler_ensemble.contenus.situation import Codee, Situation
from travailler_ensemble.contenus.tri import SORTES, MonTri
from travailler_ensemble.panel.avis import Panel, comptes
from travailler_ensemble.panel.recits import LecturesDuRecit, auteurs_du_tri
from travailler_ensemble.panel.reponse import repondre
from travailler_ensemble.seance.programme import garder, miens, programme, relire

BASE = corpus.lire()
JEUDIS = {
    c["critere"]: Codee(c["valeur"], c["indice"]) for c in BASE.lignes("codages") if c["situation"] == "sit-jeudis-halte" and c["indice"]
}
MIENNE = Situation(
    id="mes-boite-0a",
    titre="La boîte",
    terrain="CHRS",
    recit=BASE.ligne("situations", "sit-jeudis-halte")["texte"].replace("¶", "\n"),
    codages=JEUDIS,
)


def tri(sorte, **reste):
    return MonTri(id=f"mes-{sorte}-0b", titre="Mon tri", cartes=("mes-boite-0a", "sit-garage-ecole"), sorte=sorte, **reste)


TRIS = (*(tri(s) for s in SORTES if s != "propres"), tri("propres", cases=("Ici", "Là")))
ICI = Panel(greffer(BASE, MesContenus((MIENNE,), TRIS)))


def test_une_situation_a_soi_codee_de_meme_se_lit_de_meme():
    def lus(s):
        return {a: [(x.enonce.id, x.verdict) for x in toutes] for a, toutes in ICI.lectures(s).items()}

    assert lus("mes-boite-0a") == lus("sit-jeudis-halte")
    c = classement(ICI.corpus, "mes-formes-0b")
    assert [x.surtitre for x in c.cartes] == ["CHRS", "insertion · fiction"] and c.de_situations
    assert repondre(ICI, c, "mes-boite-0a", "forme-partenariat").nombres == comptes_de("mes-formes-0b", "forme-partenariat")


def comptes_de(cle, case):
    n = comptes(ICI.avis(classement(ICI.corpus, cle), "mes-boite-0a", case))
    return n["accord"], n["nuance"], n["desaccord"]


def test_oui_ou_non_les_memes_auteurs_repondent_de_deux_cotes():
    oui, non = comptes_de("mes-oui-non-0b", "forme-partenariat"), comptes_de("mes-oui-non-0b", "non")
    assert oui == comptes_de("mes-formes-0b", "forme-partenariat"), "« oui » vaut la forme"
    assert non == (oui[2], oui[1], oui[0]) and oui[0] and oui[2]
    c = classement(ICI.corpus, "mes-oui-non-0b")
    assert c.question == "Est-ce un partenariat ?"
    r = repondre(ICI, c, "mes-boite-0a", "non")
    assert [x.titre.split("\xa0")[1] for x in r.camps] == ["Non", "Oui"] and "hésite" in dict(r.comptes)["nuance"]
    tue = Panel(greffer(BASE, MesContenus((replace(MIENNE, codages={}),), TRIS)))
    assert "ce récit n’est pas de nous" in repondre(tue, classement(tue.corpus, "mes-formes-0b"), "mes-boite-0a", "forme-mecenat").dit
    assert auteurs_du_tri(ICI, TRIS[1]) > auteurs_du_tri(ICI, TRIS[2]) == 0


@pytest.fixture
def ranges():
    contenus = Contenus()
    for x in (MIENNE, *TRIS):
        assert contenus.ranger(x).fait
    return contenus


def test_en_seance_et_sur_papier(ranges):
    assert {t["cle"] for t in miens(Panel(BASE))} == {t.id for t in TRIS}
    for t in TRIS:
        p = programme(Panel(BASE), t.id)
        assert bool(p.auteurs) == (t.sorte in ("formes", "oui-non"))
        garde = relire(garder(p))
        assert garde.en_dict() == p.en_dict() and garde.auteurs == p.auteurs, "la séance garde ses cartes et ses auteurs avec elle"
        assert "La boîte" in grille("Lundi", p.classement)
    ranges.retirer(MIENNE)
    assert programme(Panel(BASE), "mes-formes-0b").cartes == ("sit-garage-ecole",), "un récit retiré n’est plus une carte"


def test_dans_un_carnet_sans_rien_changer_a_la_collection(ranges):
    activite = labo.tri(TRIS[0].appel.split('"')[1])
    assert repr(activite) == "Tri('mes-formes-0b', 2 cartes, 10 cases)"
    ranges.ranger(replace(TRIS[0], titre="Autre titre"))
    assert labo.tri("mes/formes-0b").sujet.titre == "Autre titre"
    assert "n’a pas de ligne" in repr(labo.tri("mes/absent"))
    assert "aucun auteur n’y répond" in repr(labo.comparer("mes/propres-0b")) and labo.comparer("mes/formes-0b").tri is labo.tri(
        "mes/formes-0b"
    )
    assert not [s for s in sujets(corpus.lire()) if s.cle.startswith("mes-")]


def test_ce_que_changerait_chaque_reponse():
    lectures = LecturesDuRecit(Panel(BASE))
    vide, plein = lectures.dire({}), lectures.dire(MIENNE.valeurs)
    assert vide["comptes"] == {"O": 0, "N": 0, "Q": len(lectures.enonces)} and vide["fort"] == lectures.ordre[0]
    assert sum(len(x["noms"]) for x in plein["qui"]) == len(plein["bande"]["lettres"]) == len(lectures.enonces)
    assert set(plein["effets"]) == set(lectures.ordre) - set(MIENNE.codages)
    fort, n = vide["fort"], {}
    for valeur in ("oui", "non"):
        n[valeur] = len(lectures.changent({}, {fort: valeur}))
    assert vide["effets"][fort] == n and vide["bascule"]["non"].replace("\xa0", " ") == f"{n['non']} de plus refusent"
