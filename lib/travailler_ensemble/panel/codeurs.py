"""Plusieurs codages d’un même récit : où ils se séparent, ce que cela change aux lectures, et de combien ils s’accordent. Pur."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from travailler_ensemble.contenus.codeur import Codeur
from travailler_ensemble.contenus.situation import DIT, Codee, Situation
from travailler_ensemble.ecriture.phrases import compter, insecable
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.concordance import CARTES_POUR_INTERVALLE, alpha_des_comptes, intervalle_alpha, nombre
from travailler_ensemble.panel.recits import LecturesDuRecit

VOUS = "Vous"
_VALEURS = (*DIT, "")
_RIEN = Codee("")


class Ligne(NamedTuple):
    """Un critère. `reponses` : dans l’ordre des noms, « » pour « on ne sait pas ». `effets` : réponse retenue → les textes qui basculent.

    `alpha` : sur tous les récits codés à plusieurs ; vide quand il y en a trop peu pour le dire. `alpha_de`, `alpha_a` : son intervalle.
    """

    critere: str
    reponses: tuple[Codee, ...]
    desaccord: bool
    effets: Mapping[str, tuple[str, ...]]
    alpha: str = ""
    alpha_de: str = ""
    alpha_a: str = ""

    @property
    def poids(self) -> int:
        """Combien de textes ce critère fait basculer, au plus, parmi les réponses données."""
        return max(len(self.effets[r.valeur]) for r in self.reponses)


class Croisement(NamedTuple):
    """Les critères d’un récit, ce qu’en dit chaque personne (moi d’abord), les désaccords d’abord, les plus lourds en tête.

    `dit` : combien de critères séparent. `accord` : ce que l’on sait de l’accord, ou pourquoi l’on n’en dit rien.
    """

    noms: tuple[str, ...]
    lignes: tuple[Ligne, ...]
    dit: str
    accord: str


def croiser(panel: Panel, situation: Situation, codeurs: Iterable[Codeur], situations: Iterable[Situation]) -> Croisement:
    """Les codages de ce récit, côte à côte. `situations` : tous mes récits, pour mesurer l’accord sur ceux que d’autres ont codés.

    Alpha de Krippendorff, par critère, à partir de huit récits, avec son intervalle (voir `concordance`) ; « on ne sait pas » est une
    réponse comme les deux autres. En dessous, l’accord n’est dit que pour tous les critères ensemble.
    """
    codeurs = list(codeurs)
    ici = [c for c in codeurs if situation.id in c.codages]
    lectures = LecturesDuRecit(panel)
    comptes = {c: _comptes(c, codeurs, situations) for c in lectures.ordre}
    lignes = [_ligne(c, lectures, situation, ici, comptes[c]) for c in lectures.ordre]
    lignes.sort(key=lambda x: (not x.desaccord, -x.poids))
    separent = sum(x.desaccord for x in lignes)
    dit = (
        f"{compter(separent, 'critère vous sépare', 'critères vous séparent')}, sur {len(lignes)}."
        if ici
        else "Personne d’autre n’a codé ce récit."
    )
    return Croisement((VOUS, *(c.titre for c in ici)), tuple(lignes), insecable(dit), insecable(_accord(comptes)))


def _ligne(critere: str, lectures: LecturesDuRecit, s: Situation, ici: Sequence[Codeur], comptes: list[Counter[str]]) -> Ligne:
    reponses = (s.codages.get(critere, _RIEN), *(c.codages[s.id].get(critere, _RIEN) for c in ici))
    sans = {c: v for c, v in s.valeurs.items() if c != critere}
    effets = {v: lectures.changent(s.valeurs, {**sans, critere: v} if v else sans) for v in _VALEURS}
    return Ligne(critere, reponses, len({r.valeur for r in reponses}) > 1, effets, *_alpha(comptes))


def _comptes(critere: str, codeurs: Sequence[Codeur], situations: Iterable[Situation]) -> list[Counter[str]]:
    """Pour chaque récit codé à plusieurs, combien de personnes donnent chaque réponse."""
    listes = ([s.codages, *(c.codages[s.id] for c in codeurs if s.id in c.codages)] for s in situations)
    return [Counter(x.get(critere, _RIEN).valeur for x in liste) for liste in listes if len(liste) > 1]


def _alpha(comptes: list[Counter[str]]) -> tuple[str, str, str]:
    if len(comptes) < CARTES_POUR_INTERVALLE:
        return "", "", ""
    if alpha_des_comptes(comptes, "nominale", _VALEURS).valeur == 1:
        return nombre(1), "", ""
    x = intervalle_alpha(comptes, "nominale", _VALEURS)
    return (nombre(x.valeur), nombre(x.bas), nombre(x.haut)) if x else ("", "", "")


def _accord(comptes: Mapping[str, list[Counter[str]]]) -> str:
    recits = len(next(iter(comptes.values()), []))
    if not recits:
        return ""
    x = alpha_des_comptes([c for liste in comptes.values() for c in liste], "nominale", _VALEURS)
    ensemble = f"Tous critères ensemble, sur {compter(recits, 'récit codé', 'récits codés')} à plusieurs : {x.dit[0].lower()}{x.dit[1:]}"
    if recits >= CARTES_POUR_INTERVALLE:
        return ensemble
    return f"{ensemble} Critère par critère, il faudrait {CARTES_POUR_INTERVALLE} récits : lisez les désaccords."
