"""Dire pourquoi : ce qui se garde d’une raison, ce qui en passe, et à qui ; rien d’écrit ne passe sans l’enseignant."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest
from sqlalchemy import text
from test_seance_serveur import ouvrir

from travailler_ensemble.classe.export import lire
from travailler_ensemble.classe.relecture import relire
from travailler_ensemble.ecriture.phrases import date_dite
from travailler_ensemble.seance import raisons, stockage
from travailler_ensemble.seance.raisons import LONGUEUR, LUES, MUR, PASSE, TUE, Raison, Recueil, mots_du_recit, nettoyer

RECIT = ["Une convention dit qui fait quoi.", "L’école, elle, n’a rien signé."]


def une(cle: str, case: str, sort: int = PASSE, numero: int = 1, texte: str = "", mots: str = "") -> Raison:
    return Raison(cle, numero, "c", case, texte or f"dit {cle}", sort, 0, mots)


@pytest.mark.parametrize(
    ("dite", "passage"),
    [
        ("convention", "convention"),
        ("  « UNE convention »", "Une convention"),
        ("l'ecole, elle", "L’école, elle"),
        ("con", ""),  # un bout de mot n’est pas un mot
        ("convention signée", ""),
        ("« » …", ""),
        ("", ""),
    ],
)
def test_des_mots_du_recit_se_reconnaissent_entiers(dite, passage):
    assert mots_du_recit(dite, RECIT) == passage


def test_une_raison_tient_en_une_ligne_et_cent_quarante_signes():
    assert nettoyer(" on\nsigne\x00 \u202eensemble ") == "on signe ensemble"
    assert len(nettoyer("é" * LONGUEUR)) == LONGUEUR
    with pytest.raises(ValueError, match="140 signes"):
        nettoyer("a" * (LONGUEUR + 1))


def test_un_telephone_lit_trois_raisons_d_autres_choix_de_plusieurs_cases_et_jamais_la_sienne():
    toutes = [une(f"a{i}", "A") for i in range(9)] + [une("b", "B"), une("c", "C"), une("moi", "B", numero=7)]
    a_lire = Recueil(toutes).a_lire
    lues = a_lire(7, {"c": "A"})["c"]
    assert {x["cle"] for x in lues} == {"b", "c"}, "ni de son choix, ni la sienne"
    lues = a_lire(8, {"c": "B"})["c"]
    assert len(lues) == LUES and {x["case"] for x in lues} == {"A", "C"}
    assert a_lire(8, {"c": "B"})["c"] == lues, "toujours les mêmes pour lui"
    assert len({tuple(x["cle"] for x in a_lire(n, {"c": "B"})["c"]) for n in range(10, 40)}) > 3, "d’autres pour d’autres"


def test_un_meme_passage_ne_se_lit_qu_une_fois_et_chacun_en_lit_d_autres_mots_que_les_siens():
    memes = [une(f"m{i}", "A", TUE, numero=i, texte="convention", mots="convention") for i in range(3)]
    toutes = Recueil([*memes, *(une(f"b{i}", "B", numero=10 + i) for i in range(2))])
    for numero in range(14):
        lues = toutes.a_lire(numero, {"c": "C"})["c"]
        assert [x["texte"] for x in lues].count("convention") == 1 and len(lues) == (2 if numero in (10, 11) else 3)
        assert f"m{numero}" not in {x["cle"] for x in lues} and len({x["cle"] for x in lues}) == len(lues)


def test_le_texte_libre_attend_les_mots_du_recit_passent_le_mur_choisit():
    toutes = [une("libre", "A", TUE), une("recit", "A", TUE, texte="CONVENTION !", mots="convention"), une("mise", "B", MUR)]
    lues = {x["cle"]: x["texte"] for x in Recueil(toutes).a_lire(9, {})["c"]}
    assert lues == {"recit": "convention", "mise": "dit mise"}, "du récit, on ne lit que ce qu’il écrit"
    assert Recueil(toutes).au_mur("c") == [{"case": "B", "texte": "dit mise"}]


@pytest.fixture
def classe(tmp_path, panel):
    with ouvrir(f"sqlite:///{tmp_path / 's.sqlite'}", panel) as c:
        yield c.preparer("jumeaux", titre="Jeudi, groupe B").faire("ouvrir")


def dire(classe, jeton, case, n, raison="", tour=1, **plus):
    carte = classe.carte
    return classe.demander("PUT", f"/api/reponses/{tour}/{carte}", jeton, json={"case": case, "n": n, "raison": raison, **plus})


def remplir(classe, combien=6):
    """Six personnes ; la première dit une formule, la deuxième des mots du récit, la troisième rien."""
    tri = classe.etat(classe.cles["enseignant"])["tri"]
    classe.carte, classe.cases = tri["cartes"][0]["id"], [c["id"] for c in tri["cases"]]
    classe.du_recit = " ".join(tri["cartes"][0]["paragraphes"][0].split()[:3])
    classe.gens = [classe.entrer() for _ in range(combien)]
    dites = ["=1+1 tous ensemble", classe.du_recit, ""]
    for i, jeton in enumerate(classe.gens):
        r = dire(classe, jeton, classe.cases[i % 2], 1, dites[min(i, 2)])
        assert r.status_code == 200 and r.json().get("raison", "") == dites[min(i, 2)]
    return classe


def lues_par(classe, cle):
    return classe.demander("GET", "/api/raisons", cle).json()["raisons"]


def decider(classe, sort, *cles):
    return classe.demander("POST", "/api/raisons", classe.cles["enseignant"], json={"cles": cles, "sort": sort})


def test_une_raison_de_bout_en_bout(classe, panel):
    """Écrite, gardée, tue tant que l’enseignant n’a rien dit, lue, marquée, mise au mur, exportée, effacée."""
    remplir(classe)
    prof, mur = classe.cles["enseignant"], classe.cles["projection"]
    assert lues_par(classe, prof) == [] and decider(classe, "passe").status_code == 409, "rien avant la clôture"
    assert classe.etat(classe.gens[0])["moi"]["reponses"]["1"][classe.carte]["raison"] == "=1+1 tous ensemble"
    classe.faire("clore")
    libre, recit = lues_par(classe, prof)
    assert (libre["sort"], libre["du_recit"], recit["du_recit"]) == ("tue", False, True)
    classe.faire("revoter")
    lecteur = classe.gens[2]  # de la case du premier
    assert [x["cle"] for x in lues_par(classe, lecteur)[classe.carte]] == [recit["cle"]]
    autre = classe.gens[3]  # de la case du deuxième
    assert lues_par(classe, autre) == {}, "un texte libre ne passe pas seul"
    avant = classe.etat(autre)["etat"]["raisons"]
    assert decider(classe, "mur", libre["cle"]).status_code == 200
    assert classe.etat(autre)["etat"]["raisons"] > avant, "les téléphones sauront qu’il faut relire"
    assert lues_par(classe, autre)[classe.carte] == [{"cle": libre["cle"], "case": classe.cases[0], "texte": "=1+1 tous ensemble"}]
    assert classe.etat(mur)["raisons"] == [], "rien au mur pendant un vote"
    for n, cle in enumerate((libre["cle"], "0" * 12), 2):  # une clé inventée ne se garde pas
        dit = dire(classe, autre, classe.cases[0], n, tour=2, hesite=cle).json()
        assert dit.get("hesite", "") == (cle if n == 2 else "")
    dire(classe, autre, classe.cases[0], 9, tour=2, hesite=libre["cle"])
    classe.faire("clore")
    assert classe.etat(mur)["raisons"] == [{"case": classe.cases[0], "texte": "=1+1 tous ensemble"}]
    assert next(x["hesitent"] for x in lues_par(classe, prof) if x["cle"] == libre["cle"]) == "moins de cinq personnes"
    csv = classe.demander("GET", "/api/reponses.csv", prof).text
    assert ";'=1+1 tous ensemble;1;" in csv, "un tableur n’y verra pas de formule"
    (ligne,) = [x for x in lire(csv) if x.raison.startswith("=")]
    assert (ligne.hesitent, ligne.titre, len(ligne.date)) == (1, "Jeudi, groupe B", 10)
    page = relire(panel, lire(csv))
    assert page.relue.nom == f"Jeudi, groupe B, {date_dite(date.fromisoformat(ligne.date))}" and "=1+1 tous ensemble" in page.corps
    assert decider(classe, "efface", libre["cle"]).status_code == 200
    assert classe.etat(mur)["raisons"] == [] and "tous ensemble" not in classe.demander("GET", "/api/reponses.csv", prof).text
    assert len(lues_par(classe, prof)) == 1


def test_une_raison_reecrite_est_a_relire(classe):
    remplir(classe).faire("clore")
    prof = classe.cles["enseignant"]
    libre = lues_par(classe, prof)[0]
    decider(classe, "passe", libre["cle"])
    classe.faire("rouvrir")
    assert dire(classe, classe.gens[0], classe.cases[0], 5, "=1+1 tous ensemble").status_code == 200
    classe.faire("clore")
    assert next(x for x in lues_par(classe, prof) if not x["du_recit"])["sort"] == "passe", "la même, déjà lue"
    classe.faire("rouvrir")
    dire(classe, classe.gens[0], classe.cases[0], 6, "tout autre chose")
    classe.faire("clore")
    neuve = lues_par(classe, prof)[0]
    assert neuve["sort"] == "tue" and neuve["cle"] != libre["cle"]
    decider(classe, "mur", libre["cle"])  # la clé de la première n’ouvre plus rien
    assert lues_par(classe, prof)[0]["sort"] == "tue"


def test_sous_le_seuil_aucune_raison_ne_sort_meme_pour_l_enseignant(classe):
    remplir(classe, 4).faire("clore")
    assert lues_par(classe, classe.cles["enseignant"]) == []
    classe.faire("revoter")
    assert lues_par(classe, classe.gens[2]) == {}


def test_les_raisons_sont_bornees_et_chacun_reste_a_sa_porte(classe):
    remplir(classe)
    eleve = classe.gens[0]
    assert dire(classe, eleve, classe.cases[0], 2, "a" * 141).status_code == 422
    assert classe.demander("POST", "/api/raisons", eleve, json={"cles": [], "sort": "mur"}).status_code == 403
    assert classe.demander("GET", "/api/raisons", classe.cles["projection"]).status_code == 403
    statuts = {dire(classe, eleve, classe.cases[0], 3 + i, f"raison {i}").status_code for i in range(raisons.PAR_MINUTE + 2)}
    assert statuts == {200, 429}
    assert classe.repondre(eleve, classe.carte, classe.cases[0], 99).status_code == 200, "un vote, lui, passe toujours"
    classe.faire("clore")
    assert decider(classe, "crier").status_code == 422 and decider(classe, "mur", "x' OR 1").status_code == 422


def test_sans_script_on_dit_pourquoi_aussi(classe):
    remplir(classe)
    champs = {"tour": "1", "carte": classe.carte, "case": classe.cases[0], "raison": "parce que"}
    entetes = {"Authorization": f"Bearer {classe.gens[5]}", "Accept": "text/html"}
    assert classe.http.post("/seance/reponse", data=champs, headers=entetes, follow_redirects=False).status_code == 303
    assert 'value="parce que"' in classe.http.get("/seance", headers=entetes).text


def test_une_base_d_avant_les_raisons_s_ouvre_avec_ses_reponses(chaque_base):
    """Comme l’aurait laissée la version d’avant : ses colonnes en moins, et sa marque."""
    moteur = stockage.ouvrir(chaque_base)
    with moteur.begin() as c:
        c.execute(text("INSERT INTO seances VALUES ('s1', 'TILLEUL 42', 'Essai', 'formes', '[]', '{}', 1, '2026-11-21', '2026-12-21')"))
        c.execute(
            text(
                "INSERT INTO reponses (seance, participant, tour, carte, choix, n, source) VALUES ('s1', '4127', 1, 'c', 'a', 1, 'telephone')"
            )
        )
        for nom in ("raison", "cle_raison", "sort", "hesite"):
            c.execute(text(f"ALTER TABLE reponses DROP COLUMN {nom}"))
        c.execute(text("DROP TABLE billets"))
        c.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    moteur.dispose()
    moteur = stockage.ouvrir(chaque_base)
    with moteur.begin() as c:
        assert c.execute(text("SELECT choix, raison, cle_raison, sort, hesite FROM reponses")).one() == ("a", "", "", 0, "")
    moteur.dispose()


def test_ce_qu_on_a_dit_garde_est_sur_le_disque(tmp_path, panel):
    """Le fichier, relu par un autre programme sitôt l’accusé : ni la mémoire ni un tampon n’en répond."""
    fichier = tmp_path / "s.sqlite"
    with ouvrir(f"sqlite:///{fichier}", panel) as c:
        remplir(c.preparer("jumeaux").faire("ouvrir"))
        copie = tmp_path / "copie.sqlite"
        for suffixe in ("", "-wal"):  # une coupure de courant laisserait ces deux-là
            (tmp_path / f"copie.sqlite{suffixe}").write_bytes((tmp_path / f"s.sqlite{suffixe}").read_bytes())
        with closing(sqlite3.connect(copie)) as base:
            assert {r for (r,) in base.execute("SELECT raison FROM reponses WHERE raison <> ''")} == {"=1+1 tous ensemble", c.du_recit}
