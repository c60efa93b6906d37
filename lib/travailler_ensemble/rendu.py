"""« Mon compte rendu » : tout ce que l’apprenant a fait, en une page à rendre et une table à rouvrir."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from travailler_ensemble.activites.classement import Classement, classement
from travailler_ensemble.activites.rangement import rejouer
from travailler_ensemble.avis import Panel, comptes
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.page import SANS_RACCOURCI, Page, table, texte
from travailler_ensemble.phrases import compter

NOM = "mon-compte-rendu"
_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;color:#221e19;background:#fff;max-width:52rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:650;padding:.5rem 0}"
    ".defile{overflow-x:auto}th,td{text-align:left;vertical-align:top;padding:.5rem 1rem .5rem 0;border-bottom:1px solid #ddd5c9}"
    "h1{font-size:1.75rem}h2{font-size:1.25rem;margin-top:2.5rem}@media print{h2{break-after:avoid}}"
)


class Reponse(NamedTuple):
    """Une carte rangée : la première réponse, l’actuelle, et ce qu’en disent les auteurs."""

    activite: str
    titre_activite: str
    carte: str
    titre: str
    premiere: str
    actuelle: str
    accords: int
    nuances: int
    desaccords: int


def reponses(corpus: Corpus, carnet: Carnet, panel: Panel) -> Iterator[tuple[Classement, datetime, int, list[Reponse]]]:
    """Pour chaque activité commencée : le classement, la date du dernier geste, le tour, les réponses."""
    for t in corpus.lignes("tris"):
        gestes = carnet.feuillet(t["id"]).evenements()
        if not gestes:
            continue
        c = classement(corpus, t["id"])
        r = rejouer(gestes, {x.id for x in c.cartes}, {x.id for x in c.cases})
        lignes = []
        for carte in c.cartes:
            if carte.id not in r.premieres:
                continue
            actuelle = r.reponses.get(carte.id)
            n = comptes(panel.avis(c, carte.id, actuelle)) if actuelle else dict.fromkeys(("accord", "nuance", "desaccord"), 0)
            lignes.append(
                Reponse(
                    c.cle, c.titre, carte.id, carte.titre, c.nom_de_case(r.premieres[carte.id]),
                    c.nom_de_case(actuelle) if actuelle else "à classer de nouveau", n["accord"], n["nuance"], n["desaccord"],
                )  # fmt: skip
            )
        if lignes:
            yield c, datetime.fromisoformat(gestes[-1]["quand"]), r.tour, lignes


def en_csv(corpus: Corpus, carnet: Carnet, panel: Panel) -> str:
    """Une ligne par carte rangée ; UTF-8, virgule."""
    sortie = io.StringIO()
    ecrire = csv.writer(sortie, lineterminator="\n")
    ecrire.writerow(Reponse._fields)
    for _, _, _, lignes in reponses(corpus, carnet, panel):
        ecrire.writerows(lignes)
    return sortie.getvalue()


def en_html(corpus: Corpus, carnet: Carnet, panel: Panel, maintenant: datetime) -> str:
    """Une page complète, sans rien chercher ailleurs, à imprimer ou à rendre."""
    sections = []
    for c, quand, tour, lignes in reponses(corpus, carnet, panel):
        reprises = f" Activité recommencée {compter(tour - 1, 'fois', 'fois')}." if tour > 1 else ""
        rangees = sum(r.actuelle != "à classer de nouveau" for r in lignes)
        sections.append(
            f"<section><h2>{texte(c.titre)}</h2><p>{texte(c.question)} "
            f"{compter(rangees, 'carte rangée', 'cartes rangées')} sur {len(c.cartes)}, "
            f"{texte(_le(quand))}.{reprises}</p>"
            + table(
                "Mes réponses, et le nombre d’auteurs en accord, en nuance ou en désaccord",
                ["Carte", "Première réponse", "Réponse actuelle", "Accords", "Nuances", "Désaccords"],
                [(r.titre, r.premiere, r.actuelle, r.accords, r.nuances, r.desaccords) for r in lignes],
            )
            + "</section>"
        )
    corps = "".join(sections) or "<p>Aucune activité commencée pour l’instant.</p>"
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Mon compte rendu</title><style>{_STYLE}</style></head><body><main><h1>Mon compte rendu</h1><p>Nom\u00a0: ……………………………………</p>"
        f"<p>Travailler ensemble, {texte(_le(maintenant))}. Être en accord avec un auteur n’est ni un point gagné ni un point "
        f"perdu : il n’y a pas de note.</p>{corps}</main></body></html>"
    )


def _le(quand: datetime) -> str:
    mois = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    return f"le {quand.day if quand.day > 1 else '1er'} {mois[quand.month - 1]} {quand.year}"


def exporter(corpus: Corpus, carnet: Carnet, panel: Panel, maintenant: datetime) -> Page:
    """Écrit le compte rendu (HTML et CSV) à côté des réponses, et propose de le télécharger.

    Si le disque refuse, les deux fichiers restent téléchargeables : rien n’est perdu.
    """
    if not any(True for _ in reponses(corpus, carnet, panel)):
        return Page("<p>Rien à rendre pour l’instant : commencez une activité, puis relancez cette cellule.</p>", "Compte rendu vide")
    page, donnees = en_html(corpus, carnet, panel, maintenant), en_csv(corpus, carnet, panel)
    try:
        (carnet.dossier / f"{NOM}.html").write_text(page, encoding="utf-8")
        (carnet.dossier / f"{NOM}.csv").write_text(donnees, encoding="utf-8-sig", newline="")
        ou = f"Il est aussi dans le dossier « {carnet.dossier.name} »."
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

