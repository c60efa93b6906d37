"""Ce dont on avertit qui écrit un récit, sans rien empêcher : sa longueur, une forme nommée, une personne, un indice perdu."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from travailler_ensemble.contenus.situation import Situation
from travailler_ensemble.ecriture.phrases import compter, enumerer, insecable

COURT, LONG = 60, 120
"""Les récits de la collection ont de 60 à 120 mots : assez pour trancher, assez peu pour un téléphone."""
# Une famille de mots par forme : un récit qui l’emploie souffle la réponse.
_FORMES = (
    r"partenari\w*|réseaux?|coopér\w+|collabor\w+|coordin\w+|coordonn\w+|concert(?:ation|er|ent|és?|ées?)s?|consultations?"
    r"|articul(?:ation|er|ent)s?|délégations?|sous-trait\w+|mécén\w+|mécènes?|fusions?|fusionn\w+"
)
_CIVILITES = "M. Mme Mlle Monsieur Madame Mademoiselle Dr Docteur Maître".split()
PRENOMS = frozenset(
    """Abdel Adam Adrien Agathe Ahmed Aïcha Alain Alexandre Alice Ali Aline Amandine Amélie Amina Amir Anaïs André Anne Antoine Arthur
    Aurélie Aya Benoît Bernard Brigitte Bruno Camille Carine Caroline Catherine Cédric Céline Chantal Charlotte Chloé Christelle
    Christian Christine Christophe Claire Clara Claude Clément Corinne Cyril Damien Daniel David Denis Didier Dominique Elias Élise
    Élodie Emma Emmanuel Éric Estelle Fabien Fabrice Farid Fatima Fatou Florence Florian Franck François Françoise Frédéric Gabriel
    Geneviève Georges Gérard Gilles Guillaume Hamid Hassan Hélène Henri Hervé Hugo Ibrahim Inès Isabelle Jacques Jade Jean Jeanne Jérôme
    Joël Jordan Josiane Julie Julien Juliette Kamel Karim Karine Kevin Khadija Laura Laurence Laurent Léa Léo Leïla Lina Lisa Louis Louise
    Lucas Lucie Ludovic Madeleine Malika Mamadou Manon Marc Marie Marion Martine Mathilde Matthieu Maxime Mehdi Mélanie Michel Michèle
    Mickaël Mohamed Monique Moussa Nadia Nadine Nasser Nathalie Nathan Nicolas Nicole Nina Noah Noémie Odile Olivier Omar Pascal Patrice
    Patricia Patrick Paul Philippe Pierre Quentin Rachid Raphaël Régis Rémi Rachida Roger Romain Sabrina Salima Samia Samir Samuel Sandra
    Sandrine Sarah Sébastien Serge Simon Simone Sofia Sofiane Solène Sonia Sophie Stéphane Stéphanie Sylvie Théo Thérèse Thierry Thomas
    Tom Valérie Vanessa Véronique Victor Vincent Virginie Walid Xavier Yacine Yann Yasmine Yves Yvette Zoé""".split()
)
"""Deux cents prénoms courants : une liste courte, qui en laisse passer, et qui ne connaît aucun nom de famille."""
RESERVE = "La liste de prénoms est courte : relisez vous-même."


class Remarque(NamedTuple):
    """`sorte` : « longueur », « forme », « personne » ou « indice » ; `mots` : ceux du récit qui la font dire."""

    sorte: str
    phrase: str
    mots: tuple[str, ...] = ()


def remarques(situation: Situation, criteres: Mapping[str, str] | None = None) -> tuple[Remarque, ...]:
    """Ce qu’il y a à dire de ce récit ; rien s’il est vide. `criteres` : identifiant → nom court, pour nommer les indices perdus."""
    return tuple(r._replace(phrase=insecable(r.phrase)) for r in _dire(situation, criteres or {})) if situation.recit.strip() else ()


def _dire(s: Situation, criteres: Mapping[str, str]) -> Iterator[Remarque]:
    if not COURT <= s.mots <= LONG:
        yield Remarque("longueur", f"{compter(s.mots, 'mot')}. Nos récits en ont de {COURT} à {LONG}.")
    if formes := _trouves(rf"\b(?:{_FORMES})\b", s.recit):
        quoi = "Ce mot souffle" if len(formes) < 2 else "Ces mots soufflent"
        yield Remarque("forme", f"{_cites(formes)} : {quoi.lower()} la réponse à qui doit trouver la forme.", formes)
    if noms := personnes(s.recit):
        quoi = "ce nom est-il inventé" if len(noms) < 2 else "ces noms sont-ils inventés"
        yield Remarque("personne", f"{enumerer(noms)} : {quoi} ? Nul ne doit se reconnaître. {RESERVE}", noms)
    if s.perdus:
        noms = tuple(s.codages[c].indice for c in s.perdus)
        dits = enumerer(f"« {criteres.get(c, c)} »" for c in s.perdus)
        yield Remarque("indice", f"Le récit a changé : les mots qui montraient {dits} n’y sont plus.", noms)


def personnes(recit: str) -> tuple[str, ...]:
    """Les prénoms de la liste, et le nom qui suit « Mme » ou « M. », dans l’ordre du récit."""
    avant, noms = "", []
    for mot in re.findall(r"M\.|\w+(?:-\w+)*", recit):
        if mot[0].isupper() and (avant in _CIVILITES or mot.split("-")[0] in PRENOMS) and mot not in _CIVILITES:
            noms.append(mot)
        avant = mot
    return tuple(dict.fromkeys(noms))


def _trouves(motif: str, texte: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m[0].lower() for m in re.finditer(motif, texte, re.IGNORECASE)))


def _cites(mots: Iterable[str]) -> str:
    return enumerer(f"« {m} »" for m in mots)
