"""Ce que voit une personne : du clic à la réponse, dans un vrai JupyterLab."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mesures import RACINE, Mesure


def mesurer_retour() -> Mesure:
    """Du clic sur une case à la comparaison visible, cent fois, dans JupyterLab et Chromium."""
    with _page_du_labo() as page:
        titre = "Douze situations, dix formes"
        page.get_by_role("heading", name=titre, exact=True).scroll_into_view_if_needed()
        tri = page.locator(".te .tri", has=page.get_by_role("heading", name=titre, exact=True))
        # Le chronomètre part au relâchement du bouton et s’arrête à l’image qui suit le changement du texte.
        page.evaluate(
            """() => {
              window.mesure = { debut: 0, mot: "", durees: [] };
              document.addEventListener("pointerup", () => { mesure.debut = performance.now(); }, true);
              const voir = () => {
                if (!mesure.mot || !mesure.debut) return;
                const dit = [...document.querySelectorAll(".te .comp .chapeau")].some(e => e.textContent.includes("Votre réponse\u00a0: " + mesure.mot + "."));
                if (!dit) return;
                const debut = mesure.debut;
                mesure.debut = 0;
                mesure.mot = "";
                requestAnimationFrame(() => mesure.durees.push(performance.now() - debut));
              };
              for (const e of document.querySelectorAll(".te .comp")) new MutationObserver(voir).observe(e, { subtree: true, childList: true, characterData: true });
            }"""
        )
        for n in range(101):
            case = tri.locator(".choix").nth(1 if n % 2 else 7)
            page.evaluate("mot => { mesure.mot = mot; }", (case.text_content() or "").strip())
            case.click()
            page.wait_for_function("n => mesure.durees.length === n", arg=n + 1, timeout=10_000)
        durees = sorted(page.evaluate("mesure.durees.slice(1)"))
    return {
        "quoi": "clic → comparaison visible, p95 de 100", "valeur": durees[94], "cible": 100.0, "unite": "ms",
        "mediane": statistics.median(durees),
    }  # fmt: skip


@contextmanager
def _page_du_labo() -> Iterator[Any]:
    """Le labo 02 ouvert et exécuté dans un Chromium, sur un JupyterLab jetable."""
    from playwright.sync_api import sync_playwright

    chemin = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chemin:
        raise FileNotFoundError("Chromium est introuvable : installez-le, ou donnez son chemin dans la variable CHROMIUM.")
    sys.path.insert(0, str(RACINE / "tests"))
    from atelier import ARGUMENTS, Atelier

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as dossier, sync_playwright() as p:
        atelier = Atelier(Path(dossier))
        navigateur = p.chromium.launch(executable_path=chemin, args=ARGUMENTS)
        try:
            page = navigateur.new_page(viewport={"width": 1366, "height": 900}, locale="fr-FR")
            atelier.ouvrir(page, "02-formes.ipynb")
            atelier.executer(page)
            yield page
        finally:
            navigateur.close()
            atelier.fermer()
