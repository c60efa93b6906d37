"""« Lire les copies » : qui a rendu quoi, ce que la classe répond à côté des auteurs, les textes côte à côte, et un tableau à noter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.classement import Classement
from travailler_ensemble.activites.criteres import MOTS
from travailler_ensemble.activites.interrogation import Interrogation
from travailler_ensemble.activites.libre import TEXTE
from travailler_ensemble.activites.rangement import JE_NE_SAIS_PAS
from travailler_ensemble.activites.sujet import Sujet
from travailler_ensemble.affichage.pages.compte_rendu import DOSSIERS, Attendu, attendus, etapes
from travailler_ensemble.classe.copie import CopieDeLabo
from travailler_ensemble.classe.copies import CompteDeChamp, Lues, compter_champs
from travailler_ensemble.corpus import Corpus, tableur
from travailler_ensemble.corpus.trame import lire
from travailler_ensemble.ecriture.gabarits import rendre
from travailler_ensemble.panel.avis import Panel

MOTS_MONTRES = 3
"""Par carte, les mots donnés le plus souvent."""


class Barre(NamedTuple):
    """Une réponse : combien de copies l’ont remise, combien la gardent ou la donnent, et les auteurs qui y répondent de même."""

    nom: str
    remis: int
    revu: int
    auteurs: tuple[str, ...]


class ChampLu(NamedTuple):
    """Une carte ou une question, ce que la classe en dit, et les mots qui ont décidé."""

    titre: str
    barres: list[Barre]
    mots: list[tuple[str, int]]
    changes: int
    plus_forte: int
    total: int


class Ecrit(NamedTuple):
    """Un texte d’une copie, en ses deux versions."""

    copie: str
    remis: str
    revu: str


class Lue(NamedTuple):
    """Une activité : ses champs, du plus partagé au moins partagé, et ses textes."""

    titre: str
    champs: list[ChampLu]
    ecrits: list[Ecrit]


class Devoir(NamedTuple):
    """Les copies d’un même labo, ou d’un même exercice. `copies` : le nom donné ici, le fichier, le groupe."""

    nom: str
    titre: str
    copies: list[tuple[str, str, str]]
    activites: list[Lue]
    attendus: list[Attendu]


def devoirs(corpus: Corpus, panel: Panel, lues: Lues) -> Iterator[Devoir]:
    """Les copies, devoir par devoir, dans l’ordre des labos."""
    tous = {s.cle: s for s in sujets(corpus)}
    for labo in corpus.lignes("labos"):
        for usage, dossier in DOSSIERS.items():
            siennes = [(nom, c) for nom, c in lues.copies if (c.labo, c.usage) == (labo["numero"], usage)]
            if not siennes:
                continue
            trame = lire(dossier, labo["carnet"])
            ordre = etapes(trame)
            nommees = [(f"copie {n:02}", fichier, c) for n, (fichier, c) in enumerate(siennes, start=1)]
            cles = {cle for _, c in siennes for cle in c.activites} & tous.keys()
            activites = [_activite(tous[cle], nommees, panel) for cle in sorted(cles, key=lambda c: (c not in ordre, [*ordre, c].index(c)))]
            yield Devoir(
                f"{usage} {labo['numero']}",
                labo["titre"],
                [(nom, fichier, c.groupe) for nom, fichier, c in nommees],
                [a for a in activites if a.champs or a.ecrits],
                [*attendus(corpus, labo["id"], usage, trame, ordre)],
            )


def _activite(sujet: Sujet, copies: Sequence[tuple[str, str, CopieDeLabo]], panel: Panel) -> Lue:
    comptes = compter_champs((c for *_, c in copies), sujet.cle)
    ecrits = [
        Ecrit(nom, d.remis, d.revu)
        for nom, _, c in copies
        for d in c.activites.get(sujet.cle, ())
        if d.champ in (TEXTE, "recit", "observation") or d.champ.startswith("phrase-")
    ]
    montres = [] if isinstance(sujet, Interrogation) and sujet.genre in ("libre", "accord") else [c for c in sujet.champs() if c in comptes]
    if isinstance(sujet, Interrogation):
        montres = montres[:1]  # la réponse ; le reste n’est que des gestes
    champs = [_champ(sujet, c, comptes, panel) for c in montres]
    return Lue(sujet.titre, sorted(champs, key=lambda x: x.plus_forte), ecrits)


def _champ(sujet: Sujet, champ: str, comptes: Mapping[str, CompteDeChamp], panel: Panel) -> ChampLu:
    c = comptes[champ]
    mots = comptes.get(MOTS + champ, CompteDeChamp(Counter(), Counter(), 0)).revu
    valeurs = sorted({*c.remis, *c.revu}, key=lambda v: (-c.revu[v], -c.remis[v], v))
    barres = [Barre(sujet.dire(champ, v), c.remis[v], c.revu[v], _auteurs(sujet, champ, v, panel)) for v in valeurs if v]
    titre = sujet.titre_de(champ)
    return ChampLu(titre, barres, mots.most_common(MOTS_MONTRES), c.changes, c.plus_forte, sum(c.remis.values()))


def _auteurs(sujet: Sujet, champ: str, valeur: str, panel: Panel) -> tuple[str, ...]:
    if not isinstance(sujet, Classement) or not sujet.d_auteurs:
        return ()
    accords = (a for a, retour in panel.retours(sujet, champ, valeur).items() if retour == "accord")
    return tuple(panel.corpus.ligne("auteurs", a)["court"] for a in accords)


def premiers_votes(corpus: Corpus, lues: Lues) -> dict[str, tuple[str, str]]:
    """Tri qui se mène en séance → son titre, et les réponses remises, telles que « Sur papier » les reprend : une ligne par copie."""
    feuilles: dict[str, tuple[str, str]] = {}
    for s in sujets(corpus):
        if not isinstance(s, Classement) or not s.d_auteurs:
            continue
        numeros = {JE_NE_SAIS_PAS: "0", **{c.id: str(n) for n, c in enumerate(s.cases, 1)}}
        lignes = [[numeros.get(r.get(c, ""), "") for c in s.champs()] for r in _remises(lues, s.cle)]
        if pleines := [x for x in lignes if any(x)]:
            table = tableur.ecrire(("feuille", *s.champs()), ((n, *x) for n, x in enumerate(pleines, 1)))
            feuilles[s.cle] = (s.titre, table)
    return feuilles


def _remises(lues: Lues, cle: str) -> Iterator[dict[str, str]]:
    for _, copie in lues.copies:
        if donnees := copie.activites.get(cle):
            yield {d.champ: d.remis for d in donnees}


def en_html(lus: Sequence[Devoir]) -> str:
    """La page entière, sans rien chercher ailleurs. Les mots de la classe y sont échappés."""
    return str(rendre("lire-copies.html", devoirs=lus))


def a_noter(lus: Sequence[Devoir]) -> str:
    """Une ligne par copie, une colonne vide par attendu, à remplir dans un tableur."""
    largeur = max((len(d.attendus) for d in lus), default=0)
    lignes: list[tuple[str, ...]] = []
    for d in lus:
        entete = (f"{a.texte} / {a.points}" if a.points else a.texte for a in d.attendus)
        lignes.append((d.nom, "", "", *entete))
        lignes += [(nom, fichier, groupe) for nom, fichier, groupe in d.copies]
    colonnes = ("copie", "fichier", "groupe", *(f"attendu {n}" for n in range(1, largeur + 1)), "mot")
    return tableur.ecrire(colonnes, ((*x, *[""] * (len(colonnes) - len(x))) for x in lignes))
