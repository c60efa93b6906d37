"""Ce que chacun tient d’une carte, sans rien savoir de qui la lit : de quoi imprimer les réponses, ou les porter ailleurs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.activites.sujet import Rubrique
from travailler_ensemble.corpus.formes import lecture_de_la_collection
from travailler_ensemble.ecriture.phrases import enumerer, insecable
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.formulation import LectureDite


class Tenue(NamedTuple):
    """Une réponse tenue par quelqu’un : sa case, qui (un auteur, « Le texte », « La collection »), et comment cela se dit."""

    case: str
    nom: str
    dites: tuple[LectureDite, ...]

    @property
    def signature(self) -> str:
        """« Fabrice Dhume (2001, norme, dit par l’extrait) »."""
        d = self.dites[0]
        return f"{self.nom} ({', '.join(filter(None, (d.annee, *d.etiquettes)))})"


def tenues(panel: Panel, classement: Classement, carte: str) -> Iterator[Tenue]:
    """Les réponses que l’on tient d’une carte, case par case ; qui en tient plusieurs y est plusieurs fois."""
    situation = classement.cible(carte).situation
    for case in (c.id for c in classement.cases):
        daccord = [auteur for auteur, r in panel.retours(classement, carte, case).items() if r == "accord"]
        if classement.juge_par == "panel":  # ne mettre en phrases que ce qui s’écrit : le panel entier prend dix fois plus de temps
            for auteur in daccord:
                lues = [x for x in panel.lectures(situation)[auteur] if x.enonce.objet == case and x.verdict == "reconnue"]
                yield Tenue(case, panel.formulation.nom(auteur), tuple(panel.formulation.lecture(x, situation) for x in lues))
        elif daccord:
            yield from (Tenue(case, a.nom, a.lectures) for a in panel.avis(classement, carte, case) if a.retour == "accord")


def sur_papier(panel: Panel, classement: Classement) -> Iterator[Rubrique]:
    """Les réponses, carte par carte : qui tient quelle case, et d’après quoi."""
    noms, sans = {c.id: c.nom for c in classement.cases}, []
    for carte in classement.cartes:
        par_case: dict[str, list[Tenue]] = {}
        for t in tenues(panel, classement, carte.id):
            par_case.setdefault(t.case, []).append(t)
        dites = [insecable(f"{noms[case]} : {_dire(classement, ici)}") for case, ici in par_case.items()]
        if classement.genre == "panel" and (lue := lecture_de_la_collection(panel.corpus, carte.cible.situation)) and lue.forme in noms:
            mots = enumerer(f"« {i.mots} »" for i in lue.indices)
            dites.append(insecable(f"Lecture de la collection : {noms[lue.forme]}, d’après {mots}."))
        if dites:
            yield Rubrique(carte.titre, "", tuple(dites))
        else:
            sans.append(carte.titre)
    if sans:
        yield Rubrique("Aucune réponse ferme", "", (" ; ".join(sans),))


def _dire(classement: Classement, ici: list[Tenue]) -> str:
    if classement.d_auteurs:
        return f"{enumerer(t.signature for t in ici)}."
    return " ".join(t.dites[0].raison for t in ici)


def verdicts_sur_papier(panel: Panel, situation: str, forme: str) -> Iterator[Rubrique]:
    """Ce que chaque énoncé lit d’une forme dans une situation, d’après le codage de la collection : un verdict par rubrique."""
    un = panel.corpus.ligne("formes", forme)["indefini"]
    titres = {"reconnue": f"Y voient {un}", "incertaine": "Hésitent", "non reconnue": f"N’y voient pas {un}"}
    lues = [x for toutes in panel.lectures(situation).values() for x in toutes if x.enonce.objet == forme]
    for verdict, titre in titres.items():
        ici = tuple(panel.formulation.dire_enonce(x.enonce.id) for x in lues if x.verdict == verdict)
        if ici:
            yield Rubrique(f"{titre} : {len(ici)}", "", ici)
