"""Ce qui se vérifie avant un commit est local ; et une fonction publique qui lève une erreur le dit."""

import ast
import re
from collections.abc import Iterator

import yaml

from outils import RACINE

LIB = RACINE / "lib" / "travailler_ensemble"


def test_les_accroches_sont_locales():
    accroches = yaml.safe_load((RACINE / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [d["repo"] for d in accroches["repos"]] == ["local"], "rien ne se télécharge"
    assert {a["id"] for a in accroches["repos"][0]["hooks"]} >= {"ruff", "carnets", "orthographe"}


def levees(fonction: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Les erreurs que lève le corps d’une fonction, sans celles des fonctions qu’elle contient ni celles qu’elle relance."""
    reste: list[ast.AST] = [*fonction.body]
    noms = []
    while reste:
        noeud = reste.pop()
        if isinstance(noeud, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(noeud, ast.Raise) and isinstance(noeud.exc, ast.Call | ast.Name):
            noms.append(ast.unparse(noeud.exc.func if isinstance(noeud.exc, ast.Call) else noeud.exc))
        reste += ast.iter_child_nodes(noeud)
    return noms


def publiques(arbre: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Les fonctions d’un module et les méthodes de ses classes dont le nom n’est pas privé."""
    for noeud in ast.iter_child_nodes(arbre):
        if isinstance(noeud, (ast.FunctionDef, ast.AsyncFunctionDef)) and not noeud.name.startswith("_"):
            yield noeud
        elif isinstance(noeud, ast.ClassDef) and not noeud.name.startswith("_"):
            yield from publiques(noeud)


def muettes(source: str) -> list[str]:
    """Les fonctions publiques qui lèvent une erreur (`NotImplementedError` à part) sans que leur docstring dise « Lève »."""
    return [
        f"{f.name} ({f.lineno}) lève {', '.join(sorted({*noms}))}"
        for f in publiques(ast.parse(source))
        if (noms := [n for n in levees(f) if n not in ("NotImplementedError", "AttributeError")])
        and not re.search(r"\b[Ll]ève(nt)?\b", ast.get_docstring(f) or "")
    ]


def test_une_fonction_publique_qui_leve_une_erreur_le_dit():
    fichiers = sorted(LIB.rglob("*.py"))
    fautes = [f"{fichier.relative_to(LIB)} : {faute}" for fichier in fichiers for faute in muettes(fichier.read_text(encoding="utf-8"))]
    assert fautes == [] and len(fichiers) > 50


def test_une_fonction_muette_se_voit():
    corps = "    if x:\n        raise KeyError(x)\n"
    assert muettes(f'def f(x):\n    """Fait."""\n{corps}') == ["f (1) lève KeyError"]
    assert muettes(f'class C:\n  def f(x):\n    """Fait."""\n{corps}') == ["f (2) lève KeyError"]
    assert muettes(f'def f(x):\n    """Fait. Lève `KeyError` sans x."""\n{corps}') == []
    assert muettes(f"def _f(x):\n{corps}") == []
