"""Les activités, en questions pour Moodle (voir `formats_moodle`), et les désaccords pour un logiciel d’argumentation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.choix import Choix
from travailler_ensemble.activites.classement import Carte, Classement
from travailler_ensemble.activites.courte import Courte
from travailler_ensemble.activites.interrogation import Interrogation
from travailler_ensemble.activites.libre import Libre
from travailler_ensemble.activites.serie import Serie
from travailler_ensemble.classe import argdown
from travailler_ensemble.classe.formats_moodle import (
    GIFT,
    QuestionMoodle,
    Rayon,
    ReponseMoodle,
    en_gift,
    en_xml,
    liste,
    paragraphe,
    part_de,
)
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.phrases import compter, insecable
from travailler_ensemble.fichiers import remplacer
from travailler_ensemble.panel.avis import PARTENARIAT, Panel
from travailler_ensemble.panel.formulation import LectureDite
from travailler_ensemble.panel.retour import DECIDES
from travailler_ensemble.panel.tenues import Tenue, tenues

VERDICTS = {"reconnue": "Oui", "incertaine": "Cela dépend de ce que le récit ne dit pas", "non reconnue": "Non"}
DOSSIER = "a-distribuer/moodle"
CONSIGNE = (
    "Les tris, en tests de concordance où chaque réponse porte ses auteurs et leurs raisons ; les questions de fait ; les désaccords. "
    "Dans Moodle : Banque de questions, Importer."
)
VOIX_MIN = 2
"""Réponses tenues en deçà desquelles une carte ne peut pas être une question de concordance."""


class Lot(NamedTuple):
    """Des questions, et ce qui a été laissé : (titre du tri, titre de la carte)."""

    questions: tuple[QuestionMoodle, ...]
    laissees: tuple[tuple[str, str], ...] = ()


def concordance(corpus: Corpus, panel: Panel) -> Lot:
    """Les tris à auteurs. Une carte où l’on ne tient pas deux réponses n’apprendrait rien : elle est laissée."""
    faites, laissees = [], []
    for c in sujets(corpus):
        if isinstance(c, Classement) and c.d_auteurs:
            for carte in c.cartes:
                q = _concordance(panel, c, carte)
                if sum(r.part > 0 for r in q.reponses) < VOIX_MIN:
                    laissees.append((c.titre, carte.titre))
                else:
                    faites.append(q)
    return Lot(tuple(faites), tuple(laissees))


def _concordance(panel: Panel, c: Classement, carte: Carte) -> QuestionMoodle:
    voix = list(_lues(panel, carte) if c.genre == "panel" else tenues(panel, c, carte.id))
    noms = VERDICTS if c.genre == "panel" else {case.id: case.nom for case in c.cases}
    experts = Counter(t.case for t in voix)
    reponses = tuple(ReponseMoodle(nom, experts[case], liste(_dire(t) for t in voix if t.case == case)) for case, nom in noms.items())
    un = panel.corpus.ligne("formes", PARTENARIAT)["indefini"]
    calcul = "Ces lectures sont calculées d’après les critères que pose chaque extrait : aucun auteur n’a lu cette fiction."
    return QuestionMoodle(
        "tcs" if c.genre == "panel" else "tcsjudgment",
        f"{c.cle}-{carte.id}",
        c.labo,
        f"{c.titre} : {carte.titre}",
        _recit(carte),
        reponses,
        calcul if c.genre == "panel" else "",
        f"Il y a là {un}." if c.genre == "panel" else c.question,
    )


def _lues(panel: Panel, carte: Carte) -> Iterator[Tenue]:
    """Un avis par auteur sur le partenariat ; ses énoncés se contredisent : cela dépend."""
    situation = carte.cible.situation
    for auteur, toutes in panel.lectures(situation).items():
        lues = [x for x in toutes if x.enonce.objet == PARTENARIAT and x.verdict in DECIDES]
        if lues:
            verdicts = {x.verdict for x in lues}
            verdict = verdicts.pop() if len(verdicts) == 1 else "incertaine"
            yield Tenue(verdict, panel.formulation.nom(auteur), tuple(panel.formulation.lecture(x, situation) for x in lues))


def faits(corpus: Corpus, panel: Panel) -> Lot:
    """Les questions de fait : tris que tranche un texte ou la collection, frises, questions courtes, à choix, libres."""
    faites: list[QuestionMoodle] = []
    laissees: list[tuple[str, str]] = []
    for s in sujets(corpus):
        if isinstance(s, Classement) and s.juge_par and not s.d_auteurs:
            lot = _du_fait(panel, s)
            faites += lot.questions
            laissees += lot.laissees
        elif isinstance(s, Serie):
            faites.append(_ordre(s))
        elif isinstance(s, Interrogation) and (q := _interrogation(s)):
            faites.append(q)
    return Lot(tuple(faites), tuple(laissees))


def _du_fait(panel: Panel, c: Classement) -> Lot:
    """Les cartes à réponse unique s’apparient en une question ; celles qui en ont plusieurs deviennent des questions à choix."""
    paires, choix, laissees = [], [], []
    noms = {case.id: case.nom for case in c.cases}
    for carte in c.cartes:
        justes = {t.case: " ".join(d.raison for d in t.dites) for t in tenues(panel, c, carte.id)}
        soutenues = {v.case: v.explication for v in c.vraies_de(carte.id) if v.juste == "defendable"}
        if len(justes) == 1 and not soutenues:
            (case, raison), *_ = justes.items()
            paires.append(ReponseMoodle(noms[case], 100, f"{carte.titre} : {noms[case]}. {raison}", _recit(carte, avec_titre=True)))
        elif justes or soutenues:
            parts = {k: 100.0 if k in justes or not justes else 50.0 for k in (*soutenues, *justes)}
            reponses = tuple(ReponseMoodle(noms[k], parts.get(k, 0), justes.get(k) or soutenues.get(k, "")) for k in noms)
            titre = f"{c.titre} : {carte.titre}"
            choix.append(
                QuestionMoodle("multichoice", f"{c.cle}-{carte.id}", c.labo, titre, _recit(carte) + paragraphe(c.question), reponses)
            )
        else:
            laissees.append((c.titre, carte.titre))
    if len(paires) < 2:
        return Lot(tuple(choix), (*laissees, *((c.titre, p.texte) for p in paires)))
    autres = tuple(ReponseMoodle(nom, 0) for nom in noms.values() if nom not in {p.texte for p in paires})
    retour = liste(p.retour for p in paires)
    return Lot(
        (QuestionMoodle("match", c.cle, c.labo, c.titre, paragraphe(c.question), (*paires, *autres), retour), *choix), tuple(laissees)
    )


def _ordre(s: Serie) -> QuestionMoodle:
    titres = {c.id: c for c in s.cartes}
    rangees = sorted((v for v in s.vraies if v.rang is not None), key=lambda v: v.rang or 0)
    retour = liste(f"{v.date} : {titres[v.carte].titre}. {v.explication}" for v in rangees)
    bornes = f"De haut en bas : {s.borne_debut}, puis {s.borne_fin}." if s.borne_debut and s.borne_fin else s.consigne
    return QuestionMoodle(
        "ordering",
        s.cle,
        s.labo,
        s.titre,
        paragraphe(s.question) + paragraphe(bornes),
        tuple(ReponseMoodle(titres[v.carte].titre, 100) for v in rangees),
        retour,
    )


def _interrogation(s: Interrogation) -> QuestionMoodle | None:
    html = paragraphe(s.titre) + (paragraphe(s.consigne) if s.consigne else "")
    fin = paragraphe(s.explication) + paragraphe(f"À lire dans : {s.repere}.")
    commun = (s.cle, s.labo, s.titre, html)
    if isinstance(s, Courte):
        notes = {"oui": 100.0, "defendable": 50.0, "non": 0.0}
        prevues = tuple(ReponseMoodle(r.reponse, notes[r.juste], r.retour) for r in s.reponses)
        return QuestionMoodle("shortanswer", *commun, prevues, fin, aides=s.relances)
    if isinstance(s, Choix):
        return QuestionMoodle("multichoice", *commun, tuple(_noter(s)), fin, plusieurs=s.plusieurs)
    if isinstance(s, Libre):
        return QuestionMoodle("essay", *commun, correcteur=liste(s.points) + (paragraphe(s.explication) if s.explication else ""))
    return None


def _noter(s: Choix) -> Iterator[ReponseMoodle]:
    """Une réponse : 100, 50 si elle se défend. Plusieurs : la part de chacune, et autant d’ôté pour une réponse à revoir."""
    justes = [r for r in s.reponses if r.juste == "oui"] or [r for r in s.reponses if r.juste == "defendable"]
    fausses = [r for r in s.reponses if r.juste == "non"]
    for r in s.reponses:
        if not s.plusieurs:
            part = 100.0 if r in justes else 50.0 if r.juste == "defendable" else 0.0
        else:
            part = part_de(len(justes)) if r in justes else -part_de(len(fausses)) if r in fausses else 0.0
        yield ReponseMoodle(r.reponse, part, r.retour)


def rayons(corpus: Corpus) -> dict[str, Rayon]:
    """Par labo : une catégorie, et pour étiquettes le labo, puis les diplômes d’aujourd’hui qu’il sert."""
    ranges = {}
    for labo in corpus.lignes("labos"):
        categorie = f"$course$/top/Travailler ensemble/{labo['numero']} {labo['titre']}".replace("//", "/")
        refs = [corpus.ligne("referentiels", r["referentiel"]) for r in corpus.lignes("referentiels_themes") if r["labo"] == labo["id"]]
        diplomes = [f"{r['diplome'].partition(' (')[0]} {r['version']}" for r in refs if r["etat"] == "aujourd’hui"]
        ranges[labo["id"]] = Rayon(categorie, (labo["id"], *dict.fromkeys(diplomes)))
    return ranges


def _recit(carte: Carte, *, avec_titre: bool = False) -> str:
    titre = f"<p><strong>{escape(carte.titre, quote=False)}</strong></p>" if avec_titre or carte.paragraphes else ""
    return (titre or paragraphe(carte.titre)) + "".join(map(paragraphe, carte.paragraphes))


def _dire(t: Tenue) -> str:
    """« Fabrice Dhume (2001, norme, déduit de ses critères) : il faut… Référence. »"""
    d: LectureDite = t.dites[0]
    reference = "".join(morceau for morceau, _ in d.reference)
    return " ".join(filter(None, (f"{t.signature} :", d.raison or d.phrase, reference)))


def dire_lot(lot: Lot) -> Iterator[str]:
    """Ce qu’il y a dans un lot, et ce qui n’y est pas, en quelques lignes."""
    for genre, n in Counter(q.genre for q in lot.questions).most_common():
        yield f"- {genre} : {compter(n, 'question')}"
    for titre, cartes in groupby(lot.laissees, key=lambda x: x[0]):
        yield f"- laissées, « {titre} » : {' ; '.join(carte for _, carte in cartes)}"


def fichiers(corpus: Corpus, panel: Panel) -> dict[str, str]:
    """Chaque fichier à donner à Moodle, et son texte ; le premier dit ce qu’il y a dans les autres."""
    auteurs, textes, debats = concordance(corpus, panel), faits(corpus, panel), argdown.tous(corpus)
    ou = rayons(corpus)
    sans_gift = sum(q.genre not in GIFT for q in textes.questions)
    lisez = [
        "Travailler ensemble, pour Moodle",
        "",
        "Dans Moodle : Banque de questions, Importer. Une catégorie par labo ; chaque question porte son labo et les diplômes en étiquettes.",
        "",
        "concordance.xml : format « Moodle XML », avec les extensions qtype_tcs et qtype_tcsjudgment (Université de Montréal).",
        "Pour chaque réponse, le nombre d’auteurs qui la tiennent ; qui en tient deux y est compté deux fois.",
        *dire_lot(auteurs),
        "Laissées : les cartes où l’on ne tient pas deux réponses différentes.",
        "",
        "faits.xml : format « Moodle XML », sans extension (« ordering » en demande une avant Moodle 4.4).",
        *dire_lot(textes),
        "Laissées : les cartes auxquelles rien ne répond.",
        "",
        f"faits.gift.txt : les mêmes en GIFT, moins {compter(sans_gift, 'question')} que GIFT ne sait pas dire.",
        "",
        "desaccords.argdown, desaccords.aif.json : les désaccords, pour un logiciel d’argumentation.",
    ]
    return {
        "lisez-moi.txt": insecable("\n".join(lisez)) + "\n",
        "concordance.xml": en_xml(ou, auteurs.questions),
        "faits.xml": en_xml(ou, textes.questions),
        "faits.gift.txt": en_gift(ou, textes.questions),
        "desaccords.argdown": argdown.en_argdown(debats, "Travailler ensemble : les désaccords"),
        "desaccords.aif.json": argdown.en_aif(debats),
    }


def ecrire(dossier: Path, corpus: Corpus, panel: Panel) -> tuple[Path, ...]:
    """Écrit ces fichiers dans `dossier` et rend leurs chemins. Lève `OSError`."""
    dossier.mkdir(parents=True, exist_ok=True)
    ecrits = []
    for nom, texte in fichiers(corpus, panel).items():
        remplacer(dossier / nom, texte.encode())
        ecrits.append(dossier / nom)
    return tuple(ecrits)
