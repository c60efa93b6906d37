"""Les carnets : leur style, ce que leurs sorties prouvent, et ce qui ne doit pas passer d’un corrigé à son exercice."""

import ast
import copy
import json
import re
import statistics
from pathlib import Path

import nbformat
import pytest
from enumerer import pour_chaque

from outils import executer, exercices
from outils.fuites import RESERVEES, etiquettes, fuites

RACINE = Path(__file__).resolve().parents[2]

DEPART = ["import travailler_ensemble as labo", "labo.verifier()"]
POIDS_MAXIMAL = 240_000  # octets ; les récits et les figures y sont deux fois : vivants, et pour qui n’a pas de noyau
# Ce que nbval ne compare jamais (skip_compare, et les images quand nbdime manque).
NON_COMPARES = {executer.VUE_VIVANTE, "image/png", "image/jpeg"}
AILLEURS = re.compile(
    r"""(?:\b(?:src|srcset|poster|data)\s*=\s*\\?["']?|<link\b[^>]*?\bhref\s*=\s*\\?["']?|url\(\s*\\?["']?|@import\s+\\?["']"""
    r"""|\bimport\b[^;\n]{0,80}?["']|\bfetch\(\s*\\?["']|\\?"url\\?":\s*\\?"|!\[[^\]]*\]\(\s*<?)(?:https?:)?//""",
    re.IGNORECASE,
)
# Ce que disent `fiches.html`, `message.html` et les pages quand une cellule n’a rien à montrer ou est fautive.
RIEN = re.compile(r"Aucune ligne ne répond|ne peut pas s’exécuter|ne peut pas aboutir")
CONTENEUR = re.compile(r"""width\\?["']?\s*[=:]\s*\\?["']container""")


def carnets(*dossiers: str) -> list[str]:
    return [f.relative_to(RACINE).as_posix() for d in dossiers for f in sorted((RACINE / d).glob("*.ipynb"))]


STRICTS, EXERCICES = carnets("notebooks", "solutions"), carnets("exercises")
tous = pour_chaque("nom", STRICTS + EXERCICES)
stricts = pour_chaque("nom", STRICTS)
d_apprenant = pour_chaque("nom", carnets("notebooks") + EXERCICES)


def lire(nom: str) -> nbformat.NotebookNode:
    return nbformat.read(RACINE / nom, 4)


def du_code(carnet) -> list:
    return [c for c in carnet.cells if c.cell_type == "code" and c.source.strip()]


SE_LIT_SEUL = ("labo.rappel(", "labo.reviser(", 'labo.question("question-sortie-', 'labo.question("pari-')
"""Ce qui porte son propre texte : rien n’est à dire avant."""


def fautes_de_style(carnet) -> list[str]:
    tailles = sorted(sum(1 for ligne in c.source.splitlines() if ligne.strip()) for c in du_code(carnet))
    textes = sum(c.cell_type == "markdown" for c in carnet.cells)
    expliquees = [c for c in du_code(carnet) if not c.source.startswith(SE_LIT_SEUL)]
    regles = {
        f"médiane {statistics.median(tailles):g} > 3 lignes": statistics.median(tailles) > 3,
        "plus d’une cellule sur dix dépasse 8 lignes": sum(t > 8 for t in tailles) > len(tailles) / 10,
        f"une cellule de {tailles[-1]} lignes": tailles[-1] > 15,
        f"{textes} cellules de texte pour {len(expliquees)} de code": textes < 1.3 * len(expliquees),
    }
    return [phrase for phrase, faute in regles.items() if faute]


def fautes_de_code(carnet) -> list[str]:
    """La cellule de départ en deux lignes, puis ni import ni définition."""
    depart, *suite = du_code(carnet)
    fautes = [] if depart.source.splitlines() == DEPART and "depart" in etiquettes(depart) else ["la cellule de départ"]
    interdits = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    return fautes + [c.source for c in suite if any(isinstance(n, interdits) for n in ast.walk(ast.parse(c.source)))]


def fautes_de_protection(carnet) -> list[str]:
    """Une activité ne se supprime ni ne se change d’une touche malheureuse."""
    fautes = []
    for cellule in du_code(carnet):
        activite = "activite" in etiquettes(cellule)
        if re.search(r"\blabo\.(tri|comparer|accueil)\(", cellule.source) and not activite:
            fautes.append(f"sans étiquette : {cellule.source}")
        if activite and (cellule.metadata.get("deletable"), cellule.metadata.get("editable")) != (False, False):
            fautes.append(f"sans protection : {cellule.source}")
    return fautes


def textes_des_sorties(carnet) -> list[str]:
    return [json.dumps(sortie, ensure_ascii=False) for c in du_code(carnet) for sortie in c.get("outputs", [])]


def comparable(sortie) -> bool:
    return sortie.output_type == "stream" or bool(set(sortie.get("data", {})) - NON_COMPARES)


def fautes_de_preuve(carnet) -> list[str]:
    """Ce qui ferait passer nbval strict sans rien comparer, ou enregistrer une panne comme si elle était attendue."""
    code = du_code(carnet)
    sorties = [sortie for c in code for sortie in c.outputs]
    regles = {
        "les cellules ne sont pas numérotées de 1 en 1": [c.execution_count for c in code] != list(range(1, len(code) + 1)),
        "rien à comparer": not any(map(comparable, sorties)),
        "une marque dispense une cellule d’être comparée": any(
            re.search(r"nbval[_-]", c.source + " ".join(etiquettes(c)), re.I) for c in code
        ),
        "une erreur est enregistrée": any(s.output_type == "error" or s.get("name") == "stderr" for s in sorties),
        "une trace est enregistrée": any(re.search(r"Traceback|\w+Error\b", t) for t in textes_des_sorties(carnet)),
        "une adresse de mémoire est enregistrée": any(re.search(r"\b0x[0-9a-f]{6,}", t) for t in textes_des_sorties(carnet)),
        "une cellule n’a rien trouvé, ou ne s’est pas exécutée": any(map(RIEN.search, textes_des_sorties(carnet))),
        "une vue de noyau vivant est enregistrée": any(executer.VUE_VIVANTE in s.get("data", {}) for s in sorties),
    }
    return [phrase for phrase, faute in regles.items() if faute]


def test_il_y_a_des_carnets_de_chaque_sorte():
    assert carnets("notebooks") and carnets("solutions") and EXERCICES


@tous
def test_style(nom):
    assert fautes_de_style(lire(nom)) == []


@d_apprenant
def test_ni_import_ni_definition_hors_de_la_cellule_de_depart(nom):
    assert fautes_de_code(lire(nom)) == []


@tous
def test_les_activites_sont_protegees(nom):
    assert fautes_de_protection(lire(nom)) == []


@stricts
def test_nbval_strict_compare_vraiment(nom):
    assert fautes_de_preuve(lire(nom)) == []


@stricts
def test_aucune_sortie_ne_dit_qu_une_activite_attend(nom):
    """Sans noyau, une activité se lit et se remplit : chacune a rangé sa forme statique."""
    for cellule in du_code(lire(nom)):
        if re.search(r"\blabo\.(tri|comparer|question|curseur|grille|lectures|profils|mener_seance|moodle)\([^)]*\)$", cellule.source):
            page = cellule.outputs[0].data["text/html"]
            assert re.search("te-statique|te-au-dos", page) and "attend d" not in page, cellule.source


@tous
def test_poids(nom):
    assert (RACINE / nom).stat().st_size <= POIDS_MAXIMAL


@tous
def test_aucune_ressource_d_un_autre_hote(nom):
    assert AILLEURS.findall((RACINE / nom).read_text(encoding="utf-8")) == []


@pour_chaque("nom", STRICTS + EXERCICES + [f.relative_to(RACINE).as_posix() for f in (RACINE / "lib").rglob("*.py")])
def test_aucune_figure_ne_suit_la_largeur_du_conteneur(nom):
    """JupyterLab se bloque devant une figure de largeur « container »."""
    assert CONTENEUR.findall((RACINE / nom).read_text(encoding="utf-8")) == []


def test_chaque_exercice_est_celui_de_son_corrige():
    assert exercices.ecarts(RACINE) == []


@pour_chaque("nom", EXERCICES)
def test_aucun_texte_du_corrige_ne_passe_dans_l_exercice(nom):
    corrige = lire(nom.replace("exercises/", "solutions/"))
    assert any(RESERVEES & etiquettes(c) for c in corrige.cells), "ce corrigé ne corrige rien"
    assert {" ".join(suite) for suite in fuites(corrige, lire(nom))} == set()


# Chaque contrôle doit pouvoir échouer : un carnet juste, puis le même avec une faute.


@pytest.fixture
def carnet():
    c = nbformat.v4.new_notebook()
    depart = nbformat.v4.new_code_cell("\n".join(DEPART), metadata={"tags": ["depart"]}, execution_count=1)
    depart.outputs = [nbformat.v4.new_output("stream", text="Tout est prêt.\n")]
    tri = nbformat.v4.new_code_cell(
        'labo.tri("formes")', metadata={"tags": ["activite"], "deletable": False, "editable": False}, execution_count=2
    )
    c.cells = [*(nbformat.v4.new_markdown_cell(f"Texte {i}") for i in range(3)), depart, tri]
    return c


def test_un_carnet_juste_passe(carnet):
    assert fautes_de_style(carnet) + fautes_de_code(carnet) + fautes_de_protection(carnet) + fautes_de_preuve(carnet) == []


@pytest.mark.parametrize("source", ["x = 1\n" * 16, "x = 1\n" * 9])
def test_une_cellule_trop_longue_est_vue(carnet, source):
    carnet.cells[-1].source = source
    assert fautes_de_style(carnet)


def test_un_carnet_sans_texte_est_vu(carnet):
    del carnet.cells[0]
    assert fautes_de_style(carnet)


@pytest.mark.parametrize("source", ["import os", "def f(): pass", "class A: pass", "f = lambda: 1", "if 1:\n    from os import path"])
def test_un_import_ou_une_definition_sont_vus(carnet, source):
    carnet.cells[-1].source = source
    assert fautes_de_code(carnet) == [source]


def test_un_depart_bavard_est_vu(carnet):
    carnet.cells[3].source += "\nx = 1"
    assert fautes_de_code(carnet)


@pytest.mark.parametrize("metadonnees", [{}, {"tags": ["activite"]}, {"tags": ["activite"], "deletable": False}])
def test_une_activite_sans_protection_est_vue(carnet, metadonnees):
    carnet.cells[-1].metadata = nbformat.from_dict(metadonnees)
    assert fautes_de_protection(carnet)


def sans_numero(c):
    c.execution_count = None


def sans_sortie(c):
    c.outputs = []


def avec_dispense(c):
    c.source = "# NBVAL_IGNORE_OUTPUT\n" + c.source


def avec_etiquette_de_dispense(c):
    c.metadata.tags.append("nbval-skip")


def avec_erreur(c):
    c.outputs.append(nbformat.v4.new_output("error", ename="E", evalue="e", traceback=[]))


def avec_avertissement(c):
    c.outputs.append(nbformat.v4.new_output("stream", name="stderr", text="attention"))


def avec_trace(c):
    c.outputs[0].text = "ValueError: non"


def avec_adresse(c):
    c.outputs[0].text = "<objet at 0x7f00deadbeef>"


def sans_ligne(c):
    c.outputs[0].text = "Aucune ligne ne répond à cette demande."


def empechee(c):
    c.outputs[0].text = "<b>Cette cellule ne peut pas s’exécuter.</b>"


def avec_vue_vivante(c):
    c.outputs.append(nbformat.v4.new_output("display_data", data={executer.VUE_VIVANTE: {}}))


@pytest.mark.parametrize(
    "faute",
    [sans_numero, sans_sortie, avec_dispense, avec_etiquette_de_dispense, avec_erreur]
    + [avec_avertissement, avec_trace, avec_adresse, sans_ligne, empechee, avec_vue_vivante],
)
def test_une_preuve_vide_ou_fautive_est_vue(carnet, faute):
    faute(carnet.cells[3])
    assert fautes_de_preuve(carnet)


@pour_chaque(
    "texte",
    [
        '<img src="https://ex.fr/a.png">',
        "![](http://ex.fr/a.png)",
        "url(//ex.fr/a.woff)",
        '<link rel=stylesheet href="https://ex.fr/a.css">',
    ]
    + ["<script src=//ex.fr/a.js>", 'import("https://ex.fr/a.js")', '"url": "https://ex.fr/d.csv"', 'fetch("https://ex.fr")'],
)
def test_une_ressource_d_un_autre_hote_est_vue(texte):
    assert AILLEURS.search(texte)
    assert AILLEURS.search(json.dumps({"source": texte}))


def test_un_lien_vers_une_reference_est_permis():
    assert not AILLEURS.search('[le texte](https://ex.fr) <a href="https://ex.fr">là</a> "$schema": "https://ex.fr/v5.json"')


@pour_chaque("texte", ['width="container"', "width='container'", '"width": "container"', r"\"width\": \"container\""])
def test_une_largeur_de_conteneur_est_vue(texte):
    assert CONTENEUR.search(texte)


def test_l_exercice_perd_reponses_notes_et_sorties(carnet):
    carnet.cells[0].metadata["tags"] = ["animateur"]
    carnet.cells[-1].metadata["tags"] = ["solution"]
    avant = copy.deepcopy(carnet)
    exercice = exercices.deriver(carnet, "02.ipynb")
    assert [c.source for c in exercice.cells] == ["Texte 1", "Texte 2", "\n".join(DEPART)]
    assert all(not c.get("outputs") and c.get("execution_count") is None for c in exercice.cells)
    assert exercice.metadata.derive["de"] == "solutions/02.ipynb"
    assert carnet == avant, "le corrigé n’est pas touché"


def vide_par_nbgrader(cellule) -> bool:
    """Sa recette (« generate_assignment ») remplace le texte de ces cellules-là, et de nulle autre ; il y faut une note et un nom."""
    dit = cellule.metadata.get("nbgrader", {})
    return bool(dit.get("solution") and dit.get("grade") and dit.get("grade_id") and dit.get("schema_version") == 3)


def test_la_recette_de_nbgrader_suivie_sur_les_corriges_ne_livre_aucune_reponse():
    for chemin in sorted((RACINE / "solutions").glob("*.ipynb")):
        cellules = nbformat.read(chemin, 4).cells
        reservees = [c for c in cellules if exercices.RESERVEES & exercices.etiquettes(c)]
        assert reservees == [c for c in cellules if vide_par_nbgrader(c)], chemin.name
        assert len({c.metadata.nbgrader.grade_id for c in reservees}) == len(reservees) > 3


def test_ranger_un_corrige_marque_ce_qui_y_est_reserve(carnet):
    carnet.cells[-1].metadata["tags"] = ["solution"]
    executer.stabiliser(carnet, "solutions/x.ipynb")
    assert [vide_par_nbgrader(c) for c in carnet.cells] == [False] * (len(carnet.cells) - 1) + [True]
    assert not any("nbgrader" in c.metadata for c in exercices.deriver(carnet, "x").cells)


def test_une_derive_un_manque_et_un_orphelin_sont_vus(carnet, tmp_path):
    for dossier in ("solutions", "exercises"):
        (tmp_path / dossier).mkdir()
    nbformat.write(carnet, tmp_path / "solutions" / "01.ipynb")
    assert "manque" in exercices.ecarts(tmp_path)[0]
    exercice = exercices.deriver(carnet, "01.ipynb")
    assert exercices.ecrire(tmp_path / "exercises" / "01.ipynb", exercice)
    assert exercices.ecarts(tmp_path) == []
    assert not exercices.ecrire(tmp_path / "exercises" / "01.ipynb", exercice), "un exercice inchangé n’est pas réécrit"
    exercice.cells[0].source += " retouché"
    exercices.ecrire(tmp_path / "exercises" / "01.ipynb", exercice)
    exercices.ecrire(tmp_path / "exercises" / "02.ipynb", exercice)
    assert [("corrigé dans" in phrase, "n’est plus" in phrase) for phrase in exercices.ecarts(tmp_path)] == [(True, False), (False, True)]


def test_une_fuite_est_vue_malgre_la_casse_et_la_ponctuation(carnet):
    reponse = "La situation trois manque d’égalité : deux auteurs sur quatre refusent d’y voir un partenariat."
    carnet.cells[0].source, carnet.cells[0].metadata["tags"] = reponse, ["solution"]
    exercice = exercices.deriver(carnet, "x")
    assert not fuites(carnet, exercice)
    exercice.cells[0].source = "Indice — DEUX auteurs, sur quatre, refusent d’y voir un <b>partenariat</b> !"
    assert fuites(carnet, exercice)


def test_les_sorties_rangees_ne_dependent_pas_de_la_machine(carnet):
    carnet.metadata = nbformat.from_dict({"language_info": {"name": "python", "version": "3.11.7"}, "widgets": {"x": 1}})
    carnet.cells[0].id = carnet.cells[1].id
    carnet.cells[3].metadata["execution"] = {"iopub.execute_input": "2026"}
    avec_vue_vivante(carnet.cells[3])
    executer.stabiliser(carnet, "notebooks/x.ipynb")
    assert carnet.metadata == executer.METADONNEES
    assert len({c.id for c in carnet.cells}) == len(carnet.cells)
    assert carnet.cells[3].metadata == {"tags": ["depart"]}
    assert carnet.cells[3].outputs[1].data == {}
    une_fois = copy.deepcopy(carnet)
    executer.stabiliser(carnet, "notebooks/x.ipynb")
    assert carnet == une_fois
