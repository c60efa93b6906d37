"""Ce qui est à l’enseignant se range durablement : rien ne s’écrase, rien d’abîmé n’en cache un autre."""

import errno
import json
import os

import pytest

from travailler_ensemble import fichiers
from travailler_ensemble.contenus.codeur import Codeur
from travailler_ensemble.contenus.rangement import Contenus
from travailler_ensemble.contenus.situation import Codee, Situation
from travailler_ensemble.contenus.tri import MonTri


@pytest.fixture
def boite():
    return Situation(
        id="mes-boite-0a", titre="La boîte", recit="Rien n’est écrit.\nDeux oui sur trois.", codages={"crit-ecrit": Codee("non", "Rien")}
    )


@pytest.fixture
def contenus(tmp_path):
    return Contenus(tmp_path / "mes-contenus")


def test_ce_qui_est_range_se_relit(contenus, boite):
    assert contenus.lire() == ((), (), (), ()) and not contenus.dossier.exists(), "rien ne se crée avant la première écriture"
    tri = MonTri(id="mes-six-0b", titre="Six", cartes=("mes-boite-0a", "sit-jeudis-halte"), sorte="propres", cases=("Oui", "Plutôt"))
    codeur = Codeur(id="mes-nadia-0c", prenom="Nadia", codages={"mes-boite-0a": {"crit-ecrit": Codee("oui", "écrit")}})
    accuses = [contenus.ranger(x) for x in (boite, tri, codeur)]
    assert all(a.fait and a.message.startswith("Enregistré à ") for a in accuses)
    assert Contenus(contenus.dossier).lire() == ((boite,), (tri,), (codeur,), ())
    assert {oct(f.stat().st_mode & 0o777) for f in contenus.dossier.iterdir()} == {"0o600"} or os.name == "nt"
    assert contenus.retirer(boite).fait and contenus.lire().situations == ()


@pytest.mark.parametrize(
    ("erreur", "dit"),
    [(errno.ENOSPC, "Le disque est plein."), (errno.EROFS, "Le dossier des contenus est protégé en écriture.")],
    ids=["plein", "protégé"],
)
def test_un_refus_du_disque_se_dit_et_laisse_intact_ce_qui_etait_la(contenus, boite, monkeypatch, erreur, dit):
    contenus.ranger(boite)

    def refuser(*_):
        raise OSError(erreur, "non")

    with monkeypatch.context() as m:
        m.setattr(fichiers.os, "fsync", refuser)
        accuse = contenus.ranger(boite.coder("crit-duree", "oui", "trois"))
    assert not accuse.fait and accuse.message.startswith(dit) and "« La boîte » n’est pas enregistré" in accuse.message.replace("\xa0", " ")
    assert Contenus(contenus.dossier).lire().situations == (boite,)
    assert len(list(contenus.dossier.iterdir())) == 1, "aucun fichier provisoire ne reste"


@pytest.mark.parametrize(
    "abime",
    [b"", b"\xff\xfe{", b'{"v":1,"id":3}', b"[" * 5000, b'{"v": 1, "id": "mes-x-0a", "codages": {"crit-a": ["peut-\xc3\xaatre", ""]}}'],
    ids=["vide", "utf-16", "faux", "imbriqué", "valeur"],
)
def test_un_fichier_abime_est_mis_a_part_et_le_reste_marche(contenus, boite, abime):
    contenus.ranger(boite)
    (contenus.dossier / "situation-mes-x-0a.json").write_bytes(abime)
    etat = contenus.lire()
    assert etat.situations == (boite,)
    assert [p.replace("\xa0", " ") for p in etat.avertissements] == [
        "« situation-mes-x-0a.json » ne se lit pas : il est mis à part, tel quel ; le reste est là."
    ]
    assert (contenus.dossier / "situation-mes-x-0a.json").read_bytes() == abime


@pytest.mark.parametrize("nom", ["situation-mes-boite-0a (1).json", "situation-mes-boite-0a-PC-DE-MARIE.json"])
def test_une_copie_se_montre_a_cote_si_elle_differe(contenus, boite, nom):
    contenus.ranger(boite)
    fichier = contenus.dossier / "situation-mes-boite-0a.json"
    (contenus.dossier / nom).write_bytes(fichier.read_bytes())
    assert contenus.lire() == ((boite,), (), (), ()), "la même ne se voit pas"
    (contenus.dossier / nom).write_text(json.dumps(json.loads(fichier.read_bytes()) | {"terrain": "handicap"}))
    etat = contenus.lire()
    assert [s.terrain for s in etat.situations] == ["", "handicap"] and "existe deux fois" in etat.avertissements[0]
    assert contenus.ranger(etat.situations[1]).fait and contenus.lire().avertissements == (), "rangée, elle n’est plus une copie"
    assert contenus.retirer(etat.situations[1]).fait
    fichier.unlink()
    assert [s.id for s in contenus.lire().situations] in ([], ["mes-boite-0a"])


def test_deux_carnets_qui_ecrivent_ne_perdent_rien(contenus, boite):
    contenus.ranger(boite)
    autre = Contenus(contenus.dossier)
    autre.lire()
    autre.ranger(boite.coder("crit-duree", "oui"))
    accuse = contenus.ranger(boite.coder("crit-conflit", "oui"))
    assert accuse.fait and "un autre carnet l’avait changé" in accuse.message
    etat = contenus.lire()
    assert {tuple(s.codages) for s in etat.situations} == {("crit-ecrit", "crit-duree"), ("crit-ecrit", "crit-conflit")}


def test_un_identifiant_qui_mene_ailleurs_ne_se_lit_pas(contenus, boite):
    with pytest.raises(ValueError):
        Situation.de_json({**boite.en_json(), "id": "mes-../../labo"})
