"""Tout ce qui s’affiche, et où : textes des carnets, des pages, des tables, des composants web et des programmes."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment

RACINE = Path(__file__).resolve().parents[2]
TROU = "\ufffc"
"""La place d’une valeur calculée : les lettres qui la touchent ne font pas un mot."""
# Colonnes de noms internes, qui s’affichent sous un autre mot.
INTERNES = {"carnet", "cle", "carte", "case", "objet"}
TOUCHES = {"Arrow", "Enter", "Escape"}  # ce que le navigateur appelle une touche
_ESPACES = re.compile(r"\\u00a0|\\n|\u00a0|\u202f")
_HORS_TEXTE = re.compile(
    r"`[^`]*`|\]\([^)]*\)|https?://\S+|</?[a-zA-Z!][^>]*>"  # code, adresses, balises
    r"|«\s*(?:sudo|python3?|pip|apt-get)\s[^»]*(?:»|\Z)|--\w+"  # commandes
    r"|[\w./-]+\.(?:ipynb|py|csv|json|jsonl|html|md|toml|txt|org|xml|argdown)\b"  # fichiers
    r"|\b(?:data|lib|outils|notebooks|exercises|solutions|tests|reglages|mes-reponses|a-distribuer)/\S*|\bmes-reponses\b"
    r"|\b(?:aut|desaccord|droit|labo|mot|sit|src)-[a-z0-9-]+"  # identifiants
)


def textes(racine: Path = RACINE) -> Iterator[tuple[str, str]]:
    """(où, texte) : chaque texte qu’une personne peut lire."""
    yield from _carnets(racine)
    yield from _pages(racine)
    yield from _tables(racine)
    yield from _composants(racine)
    yield from _gabarits(racine)
    yield from _programmes(racine)


def _carnets(racine: Path) -> Iterator[tuple[str, str]]:
    for chemin in sorted(c for d in ("notebooks", "solutions") for c in (racine / d).glob("*.ipynb")):
        for cellule in json.loads(chemin.read_text(encoding="utf-8"))["cells"]:
            if cellule["cell_type"] == "markdown":
                yield chemin.relative_to(racine).as_posix(), sans_marques("".join(cellule["source"]))


def _pages(racine: Path) -> Iterator[tuple[str, str]]:
    for chemin in sorted([*racine.glob("*.md"), *(racine / "docs").glob("*.md"), *(racine / "data").glob("*.md")]):
        page = chemin.read_text(encoding="utf-8").split("## In English")[0]
        yield chemin.relative_to(racine).as_posix(), sans_marques(page)


def _tables(racine: Path) -> Iterator[tuple[str, str]]:
    paquet = json.loads((racine / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for table in (t for t in paquet["resources"] if "schema" in t):
        schema = table["schema"]
        decrits = [table["title"], table["description"], *(champ["description"] for champ in schema["fields"])]
        yield from (("data/datapackage.json", sans_marques(sans_noms(decrit))) for decrit in decrits)
        cles = [schema.get("primaryKey", []), *(lien["fields"] for lien in schema.get("foreignKeys", []))]
        internes = INTERNES | {c for groupe in cles for c in ([groupe] if isinstance(groupe, str) else groupe)}
        internes |= {c["name"] for c in schema["fields"] if "enum" in c.get("constraints", {})}  # des valeurs fixées par la description
        lisibles = [c["name"] for c in schema["fields"] if c["type"] == "string" and c["name"] not in internes]
        with (racine / "data" / table["path"]).open(encoding="utf-8", newline="") as lignes:
            for rang, ligne in enumerate(csv.DictReader(lignes), start=2):
                for colonne in lisibles:
                    yield f"data/{table['path']}, ligne {rang}, {colonne}", sans_marques((ligne[colonne] or "").replace("¶", " "))


def _composants(racine: Path) -> Iterator[tuple[str, str]]:
    for chemin in sorted((racine / "lib").rglob("*.js")):
        for chaine in chaines_js(chemin.read_text(encoding="utf-8")):
            if se_lit(chaine):
                yield chemin.relative_to(racine).as_posix(), _ESPACES.sub(" ", chaine)


def _gabarits(racine: Path) -> Iterator[tuple[str, str]]:
    for chemin in sorted((racine / "lib").rglob("*.html")):
        for chaine in chaines_gabarit(chemin.read_text(encoding="utf-8")):
            yield chemin.relative_to(racine).as_posix(), sans_marques(sans_noms(chaine))


def _programmes(racine: Path) -> Iterator[tuple[str, str]]:
    programmes = [racine / "labo.py", *(racine / "outils").rglob("*.py"), *(racine / "lib").rglob("*.py")]
    for chemin in sorted(programmes):
        for chaine in chaines_python(chemin.read_text(encoding="utf-8")):
            if se_lit(chaine):
                yield chemin.relative_to(racine).as_posix(), sans_marques(sans_noms(chaine))


def sans_noms(texte: str) -> str:
    """Un texte sans les valeurs qu’il cite telles qu’on les écrit dans une table ou un programme : « deduit »."""
    return re.sub(r"«\s?[a-z_]+\s?»", " ", texte)


def sans_marques(texte: str) -> str:
    """Un texte sans ses balises, son code, ses adresses ni ses dates chiffrées."""
    texte = re.sub(r"^```.*?^```", " ", texte, flags=re.MULTILINE | re.DOTALL)
    texte = _HORS_TEXTE.sub(" ", texte)
    return _ESPACES.sub(" ", texte)


def se_lit(chaine: str) -> bool:
    """Vrai pour une phrase ou un mot français ; faux pour une classe, un sélecteur, un tracé, un nom interne."""
    if chaine in TOUCHES or re.search(r"=>|\w\|\w|^import ", chaine):
        return False
    if re.search(r"[{}<>=;]|--|^[.#\[]|\w\(|[a-z]\.[a-z]|_", chaine.replace(TROU, "")) and not re.search(r"[À-ÿ’«]", chaine):
        return False
    return bool(re.search(r"[À-ÿ’«…]", chaine) or re.match(r"\s*[A-Z][a-z]{2,}(?:[ .,:!?]|$)", chaine))


def chaines_python(source: str) -> Iterator[str]:
    """Les chaînes d’un module, docstrings exceptées ; les trous des f-chaînes sont marqués."""
    arbre = ast.parse(source)
    vus: set[int] = set()
    for noeud in ast.walk(arbre):
        if isinstance(noeud, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(noeud):
            vus.add(id(noeud.body[0].value))
        if isinstance(noeud, (ast.Module, ast.ClassDef)):  # un texte posé après une constante la documente
            vus |= {id(n.value) for n in noeud.body if isinstance(n, ast.Expr)}
        if isinstance(noeud, ast.JoinedStr):
            vus |= {id(v) for v in noeud.values}
            yield "".join(str(v.value) if isinstance(v, ast.Constant) else TROU for v in noeud.values)
        elif isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and id(noeud) not in vus:
            yield noeud.value


def chaines_gabarit(source: str) -> Iterator[str]:
    """Le texte d’un gabarit, ses trous marqués ; ce que disent ses attributs ; les phrases qu’emploient ses instructions."""
    morceaux = []
    for _, sorte, valeur in Environment().lex(source):
        if sorte == "data":
            morceaux.append(valeur)
        elif sorte in ("variable_begin", "block_begin"):
            morceaux.append(TROU if sorte == "variable_begin" else " ")
        elif sorte == "string" and se_lit(valeur[1:-1]):
            yield valeur[1:-1]
    page = re.sub(rf"(</?){TROU}", r"\1x", "".join(morceaux))  # une balise au nom choisi par le gabarit reste une balise
    yield page
    yield from re.findall(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"', page)


def chaines_js(source: str) -> Iterator[str]:
    """Les chaînes d’un module web, gabarits compris ; les trous des gabarits sont marqués, et lus à leur tour."""
    i, n = 0, len(source)
    while i < n:
        c = source[i]
        if source.startswith("//", i):
            i = source.find("\n", i) % (n + 1)
        elif source.startswith("/*", i):
            i = source.find("*/", i) + 2
        elif c == "/" and re.search(r"[(,=:?&|!;{}\[\n]\s*$|\breturn\s*$", source[max(0, i - 12) : i]):
            i = _apres_motif(source, i)
        elif c in "\"'":
            fin = re.compile(rf"(?:[^{c}\\]|\\.)*{c}").match(source, i + 1).end()
            yield source[i + 1 : fin - 1]
            i = fin
        elif c == "`":
            chaine, trous, i = _gabarit(source, i + 1)
            yield chaine
            for trou in trous:
                yield from chaines_js(trou)
        else:
            i += 1


def _apres_motif(source: str, i: int) -> int:
    """La place qui suit une expression rationnelle."""
    i, crochet = i + 1, False
    while source[i] != "/" or crochet:
        if source[i] == "\\":
            i += 1
        else:
            crochet = source[i] == "[" or (crochet and source[i] != "]")
        i += 1
    return i + 1


def _gabarit(source: str, i: int) -> tuple[str, list[str], int]:
    """Le texte d’un gabarit, ce que calculent ses trous, et la place qui le suit."""
    texte, trous = [], []
    while source[i] != "`":
        if source.startswith("${", i):
            debut, fond = i + 2, 1
            i = debut
            while fond:
                if source[i] == "`":
                    i = _gabarit(source, i + 1)[2]
                    continue
                fond += {"{": 1, "}": -1}.get(source[i], 0)
                i += 1
            trous.append(source[debut : i - 1])
            texte.append(TROU)
        else:
            pas = 2 if source[i] == "\\" and source[i + 1] != "u" else 1
            texte.append(source[i : i + pas])
            i += pas
    return "".join(texte), trous, i + 1
