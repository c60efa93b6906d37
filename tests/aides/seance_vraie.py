"""Un vrai serveur de séance, dans son programme, et une classe qui lui parle : pour les essais du mur et de la régie."""

import os
import subprocess
import sys
from pathlib import Path

from atelier import port_libre
from patience import attendre

from travailler_ensemble.seance import client

TRI = "debat-formes"  # quatre cartes brèves, trois cases


class Serveur:
    """Le programme de la séance, sur son dossier et son port ; on peut le tuer et le relancer."""

    def __init__(self, dossier: Path) -> None:
        self.dossier, self.port = dossier, port_libre()
        self.url = f"http://127.0.0.1:{self.port}"
        self.lancer()

    def lancer(self) -> None:
        with (self.dossier / "sortie.txt").open("ab") as sortie:
            self.programme = subprocess.Popen(
                [sys.executable, "-m", "travailler_ensemble.seance", "--dossier", str(self.dossier), "--port", str(self.port)],
                stdout=sortie,
                stderr=subprocess.STDOUT,
                env={**os.environ},
            )
        self.maison = attendre(lambda: self.programme.poll() is None and client.joindre(self.dossier), 90)

    def tuer(self) -> None:
        self.programme.kill()
        self.programme.wait(10)


class Classe:
    """Une séance et ses participants."""

    def __init__(self, serveur: Serveur, tri: str = TRI, titre: str = "Promotion 1", **reglages) -> None:
        self.serveur = serveur
        self.cles = serveur.maison.creer(tri, titre, **reglages)
        self.mener = serveur.maison.seance(self.cles["enseignant"])
        self.mener.refermer()  # l’ouverture est celle du serveur : un essai précédent a pu l’ouvrir
        self.tri = self.mener.etat()["tri"]
        self.cartes, self.cases = [[x["id"] for x in self.tri[nom]] for nom in ("cartes", "cases")]
        self.gens = []

    def entrer(self, combien: int) -> None:
        for _ in range(combien):
            jeton = self.mener.demander("POST", "/api/participants", {"code": self.cles["code"]})["jeton"]
            self.gens.append(self.serveur.maison.seance(jeton))

    def voter(self, tour: int, choix) -> None:
        """`choix(rang de la personne, rang de la carte)` rend le rang d’une case."""
        for i, lui in enumerate(self.gens):
            for k, carte in enumerate(self.cartes):
                lui.demander("PUT", f"/api/reponses/{tour}/{carte}", {"case": self.cases[choix(i, k)], "n": tour * 100 + k})

    def faire(self, *gestes: str) -> "Classe":
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
