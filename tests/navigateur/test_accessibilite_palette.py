"""Les couleurs : assez contrastées dans les deux thèmes, et jamais seules à porter une information.

Les contrastes sont ceux de WCAG 2.1. Les vues sans rouge, sans vert ou sans bleu sont simulées par coloraide d’après Machado, Oliveira
et Fernandes (2009, « A Physiologically-based Model for Simulation of Color Vision Deficiency »), au degré le plus fort ; l’écart entre
deux couleurs est celui de la CIE, ΔE 2000. Sous 10, deux aplats se confondent aisément : un second signe est alors exigé.
"""

import re
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from coloraide import Color

from travailler_ensemble import atelier, corpus
from travailler_ensemble.affichage.figures import dessin, seances
from travailler_ensemble.affichage.figures.accords import accords
from travailler_ensemble.affichage.figures.carte import carte
from travailler_ensemble.affichage.figures.exigences import exigences
from travailler_ensemble.affichage.figures.frise import frise
from travailler_ensemble.affichage.figures.partage import partage
from travailler_ensemble.ecriture.ressources import lire
from travailler_ensemble.panel.avis import Panel

WEB = Path(__file__).parents[2] / "lib" / "travailler_ensemble" / "web"
VUES = ("protan", "deutan", "tritan")
ECART = 10
# (avant-plan, arrière-plan, seuil) : 4,5 pour du texte, 3 pour un contour ou un repère.
PAIRES = [
    *((encre, fond, 4.5) for encre in ("encre", "encre-2", "accent") for fond in ("fond", "carte", "creux", "accent-doux")),
    ("sur-accent", "accent", 4.5),
    ("fond-inverse-texte", "fond-inverse", 4.5),
    *(("contour", fond, 3) for fond in ("fond", "carte", "creux", "accent-doux")),
]
PAIRES_PAGE = [
    *((e, f, 4.5) for e in ("encre", "encre2", "accent") for f in ("fond", "carte", "doux")),
    *(("contour", f, 3) for f in ("fond", "carte")),
]
PANEL = Panel(corpus.lire())
DES_SEANCES = ("distribution", "dispersion", "entente", "proximite", "deplacements")
FIGURES = ("accords", "carte", "exigences", "frise", "partage", "seances", *DES_SEANCES)


@cache
def figure(nom: str):
    """Une figure de la collection, ou celle des séances fictives."""
    fichiers = [str(WEB.parents[2] / "notebooks" / "seances-fictives" / f"{x}-2026.csv") for x in ("mardi", "jeudi", "petit-groupe")]
    if nom in DES_SEANCES:
        atelier.relire_seance(fichiers[0])
        return atelier._figure(nom)
    if nom == "seances":
        return seances.seances(PANEL, *fichiers)
    return (
        partage(PANEL, "formes")
        if nom == "partage"
        else {"accords": accords, "carte": carte, "exigences": exigences, "frise": frise}[nom](PANEL)
    )


def jetons(bloc: str, prefixe: str) -> dict[str, str]:
    return {
        nom: m.group(0)
        for nom, valeur in re.findall(rf"--{prefixe}-([a-z0-9-]+):\s*([^;]+);", bloc)
        if (m := re.search(r"#[0-9a-fA-F]{6}", valeur))
    }


def themes() -> dict[str, dict[str, str]]:
    """Les jetons de jetons.css et de page.css, lus dans les fichiers, sur notre fond et sur celui de JupyterLab."""
    te, page = (WEB / "jetons.css").read_text(encoding="utf-8"), lire("page.css")
    clair, sombre = (
        jetons(te[te.index(".te, .te-lu {") :].partition("}")[0], "te"),
        jetons(te[te.index('body[data-jp-theme-light="false"]') :].partition("}")[0], "te"),
    )
    tous = {
        "clair": clair,
        "sombre": sombre,
        "clair, JupyterLab": clair | {"fond": "#ffffff"},
        "sombre, JupyterLab": sombre | {"fond": "#212121"},
    }
    lignes = [ligne for ligne in page.splitlines() if "--te-p-encre:" in ligne]
    return tous | {
        f"page {nom}": jetons(ligne, "te-p") | {"fond": fond}
        for nom, ligne, fond in zip(("claire", "sombre"), lignes, ("#ffffff", "#212121"), strict=True)
    }


def contraste(a: str, b: str) -> float:
    return Color(a).contrast(b, method="wcag21")


def vue(couleur: str, manque: str) -> Color:
    return Color(couleur).filter(manque, 1, method="machado", space="srgb-linear").clip()


def ecart(a: str, b: str, manque: str | None = None) -> float:
    return (vue(a, manque) if manque else Color(a)).delta_e(vue(b, manque) if manque else b, method="2000")


@pytest.mark.parametrize("theme", themes())
def test_chaque_texte_se_lit_dans_les_deux_themes(theme):
    t = themes()[theme]
    paires = PAIRES_PAGE if theme.startswith("page") else PAIRES
    assert {(a, b): round(contraste(t[a], t[b]), 2) for a, b, seuil in paires if contraste(t[a], t[b]) < seuil} == {}


def test_le_controle_des_contrastes_refuse_un_gris_pale():
    assert contraste("#9a9a9a", "#ffffff") < 4.5 < contraste("#767676", "#ffffff")


def test_la_simulation_confond_ce_qu_elle_doit_confondre():
    """Un rouge et un vert de même clarté : très différents pour qui voit tout, presque pareils sans vert ; un bleu et un orange restent loin."""
    assert ecart("#c0504d", "#7a7a2f") > 25 and min(ecart("#c0504d", "#7a7a2f", m) for m in ("protan", "deutan")) < 15
    assert min(ecart("#1f5fbf", "#e08a1e", m) for m in ("protan", "deutan")) > 30


@pytest.mark.parametrize("manque", VUES)
def test_les_trois_teintes_d_un_verdict_restent_trois(manque):
    """Foncé, moyen, clair : l’ordre des clartés survit à toute vue, et en gris."""
    teintes = [*dessin.TEINTES.values()]
    assert min(ecart(a, b, manque) for a, b in combinations(teintes, 2)) > ECART
    clartes = [vue(t, manque).convert("lab-d65")["lightness"] for t in teintes]
    assert clartes == sorted(clartes) and min(b - a for a, b in zip(clartes, clartes[1:], strict=False)) > 8


@pytest.mark.parametrize("theme", ["clair", "sombre"])
@pytest.mark.parametrize("manque", VUES)
def test_ce_qui_est_choisi_se_voit_sans_une_couleur(theme, manque):
    """L’accent (ce qui est choisi, plein, reconnu) contre le fond : par la clarté, dans chaque vue."""
    t = themes()[theme]
    assert min(ecart(t["accent"], t[f], manque) for f in ("fond", "carte", "creux")) > 25


def test_le_texte_pose_sur_une_teinte_se_lit():
    assert all(contraste(dessin.ENCRES[nom], teinte) >= 4.5 for nom, teinte in dessin.TEINTES.items())
    assert contraste(dessin.ENCRE, "#ffffff") >= 4.5 and contraste(dessin.ACCENT, "#ffffff") >= 4.5


def canaux(spec) -> dict[str, set[str]]:
    """Pour chaque champ d’un dessin, les canaux qui le portent."""
    portes: dict[str, set[str]] = {}

    def parcourir(x):
        if isinstance(x, dict):
            for canal, e in x.get("encoding", {}).items():
                for un in e if isinstance(e, list) else [e]:
                    champs = [un.get("field")] if isinstance(un, dict) else []
                    if isinstance(un, dict) and isinstance(un.get("condition"), dict):
                        champs.append(str(un["condition"].get("test", "")))
                    for champ in filter(None, champs):
                        portes.setdefault(champ, set()).add(canal)
            for v in x.values():
                parcourir(v)
        elif isinstance(x, list):
            for v in x:
                parcourir(v)

    parcourir(spec)
    return portes


COULEURS = {"color", "fill", "stroke", "opacity", "fillOpacity"}
AUTRES = {"x", "y", "x2", "y2", "xOffset", "yOffset", "shape", "size", "text", "row", "column", "facet", "strokeDash"}
# Ces champs n’ont qu’une teinte, mais de clartés franches : plein ou vide, foncé, moyen ou clair ; leurs nombres sont écrits.
CLARTES = {"mode": (dessin.ACCENT, "#ffffff"), "verdict": tuple(dessin.TEINTES.values())}


@pytest.mark.parametrize("nom", FIGURES)
def test_aucun_champ_d_une_figure_ne_tient_a_la_couleur_seule(nom):
    spec = figure(nom).dessin.graphique()
    seuls = {champ for champ, c in canaux(spec.to_dict()).items() if c & COULEURS and not c & AUTRES}
    assert seuls <= set(CLARTES)
    for champ in seuls:
        assert all(teinte in spec.to_json() for teinte in CLARTES[champ])
        assert min(ecart(a, b, m) for a, b in combinations(CLARTES[champ], 2) for m in VUES) > ECART


@pytest.mark.parametrize("nom", FIGURES)
def test_chaque_figure_a_un_texte_et_une_table(nom):
    f = figure(nom)
    html = f.nombres._repr_html_()
    assert len(f.dessin.description) > 80 and f.dessin.titre in f.dessin.description
    assert "<table" in html and "<caption>" in html and 'scope="col"' in html and html.count("<tr") > 2


def test_les_teintes_des_seances_se_lisent_et_le_signe_porte_ce_qu_elles_confondent():
    assert len(set(seances.TEINTES)) == len(set(seances.SIGNES)) == 6 and all(contraste(t, "#ffffff") >= 4.5 for t in seances.TEINTES)
    assert any(ecart(a, b, m) < ECART for a, b in combinations(seances.TEINTES, 2) for m in VUES), "sans confusion, le signe serait de trop"
    assert "shape" in canaux(figure("seances").dessin.graphique().to_dict())["seance"]
