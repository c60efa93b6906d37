"""Un morceau de page : du HTML sûr, composé de textes échappés, que Jupyter affiche tel quel.

Sert à ce qui se lit sans se manipuler : tables, références, désaccords, accueil. Reste lisible sans style et sans noyau.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape

from travailler_ensemble.ecriture.phrases import insecable
from travailler_ensemble.ecriture.ressources import lire

# JupyterLab prend pour des commandes les lettres tapées sur un élément qui n’est pas un champ ; ceci l’en empêche.
SANS_RACCOURCI = 'data-lm-suppress-shortcuts="true"'


class Page:
    """Un affichage HTML, ses espaces insécables posées. `resume` en est la forme texte, courte et stable."""

    def __init__(self, corps: str, resume: str) -> None:
        self.corps, self.resume = insecable(str(corps)), resume

    def __repr__(self) -> str:
        return self.resume

    def _repr_html_(self) -> str:
        return f'<style>{feuille("page")}</style>\n<div class="te-page">{self.corps}</div>'


@cache
def feuille(nom: str) -> str:
    """Une feuille de style de `web/`, serrée : chaque page l’emporte avec elle. Lève `OSError` si elle manque."""
    serree = re.sub(r"\s*([{};,])\s*", r"\1", " ".join(lire(f"{nom}.css").split()))
    return re.sub(r":\s(?!\")", ":", serree).replace(";}", "}")


def texte(valeur: object) -> str:
    """Une valeur, échappée, avec ses espaces insécables."""
    return escape(insecable(str(valeur)))


def table(titre: str, colonnes: Sequence[str], lignes: Iterable[Sequence[object]], *, empile: bool = True) -> str:
    """Une table accessible : titre, en-têtes de colonnes, première colonne en en-tête de ligne.

    `empile` : dans une page étroite, chaque ligne devient une fiche, où chaque case porte le nom de sa colonne.
    """
    nommees = empile and len(colonnes) > 2  # avec une seule colonne sous le titre de la fiche, son nom n’apprend rien
    td = [f'<td data-nom="{texte(c)}">' if nommees else "<td>" for c in colonnes[1:]]
    tete = "".join(f'<th scope="col">{texte(c)}</th>' for c in colonnes)
    corps = "".join(
        f'<tr><th scope="row">{texte(premiere)}</th>'
        + "".join(f"{debut}{texte(v)}</td>" for debut, v in zip(td, suite, strict=True))
        + "</tr>"
        for premiere, *suite in lignes
    )
    classe = ' class="empile"' if empile else ""
    return (
        f'<div class="defile" tabindex="0" role="region" aria-label="{texte(titre)}" {SANS_RACCOURCI}>'
        f"<table{classe}><caption>{texte(titre)}</caption><thead><tr>{tete}</tr></thead><tbody>{corps}</tbody></table></div>"
    )


def repli(titre: str, corps: str) -> str:
    """Un bloc que l’on ouvre et que l’on ferme."""
    return f"<details><summary {SANS_RACCOURCI}>{texte(titre)}</summary>{corps}</details>"


def passages(morceaux: Iterable[tuple[str, bool]]) -> str:
    """Une référence en morceaux, droits ou en italique."""
    return "".join(f"<i>{escape(m)}</i>" if italique else escape(m) for m, italique in morceaux)
