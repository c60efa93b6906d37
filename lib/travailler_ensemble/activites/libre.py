"""Le texte libre : la machine le garde et ne le note jamais ; il se relit soi-même, point par point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from travailler_ensemble.activites.interrogation import Interrogation
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Juger, Progres, Rendue, Rubrique
from travailler_ensemble.activites.tolerance import normaliser
from travailler_ensemble.ecriture.phrases import compter, enumerer, insecable, mots_de

TEXTE, POINT = "texte", "relecture"
SIGNES_MAX = 20_000
MOTS_PAR_LIGNE, LIGNES_MIN = 10, 5
"""Sur papier : combien de mots écrits à la main tiennent sur une ligne, et combien de lignes au moins."""
ASSEZ_LONG, RESTE = 0.8, 0.5
"""Un texte est écrit à partir de cette part des mots demandés ; récrit, quand il en reste moins que cette part."""


class Libre(Interrogation):
    """Un texte libre et des points à relire. Rien n’y est jugé ; seuls les mots que la consigne écarte se signalent (`reponses`).

    Un point relu vaut pour le texte qu’on relisait : récrit, il est à relire de nouveau.
    """

    genre = "libre"

    @property
    def seuil(self) -> int:
        """À partir de combien de mots le texte se relit et compte comme écrit : près de ce que la consigne demande."""
        return max(1, round(ASSEZ_LONG * (self.mots_min or 0)))

    def jouer(self, gestes: Iterable[Mapping[str, Any]]) -> Suite:
        passes = [*gestes]
        suite = super().jouer(passes)
        texte, relu = "", dict[str, str]()
        for g in passes:
            champ, valeur = g.get(self.mots.champ), g.get(self.mots.valeur)
            if champ == TEXTE and isinstance(valeur, str):
                texte = valeur
            elif isinstance(champ, str) and champ.startswith(POINT):
                relu[champ] = texte
        final = mots_de(suite.reponses.get(TEXTE, ""))
        gardees = {c: v for c, v in suite.reponses.items() if c not in relu or not _recrit(mots_de(relu[c]), final)}
        return suite._replace(reponses=gardees)

    def situer(self, suite: Suite) -> dict[str, Any]:
        a_relire = sum(c.startswith(POINT) and v == "oui" and c not in suite.reponses for c, (*_, v) in suite.essais.items())
        return {
            "ecartes": insecable(self.dire_ecartes(suite)),
            "a_relire": insecable("Le texte a changé : relisez-le de nouveau.") if a_relire else "",
        }

    def dire_ecartes(self, suite: Suite) -> str:
        """« “ensemble” y est, et la consigne l’écarte. » ; vide si le texte les évite tous."""
        ecrits = {normaliser(m) for m in mots_de(suite.reponses.get(TEXTE, ""))}
        y_sont = [f"« {r.reponse} »" for r in self.reponses if {normaliser(r.reponse), f"{normaliser(r.reponse)}s"} & ecrits]
        if not y_sont:
            return ""
        return f"{enumerer(y_sont)} {'y est, et la consigne l’écarte' if len(y_sont) == 1 else 'y sont, et la consigne les écarte'}."

    def progres(self, suite: Suite) -> Progres:
        """Un texte trop court pour la consigne n’est pas encore écrit."""
        faits = sum(c in suite.reponses for c in self.champs()[1:])
        return Progres(faits + (len(mots_de(suite.reponses.get(TEXTE, ""))) >= self.seuil), len(self.points) + 1)

    def champs(self) -> tuple[str, ...]:
        return (TEXTE, *(f"{POINT}-{n}" for n, _ in enumerate(self.points, start=1)))

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        if champ == TEXTE:
            return len(valeur) <= SIGNES_MAX
        return champ in self.champs() and valeur in ("", "oui")

    def sur_papier(self) -> tuple[Rubrique, ...]:
        relire = Rubrique("À relire, point par point", choix=self.points)
        lignes = max(LIGNES_MIN, (self.mots_max or 0) // MOTS_PAR_LIGNE)
        return (Rubrique(lignes=lignes), *([relire] if self.points else []))

    def decrire(self) -> dict[str, Any]:
        return {
            "points": list(self.points),
            "mots_min": self.mots_min,
            "mots_max": self.mots_max,
            "seuil": self.seuil,
            "signes_max": SIGNES_MAX,
            "explication": insecable(self.explication),
        }

    def rendre(self, suite: Suite, juger: Juger) -> list[Rendue]:
        texte, remis = suite.reponses.get(TEXTE, ""), suite.remises.get(TEXTE, "")
        if not (texte or remis):
            return []
        faits = [p for n, p in enumerate(self.points, start=1) if suite.reponses.get(f"{POINT}-{n}")]
        relus = f"{compter(len(faits), 'point relu', 'points relus')} sur {len(self.points)}. " if self.points else ""
        retour = f"{compter(len(mots_de(texte)), 'mot')}. {relus}{self.dire_ecartes(suite)}"
        return [Rendue(TEXTE, "Mon texte", remis, texte, retour.strip(), libre=True)]


def _recrit(avant: Sequence[str], apres: Sequence[str]) -> bool:
    """Moins de la moitié des mots sont-ils restés, dans l’ordre ?"""
    return SequenceMatcher(None, avant, apres, autojunk=False).ratio() < RESTE
