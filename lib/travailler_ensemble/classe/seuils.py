"""Les seuils d’une classe : à partir de combien de personnes un groupe se montre, et quand une carte partage la classe.

Ils sont écrits ici et nulle part ailleurs ; les pages les reçoivent dans l’état de la séance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Seuil(NamedTuple):
    """À partir de combien de personnes un groupe se montre à part ; en dessous, on y reconnaîtrait quelqu’un."""

    nombre: int
    dit: str
    annonce: str = ""
    """Ce que la classe en lit avant sa première réponse ; vide pour la règle ordinaire."""

    @property
    def peu_de_reponses(self) -> str:
        """« moins de cinq réponses »."""
        return f"moins de {self.dit} réponses"

    @property
    def peu_de_personnes(self) -> str:
        """« moins de cinq personnes »."""
        return f"moins de {self.dit} personnes"


ORDINAIRE = Seuil(5, "cinq")
RESTREINT = Seuil(
    3, "trois", "Groupe restreint\u00a0: une répartition se montre dès trois réponses, au lieu de cinq. Un voisin peut y deviner la vôtre."
)
"""Choisi à l’ouverture, annoncé, sans retour : huit à douze personnes ne se montreraient presque rien. Jamais moins de trois : à deux,
chacun lirait la réponse de l’autre en ôtant la sienne ; à trois, il en reste deux sans nom.
"""
SEUILS: Mapping[int, Seuil] = {s.nombre: s for s in (ORDINAIRE, RESTREINT)}
"""Ceux qu’une séance peut avoir ; un fichier n’en porte pas d’autre."""
PETIT_GROUPE = 15
"""En dessous, on devine qui a changé d’avis quand moins de réponses que le seuil séparent deux votes ; au-delà, c’est quelqu’un parmi tous."""
UNANIME, PARTAGE = 0.1, 0.3
"""Une carte partage la classe quand moins de 70 % donnent la même réponse : un second vote apprend alors quelque chose (Crouch
et Mazur 2001, doi:10.1119/1.1374249). Au-dessus de 90 %, elle répond presque d’une voix.
"""
PARTAGE_DIT = "moins de sept personnes sur dix y donnent la même réponse"


def montrables(
    recues: Mapping[int, Mapping[str, int]], personnelles: Mapping[int, Mapping[str, int]], seuil: Seuil = ORDINAIRE
) -> frozenset[int]:
    """Les votes d’une carte dont les cases se montrent. `recues`, `personnelles` : vote → case → nombre, avec et sans les mains levées.

    Une main levée se voit : quatre mains et un téléphone montreraient le téléphone. Deux votes se lisent par différence : si moins
    de `seuil` réponses personnelles les séparent, le second se tait dans un petit groupe, et partout s’il ne s’y lit que les réponses
    de retardataires.
    """
    montres: list[int] = []
    for tour, recu in sorted(recues.items()):
        siennes = personnelles.get(tour, {})
        if sum(recu.values()) < seuil.nombre or 0 < sum(siennes.values()) < seuil.nombre:
            continue
        if montres:
            avant = personnelles.get(montres[-1], {})
            ecarts = [siennes.get(case, 0) - avant.get(case, 0) for case in siennes.keys() | avant.keys()]
            ecart = max(sum(e for e in ecarts if e > 0), -sum(e for e in ecarts if e < 0))
            petit = max(sum(siennes.values()), sum(avant.values())) < PETIT_GROUPE
            if 0 < ecart < seuil.nombre and (petit or ecart == abs(sum(ecarts))):
                continue
        montres.append(tour)
    return frozenset(montres)


def dispersion_montrable(comptes: Mapping[str, int], axe: Sequence[str] = (), seuil: Seuil = ORDINAIRE) -> float | None:
    """La part des réponses qui ne sont pas la plus donnée, de 0 à 1 ; None sous le seuil. Les cases vides ne comptent pas.

    `axe` : les cases dans l’ordre, quand un auteur les ordonne ; une réponse d’un cran à côté de la plus donnée y compte alors
    pour moitié : deux voisins ne s’opposent pas comme deux bouts.
    """
    total = sum(comptes.values())
    if total < seuil.nombre:
        return None
    doubles = [2 * n for n in comptes.values()]
    rangs = [comptes.get(case, 0) for case in axe]
    doubles += [g + 2 * n + d for g, n, d in zip([0, *rangs], rangs, [*rangs[1:], 0], strict=False)]
    return (2 * total - max(doubles)) / (2 * total)


def partage(dispersion: float | None) -> bool:
    """Cette carte partage-t-elle la classe ? Le mur, la régie, le bilan et les carnets s’en tiennent à cette réponse."""
    return dispersion is not None and dispersion > PARTAGE


def partagees(dispersions: Mapping[str, float | None]) -> list[str]:
    """Les cartes qui partagent la classe, la plus partagée d’abord ; à égalité, dans l’ordre donné."""
    return sorted((carte for carte, d in dispersions.items() if partage(d)), key=lambda carte: -(dispersions[carte] or 0))


def dire_dispersion(dispersion: float | None, seuil: Seuil = ORDINAIRE) -> str:
    """« presque d’une voix », « plusieurs avis », « partage la classe » ; None : trop peu de réponses."""
    if dispersion is None:
        return seuil.peu_de_reponses
    return "partage la classe" if partage(dispersion) else "presque d’une voix" if dispersion < UNANIME else "plusieurs avis"
