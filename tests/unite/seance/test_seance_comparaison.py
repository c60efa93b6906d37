"""Deux groupes côte à côte, carte par carte ; la copie d’un seul, à imprimer."""

import re

import pytest
from test_seance_serveur import CLE, cartes_et_cases, ouvrir


def texte(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").split())


def mener(classe, titre: str, combien: int, *, revote=None, tri="debat-formes") -> str:
    """Une séance menée jusqu’au bout ; `revote(rang)` : le rang de la case au second vote. Rend son identifiant."""
    classe.preparer(tri, titre=titre)
    cartes, cases = cartes_et_cases(classe)
    jetons = [classe.entrer() for _ in range(combien)]
    classe.faire("ouvrir")
    for i, jeton in enumerate(jetons):
        classe.repondre(jeton, cartes[0], cases[i % 2], 1)
    classe.faire("clore", "revoter")
    for i, jeton in enumerate(jetons if revote else []):
        classe.repondre(jeton, cartes[0], cases[revote(i)], 2, tour=2)
    classe.faire("clore")
    return classe.cles["id"]


@pytest.fixture
def classe(tmp_path, panel):
    with ouvrir(f"sqlite:///{tmp_path / 's.sqlite'}", panel) as c:
        yield c


def test_deux_groupes_se_comparent_carte_par_carte_aux_deux_votes_et_les_silences_se_disent(classe):
    mardi, jeudi = mener(classe, "Mardi <b>A</b>", 12, revote=lambda i: 0), mener(classe, "Jeudi", 6, revote=lambda i: (i + (i == 0)) % 2)
    petit = mener(classe, "Quatre absents", 4)
    autre = mener(classe, "Autre tri", 6, tri="jumeaux")

    def comparer(*ids, statut=200):
        r = classe.demander("POST", "/api/comparaison", CLE, json={"seances": [*ids]})
        assert r.status_code == statut, r.text
        return r.json()["page" if statut == 200 else "message"]

    page = comparer(mardi, jeudi, petit)
    dit = texte(page)
    noms = ["Mardi &lt;b&gt;A&lt;/b&gt;", "Jeudi"]
    assert re.findall(r'<th scope="col">(.*?)</th>', page) == ["Case", *noms]
    assert f"{noms[0]}, 21 novembre 2026 : 12 personnes ; aucune carte ne partage vraiment ce groupe." in dit
    assert f"{noms[0]} : premier vote, 12 réponses, partage la classe ; second vote, 12 réponses, presque d’une voix." in dit
    assert "second vote, trop peu de changements pour se montrer." in dit, "une personne a bougé dans un groupe de six : on la verrait"
    premiere = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page)[0]
    assert "6 puis 12" in texte(premiere) and premiere.count("<rect") == 3 and 'width="97.0%"' in premiere and 'width="48.5%"' in premiere
    assert "Quatre absents" not in page and "1 séance de moins de cinq personnes n’est pas montrée à part." in dit
    assert "style=" not in page, "la page de l’enseignant refuse un style en ligne"
    assert "n’ont pas rangé les mêmes cartes" in comparer(mardi, autre, statut=422)
    assert "Cochez de deux à" in comparer(mardi, statut=422) and "moins de cinq" in comparer(petit, mener(classe, "Vide", 0), statut=422)
    assert classe.demander("POST", "/api/comparaison", CLE, json={"seances": [mardi, "../x"]}).status_code == 410


def test_la_copie_d_une_seance_porte_son_titre_et_rien_d_un_vote_ouvert(classe):
    mener(classe, "Groupe du mardi", 6, revote=lambda i: 0)
    classe.faire("rouvrir")
    r = classe.demander("GET", "/copie", classe.cles["enseignant"])
    assert r.status_code == 200 and "<h1>Groupe du mardi, 21 novembre 2026</h1>" in r.text
    assert "Premier vote, 6 réponses" in texte(r.text) and "second vote" not in texte(r.text), "le second vote s’est rouvert"
    assert classe.demander("GET", "/copie", classe.cles["projection"]).status_code == 403
