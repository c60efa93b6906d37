"""Relire une séance : le même bilan que l’interface, des figures justes, des phrases pour le reste, jamais moins de cinq."""

import json
import random
import re
from pathlib import Path

import pytest
from accessibilite import axe
from patience import attendre
from serveur import Classe

import travailler_ensemble as labo
from outils import seances_fictives
from outils.__main__ import main
from travailler_ensemble import atelier, corpus
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.affichage.composants.regie import Panneau
from travailler_ensemble.affichage.figures.deplacements import deplacements
from travailler_ensemble.affichage.figures.dispersion import dispersion
from travailler_ensemble.affichage.figures.distribution import distribution
from travailler_ensemble.affichage.figures.entente import entente
from travailler_ensemble.affichage.figures.proximite import proximite
from travailler_ensemble.affichage.figures.seances import seances as figure_des_seances
from travailler_ensemble.classe import bilan as module_du_bilan
from travailler_ensemble.classe import relecture
from travailler_ensemble.classe.export import COLONNES, LigneReponse, ecrire, lire
from travailler_ensemble.classe.relecture import FICTION, RienAMontrer, comparees, relire, seance_seule, seances
from travailler_ensemble.panel.avis import Panel

pytestmark = pytest.mark.lent

RACINE = Path(__file__).resolve().parents[3]

DOSSIER = RACINE / "notebooks" / "seances-fictives"
MARDI, JEUDI, PETIT = (str(DOSSIER / f"{nom}-2026.csv") for nom in ("mardi", "jeudi", "petit-groupe"))
PANEL = Panel(corpus.lire())
FIGURES = {f.__name__: f for f in (distribution, dispersion, entente, proximite, deplacements)}


@pytest.fixture
def fichier(tmp_path):
    """`fichier(nom, tri, personnes, …)` : le chemin d’une séance tirée au sort, toujours la même."""

    def fait(nom="classe", tri="formes", personnes=20, tours=(1, 2), change=0.4, seance="", carte=None):
        c, sort = classement(PANEL.corpus, tri), random.Random(7)
        cases = [*(k.id for k in c.cases), JE_NE_SAIS_PAS]
        lignes = []
        for p in range(personnes):
            for n, x in enumerate(c.champs()):
                choix = cases[n % len(cases)] if sort.random() < 0.6 else sort.choice(cases)
                for t in tours:
                    choix = sort.choice(cases) if t == 2 and sort.random() < change else choix
                    if carte is None or x == carte:
                        lignes.append(LigneReponse(seance or nom, tri, t, x, choix, str(p), 1, "telephone"))
        chemin = tmp_path / f"{nom}.csv"
        chemin.write_bytes(ecrire(lignes).encode("utf-8"))
        return str(chemin)

    return fait


def valeurs(figure) -> list[dict]:
    """Les points d’une figure, tels que la page les reçoit."""
    return next(v for v in figure.dessin.donnees.values() if v and isinstance(v[0], dict))


# Les mêmes nombres partout


def test_le_carnet_et_l_interface_donnent_le_meme_bilan(serveur, tmp_path):
    """Un vrai serveur : téléphones, papier, mains levées ; puis le fichier qu’il exporte, relu."""
    classe = Classe(serveur, "affirmations-debats")
    classe.entrer(7)
    classe.faire("ouvrir")
    classe.voter(1, lambda i, k: (i + k) % 3)
    classe.faire("clore")
    saisie = classe.mener.saisir_papier(1, "feuille,1,2,14\n1,1,0,2\n2,3,9\n")
    assert (saisie["feuilles"], saisie["reponses"], len(saisie["refus"])) == (2, 3, 2)
    classe.mener.lever_les_mains(1, classe.cartes[0], {classe.cases[2]: 4})
    classe.faire("discuter", "revoter")
    classe.voter(2, lambda i, k: 1 if i < 6 else k % 3)
    classe.faire("clore", "bilan")
    de_l_interface = classe.mener.bilan()
    chemin = tmp_path / "export.csv"
    chemin.write_bytes(classe.mener.csv())
    relue = seance_seule(PANEL, str(chemin))
    assert relue.bilan.en_dict() == de_l_interface
    assert de_l_interface["participants"] == 9 and de_l_interface["mains"] == 4
    assert de_l_interface["deplacements"]["vers"], "assez de personnes ont bougé ensemble"
    assert {tuple(x) for x in relue.lignes} == {tuple(x) for x in lire(chemin)}


@pytest.mark.parametrize("nom", FIGURES)
@pytest.mark.parametrize("tri", ["formes", "axe-dhume", "affirmations-debats"])
def test_une_figure_de_seance_se_dessine_hors_ligne_et_se_decrit(fichier, nom, tri):
    dessin = FIGURES[nom](PANEL, fichier(tri=tri, personnes=40)).dessin
    d = dessin.graphique().to_dict()
    assert "/vega-lite/v5" in d["$schema"] and isinstance(d["width"], int)
    assert len(d["description"]) > 80 and d["usermeta"]["embedOptions"]["actions"] is False
    assert not re.search(r"\"url\"", json.dumps(d))
    assert json.loads(json.dumps(dessin.donnees)) == dessin.donnees


def test_la_distribution_est_celle_du_bilan_en_figure_et_en_table(fichier):
    chemin = fichier()
    b, figure = seance_seule(PANEL, chemin).bilan, distribution(PANEL, chemin)
    montres = {(p["carte"].replace("\n", " "), p["case"]): (p["n"], p["dit"]) for p in valeurs(figure)}
    html = figure.nombres._repr_html_()
    c = classement(PANEL.corpus, "formes")
    for carte in b.cartes:
        for case in [*c.cases, JE_NE_SAIS_PAS]:
            cle = case if isinstance(case, str) else case.id
            un, deux = (carte.tours[t].cases[cle] for t in (1, 2))
            if un or deux:
                assert montres[carte.titre, c.nom_de_case(cle)] == (deux, f"{un}→{deux}")
                assert f"{un} → {deux}" in html
    avec = {(p["carte"].replace("\n", " "), p["case"]) for p in valeurs(figure) if p["auteurs"]}
    attendu = {
        (carte.titre, k.nom) for carte in c.cartes for k in c.cases if any(a.retour == "accord" for a in PANEL.avis(c, carte.id, k.id))
    }
    assert avec == attendu and attendu, "un anneau là où au moins un auteur s’accorde, même si personne n’y est"


def test_un_vote_que_l_on_tait_se_voit_a_cote_de_l_autre():
    """Huit réponses, puis trois : « 8→… », et ce que veulent dire les points ; jamais « 8 » sans dire de quel vote."""
    c = classement(PANEL.corpus, "formes")
    carte, case = c.champs()[0], c.cases[0]
    lignes = [LigneReponse("s", c.cle, t, carte, case.id, str(p), 1, "telephone") for t, n in ((1, 8), (2, 3)) for p in range(n)]
    figure = distribution(PANEL, relecture.SeanceRelue("x", "s", c, lignes, module_du_bilan.bilan(c, lignes, PANEL)))
    assert [(p["n"], p["dit"]) for p in valeurs(figure) if p["dit"]] == [(8, "8→…")]
    assert "« … » : moins de cinq réponses" in figure.dessin.description


def test_dispersion_et_proximite_sont_celles_du_bilan():
    b = seance_seule(PANEL, MARDI).bilan
    lues = {(" ".join(p["ligne"].split()), p["vote"]): p["valeur"] for p in valeurs(dispersion(PANEL, MARDI))}
    noms = {1: "premier vote", 2: "second vote"}
    assert lues == {(" ".join(c.titre.split()), noms[t]): round(v.dispersion, 3) for c in b.cartes for t, v in c.tours.items()}
    figure = proximite(PANEL, MARDI)
    parts = [p["valeur"] for p in valeurs(figure)]
    assert sorted(parts) == sorted(round(p.accord, 3) for x in b.proximites.values() for p in x if p.accord is not None)
    ordre = [re.search(r"\((\d+)", n)[1] for n in figure.dessin.donnees["ordre"]]
    assez = [int(n) >= 4 for n in ordre]
    assert assez == sorted(assez, reverse=True), "les auteurs qui en disent trop peu sont en bas"


def test_l_entente_montre_les_deux_mesures_quand_un_auteur_ordonne(fichier):
    votes = [p["vote"] for p in valeurs(entente(PANEL, fichier(tri="axe-dhume")))]
    assert votes == ["Premier vote", "Premier vote, selon l’ordre des cases", "Second vote", "Second vote, selon l’ordre des cases"]
    assert [p["vote"] for p in valeurs(entente(PANEL, MARDI))] == ["Premier vote", "Second vote"]


def test_l_entente_non_definie_est_dite(tmp_path):
    c = classement(PANEL.corpus, "affirmations-debats")
    lignes = [LigneReponse("s", c.cle, 1, x, c.cases[0].id, str(p), 1, "telephone") for p in range(8) for x in c.champs()]
    (tmp_path / "x.csv").write_text(ecrire(lignes), encoding="utf-8")
    figure = entente(PANEL, str(tmp_path / "x.csv"))
    assert [(p["valeur"], p["dit"]) for p in valeurs(figure)] == [(None, "non défini")]
    assert "Tout le monde a répondu pareil" in figure.dessin.description and "non défini" in figure.nombres._repr_html_()
    assert figure.dessin.graphique().to_dict()


def test_les_deplacements_dessines_sont_ceux_du_bilan():
    d = seance_seule(PANEL, MARDI).bilan.deplacements
    figure = deplacements(PANEL, MARDI)
    assert [p["n"] for p in valeurs(figure)] == [m.nombre for m in d.vers]
    html = figure.nombres._repr_html_()
    assert f"autres, réunis</th><td></td><td>{d.autres}" in re.sub(r"<td[^>]*>", "<td>", html)
    assert all(a.nom in html for a in d.auteurs)


# En mots


def test_relire_dit_le_bilan_et_annonce_la_fiction():
    page = relire(PANEL, MARDI)
    html = page._repr_html_()
    assert "Séance de fiction" in html and "25\u00a0téléphones et 3\u00a0feuilles de papier" in html
    assert all(phrase.replace("&", "&amp;") in html for phrase in seance_seule(PANEL, MARDI).bilan.dit)
    assert repr(page) == "Séance mardi-2026 : 28\u00a0personnes"
    assert "48\u00a0mains levées" in relire(PANEL, JEUDI)._repr_html_()


def test_une_vraie_seance_n_est_pas_annoncee_comme_une_fiction(fichier):
    assert "fiction" not in relire(PANEL, fichier(tri="axe-dhume"))._repr_html_()


def test_un_identifiant_hostile_reste_du_texte(fichier, tmp_path):
    chemin = fichier(nom="x", seance="<script>alert(1)</script>")
    (tmp_path / "<b>.csv").write_bytes(Path(chemin).read_bytes())
    assert "<script>" not in relire(PANEL, chemin)._repr_html_()
    assert "<b>.csv" not in labo.relire_seance(str(tmp_path / "<b>.csv"))._repr_html_()
    assert "<h3><b>" not in labo.relire_seance(str(tmp_path / "<b>.csv"))._repr_html_()


@pytest.fixture
def affiche(monkeypatch):
    """Ce que les fonctions des carnets affichent."""
    vus = []
    monkeypatch.setattr("IPython.display.display", lambda *x: vus.extend(x))
    monkeypatch.setattr(atelier, "_relues", [])
    return vus


def test_les_figures_suivent_la_derniere_seance_relue(affiche):
    assert "Relisez-la d’abord" in repr(labo.figure("distribution")) and affiche == []
    labo.relire_seance(MARDI)
    labo.figure("distribution")
    assert affiche[0].donnees == distribution(PANEL, MARDI).dessin.donnees
    labo.figure("distribution", JEUDI)
    assert affiche[2].donnees == distribution(PANEL, JEUDI).dessin.donnees
    assert "un fichier qui existe" in repr(labo.relire_seance("absent.csv"))
    assert "Relisez-la d’abord" in repr(labo.figure("distribution")), "jamais les figures d’un autre fichier que celui demandé"


def test_une_figure_ne_relit_ni_ne_recalcule_rien(affiche, monkeypatch):
    """Le carnet 92, cellule par cellule : une lecture et un bilan par fichier qu’il nomme, les figures n’en coûtent pas."""
    lectures, bilans, intervalles = [], [], []

    def compter(module, nom, vus):
        vrai = getattr(module, nom)
        monkeypatch.setattr(module, nom, lambda *x, **o: vus.append(x) or vrai(*x, **o))

    compter(relecture, "lire", lectures)
    compter(relecture, "bilan", bilans)
    compter(module_du_bilan, "intervalle_alpha", intervalles)
    cellules = json.loads((RACINE / "notebooks" / "92-relire-une-seance.ipynb").read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(c["source"]) for c in cellules if c["cell_type"] == "code")
    nommes = re.findall(r"[\w-]+\.csv", code)
    monkeypatch.chdir(RACINE / "notebooks")
    exec(code, {})
    assert len(affiche) == 2 * 6, "cinq figures et une comparaison, chacune avec ses nombres"
    assert sorted(x[0].name for x in lectures) == sorted(nommes) and len(nommes) == len(bilans) == 4
    assert len(intervalles) == 2 * 3, "un par vote des séances de mardi, relue puis comparée, et de jeudi"


def test_une_relecture_se_donne_a_une_figure_et_se_compare(affiche):
    mardi, jeudi = labo.relire_seance(MARDI), labo.relire_seance(JEUDI)
    labo.figure("distribution", mardi)
    assert affiche[0].donnees == distribution(PANEL, MARDI).dessin.donnees
    labo.comparer_seances(mardi, jeudi)
    assert affiche[2].donnees == figure_des_seances(PANEL, MARDI, JEUDI).dessin.donnees


def test_des_reponses_en_table_ou_en_lignes_se_montrent_comme_le_fichier():
    import pandas

    table = pandas.DataFrame(lire(MARDI), columns=list(COLONNES))
    for origine in (table, table.assign(autre=1), lire(MARDI), [list(x) for x in lire(MARDI)]):
        assert deplacements(PANEL, origine).dessin.donnees == deplacements(PANEL, MARDI).dessin.donnees
    assert json.dumps(distribution(PANEL, table).dessin.donnees)


@pytest.mark.parametrize("faux", [3, None, [MARDI], object(), [(1, 2)]])
def test_ce_qui_n_est_pas_une_seance_est_dit(affiche, faux):
    for page in (labo.relire_seance(faux), labo.figure("distribution", faux), labo.comparer_seances(faux)):
        assert "ne peut pas s’exécuter" in page._repr_html_() and "séance" in repr(page)
    assert affiche == []


def test_la_seance_en_cours_se_montre_a_mesure_que_ses_votes_se_closent(affiche, a_part, tmp_path):
    panneau = Panneau([], tmp_path)
    try:
        assert "vote se montre quand il est clos" in repr(labo.relire_seance(panneau)), "il n’y a pas encore de séance"
        classe = Classe(a_part, "affirmations-debats")
        panneau.traiter({"geste": "reprendre", "seance": classe.cles["id"]})
        attendre(lambda: panneau.etat["sort"] == "direct")
        classe.mener = a_part.maison.seance(json.loads((tmp_path / "panneau.json").read_text())["enseignant"])
        classe.entrer(6)
        classe.faire("ouvrir")
        classe.voter(1, lambda i, k: (i + k) % 3)
        assert len(panneau.reponses()) == 48 and panneau.votes_clos() == []
        assert "vote se montre quand il est clos" in repr(labo.figure("distribution", panneau)), "pendant un vote, rien ne se montre"
        classe.faire("clore")
        labo.figure("distribution", panneau)
        assert {p["dit"] for p in affiche[0].donnees["points"] if p["dit"]} == {"2"}
        assert "6 personnes" in repr(labo.relire_seance(panneau))
        labo.figure("dispersion")
        assert len(affiche) == 4
    finally:
        panneau.close()


@pytest.mark.parametrize(
    "faux",
    ["", " ", "absent.csv", "seances-fictives", "\0", "a.csv\nb", str(RACINE / "README.md"), str(RACINE / "docs" / "labo-formes.png")],
)
def test_un_mauvais_fichier_donne_une_phrase(affiche, faux):
    for page in (labo.relire_seance(faux), labo.figure("distribution", faux), labo.comparer_seances(faux)):
        assert "Cette cellule ne peut pas s’exécuter" in page._repr_html_() and repr(page).endswith(".")
        assert not re.search(r"Error|Errno|Traceback", repr(page))
    assert affiche == []


def test_un_fichier_de_plusieurs_seances_ou_de_plusieurs_tris_est_dit(tmp_path, fichier):
    deux = lire(fichier("a")) + lire(fichier("b"))
    (tmp_path / "deux.csv").write_text(ecrire(deux), encoding="utf-8")
    with pytest.raises(ValueError, match="contient 2 séances : donnez-le à labo.comparer_seances"):
        seance_seule(PANEL, str(tmp_path / "deux.csv"))
    assert [r.nom for r in seances(PANEL, str(tmp_path / "deux.csv"))] == ["deux : a", "deux : b"]
    mele = lire(fichier("a", seance="s")) + lire(fichier("b", tri="axe-dhume", seance="s"))
    (tmp_path / "mele.csv").write_text(ecrire(mele), encoding="utf-8")
    with pytest.raises(ValueError, match="mêle les réponses de plusieurs tris : axe-dhume et formes"):
        seance_seule(PANEL, str(tmp_path / "mele.csv"))


# Jamais moins de cinq


@pytest.mark.parametrize("nom", FIGURES)
def test_une_seance_de_moins_de_cinq_n_a_pas_de_figure(affiche, nom):
    with pytest.raises(RienAMontrer, match="Aucune carte n’a reçu cinq réponses"):
        FIGURES[nom](PANEL, PETIT)
    page = labo.figure(nom, PETIT)
    assert affiche == [] and "rien n’est montré" in repr(page) and "ne peut pas" not in page._repr_html_()


def test_relire_une_seance_de_moins_de_cinq_ne_dit_aucune_reponse():
    html = relire(PANEL, PETIT)._repr_html_()
    c = classement(PANEL.corpus, "affirmations-debats")
    assert (
        "rien n’est montré" in html and not [k.nom for k in c.cases if k.nom in html] and not [x.titre for x in c.cartes if x.titre in html]
    )


@pytest.mark.parametrize(
    ("reglages", "phrase"),
    [
        ({"tours": (1,)}, "qu’un vote"),
        ({"change": 0}, "Personne n’a changé"),
        ({"personnes": 6, "change": 0.12}, "trop peu ont fait le même chemin"),
    ],
)
def test_sans_deplacement_a_montrer_une_phrase_le_dit(fichier, reglages, phrase):
    with pytest.raises(RienAMontrer, match=phrase):
        deplacements(PANEL, fichier(**reglages))


def test_comparer_ne_montre_pas_les_petites_seances(fichier):
    toutes = comparees(PANEL, [MARDI, JEUDI, PETIT])
    assert ([r.nom for r in toutes.montrees], toutes.tues) == (["mardi-2026", "jeudi-2026"], 1)
    figure = figure_des_seances(PANEL, MARDI, JEUDI, PETIT)
    dit = figure.nombres._repr_html_() + json.dumps(figure.dessin.donnees, ensure_ascii=False) + figure.dessin.description
    assert "petit-groupe" not in dit and "1\u00a0séance de moins de cinq personnes n’est pas montrée à part" in dit
    assert "Séances de fiction" in dit


def test_des_petites_seances_sont_reunies_des_qu_elles_sont_cinq(fichier):
    grande, *petites = fichier("grande"), fichier("p1", personnes=2), fichier("p2", personnes=3)
    toutes = comparees(PANEL, [grande, *petites])
    assert ([r.nom for r in toutes.montrees], toutes.tues) == (["grande", "petits groupes réunis"], 0)
    assert toutes.montrees[1].bilan.participants == 5
    assert comparees(PANEL, [grande, petites[0], fichier("p3", personnes=2)]).tues == 2
    with pytest.raises(RienAMontrer, match="moins de cinq personnes"):
        comparees(PANEL, petites[:1])


def test_une_carte_peu_repondue_n_est_pas_comparee(fichier, tmp_path):
    """La classe est grande, une de ses cartes n’a que trois réponses : elle manque à la figure et la table le dit."""
    c = classement(PANEL.corpus, "affirmations-debats")
    lignes = [x for x in lire(MARDI) if x.carte != c.champs()[0] or x.participant in ("F1", "F2", "F3")]
    (tmp_path / "x.csv").write_text(ecrire(lignes), encoding="utf-8")
    for figure in (
        distribution(PANEL, str(tmp_path / "x.csv")),
        dispersion(PANEL, str(tmp_path / "x.csv")),
        figure_des_seances(PANEL, str(tmp_path / "x.csv")),
    ):
        assert c.cartes[0].titre not in json.dumps(figure.dessin.donnees, ensure_ascii=False).replace("\\n", " ")
    assert "moins de cinq réponses" in distribution(PANEL, str(tmp_path / "x.csv")).nombres._repr_html_()


def test_comparer_refuse_ce_qui_ne_se_compare_pas(fichier):
    for fichiers, phrase in (
        ((), "Donnez au moins un fichier"),
        ((MARDI, fichier()), "n’ont pas rangé les mêmes cartes : « Huit affirmations » et « Douze situations, dix formes »"),
        ((MARDI, MARDI), "« fiction-mardi » est donnée deux fois"),
    ):
        with pytest.raises(ValueError, match=phrase):
            comparees(PANEL, fichiers)


def test_deux_fichiers_de_meme_nom_se_distinguent(fichier, tmp_path):
    un = fichier("classe", seance="s1")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "classe.csv").write_text(ecrire([x._replace(seance="s2") for x in lire(un)]), encoding="utf-8")
    assert [r.nom for r in comparees(PANEL, [un, str(tmp_path / "b" / "classe.csv")]).montrees] == ["classe (s1)", "classe (s2)"]


# Les séances d’exemple


def test_les_seances_fictives_sont_celles_du_programme_et_le_disent():
    assert seances_fictives.ecarts() == [] and main(["seances-fictives", "--verifier"]) == 0
    assert {f.name for f in DOSSIER.glob("*.csv")} == {f.name for f in seances_fictives.attendus()}
    for chemin in seances_fictives.attendus():
        assert all(x.seance.startswith(FICTION) for x in lire(chemin, PANEL.corpus))
    annonce = (DOSSIER / "README.md").read_text(encoding="utf-8")
    assert "inventées" in annonce and all(f"`{f.name}`" in annonce for f in seances_fictives.attendus())


def test_une_seance_fictive_changee_est_vue(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(seances_fictives, "DOSSIER", tmp_path)
    monkeypatch.setattr(seances_fictives, "RACINE", tmp_path)
    assert len(seances_fictives.ecarts()) == 3
    assert main(["seances-fictives"]) == 0 and seances_fictives.ecarts() == []
    with (tmp_path / "mardi-2026.csv").open("ab") as f:
        f.write(b"\n")
    assert main(["seances-fictives", "--verifier"]) == 1 and "mardi-2026.csv n’est plus" in capsys.readouterr().out


def test_ce_que_le_carnet_affirme_de_ses_fictions_est_vrai():
    """Le texte du carnet 92 dit : trois fictions, un petit groupe de quatre, qui n’apparaît pas."""
    texte = (RACINE / "notebooks" / "92-relire-une-seance.ipynb").read_text(encoding="utf-8")
    assert "petit groupe de quatre personnes" in texte and "trois fictions" in texte
    assert seance_seule(PANEL, PETIT).bilan.participants == 4
    assert len(seances_fictives.CLASSES) == 3


# Dans un vrai JupyterLab

TITRES = (
    "Huit affirmations",
    "Où la classe se partage",
    "La classe s’accorde-t-elle",
    "L’accord de la classe avec chaque auteur, hasard ôté",
    "Qui a changé de case",
    "Les mêmes cartes divisent-elles",
)


def test_un_fichier_de_trop_de_seances_le_dit_sans_rien_calculer(tmp_path, monkeypatch):
    """Cent mille séances dans un fichier : vingt-huit secondes et 2,4 Go avant la phrase, si chaque bilan se calcule."""
    une = LigneReponse("a", "axe-dhume", 1, "mot-coaction", "dhume-cooperation", "1", 1, "telephone")
    carte, case = classement(PANEL.corpus, "axe-dhume").champs()[0], classement(PANEL.corpus, "axe-dhume").cases[0].id
    lignes = [une._replace(seance=f"s{n}", carte=carte, case=case) for n in range(30)]
    (tmp_path / "x.csv").write_text(ecrire(lignes), encoding="utf-8")
    monkeypatch.setattr(relecture, "bilan", lambda *_: pytest.fail("un bilan a été calculé"))
    with pytest.raises(ValueError, match="Ce fichier contient 30 séances"):
        seance_seule(PANEL, str(tmp_path / "x.csv"))


@pytest.mark.nuit  # le jour : nbval exécute ce carnet, et un labo s’ouvre dans JupyterLab (test_lecteur.py)
@pytest.mark.navigateur
@pytest.mark.parametrize("largeur", [1366, 360])
def test_le_carnet_se_lance_seul_et_suit_le_fichier_que_l_on_nomme(atelier, page, fichier, largeur):
    """Ouvrir, tout voir ; mettre le nom de son fichier, relancer : les figures sont les siennes."""
    page.set_viewport_size({"width": largeur, "height": 800})
    (atelier.racine / "notebooks" / "ma-classe.csv").write_bytes(Path(fichier("ma-classe", tri="axe-dhume")).read_bytes())
    atelier.ouvrir(page, "92-relire-une-seance.ipynb")
    atelier.executer(page)
    figures = page.locator(".jp-OutputArea svg.marks")
    # Un carnet long ne rend que ce qui est près de l’écran : on le parcourt.
    for titre in TITRES:
        figure = figures.filter(has_text=titre).first
        figure.scroll_into_view_if_needed(timeout=20_000)
        assert len(figure.evaluate("e => e.closest('[aria-label]').getAttribute('aria-label')")) > 80, titre
    assert axe(page, (".te-page",), contrastes=False) == []  # mesurés avec les autres carnets
    assert page.evaluate("[...document.querySelectorAll('.te-page')].every(p => p.scrollWidth <= p.clientWidth + 1)")
    cellule = page.locator(".jp-CodeCell", has_text="labo.relire_seance(").locator(".cm-content")
    cellule.scroll_into_view_if_needed()
    cellule.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('labo.relire_seance("ma-classe.csv")')
    page.keyboard.press("Shift+Enter")
    page.locator(".te-page h3", has_text="ma-classe").wait_for(timeout=20_000)
    distribution_ = page.locator(".jp-CodeCell", has_text='labo.figure("distribution")').locator(".cm-content")
    distribution_.scroll_into_view_if_needed()
    distribution_.click()
    page.keyboard.press("Shift+Enter")
    figures.filter(has_text="Sept mots sur l’axe de Dhume").first.wait_for(timeout=20_000)
