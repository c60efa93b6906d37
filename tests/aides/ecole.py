"""Une école entière : trente téléphones qui votent par son adresse, pendant que quelque chose tombe ; un JupyterHub.

accusees = voter_pendant(racine, code, cartes, cases, lambda: serveur.tuer())
verifier(seance, accusees)
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
from atelier import port_libre
from patience import attendre

from travailler_ensemble.seance.client import SeanceDistante, ServeurDistant

RACINE = Path(__file__).resolve().parents[2]
RELAIS = RACINE / "docs" / "ecole" / "node_modules" / ".bin" / "configurable-http-proxy"
CLE = "une-cle-d-ecole-tiree-au-hasard"
TELEPHONES = 30
PANNES = (404, 429)
"""Ce qu’un relais répond d’un service qui n’est pas encore revenu, ou qui a trop à faire : un téléphone n’y croit pas, et redemande."""


class Vote(NamedTuple):
    """Un vote ouvert : la séance tenue par qui enseigne, ses clés, ses cartes et ses cases."""

    tenue: SeanceDistante
    cles: dict[str, str]
    cartes: list[str]
    cases: list[str]


def ouvrir_le_vote(chez: str, tenu_chez: str = "", titre: str = "Promotion 1") -> Vote:
    """Une séance préparée chez un serveur, son vote ouvert, tenue chez lui ou chez un autre."""
    cles = ServeurDistant(chez, CLE).creer("debat-formes", titre)
    tenue = SeanceDistante(tenu_chez or chez, cles["enseignant"])
    tenue.faire("ouvrir")
    tri = tenue.etat()["tri"]
    return Vote(tenue, cles, [c["id"] for c in tri["cartes"]], [c["id"] for c in tri["cases"]])


def voter_pendant(
    racine: str, code: str, cartes: Sequence[str], cases: Sequence[str], panne: Callable[[], object], combien: int = TELEPHONES
) -> dict[tuple[int, str], str]:
    """Chaque téléphone entre, répond une fois ; `panne()` survient pendant que tous continuent. Rend ce qui a été accusé.

    La panne est finie quand `panne` rend la main ; d’ici là, chaque téléphone a encore quelque chose à envoyer.
    """
    accusees: dict[tuple[int, str], str] = {}
    fautes: list[BaseException] = []
    milieu, passee = threading.Barrier(combien + 1), threading.Event()
    lieu = urlsplit(racine)

    def eleve(rang: int) -> None:
        hasard = random.Random(rang)
        with httpx.Client(verify=False, timeout=10, headers={"Origin": f"{lieu.scheme}://{lieu.netloc}"}) as http:

            def demander(methode: str, chemin: str, code: int, **plus):
                """Comme un téléphone : on redemande tant que le serveur ne répond pas."""
                while True:
                    try:
                        r = http.request(methode, racine + chemin, **plus)
                    except httpx.TransportError:
                        continue
                    if r.status_code < 500 and r.status_code not in PANNES:
                        assert r.status_code == code, r.text
                        return r.json()

            moi = demander("POST", "/api/participants", 201, json={"code": code})
            jeton = {"Authorization": f"Bearer {moi['jeton']}"}
            for n, carte in enumerate(cartes, 1):
                if n == 2:
                    milieu.wait(120)  # chacun a répondu une fois
                if n == len(cartes):
                    passee.wait(180)
                case = hasard.choice(cases)
                demander("PUT", f"/api/reponses/1/{carte}", 200, json={"case": case, "n": n}, headers=jeton)
                accusees[rang, carte] = case

    def mener(rang: int) -> None:
        try:
            eleve(rang)
        except BaseException as e:
            fautes.append(e)
            milieu.abort()

    fils = [threading.Thread(target=mener, args=(r,), daemon=True) for r in range(combien)]
    for f in fils:
        f.start()
    try:
        milieu.wait(120)
        panne()
    except threading.BrokenBarrierError:
        pass
    finally:
        passee.set()
    for f in fils:
        f.join(180)
    assert not fautes, fautes[0]
    assert len(accusees) == combien * len(cartes)
    return accusees


def verifier(seance: SeanceDistante, accusees: dict[tuple[int, str], str]) -> None:
    """Le vote clos, tout ce qui a été accusé est là, une fois."""
    seance.faire("clore")
    lues = seance.reponses()
    c = {nom: i for i, nom in enumerate(lues["colonnes"])}
    gardees = [(x[c["participant"]], x[c["carte"]]) for x in lues["lignes"]]
    assert len(gardees) == len(set(gardees)) == len(accusees), "aucune perdue, aucune comptée deux fois"
    assert sorted((x[c["carte"]], x[c["case"]]) for x in lues["lignes"]) == sorted((carte, case) for (_, carte), case in accusees.items())


class Hub:
    """Un vrai JupyterHub et son relais, réglés par docs/ecole/jupyterhub_config.py, où ne changent que les comptes, les ports et le dossier.

    Chaque compte a le mot de passe « essai » ; « prof » enseigne. Un serveur inactif depuis `inactif` secondes se ferme.
    """

    JETON = "jeton-des-essais-de-l-ecole"

    def __init__(self, dossier: Path, base: str, seances: str, inactif: int = 3600) -> None:
        self.dossier, self.port, self._ports = dossier, port_libre(), [port_libre() for _ in range(3)]
        self.url = f"http://127.0.0.1:{self.port}"
        self.seance = f"{self.url}/services/seance"
        self._env = {**os.environ, "HUB_URL": self.url, "HUB_BASE": base, "DATABASE_URL": seances, "SEANCE_CLE": CLE}
        self._env["PYTHONPATH"] = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(RACINE / "lib")]))
        self._env["JUPYTERHUB_CRYPT_KEY"] = "0" * 64
        hub, api, seance = self._ports
        recette = RACINE / "docs" / "ecole" / "jupyterhub_config.py"
        (dossier / "reglages.py").write_text(
            f"load_subconfig({str(recette)!r})\n"
            f"c.JupyterHub.bind_url = {self.url!r}\n"
            f"c.JupyterHub.hub_port = {hub}\n"
            f"c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:{api}'\n"
            f"c.ConfigurableHTTPProxy.command = {[str(RELAIS)]!r}\n"
            "c.JupyterHub.authenticator_class = 'dummy'\n"
            "c.DummyAuthenticator.password = 'essai'\n"
            "c.Authenticator.allow_all = True\n"
            "c.JupyterHub.spawner_class = 'simple'\n"
            f"c.SimpleLocalProcessSpawner.home_dir_template = {str(dossier / 'chez')!r} + '/{{username}}'\n"
            "c.Spawner.args = ['--allow-root']\n"
            "c.Spawner.start_timeout = c.Spawner.http_timeout = 120\n"
            "c.JupyterHub.load_groups = {'enseignants': {'users': ['prof']}}\n"
            "seance, inactifs = c.JupyterHub.services\n"
            f"seance['url'] = 'http://127.0.0.1:{seance}'\n"
            f"seance['command'][seance['command'].index('8700')] = '{seance}'\n"
            f"seance['command'][-1] = {str(dossier / 'seances')!r}\n"
            f"inactifs['command'] = [*inactifs['command'][:-1], '--timeout={inactif}', '--cull-every=1']\n"
            f"c.JupyterHub.services.append({{'name': 'essai', 'api_token': {self.JETON!r}}})\n"
            "c.JupyterHub.load_roles.append({'name': 'essai', 'services': ['essai'], 'scopes': ['admin:users', 'admin:servers', 'tokens', 'access:servers']})\n",
            encoding="utf-8",
        )
        self._programme: subprocess.Popen | None = None
        self.demarrer()

    def demarrer(self) -> None:
        """Lance le Hub, et attend que lui et la séance répondent."""
        ordre = [sys.executable, "-m", "jupyterhub", "-f", str(self.dossier / "reglages.py")]
        with (self.dossier / "journal.txt").open("ab") as sortie:
            self._programme = subprocess.Popen(
                ordre, cwd=self.dossier, env=self._env, stdin=subprocess.DEVNULL, stdout=sortie, stderr=subprocess.STDOUT
            )
        attendre(self._pret, 120)

    def _pret(self) -> bool:
        assert self._programme and self._programme.poll() is None, self.dit()
        try:
            return all(httpx.get(u, timeout=5).status_code == 200 for u in (f"{self.url}/hub/api/", f"{self.seance}/api/sante"))
        except httpx.TransportError:
            return False

    def dit(self) -> str:
        return (self.dossier / "journal.txt").read_text(encoding="utf-8", errors="replace")

    def arreter(self) -> None:
        """Comme « systemctl stop » : le Hub ferme ce qu’il tient, la séance comprise."""
        if self._programme and self._programme.poll() is None:
            self._programme.terminate()
            self._programme.wait(60)

    def demander(self, methode: str, chemin: str, jeton: str = JETON, **plus) -> httpx.Response:
        return httpx.request(methode, self.url + chemin, headers={"Authorization": f"token {jeton}"}, timeout=120, **plus)

    def ouvrir_chez(self, nom: str) -> str:
        """Démarre le serveur de cette personne ; rend le jeton qui y entre."""
        self.demander("POST", f"/hub/api/users/{nom}")
        self.demander("POST", f"/hub/api/users/{nom}/server").raise_for_status()
        attendre(lambda: self.tourne(nom), 120)
        return self.demander("POST", f"/hub/api/users/{nom}/tokens", json={"note": "essai"}).json()["token"]

    def tourne(self, nom: str) -> bool:
        return self.demander("GET", f"/hub/api/users/{nom}").json()["servers"].get("", {}).get("ready", False)
