"""Trente ou deux cents copies : lues d’où qu’elles viennent ; une abîmée est nommée, les autres comptent."""

import io
import json
import zipfile

import pytest
from copie_pleine import remplir

from travailler_ensemble import corpus
from travailler_ensemble.affichage.pages.compte_rendu import preparer
from travailler_ensemble.atelier import _maintenant
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.classe.copie import lire
from travailler_ensemble.classe.copies import OCTETS_MAX, compter_champs, lire_tout
from travailler_ensemble.panel.avis import Panel

C = corpus.lire()


@pytest.fixture(scope="module")
def prete(tmp_path_factory):
    carnet = Carnet(tmp_path_factory.mktemp("copies") / "mes-reponses")
    remplir(C, carnet, "labo-02", "labo")
    return preparer(C, carnet, Panel(C), _maintenant(), "02", "labo")


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
