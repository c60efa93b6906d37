"""La séance sur papier : une grille qui s’imprime sans script, et une table recopiée dont aucune ligne juste ne se perd."""

import csv
import io
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from accessibilite import axe
from chacun import pour_chacun
from hypothesis import given
from hypothesis import strategies as st

from travailler_ensemble import corpus
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.classe.papier import IMPRIMEES_MAX, Croix, grille, lire_feuilles
from travailler_ensemble.panel.avis import Panel

CORPUS = corpus.lire()
FORMES, AXE, DEBATS = (classement(CORPUS, cle) for cle in ("formes", "axe-dhume", "affirmations-debats"))
CARTES, CASES = FORMES.champs(), [k.id for k in FORMES.cases]
WEB = Path(__file__).resolve().parents[3] / "lib" / "travailler_ensemble" / "web"


class Balises(HTMLParser):
    """Les balises d’une page, avec leurs attributs, et celles qui ne se ferment pas."""

    def __init__(self, page):
        super().__init__()
        self.vues, self.ouvertes = [], []
        self.feed(page)

    def handle_starttag(self, nom, attributs):
        self.vues.append((nom, dict(attributs)))
        if nom not in ("meta", "link", "br"):
            self.ouvertes.append(nom)

    def handle_endtag(self, nom):
        assert self.ouvertes.pop() == nom


# La grille


@pytest.mark.parametrize("c", [FORMES, AXE, DEBATS], ids=lambda c: c.cle)
def test_la_grille_a_une_case_par_carte_et_par_reponse(c):
    page = grille("Jeudi matin", c)
    balises = Balises(page)
    assert balises.ouvertes == []
    noms = [nom for nom, _ in balises.vues]
    assert noms.count("td") == len(c.cartes) * (len(c.cases) + 1)
    assert noms.count("th") == 1 + len(c.cases) + 1 + len(c.cartes)
    assert all(a.get("scope") in ("row", "col") for nom, a in balises.vues if nom == "th")
    for rang, carte in enumerate(c.cartes, 1):
        assert re.search(rf'<th scope="row"><span class="numero">{rang}</span> ', page)
        assert carte.titre.replace(" ?", "\u00a0?") in unescape(page) or "«" in carte.titre
    for rang, case in enumerate(c.cases, 1):
        assert f'<span class="numero">{rang}</span><span class="nom">{case.nom}</span>' in page
    assert "Jeudi matin" in page and c.titre in page
    assert '<span class="numero">0</span><span class="nom">Je ne sais pas</span>' in page


def test_les_feuilles_s_impriment_d_un_coup_deja_numerotees():
    page = grille("Jeudi matin", AXE, combien=12)
    balises = Balises(page)
    assert balises.ouvertes == [] and [nom for nom, _ in balises.vues].count("table") == 12
    assert re.findall(r"Feuille n°\s<b>(\d+)</b>", page) == [str(n) for n in range(1, 13)]
    assert "numérotez les feuilles" not in page and "numérotez les feuilles" in grille("Jeudi matin", AXE)
    assert grille("x", AXE, combien=10_000).count("<table") == IMPRIMEES_MAX


@pytest.mark.parametrize("c", [FORMES, AXE, DEBATS], ids=lambda c: c.cle)
def test_la_grille_respecte_la_politique_de_contenu(c):
    """Ni script, ni style en ligne, ni ressource d’ailleurs ; rien de ce que pensent les auteurs."""
    balises = Balises(grille("Jeudi matin", c)).vues
    assert not {"script", "style", "img", "iframe", "form"} & {nom for nom, _ in balises}
    assert not [a for _, x in balises for a in x if a == "style" or a.startswith("on")]
    assert [x["href"] for nom, x in balises if nom == "link"] == ["data:,", "/statique/papier.css"]
    panel = Panel(CORPUS)
    page = grille("Jeudi matin", c)
    lectures = {x.raison for carte in c.champs() for a in panel.avis(c, carte, c.cases[0].id) for x in a.lectures if len(x.raison) > 40}
    assert lectures and not [r for r in lectures if r in page]


def test_les_recits_suivent_la_grille_avec_leurs_numeros():
    page = grille("Jeudi matin", FORMES)
    recits = page.split('<section class="recits">')[1]
    for rang, carte in enumerate(FORMES.cartes, 1):
        assert f'<h3><span class="numero">{rang}</span> {carte.titre}</h3>' in recits
    assert FORMES.cartes[3].paragraphes[0][:40] in recits and "fiction" in recits
    assert '<section class="recits">' not in grille(
        "Jeudi matin", replace(DEBATS, cartes=tuple(x._replace(paragraphes=()) for x in DEBATS.cartes))
    )


def test_un_titre_hostile_reste_du_texte():
    piege = "<script>alert(1)</script>\"'&"
    c = replace(
        FORMES,
        titre=piege,
        question=piege,
        note_ordre=piege,
        cartes=tuple(x._replace(titre=piege, paragraphes=(piege,)) for x in FORMES.cartes),
    )
    assert not [nom for nom, _ in Balises(grille(piege, c)).vues if nom == "script"]


def test_la_feuille_de_style_couvre_les_classes_de_la_page_et_l_impression():
    css = (WEB / "papier.css").read_text(encoding="utf-8")
    classes = {mot for c in (FORMES, AXE, DEBATS) for _, x in Balises(grille("Jeudi matin", c)).vues for mot in x.get("class", "").split()}
    assert classes - {"nom", "feuille", "grille"} <= set(re.findall(r"\.([a-z-]+)", css))
    assert "@media print" in css and "A4" in css and "url(" not in css and "@import" not in css


@pytest.mark.navigateur
@pytest.mark.parametrize("c", [FORMES, AXE, DEBATS], ids=lambda c: c.cle)
def test_la_grille_tient_sur_une_page_et_le_mode_d_emploi_ne_s_imprime_pas(navigateur, c, tmp_path):
    (tmp_path / "g.html").write_text(grille("Jeudi matin", c, (WEB / "papier.css").as_uri()), encoding="utf-8")
    page = navigateur.new_page(viewport={"width": 360, "height": 800})
    try:
        page.goto((tmp_path / "g.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert axe(page, ("body",)) == []
        page.set_viewport_size({"width": 703, "height": 1032})  # 186 mm sur 273, ce que laissent les marges
        page.emulate_media(media="print")
        assert page.locator(".emploi").is_hidden()
        assert page.evaluate("document.querySelector('.feuille').getBoundingClientRect().height") <= 1032
        assert page.evaluate("document.documentElement.scrollWidth") <= 703
        seule = page.locator("td .carre").first.bounding_box()
        assert seule["width"] >= 15, "assez grande pour une croix"
    finally:
        page.close()


# La table recopiée


def test_les_deux_facons_de_recopier_donnent_les_memes_croix():
    longue = "feuille,carte,case\n1,1,3\n1,2,0\n2,12,10\n"
    large = "feuille,1,2,3,4,5,6,7,8,9,10,11,12\n1,3,0\n2,,,,,,,,,,,,10\n"
    attendu = (Croix("1", CARTES[0], CASES[2]), Croix("1", CARTES[1], JE_NE_SAIS_PAS), Croix("2", CARTES[11], CASES[9]))
    assert lire_feuilles(longue, FORMES) == lire_feuilles(large, FORMES) == (attendu, ())


@pytest.mark.parametrize("separe", [",", ";", "\t"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
def test_ce_qu_un_tableur_enregistre_se_lit(separe, code, fin):
    lignes = [["Feuille", "Carte", "Case"], ["1", CARTES[0], CASES[0]], [" 02 ", "2", "?"], ["", "", ""]]
    octets = fin.join(separe.join(x) for x in lignes).encode(code)
    assert lire_feuilles(octets, FORMES) == ((Croix("1", CARTES[0], CASES[0]), Croix("2", CARTES[1], JE_NE_SAIS_PAS)), ())


def test_l_en_tete_peut_manquer_ou_changer_d_ordre():
    attendu = (Croix("7", CARTES[0], CASES[1]),)
    assert lire_feuilles("7,1,2", FORMES).croix == lire_feuilles("case;feuille;carte\n2;7;1", FORMES).croix == attendu


@pour_chacun(
    ("ligne", "phrase"),
    [
        ("1,14,2", "ligne 3\u00a0: la carte 14 n’existe pas\u00a0; il y en a 12."),
        ("1,0,2", "ligne 3\u00a0: la carte 0 n’existe pas\u00a0; il y en a 12."),
        ("1,sit-nulle,2", "ligne 3\u00a0: la carte «\u00a0sit-nulle\u00a0» n’existe pas\u00a0; il y en a 12."),
        ("1,2,11", "ligne 3\u00a0: la case 11 n’existe pas\u00a0; il y en a 10, et 0 pour «\u00a0je ne sais pas\u00a0»."),
        ("1,2,3+4", "la case «\u00a03+4\u00a0» n’existe pas"),
        ("A,2,3", "ligne 3\u00a0: la feuille se note par un numéro, de 1 à 999\u00a0; lu\u00a0: «\u00a0A\u00a0»."),
        ("0,2,3", "de 1 à 999"),
        ("1000,2,3", "de 1 à 999"),
        ("-1,2,3", "de 1 à 999"),
        ("١,2,3", "de 1 à 999"),
        ("1,2", "ligne 3\u00a0: il faut trois valeurs (feuille, carte, case)\u00a0; il y en a 2."),
        ("1,2,3,4", "il y en a 4."),
        ("5,1,4", "ligne 3\u00a0: la feuille 5 a déjà une autre réponse à la carte 1, ligne 2\u00a0; c’est celle-là qui est gardée."),
        ('"' + "x" * 200_000, "ligne 3\u00a0: elle est trop longue"),
    ],
)
def test_une_ligne_fausse_est_dite_et_les_autres_comptent(ligne, phrase):
    lue = lire_feuilles(f"feuille,carte,case\n5,1,1\n{ligne}\n6,1,2\n", FORMES)
    assert lue.croix == (Croix("5", CARTES[0], CASES[0]), Croix("6", CARTES[0], CASES[1]))
    assert len(lue.refus) == 1 and phrase in lue.refus[0]


def test_dans_une_ligne_large_seule_la_croix_fausse_se_perd():
    lue = lire_feuilles("feuille,1,2,14\n3,1,99,1\n4,1,2\n5,1,2,3,4\n", FORMES)
    assert lue.croix == (Croix("3", CARTES[0], CASES[0]), Croix("4", CARTES[0], CASES[0]), Croix("4", CARTES[1], CASES[1]))
    assert [r.split("\u00a0: ")[1].split(" ")[:3] for r in lue.refus] == [["la", "case", "99"], ["la", "carte", "14"], ["elle", "a", "5"]]


def test_la_meme_croix_recopiee_deux_fois_n_en_fait_qu_une():
    assert lire_feuilles("1,1,1\n1,1,1\n", FORMES) == ((Croix("1", CARTES[0], CASES[0]),), ())


@pytest.mark.parametrize(
    ("table", "phrase"),
    [
        ("", "la table est vide"),
        (",,\n;;", "la table est vide"),
        ("carte,1,2\n1,2,3", "l’en-tête doit être"),
        ("x".encode("utf-16"), "UTF-16"),
    ],
)
def test_une_table_illisible_est_dite(table, phrase):
    assert lire_feuilles(table, FORMES).croix == () and phrase in lire_feuilles(table, FORMES).refus[0]


@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200), st.lists(st.text('0123456789,;feuillcartes\n"', max_size=30)).map("\n".join))
)
def test_rien_de_ce_qu_on_donne_ne_fait_tomber_la_lecture(table):
    lue = lire_feuilles(table, FORMES)
    assert all(x.carte in CARTES and x.case in (*CASES, JE_NE_SAIS_PAS) for x in lue.croix)
    assert len({(x.feuille, x.carte) for x in lue.croix}) == len(lue.croix)
    assert all(isinstance(r, str) and r.endswith(".") for r in lue.refus)


@given(st.dictionaries(st.tuples(st.integers(1, 40), st.integers(1, 12)), st.integers(0, 10), min_size=1))
def test_ce_qui_est_recopie_se_relit(croix):
    sortie = io.StringIO()
    csv.writer(sortie).writerows([("feuille", "carte", "case"), *((f, c, k) for (f, c), k in croix.items())])
    attendu = {Croix(str(f), CARTES[c - 1], CASES[k - 1] if k else JE_NE_SAIS_PAS) for (f, c), k in croix.items()}
    lue = lire_feuilles(sortie.getvalue(), FORMES)
    assert set(lue.croix) == attendu and lue.refus == ()
