"""Les définitions du partenariat s’accordent-elles entre elles ? Deux à deux, corrigé du hasard."""

from __future__ import annotations

import json
from itertools import combinations
from statistics import median
from typing import Any, NamedTuple

from travailler_ensemble.affichage.figures.dessin import Dessin, Figure, en_table, noms_brefs
from travailler_ensemble.ecriture.phrases import compter
from travailler_ensemble.ecriture.ressources import couleur
from travailler_ensemble.panel.avis import PARTENARIAT, Panel
from travailler_ensemble.panel.concordance import nombre
from travailler_ensemble.panel.definition import accord_des_verdicts
from travailler_ensemble.panel.lecture import lire


class Paire(NamedTuple):
    """Deux énoncés et leur kappa ; None quand il n’est pas défini (trop peu de situations décidées ensemble, ou aucune variation)."""

    a: str
    b: str
    kappa: float | None


def paires(panel: Panel) -> list[Paire]:
    """L’accord de chaque couple de définitions du partenariat, sur les situations du corpus où toutes deux décident.

    Le même que celui de « Ma définition » : `definition.accord_des_verdicts`.
    """
    enonces = [e for e in panel.enonces.values() if e.objet == PARTENARIAT and e.tranche]
    verdicts = {e.id: [lire(e, codage).verdict for codage in panel.codages.values()] for e in enonces}
    return [Paire(a, b, accord_des_verdicts(verdicts[a], verdicts[b]).valeur) for a, b in combinations(verdicts, 2)]


def accords(panel: Panel) -> Figure:
    """Pour chaque définition, son accord avec chacune des autres : un point par couple, un trait à la médiane."""
    toutes = paires(panel)
    cles = list(dict.fromkeys([p.a for p in toutes] + [p.b for p in toutes]))
    noms = noms_brefs(panel, cles)
    voisins = {
        cle: sorted(((p.kappa, p.b if p.a == cle else p.a) for p in toutes if cle in (p.a, p.b) and p.kappa is not None), reverse=True)
        for cle in cles
    }
    medianes = {cle: median(k for k, _ in v) for cle, v in voisins.items() if v}
    ordre = sorted(medianes, key=lambda cle: -medianes[cle])
    # Les noms sont écrits une fois, les points les désignent par leur rang : le carnet pèse moitié moins.
    points = [{"i": ordre.index(cle), "j": ordre.index(autre), "kappa": round(k, 3)} for cle in ordre for k, autre in voisins[cle]]
    nuls = sum(p.kappa is None for p in toutes)
    valeurs = [p.kappa for p in toutes if p.kappa is not None]
    titre = "Les définitions du partenariat s’accordent-elles ?"
    description = (
        f"{titre} {compter(len(cles), 'définition')} lisent {compter(len(panel.codages), 'situation')} : {compter(len(toutes), 'couple')}, "
        f"accord médian {nombre(median(valeurs))}, de {nombre(min(valeurs))} à {nombre(max(valeurs))}. La plus proche des autres : "
        f"{noms[ordre[0]]} (médiane {nombre(medianes[ordre[0]])}). La plus à part : {noms[ordre[-1]]} ({nombre(medianes[ordre[-1]])})."
        + (f" Pour {compter(nuls, 'couple')}, trop peu de situations décidées ensemble : l’accord n’est pas défini." if nuls else "")
    )
    lignes = [
        (
            panel.formulation.dire_enonce(cle),
            nombre(medianes[cle]),
            f"{noms[voisins[cle][0][1]]} ({nombre(voisins[cle][0][0])})",
            f"{noms[voisins[cle][-1][1]]} ({nombre(voisins[cle][-1][0])})",
        )
        for cle in ordre
    ]
    nombres = (titre, ["Définition", "Accord médian", "Au plus près", "Au plus loin"], lignes)
    traits = [{"enonce": noms[c], "mediane": round(m, 3)} for c, m in medianes.items()]
    donnees = {"points": points, "noms": [noms[c] for c in ordre], "medianes": traits}
    dessin = Dessin("accords", titre, description, _composer, donnees)
    return Figure(dessin, en_table("Les mêmes nombres en table", titre, nombres))


def _composer(alt: Any, points: list[dict[str, Any]], noms: list[str], medianes: list[dict[str, Any]]) -> Any:
    """Un rond par couple, un trait à la médiane."""
    liste = json.dumps(noms, ensure_ascii=False)
    y = alt.Y("enonce:N", sort=noms, title=None, axis=alt.Axis(aria=False, labelLimit=420, grid=True))
    nuage = (
        alt.Chart(alt.Data(values=points))
        .transform_calculate(enonce=f"{liste}[datum.i]", avec=f"{liste}[datum.j]")
        .mark_point(aria=False, size=60, opacity=0.9, color=couleur("accent"), filled=False)
        .encode(
            x=alt.X("kappa:Q", title="Accord (0 : comme au hasard ; 1 : entier)", axis=alt.Axis(aria=False, tickCount=5)),
            y=y,
            tooltip=[alt.Tooltip("avec:N", title="Avec"), alt.Tooltip("kappa:Q", title="Accord", format=".2f")],
        )
    )
    traits = (
        alt.Chart(alt.Data(values=medianes)).mark_tick(aria=False, color=couleur("encre"), thickness=3, size=18).encode(x="mediane:Q", y=y)
    )
    return alt.layer(nuage, traits)
