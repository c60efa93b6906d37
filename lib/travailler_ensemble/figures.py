"""Les figures : une fonction par figure Altair, et les mêmes nombres dans une table.

Tout se dessine hors ligne (type Vega-Lite v5, rendu par JupyterLab). Aucune information ne tient à la seule couleur :
les nombres sont écrits, les signes diffèrent. Altair n’est chargé qu’à l’appel d’une figure.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from travailler_ensemble.avis import Panel
from travailler_ensemble.lecture import lire
from travailler_ensemble.page import Page, repli, table
from travailler_ensemble.phrases import compter, enumerer

if TYPE_CHECKING:
    import altair

# Foncé, moyen, clair : l’ordre se lit aussi sans couleur. Le texte posé dessus garde un contraste d’au moins 4,5.
TEINTES = {"reconnue": "#0d5a61", "incertaine": "#9cc9c8", "non reconnue": "#efeae2"}
ENCRES = {"reconnue": "#ffffff", "incertaine": "#221e19", "non reconnue": "#221e19"}


class Figure(NamedTuple):
    """Un dessin, son équivalent en table, et ce qu’il montre en une phrase."""

    nom: str
    dessin: altair.TopLevelMixin
    nombres: Page


def exigences(panel: Panel) -> Figure:
    """Qui exige quoi : les définitions du partenariat qui en disent assez pour juger, et les critères qu’elles posent."""
    alt = _altair()
    enonces = [e for e in panel.enonces.values() if e.objet == "forme-partenariat" and _tranche(panel, e.id)]
    noms = _noms_brefs(panel, [e.id for e in enonces])
    cases = [
        {"enonce": noms[e.id], "critere": panel.corpus.ligne("criteres", c.critere)["court"], "valeur": c.valeur}
        for e in enonces
        for c in e.clauses
        if c.valeur in ("exigé", "écarté")
    ]
    frequences = Counter(c["critere"] for c in cases if c["valeur"] == "exigé")
    ordre = [c for c, _ in frequences.most_common()] + [c["critere"] for c in cases if c["critere"] not in frequences]
    dessin = (
        alt.Chart(alt.Data(values=cases))
        .mark_point(aria=False, size=110, filled=True, opacity=1, color="#0d5a61")
        .encode(
            x=alt.X("critere:N", sort=ordre, title=None, axis=alt.Axis(aria=False, labelAngle=-50, orient="top", labelLimit=220)),
            y=alt.Y("enonce:N", sort=[*noms.values()], title=None, axis=alt.Axis(aria=False, labelLimit=260)),
            shape=alt.Shape(
                "valeur:N",
                scale=alt.Scale(domain=["exigé", "écarté"], range=["circle", "cross"]),
                legend=alt.Legend(aria=False, title=None, orient="bottom"),
            ),
        )
    )
    titre = "Partenariat\u00a0: ce que chaque définition exige"
    premier, second = sorted(set(frequences.values()), reverse=True)[:2]
    description = (
        f"{titre}. {compter(len(enonces), 'définition')} et {compter(len(set(ordre)), 'critère')}. Le plus souvent exigé : "
        f"{enumerer(c for c in ordre if frequences[c] == premier)} ({premier} fois), puis "
        f"{enumerer(c for c in dict.fromkeys(ordre) if frequences[c] == second)} ({second} fois). "
        "Aucun critère n’est exigé partout."
    )

    def posees(cle: str, valeur: str) -> str:
        return ", ".join(c["critere"] for c in cases if c["enonce"] == noms[cle] and c["valeur"] == valeur) or "rien"

    nombres = table(
        titre,
        ["Définition", "Exige", "Écarte"],
        [(panel.formulation.dire_enonce(e.id), posees(e.id, "exigé"), posees(e.id, "écarté")) for e in enonces],
    )
    return Figure("exigences", _finir(dessin, titre, description), Page(repli("Les mêmes données en table", nombres), titre))


def partage(panel: Panel, tri: str) -> Figure:
    """Combien de définitions du partenariat reconnaissent chaque situation d’un tri, hésitent ou refusent."""
    alt = _altair()
    enonces = [e for e in panel.enonces.values() if e.objet == "forme-partenariat" and _tranche(panel, e.id)]
    situations = [c["situation"] for c in panel.corpus.lignes("tris_cartes") if c["tri"] == tri]
    decomptes = {
        panel.corpus.ligne("situations", s)["titre"]: Counter(lire(e, panel.codages[s]).verdict for e in enonces)
        for s in situations
    }
    titres = sorted(decomptes, key=lambda t: (-decomptes[t]["reconnue"], decomptes[t]["non reconnue"], t))
    ordre = list(TEINTES)
    lignes = []
    for titre in titres:
        debut = 0
        for verdict in ordre:
            n = decomptes[titre][verdict]
            lignes.append({"situation": titre, "verdict": verdict, "n": n, "de": debut, "a": debut + n})
            debut += n
    base = alt.Chart(alt.Data(values=lignes)).transform_filter("datum.n > 0")
    y = alt.Y("situation:N", sort=titres, title=None, axis=alt.Axis(aria=False, labelLimit=260))
    barres = base.mark_bar(aria=False, stroke="#5d554b", strokeWidth=0.75, height=20).encode(
        x=alt.X("de:Q", title="Nombre de définitions", axis=alt.Axis(aria=False, tickMinStep=1, format="d", grid=False)),
        x2="a:Q",
        y=y,
        color=alt.Color("verdict:N", scale=alt.Scale(domain=ordre, range=[*TEINTES.values()]), legend=alt.Legend(aria=False, title=None, orient="top")),
    )
    chiffres = base.transform_calculate(milieu="(datum.de + datum.a) / 2").mark_text(aria=False, fontSize=13).encode(
        x="milieu:Q",
        y=y,
        text=alt.Text("n:Q", format="d"),
        color=alt.Color("verdict:N", scale=alt.Scale(domain=ordre, range=[*ENCRES.values()]), legend=None),
    )
    dessin = alt.layer(barres, chiffres).resolve_scale(color="independent")
    titre = f"Partenariat ou pas ? Ce que répondent {compter(len(enonces), 'définition')}"
    haut, bas = titres[0], titres[-1]
    description = (
        f"{titre}. La plus reconnue : « {haut} » ({decomptes[haut]['reconnue']} définitions sur {len(enonces)}). "
        f"La moins reconnue : « {bas} » ({decomptes[bas]['non reconnue']} refus sur {len(enonces)})."
    )
    nombres = table(
        titre,
        ["Situation", "Y voient un partenariat", "Ne savent pas", "N’en voient pas"],
        [(t, *(decomptes[t][v] for v in ordre)) for t in titres],
    )
    return Figure("partage", _finir(dessin, titre, description, 340), Page(repli("Les mêmes nombres en table", nombres), titre))


def _noms_brefs(panel: Panel, cles: Sequence[str]) -> dict[str, str]:
    """Le nom et l’année de chaque énoncé ; le passage en plus quand eux seuls ne suffisent pas à le distinguer."""
    longs = {cle: panel.formulation.dire_enonce(cle) for cle in cles}
    brefs = Counter(nom.partition(" (")[0] for nom in longs.values())
    return {cle: nom if brefs[nom.partition(" (")[0]] > 1 else nom.partition(" (")[0] for cle, nom in longs.items()}


def _altair() -> Any:
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


def _tranche(panel: Panel, cle: str) -> bool:
    """L’énoncé en dit-il assez pour juger ? On le demande à la lecture elle-même."""
    return lire(panel.enonces[cle], {}).verdict == "incertaine"


def _finir(dessin: Any, titre: str, description: str, largeur: int = 420) -> Any:
    """Ce que toutes les figures partagent : taille, titre, texte de remplacement, rendu hors ligne."""
    alt = _altair()
    alt.renderers.enable("mimetype")
    return dessin.properties(
        width=largeur,
        title=alt.TitleParams(titre, anchor="start", fontSize=16, offset=12, color="#221e19"),
        description=description,
        usermeta={"embedOptions": {"renderer": "svg", "actions": False}},
    ).configure(
        font="system-ui, sans-serif",
        background="#ffffff",
        padding=12,
        axis=alt.AxisConfig(labelFontSize=13, titleFontSize=13, labelColor="#221e19", titleColor="#221e19"),
        legend=alt.LegendConfig(labelFontSize=13, labelColor="#221e19"),
        view=alt.ViewConfig(stroke=None),
    )
