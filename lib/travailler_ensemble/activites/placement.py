"""Un placement : se situer entre les deux positions d’un désaccord, avant puis après lecture. Calcul pur, sans écran."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS, JE_NE_SAIS_PAS_DIT
from travailler_ensemble.activites.suite import Suite
from travailler_ensemble.activites.sujet import Juger, Rendue, Rubrique, Sujet
from travailler_ensemble.corpus import Corpus
from travailler_ensemble.corpus.desaccords import CRANS, Desaccord, Position, desaccord
from travailler_ensemble.ecriture.phrases import compter, enumerer

AVANT, LECTURE, APRES, AUTEURS = "avant", "lecture", "apres", "auteurs"
NOMS = {
    -3: "Tout à fait A",
    -2: "Plutôt A",
    -1: "Un peu plus A",
    0: "Entre les deux",
    1: "Un peu plus B",
    2: "Plutôt B",
    3: "Tout à fait B",
}
_DE_CRANS = ("", "d’un cran", "de deux crans", "de trois crans", "de quatre crans", "de cinq crans", "de six crans")


def cran_de(vote: str) -> int | None:
    """« -2 » → −2 ; None pour « je ne sais pas » ou un vote absent."""
    return int(vote) if vote in _VOTES and vote != JE_NE_SAIS_PAS else None


_VOTES = frozenset({JE_NE_SAIS_PAS, *(str(c) for c in CRANS)})


def cote(cran: int) -> str:
    """« A », « B », ou « milieu » pour 0."""
    return "A" if cran < 0 else "B" if cran > 0 else "milieu"


def deplacement(avant: int, apres: int) -> int:
    """Le nombre de crans entre les deux votes, positif vers B."""
    return apres - avant


def dire_deplacement(avant: str, apres: str) -> str:
    """Ce qui a bougé entre les deux votes, en une phrase sans accord de genre."""
    a, b = cran_de(avant), cran_de(apres)
    if a is None:
        if b is None:
            return "Vous avez répondu deux fois « je ne sais pas ». La question reste ouverte."
        return f"La lecture vous a donné une place : {_citer(b)}."
    if b is None:
        return f"Avant lecture, votre place était {_citer(a)}. Après, vous répondez « je ne sais pas »."
    pas = deplacement(a, b)
    if not pas:
        return f"Votre place n’a pas bougé : {_citer(b)}. Garder sa place se défend."
    return f"Votre place a bougé {_DE_CRANS[abs(pas)]} vers {'B' if pas > 0 else 'A'} : de {_citer(a)} à {_citer(b)}."


def du_meme_cote(positions: Iterable[Position], cran: int) -> tuple[Position, ...]:
    """Les positions placées du même côté que ce cran ; au milieu, celles du milieu."""
    return tuple(p for p in positions if p.cran is not None and cote(p.cran) == cote(cran))


def dire_voisins(positions: Iterable[Position], vote: str) -> str:
    """Qui est du même côté que vous, et qui est en face, d’après les places proposées par la collection."""
    cran, places = cran_de(vote), [p for p in positions if p.cran is not None]
    if cran is None or not places:
        return ""
    voisins = du_meme_cote(places, cran)
    meme, autres = _noms(voisins), _noms(p for p in places if p not in voisins)
    ou = {"A": "du côté A", "B": "du côté B", "milieu": "au milieu"}[cote(cran)]
    phrases = [
        f"Avec vous, {ou} : {enumerer(meme)}." if meme else f"La collection ne place personne {ou}.",
        f"Ailleurs sur l’axe : {enumerer(autres)}." if autres else "",
    ]
    return " ".join(filter(None, phrases))


def dire_presents(positions: Iterable[Position]) -> str:
    """« Vous, 4 auteurs et 1 document, sur le même axe ». Un auteur n’y compte qu’une fois, même s’il rapporte aussi ce qu’il conteste."""
    signes = {p.auteur: p.signe for p in positions if p.cran is not None}
    auteurs = sum(signes.values())
    comptes = [(auteurs, "auteur"), (len(signes) - auteurs, "document")]
    return enumerer(["Vous", *(compter(n, mot) for n, mot in comptes if n)]) + ", sur le même axe"


def _noms(positions: Iterable[Position]) -> list[str]:
    return list(dict.fromkeys(p.court for p in positions))


def _citer(cran: int) -> str:
    nom = NOMS[cran]
    return f"« {nom[0].lower()}{nom[1:]} »"


@dataclass(frozen=True, kw_only=True)
class Placement(Sujet):
    """Un désaccord où se placer deux fois. Le premier vote se fige à la lecture, le second quand les auteurs paraissent."""

    desaccord: Desaccord

    unite: ClassVar = ("étape", "étapes")
    colonne: ClassVar = "Vote"

    def champs(self) -> tuple[str, ...]:
        return (AVANT, LECTURE, APRES, AUTEURS)

    def permet(self, champ: str, valeur: str, reponses: Mapping[str, str]) -> bool:
        if champ == AVANT:
            return valeur in _VOTES and LECTURE not in reponses
        if champ == LECTURE:
            return valeur == "oui" and AVANT in reponses
        if champ == APRES:
            return valeur in _VOTES and LECTURE in reponses and AUTEURS not in reponses
        return champ == AUTEURS and valeur == "oui" and APRES in reponses

    def sur_papier(self) -> tuple[Rubrique, ...]:
        crans = (*NOMS.values(), JE_NE_SAIS_PAS_DIT)
        d = self.desaccord
        bouts = tuple(f"{c.lettre} : {c.titre}" for c in d.camps if c.lettre in "AB")
        camps = (Rubrique(c.titre, "", tuple(f"{p.nom} ({p.statut}, {p.mode}) : {p.teneur}" for p in c.positions)) for c in d.camps)
        return (Rubrique("Avant lecture", "", bouts, crans), *camps, Rubrique("Après lecture", "", (), crans))

    def titre_de(self, champ: str) -> str:
        return {AVANT: "Avant lecture", APRES: "Après lecture"}.get(champ, "")

    def dire(self, champ: str, valeur: str) -> str:
        cran = cran_de(valeur)
        return JE_NE_SAIS_PAS_DIT if cran is None else NOMS[cran]

    def dire_progres(self, suite: Suite) -> str:
        return compter(sum(c in suite.reponses for c in (AVANT, APRES)), "vote") + " sur 2"

    def rendre(self, suite: Suite, juger: Juger) -> list[Rendue]:
        return [r for r in super().rendre(suite, juger) if r.champ in (AVANT, APRES)]

    def retour_de(self, champ: str, suite: Suite) -> str:
        if champ != APRES or not {AVANT, APRES} <= suite.reponses.keys():
            return ""
        return dire_deplacement(suite.reponses[AVANT], suite.reponses[APRES])


def placement(corpus: Corpus, cle: str) -> Placement:
    """Le placement sur le désaccord `cle`. Lève `KeyError` (phrase française) s’il n’existe pas."""
    d = desaccord(corpus, cle)
    place = next((c for c in corpus.lignes("curseurs") if c["desaccord"] == cle), {"labo": "labo-09", "usage": "exercice"})
    consigne = "Placez-vous, lisez les deux camps, placez-vous de nouveau. Changer d’avis et ne pas en changer se valent."
    return Placement(cle=cle, labo=place["labo"], usage=place["usage"], titre=d.question, consigne=consigne, desaccord=d)
