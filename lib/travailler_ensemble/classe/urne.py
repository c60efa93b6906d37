"""Ce qu’une classe a répondu, dépouillé en une passe : qui a rangé quelle carte où, à chaque vote, et les mains levées.

Une main n’est à personne : elle n’a que son nombre.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.classe.export import MAINS, TOURS, LigneReponse
from travailler_ensemble.classe.seuils import ORDINAIRE, SEUILS

_SEUIL = LigneReponse._fields.index("seuil") - 8
"""Son rang après les huit colonnes qu’a toute ligne."""


class Urne:
    """Les réponses, dépouillées en une passe : tour → carte → personne → case. Une main levée n’est à personne : on n’en a que le nombre."""

    def __init__(self, classement: Classement, lignes: Iterable[LigneReponse | Sequence[Any]]) -> None:
        """Lève `ValueError` à la première réponse qui ne se peut pas."""
        self.classement = classement
        self.cartes = classement.champs()
        self.cases = (*(c.id for c in classement.cases), JE_NE_SAIS_PAS)
        self.votes: dict[int, dict[str, dict[int, str]]] = {t: {c: {} for c in self.cartes} for t in TOURS}
        self.levees: dict[int, dict[str, Counter[str]]] = {t: {c: Counter() for c in self.cartes} for t in TOURS}
        choix_de: dict[tuple[str, int, str, str], dict[int, str]] = {}  # ce qui se peut, vérifié une fois
        rangs: dict[tuple[str, str, str], int] = {}
        seuils = set[Any]()
        for seance, tri, tour, carte, case, qui, combien, source, *plus in lignes:
            seuils.add(plus[_SEUIL] if len(plus) > _SEUIL else ORDINAIRE.nombre)
            ou = (tri, tour, carte, case)
            choix = choix_de.get(ou)
            if choix is None:
                self._verifier(*ou)
                choix = choix_de[ou] = self.votes[tour][carte]
            if source == MAINS:
                if combien < 0:
                    raise ValueError(f"{combien} mains levées : ce n’est pas possible.")
                self.levees[tour][carte][case] += combien
                continue
            personne = rangs.setdefault((seance, source, qui), len(rangs))  # la feuille 3 n’est pas le téléphone 3
            if combien != 1 or personne in choix:
                raise ValueError(f"Sur la carte « {carte} », au tour {tour}, une même personne est comptée plusieurs fois.")
            choix[personne] = case
        self.seuil = SEUILS[max(seuils, default=ORDINAIRE.nombre)]
        """Le plus prudent de ceux qu’ont annoncés ces séances."""
        self.personnes = len(rangs)
        self.mains = sum(x.total() for cartes in self.levees.values() for x in cartes.values())

    def _verifier(self, tri: str, tour: int, carte: str, case: str) -> None:
        titre = self.classement.titre
        if tri != self.classement.cle:
            raise ValueError(f"Ces réponses sont celles du tri « {tri} », et non de « {self.classement.cle} ».")
        if tour not in TOURS:
            raise ValueError(f"Il n’y a pas de tour {tour} : seulement un premier et un second vote.")
        if carte not in self.votes[tour]:
            raise ValueError(f"La carte « {carte} » n’est pas dans « {titre} ».")
        if case not in self.cases:
            raise ValueError(f"La case « {case} » n’est pas dans « {titre} ».")

    def personnels(self, tour: int) -> dict[str, Counter[str]]:
        """Carte → case → combien de personnes ; sans les mains levées, sans les cartes que personne n’a rangées."""
        return self._comptes({carte: Counter(choix.values()) for carte, choix in self.votes[tour].items()})

    def comptes(self, tour: int) -> dict[str, Counter[str]]:
        """Carte → case → nombre ; téléphones, papier et mains levées ensemble. Vide si ce vote n’a reçu aucune réponse."""
        return self._comptes({carte: Counter(choix.values()) + self.levees[tour][carte] for carte, choix in self.votes[tour].items()})

    def _comptes(self, recus: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
        """Les cases dans leur ordre : celui des réponses ne change rien à la suite."""
        return {carte: Counter({k: x[k] for k in self.cases if x[k]}) for carte, x in recus.items() if x.total()}
