"""L’accueil : les labos publiés d’abord, les autres repliés, trois parcours, et des liens qui mènent quelque part."""

import re
from datetime import datetime

import nbformat
import pytest

from travailler_ensemble import corpus
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.affichage.pages.accueil import accueil
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.corpus import parcours, trame
from travailler_ensemble.ecriture.phrases import duree, insecable

C = corpus.lire()
LABOS = C.lignes("labos")


def page(tmp_path) -> str:
    return accueil(C, Carnet(tmp_path / "r"), datetime(2026, 11, 21, 9).astimezone(), lambda: pytest.fail("nul n’a répondu")).corps


def replie(corps: str) -> str:
    return "".join(re.findall(r"<details>.*?</details>", corps))


@pytest.fixture
def publier(monkeypatch, tmp_path):
    """Fait comme si ces carnets, et eux seuls, étaient là, chacun avec son exercice."""

    def faire(*noms):
        for dossier in ("notebooks", "exercises"):
            (tmp_path / dossier).mkdir()
            for nom in noms:
                (tmp_path / dossier / nom).write_text("{}")
        monkeypatch.setattr(trame, "RACINE", tmp_path)
        return page(tmp_path)

    return faire


def test_chaque_lien_mene_a_un_carnet_present(tmp_path):
    liens = re.findall(r'href="([^"]+)"', page(tmp_path))
    assert liens
    for lien in liens:
        assert (trame.RACINE / "notebooks" / lien).resolve().is_file(), lien


def test_la_carte_d_un_labo_dit_ce_que_dure_son_exercice(tmp_path):
    for labo in C.lignes("labos"):
        assert re.search(
            rf"Exercice\s*<span[^>]*> du labo {labo['numero']}</span></a>, {trame.lire('exercises', labo['carnet']).minutes}\u00a0min",
            page(tmp_path),
        )


def test_les_labos_a_venir_sont_replies_et_sans_lien(publier):
    corps = publier("02-formes.ipynb")
    assert corps.count("<details>") == 1 and "href" not in replie(corps)
    assert f"{len(LABOS) - 1}\u00a0labos en préparation" in corps
    assert [labo["numero"] for labo in LABOS if labo["titre"] not in replie(corps)] == ["02"]
    assert re.findall(r'href="([^"]+)"', corps) == ["02-formes.ipynb", "../exercises/02-formes.ipynb"]


def test_un_carnet_nomme_mais_absent_est_a_venir(publier):
    corps = publier()
    assert "href" not in corps and all(labo["titre"] in replie(corps).replace("&#x27;", "'") for labo in LABOS)


def test_quand_tout_est_publie_rien_n_est_replie(publier, monkeypatch):
    monkeypatch.setattr(trame, "publie", lambda labo: True)
    corps = publier()
    assert "<details>" not in corps and "en préparation" not in corps
    assert corps.count("<li data-") + corps.count("<li >") == len(LABOS)


def test_l_accueil_ne_dit_qu_une_fois_ou_l_on_en_est(tmp_path):
    carnet = nbformat.read(trame.RACINE / "notebooks" / "00-accueil.ipynb", 4)
    ecrit = "".join(c.source for c in carnet.cells) + page(tmp_path)
    assert len(re.findall("Où en êtes-vous", ecrit)) == 1


def test_l_accueil_annonce_les_trois_parcours(tmp_path):
    corps = page(tmp_path)
    assert re.findall(r'name="parcours" value="(\w+)"', corps) == ["tout", "decouverte", "revision"]
    for p in parcours.tous(C):
        assert f"{p.nom}, {duree(p.minutes)}</label>" in corps and insecable(p.programme) in corps


def test_l_accueil_mene_aux_autres_carnets():
    carnet = nbformat.read(trame.RACINE / "notebooks" / "00-accueil.ipynb", 4)
    liens = {lien for c in carnet.cells for lien in re.findall(r"\]\(([\w./-]+\.ipynb)\)", c.source)}
    autres = {f.name for f in (trame.RACINE / "notebooks").glob("9*.ipynb")}
    assert liens == autres
    [pour_enseigner] = [c for c in carnet.cells if "90-preparer" in c.source]
    assert pour_enseigner.metadata.tags == ["enseignant"], "cette cellule n’est pas dans le paquet des étudiants"


def test_huit_cartes_suffisent_quand_le_labo_n_en_demande_que_huit():
    formes = classement(C, "formes")
    geste = [{"geste": "ranger", "carte": c, "case": "forme-reseau", "tour": 1} for c in formes.champs()]
    for combien, mot, dit in (
        (7, "en cours", "7 cartes sur 12 (8 suffisent)"),
        (8, "faite", "8 cartes sur 12"),
        (12, "faite", "12 cartes sur 12"),
    ):
        suite = formes.jouer(geste[:combien])
        assert (formes.progres(suite).mot, formes.dire_progres(suite).replace("\u00a0", " ")) == (mot, dit)
    assert all(
        t["suffisent"] is None or t["suffisent"] <= sum(c["tri"] == t["id"] for c in C.lignes("tris_cartes")) for t in C.lignes("tris")
    )
