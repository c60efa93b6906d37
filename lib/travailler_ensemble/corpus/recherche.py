"""Chercher des mots dans le texte des tables, sans souci de casse, d’accents, d’apostrophes ni d’espaces insécables.

Le texte, ce sont les colonnes de texte libre : ni les identifiants, ni les clés étrangères, ni les listes fermées.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from operator import itemgetter
from typing import Any

from travailler_ensemble.corpus.description import Description

Ligne = Mapping[str, Any]

EXTRAIT = 160
# Les colonnes qui nomment une ligne : un mot trouvé là vaut mieux qu’ailleurs.
TITRES = ("titre", "nom", "question")
# Un signe d’imprimerie et ce que l’on tape à sa place.
_SIGNES = {"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2011": "-", "\u00ad": ""}
_SIGNES |= {"œ": "oe", "æ": "ae", "ᵒ": "o", "ᵉ": "e"}
_BALISES = re.compile(r"</?i>")
_COUPURES = re.compile(r"[ \n\t¶]{2,}|[\n\t¶]")


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """Une ligne trouvée.

    `titre` : celui de la table. `cle` : l’identifiant de la ligne (« a / b » s’il a plusieurs parties). `intitule` : de quoi
    la nommer, d’après ses colonnes ou les lignes qu’elle désigne ; peut être vide. `colonnes` : celles où sont les mots.
    `extrait` : 160 signes au plus de la première, et `marques` les places (début, fin) des mots dans cet extrait.
    `ligne` : toute la ligne. `repere`, `source` (identifiant) et `reference` (rédigée, `<i>` compris) sont vides quand la ligne n’en a pas.
    """

    table: str
    titre: str
    cle: str
    ligne: Ligne
    intitule: str
    colonnes: tuple[str, ...]
    extrait: str
    marques: tuple[tuple[int, int], ...]
    repere: str
    source: str
    reference: str


@cache
def _plier_signe(signe: str) -> str:
    """Un signe sans casse ni accent, ramené aux apostrophes, espaces et tirets du clavier ; parfois aucun, parfois deux."""
    nus = (s for s in unicodedata.normalize("NFD", signe.casefold()) if unicodedata.category(s) != "Mn")
    return "".join(_SIGNES.get(s, s) for s in nus)


def plier(texte: str) -> str:
    """Le texte tel qu’on le compare : « L’Écrit » → « l'ecrit »."""
    return "".join(map(_plier_signe, texte))


VIDES = frozenset(
    "a au aux ce ces d dans de des du en est et il ils l la le les on ou par pour qu que qui s sa se ses son sur un une".split()
)
"""Les mots que l’on trouve partout : seuls, ils ne cherchent rien."""


def mots_libres(mots: str) -> list[str]:
    """Les mots cherchés hors des guillemets, pliés, sans ceux que l’on trouve partout."""
    libres = re.sub(r'"[^"]*"', " ", _guillemets(mots)).replace('"', " ").replace("'", " ").split()
    return [m for brut in libres if (m := re.sub(r"^\W+|\W+$", "", brut)) and m not in VIDES]


def _guillemets(mots: str) -> str:
    return re.sub(r"[«»“”]", '"', plier(mots))


def _nombres(mot: str) -> str:
    """Le motif d’un mot, au singulier comme au pluriel : « convention(s) », « réseau(x) », « local, locaux »."""
    if len(mot) > 4 and mot.endswith(("al", "aux")):
        return re.escape(mot[: -2 if mot.endswith("al") else -3]) + "(?:als?|aux?)"
    return re.escape(mot[:-1] if len(mot) > 3 and mot[-1] in "sx" else mot) + "[sx]?"


def termes(mots: str) -> tuple[re.Pattern[str], ...]:
    """Chaque mot, au singulier ou au pluriel, et chaque expression entre guillemets, telle quelle. Jamais un début de mot."""
    exacts = [
        re.escape(e) for brut in re.findall(r'"([^"]*)"', _guillemets(mots)) if (e := re.sub(r"^\W+|\W+$", "", " ".join(brut.split())))
    ]
    motifs = [*exacts, *map(_nombres, mots_libres(mots))]
    return tuple(re.compile(rf"(?<!\w){motif}(?!\w)") for motif in dict.fromkeys(motifs))


class Recherche:
    """Le texte de toutes les tables, plié une fois pour toutes."""

    def __init__(self, tables: Sequence[tuple[Description, Sequence[Ligne]]]) -> None:
        self._descriptions = {d.nom: d for d, _ in tables}
        self._par_cle = {d.nom: {ligne[d.cle[0]]: ligne for ligne in lignes} for d, lignes in tables if len(d.cle) == 1}
        self._textes = [(d, ligne, {c: plier(_net(ligne[c])) for c in _colonnes_de_texte(d)}) for d, lignes in tables for ligne in lignes]

    def chercher(self, mots: str) -> tuple[Trouvaille, ...]:
        """Les lignes où se trouvent tous les mots ; vide s’il n’y a rien à chercher.

        Par table, dans l’ordre de la description ; puis les mots du titre d’abord, et l’ordre du fichier.
        """
        if not (cherches := termes(mots)):
            return ()
        rangs = {nom: rang for rang, nom in enumerate(self._descriptions)}
        trouvees = []
        for d, ligne, plis in self._textes:
            if all(any(t.search(pli) for pli in plis.values()) for t in cherches):
                titres = [plis[c] for c in TITRES if c in plis] or [pli for c, pli in plis.items() if c != "repere"][:1]
                hors_titre = not any(t.search(pli) for t in cherches for pli in titres)
                trouvees.append(((rangs[d.nom], hors_titre), self._trouvaille(d, ligne, plis, cherches)))
        return tuple(trouvaille for _, trouvaille in sorted(trouvees, key=itemgetter(0)))

    def dire(self, table: str, ligne: Ligne, mots: str) -> Trouvaille:
        """Une ligne que l’on sait déjà vouloir, ses mots marqués s’ils y sont."""
        d = self._descriptions[table]
        return self._trouvaille(d, ligne, {c: plier(_net(ligne[c])) for c in _colonnes_de_texte(d)}, termes(mots))

    def proches(self, mots: str, combien: int = 4) -> dict[str, tuple[str, ...]]:
        """Pour chaque mot que le corpus n’a pas, ceux qui lui ressemblent, le plus proche d’abord."""
        proches = {}
        for mot in dict.fromkeys(m for m in mots_libres(mots) if re.fullmatch(r"[^\W\d_]{3,}", m)):
            motif = re.compile(_nombres(mot))
            if not any(motif.fullmatch(connu) for connu in self._formes):
                ressemblants = [self._formes[m] for m in difflib.get_close_matches(mot, self._formes, combien, 0.75)]
                proches[mot] = tuple(max(f, key=lambda m: (f[m], m)) for f in ressemblants)
        return proches

    @cached_property
    def _formes(self) -> dict[str, Counter[str]]:
        """Chaque mot plié de trois lettres ou plus, et ses formes."""
        formes: dict[str, Counter[str]] = {}
        for _, ligne, plis in self._textes:
            for mot in re.findall(r"[^\W\d_]{3,}", " ".join(_net(ligne[c]) for c in plis)):
                formes.setdefault(plier(mot), Counter())[mot] += 1
        return formes

    def _trouvaille(self, d: Description, ligne: Ligne, plis: Mapping[str, str], cherches: Sequence[re.Pattern[str]]) -> Trouvaille:
        combien = {c: n for c, pli in plis.items() if (n := sum(bool(t.search(pli)) for t in cherches))}
        colonnes = tuple(sorted(combien, key=lambda c: -combien[c]))
        montree = next(iter(colonnes), "") or next(c for c in plis if c != "repere")
        extrait, marques = extraire(_net(ligne[montree]), cherches)
        cle = " / ".join(str(ligne[c]) for c in d.cle)
        repere = ligne.get("repere") or ""
        return Trouvaille(
            d.nom, d.titre, cle, ligne, self._intitule(d, ligne), colonnes, extrait, marques, repere, *self._reference(d, ligne)
        )

    def _designees(self, d: Description, ligne: Ligne) -> dict[str, tuple[Description, Ligne]]:
        """Les lignes que celle-ci désigne, par colonne."""
        return {
            lien.champ: (self._descriptions[lien.table], self._par_cle[lien.table][ligne[lien.champ]])
            for lien in d.liens
            if ligne[lien.champ]
        }

    def _intitule(self, d: Description, ligne: Ligne, pas: int = 2) -> str:
        """Ce qui nomme une ligne : son titre, ou ceux des lignes qu’elle désigne (« auteur, cité par relais · forme »)."""
        propre = next((ligne[c] for c in TITRES if ligne.get(c)), "")
        if propre or not pas:
            return _net(propre)
        noms = {}
        for colonne, (autre, cible) in self._designees(d, ligne).items():
            if colonne != "source" and (intitule := self._intitule(autre, cible, pas - 1)):
                noms[colonne] = intitule
        if "relais" in noms:
            noms["auteur"] = f"{noms.get('auteur', '')}, cité par {noms.pop('relais')}"
        return " · ".join(dict.fromkeys(noms.values()))

    def _reference(self, d: Description, ligne: Ligne, pas: int = 1) -> tuple[str, str]:
        """L’identifiant de la source et sa référence rédigée : celle de la ligne, ou de l’énoncé qu’elle précise."""
        designees = self._designees(d, ligne)
        if "source" in designees:
            return ligne["source"], designees["source"][1].get("reference", "")
        suites = [self._reference(autre, cible, pas - 1) for autre, cible in designees.values()] if pas else []
        return next((s for s in suites if s[0]), ("", ""))


def _colonnes_de_texte(d: Description) -> tuple[str, ...]:
    """Les colonnes de texte libre, dans l’ordre."""
    cles = {*d.cle, *(lien.champ for lien in d.liens)}
    return tuple(c.nom for c in d.champs if c.type == "string" and c.permis is None and c.nom not in cles)


def _net(texte: str) -> str:
    """Le texte d’une case sur une ligne : sans balise d’italique, les paragraphes séparés d’une espace."""
    return _COUPURES.sub(" ", _BALISES.sub("", texte))


def extraire(texte: str, motifs: Sequence[re.Pattern[str]], longueur: int = EXTRAIT) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Au plus `longueur` signes autour du premier mot trouvé, coupés aux mots, et les places des mots dans l’extrait."""
    places = _places(texte, motifs)
    if len(texte) <= longueur:
        return texte, places
    premier, dernier = places[0] if places else (0, 0)
    largeur = longueur - 4  # « … » et son espace, de chaque côté
    debut = max(0, min(premier - longueur // 3, len(texte) - largeur))
    fin = debut + largeur
    if debut and not texte[debut - 1].isspace():
        debut = next((n + 1 for n in range(debut, premier) if texte[n].isspace()), min(premier, fin))
    if fin < len(texte) and not texte[fin].isspace():
        fin = next((n for n in range(fin - 1, dernier - 1, -1) if texte[n].isspace()), fin)
    avant, apres = "… " if debut else "", " …" if fin < len(texte) else ""
    decalage = len(avant) - debut
    dedans = tuple((max(a, debut) + decalage, min(b, fin) + decalage) for a, b in places if a < fin and b > debut)
    return avant + texte[debut:fin] + apres, dedans


def _places(texte: str, motifs: Sequence[re.Pattern[str]]) -> tuple[tuple[int, int], ...]:
    """Où sont les mots dans le texte d’origine, sans chevauchement."""
    origine = [n for n, signe in enumerate(texte) for _ in plier(signe)]
    pli = plier(texte)
    trouves = sorted((origine[m.start()], origine[m.end() - 1] + 1) for motif in motifs for m in motif.finditer(pli))
    places: list[tuple[int, int]] = []
    for debut, fin in trouves:
        # Un accent écrit à part suit sa lettre.
        while fin < len(texte) and not plier(texte[fin]):
            fin += 1
        if places and debut < places[-1][1]:
            places[-1] = (places[-1][0], max(fin, places[-1][1]))
        else:
            places.append((debut, fin))
    return tuple(places)
