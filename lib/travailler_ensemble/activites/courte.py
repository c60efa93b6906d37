"""La question courte : une réponse vérifiable, des relances graduées, puis la réponse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from travailler_ensemble.activites.interrogation import MOTS, Correction, Interrogation
from travailler_ensemble.activites.suite import Suite, rejouer
from travailler_ensemble.activites.sujet import Progres, Rubrique
from travailler_ensemble.activites.tolerance import normaliser, ressemble
from travailler_ensemble.ecriture.phrases import compter, insecable, majuscule

REPONSE, AIDE = "reponse", "aide"
PAS_ENCORE, MANQUEE = "Pas encore.", "Ce n’était pas cela."
"""D’un essai que l’on peut refaire, et du dernier, quand la réponse est donnée."""


class Courte(Interrogation):
    """Une réponse courte. Le champ « aide » compte les relances demandées sans essai."""

    genre = "courte"
    mots_de_retour = {**MOTS, "non": PAS_ENCORE}

    def jouer(self, gestes: Iterable[Mapping[str, Any]]) -> Suite:
        return rejouer(gestes, self.permet, self.mots, aussitot=True)

    def champs(self) -> tuple[str, ...]:
        return (REPONSE,)

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        if champ == AIDE:
            return len(valeur) <= 3 and valeur.isdecimal() and 1 <= int(valeur) <= len(self.relances) + 1
        return champ == REPONSE and 0 < len(valeur) <= 500 and bool(normaliser(valeur))

    def corriger(self, essai: str) -> Correction:
        """Ce que l’on répond à un essai ; « Pas encore. » s’il n’était pas prévu.

        Une réponse mal orthographiée vaut celle qu’elle écrit ; si elle peut en écrire deux qui ne se valent pas, elle n’en vaut aucune.
        """
        reduit = normaliser(essai, nombre=self.nombre)
        if prevue := next((r for r in self.reponses if normaliser(r.reponse, nombre=self.nombre) == reduit), None):
            return self.juge(prevue.cle)
        proches = [r for r in self.reponses if ressemble(essai, r.reponse)]
        if len({r.juste for r in proches}) != 1:
            return Correction("non", PAS_ENCORE, "")
        lue = self.juge(proches[0].cle)
        return lue._replace(retour=f"On lit : « {proches[0].reponse} ». {lue.retour}".strip())

    def trouvee(self, suite: Suite) -> bool:
        """Une bonne réponse a-t-elle été donnée dans ce tour ?"""
        return any(self.corriger(e).juste == "oui" for e in suite.essais.get(REPONSE, ()))

    def niveau(self, suite: Suite) -> int:
        """Combien de relances sont dues : une par essai différent et pas encore juste, ou autant qu’il en a été demandé."""
        essais = {normaliser(e, nombre=self.nombre) for e in suite.essais.get(REPONSE, ())}
        manques = sum(self.corriger(e).juste != "oui" for e in essais)
        return min(max(manques, int(suite.reponses.get(AIDE, 0))), len(self.relances) + 1)

    def resolue(self, suite: Suite) -> bool:
        """Trouvée, ou dévoilée après la dernière relance."""
        return self.trouvee(suite) or self.niveau(suite) > len(self.relances)

    def sur_papier(self) -> tuple[Rubrique, ...]:
        return (Rubrique(blancs=("Réponse",)),)

    def attendue(self) -> str:
        """La première réponse acceptée, telle que la collection l’écrit."""
        return next((r.reponse for r in self.reponses if r.juste == "oui"), "")

    def decrire(self) -> dict[str, Any]:
        return {"relances": len(self.relances)}

    def situer(self, suite: Suite) -> dict[str, Any]:
        essais, niveau, trouvee = suite.essais.get(REPONSE, ()), self.niveau(suite), self.trouvee(suite)
        resolue = bool(suite.reponses) and self.resolue(suite)
        devoilee = "" if trouvee else f"Le texte répond : {self.attendue()}."
        verdict = self.corriger(essais[-1]) if essais else None
        if verdict and resolue and verdict.mot == PAS_ENCORE:
            verdict = verdict._replace(mot=MANQUEE)
        return {
            "essais": list(essais),
            "verdict": verdict.en_clair() if verdict else None,
            "relances": [insecable(r) for r in self.relances[:niveau]],
            "niveau": niveau,
            "trouvee": trouvee,
            "fin": self.fin(devoilee) if resolue else None,
        }

    def progres(self, suite: Suite) -> Progres:
        commencee = bool(suite.reponses)
        return Progres(commencee + (commencee and self.resolue(suite)), 2)  # commencée, résolue

    def retour_de(self, champ: str, suite: Suite) -> str:
        if champ not in suite.reponses:
            return ""
        mot = MOTS["oui"] if self.trouvee(suite) else self.corriger(suite.reponses[champ]).mot
        if self.resolue(suite) and mot == PAS_ENCORE:
            mot = MANQUEE
        return f"{mot} {majuscule(compter(len(suite.essais.get(REPONSE, ())), 'essai'))}."

    def a_lire_de(self, champ: str, suite: Suite) -> str:
        return "" if not suite.reponses or self.trouvee(suite) or not self.resolue(suite) else majuscule(f"{self.attendue()}.")
