"""Un jeu de critères : ce qu’une grille propose de régler. Construit d’après les tables `grilles`, sans rien de l’écran."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from travailler_ensemble.activites.retours import INCONNU, TITRES
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Cible, Juger, Progres, Rendue, Rubrique, Sujet
from travailler_ensemble.corpus import Corpus, Ligne
from travailler_ensemble.ecriture.phrases import compter, enumerer, insecable, majuscule

FAMILLES = {"qui": "Qui s’associe", "pourquoi": "Pourquoi", "comment": "Comment", "avec quoi": "Avec quoi"}
"""Les familles de critères, dans l’ordre de la grille. Ce rangement est le nôtre."""


RECIT, MOTS = "recit", "mots:"
LONG_RECIT, LONGS_MOTS = 6000, 240
"""Longueurs les plus grandes, en signes ; la page n’en laisse pas taper davantage."""
LIGNES_DU_RECIT = 12
"""Sur papier : de quoi écrire à la main un récit d’une centaine de mots."""
ASSEZ = 10
"""Nombre de réponses à partir duquel un codage est tenu pour fait ; les suivantes sont offertes, non demandées."""
TRANCHE_A_PARTIR_DE = 2
"""Nombre de critères exigés en deçà duquel une définition, d’un auteur ou d’un apprenant, en dit trop peu pour juger."""


class Valeur(NamedTuple):
    """Une des trois valeurs d’un critère, et ce qu’elle veut dire."""

    id: str
    nom: str
    sens: str


EXIGE, SANS_EFFET, ECARTE = "exigé", "sans effet", "écarté"
VALEURS = {
    "definition": (
        Valeur(EXIGE, "exigé", "s’il manque, ce n’en est pas un"),
        Valeur(SANS_EFFET, "sans effet", "présent ou absent, cela ne change rien"),
        Valeur(ECARTE, "écarté", "s’il est présent, ce n’en est pas un"),
    ),
    "codage": (
        Valeur("oui", "oui", "le récit le dit"),
        Valeur("non", "non", "le récit dit le contraire"),
        Valeur(INCONNU, "on ne sait pas", "le récit n’en dit rien"),
    ),
}
NOMS_DE_CODAGE = {v.id: v.nom for v in VALEURS["codage"]}


class Critere(NamedTuple):
    """Un critère à régler. `phrase` : le critère, présent, en une proposition ; `exemples` : un cas de chaque côté."""

    id: str
    nom: str
    court: str
    famille: str
    question: str
    phrase: str
    remarque: str
    exemples: tuple[str, ...]


class Commande(NamedTuple):
    """Ce que l’on demande à une définition : le verdict de certaines situations, et combien de critères exiger au moins."""

    rang: int
    texte: str
    verdicts: Mapping[str, str]
    exiges: int


class Recit(NamedTuple):
    """Le récit d’une situation à coder. `surtitre` dit d’où elle vient (« insertion · fiction »)."""

    titre: str
    surtitre: str
    paragraphes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Jeu(Sujet):
    """Les critères d’une grille, rangés par famille, et ce qu’on en fait.

    `genre` : « definition » ou « codage ». `forme` : celle que l’on définit, ou que l’on cherche d’abord dans la situation
    codée. `situation` et son `recit` : celle de la collection que l’on code ; sans elle, l’apprenant raconte la sienne.
    `situations` : celles auxquelles une définition s’applique ; `commandes` : ce qu’on lui demande d’y répondre.

    Ses champs : les critères ; « mots: » suivi d’un critère, pour les mots qui montrent une réponse ; « recit ».
    """

    genre: str
    forme: str
    nom_forme: str
    situation: str
    recit: Recit | None
    situations: tuple[str, ...]
    criteres: tuple[Critere, ...]
    commandes: tuple[Commande, ...] = ()

    unite: ClassVar = ("critère", "critères")
    colonne: ClassVar = "Critère"

    @property
    def valeurs(self) -> tuple[Valeur, ...]:
        """Les trois valeurs possibles d’un critère."""
        return VALEURS[self.genre]

    @property
    def libre(self) -> bool:
        """L’apprenant raconte-t-il lui-même la situation ?"""
        return self.genre == "codage" and not self.situation

    @property
    def juge_par(self) -> str:
        return "definition" if self.genre == "definition" else "codage" if self.situation else ""

    def cible(self, champ: str) -> Cible:
        return Cible(self.situation, champ)

    def familles(self) -> list[tuple[str, list[Critere]]]:
        """Chaque famille qui a des critères ici, avec son titre."""
        par_famille = [(titre, [c for c in self.criteres if c.famille == famille]) for famille, titre in FAMILLES.items()]
        return [(titre, criteres) for titre, criteres in par_famille if criteres]

    def reglages(self, reponses: Mapping[str, str]) -> dict[str, str]:
        """Critère → valeur, dans l’ordre de la grille ; sans les champs de texte ni les critères sans effet."""
        return {c.id: v for c in self.criteres if (v := reponses.get(c.id, SANS_EFFET)) != SANS_EFFET}

    def mots_de(self, reponses: Mapping[str, str]) -> dict[str, str]:
        """Critère → les mots qui montrent la réponse."""
        return {c.id: m for c in self.criteres if (m := reponses.get(MOTS + c.id, ""))}

    # Ce que tout sujet sait dire

    def champs(self) -> tuple[str, ...]:
        return tuple(c.id for c in self.criteres)

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        if champ == RECIT:
            return self.libre and len(valeur) <= LONG_RECIT
        critere = champ.removeprefix(MOTS)
        if critere not in self.champs():
            return False
        if champ.startswith(MOTS):
            return self.genre == "codage" and len(valeur) <= LONGS_MOTS
        return not valeur or valeur in {v.id for v in self.valeurs}

    def sur_papier(self) -> tuple[Rubrique, ...]:
        recit = [Rubrique(*self.recit)] if self.recit else []
        mien = [Rubrique("Mon récit", lignes=LIGNES_DU_RECIT)] if self.libre else []
        valeurs = tuple(v.nom for v in self.valeurs)
        blancs = ("Les mots du récit qui le montrent",) if self.genre == "codage" else ()
        return (*recit, *mien, *(Rubrique(c.nom, "", (c.question,), valeurs, blancs) for c in self.criteres))

    def progres(self, suite: Suite) -> Progres:
        """Un codage est fait à dix critères répondus ; une définition, quand elle en exige assez pour juger."""
        if self.genre == "codage":
            return super().progres(suite)._replace(suffisent=min(ASSEZ, len(self.criteres)))
        reglages = self.reglages(suite.reponses)
        exiges = list(reglages.values()).count(EXIGE)
        return Progres(min(exiges, TRANCHE_A_PARTIR_DE) or min(len(reglages), 1), TRANCHE_A_PARTIR_DE)

    def dire_progres(self, suite: Suite) -> str:
        """« 3 critères sur 27 », ou « 4 critères exigés »."""
        if self.genre == "codage":
            return super().dire_progres(suite)
        exiges = sum(v == EXIGE for v in self.reglages(suite.reponses).values())
        return compter(exiges, "critère exigé", "critères exigés")

    def titre_de(self, champ: str) -> str:
        """Le nom du critère tel que l’écran le donne."""
        return next((majuscule(c.court) for c in self.criteres if c.id == champ), self.titre)

    def dire(self, champ: str, valeur: str) -> str:
        return next((v.nom for v in self.valeurs if v.id == valeur), valeur)

    def phrase(self, reponses: Mapping[str, str]) -> str:
        """« Pour moi, il y a partenariat quand… et que… ; mais pas si… ou si… » ; vide si rien n’est exigé ni écarté."""
        reglages = self.reglages(reponses)
        exiges, ecartes = ([c.phrase for c in self.criteres if reglages.get(c.id) == v] for v in (EXIGE, ECARTE))
        si = enumerer([f"si {p}" for p in ecartes], "ou")
        if exiges:
            suite = f" ; mais pas {si}" if ecartes else ""
            quand = enumerer([f"quand {exiges[0]}", *(f"qu’{p}" if p[0] in "aeiou" else f"que {p}" for p in exiges[1:])])
            return insecable(f"Pour moi, il y a {self.nom_forme} {quand}{suite}.")
        return f"Pour moi, il n’y a pas {self.nom_forme} {si}." if ecartes else ""

    def rendre(self, suite: Suite, juger: Juger) -> list[Rendue]:
        """D’abord la phrase de la définition, ou le récit ; puis chaque critère réglé, avec les mots qui le montrent."""
        tete = self.phrase(suite.reponses) if self.genre == "definition" else suite.reponses.get(RECIT, "")
        titre = "Ma définition, en une phrase" if self.genre == "definition" else "Mon récit"
        mots = self.mots_de(suite.reponses)
        lignes = [
            r._replace(
                mots=mots.get(r.champ, ""),
                retour=next((dit for retour, dit in TITRES["compte_rendu"].items() if r.comptes.get(retour)), ""),
                comptes={retour: n for retour, n in r.comptes.items() if n},  # un seul avis, celui de la collection
            )
            for r in super().rendre(suite, juger)
        ]
        avant = self.phrase(suite.remises) if self.genre == "definition" else suite.remises.get(RECIT, "")
        return [*([Rendue(RECIT, titre, avant, tete, libre=True)] if tete else []), *lignes]


def recit(corpus: Corpus, situation: str) -> Recit:
    """Le récit d’une situation ; ceux de la collection sont annoncés comme des fictions."""
    s = corpus.ligne("situations", situation)
    secteur = corpus.ligne("secteurs", s["secteur"])["nom"]
    surtitre = f"{secteur} · fiction" if s["origine"] == "collection" else secteur
    return Recit(s["titre"], surtitre, tuple(s["texte"].split("¶")))


def exemples(critere: Ligne) -> tuple[str, ...]:
    """« Oui : … », puis « Non : … » : où tombe la question, d’un côté et de l’autre."""
    return tuple(insecable(f"{cote.capitalize()} : {critere[f'exemple_{cote}']}") for cote in ("oui", "non"))


def jeu(corpus: Corpus, cle: str) -> Jeu:
    """Le jeu de critères de la grille `cle`.

    Lève `KeyError` (phrase française) si cette grille n’existe pas.
    """
    g = corpus.ligne("grilles", cle)
    lignes = [corpus.ligne("criteres", x["critere"]) for x in corpus.lignes("grilles_criteres") if x["grille"] == cle]
    criteres = [
        Critere(c["id"], c["nom"], c["court"], c["famille"], c["question"], c["phrase"], c["remarque"], exemples(c)) for c in lignes
    ]
    ordre = list(FAMILLES)
    if g["tri"]:
        situations = (c["situation"] for c in corpus.lignes("tris_cartes") if c["tri"] == g["tri"] and c["situation"])
    else:
        situations = (s["id"] for s in corpus.lignes("situations"))
    return Jeu(
        cle=cle,
        labo=g["labo"],
        usage=g["usage"],
        titre=g["titre"],
        consigne=g["consigne"],
        genre=g["genre"],
        forme=g["forme"],
        nom_forme=corpus.ligne("formes", g["forme"])["nom"],
        situation=g["situation"],
        recit=recit(corpus, g["situation"]) if g["situation"] else None,
        situations=tuple(dict.fromkeys(situations)) if g["genre"] == "definition" else (),
        criteres=tuple(sorted(criteres, key=lambda c: ordre.index(c.famille))),
        commandes=tuple(_commande(x) for x in corpus.lignes("grilles_commandes") if x["grille"] == cle),
    )


def _commande(ligne: Ligne) -> Commande:
    demandes = (("reconnue", ligne["reconnues"]), ("non reconnue", ligne["refusees"]))
    verdicts = {s: verdict for verdict, situations in demandes for s in (situations or "").split()}
    return Commande(ligne["rang"], ligne["texte"], verdicts, ligne["exiges"] or 0)
