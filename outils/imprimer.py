"""Imprime un labo : « python3 labo.py imprimer 02 » écrit une page autonome dans a-distribuer/, et le PDF si Chromium est là.

Le labo est exécuté à neuf, depuis un dossier de réponses vide : récits, cases, place de répondre, figures. Les réponses des
auteurs passent à la fin, sur une page à part ; « --sans-reponses » les retire.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path

import mistune
import nbformat
from markupsafe import Markup

from outils import A_DISTRIBUER, RACINE
from outils.executer import executer
from travailler_ensemble.affichage.figures.dessin import SVG
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import feuille

A_L_ECRAN = re.compile(r"\blabo\.(?:verifier|accueil|rappel|reviser|compte_rendu|mener_seance)\(")
"""Ce qui n’a de sens que dans un carnet vivant."""
TITRES_A_L_ECRAN = ("## Pour commencer", "## Rendre")
FACULTATIF = "## Pour aller plus loin"
"""Ce qui suit ce titre ne s’imprime pas, hors les références : on le lit à l’écran, si l’on veut."""
_STYLE = re.compile(r"<style>.*?</style>\n?", re.DOTALL)
_LIEN = re.compile(r'<a href="(?!https?:)[^"]*">(.*?)</a>', re.DOTALL)
NAVIGATEURS = ("chromium", "chromium-headless-shell", "google-chrome", "google-chrome-stable", "msedge")


def page(carnet: nbformat.NotebookNode, *, reponses: bool = True) -> str:
    """Un carnet exécuté, en une page à imprimer : ni script, ni fichier d’ailleurs. `reponses` : les auteurs, au dos."""
    en_html = mistune.create_markdown(plugins=["table"], escape=False)
    corps: list[str] = []
    dos: list[str] = []
    fini = False
    for cellule in carnet.cells:
        fini = fini or cellule.source.startswith(FACULTATIF)
        if cellule.source.startswith(TITRES_A_L_ECRAN) or (fini and "labo.references(" not in cellule.source):
            continue
        if cellule.cell_type == "markdown":
            corps.append(_LIEN.sub(r"\1", str(en_html(cellule.source))))
            continue
        donnees = [] if A_L_ECRAN.search(cellule.source) else [s.get("data", {}) for s in cellule.outputs]
        figures = [d for d in donnees if SVG in d]
        for montre in map(_montrer, figures or donnees):  # une figure dit déjà les nombres de sa table
            (dos if 'class="te-au-dos"' in montre else corps).append(montre)
    titre = next((re.sub(r"^# ", "", c.source.splitlines()[0]) for c in carnet.cells if c.source.startswith("# ")), "")
    morceaux = {"corps": Markup("\n".join(corps)), "dos": Markup("\n".join(dos)) if reponses else ""}
    return str(rendre("labo-imprime.html", titre=titre, feuilles=Markup(feuille("page") + feuille("imprime")), **morceaux))


def _montrer(donnees: dict[str, str]) -> str:
    """Une sortie : son image, ou sa page, toute dépliée et sans sa feuille de style, que la page imprimée n’a qu’une fois."""
    if SVG in donnees:
        return f"<figure>{donnees[SVG]}</figure>"
    if "text/html" in donnees:
        return _STYLE.sub("", donnees["text/html"]).replace("<details", "<details open")
    return f"<p>{escape(donnees.get('text/plain', ''))}</p>"


def en_pdf(html: Path) -> Path | None:
    """Le PDF de cette page, à côté d’elle ; `None` sans navigateur pour le faire. Lève `CalledProcessError` s’il échoue."""
    chemin = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAVIGATEURS)), None)
    if not chemin:
        return None
    pdf = html.with_suffix(".pdf")
    sans_bac = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    options = ["--headless", "--disable-gpu", *sans_bac, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", html.as_uri()]
    subprocess.run([chemin, *options], check=True, capture_output=True, timeout=120)
    return pdf


def mener(choix: argparse.Namespace) -> int:
    """Écrit la page, et le PDF s’il se peut ; sort avec une phrase si le labo n’existe pas."""
    trouves = sorted((RACINE / "notebooks").glob(f"{choix.numero.zfill(2)}-*.ipynb")) if choix.numero.isdecimal() else []
    if not trouves:
        sys.exit(f"Il n’y a pas de labo « {choix.numero} » : donnez son numéro, par exemple 02.")
    carnet = nbformat.read(trouves[0], 4)
    executer(carnet, trouves[0].parent)
    html = RACINE / A_DISTRIBUER / f"{trouves[0].stem}.html"
    html.parent.mkdir(exist_ok=True)
    html.write_text(page(carnet, reponses=not choix.sans_reponses), encoding="utf-8", newline="\n")
    print(f"{html.relative_to(RACINE).as_posix()} est écrit.")
    try:
        pdf = en_pdf(html)
    except (subprocess.SubprocessError, OSError):
        pdf = None
    dit = (
        f"{pdf.relative_to(RACINE).as_posix()} aussi."
        if pdf
        else "Pour un PDF : ouvrez cette page, puis Ctrl + P, « Enregistrer au format PDF »."
    )
    print(dit)
    return 0
