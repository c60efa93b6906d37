"""Le kit d’un labo : ce qu’il tire du corrigé, des tables et de la séance."""

import re

import pytest

from outils.__main__ import main
from outils.paquet import contenu
from travailler_ensemble.affichage.pages import kit
from travailler_ensemble.affichage.pages.copies_annotees import annotees
from travailler_ensemble.corpus import lire, trame
from travailler_ensemble.ecriture.page import feuille
from travailler_ensemble.ecriture.phrases import insecable
from travailler_ensemble.ecriture.ressources import WEB
from travailler_ensemble.panel.avis import Panel

PANEL = Panel(lire())
LABOS = PANEL.corpus.lignes("labos")
CITE = re.compile("«\\s(.+?)\\s»")


@pytest.fixture(scope="module")
def ecrits(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("kits")
    kit.ecrire(dossier, PANEL)
    return {f.name: f.read_text(encoding="utf-8") for f in dossier.iterdir()}


def test_chaque_labo_a_ses_quatre_pages_sans_rien_d_ailleurs(ecrits):
    assert sorted(ecrits) == sorted(f"{x['numero']}-{quoi}.html" for x in LABOS for quoi in ("plan", "diapositives", "feuille", "copies"))
    for page in ecrits.values():
        assert "<script" not in page and not re.findall(r'(?:src|href)="(?!data:)', page)


def test_le_plan_prend_au_corrige_tout_son_minutage_et_tient_cinquante_minutes():
    for labo in LABOS:
        notes = trame.lire(trame.CORRIGES, labo["carnet"]).notes
        moments = kit.minutage(next(n.texte for n in notes if n.titre == "Note d’animation"))
        assert moments[0].debut == 0 and moments[-1].fin == kit.MINUTES, labo["numero"]
        assert all(avant.fin == apres.debut for avant, apres in zip(moments, moments[1:], strict=False)), labo["numero"]
        assert all(len(m.quoi) > 5 for m in moments)
        rangees = kit.rubriques(notes)
        assert {"Avant", "Pièges", "Pour être juste", "Selon le temps"} <= rangees.keys(), labo["numero"]


def test_aucune_note_d_animation_ne_se_perd():
    dites = {"Note d’animation", "Barème possible, sur 20"}
    for labo in LABOS:
        notes = [n for n in trame.lire(trame.CORRIGES, labo["carnet"]).notes if n.titre not in dites]
        assert len(notes) == sum(map(len, kit.rubriques(notes).values())), labo["numero"]


def test_la_seance_en_direct_dure_ce_qu_en_dit_sa_page():
    cartes = [{"id": f"c{n}", "nom": "x", "secondes": 60, "propose": True} for n in range(40)]
    auteurs = [{"nom": "Dhume", "secondes": 60, "propose": True}, {"nom": "Lahary", "secondes": 60, "propose": False}]
    prises, moments = kit.en_direct({"cartes": cartes, "auteurs": auteurs, "autour": 600}, 50)
    assert len(prises) == 39 and moments[-1].fin == 50  # dix minutes autour, une d’auteur, trente-neuf cartes
    assert "Dévoiler Dhume." in moments[4].quoi
    peu, moments = kit.en_direct({"cartes": cartes[:4], "auteurs": auteurs, "autour": 600}, 50)
    assert len(peu) == 4 and moments[-1].fin == 15


def test_la_typographie_d_une_page_ne_defait_aucune_regle_de_style():
    """Une espace insécable devant « :is » effaçait la règle : les pages imprimées perdaient leurs titres et leurs tables."""
    feuilles = [f.stem for f in WEB.glob("*.css")]
    assert "imprime" in feuilles and [nom for nom in feuilles if insecable(feuille(nom)) != feuille(nom)] == []


def test_la_commande_ecrit_les_kits_et_dit_ce_qui_l_en_empeche(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("outils.kit.RACINE", tmp_path)
    assert main(["kit"]) == 0
    assert "40 fichiers dans a-distribuer/kits/" in capsys.readouterr().out
    (tmp_path / "occupe").touch()
    monkeypatch.setattr("outils.kit.RACINE", tmp_path / "occupe")
    with pytest.raises(SystemExit, match="Les fichiers n’ont pas pu être écrits"):
        main(["kit"])


@pytest.mark.parametrize("labo", LABOS, ids=lambda x: x["numero"])
def test_les_deux_copies_sont_lues_avec_tout_le_bareme_et_une_annotation_ne_cite_que_ce_qui_y_est(labo):
    bareme = [x for x in PANEL.corpus.lignes("baremes") if x["labo"] == labo["id"]]
    faible, bonne = annotees(PANEL, labo)
    recits = " ".join(x["texte"] for x in PANEL.corpus.lignes("situations"))
    for copie in (faible, bonne):
        assert [(n.attendu, n.sur) for n in copie.notes] == [(b["attendu"], b["points"]) for b in bareme]
        assert all(0 <= n.points <= n.sur and len(n.dit) > 12 for n in copie.notes)
        rendu = [f"{x.titre} {x.remise} {x.mots}" for s in copie.labo.sections for x in s.lignes]
        cases = [c.nom for s in copie.labo.sections for c in getattr(s.sujet, "cases", ())]
        lu = insecable(" ".join((*rendu, *cases, recits, *(b["attendu"] for b in bareme)))).casefold().replace("\xa0", " ")
        for n in copie.notes:
            cites = [m.casefold().replace("\xa0", " ").strip(" .,") for m in CITE.findall(n.dit)]
            assert [c for c in cites if c not in lu] == [], copie.nom
    assert faible.points < 10 < 16 < bonne.points < 20, "une bonne copie n’est pas parfaite"


def test_une_copie_annoncee_comme_fiction_ne_part_pas_chez_les_etudiants(ecrits):
    assert all("Deux fictions." in ecrits[f"{x['numero']}-copies.html"] for x in LABOS)
    paquet = contenu()
    assert not [nom for nom in paquet if "copies" in nom and nom.endswith(".csv")]
