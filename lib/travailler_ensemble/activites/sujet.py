"""Le sujet d’une activité : ce qu’elle demande, ce qu’elle accepte, et ce qu’on en rapporte. Sans écran ni disque.

C’est par lui que l’accueil et le compte rendu connaissent toutes les activités, sans savoir lesquelles existent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from travailler_ensemble.activites.retours import dire_comptes
from travailler_ensemble.activites.suite import REPONDRE, Mots, Suite, recevable, rejouer
from travailler_ensemble.ecriture.phrases import compter

Juger = Callable[["Sujet", str, str], Mapping[str, int]]
"""(sujet, champ, valeur) → combien d’auteurs en accord, en nuance, en désaccord ; vide si personne n’en juge."""


class Cible(NamedTuple):
    """Ce sur quoi porte un champ, dans le corpus : une situation, un critère à coder, un énoncé à prévoir ; vides sinon."""

    situation: str = ""
    critere: str = ""
    enonce: str = ""


class Progres(NamedTuple):
    """Combien de champs sont remplis, sur combien. `suffisent` : à partir de combien c’est fait, si ce n’est pas à tous."""

    faites: int
    total: int
    suffisent: int | None = None

    @property
    def mot(self) -> str:
        """« à faire », « en cours » ou « faite »."""
        if not self.faites:
            return "à faire"
        return "faite" if self.faites >= (self.suffisent or self.total) else "en cours"


class Rendue(NamedTuple):
    """Une réponse dans le compte rendu : celle remise d’abord, la même revue, ce qui en est dit, et par combien d’auteurs.

    `mots` : ceux qui ont décidé. `a_lire` : ce que répond le texte, là où il faut relire. `libre` : un texte à lire en entier, hors de
    la table.
    """

    champ: str
    titre: str
    remise: str
    revue: str
    retour: str = ""
    comptes: Mapping[str, int] = {}
    mots: str = ""
    a_lire: str = ""
    libre: bool = False


class Rubrique(NamedTuple):
    """Ce qui se lit puis se remplit là où rien ne s’exécute : une page imprimée, une forge, un carnet sans noyau.

    `choix` : les cases à cocher ; `blancs` : de brefs trous, chacun par ce qu’il attend ; `lignes` : combien de lignes où écrire.
    """

    titre: str = ""
    surtitre: str = ""
    paragraphes: tuple[str, ...] = ()
    choix: tuple[str, ...] = ()
    blancs: tuple[str, ...] = ()
    lignes: int = 0


@dataclass(frozen=True, kw_only=True)
class Sujet:
    """Ce que toute activité sait d’elle-même. `usage` : « labo » (compte dans l’avancement), « exercice » ou « sortie »."""

    cle: str
    labo: str
    usage: str
    titre: str
    consigne: str

    mots: ClassVar[Mots] = REPONDRE
    unite: ClassVar[tuple[str, str]] = ("réponse", "réponses")
    colonne: ClassVar[str] = "Question"
    """Comment le compte rendu nomme ce à quoi l’on répond."""
    a_refaire: ClassVar[str] = "à reprendre"
    """Ce qu’il écrit quand l’activité a été recommencée et que ce champ est vide."""

    @property
    def demande(self) -> str:
        """Ce qui est demandé, en une phrase."""
        return self.consigne

    @property
    def juge_par(self) -> str:
        """Qui répond à l’apprenant : un des juges de `panel.avis` ou de `panel.effet` ; vide si personne ne juge."""
        return ""

    def cible(self, champ: str) -> Cible:
        """Ce que regarde celui qui juge ce champ."""
        return Cible()

    def champs(self) -> tuple[str, ...]:
        """Les champs à remplir pour que l’activité soit faite."""
        raise NotImplementedError

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        """Cette réponse est-elle recevable, compte tenu des réponses déjà données ?"""
        raise NotImplementedError

    def jouer(self, gestes: Iterable[Mapping[str, Any]]) -> Suite:
        """Où en est l’activité après ces gestes."""
        return rejouer(gestes, self.permet, self.mots)

    def change(self, geste: Mapping[str, Any], reponses: Mapping[str, str]) -> bool:
        """Ce geste est-il une réponse recevable qui change quelque chose à celles-là ?"""
        return recevable(geste, reponses, self.permet, self.mots) and reponses.get(geste[self.mots.champ], "") != geste[self.mots.valeur]

    def progres(self, suite: Suite) -> Progres:
        """Combien de champs sont remplis."""
        champs = self.champs()
        return Progres(sum(c in suite.reponses for c in champs), len(champs))

    def dire_progres(self, suite: Suite) -> str:
        """« 3 cartes sur 12 »."""
        faites, total, suffisent = self.progres(suite)
        assez = f" ({suffisent} suffisent)" if suffisent and faites < suffisent else ""
        return f"{compter(faites, *self.unite)} sur {total}{assez}"

    def sur_papier(self) -> tuple[Rubrique, ...]:
        """De quoi répondre sans écran : ni réponse ni retour n’y est. À définir par chaque sorte."""
        raise NotImplementedError

    def titre_de(self, champ: str) -> str:
        """Ce que demande un champ, en mots."""
        return self.titre

    def dire(self, champ: str, valeur: str) -> str:
        """Une valeur, en mots."""
        return valeur

    def rendre(self, suite: Suite, juger: Juger) -> list[Rendue]:
        """Les réponses à mettre dans le compte rendu ; celles d’un tour précédent y restent."""
        lignes = []
        for champ in self.champs():
            if champ not in suite.remises:
                continue
            actuelle = suite.reponses.get(champ)
            comptes = juger(self, champ, actuelle) if actuelle else {}
            lignes.append(
                Rendue(
                    champ,
                    self.titre_de(champ),
                    self.dire(champ, suite.remises[champ]),
                    self.dire(champ, actuelle) if actuelle else self.a_refaire,
                    self.retour_de(champ, suite) or dire_comptes(comptes),
                    comptes,
                    a_lire=self.a_lire_de(champ, suite),
                )
            )
        return lignes

    def retour_de(self, champ: str, suite: Suite) -> str:
        """Ce que l’activité répond d’elle-même à un champ rempli ; vide quand ce sont les auteurs qui répondent."""
        return ""

    def a_lire_de(self, champ: str, suite: Suite) -> str:
        """Ce que le texte répond, quand l’activité le sait d’elle-même et qu’il faut relire ; vide sinon."""
        return ""
