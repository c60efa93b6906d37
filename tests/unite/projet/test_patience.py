"""Aucun essai d’un navigateur ne réussit par hasard : il n’y dort pas, et n’affirme rien d’un état qu’il lit une seule fois."""

import ast
from collections.abc import Iterator

from enumerer import pour_chaque

from outils import RACINE

PAGES = (
    *(RACINE / "tests").glob("[nj]*/test_*.py"),
    *((RACINE / "tests" / "aides") / f"{x}.py" for x in ("accessibilite", "composants", "conduire")),
)
SANS_REPONSE = {"count", "title", "inner_text"}  # ces noms servent ailleurs, avec des arguments
LECTURES = {
    *("all_inner_texts", "all_text_contents", "bounding_box", "content", "evaluate", "evaluate_all", "get_attribute", "inner_html"),
    *("input_value", "is_checked", "is_disabled", "is_enabled", "is_hidden", "is_visible", "text_content"),
}


def lues(noeud: ast.AST) -> Iterator[ast.Call]:
    """Les lectures d’une page que fait cette expression ; pas celles d’une fonction qu’elle donne à réessayer."""
    for n in [noeud, *ast.iter_child_nodes(noeud)]:
        if n is noeud:
            nom = n.func.attr if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) else ""
            if nom in LECTURES or (nom in SANS_REPONSE and not n.args):
                yield n
        elif not isinstance(n, ast.Lambda):
            yield from lues(n)


def hasards(source: str) -> list[str]:
    """Les attentes aveugles, et les affirmations faites d’une lecture qui ne réessaie pas : sur-le-champ, par un nom, par une fonction."""
    arbre, trouves = ast.parse(source), []
    fonctions = [f for f in ast.walk(arbre) if isinstance(f, ast.FunctionDef)]
    lisent = {f.name for f in fonctions for n in ast.walk(f) if isinstance(n, ast.Return) and n.value and any(lues(n.value))} | {"actif"}
    for f in fonctions:
        affectes = [n for n in ast.walk(f) if isinstance(n, ast.Assign) and any(lues(n.value))]
        lus = {x.id for n in affectes for cible in n.targets for x in ast.walk(cible) if isinstance(x, ast.Name)}
        for n in ast.walk(f):
            noms = {x.id for x in ast.walk(n) if isinstance(x, ast.Name)} if isinstance(n, ast.Assert) else set()
            if isinstance(n, ast.Assert) and (noms & (lus | lisent) or any(lues(n.test))):
                trouves.append(f"ligne {n.lineno} : {ast.unparse(n)[:80]}")
    dorment = [n for n in ast.walk(arbre) if isinstance(n, ast.Call) and ast.unparse(n.func).endswith((".wait_for_timeout", ".sleep"))]
    return trouves + [f"ligne {n.lineno} : {ast.unparse(n)}" for n in dorment]


@pour_chaque("chemin", PAGES, ids=lambda f: f.name)
def test_aucun_essai_d_un_navigateur_ne_depend_du_hasard(chemin):
    assert hasards(chemin.read_text(encoding="utf-8")) == []


def test_une_lecture_hative_et_une_attente_aveugle_se_voient():
    for faute in (
        "assert page.locator('li').count() == 3",
        "assert page.evaluate('scrollY') == 0",
        "vus = page.evaluate('x')\n    assert len(vus) > 30",
        "assert actif(page) == 'H2'",
        "page.wait_for_timeout(80)",
    ):
        assert hasards(f"def test_x(page):\n    {faute}"), faute
    for juste in (
        "expect(page.locator('li')).to_have_count(3)",
        "assert texte.count('é') == 1",
        "devient(lambda: page.evaluate('scrollY'), 0)",
        "avant = page.evaluate('y')\n    devient(lambda: page.evaluate('y'), avant)",
    ):
        assert not hasards(f"def test_x(page):\n    {juste}"), juste
