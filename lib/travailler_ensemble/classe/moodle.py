"""Les activités, en questions pour Moodle : XML (avec ou sans l’extension de concordance) et GIFT.

Formats : « Moodle XML » et « GIFT » des importateurs de Moodle ; pour les tris où des auteurs répondent, les types `tcs` et
`tcsjudgment` de l’Université de Montréal, où chaque réponse porte le nombre d’experts qui la tiennent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as XML

from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.choix import Choix
from travailler_ensemble.activites.classement import Carte, Classement
from travailler_ensemble.activites.courte import Courte
from travailler_ensemble.activites.interrogation import Interrogation
from travailler_ensemble.activites.libre import Libre
from travailler_ensemble.activites.serie import Serie
from travailler_ensemble.classe import argdown
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
NOTES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20)
"""Les parts (100 / n) que Moodle accepte pour la note d’une réponse."""
NOM_MAX, IDNUMBER_MAX = 255, 100


class ReponseMoodle(NamedTuple):
    """Une réponse proposée. `part` : sa note sur 100 ; pour une question de concordance, le nombre d’experts. `pour` : ce qu’elle apparie."""

    texte: str
    part: float
    retour: str = ""
    pour: str = ""


class QuestionMoodle(NamedTuple):
    """Une question de Moodle. `html` : ce qu’on lit ; `retour` : ce qui suit la réponse, quelle qu’elle soit."""

    genre: str
    cle: str
    labo: str
    nom: str
    html: str
    reponses: tuple[ReponseMoodle, ...] = ()
    retour: str = ""
    hypothese: str = ""
    plusieurs: bool = False
    aides: tuple[str, ...] = ()
    correcteur: str = ""


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
    reponses = tuple(ReponseMoodle(nom, experts[case], _liste(_dire(t) for t in voix if t.case == case)) for case, nom in noms.items())
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
            choix.append(QuestionMoodle("multichoice", f"{c.cle}-{carte.id}", c.labo, titre, _recit(carte) + _p(c.question), reponses))
        else:
            laissees.append((c.titre, carte.titre))
    if len(paires) < 2:
        return Lot(tuple(choix), (*laissees, *((c.titre, p.texte) for p in paires)))
    autres = tuple(ReponseMoodle(nom, 0) for nom in noms.values() if nom not in {p.texte for p in paires})
    retour = _liste(p.retour for p in paires)
    return Lot((QuestionMoodle("match", c.cle, c.labo, c.titre, _p(c.question), (*paires, *autres), retour), *choix), tuple(laissees))


def _ordre(s: Serie) -> QuestionMoodle:
    titres = {c.id: c for c in s.cartes}
    rangees = sorted((v for v in s.vraies if v.rang is not None), key=lambda v: v.rang or 0)
    retour = _liste(f"{v.date} : {titres[v.carte].titre}. {v.explication}" for v in rangees)
    bornes = f"De haut en bas : {s.borne_debut}, puis {s.borne_fin}." if s.borne_debut and s.borne_fin else s.consigne
    return QuestionMoodle(
        "ordering",
        s.cle,
        s.labo,
        s.titre,
        _p(s.question) + _p(bornes),
        tuple(ReponseMoodle(titres[v.carte].titre, 100) for v in rangees),
        retour,
    )


def _interrogation(s: Interrogation) -> QuestionMoodle | None:
    html = _p(s.titre) + (_p(s.consigne) if s.consigne else "")
    fin = _p(s.explication) + _p(f"À lire dans : {s.repere}.")
    commun = (s.cle, s.labo, s.titre, html)
    if isinstance(s, Courte):
        notes = {"oui": 100.0, "defendable": 50.0, "non": 0.0}
        prevues = tuple(ReponseMoodle(r.reponse, notes[r.juste], r.retour) for r in s.reponses)
        return QuestionMoodle("shortanswer", *commun, prevues, fin, aides=s.relances)
    if isinstance(s, Choix):
        return QuestionMoodle("multichoice", *commun, tuple(_noter(s)), fin, plusieurs=s.plusieurs)
    if isinstance(s, Libre):
        return QuestionMoodle("essay", *commun, correcteur=_liste(s.points) + (_p(s.explication) if s.explication else ""))
    return None


def _noter(s: Choix) -> Iterator[ReponseMoodle]:
    """Une réponse : 100, 50 si elle se défend. Plusieurs : la part de chacune, et autant d’ôté pour une réponse à revoir."""
    justes = [r for r in s.reponses if r.juste == "oui"] or [r for r in s.reponses if r.juste == "defendable"]
    fausses = [r for r in s.reponses if r.juste == "non"]
    for r in s.reponses:
        if not s.plusieurs:
            part = 100.0 if r in justes else 50.0 if r.juste == "defendable" else 0.0
        else:
            part = _part(len(justes)) if r in justes else -_part(len(fausses)) if r in fausses else 0.0
        yield ReponseMoodle(r.reponse, part, r.retour)


def _part(n: int) -> float:
    return 100 / next(k for k in NOTES if k >= n)


# L’écriture


def en_xml(corpus: Corpus, questions: Iterable[QuestionMoodle]) -> str:
    """Le fichier « Moodle XML » : une catégorie par labo, et ses questions, étiquetées par labo et par diplôme."""
    quiz = XML.Element("quiz")
    for labo, ici in groupby(sorted(questions, key=lambda q: q.labo), key=lambda q: q.labo):
        categorie = XML.SubElement(quiz, "question", type="category")
        _texte(categorie, "category", _categorie(corpus, labo))
        XML.SubElement(categorie, "idnumber").text = labo
        for q in ici:
            _question(quiz, q, _etiquettes(corpus, labo))
    XML.indent(quiz)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + XML.tostring(quiz, encoding="unicode") + "\n"


def _question(quiz: XML.Element, q: QuestionMoodle, etiquettes: Iterable[str]) -> None:
    e = XML.SubElement(quiz, "question", type=q.genre)
    _texte(e, "name", q.nom[:NOM_MAX])
    _texte(e, "questiontext", q.html, html=True)
    _texte(e, "generalfeedback", q.retour, html=True)
    simples = {"defaultgrade": "1.0", "penalty": "0.3333333" if q.aides else "0", "hidden": "0", "idnumber": q.cle[:IDNUMBER_MAX]}
    simples |= _REGLAGES.get(q.genre, {})
    if q.genre == "multichoice":
        simples["single"] = "false" if q.plusieurs else "true"
    for nom, valeur in simples.items():
        XML.SubElement(e, nom).text = valeur
    if q.genre.startswith("tcs"):
        _texte(e, "hypothisistext", _p(q.hypothese), html=True)
        if q.genre == "tcs":
            _texte(e, "effecttext", "", html=True)
    if q.genre == "essay":
        _texte(e, "graderinfo", q.correcteur, html=True)
        _texte(e, "responsetemplate", "", html=True)
    for r in q.reponses if q.genre == "match" else ():
        paire = _texte(e, "subquestion", r.pour, html=True)
        _texte(paire, "answer", r.texte)
    for rang, r in enumerate(() if q.genre == "match" else q.reponses, start=1):
        _reponse(e, q.genre, r, rang)
    for aide in q.aides:
        _texte(e, "hint", _p(aide), html=True)
    liste = XML.SubElement(e, "tags")
    for mot in etiquettes:
        _texte(liste, "tag", mot)


_REGLAGES: dict[str, dict[str, str]] = {
    "multichoice": {"shuffleanswers": "true", "answernumbering": "none"},
    "match": {"shuffleanswers": "true"},
    "shortanswer": {"usecase": "0"},
    "ordering": {
        "layouttype": "VERTICAL",
        "selecttype": "ALL",
        "selectcount": "0",
        "gradingtype": "RELATIVE_TO_CORRECT",
        "showgrading": "1",
        "shownumcorrect": "1",  # sans lui, l’importateur de Moodle 5 invente des aides vides et s’arrête
    },
    "essay": {
        "responseformat": "editor",
        "responserequired": "1",
        "responsefieldlines": "15",
        "attachments": "0",
        "attachmentsrequired": "0",
    },
    "tcs": {
        "labelhypothisistext": "Hypothèse",
        "labeleffecttext": "",
        "showquestiontext": "1",
        "labelnewinformationeffect": "Votre réponse",
        "labelfeedback": "Vos raisons",
        "labelsituation": "Situation",
        "showfeedback": "1",
        "showoutsidefieldcompetence": "1",
    },
}
_REGLAGES["tcsjudgment"] = {nom: v for nom, v in _REGLAGES["tcs"].items() if nom != "labeleffecttext"} | {"labelhypothisistext": "Question"}


def _reponse(e: XML.Element, genre: str, r: ReponseMoodle, rang: int) -> None:
    if genre.startswith("tcs"):
        reponse = _texte(e, "answer", _p(r.texte), html=True)
        XML.SubElement(reponse, "fractionimport").text = f"{r.part:g}"
    else:
        reponse = _texte(e, "answer", r.texte if genre == "shortanswer" else _p(r.texte), html=genre != "shortanswer")
        reponse.set("fraction", str(rang) if genre == "ordering" else f"{r.part:.5f}".rstrip("0").rstrip("."))
        if genre == "shortanswer":
            reponse[0].text = r.texte.replace("*", r"\*")  # l’étoile y vaut « n’importe quoi »
    _texte(reponse, "feedback", r.retour if r.retour.startswith("<") or not r.retour else _p(r.retour), html=True)


def _texte(parent: XML.Element, nom: str, texte: str, *, html: bool = False) -> XML.Element:
    e = XML.SubElement(parent, nom, {"format": "html"} if html else {})
    XML.SubElement(e, "text").text = texte
    return e


def en_gift(corpus: Corpus, questions: Iterable[QuestionMoodle]) -> str:
    """Les mêmes en GIFT, moins ce qu’il ne sait pas dire : ordre, concordance, étoiles d’une réponse courte."""
    lignes: list[str] = []
    for labo, ici in groupby(sorted(questions, key=lambda q: q.labo), key=lambda q: q.labo):
        lignes += [f"$CATEGORY: {_categorie(corpus, labo)}", ""]
        for q in ici:
            if q.genre in _GIFT:
                marques = " ".join(f"[tag:{_marque(mot)}]" for mot in _etiquettes(corpus, labo))
                retour = f"\n####{_echapper(q.retour)}" if q.retour else ""
                corps = "".join(f"\n{_GIFT[q.genre](q, r)}" for r in q.reponses)
                tete = f"// [id:{q.cle[:IDNUMBER_MAX]}] {marques}\n::{_echapper(q.nom[:NOM_MAX])}::[html]{_echapper(q.html)}"
                lignes += [f"{tete}{{{corps}{retour}\n}}", ""]
    return "\n".join(lignes)


def _choix_gift(q: QuestionMoodle, r: ReponseMoodle) -> str:
    if q.plusieurs:
        debut = f"~%{f'{r.part:.5f}'.rstrip('0').rstrip('.')}%"
    else:
        debut = "=" if r.part == 100 else f"~%{r.part:g}%" if r.part else "~"
    return f"{debut}{_echapper(r.texte)}" + (f"#{_echapper(r.retour)}" if r.retour else "")


def _courte_gift(_: QuestionMoodle, r: ReponseMoodle) -> str:
    return f"=%{r.part:g}%{_echapper(r.texte)}" + (f"#{_echapper(r.retour)}" if r.retour else "")


def _paire_gift(_: QuestionMoodle, r: ReponseMoodle) -> str:
    return f"={_echapper(r.pour)} -> {_echapper(r.texte)}"


def _sans_gift(_: QuestionMoodle, r: ReponseMoodle) -> str:
    return ""


_GIFT = {"multichoice": _choix_gift, "shortanswer": _courte_gift, "match": _paire_gift, "essay": _sans_gift}


def _echapper(texte: str) -> str:
    """Les signes que GIFT prend pour lui, et les fins de ligne, qu’il prend pour la fin."""
    return re.sub(r"([~=#{}:\\])", r"\\\1", " ".join(texte.split("\n")))


def _marque(mot: str) -> str:
    return mot.replace("[", "(").replace("]", ")")


def _categorie(corpus: Corpus, labo: str) -> str:
    ligne = corpus.ligne("labos", labo)
    return f"$course$/top/Travailler ensemble/{ligne['numero']} {ligne['titre']}".replace("//", "/")


def _etiquettes(corpus: Corpus, labo: str) -> list[str]:
    """Le labo, puis les diplômes d’aujourd’hui qu’il sert."""
    refs = [corpus.ligne("referentiels", r["referentiel"]) for r in corpus.lignes("referentiels_themes") if r["labo"] == labo]
    return [labo, *dict.fromkeys(f"{r['diplome'].partition(' (')[0]} {r['version']}" for r in refs if r["etat"] == "aujourd’hui")]


def _recit(carte: Carte, *, avec_titre: bool = False) -> str:
    titre = f"<p><strong>{escape(carte.titre, quote=False)}</strong></p>" if avec_titre or carte.paragraphes else ""
    return (titre or _p(carte.titre)) + "".join(map(_p, carte.paragraphes))


def _dire(t: Tenue) -> str:
    """« Fabrice Dhume (2001, norme, déduit de ses critères) : il faut… Référence. »"""
    d: LectureDite = t.dites[0]
    reference = "".join(morceau for morceau, _ in d.reference)
    return " ".join(filter(None, (f"{t.signature} :", d.raison or d.phrase, reference)))


def _p(texte: str) -> str:
    return f"<p>{escape(insecable(texte), quote=False)}</p>"


def _liste(lignes: Iterable[str]) -> str:
    dites = "".join(f"<li>{escape(insecable(x), quote=False)}</li>" for x in lignes)
    return f"<ul>{dites}</ul>" if dites else ""


def dire_lot(lot: Lot) -> Iterator[str]:
    """Ce qu’il y a dans un lot, et ce qui n’y est pas, en quelques lignes."""
    for genre, n in Counter(q.genre for q in lot.questions).most_common():
        yield f"- {genre} : {compter(n, 'question')}"
    for titre, cartes in groupby(lot.laissees, key=lambda x: x[0]):
        yield f"- laissées, « {titre} » : {' ; '.join(carte for _, carte in cartes)}"


def fichiers(corpus: Corpus, panel: Panel) -> dict[str, str]:
    """Chaque fichier à donner à Moodle, et son texte ; le premier dit ce qu’il y a dans les autres."""
    auteurs, textes, debats = concordance(corpus, panel), faits(corpus, panel), argdown.tous(corpus)
    sans_gift = sum(q.genre not in _GIFT for q in textes.questions)
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
        "concordance.xml": en_xml(corpus, auteurs.questions),
        "faits.xml": en_xml(corpus, textes.questions),
        "faits.gift.txt": en_gift(corpus, textes.questions),
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
