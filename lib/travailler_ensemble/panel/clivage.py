"""Le clivage : le critère qui sépare les auteurs sur une carte, et les camps qu’il dessine.

La règle. Pour chaque critère que la situation code, on suppose la réponse contraire, et l’on relit : le critère qui
sépare est celui qui ferait ainsi changer le plus d’auteurs de retour (accord, nuance ou désaccord) sur la forme
choisie. À égalité : celui que le plus d’auteurs exigent ou écartent ; puis l’ordre de la table des critères. Quand
aucune réponse contraire ne suffit, on cherche de même parmi les critères dont la situation ne dit rien. Sinon, rien ne
sépare : `cliver` rend None, et l’écran dit qu’aucun critère ne changerait un avis à lui seul.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from travailler_ensemble.activites.criteres import ECARTE, EXIGE
from travailler_ensemble.activites.retours import COMPARABLES, INCONNU
from travailler_ensemble.panel.lecture import DIT, Clause, Codage, Lecture, lire
from travailler_ensemble.panel.retour import DECIDES, Relations, retour


class Pose(NamedTuple):
    """Une clause qui pose un critère, et la lecture d’où elle vient."""

    lecture: Lecture
    clause: Clause


class Clivage(NamedTuple):
    """Le critère qui sépare. Les auteurs sont des identifiants, dans l’ordre des énoncés ; seuls ceux qui jugent y sont.

    `present` : « oui », « non » ou « inconnu », d’après la situation. `basculent` : ceux qu’une autre réponse ferait
    changer de retour. `exigent` et `ecartent` : auteur → d’où nous le tenons.
    """

    critere: str
    present: str
    basculent: tuple[str, ...]
    exigent: Mapping[str, Pose]
    ecartent: Mapping[str, Pose]
    sans_effet: tuple[str, ...]


def cliver(codage: Codage, choix: str, lectures: Mapping[str, Sequence[Lecture]], liens: Relations) -> Clivage | None:
    """Le critère qui sépare les auteurs d’une situation rangée dans la forme `choix`, ou None.

    `lectures` : auteur → les lectures de la situation par tous ses énoncés.
    """
    retours = {a: retour(a, choix, x, liens).retour for a, x in lectures.items()}
    juges = {a: lectures[a] for a, r in retours.items() if r in COMPARABLES}

    def basculent(critere: str) -> tuple[str, ...]:
        valeurs = [v for v in DIT if v != codage.get(critere)]
        return tuple(
            a
            for a, x in juges.items()
            if any(_decisives(x, critere, None))
            and any(retour(a, choix, _relire(x, {**codage, critere: v}), liens).retour != retours[a] for v in valeurs)
        )

    for connus in (True, False):
        candidats = []
        for rang, critere in enumerate(codage):
            if (codage[critere] in DIT) == connus and (bascules := basculent(critere)):
                poses = sum(any(_decisives(x, critere, choix)) for x in juges.values())
                candidats.append((-len(bascules), -poses, rang, critere, bascules))
        if candidats:
            *_, critere, bascules = min(candidats)
            return _clivage(codage, critere, bascules, juges, choix)
    return None


def _clivage(codage: Codage, critere: str, bascules: tuple[str, ...], juges: Mapping[str, Sequence[Lecture]], choix: str) -> Clivage:
    poses: dict[str, dict[str, Pose]] = {EXIGE: {}, ECARTE: {}}
    for auteur, lectures in juges.items():
        # Ce que l’auteur dit de la forme choisie ; à défaut, de la forme voisine dont son retour dépend.
        posees = [*_decisives(lectures, critere, choix)] or ([*_decisives(lectures, critere, None)] if auteur in bascules else [])
        if posees:
            poses[posees[0].clause.valeur][auteur] = posees[0]
    present = codage[critere] if codage[critere] in DIT else INCONNU
    sans = tuple(a for a in juges if a not in poses[EXIGE] and a not in poses[ECARTE])
    return Clivage(critere, present, bascules, poses[EXIGE], poses[ECARTE], sans)


def _decisives(lectures: Sequence[Lecture], critere: str, objet: str | None) -> Iterator[Pose]:
    """Les clauses qui exigent ou écartent ce critère, dans les énoncés qui jugent ; d’une seule forme si `objet` est donné."""
    for x in lectures:
        if x.verdict in DECIDES and objet in (None, x.enonce.objet):
            yield from (Pose(x, c) for c in x.enonce.clauses if c.decide and c.critere == critere)


def _relire(lectures: Sequence[Lecture], codage: Codage) -> list[Lecture]:
    return [lire(x.enonce, codage) for x in lectures]
