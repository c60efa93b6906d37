"""Ce que toutes les figures partagent : Altair sans détour, un cadre, un texte de remplacement, des teintes.

Tout se dessine hors ligne (type Vega-Lite v5, rendu par JupyterLab). Aucune information ne tient à la seule couleur :
les nombres sont écrits, les signes diffèrent.

Altair compose chaque dessin, mais le charger prend plus de temps que le reste d’un labo. Ce qu’il a composé pour les carnets
est donc rangé dans `dessins.json`, sous l’empreinte de ce qui lui a été demandé (outils/dessins.py l’écrit, les essais le
recomposent et comparent). Une situation ajoutée, un autre tri : la demande change, et Altair est chargé.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from travailler_ensemble.avis import Panel
from travailler_ensemble.lecture import lire
from travailler_ensemble.page import Page

if TYPE_CHECKING:
    import altair

# Foncé, moyen, clair : l’ordre se lit aussi sans couleur. Le texte posé dessus garde un contraste d’au moins 4,5.
TEINTES = {"reconnue": "#0d5a61", "incertaine": "#9cc9c8", "non reconnue": "#efeae2"}
ENCRES = {"reconnue": "#ffffff", "incertaine": "#221e19", "non reconnue": "#221e19"}


# Les nombres à la française : virgule décimale, espace insécable entre les milliers (format de d3).
NOMBRES = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0€"]}

DERIVES = Path(__file__).with_name("dessins.json")


@dataclass(frozen=True, kw_only=True)
class Dessin:
    """Ce qu’une figure demande à Altair.

    `composer(altair, **donnees)` rend un graphique. Les données s’écrivent en JSON et disent tout : les mêmes donnent toujours
    le même dessin.
    """

    nom: str
    titre: str
    description: str
    composer: Callable[..., Any]
    donnees: Mapping[str, Any]
    largeur: int = 420

    @property
    def empreinte(self) -> str:
        """Ce qui est demandé, en 64 chiffres hexadécimaux (SHA-256)."""
        demande = [self.nom, self.titre, self.description, self.largeur, self.donnees]
        return hashlib.sha256(json.dumps(demande, ensure_ascii=False).encode()).hexdigest()

    def graphique(self) -> altair.TopLevelMixin:
        """Le graphique d’Altair."""
        return _finir(self.composer(altair_leger(), **self.donnees), self)

    def representations(self) -> dict[str, Any]:
        """Ce qu’Altair donne à JupyterLab : la spécification Vega-Lite, et un texte."""
        return self.graphique()._repr_mimebundle_()[0]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return _derives().get(self.empreinte) or self.representations()


@cache
def _derives() -> Mapping[str, dict[str, Any]]:
    """Les dessins déjà composés, par empreinte ; aucun si le fichier manque ou ne se lit pas."""
    try:
        return json.loads(DERIVES.read_text(encoding="utf-8"))["dessins"]
    except (OSError, ValueError, KeyError):
        return {}


class Figure(NamedTuple):
    """Un dessin et son équivalent en table."""

    dessin: Dessin
    nombres: Page


def noms_brefs(panel: Panel, cles: Sequence[str]) -> dict[str, str]:
    """Le nom et l’année de chaque énoncé ; le passage en plus quand eux seuls ne suffisent pas à le distinguer."""
    longs = {cle: panel.formulation.dire_enonce(cle) for cle in cles}
    brefs = Counter(nom.partition(" (")[0] for nom in longs.values())
    return {cle: nom if brefs[nom.partition(" (")[0]] > 1 else nom.partition(" (")[0] for cle, nom in longs.items()}


def altair_leger() -> Any:
    """Altair, chargé sans `rfc3987_syntax`.

    jsonschema, qu’Altair emploie, essaie ce module facultatif (vérifier des adresses internationales) : il construit
    une grammaire à l’import, près de deux secondes à chaque noyau, et aucune figure n’en a besoin.
    """
    nom = "rfc3987_syntax"
    ecarter = nom not in sys.modules
    if ecarter:
        sys.modules[nom] = None  # type: ignore[assignment]
    try:
        import altair
    finally:
        if ecarter:
            del sys.modules[nom]
    return altair


def tranche(panel: Panel, cle: str) -> bool:
    """L’énoncé en dit-il assez pour juger ? On le demande à la lecture elle-même."""
    return lire(panel.enonces[cle], {}).verdict == "incertaine"


def _finir(graphique: Any, d: Dessin) -> Any:
    """Ce que toutes les figures partagent : taille, titre, texte de remplacement, rendu hors ligne."""
    alt = altair_leger()
    alt.renderers.enable("mimetype")
    return graphique.properties(
        width=d.largeur,
        title=alt.TitleParams(d.titre, anchor="start", fontSize=16, offset=12, color="#221e19"),
        description=d.description,
        usermeta={"embedOptions": {"renderer": "svg", "actions": False, "formatLocale": NOMBRES}},
    ).configure(
        font="system-ui, sans-serif",
        background="#ffffff",
        padding=12,
        axis=alt.AxisConfig(labelFontSize=13, titleFontSize=13, labelColor="#221e19", titleColor="#221e19"),
        legend=alt.LegendConfig(labelFontSize=13, labelColor="#221e19"),
        view=alt.ViewConfig(stroke=None),
    )
