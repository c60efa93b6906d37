"""« Mon compte rendu » : tout ce que l’apprenant a fait, en une page à rendre et une table à rouvrir."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from travailler_ensemble.activites.accord import Accord
from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.criteres import jeu
from travailler_ensemble.activites.retours import COMPARABLES
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Rendue, Sujet
from travailler_ensemble.affichage.pages.proximite import Ensemble, ensemble
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.corpus import Corpus, tableur
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import Page
from travailler_ensemble.fichiers import remplacer
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.effet import EffetAccord, effet_de

NOM = "mon-compte-rendu"
COLONNES = (
    "activite",
    "titre_activite",
    "champ",
    "titre",
    "remise",
    "revue",
    "retour",
    "accords",
    "nuances",
    "desaccords",
    "tour",
    "dernier_geste",
)


class Section(NamedTuple):
    """Une activité commencée : son sujet, où elle en est, la date du dernier geste, les réponses."""

    sujet: Sujet
    suite: Suite
    quand: datetime
    lignes: list[Rendue]

    @property
    def courtes(self) -> list[tuple[str, str, str, str]]:
        """Les réponses qui tiennent dans une table."""
        return [(r.titre, r.remise, r.revue, r.retour or "rien ne se compare ici") for r in self.lignes if not r.libre]


def sections(corpus: Corpus, carnet: Carnet, panel: Panel) -> Iterator[Section]:
    """Toutes les activités commencées, de quelque sorte qu’elles soient."""
    for sujet in sujets(corpus):
        if not (gestes := carnet.feuillet(sujet.cle).evenements()):
            continue
        suite = sujet.jouer(gestes)
        if lignes := sujet.rendre(suite, panel.juger):
            if lignes[0].libre and (effet := effet_de(sujet, panel)):  # sa phrase et qui définit de même, ou son récit et qui y voit quoi
                lignes[0] = lignes[0]._replace(retour=effet.resumer(suite.reponses))
            if isinstance(sujet, Accord):
                codees = jeu(corpus, sujet.sur).jouer(carnet.feuillet(sujet.sur).evenements()).reponses
                lignes += filter(None, [EffetAccord(sujet, panel).rendre(codees, suite.reponses)])
            yield Section(sujet, suite, datetime.fromisoformat(gestes[-1]["quand"]), lignes)


def en_csv(sections: Iterable[Section]) -> str:
    """Une ligne par réponse (voir `tableur.ecrire`). Les décomptes d’auteurs sont vides là où aucun auteur ne juge."""
    return tableur.ecrire(
        COLONNES,
        (
            (
                *(s.sujet.cle, s.sujet.titre, r.champ, r.titre, r.remise, r.revue, r.retour),
                *(r.comptes.get(retour, "") for retour in COMPARABLES),
                *(s.suite.tour, s.quand.isoformat()),
            )
            for s in sections
            for r in s.lignes
        ),
    )


def en_html(sections: Sequence[Section], maintenant: datetime, proximite: Ensemble | None = None) -> str:
    """Une page complète, sans rien chercher ailleurs, à imprimer ou à rendre."""
    return str(rendre("compte-rendu.html", maintenant=maintenant, sections=sections, proximite=proximite))


def exporter(corpus: Corpus, carnet: Carnet, panel: Panel, maintenant: datetime) -> Page:
    """Écrit le compte rendu (HTML et CSV) à côté des réponses, et propose de le télécharger.

    Si le disque refuse, les deux fichiers restent téléchargeables : rien n’est perdu.
    """
    faites = [*sections(corpus, carnet, panel)]
    if not faites:
        return Page(rendre("compte-rendu-pret.html", vide=True), "Compte rendu vide")
    page, donnees = en_html(faites, maintenant, ensemble(corpus, carnet, lambda: panel)), en_csv(faites)
    dossier = carnet.dossier.name
    try:
        remplacer(carnet.dossier / f"{NOM}.html", page.encode())
        remplacer(carnet.dossier / f"{NOM}.csv", donnees.encode())
    except OSError:
        dossier = ""
    fichiers = [
        (suffixe, genre, base64.b64encode(contenu.encode()).decode(), dit)
        for suffixe, genre, contenu, dit in (
            ("html", "text/html", page, "Télécharger la page à rendre"),
            ("csv", "text/csv", donnees, "Télécharger la table"),
        )
    ]
    return Page(rendre("compte-rendu-pret.html", vide=False, dossier=dossier, nom=NOM, fichiers=fichiers), "Compte rendu prêt")
