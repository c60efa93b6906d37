"""Les guides (README, CONTRIBUTING, SECURITY, docs/) : chaque lien, chaque fichier, chaque essai et chaque commande qu’ils citent existent."""

import re
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(RACINE))
import labo  # noqa: E402

GUIDES = [*RACINE.glob("*.md"), *(RACINE / "docs").glob("*.md"), *(RACINE / ".gitlab").rglob("*.md")]
ESSAIS = {f.name: f for f in (RACINE / "tests").rglob("test_*.py")}
# Ce que la collection fabrique ou reçoit, et que le dépôt n’a donc pas.
FABRIQUES = ("mes-reponses", "mes-seances", "a-distribuer", ".venv", ".jupyter", "fichier.json")


def nom(guide: Path) -> str:
    return guide.relative_to(RACINE).as_posix()


def cites(texte: str) -> list[str]:
    """Les chemins écrits entre accents graves, hors des blocs qu’une recette fait écrire."""
    hors_blocs = re.sub(r"^```.*?^```$", "", texte, flags=re.MULTILINE | re.DOTALL)
    # Une recette nomme, au-dessus de son bloc, le fichier qu’elle crée.
    hors_blocs = re.sub(r"^Le fichier `[^`]+`", "", hors_blocs, flags=re.MULTILINE)
    return re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|txt|cff|toml|yml|ipynb))`", hors_blocs)


def existe(chemin: str) -> bool:
    """Depuis la racine, depuis la bibliothèque, ou par son seul nom pour un essai."""
    if chemin.startswith(FABRIQUES) or chemin in ESSAIS:
        return True
    return any((depuis / chemin).exists() for depuis in (RACINE, RACINE / "lib" / "travailler_ensemble", RACINE / "data", RACINE / "docs"))


@pytest.mark.parametrize("guide", GUIDES, ids=nom)
def test_ce_qu_un_guide_cite_existe(guide):
    texte = guide.read_text(encoding="utf-8")
    # Le journal raconte aussi ce qui n’est plus.
    absents = [c for c in cites(texte) if not existe(c)] if guide.name != "CHANGELOG.md" else []
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


@pytest.mark.parametrize("guide", GUIDES, ids=nom)
def test_les_commandes_d_un_guide_existent(guide):
    commandes = re.findall(r"labo\.py ([a-z-]+)\b", guide.read_text(encoding="utf-8"))
    assert [c for c in commandes if c not in labo.COMMANDES] == []


def test_le_readme_tient_en_peu_de_lignes():
    lignes = (RACINE / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lignes) <= 90
    assert [ligne for ligne in lignes if ligne.startswith("### ")] == ["### Vous étudiez", "### Vous enseignez", "### Vous maintenez"]
