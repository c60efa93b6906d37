"""Un JupyterLab jetable, sur une copie des carnets, pour les essais et les mesures faits dans un navigateur."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def port_libre():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Atelier:
    """Un JupyterLab sur une copie des carnets, avec son propre dossier de réponses."""

    def __init__(self, dossier: Path) -> None:
        self.racine, self.reponses = dossier / "collection", dossier / "mes-reponses"
        shutil.copytree(RACINE / "notebooks", self.racine / "notebooks")
        reglages = {f"JUPYTER{nom}_DIR": str(dossier / nom) for nom in ("_CONFIG", "_DATA", "LAB_SETTINGS", "LAB_WORKSPACES")}
        self.port = port_libre()
        self.journal = dossier / "journal.txt"
        self.serveur = subprocess.Popen(
            [
                sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
                f"--ServerApp.port={self.port}", f"--ServerApp.root_dir={self.racine}", "--IdentityProvider.token=essai",
            ],
            env={**os.environ, **reglages, "TRAVAILLER_ENSEMBLE_REPONSES": str(self.reponses)},
            stdout=self.journal.open("w"), stderr=subprocess.STDOUT,
        )  # fmt: skip
        fin = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", self.port)):
            assert self.serveur.poll() is None and time.monotonic() < fin, self.journal.read_text()
            time.sleep(0.2)

    def fermer(self) -> None:
        self.serveur.terminate()
        self.serveur.wait(30)

    def ouvrir(self, page, carnet: str) -> None:
        page.goto(f"http://127.0.0.1:{self.port}/lab/tree/notebooks/{carnet}?token=essai&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)

    def choisir_theme(self, page, nom: str) -> None:
        """Le thème de JupyterLab, à choisir avant d’ouvrir un carnet."""
        reponse = page.request.put(
            f"http://127.0.0.1:{self.port}/lab/api/settings/@jupyterlab/apputils-extension:themes",
            headers={"Authorization": "token essai"}, data={"raw": json.dumps({"theme": nom})},
        )  # fmt: skip
        assert reponse.ok

    def executer(self, page) -> None:
        """Menu « Exécuter », « Exécuter toutes les cellules », et on attend la fin."""
        # Tant que la page n’est pas reliée au noyau, JupyterLab n’exécute rien et ne le dit pas.
        page.wait_for_function(
            """async () => { const s = await (await fetch("/api/sessions?token=essai")).json();
                 return s.some(x => x.kernel.execution_state === "idle" && x.kernel.connections > 0); }""",
            timeout=60_000, polling=300,
        )  # fmt: skip
        page.wait_for_timeout(1500)
        page.get_by_role("menuitem", name="Exécution", exact=True).click()
        page.locator('.lm-Menu [data-command="runmenu:run-all"]').click()
        page.wait_for_function(
            """() => { const p = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map(e => e.textContent);
                 return p.length && p.every(t => /\\[\\d+\\]/.test(t)); }""",
            timeout=120_000,
        )

    def cellules(self, carnet: str) -> list[tuple[str, str]]:
        c = json.loads((self.racine / "notebooks" / carnet).read_text(encoding="utf-8"))["cells"]
        return [(x["id"], "".join(x["source"])) for x in c]
