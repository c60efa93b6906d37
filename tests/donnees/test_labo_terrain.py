"""Le labo 10 : des thèmes ne sont pas des propos, une charte ne dit que ses articles, et personne n’est nommé."""

import re

import nbformat
from enumerer import pour_chaque

import travailler_ensemble as labo
from travailler_ensemble import corpus
from travailler_ensemble.corpus import DOSSIER, trame

C = corpus.lire()
THEMES = {
    "payer": "financement",
    "utiliser": "instrumentalisation",
    "benevoles": "bénévoles",
    "signer": "convention",
    "mobiliser": "mobilisation",
    "soir": "périscolaire",
}
CHARTE = ("cadre", "egalite", "objectifs_communs", "specificite")


def lire(dossier):
    return nbformat.read(DOSSIER.parent / dossier / "10-terrain.ipynb", 4)


def justes(tri):
    return {(r["carte"], r["case"]) for r in C.lignes("tris_reponses") if r["tri"] == tri and r["juste"] == "oui"}


@pour_chaque(("carte", "mot"), THEMES.items())
def test_une_question_va_a_l_entretien_qui_en_annonce_le_theme(carte, mot):
    qui = {q for q in ("pellenz", "pauron") if mot in C.ligne("terrain", f"tem-{q}-themes")["teneur"]}
    assert {case for c, case in justes("themes-entretien") if c == carte} == qui


def test_aucun_theme_ne_donne_la_parole_aux_enfants():
    assert ("enfants", "aucun") in justes("themes-entretien")
    assert not [t for t in C.lignes("terrain") if t["groupe"] == "entretiens" and "enfants" in t["teneur"]]


def test_chaque_point_de_la_charte_renvoie_a_un_article_qu_elle_contient():
    charte = next(c.source for c in lire("exercises").cells if "Charte de la cellule" in c.source)
    articles = set(re.findall(r"^> (\d)\.", charte, re.MULTILINE))
    assert articles == set("123456") and "inventé" in charte
    points = [r for r in C.lignes("tris_reponses") if r["tri"] == "relire-charte"]
    assert {c["carte"] for c in C.lignes("tris_cartes") if c["tri"] == "relire-charte"} == {carte for carte, _ in justes("relire-charte")}
    for p in points:
        assert set(re.findall(r"[Aa]rticle (\d)", p["explication"])) <= articles
        assert "inventée" in p["repere"]
        if p["juste"] == "oui" and p["case"] == "dit":
            assert "Article" in p["explication"], p["carte"]


def test_le_corrige_annonce_autant_de_definitions_qu_il_en_change():
    dit = " ".join(c.source for c in lire("solutions").cells)
    assert "3\u00a0définitions changent" in repr(labo.relire("sit-quatre-madeleines", **dict.fromkeys(CHARTE, "oui")))
    assert "Trois définitions changent" in dit
    avec_duree = labo.relire("sit-quatre-madeleines", **dict.fromkeys((*CHARTE, "duree"), "oui"))._repr_html_()
    assert "Habitat Formation" in avec_duree and "Habitat Formation" in dit


def test_l_accord_se_relit_sur_ce_qu_une_convention_oublie_et_que_nul_critere_ne_code():
    points = " ".join(p["point"] for p in C.lignes("questions_relecture") if p["question"] == "question-accord")
    for mot in ("répond de quoi", "partir", "personne accompagnée", "reconnaître personne"):
        assert mot in points


def test_l_anonymat_se_rappelle_au_debut_et_avant_de_rendre():
    textes = [c.source for c in lire("notebooks").cells if c.cell_type == "markdown"]
    assert "ni nom de personne, ni nom de lieu" in textes[0]
    assert "aucun nom" in next(t for t in textes if "Rendre votre travail" in t)
    assert "i nom de personne, ni nom de lieu" in C.ligne("questions", "question-accord")["consigne"]
    grille = (DOSSIER.parent / "lib/travailler_ensemble/web/composants/grille/criteres.js").read_text(encoding="utf-8")
    assert "Ne nommez personne" in grille, "la case du récit le redit"


def test_la_situation_ne_se_raconte_qu_une_fois():
    appels = trame.lire(trame.LABOS, "10-terrain.ipynb").appels
    libres = [a for a in appels if a.fonction == "question" and C.ligne("questions", a.arguments[0])["genre"] in ("libre", "accord")]
    recits = [a for a in appels if a.fonction == "grille" and not C.ligne("grilles", a.arguments[0])["situation"]]
    assert len(recits) == 1 and len(libres) + len(recits) <= 2, "quarante minutes : deux textes à écrire, pas plus"
