"""Aucun essai d’un navigateur ne réussit par hasard : il n’y dort pas, et n’affirme rien d’un état qu’il lit aussitôt."""

import ast

from enumerer import pour_chaque

from outils import RACINE

ESSAIS = [*(RACINE / "tests" / "navigateur").glob("test_*.py"), *(RACINE / "tests" / "jupyterlab").glob("test_*.py")]
LECTURES = {"count", "inner_text", "all_inner_texts", "text_content", "is_visible", "is_hidden", "is_checked", "input_value"}


def hasards(source: str) -> list[str]:
    """Les attentes aveugles, et les affirmations faites d’une lecture qui ne réessaie pas."""
    trouves = []
    for noeud in ast.walk(ast.parse(source)):
        appels = [n for n in ast.walk(noeud) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
        if isinstance(noeud, ast.Call) and appels[:1] == [noeud] and noeud.func.attr in ("wait_for_timeout", "sleep"):
            trouves.append(f"ligne {noeud.lineno} : {ast.unparse(noeud)}")
        if isinstance(noeud, ast.Assert) and any(a.func.attr in LECTURES and not a.args for a in appels):
            trouves.append(f"ligne {noeud.lineno} : {ast.unparse(noeud)[:80]}")
    return trouves


@pour_chaque("chemin", ESSAIS, ids=lambda f: f.name)
def test_aucun_essai_d_un_navigateur_ne_depend_du_hasard(chemin):
    assert hasards(chemin.read_text(encoding="utf-8")) == []


def test_une_lecture_hative_et_une_attente_aveugle_se_voient():
    assert hasards("assert page.locator('li').count() == 3") and hasards("page.wait_for_timeout(80)")
    assert not hasards("expect(page.locator('li')).to_have_count(3)") and not hasards("assert texte.count('é') == 1")
