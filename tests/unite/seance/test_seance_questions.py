"""Les questions de l’enseignant, et le vote ouvert sans meneur."""

import pytest
from test_seance_serveur import CLE, ouvrir

from travailler_ensemble.affichage.pages.lire_copies import premiers_votes
from travailler_ensemble.classe import export
from travailler_ensemble.classe.copie import CopieDeLabo, Donnee
from travailler_ensemble.classe.copies import Lues
from travailler_ensemble.classe.relecture import relire
from travailler_ensemble.corpus.description import TableFautive
from travailler_ensemble.seance.questions import ECHELLE, LONGUEUR, MAX, OUVERTE, PARTAGE, poser


@pytest.fixture
def classe(tmp_path, panel):
    with ouvrir(f"sqlite:///{tmp_path / 's.sqlite'}", panel) as c:
        yield c


def ecrire(classe, jeton, carte, dit, n=1):
    r = classe.demander("PUT", f"/api/reponses/1/{carte}", jeton, json={"case": "reponse", "n": n, "raison": dit})
    assert r.status_code == 200, r.text


def test_une_question_ouverte_ne_met_rien_au_mur_sans_l_enseignant_et_se_rejoue(classe, panel):
    classe.preparer(OUVERTE, titre="Lundi", questions=["En un mot, le partenariat ?", "  ", "Et le réseau ?"]).faire("ouvrir")
    e, mur = classe.cles["enseignant"], classe.cles["projection"]
    tri = classe.etat(e)["tri"]
    assert [c["titre"].split()[-2] for c in tri["cartes"]] == ["partenariat", "réseau"]
    assert (tri["pourquoi"], classe.etat(e)["auteurs"]["total"]) == ("Votre réponse", 0)
    eleves = [classe.entrer() for _ in range(6)]
    for n, jeton in enumerate(eleves):
        ecrire(classe, jeton, "question-1", f"un mot {n}")
    classe.faire("clore", "montrer", "discuter")
    assert classe.etat(mur)["raisons"] == []
    lues = classe.demander("GET", "/api/raisons", e).json()["raisons"]
    assert {x["texte"] for x in lues} == {f"un mot {n}" for n in range(6)} and {x["sort"] for x in lues} == {"tue"}
    choisie = next(x for x in lues if x["texte"] == "un mot 3")
    classe.demander("POST", "/api/raisons", e, json={"cles": [choisie["cle"]], "sort": "mur"})
    assert [x["texte"] for x in classe.etat(mur)["raisons"]] == ["un mot 3"]
    classe.faire("bilan", "terminer")
    assert classe.demander("GET", "/api/bilan", e).status_code == classe.demander("GET", "/api/reponses.csv", e).status_code == 200
    with pytest.raises(TableFautive, match="Imprimer ou garder en PDF"):
        export.lire(classe.demander("GET", "/api/reponses.csv", e).text, panel.corpus)
    rejouee = classe.demander("POST", f"/api/seances/{classe.cles['id']}/rejouer", CLE, json={"titre": "Jeudi"})
    assert rejouee.status_code == 201, "sans auteur, elle se rejoue aussi"
    assert classe.etat(rejouee.json()["enseignant"])["tri"] == tri


def test_une_question_sur_une_echelle_se_vote_comme_une_carte(classe):
    classe.preparer(ECHELLE, questions=["Le partenariat se décrète."])
    assert [c["nom"] for c in classe.etat(classe.cles["enseignant"])["tri"]["cases"]][0] == "Pas du tout d’accord"
    assert classe.etat(classe.cles["enseignant"])["seance"]["titre"] == "Le partenariat se décrète."


@pytest.mark.parametrize("textes", [[], ["  "], [f"q{n}" for n in range(MAX + 1)], ["x" * (LONGUEUR + 1)]])
def test_des_questions_mal_posees_se_disent(classe, textes):
    with pytest.raises(ValueError, match=r"une par ligne|tient en 200 signes"):
        poser(OUVERTE, textes)
    r = classe.demander("POST", "/api/seances", CLE, json={"tri": OUVERTE, "questions": textes})
    assert r.status_code == 422 and r.json()["message"].endswith((".", f"{LONGUEUR + 1}."))


def test_sans_meneur_on_repond_d_avance_et_les_presents_s_ajoutent(classe):
    classe.preparer(sans_meneur=True)
    e = classe.cles["enseignant"]
    etat = classe.etat(e)
    assert (etat["etat"]["phase"], etat["etat"]["tour"], etat["etat"]["sans_meneur"]) == ("vote", 1, True)
    carte, case = etat["tri"]["cartes"][0]["id"], etat["tri"]["cases"][0]["id"]
    chez_elle = [classe.entrer() for _ in range(3)]
    assert all(classe.repondre(j, carte, case, 1).status_code == 200 for j in chez_elle)
    moi = classe.etat(chez_elle[0])["moi"]
    autre = {"code": classe.cles["code"], "numero": str(moi["numero"]), "mot": moi["mot"]}
    assert classe.demander("POST", "/entrer", data=autre).status_code == 303, "en classe, d’un autre appareil : la même personne"
    assert all(classe.repondre(classe.entrer(), carte, case, 1).status_code == 200 for _ in range(3))
    classe.faire("clore")
    etat = classe.etat(e)
    assert etat["distribution"]["1"][carte] == {case: 6} and etat["presents"] == 6 and not etat["etat"]["sans_meneur"]


def test_un_groupe_restreint_s_annonce_a_tous_avant_la_premiere_reponse_et_tient_jusqu_au_bilan(classe, panel):
    """Quatre personnes : rien dans une séance ordinaire ; ici la répartition, et la classe le savait."""
    classe.preparer(titre="TD du jeudi", restreint=True)
    e, mur = classe.cles["enseignant"], classe.cles["projection"]
    moi = classe.entrer()
    for qui in (e, mur, moi):
        assert "dès trois réponses" in classe.etat(qui)["seuil"]["annonce"]
    page = classe.http.get("/seance", headers={"Authorization": f"Bearer {moi}", "Accept": "text/html"}).text
    assert "dès trois réponses" in page, "sans script aussi"
    carte, case = (classe.etat(e)["tri"][x][0]["id"] for x in ("cartes", "cases"))
    classe.faire("ouvrir")
    gens = [moi, *(classe.entrer() for _ in range(3))]
    for n, jeton in enumerate(gens):
        if n < 2:
            classe.repondre(jeton, carte, case, 1)
    classe.faire("clore")
    assert classe.etat(e)["distribution"]["1"][carte] is None, "deux : chacun lirait l’autre"
    classe.faire("rouvrir")
    for jeton in gens[2:]:
        classe.repondre(jeton, carte, case, 1)
    classe.faire("clore")
    assert classe.etat(e)["distribution"]["1"][carte] == {case: 4}
    csv = classe.demander("GET", "/api/reponses.csv", e).text
    assert {x.seuil for x in export.lire(csv, panel.corpus)} == {3}
    assert "dès trois réponses" in relire(panel, export.lire(csv)).corps, "le carnet 92 l’applique, et le dit"
    assert "dès trois réponses" in classe.demander("GET", "/copie", e).text
    liste = classe.demander("GET", "/api/seances", CLE).json()
    assert [x["restreint"] for x in liste] == [True]
    for voulu in (True, False):  # un autre groupe choisit pour lui
        r = classe.demander("POST", f"/api/seances/{classe.cles['id']}/rejouer", CLE, json={"titre": "B", "restreint": voulu}).json()
        assert bool(classe.etat(r["projection"])["seuil"]["annonce"]) is voulu


def test_des_copies_se_reprennent_comme_premier_vote(classe, panel):
    """Le labo fait à la maison, rendu en copie : ce que « Lire les copies » en donne entre dans la séance, sans une ligne refusée."""
    classe.preparer("debat-formes")
    tri = classe.etat(classe.cles["enseignant"])["tri"]
    cartes, cases = [c["id"] for c in tri["cartes"]], [c["id"] for c in tri["cases"]]
    reponses = [{c: Donnee(c, cases[n % 2], cases[2]) for c in cartes[: n + 1]} for n in range(6)]
    copies = [(f"copie-{n}", CopieDeLabo("02", "labo", "", "", {"debat-formes": tuple(r.values())})) for n, r in enumerate(reponses)]
    copies.append(("vide", CopieDeLabo("02", "labo", "", "", {})))
    titre, feuilles = premiers_votes(panel.corpus, Lues(tuple(copies), ()))["debat-formes"]
    assert titre == tri["titre"]
    e = classe.cles["enseignant"]
    r = classe.demander("POST", "/api/papier/1", e, content=feuilles.encode()).json()
    assert (r["feuilles"], r["reponses"], r["refus"]) == (6, sum(min(n + 1, len(cartes)) for n in range(6)), [])
    classe.faire("ouvrir", "clore")
    assert classe.etat(e)["distribution"]["1"][cartes[0]] == {cases[0]: 3, cases[1]: 3}, "la réponse remise, non la revue"


def test_a_information_partagee_chacun_ne_recoit_que_ses_faits_et_le_mur_attend_la_fin_du_vote(classe):
    metiers = {"Éducatrice": "elle a vu la mère lundi", "Infirmier": "le traitement a changé", "Juge": "l’audience est avancée"}
    classe.preparer(PARTAGE, questions=["Il faut une réunion cette semaine.", *(f"{m} : {f}" for m, f in metiers.items()), ""])
    e, mur = classe.cles["enseignant"], classe.cles["projection"]
    classe.faire("ouvrir")
    eleves = [classe.entrer() for _ in range(6)]
    recus = [classe.etat(j) for j in eleves]
    for x in recus:
        (recit,) = x["tri"]["cartes"][0]["paragraphes"]
        assert sum(fait in recit for fait in metiers.values()) == 1
        assert x["tri"]["cartes"][0]["paragraphes"] == classe.etat(eleves[recus.index(x)])["tri"]["cartes"][0]["paragraphes"]
        assert "faits" not in x
    assert "faits" not in classe.etat(mur) and classe.etat(mur)["tri"]["cartes"][0]["paragraphes"] == []
    assert len(classe.etat(e)["tri"]["cartes"][0]["paragraphes"]) == 3
    classe.faire("clore")
    assert [f.split("\u00a0")[0] for f in classe.etat(mur)["faits"]] == [*metiers]
    for faux in (["Seule"], ["A", "Juge : "], ["A", "sans deux-points"]):
        r = classe.demander("POST", "/api/seances", CLE, json={"tri": PARTAGE, "questions": faux})
        assert r.status_code == 422 and "une ligne par métier" in r.json()["message"]
