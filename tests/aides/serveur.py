"""Un vrai serveur de séance dans son programme, la séance qu’un essai y mène, une classe qui lui parle.

    with Serveur(tmp_path) as serveur:
        mienne = serveur.creer("formes")        # l’enseignant (seance.client), et .code, .cles
        mienne.faire("ouvrir")
        serveur.tuer(), serveur.demarrer()      # même port, même base

Rien ne sort de 127.0.0.1, et un serveur oublié s’arrête seul. Des téléphones nombreux : telephones.py.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any, Self

import psutil
from atelier import port_libre
from depart import Depart
from patience import attendre

from travailler_ensemble.seance import maison
from travailler_ensemble.seance.client import ReponseRefusee, SeanceDistante, ServeurDistant

RACINE = Path(__file__).resolve().parents[2]
TRI = "debat-formes"  # quatre cartes brèves, trois cases
DUREE_MAX = 3600
"""Secondes au bout desquelles un serveur d’essai oublié est arrêté par le système."""
PATIENCE = 90.0
"""Secondes laissées à un serveur pour répondre : une machine d’essais très chargée en prend trente."""


class SeanceMenee(SeanceDistante):
    """Une séance qu’un essai mène : le client de l’enseignant, son code, ses secrets, ses cartes et ses cases."""

    def __init__(self, url: str, cles: dict[str, str]) -> None:
        super().__init__(url, cles["enseignant"])
        self.cles, self.code, self.id = cles, cles["code"], cles["id"]
        tri = self.etat()["tri"]
        self.cartes: list[str] = [c["id"] for c in tri["cartes"]]
        self.cases: list[str] = [c["id"] for c in tri["cases"]]

    def lignes(self, tour: int | None = None) -> dict[tuple[int, int, str], str]:
        """L’export des téléphones, tours clos seulement : (participant, tour, carte) → case. Une ligne en double fait échouer."""
        lues = self.reponses()
        c = {nom: i for i, nom in enumerate(lues["colonnes"])}
        lignes = [x for x in lues["lignes"] if x[c["source"]] == "telephone" and (tour is None or x[c["tour"]] == tour)]
        rendues = {(int(x[c["participant"]]), x[c["tour"]], x[c["carte"]]): x[c["case"]] for x in lignes}
        assert len(rendues) == len(lignes), "une réponse est comptée deux fois"
        return rendues


class Serveur:
    """`travailler_ensemble.seance` sur un port de 127.0.0.1 ; relancé, il garde son port et sa base.

    `base` : une adresse « postgresql://… » ; sinon, le fichier SQLite du dossier. `avant` : du Python qu’il exécute d’abord.
    `publique`, `cle` : ce qu’une école donne par SEANCE_URL et SEANCE_CLE.
    """

    def __init__(
        self, dossier: Path, base: str | None = None, *, avant: str = "", demarrer: bool = True, publique: str = "", cle: str = ""
    ) -> None:
        self.ecole = {nom: v for nom, v in (("SEANCE_URL", publique), ("SEANCE_CLE", cle)) if v}
        self.dossier, self.base, self.avant, self.port = Path(dossier), base, avant, port_libre()
        self.url = f"http://127.0.0.1:{self.port}"
        self.journal = self.dossier / f"journal-{self.port}.txt"
        self.processus: Depart | subprocess.Popen | None = None
        if demarrer:
            self.demarrer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.fermer()

    @property
    def fichier(self) -> Path:
        """La base SQLite."""
        return self.dossier / maison.FICHIER

    @property
    def maison(self) -> ServeurDistant:
        chez = maison.ouvrir(self.dossier, creer=False)
        assert chez
        return ServeurDistant(self.url, chez.cle)

    def lancer(self) -> Depart | subprocess.Popen:
        """Lance le processus, sans attendre qu’il réponde."""
        self.dossier.mkdir(parents=True, exist_ok=True)
        env = {nom: v for nom, v in os.environ.items() if nom not in ("DATABASE_URL", "SEANCE_CLE", "SEANCE_URL")}
        env |= self.ecole
        if self.base:
            env["DATABASE_URL"] = self.base
        arguments = ["--dossier", str(self.dossier), "--port", str(self.port)]
        self.processus = Depart(arguments, self.avant, self.journal, env, RACINE, DUREE_MAX)
        return self.processus

    def demarrer(self, patience: float = PATIENCE) -> Serveur:
        """Lance le serveur et attend qu’il réponde."""
        fin, programme = time.monotonic() + patience, self.lancer()
        while True:
            assert programme.poll() is None and time.monotonic() < fin, self.dit()
            try:
                ServeurDistant(self.url, "").demander("GET", "/api/sante", attente=2)
                return self
            except ReponseRefusee:
                time.sleep(0.02)

    def dit(self) -> str:
        """Ce que le serveur a imprimé."""
        return self.journal.read_text(encoding="utf-8", errors="replace") if self.journal.exists() else ""

    def tuer(self) -> None:
        """Comme une coupure de courant : kill -9."""
        if self.processus and self.processus.poll() is None:
            self.processus.kill()
            self.processus.wait(10)

    def fermer(self) -> None:
        if self.processus and self.processus.poll() is None:
            self.processus.terminate()
            try:
                self.processus.wait(10)
            except subprocess.TimeoutExpired:
                self.tuer()

    def memoire(self) -> float:
        """Mémoire du serveur, en mégaoctets."""
        assert self.processus
        return psutil.Process(self.processus.pid).memory_info().rss / 1e6

    def secondes(self) -> float:
        """Temps de processeur que le serveur a pris."""
        assert self.processus
        temps = psutil.Process(self.processus.pid).cpu_times()
        return temps.user + temps.system

    def creer(self, tri: str = "formes", titre: str = "Essai", **reglages: Any) -> SeanceMenee:
        """Une séance neuve, menée avec le secret de l’enseignant."""
        return SeanceMenee(self.url, self.maison.creer(tri, titre, **reglages))


class Classe:
    """Une séance et ses participants."""

    def __init__(self, serveur: Serveur, tri: str = TRI, titre: str = "Promotion 1", **reglages) -> None:
        self.serveur = serveur
        self.mener = serveur.creer(tri, titre, **reglages)
        self.cles, self.cartes, self.cases = self.mener.cles, self.mener.cartes, self.mener.cases
        self.mener.refermer()  # l’ouverture est celle du serveur : un essai précédent a pu l’ouvrir
        self.tri = self.mener.etat()["tri"]
        self.gens: list[SeanceDistante] = []

    def entrer(self, combien: int) -> None:
        for _ in range(combien):
            jeton = self.mener.demander("POST", "/api/participants", {"code": self.cles["code"]})["jeton"]
            self.gens.append(SeanceDistante(self.serveur.url, jeton))

    def voter(self, tour: int, choix) -> None:
        """`choix(rang de la personne, rang de la carte)` rend le rang d’une case."""
        for i, lui in enumerate(self.gens):
            for k, carte in enumerate(self.cartes):
                lui.demander("PUT", f"/api/reponses/{tour}/{carte}", {"case": self.cases[choix(i, k)], "n": tour * 100 + k})

    def faire(self, *gestes: str) -> Classe:
        for g in gestes:
            self.mener.faire(g)
        return self

    def reponses(self, tour: int = 1) -> dict[str, str]:
        """Ce que la base garde de l’unique téléphone de cette séance : carte → case."""
        lues = self.mener.reponses()
        lignes = [dict(zip(lues["colonnes"], ligne, strict=True)) for ligne in lues["lignes"]]
        return {x["carte"]: x["case"] for x in lignes if x["tour"] == tour}

    def attendre_reponses(self, combien: int, tour: int = 1) -> dict[str, str]:
        return attendre(lambda: len(r := self.reponses(tour)) == combien and r)

    def phase(self) -> str:
        return self.mener.etat()["etat"]["phase"]

    def page_enseignant(self) -> str:
        return f"{self.serveur.url}/enseignant#{self.cles['enseignant']}.{self.cles['projection']}"

    def page_du_mur(self) -> str:
        return f"{self.serveur.url}/projection#{self.cles['projection']}"
