"""L’interrogation : ce que toutes les questions ont en commun. Sans écran."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Sujet
from travailler_ensemble.ecriture.phrases import insecable

MOTS = {"oui": "C’est ce que dit le texte.", "defendable": "Cela se défend.", "non": "À écarter."}


class ReponsePrevue(NamedTuple):
    """Une réponse prévue : « oui », « defendable » ou « non », et ce qu’on en dit."""

    cle: str
    reponse: str
    juste: str
    retour: str


class Correction(NamedTuple):
    """Ce que l’on répond à un essai. `mot` : « C’est ce que dit le texte. », « Cela se défend. »…"""

    juste: str
    mot: str
    retour: str

    def en_clair(self) -> dict[str, str]:
        """Pour la page."""
        return {"juste": self.juste, "mot": self.mot, "retour": insecable(self.retour)}


@dataclass(frozen=True, kw_only=True)
class Interrogation(Sujet):
    """Ce que toutes les questions ont en commun. Le titre est la question."""

    explication: str
    source: str
    repere: str
    reponses: tuple[ReponsePrevue, ...] = ()
    relances: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    plusieurs: bool = False
    nombre: bool = False
    mots_min: int | None = None
    mots_max: int | None = None
    """Le plus de mots d’un texte, ou de réponses d’un choix."""

    genre: ClassVar[str]
    mots_de_retour: ClassVar[Mapping[str, str]] = MOTS

    def dire_progres(self, suite: Suite) -> str:
        return f"question {self.progres(suite).mot}"

    def decrire(self) -> dict[str, Any]:
        """Ce que la page sait d’emblée : ni réponse, ni retour."""
        raise NotImplementedError

    def situer(self, suite: Suite) -> dict[str, Any]:
        """Ce que la page sait à ce moment-là, et rien de plus que ce qui est dû."""
        return {}

    def fin(self, reponse: str = "") -> dict[str, str]:
        """Ce qui se lit une fois la question résolue."""
        repere = f"À lire dans : {self.repere}."
        return {"reponse": insecable(reponse), "explication": insecable(self.explication), "repere": insecable(repere)}

    def juge(self, cle: str) -> Correction:
        """Ce que l’on dit d’une réponse prévue."""
        r = next(r for r in self.reponses if r.cle == cle)
        return Correction(r.juste, self.mots_de_retour[r.juste], r.retour)


def communs(q: Mapping[str, Any]) -> dict[str, Any]:
    """Ce que toute question tient de sa ligne de la table `questions`."""
    return {
        "cle": q["id"],
        "titre": q["enonce"],
        **{nom: q[nom] for nom in ("labo", "usage", "consigne", "explication", "source", "repere")},
    }
