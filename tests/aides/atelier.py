"""Un JupyterLab jetable, sur une copie des carnets, pour les essais et les mesures faits dans un navigateur."""

import filecmp
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import Request, urlopen

import nbformat
import psutil

from outils.ouvrir import SANS_VOISINS

RACINE = Path(__file__).resolve().parents[2]
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()


LUES = re.compile(r"^labo\.(figure|desaccord|references|fiches|tableau|situation|relire)\(", re.MULTILINE)


OUVRIR_ICI = """async path => {
  const la = window.jupyterapp?.shell.widgets('main'), avant = la ? [...la] : null;
  if (!avant || avant.some(w => w.context)) return false;
  await jupyterapp.commands.execute('docmanager:open', { path });
  for (const lanceur of avant) lanceur.dispose();
  return true;
}"""
FERMER = """async () => {
  if (!window.jupyterapp) return;
  for (const w of [...jupyterapp.shell.widgets('main')]) { if (w.context) w.context.model.dirty = false; w.dispose(); }
  await jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' });
  localStorage.clear();
}"""


_PORTS = itertools.cycle(range(20_000 + os.getpid() * 89 % 10_000, 32_000))


def port_libre() -> int:
    """Un port où écouter, même relancé : hors de ceux que le système prête aux connexions sortantes, et d’ordinaire à ce processus seul."""
    for port in itertools.islice(_PORTS, 1_000):
        with socket.socket() as s, suppress(OSError):
            s.bind(("127.0.0.1", port))
            return port
    raise AssertionError("aucun port n’est libre")


class Atelier:
    """Un JupyterLab (ou un Notebook 7) sur une copie des carnets, avec son propre dossier de réponses."""

    def __init__(self, dossier: Path, programme: str = "jupyterlab") -> None:
        self.racine, self.reponses, self.seances = dossier / "collection", dossier / "mes-reponses", dossier / "mes-seances"
        self.reglages = [dossier / nom for nom in ("LAB_SETTINGS", "LAB_WORKSPACES")]
        self.pages: dict[object, tuple] = {}  # par navigateur, celle que garde l’ouvrier (conftest.py)
        self._copier()
        reglages = {f"JUPYTER{nom}_DIR": str(dossier / nom) for nom in ("_CONFIG", "_DATA", "LAB_SETTINGS", "LAB_WORKSPACES")}
        self.port = port_libre()
        self.journal = dossier / "journal.txt"
        self.serveur = subprocess.Popen(
            [
                sys.executable,
                "-m",
                programme,
                "--no-browser",
                "--allow-root",
                "--ServerApp.ip=127.0.0.1",
                f"--ServerApp.port={self.port}",
                f"--ServerApp.root_dir={self.racine}",
                "--IdentityProvider.token=essai",
                "--LabApp.expose_app_in_browser=True",  # `window.jupyterapp` : changer de thème sans rouvrir un carnet
            ],
            env={
                **os.environ,
                **reglages,
                **SANS_VOISINS,
                "TRAVAILLER_ENSEMBLE_REPONSES": str(self.reponses),
                "TRAVAILLER_ENSEMBLE_SEANCES": str(self.seances),
            },
            stdout=self.journal.open("w"),
            stderr=subprocess.STDOUT,
        )
        fin = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", self.port)):
            assert self.serveur.poll() is None and time.monotonic() < fin, self.journal.read_text()
            time.sleep(0.2)

    def _copier(self) -> None:
        """Les carnets tels que livrés ; seuls ceux qu’un essai a changés sont recopiés."""
        for nom in ("notebooks", "exercises", "solutions"):
            source, copie = RACINE / nom, self.racine / nom
            for f in copie.rglob("*"):
                d_origine = source / f.relative_to(copie)
                if f.is_file() and not (d_origine.is_file() and filecmp.cmp(f, d_origine)):
                    f.unlink()
            for f in source.rglob("*"):
                ici = copie / f.relative_to(source)
                if f.is_file() and not ici.exists():
                    ici.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(f, ici)

    def remettre_a_neuf(self) -> None:
        """Comme au premier jour, sans rouvrir JupyterLab : ni noyau, ni réponse, ni séance, ni réglage, ni carnet changé."""
        self.arreter_les_noyaux()
        for dossier in (self.reponses, self.seances, *self.reglages):
            shutil.rmtree(dossier, ignore_errors=True)
        self._copier()

    def _api(self, methode: str, chemin: str) -> list[dict]:
        demande = Request(f"http://127.0.0.1:{self.port}/api/{chemin}", method=methode, headers={"Authorization": "token essai"})
        with urlopen(demande, timeout=30) as reponse:
            return json.loads(reponse.read() or "[]")

    def fermer(self) -> None:
        """S’arrête ; ce qui s’attarde (un noyau figé ou occupé) est tué."""
        noyaux = psutil.Process(self.serveur.pid).children(recursive=True)
        self.serveur.terminate()
        try:
            self.serveur.wait(15)
        except subprocess.TimeoutExpired:
            self.serveur.kill()
            self.serveur.wait(15)
        for reste in noyaux:
            with suppress(psutil.NoSuchProcess):
                reste.kill()

    def ouvrir(self, page, carnet: str, pas_a_pas: bool = False) -> None:
        """Ouvre ce carnet, tel qu’il est ou étape par étape : dans JupyterLab s’il est là sans document, comme depuis l’accueil ; sinon, en le chargeant."""
        self.aller(page)
        page.evaluate("code => localStorage.setItem('travailler-ensemble:lecteur:code', code)", "" if pas_a_pas else "oui")
        if not page.evaluate(OUVRIR_ICI, f"notebooks/{carnet}"):
            page.goto(f"http://127.0.0.1:{self.port}/lab/tree/notebooks/{carnet}?token=essai&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000, state="attached")
        if pas_a_pas:
            page.wait_for_selector(".te-barre", timeout=60_000)

    def fermer_les_documents(self, page) -> None:
        """JupyterLab reste, en clair, et n’a plus aucun document, ni rien de gardé dans la page."""
        page.emulate_media(forced_colors="none")
        page.evaluate(FERMER)

    def aller(self, page) -> None:
        """Une page de ce serveur, légère, pour y poser un choix avant d’ouvrir un carnet."""
        if not page.url.startswith(f"http://127.0.0.1:{self.port}/"):
            page.goto(f"http://127.0.0.1:{self.port}/static/favicon.ico?token=essai")

    def executer(self, page) -> None:
        """Attend que le carnet ouvert se soit lancé tout seul."""
        page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden)[data-travailler-ensemble=lance]", timeout=120_000, state="attached")

    def arreter_les_noyaux(self) -> None:
        """Ce que laisse une machine éteinte pour la nuit."""
        for session in self._api("GET", "sessions"):
            self._api("DELETE", f"sessions/{session['id']}")

    def ecrire(self, carnet: str, *sources: str, **metadonnees: object) -> None:
        """Un carnet de plus, d’autant de cellules de code, une fois la collection chargée."""
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in ("import travailler_ensemble as labo", *sources)])
        nb.metadata.update(kernelspec={"name": "python3", "display_name": "Python 3", "language": "python"}, **metadonnees)
        nbformat.write(nb, self.racine / "notebooks" / carnet)

    def alleger(self, carnet: str) -> None:
        """Ce carnet sans ce qui s’y lit seulement : JupyterLab le monte bien plus vite. Les carnets entiers : la nuit."""
        chemin = self.racine / "notebooks" / carnet
        nb = nbformat.read(chemin, 4)
        nb.cells = [c for c in nb.cells if not LUES.search(c.source)]
        nbformat.write(nb, chemin)

    def cellules(self, carnet: str) -> list[tuple[str, str]]:
        c = json.loads((self.racine / "notebooks" / carnet).read_text(encoding="utf-8"))["cells"]
        return [(x["id"], "".join(x["source"])) for x in c]
