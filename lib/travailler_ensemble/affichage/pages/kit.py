"""Le kit d’un labo, pour cinquante minutes de classe : un plan, six diapositives, une feuille à donner, deux copies annotées.

Rien n’est ressaisi : le minutage et les pièges viennent des notes d’animation du corrigé, le barème de sa table,
la séance en direct de ce que sa page propose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from travailler_ensemble.activites.classement import Classement, classement
from travailler_ensemble.affichage.pages.copies_annotees import annotees
from travailler_ensemble.affichage.pages.preparation import RESERVES, competences, debats
from travailler_ensemble.corpus import Corpus, Ligne, trame
from travailler_ensemble.corpus.desaccords import Desaccord, desaccord
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.page import feuille
from travailler_ensemble.ecriture.phrases import mots_de
from travailler_ensemble.fichiers import remplacer
from travailler_ensemble.panel import tenues
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.seance import programme

DOSSIER = Path("a-distribuer") / "kits"
CONSIGNE = "Par labo\u00a0: un plan de cinquante minutes (au dos, le barème à cocher), six diapositives, une feuille à photocopier (au dos, les auteurs), deux copies inventées de l’exercice, annotées."
MINUTES = 50
VOIX = 2
"""Par camp, les voix d’une diapositive : au-delà, on ne les lit plus du fond de la salle."""
_MINUTAGE = re.compile(r"(\d+)–(\d+)\s*:\s*(.+?)[ .]*(?=\d+–\d+\s*:|\Z)", re.DOTALL)
_RUBRIQUES = {
    "Avant": ("À préparer", "Sans ordinateur pour tous"),
    "Pièges": ("Piège", "Erreur"),
    "Questions à poser": ("Question", "Relance"),
    "Pour être juste": ("Pour être juste", "Sur "),
    "Selon le temps": ("Si ", "Avant de ramasser", "Pour finir"),
}
"""Une rubrique du plan → le début des titres de notes qu’elle réunit."""


class Moment(NamedTuple):
    """Un moment du plan, en minutes depuis le début, et ce que l’on y fait."""

    debut: int
    fin: int
    quoi: str


# Le plan


def minutage(texte: str) -> tuple[Moment, ...]:
    """« 0–5 : lire le récit. 5–20 : l’étape 1. » → les moments, dans l’ordre."""
    return tuple(Moment(int(m[1]), int(m[2]), m[3]) for m in _MINUTAGE.finditer(texte))


def en_direct(choix: Mapping[str, Any], minutes: int = MINUTES) -> tuple[list[str], tuple[Moment, ...]]:
    """Les cartes (identifiants) que `minutes` laissent le temps de voter deux fois, et le plan de la séance en direct.

    `choix` : ce que la page d’une séance propose pour ce tri (`programme.choix`), durées comprises, en secondes.
    """
    auteurs = [a["nom"] for a in choix["auteurs"] if a["propose"]]
    reste = 60 * minutes - choix["autour"] - sum(a["secondes"] for a in choix["auteurs"] if a["propose"])
    cartes: list[str] = []
    voter = 0
    for x in choix["cartes"]:
        if cartes and x["secondes"] > reste:
            break
        cartes.append(x["id"])
        reste -= x["secondes"]
        voter += x["secondes"]
    revoter = programme.PAR_CARTE * len(cartes) // 2
    combien = f"{len(cartes)} carte{'s' * (len(cartes) > 1)}"
    durees = (
        (choix["autour"] * 3 // 10, "Afficher le QR et le code. Chacun entre, sans nom."),
        (voter - revoter, f"Premier vote : {combien}, seul, sans parler."),
        (choix["autour"] * 5 // 10, "Clore le vote. Discuter à deux les cartes qui partagent la classe."),
        (revoter, "Second vote, sur les mêmes cartes."),
        (programme.PAR_AUTEUR * len(auteurs), f"Dévoiler {', '.join(auteurs)}. Avant chacun : « Que va-t-il répondre ? »"),
        (choix["autour"] * 2 // 10, "Ce qui nous sépare, à présent : une phrase par table."),
    )
    return cartes, tuple(_a_la_suite(durees))


def _a_la_suite(durees: Iterable[tuple[int, str]]) -> Iterator[Moment]:
    ecoulees = 0
    for secondes, quoi in durees:
        debut, ecoulees = ecoulees, ecoulees + secondes
        yield Moment(round(debut / 60), round(ecoulees / 60), quoi)


def rubriques(notes: Iterable[trame.Note]) -> dict[str, list[str]]:
    """Les notes d’animation, rangées sous les rubriques du plan ; une rubrique sans note n’y est pas."""
    rangees: dict[str, list[str]] = {nom: [] for nom in _RUBRIQUES}
    for note in notes:
        ou = next((nom for nom, debuts in _RUBRIQUES.items() if note.titre.startswith(debuts)), None)
        if ou:
            dit = note.texte if ou in ("Pièges", "Questions à poser", "Pour être juste") else f"{note.titre} : {note.texte}"
            rangees[ou].append(dit[:1].upper() + dit[1:])
    return {nom: dites for nom, dites in rangees.items() if dites}


def plan(panel: Panel, labo: Ligne, tri: Classement, choix: Mapping[str, Any]) -> str:
    """La page à imprimer pour qui anime ce labo."""
    corrige = _trame(trame.CORRIGES, labo)
    cartes, direct = en_direct(choix)
    bareme = [x for x in panel.corpus.lignes("baremes") if x["labo"] == labo["id"]]
    return _page(
        "kit-plan.html",
        labo=labo,
        exercice=corrige.titre,
        minutage=minutage(next((n.texte for n in corrige.notes if n.titre == "Note d’animation"), "")),
        tri=tri,
        cartes=[tri.titre_de(c) for c in cartes],
        direct=direct,
        rubriques=rubriques(corrige.notes),
        bareme=bareme,
        total=sum(x["points"] for x in bareme),
        competences=competences(panel.corpus, labo)["aujourd’hui"],
        reserve=RESERVES["aujourd’hui"],
    )


# Ce que voit la classe


def diapositives(panel: Panel, labo: Ligne, tri: Classement, _: Mapping[str, Any]) -> str:
    """Six diapositives, une par écran ; imprimées, une par page."""
    lu = _trame(trame.LABOS, labo)
    retenir = re.findall(r"^- (.+)$", lu.sections.get("À retenir", ""), re.MULTILINE)
    return _page(
        "kit-diapositives.html", labo=labo, tri=tri, carte=tri.cartes[0], debat=_debat(panel.corpus, labo, lu), voix=VOIX, retenir=retenir
    )


def _debat(corpus: Corpus, labo: Ligne, lu: trame.Trame) -> Desaccord:
    """Le désaccord à lever en classe : le premier du labo dont les deux camps ont une voix."""
    tous = [desaccord(corpus, cle) for cle in debats(corpus, labo, lu)]
    return next(d for d in tous if {c.lettre for c in d.camps} >= {"A", "B"})


def feuille_a_donner(panel: Panel, labo: Ligne, tri: Classement, choix: Mapping[str, Any]) -> str:
    """La feuille de l’étudiant : les récits de la séance et leurs cases ; les auteurs au dos."""
    prises, _ = en_direct(choix)
    tri = replace(tri, cartes=tuple(c for c in tri.cartes if c.id in prises))
    dos = rendre("statique.html", titre=tri.titre, demandes=[], rubriques=[*tenues.sur_papier(panel, tri)], au_dos=True)
    return str(
        rendre(
            "labo-imprime.html",
            titre=f"{labo['numero']} · {tri.titre}",
            feuilles=Markup(feuille("page") + feuille("imprime")),
            corps=rendre("statique.html", titre=tri.titre, demandes=_demandes(tri), rubriques=tri.sur_papier(), au_dos=False),
            dos=Markup(str(dos).replace("<details>", "<details open>")),
        )
    )


def copies(panel: Panel, labo: Ligne, _: Classement, __: Mapping[str, Any]) -> str:
    """Une copie faible et une bonne de l’exercice, inventées, chacune suivie de son barème rempli."""
    rendues = [
        (c, Markup(rendre("copie.html", jour=None, groupe="", labos=[c.labo], proximite=None, mots_de=mots_de)))
        for c in annotees(panel, labo)
    ]
    return _page("kit-copies.html", labo=labo, copies=rendues)


def _demandes(tri: Classement) -> list[str]:
    return [d for d in (tri.consigne, tri.question) if d]


# Les fichiers


def ecrire(dossier: Path, panel: Panel) -> tuple[Path, ...]:
    """Écrit, pour chaque labo publié, `NN-plan.html`, `NN-diapositives.html`, `NN-feuille.html` et `NN-copies.html`. Lève `OSError`."""
    dossier.mkdir(parents=True, exist_ok=True)
    proposes = {t["labo"]: t for t in reversed(programme.choix(panel))}  # le premier tri d’un labo, à défaut son premier débat
    ecrits = []
    for labo in panel.corpus.lignes("labos"):
        if not trame.publie(labo):
            continue
        propose = proposes[labo["id"]]
        tri = classement(panel.corpus, propose["cle"])
        for nom, fait in (("plan", plan), ("diapositives", diapositives), ("feuille", feuille_a_donner), ("copies", copies)):
            chemin = dossier / f"{labo['numero']}-{nom}.html"
            remplacer(chemin, fait(panel, labo, tri, propose["choix"]).encode("utf-8"))
            ecrits.append(chemin)
    return tuple(ecrits)


def _trame(dossier: str, labo: Ligne) -> trame.Trame:
    """Ce carnet du labo. Lève `FileNotFoundError` là où il manque (le paquet des étudiants n’a pas de corrigés)."""
    lue = trame.lire(dossier, labo["carnet"])
    if lue is None:
        raise FileNotFoundError(2, "le carnet manque", f"{dossier}/{labo['carnet']}")
    return lue


def _page(gabarit: str, **valeurs: Any) -> str:
    return str(rendre(gabarit, feuilles=Markup("".join(map(feuille, ("jetons", "imprime", "kit")))), **valeurs))
