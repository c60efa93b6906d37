"""CONTRIBUTING.md suivi à la lettre, sur une copie de la collection : chaque recette tient ce qu’elle promet."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.lent

RACINE = Path(__file__).resolve().parents[3]
GUIDE = (RACINE / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOC = re.compile(r"^(?P<dit>[^\n]+)\n\n```(?P<sorte>\w+)\n(?P<corps>.*?)^```$", re.MULTILINE | re.DOTALL)
VOIR = "import travailler_ensemble as labo\nfrom IPython.core.formatters import DisplayFormatter"
INUTILES = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", ".jupyter", "__pycache__", ".*_cache", ".hypothesis", "mes-*", "a-distribuer", "web-essais"
)


class Bloc(NamedTuple):
    """Ce que la recette demande : la phrase au-dessus du bloc, sa sorte, son contenu."""

    dit: str
    sorte: str
    corps: str

    @property
    def fichier(self) -> str:
        """Le fichier qui reçoit le bloc : le dernier que nomme la phrase, avant sa parenthèse."""
        return re.findall(r"`([\w./-]+\.\w+)`", self.dit.split("(")[0])[-1]


def recettes(guide: str) -> dict[str, list[Bloc]]:
    """Titre de la recette → ses blocs, dans l’ordre."""
    morceaux = re.split(r"^## (.+)$", guide, flags=re.MULTILINE)
    return {titre: [Bloc(*b) for b in BLOC.findall(texte)] for titre, texte in zip(morceaux[1::2], morceaux[2::2], strict=True)}


RECETTES = recettes(GUIDE)
pytestmark = pytest.mark.recettes


class Copie:
    """La collection recopiée, où l’on suit les recettes."""

    def __init__(self, racine: Path) -> None:
        self.racine = racine
        shutil.copytree(RACINE, racine, ignore=INUTILES)
        self.environnement = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(racine / "lib"), str(racine / "tests")]),
            "TRAVAILLER_ENSEMBLE_REPONSES": str(racine / "mes-reponses"),
        }

    def lancer(self, *commande: str) -> str:
        fini = subprocess.run(commande, cwd=self.racine, env=self.environnement, capture_output=True, encoding="utf-8")
        assert fini.returncode == 0, f"{' '.join(commande)}\n{fini.stdout[-3000:]}\n{fini.stderr[-2000:]}"
        return fini.stdout

    def suivre(self, titre: str) -> list[str]:
        """Applique une recette bloc par bloc ; rend ce qu’affiche chaque ligne de carnet."""
        affiche = []
        for bloc in RECETTES[titre]:
            if bloc.sorte == "sh":
                for ligne in bloc.corps.splitlines():
                    self.commander(ligne)
            elif bloc.sorte == "python":
                affiche += map(self.afficher, bloc.corps.splitlines())
            else:
                self.ecrire(bloc)
        return affiche

    def ecrire(self, bloc: Bloc) -> None:
        fichier = self.racine / bloc.fichier
        if bloc.dit.startswith("Le fichier"):
            assert not fichier.exists(), f"{bloc.fichier} existe déjà"
            fichier.write_text(bloc.corps, encoding="utf-8", newline="\n")
        elif "`resources`" in bloc.dit:
            paquet = json.loads(fichier.read_text(encoding="utf-8"))
            paquet["resources"].append(json.loads(bloc.corps))
            fichier.write_text(json.dumps(paquet, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
        else:
            assert bloc.dit.startswith("À la fin de"), bloc.dit
            with fichier.open("a", encoding="utf-8", newline="\n") as suite:
                suite.write(bloc.corps)

    def commander(self, ligne: str) -> None:
        """Une commande du guide : « python3 labo.py … », sans la préparation, qui est celle de ces essais."""
        python, programme, nom, *arguments = ligne.split()
        assert (python, programme) == ("python3", "labo.py"), ligne
        calme = ["-q", "-p", "no:cacheprovider"] if nom == "tests" else []
        self.lancer(sys.executable, "-m", "outils", nom, *arguments, *calme)

    def afficher(self, ligne: str) -> str:
        """Ce que montre une ligne de carnet."""
        montre = self.lancer(sys.executable, "-c", f"{VOIR}\nprint(*DisplayFormatter().format({ligne})[0].values())")
        return re.sub(r"</?mark[^>]*>", "", montre).replace("\u00a0", " ")


@pytest.fixture(scope="module")
def copie(tmp_path_factory) -> Copie:
    return Copie(tmp_path_factory.mktemp("contribuer") / "collection")


def test_le_guide_a_ses_quatre_recettes():
    assert [*RECETTES][:4] == ["Une situation", "Une table", "Une activité", "Un labo"]
    assert all({"sh", "python"} <= {b.sorte for b in RECETTES[titre]} for titre in [*RECETTES][:4])
    assert sum(map(len, RECETTES.values())) == GUIDE.count("\n```") / 2, "un bloc du guide n’est pas suivi"


def test_les_quatre_recettes_tiennent_ce_qu_elles_promettent(copie):
    """L’une après l’autre : le labo se sert de la situation et de la question."""
    recit, trouve = copie.suivre("Une situation")
    assert "tiennent ensemble un atelier de cuisine" in recit
    assert "Le mercredi des casseroles" in trouve

    [trouve] = copie.suivre("Une table")
    assert "la réunion de synthèse" in trouve

    [question] = copie.suivre("Une activité")
    assert "question-casseroles-ecrit" in question

    [accueil] = copie.suivre("Un labo")
    assert "11-supervision.ipynb" in accueil
    carnet = json.loads((copie.racine / "notebooks" / "11-supervision.ipynb").read_text(encoding="utf-8"))
    sorties = [c["outputs"] for c in carnet["cells"] if c["cell_type"] == "code"]
    assert all(sorties) and "casseroles" in json.dumps(sorties[1:], ensure_ascii=False)


def test_une_recette_qui_ment_echoue(copie, monkeypatch):
    """La même situation, un indice qui n’est pas dans son récit."""
    bloc = next(b for b in RECETTES["Une situation"] if b.fichier.endswith("codages.csv"))
    fichier = copie.racine / bloc.fichier
    juste = fichier.read_text(encoding="utf-8")
    assert juste.count("On s’y dispute parfois") == 1, "la recette est déjà suivie"
    fichier.write_text(juste.replace("On s’y dispute parfois", "On s’y bat souvent"), encoding="utf-8", newline="\n")
    with pytest.raises(AssertionError, match="n’est pas dans le récit"):
        copie.commander("python3 labo.py tests tests/donnees/test_donnees.py -k indice")
