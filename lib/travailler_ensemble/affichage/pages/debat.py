"""Un désaccord, ses deux camps : qui soutient quoi, avec quel statut, et ce qu’il faut dire pour être juste."""

from __future__ import annotations

from collections.abc import Iterable

from travailler_ensemble.corpus import Corpus
from travailler_ensemble.corpus import desaccords as camps
from travailler_ensemble.ecriture.page import Page, passages, repli, texte
from travailler_ensemble.ecriture.phrases import passages as en_passages


def desaccord(corpus: Corpus, cle: str) -> Page:
    """La page d’un désaccord. Lève `KeyError` (phrase française) s’il n’existe pas."""
    d = camps.desaccord(corpus, cle)
    cotes = "".join(f'<section class="camp"><h4>{texte(c.titre)}</h4>{"".join(map(_position, c.positions))}</section>' for c in d.camps)
    corps = (
        f"<h3>{texte(d.question)}</h3>"
        f'<p><span class="etiquette">{texte(d.nature)}</span> {texte(d.sens_nature)}</p>'
        f'<div class="camps">{cotes}</div>'
        f"<p><strong>Pour être juste.</strong> {texte(d.juste)}</p>"
    )
    return Page(corps, f"Désaccord : {d.question}")


def references(corpus: Corpus, cles: Iterable[str]) -> Page:
    """Une liste de références, rédigées d’après la bibliographie."""
    lignes = [corpus.ligne("references", cle) for cle in cles]
    corps = "".join(f'<li>{passages(en_passages(x["reference"]))} <span class="discret">{texte(x["lu"])}</span></li>' for x in lignes)
    return Page(f"<ul>{corps}</ul>", f"{len(lignes)} références")


def _position(p: camps.Position) -> str:
    return (
        f'<div class="position"><p><b>{texte(p.nom)}.</b> {texte(p.teneur)}</p>'
        f'<p class="source"><span class="etiquette">{texte(p.statut)}</span><span class="etiquette">{texte(p.mode)}</span></p>'
        + repli("Référence", f'<p class="source">{passages(p.reference)} Lu dans : {texte(p.repere)}.</p>')
        + "</div>"
    )
