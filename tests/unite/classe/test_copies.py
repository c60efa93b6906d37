"""Trente ou deux cents copies : lues d’où qu’elles viennent ; une abîmée est nommée, les autres comptent."""

import io
import json
import struct
import zipfile
from base64 import b64encode

import pytest
from copie_pleine import remplir

from travailler_ensemble import corpus
from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.affichage.composants.copies import Copies
from travailler_ensemble.affichage.pages.compte_rendu import preparer
from travailler_ensemble.atelier import _maintenant
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.classe import copies
from travailler_ensemble.classe.copie import lire
from travailler_ensemble.classe.copies import OCTETS_MAX, compter_champs, lire_tout
from travailler_ensemble.panel.avis import Panel

C = corpus.lire()
PANEL = Panel(C)


@pytest.fixture(scope="module")
def prete(tmp_path_factory):
    carnet = Carnet(tmp_path_factory.mktemp("copies") / "mes-reponses")
    remplir(C, carnet, "labo-02", "labo")
    return preparer(C, carnet, PANEL, _maintenant(), "02", "labo")


def carnet_rendu(corps):
    sorties = [{"output_type": "display_data", "data": {"text/html": [corps[:40], corps[40:]]}, "metadata": {}}]
    return json.dumps({"cells": [{"cell_type": "code", "outputs": sorties}, {"cell_type": "markdown"}]}).encode()


def paquet(**fichiers):
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as z:
        for nom, contenu in fichiers.items():
            z.writestr(nom, contenu)
    return octets.getvalue()


def test_une_copie_se_lit_pareille_en_page_en_table_et_en_carnet(prete):
    page, table, carnet = (
        lire_tout([(nom, contenu)]).copies[0][1]
        for nom, contenu in (("a.html", prete.page.encode()), ("a.csv", prete.table.encode()), ("a.ipynb", carnet_rendu(prete.corps)))
    )
    assert page == carnet == lire(prete.page)[0]
    assert (table.labo, table.usage, table.groupe) == ("02", "labo", "")
    vus = {cle: {d.champ: (d.remis, d.revu) for d in donnees} for cle, donnees in page.activites.items()}
    for cle, donnees in table.activites.items():  # la table ne porte pas ce qui n’est qu’un geste (« retours lus »)
        assert {d.champ: (d.remis, d.revu) for d in donnees}.items() <= vus[cle].items()


def test_le_zip_d_un_devoir_donne_une_copie_par_personne_et_nomme_les_abimees(prete):
    dossiers = [f"Personne {n:03}_{n}_assignsubmission_file" for n in range(200)]
    fichiers = {f"{d}/labo-02.html": prete.page for d in dossiers} | {f"{d}/labo-02.csv": prete.table for d in dossiers[:50]}
    fichiers[f"{dossiers[16]}/labo-02.html"] = prete.page[: len(prete.page) // 2]
    fichiers[f"{dossiers[17]}/labo-02.html"] = b"\xff\xfe\xff"
    fichiers[f"{dossiers[60]}/labo-02.html"] = "<p>Une autre page</p>"
    fichiers[f"{dossiers[61]}/labo-02.html"] = " " * (OCTETS_MAX + 1)
    fichiers["photo.jpg"] = b"..."
    fichiers["vide.ipynb"] = '{"cells": []}'
    lues = lire_tout([("devoir.zip", paquet(**fichiers)), ("coupe.zip", b"PK\x03\x04")])
    assert len(lues.copies) == 198, "deux copies abîmées avaient aussi leur table"
    noms = {nom for nom, _ in lues.abimees}
    assert noms == {f"{dossiers[n]}/labo-02.html" for n in (16, 17, 60, 61)} | {"photo.jpg", "vide.ipynb", "coupe.zip"}
    assert all(pourquoi.endswith(".") for _, pourquoi in lues.abimees)
    comptes = compter_champs((c for _, c in lues.copies), "formes")
    halte = comptes["sit-jeudis-halte"]
    assert sum(halte.remis.values()) == sum(halte.revu.values()) == halte.plus_forte == 198
    assert {c.changes for champ, c in comptes.items() if not champ.startswith("mots:")} == {0, 198}


def test_une_table_coupee_ou_vide_est_mise_de_cote(prete):
    lignes = prete.table.splitlines(keepends=True)
    coupee = "".join(lignes[:9]) + lignes[9][:20]
    lues = lire_tout([("copie-17.csv", coupee.encode()), ("vide.csv", lignes[0].encode()), ("bonne.csv", prete.table.encode())])
    assert [nom for nom, _ in lues.copies] == ["bonne.csv"]
    assert [nom for nom, _ in lues.abimees] == ["copie-17.csv", "vide.csv"] and "10" in lues.abimees[0][1]


# Qui rend une copie peut vouloir du mal à qui la lit


OUVRE = '<script type="application/json" class="te-copie">'


def hostile(valeur, cles=("formes",), champs=("sit-jeudis-halte",), labo="02"):
    reponses = [{"champ": c, "remis": valeur} for c in champs]
    activites = [{"cle": cle, "reponses": reponses} for cle in cles]
    labos = [{"labo": labo, "usage": "labo", "activites": activites}]
    contenu = {"travailler-ensemble": "copie", "v": 1, "jour": "x", "groupe": "g", "labos": labos}
    return f"{OUVRE}{json.dumps(contenu)}</script>".encode()


def pourquoi(nom, contenu):
    lues = lire_tout([(nom, contenu), ("saine.html", hostile("forme-reseau"))])
    assert [nom for nom, _ in lues.copies] == ["saine.html"], "les autres sont lues"
    return lues.abimees[0][1]


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [
        ("profonde.html", f"{OUVRE}{'[' * 200_000}</script>".encode()),
        ("profond.ipynb", b"[" * 200_000),
        ("jamais-fermee.html", OUVRE.encode() * 100_000),  # le carré de cent mille, cherché mot à mot
        ("demie.html", hostile("\ud800")),
    ],
)
def test_une_copie_hostile_est_nommee_sans_faire_attendre(nom, contenu):
    assert "abîmé" in pourquoi(nom, contenu) or "pas un compte rendu" in pourquoi(nom, contenu)


def test_un_zip_qui_ment_sur_ses_tailles_ne_se_deplie_pas(monkeypatch):
    bombe = bytearray(paquet(**{"a.html": b" " * 20_000_000}))
    for entete, ou in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", bombe, bombe.find(entete) + ou, 1000)
    lus = []
    lire = zipfile.ZipExtFile._read1
    monkeypatch.setattr(zipfile.ZipExtFile, "_read1", lambda f, n: lus.append(n) or lire(f, n))
    assert pourquoi("bombe.zip", bytes(bombe)) == "Il est abîmé dans le paquet."
    assert lus and max(lus) <= OCTETS_MAX + 1, "jamais plus qu’une copie à la fois"


def test_des_paquets_ne_donnent_pas_plus_que_ce_que_tient_la_memoire(monkeypatch):
    monkeypatch.setattr(copies, "OCTETS_EN_TOUT", 3_000_000)
    lues = lire_tout([(f"{n}.zip", paquet(**{f"{n}-{m}.html": b" " * 1_000_000 for m in range(3)})) for n in range(2)])
    assert sum("trop gros, une fois déplié" in dit for _, dit in lues.abimees) == 3


def test_un_zip_abime_ou_range_autrement_se_dit():
    abime = bytearray(paquet(**{"a.html": b"abc" * 1000}))
    abime[40:50] = bytes(x ^ 255 for x in abime[40:50])
    assert pourquoi("a.zip", bytes(abime)) == "Il est abîmé dans le paquet."
    assert pourquoi("n.zip", paquet(**{"é.html": b""}).replace("é".encode(), b"\xff\xfe")).startswith("Ce paquet est abîmé")
    assert pourquoi("v.zip", paquet(**{"a.html": b""}).replace(b"a.html", b"\0.html")).startswith("Ce paquet est abîmé")
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_BZIP2) as z:  # se déplierait d’un coup, sans borne
        z.writestr("a.html", b" " * 1000)
    assert "d’une façon qui ne se lit pas ici" in pourquoi("b.zip", octets.getvalue())


def test_des_dossiers_dans_le_sien_ne_font_pas_voter_vingt_fois():
    mienne = {f"Alice_1_assignsubmission_file/{n}/x_assignsubmission_/labo.html": hostile("forme-reseau") for n in range(20)}
    assert len(lire_tout([("devoir.zip", paquet(**mienne))]).copies) == 1


@pytest.mark.parametrize("valeur", ["9" * 30, "\0\u202e²<img src=x onerror=alert(1)> -1"])
def test_une_reponse_que_l_activite_ne_connait_pas_se_lit_sans_rien_casser(valeur):
    tous = {s.cle: s for s in sujets(C)}
    champs = {*("texte", "phrase-1", "inconnu"), *(c for s in tous.values() for c in s.champs())}
    vue = Copies(C, lambda: PANEL)
    contenu = hostile(valeur, [*{type(s): s.cle for s in tous.values()}.values()], sorted(champs))
    vue.traiter({"geste": "deposer", "nom": "../../a.html", "contenu": b64encode(contenu).decode()})
    assert vue.etat["dit"].startswith("1\u00a0copie lue") and "<img src=x" not in vue.etat["page"]
    vue.traiter({"geste": "deposer", "nom": "b.html", "contenu": "é"})
    assert vue.etat["dit"].startswith("1\u00a0copie lue")


def test_ce_que_l_on_note_dans_un_tableur_n_est_jamais_une_formule():
    vue = Copies(C, lambda: PANEL)
    for nom in ("=1+1.html", "@x.html", "-2.html"):
        vue.traiter({"geste": "deposer", "nom": nom, "contenu": b64encode(hostile("forme-reseau")).decode()})
    cases = [x for ligne in vue.etat["table"].removeprefix("\ufeff").splitlines() for x in ligne.split(";")]
    assert {"'=1+1.html", "'@x.html", "'-2.html"} <= {*cases} and not [x for x in cases if x.startswith(("=", "@", "+", "-"))]
