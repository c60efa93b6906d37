"""L’orthographe de tout ce qui s’affiche : chaque mot est au dictionnaire, dans nos noms propres, ou dans tests/donnees/mots.txt."""

import csv
import json
import os
import re
import shutil
import subprocess
import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from enumerer import pour_chaque
from textes_affiches import RACINE, TROU, chaines_js, chaines_python, sans_marques, se_lit, textes

LISTE = Path(__file__).with_name("mots.txt")
DICTIONNAIRE = "fr_FR"
VERSION = "7.0"  # celle du dictionnaire avec lequel la liste est tenue
SANS_HUNSPELL = "Hunspell ou son dictionnaire français manque : « apt-get install hunspell hunspell-fr-classical »."
# Un mot : des lettres, et les apostrophes ou les traits d’union qu’elles entourent.
MOT = re.compile(rf"(?<![\w{TROU}])[^\W\d_]+(?:[’'-][^\W\d_]+)*(?![\w{TROU}])")
ELISIONS = set("c d j l m n s t qu jusqu lorsqu puisqu quoiqu".split())


@cache
def hunspell() -> str | None:
    """Le programme, s’il est là avec son dictionnaire français."""
    programme = shutil.which("hunspell")
    if not programme:
        return None
    essai = subprocess.run([programme, "-d", DICTIONNAIRE, "-i", "utf-8", "-l"], input="maison\n", capture_output=True, encoding="utf-8")
    return programme if essai.returncode == 0 and not essai.stdout.strip() else None


def version() -> str:
    """La version du dictionnaire, dite en tête de ses affixes ; vide si elle n’y est pas."""
    dit = subprocess.run([hunspell(), "-D", "-d", DICTIONNAIRE], input="", capture_output=True, encoding="utf-8")  # type: ignore[list-item]
    affixes = re.findall(r"^\S+\.aff$", dit.stdout + dit.stderr, re.MULTILINE)
    entete = Path(affixes[-1]).read_text(encoding="utf-8")[:500] if affixes else ""
    return (re.findall(r"v(\d+\.\d+)", entete) or [""])[0]


@pytest.fixture(scope="module")
def dictionnaire():
    """`dictionnaire(mots)` : ceux qu’il ne connaît pas. Absent, l’essai est sauté, mais échoue en intégration continue."""
    if not hunspell():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(SANS_HUNSPELL)
    return inconnus_de_hunspell


def inconnus_de_hunspell(mots: set[str]) -> set[str]:
    entree = "".join(f"{mot}\n" for mot in sorted(mots)).replace("’", "'")
    fini = subprocess.run(
        [str(hunspell()), "-d", DICTIONNAIRE, "-i", "utf-8", "-l"], input=entree, capture_output=True, encoding="utf-8", check=True
    )
    refuses = set(fini.stdout.split("\n"))
    return {mot for mot in mots if mot.replace("’", "'") in refuses}


def mots_de(texte: str) -> list[str]:
    """Les mots d’un texte, sans leurs élisions (« l’accord » donne « accord »)."""
    mots = []
    for mot in MOT.findall(unicodedata.normalize("NFC", texte)):
        tete, elision, reste = mot.replace("'", "’").partition("’")
        mots.append(reste if elision and tete.lower() in ELISIONS else mot.replace("'", "’"))
    return mots


@cache
def noms_propres() -> frozenset[str]:
    """Ce que les tables donnent comme noms : auteurs, lieux d’édition, éditeurs, sigles."""
    notices = json.loads((RACINE / "data" / "sources.json").read_text(encoding="utf-8"))
    donnes: list[str] = []
    for notice in notices:
        gens = [p for role in ("author", "editor", "translator", "container-author") for p in notice.get(role, [])]
        donnes += [str(valeur) for p in gens for valeur in p.values()]
        donnes += [notice.get(champ, "") for champ in ("publisher", "publisher-place", "container-title", "event-title", "event-place")]
    for table, colonne in (("auteurs", "nom"), ("auteurs", "court"), ("sigles", "sigle")):
        with (RACINE / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as lignes:
            donnes += [ligne[colonne] for ligne in csv.DictReader(lignes)]
    morceaux = {m for nom in donnes for mot in mots_de(nom) for m in (mot, *mot.split("-"))}
    return frozenset(m for m in morceaux if not m.islower())


@cache
def permis() -> tuple[str, ...]:
    return tuple(LISTE.read_text(encoding="utf-8").splitlines())


def admis(mot: str, liste: frozenset[str]) -> bool:
    """Vrai si le mot est un nom donné ou un mot permis ; une majuscule de début de phrase ne compte pas."""
    formes = {mot, mot[:1].lower() + mot[1:]} | ({mot.capitalize()} if mot.isupper() else set())
    return bool(formes & liste) or mot in noms_propres()


def fautes(lus, dictionnaire, liste=None) -> dict[str, list[str]]:
    """Chaque mot inconnu, et où on le lit."""
    liste = frozenset(permis() if liste is None else liste)
    ou = defaultdict(list)
    for lieu, texte in lus:
        for mot in mots_de(texte):
            ou[mot].append(lieu)
    douteux = {mot for mot in dictionnaire(set(ou)) if not admis(mot, liste)}
    morceaux = {m for mot in douteux for m in mot.split("-") if "-" in mot}  # « porte-t-il », « sous-critère » : chaque morceau compte
    faux = {m for m in dictionnaire(morceaux) if len(m) > 1 and not admis(m, liste)}
    return {mot: sorted(set(ou[mot])) for mot in sorted(douteux) if "-" not in mot or set(mot.split("-")) & faux}


def test_aucun_mot_inconnu_dans_ce_qui_s_affiche(dictionnaire):
    trouvees = [f"{mot} : {', '.join(lieux[:3])}" for mot, lieux in fautes(textes(), dictionnaire).items()]
    assert not trouvees, "corrigez-les, ou ajoutez les mots justes à tests/donnees/mots.txt :\n" + "\n".join(trouvees)


def test_la_liste_est_triee_sans_doublon_ni_blanc():
    assert list(permis()) == sorted(set(permis()), key=lambda mot: (rang(mot), mot))
    assert all(MOT.fullmatch(mot) for mot in permis())


def rang(mot: str) -> str:
    """L’ordre du dictionnaire : sans accents ni majuscules."""
    return "".join(c for c in unicodedata.normalize("NFD", mot.lower()) if not unicodedata.combining(c))


def test_la_liste_n_a_aucun_mot_inutile(dictionnaire):
    """Retirer un mot de la liste doit faire apparaître une faute ; avec une autre version du dictionnaire, il doit au moins servir."""
    if version() == VERSION:
        necessaires = set(fautes(textes(), dictionnaire, liste=()))
    else:
        necessaires = {mot for _, texte in textes() for mot in mots_de(texte)}
    necessaires |= {m for mot in necessaires for m in mot.split("-")}
    necessaires |= {m[:1].lower() + m[1:] for m in necessaires}
    assert [mot for mot in permis() if mot not in necessaires] == []


# Chaque contrôle doit pouvoir échouer.


@pytest.mark.parametrize(
    ("fichier", "contenu"),
    [
        ("notebooks/x.ipynb", json.dumps({"cells": [{"cell_type": "markdown", "source": ["Un **partenarait** solide."]}]})),
        ("solutions/x.ipynb", json.dumps({"cells": [{"cell_type": "markdown", "source": "L’*partenarait* du corrigé."}]})),
        ("README.md", "# Le partenarait"),
        ("docs/x.md", "| Le | partenarait |"),
        ("data/x.csv", "id,texte\nx,Le partenarait¶tient.\n"),
        ("lib/x.js", 'el("p", {}, `Le partenarait de ${n} auteurs, c’est lui`)'),
        ("lib/x.js", '// un commentaire\nconst a = /[`\'"]/; dire(n ? `une ${n > 1 ? "réponse du partenarait" : "autre"}` : 1);'),
        ("lib/x.html", "{# le mot partenriat #}<p>{% if n %}Le partenarait{% endif %} de {{ n }} auteurs</p>"),
        ("lib/x.html", '{{ table("Les partenarait", [n]) }}<p>Oui.</p>'),
        ("lib/x.html", '<nav aria-label="Le partenarait">{{ n }}</nav>'),
        ("lib/x.py", 'def f(n):\n    """Le partenariat."""\n    return f"Le partenarait a {n}\u00a0critères, n’est-ce pas ?"'),
        ("labo.py", 'dire("Relancez : le partenarait a échoué.")'),
    ],
)
def test_une_faute_est_vue_ou_qu_elle_soit(dictionnaire, tmp_path, fichier, contenu):
    champs = [{"name": "id", "type": "string", "description": "clé"}, {"name": "texte", "type": "string", "description": "texte"}]
    table = {"title": "Table", "description": "Une table.", "path": "x.csv", "schema": {"fields": champs, "primaryKey": "id"}}
    ecrits = {"data/datapackage.json": json.dumps({"resources": [table]}), "data/x.csv": "id,texte\n", "labo.py": "", fichier: contenu}
    for nom, dit in ecrits.items():
        (tmp_path / nom).parent.mkdir(exist_ok=True)
        (tmp_path / nom).write_text(dit, encoding="utf-8")
    assert set(fautes(textes(tmp_path), dictionnaire)) == {"partenarait"}


@pour_chaque("mot", ["Dhumme", "GIPP", "Béharre", "acteurs-reseaux", "sous-critéres", "nbvalle", "Venvidalenc"])
def test_un_nom_ou_un_compose_mal_ecrit_est_vu(dictionnaire, mot):
    assert fautes([("ici", f"Selon {mot}, oui.")], dictionnaire)


@pour_chaque(
    "phrase", ["Qu’en dit-il ?", "L’accord d’aujourd’hui, peut-être", "Lyet et Dhume", "RNRSMS et GIP", "la sous-partie", "JUSQU’À"]
)
def test_le_francais_ordinaire_et_les_noms_des_tables_passent(dictionnaire, phrase):
    assert fautes([("ici", phrase)], dictionnaire) == {}


def test_ni_le_code_ni_les_noms_internes_ne_sont_lus():
    marques = "Voir `labo.trii()`, [le glossaire](92-glosaire.ipynb), <span classe='x'>, https://exemple.fr/zzz, data/tris_cartez.csv, aut-dhumme."
    assert mots_de(sans_marques(marques)) == ["Voir", "le", "glossaire"]
    assert not any(map(se_lit, ["te-page", "M3 3h11l3 3v11H3z", "input[type=radio]", "Enter", "activite tri", "(e) => é", "grid_area"]))
    assert all(map(se_lit, ["Carte suivante", "désaccord", "Annuler", "…", "L’auteur"]))


def test_une_valeur_calculee_ne_coupe_pas_un_mot():
    [chaine] = chaines_python('f"{n} carte{s} rangée{s}, sur {t}"')
    assert mots_de(chaine) == ["sur"]
    assert list(chaines_js("`${n} carte${s}` + 'à faire'"))[0] == f"{TROU} carte{TROU}"
    assert list(chaines_python('def f():\n    "Une docstring."\n    return "é"')) == ["é"]
