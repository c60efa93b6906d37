"""Les carnets qui ne sont pas des labos, dans JupyterLab ; et ce que JupyterLab lui-même a d’inaccessible, tenu à jour dans la déclaration.

Les labos : `test_jupyterlab_labos.py`, avant et après les réponses.
"""

import re

import pytest
from accessibilite import ECRIT, carnet_a_l_ecran, parcours_du_focus
from atelier import RACINE
from composants import NORMES, _regles_axe

from travailler_ensemble import corpus

pytestmark = pytest.mark.navigateur
LABOS = {labo["carnet"] for labo in corpus.lire().lignes("labos")}
AUTRES = sorted(c.name for c in (RACINE / "notebooks").glob("*.ipynb") if c.name not in LABOS)
# Les règles que tout JupyterLab enfreint, ailleurs que dans ce que nous écrivons.
SIENNES = """async ([notres, normes]) => (await axe.run(document, { runOnly: normes })).violations
  .filter(v => ['serious', 'critical'].includes(v.impact) && v.nodes.some(n => !n.target.flat().some(t => { try { return document.querySelector(t)?.closest(notres); } catch { return false; } })))
  .map(v => v.id)"""


ORDINAIRES = ("00-accueil.ipynb",)
"""Une page ; les autres carnets, et leurs figures, la nuit."""


@pytest.mark.parametrize("carnet", [pytest.param(c, marks=() if c in ORDINAIRES else pytest.mark.nuit) for c in AUTRES])
def test_un_carnet_se_lit_ferme_puis_deplie_en_clair_et_en_sombre(atelier, page, carnet):
    atelier.ouvrir(page, carnet)
    atelier.executer(page)
    if carnet == "00-accueil.ipynb":  # le focus se voit, n’est pas recouvert, suit la lecture
        page.locator(".te-page .labos a").first.wait_for()
        assert [x for x in parcours_du_focus(page, (".te-page",)) if "atteints sur" in x] == []
    assert carnet_a_l_ecran(page, False, 360) == []
    page.evaluate("() => document.querySelectorAll(':is(.te, .te-page) details').forEach(e => { e.open = true; })")
    assert carnet_a_l_ecran(page, True, 320) == []


@pytest.mark.nuit  # la version de JupyterLab est dans le verrou : cela ne change pas d’un jour à l’autre
def test_ce_que_jupyterlab_a_d_inaccessible_est_dans_la_declaration(atelier, page):
    atelier.ouvrir(page, "01-definitions.ipynb")
    atelier.executer(page)
    page.evaluate(_regles_axe())
    trouvees = set(page.evaluate(SIENNES, [", ".join(ECRIT), NORMES]))
    declarees = set(re.findall(r"^\| `([a-z-]+)`", (RACINE / "docs" / "accessibilite.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert trouvees and trouvees <= declarees
