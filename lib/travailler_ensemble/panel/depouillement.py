"""Le dépouillement : un énoncé lit d’un coup beaucoup de situations.

Mêmes règles et mêmes réponses que `lecture.lire`, sans dire quelles clauses décident. Chaque critère devient une colonne,
un grand nombre dont chaque octet est une situation : une clause se lit alors en une opération, quel que soit le nombre de
situations (calcul « SIMD dans un registre », Lamport, 1975). Tout ici est pur.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from travailler_ensemble.panel.lecture import TRANCHE_A_PARTIR_DE, VERDICTS, Codage, Enonce, Reussite

REPONSES: tuple[str, ...] = (*VERDICTS, *get_args(Reussite))
"""Tout ce qu’un énoncé peut répondre ; un dépouillement donne des rangs dans cette suite."""

# Deux bits : refusée, incertaine. Un refus l’emporte sur ce qu’on ignore.
_DE_VERDICT = bytes(map(REPONSES.index, ("reconnue", "incertaine", "non reconnue", "non reconnue"))).ljust(256, b"\0")
_DE_REUSSITE = bytes(map(REPONSES.index, ("réunies", "inconnues", "manquantes", "manquantes"))).ljust(256, b"\0")


class Depouillement:
    """Des situations codées, critère par critère, prêtes à être lues toutes ensemble."""

    def __init__(self, codages: Iterable[Codage], criteres: Iterable[str]) -> None:
        lignes = list(codages)
        self._combien = len(lignes)
        self._une = int.from_bytes(b"\1" * self._combien)
        self._oui: dict[str, int] = {}
        self._non: dict[str, int] = {}
        for critere in criteres:
            colonne = [x.get(critere, "inconnu") for x in lignes]
            self._oui[critere] = int.from_bytes(bytes(map("oui".__eq__, colonne)))
            self._non[critere] = int.from_bytes(bytes(not (v == "oui" or v == "inconnu") for v in colonne))

    def lire(self, enonce: Enonce, objet: str | None = None) -> bytes:
        """Ce que l’énoncé répond de chaque situation, dans leur ordre : un rang de `REPONSES` par octet."""
        if objet is not None and objet != enonce.objet:
            return self._toutes("hors champ")
        decisives = [c for c in enonce.clauses if c.valeur in ("exigé", "écarté")]
        exigees = sum(c.valeur == "exigé" for c in decisives)
        if enonce.usage == "contexte" or (enonce.usage == "verdict" and exigees < TRANCHE_A_PARTIR_DE):
            return self._toutes("ne tranche pas")
        refusent, ignorent = 0, self._une if enonce.non_code else 0
        for c in decisives:
            oui, non = self._oui.get(c.critere, 0), self._non.get(c.critere, 0)
            refusent |= non if c.valeur == "exigé" else oui
            ignorent |= self._une ^ oui ^ non
        return (refusent << 1 | ignorent).to_bytes(self._combien).translate(_DE_REUSSITE if enonce.usage == "reussite" else _DE_VERDICT)

    def _toutes(self, reponse: str) -> bytes:
        return bytes([REPONSES.index(reponse)]) * self._combien


def noms(rangs: bytes) -> tuple[str, ...]:
    """Les réponses, en mots."""
    return tuple(map(REPONSES.__getitem__, rangs))


def depouiller(enonces: Mapping[str, Enonce], codages: Iterable[Codage]) -> dict[str, bytes]:
    """Énoncé → ce qu’il répond de chaque situation (rangs de `REPONSES`)."""
    fait = Depouillement(codages, {c.critere for e in enonces.values() for c in e.clauses})
    return {cle: fait.lire(e) for cle, e in enonces.items()}
