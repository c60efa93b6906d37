"""« Mon compte rendu » : tout ce que l’apprenant a fait, en une page à rendre et une table à rouvrir."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.criteres import Jeu
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Rendue, Sujet
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.page import SANS_RACCOURCI, Page, table, texte
from travailler_ensemble.ecriture.phrases import compter, date_dite
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.panel.effet import EffetDefinition

NOM = "mon-compte-rendu"
_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;color:#221e19;background:#fff;max-width:52rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:650;padding:.5rem 0}"
    ".defile{overflow-x:auto}th,td{text-align:left;vertical-align:top;padding:.5rem 1rem .5rem 0;border-bottom:1px solid #ddd5c9}"
    "h1{font-size:1.75rem}h2{font-size:1.25rem;margin-top:2.5rem}@media print{h2{break-after:avoid}}"
)


COLONNES = (
    "activite",
    "titre_activite",
    "champ",
    "titre",
    "premiere",
    "actuelle",
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


def sections(corpus: Corpus, carnet: Carnet, panel: Panel) -> Iterator[Section]:
    """Toutes les activités commencées, de quelque sorte qu’elles soient."""
    for sujet in sujets(corpus, lambda cle: carnet.feuillet(cle).evenements()):
        gestes = carnet.feuillet(sujet.cle).evenements()
        suite = sujet.jouer(gestes)
        if lignes := sujet.rendre(suite, panel.juger):
            if isinstance(sujet, Jeu) and sujet.genre == "definition" and lignes[0].libre:  # sa phrase, et qui définit de même
                lignes[0] = lignes[0]._replace(retour=EffetDefinition(sujet, panel).dire(suite.reponses)["proches"])
            yield Section(sujet, suite, datetime.fromisoformat(gestes[-1]["quand"]), lignes)


def en_csv(corpus: Corpus, carnet: Carnet, panel: Panel) -> str:
    """Une ligne par réponse ; UTF-8, virgule. Les décomptes d’auteurs sont vides là où aucun auteur ne juge."""
    sortie = io.StringIO()
    ecrire = csv.writer(sortie, lineterminator="\n")
    ecrire.writerow(COLONNES)
    for s in sections(corpus, carnet, panel):
        for r in s.lignes:
            comptes = [r.comptes.get(retour, "") for retour in ("accord", "nuance", "desaccord")]
            ecrire.writerow(
                [
                    s.sujet.cle,
                    s.sujet.titre,
                    r.champ,
                    r.titre,
                    r.premiere,
                    r.actuelle,
                    r.retour,
                    *comptes,
                    s.suite.tour,
                    s.quand.isoformat(),
                ]
            )
    return sortie.getvalue()


def en_html(corpus: Corpus, carnet: Carnet, panel: Panel, maintenant: datetime) -> str:
    """Une page complète, sans rien chercher ailleurs, à imprimer ou à rendre."""
    corps = "".join(map(_section, sections(corpus, carnet, panel))) or "<p>Aucune activité commencée pour l’instant.</p>"
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Mon compte rendu</title><style>{_STYLE}</style></head><body><main><h1>Mon compte rendu</h1><p>Nom\u00a0: ……………………………………</p>"
        f"<p>Travailler ensemble, le {texte(date_dite(maintenant))}. Être en accord avec un auteur n’est ni un point gagné ni un point "
        f"perdu : il n’y a pas de note.</p>{corps}</main></body></html>"
    )


def _section(s: Section) -> str:
    reprises = f" Activité recommencée {compter(s.suite.tour - 1, 'fois', 'fois')}." if s.suite.tour > 1 else ""
    courtes = [r for r in s.lignes if not r.libre]
    tableau = table(
        "Mes réponses, et ce qui en est dit",
        [s.sujet.colonne, "Première réponse", "Réponse actuelle", "Ce qui en est dit"],
        [(r.titre, r.premiere, r.actuelle, r.retour or "rien ne se compare ici") for r in courtes],
    )
    textes = "".join(
        f"<h3>{texte(r.titre)}</h3>"
        + "".join(f"<p>{texte(p)}</p>" for p in r.actuelle.splitlines() if p.strip())
        + (f"<p><i>{texte(r.retour)}</i></p>" if r.retour else "")
        for r in s.lignes
        if r.libre
    )
    return (
        f"<section><h2>{texte(s.sujet.titre)}</h2><p>{texte(s.sujet.demande)} "
        f"{texte(s.sujet.dire_progres(s.suite))}, le {texte(date_dite(s.quand))}.{reprises}</p>"
        f"{tableau if courtes else ''}{textes}</section>"
    )


def exporter(corpus: Corpus, carnet: Carnet, panel: Panel, maintenant: datetime) -> Page:
    """Écrit le compte rendu (HTML et CSV) à côté des réponses, et propose de le télécharger.

    Si le disque refuse, les deux fichiers restent téléchargeables : rien n’est perdu.
    """
    if not any(True for _ in sections(corpus, carnet, panel)):
        return Page("<p>Rien à rendre pour l’instant\u00a0: commencez une activité, puis relancez cette cellule.</p>", "Compte rendu vide")
    page, donnees = en_html(corpus, carnet, panel, maintenant), en_csv(corpus, carnet, panel)
    try:
        (carnet.dossier / f"{NOM}.html").write_text(page, encoding="utf-8")
        (carnet.dossier / f"{NOM}.csv").write_text(donnees, encoding="utf-8-sig", newline="")
        ou = f"Il est aussi dans le dossier «\u00a0{carnet.dossier.name}\u00a0»."
    except OSError:
        ou = "Il n’a pas pu être écrit dans votre dossier de réponses : téléchargez-le d’ici."
    liens = " · ".join(
        f'<a download="{NOM}.{suffixe}" href="data:{genre};base64,{base64.b64encode(contenu.encode(code)).decode()}" {SANS_RACCOURCI}>{dit}</a>'
        for suffixe, genre, contenu, code, dit in (
            ("html", "text/html", page, "utf-8", "Télécharger la page à rendre"),
            ("csv", "text/csv", donnees, "utf-8-sig", "Télécharger la table"),
        )
    )
    return Page(f"<p><b>Votre compte rendu est prêt.</b> {texte(ou)}</p><p>{liens}</p>", "Compte rendu prêt")
