"""Les bords : ce qu’on ne rencontre pas en suivant le chemin ordinaire, et qui doit pourtant répondre en français."""

import itertools
from types import SimpleNamespace

import pytest

from travailler_ensemble import corpus
from travailler_ensemble.activites import classement, serie
from travailler_ensemble.affichage.pages.accueil import _peut_ecrire
from travailler_ensemble.corpus import desaccords as camps
from travailler_ensemble.corpus.recherche import _places as places
from travailler_ensemble.panel import avis
from travailler_ensemble.seance import codes, ecoute

C = corpus.lire()


class AvecUneLigne:
    """Le corpus, une ligne changée."""

    def __init__(self, table, cle, **change):
        self._table, self._cle, self._change = table, cle, change

    def _changer(self, ligne):
        return {**ligne, **self._change} if all(ligne[k] == v for k, v in self._cle.items()) else ligne

    def lignes(self, nom):
        return tuple(map(self._changer, C.lignes(nom))) if nom == self._table else C.lignes(nom)

    def ligne(self, nom, cle):
        return C.ligne(nom, cle)


# Une table juste pour la description, fausse pour le sens


def test_une_carte_sans_titre_ni_situation_est_dite():
    abime = AvecUneLigne("tris_cartes", {"tri": "formes", "carte": "sit-coin-calme"}, situation="", titre="", critere="")
    with pytest.raises(KeyError, match="« sit-coin-calme » du tri « formes » n’a ni titre ni situation"):
        classement.cartes_de(abime, "formes")


def test_une_carte_de_frise_sans_rang_est_dite():
    frise = next(t["id"] for t in C.lignes("tris") if t["genre"] == "ordre")
    carte = next(r["carte"] for r in C.lignes("tris_reponses") if r["tri"] == frise)
    with pytest.raises(KeyError, match=f"la carte « {carte} » n’a pas de rang"):
        serie.serie(AvecUneLigne("tris_reponses", {"tri": frise, "carte": carte}, rang=None), frise)


def test_un_cran_hors_de_l_axe_est_dit():
    position = next(p for p in C.lignes("positions") if p["cran"] is not None)
    with pytest.raises(ValueError, match=f"« {position['id']} » a le cran 9"):
        camps.desaccord(AvecUneLigne("positions", {"id": position["id"]}, cran=9), position["desaccord"])


def test_rien_d_autre_ne_dire_soutenues():
    un = SimpleNamespace(nom_de_case=str.upper)
    assert avis._dire_soutenues(un, ["a"], "a") == ""
    assert avis._dire_soutenues(un, ["a", "b"], "a") == "On peut aussi soutenir « B »."


# Le disque, le texte


def test_un_dossier_dont_un_fichier_tient_la_place_ne_s_ecrit_pas(tmp_path):
    assert _peut_ecrire(SimpleNamespace(dossier=tmp_path / "absent" / "aussi"))
    (tmp_path / "pris").write_text("")
    assert not _peut_ecrire(SimpleNamespace(dossier=tmp_path / "pris" / "dessous"))


def test_un_accent_ecrit_a_part_reste_avec_sa_lettre():
    import re

    texte = "de\u0301bat"
    assert texte[slice(*places(texte, [re.compile("de")])[0])] == "de\u0301"


# La séance : ses adresses, ses numéros, son flux


@pytest.mark.parametrize(
    ("adresse", "carte", "debut"),
    [
        ("127.0.0.1", "lo", ""),
        ("192.168.0.12", "wlan0", "Adresse du réseau local"),
        ("169.254.3.4", "eth0", "Adresse de secours"),
        ("192.168.0.12", "docker0", "Carte virtuelle"),
        ("8.8.8.8", "eth0", "Adresse publique"),
    ],
)
def test_chaque_adresse_a_son_conseil(adresse, carte, debut):
    conseil = ecoute._conseil(adresse, carte)
    assert conseil.startswith(debut) and bool(conseil) == bool(debut)


def test_quand_tous_les_numeros_sont_pris_on_le_dit(monkeypatch):
    tirages = itertools.count()
    monkeypatch.setattr(codes.secrets, "randbelow", lambda borne: next(tirages) % borne)
    with pytest.raises(RuntimeError, match="Tous les numéros"):
        codes.numero_nouveau(range(10**7))
    assert next(tirages) == 1050, "il s’arrête de chercher"
