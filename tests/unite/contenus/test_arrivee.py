"""Partager et recevoir : un seul fichier, relu d’un geste ; ce qui est hostile ou faux se dit en phrases, toutes à la fois."""

import io
import json
import stat
import zipfile

import pytest

from travailler_ensemble import corpus, fichiers
from travailler_ensemble.contenus import paquet, tableau
from travailler_ensemble.contenus.arrivee import Arrivee, accueillir, codeur_de, collisions, recevoir
from travailler_ensemble.contenus.rangement import Contenus
from travailler_ensemble.contenus.situation import Codee, Situation
from travailler_ensemble.contenus.tri import MonTri
from travailler_ensemble.corpus import classeur

C = corpus.lire()
BOITE = Situation(
    id="mes-boite-0a",
    titre="La boîte",
    terrain="CHRS",
    recit="=Rien n’est écrit.\nDeux oui sur trois ; « bon ».",
    codages={"crit-formalisation": Codee("non", "Rien n’est écrit"), "crit-egalite": Codee("oui", "-")},
    prenom="Nadia",
).propre()
QUAI = Situation(id="mes-quai-0c", titre="Quai 9", recit="Un quai.")
SIX = MonTri(id="mes-six-0b", titre="Six", cartes=("mes-boite-0a", "sit-jeudis-halte"), sorte="propres", cases=("Ici", "Là"))


@pytest.fixture
def contenus(tmp_path):
    return Contenus(tmp_path)


def zip_de(pieces, **attributs):
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as z:
        for nom, contenu in pieces.items():
            info = zipfile.ZipInfo(nom)
            for a, v in attributs.items():
                setattr(info, a, v)
            z.writestr(info, contenu)
    return sortie.getvalue()


def ods(corps):
    debut = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    return zip_de({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": f"<a {debut}>{corps}</a>"})


def xlsx(feuille, classeur="<sheet name='Mes récits' r:id='r1'/>"):
    noms = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"
    pieces = {"xl/workbook.xml": f"<w {noms}>{classeur}</w>", "xl/_rels/workbook.xml.rels": "<r><l Id='r1' Target='f.xml'/></r>"}
    return zip_de(pieces | {"xl/f.xml": feuille.format(noms) if isinstance(feuille, str) else feuille})


def sans(phrase):
    return phrase.replace("\xa0", " ")


def test_un_paquet_se_relit_tel_quel_et_se_valide_avec_frictionless(tmp_path):
    situations, tris = paquet.choisir(type("E", (), {"situations": (BOITE, QUAI), "tris": (SIX,)})(), [SIX.id])
    assert situations == (BOITE,), "un tri emporte ses récits, et eux seuls"
    octets = paquet.ecrire(situations, tris)
    assert recevoir("x.zip", octets, C) == Arrivee((BOITE,), (SIX,))
    assert octets == paquet.ecrire(situations, tris)
    import frictionless

    (tmp_path / "p").mkdir()
    for nom, contenu in fichiers.deplier(octets).items():
        (tmp_path / "p" / nom).write_bytes(contenu)
    rapport = frictionless.Package(str(tmp_path / "p" / "datapackage.json")).validate()
    assert rapport.valid, rapport.flatten(["message"])
    assert json.loads((tmp_path / "p" / "datapackage.json").read_text())["licenses"][0]["name"] == "CC-BY-4.0"
    assert "'=Rien" in (tmp_path / "p" / "situations.csv").read_text(encoding="utf-8"), "un tableur n’y verra pas un calcul"


def test_un_paquet_abime_dit_toutes_ses_fautes_et_donne_le_reste():
    pieces = {nom: x.decode("utf-8-sig") for nom, x in fichiers.deplier(paquet.ecrire([BOITE, QUAI], [SIX])).items()}
    pieces["codages.csv"] = pieces["codages.csv"].replace(";oui;", ";peut-être;")
    pieces["situations.csv"] = pieces["situations.csv"].replace("mes-quai-0c", "../quai")
    pieces["tris_cartes.csv"] += "mes-six-0b;mes-absent\r\n"
    lu = recevoir("x.zip", zip_de(pieces), C)
    assert [s.id for s in lu.situations] == ["mes-boite-0a"] and lu.tris == (SIX,)
    assert [sans(f) for f in lu.fautes] == [
        "Table « codages », ligne 3, colonne « valeur » : lu : « peut-être » ; attendu : oui ou non.",
        "Table « situations », ligne 3, colonne « id » : lu : « ../quai » ; attendu : un identifiant qui commence par « mes- ».",
        "Table « tris_cartes », colonne « situation » : lu : « mes-absent » ; attendu : un récit de ce paquet ou de la collection.",
    ]


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (zip_de({"../x.csv": ""}), "veut sortir de son dossier"),
        (zip_de({"a\\..\\x.csv": ""}), "veut sortir de son dossier"),
        (zip_de({"/etc/x": ""}), "veut sortir de son dossier"),
        (zip_de({"datapackage.json": "/etc/passwd"}, external_attr=(stat.S_IFLNK | 0o777) << 16), "contient un lien"),
        (zip_de({f"{n}": "0" * 10_000_000 for n in range(6)}), "démesuré une fois déplié"),
        (zip_de({f"{n}": "" for n in range(1001)}), "démesuré une fois déplié"),
        (zip_de({"a": "b"})[:-30], "abîmé"),
        (zip_de({"a": "b"}), "ne contient pas de récits"),
        (zip_de({"datapackage.json": '{"travailler_ensemble": 2}'}), "version plus récente"),
        (zip_de({"datapackage.json": "[" * 9000}), "ne contient pas de récits"),
        (zip_de({"xl/workbook.xml": "<!DOCTYPE x>", "xl/_rels/workbook.xml.rels": "<a/>"}), "aucun tableur n’écrit"),
        (zip_de({"xl/workbook.xml": "<a"}), "abîmé"),
        (zip_de({"a": "b" * 99}, compress_type=zipfile.ZIP_BZIP2), "d’une façon qui ne se lit pas ici"),
        (
            ods(f"<table:table><table:table-row><c><text:p>{'<e>' * 9000}{'</e>' * 9000}</text:p></c></table:table-row></table:table>"),
            "abîmé",
        ),
        (xlsx('<!DOCTYPE x [<!ENTITY y "z">]><x/>'.encode("utf-16")), "aucun tableur n’écrit"),
        (xlsx("<?xml version='1.0' encoding='klingon'?><x/>"), "abîmé"),
        (xlsx("<?xml version='1.0' encoding='gb18030'?><x/>"), "abîmé"),
        (xlsx("<x {}><row><c r='" + "Z" * 3_000_000 + "1'><v>1</v></c></row></x>"), "feuille"),
        (b"\xd0\xcf\x11\xe0", "un classeur"),
        (b'"jamais ferm\xc3\xa9', "colonnes"),
        (b"", "pas de feuille"),
    ],
)
def test_un_fichier_hostile_ou_faux_est_refuse_en_une_phrase(octets, dit):
    lu = recevoir("x", octets, C)
    assert lu[:3] == ((), (), "") and len(lu.fautes) == 1 and dit in lu.fautes[0], lu.fautes


def test_une_collision_se_dit_et_rien_ne_s_ecrase_sans_le_dire(contenus):
    contenus.ranger(BOITE)
    autre = Arrivee((BOITE.coder("crit-duree", "oui"),), (SIX,))
    assert collisions(Arrivee((BOITE,), (SIX,)), contenus.lire()) == ()
    assert [tuple(c) for c in collisions(autre, contenus.lire())] == [("mes-boite-0a", "récit", "La boîte", "La boîte")]
    assert [sans(p) for p in accueillir(contenus, autre, {"mes-boite-0a": "laisser"})] == ["« Six » : rangé.", "1 contenu était déjà ici."]
    contenus.retirer(SIX)
    assert [sans(p) for p in accueillir(contenus, autre)] == ["« La boîte » et « Six » : rangés."]
    etat = contenus.lire()
    [neuve] = [s for s in etat.situations if s.id != "mes-boite-0a"]
    assert BOITE in etat.situations and neuve.codages.keys() - BOITE.codages.keys() == {"crit-duree"}
    assert etat.tris[0].cartes == (neuve.id, "sit-jeudis-halte"), "le tri suit le récit qui vient d’arriver"
    accueillir(contenus, autre, {"mes-boite-0a": "remplacer", "mes-six-0b": "remplacer"})
    assert autre.situations[0] in contenus.lire().situations and len(contenus.lire().situations) == 2


@pytest.mark.parametrize("forme", ["ods", "xlsx", "csv"])
def test_un_modele_se_relit_et_l_exemple_n_est_pas_pris(forme):
    lu = recevoir(f"modele.{forme}", tableau.modele(forme, C), C)
    assert lu == Arrivee() and lu.dit == "rien"
    lu = recevoir(f"mes.{forme}", tableau.ecrire(forme, C, [BOITE, QUAI], codages=True), C)
    assert [(s.titre, s.terrain, s.recit) for s in lu.situations] == [
        (s.titre, s.terrain, s.recit) for s in (BOITE, QUAI)
    ] and not lu.fautes
    if forme != "csv":
        assert [(s.id, s.codages) for s in lu.situations] == [(s.id, s.codages) for s in (BOITE, QUAI)]


@pytest.mark.parametrize("forme", ["ods", "xlsx"])
def test_toutes_les_fautes_d_un_classeur_se_disent_d_un_coup(forme):
    recits = [["Quai 9", "Un quai."], ["", "Sans titre."], ["Quai 9", "Encore."], ["Vide", ""]]
    codages = [
        ["Quai 9", "Durée", "parfois"],
        ["Quai 10", "Durée", "oui"],
        ["Quai 9", "Egalite", "oui"],
        ["Quai 9", "Dureé", "non"],
        ["Quai 9", "Zut", "x"],
    ]
    pages = [
        classeur.FeuilleAEcrire("récits", {"TITRE": 9, "recit": 9}, recits),
        classeur.FeuilleAEcrire("Codages", {"Récit": 9, "Critère": 9, "Réponse": 9}, [*codages, ["Quai 9", "égalité", "non"]]),
    ]
    lu = recevoir(f"x.{forme}", classeur.ecrire(forme, pages), C)
    assert [s.codages for s in lu.situations] == [{"crit-egalite": Codee("oui"), "crit-duree": Codee("non")}]
    assert [sans(f) for f in lu.fautes] == [
        "Feuille « récits », ligne 3, colonne « Titre » : la case est vide ; attendu : un titre.",
        "Feuille « récits », ligne 4, colonne « Titre » : lu : « Quai 9 » ; attendu : un titre que n’a aucun autre récit.",
        "Feuille « récits », ligne 5, colonne « Récit » : la case est vide ; attendu : un récit.",
        "Feuille « Codages », ligne 2, colonne « Réponse » : lu : « parfois » ; attendu : oui, non, ou rien si le récit n’en dit rien.",
        "Feuille « Codages », ligne 3, colonne « Récit » : lu : « Quai 10 » ; attendu : le titre d’un récit de la feuille « Récits ».",
        "Feuille « Codages », ligne 6, colonne « Critère » : lu : « Zut » ; attendu : un critère, comme le modèle les nomme.",
        "Feuille « Codages », ligne 6, colonne « Réponse » : lu : « x » ; attendu : oui, non, ou rien si le récit n’en dit rien.",
        "Feuille « Codages », ligne 7, colonne « Réponse » : lu : « non » ; attendu : une seule réponse ; ce critère en a déjà une autre plus haut.",
    ]


@pytest.mark.parametrize("signe", [";", ",", "\t"])
def test_un_csv_tel_qu_un_tableur_l_enregistre(signe):
    texte = signe.join(["récit", "titre"]) + "\r\n" + signe.join(['"Deux lignes,\n et ; un « signe »"', "Là"]) + "\r\n"
    for octets in (texte.encode("cp1252"), texte.encode("utf-8-sig")):
        lu = recevoir("x.csv", octets, C)
        assert not lu.fautes and [(s.titre, s.recit) for s in lu.situations] == [("Là", "Deux lignes,\net\xa0; un «\xa0signe\xa0»")]
    lu = recevoir("x.csv", b"titre;terrain\r\nun;deux\r\n", C)
    assert [sans(f) for f in lu.fautes] == ["Feuille « x.csv », ligne 1 : il manque la colonne « Récit » ; lu : « titre » et « terrain »."]


def test_le_codage_d_un_collegue_se_demande_sans_montrer_le_mien_et_se_rend(contenus):
    contenus.ranger(BOITE)
    envoi = tableau.ecrire("xlsx", C, [BOITE], codages=False, qui=True)
    recu = recevoir("a-coder.xlsx", envoi, C)
    assert recu.situations[0].id == BOITE.id and recu.situations[0].codages == {}, "les récits, sans les codages"
    with pytest.raises(ValueError, match="aucune réponse"):
        codeur_de(recu, contenus.lire())
    sien = recu.situations[0].coder("crit-formalisation", "oui", "écrit")
    rendu = recevoir("rendu.ods", tableau.ecrire("ods", C, [sien, QUAI], codages=True, prenom="Hervé"), C)
    codeur, phrases = codeur_de(rendu, contenus.lire())
    assert codeur.prenom == "Hervé" and codeur.codages == {BOITE.id: {"crit-formalisation": Codee("oui", "écrit")}}
    assert [sans(p) for p in phrases] == ["« Quai 9 » n’est pas un de vos récits : ce codage n’est pas repris."]
    contenus.ranger(codeur)
    assert contenus.lire().codeurs == (codeur,)
