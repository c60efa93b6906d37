"""Un débat : poser un jeton sur chacune de deux lignes, « ce qui devrait être » et « ce qui est », avant puis après lecture. Sans écran.

Les champs d’une réponse : `avant-devrait` et `avant-est`, puis `lus` (les deux places d’avant, telles qu’elles ont été remises : c’est
ce qui les fige et ouvre les auteurs), `apres-devrait` et `apres-est`, enfin `observation`, une ligne que rien n’exige. Les champs
`avant`, `lecture`, `apres` et `auteurs` datent du temps où un débat n’avait qu’un axe : ils se relisent, et n’ont aucune des deux lignes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS, JE_NE_SAIS_PAS_DIT
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Juger, Progres, Rendue, Rubrique, Sujet
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.corpus.desaccords import CRANS, PLANS, Desaccord, Position, desaccord
from travailler_ensemble.ecriture.phrases import majuscule, minuscule

LUS, OBSERVATION = "lus", "observation"
AVANT = {plan: f"avant-{plan}" for plan in PLANS}
APRES = {plan: f"apres-{plan}" for plan in PLANS}
SIGNES_MAX = 200
"""La longueur d’une observation."""
NOMS = {
    -3: "Tout à fait A",
    -2: "Plutôt A",
    -1: "Un peu plus A",
    0: "Entre les deux",
    1: "Un peu plus B",
    2: "Plutôt B",
    3: "Tout à fait B",
}
QUESTION = "Quelle observation vous ferait bouger ?"
SEUL_AXE = "Ce débat n’avait alors qu’un axe : cette place ne dit pas si elle parlait de ce qui devrait être ou de ce qui est."
_DE_CRANS = ("", "un cran", "deux crans", "trois crans", "quatre crans", "cinq crans", "six crans")
_VOTES = frozenset({JE_NE_SAIS_PAS, *(str(c) for c in CRANS)})
_ANCIEN_AVANT, _ANCIENNE_LECTURE, _ANCIEN_APRES, _ANCIENS_AUTEURS = "avant", "lecture", "apres", "auteurs"


def cran_de(vote: str) -> int | None:
    """« -2 » → −2 ; None pour « je ne sais pas » ou un vote absent."""
    return int(vote) if vote in _VOTES and vote != JE_NE_SAIS_PAS else None


def cote(cran: int) -> str:
    """« A », « B », ou « milieu » pour 0."""
    return "A" if cran < 0 else "B" if cran > 0 else "milieu"


def dire_deplacement(avant: str, apres: str) -> str:
    """Ce qui a bougé entre les deux votes d’une ligne, sans accord de genre : « un cran vers B, à « plutôt B » »."""
    a, b = cran_de(avant), cran_de(apres)
    if a == b:
        return f"vous restez à {_citer(b)}"
    if a is None or b is None:
        return f"de {_citer(a)} à {_citer(b)}"
    return f"{_DE_CRANS[abs(b - a)]} vers {'B' if b > a else 'A'}, à {_citer(b)}"


def avec_vous(positions: Iterable[Position], plan: str, vote: str) -> tuple[Position, ...]:
    """Les positions de cette ligne, et d’elle seule, qui sont dans le même camp que ce jeton ; aucune pour « je ne sais pas »."""
    cran = cran_de(vote)
    return () if cran is None else tuple(p for p in positions if p.plan == plan and p.camp == cote(cran))


def dire_ligne(positions: Iterable[Position], plan: str, avant: str, apres: str) -> str:
    """Le bilan d’une ligne : le déplacement, puis qui s’y tient du même côté."""
    avec = dict.fromkeys(p.date for p in avec_vous(positions, plan, apres))
    suite = f"Avec vous : {' ; '.join(avec)}" if avec else "" if cran_de(apres) is None else "Aucun texte d’ici ne s’y tient"
    return " ".join(f"{s.rstrip('.')}." for s in (dire_deplacement(avant, apres), suite) if s)


def _citer(cran: int | None) -> str:
    nom = JE_NE_SAIS_PAS_DIT if cran is None else NOMS[cran]
    return f"« {minuscule(nom)} »".replace(" A", "\u00a0A").replace(" B", "\u00a0B")


@dataclass(frozen=True, kw_only=True)
class Placement(Sujet):
    """Un désaccord où poser deux jetons, deux fois. Les premiers se figent quand les auteurs paraissent."""

    desaccord: Desaccord

    unite: ClassVar = ("jeton", "jetons")
    colonne: ClassVar = "Ligne"

    def champs(self) -> tuple[str, ...]:
        return (*AVANT.values(), *APRES.values())

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        if champ in AVANT.values():
            return valeur in _VOTES and LUS not in reponses
        if champ == LUS:
            return all(c in reponses for c in AVANT.values()) and valeur == " ".join(reponses[c] for c in AVANT.values())
        if champ in APRES.values():
            return valeur in _VOTES and LUS in reponses
        if champ == OBSERVATION:
            return len(valeur) <= SIGNES_MAX and LUS in reponses
        return self._permettait(champ, valeur, reponses)

    def _permettait(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        """Ce qu’acceptait un débat à un seul axe."""
        if champ == _ANCIEN_AVANT:
            return valeur in _VOTES and _ANCIENNE_LECTURE not in reponses
        if champ == _ANCIENNE_LECTURE:
            return valeur == "oui" and _ANCIEN_AVANT in reponses
        if champ == _ANCIEN_APRES:
            return valeur in _VOTES and _ANCIENNE_LECTURE in reponses and _ANCIENS_AUTEURS not in reponses
        return champ == _ANCIENS_AUTEURS and valeur == "oui" and _ANCIEN_APRES in reponses

    def progres(self, suite: Suite) -> Progres:
        """Un débat mené jusqu’au bout sur un seul axe reste fait."""
        total = len(self.champs())
        return Progres(total, total) if _ANCIENS_AUTEURS in suite.reponses else super().progres(suite)

    def sur_papier(self) -> tuple[Rubrique, ...]:
        crans = (*NOMS.values(), JE_NE_SAIS_PAS_DIT)
        d = self.desaccord
        bouts = tuple(f"{c.lettre} : {c.titre}" for c in d.camps if c.lettre in "AB")
        lignes = (
            Rubrique(
                nom, "", tuple(f"{majuscule(p.date)} ({p.statut}, {NOMS[p.cran or 0]}) : {p.teneur}" for p in d.positions if p.plan == plan)
            )
            for plan, nom in PLANS.items()
        )
        camps = tuple(
            f"{c.lettre}. On lui objecte : {c.plaidoyer.objection}. Un cas pour : {c.plaidoyer.recit}." for c in d.camps if c.plaidoyer
        )
        avant, apres = (
            [Rubrique(f"{nom}, {quand}", "", bouts, crans) for nom in PLANS.values()] for quand in ("avant lecture", "après lecture")
        )
        return (*avant, *lignes, *([Rubrique("Les deux camps", "", camps)] if camps else []), *apres, Rubrique(QUESTION, lignes=1))

    def titre_de(self, champ: str) -> str:
        plan = champ.partition("-")[2]
        return {OBSERVATION: QUESTION}.get(champ) or PLANS.get(plan, "")

    def dire(self, champ: str, valeur: str) -> str:
        cran = cran_de(valeur)
        return valeur if champ == OBSERVATION else JE_NE_SAIS_PAS_DIT if cran is None else NOMS[cran]

    def dire_ancienne(self, suite: Suite) -> str:
        """Une place donnée sur un seul axe, et ce qu’elle ne dit pas ; vide s’il n’y en a pas."""
        places = [_citer(cran_de(suite.reponses[c])) for c in (_ANCIEN_AVANT, _ANCIEN_APRES) if c in suite.reponses]
        return f"Votre place d’avant : {', puis '.join(places)}. {SEUL_AXE}" if places else ""

    def rendre(self, suite: Suite, juger: Juger) -> list[Rendue]:
        """Une ligne du débat par ligne du compte rendu : la place remise, puis la place reposée. Avant elles, celle du seul axe."""
        lignes = []
        if remise := suite.remises.get(_ANCIEN_AVANT):
            apres = suite.reponses.get(_ANCIEN_APRES)
            actuelle = self.dire(_ANCIEN_APRES, apres) if apres else self.a_refaire
            lignes.append(Rendue(_ANCIEN_AVANT, "Sur un seul axe", self.dire(_ANCIEN_AVANT, remise), actuelle, SEUL_AXE))
        remises = suite.remises.get(LUS, "").split() or [suite.reponses.get(c, "") for c in AVANT.values()]
        for plan, remise in zip(PLANS, remises, strict=True):
            if not remise:
                continue
            champ = APRES[plan]
            apres = suite.reponses.get(champ)
            retour = majuscule(dire_ligne(self.desaccord.positions, plan, remise, apres)) if apres else ""
            actuelle = self.dire(champ, apres) if apres else self.a_refaire
            lignes.append(Rendue(champ, self.titre_de(champ), self.dire(champ, remise), actuelle, retour))
        if observation := suite.reponses.get(OBSERVATION):
            lignes.append(Rendue(OBSERVATION, QUESTION, suite.remises[OBSERVATION], observation, libre=True))
        return lignes


def placement(corpus: Corpus, cle: str) -> Placement:
    """Le placement sur le désaccord `cle`. Lève `KeyError` (phrase française) s’il n’existe pas."""
    d = desaccord(corpus, cle)
    place = next((c for c in corpus.lignes("curseurs") if c["desaccord"] == cle), {"labo": "labo-09", "usage": "exercice"})
    consigne = "Posez un jeton sur chaque ligne, sans lire personne."
    return Placement(cle=cle, labo=place["labo"], usage=place["usage"], titre=d.question, consigne=consigne, desaccord=d)
