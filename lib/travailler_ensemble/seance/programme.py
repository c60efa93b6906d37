"""Le programme d’une séance : le tri que la classe fera, et ce que chaque auteur y répond. Lu du corpus, sans rien d’autre."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from typing import Any

from travailler_ensemble.activites.classement import GENRES_D_AUTEURS, Carte, Case, Classement, classement, debats
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS, SANS_AVIS
from travailler_ensemble.activites.retours import COMPARABLES
from travailler_ensemble.activites.sujet import Cible
from travailler_ensemble.activites.verite import Vraie
from travailler_ensemble.contenus.greffe import LIBRE, greffer
from travailler_ensemble.contenus.rangement import Contenus
from travailler_ensemble.contenus.situation import A_MOI
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.panel.avis import Panel
from travailler_ensemble.seance.etats import Cadre
from travailler_ensemble.seance.questions import DITS, POURQUOI

CARTES_MAX = 24
"""Au-delà, une classe n’en fait pas le tour."""
AUTEURS_D_ABORD = 5
"""Ce que la page propose de dévoiler : une classe en écoute trois à cinq."""
MOTS_PAR_MINUTE, PAR_CARTE, PAR_AUTEUR, AUTOUR = 200, 30, 60, 600
"""Pour estimer une durée : lire ; puis, en secondes, deux votes sur une carte, un auteur dévoilé, entrer, discuter et conclure."""


@dataclass(frozen=True)
class Programme:
    """Ce que la classe range, et qui lui répondra."""

    classement: Classement
    panel: Any
    """Le panel, ou ce que l’on en a gardé (`LecturesGardees`)."""
    choisis: tuple[str, ...] = ()
    """Les auteurs à dévoiler, dans l’ordre ; tous, si l’on n’a pas choisi."""
    faits: tuple[tuple[str, str], ...] = ()
    """Métier → ce que lui seul sait, dans un cas à information partagée ; vide ailleurs."""

    @property
    def cle(self) -> str:
        return self.classement.cle

    @property
    def cadre(self) -> Cadre:
        return Cadre(self.cartes, len(self.auteurs))

    @property
    def cartes(self) -> tuple[str, ...]:
        return self.classement.champs()

    @cached_property
    def cases(self) -> frozenset[str]:
        """Les cases où l’on peut ranger, « je ne sais pas » compris."""
        return frozenset({JE_NE_SAIS_PAS, *(c.id for c in self.classement.cases)})

    @cached_property
    def avis(self) -> Mapping[tuple[str, str], list[Any]]:
        """Tous les avis, par carte et par case choisie : calculés une fois, quand on en a besoin."""
        return {
            (carte, case): self.panel.avis(self.classement, carte, case)
            for carte in self.cartes
            for case in (*(c.id for c in self.classement.cases), JE_NE_SAIS_PAS)
        }

    @cached_property
    def parlent(self) -> dict[str, set[str]]:
        """Auteur → les cartes dont il dit quelque chose ; qui parle du plus de cartes d’abord."""
        parle: dict[str, set[str]] = {}
        for (carte, _), avis in self.avis.items():
            for a in avis:
                if a.retour in COMPARABLES:
                    parle.setdefault(a.auteur, set()).add(carte)
        return {a: parle[a] for a in sorted(parle, key=lambda auteur: (-len(parle[auteur]), auteur))}

    @cached_property
    def auteurs(self) -> tuple[str, ...]:
        """Les auteurs à dévoiler : les choisis, sinon tous ceux qui prennent position sur une carte au moins."""
        return self.choisis or tuple(self.parlent)

    def nom(self, auteur: str) -> str:
        """« Lahary »."""
        return self.panel.formulation.nom(auteur)

    def en_dict(self, numero: int | None = None, *, au_mur: bool = False) -> dict[str, Any]:
        """Le tri, tel que les pages l’affichent. Rien des auteurs n’y est ; des faits partagés, ceux du métier qui échoit à ce numéro ;
        aucun au mur, qui les reçoit quand le premier vote est clos (`vues.mur`).
        """
        c = self.classement
        siens = () if au_mur else self.faits
        if siens and numero is not None:
            siens = (siens[numero % len(siens)],)
        dits = [f"{metier}\u00a0: {fait}" for metier, fait in siens]
        return {
            **{nom: getattr(c, nom) for nom in _AFFICHES},
            "cases": [{"id": case.id, "nom": case.nom} for case in c.cases],
            "sans_avis": SANS_AVIS,
            "pourquoi": POURQUOI.get(c.cle, ""),
            "dits": DITS.get(c.cle),
            "cartes": [{"id": x.id, "titre": x.titre, "surtitre": x.surtitre, "paragraphes": [*x.paragraphes, *dits]} for x in c.cartes],
        }

    def lecture_de(self, rang: int) -> dict[str, Any]:
        """Ce que répond l’auteur de rang `rang` (à partir de 1), carte par carte. Lève `IndexError` s’il n’y en a pas tant."""
        auteur = self.auteurs[rang - 1]
        cartes = {}
        for carte in self.cartes:
            par_case = {case: a for case in self.cases for a in self.avis[carte, case] if a.auteur == auteur}
            retours = {case: a.retour for case, a in par_case.items()}
            if not par_case or not set(retours.values()) & {*COMPARABLES, "lu"}:
                continue
            place = [c.id for c in self.classement.cases if retours.get(c.id) == "accord"]
            # L’avis sans choix dit tout ce que l’auteur tranche ; à défaut, celui de sa place.
            dit = par_case[place[0]] if place else par_case[JE_NE_SAIS_PAS]
            cartes[carte] = {"retours": retours, "place": place, "lectures": [_dite(x) for x in dit.lectures]}
        return {"rang": rang, "auteur": auteur, "nom": self.nom(auteur), "cartes": cartes}


class LecturesGardees:
    """Ce que des auteurs ont répondu, gardé : de quoi refaire le bilan comme avec le panel (`bilan` en demande `retours` et les noms)."""

    def __init__(self, auteurs: Sequence[Mapping[str, Any]] = ()) -> None:
        self.par_auteur = {x["auteur"]: x for x in auteurs}
        self.formulation = self

    def nom(self, auteur: str) -> str:
        return self.par_auteur[auteur]["nom"]

    def retours(self, classement: Classement, carte: str, choix: str) -> dict[str, str]:
        """Auteur → accord, nuance ou désaccord."""
        dits = {a: x["cartes"].get(carte, {}).get("retours", {}).get(choix) for a, x in self.par_auteur.items()}
        return {a: retour for a, retour in dits.items() if retour in COMPARABLES}


class Garde(Programme):
    """Un programme gardé avec sa séance : rien n’en est plus demandé au corpus, qui a pu changer."""

    @cached_property
    def auteurs(self) -> tuple[str, ...]:
        return tuple(self.panel.par_auteur)

    def lecture_de(self, rang: int) -> dict[str, Any]:
        return self.panel.par_auteur[self.auteurs[rang - 1]]


def garder(p: Programme) -> str:
    """Un programme, en JSON : ses cartes et ses cases, et ce que chaque auteur y répond."""
    lectures = [p.lecture_de(rang) for rang in range(1, len(p.auteurs) + 1)]
    return json.dumps(
        {"classement": asdict(p.classement), "auteurs": lectures, "faits": p.faits}, ensure_ascii=False, separators=(",", ":")
    )


def relire(texte: str) -> Programme:
    """Le programme que `garder` a écrit. Lève `ValueError` s’il ne se relit pas."""
    try:
        lu = json.loads(texte)
        c = {f.name: lu["classement"][f.name] for f in fields(Classement) if f.name in lu["classement"]}
        c["cases"] = tuple(Case(*x) for x in c["cases"])
        c["cartes"] = tuple(
            Carte(id, titre, sur, tuple(recit), Cible(*cible), *plus) for id, titre, sur, recit, cible, *plus in c["cartes"]
        )
        c["vraies"] = tuple(Vraie(*x) for x in c["vraies"])
        c["mots_des_cases"] = tuple(c.get("mots_des_cases", ()))  # une liste ne se met pas en cache
        faits = tuple((metier, fait) for metier, fait in lu.get("faits", ()))
        return Garde(Classement(**c), LecturesGardees(lu["auteurs"]), faits=faits)
    except (ValueError, KeyError, TypeError) as e:
        raise ValueError("Le contenu gardé de cette séance ne se relit pas.") from e


PERDU = "Le contenu de cette séance n’est plus dans la collection : ses cartes n’ont plus que leur identifiant."


def perdu(cle: str, titre: str, cartes: Iterable[str], cases: Iterable[str]) -> Programme:
    """Le programme d’une séance d’avant dont le tri a changé, sans qu’elle l’ait gardé : ce qui reste, de quoi la lire et l’exporter."""
    rien: dict[str, Any] = dict.fromkeys(("labo", "question", "ordre_de", "note_ordre", "borne_debut", "borne_fin", "doute"), "")
    rangs = tuple(Case(c, c) for c in cases if c != JE_NE_SAIS_PAS)
    seules = tuple(Carte(c, c, "", ()) for c in cartes)
    c = Classement(cle=cle, usage="labo", titre=titre, consigne=PERDU, genre="panel", cases=rangs, cartes=seules, **rien)
    return Garde(c, LecturesGardees())


_AFFICHES = ("cle", "titre", "consigne", "question", "ordonne", "note_ordre", "borne_debut", "borne_fin", "doute")


def _dite(x: Any) -> dict[str, Any]:
    """Une lecture, en valeurs simples ; les noms de ses parties sont ceux qu’attend la page."""
    return {
        **x._asdict(),
        "pivots": [{"mot": p.mot, "termes": [t._asdict() for t in p.termes]} for p in x.pivots],
        "etiquettes": list(x.etiquettes),
        "reference": [list(morceau) for morceau in x.reference],
    }


def programme(panel: Panel, cle: str, cartes: Iterable[str] = (), auteurs: Iterable[str] = ()) -> Programme:
    """Le programme du tri `cle`, avec ces cartes et ces auteurs, dans cet ordre ; tous par défaut.

    Lève `KeyError` si le tri n’existe pas, `ValueError` s’il ne se prête pas à une séance, si une carte n’y est pas ou si un
    auteur ne dit rien de ces cartes.
    """
    panel = chez_soi(panel) if cle.startswith(A_MOI) else panel
    c = classement(panel.corpus, cle)
    if c.genre not in (*GENRES_D_AUTEURS, LIBRE):
        raise ValueError(f"« {c.titre} » ne se prête pas à une séance : des auteurs nommés doivent y répondre.")
    if voulues := dict.fromkeys(cartes):
        par_id = {x.id: x for x in c.cartes}
        if inconnues := [x for x in voulues if x not in par_id]:
            raise ValueError(f"La carte « {str(inconnues[0])[:60]} » n’est pas dans « {c.titre} ».")
        c = replace(c, cartes=tuple(par_id[x] for x in voulues))
    if len(c.cartes) > CARTES_MAX:
        raise ValueError(f"« {c.titre} » a {len(c.cartes)} cartes : choisissez-en {CARTES_MAX} au plus.")
    p = Programme(c, panel)
    choisis = tuple(dict.fromkeys(auteurs))
    if muets := [a for a in choisis if a not in p.parlent]:
        raise ValueError(f"« {str(muets[0])[:60]} » ne dit rien de ces cartes : retirez ce nom.")
    return replace(p, choisis=choisis)


def choix(panel: Panel) -> list[dict[str, Any]]:
    """`tris`, avec de quoi choisir : les cartes et leurs secondes, les auteurs et les cartes dont ils parlent, les secondes autour.

    Les secondes sont une estimation : le récit lu à `MOTS_PAR_MINUTE`, puis `PAR_CARTE`, `PAR_AUTEUR`, `AUTOUR`.
    """
    return _avec_choix(panel, tris(panel.corpus))


def miens(panel: Panel) -> list[dict[str, Any]]:
    """Comme `choix`, pour les tris à soi, tels qu’ils sont à cet instant ; ceux dont plus aucun récit ne se lit n’y sont pas."""
    return _avec_choix(panel, [t for t in tris(chez_soi(panel).corpus) if t["cle"].startswith(A_MOI) and t["cartes"]])


def _avec_choix(panel: Panel, lignes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**t, **_choix(programme(panel, t["cle"]))} for t in lignes]


def chez_soi(panel: Panel) -> Panel:
    """Le panel devant le corpus et mes contenus, tels qu’ils sont à cet instant sur le disque."""
    corpus = greffer(panel.corpus, Contenus().lire())
    return panel if corpus is panel.corpus else Panel(corpus)


def secondes(x: Carte) -> int:
    """Ce que prend une carte : la lire, à `MOTS_PAR_MINUTE`, et deux votes."""
    return round(60 * len(" ".join((x.titre, *x.paragraphes)).split()) / MOTS_PAR_MINUTE) + PAR_CARTE


def _choix(p: Programme) -> dict[str, Any]:
    places = {a: {c: frozenset(case for case in p.cases if _accorde(p, a, c, case)) for c in cartes} for a, cartes in p.parlent.items()}
    proposes = contrastes(places, AUTEURS_D_ABORD)
    ordre = [*proposes, *(a for a in p.parlent if a not in proposes)]
    auteurs = [{"id": a, "nom": p.nom(a), "secondes": PAR_AUTEUR, "cartes": sorted(p.parlent[a]), "propose": a in proposes} for a in ordre]
    cartes = [{"id": x.id, "nom": x.titre, "secondes": secondes(x), "propose": True} for x in p.classement.cartes]
    return {"auteurs": len(p.auteurs), "choix": {"cartes": cartes, "auteurs": auteurs, "autour": AUTOUR}}


def _accorde(p: Programme, auteur: str, carte: str, case: str) -> bool:
    return any(x.auteur == auteur and x.retour == "accord" for x in p.avis[carte, case])


def contrastes(places: Mapping[str, Mapping[str, frozenset[str]]], combien: int) -> list[str]:
    """Des auteurs qui se contredisent : le premier, puis chaque fois celui qui diffère, sur le plus de cartes, du plus proche des choisis.

    `places` : auteur → carte → les cases où il est d’accord. À égalité, l’ordre de `places`.
    """
    choisis: list[str] = []
    while len(choisis) < min(combien, len(places)):
        ecarts = {a: min((_ecart(places[a], places[b]) for b in choisis), default=0) for a in places if a not in choisis}
        choisis.append(max(ecarts, key=lambda a: ecarts[a]))
    return choisis


def _ecart(un: Mapping[str, frozenset[str]], autre: Mapping[str, frozenset[str]]) -> int:
    return sum(un[c] != autre[c] for c in un.keys() & autre.keys())


def tris(corpus: Corpus) -> list[dict[str, Any]]:
    """Les tris et les débats qui se prêtent à une séance : clé, titre, labo, genre, nombre de cartes."""
    compte: dict[str, int] = {}
    for c in corpus.lignes("tris_cartes"):
        compte[c["tri"]] = compte.get(c["tri"], 0) + 1
    lignes = [classement(corpus, cle) for cle in debats(corpus)]
    return [
        {"cle": t["id"], "titre": t["titre"], "labo": t["labo"], "genre": t["genre"], "cartes": compte.get(t["id"], 0)}
        for t in corpus.lignes("tris")
        if t["genre"] in (*GENRES_D_AUTEURS, LIBRE) and compte.get(t["id"], 0) <= CARTES_MAX
    ] + [{"cle": c.cle, "titre": c.titre, "labo": c.labo, "genre": c.genre, "cartes": len(c.cartes)} for c in lignes]
