"""Une série : des cartes à mettre dans l’ordre, puis la frise vraie à côté. Genre « ordre » de la table `tris`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar, NamedTuple

from travailler_ensemble.activites.classement import Carte, cartes_de
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Juger, Rendue, Rubrique, Sujet
from travailler_ensemble.activites.verite import Vraie, vraies
from travailler_ensemble.corpus import Corpus

ORDRE, VUE = "ordre", "frise"


class Paires(NamedTuple):
    """Combien de paires de cartes sont dans l’ordre de la frise. Deux cartes de même rang ne font pas de paire."""

    bonnes: int
    total: int


def paires(ordre: Sequence[str], rangs: Mapping[str, int]) -> Paires:
    """Les paires de cartes rangées comme le veulent leurs rangs."""
    comparables = [(rangs[a], rangs[b]) for a, b in combinations(ordre, 2) if rangs[a] != rangs[b]]
    return Paires(sum(a < b for a, b in comparables), len(comparables))


@dataclass(frozen=True, kw_only=True)
class Serie(Sujet):
    """Des cartes et leur ordre vrai. Le champ « ordre » porte les identifiants des cartes, dans l’ordre donné."""

    question: str
    borne_debut: str
    borne_fin: str
    cartes: tuple[Carte, ...]
    vraies: tuple[Vraie, ...]

    unite: ClassVar = ("étape", "étapes")
    colonne: ClassVar = "Frise"

    @property
    def demande(self) -> str:
        return self.question

    def champs(self) -> tuple[str, ...]:
        return (ORDRE, VUE)

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        """Une fois la frise vue, l’ordre ne change plus : il faut recommencer."""
        if VUE in reponses:
            return False
        if champ == ORDRE:
            return sorted(valeur.split(" ")) == sorted(c.id for c in self.cartes)
        return champ == VUE and valeur == "oui" and ORDRE in reponses

    def sur_papier(self) -> tuple[Rubrique, ...]:
        return tuple(Rubrique(c.titre, "", c.paragraphes, blancs=("Rang",)) for c in self.cartes)

    def dire(self, champ: str, valeur: str) -> str:
        titres = {c.id: c.titre for c in self.cartes}
        return " ; ".join(f"{n}. {titres[c]}" for n, c in enumerate(valeur.split(" "), start=1) if c in titres)

    def rendre(self, suite: Suite, juger: Juger) -> list[Rendue]:
        return [r for r in super().rendre(suite, juger) if r.champ == ORDRE]

    def paires(self, ordre: str) -> Paires:
        """Les paires bien ordonnées d’un ordre donné."""
        return paires(ordre.split(" "), {v.carte: v.rang or 0 for v in self.vraies})

    def retour_de(self, champ: str, suite: Suite) -> str:
        if champ != ORDRE or VUE not in suite.reponses:
            return ""
        p = self.paires(suite.reponses[ORDRE])
        return f"{p.bonnes} paires sur {p.total} dans l’ordre de la frise"

    def a_lire_de(self, champ: str, suite: Suite) -> str:
        """La frise vraie, quand l’ordre donné n’est pas le sien."""
        if champ != ORDRE or VUE not in suite.reponses:
            return ""
        p = self.paires(suite.reponses[ORDRE])
        if p.bonnes == p.total:
            return ""
        titres = {c.id: c.titre for c in self.cartes}
        ordre = sorted(self.vraies, key=lambda v: v.rang or 0)
        return " ; ".join(f"{v.date} : {titres[v.carte]}" if v.date else titres[v.carte] for v in ordre) + "."


def serie(corpus: Corpus, cle: str) -> Serie:
    """La série d’identifiant `cle`. Lève `KeyError` (phrase française) si elle n’existe pas, ou si une carte n’a pas de rang."""
    t = corpus.ligne("tris", cle)
    cartes, relevees = cartes_de(corpus, cle), vraies(corpus, cle)
    rangees = {v.carte for v in relevees if v.rang is not None}
    if sans := [c.id for c in cartes if c.id not in rangees]:
        raise KeyError(f"Dans la frise « {cle} », la carte « {sans[0]} » n’a pas de rang.")
    colonnes = ("labo", "usage", "titre", "consigne", "question", "borne_debut", "borne_fin")
    return Serie(cle=cle, cartes=cartes, vraies=relevees, **{nom: t[nom] for nom in colonnes})
