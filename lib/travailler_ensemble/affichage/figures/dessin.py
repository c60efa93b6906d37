"""Ce que toutes les figures partagent : Altair sans détour, un cadre, un texte de remplacement, des teintes.

Tout se dessine hors ligne (type Vega-Lite v5, rendu par JupyterLab). Aucune information ne tient à la seule couleur :
les nombres sont écrits, les signes diffèrent.

Altair compose chaque dessin, mais le charger prend plus de temps que le reste d’un labo. Ce qu’il a composé pour les carnets
est donc rangé dans `dessins/`, un fichier Vega-Lite par figure, qui dit de quelle demande il vient (« labo.py dessins » les
écrit, les essais les recomposent et comparent), et la même en image (SVG) pour qui lit le carnet sans rien qui dessine. Une situation ajoutée, un autre tri : la demande change, et Altair est chargé.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.ecriture.ressources import couleur
from travailler_ensemble.panel.avis import Panel

if TYPE_CHECKING:
    import altair

# Foncé, moyen, clair : l’ordre se lit aussi sans couleur. Le texte posé dessus garde un contraste d’au moins 4,5.
TEINTES = {"reconnue": couleur("accent"), "incertaine": couleur("accent-pale"), "non reconnue": couleur("creux")}
ENCRES = {"reconnue": couleur("papier"), "incertaine": couleur("encre"), "non reconnue": couleur("encre")}
ACCENT, ENCRE = couleur("accent"), couleur("encre")
GRILLE = {"grid": True, "gridColor": couleur("trait")}  # claire même quand JupyterLab est sombre

# Les nombres à la française : virgule décimale, espace insécable entre les milliers (format de d3).
NOMBRES = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0€"]}

RANGES = Path(__file__).with_name("dessins")
VEGALITE = "application/vnd.vegalite.v5+json"
SVG = "image/svg+xml"


@dataclass(frozen=True)
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
        """Le graphique d’Altair, chargé ici seulement."""
        import altair

        return _finir(self.composer(altair, **self.donnees), self)

    def representations(self) -> dict[str, Any]:
        """La spécification Vega-Lite qu’Altair donne à JupyterLab ; là où rien ne dessine, la description."""
        return {VEGALITE: cast(Any, self.graphique())._repr_mimebundle_()[0][VEGALITE], "text/plain": self.description}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        if not (range_ := _ranges(self.nom).get(self.empreinte)):
            return self.representations()
        return {VEGALITE: range_.specification, SVG: range_.image, "text/plain": self.description}

    def fichier(self) -> dict[str, Any]:
        """Le contenu du fichier Vega-Lite où ce dessin se range : ce que compose Altair, et la demande dont il vient."""
        specification: dict[str, Any] = self.representations()[VEGALITE]
        return specification | {"usermeta": {"demande": self.empreinte} | specification["usermeta"]}


class Range(NamedTuple):
    """Un dessin rangé : ce que JupyterLab anime, et l’image fixe que montrent une forge, une page imprimée."""

    specification: dict[str, Any]
    image: str


@cache
def _ranges(nom: str) -> Mapping[str, Range]:
    """Les dessins rangés de cette figure, chacun sous l’empreinte de sa demande ; un fichier illisible est passé."""
    ranges = {}
    for fichier in sorted(RANGES.glob(f"{nom}*.vl.json")):
        try:
            specification = json.loads(fichier.read_text(encoding="utf-8"))
            image = fichier.with_suffix("").with_suffix(".svg").read_text(encoding="utf-8")
            ranges[specification["usermeta"].pop("demande")] = Range(specification, image)
        except (OSError, ValueError, KeyError):
            continue
    return ranges


class Figure(NamedTuple):
    """Un dessin et son équivalent en table."""

    dessin: Dessin
    nombres: Page


Nombres = tuple[str, Sequence[str], Sequence[Sequence[object]]]
"""Une table : son titre, ses colonnes, ses lignes."""


def en_table(intitule: str, resume: str, *tables: Nombres, avant: Sequence[str] = ()) -> Page:
    """Les nombres d’un dessin, repliés sous `intitule` ; `avant` : ce qu’il faut dire sans qu’on les ouvre."""
    return Page(rendre("nombres.html", intitule=intitule, tables=tables, avant=avant), resume)


class Point(NamedTuple):
    """Une mesure d’un vote : sur quelle ligne de la figure, à quel tour, combien."""

    ligne: str
    tour: int
    valeur: float


def donnees_des_votes(points: Sequence[Point], ordre: Sequence[str], tours: Sequence[int], axe: str) -> dict[str, Any]:
    """Ce que demande `composer_votes`."""
    noms = {t: ("vote" if len(tours) < 2 else ("premier vote", "second vote")[rang]) for rang, t in enumerate(tours)}
    valeurs = [{"ligne": plier(p.ligne), "vote": noms[p.tour], "valeur": round(p.valeur, 3)} for p in points]
    return {"valeurs": valeurs, "ordre": [plier(nom) for nom in ordre], "votes": [*noms.values()], "axe": axe}


def composer_votes(alt: Any, valeurs: list[dict[str, Any]], ordre: list[str], votes: list[str], axe: str) -> Any:
    """Un signe par vote et par ligne, un trait de l’un à l’autre : losange vide au premier vote, disque plein au second, ou au seul."""
    base = alt.Chart(alt.Data(values=valeurs)).encode(
        x=alt.X("valeur:Q", title=axe, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(aria=False, tickCount=5, **GRILLE)),
        y=alt.Y("ligne:N", sort=ordre, title=None, axis=alt.Axis(aria=False, **GRILLE, **PLIE)),
    )
    legende = None if len(votes) < 2 else alt.Legend(aria=False, title=None, orient="top")
    signes = base.mark_point(aria=False, size=130, color=ACCENT, strokeWidth=2, opacity=1).encode(
        shape=alt.Shape("vote:N", scale=alt.Scale(domain=votes, range=["diamond", "circle"][-len(votes) :]), legend=legende),
        fill=alt.Fill("vote:N", scale=alt.Scale(domain=votes, range=[couleur("papier"), ACCENT][-len(votes) :]), legend=legende),
        tooltip=[
            alt.Tooltip("ligne:N", title=" "),
            alt.Tooltip("vote:N", title="Vote"),
            alt.Tooltip("valeur:Q", title="Valeur", format=".2f"),
        ],
    )
    traits = base.mark_line(aria=False, color=couleur("contour"), strokeWidth=2).encode(detail="ligne:N")
    return alt.layer(traits, signes).properties(height=alt.Step(36))


PLIE = {"labelExpr": "split(datum.label, '\\n')", "labelLimit": 300}
"""Un axe dont les noms pliés par `plier` s’écrivent sur plusieurs lignes."""


def en_tete(noms: Sequence[str]) -> dict[str, Any]:
    """Les réglages d’un axe du haut dont les noms sont pliés : la première ligne monte d’autant que le plus long en a."""
    return {"orient": "top", "labelAngle": 0, "labelPadding": 4 + 17 * max((nom.count("\n") for nom in noms), default=0), **PLIE}


def plier(nom: str, largeur: int = 30) -> str:
    """Un nom long en lignes courtes, coupé entre deux mots ; un axe le tronquerait."""
    return "\n".join(wrap(nom, largeur, break_long_words=False, break_on_hyphens=False)) or nom


def deplier(nom: str) -> str:
    """Le nom d’avant `plier`."""
    return nom.replace("\n", " ")


def noms_brefs(panel: Panel, cles: Sequence[str]) -> dict[str, str]:
    """Le nom et l’année de chaque énoncé ; le passage en plus quand eux seuls ne suffisent pas à le distinguer."""
    longs = {cle: panel.formulation.dire_enonce(cle) for cle in cles}
    brefs = Counter(nom.partition(" (")[0] for nom in longs.values())
    return {cle: nom if brefs[nom.partition(" (")[0]] > 1 else nom.partition(" (")[0] for cle, nom in longs.items()}


def _finir(graphique: Any, d: Dessin) -> Any:
    """Ce que toutes les figures partagent : taille, titre, texte de remplacement, rendu hors ligne."""
    import altair as alt

    alt.renderers.enable("mimetype")
    return graphique.properties(
        width=d.largeur,
        title=alt.TitleParams(d.titre, anchor="start", fontSize=16, offset=12, color=couleur("encre")),
        description=d.description,
        usermeta={"embedOptions": {"renderer": "svg", "actions": False, "formatLocale": NOMBRES}},
    ).configure(
        font="system-ui, sans-serif",
        background=couleur("papier"),
        padding=12,
        axis=alt.AxisConfig(labelFontSize=13, titleFontSize=13, labelColor=couleur("encre"), titleColor=couleur("encre")),
        legend=alt.LegendConfig(labelFontSize=13, labelColor=couleur("encre")),
        view=alt.ViewConfig(stroke=None),
    )
