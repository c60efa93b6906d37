"""Les fichiers du dossier `web/` : où ils sont, comment ils se lisent, comment un module et ses imports tiennent en un seul texte.

Une page de séance charge les modules tels quels. Un composant de carnet, lui, n’a droit qu’à un texte : `module` le compose, sans
outil de construction. Chaque fichier importé devient une fonction appelée une fois, qui rend ce qu’il exporte ; ses noms restent à lui.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath
from posixpath import normpath

WEB = Path(__file__).resolve().parents[1] / "web"

_COULEUR = re.compile(r"--te-([\w-]+): (#[0-9a-f]{6});")
_JETON = re.compile(r"var\(--te-(?!p-)([\w-]+)\)")
_IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.{1,2}/[\w./-]+\.js)";\n', re.M)
_EXPORT = re.compile(r"^export (?=(?:async function|function|const|class) (\w+))", re.M)
_DEFAUT = re.compile(r"^export default [^\n]*;\n", re.M)
_AUTRE = re.compile(r"^(?:import|export)\b.*|^.*\bimport\(.*", re.M)
_COMMENTAIRES = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)[ \t]*\n", re.M | re.S)
_FINS = re.compile(r"(?<=[;{},)])[ \t]+//[^\n\"'`]*$", re.M)  # sans guillemet : jamais dans une chaîne
_RETRAITS = re.compile(r"^[ \t]+", re.M)  # sûr tant qu’aucun gabarit ne tient sur deux lignes : un essai le contrôle
_NOM = re.compile(r"^\s*(\w+)(?:\s+as\s+(\w+))?\s*$")


SEULES = ("page.css", "papier.css", "imprime.css", "compte-rendu.css", "lire-copies.css")
"""Les feuilles qui voyagent sans `jetons.css`, dans une sortie de carnet ou une page enregistrée : leurs couleurs s’y écrivent à la lecture."""


def lire(nom: str) -> str:
    """Le texte du fichier `nom`, compté depuis `web/`. Lève `FileNotFoundError` s’il n’existe pas, `KeyError` pour une couleur sans jeton."""
    texte = (WEB / nom).read_text(encoding="utf-8")
    if nom not in SEULES:
        return texte
    return "".join(_en_dur(ligne, sombre="theme-light" in ligne) for ligne in texte.splitlines(keepends=True))


def _en_dur(ligne: str, sombre: bool) -> str:
    return _JETON.sub(lambda m: couleur(m[1], sombre), ligne)


@cache
def _couleurs(sombre: bool) -> dict[str, str]:
    claires, sombres = (WEB / "jetons.css").read_text(encoding="utf-8").split("body[data-jp-theme-light", 1)
    return dict(_COULEUR.findall(claires)) | (dict(_COULEUR.findall(sombres)) if sombre else {})


def couleur(jeton: str, sombre: bool = False) -> str:
    """La couleur (« #rrggbb ») que `jetons.css` donne à ce nom. Lève `KeyError` s’il n’en donne pas."""
    return _couleurs(sombre)[jeton]


def allege(nom: str) -> str:
    """Le fichier `nom` sans ses retraits ni ses commentaires : un téléphone n’a pas à les recevoir."""
    return _RETRAITS.sub("", _FINS.sub("", _COMMENTAIRES.sub("", lire(nom))))


def feuille_de_style(*noms: str) -> str:
    """Les jetons, la feuille commune, puis celles des composants `noms`, en un seul texte."""
    return "\n".join(lire(f"{nom}.css") for nom in ("jetons", "te", *noms))


def module(nom: str) -> str:
    """Le module `nom` et tout ce qu’il importe, en un seul module sans import.

    Lève `ValueError` si un fichier s’importe lui-même (même par un détour), nomme ce que l’autre n’exporte pas, ou s’écrit d’une
    façon que l’on ne sait pas assembler ; `FileNotFoundError` si un fichier manque.
    """
    avant = ordre(nom)[:-1]
    if len({_variable(n) for n in avant}) < len(avant):
        raise ValueError(f"Deux modules que demande {nom} ont le même nom, aux signes près.")
    morceaux = [_enveloppe(n) for n in avant]
    return "\n".join([*morceaux, _corps(nom)])


def ordre(nom: str) -> list[str]:
    """Les fichiers dont `nom` a besoin, chacun après ceux qu’il importe ; `nom` est le dernier. Mêmes erreurs que `module`."""
    suite: list[str] = []

    def visiter(n: str, chemin: tuple[str, ...]) -> None:
        if n in chemin:
            raise ValueError(f"Des modules s’importent en rond : {' → '.join((*chemin, n))}.")
        if n not in suite:
            for importe, _ in imports(n):
                visiter(importe, (*chemin, n))
            suite.append(n)

    visiter(nom, ())
    return suite


@cache
def imports(nom: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Ce que `nom` importe : (fichier, ((nom exporté, nom donné ici), …)). Mêmes erreurs que `module`. Lève `ValueError` si un nom importé n’en est pas un, ou n’est pas exporté."""
    lus = []
    for m in _IMPORT.finditer(lire(nom)):
        fichier = normpath(str(PurePosixPath(nom).parent / m[2]))
        noms = []
        for morceau in filter(str.strip, m[1].split(",")):
            if (dit := _NOM.match(morceau)) is None:
                raise ValueError(f"{nom} : « {morceau.strip()} » n’est pas un nom que l’on importe.")
            noms.append((dit[1], dit[2] or dit[1]))
        if absents := {n for n, _ in noms} - exports(fichier):
            raise ValueError(f"{nom} importe de {fichier} ce qu’il n’exporte pas : {', '.join(sorted(absents))}.")
        lus.append((fichier, tuple(noms)))
    return tuple(lus)


@cache
def exports(nom: str) -> frozenset[str]:
    """Les noms que `nom` exporte. Lève `ValueError` pour une écriture que l’on ne sait pas assembler."""
    source = _IMPORT.sub("", lire(nom))
    reste = _EXPORT.sub("", source)
    for m in _AUTRE.finditer(reste):
        if not m[0].startswith("export default "):
            raise ValueError(
                f'{nom} : « {m[0].strip()} » ne s’assemble pas. Écrivez « import {{ a }} from "./b.js"; » ou « export function a ».'
            )
    return frozenset(_EXPORT.findall(source))


def _variable(nom: str) -> str:
    return "_" + re.sub(r"\W", "_", nom.removesuffix(".js"))


@cache
def _corps(nom: str) -> str:
    """Le texte de `nom`, ses imports pris aux modules déjà enveloppés."""
    exports(nom)  # contrôle l’écriture
    pris = "".join(
        f"const {{ {', '.join(a if a == b else f'{a}: {b}' for a, b in noms)} }} = {_variable(fichier)};\n"
        for fichier, noms in imports(nom)
    )
    return pris + _IMPORT.sub("", allege(nom))


@cache
def _enveloppe(nom: str) -> str:
    """Un module importé : son export par défaut, qu’on ne peut pas nommer, ne sert à personne."""
    corps = _DEFAUT.sub("", _corps(nom))
    if "\nexport default " in corps:
        raise ValueError(f"{nom} est importé : écrivez son export par défaut sur une seule ligne.")
    return f"const {_variable(nom)} = (() => {{\n{_EXPORT.sub('', corps)}return {{ {', '.join(sorted(exports(nom)))} }};\n}})();"
