"""Relire une séance : d’un fichier exporté ou de réponses, son bilan en mots, et plusieurs séances côte à côte."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from travailler_ensemble.activites.classement import Classement, classement
from travailler_ensemble.classe.bilan import Bilan, bilan
from travailler_ensemble.classe.export import COLONNES, LigneReponse, lire
from travailler_ensemble.classe.seuils import ORDINAIRE
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.ecriture.phrases import compter, date_dite, enumerer
from travailler_ensemble.panel.avis import Panel

FICTION = "fiction-"
"""Le début d’identifiant des séances inventées de la collection."""
PETITS = "petits groupes réunis"


class RienAMontrer(ValueError):
    """Rien d’anormal : cette séance n’a pas de quoi faire ce que l’on demande ; le message dit pourquoi."""


class SeanceRelue(NamedTuple):
    """Une séance relue : son nom à l’écran, son tri, ses réponses, et son bilan, calculé une fois pour toutes les figures."""

    nom: str
    seance: str
    classement: Classement
    lignes: Sequence[LigneReponse]
    bilan: Bilan

    @property
    def effectif(self) -> int:
        """Le plus grand nombre de réponses à une même carte : mains levées comprises, la taille de la classe."""
        return max((v.total for c in self.bilan.cartes for v in c.tours.values()), default=0)

    @property
    def se_montre(self) -> bool:
        """A-t-elle assez de monde pour se montrer, d’après ce qu’elle a annoncé ?"""
        return self.effectif >= self.bilan.seuil.nombre


class PageDeSeance(Page):
    """Le bilan d’une séance, en mots ; `relue` est ce qu’une figure montre, sans relire ni recalculer."""

    def __init__(self, corps: str, resume: str, relue: SeanceRelue) -> None:
        super().__init__(corps, resume)
        self.relue = relue


Origine = str | Path | PageDeSeance | SeanceRelue | Iterable[Sequence[Any]]
"""D’où vient une séance : le nom de son fichier, sa relecture déjà faite, ou ses réponses (une table en est une suite de lignes)."""


def seances(panel: Panel, origine: Origine, *, seule: bool = False) -> list[SeanceRelue]:
    """Les séances d’une origine, une le plus souvent ; `seule` : il n’en faut qu’une.

    Lève `TableFautive` si le fichier est faux, `ValueError` si une séance mêle deux tris, si ces réponses n’en sont pas ou s’il y en a
    trop, `RienAMontrer` s’il n’y en a aucune.
    """
    if isinstance(origine, SeanceRelue):
        return [origine]
    if isinstance(origine, PageDeSeance):
        return [origine.relue]
    if isinstance(origine, str | Path):
        if not str(origine).strip():
            raise ValueError("Écrivez le nom du fichier de la séance entre les guillemets.")
        lues, souche = lire(Path(origine), panel.corpus), Path(origine).stem
    else:
        lues, souche = _en_lignes(origine), "séance en cours"
        if not lues:
            raise RienAMontrer("Aucune réponse à montrer pour l’instant : un vote se montre quand il est clos.")
    par_seance: dict[str, list[LigneReponse]] = {}
    for ligne in lues:
        par_seance.setdefault(ligne.seance, []).append(ligne)
    if seule and len(par_seance) > 1:  # avant de calculer le bilan de chacune
        raise ValueError(f"Ce fichier contient {len(par_seance)} séances : donnez-le à labo.comparer_seances, qui les montre côte à côte.")
    return [
        _relue(panel, _nom(lignes[0]) or (souche if len(par_seance) == 1 else f"{souche} : {s}"), s, lignes)
        for s, lignes in par_seance.items()
    ]


def _nom(ligne: LigneReponse) -> str:
    return nom_dit(ligne.titre, ligne.date)


def nom_dit(titre: str, jour: str) -> str:
    """« Jeudi, groupe B, 3 décembre 2026 » ; `jour` est une date ISO. Vide pour un fichier qui ne dit pas le titre de sa séance."""
    try:
        dit = date_dite(date.fromisoformat(jour[:10]))
    except ValueError:
        dit = ""
    return ", ".join(filter(None, (titre, dit))) if titre else ""


def _en_lignes(reponses: Any) -> list[LigneReponse]:
    """Des réponses en lignes. Une table de pandas les donne par `itertuples`. Lève `ValueError`."""
    try:
        if hasattr(reponses, "itertuples"):
            reponses = reponses[list(COLONNES)].itertuples(index=False, name=None)
        return [LigneReponse(*ligne) for ligne in reponses]
    except (TypeError, KeyError) as e:
        raise ValueError("Donnez le nom d’un fichier de séance, une séance relue, ou les réponses de la séance en cours.") from e


def seance_seule(panel: Panel, origine: Origine) -> SeanceRelue:
    """La séance d’une origine qui n’en a qu’une. Lève ce que lève `seances`, et `ValueError` s’il y en a plusieurs."""
    return seances(panel, origine, seule=True)[0]


def a_montrer(panel: Panel, origine: Origine) -> SeanceRelue:
    """Comme `seance_seule`, pour une figure : lève `RienAMontrer` quand aucune carte n’a assez de réponses."""
    relue = seance_seule(panel, origine)
    if not relue.se_montre:
        raise RienAMontrer(relue.bilan.dit[0])
    return relue


def _relue(panel: Panel, nom: str, seance: str, lignes: Sequence[LigneReponse]) -> SeanceRelue:
    tris = {x.tri for x in lignes}
    if len(tris) > 1:
        raise ValueError(f"La séance « {seance} » mêle les réponses de plusieurs tris : {enumerer(sorted(tris))}.")
    c = classement(panel.corpus, tris.pop())
    return SeanceRelue(nom, seance, c, lignes, bilan(c, lignes, panel))


def relire(panel: Panel, origine: Origine) -> PageDeSeance:
    """Le bilan d’une séance, en mots. Lève ce que lève `seance_seule`, en français."""
    r = seance_seule(panel, origine)
    sources = {s: {x.participant for x in r.lignes if x.source == s} for s in ("telephone", "papier")}
    venues = [
        compter(len(sources["telephone"]), "téléphone"),
        compter(len(sources["papier"]), "feuille de papier", "feuilles de papier"),
        compter(r.bilan.mains, "main levée", "mains levées"),
    ]
    page = rendre(
        "seance-relue.html",
        nom=r.nom,
        inventee=r.seance.startswith(FICTION),
        tri=r.classement.titre,
        cartes=len(r.bilan.cartes),
        lignes=len(r.lignes),
        venues=[v for v in venues if not v.startswith("0")],
        phrases=r.bilan.dit,
        raisons=_raisons(r),
        seuil=r.bilan.seuil.nombre,
    )
    return PageDeSeance(page, f"Séance {r.nom} : {compter(r.bilan.participants, 'personne')}", r)


def _raisons(r: SeanceRelue) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Titre de chaque carte dont la répartition se montre → (case, raison, combien elle a fait hésiter), case par case."""
    montrees = {c.carte: c.titre for c in r.bilan.cartes if c.montrees(1)}
    cases = [c.id for c in r.classement.cases]
    dites = sorted(
        ((cases.index(x.case) if x.case in cases else len(cases), x) for x in r.lignes if x.raison), key=lambda d: (d[0], d[1].raison)
    )
    par_carte = {
        titre: [(r.classement.nom_de_case(x.case), x.raison, int(x.hesitent or 0)) for _, x in dites if x.carte == carte]
        for carte, titre in montrees.items()
    }
    return [(titre, siennes) for titre, siennes in par_carte.items() if siennes]


class Comparees(NamedTuple):
    """Des séances d’un même tri à mettre côte à côte. `tues` : celles de moins de cinq personnes, qu’on ne peut pas montrer."""

    montrees: Sequence[SeanceRelue]
    tues: int


def comparees(panel: Any, origines: Iterable[Origine]) -> Comparees:
    """Les séances de plusieurs origines. Celles de moins de cinq personnes sont réunies ; encore trop petites, elles ne se montrent pas.

    Lève `TableFautive` (fichier faux) ou `ValueError` (aucun fichier, tris différents, même séance deux fois, trop peu de monde), en français.
    """
    toutes = [r for origine in origines for r in seances(panel, origine)]
    if not toutes:
        raise ValueError('Donnez au moins un fichier : labo.comparer_seances("seance-1.csv", "seance-2.csv").')
    if len(tris := {r.classement.cle: r.classement.titre for r in toutes}) > 1:
        raise ValueError(
            f"Ces séances n’ont pas rangé les mêmes cartes : {enumerer(f'« {t} »' for t in tris.values())}. Comparez celles d’un même tri."
        )
    if double := next((r for n, r in enumerate(toutes) if r.seance in {x.seance for x in toutes[:n]}), None):
        raise ValueError(f"La séance « {double.seance} » est donnée deux fois.")
    grandes, petites = ([r for r in toutes if r.se_montre == grande] for grande in (True, False))
    if len(petites) > 1:
        c = petites[0].classement
        c = replace(c, cartes=tuple({x.id: x for r in petites for x in r.classement.cartes}.values()))  # chacune a pu en choisir d’autres
        lignes = [x for r in petites for x in r.lignes]
        reunies = SeanceRelue(PETITS, PETITS, c, lignes, bilan(c, lignes, panel))
        if reunies.se_montre:
            return Comparees([*_sans_homonymes(grandes), reunies], 0)
    if not grandes:
        raise RienAMontrer(f"Ces séances réunissent {ORDINAIRE.peu_de_personnes} : rien n’est montré, pour que nul ne soit reconnu.")
    return Comparees(_sans_homonymes(grandes), len(petites))


def _sans_homonymes(relues: Sequence[SeanceRelue]) -> list[SeanceRelue]:
    """Deux fichiers de même nom, dans deux dossiers, se distinguent par leur séance."""
    noms = [r.nom for r in relues]
    return [r._replace(nom=f"{r.nom} ({r.seance})") if noms.count(r.nom) > 1 else r for r in relues]
