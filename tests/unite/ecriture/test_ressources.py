"""L’assembleur : un module web et ses imports, en un seul texte, sans outil de construction."""

import re
import shutil
import subprocess

import pytest
from chacun import pour_chacun

from travailler_ensemble.ecriture import ressources

COMPOSANTS = sorted(f"composants/{f.parent.name}/composant.js" for f in (ressources.WEB / "composants").glob("*/composant.js"))
MODULES = sorted(f.relative_to(ressources.WEB).as_posix() for f in ressources.WEB.rglob("*.js"))


@pytest.fixture
def web(tmp_path, monkeypatch):
    """Un dossier `web/` à soi : `web("a.js", "texte")` y écrit un module."""
    monkeypatch.setattr(ressources, "WEB", tmp_path)

    def oublier():
        for f in (ressources.imports, ressources.exports, ressources._corps, ressources._enveloppe):
            f.cache_clear()

    def ecrire(nom, texte):
        (tmp_path / nom).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / nom).write_text(texte, encoding="utf-8")

    oublier()
    yield ecrire
    oublier()


@pour_chacun("nom", [*COMPOSANTS, "seance/regie/carnet.js"])
def test_un_composant_tient_en_un_texte_sans_import(nom):
    texte = ressources.module(nom)
    assert not re.search(r"^import\b|\bimport\(|^export \{", texte, re.M)
    assert len(re.findall(r"^export default ", texte, re.M)) == 1
    noms = re.findall(r"^const (_\w+) = \(\(\) => \{$", texte, re.M)
    assert len(noms) == len(set(noms)) == len(ressources.ordre(nom)) - 1 > 2


@pour_chacun("nom", MODULES)
def test_un_module_s_allege_sans_risque(nom):
    """Les retraits et les lignes de commentaire s’ôtent : aucun gabarit ni aucune chaîne ne tient donc sur deux lignes."""
    assert max(len(ligne.expandtabs(2)) for ligne in ressources.lire(nom).splitlines()) <= 140
    for ligne in re.sub(r"^\s*/\*.*?\*/|//.*$", "", ressources.lire(nom), flags=re.M | re.S).splitlines():
        assert ligne.count("`") % 2 == 0, ligne


def test_chaque_module_vient_apres_ceux_qu_il_importe(web):
    web("a.js", 'import { b, c as d } from "./sous/b.js";\nexport const a = () => b() + d;\nexport default a;\n')
    web("sous/b.js", 'import { e } from "../e.js";\nexport function b() {\n  return e;\n}\nexport const c = 2;\n')
    web("e.js", "const secret = 40;\nexport const e = secret;\n")
    assert ressources.ordre("a.js") == ["e.js", "sous/b.js", "a.js"]
    texte = ressources.module("a.js")
    if node := shutil.which("node"):
        dit = texte.replace("export default a;", "console.log(a(), typeof secret);").replace("export const a", "const a")
        fait = subprocess.run([node, "--input-type=module", "-e", dit], capture_output=True, text=True)
        assert fait.stdout.split() == ["42", "undefined"], fait.stderr
    assert texte.index("_e = (") < texte.index("_sous_b = (") < texte.index("const a = ")


@pytest.mark.parametrize(
    ("fichiers", "dit"),
    [
        ({"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\nexport const b = 1;\n'}, "n’exporte pas : a"),
        (
            {"a.js": 'import { b } from "./b.js";\nexport const a = b;\n', "b.js": 'import { a } from "./a.js";\nexport const b = a;\n'},
            "en rond : a.js → b.js → a.js",
        ),
        ({"a.js": 'import { x } from "./b.js";\n', "b.js": "export const b = 1;\n"}, "n’exporte pas : x"),
        ({"a.js": 'import b from "./b.js";\n', "b.js": "export default 1;\n"}, "ne s’assemble pas"),
        ({"a.js": 'const b = await import("./b.js");\n'}, "ne s’assemble pas"),
        ({"a.js": "const x = 1;\nexport { x };\n"}, "ne s’assemble pas"),
        ({"a.js": 'import { b } from "./b.js";\n', "b.js": "export const b = 1;\nexport default {\n  b,\n};\n"}, "sur une seule ligne"),
        (
            {
                "a.js": 'import { b } from "./b_c.js";\nimport { d } from "./b/c.js";\n',
                "b_c.js": "export const b = 1;\n",
                "b/c.js": "export const d = 1;\n",
            },
            "même nom, aux signes près",
        ),
    ],
)
def test_ce_qui_ne_s_assemble_pas_se_dit(web, fichiers, dit):
    for nom, texte in fichiers.items():
        web(nom, texte)
    with pytest.raises(ValueError, match=dit):
        ressources.module("a.js")


def test_un_fichier_absent_se_dit(web):
    web("a.js", 'import { b } from "./b.js";\n')
    with pytest.raises(FileNotFoundError):
        ressources.module("a.js")
