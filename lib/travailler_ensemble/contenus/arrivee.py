"""Ce qui arrive d’un collègue ou d’un tableur : lu en entier, ses fautes dites d’un coup ; puis accueilli, sans rien écraser sans le dire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from travailler_ensemble.contenus import paquet, tableau
from travailler_ensemble.contenus.codeur import Codeur
from travailler_ensemble.contenus.rangement import Contenus, MesContenus
from travailler_ensemble.contenus.situation import Situation, identifiant, serre
from travailler_ensemble.contenus.tri import MonTri
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.corpus.classeur import est_un_classeur
from travailler_ensemble.ecriture.phrases import compter, enumerer, insecable

GARDER_LES_DEUX, REMPLACER, LAISSER = "garder les deux", "remplacer", "laisser"


class Arrivee(NamedTuple):
    """Ce qu’un fichier apporte, de qui, et ses fautes, en phrases ; ce qui est fautif n’y est pas."""

    situations: tuple[Situation, ...] = ()
    tris: tuple[MonTri, ...] = ()
    prenom: str = ""
    fautes: tuple[str, ...] = ()

    @property
    def dit(self) -> str:
        """« 6 récits, 1 tri »."""
        parts = [compter(len(self.situations), "récit")] * bool(self.situations) + [compter(len(self.tris), "tri")] * bool(self.tris)
        return ", ".join(parts) or "rien"


def recevoir(nom: str, octets: bytes, corpus: Corpus) -> Arrivee:
    """Ce qu’apporte un fichier, reconnu à ce qu’il contient : un paquet, un classeur ODS ou XLSX, un CSV de récits.

    Ne lève rien : un fichier refusé n’apporte que la phrase qui dit pourquoi.
    """
    try:
        if octets.startswith(b"PK") and not est_un_classeur(octets):
            return Arrivee(*(lu := paquet.lire(octets))[:2], fautes=lu.fautes)
        lus = tableau.lire(nom, octets, corpus)
        return Arrivee(lus.situations, (), lus.prenom, lus.fautes)
    except ValueError as e:
        return Arrivee(fautes=(insecable(str(e)),))


class Collision(NamedTuple):
    """Un récit ou un tri qui est déjà ici, et n’est pas le même : son titre ici, et là d’où il vient."""

    id: str
    genre: str
    ici: str
    la: str


def collisions(arrivee: Arrivee, etat: MesContenus) -> tuple[Collision, ...]:
    """Ce qui est déjà ici sous le même identifiant et diffère."""
    paires = (("récit", etat.situations, arrivee.situations), ("tri", etat.tris, arrivee.tris))
    trouvees = []
    for genre, ici, la in paires:
        miens = {x.id: x for x in ici}
        trouvees += [Collision(x.id, genre, miens[x.id].titre, x.titre) for x in la if x.id in miens and miens[x.id] != x]
    return tuple(trouvees)


def accueillir(contenus: Contenus, arrivee: Arrivee, choix: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Range ce qui arrive, et dit ce qui a été fait. `choix` : identifiant → quoi faire d’une collision (garder les deux, sinon).

    Un tri suit ses récits : celui qui désignait un récit gardé deux fois désigne celui qui vient d’arriver.
    """
    choix, etat = choix or {}, contenus.lire()
    heurtent = {c.id for c in collisions(arrivee, etat)}
    ici = {s.id for s in etat.situations} | {t.id for t in etat.tris}
    arrivent: list[Situation | MonTri] = [*arrivee.situations, *arrivee.tris]
    doubles = [x for x in arrivent if x.id in heurtent and choix.get(x.id, GARDER_LES_DEUX) == GARDER_LES_DEUX]
    neufs = {x.id: identifiant(x.titre) for x in doubles}
    ranges: list[str] = []
    refus = []
    laisses = 0
    for x in arrivent:
        if x.id in ici and (x.id not in heurtent or choix.get(x.id) == LAISSER):
            laisses += 1
            continue
        if x.id in neufs:
            x = replace(x, id=neufs[x.id])
        if isinstance(x, MonTri):
            x = replace(x, cartes=tuple(neufs.get(c, c) for c in x.cartes))
        accuse = contenus.ranger(x)
        if accuse.fait:
            ranges.append(f"« {x.titre or 'Sans titre'} »")
        else:
            refus.append(accuse.message)
    phrases = [f"{enumerer(ranges)} : {'rangé' if len(ranges) < 2 else 'rangés'}."] if ranges else []
    phrases += [f"{compter(laisses, 'contenu était déjà ici', 'contenus étaient déjà ici')}."] if laisses else []
    return tuple(map(insecable, (*phrases, *refus)))


def codeur_de(arrivee: Arrivee, etat: MesContenus) -> tuple[Codeur, tuple[str, ...]]:
    """Le codage rendu par un collègue, et ce qu’il faut en savoir, en phrases.

    Ses récits sont reconnus à leur identifiant, sinon à leur titre. Un récit qu’il a changé, ou qui n’est pas à moi, n’est pas pris.
    Lève `ValueError` (phrase française) si rien de ce fichier ne code un de mes récits.
    """
    miens = {s.id: s for s in etat.situations}
    par_titre = {s.titre.casefold(): s for s in etat.situations}
    codages, phrases = {}, [*arrivee.fautes]
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
