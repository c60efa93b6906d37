"""Rien ne dort : chaque table est montrée par un carnet, ou l’on dit pourquoi elle ne l’est pas.

On exécute les cellules des labos et des carnets, sans écran, en notant les tables lues. La recherche, qui les parcourt
toutes, ne compte pas.
"""

import re

import nbformat
import pytest
from enumerer import pour_chaque

import travailler_ensemble as labo
from travailler_ensemble import atelier, corpus
from travailler_ensemble.activites.catalogue import sujets
from travailler_ensemble.activites.classement import classement
from travailler_ensemble.corpus import DOSSIER, Corpus
from travailler_ensemble.panel.reponse import repondre

RACINE = DOSSIER.parent
# Table → pourquoi aucun carnet ne la lit encore.
SANS_CARNET: dict[str, str] = {
    "baremes": "les corrigés la montrent",
    "buts": "un essai y lit ce qui vérifie chaque but",
    "chronologie": "la frise montre `chronologie_faits`, qui en est tirée ligne à ligne",
    "familles": "les cases du tri `familles-difficultes` en reprennent les noms",
    "limites_familles": "les réponses de ce tri en viennent",
}


@pytest.fixture(scope="module")
def lues():
    vues = set()

    def noter(methode):
        def notee(self, nom, *reste):
            vues.add(nom)
            return methode(self, nom, *reste)

        return notee

    for fonction in vars(atelier).values():
        if hasattr(fonction, "cache_clear"):
            fonction.cache_clear()
    with pytest.MonkeyPatch.context() as rustine:
        for nom in ("lignes", "ligne", "table"):
            rustine.setattr(Corpus, nom, noter(getattr(Corpus, nom)))
        for chemin in sorted(chemin for d in ("notebooks", "exercises") for chemin in RACINE.glob(f"{d}/*.ipynb")):
            espace = {"labo": labo}
            for cellule in nbformat.read(chemin, 4).cells:
                if cellule.cell_type == "code":
                    exec(compile(cellule.source, chemin.name, "exec"), espace)
        for tri in {c["tri"]: c for c in corpus.lire().lignes("tris_cartes")}.values():  # ce que montre une comparaison
            c = classement(corpus.lire(), tri["tri"])
            if c.cases:  # une frise n’en a pas
                atelier._panel().avis(c, tri["carte"], c.cases[0].id)
            if c.d_auteurs:  # ce que répond la carte
                repondre(atelier._panel(), c, tri["carte"], c.cases[0].id)
    return vues


def test_chaque_table_est_montree_ou_dit_pourquoi_non(lues):
    dormantes = set(corpus.lire().noms) - lues
    assert dormantes == set(SANS_CARNET), sorted(dormantes ^ set(SANS_CARNET))
    assert all(SANS_CARNET.values())


def cles(chemin):
    """Les activités que propose un carnet : la clé de chaque `labo.tri("…")`, `labo.question("…")`…"""
    code = "\n".join(c.source for c in nbformat.read(chemin, 4).cells if c.cell_type == "code") if chemin.exists() else ""
    return set(re.findall(r'labo\.(?:tri|question|curseur|grille)\("([^"]+)"\)', code))


COMPTES = [
    s
    for s in sujets(corpus.lire())
    if s.cle not in {d["id"] for d in corpus.lire().lignes("desaccords")}
    or s.cle in {c["desaccord"] for c in corpus.lire().lignes("curseurs")}
]


@pour_chaque("sujet", COMPTES, ids=lambda s: s.cle)
def test_chaque_activite_comptee_est_dans_le_carnet_de_son_labo(sujet):
    """Sinon l’avancement n’atteindrait jamais « fait »."""
    carnet = corpus.lire().ligne("labos", sujet.labo)["carnet"]
    dossier = "exercises" if sujet.usage == "exercice" else "notebooks"
    assert carnet and sujet.cle in cles(RACINE / dossier / carnet)
