"""Ce qu’attend qui arrive de l’extérieur : les chaînes de la forge, les modèles, une copie prise sous Windows.

La forme des chaînes et de la notice est une étape de `.ci/run`.
"""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from outils.exercices import ecarts
from travailler_ensemble import corpus

pytestmark = pytest.mark.lent

RACINE = Path(__file__).resolve().parents[3]
TRAVAUX = {"unite", "navigateur", "carnets", "ecole", "notebook"}
GITLAB, GITHUB = RACINE / ".gitlab-ci.yml", RACINE / ".github" / "workflows" / "essais.yml"


def test_les_deux_chaines_lancent_les_memes_travaux_de_ci_run():
    gitlab = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    lances = [travail["script"] for nom, travail in gitlab.items() if nom not in ("workflow", "default", "pages", "publication")]
    assert sorted(lances) == sorted(f".ci/run {sorte}" for sorte in TRAVAUX)

    [travail] = yaml.safe_load(GITHUB.read_text(encoding="utf-8"))["jobs"].values()
    assert {*travail["strategy"]["matrix"]["sorte"]} == TRAVAUX
    assert travail["steps"][-1]["run"] == ".ci/run ${{ matrix.sorte }}"
    assert travail["container"] == gitlab["default"]["image"], "la même image des deux côtés"

    permis = re.search(r"\^\(tout\|([\w|]+)\)\$", (RACINE / ".ci" / "run").read_text(encoding="utf-8"))
    assert permis and {*permis[1].split("|")} == TRAVAUX, "ce que .ci/run sait faire"


def test_aucune_chaine_ne_nomme_un_hote():
    """Une image par son nom court, une action par son dépôt : la forge dit d’où elles viennent."""
    for fichier in (GITLAB, GITHUB):
        assert not re.search(r"://|\b[\w-]+\.(?:com|org|net|io|fr)\b", fichier.read_text(encoding="utf-8")), fichier.name


@pytest.mark.parametrize("nom", ["Defaut", "Contenu", "Accessibilite"])
def test_un_modele_de_ticket_est_le_meme_sur_les_deux_forges(nom):
    gitlab = (RACINE / ".gitlab" / "issue_templates" / f"{nom}.md").read_text(encoding="utf-8")
    _, tete, corps = (RACINE / ".github" / "ISSUE_TEMPLATE" / f"{nom.lower()}.md").read_text(encoding="utf-8").split("---\n", 2)
    assert {*yaml.safe_load(tete)} == {"name", "about"}
    assert corps.lstrip("\n") == gitlab


def test_la_demande_de_fusion_a_le_meme_modele_sur_les_deux_forges():
    gitlab = RACINE / ".gitlab" / "merge_request_templates" / "Default.md"
    assert gitlab.read_bytes() == (RACINE / ".github" / "PULL_REQUEST_TEMPLATE.md").read_bytes()


def test_une_copie_prise_par_git_pour_windows_est_la_meme_collection(tmp_path):
    """Il convertit d’ordinaire les fins de ligne (`autocrlf`) : ce qui se compare à l’octet près paraîtrait périmé."""
    if not (RACINE / ".git").exists():
        pytest.skip("hors d’un dépôt git")
    copie = tmp_path / "copie"
    subprocess.run(["git", "clone", "-q", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", RACINE, copie], check=True)
    assert len(list((copie / "exercises").glob("*.ipynb"))) == len(list((copie / "solutions").glob("*.ipynb"))) >= 10
    assert ecarts(copie) == []
    ici, la = corpus.lire(), corpus.lire.__wrapped__(copie / "data")
    assert all(ici.lignes(nom) == la.lignes(nom) for nom in ici.noms) and ici.noms == la.noms
    textes = [f for f in copie.rglob("*") if f.suffix in (".csv", ".json", ".ipynb", ".py", ".js", ".md", ".txt", ".cff")]
    assert len(textes) > 100
    assert {f.parent.name for f in textes if b"\r\n" in f.read_bytes()} == {"seances-fictives"}, "elles seules gardent celles d’un tableur"
