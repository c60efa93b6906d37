"""La marge d’une copie : ce que l’on y répond à chaque réponse, et à l’activité entière."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from travailler_ensemble.activites.criteres import VALEURS, Jeu
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.activites.retours import COMPARABLES
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Rendue, Sujet
from travailler_ensemble.corpus.formes import lecture_de_la_collection
from travailler_ensemble.ecriture.phrases import compter, enumerer, majuscule
from travailler_ensemble.panel.avis import Avis, Panel
from travailler_ensemble.panel.clivage import cliver
from travailler_ensemble.panel.effet import effet_de
from travailler_ensemble.panel.formulation import Pivot

NOMS_MAX = 4
"""Au-delà, des auteurs se comptent au lieu de se nommer : une copie tient en deux pages."""


class Dit(NamedTuple):
    """Une remarque en marge d’une réponse : qui parle, en tête, puis ce qui est dit."""

    tete: str
    suite: str = ""


class Rang(NamedTuple):
    """Une ligne de la copie : la réponse remise, la même revue, les mots qui ont décidé, ce qu’on lui répond."""

    rendue: Rendue
    dits: tuple[Dit, ...]


def repondre(sujet: Sujet, suite: Suite, lignes: Iterable[Rendue], panel: Panel) -> tuple[list[Rang], list[str], list[str], str]:
    """Les lignes à montrer, celles qui sont comme celui qui juge, celles dont il ne dit rien, et qui il est (vide s’ils sont plusieurs)."""
    rangs: list[Rang] = []
    pareils: list[str] = []
    muets: list[str] = []
    if isinstance(sujet, Jeu) and not sujet.situation:
        return rangs, pareils, muets, ""  # une définition tient dans sa phrase, un récit dans ses notes
    courtes = [x for x in lignes if not x.libre]
    choix = {x.champ: suite.reponses.get(x.champ, "") for x in courtes}
    if sujet.juge_par not in JUGES:
        return [Rang(x, tuple(_dire_seul(x))) for x in courtes], pareils, muets, ""
    avis = {champ: panel.avis(sujet, champ, c) if c else [] for champ, c in choix.items()}
    parlent = {a.nom for liste in avis.values() for a in liste if a.retour in (*COMPARABLES, "lu")}
    seul = sujet.juge_par != "panel" and len(parlent) == 1
    for x in courtes:
        la = [a for a in avis[x.champ] if a.retour in (*COMPARABLES, "lu")]
        if not choix[x.champ]:
            rangs.append(Rang(x, ()))
        elif not seul:
            rangs.append(Rang(x, tuple(_dire_auteurs(panel, sujet, x.champ, choix[x.champ], avis[x.champ]))))
        elif not la:
            muets.append(f"{x.titre} ({x.revue.lower()})")
        elif la[0].retour == "accord":
            pareils.append(x.titre)
        else:
            dite = la[0].lectures[0]
            pourquoi = " ; ".join(f"{p.mot.lower()} : {_dire_termes(p)}" for p in dite.pivots[:1])
            if not pourquoi and sujet.juge_par != "pronostic":  # d’une règle appliquée, la raison est ce qui manque, non toute la règle
                pourquoi = dite.raison.removesuffix(".")
            rangs.append(Rang(x, (Dit(f"{majuscule(dite.phrase)}.", f"{majuscule(pourquoi)}." if pourquoi else ""),)))
    qui = next(iter(parlent)) if seul and sujet.juge_par != "pronostic" else ""
    return rangs, pareils, muets, qui[:1].lower() + qui[1:] if qui in ("Le texte", "La collection") else qui


JUGES = ("panel", "places", "codage", "pronostic", "fait")


def _dire_seul(x: Rendue) -> Iterator[Dit]:
    """Ce que l’activité répond d’elle-même."""
    if x.retour:
        yield Dit("", x.retour)
    if x.a_lire:
        yield Dit("", x.a_lire)


def _dire_auteurs(panel: Panel, sujet: Sujet, champ: str, choix: str, avis: Sequence[Avis]) -> Iterator[Dit]:
    """Qui répond de même, puis le critère qui sépare et de qui, puis les autres ; la collection, quand aucun auteur ne juge."""
    par = {r: [a for a in avis if a.retour == r] for r in COMPARABLES}
    situation = sujet.cible(champ).situation
    if not any(par.values()):
        lue = lecture_de_la_collection(panel.corpus, situation) if sujet.juge_par == "panel" else None
        if choix != JE_NE_SAIS_PAS:
            yield Dit("", "Aucun auteur ne juge de cette réponse.")
        if lue:
            yield Dit("La collection :", f"{lue.nom.lower()} (« {lue.indices[0].mots} »).")
        return
    if par["accord"]:
        yield Dit("Comme moi :", f"{_nommer(panel, par['accord'])}.")
    reste = [*par["nuance"], *par["desaccord"]]
    lectures = panel.lectures(situation) if sujet.juge_par == "panel" else {}
    if lectures and (c := cliver(panel.codages[situation], choix, lectures, panel.relations)):
        indice = panel.formulation.indice(situation, c.critere)
        camps = [
            (eux, verbe)
            for poses, verbe in ((c.exigent, "exige"), (c.ecartent, "écarte"))
            if (eux := [a for a in (*par["accord"], *reste) if a.auteur in poses])
        ]
        dits = [f"{_nommer(panel, eux)} l’{verbe}{'nt' * (len(eux) > 1)}" for eux, verbe in camps]
        if dits:
            court = majuscule(panel.corpus.ligne("criteres", c.critere)["court"])
            yield Dit(f"{court} :", f"{', '.join(dits)}{f' (« {indice} »)' if indice else ''}.")
            reste = [a for a in reste if not any(a in eux for eux, _ in camps)]
    for retour, mot in (("nuance", "Nuance :"), ("desaccord", "Autrement :")):
        if autres := [a for a in reste if a.retour == retour]:
            yield Dit(mot, f"{_nommer(panel, autres)}.")


def _dire_termes(pivot: Pivot) -> str:
    return ", ".join(t.critere + (f" (« {t.indice} »)" if t.indice else "") for t in pivot.termes)


def _nommer(panel: Panel, avis: Sequence[Avis]) -> str:
    """Par leur nom court, ou leur nombre."""
    if len(avis) > NOMS_MAX:
        return compter(len(avis), "auteur")
    return enumerer(panel.corpus.ligne("auteurs", a.auteur)["court"] for a in avis)


def noter(sujet: Sujet, suite: Suite, panel: Panel) -> tuple[Dit, ...]:
    """Ce qui vaut pour l’activité entière : le codage, critère par critère ; ce qu’en lisent les auteurs, avant et après."""
    effet = effet_de(sujet, panel)
    if effet is None or not isinstance(sujet, Jeu):
        return ()
    notes = []
    if sujet.libre:
        mots = sujet.mots_de(suite.reponses)
        for v in VALEURS["codage"]:
            siens = [c for c in sujet.criteres if suite.reponses.get(c.id) == v.id]
            dits = " ; ".join(c.court + (f" (« {mots[c.id]} »)" if mots.get(c.id) else "") for c in siens)
            notes.append(Dit(f"{majuscule(v.nom)} :", dits))
    avant, apres = effet.resumer(suite.remises), effet.resumer(suite.reponses)
    if sujet.genre == "codage" and avant != apres:
        return (*notes, Dit("D’abord :", avant), Dit("Après :", apres))
    return (*notes, Dit("", apres))
