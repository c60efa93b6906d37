"""La nuit. Les carnets qui ne sont pas des labos, dans JupyterLab (l’accueil, en sombre, le jour : `test_jupyterlab.py`) ; et ce que JupyterLab lui-même a d’inaccessible, tenu à jour dans la déclaration.

Les labos : `test_jupyterlab_labos.py`, avant et après les réponses.
"""

import re

import pytest
from accessibilite import ECRIT, carnet_a_l_ecran
from atelier import RACINE
from composants import NORMES, _regles_axe
from patience import devient

from travailler_ensemble import corpus

pytestmark = [pytest.mark.navigateur, pytest.mark.nuit]
LABOS = {labo["carnet"] for labo in corpus.lire().lignes("labos")}
AUTRES = sorted(c.name for c in (RACINE / "notebooks").glob("*.ipynb") if c.name not in LABOS)
# Les règles que tout JupyterLab enfreint, ailleurs que dans ce que nous écrivons.
SIENNES = """async ([notres, normes]) => (await axe.run(document, { runOnly: normes })).violations
  .filter(v => ['serious', 'critical'].includes(v.impact) && v.nodes.some(n => !n.target.flat().some(t => { try { return document.querySelector(t)?.closest(notres); } catch { return false; } })))
  .map(v => v.id)"""


@pytest.mark.parametrize("carnet", AUTRES)
def test_un_carnet_se_lit_ferme_puis_deplie_en_clair_et_en_sombre(atelier, page, carnet):
    atelier.ouvrir(page, carnet)
    atelier.executer(page)
    assert carnet_a_l_ecran(page, False, 360) == []
    page.evaluate("() => document.querySelectorAll(':is(.te, .te-page) details').forEach(e => { e.open = true; })")
    assert carnet_a_l_ecran(page, True, 320) == []


def test_ce_que_jupyterlab_a_d_inaccessible_est_dans_la_declaration(atelier, page):
    atelier.ouvrir(page, "01-definitions.ipynb")
    atelier.executer(page)
    page.evaluate(_regles_axe())
    declarees = set(re.findall(r"^\| `([a-z-]+)`", (RACINE / "docs" / "accessibilite.md").read_text(encoding="utf-8"), re.MULTILINE))
    devient(lambda: set(page.evaluate(SIENNES, [", ".join(ECRIT), NORMES])) - declarees, set())
