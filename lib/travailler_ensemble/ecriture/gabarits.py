"""Les gabarits : chaque page, chaque imprimable est un fichier de `web/gabarits/`, que Jinja remplit.

Toute valeur y est échappée d’office, et la typographie française posée sur la page entière. Un retour à la ligne ne compte
pas à côté d’une balise ou d’une accolade, ni le retrait qui le suit ; entre deux mots, il fait une espace.

Ce module charge Jinja : on ne l’importe que pour afficher une page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from travailler_ensemble.ecriture import phrases
from travailler_ensemble.ecriture.page import feuille
from travailler_ensemble.ecriture.ressources import WEB

GABARITS = WEB / "gabarits"


class _Serrer(Extension):
    """Ôte d’un gabarit sa mise en page, sans décaler les numéros de ligne des erreurs."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for jeton in stream:
            yield Token(jeton.lineno, "data", serrer(jeton.value)) if jeton.type == "data" else jeton


def serrer(texte: str) -> str:
    """Le texte d’un gabarit entre deux accolades, sans ses retours à la ligne."""
    return re.sub(r"[ \t]*\n\s*", " ", re.sub(r"(?:\A|(?<=>))[ \t]*\n\s*|[ \t]*\n\s*(?=<|\Z)", "", texte))


_ENVIRONNEMENT = Environment(
    loader=FileSystemLoader(GABARITS), autoescape=True, undefined=StrictUndefined, extensions=[_Serrer], auto_reload=False
)
_ENVIRONNEMENT.globals.update(
    # JupyterLab prend pour des commandes les lettres tapées sur un élément qui n’est pas un champ ; ceci l’en empêche.
    sans_raccourci=Markup('data-lm-suppress-shortcuts="true"'),
    feuille=lambda nom: Markup(feuille(nom)),
)
_ENVIRONNEMENT.filters.update(
    compter=phrases.compter,
    date_dite=phrases.date_dite,
    duree=phrases.duree,
    enumerer=phrases.enumerer,
    majuscule=phrases.majuscule,
    passages=phrases.passages,
)


def rendre(gabarit: str, **valeurs: object) -> Markup:
    """Le HTML de ce gabarit, rempli de ces valeurs.

    Lève `jinja2.TemplateNotFound` si le gabarit n’existe pas, `jinja2.UndefinedError` s’il emploie une valeur qu’on ne lui donne pas.
    """
    return Markup(phrases.insecable(_ENVIRONNEMENT.get_template(gabarit).render(valeurs)))
