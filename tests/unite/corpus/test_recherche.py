"""La recherche : on trouve un mot sans souci de casse ni d’accents, on sait où il est et d’où il vient."""

import re
import unicodedata

import pytest
from chacun import pour_chacun
from hypothesis import assume, given
from hypothesis import strategies as st

from travailler_ensemble import corpus
from travailler_ensemble.corpus.description import Champ, Description
from travailler_ensemble.corpus.recherche import EXTRAIT, VIDES, Recherche, plier

C = corpus.lire()


def cles(mots):
    return [(t.table, t.cle) for t in C.chercher(mots)]


def chercher_dans(texte, mots):
    """Cherche dans un corpus d’une seule case."""
    d = Description("t", "Textes", "", "t.csv", (Champ("id"), Champ("texte")), ("id",))
    return Recherche([(d, ({"id": "a", "texte": texte},))]).chercher(mots)


def marques(t):
    return [t.extrait[debut:fin] for debut, fin in t.marques]


def test_convention_trouve_conventions_et_dit_d_ou_elle_vient():
    trouvailles = corpus.chercher("convention")
    assert trouvailles == C.chercher("convention")
    assert len(trouvailles) >= 20
    assert ("criteres", "crit-formalisation") in cles("convention")
    assert any("conventions" in marques(t) for t in trouvailles)
    for t in trouvailles:
        assert all(m.lower().startswith("convention") for m in marques(t)) and marques(t)
        assert t.titre == C.description(t.table).titre
        assert len(t.extrait) <= EXTRAIT


@pour_chacun(
    ("un", "autre"),
    [
        ("convention", "Convention"),
        ("convention", "CONVENTÍON"),
        ("reseau", "réseau"),
        ("reseau", "RÉSEAU"),
        ("l'écrit", "l’écrit"),
        ("« travail social »", '"Travail\u00a0Social"'),
        ("coopération", "coope\u0301ration"),
        ("oeuvre", "œuvre"),
        ("convention,", "(convention)"),
        ("projet  commun", "commun projet"),
    ],
)
def test_la_facon_d_ecrire_ne_change_rien(un, autre):
    assert cles(un) == cles(autre) != []


def test_plusieurs_mots_sont_tous_dans_la_ligne():
    assert set(cles("réseau partenariat")) == set(cles("réseau")) & set(cles("partenariat"))


def test_des_guillemets_gardent_les_mots_ensemble_et_entiers():
    suite, separes = set(cles("« projet commun »")), set(cles("projet commun"))
    assert suite < separes
    for t in C.chercher("« projet commun »"):
        assert any(re.fullmatch(r"projet\scommun", m.lower()) for m in marques(t))
    assert not cles("« projet commu »")


def test_rien_a_chercher_n_est_pas_une_faute():
    for mots in ("", "   ", "\u00a0", "?", "«»", '""', "« »", "zzzzz", "(", "[", "\\", "x" * 10_000, "xz " * 500):
        assert C.chercher(mots) == ()


def test_un_seul_signe_est_un_mot_entier():
    trouvailles = C.chercher("y")
    assert trouvailles
    assert {m.lower() for t in trouvailles for m in marques(t)} == {"y"}


def test_les_tables_sont_dans_l_ordre_et_le_titre_passe_devant():
    trouvailles = C.chercher("réseau")
    rangs = [C.noms.index(t.table) for t in trouvailles]
    assert rangs == sorted(rangs)
    formes = [t for t in trouvailles if t.table == "formes"]
    assert formes[0].cle == "forme-reseau" and formes[0].colonnes[0] in ("nom", "avec_article", "indefini")
    criteres = [t for t in C.chercher("convention") if t.table == "criteres"]
    assert "nom" in criteres[0].colonnes


def test_une_trouvaille_nomme_sa_ligne_son_repere_et_sa_reference():
    clause = next(t for t in C.chercher("programme sic") if t.table == "clauses")
    assert clause.cle == "clause-inrp-1993-probleme-reconnu"
    assert "cité par" in clause.intitule  # une voix de seconde main le dit
    assert clause.repere == C.ligne("clauses", clause.cle)["repere"]
    enonce = C.ligne("enonces", "enonce-inrp-1993")
    assert (clause.source, clause.reference) == (enonce["source"], C.ligne("references", enonce["source"])["reference"])
    position = next(t for t in C.chercher("se décrète pas, surtout pas du dehors") if t.table == "positions")
    assert position.source == "src-vidalenc-adbdp-2005" and "Vidalenc" in position.reference


def test_ni_les_identifiants_ni_les_listes_fermees_ne_sont_du_texte():
    assert not any(t.table == "auteurs_secteurs" for t in C.chercher("secteur"))
    assert not C.chercher("inventaire") or all("origine" not in t.colonnes for t in C.chercher("inventaire"))
    for t in C.chercher("partenariat"):
        champs = {c.nom: c for c in C.description(t.table).champs}
        assert all(champs[c].permis is None for c in t.colonnes)
        assert all("partenariat" in corpus_plie(C, t, c) for c in t.colonnes)


def corpus_plie(c, t, colonne):
    index = {" / ".join(str(x[k]) for k in c.description(t.table).cle): x for x in c.lignes(t.table)}
    return unicodedata.normalize("NFC", str(index[t.cle][colonne])).lower()


def cases_de_texte():
    for nom in C.noms:
        d = C.description(nom)
        cachees = {*d.cle, *(lien.champ for lien in d.liens)}
        libres = [c.nom for c in d.champs if c.type == "string" and c.permis is None and c.nom not in cachees]
        for ligne in C.lignes(nom):
            for colonne in libres:
                if re.search(r"\w", ligne[colonne]):
                    yield nom, " / ".join(str(ligne[c]) for c in d.cle), colonne, ligne[colonne]


CASES = list(cases_de_texte())


@given(st.data())
def test_tout_mot_d_une_case_retrouve_cette_case(data):
    """Écrit tel quel, en capitales, sans accents, ou au pluriel."""
    table, cle, colonne, contenu = data.draw(st.sampled_from(CASES))
    mot = data.draw(st.sampled_from(re.findall(r"\w+", re.sub(r"</?i>", "", contenu))))
    sans_accent = "".join(s for s in unicodedata.normalize("NFD", mot) if not unicodedata.combining(s))
    ecrit = data.draw(st.sampled_from([mot, mot.upper(), sans_accent, f"{mot}s"]))
    assume(plier(mot) not in VIDES and not (len(mot) <= 3 and ecrit.endswith("s")))
    trouvailles = [t for t in C.chercher(ecrit) if (t.table, t.cle) == (table, cle)]
    assert len(trouvailles) == 1
    assert colonne in trouvailles[0].colonnes


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Mn"], exclude_characters="¶ʼŉ\u00ad"), min_size=1, max_size=40), st.data())
def test_tout_mot_de_n_importe_quel_texte_se_retrouve_et_se_montre(texte, data):
    """Et l’extrait d’un texte long contient le mot, n’en invente pas, et tient dans sa longueur."""
    mots = re.findall(r"\w+", unicodedata.normalize("NFC", texte))
    if not mots:
        return
    mot = data.draw(st.sampled_from(mots))
    long = " ".join(["bla bla"] * data.draw(st.integers(0, 40)) + [texte] + ["bla bla"] * data.draw(st.integers(0, 40)))
    (t,) = chercher_dans(long, f"« {mot} »")
    assert len(t.extrait) <= EXTRAIT
    assert t.marques and all(0 <= debut < fin <= len(t.extrait) for debut, fin in t.marques)
    assert t.extrait.removeprefix("… ").removesuffix(" …") in re.sub(" +", " ", long)


def test_un_extrait_se_coupe_aux_mots():
    long = "Un deux trois quatre cinq six sept huit neuf dix. " * 8 + "La convention est signée. " + "Onze douze treize quatorze. " * 8
    (t,) = chercher_dans(long, "convention")
    assert t.extrait.startswith("… ") and t.extrait.endswith(" …") and 100 < len(t.extrait) <= EXTRAIT
    assert marques(t) == ["convention"]
    assert set(t.extrait.strip("… ").split()) <= set(long.split())


def test_espaces_insecables_et_accents_ecrits_a_part_se_trouvent_et_se_surlignent():
    (t,) = chercher_dans("Vie sociale, nᵒ\u00a014", "« no 14 »")
    assert marques(t) == ["nᵒ\u00a014"]
    (t,) = chercher_dans("un comite\u0301 local", "comité")
    assert marques(t) == ["comite\u0301"]


def test_le_titre_passe_devant_et_le_nombre_ne_compte_pas():
    d = Description("t", "Textes", "", "t.csv", (Champ("id"), Champ("nom"), Champ("texte")), ("id",))
    lignes = [
        ("a", "rien", "des conventions"),
        ("b", "rien", "une convention"),
        ("c", "Les conventions", "rien"),
        ("d", "Conventionnel", ""),
    ]
    recherche = Recherche([(d, [dict(zip(("id", "nom", "texte"), x, strict=True)) for x in lignes])])
    assert [t.cle for t in recherche.chercher("convention")] == ["c", "a", "b"] == [t.cle for t in recherche.chercher("conventions")]


@pytest.mark.parametrize(
    ("un", "autre"), [("convention", "conventions"), ("réseau", "réseaux"), ("local", "locaux"), ("le secret", "secret")]
)
def test_le_pluriel_et_les_petits_mots_se_replient(un, autre):
    assert cles(un) == cles(autre)


def test_un_mot_n_est_pas_le_debut_d_un_autre():
    assert cles("secrétaire") and not set(cles("secret")) & {x for x in cles("secrétaire") if "secret" not in ECRITS[x]}
    assert not C.chercher("le") and not C.chercher("de la")


ECRITS = {(t.table, t.cle): set(plier(" ".join(str(t.ligne[c]) for c in t.colonnes)).split()) for t in C.chercher("secrétaire")}


def test_un_mot_mal_ecrit_a_des_voisins():
    assert "convention" in C.recherche.proches("conventoin")["conventoin"]
    assert C.recherche.proches("convention réseau") == {}
    assert C.recherche.proches("conv xyzxyzxyz") == {"conv": ("coin",), "xyzxyzxyz": ()}
