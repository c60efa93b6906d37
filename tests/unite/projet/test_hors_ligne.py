"""Rien ne sort de la machine pendant les essais : la garde qui le refuse mord vraiment, partout où elle dit mordre.

Chaque preuve lance une petite session de pytest à part, sur un faux projet où quelque chose essaie de sortir.
"""

import json
import os
import shutil
import subprocess
import sys

import garde
import nbformat
import psutil
import pytest
from atelier import RACINE

pytestmark = pytest.mark.lent

AILLEURS = "192.0.2.1"  # réservée à la documentation (RFC 5737) : personne n’y répond, et la garde refuse avant que rien ne parte
SORTIR = f"import socket; socket.create_connection(({AILLEURS!r}, 80), timeout=1)"


@pytest.fixture
def projet(tmp_path):
    """Un projet vide qui a les conftest de la collection ; `projet(*arguments)` y lance pytest et rend ce qu’il a dit et son code."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = navigateur: la marque que pose le conftest\n", encoding="utf-8")
    shutil.copy(RACINE / "conftest.py", tmp_path)
    shutil.copy(RACINE / "tests" / "conftest.py", tmp_path / "tests")
    shutil.copytree(RACINE / "tests" / "aides", tmp_path / "tests" / "aides", ignore=shutil.ignore_patterns("__pycache__"))

    def lancer(*arguments):
        propre = {n: v for n, v in os.environ.items() if n not in (garde.VARIABLE, "PYTHONPATH") and not n.startswith("PYTEST_")}
        fini = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", *arguments],
            cwd=tmp_path,
            env=propre | {"PYTHONPATH": os.pathsep.join([str(RACINE), str(RACINE / "lib"), str(tmp_path / "tests" / "aides")])},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        return fini.returncode, fini.stdout + fini.stderr

    lancer.racine = tmp_path
    return lancer


def ecrire(projet, **essais):
    for nom, code in essais.items():
        (projet.racine / "tests" / f"test_{nom}.py").write_text(code, encoding="utf-8")


def test_rien_de_ce_que_lance_un_essai_ou_un_carnet_ne_sort_meme_en_cachant_son_echec(projet):
    """Un essai, un programme qu’il lance, un nom que l’on demande, un noyau, et ce qui reste après le dernier essai ; chez un ouvrier de xdist."""
    cache = f"try:\n    {SORTIR}\nexcept OSError:\n    pass"
    ecrire(
        projet,
        sage="def test_sage(): pass",
        dedans=f"import contextlib\ndef test_dedans():\n    with contextlib.suppress(OSError):\n        {SORTIR}",
        dehors=f"import subprocess, sys\ndef test_dehors():\n    subprocess.run([sys.executable, '-c', {SORTIR!r}], stderr=subprocess.DEVNULL)",
        nom="import socket\ndef test_nom():\n    try: socket.getaddrinfo('exemple.invalid', 80)\n    except OSError: pass",
    )
    for nom, code in {"calme": "1 + 1", "sortant": cache}.items():
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(nb, projet.racine / "tests" / f"{nom}.ipynb")
    (projet.racine / "tests" / "conftest.py").unlink()  # celui de la racine suffit, et charge moins
    with (projet.racine / "conftest.py").open("a", encoding="utf-8") as conftest:
        tard = cache.replace("\n", "\n    ")
        conftest.write(
            f"\n\n_finir = pytest_sessionfinish\n\n\n@pytest.hookimpl(tryfirst=True)\ndef pytest_sessionfinish(session):\n    {tard}\n    _finir(session)\n"
        )
    code, dit = projet("-n", "1", "--nbval-lax", "--nbval-current-env", "-p", "no:playwright", "tests")
    assert code == 1 and "6 passed, 4 errors" in dit, dit
    for essai, hote in (
        ("test_dedans.py::test_dedans", AILLEURS),
        ("test_dehors.py::test_dehors", AILLEURS),
        ("test_nom.py::test_nom", "exemple.invalid"),
        ("sortant.ipynb::Cell 0", AILLEURS),
    ):
        assert f"« tests/{essai} » a demandé un autre hôte : {hote} (socket." in dit, dit
    assert f"Après le dernier essai, un autre hôte a été demandé : {AILLEURS}" in dit, dit


@pytest.mark.navigateur
@pytest.mark.nuit  # la garde elle-même : l’essai d’au-dessus en dit l’essentiel
def test_une_page_qui_demande_ailleurs_fait_echouer_son_essai_quel_que_soit_ce_qui_l_a_ouverte(projet):
    fichier = """
def test_contexte(navigateur):
    page = navigateur.new_context().new_page()
    with page.expect_event("requestfailed"):
        page.set_content("<img src=http://contexte.invalid/a.png>")
def test_page(navigateur):
    page = navigateur.new_page()
    page.evaluate("() => new Promise(fini => { new WebSocket('ws://prise.invalid/').onerror = fini; })")
def test_fenetre(navigateur):
    page = navigateur.new_context().new_page()
    with page.expect_popup() as fenetre:
        page.evaluate("() => { const f = window.open('about:blank'); f.document.write('<img src=http://fenetre.invalid/a.png onerror=opener.fini=1>'); }")
    page.wait_for_function("() => window.fini")
def test_composant(ouvrir):
    ouvrir().evaluate("() => fetch('http://192.0.2.1/').catch(() => 0)")
def test_ici(ouvrir):
    ouvrir()
"""
    shutil.copytree(RACINE / "lib", projet.racine / "lib", ignore=shutil.ignore_patterns("__pycache__"))
    ecrire(projet, pages=fichier)
    code, dit = projet("tests")
    assert code == 1 and "5 passed, 4 errors" in dit, dit
    for essai, hote in (
        ("contexte", "contexte.invalid"),
        ("page", "prise.invalid"),
        ("fenetre", "fenetre.invalid"),
        ("composant", AILLEURS),
    ):
        assert f"::test_{essai} » a demandé un autre hôte : {hote} (page : " in dit, dit


def test_la_garde_laisse_la_machine_se_parler_a_elle_meme_et_arrete_le_reste():
    ici = [a.address for prises in psutil.net_if_addrs().values() for a in prises if a.family.name in ("AF_INET", "AF_INET6")]
    assert ici and all(map(garde.permise, ["", None, b"localhost", "127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "x.localhost", *ici]))
    assert not any(
        map(
            garde.permise,
            [
                AILLEURS,
                "198.51.100.7",
                "2001:db8::1",
                "::ffff:192.0.2.1",
                "exemple.invalid",
                b"exemple.invalid",
                "localhost.exemple.invalid",
                "255.255.255.255",
                "224.0.0.1",
            ],
        )
    )


def test_la_garde_laisse_sa_place_au_sitecustomize_du_systeme_et_ne_reste_pas_dans_le_chemin(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.celui_du_systeme = True")
    code = "import json, sys; print(json.dumps([getattr(sys, 'celui_du_systeme', False), sys._garde_sans_reseau, [c for c in sys.path if 'sans_reseau' in c]]))"
    fini = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": garde.transmettre(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(fini.stdout) == [True, True, []]


def test_sans_la_variable_la_garde_ne_fait_rien():
    """C’est ainsi que l’essai du clone neuf, et lui seul, a droit au réseau."""
    code = "import socket; print(socket.getaddrinfo('127.0.0.1', 80)[0][4]); import garde; garde._hote = None; garde._guetter('socket.connect', (None, ('192.0.2.1', 80)))"
    sans = {n: v for n, v in os.environ.items() if n != garde.VARIABLE}
    fini = subprocess.run([sys.executable, "-c", code], env=sans, capture_output=True, text=True)
    assert fini.returncode == 0 and "127.0.0.1" in fini.stdout, fini.stderr
