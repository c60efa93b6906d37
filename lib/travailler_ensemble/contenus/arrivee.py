"""Ce qui arrive d’un collègue ou d’un tableur : lu en entier, ses fautes dites d’un coup ; puis accueilli, sans rien écraser sans le dire."""

from __future__ import annotations

from typing import NamedTuple

from travailler_ensemble.contenus.codeur import Codeur
from travailler_ensemble.contenus.rangement import Etat
from travailler_ensemble.contenus.situation import Situation, identifiant, serre
from travailler_ensemble.contenus.tri import Tri
from travailler_ensemble.ecriture.phrases import insecable


class Arrivee(NamedTuple):
    """Ce qu’un fichier apporte, de qui, et ses fautes, en phrases ; ce qui est fautif n’y est pas."""

    situations: tuple[Situation, ...] = ()
    tris: tuple[Tri, ...] = ()
    prenom: str = ""
    fautes: tuple[str, ...] = ()


def codeur_de(arrivee: Arrivee, etat: Etat) -> tuple[Codeur, tuple[str, ...]]:
    """Le codage rendu par un collègue, et ce qu’il faut en savoir, en phrases.

    Ses récits sont reconnus à leur identifiant, sinon à leur titre. Un récit qu’il a changé, ou qui n’est pas à moi, n’est pas pris.
    Lève `ValueError` (phrase française) si rien de ce fichier ne code un de mes récits.
    """
    miens = {s.id: s for s in etat.situations}
    par_titre = {s.titre.casefold(): s for s in etat.situations}
    codages, phrases = {}, []
    for sienne in arrivee.situations:
        mienne = miens.get(sienne.id) or par_titre.get(sienne.titre.casefold())
        if mienne is None:
            phrases.append(f"« {sienne.titre} » n’est pas un de vos récits : ce codage n’est pas repris.")
        elif serre(sienne.recit) != serre(mienne.recit):
            phrases.append(f"Le récit « {mienne.titre} » n’est plus celui qui a été codé : ce codage n’est pas repris.")
        elif sienne.codages:
            codages[mienne.id] = dict(sienne.codages)
        else:
            phrases.append(f"« {mienne.titre} » n’a reçu aucune réponse.")
    if not codages:
        raise ValueError(insecable(" ".join(phrases) or "Ce fichier ne contient aucun codage."))
    if not arrivee.prenom:
        phrases.append("Ce fichier ne dit pas de qui il est : donnez un prénom, ou laissez « Un collègue ».")
    return Codeur(id=identifiant(arrivee.prenom or "collegue"), prenom=arrivee.prenom, codages=codages), tuple(map(insecable, phrases))
