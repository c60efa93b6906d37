"""Un désaccord, ses deux camps : qui soutient quoi, avec quel statut, et ce qu’il faut dire pour être juste."""

from __future__ import annotations

from collections.abc import Iterable

from travailler_ensemble.corpus import Corpus, Ligne
from travailler_ensemble.formulation import passages as en_passages
from travailler_ensemble.page import Page, passages, repli, texte


def desaccord(corpus: Corpus, cle: str) -> Page:
    """La page d’un désaccord. Lève `KeyError` (phrase française) s’il n’existe pas."""
    d = corpus.ligne("desaccords", cle)
    positions = [p for p in corpus.lignes("positions") if p["desaccord"] == cle]
    camps = "".join(
        f'<section class="camp"><h4>{texte(titre)}</h4>{"".join(_position(corpus, p) for p in du_camp)}</section>'
        for camp, titre in (("A", d["camp_a"]), ("B", d["camp_b"]), ("milieu", "Ni l’un ni l’autre"))
        if (du_camp := [p for p in positions if p["camp"] == camp])
    )
    corps = (
        f'<h3>{texte(d["question"])}</h3>'
        f'<p><span class="etiquette">{texte(d["nature"])}</span> {texte(_DIRE_NATURE[d["nature"]])}'
        f'{" Ce désaccord est fragile." if d["fragile"] == "oui" else ""}</p>'
        f'<div class="camps">{camps}</div>'
        f'<p><strong>Pour être juste.</strong> {texte(d["juste"])}</p>'
    )
    return Page(corps, f"Désaccord : {d['question']}")


def references(corpus: Corpus, cles: Iterable[str]) -> Page:
    """Une liste de références, rédigées d’après la bibliographie."""
    lignes = [corpus.ligne("references", cle) for cle in cles]
    corps = "".join(
        f'<li>{passages(en_passages(x["reference"]))} <span class="discret">{texte(x["lu"])}</span></li>' for x in lignes
    )
    return Page(f"<ul>{corps}</ul>", f"{len(lignes)} références")


MODES = {"explicite": "dit par l’extrait", "deduit": "déduit de l’extrait", "rapprochement": "rapproché par la collection"}
_DIRE_NATURE = {
    "rapprochement": "Ces auteurs ne se répondent pas : c’est la collection qui les met face à face.",
    "explicite contre un texte": "L’un conteste un texte qu’il nomme.",
    "explicite contre un discours ou un mot": "L’un conteste une façon de parler, sans viser les auteurs d’en face.",
    "interne": "Le même auteur, ou le même document, dit ici deux choses.",
}


def _position(corpus: Corpus, p: Ligne) -> str:
    nom = p["attribution"] or corpus.ligne("auteurs", p["auteur"])["nom"]
    relais = "" if p["attribution"] or not p["relais"] else f" (cité par {corpus.ligne('auteurs', p['relais'])['nom']})"
    mode = MODES.get(p["mode"], p["mode"])
    reference = passages(en_passages(corpus.ligne("references", p["source"])["reference"]))
    return (
        f'<div class="position"><p><b>{texte(nom[0].upper() + nom[1:] + relais)}.</b> {texte(p["teneur"])}</p>'
        f'<p class="source"><span class="etiquette">{texte(p["statut"])}</span><span class="etiquette">{texte(mode)}</span></p>'
        + repli("Référence", f'<p class="source">{reference} Lu dans : {texte(p["repere"])}.</p>')
        + "</div>"
    )
