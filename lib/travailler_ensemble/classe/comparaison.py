"""Des groupes côte à côte, carte par carte : les deux votes de chacun, et ce que l’on n’en montre pas. D’un seul groupe, c’est sa copie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.classe.bilan import VOTES, CarteVotee
from travailler_ensemble.classe.export import TOURS
from travailler_ensemble.classe.papier import FEUILLE_DE_STYLE
from travailler_ensemble.classe.relecture import Comparees, SeanceRelue
from travailler_ensemble.classe.seuils import ORDINAIRE, Seuil, dire_dispersion
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.ecriture.phrases import compter, majuscule

PEU_DE_CHANGEMENTS = "trop peu de changements pour se montrer"


class BarreDeGroupe(NamedTuple):
    """Un vote d’un groupe dans une case : combien de réponses, et sur combien."""

    tour: int
    nombre: int
    total: int


class CarteComparee(NamedTuple):
    """Une carte : ce que l’on dit de chaque groupe, puis case par case les barres de chacun (aucune : rien ne se montre)."""

    titre: str
    dits: Sequence[tuple[str, str]]
    cases: Sequence[tuple[str, Sequence[Sequence[BarreDeGroupe]]]]


def carte_par_carte(toutes: Comparees) -> Markup:
    """Le morceau de page : une table par carte, une colonne par groupe, deux barres par case. Les cases où personne n’est n’y sont pas."""
    groupes = toutes.montrees
    cartes = {c: titre for r in groupes for c, titre in ((x.carte, x.titre) for x in r.bilan.cartes)}
    return rendre(
        "carte-par-carte.html",
        noms=_courts(groupes),
        dits=[*_en_tete(groupes), *_tues(toutes.tues)],
        deux=any(len(r.bilan.tours) > 1 for r in groupes),
        cartes=[_comparee(c, titre, groupes) for c, titre in cartes.items()],
    )


def copie(r: SeanceRelue, feuille_de_style: str = FEUILLE_DE_STYLE) -> str:
    """La page à imprimer d’une séance : son bilan en mots, puis carte par carte. Aucun script, aucun style en ligne."""
    seule = carte_par_carte(Comparees([r], 0))
    page = rendre(
        "copie-de-seance.html", titre=r.nom, tri=r.classement.titre, phrases=r.bilan.dit, cartes=seule, feuille_de_style=feuille_de_style
    )
    return str(page)


def _en_tete(groupes: Sequence[SeanceRelue]) -> list[str]:
    """Chaque groupe en une phrase ; puis, s’ils sont deux, la carte où leurs premiers votes diffèrent le plus."""
    dits = [f"{r.nom} : {_combien(r)} ; {_partagees(r)}." for r in groupes if len(groupes) > 1]
    if len(groupes) == 2:
        un, autre = ({c.carte: (c.titre, _parts(c)) for c in r.bilan.cartes if _parts(c)} for r in groupes)
        ecarts = {un[c][0]: _ecart(un[c][1], autre[c][1]) for c in un if c in autre}
        if ecarts and max(ecarts.values()) > 0:
            plus = max(ecarts, key=lambda titre: ecarts[titre])
            dits.append(f"Au premier vote, ils diffèrent le plus sur « {plus} ». Quelques réponses d’écart peuvent n’être que du hasard.")
    return dits


def _combien(r: SeanceRelue) -> str:
    mains = f" et {compter(r.bilan.mains, 'main levée', 'mains levées')}" if r.bilan.mains else ""
    n, seuil = r.bilan.participants, r.bilan.seuil
    return f"{seuil.peu_de_personnes if 0 < n < seuil.nombre else compter(n, 'personne')}{mains}"


def _partagees(r: SeanceRelue) -> str:
    n = len(r.bilan.a_rediscuter)
    partagent = "partage" if n == 1 else "partagent"
    return f"{compter(n, 'carte')} {partagent} ce groupe" if n else "aucune carte ne partage vraiment ce groupe"


def _courts(groupes: Sequence[SeanceRelue]) -> list[str]:
    """Le titre de chaque groupe, sans sa date si l’on n’en a pas besoin pour les distinguer."""
    titres = [next((x.titre for x in r.lignes), "") for r in groupes]
    return titres if all(titres) and len(set(titres)) == len(titres) else [r.nom for r in groupes]


def _tues(n: int) -> list[str]:
    return (
        [f"{compter(n, 'séance')} de {ORDINAIRE.peu_de_personnes} {'n’est pas montrée' if n == 1 else 'ne sont pas montrées'} à part."]
        if n
        else []
    )


def _parts(c: CarteVotee) -> Mapping[str, float]:
    v = c.tours.get(TOURS[0])
    return {k: n / v.total for k, n in v.cases.items()} if v and v.cases else {}


def _ecart(un: Mapping[str, float], autre: Mapping[str, float]) -> float:
    return sum(abs(un.get(k, 0) - autre.get(k, 0)) for k in un.keys() | autre.keys()) / 2


def _comparee(carte: str, titre: str, groupes: Sequence[SeanceRelue]) -> CarteComparee:
    siennes = [next((c for c in r.bilan.cartes if c.carte == carte), None) for r in groupes]
    c = groupes[0].classement
    lignes = []
    for case in (*(k.id for k in c.cases), JE_NE_SAIS_PAS):
        barres = [_barres(x, case) for x in siennes]
        if any(b.nombre for siens in barres for b in siens):
            lignes.append((c.nom_de_case(case), barres))
    dits = [(nom, _dire(x, r.bilan.seuil)) for nom, x, r in zip(_courts(groupes), siennes, groupes, strict=True)]
    return CarteComparee(titre, dits if len(dits) > 1 else [("", majuscule(dits[0][1]))], lignes)


def _barres(c: CarteVotee | None, case: str) -> list[BarreDeGroupe]:
    return [BarreDeGroupe(t, v.cases.get(case, 0), v.total) for t, v in c.tours.items() if v.cases] if c else []


def _dire(c: CarteVotee | None, seuil: Seuil) -> str:
    """Ce qu’un groupe a répondu à une carte, vote par vote, silences compris."""
    dits = []
    for t, v in c.tours.items() if c else ():
        if v.cases:
            dits.append(f"{VOTES[t]}, {compter(v.total, 'réponse')}, {dire_dispersion(v.dispersion)}")
        elif v.total:
            dits.append(f"{VOTES[t]}, {seuil.peu_de_reponses if v.total < seuil.nombre else PEU_DE_CHANGEMENTS}")
    return f"{' ; '.join(dits) or 'pas de réponse'}."
