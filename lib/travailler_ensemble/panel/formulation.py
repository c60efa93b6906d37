"""La formulation : une lecture mise en phrases, avec ses raisons, ses étiquettes et sa référence. Aucun jugement ici."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from travailler_ensemble.activites.criteres import ECARTE, EXIGE
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.corpus import Corpus, Ligne
from travailler_ensemble.ecriture.phrases import Passages, enumerer, insecable, passages
from travailler_ensemble.panel.lecture import Clause, Lecture
from travailler_ensemble.panel.retour import DECIDES

RAISONS = 4
"""Au plus tant de raisons pour un texte qui ne juge pas : assez pour le situer, sans le réciter."""


class Temoignage(NamedTuple):
    """Un critère, et les mots de la situation qui en témoignent (vides si elle n’en dit rien)."""

    critere: str
    indice: str


class Pivot(NamedTuple):
    """Ce qui fait pencher une lecture : « Manque », « On ne sait pas », « Présent »."""

    mot: str
    termes: tuple[Temoignage, ...]


class LectureDite(NamedTuple):
    """Une lecture d’un énoncé, en phrases."""

    phrase: str
    annee: str
    raison: str
    pivots: tuple[Pivot, ...]
    etiquettes: tuple[str, ...]
    reference: Passages
    secteur: str


class Formulation:
    """De quoi mettre en phrases les lectures du corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._indices = {(c["situation"], c["critere"]): c["indice"] for c in corpus.lignes("codages")}
        self._dossiers = {a["dossier"]: a["id"] for a in corpus.lignes("auteurs") if a["dossier"]}
        self._secteurs: dict[str, list[str]] = {}
        for s in corpus.lignes("auteurs_secteurs"):
            self._secteurs.setdefault(s["auteur"], []).append(corpus.ligne("secteurs", s["secteur"])["nom"])

    def dire_enonce(self, cle: str) -> str:
        """« Dhume, 2001 (présentation du livre) » : un énoncé, en quelques mots."""
        e = self._corpus.ligne("enonces", cle)
        relais = f"cité par {self._corpus.ligne('auteurs', e['relais'])['court']}" if e["relais"] else ""
        voix = "d’après le dossier" if self._paraphrase(e) else ""
        precision = ", ".join(dict.fromkeys(filter(None, (e["precision"], relais or voix))))
        precision = f" ({precision})" if precision else ""
        return f"{self.signer(e['auteur'], str(e['annee'] or 's. d.'))}{precision}"

    def signer(self, auteur: str, annee: str) -> str:
        """« Dhume, 2001 » : un nom court et son année, qu’un nom porte parfois déjà."""
        court = self._corpus.ligne("auteurs", auteur)["court"]
        return f"{court[0].upper()}{court[1:]}" + ("" if annee in court else f", {annee}")

    def statut(self, x: Lecture) -> str:
        """« norme », « constat »… ; « rapporté » quand un autre que l’auteur le dit."""
        e = self._corpus.ligne("enonces", x.enonce.id)
        rapporte = e["relais"] or self._paraphrase(e)
        return f"{e['statut']} rapportée" if rapporte and e["statut"] in ("norme", "hypothèse") else str(e["statut"])

    def etiquette(self, x: Lecture) -> str:
        """« Brachet » ; « Dhume, 2001 » pour qui a des textes de plusieurs années."""
        e = self._corpus.ligne("enonces", x.enonce.id)
        annees = {autre["annee"] for autre in self._corpus.lignes("enonces") if autre["auteur"] == e["auteur"]}
        return self.signature(x) if len(annees) > 1 else self.signer(e["auteur"], "")

    def annee_de(self, x: Lecture) -> str:
        """L’année d’un énoncé, ou « s. d. »."""
        return str(self._corpus.ligne("enonces", x.enonce.id)["annee"] or "s. d.")

    def signature(self, x: Lecture) -> str:
        """« Dhume, 2001 » : qui parle dans cet énoncé, et quand."""
        return self.signer(x.enonce.auteur, self.annee_de(x))

    def lecture(self, x: Lecture, situation: str | Mapping[str, str], autre: str | None = None) -> LectureDite:
        """Une lecture en phrases.

        `situation` : celle de la collection que l’on lit ; ou, pour une situation que l’apprenant a codée, critère → ses
        mots. `autre` : la forme que l’auteur reconnaît à la place, à dire avec son refus.
        """
        e = self._corpus.ligne("enonces", x.enonce.id)
        un = self._corpus.ligne("formes", x.enonce.objet)["indefini"]
        phrase = {
            "reconnue": f"y voit {un}",
            "non reconnue": f"n’y voit pas {un}",
            "incertaine": f"lecture incertaine ({un} ?)",
            "réunies": "ses conditions de réussite sont réunies",
            "manquantes": "une condition de réussite manque",
            "inconnues": "on ne sait pas si ses conditions de réussite sont réunies",
        }.get(x.verdict, "constate, sans juger" if e["nature"] == "constat" else "en dit trop peu pour juger")
        if autre and x.verdict == "non reconnue":
            phrase += f", plutôt {self._corpus.ligne('formes', autre)['indefini']}"
        decident = x.refusent or x.ignorent or x.portent
        # Un constat, ou un extrait trop bref pour juger, se lit : on donne ce qu’il dit.
        raisons = decident or x.enonce.clauses[:RAISONS]
        return LectureDite(
            insecable(phrase),
            self._date(e),
            self._raison(x, raisons),
            tuple(self._pivots(x, situation)),
            tuple(self._etiquettes(e, x)),
            self.reference_de(x.enonce.id),
            self.secteur(x.enonce.auteur),
        )

    def _raison(self, x: Lecture, clauses: Sequence[Clause]) -> str:
        """Ce que disent les clauses qui décident ; et, pour une lecture incertaine, ce que nos critères ne codent pas."""
        phrases = list(dict.fromkeys(c.justification for c in clauses if c.justification))
        if x.verdict in ("incertaine", "inconnues") and x.enonce.non_code:
            if not x.ignorent:
                phrases = []
            aussi = "aussi " if any(c.decide for c in x.enonce.clauses) else ""
            phrases.append(insecable(f"L’extrait demande {aussi}{x.enonce.non_code} ; nos critères ne le disent pas."))
        return " ".join(phrases) or "Aucun de nos critères n’y figure."

    def hors_champ(self, auteur: str, toutes: Sequence[Lecture], choix: str) -> LectureDite:
        """L’auteur ne parle pas de la forme choisie : de quoi parle-t-il ?"""
        objets = dict.fromkeys(_de(self._corpus.ligne("formes", x.enonce.objet)["avec_article"]) for x in toutes)
        e = self._corpus.ligne("enonces", toutes[0].enonce.id)
        forme = self._corpus.ligne("formes", choix)["avec_article"] if choix != JE_NE_SAIS_PAS else "cette forme"
        phrase = f"ne parle pas ici {_de(forme)}"
        raison = f"L’extrait parle {enumerer(objets)}."
        return LectureDite(phrase, self._date(e), raison, (), (), self.reference(e["source"], ""), self.secteur(auteur))

    def _pivots(self, x: Lecture, situation: str | Mapping[str, str]) -> Iterator[Pivot]:
        manquent = [c for c in x.refusent if c.valeur == EXIGE]
        genent = [c for c in x.refusent if c.valeur == ECARTE]
        for mot, clauses in (
            ("Manque", manquent),
            ("Présent, alors que l’énoncé l’écarte", genent),
            ("On ne sait pas", x.ignorent if not x.refusent else ()),
            # Quand beaucoup de critères sont réunis, la raison les dit déjà tous.
            ("Présent", x.portent if x.verdict in ("reconnue", "réunies") and len(x.portent) <= 3 else ()),
        ):
            termes = [self._terme(c, situation) for c in clauses]
            if mot == "On ne sait pas" and x.enonce.non_code and not x.refusent:
                termes.append(Temoignage(x.enonce.non_code, ""))
            if termes:
                yield Pivot(mot, tuple(termes))

    def _terme(self, clause: Clause, situation: str | Mapping[str, str]) -> Temoignage:
        court = self._corpus.ligne("criteres", clause.critere)["court"]
        indice = self.indice(situation, clause.critere) if isinstance(situation, str) else situation.get(clause.critere, "")
        return Temoignage(court, indice)

    def _etiquettes(self, e: Ligne, x: Lecture) -> Iterator[str]:
        yield e["statut"]
        if e["reserve"]:
            yield e["reserve"]
        if x.verdict in DECIDES or x.enonce.usage == "reussite":
            decident = x.refusent or x.ignorent or x.portent
            yield "déduit de ses critères"
            if any(c.mode == "deduit" for c in decident):
                yield "critère lu par nous dans l’extrait"
        if self._paraphrase(e):
            yield "paraphrase du dossier"
        if e["relais"]:
            yield f"{self._corpus.ligne('auteurs', e['relais'])['relaie']} par {self.nom(e['relais'])}"

    def indice(self, situation: str, critere: str) -> str:
        """Les mots du récit qui justifient le codage d’un critère ; vide s’il n’en dit rien."""
        return self._indices.get((situation, critere), "")

    def nom(self, auteur: str) -> str:
        """Le nom d’un auteur, avec sa majuscule."""
        nom = self._corpus.ligne("auteurs", auteur)["nom"]
        return nom[0].upper() + nom[1:]

    def secteur(self, auteur: str) -> str:
        """Le terrain ou le public d’un auteur, en une phrase ; vide s’il n’est pas connu."""
        noms = self._secteurs.get(auteur, ())
        return insecable(f"Terrain ou public : {enumerer(noms)}.") if noms else ""

    def _paraphrase(self, e: Ligne) -> bool:
        """Est-ce un dossier qui parle, d’un autre que lui ?"""
        return e["voix"] == "dossier" and not self._corpus.ligne("auteurs", e["auteur"])["dossier"]

    def _date(self, e: Ligne) -> str:
        """« 2007, première définition » : l’année, et le passage quand un auteur en a plusieurs."""
        annee = str(e["annee"] or "s. d.")
        return f"{annee}, {e['precision']}" if e["precision"] else annee

    def annee(self, source: str, auteur: str = "") -> str:
        """L’année d’une source, ou « s. d. » ; celle du dossier ne date pas un autre que lui : « date non donnée »."""
        if auteur and self._dossiers.get(source, auteur) != auteur:
            return "date non donnée"
        return str(self._corpus.ligne("references", source)["annee"] or "s. d.")

    def reference_de(self, enonce: str) -> Passages:
        """La référence rédigée d’un énoncé, et où nous l’avons lu."""
        e = self._corpus.ligne("enonces", enonce)
        return self.reference(e["source"], e["repere"])

    def reference(self, source: str, repere: str) -> Passages:
        """La référence rédigée d’une source, et où nous l’avons lue."""
        texte = self._corpus.ligne("references", source)["reference"]
        lu = f" Lu dans : {repere}." if repere else ""
        return passages(texte + lu)


def _de(groupe: str) -> str:
    """« le réseau » → « du réseau » ; « la coopération » → « de la coopération »."""
    return "du " + groupe[3:] if groupe.startswith("le ") else f"de {groupe}"
