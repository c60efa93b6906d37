"""Emporter ses réponses, les reprendre ailleurs : rien n’est perdu ni compté deux fois, sur disque comme dans un navigateur."""

import errno
import json
import sys
import types

import pytest

from travailler_ensemble import navigateur
from travailler_ensemble.carnet import Carnet

VENU_D_AILLEURS = {"v": 1, "id": "0123456789ab", "quand": "2020-01-01T08:00:00+01:00", "geste": "ranger", "carte": "c"}


class Gardien:
    """Ce que fait gardien.js : des lignes par geste, chacune une fois."""

    def __init__(self):
        self.lignes, self.refus = [], 0

    def requete(self):
        r = types.SimpleNamespace(status=200, responseText="null")
        r.open = lambda methode, adresse, _: setattr(r, "adresse", adresse)
        r.getResponseHeader = lambda _: None if self.refus == 404 else "gardien"
        r.send = lambda corps: self.repondre(r, corps)
        return r

    def repondre(self, r, corps):
        r.status = self.refus or 200
        if self.refus:
            return
        if corps:
            self.lignes += [x for x in json.loads(corps) if x[:2] not in [y[:2] for y in self.lignes]]
        elif "depuis=" in r.adresse:
            depuis = int(r.adresse.partition("depuis=")[2])
            r.responseText = json.dumps([[n, cle, ligne] for n, (cle, _, ligne) in enumerate(self.lignes, 1) if n > depuis])


@pytest.fixture
def gardien(monkeypatch):
    g = Gardien()
    js = types.ModuleType("js")
    js.XMLHttpRequest = types.SimpleNamespace(new=g.requete)
    js.location = types.SimpleNamespace(href="https://ecole.example/labos/extensions/noyau.js")
    monkeypatch.setitem(sys.modules, "js", js)
    monkeypatch.setattr(navigateur, "DEDANS", True)
    monkeypatch.setattr(navigateur, "FRAICHEUR", -1)
    monkeypatch.setattr(navigateur, "_lues", navigateur._Lues())
    return g


def une_autre_page(monkeypatch):
    """Une page qui s’ouvre : elle n’a encore rien lu."""
    monkeypatch.setattr(navigateur, "_lues", navigateur._Lues())
    return Carnet("/drive/mes-reponses")


def test_le_fichier_emporte_se_reprend_une_fois(tmp_path):
    ici, ailleurs = Carnet(tmp_path / "ici"), Carnet(tmp_path / "ailleurs")
    for n in range(3):
        ici.feuillet("formes").ajouter({"geste": "ranger", "carte": n})
    ailleurs.feuillet("axe").ajouter({"geste": "ranger", "carte": 9})
    emporte = ici.emporter()
    assert [ailleurs.reprendre(emporte), ailleurs.reprendre(emporte)] == [3, 0]
    assert ici.reprendre(ailleurs.emporter()) == 1
    for carnet in (ici, ailleurs, Carnet(tmp_path / "ici"), Carnet(tmp_path / "ailleurs")):
        contenu = carnet.feuillet("formes").contenu()
        assert [g["carte"] for g in contenu.gestes] == [0, 1, 2]
        assert contenu.avertissements == ()
        assert len(carnet.feuillet("axe").evenements()) == 1


def test_ce_qui_est_repris_se_range_a_son_heure(tmp_path, gardien, monkeypatch):
    emporte = json.dumps({"travailler-ensemble": "reponses", "v": 1, "feuillets": {"formes": [VENU_D_AILLEURS]}})
    monkeypatch.setattr(navigateur, "DEDANS", False)
    sur_disque = Carnet(tmp_path)
    for dedans, carnet in ((False, sur_disque), (True, None)):
        monkeypatch.setattr(navigateur, "DEDANS", dedans)
        carnet = carnet or Carnet("/drive/mes-reponses")
        carnet.feuillet("formes").ajouter({"geste": "ranger", "carte": "récente"})
        assert carnet.reprendre(emporte) == 1
        assert [g["carte"] for g in carnet.feuillet("formes").evenements()] == ["c", "récente"]


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "[]",
        "{}",
        '{"travailler-ensemble":"copie"}',
        '{"travailler-ensemble":"reponses","v":1,"feuillets":{"formes":[{"v":1}]}}',
        "[" * 9999,
    ],
)
def test_un_autre_fichier_est_refuse_et_ne_change_rien(tmp_path, texte):
    carnet = Carnet(tmp_path)
    with pytest.raises(ValueError, match="rien n’a changé"):
        carnet.reprendre(texte)
    assert list(tmp_path.iterdir()) == []


def test_dans_un_navigateur_deux_pages_ne_se_perdent_rien(gardien, monkeypatch):
    lues = [navigateur._Lues(), navigateur._Lues()]
    pages = [Carnet("/drive/mes-reponses"), Carnet("/drive/mes-reponses")]
    for n in range(40):
        for page, carnet in enumerate(pages):
            monkeypatch.setattr(navigateur, "_lues", lues[page])
            assert carnet.feuillet("formes").ajouter({"geste": "ranger", "carte": 2 * n + page}).fait
    assert [g["carte"] for g in une_autre_page(monkeypatch).feuillet("formes").evenements()] == [*range(80)]


def test_dans_un_navigateur_un_refus_se_dit_et_se_reessaie(gardien, monkeypatch):
    feuillet = Carnet("/drive/mes-reponses").feuillet("formes")
    for refus, cause in ((404, "ne garde rien à cette adresse"), (507, "plein"), (503, "a refusé d’écrire")):
        gardien.refus = refus
        accuse = feuillet.ajouter({"geste": "ranger", "carte": refus})
        assert not accuse.fait and cause in accuse.message
    assert len(feuillet.evenements()) == 3  # gardées dans la page
    gardien.refus = 0
    assert feuillet.reessayer().fait
    assert len(une_autre_page(monkeypatch).feuillet("formes").evenements()) == 3


def test_dans_un_navigateur_la_graine_est_la_meme_pour_toutes_les_pages(gardien, monkeypatch):
    assert une_autre_page(monkeypatch).graine() == une_autre_page(monkeypatch).graine()
    emporte = json.loads(une_autre_page(monkeypatch).emporter())
    assert emporte["feuillets"] == {}


def test_sans_gardien_un_fichier_n_est_pas_dit_range(tmp_path, gardien):
    from travailler_ensemble import fichiers

    gardien.refus = 404
    with pytest.raises(OSError) as refus:
        fichiers.remplacer(tmp_path / "situation.json", b"{}")
    assert refus.value.errno == errno.ENOTSUP and not list(tmp_path.iterdir())
