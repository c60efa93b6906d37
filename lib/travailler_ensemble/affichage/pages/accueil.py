"""L’accueil : où en est l’apprenant, labo par labo, les parcours, et l’état de l’installation en mots simples."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from importlib import metadata
from typing import NamedTuple

from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.sujet import Sujet
from travailler_ensemble.carnet import Carnet, jour_dit
from travailler_ensemble.corpus import Corpus, Ligne, parcours, trame
from travailler_ensemble.ecriture.page import SANS_RACCOURCI, Page, repli, texte
from travailler_ensemble.ecriture.phrases import compter, duree


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


def accueil(corpus: Corpus, carnet: Carnet, maintenant: datetime) -> Page:
    """La page d’accueil : reprise, parcours, labos ; ceux qui ne sont pas publiés sont repliés."""
    tous = avancements(corpus, carnet)
    publies, a_venir = [a for a in tous if a.publie], [a for a in tous if not a.publie]
    recents = [a for a in publies if a.derniere]
    recent = max(recents, key=lambda a: a.derniere or maintenant, default=None)
    reprise = ""
    if recent and recent.derniere:
        reprise = (
            f'<div class="reprise"><p><b>Reprendre le labo {recent.labo["numero"]}, {texte(recent.labo["titre"])}</b></p>'
            f"<p>Vous en étiez à {texte(recent.reprise)}, {texte(jour_dit(recent.derniere, maintenant))}. "
            f"{_lien(recent.labo, 'Reprendre')}</p></div>"
        )
    chemins = parcours.tous(corpus)
    choix = "".join(
        f'<label class="choix"><input type="radio" name="parcours" value="{p.cle}" {"checked" if p.cle == "tout" else ""} {SANS_RACCOURCI}>'
        f"{texte(p.nom)}, {texte(duree(p.minutes))}</label>"
        for p in chemins
    )
    programmes = "".join(f"<li><b>{texte(p.nom)}</b>, {texte(p.pour)} : {texte(p.programme)}.</li>" for p in chemins)
    total, faites = sum(a.total for a in publies), sum(a.faites for a in publies)
    corps = (
        f'{reprise}<fieldset><legend>Parcours</legend>{choix}</fieldset><ul class="discret">{programmes}</ul>'
        + _liste(publies)
        + (repli(f"{compter(len(a_venir), 'labo')} en préparation", _liste(a_venir)) if a_venir else "")
        + f'<p class="discret">{compter(faites, "activité faite", "activités faites")} sur {total}. Vos réponses restent sur cette machine.</p>'
    )
    return Page(corps, f"Accueil : {len(tous)} labos")


def _liste(labos: Sequence[Avancement]) -> str:
    return f'<ul class="labos" role="list">{"".join(map(_labo, labos))}</ul>'


def _labo(a: Avancement) -> str:
    marques = ("data-d " if a.labo["decouverte"] == "oui" else "") + ("data-r" if a.labo["revision"] == "oui" else "")
    geste = {"À faire": "Commencer", "En cours": "Reprendre", "Fait": "Revoir"}.get(a.mot)
    etat = f"{a.mot}, {a.faites} sur {a.total}" if a.total and geste else a.mot
    liens = [_lien(a.labo, geste)] if geste else []
    if trame.chemin(trame.EXERCICES, a.labo["carnet"]):
        liens.append(_lien(a.labo, "Exercice", f"../{trame.EXERCICES}/"))
    return (
        f'<li {marques}><span class="rang">{a.labo["numero"]}</span><span><b>{texte(a.labo["titre"])}</b><br>'
        f'<span class="discret">{texte(a.labo["accroche"])} · {a.labo["minutes"]}\u00a0min</span><br>'
        f"{' · '.join([texte(etat), *liens])}</span></li>"
    )


def _lien(labo: Ligne, geste: str, dossier: str = "") -> str:
    article = "du" if dossier else "le"
    nom = f'<span style="position:absolute;clip-path:inset(50%)"> {article} labo {labo["numero"]}</span>'
    return f'<a class="geste" href="{dossier}{labo["carnet"]}" {SANS_RACCOURCI}>{geste}{nom}</a>'


def verifier(corpus: Corpus, carnet: Carnet) -> Page:
    """L’installation, vérifiée en mots simples : ce qui va, ce qui ne va pas et quoi faire."""
    lignes = [
        (sys.version_info >= (3, 11), "Python convient.", "Python est trop ancien : il faut la version 3.11 ou une plus récente."),
        (bool(corpus.lignes("situations")), "Les documents et les situations sont lus et vérifiés.", "Les données ne se lisent pas."),
        (
            _version("anywidget") is not None and _version("ipywidgets") is not None,
            "Les activités peuvent s’afficher.",
            "Il manque de quoi afficher les activités : fermez JupyterLab et relancez « python3 labo.py ».",
        ),
        (
            _peut_ecrire(carnet),
            "Vos réponses peuvent être enregistrées.",
            "Vos réponses ne peuvent pas être enregistrées : le disque est plein, le dossier « mes-reponses » est protégé, ou un fichier "
            "occupe sa place. Libérez de la place, ou copiez la collection dans un dossier à vous.",
        ),
    ]
    bon = all(ok for ok, _, _ in lignes)
    titre = "Tout est prêt." if bon else "Il reste quelque chose à réparer."
    corps = "".join(f"<li>{texte(bien if ok else mal)}</li>" for ok, bien, mal in lignes)
    return Page(f"<p><b>{titre}</b></p><ul>{corps}</ul>", titre)


def _version(paquet: str) -> str | None:
    try:
        return metadata.version(paquet)
    except metadata.PackageNotFoundError:
        return None


def _peut_ecrire(carnet: Carnet) -> bool:
    """Écrit pour de bon un fichier d’essai, puis l’efface : c’est la seule réponse sûre."""
    dossier = next((d for d in (carnet.dossier, *carnet.dossier.parents) if d.exists()), carnet.dossier)  # un fichier peut occuper sa place
    try:
        with tempfile.NamedTemporaryFile(dir=dossier, prefix=".essai-") as essai:
            essai.write(b"essai")
            essai.flush()
            os.fsync(essai.fileno())
    except OSError:
        return False
    return True
