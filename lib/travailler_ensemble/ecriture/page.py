"""Un morceau de page : le HTML d’un gabarit, que Jupyter affiche tel quel.

Sert à ce qui se lit sans se manipuler : tables, références, désaccords, accueil. Reste lisible sans style et sans noyau.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape

from travailler_ensemble.ecriture.ressources import lire


class Page:
    """Un affichage HTML. `corps` sort d’un gabarit ; tout autre texte est échappé. `resume` en est la forme texte, courte et stable."""

    def __init__(self, corps: str, resume: str) -> None:
        self.corps, self.resume = str(corps) if hasattr(corps, "__html__") else escape(corps), resume

    def __repr__(self) -> str:
        return self.resume

    def _repr_html_(self) -> str:
        return f'<style>{feuille("page")}</style>\n<div class="te-page">{self.corps}</div>'


@cache
def feuille(nom: str) -> str:
    """Une feuille de style de `web/`, serrée : chaque page l’emporte avec elle. Lève `FileNotFoundError` si elle manque."""
    serree = re.sub(r"\s*([{};,])\s*", r"\1", " ".join(re.sub(r"/\*.*?\*/", "", lire(f"{nom}.css"), flags=re.DOTALL).split()))
    # La typographie d’une page mettrait des espaces insécables dans « .page :is(…) » ou « none !important » : la règle se perdrait.
    serree = serree.replace(" :", " *:").replace(" !", "!")
    return re.sub(r":\s(?!\")", ":", serree).replace(";}", "}")
