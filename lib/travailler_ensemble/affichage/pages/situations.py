"""Relire une situation après y avoir changé un critère : quels énoncés changent d’avis ?"""

from __future__ import annotations

from collections.abc import Mapping

from travailler_ensemble.activites.criteres import NOMS_DE_CODAGE
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.ecriture.phrases import compter, enumerer, insecable
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.lecture import lire
from travailler_ensemble.panel.retour import DECIDES


def situation(panel: Panel, *cles: str) -> Page:
    """Le récit d’une situation ; plusieurs, si l’on en donne plusieurs, chacun replié sous son titre.

    Lève `KeyError` (phrase française) si l’une n’existe pas.
    """
    lues = [panel.corpus.ligne("situations", cle) for cle in cles]
    fictions = [{**s, "secteur": panel.corpus.ligne("secteurs", s["secteur"])["nom"]} for s in lues]
    resume = f"Situation : {fictions[0]['titre']}" if len(fictions) == 1 else f"{len(fictions)} situations"
    return Page(rendre("situation.html", situations=fictions), resume)


def relire(panel: Panel, cle: str, changements: Mapping[str, str]) -> Page:
    """Les définitions dont le verdict change quand on change le codage d’une situation.

    `changements` : nom du critère (sans « crit- », tirets ou soulignés) → « oui », « non » ou « inconnu ».
    Lève `KeyError` (situation inconnue) ou `ValueError` (critère ou réponse inconnus), en français.
    """
    s = panel.corpus.ligne("situations", cle)
    voulus = {f"crit-{nom.replace('_', '-')}": valeur for nom, valeur in changements.items()}
    connus = {c["id"]: c for c in panel.corpus.lignes("criteres")}
    for critere, valeur in voulus.items():
        if critere not in connus:
            noms = ", ".join(c.removeprefix("crit-").replace("-", "_") for c in connus)
            raise ValueError(insecable(f"Il n’y a pas de critère « {critere[5:]} ». Choisissez parmi : {noms}."))
        if valeur not in NOMS_DE_CODAGE:
            raise ValueError(insecable(f"La réponse « {valeur} » n’existe pas : écrivez « oui », « non » ou « inconnu »."))
    avant = panel.codages[cle]
    apres = {**avant, **voulus}
    lignes = []
    for e in panel.enonces.values():
        a, b = lire(e, avant), lire(e, apres)
        if a.verdict in DECIDES and a.verdict != b.verdict:
            forme = panel.corpus.ligne("formes", e.objet)["nom"]
            lignes.append((panel.formulation.dire_enonce(e.id), a.verdict, b.verdict, forme))
    dits = enumerer(f"« {connus[c]['court']} » : {v}" for c, v in voulus.items())
    titre = f"« {s['titre']} », relue avec {dits}" if dits else f"« {s['titre']} », sans rien changer"
    bilan = (
        f"{compter(len(lignes), 'définition change', 'définitions changent')} de verdict."
        if lignes
        else "Aucune définition ne change de verdict."
    )
    return Page(rendre("relire.html", titre=titre, bilan=bilan, lignes=lignes), f"Relecture : {bilan}")
