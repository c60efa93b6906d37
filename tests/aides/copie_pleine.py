"""Une copie pleine : chaque activité d’un labo répondue, comparée, puis revue en partie."""

from __future__ import annotations

from collections.abc import Iterator

from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.choix import CHOIX, VU
from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.activites.courte import REPONSE
from travailler_ensemble.activites.criteres import MOTS, RECIT, Jeu
from travailler_ensemble.activites.interrogation import Interrogation
from travailler_ensemble.activites.libre import TEXTE
from travailler_ensemble.activites.placement import Placement
from travailler_ensemble.activites.serie import ORDRE, VUE, Serie
from travailler_ensemble.activites.sujet import Sujet
from travailler_ensemble.carnet import Carnet
from travailler_ensemble.corpus import Corpus

REMIS = (
    "Pour les jeudis de la halte, j’ai mis coopération parce qu’il n’y a pas de convention. Sans papier, on ne peut pas dire "
    "partenariat, c’est juste des gens qui s’entendent bien."
)
REVU = (
    "Je voulais un papier. Mais « une règle à eux » : le cadre est là sans l’écrit, et ils la tiennent. Fonteneau dirait non, il exige "
    "une convention et un lien avec les organisations. Ce qui nous sépare, c’est l’accord écrit, pas l’action commune."
)
INDICE = "aucun ne commande à l’autre"


def gestes(s: Sujet) -> Iterator[tuple[str, str]]:
    """(champ, valeur), dans l’ordre où une étudiante les donne ; un tiers des réponses est revu."""
    if isinstance(s, Classement):
        cases = [c.id for c in s.cases]
        justes = {v.carte: v.case for v in reversed(s.vraies) if v.juste == "oui"}
        for n, carte in enumerate(s.champs()):
            yield carte, cases[n % len(cases)] if n % 3 == 0 else justes.get(carte, cases[n % len(cases)])
            if s.de_situations:
                yield MOTS + carte, INDICE
        for n, carte in enumerate(s.champs()):
            if n % 3 == 0:
                yield carte, cases[(n + 1) % len(cases)]
    elif isinstance(s, Serie):
        yield ORDRE, " ".join(c.id for c in reversed(s.cartes))
        yield VUE, "oui"
    elif isinstance(s, Interrogation):
        if s.genre == "courte":
            yield REPONSE, "je ne sais pas bien"
            yield REPONSE, s.reponses[0].reponse
        elif s.genre == "choix":
            yield CHOIX, s.reponses[-1].cle
            yield VU, "oui"
        else:
            yield TEXTE, REMIS
            for champ in s.champs()[1:]:
                yield champ, "oui"
            yield TEXTE, REVU
    elif isinstance(s, Jeu):
        if s.libre:
            yield RECIT, f"{REMIS} {REVU}"
        combien = 6 if s.genre == "definition" else None  # une définition en règle peu ; un codage, tous
        for n, critere in enumerate(s.champs()[:combien]):
            yield critere, s.valeurs[n % 3].id
            if s.genre == "codage" and n % 3 < 2:
                yield MOTS + critere, INDICE
    elif isinstance(s, Placement):
        faits: dict[str, str] = {}
        for n, champ in enumerate(s.champs()):
            essais = (("-2", "1")[n % 2], "oui", " ".join(faits.values()), "Une réunion où rien n’est décidé d’avance.")
            if valeur := next((v for v in essais if s.permet(champ, v, faits)), ""):
                faits[champ] = valeur
                yield champ, valeur


def remplir(corpus: Corpus, carnet: Carnet, labo: str = "", usage: str = "") -> None:
    """Répond à toutes les activités, ou à celles de ce labo (« labo-02 »), de cet usage."""
    places = {c["desaccord"] for c in corpus.lignes("curseurs")}
    for s in sujets(corpus):
        if isinstance(s, Placement) and s.cle not in places:
            continue  # un débat que nul labo ne pose
        if labo in ("", s.labo) and usage in ("", s.usage):
            feuillet = carnet.feuillet(s.cle)
            for champ, valeur in gestes(s):
                feuillet.ajouter({"geste": s.mots.geste, s.mots.champ: champ, s.mots.valeur: valeur})
