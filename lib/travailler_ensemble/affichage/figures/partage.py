"""Comment les définitions se partagent sur chaque situation."""

from __future__ import annotations

from collections import Counter
from typing import Any

from travailler_ensemble.affichage.figures.dessin import ENCRES, TEINTES, Dessin, Figure, en_table
from travailler_ensemble.ecriture.phrases import compter
from travailler_ensemble.ecriture.ressources import couleur
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.lecture import lire


def partage(panel: Panel, tri: str) -> Figure:
    """Combien de définitions du partenariat reconnaissent chaque situation d’un tri, hésitent ou refusent."""
    enonces = [e for e in panel.enonces.values() if e.objet == "forme-partenariat" and e.tranche]
    situations = [c["situation"] for c in panel.corpus.lignes("tris_cartes") if c["tri"] == tri]
    decomptes = {
        panel.corpus.ligne("situations", s)["titre"]: Counter(lire(e, panel.codages[s]).verdict for e in enonces) for s in situations
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
    titre = f"Partenariat ou pas ? Ce que répondent {compter(len(enonces), 'définition')}"
    haut, bas = titres[0], titres[-1]
    description = (
        f"{titre}. La plus reconnue : « {haut} » ({decomptes[haut]['reconnue']} définitions sur {len(enonces)}). "
        f"La moins reconnue : « {bas} » ({decomptes[bas]['non reconnue']} refus sur {len(enonces)})."
    )
    nombres = (
        titre,
        ["Situation", "Y voient un partenariat", "Ne savent pas", "N’en voient pas"],
        [(t, *(decomptes[t][v] for v in ordre)) for t in titres],
    )
    dessin = Dessin("partage", titre, description, _composer, {"lignes": lignes, "titres": titres}, largeur=340)
    return Figure(dessin, en_table("Les mêmes nombres en table", titre, nombres))


def _composer(alt: Any, lignes: list[dict[str, Any]], titres: list[str]) -> Any:
    """Une barre par situation, ses trois parts et leurs nombres."""
    ordre = list(TEINTES)
    base = alt.Chart(alt.Data(values=lignes)).transform_filter("datum.n > 0")
    y = alt.Y("situation:N", sort=titres, title=None, axis=alt.Axis(aria=False, labelLimit=260))
    barres = base.mark_bar(aria=False, stroke=couleur("encre-2"), strokeWidth=0.75, height=20).encode(
        x=alt.X("de:Q", title="Nombre de définitions", axis=alt.Axis(aria=False, tickMinStep=1, format="d", grid=False)),
        x2="a:Q",
        y=y,
        color=alt.Color(
            "verdict:N", scale=alt.Scale(domain=ordre, range=[*TEINTES.values()]), legend=alt.Legend(aria=False, title=None, orient="top")
        ),
    )
    chiffres = (
        base.transform_calculate(milieu="(datum.de + datum.a) / 2")
        .mark_text(aria=False, fontSize=13)
        .encode(
            x="milieu:Q",
            y=y,
            text=alt.Text("n:Q", format="d"),
            color=alt.Color("verdict:N", scale=alt.Scale(domain=ordre, range=[*ENCRES.values()]), legend=None),
        )
    )
    return alt.layer(barres, chiffres).resolve_scale(color="independent")
