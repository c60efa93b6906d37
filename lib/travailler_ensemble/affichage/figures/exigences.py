"""Qui exige quoi : une ligne par définition, une colonne par critère."""

from __future__ import annotations

from collections import Counter
from typing import Any

from travailler_ensemble.affichage.figures.dessin import Dessin, Figure, en_table, noms_brefs
from travailler_ensemble.ecriture.phrases import compter, enumerer
from travailler_ensemble.ecriture.ressources import couleur
from travailler_ensemble.panel.avis import Panel


def exigences(panel: Panel) -> Figure:
    """Qui exige quoi : les définitions du partenariat qui en disent assez pour juger, et les critères qu’elles posent."""
    enonces = [e for e in panel.enonces.values() if e.objet == "forme-partenariat" and e.tranche]
    noms = noms_brefs(panel, [e.id for e in enonces])
    cases = [
        {"enonce": noms[e.id], "critere": panel.corpus.ligne("criteres", c.critere)["court"], "valeur": c.valeur}
        for e in enonces
        for c in e.clauses
        if c.valeur in ("exigé", "écarté")
    ]
    frequences = Counter(c["critere"] for c in cases if c["valeur"] == "exigé")
    ordre = [c for c, _ in frequences.most_common()] + [c["critere"] for c in cases if c["critere"] not in frequences]
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

    nombres = (
        titre,
        ["Définition", "Exige", "Écarte"],
        [(panel.formulation.dire_enonce(e.id), posees(e.id, "exigé"), posees(e.id, "écarté")) for e in enonces],
    )
    dessin = Dessin("exigences", titre, description, _composer, {"cases": cases, "ordre": ordre, "noms": [*noms.values()]})
    return Figure(dessin, en_table("Les mêmes données en table", titre, nombres))


def _composer(alt: Any, cases: list[dict[str, str]], ordre: list[str], noms: list[str]) -> Any:
    """Une ligne par définition, une colonne par critère ; le signe dit si le critère est exigé ou écarté."""
    return (
        alt.Chart(alt.Data(values=cases))
        .mark_point(aria=False, size=110, filled=True, opacity=1, color=couleur("accent"))
        .encode(
            x=alt.X("critere:N", sort=ordre, title=None, axis=alt.Axis(aria=False, labelAngle=-50, orient="top", labelLimit=220)),
            y=alt.Y("enonce:N", sort=noms, title=None, axis=alt.Axis(aria=False, labelLimit=420)),
            shape=alt.Shape(
                "valeur:N",
                scale=alt.Scale(domain=["exigé", "écarté"], range=["circle", "cross"]),
                legend=alt.Legend(aria=False, title=None, orient="bottom"),
            ),
        )
    )
