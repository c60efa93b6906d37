"""Les guides (README, CONTRIBUTING, SECURITY, docs/) : chaque lien, chaque fichier, chaque essai et chaque commande qu’ils citent existent."""

import re
from pathlib import Path

from chacun import pour_chacun

from outils.__main__ import COMMANDES
from travailler_ensemble import corpus

RACINE = Path(__file__).resolve().parents[3]
GUIDES = [*RACINE.glob("*.md"), *(f for nom in ("docs", "data", "lib", ".gitlab") for f in (RACINE / nom).rglob("*.md"))]
LIB = RACINE / "lib" / "travailler_ensemble"
ESSAIS = {f.name: f for f in (RACINE / "tests").rglob("test_*.py")}
MODULES = {f.name for f in LIB.rglob("*.py")}
# Ce que la collection fabrique ou reçoit, et que le dépôt n’a donc pas.
FABRIQUES = ("mes-reponses", "mes-seances", "mes-contenus", "a-distribuer", ".venv", ".jupyter", "fichier.json")


def nom(guide: Path) -> str:
    return guide.relative_to(RACINE).as_posix()


def cites(texte: str) -> list[str]:
    """Les chemins écrits entre accents graves, hors des blocs qu’une recette fait écrire."""
    hors_blocs = re.sub(r"^```.*?^```$", "", texte, flags=re.MULTILINE | re.DOTALL)
    # Une recette nomme, au-dessus de son bloc, le fichier qu’elle crée.
    hors_blocs = re.sub(r"^Le fichier `[^`]+`", "", hors_blocs, flags=re.MULTILINE)
    return re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|txt|cff|toml|yml|ipynb))`", hors_blocs)


def existe(chemin: str) -> bool:
    """Depuis la racine, depuis la bibliothèque, ou par son seul nom pour un essai ou un module : deux n’ont pas le même."""
    if chemin.startswith(FABRIQUES) or chemin in ESSAIS or chemin in MODULES:
        return True
    return any((depuis / chemin).exists() for depuis in (RACINE, LIB, RACINE / "data", RACINE / "docs"))


@pour_chacun("guide", GUIDES, ids=nom)
def test_ce_qu_un_guide_cite_existe(guide):
    texte = guide.read_text(encoding="utf-8")
    # Le journal raconte aussi ce qui n’est plus.
    absents = [c for c in cites(texte) if not existe(c) and not (guide.parent / c).exists()] if guide.name != "CHANGELOG.md" else []
    liens = [lien.split("#")[0] for lien in re.findall(r"\]\(([^)\s]+)\)", texte) if "://" not in lien and not lien.startswith("#")]
    absents += [lien for lien in liens if not (guide.parent / lien).exists()]
    assert absents == []


def test_les_guides_citent_bien_des_fichiers_et_des_essais():
    """Sans quoi l’essai d’au-dessus ne verrait rien."""
    tout = {c for guide in GUIDES for c in cites(guide.read_text(encoding="utf-8"))}
    assert len(tout) > 40 and len({Path(c).name for c in tout} & ESSAIS.keys()) >= 10
    assert not existe("tests/unite/test_absent.py") and not existe("test_absent.py") and not existe("panel/absent.py")


def test_deux_essais_n_ont_pas_le_meme_nom():
    """Un guide les nomme sans leur dossier, et pytest les importe de même."""
    fichiers = [f.name for f in (RACINE / "tests").rglob("test_*.py")]
    assert sorted(fichiers) == sorted(set(fichiers))


def test_les_deux_marches_passent_par_des_noms_qui_existent():
    """À chaque pas, ce qui est nommé (`Salle.voter`, `repondre`) est défini dans un des fichiers du pas."""
    texte = (RACINE / "CONTRIBUTING.md").read_text(encoding="utf-8")
    pas = re.findall(r"^\d+\. .+$", texte.split("## Deux marches")[1].split("\n## ")[0], re.MULTILINE)
    assert len(pas) == 20
    vus = 0
    for ligne in pas:
        fichiers = [LIB / chemin for chemin in re.findall(r"`([\w/]+\.(?:py|js))`", ligne)]
        assert fichiers and all(f.is_file() for f in fichiers), ligne
        code = "".join(f.read_text(encoding="utf-8") for f in fichiers)
        for cite in re.findall(r"`((?:[A-Z]\w+\.)?[a-z_]\w+|[A-Z]\w+)`", ligne):
            for mot in cite.split("."):
                assert re.search(rf"(?:def|class) {mot}\b|\b{mot}\b.*= ", code), f"{cite}, dans : {ligne}"
            vus += 1
    assert vus > 10


@pour_chacun("guide", GUIDES, ids=nom)
def test_les_commandes_d_un_guide_existent(guide):
    commandes = re.findall(r"labo\.py ([a-z][a-z-]*)", guide.read_text(encoding="utf-8"))
    assert [c for c in commandes if c not in COMMANDES] == []


def test_le_readme_tient_en_peu_de_lignes():
    lignes = (RACINE / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lignes) <= 90
    assert [ligne for ligne in lignes if ligne.startswith("### ")] == ["### Vous étudiez", "### Vous enseignez", "### Vous maintenez"]


def test_le_readme_dit_la_duree_des_labos_de_la_table():
    minutes = [x["minutes"] for x in corpus.lire().lignes("labos")]
    dites = re.search(r"Dix labos de (\d+) à (\d+) minutes", (RACINE / "README.md").read_text(encoding="utf-8"))
    assert dites and len(minutes) == 10 and (int(dites[1]), int(dites[2])) == (min(minutes), max(minutes))
