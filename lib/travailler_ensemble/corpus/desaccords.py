"""Les camps d’un désaccord : qui soutient quoi, avec quel statut, et où la collection le place. Sans rien de l’écran."""

from __future__ import annotations

from typing import NamedTuple

from travailler_ensemble.corpus.tables import Corpus, Ligne
from travailler_ensemble.ecriture.phrases import Passages, majuscule, passages

CRANS = range(-3, 4)  # de « tout à fait A » à « tout à fait B »
DEVRAIT, EST = "devrait", "est"
PLANS = {DEVRAIT: "Ce qui devrait être", EST: "Ce qui est"}
"""Les deux lignes d’un débat : une norme se tient sur la première, un constat ou une hypothèse sur la seconde."""
_PLAN_DE = {"norme": DEVRAIT, "constat": EST, "hypothèse": EST}
_NATURES = {
    "rapprochement": "Ces auteurs ne se répondent pas : c’est la collection qui les met face à face.",
    "explicite contre un texte": "L’un conteste un texte qu’il nomme.",
    "nuance": "L’un nuance un texte qu’il nomme, sans le contester.",
    "explicite contre un discours ou un mot": "L’un conteste une façon de parler, sans viser les auteurs d’en face.",
    "interne": "Le même auteur, ou le même document, dit ici deux choses.",
}
_FRAGILE = {"oui": " Ce désaccord est fragile.", "non": ""}
MODES = {"explicite": "dit par l’extrait", "deduit": "déduit de l’extrait", "rapprochement": "rapproché par la collection"}


class Position(NamedTuple):
    """Ce qu’un auteur soutient. `nom` dit qui le cite, s’il ne nous arrive pas de première main ; `date` : « Dhume, 2001 » ; `cran` et
    `plan` : sa place, sur la ligne de son statut (None et vide s’il n’en prend pas) ; `rapporte` : un tiers tient la plume ; `camp` :
    « A », « B » ou « milieu ».
    """

    auteur: str
    nom: str
    teneur: str
    statut: str
    mode: str
    reference: Passages
    repere: str
    cran: int | None
    date: str
    plan: str
    rapporte: bool
    camp: str


class Plaidoyer(NamedTuple):
    """De quoi éprouver un camp qu’un texte tient : ce qu’on lui objecte, et un récit de son côté. `objecte` : « Damon, 2007, constat » ;
    vide si c’est la collection qui objecte.
    """

    objection: str
    objecte: str
    recit: str
    cas: str
    mots: str
    repere: str


class Camp(NamedTuple):
    """Un côté du désaccord : « A », « B » ou « milieu ». Sans `plaidoyer`, aucun texte d’ici ne le tient, ou il n’est pas débattu."""

    lettre: str
    titre: str
    positions: tuple[Position, ...]
    plaidoyer: Plaidoyer | None = None


class Desaccord(NamedTuple):
    """Une question qui sépare des auteurs."""

    cle: str
    question: str
    nature: str
    sens_nature: str
    camps: tuple[Camp, ...]
    juste: str

    @property
    def positions(self) -> tuple[Position, ...]:
        """Toutes les positions, camp par camp."""
        return tuple(p for c in self.camps for p in c.positions)


def desaccord(corpus: Corpus, cle: str) -> Desaccord:
    """Le désaccord d’identifiant `cle`.

    Lève `KeyError` s’il n’existe pas, `ValueError` si une de ses positions est placée hors des sept crans.
    """
    d = corpus.ligne("desaccords", cle)
    lignes = [p for p in corpus.lignes("positions") if p["desaccord"] == cle]
    dates = [_date(corpus, p) for p in lignes]
    plaides = {x["camp"]: _plaidoyer(corpus, x) for x in corpus.lignes("camps") if x["desaccord"] == cle}
    camps = tuple(
        Camp(lettre, titre, du_camp, plaides.get(lettre))
        for lettre, titre in (("A", d["camp_a"]), ("B", d["camp_b"]), ("milieu", "Ni l’un ni l’autre"))
        if (du_camp := tuple(_position(corpus, p, dates.count(_date(corpus, p)) > 1) for p in lignes if p["camp"] == lettre))
    )
    return Desaccord(cle, d["question"], d["nature"], _NATURES[d["nature"]] + _FRAGILE[d["fragile"]], camps, d["juste"])


def _position(corpus: Corpus, p: Ligne, revient: bool) -> Position:
    """Une position. Si son auteur `revient` la même année dans ce désaccord, sa date dit à quel titre : « injonction examinée par Béhar, 2001 »."""
    auteur = corpus.ligne("auteurs", p["auteur"])
    relais = f" (cité par {corpus.ligne('auteurs', p['relais'])['nom']})" if p["relais"] else ""
    nom = p["attribution"] or auteur["nom"] + relais  # l’attribution, quand le nom de l’auteur ne suffit pas à dire qui parle
    cran = p["cran"]
    if cran is not None and cran not in CRANS:
        raise ValueError(f"La position « {p['id']} » a le cran {cran} : il faut un nombre de −3 à 3.")
    return Position(
        p["auteur"],
        majuscule(nom),
        p["teneur"],
        p["statut"],
        MODES[p["mode"]],
        passages(corpus.ligne("references", p["source"])["reference"]),
        p["repere"],
        cran,
        _date(corpus, p, p["attribution"] if revient else ""),
        "" if cran is None else p["plan"] or _PLAN_DE[p["statut"]],
        bool(p["statut"] == "rapporté" or p["relais"] or p["attribution"]),
        p["camp"],
    )


def _date(corpus: Corpus, p: Ligne, titre: str = "") -> str:
    """« Dhume, 2001 », « Sanchez, s. d. », « loi du 4 mars 2002 » : qui, et quand il le dit."""
    court = titre or corpus.ligne("auteurs", p["auteur"])["court"]
    annee = str(p["annee"] or "s.\u00a0d.")
    return court if annee in court else f"{court}, {annee}"


def _plaidoyer(corpus: Corpus, x: Ligne) -> Plaidoyer:
    objecte = ""
    if x["position"]:
        p = corpus.ligne("positions", x["position"])
        objecte = ", ".join([_date(corpus, p), p["statut"], *(["déduit"] if p["mode"] == "deduit" else [])])
    return Plaidoyer(x["objection"], objecte, corpus.ligne("situations", x["situation"])["titre"], x["cas"], x["mots"], x["repere"])
