"""Le carnet de dépannage : chaque message cité est un vrai message, chaque menu existe, chaque réponse tient en deux phrases."""

import errno
import json
import re
from pathlib import Path

import jupyterlab_language_pack_fr_FR
import nbformat
import pytest
from enumerer import pour_chaque

import travailler_ensemble as labo
from travailler_ensemble.fichiers import cause

RACINE = Path(__file__).resolve().parents[2]
CATALOGUE = Path(jupyterlab_language_pack_fr_FR.__file__).parent / "locale" / "fr_FR" / "LC_MESSAGES" / "jupyterlab.json"


def texte(carnet) -> str:
    return "\n\n".join(c.source for c in carnet.cells if c.cell_type == "markdown").replace("\u00a0", " ")


def programme() -> str:
    """Tout ce que le programme peut dire, d’où qu’il le dise."""
    sources = [RACINE / "labo.py", RACINE / "outils" / "ouvrir.py"]
    sources += [f for d in ("lib", "reglages") for f in (RACINE / d).rglob("*") if f.suffix in (".py", ".js", ".html", ".css")]
    dits = " ".join(f.read_text(encoding="utf-8") for f in sources).replace("\\u00a0", " ").replace("\u00a0", " ")
    return f"{dits} {' '.join(cause(OSError(code, ''), 'réponses') for code in errno.errorcode)}"


def fautes(carnet) -> list[str]:
    """Ce que ce carnet cite et que ni le programme, ni JupyterLab, ni la collection ne disent."""
    dit, ecrit = programme(), texte(carnet)
    titres = re.findall(r"^## (.+)$", ecrit, re.MULTILINE)
    menus = {v.rstrip("…") for valeurs in json.loads(CATALOGUE.read_text(encoding="utf-8")).values() for v in valeurs if isinstance(v, str)}
    cites = [c for c in re.findall(r"« ([^»]+) »", ecrit) if c not in titres and c not in dit]
    gras = [g for g in re.findall(r"\*\*([^*]+)\*\*", ecrit) if not g.startswith("Vos réponses") and g not in menus]
    options = [o for o in re.findall(r"`(--[\w-]+|mes-reponses)", ecrit) if o not in dit]
    fonctions = [f for f in re.findall(r"`labo\.(\w+)\(", ecrit) if f not in labo.__all__]
    return cites + gras + options + fonctions


def longues(carnet) -> list[str]:
    """Les réponses qui ne tiennent pas en deux phrases."""
    questions = re.findall(r"^### (.+)\n\n(.+?)(?=\n\n|\Z)", texte(carnet), re.MULTILINE)
    return [q for q, reponse in questions if len(re.split(r"(?<=[.!?…]) (?=[A-ZÀÉÈ«`])", reponse)) != 2]


@pytest.fixture
def carnet():
    return nbformat.read(RACINE / "notebooks" / "99-depannage.ipynb", 4)


def test_le_carnet_ne_cite_que_de_vrais_messages_et_de_vrais_menus(carnet):
    assert fautes(carnet) == []


def test_chaque_panne_a_une_reponse_de_deux_phrases(carnet):
    pannes = re.findall(r"^### ", texte(carnet), re.MULTILINE)
    assert len(pannes) >= 15 and len(re.findall(r"^### .+\n\n(?!#)\S", texte(carnet), re.MULTILINE)) == len(pannes)
    assert longues(carnet) == []


@pour_chaque("sujet", ["s’affiche", "Non enregistré", "noyau", "étroite", "port", "Où sont", "rendre", "recommencer", "souris", "lecteur"])
def test_les_pannes_courantes_y_sont(carnet, sujet):
    assert any(sujet in titre for titre in re.findall(r"^### (.+)$", texte(carnet), re.MULTILINE))


@pytest.mark.parametrize("invente", ["« Le noyau boude »", "menu **Noyau central**", "`--porte`", "`labo.reparer()`", "« Enregistre à »"])
def test_un_message_invente_est_vu(carnet, invente):
    carnet.cells[-1].source += f" Voir {invente}."
    assert len(fautes(carnet)) == 1


def test_une_reponse_trop_longue_est_vue(carnet):
    panne = next(c for c in carnet.cells if "### Tout effacer" in c.source)
    panne.source += " Vraiment."
    assert longues(carnet) == ["Tout effacer"]
