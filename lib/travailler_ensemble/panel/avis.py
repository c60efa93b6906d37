"""Les avis : ce que chaque auteur répond à l’apprenant sur une carte.

Sept juges, d’après `Sujet.juge_par` : le *panel* (lectures calculées sur les critères), *oui ou non* (les mêmes, pour une seule forme), les *places*
(l’auteur range lui-même), les *positions* (sa place sur une ligne d’un débat), le *codage* (celui de la collection, justifié par un indice), le *pronostic* (le verdict
qu’il fallait prévoir) et le *fait* (ce qu’un texte dit, ou ne dit pas).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from travailler_ensemble.activites.classement import CASES_DE_DEBAT, Classement
from travailler_ensemble.activites.criteres import NOMS_DE_CODAGE
from travailler_ensemble.activites.placement import NOMS, cote
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.activites.retours import COMPARABLES, INCONNU, MUETS, RETOURS, Retour, comparer
from travailler_ensemble.activites.sujet import Sujet
from travailler_ensemble.activites.verite import RANGEMENT, retour_de_fait
from travailler_ensemble.contenus.greffe import LIBRE
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.corpus.desaccords import Position, desaccord
from travailler_ensemble.corpus.formes import ENSEIGNE
from travailler_ensemble.ecriture.phrases import compter, en_lettres, enumerer, insecable, minuscule, passages
from travailler_ensemble.panel.formulation import Formulation, LectureDite
from travailler_ensemble.panel.lecture import Lecture, codages, enonces, lire
from travailler_ensemble.panel.retour import DECIDES, Relations, relations, retour

PARTENARIAT = "forme-partenariat"


class Avis(NamedTuple):
    """Ce qu’un auteur répond à l’apprenant sur une carte.

    `retour` vaut « lu » quand rien ne se compte : l’apprenant ne sait pas, ou personne ne juge de sa réponse. `autres` :
    les textes du même auteur qui ne décident pas du retour (constats, conditions de réussite, extraits trop brefs).
    `dit`, `marque`, `autre` : là où un seul répond, sa réponse en une phrase, au nom de qui si c’est la collection, et la
    réponse seule. `place` : la case où l’auteur range lui-même ; `indice` : les mots du récit qui le font répondre.
    """

    auteur: str
    nom: str
    retour: Retour
    divergence: str
    lectures: tuple[LectureDite, ...]
    autres: tuple[LectureDite, ...] = ()
    cran: int | None = None
    dit: str = ""
    marque: str = ""
    autre: str = ""
    place: str = ""
    indice: str = ""
    signature: str = ""


class Panel:
    """Les auteurs du corpus, prêts à lire les cartes d’un tri."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.enonces = enonces(corpus)
        self.codages = codages(corpus)
        self.relations: Relations = relations(corpus)
        self.formulation = Formulation(corpus)
        self._lues: dict[str, dict[str, list[Lecture]]] = {}
        self._juges: dict[str, Callable[[Any, str, str], Iterator[Avis]]] = {
            "panel": self._du_panel,
            "oui-non": self._du_oui_non,
            "places": self._des_places,
            "positions": self._des_positions,
            "codage": self._du_codage,
            "pronostic": self._du_pronostic,
            "fait": self._du_fait,
            LIBRE: lambda *_: iter(()),
        }

    def avis(self, sujet: Sujet, champ: str, choix: str) -> list[Avis]:
        """Les avis sur une carte rangée dans la case `choix`, ou un critère ainsi réglé, du plus proche au plus éloigné.

        Lève `KeyError` si personne ne juge de ce sujet.
        """
        ordre = [*RETOURS]
        return sorted(self._juges[sujet.juge_par](sujet, champ, choix), key=lambda a: ordre.index(a.retour))

    def juger(self, sujet: Sujet, champ: str, valeur: str) -> Mapping[str, int]:
        """Combien d’avis par retour sur une réponse ; vide si personne ne juge de ce sujet."""
        return comptes(self.avis(sujet, champ, valeur)) if sujet.juge_par in self._juges else {}

    def lectures(self, situation: str) -> dict[str, list[Lecture]]:
        """Toutes les lectures d’une situation, auteur par auteur, chaque énoncé pour son propre objet."""
        if situation not in self._lues:
            par_auteur: dict[str, list[Lecture]] = {}
            for enonce in self.enonces.values():
                par_auteur.setdefault(enonce.auteur, []).append(lire(enonce, self.codages[situation]))
            self._lues[situation] = par_auteur
        return self._lues[situation]

    def retours(self, classement: Classement, carte: str, choix: str) -> dict[str, str]:
        """Auteur → accord, nuance ou désaccord, sans rien rédiger."""
        if classement.juge_par == "panel":
            lus = self.lectures(classement.cible(carte).situation)
            tous = {auteur: retour(auteur, choix, toutes, self.relations).retour for auteur, toutes in lus.items()}
        else:
            tous = {a.auteur: a.retour for a in self.avis(classement, carte, choix)}
        return {auteur: r for auteur, r in tous.items() if r in COMPARABLES}

    # Les sortes d’avis

    def _du_panel(self, classement: Classement, carte: str, choix: str) -> Iterator[Avis]:
        situation = classement.cible(carte).situation
        sait = choix != JE_NE_SAIS_PAS
        par_auteur = self.lectures(situation)
        retours = {auteur: retour(auteur, choix, toutes, self.relations) for auteur, toutes in par_auteur.items()}
        for auteur, toutes in par_auteur.items():
            r = retours[auteur]
            genre: Retour = r.retour
            if sait:
                decident = [x for x in toutes if self._eclaire(auteur, x, choix)]
                autres = [x for x in toutes if x.enonce.objet == choix and x not in decident]
            else:
                decident = [x for x in toutes if x.verdict in DECIDES]
                autres = [x for x in toutes if x not in decident]
                genre = "lu" if decident else "ne_tranche_pas"
            if not decident:
                decident, autres = autres, []
            divergence = (
                "Ses textes ne disent pas tous la même chose de cette situation : ils sont montrés l’un sous l’autre."
                if r.divergents
                else ""
            )
            dites = [self.formulation.lecture(x, situation, r.autre if x.enonce.objet == choix else None) for x in decident]
            yield Avis(
                auteur,
                self.formulation.nom(auteur),
                genre,
                insecable(divergence),
                tuple(dites or [self.formulation.hors_champ(auteur, toutes, choix)]),
                tuple(self.formulation.lecture(x, situation) for x in autres),
            )

    def _du_oui_non(self, classement: Classement, carte: str, choix: str) -> Iterator[Avis]:
        """Est-ce cette forme ? Qui la reconnaît répond oui, qui la refuse répond non ; qui hésite ne répond rien, et le dit."""
        situation, forme = classement.cible(carte).situation, classement.cases[0].id
        for auteur, toutes in self.lectures(situation).items():
            sien = retour(auteur, forme, toutes, self.relations).retour
            lues = [x for x in toutes if x.enonce.objet == forme] or list(toutes)
            decident = [x for x in lues if x.verdict in DECIDES] or lues
            place = {"accord": forme, "desaccord": "non"}.get(sien, "")
            genre: Retour = sien
            if sien not in MUETS:
                genre = comparer(choix, place, ("",))  # sans place, il hésite
            dites = tuple(self.formulation.lecture(x, situation) for x in decident)
            signature = self.formulation.signature(decident[0])
            yield Avis(auteur, self.formulation.nom(auteur), genre, "", dites, place=place, signature=signature)

    def _eclaire(self, auteur: str, x: Lecture, choix: str) -> bool:
        """Une lecture éclaire le choix si elle en juge, si elle reconnaît une autre forme, ou si elle juge d’une forme
        que l’auteur lie à celle-là.
        """
        if x.verdict not in DECIDES:
            return False
        objet = x.enonce.objet
        return objet == choix or x.verdict == "reconnue" or self.relations.entre(auteur, choix, objet) is not None

    def _des_places(self, classement: Classement, carte: str, choix: str) -> Iterator[Avis]:
        for p in self.corpus.lignes("places"):
            if (p["tri"], p["carte"]) != (classement.cle, carte):
                continue
            place, cran = p["case"], classement.cran(p["case"])
            nom, explicite = classement.nom_de_case(place), p["mode"] == "explicite"
            annee = self.formulation.annee(p["source"], p["auteur"])
            signature = self.formulation.signer(p["auteur"], annee)
            if not place:
                genre: Retour = "hors_champ"
                phrase, dit = "n’en dit rien dans l’extrait", f"{signature} : l’extrait n’en dit rien."
            else:
                genre = comparer(choix, place, classement.mesurees)
                phrase = insecable(f"répond « {nom} »")
                dit = f"{signature} : « {nom} »{_crans(cran, classement.cran(choix))}."
            dite = LectureDite(
                phrase,
                annee,
                p["justification"],
                (),
                (p["statut"], "dit par l’extrait" if explicite else "déduit de l’extrait") if place else (),
                self.formulation.reference(p["source"], p["repere"]),
                self.formulation.secteur(p["auteur"]),
            )
            # Un auteur qui n’a pas lu la scène : c’est nous qui la rangeons, avec ses mots.
            marque = "" if explicite or not place else ENSEIGNE
            autre, qui = nom if place else "", self.formulation.nom(p["auteur"])
            yield Avis(p["auteur"], qui, genre, "", (dite,), (), cran, insecable(dit), marque, autre, place, "", signature)

    def _des_positions(self, classement: Classement, plan: str, choix: str) -> Iterator[Avis]:
        """Sur cette ligne, et sur elle seule. La même place : accord ; le même camp : nuance ; « ni l’un ni l’autre » n’est d’aucun camp."""
        lignes: dict[str, list[Position]] = {}
        for p in desaccord(self.corpus, classement.cle).positions:
            if p.plan == plan:
                lignes.setdefault(p.auteur, []).append(p)
        cran = CASES_DE_DEBAT.get(choix)
        for auteur, siennes in lignes.items():
            yield Avis(
                auteur, self.formulation.nom(auteur), _retour_de_positions(siennes, cran), "", tuple(map(self._position_dite, siennes))
            )

    def _position_dite(self, p: Position) -> LectureDite:
        place = NOMS[p.cran or 0]
        raison = f"{p.nom} : {p.teneur}" if p.rapporte else p.teneur
        phrase, annee = f"se tient à « {minuscule(place)} »", p.date.rpartition(", ")[2] if "," in p.date else ""
        reference = (*p.reference, (f" Lu dans : {p.repere}.", False))
        return LectureDite(
            insecable(phrase), annee, insecable(raison), (), (p.statut, p.mode), reference, self.formulation.secteur(p.auteur)
        )

    def _du_codage(self, sujet: Sujet, champ: str, choix: str) -> Iterator[Avis]:
        situation, critere, _ = sujet.cible(champ)
        valeur = self.codages[situation].get(critere, INCONNU)
        indice = self.formulation.indice(situation, critere)
        raison = f"Le texte dit : « {indice} »." if indice else "Le texte n’en dit rien ; ne rien dire n’est pas dire non."
        phrase = insecable(f"code « {NOMS_DE_CODAGE[valeur]} »")
        dite = LectureDite(phrase, "", insecable(raison), (), ("codage de la collection",), (), "")
        nom = NOMS_DE_CODAGE[valeur]
        yield Avis(
            "collection",
            "La collection",
            comparer(choix, valeur),
            "",
            (dite,),
            dit=insecable(f"« {nom} »."),
            marque="codage de la collection",
            autre=nom,
            indice=indice,
        )

    def _du_pronostic(self, sujet: Sujet, champ: str, choix: str) -> Iterator[Avis]:
        situation, _, cle = sujet.cible(champ)
        enonce = self.enonces[cle]
        x = lire(enonce, self.codages[situation])
        retour = comparer(choix, x.verdict.replace(" ", "-"), ("incertaine",))
        dite = self.formulation.lecture(x, situation)
        dit = f"{self.formulation.dire_enonce(cle)} : {dite.phrase}."
        yield Avis(enonce.auteur, self.formulation.nom(enonce.auteur), retour, "", (dite,), dit=insecable(dit), autre=dite.phrase)

    def _du_fait(self, classement: Classement, carte: str, choix: str) -> Iterator[Avis]:
        relevees = classement.vraies_de(carte)
        justes = [v for v in relevees if v.juste == "oui"]
        choisies = [v for v in relevees if v.case == choix and v.juste != "oui"]
        raison = " ".join(dict.fromkeys(v.explication for v in (*choisies, *justes) if v.explication))
        if justes:
            dits = enumerer(f"« {classement.nom_de_case(v.case)} »" for v in justes)
            phrase = (
                "ne le dit pas" if {v.case for v in justes} <= classement.mesurees else f"{'répond' if len(justes) < 2 else 'admet'} {dits}"
            )
        else:  # rien que des réponses qui se défendent : le texte n’en choisit aucune
            soutenues = [v.case for v in relevees if v.juste == "defendable"]
            phrase = "ne tranche pas" if choix in (*soutenues, JE_NE_SAIS_PAS) else "ne va pas dans ce sens"
            raison = f"{raison} {_dire_soutenues(classement, soutenues, choix)}".strip()
        genre = retour_de_fait(relevees, choix)
        if classement.a_nous:
            dits = enumerer((f"« {classement.nom_de_case(v.case)} »" for v in justes), "ou")
            dite = LectureDite(insecable(f"range dans {dits}"), "", insecable(raison), (), (RANGEMENT,), (), "")
            yield Avis(
                "collection", "La collection", genre, "", (dite,), dit=insecable(f"{dits}."), marque=RANGEMENT, autre=insecable(dits)
            )
            return
        v = (justes or choisies or relevees)[0]
        reference = self.formulation.reference(v.source, v.repere) if v.source else passages(f"Lu dans : {v.repere}.")
        etiquette = "réponse de fait" if justes else "lecture de la collection"
        dite = LectureDite(insecable(phrase), "", insecable(raison), (), (etiquette,), reference, "")
        autre = " ; ".join(dict.fromkeys(classement.nom_de_case(v.case) for v in justes))
        marque = "" if justes else ENSEIGNE
        yield Avis("texte", "Le texte", genre, "", (dite,), dit=insecable(f"Le texte {phrase}."), marque=marque, autre=autre)


def _dire_soutenues(classement: Classement, soutenues: Sequence[str], choix: str) -> str:
    """Ce qui se défend d’autre que `choix` : nommé jusqu’à trois réponses, compté au-delà ; vide s’il n’y a rien."""
    aussi, autre = ("aussi ", "autre ") if choix in soutenues else ("", "")
    noms = [f"« {classement.nom_de_case(case)} »" for case in soutenues if case != choix]
    if not noms:
        return ""
    dites = enumerer(noms, "ou") if len(noms) <= 3 else compter(len(noms), f"{autre}réponse", f"{autre and 'autres '}réponses")
    return f"On peut {aussi}soutenir {dites}."


class Retours(NamedTuple):
    """Ce que chaque auteur répond à chaque case de chaque carte : (carte, case) → auteur → accord, nuance ou désaccord."""

    table: Mapping[tuple[str, str], Mapping[str, str]]
    noms: Mapping[str, str]

    def seulement(self, auteurs: Container[str]) -> Retours:
        """Les mêmes, sans les autres auteurs."""
        table = {cle: {a: retour for a, retour in x.items() if a in auteurs} for cle, x in self.table.items()}
        return Retours(table, {a: nom for a, nom in self.noms.items() if a in auteurs})

    def place(self, auteur: str, carte: str) -> tuple[str, ...]:
        """Les cases où cet auteur répond « accord », sur cette carte."""
        return tuple(k for (c, k), x in self.table.items() if c == carte and x.get(auteur) == "accord")


@lru_cache(maxsize=32)
def retours(panel: Panel, classement: Classement) -> Retours:
    """La table carte × case × auteur, calculée une fois pour un tri."""
    table = {(carte, c.id): panel.retours(classement, carte, c.id) for carte in classement.champs() for c in classement.cases}
    return Retours(table, {a: panel.formulation.nom(a) for x in table.values() for a in x})


def comptes(avis: Iterable[Avis]) -> Mapping[str, int]:
    """Le nombre d’auteurs par retour."""
    total: dict[str, int] = dict.fromkeys((*COMPARABLES, *MUETS), 0)
    for a in avis:
        if a.retour in total:
            total[a.retour] += 1
    return total


def _crans(a: int | None, b: int | None) -> str:
    """« , à deux crans » : l’écart sur l’axe d’un auteur ; vide s’il n’y en a pas."""
    ecart = abs(a - b) if a is not None and b is not None else 0
    return f", à {en_lettres(ecart)} cran{'s' if ecart > 1 else ''} de vous" if ecart else ""


def _retour_de_positions(siennes: Sequence[Position], cran: int | None) -> Retour:
    if cran is None:
        return "lu"
    if cran in {p.cran for p in siennes}:
        return "accord"
    return "nuance" if cote(cran) in {p.camp for p in siennes} else "desaccord"
