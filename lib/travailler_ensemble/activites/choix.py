"""La question à choix : une réponse ou plusieurs, chacune avec son retour ; la question de sortie, et le pari, qui s’engage d’un geste."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from travailler_ensemble.activites.interrogation import Correction, Interrogation, ReponsePrevue
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Juger, Rendue, Rubrique
from travailler_ensemble.ecriture.phrases import compter, enumerer

CHOIX, VU = "choix", "vu"
SANS_PARI = "sans"
_EN_LETTRES = ("aucune", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


class Choix(Interrogation):
    """Une réponse ou plusieurs, parmi celles proposées. Le champ « choix » porte leurs clés, dans l’ordre de la table."""

    genre = "choix"

    def champs(self) -> tuple[str, ...]:
        return (CHOIX, VU)

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        if champ == VU:
            return valeur == "oui" and CHOIX in reponses
        if champ != CHOIX:
            return False
        if not valeur:
            return self.plusieurs
        cles, connues = valeur.split(" "), [r.cle for r in self.reponses]
        return cles == [c for c in connues if c in cles] and (self.plusieurs or len(cles) == 1)

    def change(self, geste: Mapping[str, Any], reponses: Mapping[str, str]) -> bool:
        """« Cinq au plus » : au-delà, un choix nouveau est refusé ; un ancien se relit toujours."""
        valeur = geste.get(self.mots.valeur)
        trop = geste.get(self.mots.champ) == CHOIX and self.mots_max and isinstance(valeur, str) and len(valeur.split()) > self.mots_max
        return not trop and super().change(geste, reponses)

    def decrire(self) -> dict[str, Any]:
        # Quand aucune réponse n’est celle d’un texte, la fin ne se donne pas pour ce que dit le texte.
        fin = "Ce que dit le texte" if any(r.juste == "oui" for r in self.reponses) else "Pour en discuter"
        choix = [{"cle": r.cle, "nom": r.reponse} for r in self.reponses]
        return {"plusieurs": self.plusieurs, "au_plus": self.mots_max, "choix": choix, "titre_fin": fin}

    def situer(self, suite: Suite) -> dict[str, Any]:
        if VU not in suite.reponses:
            return {"retours": None, "fin": None, "manquent": [], "bilan": ""}
        manquent = self.oubliees(suite)
        return {
            "retours": {r.cle: self.juge(r.cle).en_clair() for r in self.reponses},
            "fin": self.fin(),
            "manquent": [r.cle for r in manquent],
            "bilan": self.dire_oubliees(manquent),
        }

    def oubliees(self, suite: Suite) -> list[ReponsePrevue]:
        """Les réponses que le texte dit, et qui ne sont pas cochées."""
        prises = suite.reponses.get(CHOIX, "").split(" ")
        return [r for r in self.reponses if r.juste == "oui" and r.cle not in prises]

    def dire_oubliees(self, manquent: Sequence[ReponsePrevue]) -> str:
        """« Il en manque deux. » ; vide quand une seule réponse se choisit, ou qu’aucune n’est celle d’un texte."""
        if not self.plusieurs or not any(r.juste == "oui" for r in self.reponses):
            return ""
        return f"Il en manque {_EN_LETTRES[len(manquent)]}." if manquent else "Il n’en manque aucune."

    def sur_papier(self) -> tuple[Rubrique, ...]:
        return (Rubrique(choix=tuple(r.reponse for r in self.reponses)),)

    def dire(self, champ: str, valeur: str) -> str:
        return " ; ".join(r.reponse for r in self.reponses if r.cle in valeur.split(" "))

    def rendre(self, suite: Suite, juger: Juger) -> list[Rendue]:
        return [r for r in super().rendre(suite, juger) if r.champ == CHOIX]

    def retour_de(self, champ: str, suite: Suite) -> str:
        if champ != CHOIX or VU not in suite.reponses:
            return ""
        corrections = [self.juge(cle) for cle in suite.reponses.get(CHOIX, "").split(" ") if cle]
        return " ".join(dict.fromkeys(v.mot for v in corrections)) if len(corrections) < 2 else _compter_corrections(corrections)

    def a_lire_de(self, champ: str, suite: Suite) -> str:
        """Pourquoi une réponse cochée ne va pas, et celles que le texte dit et qui manquent."""
        if champ != CHOIX or VU not in suite.reponses:
            return ""
        prises = suite.reponses.get(CHOIX, "").split(" ")
        revoir = [f"« {r.reponse} » : {r.retour}" for r in self.reponses if r.cle in prises and r.juste == "non"]
        if oubliees := [f"« {r.reponse} »" for r in self.oubliees(suite)]:
            revoir.append(f"Le texte dit {'aussi ' if self.plusieurs else ''}{enumerer(oubliees)}.")
        return " ".join(revoir)


class Sortie(Choix):
    """Une question de sortie : une seule réponse, de mémoire. Ce qui la corrige est parfois une règle de la collection, non un texte."""

    mots_de_retour: ClassVar[Mapping[str, str]] = {"oui": "C’est cela.", "non": "Ce n’est pas cela."}

    def decrire(self) -> dict[str, Any]:
        return {**super().decrire(), "titre_fin": "Pourquoi", "sobre": True}

    def situer(self, suite: Suite) -> dict[str, Any]:
        situe, manquent = super().situer(suite), self.oubliees(suite)
        if situe["fin"] and manquent:
            situe["fin"] = self.fin(f"« {manquent[0].reponse} » {manquent[0].retour}")
        return situe

    def a_lire_de(self, champ: str, suite: Suite) -> str:
        return self.explication if champ == CHOIX and VU in suite.reponses and self.oubliees(suite) else ""


class Pari(Choix):
    """Un pari : un geste l’engage, la page qu’il cachait s’ouvre, et lui répond. Rien ne le change, sauf « Recommencer »."""

    genre = "pari"
    mots_de_retour = {"oui": "Pari tenu.", "defendable": "Pari presque tenu.", "non": "Pari manqué."}

    def champs(self) -> tuple[str, ...]:
        return (CHOIX,)

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        return champ == CHOIX and CHOIX not in reponses and valeur in {SANS_PARI, *(r.cle for r in self.reponses)}

    def dire_progres(self, suite: Suite) -> str:
        return "pari pris" if suite.reponses else "pari à prendre"

    def decrire(self) -> dict[str, Any]:
        return {"choix": [{"cle": r.cle, "nom": r.reponse} for r in self.reponses], "sans": SANS_PARI}

    def situer(self, suite: Suite) -> dict[str, Any]:
        if (pris := suite.reponses.get(CHOIX)) is None:
            return {"fin": None, "verdict": None}
        return {"fin": self.fin(), "verdict": None if pris == SANS_PARI else self.juge(pris).en_clair()}

    def dire(self, champ: str, valeur: str) -> str:
        return "sans pari" if valeur == SANS_PARI else super().dire(champ, valeur)

    def retour_de(self, champ: str, suite: Suite) -> str:
        pris = suite.reponses.get(CHOIX, SANS_PARI)
        return "" if champ != CHOIX or pris == SANS_PARI else self.juge(pris).mot

    def a_lire_de(self, champ: str, suite: Suite) -> str:
        return self.explication if champ == CHOIX and suite.reponses else ""


def _compter_corrections(corrections: list[Correction]) -> str:
    noms = {"oui": ("que le texte dit",) * 2, "defendable": ("qui se défend", "qui se défendent"), "non": ("à revoir",) * 2}
    morceaux = [f"{compter(n, 'réponse')} {noms[juste][n > 1]}" for juste in noms if (n := sum(v.juste == juste for v in corrections))]
    return ", ".join(morceaux) + "."
