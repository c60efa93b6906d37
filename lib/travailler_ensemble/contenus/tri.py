"""Un tri à soi : des récits, les siens et ceux de la collection, dans un ordre, et les cases où les ranger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from travailler_ensemble.contenus.situation import A_MOI, LICENCE, LONG_TITRE, identifiant, textes
from travailler_ensemble.ecriture.phrases import typographier

FORMES, OUI_NON, ACCORD, PROPRES = "formes", "oui-non", "accord", "propres"
SORTES = {
    FORMES: "De quelle forme s’agit-il ?",
    OUI_NON: "Est-ce {un} ?",
    ACCORD: "Êtes-vous d’accord ?",
    PROPRES: "Où rangez-vous ce récit ?",
}
"""Les sortes de cases, et la question que pose chacune tant que l’on n’en écrit pas une autre."""
CASES_MIN, CASES_MAX, CARTES_MAX = 2, 12, 24


@dataclass(frozen=True, kw_only=True)
class MonTri:
    """`cartes` : des identifiants de situations, dans l’ordre. `forme` : celle dont on demande oui ou non. `cases` : les noms des siennes."""

    id: str
    titre: str = ""
    cartes: tuple[str, ...] = ()
    sorte: str = FORMES
    forme: str = "forme-partenariat"
    cases: tuple[str, ...] = ()
    question: str = ""
    prenom: str = ""
    licence: str = LICENCE

    @staticmethod
    def neuf(titre: str = "") -> MonTri:
        """Un tri sans carte, avec un identifiant qu’aucun autre ne porte."""
        return MonTri(id=identifiant(titre), titre=titre)

    @property
    def appel(self) -> str:
        """La ligne à écrire dans un carnet."""
        return f'labo.tri("mes/{self.id.removeprefix(A_MOI)}")'

    @property
    def manque(self) -> str:
        """Ce qu’il faut encore pour s’en servir, en une phrase ; vide s’il est prêt."""
        if not self.titre.strip():
            return "Donnez un titre à ce tri."
        if not self.cartes:
            return "Cochez au moins un récit."
        if len(self.cartes) > CARTES_MAX:
            return f"Un tri a {CARTES_MAX} récits au plus."
        if self.sorte == PROPRES and not CASES_MIN <= len(set(self.cases)) == len(self.cases) <= CASES_MAX:
            return f"Écrivez de {CASES_MIN} à {CASES_MAX} cases, toutes différentes."
        return ""

    def propre(self) -> MonTri:
        """Le même, sa typographie remise, sans carte répétée ni case vide."""
        return replace(
            self,
            titre=typographier(" ".join(self.titre.split()))[:LONG_TITRE],
            question=typographier(" ".join(self.question.split()))[:LONG_TITRE],
            cartes=tuple(dict.fromkeys(self.cartes)),
            cases=tuple(typographier(" ".join(c.split()))[:LONG_TITRE] for c in self.cases if c.strip()),
            prenom=" ".join(self.prenom.split())[:40],
        )

    def en_json(self) -> dict[str, Any]:
        """De quoi l’écrire."""
        return {
            **{nom: getattr(self, nom) for nom in ("id", "titre", "sorte", "forme", "question", "prenom", "licence")},
            "cartes": list(self.cartes),
            "cases": list(self.cases),
        }

    @staticmethod
    def de_json(lu: Mapping[str, Any]) -> MonTri:
        """Relit ce qu’écrit `en_json`. Lève `ValueError`, `KeyError` ou `TypeError` si c’est autre chose."""
        listes = {nom: tuple(map(str, lu[nom])) for nom in ("cartes", "cases") if isinstance(lu[nom], list)}
        if lu["sorte"] not in SORTES or len(listes) < 2:
            raise ValueError("une sorte de cases inconnue, ou une liste qui n’en est pas une")
        return MonTri(**listes, **textes(lu, "id", "titre", "sorte", "forme", "question", "prenom", "licence"))  # type: ignore[arg-type]
