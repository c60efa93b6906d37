"""Ce que voit une personne : du clic à la réponse, de l’ouverture au premier geste, dans un vrai JupyterLab."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from atelier import ARGUMENTS, Atelier

from outils.executer import METADONNEES
from outils.mesures import Mesure, medianes, mesure

FOIS = 200
OUVERTURES = 7
TITRE = "Douze situations, dix formes"
CHOIX = ["Contrat", "Réseau"]
BANC = [
    'import travailler_ensemble as labo\nlabo.tri("formes")',
    'labo.comparer("formes")',
    # Le plancher : un choix part au noyau, qui change un texte, qui revient à l’écran.
    "import ipywidgets\n"
    f'choix, dit = ipywidgets.ToggleButtons(options={CHOIX}), ipywidgets.HTML("", layout={{"min_height": "2em"}})\n'
    'dit.add_class("nu-dit"); choix.add_class("nu")\n'
    'choix.observe(lambda c: setattr(dit, "value", f"Votre réponse : {c.new}."), "value")\n'
    "ipywidgets.VBox([choix, dit])",
]
CHRONOMETRE = """() => {
  // Part au relâchement du bouton ; s’arrête à l’image qui suit le changement du texte attendu.
  window.mesure = { debut: 0, zone: "", mot: "", durees: [] };
  document.addEventListener("pointerup", () => { mesure.debut = performance.now(); }, true);
  const voir = () => {
    if (!mesure.mot || !mesure.debut) return;
    if (![...document.querySelectorAll(mesure.zone)].some((e) => e.textContent.replaceAll("\\u00a0", " ").includes(mesure.mot))) return;
    const debut = mesure.debut;
    mesure.debut = 0;
    mesure.mot = "";
    requestAnimationFrame(() => mesure.durees.push(performance.now() - debut));
  };
  new MutationObserver(voir).observe(document.querySelector(".jp-Notebook"), { subtree: true, childList: true, characterData: true });
}"""


def mesurer_retour() -> dict[str, Mesure]:
    """Du clic sur une case à la comparaison à l’écran ; un aller-retour nu d’ipywidgets, dans la même page, tour à tour."""
    with _jupyterlab() as (atelier, page):
        carnet = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in BANC], metadata=METADONNEES)
        nbformat.write(carnet, atelier.racine / "notebooks" / "banc.ipynb")
        atelier.ouvrir(page, "banc.ipynb")
        atelier.executer(page)  # les cellules de la collection se lancent seules ; les autres, par le menu
        page.get_by_role("menuitem", name="Exécution", exact=True).click()
        page.locator('.lm-Menu [data-command="runmenu:run-all"]').click()
        tri = page.locator(".te .tri", has=page.get_by_role("heading", name=TITRE, exact=True))
        epreuves = {
            "collection": (lambda n: tri.locator(".choix").nth(1 if n % 2 else 7), ".te .bilan .vous", "{}"),
            "ipywidgets": (lambda n: page.locator(".nu button").nth(n % 2), ".nu-dit", "Votre réponse : {}."),
        }
        for cible, _, _ in epreuves.values():
            cible(0).wait_for(timeout=60_000)
        # Une carte rangée, comparée, puis rouverte : chaque choix refait sa réponse, que le bilan montre.
        epreuves["collection"][0](0).click()
        page.get_by_role("button", name="Comparer, carte par carte").click()
        tri.get_by_role("button", name="Relire, changer d’avis").click()
        page.evaluate(CHRONOMETRE)
        durees: dict[str, list[float]] = {nom: [] for nom in epreuves}
        faites = 0
        for n in range(1, FOIS + 2):  # impair d’abord : le premier choix d’ipywidgets est déjà fait
            for nom, (cible, zone, phrase) in epreuves.items():
                bouton = cible(n)
                bouton.scroll_into_view_if_needed()
                dit = phrase.format((bouton.text_content() or "").strip())
                page.evaluate("m => Object.assign(mesure, m)", {"zone": zone, "mot": dit})
                bouton.click()
                faites += 1
                page.wait_for_function("n => mesure.durees.length === n", arg=faites, timeout=15_000)
                durees[nom].append(page.evaluate("mesure.durees.at(-1)"))
    p95 = {nom: statistics.quantiles(x[1:], n=20)[-1] for nom, x in durees.items()}
    milieu = {nom: statistics.median(x[1:]) for nom, x in durees.items()}
    return {
        "retour": mesure(f"clic → comparaison à l’écran, p95 de {FOIS}", p95["collection"], "ms", 100.0, mediane=milieu["collection"]),
        "retour.ipywidgets": mesure(
            "le même, p95 / p95 d’un aller-retour nu d’`ipywidgets`", p95["collection"] / p95["ipywidgets"], "×", 2.0
        )
        | {"nu ms": p95["ipywidgets"], "nu, mediane": milieu["ipywidgets"], "médianes": milieu["collection"] / milieu["ipywidgets"]},
    }


def mesurer_ouverture() -> Mesure:
    """Du chargement de la page à la première activité utilisable, comparé à un carnet vide jusqu’à son noyau prêt."""
    with _jupyterlab() as (atelier, page):
        vide = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("pass")], metadata=METADONNEES)
        nbformat.write(vide, atelier.racine / "notebooks" / "vide.ipynb")

        def ouvrir(carnet: str, attendre: Callable[[], None]) -> float:
            atelier.arreter_les_noyaux()
            debut = time.perf_counter()
            atelier.ouvrir(page, carnet)
            attendre()
            return time.perf_counter() - debut

        def noyau_pret() -> None:
            adresse, entete = f"http://127.0.0.1:{atelier.port}/api/kernels", {"Authorization": "token essai"}
            while True:
                reponse = page.request.get(adresse, headers=entete)  # une erreur, tant que le noyau précédent finit de s’arrêter
                if reponse.ok and any(k["execution_state"] == "idle" and k["connections"] for k in reponse.json()):
                    return
                time.sleep(0.02)

        def labo() -> float:
            activite = page.locator(".te .activite input:enabled").first
            return ouvrir("02-formes.ipynb", lambda: activite.wait_for(timeout=60_000, state="attached"))

        def nu() -> float:
            return ouvrir("vide.ipynb", noyau_pret)

        labo(), nu()
        a, b, r = medianes([(labo(), nu()) for _ in range(OUVERTURES)])
    return mesure("labo 02 ouvert → première activité utilisable / carnet vide ouvert", r, "×", 1.3, secondes=a, plancher=b)


@contextmanager
def chromium_de() -> Iterator[tuple[Any, str]]:
    """Playwright, et le chemin de Chromium. Lève `FileNotFoundError` s’il n’est pas sur la machine."""
    from playwright.sync_api import sync_playwright

    chemin = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-headless-shell")
    if not chemin:
        raise FileNotFoundError("Chromium est introuvable : installez-le, ou donnez son chemin dans la variable CHROMIUM.")
    with sync_playwright() as p:
        yield p, chemin


@contextmanager
def chromium() -> Iterator[Any]:
    """Un Chromium. Lève `FileNotFoundError` s’il n’est pas sur la machine."""
    with chromium_de() as (p, chemin):
        navigateur = p.chromium.launch(executable_path=chemin, args=ARGUMENTS)
        try:
            yield navigateur
        finally:
            navigateur.close()


@contextmanager
def _jupyterlab() -> Iterator[tuple[Any, Any]]:
    """Un JupyterLab jetable, et une page de Chromium."""
    with chromium() as navigateur, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as dossier:
        atelier = Atelier(Path(dossier))
        try:
            yield atelier, navigateur.new_page(viewport={"width": 1366, "height": 900}, locale="fr-FR")
        finally:
            atelier.fermer()
