"""L’export d’une séance : relu à l’identique, sans danger dans un tableur, et une phrase pour tout fichier faux."""

import csv
import io

import pytest
from chacun import pour_chacun
from hypothesis import given
from hypothesis import strategies as st

from travailler_ensemble import corpus
from travailler_ensemble.classe import export
from travailler_ensemble.classe.export import COLONNES, LigneReponse, ecrire, lire
from travailler_ensemble.corpus.description import TableFautive

CORPUS = corpus.lire()
L = LigneReponse("s1", "formes", 1, "sit-coin-calme", "forme-reseau", "12", 1, "telephone")
MAINS = LigneReponse("s1", "formes", 2, "sit-coin-calme", "je-ne-sais-pas", "", 7, "mains")
SIGNES = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")

mots = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip),
    st.builds("{}{}".format, st.sampled_from([*SIGNES, "'", "'=", "''", '"', ";", ",", "'\t"]), st.text("a=;,'\" é\r\n", max_size=6)),
)


@st.composite
def reponses(tirer):
    mains = tirer(st.booleans())
    return LigneReponse(
        tirer(mots.filter(bool)),
        tirer(mots),
        tirer(st.sampled_from([1, 2])),
        tirer(mots),
        tirer(mots),
        "" if mains else tirer(mots),
        tirer(st.integers(1, 10_000)) if mains else 1,
        "mains" if mains else tirer(st.sampled_from(["telephone", "papier"])),
    )


def cle(x):
    return (x.seance, x.tri, x.tour, x.carte, x.participant or x.case, x.source)


@given(st.lists(reponses(), min_size=1, max_size=8, unique_by=cle))
def test_ce_qui_est_ecrit_se_relit_a_l_identique(tmp_path_factory, lignes):
    texte = ecrire(lignes)
    assert lire(texte) == lignes
    fichier = tmp_path_factory.mktemp("export") / "x.csv"
    fichier.write_bytes(texte.encode("utf-8"))
    assert lire(fichier) == lignes == lire(str(fichier))


@given(st.lists(reponses(), min_size=1, max_size=8, unique_by=cle))
def test_aucune_case_n_est_une_formule(lignes):
    """Un tableur évalue ce qui commence par un de ces signes, même entre guillemets."""
    lues = list(csv.reader(io.StringIO(ecrire(lignes).removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert not [case for ligne in lues for case in ligne if case.startswith(SIGNES)]


def test_le_fichier_est_celui_qu_un_tableur_francais_attend():
    texte = ecrire([L, MAINS])
    assert texte.encode("utf-8").startswith(b"\xef\xbb\xbf")
    assert texte.splitlines() == [
        "\ufeff" + ";".join(COLONNES),
        "s1;formes;1;sit-coin-calme;forme-reseau;12;1;telephone;;;;;5",
        "s1;formes;2;sit-coin-calme;je-ne-sais-pas;;7;mains;;;;;5",
    ]
    assert COLONNES == (
        "seance",
        "tri",
        "tour",
        "carte",
        "case",
        "participant",
        "nombre",
        "source",
        "raison",
        "hesitent",
        "titre",
        "date",
        "seuil",
    )


def test_un_fichier_d_avant_se_relit():
    """Jusqu’à la version 0.6, les colonnes étaient séparées par des virgules."""
    assert lire(ecrire([L, MAINS]).replace(";", ",")) == [L, MAINS]


def test_le_seuil_annonce_suit_les_reponses_et_aucun_autre_ne_se_lit():
    assert lire(ecrire([L._replace(seuil=3)])) == [L._replace(seuil=3)]
    sans = "\n".join(x.rsplit(";", 1)[0] for x in ecrire([L]).splitlines())
    assert lire(sans + "\n") == [L], "un fichier d’avant : la règle ordinaire"
    for faux in ("2", "1", "0", "trois"):
        with pytest.raises(TableFautive, match="3 ou 5"):
            lire(ecrire([L._replace(seuil=faux)]))


def test_un_participant_sans_valeur_ou_numerique_s_ecrit_aussi():
    """Ce que rend la base : un nombre, ou rien."""
    assert lire(ecrire([L._replace(participant=12), MAINS._replace(participant=None)])) == [L, MAINS]


@pytest.mark.parametrize("separe", [",", ";", "\t"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
def test_ce_qu_un_tableur_reenregistre_se_relit(tmp_path, separe, code, fin):
    """Excel français : point-virgule, Windows-1252, lignes de séparateurs à la fin."""
    accent = L._replace(seance="séance d’été")
    lignes = [separe.join(map(str, x)) for x in (COLONNES, accent, MAINS)] + [separe * 7, ""]
    (tmp_path / "x.csv").write_bytes(fin.join(lignes).encode(code))
    assert lire(tmp_path / "x.csv", CORPUS) == [accent, MAINS]


@pytest.mark.parametrize("separe", [",", ";", "\t"])
def test_ce_qu_un_tableur_derange_en_reenregistrant_se_relit(separe):
    """« sep=; », colonnes dans un autre ordre, colonnes vides, ligne vide au milieu, entiers devenus « 1.0 »."""
    premier = L._replace(participant="4127")
    ordre = ["participant", "case", "carte", "", "source", "nombre", "tour", "tri", "seance", ""]

    def dire(x):
        champs = x._asdict() | {"": "", "tour": f"{x.tour}.0", "nombre": f"{x.nombre},0" if separe != "," else f"{x.nombre}.0"}
        champs["participant"] += ".0" if x.participant else ""
        return separe.join(str(champs[c]) for c in ordre)

    lignes = [f"sep={separe}", separe.join(ordre), dire(premier), separe * 9, dire(MAINS), ""]
    assert lire("\r\n".join(lignes), CORPUS) == [premier, MAINS]
    with pytest.raises(TableFautive, match="ligne 4"):
        lire("\r\n".join([*lignes[:3], dire(premier) + "de trop", ""]), CORPUS)


def fautes():
    ligne = dict(zip(COLONNES, L, strict=True))
    return [
        ({"tri": "formess"}, "ligne 3, colonne « tri » : lu : « formess » ; attendu : un tri de la collection"),
        ({"tri": ""}, "ligne 3, colonne « tri » : lu : « rien »"),
        (
            {"carte": "sit-inconnue"},
            "colonne « carte » : lu : « sit-inconnue » ; attendu : une carte de « Douze situations, dix formes » : sit-",
        ),
        (
            {"case": "forme-amitie"},
            "colonne « case » : lu : « forme-amitie » ; attendu : une case de « Douze situations, dix formes » : forme-information",
        ),
        ({"tour": 3}, "colonne « tour » : lu : « 3 » ; attendu : 1 ou 2"),
        ({"tour": "١"}, "colonne « tour »"),
        ({"tour": "un"}, "colonne « tour »"),
        ({"nombre": 0, "source": "mains", "participant": ""}, "colonne « nombre » : lu : « 0 » ; attendu : un nombre entier, de 1 à 10000"),
        ({"nombre": "1,5"}, "colonne « nombre »"),
        ({"nombre": "²"}, "colonne « nombre »"),
        ({"nombre": 9**30}, "colonne « nombre »"),
        ({"nombre": 2}, "une seule personne"),
        ({"source": "fax"}, "colonne « source » : lu : « fax » ; attendu : telephone, papier, mains"),
        ({"source": "mains"}, "colonne « participant » : lu : « 13 » ; attendu : rien"),
        ({"participant": ""}, "colonne « participant » : lu : « rien » ; attendu : un numéro"),
        ({"seance": ""}, "colonne « seance »"),
        (
            {"participant": "12"},
            "ligne 3, colonne « participant » : lu : « 12 » ; attendu : une seule ligne pour cette carte à ce tour ; la ligne 2",
        ),
        ({"x": "y"}, "lu : « 14 valeurs, la dernière : y » ; attendu : 13 valeurs"),
    ], {**ligne, "participant": "13"}


@pour_chacun(("change", "phrase"), fautes()[0])
def test_une_ligne_fausse_est_dite(change, phrase):
    faux = {**fautes()[1], **change}
    with pytest.raises(TableFautive) as e:
        lire(ecrire([L, tuple(faux.values())]), CORPUS)
    assert phrase in str(e.value)


ENTETE = ",".join(COLONNES)


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (b"", "« x.csv », ligne 1 : attendu : un en-tête : seance, tri"),
        (b"\xef\xbb\xbf", "le fichier est vide"),
        (b"\n\n", "sa première ligne est seance,tri"),
        (ENTETE.encode(), "un en-tête, et rien dessous"),
        (b"nom,prenom\nA,B\n", "ligne 1 : lu : « nom » ; attendu : le fichier CSV que la séance a exporté"),
        (ENTETE.replace("tour", "Tour").encode(), "colonne « tour » : lu : « Tour »"),
        (ENTETE.replace(",date,seuil", "").encode(), "colonne « date » : lu : « rien »"),
        (ENTETE.encode() + b",x\n", "ligne 1 : lu : « une colonne de trop, x »"),
        (b"PK\x03\x04\x14\x00rien", "un classeur"),
        (b"\xd0\xcf\x11\xe0\xa1", "un classeur"),
        ("seance".encode("utf-16"), "UTF-16"),
        (bytes(range(256)), "attendu"),
        (ENTETE.encode() + b'\ns1,"formes,1', "guillemets"),
        (ENTETE.encode() + b'\ns1,"for"mes,1', "guillemets"),
        (ENTETE.encode() + b"\n" + b"x" * 200_000, "131072 signes par case"),
        (b'{"lignes": []}', "que la séance a exporté"),
    ],
)
def test_un_fichier_faux_est_dit(tmp_path, octets, phrase):
    csv.field_size_limit(131_072)  # sa valeur d’origine : une bibliothèque d’essai peut l’avoir agrandie
    (tmp_path / "x.csv").write_bytes(octets)
    with pytest.raises(TableFautive) as e:
        lire(tmp_path / "x.csv", CORPUS)
    assert phrase in str(e.value)


def test_un_fichier_absent_est_dit_avec_ses_voisins(tmp_path):
    (tmp_path / "halte.csv").write_text("")
    with pytest.raises(TableFautive, match="« halt.csv » : attendu : un fichier qui existe et s’ouvre ; ce dossier contient : halte.csv"):
        lire(tmp_path / "halt.csv")
    for rien in ("", "\0", tmp_path, "x" * 5000):
        with pytest.raises(TableFautive, match="un fichier qui existe"):
            lire(rien)


@given(st.binary(max_size=300))
def test_aucun_fichier_ne_donne_autre_chose_qu_une_phrase(tmp_path_factory, octets):
    fichier = tmp_path_factory.getbasetemp() / "quelconque.csv"
    for contenu in (octets, ENTETE.encode() + b"\n" + octets):
        fichier.write_bytes(contenu)
        try:
            assert all(isinstance(x, LigneReponse) for x in lire(fichier, CORPUS))
        except TableFautive as e:
            assert str(e).startswith("Table « quelconque.csv »")


def test_les_sources_sont_celles_du_journal():
    journal = pytest.importorskip("travailler_ensemble.seance.journal")
    assert set(export.SOURCES) == {journal.TELEPHONE, journal.PAPIER, journal.MAINS}
