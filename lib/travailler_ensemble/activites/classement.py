"""Un classement : des cartes, des cases, une question. Construit d’après les tables `tris`, sans rien de l’écran."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import ClassVar, NamedTuple

from travailler_ensemble.activites.criteres import LONGS_MOTS, MOTS, exemples
from travailler_ensemble.activites.criteres import recit as raconte
from travailler_ensemble.activites.placement import NOMS
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS, JE_NE_SAIS_PAS_DIT, RANGER
from travailler_ensemble.activites.retours import TITRES
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Cible, Juger, Progres, Rendue, Rubrique, Sujet
from travailler_ensemble.activites.verite import Vraie, rangees_par_nous, retour_de_fait, vraies
from travailler_ensemble.corpus import Corpus, Ligne, glossaire
from travailler_ensemble.corpus.desaccords import PLANS, desaccord

GENRES_D_AUTEURS = ("panel", "oui-non", "places", "positions")
"""Les tris où des auteurs nommés répondent, et ne répondent pas tous pareil."""


class Carte(NamedTuple):
    """Une carte à ranger. `surtitre` dit d’où elle vient (« insertion · fiction ») ; `exemples`, combien de ses derniers paragraphes
    ne sont pas du récit, mais des cas voisins : leurs mots ne décident de rien.
    """

    id: str
    titre: str
    surtitre: str
    paragraphes: tuple[str, ...]
    cible: Cible = Cible()
    exemples: int = 0


class Case(NamedTuple):
    """Une case où ranger. `milieu` : la réponse mesurée d’une échelle (« cela dépend »)."""

    id: str
    nom: str
    milieu: bool = False


@dataclass(frozen=True, kw_only=True)
class Classement(Sujet):
    """Tout ce qu’il faut pour proposer un tri. `ordre_de` : l’auteur qui ordonne les cases, vide sinon.

    Ses champs : les cartes ; sur un tri de situations, « mots: » suivi d’une carte, pour les mots du récit qui ont décidé.
    """

    genre: str
    question: str
    ordre_de: str
    note_ordre: str
    borne_debut: str
    borne_fin: str
    doute: str
    cases: tuple[Case, ...]
    cartes: tuple[Carte, ...]
    vraies: tuple[Vraie, ...] = ()
    suffisent: int | None = None
    """Nombre de cartes que demande le labo, quand il n’en demande pas autant qu’il y en a."""
    mots_des_cases: tuple[str, ...] = ()
    """« Réseau : … » : le sens que la collection donne aux cases qui sont au glossaire."""

    mots: ClassVar = RANGER
    unite: ClassVar = ("carte", "cartes")
    colonne: ClassVar = "Carte"
    a_refaire: ClassVar = "à classer de nouveau"

    @property
    def demande(self) -> str:
        return self.question

    @property
    def explique(self) -> bool:
        """Son aide explique-t-elle des mots, cités ou repris des cases ? Sinon elle ne fait que conseiller."""
        noms = {m for c in self.cases for m in glossaire.cle(c.nom).split() if len(m) > 5} - {*glossaire.cle(self.titre).split()}
        return bool(self.mots_des_cases) or "«" in self.doute or bool(noms & {*glossaire.cle(self.doute).split()})

    @property
    def ordonne(self) -> bool:
        """Un auteur ordonne-t-il les cases ? Sinon l’ordre affiché est le nôtre et ne mesure rien."""
        return bool(self.ordre_de)

    @property
    def axe(self) -> tuple[str, ...]:
        """Les cases dans l’ordre posé par un auteur ; vide quand aucun ne les ordonne."""
        return tuple(c.id for c in self.cases) if self.ordonne else ()

    @property
    def a_nous(self) -> bool:
        """Aucun texte ne range ces cartes : les réponses relevées sont celles de la collection."""
        return rangees_par_nous(self.vraies)

    @property
    def sorte(self) -> str:
        """Qui répond, et comment : le genre, précisé quand il y en a deux sortes (« axe » ou « debat », « fait » ou « rangement »)."""
        precise = {"places": "axe" if self.ordonne else "debat", "fait": "rangement" if self.a_nous else "fait"}
        return precise.get(self.genre, self.genre)

    @property
    def d_auteurs(self) -> bool:
        """Plusieurs auteurs répondent-ils, chacun de son côté ? Ailleurs, personne n’est proche de personne."""
        return self.genre in GENRES_D_AUTEURS

    @property
    def juge_par(self) -> str:
        return self.genre

    @property
    def mesurees(self) -> frozenset[str]:
        """Les cases qui ne tranchent pas (« cela dépend », « le texte ne le dit pas »)."""
        return frozenset(c.id for c in self.cases if c.milieu)

    def cible(self, champ: str) -> Cible:
        return next(c.cible for c in self.cartes if c.id == champ)

    def champs(self) -> tuple[str, ...]:
        return tuple(c.id for c in self.cartes)

    def progres(self, suite: Suite) -> Progres:
        return super().progres(suite)._replace(suffisent=self.suffisent)

    @property
    def de_situations(self) -> bool:
        """Chaque carte se décide-t-elle sur un récit ? On y touche alors les mots qui décident."""
        return all(c.cible.situation for c in self.cartes)

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        if champ.startswith(MOTS):
            return self.de_situations and champ.removeprefix(MOTS) in self._titres and len(valeur) <= LONGS_MOTS
        return champ in self._titres and valeur in self._permises

    def rangees(self, suite: Suite) -> dict[str, str]:
        """Carte → case, sans les mots qui ont décidé."""
        return {champ: valeur for champ, valeur in suite.reponses.items() if champ in self._titres}

    def mots_qui_decident(self, suite: Suite) -> dict[str, str]:
        """Carte → les mots du récit qui l’ont décidée ; les cartes sans mots n’y sont pas."""
        return {c.id: mots for c in self.cartes if (mots := suite.reponses.get(MOTS + c.id))}

    def rendre(self, suite: Suite, juger: Juger) -> list[Rendue]:
        mots = self.mots_qui_decident(suite)
        return [r._replace(mots=mots.get(r.champ, "")) for r in super().rendre(suite, juger)]

    def sur_papier(self) -> tuple[Rubrique, ...]:
        choix = (*(c.nom for c in self.cases), JE_NE_SAIS_PAS_DIT)
        return tuple(Rubrique(c.titre, c.surtitre, c.paragraphes, choix) for c in self.cartes)

    def titre_de(self, champ: str) -> str:
        """Le titre d’une carte, et d’où elle vient si une autre a le même."""
        titre = self._titres[champ]
        if list(self._titres.values()).count(titre) < 2:
            return titre
        return f"{titre} · {next(c.surtitre for c in self.cartes if c.id == champ)}"

    def dire(self, champ: str, valeur: str) -> str:
        return self.nom_de_case(valeur)

    def retour_de(self, champ: str, suite: Suite) -> str:
        choix = suite.reponses.get(champ)
        relevees = self.vraies_de(champ)
        if not relevees or choix in (None, JE_NE_SAIS_PAS):
            return ""
        return TITRES[self.sorte][retour_de_fait(relevees, choix)].lower()

    def vraies_de(self, carte: str) -> tuple[Vraie, ...]:
        """Ce que le texte répond à une carte ; vide quand ce sont des auteurs qui répondent."""
        return tuple(v for v in self.vraies if v.carte == carte)

    def nom_de_case(self, case: str) -> str:
        """Le nom affiché d’une case, « Je ne sais pas » compris."""
        return next((c.nom for c in self.cases if c.id == case), JE_NE_SAIS_PAS_DIT)

    def cran(self, case: str) -> int | None:
        """Le rang d’une case sur l’axe d’un auteur ; None s’il n’y a pas d’axe ou pas de telle case."""
        if not self.ordonne:
            return None
        return next((rang for rang, c in enumerate(self.cases) if c.id == case), None)

    @cached_property
    def _titres(self) -> Mapping[str, str]:
        return {c.id: c.titre for c in self.cartes}

    @cached_property
    def _permises(self) -> frozenset[str]:
        return frozenset({JE_NE_SAIS_PAS, *(c.id for c in self.cases)})


def classement(corpus: Corpus, cle: str) -> Classement:
    """Le classement d’identifiant `cle` : un tri, ou un débat de labo, dont les deux lignes sont deux cartes.

    Lève `KeyError` (phrase française) si ni l’un ni l’autre n’existe.
    """
    if cle in debats(corpus):
        return _debat(corpus, cle)
    t = corpus.ligne("tris", cle)
    cases = tuple(Case(c["case"], c["nom"], c["milieu"] == "oui") for c in corpus.lignes("tris_cases") if c["tri"] == cle)
    colonnes = (
        "labo",
        "usage",
        "genre",
        "titre",
        "consigne",
        "question",
        "ordre_de",
        "note_ordre",
        "borne_debut",
        "borne_fin",
        "doute",
        "suffisent",
    )
    lues = {nom: t[nom] for nom in colonnes}
    mots = tuple(_mots_des_cases(corpus, cases, t["doute"]))
    return Classement(cle=cle, cases=cases, cartes=cartes_de(corpus, cle), vraies=vraies(corpus, cle), mots_des_cases=mots, **lues)


def _mots_des_cases(corpus: Corpus, cases: Iterable[Case], dit: str) -> Iterator[str]:
    """« Réseau : … » : le sens que donne le glossaire à chaque case qui y est, si le tri ne le dit pas déjà."""
    connus = {glossaire.cle(x["mot"]): x for x in corpus.lignes("glossaire")}
    for case in cases:
        mot = glossaire.cle(case.nom)
        if mot in connus and f" {mot} " not in f" {glossaire.cle(dit)} " and not case.nom.startswith(("Du ", "De ")):
            yield f"{case.nom} : {connus[mot]['definition']} (définition de la collection)"


CASES_DE_DEBAT = {f"cran-{rang}": cran for rang, cran in enumerate(NOMS, start=1)}
"""Les cases d’un débat rangé en séance, de « tout à fait A » à « tout à fait B »."""


def debats(corpus: Corpus) -> dict[str, str]:
    """Désaccord → labo, pour ceux qu’un labo fait débattre."""
    return {c["desaccord"]: c["labo"] for c in corpus.lignes("curseurs")}


def _debat(corpus: Corpus, cle: str) -> Classement:
    d = desaccord(corpus, cle)
    bouts = tuple(f"{c.lettre} : {c.titre}" for c in d.camps if c.lettre in "AB")
    return Classement(
        cle=cle,
        labo=debats(corpus)[cle],
        usage="exercice",
        titre=d.question,
        consigne="Une place sur chaque ligne : ce qui devrait être n’est pas ce qui est.",
        genre="positions",
        question="Où vous placez-vous ?",
        ordre_de="",
        note_ordre="",
        borne_debut="",
        borne_fin="",
        doute="",
        cases=tuple(Case(case, NOMS[cran]) for case, cran in CASES_DE_DEBAT.items()),
        cartes=tuple(Carte(plan, nom, d.question, bouts) for plan, nom in PLANS.items()),
    )


def cartes_de(corpus: Corpus, cle: str) -> tuple[Carte, ...]:
    """Les cartes d’un tri, dans l’ordre de la table."""
    return tuple(_carte(corpus, c) for c in corpus.lignes("tris_cartes") if c["tri"] == cle)


def _carte(corpus: Corpus, ligne: Ligne) -> Carte:
    """Une carte prend son texte dans sa table d’origine ; seules les nôtres portent le leur."""
    situation = corpus.ligne("situations", ligne["situation"]) if ligne["situation"] else None
    recit = tuple(situation["texte"].split("¶")) if situation else ()
    cible = Cible(ligne["situation"], ligne["critere"], ligne["enonce"])
    if ligne["critere"]:
        critere = corpus.ligne("criteres", ligne["critere"])
        cas = exemples(critere)
        return Carte(ligne["carte"], critere["question"], f"critère «\u00a0{critere['nom']}\u00a0»", (*recit, *cas), cible, len(cas))
    if ligne["titre"]:
        paragraphes = tuple(ligne["texte"].split("¶")) if ligne["texte"] else ()
        return Carte(ligne["carte"], ligne["titre"], situation["titre"] if situation else "", paragraphes + recit, cible)
    if situation is None:
        raise KeyError(f"La carte « {ligne['carte']} » du tri « {ligne['tri']} » n’a ni titre ni situation.")
    return Carte(ligne["carte"], *raconte(corpus, situation["id"]), cible)


def melanger(cartes: tuple[Carte, ...], graine: int, cle: str) -> tuple[Carte, ...]:
    """Les cartes dans un ordre propre à l’apprenant (`graine`) et toujours le même pour lui."""
    ordre = list(cartes)
    Random(f"{graine}:{cle}").shuffle(ordre)
    return tuple(ordre)
