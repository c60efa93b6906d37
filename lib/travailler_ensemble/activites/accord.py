"""L’accord : quelques phrases que l’on pourrait signer, chacune rattachée au critère qu’elle établit. Sans écran.

Il part du codage d’une situation (la grille `sur`) : ce qu’une phrase établit s’y ajoute, et les auteurs relisent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from travailler_ensemble.activites.criteres import NOMS_DE_CODAGE
from travailler_ensemble.activites.libre import POINT, TEXTE, Libre
from travailler_ensemble.activites.questions import interrogation
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Juger, Progres, Rendue, Rubrique
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.ecriture.phrases import compter

PHRASE, CRITERE = "phrase-", "critere-"
PHRASES, LONGUE_PHRASE = 6, 400
"""Combien de phrases au plus, et de combien de signes."""
ASSEZ_DE_PHRASES = 2
"""Nombre de phrases rattachées à partir duquel l’accord est tenu pour fait."""


@dataclass(frozen=True, kw_only=True)
class AccordEcrit(Libre):
    """Un texte libre en phrases rattachées. Ses champs : « phrase-1 », « critere-1 » (« crit-duree non »)… et les points à relire.

    `sur` : la grille où la situation est codée. `noms` : critère → son nom. Le champ « texte » d’avant les phrases reste lisible.
    """

    sur: str
    noms: Mapping[str, str]

    genre = "accord"

    @property
    def rangs(self) -> range:
        """Les numéros des phrases."""
        return range(1, PHRASES + 1)

    def champs(self) -> tuple[str, ...]:
        points = (f"{POINT}-{n}" for n, _ in enumerate(self.points, start=1))
        return (*(f"{sorte}{n}" for n in self.rangs for sorte in (PHRASE, CRITERE)), *points)

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        if champ not in self.champs():
            return super().permet(champ, valeur, reponses)
        if champ.startswith(PHRASE):
            return len(valeur) <= LONGUE_PHRASE
        if champ.startswith(CRITERE):
            critere, _, dit = valeur.partition(" ")
            return not valeur or (critere in self.noms and dit in ("oui", "non"))
        return valeur in ("", "oui")

    def etablis(self, reponses: Mapping[str, str]) -> dict[int, tuple[str, str]]:
        """Numéro de chaque phrase écrite et rattachée → (critère, ce qu’elle en établit)."""
        liens = {n: reponses.get(f"{CRITERE}{n}", "") for n in self.rangs if reponses.get(f"{PHRASE}{n}", "").strip()}
        return {n: (critere, dit) for n, lien in liens.items() for critere, _, dit in [lien.partition(" ")] if dit}

    def progres(self, suite: Suite) -> Progres:
        return Progres(len(self.etablis(suite.reponses)), PHRASES, ASSEZ_DE_PHRASES)

    def sur_papier(self) -> tuple[Rubrique, ...]:
        phrases = (Rubrique(f"Phrase {n}", blancs=("Le critère qu’elle établit",), lignes=2) for n in self.rangs)
        return (*phrases, *super().sur_papier()[1:])

    def decrire(self) -> dict[str, Any]:
        return {"points": list(self.points), "phrases": PHRASES, "longueur": LONGUE_PHRASE}

    def rendre(self, suite: Suite, juger: Juger) -> list[Rendue]:
        """Les phrases, chacune suivie de ce qu’elle établit ; à défaut, le texte d’avant."""
        avant, ici = self._ecrit(suite.remises), self._ecrit(suite.reponses)
        if not (avant or ici):
            return super().rendre(suite, juger)
        faits = sum(bool(suite.reponses.get(f"{POINT}-{n}")) for n, _ in enumerate(self.points, start=1))
        retour = f"{compter(faits, 'point relu', 'points relus')} sur {len(self.points)}."
        return [Rendue(TEXTE, "Mon accord", avant, ici, retour, libre=True)]

    def _ecrit(self, reponses: Mapping[str, str]) -> str:
        liens = self.etablis(reponses)
        phrases = {n: p for n in self.rangs if (p := reponses.get(f"{PHRASE}{n}", "").strip())}
        return "\n".join(
            p + (f" ({self.noms[liens[n][0]]} : {NOMS_DE_CODAGE[liens[n][1]]})" if n in liens else "") for n, p in phrases.items()
        )


def accord(corpus: Corpus, cle: str) -> AccordEcrit:
    """L’accord d’identifiant `cle`, sur la situation que le même labo fait raconter et coder.

    Lève `KeyError` (phrase française) si la question n’existe pas, ou si son labo ne fait coder aucune situation racontée.
    """
    labo = corpus.ligne("questions", cle)["labo"]
    sur = next((g["id"] for g in corpus.lignes("grilles") if (g["labo"], g["genre"], g["situation"]) == (labo, "codage", "")), "")
    if not sur:
        raise KeyError(f"« {cle} » : ce labo ne fait coder aucune situation racontée.")
    return interrogation(corpus, cle, AccordEcrit, sur=sur, noms={c["id"]: c["court"] for c in corpus.lignes("criteres")})
