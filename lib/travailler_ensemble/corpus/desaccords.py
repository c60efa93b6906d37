"""Les camps d’un désaccord : qui soutient quoi, avec quel statut, et où la collection le place. Sans rien de l’écran."""

from __future__ import annotations

from typing import NamedTuple

from travailler_ensemble.corpus.tables import Corpus, Ligne
from travailler_ensemble.ecriture.phrases import Passages, enumerer, passages

CRANS = range(-3, 4)  # de « tout à fait A » à « tout à fait B »
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
    """Ce qu’un auteur soutient. `nom` dit qui le cite, s’il ne nous arrive pas de première main ; `cran` : None s’il ne se place pas ;
    `signe` : faux pour un dossier, un guide, une commission, un texte anonyme.
    """

    auteur: str
    nom: str
    court: str
    teneur: str
    statut: str
    mode: str
    secteur: str
    reference: Passages
    repere: str
    cran: int | None
    signe: bool = True


class Camp(NamedTuple):
    """Un côté du désaccord : « A », « B » ou « milieu »."""

    lettre: str
    titre: str
    positions: tuple[Position, ...]


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
    auteurs = [p["auteur"] for p in lignes]
    camps = tuple(
        Camp(lettre, titre, du_camp)
        for lettre, titre in (("A", d["camp_a"]), ("B", d["camp_b"]), ("milieu", "Ni l’un ni l’autre"))
        if (du_camp := tuple(_position(corpus, p, auteurs.count(p["auteur"]) > 1) for p in lignes if p["camp"] == lettre))
    )
    return Desaccord(cle, d["question"], d["nature"], _NATURES[d["nature"]] + _FRAGILE[d["fragile"]], camps, d["juste"])


def _position(corpus: Corpus, p: Ligne, revient: bool) -> Position:
    """Une position. Si son auteur `revient` dans ce désaccord, son nom court dit à quel titre : « injonction examinée par Béhar »."""
    auteur = corpus.ligne("auteurs", p["auteur"])
    relais = f" (cité par {corpus.ligne('auteurs', p['relais'])['nom']})" if p["relais"] else ""
    nom = p["attribution"] or auteur["nom"] + relais  # l’attribution, quand le nom de l’auteur ne suffit pas à dire qui parle
    secteurs = [corpus.ligne("secteurs", s["secteur"])["nom"] for s in corpus.lignes("auteurs_secteurs") if s["auteur"] == p["auteur"]]
    cran = p["cran"]
    if cran is not None and cran not in CRANS:
        raise ValueError(f"La position « {p['id']} » a le cran {cran} : il faut un nombre de −3 à 3.")
    return Position(
        p["auteur"],
        _majuscule(nom),
        _majuscule((revient and p["attribution"]) or auteur["court"]),
        p["teneur"],
        p["statut"],
        MODES[p["mode"]],
        enumerer(secteurs),
        passages(corpus.ligne("references", p["source"])["reference"]),
        p["repere"],
        cran,
        auteur["genre"] in ("personne", "duo"),
    )


def _majuscule(nom: str) -> str:
    return nom[0].upper() + nom[1:]
