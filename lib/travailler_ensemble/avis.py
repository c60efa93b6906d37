"""Les avis : ce que chaque auteur dit d’une carte, mis en phrases, avec sa raison et sa référence.

Quatre sortes de tri, quatre façons d’obtenir un avis : le *panel* (lectures calculées sur les critères), les *places*
(l’auteur range lui-même), le *codage* (celui de la collection, justifié par un indice) et le *pronostic* (le verdict
qu’il fallait prévoir).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from travailler_ensemble.activites.classement import JE_NE_SAIS_PAS, Classement
from travailler_ensemble.concordance import Retour
from travailler_ensemble.corpus import Corpus, Ligne
from travailler_ensemble.lecture import Clause, Lecture, codages, enonces, lire
from travailler_ensemble.phrases import enumerer, insecable
from travailler_ensemble.retour import DECIDES, Relations, relations, retour

Passages = tuple[tuple[str, bool], ...]
"""Un texte en morceaux : (texte, en italique)."""


RAISONS = 4
"""Au plus tant de raisons pour un texte qui ne juge pas : assez pour le situer, sans le réciter."""


class Terme(NamedTuple):
    """Un critère, et les mots de la situation qui en témoignent (vides si elle n’en dit rien)."""

    critere: str
    indice: str


class Pivot(NamedTuple):
    """Ce qui fait pencher une lecture : « Manque », « On ne sait pas », « Présent »."""

    mot: str
    termes: tuple[Terme, ...]


class LectureDite(NamedTuple):
    """Une lecture d’un énoncé, en phrases."""

    phrase: str
    annee: str
    raison: str
    pivots: tuple[Pivot, ...]
    etiquettes: tuple[str, ...]
    reference: Passages
    secteur: str


class Avis(NamedTuple):
    """Ce qu’un auteur répond à l’apprenant sur une carte.

    `retour` vaut « lu » quand l’apprenant ne sait pas. `autres` : les textes du même auteur qui ne décident pas du
    retour (constats, conditions de réussite, extraits trop brefs).
    """

    auteur: str
    nom: str
    retour: Retour | str
    divergence: str
    lectures: tuple[LectureDite, ...]
    autres: tuple[LectureDite, ...] = ()
    cran: int | None = None


class Panel:
    """Les auteurs du corpus, prêts à lire les cartes d’un tri."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.enonces = enonces(corpus)
        self.codages = codages(corpus)
        self.relations: Relations = relations(corpus)
        self._indices = {(c["situation"], c["critere"]): c["indice"] for c in corpus.lignes("codages")}
        self._secteurs: dict[str, list[str]] = {}
        for s in corpus.lignes("auteurs_secteurs"):
            self._secteurs.setdefault(s["auteur"], []).append(corpus.ligne("secteurs", s["secteur"])["nom"])
        self._cartes = {(c["tri"], c["carte"]): c for c in corpus.lignes("tris_cartes")}
        self._sortes: dict[str, Callable[[Classement, Ligne, str], Iterator[Avis]]] = {
            "panel": self._du_panel,
            "places": self._des_places,
            "codage": self._du_codage,
            "pronostic": self._du_pronostic,
        }

    def avis(self, classement: Classement, carte: str, choix: str) -> list[Avis]:
        """Les avis sur une carte rangée dans la case `choix`, du plus proche au plus éloigné."""
        ligne = self._cartes[classement.cle, carte]
        ordre = ("accord", "nuance", "desaccord", "lu", "ne_tranche_pas", "hors_champ")
        return sorted(self._sortes[classement.genre](classement, ligne, choix), key=lambda a: ordre.index(a.retour))

    def lectures(self, situation: str) -> dict[str, list[Lecture]]:
        """Toutes les lectures d’une situation, auteur par auteur, chaque énoncé pour son propre objet."""
        par_auteur: dict[str, list[Lecture]] = {}
        codage = self.codages[situation]
        for enonce in self.enonces.values():
            par_auteur.setdefault(enonce.auteur, []).append(lire(enonce, codage))
        return par_auteur

    def dire_enonce(self, cle: str) -> str:
        """« Dhume, 2001 (présentation du livre) » : un énoncé, en quelques mots."""
        e = self.corpus.ligne("enonces", cle)
        court = self.corpus.ligne("auteurs", e["auteur"])["court"]
        date = "" if str(e["annee"]) in court else f", {e['annee'] or 's. d.'}"
        precision = f" ({e['precision']})" if e["precision"] else ""
        return f"{court[0].upper()}{court[1:]}{date}{precision}"

    # Les quatre sortes d’avis

    def _du_panel(self, classement: Classement, ligne: Ligne, choix: str) -> Iterator[Avis]:
        situation = ligne["situation"]
        sait = choix != JE_NE_SAIS_PAS
        for auteur, toutes in self.lectures(situation).items():
            r = retour(auteur, choix, toutes, self.relations)
            genre: Retour | str = r.retour
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
            dites = [self._dire(x, situation, r.autre if x.enonce.objet == choix else None) for x in decident]
            yield Avis(
                auteur,
                self._nom(auteur),
                genre,
                insecable(divergence),
                tuple(dites or [self._dire_hors_champ(auteur, toutes, choix)]),
                tuple(self._dire(x, situation, None) for x in autres),
            )

    def _eclaire(self, auteur: str, x: Lecture, choix: str) -> bool:
        """Une lecture éclaire le choix si elle en juge, si elle reconnaît une autre forme, ou si elle juge d’une forme
        que l’auteur lie à celle-là."""
        if x.verdict not in DECIDES:
            return False
        objet = x.enonce.objet
        return objet == choix or x.verdict == "reconnue" or self.relations.entre(auteur, choix, objet) is not None

    def _des_places(self, classement: Classement, ligne: Ligne, choix: str) -> Iterator[Avis]:
        for p in self.corpus.lignes("places"):
            if (p["tri"], p["carte"]) != (classement.cle, ligne["carte"]):
                continue
            place, cran, cran_choisi = p["case"], classement.cran(p["case"]), classement.cran(choix)
            if not place:
                genre: Retour | str = "hors_champ"
                phrase = "n’en dit rien dans l’extrait"
            else:
                phrase = f"répond « {classement.nom_de_case(place)} »"
                genre = "lu" if choix == JE_NE_SAIS_PAS else _retour_de_place(classement, choix, place)
                if cran is not None and cran_choisi is not None and cran != cran_choisi:
                    ecart = abs(cran - cran_choisi)
                    phrase += f", à {ecart} cran{'s' if ecart > 1 else ''} de vous"
            etiquettes = [p["statut"], "dit par l’extrait" if p["mode"] == "explicite" else "déduit de ses critères"]
            dite = LectureDite(
                phrase, self._annee(p["source"]), p["justification"], (), tuple(etiquettes),
                self._reference(p["source"], p["repere"]), self._secteur(p["auteur"]),
            )  # fmt: skip
            yield Avis(p["auteur"], self._nom(p["auteur"]), genre, "", (dite,), (), cran)

    def _du_codage(self, classement: Classement, ligne: Ligne, choix: str) -> Iterator[Avis]:
        situation, critere = ligne["situation"], ligne["critere"]
        valeur = self.codages[situation].get(critere, "inconnu")
        indice = self._indices.get((situation, critere), "")
        if choix == JE_NE_SAIS_PAS:
            genre = "lu"
        else:
            genre = "accord" if choix == valeur else "nuance" if "inconnu" in (choix, valeur) else "desaccord"
        raison = f"Le texte dit : « {indice} »." if indice else "Le texte n’en dit rien ; ne rien dire n’est pas dire non."
        nom = {"oui": "oui", "non": "non", "inconnu": "on ne sait pas"}[valeur]
        remarque = self.corpus.ligne("criteres", critere)["remarque"]
        dite = LectureDite(f"code « {nom} »", "", f"{raison} {remarque}", (), ("codage de la collection",), (), "")
        yield Avis("collection", "La collection", genre, "", (dite,))

    def _du_pronostic(self, classement: Classement, ligne: Ligne, choix: str) -> Iterator[Avis]:
        enonce = self.enonces[ligne["enonce"]]
        x = lire(enonce, self.codages[ligne["situation"]])
        verdict = x.verdict.replace(" ", "-")
        genre = (
            "lu" if choix == JE_NE_SAIS_PAS else "accord" if choix == verdict
            else "nuance" if "incertaine" in (choix, verdict) else "desaccord"
        )  # fmt: skip
        yield Avis(enonce.auteur, self._nom(enonce.auteur), genre, "", (self._dire(x, ligne["situation"], None),))

    # Les phrases

    def _dire(self, x: Lecture, situation: str, autre: str | None) -> LectureDite:
        e = self.corpus.ligne("enonces", x.enonce.id)
        un = self.corpus.ligne("formes", x.enonce.objet)["indefini"]
        phrase = {
            "reconnue": f"y voit {un}",
            "non reconnue": f"n’y voit pas {un}",
            "incertaine": f"lecture incertaine : {un} ?",
            "réunies": "ses conditions de réussite sont réunies",
            "manquantes": "une condition de réussite manque",
            "inconnues": "on ne sait pas si ses conditions de réussite sont réunies",
        }.get(x.verdict, "constate, sans juger" if x.enonce.usage == "contexte" else "en dit trop peu pour juger")
        if autre and x.verdict == "non reconnue":
            phrase += f", plutôt {self.corpus.ligne('formes', autre)['indefini']}"
        decident = x.refusent or x.ignorent or x.portent
        # Un constat, ou un extrait trop bref pour juger, se lit : on donne ce qu’il dit.
        raisons = decident or x.enonce.clauses[:RAISONS]
        return LectureDite(
            insecable(phrase),
            self._date(e),
            " ".join(dict.fromkeys(c.justification for c in raisons)) or "Aucun de nos critères n’y figure.",
            tuple(self._pivots(x, situation)),
            tuple(self._etiquettes(e, x)),
            self._reference(e["source"], e["repere"]),
            self._secteur(x.enonce.auteur),
        )

    def _dire_hors_champ(self, auteur: str, toutes: Sequence[Lecture], choix: str) -> LectureDite:
        objets = dict.fromkeys(_de(self.corpus.ligne("formes", x.enonce.objet)["avec_article"]) for x in toutes)
        e = self.corpus.ligne("enonces", toutes[0].enonce.id)
        forme = self.corpus.ligne("formes", choix)["avec_article"] if choix != JE_NE_SAIS_PAS else "cette forme"
        phrase = f"ne parle pas ici {_de(forme)}"
        raison = f"L’extrait parle {enumerer(objets)}."
        return LectureDite(phrase, self._date(e), raison, (), (), self._reference(e["source"], ""), self._secteur(auteur))

    def _pivots(self, x: Lecture, situation: str) -> Iterator[Pivot]:
        manquent = [c for c in x.refusent if c.valeur == "exigé"]
        genent = [c for c in x.refusent if c.valeur == "écarté"]
        for mot, clauses in (
            ("Manque", manquent),
            ("Présent, alors que l’énoncé l’écarte", genent),
            ("On ne sait pas", x.ignorent if not x.refusent else ()),
            # Quand beaucoup de critères sont réunis, la raison les dit déjà tous.
            ("Présent", x.portent if x.verdict in ("reconnue", "réunies") and len(x.portent) <= 3 else ()),
        ):
            if clauses:
                yield Pivot(mot, tuple(self._terme(c, situation) for c in clauses))

    def _terme(self, clause: Clause, situation: str) -> Terme:
        court = self.corpus.ligne("criteres", clause.critere)["court"]
        return Terme(court, self._indices.get((situation, clause.critere), ""))

    def _etiquettes(self, e: Ligne, x: Lecture) -> Iterator[str]:
        yield e["reserve"] or e["statut"]
        if x.verdict in DECIDES or x.enonce.usage == "reussite":
            decident = x.refusent or x.ignorent or x.portent
            yield "déduit de ses critères"
            if any(c.mode == "deduit" for c in decident):
                yield "critère lu par nous dans l’extrait"
        if e["voix"] == "dossier" and e["auteur"] != "aut-rnrsms":
            yield "paraphrase du dossier"
        if e["relais"]:
            verbe = "résumé par" if e["relais"] in ("aut-simon", "aut-lyet") else "cité par"
            yield f"{verbe} {self._nom(e['relais'])}"

    def _nom(self, auteur: str) -> str:
        nom = self.corpus.ligne("auteurs", auteur)["nom"]
        return nom[0].upper() + nom[1:]

    def _secteur(self, auteur: str) -> str:
        noms = self._secteurs.get(auteur, ())
        return f"Terrain ou public : {enumerer(noms)}." if noms else ""

    def _date(self, e: Ligne) -> str:
        """« 2007, première définition » : l’année, et le passage quand un auteur en a plusieurs."""
        annee = str(e["annee"] or "s. d.")
        return f"{annee}, {e['precision']}" if e["precision"] else annee

    def _annee(self, source: str) -> str:
        return str(self.corpus.ligne("references", source)["annee"] or "s. d.")

    def _reference(self, source: str, repere: str) -> Passages:
        texte = self.corpus.ligne("references", source)["reference"]
        lu = f" Lu dans : {repere}." if repere else ""
        return passages(texte + lu)


def passages(texte: str) -> Passages:
    """Découpe une référence rédigée en morceaux, droits ou en italique (`<i>…</i>`)."""
    morceaux = re.split(r"<i>(.*?)</i>", texte)
    return tuple((m, bool(rang % 2)) for rang, m in enumerate(morceaux) if m)


def comptes(avis: Iterable[Avis]) -> Mapping[str, int]:
    """Le nombre d’auteurs par retour."""
    total = dict.fromkeys(("accord", "nuance", "desaccord", "ne_tranche_pas", "hors_champ"), 0)
    for a in avis:
        if a.retour in total:
            total[a.retour] += 1
    return total


def _retour_de_place(classement: Classement, choix: str, place: str) -> Retour:
    """Même case : accord. Case voisine sur l’axe de l’auteur, ou réponse mesurée : nuance. Sinon désaccord."""
    if choix == place:
        return "accord"
    a, b = classement.cran(choix), classement.cran(place)
    if a is not None and b is not None:
        return "nuance" if abs(a - b) == 1 else "desaccord"
    milieux = {c.id for c in classement.cases if c.milieu}
    return "nuance" if milieux & {choix, place} else "desaccord"


def _de(groupe: str) -> str:
    """« le réseau » → « du réseau » ; « la coopération » → « de la coopération »."""
    return "du " + groupe[3:] if groupe.startswith("le ") else f"de {groupe}"
