"""Les figures : hors ligne, décrites, et les mêmes nombres en table."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from outils import dessins
from outils.__main__ import main
from travailler_ensemble import corpus
from travailler_ensemble.affichage.figures.accords import accords, paires
from travailler_ensemble.affichage.figures.carte import carte
from travailler_ensemble.affichage.figures.dessin import RANGES, SVG, VEGALITE
from travailler_ensemble.affichage.figures.exigences import exigences
from travailler_ensemble.affichage.figures.frise import frise
from travailler_ensemble.affichage.figures.partage import partage
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.concordance import kappa_cohen
from travailler_ensemble.panel.lecture import lire

PANEL = Panel(corpus.lire())
FIGURES = {
    "accords": accords(PANEL),
    "carte": carte(PANEL),
    "exigences": exigences(PANEL),
    "frise": frise(PANEL),
    "partage": partage(PANEL, "formes"),
}


@pytest.mark.parametrize("nom", FIGURES)
def test_une_figure_se_dessine_hors_ligne_et_se_decrit(nom):
    d = FIGURES[nom].dessin.graphique().to_dict()
    assert d["$schema"].endswith("/v5.20.1.json") or "/vega-lite/v5" in d["$schema"]
    assert isinstance(d["width"], int), "jamais « container » : l’onglet se bloque"
    assert len(d["description"]) > 80
    assert d["usermeta"]["embedOptions"]["actions"] is False
    assert not re.search(r"\"url\"", FIGURES[nom].dessin.graphique().to_json())


def test_le_partage_a_les_memes_nombres_en_table_et_en_figure():
    d = FIGURES["partage"].dessin.graphique().to_dict()
    valeurs = d["data"]["values"] if "data" in d else d["layer"][0]["data"]["values"]
    html = FIGURES["partage"].nombres._repr_html_()
    for titre in {v["situation"] for v in valeurs}:
        n = [v["n"] for v in valeurs if v["situation"] == titre]
        assert sum(n) == 17
        assert re.search(f"{re.escape(titre)}</th>" + "".join(f"<td[^>]*>{x}</td>" for x in n), html)


def test_les_exigences_sont_celles_des_clauses():
    d = FIGURES["exigences"].dessin.graphique().to_dict()["data"]["values"]
    attendu = sum(
        c.valeur in ("exigé", "écarté")
        for e in PANEL.enonces.values()
        if e.objet == "forme-partenariat" and lire(e, {}).verdict == "incertaine"
        for c in e.clauses
    )
    assert len(d) == attendu


def test_ce_que_le_labo_affirme_des_figures_est_vrai():
    """Le texte du labo 02 cite trois nombres : on les recompte."""
    d = FIGURES["exigences"].dessin.graphique().to_dict()["data"]["values"]
    qui = {c: {x["enonce"] for x in d if x["critere"] == c and x["valeur"] == "exigé"} for c in ("action commune", "accord écrit")}
    definitions = {x["enonce"] for x in d}
    assert max((sum(x["critere"] == c and x["valeur"] == "exigé" for x in d), c) for c in {x["critere"] for x in d})[1] == "action commune"
    assert (len(definitions), len(qui["action commune"]), len(qui["accord écrit"])) == (17, 9, 2)


def test_la_frise_montre_tous_les_faits_dates():
    valeurs = FIGURES["frise"].dessin.graphique().to_dict()["data"]["values"]
    faits = PANEL.corpus.lignes("chronologie_faits")
    assert sorted(v["fait"] for v in valeurs) == sorted(f["libelle"] for f in faits)
    html = FIGURES["frise"].nombres._repr_html_()
    assert all(str(f["annee"]) in html for f in faits)


def test_la_carte_dit_le_statut_de_chaque_enonce():
    valeurs = FIGURES["carte"].dessin.graphique().to_dict()["data"]["values"]
    exiges = [c for c in PANEL.corpus.lignes("clauses") if c["valeur"] == "exigé"]
    attendu = [c for c in exiges if PANEL.corpus.ligne("enonces", c["enonce"])["objet"] == "forme-partenariat"]
    assert len(valeurs) == len(attendu)
    assert {v["statut"] for v in valeurs} >= {"norme", "hypothèse", "rapporté"}
    assert {v["mode"] for v in valeurs} == {"dit", "déduit"}


def test_l_accord_entre_definitions_est_le_kappa_des_lectures():
    """Là où toutes deux décident : le même que « Ma définition »."""
    for p in paires(PANEL):
        lus = [[lire(PANEL.enonces[x], c).verdict for x in (p.a, p.b)] for c in PANEL.codages.values()]
        decidees = [x for x in lus if {*x} <= {"reconnue", "non reconnue"}]
        assert p.kappa == (kappa_cohen(*zip(*decidees, strict=True)).valeur if len(decidees) >= 10 else None)
    n = sum(e.tranche and e.objet == "forme-partenariat" for e in PANEL.enonces.values())
    assert len(paires(PANEL)) == n * (n - 1) // 2


# Les dessins rangés : ce sont ceux d’Altair, ils suffisent aux carnets, et ne cachent aucun changement.


def test_les_dessins_ranges_sont_ceux_que_compose_altair():
    assert main(["dessins", "--verifier"]) == 0


def test_les_figures_des_carnets_se_montrent_sans_altair():
    """Altair et pandas prennent, à charger, plus de temps que tout le reste d’un labo."""
    code = (
        "import sys, travailler_ensemble as labo\n"
        f"for demande in {dessins.demandees()!r}: labo.figure(*demande)\n"
        "print(*[m for m in ('altair', 'pandas', 'numpy', 'narwhals') if m in sys.modules], file=sys.stderr)"
    )
    fini = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert len(dessins.demandees()) >= len(FIGURES)
    assert fini.stderr.split() == []


@pytest.mark.parametrize("nom", FIGURES)
def test_une_figure_dont_une_donnee_change_est_recomposee(nom):
    d = FIGURES[nom].dessin
    donnees = json.loads(json.dumps(d.donnees))
    premiere = next(iter(donnees.values()))[0]
    cle = next(c for c, v in premiere.items() if isinstance(v, str if nom != "accords" else float))
    premiere[cle] = "une donnée neuve" if nom != "accords" else 0.123
    neuf = replace(d, donnees=donnees)
    montre = json.dumps(neuf._repr_mimebundle_(), ensure_ascii=False)
    assert neuf.empreinte != d.empreinte
    assert str(premiere[cle]) in montre and str(premiere[cle]) not in json.dumps(d._repr_mimebundle_(), ensure_ascii=False)


def test_un_fichier_range_se_lit_comme_un_vega_lite_ordinaire():
    lu = json.loads((RANGES / "frise.vl.json").read_text(encoding="utf-8"))
    assert (
        lu["$schema"].startswith("https://vega.github.io/schema/vega-lite/v5") and lu["description"] == FIGURES["frise"].dessin.description
    )
    assert lu["usermeta"].pop("demande") == FIGURES["frise"].dessin.empreinte
    assert lu == FIGURES["frise"].dessin.representations()[VEGALITE]


def test_chaque_dessin_range_a_son_image_qui_se_lit_sans_rien_d_ailleurs():
    for nom, figure in FIGURES.items():
        montre = figure.dessin._repr_mimebundle_()
        image = ElementTree.fromstring(montre[SVG])
        assert image.get("aria-label") == figure.dessin.description == montre["text/plain"], nom
        assert "".join(image.itertext()).strip(), "du texte, et non des tracés"
        assert not re.search(r"https?://(?!www\.w3\.org/)|<image|<script|href=", montre[SVG])


def test_un_dessin_perime_absent_ou_en_trop_se_voit(tmp_path, monkeypatch, capsys):
    textes = {tmp_path / nom: "{}\n" for nom in ("une.vl.json", "autre.vl.json")}
    monkeypatch.setattr(dessins, "RANGES", tmp_path)
    monkeypatch.setattr(dessins, "deriver", lambda: textes)
    monkeypatch.setattr(dessins, "image", lambda _: "<svg/>")  # sans vl-convert : long à charger, et déjà employé pour les ranger
    images = [tmp_path / nom for nom in ("une.svg", "autre.svg")]
    assert main(["dessins", "--verifier"]) == 1
    assert main(["dessins"]) == 0 and main(["dessins", "--verifier"]) == 0
    (tmp_path / "en-trop.vl.json").write_text("{}")
    (tmp_path / "une.vl.json").write_text("{ }")
    (tmp_path / "autre.svg").unlink()
    assert main(["dessins", "--verifier"]) == 1
    dit = capsys.readouterr().out
    assert "en-trop.vl.json n’est plus" in dit and "une.vl.json n’est plus" in dit and "autre.svg n’est plus" in dit
    assert main(["dessins"]) == 0 and sorted(tmp_path.iterdir()) == sorted([*textes, *images])


def test_sans_fichier_range_altair_repond(tmp_path, monkeypatch):
    from travailler_ensemble.affichage.figures import dessin

    d = FIGURES["frise"].dessin
    attendu = d.representations()
    monkeypatch.setattr(dessin, "RANGES", tmp_path)
    for contenu in (None, "{", "{}"):
        if contenu is not None:
            (tmp_path / "frise.vl.json").write_text(contenu, encoding="utf-8")
        dessin._ranges.cache_clear()
        assert dessin._ranges("frise") == {}
        assert d._repr_mimebundle_() == attendu
    monkeypatch.undo()
    dessin._ranges.cache_clear()


def test_un_autre_tri_que_celui_des_carnets_se_dessine_aussi():
    autre = partage(PANEL, "jumeaux").dessin
    assert not [f for f in RANGES.iterdir() if autre.empreinte in f.read_text(encoding="utf-8")]
    assert autre._repr_mimebundle_()["application/vnd.vegalite.v5+json"]["description"] == autre.description


def test_aucun_libelle_d_une_figure_n_est_abrege():
    """Un nom d’auteur coupé par « … » ne dit plus duquel de ses textes il s’agit."""
    images = [*RANGES.glob("*.svg")]
    assert images and [f.name for f in images if "…</text>" in f.read_text(encoding="utf-8")] == []
