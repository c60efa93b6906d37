"""Les seuils d’une classe : à partir de combien de personnes un groupe se montre, et quand une carte partage la classe.

Ils sont écrits ici et nulle part ailleurs ; les pages les reçoivent dans l’état de la séance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SEUIL, SEUIL_DIT = 5, "cinq"
"""En dessous, un groupe ne se montre pas à part : on y reconnaîtrait quelqu’un."""
PEU_DE_REPONSES, PEU_DE_PERSONNES = f"moins de {SEUIL_DIT} réponses", f"moins de {SEUIL_DIT} personnes"
PETIT_GROUPE = 15
"""En dessous, on devine qui a changé d’avis quand moins de cinq réponses séparent deux votes ; au-delà, c’est quelqu’un parmi tous."""
UNANIME, PARTAGE = 0.1, 0.3
"""Une carte partage la classe quand moins de 70 % donnent la même réponse : un second vote apprend alors quelque chose (Crouch
et Mazur 2001, doi:10.1119/1.1374249). Au-dessus de 90 %, elle répond presque d’une voix.
"""
PARTAGE_DIT = "moins de sept personnes sur dix y donnent la même réponse"


def montrables(recues: Mapping[int, Mapping[str, int]], personnelles: Mapping[int, Mapping[str, int]]) -> frozenset[int]:
    """Les votes d’une carte dont les cases se montrent. `recues`, `personnelles` : vote → case → nombre, avec et sans les mains levées.

    Une main levée se voit : quatre mains et un téléphone montreraient le téléphone. Deux votes se lisent par différence : si moins
    de cinq réponses personnelles les séparent, le second se tait dans un petit groupe, et partout s’il ne s’y lit que les réponses
    de retardataires.
    """
    montres: list[int] = []
    for tour, recu in sorted(recues.items()):
        siennes = personnelles.get(tour, {})
        if sum(recu.values()) < SEUIL or 0 < sum(siennes.values()) < SEUIL:
            continue
        if montres:
            avant = personnelles.get(montres[-1], {})
            ecarts = [siennes.get(case, 0) - avant.get(case, 0) for case in siennes.keys() | avant.keys()]
            ecart = max(sum(e for e in ecarts if e > 0), -sum(e for e in ecarts if e < 0))
            petit = max(sum(siennes.values()), sum(avant.values())) < PETIT_GROUPE
            if 0 < ecart < SEUIL and (petit or ecart == abs(sum(ecarts))):
                continue
        montres.append(tour)
    return frozenset(montres)


def dispersion_montrable(comptes: Mapping[str, int], axe: Sequence[str] = ()) -> float | None:
    """La part des réponses qui ne sont pas la plus donnée, de 0 à 1 ; None sous le seuil. Les cases vides ne comptent pas.

    `axe` : les cases dans l’ordre, quand un auteur les ordonne ; une réponse d’un cran à côté de la plus donnée y compte alors
    pour moitié : deux voisins ne s’opposent pas comme deux bouts.
    """
    total = sum(comptes.values())
    if total < SEUIL:
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


def dire_dispersion(dispersion: float | None) -> str:
    """« presque d’une voix », « plusieurs avis », « partage la classe » ; None : trop peu de réponses."""
    if dispersion is None:
        return PEU_DE_REPONSES
    return "partage la classe" if partage(dispersion) else "presque d’une voix" if dispersion < UNANIME else "plusieurs avis"
