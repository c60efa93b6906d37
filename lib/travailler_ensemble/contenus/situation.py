"""Une situation à soi : un récit, et son codage. Rien ne s’y change : chaque geste en rend une autre."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from travailler_ensemble.ecriture.phrases import mots_de, repere, typographier

A_MOI = "mes-"
"""Ce par quoi commence l’identifiant de tout contenu à soi : aucun de la collection ne commence ainsi."""
LONG_RECIT, LONG_TITRE, LONG_INDICE = 6000, 120, 240
"""Longueurs les plus grandes, en signes."""
LICENCE = "CC BY 4.0"
LICENCES = (LICENCE, "tous droits réservés")
"""Celle que l’on propose d’abord est celle de la collection."""
TERRAINS = (
    "protection de l’enfance",
    "handicap",
    "hébergement, CHRS",
    "addictologie",
    "gérontologie",
    "insertion",
    "psychiatrie, santé mentale",
    "asile, migrations",
    "justice des mineurs",
    "aide à domicile",
)
"""Proposés à côté des secteurs du corpus ; on peut en écrire un autre."""
DIT = ("oui", "non")
_IDENTIFIANT = re.compile(r"mes-[a-z0-9-]{1,50}")


class Codee(NamedTuple):
    """Ce que l’on répond à un critère, et les mots du récit qui le montrent. Ne rien répondre, c’est « on ne sait pas »."""

    valeur: str
    indice: str = ""


def identifiant(titre: str) -> str:
    """Un identifiant neuf, qui rappelle le titre et ne se répète pas d’une personne à l’autre."""
    return f"{A_MOI}{repere(titre, 32) or 'sans-titre'}-{secrets.token_hex(3)}"


def valide(cle: str) -> bool:
    """Cet identifiant est-il un des nôtres, et donc le nom d’un fichier de `mes-contenus/` et de rien d’autre ?"""
    return bool(_IDENTIFIANT.fullmatch(cle))


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Un récit (paragraphes séparés par un retour à la ligne), son terrain, et critère → `Codee`."""

    id: str
    titre: str = ""
    terrain: str = ""
    recit: str = ""
    codages: Mapping[str, Codee] = field(default_factory=dict)
    prenom: str = ""
    licence: str = LICENCE

    @staticmethod
    def neuve(titre: str = "") -> Situation:
        """Une situation vide, avec un identifiant qu’aucune autre ne porte."""
        return Situation(id=identifiant(titre), titre=titre)

    def copiee(self) -> Situation:
        """La même, sous un autre identifiant."""
        titre = f"{self.titre or 'Sans titre'} (copie)"[:LONG_TITRE]
        return replace(self, id=identifiant(titre), titre=titre)

    def coder(self, critere: str, valeur: str, indice: str = "") -> Situation:
        """Répond à un critère ; toute autre valeur que « oui » ou « non » retire la réponse."""
        autres = {c: r for c, r in self.codages.items() if c != critere}
        if valeur in DIT:
            autres[critere] = Codee(valeur, indice.strip()[:LONG_INDICE])
        return replace(self, codages=autres)

    @property
    def valeurs(self) -> dict[str, str]:
        """Critère → « oui » ou « non » : ce que lisent les auteurs."""
        return {c: r.valeur for c, r in self.codages.items()}

    @property
    def mots(self) -> int:
        """Le nombre de mots du récit."""
        return len(mots_de(self.recit))

    @property
    def perdus(self) -> tuple[str, ...]:
        """Les critères dont l’indice n’est plus dans le récit : il a changé depuis."""
        la = serre(self.recit)
        return tuple(c for c, r in self.codages.items() if r.indice and serre(r.indice) not in la)

    @property
    def complete(self) -> bool:
        """A-t-elle un titre, un récit et une réponse au moins, tous ses indices étant encore dans le récit ?"""
        return bool(self.titre.strip() and self.recit.strip() and self.codages and not self.perdus)

    def propre(self) -> Situation:
        """La même, sa typographie remise ; les indices suivent le récit."""
        return replace(
            self,
            titre=typographier(" ".join(self.titre.split()))[:LONG_TITRE],
            terrain=" ".join(self.terrain.split())[:LONG_TITRE],
            recit="\n".join(p for p in typographier(self.recit.replace("\r", "").replace("¶", "\n"))[:LONG_RECIT].split("\n") if p),
            codages={c: Codee(r.valeur, _indice_propre(r.indice)) for c, r in self.codages.items()},
            prenom=" ".join(self.prenom.split())[:40],
        )

    def en_json(self) -> dict[str, Any]:
        """De quoi l’écrire."""
        return {
            **{nom: getattr(self, nom) for nom in ("id", "titre", "terrain", "recit", "prenom", "licence")},
            "codages": {c: list(r) for c, r in self.codages.items()},
        }

    @staticmethod
    def de_json(lu: Mapping[str, Any]) -> Situation:
        """Relit ce qu’écrit `en_json`. Lève `ValueError`, `KeyError` ou `TypeError` si c’est autre chose."""
        codages = {str(c): Codee(*map(str, r)) for c, r in dict(lu["codages"]).items()}
        if any(r.valeur not in DIT for r in codages.values()):
            raise ValueError("une réponse qui n’est ni oui ni non")
        return Situation(codages=codages, **textes(lu, "id", "titre", "terrain", "recit", "prenom", "licence"))


def textes(lu: Mapping[str, Any], *noms: str) -> dict[str, str]:
    """Ces champs, s’ils sont tous des textes, et l’identifiant un nom de fichier. Lève `ValueError` ou `KeyError` sinon."""
    valeurs = {nom: lu[nom] for nom in noms}
    if not all(isinstance(v, str) for v in valeurs.values()):
        raise ValueError("un champ qui n’est pas un texte")
    if not valide(valeurs["id"]):
        raise ValueError("un identifiant qui n’est pas un des nôtres")
    return valeurs


def serre(texte: str) -> str:
    """Les mots seuls, sans leurs espaces ni la sorte d’apostrophe : un indice se retrouve malgré un retour à la ligne."""
    return " ".join(typographier(texte).split())


def _indice_propre(indice: str) -> str:
    return " ".join(typographier(indice).split(" "))[:LONG_INDICE].strip()
