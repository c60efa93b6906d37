"""Récits et codages dans un tableur : les modèles à remplir, ce que l’on envoie à un collègue, et leur lecture, toutes fautes dites d’un coup.

Deux feuilles : « Récits » et « Codages » ; une troisième, « Qui code », dans ce que l’on envoie. Un CSV ne porte que les récits.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePath
from typing import NamedTuple

from travailler_ensemble.contenus.situation import LONG_RECIT, LONG_TITRE, Codee, Situation, identifiant, valide
from travailler_ensemble.corpus import Corpus, TableFautive, classeur, tableur
from travailler_ensemble.corpus.classeur import FeuilleAEcrire, FeuilleLue
from travailler_ensemble.corpus.description import montrer
from travailler_ensemble.ecriture.phrases import enumerer, insecable, majuscule, repere

RECITS, CODAGES, QUI = "Récits", "Codages", "Qui code"
TITRE, TERRAIN, RECIT, IDENTIFIANT = "Titre", "Terrain", "Récit", "Identifiant (ne pas changer)"
CRITERE, QUESTION, REPONSE, INDICE, PRENOM = "Critère", "Question", "Réponse", "Mots du récit qui le montrent", "Votre prénom"
_DITES = {"oui": "oui", "o": "oui", "non": "non", "n": "non", "": "", "?": "", "on ne sait pas": "", "ne sait pas": "", "inconnu": ""}
EXEMPLE = Situation(
    id="mes-exemple",
    titre="Exemple, à remplacer",
    terrain="handicap",
    recit="Tous les mardis, le foyer et l’auto-école ouvrent ensemble le même garage.\nRien n’est signé.",
    codages={"crit-formalisation": Codee("non", "Rien n’est signé")},
)


class Lus(NamedTuple):
    """Ce que des feuilles contiennent : des récits, le prénom de qui a codé, les fautes."""

    situations: tuple[Situation, ...]
    prenom: str
    fautes: tuple[str, ...]


def modele(forme: str, corpus: Corpus) -> bytes:
    """Le fichier à remplir, avec un exemple : « ods », « xlsx » ou « csv »."""
    return ecrire(forme, corpus, [EXEMPLE], codages=True)


def ecrire(forme: str, corpus: Corpus, situations: Iterable[Situation], *, codages: bool, prenom: str = "", qui: bool = False) -> bytes:
    """Ces récits, et une ligne par critère ; `codages` : avec leurs réponses. `qui` : avec la feuille où dire son prénom."""
    situations = list(situations)
    recits = [[s.titre, s.terrain, s.recit, s.id if s != EXEMPLE else ""] for s in situations]
    if forme == "csv":
        return tableur.ecrire([TITRE, TERRAIN, RECIT], [x[:3] for x in recits]).encode()
    lignes = []
    for s in situations:
        for c in corpus.lignes("criteres"):
            r = s.codages.get(c["id"], Codee("")) if codages else Codee("")
            lignes.append([s.titre, majuscule(c["court"]), c["question"], *r])
    pages = [
        FeuilleAEcrire(RECITS, {TITRE: 28, TERRAIN: 24, RECIT: 90, IDENTIFIANT: 24}, recits),
        FeuilleAEcrire(CODAGES, {RECIT: 28, CRITERE: 28, QUESTION: 60, REPONSE: 12, INDICE: 50}, lignes),
    ]
    return classeur.ecrire(forme, [*pages, FeuilleAEcrire(QUI, {PRENOM: 28}, [[prenom]])] if qui or prenom else pages)


def lire(nom: str, octets: bytes, corpus: Corpus) -> Lus:
    """Les récits d’un classeur ou d’un CSV, leurs codages, et toutes les fautes. Lève `ValueError` (phrase française) si rien ne s’y lit."""
    if classeur.est_un_classeur(octets):
        feuilles = {repere(f.nom): f for f in classeur.lire(octets)}
    else:
        feuilles = {repere(RECITS): _csv(nom, octets)}
    fautes: list[str] = []
    table = _Reconnue.de(feuilles.get(repere(RECITS)), RECITS, (TITRE, RECIT), (TERRAIN, IDENTIFIANT), fautes)
    par_titre = _recits(table, fautes)
    codages = _Reconnue.de(feuilles.get(repere(CODAGES)), CODAGES, (RECIT, CRITERE, REPONSE), (INDICE,), fautes if par_titre else [])
    lues = _codages(codages, par_titre, corpus, fautes)
    siens = {titre: s for titre, s in par_titre.items() if s.titre != EXEMPLE.titre}  # l’exemple du modèle, laissé là
    situations = (replace(s, codages=lues.get(titre, {})).propre() for titre, s in siens.items())
    prenom = next((c for _, ligne in (feuilles[repere(QUI)].lignes if repere(QUI) in feuilles else ())[1:2] for c in ligne if c), "")
    return Lus(tuple(situations), prenom[:40], tuple(map(insecable, fautes)))


def _csv(nom: str, octets: bytes) -> FeuilleLue:
    try:
        texte = tableur.contenu(nom, octets)
    except TableFautive as e:
        raise ValueError(str(e)) from None
    signe = tableur.separateur(texte.splitlines()[0] if texte.strip() else "", (TITRE, TERRAIN, RECIT))
    try:
        lignes = [[tableur.valeur(c.strip()) for c in x] for x in csv.reader(io.StringIO(texte, newline=""), delimiter=signe)]
    except csv.Error:
        raise ValueError("Ce fichier n’est pas un CSV : une case y est sans fin. Fermez ses guillemets droits.") from None
    return FeuilleLue(PurePath(nom).name, tuple((n, tuple(x)) for n, x in enumerate(lignes, 1) if any(x)))


class _Reconnue(NamedTuple):
    """Une feuille dont on a reconnu les colonnes."""

    nom: str
    lignes: tuple[tuple[int, Mapping[str, str]], ...] = ()

    @staticmethod
    def de(feuille: FeuilleLue | None, nom: str, voulues: Sequence[str], facultatives: Sequence[str], fautes: list[str]) -> _Reconnue:
        if feuille is None or not feuille.lignes:
            if nom == RECITS:
                raise ValueError(insecable(f"Ce fichier n’a pas de feuille « {RECITS} » remplie : partez d’un modèle."))
            return _Reconnue(nom)
        [(_, entete), *reste] = feuille.lignes
        places = {_cle(c): i for i, c in reversed([*enumerate(entete)])}
        if absentes := [c for c in voulues if _cle(c) not in places]:
            manque = f"il manque la colonne {enumerer(f'« {c} »' for c in absentes)}" if len(absentes) < 2 else "il manque les colonnes "
            manque += "" if len(absentes) < 2 else enumerer(f"« {c} »" for c in absentes)
            lues = enumerer(f"« {montrer(c)} »" for c in entete if c)
            fautes.append(f"Feuille « {montrer(feuille.nom)} », ligne 1 : {manque} ; lu : {lues}.")
            return _Reconnue(feuille.nom)
        colonnes = {c: places[_cle(c)] for c in (*voulues, *facultatives) if _cle(c) in places}
        lignes = ((n, {c: ligne[i] if i < len(ligne) else "" for c, i in colonnes.items()}) for n, ligne in reste)
        return _Reconnue(feuille.nom, tuple((n, ligne) for n, ligne in lignes if any(ligne.values())))

    def faute(self, ligne: int, colonne: str, lu: str, attendu: str) -> str:
        dit = f"lu : « {montrer(lu)} »" if lu else "la case est vide"
        return f"Feuille « {montrer(self.nom)} », ligne {ligne}, colonne « {colonne} » : {dit} ; attendu : {attendu}."


def _cle(mots: str) -> str:
    return repere(mots, 80).split("-ne-pas")[0]


def _recits(table: _Reconnue, fautes: list[str]) -> dict[str, Situation]:
    """Titre (sans casse ni accents) → le récit."""
    lus: dict[str, Situation] = {}
    for n, ligne in table.lignes:
        titre, recit, cle = ligne[TITRE], ligne[RECIT], _cle(ligne[TITRE])
        siennes = [
            *([table.faute(n, TITRE, "", "un titre")] if not titre else []),
            *([table.faute(n, TITRE, titre, f"{LONG_TITRE} signes au plus")] if len(titre) > LONG_TITRE else []),
            *([table.faute(n, TITRE, titre, "un titre que n’a aucun autre récit")] if titre and cle in lus else []),
            *([table.faute(n, RECIT, "", "un récit")] if not recit else []),
            *([table.faute(n, RECIT, recit, f"{LONG_RECIT} signes au plus")] if len(recit) > LONG_RECIT else []),
        ]
        fautes += siennes
        if not siennes:
            sien = ligne.get(IDENTIFIANT, "")
            lus[cle] = Situation(id=sien if valide(sien) else identifiant(titre), titre=titre, terrain=ligne.get(TERRAIN, ""), recit=recit)
    return lus


def _codages(table: _Reconnue, recits: Mapping[str, Situation], corpus: Corpus, fautes: list[str]) -> dict[str, dict[str, Codee]]:
    """Titre → critère → la réponse."""
    noms = {_cle(nom): c["id"] for c in corpus.lignes("criteres") for nom in (c["court"], c["nom"], c["id"])}
    courts = {_cle(c["court"]): majuscule(c["court"]) for c in corpus.lignes("criteres")}
    lus: dict[str, dict[str, Codee]] = {}
    for n, ligne in table.lignes:
        dite = _DITES.get(ligne[REPONSE].casefold().strip(" ."))
        titre, critere = _cle(ligne[RECIT]), noms.get(_cle(ligne[CRITERE]))
        siennes = []
        if titre not in recits:
            siennes.append(table.faute(n, RECIT, ligne[RECIT], f"le titre d’un récit de la feuille « {RECITS} »"))
        if critere is None:
            proche = get_close_matches(_cle(ligne[CRITERE]), courts, 1)
            attendu = f"un critère ; peut-être « {courts[proche[0]]} »" if proche else "un critère, comme le modèle les nomme"
            siennes.append(table.faute(n, CRITERE, ligne[CRITERE], attendu))
        if dite is None:
            siennes.append(table.faute(n, REPONSE, ligne[REPONSE], "oui, non, ou rien si le récit n’en dit rien"))
        if critere and lus.get(titre, {}).get(critere, Codee(dite or "")).valeur != (dite or ""):
            siennes.append(table.faute(n, REPONSE, ligne[REPONSE], "une seule réponse ; ce critère en a déjà une autre plus haut"))
        fautes += siennes
        if dite and critere and not siennes:
            lus.setdefault(titre, {})[critere] = Codee(dite, ligne.get(INDICE, ""))
    return lus
