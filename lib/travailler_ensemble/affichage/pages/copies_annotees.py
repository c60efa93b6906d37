"""Deux copies inventées par exercice, une faible et une bonne : rendues comme celles des étudiants, puis lues avec le barème.

Leurs textes et ce que l’on en dit sont dans `solutions/copies.csv` et `solutions/copies_notes.csv`, que le paquet des étudiants n’a pas.
Le reste suit une règle, la même partout. La bonne répond à toutes les cartes comme celui qui juge, et touche les mots du récit qui
décident. La faible passe une carte sur trois, répond au hasard à une autre, et ne touche aucun mot.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.choix import CHOIX, VU, Choix, Pari
from travailler_ensemble.activites.classement import Carte, Classement
from travailler_ensemble.activites.criteres import MOTS, Jeu
from travailler_ensemble.activites.libre import TEXTE
from travailler_ensemble.activites.sujet import Sujet
from travailler_ensemble.affichage.pages import compte_rendu
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.corpus import DOSSIER, Corpus, Ligne, trame
from travailler_ensemble.ecriture.phrases import compter, mots_de
from travailler_ensemble.panel.avis import Panel

FAIBLE, BONNE = "faible", "bonne"
COPIES = (FAIBLE, BONNE)


class Appliquee(NamedTuple):
    """Une ligne du barème appliquée : ce qui est dans le fichier, compté ; les points, sur combien ; ce que l’on en dit."""

    attendu: str
    compte: str
    points: int
    sur: int
    dit: str


class Annotee(NamedTuple):
    """Une copie : « faible » ou « bonne », ce qu’elle remet, et ce qu’elle vaut."""

    nom: str
    labo: compte_rendu.Labo
    notes: tuple[Appliquee, ...]

    @property
    def points(self) -> int:
        """Sa somme."""
        return sum(x.points for x in self.notes)


def _table(nom: str) -> list[dict[str, str]]:
    with (DOSSIER.parent / trame.CORRIGES / nom).open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def annotees(panel: Panel, labo: Ligne) -> tuple[Annotee, ...]:
    """Les deux copies d’un exercice. Lève `FileNotFoundError` là où il n’y a pas de corrigés."""
    dites = [x for x in _table("copies.csv") if x["labo"] == labo["id"]]
    notees = [x for x in _table("copies_notes.csv") if x["labo"] == labo["id"]]
    with TemporaryDirectory() as dossier:
        return tuple(_annoter(panel, labo, nom, dites, notees, Path(dossier) / nom) for nom in COPIES)


def _annoter(panel: Panel, labo: Ligne, nom: str, dites: list[dict[str, str]], notees: list[dict[str, str]], dossier: Path) -> Annotee:
    corpus, carnet = panel.corpus, Carnet(dossier)
    explicites = {(x["activite"], x["champ"]): x["valeur"] for x in dites if x["copie"] == nom}
    ordre = compte_rendu.etapes(trame.lire(trame.EXERCICES, labo["carnet"]))
    faits = {s.cle: s for s in sujets(corpus) if s.cle in ordre and s.juge_par != "panel"}
    for s in faits.values():
        for champ, valeur in {**dict(_reponses(panel, s, nom)), **_siennes(explicites, s)}.items():
            carnet.feuillet(s.cle).ajouter({"geste": s.mots.geste, s.mots.champ: champ, s.mots.valeur: valeur})
    [rendu] = compte_rendu.labos(corpus, carnet, panel, labo["numero"], "exercice")
    bareme = {x["rang"]: x for x in corpus.lignes("baremes") if x["labo"] == labo["id"]}
    notes = tuple(
        Appliquee(b["attendu"], _compter(faits[b["cle"]], carnet), int(x["points"]), b["points"], x["note"])
        for x in notees
        if x["copie"] == nom
        for b in (bareme[int(x["rang"])],)
    )
    return Annotee(nom, rendu._replace(attendus=[]), notes)


def _siennes(explicites: Mapping[tuple[str, str], str], s: Sujet) -> dict[str, str]:
    """Ce que la table lui fait répondre ; une réponse choisie a été remise."""
    dites = {champ: valeur for (activite, champ), valeur in explicites.items() if activite == s.cle}
    return dites | {VU: "oui"} if isinstance(s, Choix) and not isinstance(s, Pari) and CHOIX in dites else dites


def _reponses(panel: Panel, s: Sujet, nom: str) -> Iterator[tuple[str, str]]:
    """Ce que la règle fait répondre à un tri ; rien ailleurs."""
    if not isinstance(s, Classement):
        return
    for n, carte in enumerate(s.cartes):
        juste = next((c.id for c in s.cases if panel.juger(s, carte.id, c.id).get("accord")), s.cases[0].id)
        if nom == BONNE:
            yield carte.id, juste
            if s.de_situations and (mots := _mots(panel.corpus, s, carte)):
                yield MOTS + carte.id, mots
        elif n % 3 < 2:
            yield carte.id, s.cases[0].id if n % 3 else juste


def _mots(corpus: Corpus, s: Classement, carte: Carte) -> str:
    """Les mots du récit qui décident d’une carte : ceux que cite la réponse du texte, sinon l’indice d’un critère codé."""
    recit = " ".join(carte.paragraphes)
    cites = (m for v in s.vraies_de(carte.id) if v.juste == "oui" for m in re.findall("«\\s(.+?)\\s»", v.explication))
    codes = [x for x in corpus.lignes("codages") if x["situation"] == carte.cible.situation and x["indice"]]
    if carte.cible.enonce:
        exiges = [x["critere"] for x in corpus.lignes("clauses") if x["enonce"] == carte.cible.enonce]
        codes = sorted((x for x in codes if x["critere"] in exiges), key=lambda x: exiges.index(x["critere"]))
    elif carte.cible.critere:
        codes = [x for x in codes if x["critere"] == carte.cible.critere]
    return next((m for m in (*cites, *(x["indice"] for x in codes if carte.cible.critere or carte.cible.enonce)) if m in recit), "")


def _compter(s: Sujet, carnet: Carnet) -> str:
    """Ce que le fichier contient de cette activité, compté : « 5 cartes sur 7, mots touchés sur 3 »."""
    suite = s.jouer(carnet.feuillet(s.cle).evenements())
    if texte := suite.reponses.get(TEXTE, ""):
        return compter(len(mots_de(texte)), "mot")
    fait = s.dire_progres(suite)
    if isinstance(s, Classement) and s.de_situations:
        fait += f", mots touchés sur {len(s.mots_qui_decident(suite)) or 'aucune'}"
    return compter(len(suite.reponses), "critère réglé", "critères réglés") if isinstance(s, Jeu) else fait
