"""Construit le site sans installation : « python3 labo.py site ».

Dans `a-distribuer/site/`, des pages statiques à poser sur n’importe quel serveur en https ; à côté, les mêmes en zip. Les outils
viennent de `verrou-site.txt`, dans leur propre environnement ; Pyodide, du paquet npm de ce nom, par son empreinte ; les paquets de Python
que le navigateur exécute, de ce même environnement. Rien n’est demandé à un autre hôte quand on s’en sert.
"""

from __future__ import annotations

import argparse
import copy
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from collections.abc import Iterable
from pathlib import Path

import nbformat

from outils import RACINE, paquet
from outils.fuites import RESERVEES, etiquettes
from outils.site import pages

ICI = Path(__file__).parent
ATELIER = RACINE / ".jupyter" / "site"
"""Les outils et Pyodide, gardés d’une construction à l’autre."""
SORTIE = RACINE / paquet.DOSSIER / "site"
VERROU = RACINE / "verrou-site.txt"
PYODIDE, EMPREINTE = "pyodide@314.0.7", "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0"
"""Le paquet npm, et son SHA-256. Python 3.14, celui qu’attend le noyau de JupyterLite 0.8.6."""
MOTEUR = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
SERVEUR_SEUL = {"90-preparer-une-seance.ipynb", "92-relire-une-seance.ipynb"}
"""Ces carnets mènent ou relisent une séance en direct : il leur faut un serveur."""
PAQUETS = (
    "IPython traitlets comm pygments stack_data executing asttokens pure_eval matplotlib_inline ipython_pygments_lexers.py"
    " ipywidgets anywidget psygnal jinja2 markupsafe typing_extensions.py"
).split()
FICHES = ("anywidget", "ipywidgets", "ipython", "traitlets", "comm", "psygnal")
"""Ce dont la version se demande (`importlib.metadata`)."""
ECARTES = re.compile(
    r".*/tests/|IPython/(terminal/(?!pt_inputhooks/__init__)|external/qt|lib/(lexers|demo|backgroundjobs|deepreload|latextools|guisupport)"
    r"|sphinxext|conftest|testing/(plugin|tools)|extensions/(?!__init__|storemagic)|core/latex_symbols)"
    r"|psygnal/(qt|_pyinstaller_util|testing)|anywidget/(static|nbextension|labextension)|.*/nbextension"
    r"|pygments/(cmdline|lexers/(?!(__init__|_mapping|python|special)\.py)|styles/(?!(__init__|_mapping|default)\.py)"
    r"|formatters/(?!(__init__|_mapping|html|terminal256|terminal)\.py))|travailler_ensemble/(web/seance/|.*\.md$)"
)
"""Ce qu’un carnet n’emploie jamais : terminal, essais, coloration d’autres langages, pages de la séance en direct."""
BOUCHONS = {
    "IPython/terminal/__init__.py": "",
    "IPython/terminal/embed.py": "def embed(**_):\n    raise NotImplementedError\n",
    # Le noyau de JupyterLite les exige ; rien ne s’installe en cours de route.
    "piplite/__init__.py": "",
    "piplite/piplite.py": "_PIPLITE_DISABLE_PYPI, _PIPLITE_URLS = True, []\n",
}
PRECHARGES = ["micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython"]
"""Ce que le noyau ne doit pas chercher à installer."""
INUTILES = (
    *("doc", "jupyter-lite.ipynb", "package.json", "rspack.config*.js", "index.html", "jupyterlite.schema.v0.json", "static/favicons"),
    *(f"build/fa-*.{forme}" for forme in ("eot", "svg", "ttf", "woff")),  # les navigateurs d’aujourd’hui prennent le woff2
)
EN_LIGNE = re.compile(rb"mermaid|cytoscape|KaTeX|MathJax|xterm|topState:|parentById|styleTags\)|startState:")
"""Ce que disent les morceaux de JupyterLite dont aucun carnet ne se sert : schémas, formules, terminal, langages. Demandés, ils viennent du réseau."""
SANS = ["@jupyterlab/mathjax-extension:plugin", "@jupyterlab/mermaid-extension"]
"""Les extensions de JupyterLite que nul carnet n’emploie, et qui se chargeraient à l’ouverture."""
STDLIB_OTEE = re.compile(
    r"(multiprocessing|_pyrepl|unittest|xmlrpc|wsgiref|ensurepip|venv|idlelib|tkinter|turtledemo|pydoc_data|lib2to3|sqlite3|dbm|curses)/"
    r"|(doctest|pydoc|pickletools|imaplib|mailbox|smtplib|ftplib|poplib|optparse|trace|pstats|profile|wave|modulefinder|turtle|tarfile"
    r"|plistlib|zipapp|pyclbr|tabnanny|fileinput|netrc|nturl2path)\.py$"
    r"|encodings/(mac_|cp(?!1252|437)|iso8859_(?!15?\.)|iso2022|big5|euc|gb|hz|johab|koi8|ptcp|shift|tis|hp_roman|kz1048|palmos)"
)
"""Ce que Python sait faire et qu’aucun carnet ne demande : autres écritures, courrier, essais, processus."""
EXTENSION = "travailler-ensemble"
CADRE = "@jupyterlite/pyodide-kernel-extension:kernel"


class Arret(Exception):
    """Ce qui empêche de construire le site, en une phrase."""


def lancer(annonce: str, *commande: object, dans: Path | None = None) -> None:
    """Une étape ; son détail va dans le journal. Lève `Arret`."""
    print(f"  {annonce}", file=sys.stderr, flush=True)
    journal = ATELIER / "journal.txt"
    with journal.open("wb") as flux:
        try:
            mots = [str(mot) for mot in commande]
            code = subprocess.call(mots, cwd=dans, stdin=subprocess.DEVNULL, stdout=flux, stderr=flux)
        except FileNotFoundError:
            raise Arret(f"La commande « {commande[0]} » manque : installez Node.js (nodejs.org), puis relancez.") from None
    if code:
        raise Arret(f"La construction s’est arrêtée ; « {journal} » dit pourquoi.")


def outils() -> Path:
    """L’environnement des outils, refait quand son verrou change ; rend son dossier."""
    dossier, temoin = ATELIER / "outils", ATELIER / "outils.txt"
    empreinte = hashlib.sha256(VERROU.read_bytes()).hexdigest()
    if not (temoin.exists() and temoin.read_text() == empreinte):
        venv.create(dossier, clear=True, with_pip=True)
        pip = (_python(dossier), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--no-deps", "--require-hashes")
        lancer("les outils du site (la première fois, quelques minutes)…", *pip, "-r", VERROU)
        temoin.write_text(empreinte)
    return dossier


def _python(dossier: Path) -> Path:
    return dossier / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def pyodide() -> Path:
    """Le dossier du paquet npm de Pyodide, vérifié. Lève `Arret`."""
    archive, dossier = ATELIER / f"{PYODIDE.replace('@', '-')}.tgz", ATELIER / "package"
    if not archive.exists():
        lancer("Pyodide…", shutil.which("npm") or "npm", "pack", PYODIDE, "--pack-destination", ATELIER)
    if hashlib.sha256(archive.read_bytes()).hexdigest() != EMPREINTE:
        archive.unlink()
        raise Arret("Le paquet de Pyodide reçu n’est pas celui attendu : relancez, au besoin depuis un autre réseau.")
    with tarfile.open(archive) as tar:
        tar.extractall(ATELIER, filter="data")
    return dossier


def archive_python(site_packages: Path, extensions: Path, dans: Path) -> None:
    """Écrit l’archive des modules que le navigateur exécute : les paquets du verrou, le noyau de JupyterLite, la collection et ses données."""
    contenu: dict[str, bytes] = {}
    for nom in PAQUETS:
        racine = site_packages / nom
        for fichier in [racine] if racine.is_file() else racine.rglob("*"):
            court = fichier.relative_to(site_packages).as_posix()
            if fichier.is_file() and fichier.suffix in (".py", ".css", ".js", ".json", ".html") and not ECARTES.match(court):
                contenu[court] = fichier.read_bytes()
    for fiche in site_packages.glob("*.dist-info/METADATA"):
        if fiche.parent.name.partition("-")[0] in FICHES:
            contenu[f"{fiche.parent.name}/METADATA"] = fiche.read_bytes()
    for roue in extensions.glob("@jupyterlite/pyodide-kernel-extension/static/pypi/*.whl"):
        if roue.name.startswith(("pyodide_kernel", "ipykernel")):
            with zipfile.ZipFile(roue) as z:
                contenu |= {nom: z.read(nom) for nom in z.namelist() if nom.endswith(".py")}
    interprete = contenu["pyodide_kernel/interpreter.py"].replace(b"use_jedi = True", b"use_jedi = False")
    assert interprete != contenu["pyodide_kernel/interpreter.py"], "le noyau de JupyterLite a changé"
    contenu |= {"pyodide_kernel/interpreter.py": interprete} | {nom: texte.encode() for nom, texte in BOUCHONS.items()}
    for racine, tete in ((RACINE / "lib", ""), (RACINE, "travailler_ensemble/")):
        for dossier in ("travailler_ensemble",) if not tete else ("data", "exercises"):
            for fichier in (racine / dossier).rglob("*"):
                court = tete + fichier.relative_to(racine).as_posix()
                if fichier.is_file() and fichier.suffix != ".pyc" and not ECARTES.match(court):
                    contenu[court] = fichier.read_bytes()
    with zipfile.ZipFile(dans, "w", zipfile.ZIP_DEFLATED) as z:
        for nom in sorted(contenu):
            z.writestr(zipfile.ZipInfo(nom, (1980, 1, 1, 0, 0, 0)), contenu[nom], zipfile.ZIP_DEFLATED)


def carnets() -> dict[str, nbformat.NotebookNode]:
    """Les carnets du site, avec leurs sorties enregistrées : elles se lisent pendant que Python démarre. Lève `paquet.Fuite`."""
    lus = {nom: neuf for nom, neuf in paquet.carnets(RACINE) if Path(nom).name not in SERVEUR_SEUL}
    lus |= {
        f"notebooks/{nom}": nbformat.read(RACINE / "notebooks" / nom, 4) for nom in ("94-lire-les-copies.ipynb", "95-mes-situations.ipynb")
    }
    neufs = {nom: _pour_le_site(nom, carnet) for nom, carnet in lus.items()}
    textes = [c for carnet in neufs.values() for c in carnet.cells if c.cell_type == "markdown"]
    for cellule, source in zip(textes, pages.pour_un_navigateur([c.source for c in textes]), strict=True):
        cellule.source = source
    return neufs


def _pour_le_site(nom: str, carnet: nbformat.NotebookNode) -> nbformat.NotebookNode:
    neuf = copy.deepcopy(carnet)
    sorties = {}
    if (origine := RACINE / nom).is_file():
        sorties = {c.id: c.get("outputs", []) for c in nbformat.read(origine, 4).cells}
    gardees = []
    for cellule in neuf.cells:
        if cellule.cell_type == "markdown":
            if any(cellule.source.startswith(debut) for debut in pages.CELLULES_OTEES):
                continue
        elif cellule.cell_type == "code":
            cellule.outputs = [
                o for o in sorties.get(cellule.id, []) if o.output_type == "display_data" or o.output_type == "execute_result"
            ]
        if not RESERVEES & etiquettes(cellule):
            gardees.append(cellule)
    neuf.cells = gardees
    return neuf


def construire(sortie: Path) -> None:
    """Écrit le site dans `sortie`. Lève `Arret`, `paquet.Fuite` et `OSError`."""
    ATELIER.mkdir(parents=True, exist_ok=True)
    venv_, moteur = outils(), pyodide()
    extensions = venv_ / "share" / "jupyter" / "labextensions"
    [site_packages] = {p.parent for p in venv_.rglob("jupyterlite_core") if p.is_dir() and p.parent.name == "site-packages"}
    with tempfile.TemporaryDirectory(prefix="te-site-") as provisoire:
        travail = Path(provisoire)
        lus = carnets()
        for nom, carnet in lus.items():
            (travail / "contenu" / nom).parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(carnet, travail / "contenu" / nom)
        construit = travail / "site"
        jupyter = (
            _python(venv_),
            "-m",
            "jupyterlite_core.app",
            "build",
            "--apps",
            "notebooks",
            "--no-sourcemaps",
            "--no-unused-shared-packages",
        )
        ou = ("--contents", travail / "contenu", "--output-dir", construit, "--lite-dir", travail)
        lancer("les pages (JupyterLite)…", *jupyter, *ou, dans=travail)
        for motif in INUTILES:
            for chemin in construit.glob(motif):
                shutil.rmtree(chemin) if chemin.is_dir() else chemin.unlink()
        python = _placer_python(travail, construit, moteur, site_packages, extensions)
        _placer_extension(construit)
        _regler(construit, python)
        pages.ecrire(construit, lus)
        accueil = construit / "index.html"
        mega = round(compresses(construit, _hors_ligne(construit)) / 1e6)
        accueil.write_text(accueil.read_text(encoding="utf-8").replace("@MO@", str(mega)), encoding="utf-8")
        _placer_gardien(construit)
        shutil.rmtree(sortie, ignore_errors=True)
        sortie.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(construit, sortie)


def _placer_python(travail: Path, construit: Path, moteur: Path, site_packages: Path, extensions: Path) -> str:
    """Pyodide et l’archive, compilés, dans un dossier qui porte leur empreinte ; rend son nom."""
    archive_python(site_packages, extensions, travail / "sources.zip")
    sommes = b"".join(
        f.read_bytes()
        for f in (travail / "sources.zip", ICI / "compiler.py", ICI / "depart.mjs", Path(__file__), moteur / "pyodide.asm.wasm")
    )
    empreinte = hashlib.sha256(sommes).hexdigest()[:12]
    range_ = ATELIER / f"python-{empreinte}"
    if not range_.exists():
        neuf = travail / range_.name
        neuf.mkdir()
        for nom in MOTEUR:
            shutil.copy(moteur / nom, neuf)
        shutil.copy(ICI / "depart.mjs", neuf)
        lock = json.loads((moteur / "pyodide-lock.json").read_text()) | {"packages": {}}
        (neuf / "pyodide-lock.json").write_text(json.dumps(lock))
        compiler = (shutil.which("node") or "node", ICI / "compiler.mjs", moteur, travail / "sources.zip", neuf / "paquets.zip")
        lancer("Python, compilé d’avance…", *compiler, moteur / "python_stdlib.zip", neuf / "python_stdlib.zip", STDLIB_OTEE.pattern)
        for vieux in ATELIER.glob("python-*"):
            shutil.rmtree(vieux)
        shutil.copytree(neuf, range_)
    shutil.copytree(range_, construit / "static" / range_.name)
    return range_.name


def _placer_extension(construit: Path) -> None:
    """Le lecteur et l’ouverture, tels qu’une installation les a."""
    dossier = construit / "extensions" / EXTENSION
    shutil.copytree(RACINE / "reglages" / "ouverture", dossier)
    shutil.copy(RACINE / "lib" / "travailler_ensemble" / "web" / "jetons.css", dossier / "static")


def _regler(construit: Path, python: str) -> None:
    chemin = construit / "jupyter-lite.json"
    lu = json.loads(chemin.read_text(encoding="utf-8"))
    config = lu["jupyter-config-data"]
    extension = json.loads((RACINE / "reglages" / "ouverture" / "package.json").read_text())["jupyterlab"]["_build"]
    config["federated_extensions"].append({"name": EXTENSION, **extension})
    reglages = json.loads((RACINE / "reglages" / "default_setting_overrides.json").read_text())
    config.update(
        appName="Travailler ensemble",
        # Fixes : une autre version du site doit retrouver ce que celle-ci a gardé.
        contentsStorageName="travailler-ensemble",
        settingsStorageName="travailler-ensemble-reglages",
        workspacesStorageName="travailler-ensemble-bureaux",
        enableServiceWorkerCache="false",
        disabledExtensions=[*config.get("disabledExtensions", []), *SANS],
        settingsOverrides=reglages | {"@jupyterlab/docmanager-extension:plugin": {"autosave": False}},
    )
    for nom in ("faviconUrl",):
        config[nom] = "./icone.svg"
    gardees = {"TRAVAILLER_ENSEMBLE_REPONSES": "/drive/mes-reponses", "TRAVAILLER_ENSEMBLE_CONTENUS": "/drive/mes-contenus"}
    config.setdefault("litePluginSettings", {})[CADRE] = {
        "pyodideUrl": f"./static/{python}/depart.mjs",
        "disablePyPIFallback": True,
        "pipliteUrls": [],
        "pipliteWheelUrl": "",
        "loadPyodideOptions": {"packages": PRECHARGES, "env": {"HOME": "/home/pyodide"} | gardees},
    }
    chemin.write_text(json.dumps(lu, ensure_ascii=False), encoding="utf-8")


def _placer_gardien(construit: Path) -> None:
    """Le gardien, sa version (l’empreinte de tout le site) et la liste de ce qu’il prend pour servir sans réseau."""
    assert "/sw-api.v1" in (construit / "service-worker.js").read_text(encoding="utf-8"), "JupyterLite a changé de gardien"
    (construit / "service-worker.js").unlink()
    fichiers = sorted(_fichiers(construit))
    somme = hashlib.sha256()
    for nom in fichiers:
        somme.update(nom.encode() + (construit / nom).read_bytes())
    gardien = (ICI / "gardien.js").read_text(encoding="utf-8")
    somme.update(gardien.encode())
    (construit / "service-worker.js").write_text(gardien.replace("@VERSION@", somme.hexdigest()[:12]), encoding="utf-8")
    (construit / "hors-ligne.json").write_text(json.dumps({"fichiers": _hors_ligne(construit)}), encoding="utf-8")


def _fichiers(dossier: Path) -> Iterable[str]:
    return (f.relative_to(dossier).as_posix() for f in dossier.rglob("*") if f.is_file())


def _hors_ligne(dossier: Path) -> list[str]:
    """Ce qu’une première visite télécharge : de quoi ouvrir ensuite chaque carnet sans réseau."""

    def sert(nom: str) -> bool:
        if nom.endswith((".map", ".LICENSE.txt", "third-party-licenses.json", ".whl")) or nom.startswith("build/MathJax"):
            return False
        morceau = re.fullmatch(r"build/\d+\.\w+\.js", nom)
        return not (morceau and EN_LIGNE.search((dossier / nom).read_bytes()))

    return sorted(filter(sert, _fichiers(dossier)))


def poids(dossier: Path) -> tuple[int, int]:
    """Octets du site, et de son premier chargement une fois compressé (les fichiers qu’il sert hors ligne)."""
    noms = json.loads((dossier / "hors-ligne.json").read_text())["fichiers"]
    return sum((dossier / n).stat().st_size for n in _fichiers(dossier)), compresses(dossier, noms)


def compresses(dossier: Path, noms: Iterable[str]) -> int:
    """Octets de ces fichiers, comme un serveur les envoie."""
    return sum(len(gzip.compress((dossier / n).read_bytes(), 6)) for n in noms)


def zipper(dossier: Path) -> Path:
    """Le zip du site, à côté de lui."""
    version = re.search(r"[\d.]+(?=\.zip$)", paquet.nom_du_zip())
    assert version
    chemin = dossier.with_name(f"travailler-ensemble-site-{version[0]}.zip")
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as z:
        for nom in sorted(_fichiers(dossier)):
            z.writestr(zipfile.ZipInfo(f"site/{nom}", (1980, 1, 1, 0, 0, 0)), (dossier / nom).read_bytes(), zipfile.ZIP_DEFLATED)
    return chemin


def mener(_: argparse.Namespace) -> int:
    """Construit le site et son zip, et dit leur taille, comment l’essayer, où le mettre."""
    try:
        print("Construction du site sans installation :", file=sys.stderr)
        construire(SORTIE)
        zip_ = zipper(SORTIE)
    except (Arret, paquet.Fuite) as panne:
        sys.exit(str(panne))
    except OSError as panne:
        sys.exit(f"Le site n’a pas pu être écrit ({panne.strerror} : « {panne.filename} »).")
    mega = [f"{n / 1e6:.1f}".replace(".", ",") for n in (*poids(SORTIE), zip_.stat().st_size)]
    court = SORTIE.relative_to(RACINE).as_posix()
    print(f"{court}/ est écrit : {mega[0]} Mo, dont {mega[1]} Mo à télécharger une fois. Le même en zip : {zip_.name} ({mega[2]} Mo).")
    print(f"Pour l’essayer : « python3 -m http.server 8000 -d {court} », puis http://localhost:8000.")
    print("Où le mettre : tout hébergement en https (pages d’une forge, espace web de l’école) ; docs/site.md dit comment.")
    return 0
