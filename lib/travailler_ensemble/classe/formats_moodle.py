"""Des questions écrites pour Moodle : XML, avec ou sans l’extension de concordance, et GIFT.

Formats : « Moodle XML » et « GIFT » des importateurs de Moodle ; pour les tris où des auteurs répondent, les types `tcs` et
`tcsjudgment` de l’Université de Montréal, où chaque réponse porte le nombre d’experts qui la tiennent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby
from typing import NamedTuple
from xml.etree import ElementTree as XML

from travailler_ensemble.ecriture.phrases import insecable

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


class Rayon(NamedTuple):
    """Où se rangent les questions d’un labo : sa catégorie, et les étiquettes de chacune."""

    categorie: str
    etiquettes: tuple[str, ...]


def en_xml(rayons: Mapping[str, Rayon], questions: Iterable[QuestionMoodle]) -> str:
    """Le fichier « Moodle XML » : une catégorie par labo, et ses questions, étiquetées par labo et par diplôme."""
    quiz = XML.Element("quiz")
    for labo, ici in groupby(sorted(questions, key=lambda q: q.labo), key=lambda q: q.labo):
        categorie = XML.SubElement(quiz, "question", type="category")
        _texte(categorie, "category", rayons[labo].categorie)
        XML.SubElement(categorie, "idnumber").text = labo
        for q in ici:
            _question(quiz, q, rayons[labo].etiquettes)
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
        _texte(e, "hypothisistext", paragraphe(q.hypothese), html=True)
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
        _texte(e, "hint", paragraphe(aide), html=True)
    mots = XML.SubElement(e, "tags")
    for mot in etiquettes:
        _texte(mots, "tag", mot)


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
        reponse = _texte(e, "answer", paragraphe(r.texte), html=True)
        XML.SubElement(reponse, "fractionimport").text = f"{r.part:g}"
    else:
        reponse = _texte(e, "answer", r.texte if genre == "shortanswer" else paragraphe(r.texte), html=genre != "shortanswer")
        reponse.set("fraction", str(rang) if genre == "ordering" else f"{r.part:.5f}".rstrip("0").rstrip("."))
        if genre == "shortanswer":
            reponse[0].text = r.texte.replace("*", r"\*")  # l’étoile y vaut « n’importe quoi »
    _texte(reponse, "feedback", r.retour if r.retour.startswith("<") or not r.retour else paragraphe(r.retour), html=True)


def _texte(parent: XML.Element, nom: str, texte: str, *, html: bool = False) -> XML.Element:
    e = XML.SubElement(parent, nom, {"format": "html"} if html else {})
    XML.SubElement(e, "text").text = texte
    return e


def en_gift(rayons: Mapping[str, Rayon], questions: Iterable[QuestionMoodle]) -> str:
    """Les mêmes en GIFT, moins ce qu’il ne sait pas dire : ordre, concordance, étoiles d’une réponse courte."""
    lignes: list[str] = []
    for labo, ici in groupby(sorted(questions, key=lambda q: q.labo), key=lambda q: q.labo):
        lignes += [f"$CATEGORY: {rayons[labo].categorie}", ""]
        for q in ici:
            if q.genre in GIFT:
                marques = " ".join(f"[tag:{_marque(mot)}]" for mot in rayons[labo].etiquettes)
                retour = f"\n####{_echapper(q.retour)}" if q.retour else ""
                corps = "".join(f"\n{GIFT[q.genre](q, r)}" for r in q.reponses)
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


GIFT = {"multichoice": _choix_gift, "shortanswer": _courte_gift, "match": _paire_gift, "essay": _sans_gift}


def _echapper(texte: str) -> str:
    """Les signes que GIFT prend pour lui, et les fins de ligne, qu’il prend pour la fin."""
    return re.sub(r"([~=#{}:\\])", r"\\\1", " ".join(texte.split("\n")))


def _marque(mot: str) -> str:
    return mot.replace("[", "(").replace("]", ")")


def paragraphe(texte: str) -> str:
    """Un paragraphe, échappé."""
    return f"<p>{escape(insecable(texte), quote=False)}</p>"


def liste(lignes: Iterable[str]) -> str:
    """Une liste à puces, échappée ; rien sans ligne."""
    dites = "".join(f"<li>{escape(insecable(x), quote=False)}</li>" for x in lignes)
    return f"<ul>{dites}</ul>" if dites else ""


def part_de(n: int) -> float:
    """Cent partagé en `n`, ou la part permise la plus proche en dessous."""
    return 100 / next(k for k in NOTES if k >= n)
