"""L’accueil : où en est l’apprenant, labo par labo, les parcours, et l’état de l’installation en mots simples."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib import metadata
from typing import NamedTuple

from travailler_ensemble import navigateur
from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.sujet import Sujet
from travailler_ensemble.affichage.pages.proximite import ensemble
from travailler_ensemble.carnet import Carnet, jour_dit
from travailler_ensemble.corpus import Corpus, Ligne, parcours, trame
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.panel.avis import Panel


class Avancement(NamedTuple):
    """Où en est un labo : activités faites sur activités proposées, dernière trace."""

    labo: Ligne
    faites: int
    commencees: int
    total: int
    derniere: datetime | None
    reprise: str

    @property
    def publie(self) -> bool:
        """Vrai quand le carnet du labo est là."""
        return trame.publie(self.labo)

    @property
    def mot(self) -> str:
        """« À faire », « En cours », « Fait », ou « En préparation » quand le carnet n’est pas publié."""
        if not self.publie:
            return "En préparation"
        if self.total and self.faites == self.total:
            return "Fait"
        return "En cours" if self.commencees else "À faire"

    @property
    def geste(self) -> str:
        """Ce que propose le lien vers le labo ; vide quand il n’est pas publié."""
        return {"À faire": "Commencer", "En cours": "Reprendre", "Fait": "Revoir"}.get(self.mot, "")

    @property
    def exercice(self) -> bool:
        """Vrai quand l’exercice du labo est là."""
        return trame.chemin(trame.EXERCICES, self.labo["carnet"]) is not None

    @property
    def minutes_de_l_exercice(self) -> int | None:
        """Celles que l’exercice annonce ; `None` s’il n’en dit pas, ou si son fichier est abîmé."""
        try:
            lu = trame.lire(trame.EXERCICES, self.labo["carnet"])
        except (ValueError, KeyError):
            return None
        return lu.minutes if lu else None


SANS_GARDE = (
    "Vos réponses ne peuvent pas être enregistrées : ce navigateur ne garde rien à cette adresse. "
    "Il faut une adresse en https et une fenêtre ordinaire."
)


def avancements(corpus: Corpus, carnet: Carnet) -> list[Avancement]:
    """L’avancement de chaque labo, dans l’ordre des numéros."""
    tous = [s for s in sujets(corpus) if s.usage == "labo"]
    return [_avancement(carnet, labo, [s for s in tous if s.labo == labo["id"]]) for labo in corpus.lignes("labos")]


def _avancement(carnet: Carnet, labo: Ligne, activites: Sequence[Sujet]) -> Avancement:
    faites = commencees = 0
    derniere: datetime | None = None
    reprise = ""
    for sujet in activites:
        gestes = carnet.feuillet(sujet.cle).evenements()
        suite = sujet.jouer(gestes)
        progres = sujet.progres(suite)
        faites += progres.mot == "faite"
        commencees += progres.mot != "à faire"
        if gestes:
            quand = datetime.fromisoformat(gestes[-1]["quand"])
            if derniere is None or quand > derniere:
                derniere, reprise = quand, f"« {sujet.titre} », {sujet.dire_progres(suite)}"
    return Avancement(labo, faites, commencees, len(activites), derniere, reprise)


def accueil(corpus: Corpus, carnet: Carnet, maintenant: datetime, panel: Callable[[], Panel]) -> Page:
    """La page d’accueil : reprise, parcours, labos (ceux qui ne sont pas publiés sont repliés), et de qui l’apprenant est proche.

    `panel` ne se fait que s’il a déjà répondu.
    """
    tous = avancements(corpus, carnet)
    recent = max((a for a in tous if a.publie and a.derniere), key=lambda a: a.derniere or maintenant, default=None)
    page = rendre(
        "accueil.html",
        recent=recent,
        quand=jour_dit(recent.derniere, maintenant) if recent and recent.derniere else "",
        parcours=parcours.tous(corpus),
        publies=[a for a in tous if a.publie],
        a_venir=[a for a in tous if not a.publie],
        exercices=f"../{trame.EXERCICES}/",
        proximite=ensemble(corpus, carnet, panel),
    )
    return Page(page, f"Accueil : {len(tous)} labos")


def verifier(corpus: Corpus, carnet: Carnet) -> Page:
    """L’installation, vérifiée en mots simples : ce qui va, ce qui ne va pas et quoi faire."""
    lignes = [
        (sys.version_info >= (3, 11), "Python convient.", "Python est trop ancien : il faut la version 3.11 ou une plus récente."),
        (not corpus.fautes, "Les documents et les situations sont lus et vérifiés.", _mises_a_part(corpus)),
        (
            _version("anywidget") is not None and _version("ipywidgets") is not None,
            "Les activités peuvent s’afficher.",
            "Il manque de quoi afficher les activités : fermez JupyterLab et relancez « python3 labo.py ».",
        ),
        (
            _peut_ecrire(carnet),
            "Vos réponses peuvent être enregistrées.",
            SANS_GARDE
            if navigateur.DEDANS
            else "Vos réponses ne peuvent pas être enregistrées : le disque est plein, le dossier « mes-reponses » est protégé, ou un fichier "
            "occupe sa place. Libérez de la place, ou copiez la collection dans un dossier à vous.",
        ),
    ]
    bon = all(ok for ok, _, _ in lignes)
    titre = "Tout est prêt." if bon else "Il reste quelque chose à réparer."
    return Page(rendre("verifier.html", titre=titre, pret=bon, phrases=[bien if ok else mal for ok, bien, mal in lignes]), titre)


def _mises_a_part(corpus: Corpus) -> str:
    """« Une ligne fautive est mise à part ; tout le reste marche. » puis chacune, nommée."""
    n = len(corpus.fautes)
    debut = "Une ligne fautive est mise" if n == 1 else f"{n} lignes fautives sont mises"
    dites = " ".join(str(f) for f in corpus.fautes[:5])
    return f"{debut} à part, avec ce qui en dépend ; tout le reste marche. {dites} Corrigez-la dans le dossier « data », puis relancez."


def _version(paquet: str) -> str | None:
    try:
        return metadata.version(paquet)
    except metadata.PackageNotFoundError:
        return None


def _peut_ecrire(carnet: Carnet) -> bool:
    """Écrit pour de bon un fichier d’essai, puis l’efface : c’est la seule réponse sûre."""
    if navigateur.DEDANS:
        try:
            navigateur.sonder()
        except OSError:
            return False
        return True
    dossier = next((d for d in (carnet.dossier, *carnet.dossier.parents) if d.exists()), carnet.dossier)  # un fichier peut occuper sa place
    try:
        with tempfile.NamedTemporaryFile(dir=dossier, prefix=".essai-") as essai:
            essai.write(b"essai")
            essai.flush()
            os.fsync(essai.fileno())
    except OSError:
        return False
    return True
