"""Les mesures que la collection publie : des rapports à un plancher pris dans la même exécution, jamais des secondes seules.

    python3 labo.py mesures                    une table
    python3 labo.py mesures --json             les mêmes nombres, pour une machine
    python3 labo.py mesures --seulement retour une seule mesure (import, lecture, demarrage, carnet, retour, installation)

« installation » copie le projet et l’installe à neuf (réseau, plusieurs minutes) : elle ne se fait que si on la nomme.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RACINE = Path(__file__).resolve().parents[1]
Mesure = dict[str, Any]


def _duree(*commande: str, **options: Any) -> float:
    debut = time.perf_counter()
    subprocess.run(commande, check=True, stdout=subprocess.DEVNULL, cwd=RACINE, **options)
    return time.perf_counter() - debut


def _rapport(essai: Callable[[], float], plancher: Callable[[], float], fois: int) -> tuple[float, float, float]:
    """Médianes, et médiane des rapports pris deux à deux (la machine peut ralentir entre deux paires)."""
    essai(), plancher()
    paires = [(essai(), plancher()) for _ in range(fois)]
    return (
        statistics.median(a for a, _ in paires),
        statistics.median(b for _, b in paires),
        statistics.median(a / b for a, b in paires),
    )


def mesurer_import() -> Mesure:
    """`import travailler_ensemble` comparé à `python -c pass`."""
    a, b, r = _rapport(
        lambda: _duree(sys.executable, "-c", "import travailler_ensemble"), lambda: _duree(sys.executable, "-c", "pass"), 20
    )
    charges = subprocess.run(
        [sys.executable, "-c", "import sys, travailler_ensemble; print(*[m for m in ('pandas', 'altair', 'anywidget') if m in sys.modules])"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    return {"quoi": "import travailler_ensemble / python -c pass", "valeur": r, "cible": 3.0, "unite": "×", "secondes": a, "plancher": b, "charges": charges}


def mesurer_lecture() -> Mesure:
    """La lecture du corpus triplé ; puis ce que coûtent dix et cent fois le corpus, comparés au corpus d’aujourd’hui."""
    from travailler_ensemble import corpus

    def lecture(dossier: Path) -> float:
        debut = time.perf_counter()
        corpus.lire.__wrapped__(dossier)
        return (time.perf_counter() - debut) * 1000

    with tempfile.TemporaryDirectory() as racine:
        dossiers = {fois: Path(racine) / str(fois) for fois in (1, 3, 10, 100)}
        for fois, dossier in dossiers.items():
            dossier.mkdir()
            multiplier_le_corpus(corpus.DOSSIER, dossier, fois)
        essais = {
            fois: _rapport(lambda d=dossiers[fois]: lecture(d), lambda: lecture(dossiers[1]), combien)
            for fois, combien in ((3, 20), (10, 20), (100, 10))
        }
    return {
        "quoi": "lecture du corpus triplé, médiane de 20", "valeur": essais[3][0], "cible": 150.0, "unite": "ms",
        "aujourd’hui": essais[3][1], "rapport ×10": essais[10][2], "rapport ×100": essais[100][2],
    }  # fmt: skip


def multiplier_le_corpus(origine: Path, dossier: Path, fois: int) -> None:
    """Copie les tables en répétant leurs lignes ; clés et liens reçoivent un suffixe, pour rester uniques et justes."""
    shutil.copy(origine / "datapackage.json", dossier)
    for ressource in json.loads((origine / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        if "schema" not in ressource:
            shutil.copy(origine / ressource["path"], dossier)
            continue
        schema = ressource["schema"]
        groupes = [schema.get("primaryKey", []), *(lien["fields"] for lien in schema.get("foreignKeys", ()))]
        suffixees = {c for g in groupes for c in ([g] if isinstance(g, str) else g)}
        suffixees |= {c["name"] for c in schema["fields"] if c.get("constraints", {}).get("unique")}
        suffixees -= {c["name"] for c in schema["fields"] if "enum" in c.get("constraints", {})}
        with (origine / ressource["path"]).open(encoding="utf-8", newline="") as f:
            lignes = list(csv.DictReader(f))
        with (dossier / ressource["path"]).open("w", encoding="utf-8", newline="") as f:
            sortie = csv.DictWriter(f, [c["name"] for c in schema["fields"]], lineterminator="\n")
            sortie.writeheader()
            for n in range(fois):
                sortie.writerows({c: _copie(v, n) if n and v and c in suffixees else v for c, v in x.items()} for x in lignes)


def _copie(valeur: str, n: int) -> str:
    """Une clé de la copie `n` : un nombre décalé, ou un mot suffixé."""
    return str(int(valeur) + 10_000 * n) if valeur.isdigit() else f"{valeur}-copie{n}"


def mesurer_demarrage() -> Mesure:
    """Second démarrage de labo.py, jusqu’à ce qu’il lance Jupyter : un processus entier."""
    code = "import labo; labo.preparer(labo.VERROU)"
    durees = [_duree(sys.executable, "-c", code) for _ in range(6)][1:]
    return {"quoi": "second démarrage de labo.py, avant Jupyter", "valeur": statistics.median(durees), "cible": 3.0, "unite": "s"}


def mesurer_carnet() -> Mesure:
    """Le labo 02 exécuté d’un bout à l’autre, comparé à un carnet d’une cellule vide : noyau compris, un processus chacun."""
    with tempfile.TemporaryDirectory() as dossier:
        vide = Path(dossier) / "vide.ipynb"
        _carnet_vide(vide)
        env = {**os.environ, "TRAVAILLER_ENSEMBLE_REPONSES": str(Path(dossier) / "reponses")}
        executer = (
            "import sys, nbformat, nbclient; nb = nbformat.read(sys.argv[1], 4);"
            "nbclient.NotebookClient(nb, store_widget_state=False, kernel_name='python3').execute()"
        )
        a, b, r = _rapport(
            lambda: _duree(sys.executable, "-c", executer, str(RACINE / "notebooks" / "02-formes.ipynb"), env=env),
            lambda: _duree(sys.executable, "-c", executer, str(vide), env=env),
            7,
        )
    return {"quoi": "carnet 02-formes / carnet vide", "valeur": r, "cible": 1.5, "unite": "×", "secondes": a, "plancher": b}


def _carnet_vide(chemin: Path) -> None:
    import nbformat

    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("pass")])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nb, chemin)


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


def mesurer_installation() -> Mesure:
    """Une copie neuve des fichiers suivis par git, installée par `labo.py`, sans cache de pip : durée et place prise."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as dossier:
        copie = Path(dossier) / "copie"
        subprocess.run(["git", "clone", "--quiet", str(RACINE), str(copie)], check=True)
        debut = time.perf_counter()
        subprocess.run(
            [sys._base_executable, "-c", "import labo; labo.preparer(labo.VERROU)"],
            cwd=copie, check=True, env={**os.environ, "PIP_NO_CACHE_DIR": "1"},
        )  # fmt: skip
        duree = time.perf_counter() - debut
        place = sum(f.stat().st_size for f in (copie / ".venv").rglob("*") if f.is_file() and not f.is_symlink()) / 1e6
    return {"quoi": "installation à neuf, sans cache", "valeur": duree, "cible": None, "unite": "s", "megaoctets": place}


MESURES: dict[str, Callable[[], Mesure]] = {
    "import": mesurer_import,
    "lecture": mesurer_lecture,
    "demarrage": mesurer_demarrage,
    "carnet": mesurer_carnet,
    "retour": mesurer_retour,
    "installation": mesurer_installation,
}


def main() -> int:
    a = argparse.ArgumentParser(prog="labo.py mesures", description="Mesures de la collection.", add_help=False)
    a.add_argument("--json", action="store_true")
    a.add_argument("--seulement", choices=MESURES)
    choix = a.parse_args()
    noms = [choix.seulement] if choix.seulement else [n for n in MESURES if n != "installation"]
    resultats: dict[str, Mesure] = {}
    for nom in noms:
        print(f"  {nom}…", file=sys.stderr, flush=True)
        try:
            resultats[nom] = MESURES[nom]()
        except FileNotFoundError as e:
            print(f"  {nom} : {e}", file=sys.stderr)
    if choix.json:
        print(json.dumps(resultats, ensure_ascii=False, indent=2))
    else:
        for nom, m in resultats.items():
            cible = "" if m["cible"] is None else f"  (cible ≤ {_nombre(m['cible'])} {m['unite']})"
            reste = ", ".join(f"{k} {_nombre(v)}" for k, v in m.items() if k not in ("quoi", "valeur", "cible", "unite"))
            print(f"{nom:13} {_nombre(m['valeur']):>8} {m['unite']:2} {m['quoi']}{cible}" + (f" ; {reste}" if reste else ""))
    return 0


def _nombre(v: Any) -> str:
    return re.sub(r"\.", ",", f"{v:.3g}") if isinstance(v, (int, float)) else str(v or "aucun")


if __name__ == "__main__":
    sys.exit(main())
