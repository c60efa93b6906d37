"""Où en est une séance, et ce qu’un geste de l’enseignant y change. Pur : ni horloge, ni base, ni écran.

    préparation → vote 1 → clos → [discussion] → vote 2 → clos → auteurs 1…n → bilan → terminée

Le second vote et la discussion peuvent être sautés ; un vote clos se rouvre ; on termine d’où l’on veut. Une seule porte
ne se rouvre jamais : dès qu’un auteur est dévoilé, plus personne ne vote, sans quoi l’on voterait en connaissant les réponses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, NamedTuple, get_args

from travailler_ensemble.classe.seuils import ORDINAIRE, RESTREINT, Seuil

Phase = Literal["preparation", "vote", "clos", "discussion", "auteurs", "bilan", "terminee"]
PHASES = get_args(Phase)
DITES: Mapping[str, str] = {
    "preparation": "pas encore commencée",
    "vote": "vote en cours",
    "clos": "vote clos",
    "discussion": "en discussion",
    "auteurs": "aux auteurs",
    "bilan": "au bilan",
    "terminee": "terminée",
}
"""Chaque phase, en quelques mots."""
MINUTERIE_MAX = 3600
"""La plus longue minuterie, en secondes."""


class GesteImpossible(ValueError):
    """Ce geste ne se fait pas maintenant ; le message dit pourquoi, en français."""


class Cadre(NamedTuple):
    """Ce qui ne change pas dans une séance : ses cartes, et combien d’auteurs ont quelque chose à en dire."""

    cartes: tuple[str, ...]
    auteurs: int


@dataclass(frozen=True)
class Etat:
    """Où en est une séance.

    `tour` : 0 avant le premier vote, puis 1 ou 2. `montree` : la distribution est au mur. `carte` : celle que l’on montre.
    `devoiles` : combien d’auteurs le sont. `fin` : fin de la minuterie, en secondes UNIX. `reprise` : la phase où
    « reprendre » ramènera une séance terminée. `entree` : un nouveau téléphone peut entrer. `raisons` : combien de fois l’enseignant
    a changé ce qui passe des raisons ; une page qui en montre les relit alors.
    """

    phase: Phase = "preparation"
    tour: int = 0
    montree: bool = False
    carte: str = ""
    devoiles: int = 0
    fin: float | None = None
    reprise: Phase | Literal[""] = ""
    entree: bool = True
    raisons: int = 0
    sans_meneur: bool = False
    """Le premier vote est ouvert hors de la classe : chacun répond quand il veut, jusqu’à ce que l’enseignant mène."""
    restreint: bool = False
    """Groupe restreint (`seuils.RESTREINT`) : choisi quand on prépare la séance, annoncé à tous ; rien ne le change ensuite."""

    @property
    def seuil(self) -> Seuil:
        """À partir de combien de personnes un groupe se montre ici."""
        return RESTREINT if self.restreint else ORDINAIRE

    @property
    def vote_ouvert(self) -> bool:
        return self.phase == "vote"

    @property
    def tours_clos(self) -> tuple[int, ...]:
        """Les tours dont les réponses ne changent plus, sauf réouverture."""
        return tuple(range(1, self.tour + (not self.vote_ouvert)))

    @property
    def distribution_visible(self) -> bool:
        """La distribution peut-elle se projeter ?"""
        return self.montree or self.phase in ("auteurs", "bilan")

    def en_dict(self) -> dict[str, Any]:
        return asdict(self)


def etat_depuis(valeurs: Mapping[str, Any]) -> Etat:
    """L’état rendu par `Etat.en_dict`."""
    return Etat(**valeurs)


def debut(cadre: Cadre, *, restreint: bool = False) -> Etat:
    """Une séance qu’on vient de préparer : la première carte est celle que l’on montrera."""
    return Etat(carte=cadre.cartes[0] if cadre.cartes else "", restreint=restreint)


def ouvrir_sans_meneur(etat: Etat, cadre: Cadre) -> Etat:
    """Le premier vote ouvert d’avance ; « clore » ramène à la séance menée. Lève `GesteImpossible` si elle a commencé."""
    return replace(appliquer(etat, "ouvrir", cadre), sans_meneur=True)


_ICI = {
    "preparation": "Le vote n’est pas encore ouvert.",
    "vote": "Le vote est en cours : fermez-le d’abord.",
    "clos": "Le vote est clos.",
    "discussion": "La discussion est en cours.",
    "auteurs": "Les auteurs sont en train d’être dévoilés.",
    "bilan": "La séance en est au bilan.",
    "terminee": "La séance est terminée.",
}
_DEJA_VUS = "Des auteurs sont dévoilés : on ne vote plus, les réponses sont connues."


def _devient(**valeurs: Any) -> Callable[[Etat], Etat]:
    return lambda e: replace(e, **valeurs)


def _revenir(e: Etat) -> Etat:
    return replace(e, phase="auteurs" if e.phase == "bilan" and e.devoiles else "clos", fin=None)


def _terminer(e: Etat) -> Etat:
    return replace(e, phase="terminee", fin=None, sans_meneur=False, reprise="clos" if e.phase == "vote" else e.phase)


class Geste(NamedTuple):
    """Un geste de l’enseignant : les phases d’où il se fait, ce qu’il change, ce qui peut encore le retenir."""

    nom: str
    detail: str
    depuis: tuple[str, ...]
    effet: Callable[[Etat], Etat]
    retenu: Callable[[Etat, Cadre], str] = lambda e, c: ""


GESTES: Mapping[str, Geste] = {
    # Le plus attendu d’abord : c’est l’ordre des boutons.
    "ouvrir": Geste("Ouvrir le vote", "Les téléphones reçoivent les cartes.", ("preparation",), _devient(phase="vote", tour=1)),
    "clore": Geste("Clore le vote", "Plus aucune réponse n’est comptée.", ("vote",), _devient(phase="clos", fin=None, sans_meneur=False)),
    "devoiler": Geste(
        "Dévoiler l’auteur suivant",
        "Il paraît au mur et sur les téléphones.",
        ("auteurs",),
        lambda e: replace(e, devoiles=e.devoiles + 1),
        lambda e, c: "" if e.devoiles < c.auteurs else "Tous les auteurs sont dévoilés.",
    ),
    "discuter": Geste("Lancer la discussion", "Deux par deux, puis ensemble.", ("clos",), _devient(phase="discussion")),
    "revoter": Geste(
        "Ouvrir le second vote",
        "Chacun répond de nouveau ; le premier vote est gardé.",
        ("clos", "discussion"),
        _devient(phase="vote", tour=2, montree=False, fin=None),
        lambda e, c: "" if e.tour == 1 else "Le second vote a déjà eu lieu.",
    ),
    "auteurs": Geste(
        "Passer aux auteurs",
        "On ne votera plus une fois le premier dévoilé.",
        ("clos", "discussion"),
        _devient(phase="auteurs", fin=None),
        lambda e, c: "" if c.auteurs else "Aucun auteur ne parle de ces cartes.",
    ),
    "montrer": Geste(
        "Montrer la distribution",
        "Au mur, avant la discussion.",
        ("clos", "discussion"),
        _devient(montree=True),
        lambda e, c: "La distribution est déjà montrée." if e.montree else "",
    ),
    "cacher": Geste(
        "Cacher la distribution",
        "Le mur ne montre plus que la consigne.",
        ("clos", "discussion"),
        _devient(montree=False),
        lambda e, c: "" if e.montree else "La distribution n’est pas montrée.",
    ),
    "bilan": Geste("Passer au bilan", "Qui a bougé, vers qui.", ("clos", "discussion", "auteurs"), _devient(phase="bilan", fin=None)),
    "rouvrir": Geste("Rouvrir ce vote", "Les réponses déjà données restent.", ("clos",), _devient(phase="vote", montree=False)),
    "revenir": Geste(
        "Revenir en arrière",
        "À l’étape d’avant ; rien n’est perdu.",
        ("discussion", "auteurs", "bilan"),
        _revenir,
        lambda e, c: _DEJA_VUS if e.phase == "auteurs" and e.devoiles else "",
    ),
    "reprendre": Geste(
        "Reprendre la séance", "Elle revient où elle était.", ("terminee",), lambda e: replace(e, phase=e.reprise or "clos", reprise="")
    ),
    "terminer": Geste(
        "Terminer la séance",
        "Les téléphones disent au revoir ; les réponses restent ici.",
        tuple(p for p in PHASES if p != "terminee"),
        _terminer,
    ),
}


def refus(etat: Etat, geste: str, cadre: Cadre) -> str:
    """Pourquoi ce geste ne se fait pas maintenant ; vide s’il se fait."""
    lui = GESTES[geste]
    return lui.retenu(etat, cadre) if etat.phase in lui.depuis else _ICI[etat.phase]


def possibles(etat: Etat, cadre: Cadre) -> list[str]:
    """Les gestes qui se font maintenant, du plus attendu au moins attendu."""
    return [nom for nom in GESTES if not refus(etat, nom, cadre)]


def appliquer(etat: Etat, geste: str, cadre: Cadre) -> Etat:
    """L’état après un geste. Lève `GesteImpossible` (phrase française) si ce geste n’existe pas ou ne se fait pas maintenant."""
    if geste not in GESTES:
        raise GesteImpossible(f"Ce geste n’existe pas : « {geste[:40]} ».")
    if raison := refus(etat, geste, cadre):
        raise GesteImpossible(raison)
    return GESTES[geste].effet(etat)


def montrer_carte(etat: Etat, carte: str, cadre: Cadre) -> Etat:
    """L’enseignant choisit la carte dont on parle. Lève `GesteImpossible` si elle n’est pas dans la séance."""
    if carte not in cadre.cartes:
        raise GesteImpossible("Cette carte n’est pas dans la séance.")
    return replace(etat, carte=carte)


def minuter(etat: Etat, secondes: int, maintenant: float) -> Etat:
    """Une minuterie de `secondes` à partir de `maintenant` (secondes UNIX) ; 0 l’arrête. Elle ne ferme rien d’elle-même.

    Lève `GesteImpossible` hors d’un vote ou d’une discussion, ou au-delà d’une heure.
    """
    if etat.phase not in ("vote", "discussion"):
        raise GesteImpossible("La minuterie sert pendant un vote ou une discussion.")
    if not 0 <= secondes <= MINUTERIE_MAX:
        raise GesteImpossible("Une minuterie dure de 0 à 60 minutes.")
    return replace(etat, fin=maintenant + secondes if secondes else None)
