"""Un tri à soi, en séance : proposé, mené avec des auteurs ou sans, gardé avec elle, exporté, relu."""

from dataclasses import replace

import pytest
from test_seance_serveur import CLE, cartes_et_cases, ouvrir

import travailler_ensemble as labo
from travailler_ensemble.contenus.rangement import Contenus
from travailler_ensemble.contenus.situation import Situation
from travailler_ensemble.contenus.tri import MonTri

MIENNE = Situation(id="mes-boite-0a", titre="La boîte", recit="Aucun ne commande.").coder("crit-egalite", "oui", "Aucun ne commande")


@pytest.mark.parametrize("sorte", ["formes", "propres"])
def test_une_classe_range_mes_recits_et_se_relit(panel, tmp_path, monkeypatch, sorte):
    """Avec des auteurs ou sans : la séance s’ouvre, se mène jusqu’au bilan, s’exporte, et se relit même quand le récit a changé depuis."""
    ranges = Contenus()
    tri = MonTri(id=f"mes-{sorte}-0b", titre="Mon tri", cartes=("mes-boite-0a", "sit-garage-ecole"), sorte=sorte, cases=("Ici", "Là"))
    assert ranges.ranger(MIENNE).fait and ranges.ranger(tri).fait
    with ouvrir(f"sqlite:///{tmp_path / 'seances.sqlite'}", panel) as c:
        c.salle._tris.append({"titre": "Ceux de la collection"})  # les chercher tous prendrait des secondes
        assert [t["titre"] for t in c.demander("GET", "/api/tris", CLE).json()] == ["Ceux de la collection", "Mon tri"]
        c.preparer(tri.id).faire("ouvrir")
        cartes, cases = cartes_et_cases(c)
        eleves = [c.entrer() for _ in range(6)]
        assert {c.repondre(e, carte, cases[i % 2], n).status_code for i, e in enumerate(eleves) for n, carte in enumerate(cartes, 1)} == {
            200
        }
        ranges.ranger(replace(MIENNE, titre="Autre"))
        c.faire("clore", *(["auteurs", "devoiler"] if sorte == "formes" else []), "bilan", "terminer")
        e = c.cles["enseignant"]
        assert c.etat(e)["tri"]["cartes"][0]["titre"] == "La boîte" and c.demander("GET", "/api/bilan", e).status_code == 200
        (tmp_path / "lundi.csv").write_bytes(c.demander("GET", "/api/reponses.csv", e).content)
    monkeypatch.setattr("travailler_ensemble.fichiers.collection", lambda: tmp_path)
    assert repr(labo.relire_seance(str(tmp_path / "lundi.csv"))).startswith("Séance Mon tri, ")
    assert labo.figure("distribution", str(tmp_path / "lundi.csv")) is None
